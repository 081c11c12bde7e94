//! The pane beside the table: one event, in words and as it was written.
//!
//! - [`fields`]: every value of the record with its path
//! - [`json`]: the record's own text, laid out

pub mod fields;
pub mod json;

use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::common::words::{outcome, outcome_class};
use crate::ui::hooks::browser::{chord, focus_first, is_typing};
use crate::ui::intents::Intents;
use crate::ui::table::events::outcome_mark;
use fields::Fields;
use json::Json;
use trailglass::engine::message::{EventDetail, Fact, RowKey, View};
use trailglass::session::command::{Command, command_of};
use trailglass::session::{Action, Opened};
use yew::prelude::*;

/// What the pane needs.
#[derive(Properties, PartialEq)]
pub struct DetailProps {
    /// The event, or the former one while this one is on its way.
    pub opened: Opened<RowKey, EventDetail>,
    /// Whether the filter hides the event in the table.
    pub is_hidden: bool,
    /// The committed query, to which values are added.
    pub query: AttrValue,
    /// Where intents go.
    pub intents: Intents,
    /// The pane is to be closed.
    pub on_close: Callback<()>,
    /// Another row is to be opened, so many rows on.
    pub on_step: Callback<i64>,
}

/// The parts of the record that the pane shows, one at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Fields,
    Raw,
}

/// The pane.
#[component]
pub fn Detail(props: &DetailProps) -> Html {
    let part = use_state_eq(|| Part::Fields);
    let DetailProps { opened, is_hidden, query, intents, on_close, on_step } = props;
    let onkeydown = {
        let (on_close, on_step) = (on_close.clone(), on_step.clone());
        move |event: KeyboardEvent| {
            if is_typing(event.target()) || event.alt_key() {
                return;
            }
            let is_letter = matches!(event.key().as_str(), "j" | "k");
            match command_of(&chord(&event)) {
                Some(Command::Close) => on_close.emit(()),
                Some(Command::RowDown) if is_letter => on_step.emit(1),
                Some(Command::RowUp) if is_letter => on_step.emit(-1),
                _ => return,
            }
            event.prevent_default();
        }
    };
    let Some(detail) = &opened.content else {
        return html! {
            <aside class="detail" aria-label="Event" aria-busy="true" {onkeydown}>
                { head(html! { <h2 class="is-awaited-text">{ "Event" }</h2> }, on_close, on_step) }
            </aside>
        };
    };
    let is_former = detail.key != opened.key;
    html! {
        <aside class={classes!("detail", is_former.then_some("is-stale"))} data-testid="event-detail" aria-label="Event"
            aria-busy={is_former.to_string()} data-event-id={detail.event_id.clone()}
            data-mended={detail.is_mended.then_some("true")} {onkeydown}>
            { head(heading(detail), on_close, on_step) }
            <div class="detail-body" tabindex="0" role="group" aria-label="What happened">
                <p class="summary log-text">{ detail.summary.clone() }</p>
                if *is_hidden { { hidden_note(intents) } }
                for (key, id) in detail.jobs.iter() {
                    { job_link(key, id, intents) }
                }
                { facts(&detail.facts, intents) }
                if detail.is_mended {
                    <p class="mended">{ "Mended while reading. The text below is as written." }</p>
                }
                { parts(&part) }
                if *part == Part::Fields {
                    <Fields key={detail.event_id.clone()} detail={Shared::of(detail)} query={query.clone()}
                        intents={intents.clone()} />
                } else {
                    <Json key={detail.event_id.clone()} detail={Shared::of(detail)} intents={intents.clone()} />
                }
            </div>
        </aside>
    }
}

fn heading(detail: &EventDetail) -> Html {
    let word = outcome(detail.outcome);
    html! {
        <>
            <h2 class="log-text">{ detail.name.clone() }</h2>
            <span class={classes!("outcome", outcome_class(detail.outcome))}>
                if detail.outcome == trailglass::event::outcome::Outcome::Ok { { icon(Icon::Ok) } }
                { outcome_mark(detail.outcome) }
                { word }
            </span>
        </>
    }
}

