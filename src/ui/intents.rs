//! What a person can want from within a view, whichever part of it they are in.

use crate::ui::common::empty_state::EmptyState;
use crate::ui::common::icon::Icon;
use crate::ui::common::words;
use crate::ui::filter_bar::schemas::with_schema;
use crate::ui::hooks::browser::focus_first;
use crate::ui::hooks::clipboard::copy;
use crate::ui::prelude::*;
use std::borrow::Cow;
use trailglass_protocol::cell::CellValue;
use trailglass_protocol::message::{Request, RowKey, View};
use trailglass_query::quote::{Place, written_literal};
use trailglass_query::subject::Subject;
use trailglass_session::Action;
use trailglass_session::notice::Notice;
use trailglass_session::table::Table;

/// Where intents go.
#[derive(Clone, Debug, PartialEq)]
pub struct Intents {
    /// To the session.
    pub act: Callback<Action>,
    /// To the engine: rows that are missing.
    pub need: Callback<Request>,
}

impl Intents {
    /// Asks for rows of the answer on screen.
    pub fn need_rows(&self, view: View, table: &Table, first: u32, count: u32) {
        if let Some(answer) = &table.answer {
            let fields = table.columns.names();
            self.need.emit(Request::Page { view, no: answer.no, first, count, fields });
        }
    }

    /// Filters for a value of a field, or for there being none; or filters that out.
    pub fn filter(&self, view: View, text: &str, field: &str, value: CellValue, is_out: bool) {
        let (clause, is_out) = match value {
            CellValue::Text(value) => (trailglass_query::clause_text(field, &value), is_out),
            CellValue::Object(_) => (format!("{field}:*"), is_out),
            CellValue::Missing => (format!("{field}:*"), !is_out),
        };
        let clause = if is_out { format!("-{clause}") } else { clause };
        let text = with_schema(view, |schema| trailglass_query::with_clause(text, &clause, schema));
        self.act.emit(Action::QueryCommitted(text));
    }

    /// Goes to the events that a query finds.
    pub fn follow(&self, query: &str) {
        self.act.emit(Action::QueryFollowed(View::Events, query.to_owned()));
    }

    /// Goes to the events that hold a value anywhere.
    pub fn find_anywhere(&self, value: &str) {
        self.follow(&written_literal(value, Place::Bare));
    }

    /// Writes a value to the clipboard and says so.
    pub fn copy(&self, value: String) {
        copy(&self.act, value, Notice::passing("Copied"));
    }

    /// Opens an event in the events view and brings it into view there.
    pub fn show_event(&self, row: RowKey) {
        self.act.emit(Action::EventShown(row));
    }

    /// Opens a job in the jobs view.
    pub fn show_job(&self, key: String) {
        self.act.emit(Action::ViewChosen(View::Jobs));
        self.act.emit(Action::JobOpened(key));
    }

    /// Filters the events view to those that name a thing, by the field that finds them.
    pub fn show_events_of(&self, field: &str, id: &str) {
        self.act.emit(Action::QueryFollowed(View::Events, trailglass_query::clause_text(field, id)));
    }

