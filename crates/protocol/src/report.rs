//! What became of a source: its shape, its counts, and every problem that did not stop the load.

use serde::{Deserialize, Serialize};
use std::fmt;
use trailglass_json::repair::Defect;

/// What a reader found in one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The container and shape in words, such as `S3 log file, gzip`.
    pub kind: String,
    /// Records found: those that became rows and those refused.
    pub records: u32,
    /// Records that could not be read.
    pub refused: u32,
    /// Items kept beside records: notifications, digests; the files of an archive.
    pub others: u32,
    /// What these are, as several: `notifications`, `files`.
    pub noun: String,
    /// Bytes of the text, inflated.
    pub bytes: f64,
    /// The first [`Report::MAX_PROBLEMS`] problems.
    pub problems: Vec<Problem>,
    /// All problems, also those beyond the list.
    pub n_problems: u32,
    /// Whether it is damaged, so that what was read of it may not be what was written.
    pub is_damaged: bool,
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

    /// Whether further problems are counted and not kept.
    pub fn is_full(&self) -> bool {
        self.problems.len() >= Report::MAX_PROBLEMS
    }

    /// Notes a problem.
    pub fn note(&mut self, problem: Problem) {
        self.n_problems += 1;
        self.is_damaged |= matches!(problem.kind, ProblemKind::GzipDamaged(_) | ProblemKind::MemberDamaged(_));
        if !self.is_full() {
            self.problems.push(problem);
        }
    }

    /// How the source ended: failed where there is a problem and nothing was read.
    pub fn status(&self) -> Status {
        match self.n_problems {
            0 => Status::Ok,
            _ if self.records == self.refused && self.others == 0 => Status::Failed,
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

/// What damage means for whoever reads on: a bit that is wrong in a compressed stream shows at its end alone.
const DAMAGE: &str = "Any event of it may differ from what was logged";

/// What can be wrong with a source or a record. Facts here, words in `Display`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// The file holds no bytes.
    Empty,
    /// The browser could not read the file.
    Unreadable(String),
    /// The bytes are neither text nor a container that is understood; what they look like.
    NotText(String),
    /// It looks like a lifecycle profile and is none; the line and the reason.
    NotAProfile(String),
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
    /// An archive ends before its end.
    ArchiveTruncated,
    /// An archive is damaged; how.
    ArchiveDamaged(String),
    /// A file in an archive is damaged; how.
    MemberDamaged(String),
    /// A file in an archive is encrypted.
    Encrypted,
    /// A file in an archive is packed by a method that is not read; its number.
    PackedOtherwise(f64),
    /// Unpacking made more than this many times what is packed.
    Bomb(f64),
    /// A container in more containers than are opened; how many are.
    TooDeep(f64),
    /// An archive has more files than are read; how many are.
    TooManyFiles(f64),
    /// A defect that was repaired for reading; the record is kept as written.
    Repaired(Defect),
    /// A value longer than this many bytes.
    TooLong(f64),
    /// A spreadsheet rounded an account number; what is left of it.
    RoundedAccount(String),
    /// A spreadsheet rewrote a time.
    RewrittenTime(RewrittenTime),
    /// A spreadsheet rewrote a time, and no time of its column tells whether the month or the day comes first.
    UndecidedTime(String),
    /// A time that cannot be read in the order of the others of its column.
    OtherwiseWrittenTime(RewrittenTime),
    /// Bytes that are no UTF-8, replaced by U+FFFD.
    NotUtf8,
    /// The document ends in the middle.
    Truncated,
    /// A record is not valid JSON; what the parser says.
    BrokenRecord(String),
    /// A record lacks something without which it cannot be placed; what.
    Lacks(String),
    /// A record's time is none; what stands there.
    NoTime(String),
    /// A value stands where a record should; what it is.
    NotARecord(String),
    /// Text between or behind the values that is no JSON; how it begins.
    Stray(String),
}

/// The order of the parts of a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateOrder {
    /// `3/18/2024`.
    #[default]
    MonthFirst,
    /// `18/3/2024`.
    DayFirst,
    /// `2024/3/18`.
    YearFirst,
}

impl DateOrder {
    /// The order in words.
    pub fn words(self) -> &'static str {
        ["month/day/year", "day/month/year", "year/month/day"][self as usize]
    }
}

/// A time as a spreadsheet wrote it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RewrittenTime {
    /// As it stands.
    pub time: String,
    /// The order in which its date was read.
    pub order: DateOrder,
}

