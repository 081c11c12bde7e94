//! Everything that crosses a thread, and everything that both sides name.
//!
//! - [`cell`]: the values of a cell
//! - [`message`]: the requests and replies of page, engine and readers
//! - [`report`]: the result of reading a source
//! - [`notice`]: texts that are kept beside the events

pub mod cell;
pub mod message;
pub mod notice;
pub mod report;

use serde::{Deserialize, Serialize};

/// A source that was found within another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Its number among those that the same reader found.
    pub source: u32,
    /// The source that was dropped.
    pub within: u32,
    /// Its path: `archive.zip/folder/member`.
    pub name: String,
}

/// A source of this number or a higher one was found within another; those below were dropped.
pub const MEMBERS: u32 = 1 << 30;
