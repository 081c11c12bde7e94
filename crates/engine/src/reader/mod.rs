//! What runs in a reader worker, without the browser: sources go in, segments come out. The documents stay here, and
//! questions about them are answered a piece at a time, so that newer messages are seen in between.
//!
//! *intake → open batch → segment and documents → replies.* [`warm_up`]: reading before there is anything to read.

pub mod warm_up;

use crate::execute::document::{DocumentTests, values_at};
use crate::execute::page::{ColumnContent, path_cell};
use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;
use trailglass_ingest::record::facts;
use trailglass_ingest::{Intake, IntakeStatus};
use trailglass_lifecycle::profile;
use trailglass_lifecycle::registry::ActionNo;
use trailglass_lifecycle::registry::{ProfileNo, Profiles};
use trailglass_protocol::id::{ReaderId, SourceId};
use trailglass_protocol::message::{Batch, Extent, ReaderReply, ReaderRequest, RowBytes, SegmentRows};
use trailglass_protocol::report::Report;
use trailglass_store::documents::Documents;
use trailglass_store::facts::FactTableBuilder;
use trailglass_store::kept::Unpacked;
use trailglass_store::layout;
use trailglass_store::rows::RowSet;

/// A segment is frozen once it has this many rows: enough for dictionaries to save space, few enough to be filtered in a
/// millisecond.
const SEGMENT_ROWS: u32 = 32_768;
/// A segment is frozen once its distinct texts take this many bytes as well: their offsets are numbers of 32 bits.
const SEGMENT_BYTES: usize = 512 * 1024 * 1024;

/// Reads sources and keeps their documents.
pub struct Reader {
    no: ReaderId,
    profiles: Profiles,
    /// How many actions the built-in profiles have.
    n_built_in: u16,
    /// The custom profiles, in the engine's order; `None` for one that cannot be parsed.
    custom_profiles: Vec<Option<ProfileNo>>,
    open: trailglass_ingest::Batch,
    message: Batch,
    segments: Vec<Documents>,
    unpacked: Unpacked,
    questions: VecDeque<Question>,
    /// The next segment, and the block in it, whose text has not been prepared for searches.
    next_to_prepare: (usize, usize),
}

/// A question that is answered a piece at a time.
struct Question {
    ask: ReaderRequest,
    /// Its clauses as tests, where it has any.
    tests: Option<DocumentTests>,
    /// The pieces that are left: places in its list of segments, or all segments by number.
    left: Range<u32>,
}

impl Reader {
    /// A reader without documents.
    pub fn new(no: ReaderId) -> Reader {
        let profiles = Profiles::built_in();
        Reader {
            no,
            n_built_in: profiles.n_actions(),
            profiles,
            custom_profiles: Vec::new(),
            open: trailglass_ingest::Batch::default(),
            message: Batch { reader: no, ..Batch::default() },
            segments: Vec::new(),
            unpacked: Unpacked::default(),
            questions: VecDeque::new(),
            next_to_prepare: (0, 0),
        }
    }

    /// Works a few milliseconds on a source.
    #[inline(never)]
    pub fn step(&mut self, source: SourceId, name: &str, intake: &mut Intake) -> IntakeStatus {
        let before = self.open.rows.n_rows();
        let step = intake.step(&self.profiles, &mut self.open);
        if self.open.rows.n_rows() > before {
            self.name(source, name);
        }
        self.message.members.append(&mut self.open.begun);
        self.message.ended.append(&mut self.open.ended);
        step
    }

    fn name(&mut self, source: SourceId, name: &str) {
        if !self.message.names.iter().rev().any(|(named, _)| *named == source) {
            self.message.names.push((source, name.to_owned()));
        }
    }

    /// Ends a source.
    pub fn end(&mut self, source: SourceId, name: &str, report: Report) {
        self.name(source, name);
        self.message.ended.push((source, report));
    }

    /// Whether the open segment should be frozen now.
    pub fn is_full(&self) -> bool {
        self.open.rows.n_rows() >= SEGMENT_ROWS || self.open.rows.bytes() >= SEGMENT_BYTES
    }

