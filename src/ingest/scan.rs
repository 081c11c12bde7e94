//! Finds the records in a text that arrives in pieces, and turns each into a row and a document.
//!
//! A text is a sequence of JSON values: one wrapper, one array, one record, or a line for each. So JSON lines and
//! documents written one behind the other need no case of their own. A value that is damaged is refused alone.

use super::Batch;
use super::notice::NoticeKind;
use super::record::{Context, Record};
use super::report::{Place, Problem, ProblemKind, Report};
use super::shape::{self, Object};
use super::wrapped::{self, Prefix, Table};
use crate::json::mend::{self, Flaw};
use crate::json::tape::{Fault, FaultKind, Tape, Value};
use crate::json::walk;
use crate::lifecycle::table::Profiles;
use crate::store::kept::KeptFile;

/// A value that is still incomplete after this many bytes is given up: CloudTrail's own limit is 1 MB an event. No more
/// text than this, and a piece, is ever kept.
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
    /// In what a value too long to be kept left behind, up to the next record.
    Lost,
    /// In text that is no JSON, up to the next line that begins with a value.
    Skipping,
    /// Nothing more is read: the text is no JSON.
    Refused,
}

/// Reads records out of text.
pub struct Scanner {
    pub(super) source: u32,
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
    /// The tokens of the text at hand.
    tape: Tape,
    /// The file that the text stays in, where it does.
    pub(super) file: Option<KeptFile>,
    /// What the records were wrapped in, in words; the first of several.
    pub(super) wrapping: Option<&'static str>,
    /// Texts kept that are no records, and the kind of the first.
    pub(super) n_kept: u32,
    pub(super) kept: Option<NoticeKind>,
    /// The columns, in a table.
    pub(super) table: Option<Table>,
    /// Whether a value is being opened: what is found in it is not opened again.
    pub(super) is_opening: bool,
    /// Where a value too long to be kept stood.
    pub(super) before_loss: Stand,
}

