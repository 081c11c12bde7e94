//! The table of jobs.

use super::chooser::Chooser;
use super::columns::{Column, Look, time};
use super::events::actor;
use super::grid::{Grid, Happened, Wanted, Wish};
use super::lane::lane;
use super::memory::Held;
use super::row::{Frame, GridRow, Tool, missing};
use super::strips::Strips;
use crate::ui::common::icon::{Icon, icon_of};
use crate::ui::common::middle::middle;
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::filter_bar::schemas::with_schema;
use crate::ui::intents::Intents;
use crate::ui::prelude::*;
use crate::ui::story::Story;
use crate::ui::story::state::{mark, word};
use std::rc::Rc;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_event::zone::Clock;
use trailglass_lifecycle::field::{JOB_FIELDS, JobField};
use trailglass_protocol::message::{JobRow, Rows, StoryDetail, View};
use trailglass_query::subject::Subject;
use trailglass_session::table::Table;
use trailglass_session::{Action, Opened, Totals};

/// What the view needs.
#[derive(Properties, PartialEq)]
pub struct JobsProps {
    /// The table.
    pub table: Shared<Table>,
    /// Where it stands.
    pub held: Held<JobRow>,
    /// What is held.
    pub totals: Totals,
    /// How times are shown.
    pub clock: Shared<Clock>,
    /// The range that the lanes are zoomed to.
    pub range: Option<TimeRange>,
    /// Whether files are still being read.
    pub is_loading: bool,
    /// The open job.
    pub story: Option<Opened<String, StoryDetail>>,
    /// Where intents go.
    pub intents: Intents,
}

/// The table of jobs, with the story of the open one beside it.
#[component]
pub fn Jobs(props: &JobsProps) -> Html {
    let JobsProps { table, held, totals, clock, range, is_loading, story, intents } = props;
    let wish = use_state_eq(Wish::default);
    let wish_for = {
        let wish = wish.clone();
        Callback::from(move |what| wish.set(Wish { no: wish.no + 1, what }))
    };
    let on = {
        let intents = intents.clone();
        use_callback(table.clone(), move |happened: Happened<JobRow>, table| match happened {
            Happened::Needs(first, count) => intents.need_rows(View::Jobs, table, first, count),
            Happened::Opened(row) => intents.act.emit(Action::JobOpened(row.key.clone())),
            Happened::Closed => intents.act.emit(Action::JobClosed),
            Happened::Used(Tool::Copy, _, value) => intents.copy(value.into_text()),
            Happened::Used(tool, field, value) => {
                intents.filter(View::Jobs, &table.text, &field, value, tool == Tool::Out);
            }
            Happened::Changed(columns) => intents.act.emit(Action::ColumnsChanged(View::Jobs, columns)),
            Happened::Sorted(field) => intents.act.emit(Action::SortChosen(field)),
        })
    };
    let close = {
        let (intents, wish_for) = (intents.clone(), wish_for.clone());
        Callback::from(move |()| {
            intents.act.emit(Action::JobClosed);
            wish_for.emit(Wanted::Focus);
        })
    };
    let step = {
        let wish_for = wish_for.clone();
        Callback::from(move |by| wish_for.emit(Wanted::Step(by)))
    };
    let selected = story.as_ref().map(|opened| opened.key.clone());
    let zoom = range.map(|range| (range.from, range.to));
    let timeline = table.answer.as_ref().and_then(|answer| answer.timeline.clone());
    let span = timeline.as_ref().map(|timeline| timeline.span);
    // Times that are read off ids, and those of notifications, may lie outside of the events.
    let both = |one: (Micros, Micros), other: (Micros, Micros)| (one.0.min(other.0), one.1.max(other.1));
    let whole = match (span, totals.span) {
        (Some(span), Some(events)) => Some(both(span, events)),
        (span, events) => span.or(events),
    };
    let subject = with_schema(View::Jobs, |schema| Subject::of(&table.text, schema));
    let around = Look::of(whole, clock, selected.is_some());
    // Resources may have been created years before.
    let has_dates = around.has_dates || subject != Subject::Jobs;
    let look = Look { lanes: zoom.or(span), has_dates, subject, ..around };
    let on_zoom = {
        let act = intents.act.clone();
        use_callback((), move |range: Option<(Micros, Micros)>, ()| {
            act.emit(Action::Zoomed(range.map(|(from, to)| TimeRange { from, to })));
        })
    };
    html! {
        <div class={classes!("view", "jobs-view", selected.as_ref().map(|_| "has-detail"))}>
            <div class={classes!("table", "has-strips", look.has_dates.then_some("has-dates"))}>
                { shelf(table, intents) }
                if let Some(timeline) = timeline.filter(|timeline| !timeline.strips.is_empty() || zoom.is_some()) {
                    <Strips timeline={Shared::of(&timeline)} {zoom} clock={clock.clone()} {on_zoom} />
                }
                <Grid<JobRow> table={table.clone()} held={held.clone()} {look} label="Jobs" test_id="job-table"
                    {selected} wish={*wish} {on} />
                <Chooser view={View::Jobs} columns={Shared::of(&table.columns)} act={intents.act.clone()} />
                if table.matched() == 0 && table.answer.is_some() && !is_loading {
                    { intents.no_jobs(&table.text, totals.jobs) }
                }
            </div>
            if let Some(opened) = story {
                <Story opened={opened.clone()} is_missing={opened.is_missing && !is_loading} intents={intents.clone()} on_close={close} on_step={step} />
            }
        </div>
    }
}

