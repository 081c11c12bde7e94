//! The table of jobs.

use super::chooser::Chooser;
use super::columns::Column;
use super::command::{GridCommand, use_grid_command};
use super::concurrency_chart::ConcurrencyChart;
use super::grid::Grid;
use super::no_rows::NoJobs;
use super::presets::Presets;
use super::render_options::RenderOptions;
use super::row::{Frame, GridRow};
use super::state::GridStateHandle;
use super::timeline_row::timeline_row;
use crate::ui::actions::use_act;
use crate::ui::common::cells::{actor, missing};
use crate::ui::common::icon::{Icon, icon_of};
use crate::ui::common::middle_ellipsis::middle_ellipsis;
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::common::zone::use_clock;
use crate::ui::filter_bar::schemas::with_schema;
use crate::ui::prelude::*;
use crate::ui::story::Story;
use crate::ui::story::state::{mark, word};
use std::rc::Rc;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_event::zone::Clock;
use trailglass_lifecycle::field::{JOB_FIELDS, JobField};
use trailglass_lifecycle::state::State;
use trailglass_protocol::message::{JobRow, Rows, StopState, StoryDetail, View};
use trailglass_query::subject::Subject;
use trailglass_session::table::Table;
use trailglass_session::{Action, Opened, Totals};

/// What the view needs.
#[derive(Properties, PartialEq)]
pub struct JobsProps {
    /// The table.
    pub table: Shared<Table>,
    /// Where it is scrolled to, and which cell is active.
    pub state: GridStateHandle<JobRow>,
    /// What is held.
    pub totals: Totals,
    /// The range that the timelines are zoomed to.
    pub range: Option<TimeRange>,
    /// Whether files are still being read.
    pub is_loading: bool,
    /// The open job.
    pub story: Option<Opened<String, StoryDetail>>,
}

/// The table of jobs, with the story of the open one in a pane beside it.
#[component]
pub fn Jobs(props: &JobsProps) -> Html {
    let JobsProps { table, state, totals, range, is_loading, story } = props;
    let act = use_act();
    let clock = use_clock();
    let (command, give) = use_grid_command();
    let on_close = {
        let (act, give) = (act.clone(), give.clone());
        Callback::from(move |()| {
            act.emit(Action::CloseJob);
            give.emit(GridCommand::Focus);
        })
    };
    let on_step = give.reform(GridCommand::Step);
    let selected = story.as_ref().map(|opened| opened.key.clone());
    let zoom = range.map(|range| (range.from, range.to));
    let timeline = table.answer.as_ref().and_then(|answer| answer.timeline.clone());
    let options = options_of(table, totals, &clock, selected.is_some(), zoom);
    let on_zoom = use_callback(act, |range: Option<(Micros, Micros)>, act| {
        act.emit(Action::ZoomTimeline(range.map(|(from, to)| TimeRange { from, to })));
    });
    html! {
        <div class={classes!("view", "jobs-view", selected.as_ref().map(|_| "has-detail"))}>
            <div class={classes!("table", "has-chart", options.has_dates.then_some("has-dates"))}>
                <Presets table={table.clone()} />
                if let Some(timeline) = timeline.filter(|timeline| !timeline.strips.is_empty() || zoom.is_some()) {
                    <ConcurrencyChart timeline={Shared::of(&timeline)} {zoom} {on_zoom} />
                }
                <Grid<JobRow> table={table.clone()} state={state.clone()} {options} label="Jobs" test_id="job-table"
                    {selected} {command} />
                <Chooser view={View::Jobs} columns={Shared::of(&table.columns)} />
                if table.matched() == 0 && table.answer.is_some() && !is_loading {
                    <NoJobs text={table.text.clone()} n_jobs={totals.jobs} />
                }
            </div>
            if let Some(opened) = story {
                <Story opened={opened.clone()} is_missing={opened.is_missing && !is_loading} {on_close} {on_step} />
            }
        </div>
    }
}

/// How the rows are drawn. `zoom` is the range that the timelines are zoomed to.
fn options_of(
    table: &Table,
    totals: &Totals,
    clock: &Shared<Clock>,
    has_detail: bool,
    zoom: Option<(Micros, Micros)>,
) -> RenderOptions {
    let span = table.answer.as_ref().and_then(|answer| Some(answer.timeline.as_ref()?.span));
    // Times that are read off ids, and those of notifications, may lie outside of the events.
    let whole = match (span, totals.span) {
        (Some((first, last)), Some(events)) => Some((first.min(events.0), last.max(events.1))),
        (span, events) => span.or(events),
    };
    let subject = with_schema(View::Jobs, |schema| Subject::of(&table.text, schema));
    let options = RenderOptions::of(whole, clock, has_detail);
    // Resources may have been created years before.
    let has_dates = options.has_dates || subject != Subject::Jobs;
    RenderOptions { timeline: zoom.or(span), has_dates, subject, ..options }
}

impl GridRow for JobRow {
    type Name = String;

    const VIEW: View = View::Jobs;

    fn of(rows: &Rows) -> &[Rc<JobRow>] {
        match rows {
            Rows::Jobs(rows) => rows,
            Rows::Events(_) => &[],
        }
    }

    fn name(&self) -> String {
        self.key.clone()
    }

