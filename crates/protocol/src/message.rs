//! The messages between page, engine and readers, as serde data. `worker::envelope` of the page posts them.
//!
//! Texts and numbers only: no columns, no syntax trees, no whole result sets. A query crosses as text and a window of
//! rows comes back. Fields travel by their canonical names.

use crate::Member;
use crate::notice::Notice;
use crate::report::Report;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use trailglass_event::outcome::Outcome;
pub use trailglass_event::time::Edge;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_lifecycle::finding::Finding;
use trailglass_lifecycle::profile::Role;
use trailglass_lifecycle::state::{Certainty, Proven, State};

pub use crate::id::{QueryId, ReaderId, RequestId, SourceId};

/// Names a row across threads. The page compares and returns it and knows nothing else of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowKey {
    /// The segment's number in the store.
    pub segment: u32,
    /// The row in that segment.
    pub row: u32,
}

/// A text that is different for every row, to be a key of what is drawn.
impl std::fmt::Display for RowKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.segment, self.row)
    }
}

/// Which table a query is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum View {
    /// The table of events.
    #[default]
    Events,
    /// The table of jobs.
    Jobs,
}

impl View {
    /// Both views, in the order of their tabs.
    pub const ALL: [View; 2] = [View::Events, View::Jobs];

    /// The name in `data-testid="view-<name>"` and in links.
    pub fn name(self) -> &'static str {
        match self {
            View::Events => "events",
            View::Jobs => "jobs",
        }
    }
}

/// The order of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// The canonical name of the field or job column.
    pub field: String,
    /// Highest or newest first.
    pub is_descending: bool,
    /// The former order, which decides between rows that are equal in this one: its field, and whether it descends.
    pub then: Option<(String, bool)>,
}

impl Sort {
    /// Newest first.
    pub fn newest_first() -> Sort {
        Sort::by("time", true)
    }

    /// By one field alone.
    pub fn by(field: &str, is_descending: bool) -> Sort {
        Sort { field: field.to_owned(), is_descending, then: None }
    }
}

/// Stands between the values of a cell that has several. Where the first is empty and another follows, objects or lists
/// are among those that follow: values that no query could ask for.
pub const CELL_SEPARATOR: &str = "\u{1f}";

/// How much of the values at a path a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Extent {
    /// As much as a table on screen can show.
    Shown,
    /// All of it, for a file.
    Whole,
}

/// From the page to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Answer this from now on, also when more segments arrive, until the next query of the same view, as long as the view is on screen.
    Query(Query),
    /// A window of rows of the answer in force for the view.
    Page {
        /// The view whose answer is meant.
        view: View,
        /// The query the window is for; a window for another is not answered.
        no: QueryId,
        /// The first row, from 0.
        first: u32,
        /// How many rows.
        count: u32,
        /// The columns of the rows, as in [`Query::fields`].
        fields: Vec<String>,
    },
    /// Everything about one event.
    Event {
        /// The row.
        row: RowKey,
    },
    /// Everything about one job.
    Story {
        /// The key of its row in the jobs table.
        job: String,
    },
    /// What is known of an access key.
    Credential {
        /// Its id.
        key: String,
    },
    /// Rows as text; the first piece follows.
    Export(Export),
    /// The next piece of an export.
    ExportOn {
        /// The export.
        no: u32,
    },
    /// Nothing more of an export is wanted.
    ExportEnd {
        /// The export.
        no: u32,
    },
    /// Values for a clause that is being typed.
    Suggest(Suggest),
    /// How many rows other texts find, where that of the filter bar finds none.
    Count(Count),
    /// All that was handed over has been read: what is still unanswered need not wait for more.
    Settle,
    /// A reader died: its documents cannot be read any more, and what it had read of these sources is to be forgotten.
    Lost {
        /// The reader.
        reader: ReaderId,
        /// Sources that were not read to their end; others will read them again.
        sources: Vec<SourceId>,
    },
    /// Sources are removed, with all that was read of them.
    Remove {
        /// The sources, which were dropped.
        sources: Vec<SourceId>,
    },
    /// A reader has started in the place of one that died; its port comes with this message.
    Joined,
    /// The event of this id, to open what a link holds.
    Find {
        /// The id, as it stands in rows.
        event_id: String,
    },
    /// The place of an event in the answer in force, to bring it into view.
    Locate {
        /// The query the place is for.
        no: QueryId,
        /// The row.
        row: RowKey,
    },
}

