//! Finds the records in a text that arrives in pieces, and turns each into a row and a document.
//!
//! A text is a sequence of JSON values: one wrapper, one array, one record, or a line for each. So JSON lines and
//! documents written one behind the other need no case of their own. A value that is damaged is refused alone.
//!
//! - `grammar`: what may stand where
//! - `damage`: what is repaired or refused, and where the next record begins

mod damage;
mod grammar;

pub(super) use damage::excerpt;

use super::Batch;
use super::long::Nesting;
use super::notice::NoticeKind;
use super::report::{Place, Problem, ProblemKind, Report};
use super::table::Table;
use trailglass_json::structural_index::StructuralIndex;
use trailglass_json::walk;
use trailglass_lifecycle::table::Profiles;
use trailglass_protocol::id::SourceId;
use trailglass_store::kept::KeptFile;

/// A value that is still incomplete after this many bytes is given up: CloudTrail's own limit is 1 MB an event. No more
/// text than this, and a piece, is ever kept, but for the rows of a table whose dates are not yet told apart.
pub(super) const MAX_VALUE_BYTES: usize = 16 * 1024 * 1024;

/// Where the scanner stands in the grammar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stand {
    /// Between values.
    Top,
    /// In a list of records; in a wrapper or bare.
    List { is_wrapped: bool },
    /// In a wrapper, behind its list.
    Wrapper,
    /// In a list of things that hold records; in a wrapper.
    Entries,
    /// In the rows of a table.
    Table,
    /// In a document that is too long to be kept and whose lists are not known by name.
    Long,
    /// In what a value too long to be kept left behind, up to the next record.
    Lost,
    /// In text that is no JSON, up to the next line that begins with a value.
    Skipping,
    /// Nothing more is read: the text is no JSON.
    Refused,
}

/// Reads records out of text.
pub struct Scanner {
    pub(super) source: SourceId,
    /// Text that is not used up.
    text: String,
    /// Bytes behind the text that are not yet a whole character.
    tail: Vec<u8>,
    /// Bytes of text before `text`.
    position: u64,
    /// Lines of text before `text`.
    pub(super) lines: u32,
    /// Where the first line ends, once that is known.
    first_line_end: Option<u64>,
    pub(super) stand: Stand,
    /// Whether anything but white space was seen.
    has_begun: bool,
    n_wrappers: u32,
    n_lists: u32,
    n_top_records: u32,
    has_bad_text: bool,
    n_broken: u32,
    /// Values that the text ends within, though another follows.
    n_cut: u32,
    /// The tokens of the text at hand.
    index: StructuralIndex,
    /// The file that the text stays in, where it does.
    pub(super) file: Option<KeptFile>,
    /// What the records were wrapped in, in words; the first of several.
    pub(super) wrapping: Option<&'static str>,
    /// Texts kept that are no records, and the kind of the first.
    pub(super) n_kept: u32,
    pub(super) kept: Option<NoticeKind>,
    /// What all of them are called.
    pub(super) kept_noun: &'static str,
    /// The columns, in a table.
    pub(super) table: Option<Table>,
    /// Whether a value is being opened: what is found in it is not opened again.
    pub(super) is_opening: bool,
    /// Where a value too long to be kept stood.
    pub(super) before_loss: Stand,
    /// What is open, in a long document.
    pub(super) nesting: Nesting,
}

impl Scanner {
    /// A scanner for a source.
    pub fn new(source: SourceId) -> Scanner {
        Scanner {
            source,
            text: String::new(),
            tail: Vec::new(),
            position: 0,
            lines: 0,
            first_line_end: None,
            stand: Stand::Top,
            has_begun: false,
            n_wrappers: 0,
            n_lists: 0,
            n_top_records: 0,
            has_bad_text: false,
            n_broken: 0,
            n_cut: 0,
            index: StructuralIndex::default(),
            file: None,
            wrapping: None,
            n_kept: 0,
            kept: None,
            kept_noun: "",
            table: None,
            is_opening: false,
            before_loss: Stand::Top,
            nesting: Nesting::default(),
        }
    }

    /// Bytes of text that have been used up.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Takes bytes that `fill` appends, and makes text of them.
    pub fn fill<T>(&mut self, report: &mut Report, fill: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        bytes.append(&mut self.tail);
        let filled = fill(&mut bytes);
        if self.position == 0 && bytes.starts_with(b"\xEF\xBB\xBF") {
            // A byte-order mark is white space to whoever wrote it.
            bytes[..3].fill(b' ');
        }
        match String::from_utf8(bytes) {
            Ok(text) => self.text = text,
            Err(error) => self.mend_text(&error.into_bytes(), report),
        }
        filled
    }

