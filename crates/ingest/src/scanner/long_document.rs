//! Records in a document that is too long to be kept, in lists that are not known by name: the answer of a search engine,
//! the results of Athena.
//!
//! Such a document is read value by value. A value that is whole is unwrapped as any value is; one that is not is entered,
//! and its members or elements are read one by one. So no more text is kept than its largest part that holds a record.

use super::unwrap::WhenEmpty;
use super::{Attempt, MAX_VALUE_BYTES, Scanner, State, Step};
use crate::formats::rebuilt_record::RebuiltRecord;
use crate::formats::table_header::TableHeader;
use crate::formats::{athena_results, envelopes, shape};
use crate::record::Origin;
use trailglass_json::walk;
use trailglass_protocol::report::{DateOrder, ProblemKind};

/// The open brackets, from the outside in, of a document that is read in parts.
#[derive(Default)]
pub(super) struct Nesting {
    open: Vec<Bracket>,
    /// The headings of a list of rows, as Athena gives it.
    header: Option<TableHeader>,
    /// Whether the document has held a record.
    has_any: bool,
    /// Where the document begins in the text of the source.
    start: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum Bracket {
    Object,
    List,
}

/// Brackets within one another are entered this deep.
const MAX_DEPTH: usize = 64;

impl Scanner {
    /// Begins to read the document that the text begins with in parts.
    pub(super) fn begin_long(&mut self, document: &str) {
        self.nesting = Nesting { start: self.position(), ..Nesting::default() };
        self.contents.wrapping.get_or_insert(envelopes::envelope_kind(document));
        self.state = State::Long;
    }

    /// Reads in a document that is read in parts.
    pub(super) fn read_part(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        let rest = &attempt.text[at..];
        let bracket = match rest.as_bytes()[0] {
            b',' | b':' => return Step::Advance(at + 1),
            b'}' | b']' => {
                self.nesting.open.pop();
                self.nesting.header = None;
                if self.nesting.open.is_empty() {
                    self.end_long(attempt, at);
                }
                return Step::Advance(at + 1);
            }
            b'{' => Bracket::Object,
            b'[' => Bracket::List,
            _ => return self.read_long_scalar(attempt, at),
        };
        // The document itself is known to be too long.
        let is_document = self.nesting.open.is_empty();
        let end = if is_document { None } else { walk::value_end(rest.as_bytes(), 0) };
        match end {
            Some(end) => {
                self.read_long_value(attempt, at, &rest[..end]);
                Step::Advance(if self.gives_up(attempt, at) { attempt.text.len() } else { at + end })
            }
            None if !is_document && attempt.may_wait(rest) => Step::NeedMoreInput,
            None if self.nesting.open.len() < MAX_DEPTH => {
                self.nesting.open.push(bracket);
                Step::Advance(at + 1)
            }
            None => {
                self.refuse_long(attempt, at);
                Step::Advance(attempt.text.len())
            }
        }
    }

    /// Reads a key, a string that may hold a record, a number or a word.
    fn read_long_scalar(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        let rest = &attempt.text[at..];
        match walk::value_end(rest.as_bytes(), 0) {
            // A number may be longer than what is here.
            Some(end) if end == rest.len() && !attempt.is_last => Step::NeedMoreInput,
            Some(end) => {
                if rest.starts_with('"') {
                    self.read_long_value(attempt, at, &rest[..end]);
                }
                Step::Advance(at + end)
            }
            None if attempt.may_wait(rest) => Step::NeedMoreInput,
            None => {
                self.refuse_long(attempt, at);
                Step::Advance(attempt.text.len())
            }
        }
    }

    /// Reads the records in a value that is whole.
    fn read_long_value(&mut self, attempt: &mut Attempt<'_>, at: usize, value: &str) {
        let is_in_list = self.nesting.open.last() == Some(&Bracket::List);
        if is_in_list && let Some(cells) = athena_results::cells_of_row(value) {
            match &self.nesting.header {
                Some(header) => {
                    let RebuiltRecord { text, has_answers } =
                        header.record(&cells, DateOrder::default(), &mut Vec::new());
                    self.nesting.has_any = true;
                    self.push_inner_record(attempt, at, &text, Origin::Rebuilt { has_answers });
                    return;
                }
                None => {
                    self.nesting.header = TableHeader::of(&cells);
                    if self.nesting.header.is_some() {
                        return;
                    }
                }
            }
        }
        let when_empty = if is_in_list && self.nesting.has_any { WhenEmpty::Refuses } else { WhenEmpty::PassesOver };
        let is_any = self.unwrap_value(attempt, at, value, when_empty);
        self.nesting.has_any |= is_any;
        if !is_any && is_in_list && self.nesting.has_any {
            self.refuse(attempt, at, ProblemKind::NotARecord(shape::description(value)));
        }
    }

    /// Whether the document has held no record for so long that it is not one of events.
    fn gives_up(&mut self, attempt: &mut Attempt<'_>, at: usize) -> bool {
        let length = (self.position() + at as u64).saturating_sub(self.nesting.start);
        let gives_up = !self.nesting.has_any && length > 4 * MAX_VALUE_BYTES as u64;
        if gives_up {
            self.refuse_long(attempt, at);
        }
        gives_up
    }

    fn end_long(&mut self, attempt: &mut Attempt<'_>, at: usize) {
        self.state = State::Top;
        if !self.nesting.has_any {
            self.note_long(attempt, at);
        }
    }

    fn refuse_long(&mut self, attempt: &mut Attempt<'_>, at: usize) {
        self.state = State::Refused;
        self.note_long(attempt, at);
    }

    fn note_long(&mut self, attempt: &mut Attempt<'_>, at: usize) {
        let what =
            if self.nesting.has_any { "a value too long to be read" } else { "a very long object without records" };
        if !self.nesting.has_any {
            self.contents.wrapping = None;
        }
        self.note(attempt, at, ProblemKind::NotCloudTrail(what.to_owned()));
    }
}