/// What rows are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// A table with commas.
    Csv,
    /// Whole records, in one document as CloudTrail delivers them.
    Json,
    /// Whole records, one in a line.
    Lines,
    /// A table with tabs.
    Text,
    /// A table of Markdown.
    Markdown,
}

impl Format {
    /// The end of the name of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Lines => "ndjson",
            Format::Text => "txt",
            Format::Markdown => "md",
        }
    }
}

/// A wish for the rows of the answer in force as text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Export {
    /// Its number.
    pub no: u32,
    /// The view whose rows are meant.
    pub view: View,
    /// What they are written as.
    pub format: Format,
    /// The columns, where cells are written; as in [`Query::fields`].
    pub fields: Vec<String>,
    /// Whether names of people and places are replaced.
    pub is_redacted: bool,
    /// At most so many rows; `None` for all.
    pub most: Option<u32>,
}

/// The values of a field among what a text finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggest {
    /// The table.
    pub view: View,
    /// The text of the filter bar, without the clause that is being typed.
    pub rest: String,
    /// The canonical name of the field.
    pub field: String,
    /// What the values hold, in any case.
    pub prefix: String,
}

/// How many rows some texts find.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Count {
    /// The table.
    pub view: View,
    /// The texts, as in the filter bar.
    pub texts: Vec<String>,
    /// The time that the view has been narrowed to.
    pub range: Option<TimeRange>,
    /// The version of the store that the counts are wanted of.
    pub generation: u32,
}

/// A question about events or jobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// Its number.
    pub no: QueryId,
    /// The table it is for.
    pub view: View,
    /// The text of the filter bar.
    pub text: String,
    /// The time that the view has been narrowed to, besides what the text says of time.
    pub range: Option<TimeRange>,
    /// A part of that time that is tried out: rows, counts and facets are of it alone, the histogram shows what is
    /// around it as well.
    pub preview: Option<TimeRange>,
    /// The facets wanted; none for jobs.
    pub facets: Vec<FacetAsk>,
    /// The order of the rows.
    pub sort: Sort,
    /// The columns of the rows: canonical names of fields, and JSON paths. The jobs table always gives whole rows.
    pub fields: Vec<String>,
    /// The first row of the window that rides with the answer.
    pub first: u32,
    /// How many rows ride with the answer.
    pub count: u32,
}

/// From the engine to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// The engine is ready to work.
    Ready {
        /// Whether the worker is under the policy that forbids other hosts.
        is_sealed: bool,
    },
    /// Sources have been read to their end; their rows are in the store.
    Loaded {
        /// The version of the store; an answer for the same version is complete.
        generation: u32,
        /// What is in each source, also of earlier ones whose duplicates turned up in these.
        sources: Vec<SourceReport>,
        /// How many removals are done with this version.
        n_removals: u32,
    },
    /// The answer to the newest query of a view, or a newer answer to the same query.
    Answer(Answer),
    /// A window of rows.
    Page(Page),
    /// One event.
    Event(Box<EventDetail>),
    /// One job.
    Story(Box<StoryDetail>),
    /// A job that is in none of the files.
    NoStory {
        /// The key that was meant.
        job: String,
    },
    /// A piece of an export.
    Exported(Exported),
    /// What is known of an access key.
    Credential(Box<Credential>),
    /// Where the event of an id is; `None` where it is in none of the files.
    Found {
        /// The id that was meant.
        event_id: String,
        /// Its row.
        row: Option<RowKey>,
    },
    /// Values of a field.
    Suggested {
        /// What was asked.
        asked: Suggest,
        /// The most frequent values, with their counts where no document had to be read for them.
        values: Vec<(String, Option<u32>)>,
    },
    /// How many rows texts find, in the order of asking.
    Counted {
        /// What was asked.
        asked: Count,
        /// The counts.
        counts: Vec<u32>,
    },
    /// Where the event is in the answer; `None` where the filter hides it.
    Located {
        /// The query that was meant.
        no: QueryId,
        /// The row that was meant.
        row: RowKey,
        /// Its place, from 0.
        at: Option<u32>,
    },
}

