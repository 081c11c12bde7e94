//! The rows of the two tables, cut and ready to draw.

use serde::{Deserialize, Serialize};
use std::rc::Rc;
use trailglass_event::outcome::Outcome;
use trailglass_event::time::Micros;
use trailglass_lifecycle::finding::Finding;
use trailglass_lifecycle::state::{Certainty, Proven, State};

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
    pub notifications: u32,
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

/// A length of time, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Length {
    /// At least this long, in microseconds.
    pub at_least: Micros,
    /// At most this long, where that is known.
    pub at_most: Option<Micros>,
}
