//! Bytes → rows and documents, with a report of what did not fit. Pure, and in steps: a file of any size goes through
//! in pieces.
//!
//! - [`inflate`]: gzip members → bytes
//! - [`shape`]: what the text is, decided by content
//! - [`scan`]: the records in the text, one by one
//! - [`record`]: one record → one row; with [`target`] and [`facts`]
//! - [`report`]: what became of a source

pub mod facts;
pub mod notice_facts;
pub mod inflate;
pub mod record;
pub mod report;
pub mod scan;
pub mod shape;
pub mod target;

use crate::lifecycle::table::Profiles;
use crate::store::builder::SegmentBuilder;
use crate::store::documents::DocumentsBuilder;
use inflate::{Inflated, Inflater};
use report::{Place, Problem, ProblemKind, Report};
use scan::Scanner;

/// Rows and their documents, gathered from any number of sources until they are sealed together.
#[derive(Default)]
pub struct Batch {
    /// The rows.
    pub rows: SegmentBuilder,
    /// The documents, one for each row.
    pub documents: DocumentsBuilder,
}

/// How much text is scanned in one step, in bytes: a few milliseconds' work.
const STEP_BYTES: usize = 4 * 1024 * 1024;

/// One source on its way in. Give it a piece, step until it is hungry, give the next.
pub struct Intake {
    inflater: Option<Inflater>,
    scanner: Scanner,
    report: Report,
    /// The piece at hand, and how much of it has been used.
    piece: Vec<u8>,
    used: usize,
    is_last: bool,
    is_started: bool,
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
    /// A source, by its number.
    pub fn new(source: u32) -> Intake {
        Intake {
            inflater: None,
            scanner: Scanner::new(source),
            report: Report::default(),
            piece: Vec::new(),
            used: 0,
            is_last: false,
            is_started: false,
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
        if !self.is_started && (self.piece.len() >= 512 || is_last) {
            self.start();
        }
    }

    fn start(&mut self) {
        self.is_started = true;
        if inflate::is_gzip(&self.piece) {
            self.inflater = Some(Inflater::default());
        } else if self.piece.is_empty() {
            self.fail(ProblemKind::Empty);
        } else if let Some(what) = shape::binary(&self.piece) {
            self.fail(ProblemKind::NotText(what));
        }
    }

    fn fail(&mut self, kind: ProblemKind) {
        self.report.note(Problem::whole(kind));
        self.is_ended = true;
    }

    /// Works for a few milliseconds.
    pub fn step(&mut self, profiles: &Profiles, batch: &mut Batch) -> Step {
        if !self.is_started {
            return Step::Hungry;
        }
        if self.is_ended {
            return Step::Done;
        }
        let step = if self.inflater.is_some() { self.inflate_some() } else { self.take_some() };
        self.is_ended = step == Step::Done;
        self.scanner.scan(self.is_ended, profiles, &mut self.report, batch);
        step
    }

    /// Moves some of the piece to the scanner.
    fn take_some(&mut self) -> Step {
        let end = self.piece.len().min(self.used + STEP_BYTES);
        let some = &self.piece[self.used..end];
        self.scanner.fill(&mut self.report, |text| text.extend_from_slice(some));
        self.used = end;
        match end == self.piece.len() {
            false => Step::More,
            true if self.is_last => Step::Done,
            true => Step::Hungry,
        }
    }

    /// Inflates some of the piece into the scanner. What is left of the piece when the inflater is hungry, such as the
    /// first bytes of a trailer, goes before the next piece.
    fn inflate_some(&mut self) -> Step {
        let Some(inflater) = &mut self.inflater else { return Step::Done };
        let hint = match self.is_last.then(|| inflate::claimed_size(&self.piece)).flatten() {
            // A little more than claimed, so that the stream's end is seen in the same step.
            Some(size) => size + 64,
            None => STEP_BYTES,
        };
        let mut input = &self.piece[self.used..];
        let is_last = self.is_last;
        let outcome = self.scanner.fill(&mut self.report, |text| {
            let goal = text.len() + STEP_BYTES;
            loop {
                match inflater.step(&mut input, is_last, hint, text) {
                    Inflated::More if text.len() < goal => {}
                    outcome => return outcome,
                }
            }
        });
        self.used = self.piece.len() - input.len();
        match outcome {
            Inflated::More => Step::More,
            Inflated::Hungry => Step::Hungry,
            Inflated::Ended(problem) => {
                if let Some((byte, kind)) = problem {
                    self.report.note(Problem { place: Place::FileByte(byte as f64), kind });
                }
                Step::Done
            }
        }
    }

    /// Gives the source up: the browser cannot read it.
    pub fn abandon(&mut self, why: String) {
        self.fail(ProblemKind::Unreadable(why));
    }

    /// Records found so far.
    pub fn records(&self) -> u32 {
        self.report.records
    }

    /// What became of the source.
    pub fn finish(mut self) -> Report {
        let container = if self.inflater.is_some() { ", gzip" } else { "" };
        self.scanner.settle(&mut self.report);
        if self.report.records == self.report.refused {
            // Where nothing could be read, what is not even JSON is a problem and no record.
            let n_broken = self.scanner.n_broken().min(self.report.refused);
            self.report.records -= n_broken;
            self.report.refused -= n_broken;
        }
        self.report.bytes = self.scanner.position() as f64;
        self.report.kind = match self.scanner.kind() {
            Some(kind) => format!("{kind}{container}"),
            None => format!("not read{container}"),
        };
        if self.scanner.kind().is_none() && self.report.n_problems == 0 {
            self.report.note(Problem::whole(ProblemKind::Empty));
        }
        self.report
    }
}