/// What one source turned out to hold: records = events + duplicates + refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceReport {
    /// The source.
    pub source: SourceId,
    /// Distinct events of which this source's copy is the one shown.
    pub events: u32,
    /// Copies of events that another record gives as well.
    pub duplicates: u32,
    /// What the reader found; only with the message that ends the reading of the source.
    pub report: Option<Report>,
    /// Where the source was found, if it was not dropped itself; with the first message on it.
    pub within: Option<Within>,
}

/// Where a source was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Within {
    /// The source that was dropped.
    pub source: SourceId,
    /// The name of the one that was found: `archive.zip/member`.
    pub name: String,
}

/// The answer to a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The query's number.
    pub no: QueryId,
    /// The view.
    pub view: View,
    /// The version of the store that it is for.
    pub generation: u32,
    /// Distinct events in the store.
    pub events: u32,
    /// Jobs in the store.
    pub jobs: u32,
    /// Matching rows.
    pub matched: u32,
    /// The first and the last instant in the store.
    pub span: Option<(Micros, Micros)>,
    /// The time it took to answer, in milliseconds.
    pub took_ms: f64,
    /// Whether documents had to be read, beyond the columns.
    pub read_documents: bool,
    /// The share of the rows that has been looked at, from 0 to 1, where the answer is for those alone: documents are
    /// being searched, and a newer answer follows.
    pub partial: Option<f32>,
    /// Matching events over time, without the preview; none for jobs.
    pub histogram: Option<Rc<Histogram>>,
    /// The facets, in the order of asking.
    pub facets: Vec<Rc<Facet>>,
    /// The jobs over time, in the jobs view, where there are any.
    pub timeline: Option<Rc<Timeline>>,
    /// The window that was asked for with the query.
    pub page: Page,
}

/// A piece of an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exported {
    /// The export.
    pub no: u32,
    /// The text.
    pub text: String,
    /// Rows gone through so far.
    pub rows: u32,
    /// Rows in all.
    pub total: u32,
    /// Rows of these whose texts could not be had: the reader that kept them died, or they were taken out.
    pub lost: u32,
    /// Whether it is the last.
    pub is_last: bool,
}

/// A wish for the values of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetAsk {
    /// The canonical name of a field, or a JSON path.
    pub field: String,
    /// How many values; those that the query names come on top.
    pub count: u32,
    /// Only values that hold this text, in any case.
    pub part: String,
}

/// The values of a field among the events that match the query without its own clauses on that field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// What was asked.
    pub ask: FacetAsk,
    /// Distinct values.
    pub distinct: u32,
    /// Those of them that hold the part asked for.
    pub found: u32,
    /// Values, the most frequent first.
    pub values: Vec<FacetValue>,
    /// Whether values of some events are still being read.
    pub is_partial: bool,
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// The value.
    pub value: String,
    /// How many events have it.
    pub count: u32,
    /// What the query says of it.
    pub choice: Choice,
}

/// What the query's clauses on a field say of one of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choice {
    /// Nothing that sets it apart.
    Free,
    /// It is one of those asked for.
    Chosen,
    /// It is left out.
    Excluded,
}

