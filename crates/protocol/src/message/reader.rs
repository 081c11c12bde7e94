//! What the engine and a reader say to each other, on a port of their own.

use crate::Member;
use crate::id::{ReaderId, RequestId, SourceId};
use crate::notification::Notification;
use crate::report::Report;
use serde::{Deserialize, Serialize};

/// How much of the values at a path a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Extent {
    /// As much as a table on screen can show.
    Shown,
    /// All of it, for a file.
    Whole,
}

/// A message of a reader to the engine, on their port. The bytes of a segment are attached to its batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromReader {
    /// A segment that is complete, and what else was read until then.
    Batch(Batch),
    /// The reply to a request.
    Reply(ReaderReply),
}

/// What a reader has read since its batch before. The segment's bytes are attached where there are rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// The reader.
    pub reader: ReaderId,
    /// The reader's own number of the segment; its documents are kept under it.
    pub segment: u32,
    /// Names and reports of the sources that end with this batch, in any order.
    pub ended: Vec<(SourceId, Report)>,
    /// Names of the sources that have rows in this batch or end with it.
    pub names: Vec<(SourceId, String)>,
    /// Sources that were found within others. They are in this list before anything else names them.
    pub members: Vec<Member>,
    /// Texts that were kept and are not records: notifications, job dumps, digests.
    pub notifications: Vec<Notification>,
}

/// A request of the engine to a reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReaderRequest {
    /// Which of these rows match each of the clauses. All clauses are tested in one pass, because unpacking costs the most.
    Matching {
        /// The request.
        no: RequestId,
        /// Single clauses as canonical query text.
        clauses: Vec<String>,
        /// The reader's segments, with the rows in question.
        candidates: Vec<SegmentRows>,
    },
    /// The distinct values at a path, in every document of these segments.
    Values {
        /// The request.
        no: RequestId,
        /// The path; its names are folded.
        path: Vec<String>,
        /// The reader's segments.
        segments: Vec<u32>,
    },
    /// The documents of these rows: the reader's segment and row.
    Documents {
        /// The request.
        no: RequestId,
        /// The rows.
        rows: Vec<(u32, u32)>,
    },
    /// The cells of JSON paths in these rows: the reader's segment and row.
    Cells {
        /// The request.
        no: RequestId,
        /// The paths, as the names of columns.
        paths: Vec<String>,
        /// The rows.
        rows: Vec<(u32, u32)>,
        /// How much of a value they hold.
        extent: Extent,
    },
    /// Add these profiles, all that were dropped so far, and take their facts from every document.
    LearnProfiles {
        /// The request.
        no: RequestId,
        /// The texts of the profiles, in the order in which they are numbered.
        profiles: Vec<String>,
        /// The places of those that were removed again: they keep their numbers and are not used.
        removed: Vec<u32>,
    },
    /// Drop the documents of these rows, which were removed.
    DropRows {
        /// The reader's own number of the segment.
        segment: u32,
        /// The rows.
        rows: RowBytes,
    },
    /// Send no more replies to this request.
    Cancel {
        /// The request.
        no: RequestId,
    },
}

impl ReaderRequest {
    /// The id of the request; one without a reply has none.
    pub fn no(&self) -> Option<RequestId> {
        match self {
            ReaderRequest::Matching { no, .. }
            | ReaderRequest::Values { no, .. }
            | ReaderRequest::Documents { no, .. }
            | ReaderRequest::Cells { no, .. }
            | ReaderRequest::LearnProfiles { no, .. }
            | ReaderRequest::Cancel { no } => Some(*no),
            ReaderRequest::DropRows { .. } => None,
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

/// A reply of a reader to a [`ReaderRequest`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReaderReply {
    /// The matching rows of one segment. One reply for each segment of the request, in its order.
    Matching {
        /// The request.
        no: RequestId,
        /// The reader's own number of the segment.
        segment: u32,
        /// Its matching rows, for each clause.
        found: Vec<RowBytes>,
    },
    /// The values at a path in one segment. One reply for each segment of the request.
    Values {
        /// The request.
        no: RequestId,
        /// The reader's own number of the segment.
        segment: u32,
        /// The values of its rows.
        values: PathValues,
    },
    /// The facts that dropped profiles took from one segment. One reply for each segment of the reader.
    Facts {
        /// The request.
        no: RequestId,
        /// The reader's own number of the segment.
        segment: u32,
        /// See `trailglass_store::layout::facts_to_bytes`.
        #[serde(with = "serde_bytes")]
        facts: Vec<u8>,
        /// Whether it is the last.
        is_last: bool,
    },
    /// The documents, in the order of the request.
    Documents {
        /// The request.
        no: RequestId,
        /// The text of each record as written.
        texts: Vec<String>,
    },
    /// The cells, in the order of the request.
    Cells {
        /// The request.
        no: RequestId,
        /// The cells of each row, in the order of the paths.
        rows: Vec<Vec<Option<String>>>,
    },
}

/// The values at a path in the rows of a segment. A row may have several, or none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathValues {
    /// The distinct values, joined.
    pub text: String,
    /// Where each of them ends, in bytes.
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
