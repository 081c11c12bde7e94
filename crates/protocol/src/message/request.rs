//! What the page asks of the engine. Fields travel by their canonical names, and a query as the text of the filter bar.

use super::rows::RowKey;
use crate::id::{QueryId, ReaderId, SourceId};
use serde::{Deserialize, Serialize};
use trailglass_event::time::TimeRange;

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
    pub facets: Vec<FacetRequest>,
    /// The order of the rows.
    pub sort: Sort,
    /// The columns of the rows: canonical names of fields, and JSON paths. The jobs table always gives whole rows.
    pub fields: Vec<String>,
    /// The first row of the window that rides with the answer.
    pub first: u32,
    /// How many rows ride with the answer.
    pub count: u32,
}

/// A wish for the values of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetRequest {
    /// The canonical name of a field, or a JSON path.
    pub field: String,
    /// How many values; those that the query names come on top.
    pub count: u32,
    /// Only values that hold this text, in any case.
    pub part: String,
}
