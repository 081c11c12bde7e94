//! The pane beside the table: one event, in words and as it was written.
//!
//! - [`fields`]: every value of the record with its path, as a tree
//! - [`deeds`]: what can be done with such a value
//! - [`json`]: the record's own text, laid out
//! - [`credential`]: what is known of the access key that it was made with
//! - [`compare`]: this event beside others

pub mod compare;
pub mod credential;
pub mod deeds;
pub mod fields;
pub mod json;

use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::common::splitter::{Panel, Splitter};
use crate::ui::common::words::{outcome, outcome_class};
use crate::ui::common::zone::use_clock;
use crate::ui::hooks::browser::{chord, focus_first, is_covered, is_typing};
use crate::ui::intents::Intents;
use crate::ui::prelude::*;
use crate::ui::table::events::outcome_mark;
use compare::Compare;
use credential::{Card, line_text};
use fields::Fields;
use json::Json;
use std::rc::Rc;
use trailglass_event::time::Micros;
use trailglass_event::zone::Clock;
use trailglass_protocol::message::{Credential, EventDetail, Fact, Line, RowKey, View};
use trailglass_session::columns::Columns;
use trailglass_session::command::{Command, command_of, tab_after};
use trailglass_session::{Action, Opened};
use web_sys::Element;

/// What the pane needs.
#[derive(Properties, PartialEq)]
pub struct DetailProps {
    /// The event, or the former one while this one is on its way.
    pub opened: Opened<RowKey, EventDetail>,
    /// Whether the filter hides the event in the table.
    pub is_hidden: bool,
    /// Counts up when something leads to the event: then it is read from its beginning.
    pub led: u32,
    /// The committed query, to which values are added.
    pub query: AttrValue,
    /// The columns of the table, to which fields are added.
    pub columns: Shared<Columns>,
    /// The newest word on an access key.
    pub credential: Option<Rc<Credential>>,
    /// The events that are compared.
    pub pinned: Rc<Vec<Rc<EventDetail>>>,
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
    Credential,
    Compare,
}

