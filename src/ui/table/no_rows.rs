//! A table without rows: what was asked for, what hides how much, and the ways out.

use crate::ui::actions::{Actions, use_actions};
use crate::ui::common::empty_state::EmptyState;
use crate::ui::common::icon::Icon;
use crate::ui::common::words;
use crate::ui::filter_bar::schemas::with_schema;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use std::borrow::Cow;
use std::rc::Rc;
use trailglass_protocol::message::View;
use trailglass_query::subject::Subject;
use trailglass_session::Action;

/// What hides the rows.
#[derive(Properties, PartialEq)]
pub struct NoMatchProps {
    /// The view.
    pub view: View,
    /// Its filter.
    pub text: Rc<str>,
    /// How many rows there are without the filter and the range.
    pub total: u32,
    /// Whether the time is narrowed.
    pub has_range: bool,
}

/// Nothing matches: what hides how many, and the ways out.
#[component]
pub fn NoMatch(props: &NoMatchProps) -> Html {
    let NoMatchProps { view, text, total, has_range } = props;
    let actions = use_actions();
    let (one, many) = if *view == View::Events { ("event", "events") } else { ("job", "jobs") };
    let has_text = !text.trim().is_empty();
    if !has_text && !has_range {
        return html! {
            <EmptyState icon={Icon::Search} title={format!("No {many}")}>
                <p>{ format!("No {many} have been found in these files. The list of files says why.") }</p>
                <button class="button" data-testid="why-no-events" onclick={actions.act.reform(|_| Action::ToggleFiles)}>{ "Open the list of files" }</button>
            </EmptyState>
        };
    }
    let what = match (has_text, has_range) {
        (true, true) => "The filter and the time range hide",
        (false, _) => "The time range hides",
        (true, false) => "The filter hides",
    };
    html! {
        <EmptyState icon={Icon::Search} title={format!("No {many} match")}>
            <p>
                { format!("{what} all {}", words::count(*total, one, many)) }
                if has_text {
                    { ": " }
                    <code class="log-text">{ text.to_string() }</code>
                }
            </p>
            if let Some(hint) = hint(*view, text).filter(|_| !has_range) { <p>{ hint.into_owned() }</p> }
            if *has_range { { way_out(&actions, "Reset zoom", Action::ReturnToRange(0)) } }
            if has_text { { way_out(&actions, "Clear filter", Action::CommitQuery(String::new())) } }
        </EmptyState>
    }
}

/// A button that goes away with the state that it ends; the focus goes to the table.
fn way_out(actions: &Actions, label: &'static str, action: Action) -> Html {
    let actions = actions.clone();
    let onclick = move |_: MouseEvent| {
        actions.act.emit(action.clone());
        actions.targets.focus(Target::Grid);
    };
    html! { <button class="button" {onclick}>{ label }</button> }
}

/// What was asked of the jobs view.
#[derive(Properties, PartialEq)]
pub struct NoJobsProps {
    /// The filter.
    pub text: Rc<str>,
    /// How many jobs there are.
    pub n_jobs: u32,
}

/// No row in the jobs view: what was asked for, what would show it, and the ways out.
#[component]
pub fn NoJobs(props: &NoJobsProps) -> Html {
    let NoJobsProps { text, n_jobs } = props;
    let actions = use_actions();
    let subject = with_schema(View::Jobs, |schema| Subject::of(text, schema));
    if subject == Subject::Jobs && *n_jobs > 0 {
        return html! { <NoMatch view={View::Jobs} text={text.clone()} total={*n_jobs} has_range={false} /> };
    }
    let why = match &subject {
        Subject::Jobs => {
            "A job shows by the events that name it, such as CreateJob, SubmitJob or StartQueryExecution, and by notifications of its \
             state. Jobs of Elastic Transcoder, MediaConvert and fourteen more services are known, and those of a profile of your own."
        }
        Subject::One(_) | Subject::Mixed => "It would show by the events that create, change, use or delete it.",
    };
    // With another clause besides the kind, it is the filter that finds none.
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
            if has_text { <p>{ "Asked for: " }<code class="log-text">{ text.to_string() }</code></p> }
            if has_text && *n_jobs > 0 { { way_out(&actions, "Show all jobs", Action::CommitQuery(String::new())) } }
            if subject == Subject::Jobs {
                { way_out(&actions, "Show users, roles, keys and other resources", Action::CommitQuery("kind:*".to_owned())) }
            }
            { way_out(&actions, "Back to the events", Action::ChooseView(View::Events)) }
        </EmptyState>
    }
}

/// Why a text finds nothing where the data does not hold it. What was probably meant instead is said under the bar.
fn hint(view: View, text: &str) -> Option<Cow<'static, str>> {
    let chips = with_schema(view, |schema| trailglass_query::chips(text, schema));
    if view == View::Events && chips.len() == 1 && chips[0].field.as_deref() == Some("key") && !chips[0].excluded {
        return Some("No event in these files was made with this access key: it was never used here.".into());
    }
    if let Some(path) = with_schema(view, |schema| trailglass_query::hint::colon_in_name(text, schema)) {
        return Some(format!("Write a colon that belongs to a name in a path with a backslash: {path}").into());
    }
    if view == View::Jobs && chips.iter().any(|chip| chip.field.as_deref() == Some("state")) {
        return Some(
            "CloudTrail logs that a job was submitted or canceled; notifications or read-job dumps beside it tell how jobs ended."
                .into(),
        );
    }
    None
}