    /// Whether there is something to freeze.
    pub fn has_open(&self) -> bool {
        !self.open.rows.is_empty() || !self.message.ended.is_empty()
    }

    /// Freezes the open segment. Returns the message for the engine, and the segment's bytes where there are rows.
    #[inline(never)]
    pub fn freeze(&mut self) -> (Batch, Option<Vec<u8>>) {
        let segment_no = self.segments.len() as u32;
        let fresh = Batch { reader: self.no, ..Batch::default() };
        let mut message = Batch { segment: segment_no, ..std::mem::replace(&mut self.message, fresh) };
        message.notifications = std::mem::take(&mut self.open.notifications);
        if self.open.rows.is_empty() {
            return (message, None);
        }
        let open = trailglass_ingest::Batch { n_members: self.open.n_members, ..trailglass_ingest::Batch::default() };
        let trailglass_ingest::Batch { rows, documents, .. } = std::mem::replace(&mut self.open, open);
        let (segment, order) = rows.freeze();
        self.segments.push(documents.freeze(order));
        (message, Some(layout::to_bytes(&segment)))
    }

    /// Queues a question, or does what needs no reply.
    pub fn ask(&mut self, ask: ReaderRequest) {
        let (n_pieces, tests) = match &ask {
            ReaderRequest::Matching { clauses, candidates, .. } => {
                let tests = DocumentTests::of_clauses(clauses.iter().map(String::as_str));
                (candidates.len() as u32, Some(tests))
            }
            ReaderRequest::Values { segments, .. } => (segments.len() as u32, None),
            ReaderRequest::LearnProfiles { profiles, removed, .. } => (self.update_profiles(profiles, removed), None),
            ReaderRequest::Documents { .. } | ReaderRequest::Cells { .. } => (1, None),
            ReaderRequest::DropRows { segment, rows } => {
                let documents = self.segments.get_mut(*segment as usize);
                if let (Some(documents), Some(removed)) = (documents, RowSet::from_bytes(&rows.0)) {
                    documents.drop_rows(&removed, &mut self.unpacked);
                }
                return;
            }
            ReaderRequest::Cancel { no } => return self.questions.retain(|question| question.ask.no() != Some(*no)),
        };
        // A person waits for these: they go before searches.
        let is_urgent = matches!(ask, ReaderRequest::Documents { .. } | ReaderRequest::Cells { .. });
        let question = Question { ask, tests, left: 0..n_pieces };
        match n_pieces {
            0 => {}
            _ if is_urgent => self.questions.push_front(question),
            _ => self.questions.push_back(question),
        }
    }

    /// The place of the first question that can be answered: facts of a segment wait until it is frozen.
    fn first_answerable(&self) -> Option<usize> {
        let is_frozen = |segment: u32| (segment as usize) < self.segments.len();
        self.questions.iter().position(|question| {
            !matches!(question.ask, ReaderRequest::LearnProfiles { .. }) || is_frozen(question.left.start)
        })
    }

    /// Whether a question waits that can be answered.
    pub fn has_questions(&self) -> bool {
        self.first_answerable().is_some()
    }

    /// Adds and removes custom profiles. Returns how many segments have to be searched for facts of the new ones: the open
    /// segment has rows that were read without them, so it is one of these once it is frozen.
    #[inline(never)]
    fn update_profiles(&mut self, profiles: &[String], removed: &[u32]) -> u32 {
        let has_new = profiles.len() > self.custom_profiles.len();
        for text in profiles.iter().skip(self.custom_profiles.len()) {
            let profile = profile::parse(text).ok();
            // Only the engine says which of those of one name is in force.
            self.custom_profiles.push(profile.map(|profile| self.profiles.add(&profile, 0)));
        }
        for no in removed.iter().filter_map(|at| self.custom_profiles.get(*at as usize)).flatten() {
            self.profiles.remove(*no);
        }
        if has_new { self.segments.len() as u32 + u32::from(self.open.rows.n_rows() > 0) } else { 0 }
    }

