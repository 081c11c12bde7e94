//! Finds the records in a text that arrives in pieces, and turns each into a row and a document.
//!
//! A text is a sequence of JSON values: one wrapper, one array, one record, or a line for each. So JSON lines and
//! documents written one behind the other need no case of their own. A value that is damaged is refused alone.

use super::Batch;
use super::record::{Context, Record, Refusal};
use super::report::{Place, Problem, ProblemKind, Report};
use super::shape::{self, Object};
use crate::json::{mend, walk};
use crate::lifecycle::table::Profiles;

/// A record that is still incomplete after this many bytes is refused: CloudTrail's own limit is 1 MB an event.
const MAX_RECORD_BYTES: usize = 256 * 1024 * 1024;

/// Where the scanner stands in the grammar.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stand {
    /// Between values.
    Top,
    /// In a list of records; in a wrapper or bare.
    List { is_wrapped: bool },
    /// In a wrapper, behind its list.
    Wrapper,
    /// Nothing more is read: the text is no JSON.
    Refused,
}

/// Reads records out of text.
pub struct Scanner {
    source: u32,
    /// Text that is not used up.
    text: String,
    /// Bytes behind the text that are not yet a whole character.
    tail: Vec<u8>,
    /// Bytes of text before `text`.
    position: u64,
    /// Lines of text before `text`.
    lines: u32,
    stand: Stand,
    n_wrappers: u32,
    n_lists: u32,
    n_top_records: u32,
    has_bad_text: bool,
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
            stand: Stand::Top,
            n_wrappers: 0,
            n_lists: 0,
            n_top_records: 0,
            has_bad_text: false,
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
            Err(error) => {
                let valid_to = error.utf8_error().valid_up_to();
                let is_cut = error.utf8_error().error_len().is_none();
                let mut bytes = error.into_bytes();
                if is_cut {
                    self.tail = bytes.split_off(valid_to);
                    self.text = String::from_utf8(bytes).expect("the text is valid up to here");
                } else {
                    if !self.has_bad_text {
                        report.note(Problem { place: self.place_of(&bytes, valid_to), kind: ProblemKind::NotUtf8 });
                        self.has_bad_text = true;
                    }
                    self.text = String::from_utf8_lossy(&bytes).into_owned();
                }
            }
        }
        filled
    }

    fn place_of(&self, text: &[u8], at: usize) -> Place {
        let lines = memchr::memchr_iter(b'\n', &text[..at]).count() as u32;
        if self.lines + lines > 0 || memchr::memchr(b'\n', text).is_some_and(|end| end + 1 < text.len()) {
            Place::Line(self.lines + lines + 1)
        } else {
            Place::Byte((self.position + at as u64) as f64)
        }
    }

    /// Reads every value that is whole; what is not stays for the next piece. `is_last` says that none follows.
    pub fn scan(&mut self, is_last: bool, profiles: &Profiles, report: &mut Report, batch: &mut Batch) {
        let mut text = std::mem::take(&mut self.text);
        if is_last && !self.tail.is_empty() {
            self.tail.clear();
            text.push(char::REPLACEMENT_CHARACTER);
        }
        let mut at = walk::skip_space(text.as_bytes(), 0);
        let mut pass = Pass { text: &text, is_last, profiles, report, batch };
        while at < text.len() {
            let next = match self.stand {
                Stand::Top => self.top(&mut pass, at),
                Stand::List { is_wrapped } => self.list(&mut pass, at, is_wrapped),
                Stand::Wrapper => self.wrapper(&mut pass, at),
                Stand::Refused => Some(text.len()),
            };
            let Some(next) = next else { break };
            at = walk::skip_space(text.as_bytes(), next);
        }
        if is_last && matches!(self.stand, Stand::List { .. } | Stand::Wrapper) {
            self.note(&mut pass, at, ProblemKind::Truncated);
        }
        self.lines += memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count() as u32;
        self.position += at as u64;
        text.drain(..at);
        self.text = text;
    }

    /// What the text turned out to be, in words; `None` where it held no value.
    pub fn kind(&self) -> Option<&'static str> {
        Some(match (self.n_wrappers, self.n_lists, self.n_top_records) {
            (1, 0, 0) => "S3 log file",
            (0, 1, 0) => "array of records",
            (0, 0, 1) => "single record",
            (0, 0, 2..) => "JSON lines",
            (0, 0, 0) => return None,
            _ => "JSON lines of batches",
        })
    }

    fn note(&self, pass: &mut Pass<'_>, at: usize, kind: ProblemKind) {
        let place = self.place_of(pass.text.as_bytes(), at.min(pass.text.len()));
        pass.report.note(Problem { place, kind });
    }

    /// Between values. Returns where to go on, or `None` to wait for more text.
    fn top(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let rest = &pass.text[at..];
        match rest.as_bytes()[0] {
            b'[' => {
                self.n_lists += 1;
                self.stand = Stand::List { is_wrapped: false };
                Some(at + 1)
            }
            b'{' => match shape::of_object(rest) {
                Object::Wrapper(offset) => {
                    self.n_wrappers += 1;
                    self.stand = Stand::List { is_wrapped: true };
                    Some(at + offset)
                }
                Object::Record => {
                    let next = self.record(pass, at)?;
                    self.n_top_records += 1;
                    Some(next)
                }
                Object::Other(what) => {
                    self.note(pass, at, ProblemKind::NotCloudTrail(what));
                    Some(walk::value_end(rest.as_bytes(), 0).map_or(pass.text.len(), |end| at + end))
                }
                Object::Cut if pass.may_wait(rest) => None,
                Object::Cut => {
                    self.note(pass, at, ProblemKind::Truncated);
                    Some(next_line_with_value(rest).map_or(pass.text.len(), |next| at + next))
                }
            },
            // Records pasted one behind the other, with the commas of the list they were cut from.
            b',' => Some(at + 1),
            _ => {
                let is_start = self.kind().is_none() && pass.report.n_problems == 0;
                let excerpt = excerpt(rest);
                if is_start {
                    self.stand = Stand::Refused;
                    pass.report.note(Problem::whole(ProblemKind::NotJson(excerpt)));
                    return Some(pass.text.len());
                }
                self.note(pass, at, ProblemKind::Stray(excerpt));
                match next_line_with_value(rest) {
                    Some(next) => Some(at + next),
                    None => Some(pass.text.len()),
                }
            }
        }
    }

    fn list(&mut self, pass: &mut Pass<'_>, at: usize, is_wrapped: bool) -> Option<usize> {
        let bytes = pass.text.as_bytes();
        match bytes[at] {
            b'{' => self.record(pass, at),
            b']' => {
                self.stand = if is_wrapped { Stand::Wrapper } else { Stand::Top };
                Some(at + 1)
            }
            b',' => {
                let next = walk::skip_space(bytes, at + 1);
                if next == bytes.len() && !pass.is_last {
                    return None;
                }
                if bytes.get(next) == Some(&b']') {
                    self.note(pass, at, ProblemKind::TrailingComma);
                }
                Some(next)
            }
            b'}' => {
                self.note(pass, at, ProblemKind::Stray("}".to_owned()));
                self.stand = Stand::Top;
                Some(at + 1)
            }
            _ => {
                let end = match walk::value_end(bytes, at) {
                    Some(end) if end < bytes.len() || pass.is_last => end,
                    _ if pass.may_wait(&pass.text[at..]) => return None,
                    _ => bytes.len(),
                };
                self.refuse(pass, at, ProblemKind::NotARecord(excerpt(&pass.text[at..end])));
                Some(end.max(at + 1))
            }
        }
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
                    self.note(pass, at, ProblemKind::TrailingComma);
                }
                Some(next)
            }
            b'"' | b':' => {
                let start = if bytes[at] == b':' { walk::skip_space(bytes, at + 1) } else { at };
                match walk::value_end(bytes, start) {
                    Some(end) => Some(end),
                    None if pass.may_wait(&pass.text[at..]) => None,
                    None => Some(bytes.len()),
                }
            }
            _ => {
                self.note(pass, at, ProblemKind::Stray(excerpt(&pass.text[at..])));
                self.stand = Stand::Top;
                Some(next_line_with_value(&pass.text[at..]).map_or(bytes.len(), |next| at + next))
            }
        }
    }

    /// Reads the record at `at`.
    fn record(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let rest = &pass.text[at..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Record>();
        match values.next() {
            Some(Ok(record)) => {
                let end = values.byte_offset();
                self.keep(pass, at, &record, &rest[..end], false);
                Some(at + end)
            }
            Some(Err(error)) if error.is_eof() && pass.may_wait(rest) && !self.is_line_cut(rest) => None,
            Some(Err(error)) => Some(at + self.broken(pass, at, &error)),
            None => Some(pass.text.len()),
        }
    }

    /// Whether a value at the top ends with its line although its brackets do not: the next line begins a new one.
    fn is_line_cut(&self, rest: &str) -> bool {
        self.stand == Stand::Top && next_line_with_value(rest).is_some()
    }

    fn keep(&mut self, pass: &mut Pass<'_>, at: usize, record: &Record<'_>, text: &str, is_mended: bool) {
        let context = Context { source: self.source, is_mended, profiles: pass.profiles };
        match record.push(text, &context, &mut pass.batch.rows) {
            Ok(()) => {
                pass.batch.documents.push(text);
                pass.report.records += 1;
            }
            Err(Refusal::Lacks(what)) => self.refuse(pass, at, ProblemKind::Lacks(what.to_owned())),
            Err(Refusal::NotCloudTrail(what)) => self.refuse(pass, at, ProblemKind::NotCloudTrail(what.to_owned())),
        }
    }

    fn refuse(&self, pass: &mut Pass<'_>, at: usize, kind: ProblemKind) {
        pass.report.records += 1;
        pass.report.refused += 1;
        self.note(pass, at, kind);
    }

    /// Mends the record at `at`, or refuses it. Returns how far behind `at` to go on.
    fn broken(&mut self, pass: &mut Pass<'_>, at: usize, error: &serde_json::Error) -> usize {
        let rest = &pass.text[at..];
        // An unclosed string swallows what follows, so the end that the brackets give is not believed beyond the
        // beginning of another record.
        let next = next_record(rest, self.stand);
        let end = walk::value_end(rest.as_bytes(), 0);
        if let Some(end) = end
            && let Some((mended, comma)) = mend::without_trailing_commas(&rest[..end])
            && let Ok(record) = serde_json::from_str::<Record>(&mended)
        {
            self.note(pass, at + comma, ProblemKind::TrailingComma);
            self.keep(pass, at, &record, &rest[..end], true);
            return end;
        }
        let end = match (end, next) {
            (Some(end), Some(next)) => end.min(next),
            (Some(end), None) => end,
            (None, Some(next)) => next,
            (None, None) => rest.len(),
        };
        if end == rest.len() && error.is_eof() {
            self.refuse(pass, at + end, ProblemKind::Truncated);
        } else {
            self.refuse(pass, at + offset_of(rest, error), ProblemKind::BrokenRecord(words_of(error)));
        }
        end.max(1)
    }
}