/// Events over time, in buckets of equal width; the first and the last may be cut by the range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram {
    /// The time from the first bucket to the last.
    pub extent: TimeRange,
    /// The width of a bucket, in microseconds. Buckets begin at its multiples.
    pub width: i64,
    /// Matching events that succeeded, in each bucket.
    pub ok: Vec<u32>,
    /// Matching events that were denied.
    pub denied: Vec<u32>,
    /// Matching events that failed for another reason.
    pub failed: Vec<u32>,
    /// Matching events whose records do not tell how they ended.
    pub unknown: Vec<u32>,
    /// All events, also those that do not match.
    pub all: Vec<u32>,
}

impl Histogram {
    /// How many buckets.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is no bucket.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The time of a bucket.
    pub fn bucket(&self, at: usize) -> TimeRange {
        let start = |at: i64| self.extent.from.0.div_euclid(self.width).saturating_add(at).saturating_mul(self.width);
        let from = Micros(start(at as i64)).max(self.extent.from);
        TimeRange { from, to: Micros(start(at as i64 + 1)).min(self.extent.to) }
    }

    /// The time of the buckets from one to another, in either order.
    pub fn between(&self, one: usize, other: usize) -> TimeRange {
        TimeRange { from: self.bucket(one.min(other)).from, to: self.bucket(one.max(other)).to }
    }

    /// The bucket that an instant lies in, or the nearest.
    pub fn bucket_at(&self, time: Micros) -> usize {
        let at = time.0.div_euclid(self.width) - self.extent.from.0.div_euclid(self.width);
        (at.max(0) as usize).min(self.len().saturating_sub(1))
    }

    /// Matching events in a bucket.
    pub fn matched(&self, at: usize) -> u32 {
        self.ok[at] + self.denied[at] + self.failed[at] + self.unknown[at]
    }
}

/// A window of rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The query's number.
    pub no: QueryId,
    /// The view.
    pub view: View,
    /// The version of the store.
    pub generation: u32,
    /// The first row's place in the answer, from 0.
    pub first: u32,
    /// The columns that the rows have cells for, in the order of the cells.
    pub fields: Vec<String>,
    /// Whether the cells of JSON paths are there; if not, the same page follows with them.
    pub is_whole: bool,
    /// The rows of the view's table.
    pub rows: Rows,
}

/// The rows of a page, of one of the two tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Rows {
    /// Rows of the events table.
    Events(Vec<Rc<EventRow>>),
    /// Rows of the jobs table.
    Jobs(Vec<Rc<JobRow>>),
}

impl Rows {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Rows::Events(rows) => rows.len(),
            Rows::Jobs(rows) => rows.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One row of the events table, cut and ready to draw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventRow {
    /// The row.
    pub key: RowKey,
    /// The event's id; `hash:...` where the record has none.
    pub event_id: String,
    /// How it ended.
    pub outcome: Outcome,
    /// `eventTime`.
    pub time: Micros,
    /// The cells of the page's fields, in that order; the time's as ISO text. See [`CELL_SEPARATOR`].
    pub cells: Vec<Option<String>>,
    /// The names of the cells, which all rows of a page share; they travel with the page and are put here by its
    /// receiver.
    #[serde(skip)]
    pub fields: Rc<[String]>,
}

impl EventRow {
    /// The cell of this name; `None` where there is no such cell, `Some(None)` where it is empty.
    pub fn cell(&self, name: &str) -> Option<Option<&str>> {
        let at = self.fields.iter().position(|field| field == name)?;
        self.cells.get(at).map(Option::as_deref)
    }
}

/// One row of the jobs table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobRow {
    /// Names the job across threads: kind, account, region and id.
    pub key: String,
    /// `elastic-transcoder/job`.
    pub kind: String,
    /// The job's id; empty where its submission was refused.
    pub id: String,
    /// The request id, for a refused submission.
    pub request_id: Option<String>,
    /// The id of what it belongs to: the pipeline.
    pub parent: Option<String>,
    /// What people call that.
    pub parent_name: Option<String>,
    /// The input key; the first of several. Of what lasts, its name.
    pub input: Option<String>,
    /// How many outputs were asked for; `None` where no CreateJob is in the files.
    pub outputs: Option<u32>,
    /// The actor that submitted it.
    pub submitted_by: Option<String>,
    /// The actor that canceled or deleted it.
    pub ended_by: Option<String>,
    /// When it was submitted.
    pub submitted: Option<Micros>,
    /// Whether that time was decoded from the id.
    pub is_decoded: bool,
    /// The last event that names it, where any is dated.
    pub last_seen: Option<Micros>,
    /// The state at the end of the data.
    pub state: State,
    /// How that is known.
    pub certainty: Certainty,
    /// What is proven where the state is unknown.
    pub proven: Option<Proven>,
    /// Whether a warning was seen.
    pub has_warning: bool,
    /// The error code of a refused submission.
    pub error: Option<String>,
    /// The region.
    pub region: String,
    /// The account.
    pub account: String,
    /// Reads of it.
    pub reads: u32,
    /// Its own events: create, reads, cancel.
    pub steps: u32,
    /// Sweeps over it, or over what it belongs to while it lived.
    pub sweeps: u32,
    /// Notifications of it, and dumps.
    pub notices: u32,
    /// How often it is used: a preset by jobs.
    pub uses: u32,
    /// How long it waited until it started, or was canceled.
    pub waited: Option<Length>,
    /// How long it ran.
    pub ran: Option<Length>,
    /// What its lane in the timeline shows; none where nothing of it is dated.
    pub lane: Option<Lane>,
    /// What deserves a look.
    pub findings: Vec<Finding>,
}