/// The line at the top of a pane: what it shows, and the buttons for the rows around it.
pub fn head(title: Html, on_close: &Callback<()>, on_step: &Callback<i64>) -> Html {
    let step = |by: i64| {
        let on_step = on_step.clone();
        move |_| on_step.emit(by)
    };
    let close = {
        let on_close = on_close.clone();
        move |_| on_close.emit(())
    };
    html! {
        <div class="pane-head">
            <div class="pane-title">{ title }</div>
            <button class="icon-button" aria-label="Previous row" title="Previous, k" onclick={step(-1)}>{ icon(Icon::Up) }</button>
            <button class="icon-button" aria-label="Next row" title="Next, j" onclick={step(1)}>{ icon(Icon::Down) }</button>
            <button class="icon-button" aria-label="Close" title="Close, Esc" onclick={close}>{ icon(Icon::Close) }</button>
        </div>
    }
}

/// Labelled lines.
pub fn facts(facts: &[Fact], intents: &Intents) -> Html {
    html! {
        <dl class="facts">
            for fact in facts.iter() {
                <div>
                    <dt>{ fact.label.clone() }</dt>
                    <dd class="log-text">
                        { fact.text.clone() }
                        if let Some(more) = &fact.more {
                            <span class="more">
                                if let Some(query) = &fact.query {
                                    <button class="link" onclick={follow(intents, query.clone())}>{ more.clone() }</button>
                                } else {
                                    { more.clone() }
                                }
                            </span>
                        }
                    </dd>
                </div>
            }
        </dl>
    }
}

fn job_link(key: &str, id: &str, intents: &Intents) -> Html {
    let onclick = {
        let (intents, key) = (intents.clone(), key.to_owned());
        move |_| intents.show_job(key.clone())
    };
    html! {
        <button class="job-link" {onclick}>
            { icon(Icon::Jobs) }
            <span>{ format!("Part of {} ", noun_of(key)) }<span class="log-text">{ id.to_owned() }</span></span>
            { icon(Icon::Right) }
        </button>
    }
}

/// What kind of thing a key names: the noun of `service/noun|account|region|id`.
fn noun_of(key: &str) -> &str {
    let kind = key.split('|').next().unwrap_or_default();
    kind.rsplit('/').next().unwrap_or_default()
}

/// Puts a query in the place of the one in force.
fn follow(intents: &Intents, query: String) -> Callback<MouseEvent> {
    intents.act.reform(move |_| Action::QueryFollowed(View::Events, query.clone()))
}

fn hidden_note(intents: &Intents) -> Html {
    html! {
        <p class="hidden-note">
            { "The filter hides this event in the table. " }
            <button class="link" onclick={follow(intents, String::new())}>{ "Clear filter" }</button>
        </p>
    }
}

fn parts(part: &UseStateHandle<Part>) -> Html {
    let onkeydown = {
        let part = part.clone();
        move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
                event.prevent_default();
                event.stop_propagation();
                let (other, id) = match *part {
                    Part::Fields => (Part::Raw, "detail-raw"),
                    Part::Raw => (Part::Fields, "detail-fields"),
                };
                part.set(other);
                focus_first(&format!("[data-testid='{id}']"));
            }
        }
    };
    let one = |this: Part, label: &'static str, id: &'static str| {
        let is_selected = **part == this;
        let onclick = {
            let part = part.clone();
            move |_| part.set(this)
        };
        html! {
            <button class="tab" role="tab" data-testid={id} aria-selected={is_selected.to_string()}
                aria-controls={is_selected.then_some("detail-part")} tabindex={if is_selected { "0" } else { "-1" }} {onclick}>
                <span class="tab-label" data-label={label}>{ label }</span>
            </button>
        }
    };
    html! {
        <div class="parts" role="tablist" aria-label="Parts of the record" {onkeydown}>
            { one(Part::Fields, "Fields", "detail-fields") }
            { one(Part::Raw, "Raw JSON", "detail-raw") }
        </div>
    }
}