impl Problem {
    /// A problem of the source as a whole.
    pub fn whole(kind: ProblemKind) -> Problem {
        Problem { place: Place::Whole, kind }
    }
}

fn words_of(defect: Defect) -> &'static str {
    match defect {
        Defect::TrailingComma => "Trailing comma",
        Defect::MissingComma => "Comma missing",
        Defect::Elision => "Something left out with \u{2026}",
        Defect::Comment => "Comment",
        Defect::BareName => "Name without quotes",
        Defect::BareText => "Text without quotes",
        Defect::HalfPair => "Half of a surrogate pair",
        Defect::OtherQuotes => "Quotes of a word processor",
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
            ProblemKind::NotAProfile(what) => write!(f, "Not a lifecycle profile: {what}"),
            ProblemKind::NotCloudTrail(what) => write!(f, "Not CloudTrail: {what}"),
            ProblemKind::NotJson(start) => write!(f, "Not JSON: it begins with {start}"),
            ProblemKind::GzipTruncated => write!(f, "The gzip stream ends early{place}. Copy the file again"),
            ProblemKind::GzipDamaged(why) => {
                write!(f, "The gzip stream is damaged{place} ({why}). {DAMAGE}. Copy the file again")
            }
            ProblemKind::GzipTrailing(bytes) => {
                write!(f, "{} bytes that are no gzip follow the stream{place}", *bytes as u64)
            }
            ProblemKind::TooLarge(limit) => {
                write!(f, "Inflating stopped{place}: more than {} GB from one file", (limit / 1e9) as u64)
            }
            ProblemKind::ArchiveTruncated => write!(f, "The archive ends early{place}. Copy the file again"),
            ProblemKind::ArchiveDamaged(why) => write!(f, "The archive is damaged{place}: {why}"),
            ProblemKind::MemberDamaged(why) => {
                write!(f, "This file is damaged in its archive{place} ({why}). {DAMAGE}. Copy the archive again")
            }
            ProblemKind::Encrypted => write!(f, "Encrypted. Unpack it with its password first"),
            ProblemKind::PackedOtherwise(method) => {
                write!(f, "Packed by a method that is not read here ({}). Unpack it first", *method as u64)
            }
            ProblemKind::Bomb(ratio) => write!(
                f,
                "Unpacking stopped{place}: it makes more than {} times what is packed, the limit from 256 MiB on",
                *ratio as u64
            ),
            ProblemKind::TooDeep(depth) => {
                write!(f, "Not opened: containers are opened {} deep in one another, and this is deeper", *depth as u64)
            }
            ProblemKind::TooManyFiles(most) => {
                write!(f, "Reading stopped: {} files are the most that are read of one archive", *most as u64)
            }
            ProblemKind::Repaired(defect) => write!(f, "{}{place}, read anyway", words_of(*defect)),
            ProblemKind::TooLong(limit) => {
                write!(f, "Record refused{place}: longer than {} MiB, the most that one may have", *limit as u64 >> 20)
            }
            ProblemKind::RoundedAccount(what) => {
                write!(f, "Account number rounded by a spreadsheet{place}: {what}. Export the file again")
            }
            ProblemKind::RewrittenTime(RewrittenTime { time, order }) => {
                write!(f, "Time rewritten by a spreadsheet{place}, read as {}: {time}", order.words())
            }
            ProblemKind::UndecidedTime(time) => write!(
                f,
                "Time rewritten by a spreadsheet{place}, and no time of the file tells whether the month or the day comes \
                 first; read as {}, which may be wrong: {time}",
                DateOrder::MonthFirst.words()
            ),
            ProblemKind::OtherwiseWrittenTime(RewrittenTime { time, order }) => write!(
                f,
                "Times of the file are written in several orders; the one{place} was read as {}, and others may be \
                 wrong: {time}",
                order.words()
            ),
            ProblemKind::NotUtf8 => write!(f, "Bytes that are not UTF-8{place}, shown as \u{FFFD}"),
            ProblemKind::Truncated => write!(f, "The document ends in the middle{place}"),
            ProblemKind::BrokenRecord(why) => write!(f, "Record refused{place}: {why}"),
            ProblemKind::Lacks(what) => write!(f, "Record refused{place}: {what} is missing"),
            ProblemKind::NoTime(what) => write!(f, "Record refused{place}: its eventTime is no time: {what}"),
            ProblemKind::NotARecord(what) => write!(f, "Record refused{place}: {what} is not an event"),
            ProblemKind::Stray(start) => write!(f, "Text that is no JSON{place}, skipped: {start}"),
        }
    }
}
