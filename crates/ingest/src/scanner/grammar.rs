//! The grammar between values, in lists and in wrappers.

use super::damage::next_line_with_value;
use super::unwrap::WhenEmpty;
use super::{Attempt, Scanner, State, Step};
use crate::formats::log_line::{self, Prefix};
use crate::formats::shape::{self, ObjectShape};
use crate::quote::excerpt;
use crate::record::{Origin, Record, RecordContext};
use trailglass_json::repair::Defect;
use trailglass_json::structural_index::{StructuralIndex, SyntaxErrorKind, Value};
use trailglass_json::walk;
use trailglass_protocol::report::ProblemKind;

impl Scanner {
    /// Reads between values.
    #[inline(never)]
    pub(super) fn read_top(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        let rest = &attempt.text[at..];
        let step = match rest.as_bytes()[0] {
            b'[' => {
                self.contents.n_lists += 1;
                self.state = State::List { is_wrapped: false };
                Step::Advance(at + 1)
            }
            b'{' => self.read_object(attempt, at),
            // Strings that hold records, as `jq` writes them; the headings of a table begin otherwise.
            b'"' if rest.starts_with("\"{") || rest.starts_with("\"[") => match walk::value_end(rest.as_bytes(), 0) {
                None if attempt.may_wait(rest) => Step::NeedMoreInput,
                Some(end) if self.unwrap_value(attempt, at, &rest[..end], WhenEmpty::PassesOver) => {
                    Step::Advance(at + end)
                }
                _ => self.read_text(attempt, at),
            },
            // Records pasted one behind the other, with the commas of the list they were cut from.
            b',' => Step::Advance(at + 1),
            _ if !attempt.has_excerpt(rest) => Step::NeedMoreInput,
            _ => match log_line::json_behind_prefix(rest) {
                Prefix::Json(offset) => {
                    self.contents.wrapping.get_or_insert("log lines");
                    Step::Advance(at + offset)
                }
                Prefix::Cut if attempt.may_wait(rest) => Step::NeedMoreInput,
                Prefix::Cut | Prefix::None => self.read_text(attempt, at),
            },
        };
        self.contents.has_begun |= step != Step::NeedMoreInput;
        step
    }

    /// Reads the object at `at`, between values.
    fn read_object(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        let rest = &attempt.text[at..];
        match self.recognise_object(rest) {
            ObjectShape::Wrapper(offset) => {
                self.contents.n_wrappers += 1;
                self.state = State::List { is_wrapped: true };
                Step::Advance(at + offset)
            }
            ObjectShape::Record => {
                let step = self.read_record(attempt, at);
                self.contents.n_bare_records += u32::from(step != Step::NeedMoreInput);
                step
            }
            ObjectShape::Entries(offset, kind) => {
                self.contents.wrapping.get_or_insert(kind);
                self.state = State::Entries;
                Step::Advance(at + offset)
            }
            ObjectShape::Cut if attempt.may_wait(rest) => Step::NeedMoreInput,
            ObjectShape::Cut if attempt.is_last => {
                self.damage.n_cut += 1;
                self.note(attempt, at, ProblemKind::Truncated);
                Step::Advance(next_line_with_value(rest).map_or(attempt.text.len(), |next| at + next))
            }
            ObjectShape::Cut => {
                self.begin_long(rest);
                Step::Advance(at)
            }
            ObjectShape::Other => match walk::value_end(rest.as_bytes(), 0) {
                Some(end) => {
                    if !self.unwrap_value(attempt, at, &rest[..end], WhenEmpty::Notes) {
                        self.note(attempt, at, ProblemKind::NotCloudTrail(shape::description(&rest[..end])));
                    }
                    Step::Advance(at + end)
                }
                None if attempt.may_wait(rest) => Step::NeedMoreInput,
                None if !attempt.is_last => {
                    self.begin_long(rest);
                    Step::Advance(at)
                }
                None => {
                    self.note(attempt, at, ProblemKind::NotCloudTrail(shape::description(rest)));
                    Step::Advance(attempt.text.len())
                }
            },
            ObjectShape::Broken => {
                let end = walk::value_end(rest.as_bytes(), 0);
                if end.is_none() && attempt.may_wait(rest) {
                    return Step::NeedMoreInput;
                }
                if end.is_none() && !attempt.is_last {
                    self.state = State::Refused;
                }
                let what = "an object that is not valid JSON".to_owned();
                self.note(attempt, at, ProblemKind::NotCloudTrail(what));
                Step::Advance(end.map_or(attempt.text.len(), |end| at + end))
            }
        }
    }

    /// Reads text that is not JSON: behind values it is skipped, at the beginning it may be a table.
    fn read_text(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        if self.contents.has_begun { self.begin_skipping(attempt, at) } else { self.read_other_text(attempt, at) }
    }

    /// Notes text that is not JSON, to be skipped. Waits until there is enough of it to quote: the excerpt must not depend
    /// on where a piece ends.
    fn begin_skipping(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        if !attempt.has_excerpt(&attempt.text[at..]) {
            return Step::NeedMoreInput;
        }
        self.note(attempt, at, ProblemKind::Stray(excerpt(&attempt.text[at..])));
        self.state = State::Skipping;
        Step::Advance(at)
    }

    /// Skips text up to the next line that begins with a value.
    pub(super) fn skip_lines(&mut self, attempt: &Attempt<'_>, at: usize) -> Step {
        if let Some(next) = next_line_with_value(&attempt.text[at..]) {
            self.state = State::Top;
            return Step::Advance(at + next);
        }
        // The end of a line is kept until it is known how the next begins.
        let end = attempt.text.len() - usize::from(!attempt.is_last && attempt.text.ends_with('\n'));
        if end > at { Step::Advance(end) } else { Step::NeedMoreInput }
    }

