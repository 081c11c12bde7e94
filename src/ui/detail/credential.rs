//! The card of an access key: where it comes from, what was made with it, how it was used.

use super::fact_lines;
use crate::ui::intents::Intents;
use crate::ui::prelude::*;
use std::rc::Rc;
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
            <dl class="facts">{ for card.lines.iter().map(|line| one(line, intents)) }</dl>
        </div>
    }
}

fn one(line: &Line, intents: &Intents) -> Html {
    let text = leading(line, intents).unwrap_or_else(|| html! { { line.text.clone() } });
    let more = Some(line.more.clone()).filter(|more| !more.is_empty());
    fact_lines(&line.label, text, more)
}

/// The text of a line as a button that leads where the line leads.
pub fn leading(line: &Line, intents: &Intents) -> Option<Html> {
    if line.row.is_none() && line.query.is_empty() {
        return None;
    }
    let onclick = {
        let (intents, query, row) = (intents.clone(), line.query.clone(), line.row);
        move |_| match row {
            Some(row) => intents.show_event(row),
            None => intents.follow(&query),
        }
    };
    Some(html! { <button class="link log-text" title={line.query.clone()} {onclick}>{ line.text.clone() }</button> })
}