impl Scanner {
    /// A scanner for a source.
    pub fn new(source: u32) -> Scanner {
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
            tape: Tape::default(),
            file: None,
            wrapping: None,
            n_kept: 0,
            kept: None,
            table: None,
            is_opening: false,
            before_loss: Stand::Top,
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
        self.tape.reset();
        let mut at = 0;
        let mut pass = Pass { text: &text, is_last, profiles, report, batch };
        loop {
            // Where lines are skipped, their ends count.
            if self.stand != Stand::Skipping {
                at = walk::skip_space(text.as_bytes(), at);
            }
            if at == text.len() {
                break;
            }
            let next = match self.stand {
                Stand::Top => self.top(&mut pass, at),
                Stand::List { is_wrapped } => self.list(&mut pass, at, is_wrapped),
                Stand::Wrapper => self.wrapper(&mut pass, at),
                Stand::Entries => self.entries(&mut pass, at),
                Stand::Table => self.row(&mut pass, at),
                Stand::Lost => self.lost(&pass, at),
                Stand::Skipping => self.skip(&pass, at),
                Stand::Refused => Some(text.len()),
            };
            let Some(next) = next else { break };
            at = next;
        }
        // Where a record is cut, that has been told.
        let is_told = || pass.report.problems.last().is_some_and(|problem| problem.kind == ProblemKind::Truncated);
        if is_last && matches!(self.stand, Stand::List { .. } | Stand::Entries | Stand::Wrapper) && !is_told() {
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
        let place = self.place_of(pass.text.as_bytes(), at.min(pass.text.len()));
        pass.report.note(Problem { place, kind });
    }

    /// Between values. Returns where to go on, or `None` to wait for more text.
    #[inline(never)]
    fn top(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let rest = &pass.text[at..];
        let next = match rest.as_bytes()[0] {
            b'[' => {
                self.n_lists += 1;
                self.stand = Stand::List { is_wrapped: false };
                at + 1
            }
            b'{' => match shape::of_object(rest) {
                Object::Wrapper(offset) => {
                    self.n_wrappers += 1;
                    self.stand = Stand::List { is_wrapped: true };
                    at + offset
                }
                Object::Record => {
                    let next = self.record(pass, at)?;
                    self.n_top_records += 1;
                    next
                }
                Object::Entries(offset, kind) => {
                    self.wrapping.get_or_insert(kind);
                    self.stand = Stand::Entries;
                    at + offset
                }
                Object::Cut if pass.may_wait(rest) => return None,
                Object::Cut if pass.is_last => {
                    self.note(pass, at, ProblemKind::Truncated);
                    next_line_with_value(rest).map_or(pass.text.len(), |next| at + next)
                }
                Object::Cut => {
                    self.stand = Stand::Refused;
                    self.note(pass, at, ProblemKind::NotCloudTrail("a very long object without records".to_owned()));
                    pass.text.len()
                }
                object @ (Object::Other | Object::Broken) => match walk::value_end(rest.as_bytes(), 0) {
                    None if pass.may_wait(rest) => return None,
                    None => {
                        if !pass.is_last {
                            self.stand = Stand::Refused;
                        }
                        let what = match object {
                            Object::Other => shape::described(rest),
                            _ => "an object that is not valid JSON".to_owned(),
                        };
                        self.note(pass, at, ProblemKind::NotCloudTrail(what));
                        pass.text.len()
                    }
                    Some(end) => {
                        if object == Object::Broken {
                            self.note(
                                pass,
                                at,
                                ProblemKind::NotCloudTrail("an object that is not valid JSON".to_owned()),
                            );
                        } else if !self.open(pass, at, &rest[..end]) {
                            self.note(pass, at, ProblemKind::NotCloudTrail(shape::described(&rest[..end])));
                        }
                        at + end
                    }
                },
            },
            // Records pasted one behind the other, with the commas of the list they were cut from.
            b',' => at + 1,
            _ if !pass.has_excerpt(rest) => return None,
            _ => match wrapped::json_behind_prefix(rest) {
                Prefix::Json(offset) => {
                    self.wrapping.get_or_insert("log lines");
                    at + offset
                }
                Prefix::Cut if pass.may_wait(rest) => return None,
                _ if self.has_begun => self.stray(pass, at),
                _ => self.no_json(pass, at)?,
            },
        };
        self.has_begun = true;
        Some(next)
    }

    /// Notes text that is no JSON, to be skipped.
    fn stray(&mut self, pass: &mut Pass<'_>, at: usize) -> usize {
        self.note(pass, at, ProblemKind::Stray(excerpt(&pass.text[at..])));
        self.stand = Stand::Skipping;
        at
    }

    fn skip(&mut self, pass: &Pass<'_>, at: usize) -> Option<usize> {
        if let Some(next) = next_line_with_value(&pass.text[at..]) {
            self.stand = Stand::Top;
            return Some(at + next);
        }
        // The end of a line is kept until it is known how the next begins.
        let end = pass.text.len() - usize::from(!pass.is_last && pass.text.ends_with('\n'));
        (end > at).then_some(end)
    }

    fn list(&mut self, pass: &mut Pass<'_>, at: usize, is_wrapped: bool) -> Option<usize> {
        let bytes = pass.text.as_bytes();
        let next = walk::skip_space(bytes, at + 1);
        match bytes[at] {
            b'{' => self.record(pass, at),
            b']' => {
                self.stand = if is_wrapped { Stand::Wrapper } else { Stand::Top };
                Some(at + 1)
            }
            b',' | b'}' if next == bytes.len() && !pass.is_last => None,
            b',' => {
                if bytes.get(next) == Some(&b']') {
                    self.note(pass, at, ProblemKind::Mended(Flaw::TrailingComma));
                }
                Some(next)
            }
            b'}' => {
                self.note(pass, at, ProblemKind::Stray("}".to_owned()));
                // A record may have one brace too many; else the list was never closed.
                if !matches!(bytes.get(next), Some(b',' | b']')) {
                    self.stand = Stand::Top;
                }
                Some(at + 1)
            }
            b'.' | b'(' | 0xE2 if is_elision(&pass.text[at..]) => {
                let line = memchr::memchr2(b'\n', b']', &bytes[at..]);
                if line.is_none() && !pass.is_last {
                    return None;
                }
                self.note(pass, at, ProblemKind::Mended(Flaw::Elision));
                Some(line.map_or(bytes.len(), |end| at + end))
            }
            _ => self.no_record(pass, at),
        }
    }

    /// Refuses what stands in a list instead of a record: a value alone, or what a broken record left behind.
    pub(super) fn no_record(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let rest = &pass.text[at..];
        let end = walk::value_end(rest.as_bytes(), 0);
        let behind = end.map(|end| walk::skip_space(rest.as_bytes(), end));
        if behind.is_none_or(|behind| behind == rest.len()) && pass.may_wait(rest) {
            return None;
        }
        let is_value = behind.is_some_and(|behind| matches!(rest.as_bytes().get(behind), None | Some(b',' | b']')));
        let end = match end.filter(|_| is_value) {
            Some(end) => end,
            None => match next_record(rest, self.stand, pass.may_wait(rest)) {
                Next::At(next) => next,
                Next::Cut => return None,
                Next::None if pass.may_wait(rest) => return None,
                Next::None => rest.len(),
            },
        };
        self.refuse(pass, at, ProblemKind::NotARecord(excerpt(&rest[..end])));
        Some(at + end.max(1))
    }

    fn wrapper(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let bytes = pass.text.as_bytes();
        match bytes[at] {
            b'}' => {
                self.stand = Stand::Top;
                Some(at + 1)
            }
            b',' => {
                let next = walk::skip_space(bytes, at + 1);
                if next == bytes.len() && !pass.is_last {
                    return None;
                }
                if bytes.get(next) == Some(&b'}') {
                    self.note(pass, at, ProblemKind::Mended(Flaw::TrailingComma));
                }
                Some(next)
            }
            b'"' | b':' => {
                let start = if bytes[at] == b':' { walk::skip_space(bytes, at + 1) } else { at };
                match walk::value_end(bytes, start) {
                    Some(end) if end < bytes.len() || pass.is_last => Some(end),
                    _ if pass.may_wait(&pass.text[at..]) => None,
                    _ => Some(bytes.len()),
                }
            }
            _ if !pass.has_excerpt(&pass.text[at..]) => None,
            _ => Some(self.stray(pass, at)),
        }
    }

    /// Reads the record at `at`.
    #[inline(never)]
    fn record(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        // The values of a tape borrow it, and what is done with them needs the scanner.
        let mut tape = std::mem::take(&mut self.tape);
        let next = match tape.value(pass.text, at) {
            Ok(record) => {
                self.keep(pass, at, record, record.text(), false);
                Some(at + record.text().len())
            }
            Err(fault) if fault.kind == FaultKind::Cut && pass.may_wait(&pass.text[at..]) => None,
            Err(fault) => self.broken(pass, at, fault),
        };
        self.tape = tape;
        next
    }

    /// Makes a row and a document of a record. `text` is the record as written, which a mended one is not.
    pub(super) fn keep(&mut self, pass: &mut Pass<'_>, at: usize, record: Value<'_>, text: &str, is_mended: bool) {
        let context = Context { source: self.source, is_mended, profiles: pass.profiles };
        match Record::of(record).push(record, &context, &mut pass.batch.rows) {
            Ok(()) => {
                // Text in which characters were replaced has other places than that in the file.
                let file = self.file.as_ref().filter(|_| !self.has_bad_text);
                let start = place_within(pass.text, text).map(|place| self.position + place as u64);
                match (file, start) {
                    // A file may claim to hold less than it does.
                    (Some(file), Some(start)) if start + text.len() as u64 <= file.length() as u64 => {
                        pass.batch.documents.push_in(file, start as u32, start as u32 + text.len() as u32);
                    }
                    _ => pass.batch.documents.push(text),
                }
                pass.report.records += 1;
            }
            Err(refusal) => self.reconsider(pass, at, text, refusal),
        }
    }

    /// Refuses what stands where a record should and is not JSON.
    pub(super) fn refuse_broken(&mut self, pass: &mut Pass<'_>, at: usize, kind: ProblemKind) {
        self.n_broken += 1;
        self.refuse(pass, at, kind);
    }

    pub(super) fn refuse(&self, pass: &mut Pass<'_>, at: usize, kind: ProblemKind) {
        pass.report.records += 1;
        pass.report.refused += 1;
        self.note(pass, at, kind);
    }

    /// Mends the record at `at`, or refuses it. Returns where to go on, or `None` to wait for its end.
    #[inline(never)]
    fn broken(&mut self, pass: &mut Pass<'_>, at: usize, fault: Fault) -> Option<usize> {
        let rest = &pass.text[at..];
        // An unclosed string swallows what follows, so the end that the brackets give is not believed beyond the
        // beginning of another record.
        let next = match next_record(rest, self.stand, pass.may_wait(rest)) {
            Next::At(next) => Some(next),
            Next::Cut => return None,
            Next::None => None,
        };
        let end = walk::value_end(&rest.as_bytes()[..next.unwrap_or(rest.len())], 0);
        if end.is_none() && next.is_none() && pass.may_wait(rest) {
            return None;
        }
        if let Some(end) = end
            && let Some((mended, flaws)) = mend::mended(&rest[..end])
            && let Ok(record) = Tape::default().value(&mended, 0)
        {
            for (place, flaw) in flaws {
                self.note(pass, at + place, ProblemKind::Mended(flaw));
            }
            self.keep(pass, at, record, &rest[..end], true);
            return Some(at + end);
        }
        if fault.kind == FaultKind::Cut && end.is_none() && next.is_none() {
            if pass.is_last {
                self.refuse_broken(pass, at + rest.len(), ProblemKind::Truncated);
            } else {
                self.lose(pass, at);
            }
        } else {
            let offset = fault.at - at;
            // Only what surely belongs to the record is quoted.
            let record = &rest[..end.or(next).unwrap_or(rest.len())];
            let words = format!("{}: {}", fault.kind, around(record, offset.min(record.len())));
            self.refuse_broken(pass, at + offset, ProblemKind::BrokenRecord(words));
        }
        Some(at + end.or(next).unwrap_or(rest.len()))
    }
}

/// One pass over the text at hand.
pub(super) struct Pass<'a> {
    pub(super) text: &'a str,
    pub(super) is_last: bool,
    pub(super) profiles: &'a Profiles,
    pub(super) report: &'a mut Report,
    pub(super) batch: &'a mut Batch,
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

/// Whether a text begins with the dots that say that something was left out.
fn is_elision(text: &str) -> bool {
    text.starts_with("...") || text.starts_with("(...") || text.starts_with('…')
}

/// Where the next line begins with a value.
fn next_line_with_value(text: &str) -> Option<usize> {
    let lines = memchr::memchr_iter(b'\n', text.as_bytes());
    lines.map(|end| end + 1).find(|start| matches!(text.as_bytes().get(*start), Some(b'{' | b'[')))
}

/// Where the next record seems to begin.
pub(super) enum Next {
    /// So far behind.
    At(usize),
    /// The text ends before it can be told.
    Cut,
    /// Nowhere in the text at hand.
    None,
}

/// Where, behind the first character, the next record seems to begin: with a line at the top; in a list behind a comma.
/// What begins there must look like a record, for objects stand in lists within records as well.
pub(super) fn next_record(text: &str, stand: Stand, may_wait: bool) -> Next {
    let is_top = stand == Stand::Top;
    for at in memchr::memchr2_iter(b'{', b'[', text.as_bytes()).filter(|at| *at > 0) {
        let is_start = match is_top {
            true => text[..at].ends_with('\n'),
            false => text[..at].trim_ascii_end().ends_with(','),
        };
        let object = match &text[at..] {
            list if list.starts_with('[') => list[1..].trim_ascii_start(),
            object => object,
        };
        if !is_start || (!is_top && text.as_bytes()[at] == b'[') || !object.starts_with('{') {
            continue;
        }
        match shape::of_object(object) {
            Object::Record => return Next::At(at),
            Object::Wrapper(_) if is_top => return Next::At(at),
            Object::Cut if may_wait => return Next::Cut,
            Object::Cut | Object::Wrapper(_) | Object::Entries(..) | Object::Other | Object::Broken => {}
        }
    }
    Next::None
}

/// The first characters of a text, to be recognised by.
pub(super) fn excerpt(text: &str) -> String {
    const SHOWN: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(SHOWN).collect();
    if shown.len() < line.len() { format!("{shown}…") } else { shown }
}

/// What stands on both sides of a place, in its line.
fn around(text: &str, at: usize) -> &str {
    const SHOWN: usize = 24;
    let boundary = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (start, at, end) = (boundary(at - at.min(SHOWN)), boundary(at), boundary(text.len().min(at + SHOWN)));
    let before = text[start..at].rfind('\n').map_or(start, |line_end| start + line_end + 1);
    let behind = text[at..end].find('\n').map_or(end, |line_end| at + line_end);
    text[before..behind].trim()
}

/// Where in a text a part of it begins; none where it is no part of it.
fn place_within(text: &str, part: &str) -> Option<usize> {
    let place = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (place + part.len() <= text.len()).then_some(place)
}
