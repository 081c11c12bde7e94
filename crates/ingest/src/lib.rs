//! Bytes → rows and documents, with a report of what did not fit. Pure, and in steps: a file of any size goes through
//! in pieces.
//!
//! - [`inflate`]: gzip members → bytes
//! - `node`: a source that may be packed, and the sources within it; with `archive`, `zip` and `tar`
//! - `leaf`: the text of one source; with `utf16`
//! - [`shape`]: what the text is, decided by content
//! - [`scan`]: the records in the text, one by one
//! - `wrapped`: records in wrappers, found by [`envelope`]; `long`: in documents too long to be kept
//! - `table`: records in the rows of tables, made by [`columns`], [`cells`] and [`dates`], with the `names` that tables do not keep
//! - [`notice`]: what is kept besides records
//! - [`record`]: one record → one row; with [`target`] and [`facts`]
//! - [`notice_facts`]: one notice → facts
//! - [`name`]: what the name of a log file tells
//! - [`report`]: what became of a source

mod archive;
pub mod cells;
pub mod columns;
pub mod dates;
pub mod envelope;
pub mod facts;
pub mod notice_facts;
pub mod inflate;
mod leaf;
mod long;
pub mod name;
mod names;
mod node;
pub mod notice;
pub mod record;
pub mod scan;
pub mod shape;
mod table;
mod tar;
pub mod target;
mod utf16;
mod wrapped;
mod zip;

use archive::Unpacker;
use inflate::{Inflated, Inflater};
use leaf::Leaf;
use node::{HEAD_BYTES, Hands, Node};
use notice::Notice;
use report::{Place, Problem, ProblemKind, Report};
use trailglass_lifecycle::table::Profiles;
use trailglass_protocol::id::SourceId;
use trailglass_store::builder::SegmentBuilder;
use trailglass_store::documents::DocumentsBuilder;
use trailglass_store::kept::KeptFile;

/// Rows and their documents, gathered from any number of sources until they are sealed together.
#[derive(Default)]
pub struct Batch {
    /// The rows.
    pub rows: SegmentBuilder,
    /// The documents, one for each row.
    pub documents: DocumentsBuilder,
    /// Texts to be kept that are no records.
    pub notices: Vec<Notice>,
    /// Sources that were found within others.
    pub begun: Vec<Member>,
    /// What became of those that have ended.
    pub ended: Vec<(SourceId, Report)>,
    /// How many were found so far, which is the number that the next one gets.
    pub n_members: u32,
}

pub use trailglass_protocol::{Member, report};

/// How much text is scanned in one step, in bytes: a few milliseconds' work.
const STEP_BYTES: usize = 4 * 1024 * 1024;
/// How much of an archive is unpacked in one step: it may grow many times.
const PACKED_STEP_BYTES: usize = 64 * 1024;

/// A gzip file whose text is at most this long is kept as it is, for it is inflated whole to read one record.
const MAX_KEPT_TEXT: usize = 16 * 1024 * 1024;

/// One source on its way in. Give it a piece, step until it is hungry, give the next.
///
/// A plain text and a gzip of one, which is what CloudTrail delivers, go straight to the scanner. All else goes through
/// a node, which finds out what it is.
pub struct Intake {
    source: SourceId,
    name: String,
    inflater: Option<Inflater>,
    leaf: Leaf,
    node: Option<Box<Node>>,
    /// The first bytes behind the gzip layer, until there are enough to tell what they are.
    kept_back: Vec<u8>,
    /// The piece at hand, and how much of it has been used.
    piece: Vec<u8>,
    used: usize,
    is_last: bool,
    /// Whether the piece is the whole file.
    is_whole: bool,
    is_started: bool,
    /// Whether the first bytes behind the gzip layer have been looked at.
    is_known: bool,
    /// Nothing more is read of the source.
    is_ended: bool,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is more to do with the piece at hand.
    More,
    /// The piece is used up; the next is wanted.
    Hungry,
    /// The source has been read to its end.
    Done,
}

impl Intake {
    /// A source, by its number and its name.
    pub fn new(source: SourceId, name: &str) -> Intake {
        Intake {
            source,
            name: name.to_owned(),
            inflater: None,
            leaf: Leaf::new(source),
            node: None,
            kept_back: Vec::new(),
            piece: Vec::new(),
            used: 0,
            is_last: false,
            is_whole: false,
            is_started: false,
            is_known: false,
            is_ended: false,
        }
    }

    /// Hands over the next piece of the file. `is_last` says that none follows.
    pub fn give(&mut self, piece: Vec<u8>, is_last: bool) {
        if self.used < self.piece.len() {
            self.piece.drain(..self.used);
            self.piece.extend_from_slice(&piece);
        } else {
            self.piece = piece;
        }
        self.used = 0;
        self.is_last = is_last;
        self.is_whole = is_last && !self.is_started;
        if !self.is_started && (self.piece.len() >= HEAD_BYTES || is_last) {
            self.start();
        }
    }

    fn start(&mut self) {
        self.is_started = true;
        if inflate::is_gzip(&self.piece) {
            self.inflater = Some(Inflater::default());
        } else if self.piece.is_empty() {
            self.fail(ProblemKind::Empty);
        } else if Unpacker::of(&self.piece).is_some() {
            self.node = Some(Box::new(Node::new(self.source, self.name.clone(), 0)));
        } else {
            self.leaf.begin(&self.piece);
            self.is_ended = self.leaf.is_ended();
        }
    }

    fn fail(&mut self, kind: ProblemKind) {
        self.leaf.fail(kind);
        self.is_ended = true;
    }

