//! The rows of files in view.

use super::order::Order;
use crate::ui::common::icon::{Icon, icon, icon_of};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::hooks::use_extent::use_extent;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::report::Status;
use trailglass_session::sources::{Source, Sources};

/// The height of a row with two lines, in pixels, which the style sheet takes from the list.
const TALL: f64 = 40.0;
/// The height of a row with one line, in pixels.
const SHORT: f64 = 24.0;
/// Rows beyond either end that are drawn, so that a short scroll finds them.
const MORE: usize = 20;

/// What the rows need.
#[derive(Properties, PartialEq)]
pub struct ListProps {
    /// The files.
    pub sources: Shared<Sources>,
    /// Their order.
    pub order: Shared<Order>,
    /// The file that is shown in full.
    pub chosen: Option<SourceId>,
    /// The node of its row's button.
    pub chosen_row: NodeRef,
    /// A file was chosen.
    pub on_choose: Callback<SourceId>,
    /// A file is to be removed.
    pub on_remove: Callback<SourceId>,
}

/// The rows.
#[component]
pub fn List(props: &ListProps) -> Html {
    let ListProps { sources, order, chosen, chosen_row, on_choose, on_remove } = props;
    let scroller = use_node_ref();
    let (top, height, onscroll) = use_extent(&scroller);
    let first = order.place_at(top, TALL, SHORT).saturating_sub(MORE);
    let end = (order.place_at(top + height, TALL, SHORT) + 1 + MORE).min(order.n_files());
    let height = order.top(order.n_files(), TALL, SHORT);
    let offset = order.top(first, TALL, SHORT);
    let rows = (first.min(end)..end).filter_map(|at| Some((at, order.at(at)?)));
    let rows = rows.filter_map(|(at, number)| Some((at, number, sources.get(number)?)));
    html! {
        <div class="file-list" ref={scroller} ~style={format!("--file-row-height: {SHORT}px; --file-row-height-tall: {TALL}px")} {onscroll}>
            <div class="canvas" ~style={format!("height: {}px", words::decimal(height))}>
                <ul role="list" class="file-rows" aria-label="Files" data-keeps-focus={Target::FileSearch.name()} ~style={format!("transform: translateY({}px)", words::decimal(offset))}>
                    for (at, number, source) in rows {
                        <Row key={number.to_string()} {number} {at} of={order.n_files()} source={Shared(source.clone())}
                            chosen_row={(*chosen == Some(number)).then(|| chosen_row.clone())} on_choose={on_choose.clone()} on_remove={on_remove.clone()} />
                    }
                </ul>
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    number: SourceId,
    at: usize,
    of: usize,
    source: Shared<Source>,
    /// The node of the button, if the file is the chosen one.
    chosen_row: Option<NodeRef>,
    on_choose: Callback<SourceId>,
    on_remove: Callback<SourceId>,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let RowProps { number, at, of, source, chosen_row, on_choose, on_remove } = props;
    let is_chosen = chosen_row.is_some();
    let share = if source.bytes > 0.0 { source.bytes_done / source.bytes } else { 0.0 };
    let report = source.report.as_ref();
    let problem = report.and_then(|report| report.problems.first());
    let more = report.map_or(0, |report| report.n_problems.saturating_sub(1));
    let onclick = {
        let (on_choose, number) = (on_choose.clone(), *number);
        move |_| on_choose.emit(number)
    };
    let remove = {
        let (on_remove, number) = (on_remove.clone(), *number);
        move |_| on_remove.emit(number)
    };
    let is_reading = source.status == Status::Loading && source.bytes_done > 0.0;
    html! {
        <li class={classes!("file-row", problem.map(|_| "is-tall"), is_chosen.then_some("is-selected"))} data-testid="source"
            aria-posinset={(at + 1).to_string()} aria-setsize={of.to_string()} data-name={source.info.name.to_string()}
            data-status={source.status.word()} data-kind={report.map(|report| report.kind.clone())}
            data-records={source.records.to_string()} data-events={source.events.to_string()}
            data-duplicates={source.duplicates.to_string()}
            data-refused={report.map_or(0, |report| report.refused).to_string()}
            data-problems={report.map_or(0, |report| report.n_problems).to_string()}>
            <button {onclick} ref={chosen_row.clone().unwrap_or_default()} aria-expanded={is_chosen.to_string()} title={source.info.name.to_string()}>
                { mark(source) }
                <span class="file-name log-text">{ source.info.name.to_string() }</span>
                <span class="file-count">{ count(source) }</span>
                if let Some(problem) = problem {
                    <span class="file-problem log-text">
                        { problem.to_string() }
                        if more > 0 { { format!(", and {more} more") } }
                    </span>
                }
                if is_reading { <span class="file-line"><span class="file-line-done" ~style={format!("transform: scaleX({})", words::decimal(share))}></span></span> }
            </button>
            <button class="icon-button file-remove" data-testid="source-remove" aria-label={format!("Remove {}", source.info.name)}
                title="Remove this file and its events" onclick={remove}>{ icon(Icon::Close) }</button>
        </li>
    }
}

fn mark(source: &Source) -> Html {
    let (symbol, class) = match source.status {
        Status::Loading if source.bytes_done == 0.0 => (Icon::Reading, "is-quiet"),
        Status::Loading => (Icon::Reading, "is-accent"),
        Status::Ok => (Icon::Ok, "is-ok"),
        Status::Warning => (Icon::Warning, "is-denied"),
        Status::Failed => (Icon::Failed, "is-failed"),
    };
    html! { <>{ icon_of(symbol, class) }<span class="visually-hidden">{ source.status.word() }{ " " }</span></> }
}

fn count(source: &Source) -> String {
    match source.status {
        Status::Loading if source.bytes_done > 0.0 => {
            format!("{} of {}", words::size(source.bytes_done), words::size(source.bytes))
        }
        Status::Loading => words::size(source.bytes),
        _ => {
            let (others, noun) = source.report.as_ref().map_or((0, ""), |report| (report.others, &*report.noun));
            let counts = [(source.events, "events"), (source.duplicates, "duplicates"), (others, noun)];
            // Events are counted also where there are none, but for a file that is not for them.
            let is_said = |at: usize, count: u32| count > 0 || (at == 0 && others == 0);
            let said = counts.iter().enumerate().filter(|(at, (count, _))| is_said(*at, *count));
            let said = said.map(|(_, (count, noun))| words::count(*count, &words::noun(*count, noun), noun));
            said.collect::<Vec<_>>().join(", ")
        }
    }
}