/// What the table may be about besides jobs, a click each.
const SHELF: [(&str, &str); 5] = [
    ("Jobs", ""),
    ("Pipelines, queues, templates", "kind:(pipeline OR queue OR template)"),
    ("Presets", "kind:preset"),
    ("Everything", "kind:*"),
    ("With findings", "finding:*"),
];

fn shelf(table: &Table, intents: &Intents) -> Html {
    let one = |(label, query): (&'static str, &'static str)| {
        // Which findings they are stands in a column of its own, behind the state.
        let finding = JobField::Finding.info().name;
        let is_missing = query.starts_with(finding) && !table.columns.has(finding);
        let columns = is_missing.then(|| {
            let more = table.columns.with(View::Jobs, finding);
            Rc::new(more.moved(more.list.len() - 1, 1))
        });
        let onclick = {
            let act = intents.act.clone();
            move |_| {
                if let Some(columns) = &columns {
                    act.emit(Action::ColumnsChanged(View::Jobs, columns.clone()));
                }
                act.emit(Action::QueryFollowed(View::Jobs, query.to_owned()));
            }
        };
        html! { <button class="link" aria-pressed={(*table.text == *query).to_string()} {onclick}>{ label }</button> }
    };
    html! { <div class="shelf" role="group" aria-label="Show" data-testid="job-shelf">{ for SHELF.map(one) }</div> }
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
            JobField::State => Some(self.state.clone()),
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
            JobField::Finding => self.findings.first().cloned(),
            JobField::Life => None,
            JobField::Certainty => some(&self.certainty),
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

    fn cell(&self, column: &Column, look: &Look) -> Html {
        let field = column.field.map(|at| JOB_FIELDS[at].field);
        match (field, self.value(column)) {
            (Some(JobField::State), _) => state(self),
            (Some(JobField::Life), _) => lane(self, look),
            (Some(JobField::Job), None) => {
                let words = if self.kind.ends_with("/job") { "no job id" } else { "no id" };
                html! { <span class="muted">{ words }</span> }
            }
            (Some(JobField::Kind), Some(kind)) => kind_cell(&kind),
            (Some(JobField::Submitted), None) if self.state == "not-submitted" => refused(self, look),
            (_, None) => missing(),
            (Some(JobField::Submitted), _) => self.submitted.map_or_else(missing, |at| time(at, look)),
            (Some(JobField::LastSeen), _) => self.last_seen.map_or_else(missing, |at| time(at, look)),
            (Some(JobField::Reads), _) => html! { { words::number(self.reads) } },
            (Some(JobField::Actor | JobField::EndedBy), Some(value)) => actor(&value),
            (Some(JobField::Pipeline), Some(id)) => match &self.parent_name {
                Some(name) => html! { <span class="log-text">{ name.clone() }</span> },
                None => html! { <span class="log-text">{ middle(&id, 6) }</span> },
            },
            // Codes differ in their beginnings.
            (Some(JobField::Error), Some(value)) => html! { <span class="log-text">{ value }</span> },
            (Some(JobField::Finding), Some(_)) => html! { { self.findings.join(", ") } },
            (_, Some(value)) => html! { <span class="log-text">{ middle(&value, 6) }</span> },
        }
    }

    fn element(&self, frame: Frame) -> Html {
        let Frame { index, class, is_selected, onmouseover, onmouseleave, cells } = frame;
        html! {
            <div role="row" {class} aria-rowindex={index} aria-selected={is_selected.to_string()}
                data-job-id={self.id.clone()} data-kind={self.kind.clone()} data-state={self.state.clone()}
                data-certainty={self.certainty.clone()} data-proven={self.proven.clone()}
                data-warning={self.has_warning.to_string()} data-request-id={self.request_id.clone()}
                data-submitted={self.submitted.map(|time| time.to_string())} data-steps={self.steps.to_string()}
                data-sweeps={self.sweeps.to_string()} data-notifications={self.notices.to_string()}
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
fn refused(job: &JobRow, look: &Look) -> Html {
    html! {
        <span class="muted">
            { icon_of(Icon::Failed, "is-failed") }
            <span class="visually-hidden">{ " refused at" }</span>{ " " }
            if let Some(lane) = &job.lane { { time(lane.from, look) } }
        </span>
    }
}

fn state(job: &JobRow) -> Html {
    html! {
        <span class={classes!("state", (job.state == "not-submitted").then_some("is-failed"))}>
            { mark(&job.state, &job.certainty) }
            <span class="state-word">{ word(&job.state) }</span>
            if job.is_decoded {
                <span title="The time of submission is read off the id">
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