/// The pane.
#[component]
pub fn Detail(props: &DetailProps) -> Html {
    let part = use_state_eq(|| Part::Fields);
    let DetailProps { opened, is_hidden, led, query, columns, credential, pinned, intents, on_close, on_step } = props;
    let clock = use_clock();
    let body = use_node_ref();
    {
        let body = body.clone();
        use_effect_with((*led, opened.content.is_some()), move |_| {
            body.cast::<Element>().into_iter().for_each(|body| body.set_scroll_top(0));
        });
    }
    let onkeydown = pane_keys(on_close, on_step);
    use_cover(opened.content.is_some());
    let Some(detail) = &opened.content else {
        return html! {
            <aside class="detail" aria-label="Event" aria-busy="true" {onkeydown}>
                    <Splitter panel={Panel::Detail} />
                { head(html! { <h2 class="is-awaited-text">{ "Event" }</h2> }, on_close, on_step) }
            </aside>
        };
    };
    let is_former = detail.key != opened.key;
    let mut shown = vec![Part::Fields, Part::Raw];
    shown.extend(detail.credential.as_ref().map(|_| Part::Credential));
    shown.extend((!pinned.is_empty()).then_some(Part::Compare));
    html! {
        <aside class={classes!("detail", is_former.then_some("is-stale"))} data-testid="event-detail" aria-label="Event"
            aria-busy={is_former.to_string()} data-event-id={detail.event_id.clone()}
            data-mended={detail.is_repaired.then_some("true")} data-made={detail.is_made.then_some("true")} {onkeydown}>
            <Splitter panel={Panel::Detail} />
            { head(heading(detail), on_close, on_step) }
            <div class="detail-body" ref={body} tabindex="0" role="group" aria-label="What happened">
                <p class="summary log-text">{ detail.summary.clone() }</p>
                if *is_hidden { { hidden_note(intents) } }
                for (key, id) in detail.jobs.iter() {
                    { job_link(key, id, intents) }
                }
                if !detail.denial.is_empty() {
                    <section class="denial" data-testid="denial">
                        <h3>{ "Why it was denied" }</h3>
                        { facts(&detail.denial, &clock, intents) }
                    </section>
                }
                { facts(&detail.facts, &clock, intents) }
                { around(&detail.around, pin(detail, pinned, &part, intents), &clock, intents) }
                if detail.is_repaired {
                    <p class="mended">{ "Repaired while reading. The text below is as written." }</p>
                }
                if detail.is_made {
                    <p class="mended" data-testid="made-note">
                        { "The file holds this event in columns and not as a record of CloudTrail. The JSON below was made from them." }
                    </p>
                }
                if detail.text.is_empty() {
                    <p class="mended">{ "The reader that kept this record has stopped. This is what the table holds of it." }</p>
                }
                { parts(&part, &shown) }
                if *part == Part::Credential && let Some(name) = &detail.credential {
                    <Card name={name.clone()} card={credential.clone()} intents={intents.clone()} />
                } else if *part == Part::Compare && !pinned.is_empty() {
                    <Compare pinned={pinned.clone()} intents={intents.clone()} />
                } else if *part != Part::Raw {
                    <Fields detail={Shared::of(detail)} query={query.clone()}
                        columns={columns.clone()} intents={intents.clone()} />
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
                if detail.outcome == trailglass_event::outcome::Outcome::Ok { { icon(Icon::Ok) } }
                { outcome_mark(detail.outcome) }
                { word }
            </span>
        </>
    }
}

/// The button that adds an event to those that are compared, or takes it out.
fn pin(detail: &Rc<EventDetail>, pinned: &[Rc<EventDetail>], part: &UseStateHandle<Part>, intents: &Intents) -> Html {
    let is_pinned = pinned.iter().any(|other| other.key == detail.key);
    let onclick = {
        let (act, detail, part) = (intents.act.clone(), detail.clone(), part.clone());
        move |_| {
            if !is_pinned {
                part.set(Part::Compare);
            }
            act.emit(Action::EventPinned(detail.clone()));
        }
    };
    html! { <button class="link" data-testid="compare" aria-pressed={is_pinned.to_string()} {onclick}>{ if is_pinned { "Compared" } else { "Compare" } }</button> }
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

/// A pane that covers its table takes the focus, which would be out of sight otherwise, or lost: when the pane opens, and
/// when its content takes the place of what stood for it.
#[hook]
pub fn use_cover(has_content: bool) {
    use_effect_with(has_content, |_| {
        if is_covered() {
            focus_first(".detail [aria-label='Close']");
        }
    });
}

/// What keys do in a pane beside a table.
pub fn pane_keys(on_close: &Callback<()>, on_step: &Callback<i64>) -> Callback<KeyboardEvent> {
    let (on_close, on_step) = (on_close.clone(), on_step.clone());
    Callback::from(move |event: KeyboardEvent| {
        let chord = chord(&event);
        let command = command_of(&chord);
        let is_typed = is_typing(event.target()) && command != Some(Command::Close);
        if is_typed || event.alt_key() || event.default_prevented() {
            return;
        }
        let is_letter = matches!(chord.as_str(), "j" | "k");
        match command {
            Some(Command::Close) => on_close.emit(()),
            Some(Command::RowDown) if is_letter => on_step.emit(1),
            Some(Command::RowUp) if is_letter => on_step.emit(-1),
            _ => return,
        }
        event.prevent_default();
    })
}

/// Labelled lines.
pub fn facts(facts: &[Fact], clock: &Clock, intents: &Intents) -> Html {
    let line = |fact: &Fact| {
        let Fact { label, text, time, more, query } = fact;
        let instant = time.map(|time| (time, clock.long_instant(time)));
        fact_lines(label, dated(text, instant, query, None, intents), more.clone())
    };
    html! { <dl class="facts">{ for facts.iter().map(line) }</dl> }
}

/// A text with an instant behind it, as it is shown; a button where the two lead somewhere.
pub fn dated(
    text: &str,
    instant: Option<(Micros, String)>,
    query: &str,
    row: Option<RowKey>,
    intents: &Intents,
) -> Html {
    let comma = if text.is_empty() || instant.is_none() { "" } else { ", " };
    // A sentence goes on with its time.
    let text = if instant.is_some() { text.trim_end_matches('.') } else { text };
    let content = html! {
        <>
            { text.to_owned() }{ comma }
            if let Some((time, shown)) = instant { <time datetime={time.to_string()} title={time.to_string()}>{ shown }</time> }
        </>
    };
    if row.is_none() && query.is_empty() {
        return content;
    }
    let onclick = {
        let (intents, query) = (intents.clone(), query.to_owned());
        move |_| match row {
            Some(row) => intents.show_event(row),
            None => intents.follow(&query),
        }
    };
    html! { <button class="link log-text" title={query.to_owned()} {onclick}>{ content }</button> }
}

/// One labelled line, and a quieter one under it.
fn fact_lines(label: &str, text: Html, more: Option<String>) -> Html {
    html! {
        <div>
            <dt>{ label.to_owned() }</dt>
            <dd class="log-text">
                { text }
                if let Some(more) = more { <span class="more">{ more }</span> }
            </dd>
        </div>
    }
}

/// The ways to what stands around an event.
fn around(around: &[Line], compare: Html, clock: &Clock, intents: &Intents) -> Html {
    let one = |line: &Line| html! { <li>{ line_text(line, clock, intents) }</li> };
    html! {
        <ul role="list" class="around" data-testid="neighbours" aria-label="Events around it">
            { for around.iter().map(one) }
            <li>{ compare }</li>
        </ul>
    }
}

fn job_link(key: &str, id: &str, intents: &Intents) -> Html {
    let onclick = {
        let (intents, key) = (intents.clone(), key.to_owned());
        move |_| intents.show_job(key.clone())
    };
    // What was refused has no id, nor has what was made where the record has no answer.
    let name = match id {
        "" => html! { "without an id" },
        id => html! { <span class="log-text">{ id.to_owned() }</span> },
    };
    html! {
        <button class="job-link" {onclick}>
            { icon(Icon::Jobs) }
            <span>{ format!("Part of {} ", noun_of(key)) }{ name }</span>
            { icon(Icon::Right) }
        </button>
    }
}

/// What kind of thing a key names: the noun of `service/noun|account|region|id`.
pub fn noun_of(key: &str) -> &str {
    let kind = key.split('|').next().unwrap_or_default();
    kind.rsplit('/').next().unwrap_or_default()
}

fn hidden_note(intents: &Intents) -> Html {
    let clear = {
        let act = intents.act.clone();
        move |_| act.emit(Action::QueryFollowed(View::Events, String::new()))
    };
    html! {
        <p class="hidden-note">
            { "The filter hides this event in the table. " }
            <button class="link" onclick={clear}>{ "Clear filter" }</button>
        </p>
    }
}

/// The name of a part for scripts, and its label.
fn named(part: Part) -> (&'static str, &'static str) {
    match part {
        Part::Fields => ("detail-fields", "Fields"),
        Part::Raw => ("detail-raw", "Raw JSON"),
        Part::Credential => ("detail-credential", "Credential"),
        Part::Compare => ("detail-compare", "Comparison"),
    }
}

fn parts(part: &UseStateHandle<Part>, shown: &[Part]) -> Html {
    // A part that this event does not have gives way to the first.
    let selected = if shown.contains(part) { **part } else { Part::Fields };
    let onkeydown = {
        let (part, shown) = (part.clone(), shown.to_vec());
        move |event: KeyboardEvent| {
            let at = shown.iter().position(|one| *one == selected).unwrap_or_default();
            let Some(other) = tab_after(&event.key(), at, shown.len()).and_then(|at| shown.get(at)).copied() else {
                return;
            };
            event.prevent_default();
            event.stop_propagation();
            part.set(other);
            focus_first(&format!("[data-testid='{}']", named(other).0));
        }
    };
    let one = |this: Part| {
        let (id, label) = named(this);
        let is_selected = selected == this;
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
        <div class="parts" role="tablist" aria-label="Parts of the record" {onkeydown}>{ for shown.iter().map(|part| one(*part)) }</div>
    }
}
