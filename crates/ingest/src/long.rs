//! Records in a document that is too long to be kept, in lists that are not known by name: the answer of a search engine,
//! the results of Athena.
//!
//! Such a document is read value by value. What is whole is looked into as any value is; what is not is entered, and its
//! members or elements are read one by one. So no more text is kept than its largest part that holds a record.

use super::columns::{self, Header, Made};
use super::envelope;
use super::record::Origin;
use super::scan::{MAX_VALUE_BYTES, Pass, Scanner, Stand};
use super::shape;
use super::wrapped::IfNone;
use trailglass_json::walk;
use trailglass_protocol::report::{DateOrder, ProblemKind};

/// What is open, from the outside in, in a document that is read in parts.
#[derive(Default)]
pub(super) struct Nesting {
    open: Vec<Bracket>,
    /// The headings of a list of rows, as Athena gives it.
    header: Option<Header>,
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
        self.wrapping.get_or_insert(envelope::kind(document));
        self.stand = Stand::Long;
    }

    /// In a document that is read in parts. Returns where to go on, or `None` to wait for more text.
    pub(super) fn long(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let rest = &pass.text[at..];
        let bracket = match rest.as_bytes()[0] {
            b',' | b':' => return Some(at + 1),
            b'}' | b']' => {
                self.nesting.open.pop();
                self.nesting.header = None;
                if self.nesting.open.is_empty() {
                    self.end_long(pass, at);
                }
                return Some(at + 1);
            }
            b'{' => Bracket::Object,
            b'[' => Bracket::List,
            _ => return self.long_scalar(pass, at),
        };
        // The document itself is known to be too long.
        let is_document = self.nesting.open.is_empty();
        let end = if is_document { None } else { walk::value_end(rest.as_bytes(), 0) };
        match end {
            Some(end) => {
                self.long_value(pass, at, &rest[..end]);
                if self.gives_up(pass, at) { Some(pass.text.len()) } else { Some(at + end) }
            }
            None if !is_document && pass.may_wait(rest) => None,
            None if self.nesting.open.len() < MAX_DEPTH => {
                self.nesting.open.push(bracket);
                Some(at + 1)
            }
            None => {
                self.refuse_long(pass, at);
                Some(pass.text.len())
            }
        }
    }

    /// A key, a string that may hold a record, a number or a word.
    fn long_scalar(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let rest = &pass.text[at..];
        match walk::value_end(rest.as_bytes(), 0) {
            // A number may go on.
            Some(end) if end == rest.len() && !pass.is_last => None,
            Some(end) => {
                if rest.starts_with('"') {
                    self.long_value(pass, at, &rest[..end]);
                }
                Some(at + end)
            }
            None if pass.may_wait(rest) => None,
            None => {
                self.refuse_long(pass, at);
                Some(pass.text.len())
            }
        }
    }

    /// A value that is whole: looks for records in it.
    fn long_value(&mut self, pass: &mut Pass<'_>, at: usize, value: &str) {
        let is_in_list = self.nesting.open.last() == Some(&Bracket::List);
        if is_in_list && let Some(cells) = columns::cells_of_athena(value) {
            match &self.nesting.header {
                Some(header) => {
                    let Made { text, tells_answers } = header.record(&cells, DateOrder::default(), &mut Vec::new());
                    self.nesting.has_any = true;
                    self.inner_record(pass, at, &text, Origin::Made { tells_answers });
                    return;
                }
                None => {
                    self.nesting.header = Header::of(&cells);
                    if self.nesting.header.is_some() {
                        return;
                    }
                }
            }
        }
        let if_none = if is_in_list && self.nesting.has_any { IfNone::Refuses } else { IfNone::GoesOn };
        let is_any = self.open(pass, at, value, if_none);
        self.nesting.has_any |= is_any;
        if !is_any && is_in_list && self.nesting.has_any {
            self.refuse(pass, at, ProblemKind::NotARecord(shape::described(value)));
        }
    }

    /// Whether the document has held no record for so long that it is none of events.
    fn gives_up(&mut self, pass: &mut Pass<'_>, at: usize) -> bool {
        let length = (self.position() + at as u64).saturating_sub(self.nesting.start);
        let gives_up = !self.nesting.has_any && length > 4 * MAX_VALUE_BYTES as u64;
        if gives_up {
            self.refuse_long(pass, at);
        }
        gives_up
    }

    fn end_long(&mut self, pass: &mut Pass<'_>, at: usize) {
        self.stand = Stand::Top;
        if !self.nesting.has_any {
            self.note_long(pass, at);
        }
    }

    fn refuse_long(&mut self, pass: &mut Pass<'_>, at: usize) {
        self.stand = Stand::Refused;
        self.note_long(pass, at);
    }

    fn note_long(&mut self, pass: &mut Pass<'_>, at: usize) {
        let what =
            if self.nesting.has_any { "a value too long to be read" } else { "a very long object without records" };
        if !self.nesting.has_any {
            self.wrapping = None;
        }
        self.note(pass, at, ProblemKind::NotCloudTrail(what.to_owned()));
    }
}
