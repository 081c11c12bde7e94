//! The card of an access key: where it comes from, what was made with it, how it was used.

use super::fact_lines;
use crate::ui::common::words;
use crate::ui::intents::Intents;
use std::rc::Rc;
use trailglass::engine::message::{Credential, KeyOrigin, Request, RowKey, Tally};
use trailglass::event::time::Micros;
use trailglass::query::clause_text;
use yew::prelude::*;

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
    let own = clause_text("key", &card.key);
    html! {
        <div class="part" role="tabpanel" id="detail-part" aria-label="Credential" data-testid="credential"
            data-key={card.key.clone()} data-events={card.events.to_string()} aria-busy={(!card.is_whole).to_string()}>
            <dl class="facts">
                { fact_lines("Key", html! { { card.key.clone() } }, Some(card.kind.clone())) }
                { fact_lines("Used", html! {
                    <button class="link" onclick={follow(intents, own.clone())}>{ words::count(card.events, "event", "events") }</button>
                }, None) }
                if let Some([first, last]) = card.used {
                    { fact_lines("First", moment(first, intents), None) }
                    { fact_lines("Last", moment(last, intents), None) }
                }
                for (at, origin) in card.chain.iter().enumerate() {
                    { fact_lines(if at == 0 { "Made by" } else { "Before that" }, made(origin, intents), Some(more(origin, at > 0))) }
                }
                if card.chain.is_empty() {
                    { fact_lines("Made by", html! { <span class="muted">{ "The event that made it is not in these files" }</span> }, None) }
                }
                for (at, origin) in card.made.iter().enumerate() {
                    { fact_lines(if at == 0 { "It made" } else { "" }, made(origin, intents), Some(more(origin, true))) }
                }
                if card.n_made as usize > card.made.len() {
                    { fact_lines("", html! { { format!("and {} more keys", card.n_made as usize - card.made.len()) } }, None) }
                }
            </dl>
            { for card.tallies.iter().map(|tally| tallied(tally, &own, card.events, intents)) }
        </div>
    }
}

fn follow(intents: &Intents, query: String) -> Callback<MouseEvent> {
    let intents = intents.clone();
    Callback::from(move |_| intents.follow(&query))
}

fn moment((time, row): (Micros, RowKey), intents: &Intents) -> Html {
    let onclick = {
        let intents = intents.clone();
        move |_| intents.show_event(row)
    };
    html! { <button class="link" {onclick}>{ format!("{} {} UTC", time.date(), time.time_of_day()) }</button> }
}

fn made(origin: &KeyOrigin, intents: &Intents) -> Html {
    html! { <>{ origin.actor.clone() }{ format!(", {} ", origin.action) }{ moment((origin.time, origin.row), intents) }</> }
}

fn more(origin: &KeyOrigin, has_key: bool) -> String {
    let key = if has_key { origin.key.as_str() } else { "" };
    let parts = [key, origin.of.as_str()].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

fn tallied(tally: &Tally, own: &str, events: u32, intents: &Intents) -> Html {
    let is_part = tally.field == "userAgent" && tally.of < events;
    html! {
        <section class="tally" data-field={tally.field.clone()}>
            <h3>
                { tally.label.clone() }
                <span class="beside">
                    { words::number(tally.distinct) }
                    if is_part { { format!(", of the first {} events", words::number(tally.of)) } }
                </span>
            </h3>
            <ul>
                for (value, count) in tally.top.iter() {
                    <li>
                        <button class="link log-text" onclick={follow(intents, format!("{own} {}", clause_text(&tally.field, value)))}>
                            { value.clone() }
                        </button>
                        <span>{ words::number(*count) }</span>
                    </li>
                }
            </ul>
        </section>
    }
}
