//! Finds the records in a text that arrives in pieces, and turns each into a row and a document.
//!
//! A text is a sequence of JSON values: one wrapper, one array, one record, or a line for each. So JSON lines and
//! documents written one behind the other need no case of their own. A value that is damaged is refused alone.
//!
//! The scanner is a state machine. Each [`State`] has a method that reads one thing at a place of the text at hand and
//! returns a [`Step`]: where to continue, or that more input is needed.
//!
//! - this file: the [`Scanner`], its states, and an [`Attempt`] at the text at hand
//! - `input`: bytes → text, and the places in it
//! - `contents`: what a text turned out to hold
//! - `grammar`: the grammar between values, in lists and in wrappers
//! - `damage`: what is repaired or refused, and where the next record begins
//! - `unwrap`: records in the wrappers of services and tools
//! - `long_document`: documents too long to be kept, read in parts
//! - `table`: records in the rows of tables
//! - `other_text`: what is neither JSON nor a table

mod contents;
mod damage;
mod grammar;
mod input;
mod long_document;
mod other_text;
mod table;
mod unwrap;

use crate::Batch;
use crate::report::{Place, Problem, ProblemKind, Report};
use contents::Contents;
use damage::DamageCounts;
use input::Input;
use long_document::Nesting;
use table::Table;
use trailglass_json::structural_index::StructuralIndex;
use trailglass_json::walk;
use trailglass_lifecycle::registry::Profiles;
use trailglass_protocol::id::SourceId;
use trailglass_store::kept::KeptFile;

/// A value that is still incomplete after this many bytes is given up: CloudTrail's own limit is 1 MB an event. No more
/// text than this, and a piece, is ever kept, but for the rows of a table whose order of dates is not known yet.
const MAX_VALUE_BYTES: usize = 16 * 1024 * 1024;

/// Where in the grammar the scanner is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum State {
    /// Between values.
    #[default]
    Top,
    /// In a list of records; in a wrapper or bare.
    List { is_wrapped: bool },
    /// In a wrapper, behind its list.
    Wrapper,
    /// In a list of values that hold records; in a wrapper.
    Entries,
    /// In the rows of a table.
    Table,
    /// In a document that is too long to be kept and whose lists are not known by name.
    Long,
    /// Behind the beginning of a value too long to be kept, up to the next record.
    Resync,
    /// In text that is not JSON, up to the next line that begins with a value.
    Skipping,
    /// Nothing more is read: the format is not recognised.
    Refused,
}

/// What reading at a place came to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// Continue at this byte of the text at hand.
    Advance(usize),
    /// The text at hand ends too early. What begins at the place is read again when there is more.
    NeedMoreInput,
}

/// Reads records out of text.
pub struct Scanner {
    source: SourceId,
    state: State,
    input: Input,
    contents: Contents,
    damage: DamageCounts,
    /// The tokens of the text at hand.
    index: StructuralIndex,
    /// The file that the text stays in, where it does.
    file: Option<KeptFile>,
    /// The columns, in a table.
    table: Option<Table>,
    /// The open brackets, in a long document.
    nesting: Nesting,
    /// The state in which a value too long to be kept stood.
    state_before_resync: State,
    /// Whether a value is being unwrapped: what is found in it is not unwrapped again.
    is_unwrapping: bool,
}

impl Scanner {
    /// A scanner for a source.
    pub fn new(source: SourceId) -> Scanner {
        Scanner {
            source,
            state: State::default(),
            input: Input::default(),
            contents: Contents::default(),
            damage: DamageCounts::default(),
            index: StructuralIndex::default(),
            file: None,
            table: None,
            nesting: Nesting::default(),
            state_before_resync: State::default(),
            is_unwrapping: false,
        }
    }

    /// Bytes of text that have been used.
    pub fn position(&self) -> u64 {
        self.input.position
    }

    /// Takes bytes that `fill` appends, and makes text of them.
    pub fn fill<T>(&mut self, report: &mut Report, fill: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        self.input.fill(report, fill)
    }

    /// Names places by lines throughout where the text, read to its end, has several: people count those.
    pub fn settle(&self, report: &mut Report) {
        self.input.settle_places(report);
    }

    /// The file that the text stays in.
    pub(crate) fn kept_file(&self) -> Option<KeptFile> {
        self.file.clone()
    }

