//! Bytes → rows and documents, with a report of what did not fit.
//!
//! *piece of a file → container → text → records → rows.* Everything works in steps, on pieces of any size, and what comes
//! out does not depend on where a piece ends. Nothing here knows a browser, a clock or a file system. Bad input is data:
//! it becomes a [`Problem`](report::Problem) of the [`Report`](report::Report) of its source, never an error.
//!
//! - `intake`: one file on its way in; gives its text to the scanner, or its bytes to a container
//! - [`containers`]: gzip, zip and tar, and the sources within them
//! - `text_source`: the text of one source: its encoding, the scanner, the report
//! - [`scanner`]: the records in a text, one by one
//! - [`formats`]: what a text, an object or a name is: shapes, wrappers, tables, notifications
//! - [`record`]: one record → one row, with its targets and lifecycle facts

pub mod containers;
pub mod formats;
mod intake;
mod quote;
pub mod record;
pub mod scanner;
mod text_source;
mod utf16;

pub use intake::{Intake, IntakeStatus};
pub use trailglass_protocol::{Member, report};

use report::Report;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::notification::Notification;
use trailglass_store::builder::SegmentBuilder;
use trailglass_store::documents::DocumentsBuilder;

/// Rows and their documents, gathered from any number of sources until they are frozen together.
#[derive(Default)]
pub struct Batch {
    /// The rows.
    pub rows: SegmentBuilder,
    /// The documents, one for each row.
    pub documents: DocumentsBuilder,
    /// Texts that are kept and are no records, such as notifications.
    pub notifications: Vec<Notification>,
    /// Sources that were found within others.
    pub begun: Vec<Member>,
    /// The reports of those that have ended.
    pub ended: Vec<(SourceId, Report)>,
    /// How many members were found so far; which is the number that the next one gets.
    pub n_members: u32,
}