/// One pass over the text at hand.
struct Pass<'a> {
    text: &'a str,
    is_last: bool,
    profiles: &'a Profiles,
    report: &'a mut Report,
    batch: &'a mut Batch,
}

impl Pass<'_> {
    /// Whether an incomplete value may become whole with more text.
    fn may_wait(&self, rest: &str) -> bool {
        !self.is_last && rest.len() < MAX_RECORD_BYTES
    }
}

/// Where the next line begins with a value.
fn next_line_with_value(text: &str) -> Option<usize> {
    let lines = memchr::memchr_iter(b'\n', text.as_bytes());
    lines.map(|end| end + 1).find(|start| matches!(text.as_bytes().get(*start), Some(b'{' | b'[')))
}

/// Where the next record seems to begin: at the top with a line; in a list with the brace before its `eventVersion`,
/// which AWS writes first.
fn next_record(text: &str, stand: Stand) -> Option<usize> {
    if stand == Stand::Top {
        return next_line_with_value(text);
    }
    let versions = memchr::memmem::find_iter(text.as_bytes(), b"\"eventVersion\"");
    versions.filter_map(|at| Some(text[..at].trim_end()).filter(|before| before.ends_with('{'))?.len().checked_sub(1)).find(|at| *at > 0)
}

/// The first characters of a text, to be recognised by.
fn excerpt(text: &str) -> String {
    const SHOWN: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(SHOWN).collect();
    if shown.len() < line.len() { format!("{shown}…") } else { shown }
}

/// Where in the text an error is. The parser counts lines and columns from 1, in bytes.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let line = error.line().saturating_sub(1);
    let start = match line {
        0 => 0,
        _ => memchr::memchr_iter(b'\n', text.as_bytes()).nth(line - 1).map_or(0, |end| end + 1),
    };
    (start + error.column().saturating_sub(1)).min(text.len())
}

/// What the parser says, without its own place.
fn words_of(error: &serde_json::Error) -> String {
    let words = error.to_string();
    words.rsplit_once(" at line ").map_or(words.clone(), |(words, _)| words.to_owned())
}
