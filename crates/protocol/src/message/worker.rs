//! What a worker and the page say to each other: the role, the files to read, and how far reading is.

use super::response::Response;
use crate::id::{ReaderId, SourceId};
use serde::{Deserialize, Serialize};

/// The first message to a worker, once it is ready: its role. The ports between engine and readers are attached: to the engine
/// one for each reader, in their order; to a reader its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hello {
    /// Owns the columns.
    Engine,
    /// Reads files.
    Reader {
        /// The reader.
        no: ReaderId,
    },
}

/// A message of a worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// The worker listens. The first message that it expects is [`Hello`].
    Ready,
    /// How far a reader is.
    Progress(Progress),
    /// A response of the engine.
    Response(Response),
    /// The worker has stopped; what happened.
    Failed(String),
}

/// Files for a reader. Their `File` handles are attached in the same order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IngestRequest {
    /// The source and its name, for each attached file.
    pub sources: Vec<(SourceId, String)>,
    /// Sources to stop reading.
    pub stopped: Vec<SourceId>,
}

/// How far a reader is. Sent at most about ten times a second, and when the reader has nothing left to read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The sources that are being read or have just been read.
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