    /// Makes text of bytes that are none as a whole. A character that is cut at their end waits for the next piece.
    fn mend_text(&mut self, bytes: &[u8], report: &mut Report) {
        let mut rest = bytes.len();
        for chunk in bytes.utf8_chunks() {
            let (valid, invalid) = (chunk.valid(), chunk.invalid());
            rest -= valid.len() + invalid.len();
            self.text.push_str(valid);
            let is_cut = || std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
            if invalid.is_empty() {
                continue;
            }
            if rest == 0 && is_cut() {
                self.tail = invalid.to_vec();
                continue;
            }
            if !self.has_bad_text {
                self.has_bad_text = true;
                let place = self.place_of(self.text.as_bytes(), self.text.len());
                report.note(Problem { place, kind: ProblemKind::NotUtf8 });
            }
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
    }

    /// A place in the first line is told by its byte, until it is known whether there are other lines.
    fn place_of(&self, text: &[u8], at: usize) -> Place {
        match self.lines + memchr::memchr_iter(b'\n', &text[..at]).count() as u32 {
            0 => Place::Byte((self.position + at as u64) as f64),
            lines => Place::Line(lines + 1),
        }
    }

    /// Names places by lines throughout where the text, read to its end, has several: people count those.
    pub fn settle(&self, report: &mut Report) {
        if self.first_line_end.is_some_and(|end| end + 1 < self.position) {
            for problem in &mut report.problems {
                if let Place::Byte(_) = problem.place {
                    problem.place = Place::Line(1);
                }
            }
        }
    }

    /// Reads every value that is whole; what is not stays for the next piece. `is_last` says that none follows.
    #[inline(never)]
    pub fn scan(&mut self, is_last: bool, profiles: &Profiles, report: &mut Report, batch: &mut Batch) {
        let mut text = std::mem::take(&mut self.text);
        if is_last && !self.tail.is_empty() {
            self.tail.clear();
            text.push(char::REPLACEMENT_CHARACTER);
        }
        self.index.reset();
        let mut at = 0;
        let mut pass = Pass { text: &text, is_last, profiles, report, batch, next_record: None };
        loop {
            at = match self.stand {
                // Where lines are skipped, their ends count.
                Stand::Skipping => at,
                // Spaces and tabs belong to the first cell of a row.
                Stand::Table => at + text[at..].bytes().take_while(|byte| matches!(byte, b'\n' | b'\r')).count(),
                _ => walk::skip_space(text.as_bytes(), at),
            };
            if at == text.len() {
                break;
            }
            let next = match self.stand {
                Stand::Top => self.top(&mut pass, at),
                Stand::List { is_wrapped } => self.list(&mut pass, at, is_wrapped),
                Stand::Wrapper => self.wrapper(&mut pass, at),
                Stand::Entries => self.entries(&mut pass, at),
                Stand::Table => self.row(&mut pass, at),
                Stand::Long => self.long(&mut pass, at),
                Stand::Lost => self.lost(&pass, at),
                Stand::Skipping => self.skip(&pass, at),
                Stand::Refused => Some(text.len()),
            };
            let Some(next) = next else { break };
            at = next;
        }
        // Where a record is cut, that has been told.
        let is_told = || pass.report.problems.last().is_some_and(|problem| problem.kind == ProblemKind::Truncated);
        let is_within = matches!(self.stand, Stand::List { .. } | Stand::Entries | Stand::Wrapper | Stand::Long);
        if is_last && is_within && !is_told() {
            self.note(&mut pass, at, ProblemKind::Truncated);
        }
        let mut line_ends = memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).peekable();
        if let (None, Some(end)) = (self.first_line_end, line_ends.peek()) {
            self.first_line_end = Some(self.position + *end as u64);
        }
        self.lines += line_ends.count() as u32;
        self.position += at as u64;
        text.drain(..at);
        self.text = text;
    }

    /// Values that stand where a record should and are not JSON.
    pub fn n_broken(&self) -> u32 {
        self.n_broken
    }

    /// What the text turned out to be, in words; `None` where it held no value.
    pub fn kind(&self) -> Option<&'static str> {
        if let Some(table) = &self.table {
            return Some(table.kind());
        }
        Some(match (self.wrapping, self.kept) {
            (Some(wrapping), _) => wrapping,
            (None, Some(kept)) => kept.words(),
            _ => match (self.n_wrappers, self.n_lists, self.n_top_records) {
                (1, 0, 0) => "S3 log file",
                (0, 1, 0) => "array of records",
                (0, 0, 1) => "single record",
                (0, 0, 2..) => "JSON lines",
                (0, 0, 0) => return None,
                _ => "JSON lines of batches",
            },
        })
    }

    /// Whether nothing more is read of the text.
    pub fn is_refused(&self) -> bool {
        self.stand == Stand::Refused
    }

    pub(super) fn note(&self, pass: &mut Pass<'_>, at: usize, kind: ProblemKind) {
        // Lines are counted from the beginning of the text, which is too much for problems that are not kept.
        let place = match pass.report.is_full() {
            true => Place::Byte(0.0),
            false => self.place_of(pass.text.as_bytes(), at.min(pass.text.len())),
        };
        pass.report.note(Problem { place, kind });
    }
}

/// One pass over the text at hand.
pub(super) struct Pass<'a> {
    pub(super) text: &'a str,
    pub(super) is_last: bool,
    pub(super) profiles: &'a Profiles,
    pub(super) report: &'a mut Report,
    pub(super) batch: &'a mut Batch,
    /// What the last search for a record found, and for which stand: see [`Pass::next_record`].
    next_record: Option<(Stand, Option<usize>)>,
}

impl Pass<'_> {
    /// Whether an incomplete value may become whole with more text.
    pub(super) fn may_wait(&self, rest: &str) -> bool {
        !self.is_last && rest.len() < MAX_VALUE_BYTES
    }

    /// Whether enough text is there to quote its beginning, and to tell binary data.
    pub(super) fn has_excerpt(&self, rest: &str) -> bool {
        self.is_last || rest.len() >= 512
    }
}