/// A life as a lane shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    /// When it begins: at its submission or, where that is not known, with the first that is.
    pub from: Micros,
    /// When it started, and whether it was then and not perhaps before.
    pub started: Option<(Micros, bool)>,
    /// When it ended, or by when it had.
    pub ended: Option<Micros>,
    /// The last time at which anything is known of it.
    pub last: Micros,
    /// Reads and refusals: when, and whether it was refused.
    pub ticks: Vec<(Micros, bool)>,
}

/// How many jobs of one pipeline there were at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strip {
    /// The id of what they belong to.
    pub parent: String,
    /// What people call it.
    pub name: Option<String>,
    /// What it is: `pipeline`, `queue`.
    pub noun: String,
    /// For each part of the time, the most that there were at once within it, at least and at most: those whose end
    /// nothing shows count until the last event that names them, and as long as nothing shows it.
    pub counts: Vec<(u32, u32)>,
    /// When it was paused, and until when, where it was taken up again.
    pub paused: Vec<(Micros, Option<Micros>)>,
}

/// The jobs of an answer over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// From the first beginning to the last that is known.
    pub span: (Micros, Micros),
    /// For what most of them belong to, how many there were at a time.
    pub strips: Vec<Strip>,
}

/// A length of time, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Length {
    /// At least this long, in microseconds.
    pub at_least: Micros,
    /// At most this long, where that is known.
    pub at_most: Option<Micros>,
}

/// Everything about one job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryDetail {
    /// Its row.
    pub job: JobRow,
    /// Label and value of each fact, in reading order: input, prefix, metadata.
    pub facts: Vec<Fact>,
    /// What was asked for, and what became of it.
    pub outputs: Vec<StoryOutput>,
    /// The states that it is known to have been in, in the order of time.
    pub stops: Vec<StoryStop>,
    /// Its events in time order, sweeps and notices with them.
    pub steps: Vec<StoryStep>,
    /// The files that its events and notices stand in, each with how many.
    pub files: Vec<(String, u32)>,
    /// What these files cannot show, and why.
    pub not_observable: Vec<NotObservable>,
    /// What deserves a look.
    pub findings: Vec<FindingDetail>,
    /// Whether it lasts, as a pipeline does, or runs and ends.
    pub is_lasting: bool,
    /// The query that finds its events in the events view; empty where it has no id.
    pub events: String,
    /// A query in the jobs view for what goes with it, and what that is.
    pub beside: Option<(String, String)>,
    /// The row that proves the state, if one does.
    pub proof: Option<RowKey>,
}

