//! The line at the bottom: how many rows are shown of how many, what it took, and the promise.

use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::filter_bar::schemas::with_schema;
use crate::ui::prelude::*;
use trailglass_protocol::message::View;
use trailglass_query::subject::Subject;
use trailglass_session::sources::Sources;
use trailglass_session::table::Table;
use trailglass_session::{State, Totals};

/// What the line needs.
#[derive(Properties, PartialEq)]
pub struct StatusLineProps {
    /// The view on screen.
    pub view: View,
    /// Its table.
    pub table: Shared<Table>,
    /// The files.
    pub sources: Shared<Sources>,
    /// What is held.
    pub totals: Totals,
    /// Whether the time is narrowed.
    pub has_range: bool,
    /// The state of the page.
    pub state: State,
    /// Whether a row is open.
    pub has_selected: bool,
    /// Whether the workers are under the policy.
    pub csp_enforced: Option<bool>,
    /// How long the last files took until their first rows were on screen, in milliseconds.
    pub first_rows_ms: Option<f64>,
}

/// The line.
#[component]
pub fn StatusLine(props: &StatusLineProps) -> Html {
    let StatusLineProps { view, table, sources, totals, has_range, state, has_selected, csp_enforced, first_rows_ms } =
        props;
    let matched = table.matched();
    let subject = with_schema(View::Jobs, |schema| Subject::of(&table.text, schema));
    let (total, noun) = match (view, &subject) {
        (View::Events, _) => (totals.events, "events"),
        (View::Jobs, Subject::Jobs) => (totals.jobs, "jobs"),
        // How many resources there are is not counted.
        (View::Jobs, subject) => (matched, subject.nouns()),
    };
    let is_counted = *view == View::Events || subject == Subject::Jobs;
    let is_loading = *state == State::Loading;
    let partial = table.partial();
    let hidden = total.saturating_sub(matched);
    html! {
        <footer class="status-line">
            <span>
                <strong data-testid="matched-count" data-value={matched.to_string()}>{ words::number(matched) }</strong>
                if is_counted {
                    { " of " }
                }
                { total_of(*view, totals, !is_counted) }
                { format!(" {}{}", words::noun(total, noun), if is_loading || partial.is_some() { ", partial" } else { "" }) }
            </span>
            if is_loading {
                <span>
                    { format!(
                        "{} of {}, {}",
                        words::number(sources.n_read()),
                        words::count(sources.list.len() as u32, "file", "files"),
                        words::size(sources.bytes)
                    ) }
                </span>
                if let Some(ms) = first_rows_ms { <span class="aside">{ format!("first rows after {}", words::duration(*ms)) }</span> }
            } else {
                if let Some(share) = partial {
                    <span>{ format!("{} % searched", (share * 100.0) as u32) }</span>
                } else if hidden > 0 { <span>{ format!("{} {}", hides(table, *has_range && *view == View::Events), words::number(hidden)) }</span> }
                if *has_selected { <span>{ "1 selected" }</span> }
            }
            <span class="space"></span>
            if let Some(answer) = table.answer.as_ref().filter(|_| !is_loading && partial.is_none()) {
                <span class="aside">{ format!("took {}", words::duration(answer.took_ms)) }</span>
                <span class="aside">{ files(sources) }</span>
            }
            { promise(*csp_enforced) }
        </footer>
    }
}

/// What keeps the others from being shown.
fn hides(table: &Table, has_range: bool) -> &'static str {
    match (table.text.trim().is_empty(), has_range) {
        (false, true) => "filter and range hide",
        (true, true) => "the range hides",
        (_, false) => "the filter hides",
    }
}

/// The line while there are no files.
pub fn empty_status_line(is_gathering: bool) -> Html {
    html! {
        <footer class="status-line">
            <span>{ if is_gathering { "Opening files" } else { "No files" } }</span>
            <span class="space"></span>
            <span>{ concat!("Trailglass ", env!("CARGO_PKG_VERSION")) }</span>
        </footer>
    }
}

/// The number of events is always there, in the jobs view for scripts alone.
fn total_of(view: View, totals: &Totals, is_hidden: bool) -> Html {
    let events = html! { <span data-testid="loaded-count" data-value={totals.events.to_string()}>{ words::number(totals.events) }</span> };
    match view {
        View::Events => events,
        View::Jobs => html! {
            <>
                if !is_hidden { { words::number(totals.jobs) } }
                <span hidden=true>{ events }</span>
            </>
        },
    }
}

fn files(sources: &Sources) -> String {
    let wrong = sources.n_warning + sources.n_failed;
    let wrong = if wrong > 0 { format!(", {} with problems", words::number(wrong)) } else { String::new() };
    format!("{}, {}{wrong}", words::count(sources.list.len() as u32, "file", "files"), words::size(sources.bytes))
}

fn promise(csp_enforced: Option<bool>) -> Html {
    match csp_enforced {
        Some(false) => html! { <span class="promised">{ icon(Icon::Unlock) }{ "not enforced by this browser" }</span> },
        _ => html! { <span class="promised">{ icon(Icon::Lock) }{ "nothing leaves this computer" }</span> },
    }
}
