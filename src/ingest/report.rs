//! What became of a source: its shape, its counts, and every problem that did not stop the load.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a reader found in one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The container and shape in words, such as `S3 log file, gzip`.
    pub kind: String,
    /// Records found: those that became rows and those refused.
    pub records: u32,
    /// Records that could not be read.
    pub refused: u32,
    /// Bytes of the text, inflated.
    pub bytes: f64,
    /// The first [`Report::MAX_PROBLEMS`] problems.
    pub problems: Vec<Problem>,
    /// All problems, also those beyond the list.
    pub n_problems: u32,
}

/// How a source ended; the words of `data-status`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Still being read, or waiting to be.
    #[default]
    Loading,
    /// Read whole.
    Ok,
    /// Read, with something to know about.
    Warning,
    /// Nothing could be read.
    Failed,
}

impl Status {
    /// The word in `data-status`.
    pub fn word(self) -> &'static str {
        ["loading", "ok", "warning", "failed"][self as usize]
    }
}

impl Report {
    /// A list of ten thousand broken lines helps nobody; the count is kept beside it.
    pub const MAX_PROBLEMS: usize = 100;

    /// Notes a problem.
    pub fn note(&mut self, problem: Problem) {
        self.n_problems += 1;
        if self.problems.len() < Report::MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// How the source ended: failed where there is a problem and not one record was read.
    pub fn status(&self) -> Status {
        match self.n_problems {
            0 => Status::Ok,
            _ if self.records == self.refused => Status::Failed,
            _ => Status::Warning,
        }
    }
}

/// Something that did not stop the load.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: ProblemKind,
}

/// A place in a source.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Place {
    /// The source as a whole.
    Whole,
    /// A byte of the file as it lies on the disk.
    FileByte(f64),
    /// A byte of the text, from 0; of a compressed file, after inflating.
    Byte(f64),
    /// A line of the text, from 1.
    Line(u32),
}

/// What can be wrong with a source or a record. Facts here, words in `Display`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// The file holds no bytes.
    Empty,
    /// The browser could not read the file.
    Unreadable(String),
    /// The bytes are neither text nor a container that is understood; what they look like.
    NotText(String),
    /// JSON, but not CloudTrail; what it is or which members it has.
    NotCloudTrail(String),
    /// Text, but not JSON; how it begins.
    NotJson(String),
    /// The gzip stream ends before its end.
    GzipTruncated,
    /// The gzip stream is damaged.
    GzipDamaged(String),
    /// Bytes follow the last gzip member that are none themselves.
    GzipTrailing(f64),
    /// The inflated size passed the guard, in bytes.
    TooLarge(f64),
    /// A comma before a closing bracket.
    TrailingComma,
    /// Bytes that are no UTF-8, replaced by U+FFFD.
    NotUtf8,
    /// The document ends in the middle.
    Truncated,
    /// A record is not valid JSON; what the parser says.
    BrokenRecord(String),
    /// A record lacks something without which it cannot be placed; what.
    Lacks(String),
    /// A value stands where a record should; what it is.
    NotARecord(String),
    /// Text between or behind the values that is no JSON; how it begins.
    Stray(String),
}

impl Problem {
    /// A problem of the source as a whole.
    pub fn whole(kind: ProblemKind) -> Problem {
        Problem { place: Place::Whole, kind }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Whole => Ok(()),
            Place::FileByte(byte) => write!(f, " at byte {} of the file", *byte as u64),
            Place::Byte(byte) => write!(f, " at byte {}", *byte as u64),
            Place::Line(line) => write!(f, " at line {line}"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place;
        match &self.kind {
            ProblemKind::Empty => write!(f, "The file is empty"),
            ProblemKind::Unreadable(why) => write!(f, "The browser could not read the file: {why}"),
            ProblemKind::NotText(what) => write!(f, "Not CloudTrail: {what}"),
            ProblemKind::NotCloudTrail(what) => write!(f, "Not CloudTrail: {what}"),
            ProblemKind::NotJson(start) => write!(f, "Not JSON: it begins with {start}"),
            ProblemKind::GzipTruncated => write!(f, "The gzip stream ends early{place}. Copy the file again"),
            ProblemKind::GzipDamaged(why) => {
                write!(f, "The gzip stream is damaged{place} ({why}). Copy the file again")
            }
            ProblemKind::GzipTrailing(bytes) => {
                write!(f, "{} bytes that are no gzip follow the stream{place}", *bytes as u64)
            }
            ProblemKind::TooLarge(limit) => {
                write!(f, "Inflating stopped{place}: more than {} GB from one file", (limit / 1e9) as u64)
            }
            ProblemKind::TrailingComma => write!(f, "Trailing comma{place}, read anyway"),
            ProblemKind::NotUtf8 => write!(f, "Bytes that are not UTF-8{place}, shown as \u{FFFD}"),
            ProblemKind::Truncated => write!(f, "The document ends in the middle{place}"),
            ProblemKind::BrokenRecord(why) => write!(f, "Record refused{place}: {why}"),
            ProblemKind::Lacks(what) => write!(f, "Record refused{place}: {what} is missing"),
            ProblemKind::NotARecord(what) => write!(f, "Record refused{place}: {what} is not an event"),
            ProblemKind::Stray(start) => write!(f, "Text that is no JSON{place}, skipped: {start}"),
        }
    }
}
