//! The card of an access key: where it comes from, what was made with it, how it was used.

use super::{dated, fact_lines};
use crate::ui::common::zone::use_clock;
use crate::ui::intents::Intents;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_event::zone::Clock;
use trailglass_protocol::message::{Credential, Line, Request};

/// What the card needs.
#[derive(Properties, PartialEq)]
pub struct CardProps {
    /// The key.
    pub name: AttrValue,
    /// The newest word on any key.
    pub card: Option<Rc<Credential>>,
    /// Where intents go.
    pub intents: Intents,
}

/// The card.
#[component]
pub fn Card(props: &CardProps) -> Html {
    let CardProps { name, card, intents } = props;
    let clock = use_clock();
    {
        let need = intents.need.clone();
        use_effect_with(name.clone(), move |name| need.emit(Request::Credential { key: name.to_string() }));
    }
    let Some(card) = card.as_ref().filter(|card| card.key == **name) else {
        return html! { <div class="part" role="tabpanel" id="detail-part" aria-label="Credential" aria-busy="true"></div> };
    };
    html! {
        <div class="part" role="tabpanel" id="detail-part" aria-label="Credential" data-testid="credential"
            data-key={card.key.clone()} data-events={card.events.to_string()} aria-busy={(!card.is_whole).to_string()}>
            <dl class="facts">{ for card.lines.iter().map(|line| one(line, &clock, intents)) }</dl>
        </div>
    }
}

fn one(line: &Line, clock: &Clock, intents: &Intents) -> Html {
    let more = Some(line.more.clone()).filter(|more| !more.is_empty());
    fact_lines(&line.label, line_text(line, clock, intents), more)
}

/// The text of a line; a button where the line leads somewhere.
pub fn line_text(line: &Line, clock: &Clock, intents: &Intents) -> Html {
    let instant = line.time.map(|time| (time, clock.instant(time)));
    dated(&line.text, instant, &line.query, line.row, intents)
}