/// One output of a job. A text is empty where nothing says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryOutput {
    /// Where it is written.
    pub key: String,
    /// The preset that shapes it.
    pub preset: String,
    /// How far it is, in the word of the service.
    pub status: String,
    /// What became of it.
    pub detail: String,
    /// How long it plays, in seconds.
    pub seconds: String,
}

/// A finding about a job, in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingDetail {
    /// What was found.
    pub finding: Finding,
    /// The sentence that says so.
    pub text: String,
    /// The query for the events that show it; empty where there is none.
    pub query: String,
}

/// What a job came to at a stop: that it was submitted, or a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StopState {
    /// It was submitted. That is no state at the end of the data.
    Submitted,
    /// It reached this state.
    Reached(State),
}

impl StopState {
    /// The word for it, as in `data-state`.
    pub fn as_str(self) -> &'static str {
        match self {
            StopState::Submitted => "submitted",
            StopState::Reached(state) => state.as_str(),
        }
    }
}

impl From<Option<State>> for StopState {
    fn from(state: Option<State>) -> StopState {
        state.map_or(StopState::Submitted, StopState::Reached)
    }
}

/// A state that a job is known to have come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryStop {
    /// What it came to.
    pub state: StopState,
    /// How that is known.
    pub certainty: Certainty,
    /// When; nothing where nobody says.
    pub time: Option<Micros>,
    /// How that time stands to the change of state.
    pub edge: Edge,
    /// Whether that time was decoded from the id.
    pub is_decoded: bool,
    /// How that is known.
    pub why: String,
    /// The place among the steps of the one that says so.
    pub step: Option<u32>,
}

/// One event in a job's story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryStep {
    /// The row; a notification has none.
    pub row: Option<RowKey>,
    /// What the event does with the job.
    pub role: Role,
    /// The event's id; of a notice its place.
    pub event_id: String,
    /// `eventTime`; nothing of a notice that nobody dates.
    pub time: Option<Micros>,
    /// `eventName`.
    pub action: String,
    /// Who.
    pub actor: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What it shows, as a sentence.
    pub shows: String,
    /// What it changed: the field, what it was, what it became.
    pub changes: Vec<(String, Option<String>, String)>,
}

/// Something that the files cannot show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotObservable {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
    /// What would tell.
    pub would_tell: String,
}

/// A labelled line of a detail: the label, the line, and a quieter second line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// `Who`, `When`, ...
    pub label: String,
    /// The line.
    pub text: String,
    /// An instant at the end of the line, which the page writes in the zone that is chosen.
    pub time: Option<Micros>,
    /// The quieter line under it.
    pub more: Option<String>,
    /// The query that the line leads to; empty where it leads to none.
    pub query: String,
}

/// A line that leads somewhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What the line is about; empty where it is the same as above.
    pub label: String,
    /// The line.
    pub text: String,
    /// An instant at the end of the line, which the page writes in the zone that is chosen.
    pub time: Option<Micros>,
    /// Quieter words beside it.
    pub more: String,
    /// The query that it leads to; empty where it leads to none.
    pub query: String,
    /// The event that it leads to.
    pub row: Option<RowKey>,
}

/// What is known of one access key, and of what was done with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Credential {
    /// Its id.
    pub key: String,
    /// How many events were made with it.
    pub events: u32,
    /// What is known: what made it, what it made, how it was used.
    pub lines: Vec<Line>,
    /// Whether agents have been read from the records; if not, the same follows with them.
    pub is_whole: bool,
}