    fn value(&self, column: &Column) -> Option<String> {
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        match JOB_FIELDS[column.field?].field {
            JobField::State => Some(self.state.as_str().to_owned()),
            JobField::Job => some(&self.id),
            JobField::Input => self.input.clone(),
            JobField::Pipeline => self.parent.clone(),
            JobField::Actor => self.submitted_by.clone(),
            JobField::EndedBy => self.ended_by.clone(),
            JobField::Submitted => self.submitted.map(|time| time.to_string()),
            JobField::LastSeen => self.last_seen.map(|time| time.to_string()),
            JobField::Reads => Some(self.reads.to_string()),
            JobField::Outputs => self.outputs.map(|outputs| outputs.to_string()),
            JobField::Waited => self.waited.map(|length| words::bounded(&length)),
            JobField::Ran => self.ran.map(|length| words::bounded(&length)),
            JobField::Uses => Some(self.uses.to_string()),
            JobField::Finding => self.findings.first().map(ToString::to_string),
            JobField::Life => None,
            JobField::Certainty => Some(self.certainty.to_string()),
            JobField::Kind => some(&self.kind),
            JobField::Error => self.error.clone(),
            JobField::Region => some(&self.region),
            JobField::Account => some(&self.account),
        }
    }

    fn whole(&self, column: &Column) -> Option<String> {
        let field = JOB_FIELDS[column.field?].field;
        self.value(column).filter(|_| !matches!(field, JobField::Submitted | JobField::LastSeen))
    }

    fn cell(&self, column: &Column, options: &RenderOptions) -> Html {
        let field = column.field.map(|at| JOB_FIELDS[at].field);
        match (field, self.value(column)) {
            (Some(JobField::State), _) => state(self),
            (Some(JobField::Life), _) => timeline_row(self, options),
            (Some(JobField::Job), None) => {
                let words = if self.kind.ends_with("/job") { "no job id" } else { "no id" };
                html! { <span class="muted">{ words }</span> }
            }
            (Some(JobField::Kind), Some(kind)) => kind_cell(&kind),
            (Some(JobField::Submitted), None) if self.state == State::NotSubmitted => refused(self, options),
            (_, None) => missing(),
            (Some(JobField::Submitted), _) => self.submitted.map_or_else(missing, |at| options.time(at)),
            (Some(JobField::LastSeen), _) => self.last_seen.map_or_else(missing, |at| options.time(at)),
            (Some(JobField::Reads), _) => html! { { words::number(self.reads) } },
            (Some(JobField::Actor | JobField::EndedBy), Some(value)) => actor(&value),
            (Some(JobField::Pipeline), Some(id)) => match &self.parent_name {
                Some(name) => html! { <span class="log-text">{ name.clone() }</span> },
                None => html! { <span class="log-text">{ middle_ellipsis(&id, 6) }</span> },
            },
            // Codes differ in their beginnings.
            (Some(JobField::Error), Some(value)) => html! { <span class="log-text">{ value }</span> },
            (Some(JobField::Finding), Some(_)) => {
                html! { { self.findings.iter().map(|finding| finding.as_str()).collect::<Vec<_>>().join(", ") } }
            }
            (_, Some(value)) => html! { <span class="log-text">{ middle_ellipsis(&value, 6) }</span> },
        }
    }

    fn open(&self) -> Action {
        Action::OpenJob(self.key.clone())
    }

    fn close() -> Action {
        Action::CloseJob
    }

    fn element(&self, frame: Frame) -> Html {
        let Frame { index, class, is_selected, onmouseover, onmouseleave, cells } = frame;
        html! {
            <div role="row" {class} aria-rowindex={index} aria-selected={is_selected.to_string()}
                data-job-id={self.id.clone()} data-kind={self.kind.clone()} data-state={self.state.as_str()}
                data-certainty={self.certainty.as_str()} data-proven={self.proven.map(|proven| proven.to_string())}
                data-warning={self.has_warning.to_string()} data-request-id={self.request_id.clone()}
                data-submitted={self.submitted.map(|time| time.to_string())} data-steps={self.steps.to_string()}
                data-sweeps={self.sweeps.to_string()} data-notifications={self.notifications.to_string()}
                {onmouseover} {onmouseleave}>
                { cells }
            </div>
        }
    }
}

/// The kind, and after it the service.
fn kind_cell(kind: &str) -> Html {
    let service = kind.split_once('/').map_or("", |(service, _)| service);
    html! { <span class="log-text">{ words::kind_name(kind) }<span class="session">{ " " }{ service.to_owned() }</span></span> }
}

/// When a submission was refused, which is no time of a submission.
fn refused(job: &JobRow, options: &RenderOptions) -> Html {
    html! {
        <span class="muted">
            { icon_of(Icon::Failed, "is-failed") }
            <span class="visually-hidden">{ " refused at" }</span>{ " " }
            if let Some(lane) = &job.lane { { options.time(lane.from) } }
        </span>
    }
}

fn state(job: &JobRow) -> Html {
    html! {
        <span class={classes!("state", (job.state == State::NotSubmitted).then_some("is-failed"))}>
            { mark(StopState::Reached(job.state), job.certainty) }
            <span class="state-word">{ word(job.state) }</span>
            if job.is_decoded {
                <span title="The submission time is decoded from the id">
                    { icon_of(Icon::Clock, "is-quiet") }
                    <span class="visually-hidden">{ " submitted at the time in its id" }</span>
                </span>
            }
            if job.has_warning {
                { icon_of(Icon::Warning, "is-denied") }<span class="visually-hidden">{ " with a warning" }</span>
            }
        </span>
    }
}
