//! The pure half of a reader worker: sources in, sealed segments out; the documents stay, and questions to them are
//! answered a piece at a time, so that newer messages are seen in between.

use crate::collect::document::{DocumentTests, values_at};
use crate::collect::page::{Shown, path_cell};
use crate::engine::message::{Ask, AskNo, Batch, ReaderNo, RowBytes, SegmentRows, SourceNo, Told};
use crate::ingest::facts;
use crate::ingest::report::Report;
use crate::ingest::{self, Intake, Step};
use crate::lifecycle::fact::ActionNo;
use crate::lifecycle::profile;
use crate::lifecycle::table::Profiles;
use crate::sort::sort_places;
use crate::store::documents::Documents;
use crate::store::facts::FactTableBuilder;
use crate::store::kept::Unpacked;
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
    /// How many actions are those of built-in profiles.
    n_built_in: u16,
    /// How many dropped profiles were learnt.
    n_learnt: usize,
    open: ingest::Batch,
    message: Batch,
    segments: Vec<Documents>,
    unpacked: Unpacked,
    asked: VecDeque<Question>,
    /// Whether documents have been searched: who searched once searches again.
    has_searched: bool,
    /// The segment, and the block in it, from which on files have not been packed anew.
    tidied: (usize, usize),
}

/// A question in the course of being answered.
enum Question {
    Matching {
        no: AskNo,
        tests: Box<DocumentTests>,
        candidates: VecDeque<SegmentRows>,
    },
    Values {
        no: AskNo,
        path: Vec<String>,
        segments: VecDeque<u32>,
    },
    Documents {
        no: AskNo,
        rows: Vec<(u32, u32)>,
    },
    Cells {
        no: AskNo,
        paths: Vec<String>,
        rows: Vec<(u32, u32)>,
    },
    /// The facts of dropped profiles: the next segment, and behind the last.
    Facts {
        no: AskNo,
        next: u32,
        end: u32,
    },
}

impl Question {
    fn no(&self) -> AskNo {
        match self {
            Question::Matching { no, .. }
            | Question::Values { no, .. }
            | Question::Facts { no, .. }
            | Question::Documents { no, .. }
            | Question::Cells { no, .. } => *no,
        }
    }
}

impl Reader {
    /// A reader of this number.
    pub fn new(no: ReaderNo) -> Reader {
        let profiles = Profiles::built_in();
        Reader {
            no,
            n_built_in: profiles.n_actions(),
            profiles,
            n_learnt: 0,
            open: ingest::Batch::default(),
            message: Batch { reader: no, ..Batch::default() },
            segments: Vec::new(),
            unpacked: Unpacked::default(),
            asked: VecDeque::new(),
            has_searched: false,
            tidied: (0, 0),
        }
    }

