//! Everything that crosses a thread, and everything that both sides name.
//!
//! - [`id`]: the numbers of sources, readers, queries and requests
//! - [`cell`]: the values of a cell
//! - [`message`]: the requests and replies of page, engine and readers
//! - [`report`]: the result of reading a source
//! - [`notification`]: texts that are kept beside the events

pub mod cell;
pub mod id;
pub mod message;
pub mod notification;
pub mod report;

use id::SourceId;
use serde::{Deserialize, Serialize};

/// A source that was found within another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Its id among those that the same reader found.
    pub source: SourceId,
    /// The source that was dropped.
    pub within: SourceId,
    /// Its path: `archive.zip/folder/member`.
    pub name: String,
}