/// Everything about one event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventDetail {
    /// The row.
    pub key: RowKey,
    /// The event's id.
    pub event_id: String,
    /// `eventName`.
    pub name: String,
    /// How it ended.
    pub outcome: Outcome,
    /// The error code.
    pub error: Option<String>,
    /// One sentence: who did what to what.
    pub summary: String,
    /// Who, what, target, where, when, outcome, source.
    pub facts: Vec<Fact>,
    /// The jobs that the event names: key and id.
    pub jobs: Vec<(String, String)>,
    /// Why it was denied, as far as its message says: which policy, whom, what, on what.
    pub denial: Vec<Fact>,
    /// What stands around it, each with the query that finds it.
    pub around: Vec<Line>,
    /// The access key that it was made with.
    pub credential: Option<String>,
    /// The record as it stands in its source; empty where its reader has died.
    pub text: String,
    /// Whether the record was repaired on reading; then `text` is still as written.
    pub is_repaired: bool,
    /// Whether the record was made of the columns of a table; then `text` is not what the file holds.
    pub is_made: bool,
}

/// The first message to a worker, once it is ready: its role. Attached are the ports between engine and readers: to the engine one for
/// each reader, in their order; to a reader its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hello {
    /// Own the columns.
    Engine,
    /// Read files.
    Reader {
        /// The reader's number.
        no: ReaderId,
    },
}

/// From any worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// Messages are taken from now on; the first is to be [`Hello`].
    Ready,
    /// A reader went on.
    Progress(Progress),
    /// The engine replied.
    Response(Response),
    /// The worker cannot go on; what happened.
    Failed(String),
}

/// From a reader to the engine, on their port. The bytes of a sealed segment are attached to its batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromReader {
    /// What was sealed.
    Batch(Batch),
    /// The answer to a question.
    Told(Told),
}

/// From the page to a reader, with the `File`s attached in the same order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IngestRequest {
    /// The source and its name, for each attached file.
    pub sources: Vec<(SourceId, String)>,
    /// Sources that are not to be read any further.
    pub stopped: Vec<SourceId>,
}

/// From a reader to the page, at most about ten times a second, and when its hands are empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// For each source being read or just read: bytes done and records found.
    pub sources: Vec<SourceProgress>,
}

/// How far the reading of a source is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceProgress {
    /// The source.
    pub source: SourceId,
    /// The size of the file in bytes.
    pub bytes: f64,
    /// Bytes of it that have been read.
    pub bytes_done: f64,
    /// Records found so far.
    pub records: u32,
    /// Whether all of it has been read.
    pub is_done: bool,
}

/// From a reader to the engine, with the segment's bytes attached where there are rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// Which reader.
    pub reader: ReaderId,
    /// The reader's own number of the segment; its documents are kept under it.
    pub segment: u32,
    /// Names and reports of the sources that end with this batch, in any order.
    pub ended: Vec<(SourceId, Report)>,
    /// Names of the sources that have rows in this batch or end with it.
    pub names: Vec<(SourceId, String)>,
    /// Sources found within others, before any other word of them; numbered by the reader.
    pub members: Vec<Member>,
    /// Texts that were kept and are no records: notifications, job dumps, digests.
    pub notices: Vec<Notice>,
}

/// From the engine to a reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// Which of these rows match each of the clauses. All are answered in one pass, for unpacking costs the most.
    Matching {
        /// The question's number.
        no: RequestId,
        /// Single clauses as canonical query text.
        clauses: Vec<String>,
        /// The reader's segments, with the rows in question.
        candidates: Vec<SegmentRows>,
    },
    /// The distinct values at a path, in every document of these segments.
    Values {
        /// The question's number.
        no: RequestId,
        /// The path; its names are folded.
        path: Vec<String>,
        /// The reader's segments.
        segments: Vec<u32>,
    },
    /// The documents of these rows: the reader's segment and row.
    Documents {
        /// The question's number.
        no: RequestId,
        /// The rows.
        rows: Vec<(u32, u32)>,
    },
    /// The cells of JSON paths in these rows: the reader's segment and row.
    Cells {
        /// The question's number.
        no: RequestId,
        /// The paths, as the names of columns.
        paths: Vec<String>,
        /// The rows.
        rows: Vec<(u32, u32)>,
        /// How much of a value they hold.
        extent: Extent,
    },
    /// Learn these profiles, those that were dropped so far, and take their facts from all documents.
    Learn {
        /// The question's number.
        no: RequestId,
        /// The texts of the profiles, in the order in which they are numbered.
        profiles: Vec<String>,
        /// The places of those that were removed again: they keep their numbers and are not asked.
        removed: Vec<u32>,
    },
    /// These rows of a segment were removed: their documents are not needed any more.
    Drop {
        /// The reader's own number of the segment.
        segment: u32,
        /// The rows.
        gone: RowBytes,
    },
    /// The answers to this question are not wanted any more.
    Forget {
        /// The question's number.
        no: RequestId,
    },
}