    /// Reads in a list of records.
    pub(super) fn read_in_list(&mut self, attempt: &mut Attempt<'_>, at: usize, is_wrapped: bool) -> Step {
        let bytes = attempt.text.as_bytes();
        let next = walk::skip_space(bytes, at + 1);
        match bytes[at] {
            b'{' => self.read_record(attempt, at),
            b'"' | b'[' => self.read_element(attempt, at),
            b']' => {
                self.state = if is_wrapped { State::Wrapper } else { State::Top };
                Step::Advance(at + 1)
            }
            b',' | b'}' if next == bytes.len() && !attempt.is_last => Step::NeedMoreInput,
            b',' => {
                if bytes.get(next) == Some(&b']') {
                    self.note(attempt, at, ProblemKind::Repaired(Defect::TrailingComma));
                }
                Step::Advance(next)
            }
            b'}' => {
                self.note(attempt, at, ProblemKind::Stray("}".to_owned()));
                // A record may have one brace too many; else the list was never closed.
                if !matches!(bytes.get(next), Some(b',' | b']')) {
                    self.state = State::Top;
                }
                Step::Advance(at + 1)
            }
            b'.' | b'(' | 0xE2 if is_elision(&attempt.text[at..]) => {
                let line = memchr::memchr2(b'\n', b']', &bytes[at..]);
                if line.is_none() && !attempt.is_last {
                    return Step::NeedMoreInput;
                }
                self.note(attempt, at, ProblemKind::Repaired(Defect::Elision));
                Step::Advance(line.map_or(bytes.len(), |end| at + end))
            }
            _ => self.refuse_value(attempt, at),
        }
    }

    /// Reads a string or a list in a list of records: it may hold some.
    fn read_element(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        let text = attempt.text;
        let limit = self.limit(attempt, at);
        match walk::value_end(&text.as_bytes()[..limit], at) {
            Some(end) if self.unwrap_value(attempt, at, &text[at..end], WhenEmpty::PassesOver) => Step::Advance(end),
            None if limit == text.len() && attempt.may_wait(&text[at..]) => Step::NeedMoreInput,
            _ => self.refuse_value(attempt, at),
        }
    }

    /// Reads in a wrapper, behind its list.
    pub(super) fn read_behind_list(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        let bytes = attempt.text.as_bytes();
        match bytes[at] {
            b'}' => {
                self.state = State::Top;
                Step::Advance(at + 1)
            }
            b',' => {
                let next = walk::skip_space(bytes, at + 1);
                if next == bytes.len() && !attempt.is_last {
                    return Step::NeedMoreInput;
                }
                if bytes.get(next) == Some(&b'}') {
                    self.note(attempt, at, ProblemKind::Repaired(Defect::TrailingComma));
                }
                Step::Advance(next)
            }
            b'"' | b':' => {
                let start = if bytes[at] == b':' { walk::skip_space(bytes, at + 1) } else { at };
                match walk::value_end(bytes, start) {
                    Some(end) if end < bytes.len() || attempt.is_last => Step::Advance(end),
                    _ if attempt.may_wait(&attempt.text[at..]) => Step::NeedMoreInput,
                    _ => Step::Advance(bytes.len()),
                }
            }
            _ => self.begin_skipping(attempt, at),
        }
    }

    /// Reads the record at `at`.
    #[inline(never)]
    fn read_record(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        // The values of a structural index borrow it, and what is done with them needs the scanner.
        let mut index = std::mem::take(&mut self.index);
        let limit = self.limit(attempt, at);
        let is_unlimited = limit == attempt.text.len();
        if !is_unlimited {
            // Tokens are those of one text, and this is another.
            index = StructuralIndex::default();
        }
        let step = match index.value(&attempt.text[..limit], at) {
            Ok(record) => {
                self.push_record(attempt, at, record, record.text(), Origin::Written);
                Step::Advance(at + record.text().len())
            }
            Err(error)
                if error.kind == SyntaxErrorKind::UnexpectedEnd
                    && attempt.may_wait(&attempt.text[at..])
                    && is_unlimited =>
            {
                Step::NeedMoreInput
            }
            Err(error) => self.repair_or_refuse(attempt, at, error),
        };
        if is_unlimited {
            self.index = index;
        }
        step
    }

    /// Makes a row and a document of a record. `text` is the record as written, which a repaired one is not.
    pub(super) fn push_record(
        &mut self,
        attempt: &mut Attempt<'_>,
        at: usize,
        record: Value<'_>,
        text: &str,
        origin: Origin,
    ) {
        let context = RecordContext { source: self.source, origin, profiles: attempt.profiles };
        match Record::of(record).push(record, &context, &mut attempt.batch.rows) {
            Ok(()) => {
                // Text in which characters were replaced has other places than that in the file.
                let file = self.file.as_ref().filter(|_| !self.input.has_replacements);
                let start = place_within(attempt.text, text).map(|place| self.input.position + place as u64);
                match (file, start) {
                    // A file may claim to hold less than it does.
                    (Some(file), Some(start)) if start + text.len() as u64 <= file.length() as u64 => {
                        attempt.batch.documents.push_in(file, start as u32, start as u32 + text.len() as u32);
                    }
                    _ => attempt.batch.documents.push(text),
                }
                attempt.report.records += 1;
            }
            Err(refusal) => self.reconsider(attempt, at, text, refusal),
        }
    }
}

/// Whether a text begins with the dots that say that something was left out.
fn is_elision(text: &str) -> bool {
    text.starts_with("...") || text.starts_with("(...") || text.starts_with('…')
}

/// Where in a text a part of it begins; none where it is no part of it.
fn place_within(text: &str, part: &str) -> Option<usize> {
    let place = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (place + part.len() <= text.len()).then_some(place)
}