    /// Nothing matches: what hides how many, and the ways out.
    pub fn no_match(&self, view: View, text: &str, total: u32, has_range: bool) -> Html {
        let (one, many) = if view == View::Events { ("event", "events") } else { ("job", "jobs") };
        let has_text = !text.trim().is_empty();
        if !has_text && !has_range {
            let act = self.act.clone();
            return html! {
                <EmptyState icon={Icon::Search} title={format!("No {many}")}>
                    <p>{ format!("No {many} have been found in these files. The list of files says why.") }</p>
                    <button class="button" data-testid="why-no-events" onclick={move |_: MouseEvent| act.emit(Action::FilesToggled)}>{ "Open the list of files" }</button>
                </EmptyState>
            };
        }
        let way_out = |label: &'static str, action: Action| {
            let act = self.act.clone();
            let onclick = move |_: MouseEvent| {
                act.emit(action.clone());
                // The button goes away.
                focus_first("[role=grid] [tabindex='0']");
            };
            html! { <button class="button" {onclick}>{ label }</button> }
        };
        let what = match (has_text, has_range) {
            (true, true) => "The filter and the range of time hide",
            (false, _) => "The range of time hides",
            (true, false) => "The filter hides",
        };
        html! {
            <EmptyState icon={Icon::Search} title={format!("No {many} match")}>
                <p>
                    { format!("{what} all {}", words::count(total, one, many)) }
                    if has_text {
                        { ": " }
                        <code class="log-text">{ text.to_owned() }</code>
                    }
                </p>
                if let Some(hint) = hint(view, text).filter(|_| !has_range) { <p>{ hint.into_owned() }</p> }
                if has_range { { way_out("Reset zoom", Action::RangeLeft(0)) } }
                if has_text { { way_out("Clear filter", Action::QueryCommitted(String::new())) } }
            </EmptyState>
        }
    }

    /// No row in the jobs view: what was asked for, what would show it, and the ways out.
    pub fn no_jobs(&self, text: &str, n_jobs: u32) -> Html {
        let subject = with_schema(View::Jobs, |schema| Subject::of(text, schema));
        if subject == Subject::Jobs && n_jobs > 0 {
            return self.no_match(View::Jobs, text, n_jobs, false);
        }
        let to = |label: &'static str, action: Action| {
            let act = self.act.clone();
            html! { <button class="button" onclick={move |_: MouseEvent| act.emit(action.clone())}>{ label }</button> }
        };
        let why = match &subject {
            Subject::Jobs => {
                "A job shows by the events that name it, such as CreateJob, SubmitJob or StartQueryExecution, and by notifications of its \
                 state. Jobs are told of Elastic Transcoder, MediaConvert and fourteen more services, and of those of a profile of your own."
            }
            Subject::One(_) | Subject::Mixed => "It would show by the events that create, change, use or delete it.",
        };
        // With another clause beside the kind, it is the filter that finds none.
        let n_clauses = with_schema(View::Jobs, |schema| trailglass_query::chips(text, schema)).len();
        let title = match &subject {
            Subject::One(nouns) if n_clauses > 1 => format!("No {nouns} match"),
            Subject::Mixed if n_clauses > 1 => "Nothing matches".to_owned(),
            Subject::Mixed => "Nothing of these kinds in these files".to_owned(),
            subject => format!("No {} in these files", subject.nouns()),
        };
        let has_text = !text.trim().is_empty();
        html! {
            <EmptyState icon={Icon::Jobs} {title}>
                <p>{ why }</p>
                if has_text { <p>{ "Asked for: " }<code class="log-text">{ text.to_owned() }</code></p> }
                if has_text && n_jobs > 0 { { to("Show all jobs", Action::QueryCommitted(String::new())) } }
                if subject == Subject::Jobs { { to("Show users, roles, keys and other resources", Action::QueryCommitted("kind:*".to_owned())) } }
                { to("Back to the events", Action::ViewChosen(View::Events)) }
            </EmptyState>
        }
    }
}

/// What the data cannot tell, where a text finds nothing. What was probably meant otherwise is told under the bar.
fn hint(view: View, text: &str) -> Option<Cow<'static, str>> {
    let chips = with_schema(view, |schema| trailglass_query::chips(text, schema));
    if view == View::Events && chips.len() == 1 && chips[0].field.as_deref() == Some("key") && !chips[0].excluded {
        return Some("No event in these files was made with this access key: it was never used here.".into());
    }
    if let Some(path) = with_schema(view, |schema| trailglass_query::hint::colon_in_name(text, schema)) {
        return Some(format!("A colon that belongs to a name in a path is written with a backslash: {path}").into());
    }
    if view == View::Jobs && chips.iter().any(|chip| chip.field.as_deref() == Some("state")) {
        return Some(
            "A trail tells of submitted and canceled alone; notifications or read-job dumps beside it tell how jobs ended."
                .into(),
        );
    }
    None
}
