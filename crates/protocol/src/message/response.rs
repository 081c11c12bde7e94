//! What the engine answers the page. A window of rows crosses, never a whole result.

use super::charts::{Facet, Histogram, Timeline};
use super::details::{Credential, EventDetail, StoryDetail};
use super::request::{Count, Suggest, View};
use super::rows::{EventRow, JobRow, RowKey};
use crate::id::{QueryId, SourceId};
use crate::report::Report;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use trailglass_event::time::Micros;

/// From the engine to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// The engine is ready to work.
    Ready {
        /// Whether the worker is under the policy that forbids other hosts.
        csp_enforced: bool,
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
