//! One event, one job or one access key, in full.

use super::rows::{JobRow, RowKey};
use serde::{Deserialize, Serialize};
use trailglass_event::outcome::Outcome;
use trailglass_event::time::{Edge, Micros};
use trailglass_lifecycle::finding::Finding;
use trailglass_lifecycle::profile::Role;
use trailglass_lifecycle::state::{Certainty, State};

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
    /// Its events in time order, sweeps and notifications with them.
    pub steps: Vec<StoryStep>,
    /// The files that its events and notifications stand in, each with how many.
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
    /// The event's id; of a notification its place.
    pub event_id: String,
    /// `eventTime`; nothing of a notification that nobody dates.
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