    /// Works for a few milliseconds.
    #[inline(never)]
    pub fn step(&mut self, profiles: &Profiles, batch: &mut Batch) -> Step {
        if !self.is_started {
            return Step::Hungry;
        }
        if self.is_ended {
            return Step::Done;
        }
        let mut hands = Hands { profiles, batch, root: self.source };
        let step = if self.inflater.is_some() { self.inflate_some(&mut hands) } else { self.take_some(&mut hands) };
        self.is_ended = step == Step::Done;
        match &self.node {
            None => {
                let file = self.kept_file();
                self.leaf.keep_file(file);
                self.leaf.scan(self.is_ended, profiles, batch);
                self.is_ended |= self.leaf.is_ended();
            }
            Some(node) => self.is_ended |= node.is_ended(),
        }
        if self.is_ended { Step::Done } else { step }
    }

    /// The file, where the records at hand may stay in it as it was packed: it is at hand as a whole and sound so far.
    fn kept_file(&self) -> Option<KeptFile> {
        let start = self.inflater.as_ref().and_then(Inflater::only_member)?;
        let length = inflate::claimed_size(&self.piece).filter(|length| *length <= MAX_KEPT_TEXT)?;
        let is_sound = self.is_whole && self.leaf.is_plain() && self.leaf.report.n_problems == 0;
        is_sound.then(|| self.leaf.kept_file().unwrap_or_else(|| KeptFile::new(&self.piece, start, length)))
    }

    /// Moves some of the piece to the scanner.
    fn take_some(&mut self, hands: &mut Hands<'_>) -> Step {
        let step_bytes = if self.node.is_some() { PACKED_STEP_BYTES } else { STEP_BYTES };
        let end = self.piece.len().min(self.used + step_bytes);
        let some = &self.piece[self.used..end];
        let is_all = end == self.piece.len();
        match &mut self.node {
            Some(node) => node.push(some, is_all && self.is_last, hands),
            None if self.leaf.is_plain() => self.leaf.fill(|text| text.extend_from_slice(some)),
            None => self.leaf.take(some),
        }
        self.used = end;
        match is_all {
            false => Step::More,
            true if self.is_last => Step::Done,
            true => Step::Hungry,
        }
    }

    /// Inflates some of the piece into the scanner. What is left of the piece when the inflater is hungry, such as the
    /// first bytes of a trailer, goes before the next piece.
    fn inflate_some(&mut self, hands: &mut Hands<'_>) -> Step {
        let Some(inflater) = &mut self.inflater else { return Step::Done };
        let hint = match self.is_last.then(|| inflate::claimed_size(&self.piece)).flatten() {
            // A little more than claimed, so that the stream's end is seen in the same step.
            Some(size) => size + 64,
            None => STEP_BYTES,
        };
        let mut input = &self.piece[self.used..];
        let is_last = self.is_last;
        let mut inflate = |text: &mut Vec<u8>| {
            let goal = text.len() + STEP_BYTES;
            loop {
                match inflater.step(&mut input, is_last, hint, text) {
                    Inflated::More if text.len() < goal => {}
                    outcome => return outcome,
                }
            }
        };
        let outcome = if self.is_known && self.node.is_none() && self.leaf.is_plain() {
            self.leaf.fill(inflate)
        } else {
            let mut bytes = std::mem::take(&mut self.kept_back);
            let outcome = inflate(&mut bytes);
            self.used = self.piece.len() - input.len();
            self.pass_on(bytes, matches!(outcome, Inflated::Ended(_)), hands);
            return self.told(outcome);
        };
        self.used = self.piece.len() - input.len();
        self.told(outcome)
    }

    fn told(&mut self, outcome: Inflated) -> Step {
        match outcome {
            Inflated::More => Step::More,
            Inflated::Hungry => Step::Hungry,
            Inflated::Ended(problem) => {
                if let Some((byte, kind)) = problem {
                    let problem = Problem { place: Place::FileByte(byte as f64), kind };
                    match &mut self.node {
                        Some(node) => node.note(problem),
                        None => self.leaf.report.note(problem),
                    }
                }
                Step::Done
            }
        }
    }

    /// Takes inflated bytes that do not go straight to the scanner: the first ones, those of an archive, UTF-16.
    fn pass_on(&mut self, bytes: Vec<u8>, is_last: bool, hands: &mut Hands<'_>) {
        if !self.is_known {
            if bytes.len() < HEAD_BYTES && !is_last {
                self.kept_back = bytes;
                return;
            }
            self.is_known = true;
            if Unpacker::of(&bytes).is_some() || inflate::is_gzip(&bytes) {
                self.node = Some(Box::new(Node::new(self.source, self.name.clone(), 1)));
            } else {
                self.leaf.begin(&bytes);
                if self.leaf.is_ended() {
                    return;
                }
                if self.leaf.is_plain() {
                    return self.leaf.fill(|text| *text = bytes);
                }
            }
        }
        match &mut self.node {
            Some(node) => node.push(&bytes, is_last, hands),
            None => self.leaf.take(&bytes),
        }
    }

    /// Gives the source up: the browser cannot read more of it.
    pub fn abandon(&mut self, why: String) {
        let problem = Problem::whole(ProblemKind::Unreadable(why));
        match &mut self.node {
            // What it holds is ended in the next step.
            Some(node) => node.note(problem),
            None => {
                self.leaf.report.note(problem);
                self.is_ended = true;
            }
        }
        (self.piece, self.used, self.is_last, self.is_started) = (Vec::new(), 0, true, true);
    }

    /// Records found so far.
    pub fn records(&self) -> u32 {
        self.leaf.report.records
    }

    /// What became of the source.
    pub fn finish(self) -> Report {
        let packing = if self.inflater.is_some() { ", gzip" } else { "" };
        match self.node {
            Some(node) => node.finish(packing),
            None => self.leaf.finish(packing),
        }
    }
}