    /// Works a few milliseconds on a source.
    #[inline(never)]
    pub fn step(&mut self, source: SourceNo, name: &str, intake: &mut Intake) -> Step {
        let before = self.open.rows.n_rows();
        let step = intake.step(&self.profiles, &mut self.open);
        if self.open.rows.n_rows() > before {
            self.name(source, name);
        }
        self.message.members.append(&mut self.open.begun);
        self.message.ended.append(&mut self.open.ended);
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
    #[inline(never)]
    pub fn seal(&mut self) -> (Batch, Option<Vec<u8>>) {
        let segment_no = self.segments.len() as u32;
        let fresh = Batch { reader: self.no, ..Batch::default() };
        let mut message = Batch { segment: segment_no, ..std::mem::replace(&mut self.message, fresh) };
        message.notices = std::mem::take(&mut self.open.notices);
        if self.open.rows.is_empty() {
            return (message, None);
        }
        let open = ingest::Batch { n_members: self.open.n_members, ..ingest::Batch::default() };
        let ingest::Batch { rows, documents, .. } = std::mem::replace(&mut self.open, open);
        let (segment, order) = rows.seal();
        self.segments.push(documents.seal(order));
        (message, Some(layout::to_bytes(&segment)))
    }

    /// Takes a question.
    pub fn ask(&mut self, ask: Ask) {
        match ask {
            Ask::Matching { no, clauses, candidates } => {
                let tests = Box::new(DocumentTests::of_clauses(clauses.iter().map(String::as_str)));
                self.asked.push_back(Question::Matching { no, tests, candidates: candidates.into() });
            }
            Ask::Values { no, path, segments } => {
                self.asked.push_back(Question::Values { no, path, segments: segments.into() });
            }
            // A person waits for these: they go before searches.
            Ask::Documents { no, rows } => self.asked.push_front(Question::Documents { no, rows }),
            Ask::Cells { no, paths, rows } => self.asked.push_front(Question::Cells { no, paths, rows }),
            Ask::Learn { no, profiles } => self.learn(no, &profiles),
            Ask::Drop { segment, gone } => {
                let documents = self.segments.get_mut(segment as usize);
                if let (Some(documents), Some(gone)) = (documents, RowSet::from_bytes(&gone.0)) {
                    documents.drop_rows(&gone);
                }
            }
            Ask::Forget { no } => self.asked.retain(|question| question.no() != no),
        }
    }

    /// Whether a question waits that can be answered.
    pub fn has_questions(&self) -> bool {
        let is_ripe = |question: &Question| match question {
            Question::Facts { next, .. } => (*next as usize) < self.segments.len(),
            _ => true,
        };
        self.asked.iter().any(is_ripe)
    }

    /// Learns profiles. What is open now may have rows of before, so it is gone through as well once it is sealed.
    #[inline(never)]
    fn learn(&mut self, no: AskNo, profiles: &[String]) {
        for text in profiles.iter().skip(self.n_learnt) {
            if let Ok(profile) = profile::parse(text) {
                self.profiles.add(&profile);
            }
        }
        self.n_learnt = self.n_learnt.max(profiles.len());
        let end = self.segments.len() as u32 + u32::from(self.open.rows.n_rows() > 0);
        if end > 0 {
            self.asked.push_back(Question::Facts { no, next: 0, end });
        }
    }

    /// The facts of what was learnt in a segment.
    #[inline(never)]
    fn learnt_facts(&mut self, segment: u32) -> Vec<u8> {
        let Reader { segments, unpacked, profiles, n_built_in, .. } = self;
        let documents = &segments[segment as usize];
        let n_rows = documents.n_rows();
        let mut facts = FactTableBuilder::default();
        for row in 0..n_rows {
            let text = documents.get(row, unpacked).unwrap_or_default();
            facts::of_text(profiles, &text, row, ActionNo(*n_built_in), &mut facts);
        }
        let order: Vec<u32> = (0..n_rows).collect();
        layout::facts_to_bytes(&facts.seal(&order))
    }

    /// Answers a piece of the first question: one segment of a search, or all of the documents asked for.
    #[inline(never)]
    pub fn answer(&mut self) -> Option<Told> {
        if !self.has_questions() {
            return None;
        }
        match self.asked.pop_front()? {
            Question::Facts { no, next, end } => {
                if next as usize >= self.segments.len() {
                    // Not sealed yet: others go before.
                    self.asked.push_back(Question::Facts { no, next, end });
                    return self.answer();
                }
                let facts = self.learnt_facts(next);
                if next + 1 < end {
                    self.asked.push_back(Question::Facts { no, next: next + 1, end });
                }
                Some(Told::Facts { no, segment: next, facts })
            }
            Question::Documents { no, rows } => {
                let mut texts = vec![String::new(); rows.len()];
                self.each_document(&rows, &mut |place, document| texts[place] = document.to_owned());
                Some(Told::Documents { no, texts })
            }
            Question::Cells { no, paths, rows } => Some(Told::Cells { no, rows: self.cells(&paths, &rows) }),
            Question::Matching { no, mut tests, mut candidates } => {
                let SegmentRows { segment, rows } = candidates.pop_front()?;
                let found = self.search(segment, &rows, &mut tests);
                if !candidates.is_empty() {
                    self.asked.push_front(Question::Matching { no, tests, candidates });
                }
                Some(Told::Matching { no, segment, found })
            }
            Question::Values { no, path, mut segments } => {
                let segment = segments.pop_front()?;
                let values = self.segments.get(segment as usize).map(|documents| values_at(documents, &path));
                if !segments.is_empty() {
                    self.asked.push_front(Question::Values { no, path, segments });
                }
                Some(Told::Values { no, segment, values: values.unwrap_or_default() })
            }
        }
    }

    /// Calls `see` with the place and the document of each row.
    fn each_document(&mut self, rows: &[(u32, u32)], see: &mut dyn FnMut(usize, &str)) {
        let Reader { segments, unpacked, .. } = self;
        let mut asked: Vec<u32> = rows.iter().map(|(segment, _)| *segment).collect();
        sort_places(&mut asked, &mut |one, other| one.cmp(&other));
        asked.dedup();
        for segment in asked {
            let Some(documents) = segments.get(segment as usize) else { continue };
            let (places, rows): (Vec<usize>, Vec<u32>) = rows
                .iter()
                .enumerate()
                .filter(|(_, (own, _))| *own == segment)
                .map(|(at, (_, row))| (at, *row))
                .unzip();
            documents.each_of(&rows, unpacked, &mut |at, document| see(places[at], document));
        }
    }

    fn cells(&mut self, paths: &[String], rows: &[(u32, u32)]) -> Vec<Vec<Option<String>>> {
        let paths: Vec<Shown> = paths.iter().map(|path| Shown::named(path)).collect();
        let mut cells = vec![vec![None; paths.len()]; rows.len()];
        self.each_document(rows, &mut |place, document| {
            for (cell, shown) in cells[place].iter_mut().zip(&paths) {
                if let Shown::Path(path) = shown {
                    *cell = path_cell(document, path);
                }
            }
        });
        cells
    }

    /// For when there is nothing else to do: packs one file anew, so that the next search is faster. Nothing is done before a first
    /// search. Returns whether there was a file.
    pub fn tidy(&mut self) -> bool {
        let Reader { segments, unpacked, tidied: (segment, block), .. } = self;
        while self.has_searched && *segment < segments.len() {
            if segments[*segment].repack_one(block, unpacked) {
                return true;
            }
            (*segment, *block) = (*segment + 1, 0);
        }
        false
    }

    fn search(&mut self, segment: u32, rows: &[u8], tests: &mut DocumentTests) -> Vec<RowBytes> {
        self.has_searched = true;
        let Reader { segments, unpacked, .. } = self;
        let documents = segments.get(segment as usize);
        let wanted = RowSet::from_bytes(rows).unwrap_or_else(|| RowSet::empty(0));
        let mut found = vec![RowSet::empty(wanted.n_rows()); tests.len()];
        if let Some(documents) = documents.filter(|documents| documents.n_rows() == wanted.n_rows()) {
            documents.each_block(&wanted, unpacked, &mut |block| tests.search(block, &wanted, &mut found));
        }
        found.iter().map(|rows| RowBytes(rows.to_bytes())).collect()
    }
}