impl Ask {
    /// The question's number; what is merely said has none.
    pub fn no(&self) -> Option<RequestId> {
        match self {
            Ask::Matching { no, .. }
            | Ask::Values { no, .. }
            | Ask::Documents { no, .. }
            | Ask::Cells { no, .. }
            | Ask::Learn { no, .. }
            | Ask::Forget { no } => Some(*no),
            Ask::Drop { .. } => None,
        }
    }
}

/// Rows of one of a reader's segments, as the bytes of a row set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentRows {
    /// The reader's own number of the segment.
    pub segment: u32,
    /// See `trailglass_store::rows::RowSet::to_bytes`.
    #[serde(with = "serde_bytes")]
    pub rows: Vec<u8>,
}

/// A row set; see `trailglass_store::rows::RowSet::to_bytes`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowBytes(#[serde(with = "serde_bytes")] pub Vec<u8>);

/// From a reader to the engine, in answer to an [`Ask`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Told {
    /// The matching rows of one segment; one message for each segment asked about, in the order of asking.
    Matching {
        /// The question's number.
        no: RequestId,
        /// The reader's own number of the segment.
        segment: u32,
        /// Its matching rows, for each clause.
        found: Vec<RowBytes>,
    },
    /// The values at a path in one segment; one message for each segment asked about.
    Values {
        /// The question's number.
        no: RequestId,
        /// The reader's own number of the segment.
        segment: u32,
        /// The values of its rows.
        values: PathValues,
    },
    /// The facts that profiles which were learnt took from one segment; one message for each segment.
    Facts {
        /// The question's number.
        no: RequestId,
        /// The reader's own number of the segment.
        segment: u32,
        /// See `trailglass_store::layout::facts_to_bytes`.
        #[serde(with = "serde_bytes")]
        facts: Vec<u8>,
        /// Whether it is the last.
        is_last: bool,
    },
    /// The documents asked for, in the order of asking.
    Documents {
        /// The question's number.
        no: RequestId,
        /// Each record's text as written.
        texts: Vec<String>,
    },
    /// The cells asked for, in the order of asking.
    Cells {
        /// The question's number.
        no: RequestId,
        /// For each row its cells, in the order of the paths.
        rows: Vec<Vec<Option<String>>>,
    },
}

/// The values at a path in the rows of a segment. A row may have several, or none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathValues {
    /// The distinct values, joined.
    pub text: String,
    /// Where each of them ends.
    #[serde(with = "u32_bytes")]
    pub ends: Vec<u32>,
    /// Each row that has a value, as little-endian `u32`; once for each of its distinct values.
    #[serde(with = "serde_bytes")]
    pub rows: Vec<u8>,
    /// The place of that value among the distinct ones, from 1, as little-endian `u32`.
    #[serde(with = "serde_bytes")]
    pub codes: Vec<u8>,
}

/// Numbers as one array of bytes, which crosses at once; serde would make a JavaScript number of each.
mod u32_bytes {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(numbers: &[u32], serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        serializer.serialize_bytes(&bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
        let bytes = serde_bytes::ByteBuf::deserialize(deserializer)?;
        Ok(bytes.as_chunks().0.iter().map(|chunk| u32::from_le_bytes(*chunk)).collect())
    }
}
