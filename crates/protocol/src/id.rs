//! Numbers that name things across threads. Each has a type of its own, so that one cannot be taken for another.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A source, by which of two numberings it is from.
///
/// The page numbers the files that were dropped. Files found within these are members: a reader numbers those that it
/// finds, from 0, and the engine gives them numbers of its own, which the page and the store use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SourceId {
    /// A file that was dropped, in the order of dropping.
    File(u32),
    /// A file that was found within another, in the order of finding. Which of two is the earlier one in the order of
    /// dropping is for the store to say.
    Member(u32),
}

/// A reader worker. One that takes the place of a reader that died has a new id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReaderId(pub u32);

/// A query of the page. Replies carry it, and the page drops those to an older one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QueryId(pub u32);

/// A request of the engine to a reader, which the replies carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub u32);

impl QueryId {
    /// The id of the query after this one.
    #[must_use]
    pub fn next(self) -> QueryId {
        QueryId(self.0 + 1)
    }
}

impl RequestId {
    /// The id of the request after this one.
    #[must_use]
    pub fn next(self) -> RequestId {
        RequestId(self.0 + 1)
    }
}

/// A text that is different for every source.
impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SourceId::File(number) => write!(f, "file {number}"),
            SourceId::Member(number) => write!(f, "member {number}"),
        }
    }
}

impl fmt::Display for QueryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