    /// The facts that the custom profiles find in a segment.
    #[inline(never)]
    fn custom_facts(&mut self, segment: u32) -> Vec<u8> {
        let Reader { segments, unpacked, profiles, n_built_in, .. } = self;
        let documents = &segments[segment as usize];
        let n_rows = documents.n_rows();
        let mut facts = FactTableBuilder::default();
        for row in 0..n_rows {
            let text = documents.get(row, unpacked).unwrap_or_default();
            facts::push_event_facts(profiles, &text, row, ActionNo(*n_built_in), &mut facts);
        }
        let order: Vec<u32> = (0..n_rows).collect();
        layout::facts_to_bytes(&facts.freeze(&order))
    }

    /// Answers a piece of the first question: one segment, or all of the documents asked for.
    #[inline(never)]
    pub fn answer(&mut self) -> Option<ReaderReply> {
        let mut question = self.questions.remove(self.first_answerable()?)?;
        let piece = question.left.next()?;
        let Question { ask, tests, left } = &mut question;
        let reply = match ask {
            ReaderRequest::Matching { no, candidates, .. } => {
                let SegmentRows { segment, rows } = &candidates[piece as usize];
                let found = self.search(*segment, rows, tests.as_mut()?);
                Some(ReaderReply::Matching { no: *no, segment: *segment, found })
            }
            ReaderRequest::Values { no, path, segments } => {
                let segment = segments[piece as usize];
                let Reader { segments, unpacked, .. } = self;
                let values = segments.get(segment as usize).map(|documents| values_at(documents, path, unpacked));
                Some(ReaderReply::Values { no: *no, segment, values: values.unwrap_or_default() })
            }
            ReaderRequest::LearnProfiles { no, .. } => {
                let (no, facts) = (*no, self.custom_facts(piece));
                Some(ReaderReply::Facts { no, segment: piece, facts, is_last: left.start == left.end })
            }
            ReaderRequest::Documents { no, rows } => {
                let mut texts = vec![String::new(); rows.len()];
                self.each_document(rows, &mut |place, document| texts[place] = document.to_owned());
                Some(ReaderReply::Documents { no: *no, texts })
            }
            ReaderRequest::Cells { no, paths, rows, extent } => {
                Some(ReaderReply::Cells { no: *no, rows: self.cells(paths, rows, *extent) })
            }
            ReaderRequest::DropRows { .. } | ReaderRequest::Cancel { .. } => None,
        };
        if left.start < left.end {
            match ask {
                // Other questions go in between.
                ReaderRequest::LearnProfiles { .. } => self.questions.push_back(question),
                _ => self.questions.push_front(question),
            }
        }
        reply
    }

    /// Calls `see` with the place in the list and the document of each row.
    fn each_document(&mut self, rows: &[(u32, u32)], see: &mut dyn FnMut(usize, &str)) {
        let Reader { segments, unpacked, .. } = self;
        for segment in rows.iter().map(|(segment, _)| *segment).collect::<BTreeSet<u32>>() {
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

    fn cells(&mut self, paths: &[String], rows: &[(u32, u32)], extent: Extent) -> Vec<Vec<Option<String>>> {
        let paths: Vec<ColumnContent> = paths.iter().map(|path| ColumnContent::named(path)).collect();
        let mut cells = vec![vec![None; paths.len()]; rows.len()];
        self.each_document(rows, &mut |place, document| {
            for (cell, shown) in cells[place].iter_mut().zip(&paths) {
                if let ColumnContent::Path(path) = shown {
                    *cell = path_cell(document, path, extent);
                }
            }
        });
        cells
    }

    /// Prepares the text of one file for searches, when there is nothing else to do. Returns whether there was one.
    pub fn prepare(&mut self) -> bool {
        let Reader { segments, unpacked, next_to_prepare: (segment, block), .. } = self;
        while *segment < segments.len() {
            if segments[*segment].prepare_one(block, unpacked) {
                return true;
            }
            (*segment, *block) = (*segment + 1, 0);
        }
        false
    }

    fn search(&mut self, segment: u32, rows: &[u8], tests: &mut DocumentTests) -> Vec<RowBytes> {
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
