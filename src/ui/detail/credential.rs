//! The card of an access key: where it comes from, what was made with it, how it was used.

use crate::ui::actions::{Actions, use_actions};
use crate::ui::common::facts::{fact_lines, line_text};
use crate::ui::common::zone::use_clock;
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
}

/// The card.
#[component]
pub fn Card(props: &CardProps) -> Html {
    let CardProps { name, card } = props;
    let actions = use_actions();
    let clock = use_clock();
    {
        let ask = actions.ask.clone();
        use_effect_with(name.clone(), move |name| ask.emit(Request::Credential { key: name.to_string() }));
    }
    let Some(card) = card.as_ref().filter(|card| card.key == **name) else {
        return html! { <div class="part" role="tabpanel" id="detail-part" aria-label="Credential" aria-busy="true"></div> };
    };
    html! {
        <div class="part" role="tabpanel" id="detail-part" aria-label="Credential" data-testid="credential"
            data-key={card.key.clone()} data-events={card.events.to_string()} aria-busy={(!card.is_whole).to_string()}>
            <dl class="facts">{ for card.lines.iter().map(|line| one(line, &clock, &actions)) }</dl>
        </div>
    }
}

fn one(line: &Line, clock: &Clock, actions: &Actions) -> Html {
    let more = Some(line.more.clone()).filter(|more| !more.is_empty());
    fact_lines(&line.label, line_text(line, clock, actions), more)
}