    /// Lets records stay in the file that the text comes from, or no longer.
    pub(crate) fn keep_file(&mut self, file: Option<KeptFile>) {
        self.file = file;
    }

    /// Reads every value that is whole; the rest stays for the next piece. `is_last` says that none follows.
    #[inline(never)]
    pub fn scan(&mut self, is_last: bool, profiles: &Profiles, report: &mut Report, batch: &mut Batch) {
        let text = self.input.take(is_last);
        self.index.reset();
        let mut at = 0;
        let mut attempt = Attempt { text: &text, is_last, profiles, report, batch, next_record: None };
        loop {
            at = match self.state {
                // Where lines are skipped, their ends count.
                State::Skipping => at,
                // Spaces and tabs belong to the first cell of a row.
                State::Table => at + text[at..].bytes().take_while(|byte| matches!(byte, b'\n' | b'\r')).count(),
                _ => walk::skip_space(text.as_bytes(), at),
            };
            if at == text.len() {
                break;
            }
            match self.read(&mut attempt, at) {
                Step::Advance(next) => at = next,
                Step::NeedMoreInput => break,
            }
        }
        self.note_missing_end(&mut attempt, at);
        self.input.put_back(text, at);
    }

    /// Reads what begins at `at`.
    fn read(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        match self.state {
            State::Top => self.read_top(attempt, at),
            State::List { is_wrapped } => self.read_in_list(attempt, at, is_wrapped),
            State::Wrapper => self.read_behind_list(attempt, at),
            State::Entries => self.read_entry(attempt, at),
            State::Table => self.read_row(attempt, at),
            State::Long => self.read_part(attempt, at),
            State::Resync => self.find_next_record(attempt, at),
            State::Skipping => self.skip_lines(attempt, at),
            State::Refused => Step::Advance(attempt.text.len()),
        }
    }

    /// Notes that the text ended within a list or a wrapper, unless that is noted of a record in it.
    fn note_missing_end(&self, attempt: &mut Attempt<'_>, at: usize) {
        let is_noted = || attempt.report.problems.last().is_some_and(|problem| problem.kind == ProblemKind::Truncated);
        let is_within = matches!(self.state, State::List { .. } | State::Entries | State::Wrapper | State::Long);
        if attempt.is_last && is_within && !is_noted() {
            self.note(attempt, at, ProblemKind::Truncated);
        }
    }

    /// The number of values in the place of records that are not JSON.
    pub fn n_broken(&self) -> u32 {
        self.damage.n_broken
    }

    /// Texts that are kept and are no records; and what they are called, as several.
    pub(crate) fn kept_texts(&self) -> (u32, &'static str) {
        (self.contents.kept.count, self.contents.kept.noun)
    }

    /// What the text turned out to be, in words; `None` where it held no value.
    pub fn kind(&self) -> Option<&'static str> {
        match &self.table {
            Some(table) => Some(table.kind()),
            None => self.contents.kind(),
        }
    }

    /// Whether nothing more is read of the text.
    pub fn is_refused(&self) -> bool {
        self.state == State::Refused
    }

    fn note(&self, attempt: &mut Attempt<'_>, at: usize, kind: ProblemKind) {
        // Lines are counted from the beginning of the text, which is too much for problems that are not kept.
        let place = if attempt.report.is_full() {
            Place::Byte(0.0)
        } else {
            self.input.place_of(attempt.text.as_bytes(), at.min(attempt.text.len()))
        };
        attempt.report.note(Problem { place, kind });
    }
}

/// One attempt at the text at hand.
struct Attempt<'a> {
    text: &'a str,
    is_last: bool,
    profiles: &'a Profiles,
    report: &'a mut Report,
    batch: &'a mut Batch,
    /// The result of the last search for a record, and the state it was made in: see [`Attempt::next_record`].
    next_record: Option<(State, Option<usize>)>,
}

impl Attempt<'_> {
    /// Whether an incomplete value may become whole with more text.
    fn may_wait(&self, rest: &str) -> bool {
        !self.is_last && rest.len() < MAX_VALUE_BYTES
    }

    /// Whether enough text is there to quote its beginning, and to recognise binary data.
    fn has_excerpt(&self, rest: &str) -> bool {
        self.is_last || rest.len() >= 512
    }
}
