//! The pure half of a reader worker: sources in, sealed segments out; the documents stay, and questions to them are
//! answered a piece at a time, so that newer messages are seen in between.

use crate::collect::document::DocumentTest;
use crate::engine::message::{Ask, AskNo, Batch, ReaderNo, SegmentRows, SourceNo, Told};
use crate::ingest::report::Report;
use crate::ingest::{self, Intake, Step};
use crate::lifecycle::table::Profiles;
use crate::store::documents::Documents;
use crate::store::layout;
use crate::store::rows::RowSet;
use std::collections::VecDeque;

/// A segment is sealed once it has this many rows: enough for its dictionaries to pay, few enough to be matched in a
/// millisecond.
const SEGMENT_ROWS: u32 = 32_768;
/// ... or once its distinct texts take this much, so that their offsets fit 32 bits with room to spare.
const SEGMENT_BYTES: usize = 512 * 1024 * 1024;

/// Reads sources and keeps their documents.
pub struct Reader {
    no: ReaderNo,
    profiles: Profiles,
    open: ingest::Batch,
    message: Batch,
    segments: Vec<Documents>,
    asked: VecDeque<Question>,
}

/// A question in the course of being answered.
enum Question {
    Matching { no: AskNo, test: Option<Box<DocumentTest>>, candidates: VecDeque<SegmentRows> },
    Documents { no: AskNo, rows: Vec<(u32, u32)> },
}

impl Reader {
    /// A reader of this number.
    pub fn new(no: ReaderNo) -> Reader {
        Reader {
            no,
            profiles: Profiles::built_in(),
            open: ingest::Batch::default(),
            message: Batch { reader: no, ..Batch::default() },
            segments: Vec::new(),
            asked: VecDeque::new(),
        }
    }

    /// Works a few milliseconds on a source.
    pub fn step(&mut self, source: SourceNo, name: &str, intake: &mut Intake) -> Step {
        let before = self.open.rows.n_rows();
        let step = intake.step(&self.profiles, &mut self.open);
        if self.open.rows.n_rows() > before {
            self.name(source, name);
        }
        step
    }

    fn name(&mut self, source: SourceNo, name: &str) {
        if !self.message.names.iter().rev().any(|(named, _)| *named == source) {
            self.message.names.push((source, name.to_owned()));
        }
    }

    /// Takes note of the end of a source.
    pub fn end(&mut self, source: SourceNo, name: &str, report: Report) {
        self.name(source, name);
        self.message.ended.push((source, report));
    }

    /// Whether the open segment should be sealed now.
    pub fn is_full(&self) -> bool {
        self.open.rows.n_rows() >= SEGMENT_ROWS || self.open.rows.bytes() >= SEGMENT_BYTES
    }

    /// Whether there is something to seal.
    pub fn has_open(&self) -> bool {
        !self.open.rows.is_empty() || !self.message.ended.is_empty()
    }

    /// Seals the open segment: what the engine is to be told, and the segment's bytes where there are rows.
    pub fn seal(&mut self) -> (Batch, Option<Vec<u8>>) {
        let segment_no = self.segments.len() as u32;
        let fresh = Batch { reader: self.no, ..Batch::default() };
        let message = Batch { segment: segment_no, ..std::mem::replace(&mut self.message, fresh) };
        if self.open.rows.is_empty() {
            return (message, None);
        }
        let ingest::Batch { rows, documents } = std::mem::take(&mut self.open);
        let (segment, order) = rows.seal();
        self.segments.push(documents.seal(order));
        (message, Some(layout::to_bytes(&segment)))
    }

    /// Takes a question.
    pub fn ask(&mut self, ask: Ask) {
        match ask {
            Ask::Matching { no, clause, candidates } => {
                let test = DocumentTest::of_clause(&clause).map(Box::new);
                self.asked.push_back(Question::Matching { no, test, candidates: candidates.into() });
            }
            // A person waits for these: they go before searches.
            Ask::Documents { no, rows } => self.asked.push_front(Question::Documents { no, rows }),
            Ask::Forget { no } => self.asked.retain(|question| {
                !matches!(question, Question::Matching { no: other, .. } | Question::Documents { no: other, .. } if *other == no)
            }),
        }
    }

    /// Whether a question waits.
    pub fn has_questions(&self) -> bool {
        !self.asked.is_empty()
    }

    /// Answers a piece of the first question: one segment of a search, or all of the documents asked for.
    pub fn answer(&mut self) -> Option<Told> {
        match self.asked.pop_front()? {
            Question::Documents { no, rows } => {
                let text = |(segment, row): &(u32, u32)| {
                    self.segments.get(*segment as usize).and_then(|documents| documents.get(*row)).unwrap_or_default()
                };
                Some(Told::Documents { no, texts: rows.iter().map(text).collect() })
            }
            Question::Matching { no, mut test, mut candidates } => {
                let asked = candidates.pop_front()?;
                let found = self.search(asked, test.as_deref_mut());
                if !candidates.is_empty() {
                    self.asked.push_front(Question::Matching { no, test, candidates });
                }
                Some(Told::Matching { no, found })
            }
        }
    }

    fn search(&self, asked: SegmentRows, test: Option<&mut DocumentTest>) -> SegmentRows {
        let SegmentRows { segment, rows } = asked;
        let documents = self.segments.get(segment as usize);
        let (Some(documents), Some(rows), Some(test)) = (documents, RowSet::from_bytes(&rows), test) else {
            return SegmentRows { segment, rows: RowSet::empty(0).to_bytes() };
        };
        let mut found = RowSet::empty(rows.n_rows());
        documents.each(
            |row| row < rows.n_rows() && rows.contains(row),
            |row, text| {
                if test.passes(text) {
                    found.insert(row);
                }
            },
        );
        SegmentRows { segment, rows: found.to_bytes() }
    }
}
