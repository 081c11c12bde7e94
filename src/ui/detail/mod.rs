//! The pane beside the table: one event, in words and as it was written.
//!
//! - [`tabs`]: the parts of the record, one of which is shown
//! - [`fields`], [`tree`], [`leaf`]: every value of the record with its path, as a tree; its keys; a line of it
//! - [`value_menu`]: what can be done with such a value
//! - [`json`]: the record's own text, laid out
//! - [`credential`]: what is known of the access key that it was made with
//! - [`compare`]: this event beside others

pub mod compare;
pub mod credential;
pub mod fields;
pub mod json;
pub mod leaf;
pub mod tabs;
pub mod tree;
pub mod value_menu;

use crate::ui::actions::{Actions, use_actions};
use crate::ui::common::cells::outcome_mark;
use crate::ui::common::facts::{facts, line_text};
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::pane::{head, pane_keys, use_cover};
use crate::ui::common::shared::Shared;
use crate::ui::common::splitter::{Panel, Splitter};
use crate::ui::common::words::{noun_of, outcome, outcome_class};
use crate::ui::common::zone::use_clock;
use crate::ui::prelude::*;
use compare::Compare;
use credential::Card;
use fields::Fields;
use json::Json;
use std::rc::Rc;
use tabs::{Part, tabs};
use trailglass_event::outcome::Outcome;
use trailglass_event::zone::Clock;
use trailglass_protocol::message::{Credential, EventDetail, Line, RowKey, View};
use trailglass_session::columns::Columns;
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
    /// The pane is to be closed.
    pub on_close: Callback<()>,
    /// Another row is to be opened, so many rows on.
    pub on_step: Callback<i64>,
}

/// The pane.
#[component]
pub fn Detail(props: &DetailProps) -> Html {
    let DetailProps { opened, is_hidden, led, pinned, on_close, on_step, .. } = props;
    let part = use_state_eq(|| Part::Fields);
    let actions = use_actions();
    let clock = use_clock();
    let (body, tab_list) = (use_node_ref(), use_node_ref());
    {
        let body = body.clone();
        use_effect_with((*led, opened.content.is_some()), move |_| {
            body.cast::<Element>().into_iter().for_each(|body| body.set_scroll_top(0));
        });
    }
    let onkeydown = pane_keys(on_close, on_step);
    let close_button = use_cover(opened.content.is_some());
    let Some(detail) = &opened.content else {
        return html! {
            <aside class="detail" aria-label="Event" aria-busy="true" {onkeydown}>
                <Splitter panel={Panel::Detail} />
                { head(html! { <h2 class="is-awaited-text">{ "Event" }</h2> }, &close_button, on_close, on_step) }
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
            { head(heading(detail), &close_button, on_close, on_step) }
            <div class="detail-body" ref={body} tabindex="0" role="group" aria-label="What happened">
                <p class="summary log-text">{ detail.summary.clone() }</p>
                if *is_hidden { { hidden_note(&actions) } }
                for (key, id) in detail.jobs.iter() {
                    { job_link(key, id, &actions) }
                }
                if !detail.denial.is_empty() {
                    <section class="denial" data-testid="denial">
                        <h3>{ "Why it was denied" }</h3>
                        { facts(&detail.denial, &clock, &actions) }
                    </section>
                }
                { facts(&detail.facts, &clock, &actions) }
                { around(&detail.around, pin(detail, pinned, &part, &actions), &clock, &actions) }
                { notes(detail) }
                { tabs(&part, &shown, &tab_list, &actions) }
                { shown_part(props, detail, *part) }
            </div>
        </aside>
    }
}

/// What is to be said of the text of the record.
fn notes(detail: &EventDetail) -> Html {
    html! {
        <>
            if detail.is_repaired {
                <p class="mended">{ "Repaired while reading. The text below is as written." }</p>
            }
            if detail.is_made {
                <p class="mended" data-testid="made-note">
                    { "The file holds this event as a row of a table, not as a CloudTrail record. The JSON below was made from its columns." }
                </p>
            }
            if detail.text.is_empty() {
                <p class="mended">{ "The worker that kept this record has stopped. This is what the table holds of it." }</p>
            }
        </>
    }
}

fn shown_part(props: &DetailProps, detail: &Rc<EventDetail>, part: Part) -> Html {
    let DetailProps { query, columns, credential, pinned, .. } = props;
    match (part, &detail.credential) {
        (Part::Credential, Some(name)) => html! { <Card name={name.clone()} card={credential.clone()} /> },
        (Part::Compare, _) if !pinned.is_empty() => html! { <Compare pinned={pinned.clone()} /> },
        (Part::Raw, _) => html! { <Json key={detail.event_id.clone()} detail={Shared::of(detail)} /> },
        _ => html! { <Fields detail={Shared::of(detail)} query={query.clone()} columns={columns.clone()} /> },
    }
}

fn heading(detail: &EventDetail) -> Html {
    let word = outcome(detail.outcome);
    html! {
        <>
            <h2 class="log-text">{ detail.name.clone() }</h2>
            <span class={classes!("outcome", outcome_class(detail.outcome))}>
                if detail.outcome == Outcome::Ok { { icon(Icon::Ok) } }
                { outcome_mark(detail.outcome) }
                { word }
            </span>
        </>
    }
}

/// The button that adds an event to those that are compared, or takes it out.
fn pin(detail: &Rc<EventDetail>, pinned: &[Rc<EventDetail>], part: &UseStateHandle<Part>, actions: &Actions) -> Html {
    let is_pinned = pinned.iter().any(|other| other.key == detail.key);
    let onclick = {
        let (act, detail, part) = (actions.act.clone(), detail.clone(), part.clone());
        move |_| {
            if !is_pinned {
                part.set(Part::Compare);
            }
            act.emit(Action::TogglePin(detail.clone()));
        }
    };
    html! { <button class="link" data-testid="compare" aria-pressed={is_pinned.to_string()} {onclick}>{ if is_pinned { "Compared" } else { "Compare" } }</button> }
}

/// The links to the events around an event.
fn around(around: &[Line], compare: Html, clock: &Clock, actions: &Actions) -> Html {
    let one = |line: &Line| html! { <li>{ line_text(line, clock, actions) }</li> };
    html! {
        <ul role="list" class="around" data-testid="neighbours" aria-label="Events around it">
            { for around.iter().map(one) }
            <li>{ compare }</li>
        </ul>
    }
}

fn job_link(key: &str, id: &str, actions: &Actions) -> Html {
    let onclick = {
        let (actions, key) = (actions.clone(), key.to_owned());
        move |_| actions.show_job(key.clone())
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

fn hidden_note(actions: &Actions) -> Html {
    let clear = {
        let act = actions.act.clone();
        move |_| act.emit(Action::FollowQuery(View::Events, String::new()))
    };
    html! {
        <p class="hidden-note">
            { "The filter hides this event in the table. " }
            <button class="link" onclick={clear}>{ "Clear filter" }</button>
        </p>
    }
}
