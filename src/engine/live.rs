//! The query in force, evaluated segment by segment: first by columns, then, for the rows that columns leave in
//! question, by the readers' documents.

use super::message::{AskNo, Query, ReaderNo, RowBytes, SegmentRows, View};
use crate::collect::matching::{Surroundings, bounds, combined, duplicated, matching_rows, needs_documents};
use crate::event::field::Quality;
use crate::query::{Matcher, On, Plan, Schema, Test, understand};
use crate::store::Store;
use crate::store::rows::RowSet;
use std::collections::HashMap;

/// The query in force.
pub struct Live {
    pub query: Query,
    /// What the query means for the data held.
    pub plan: Plan,
    /// What it means for any data, where that is something else.
    loose: Option<Loose>,
    /// When the query came, in milliseconds.
    pub started: f64,
    /// The version of the store that the last answer was for.
    pub answered: Option<u32>,
    /// The matching rows or stories of the last answer, in order: row numbers of the store, or places of stories.
    pub list: Vec<u32>,
    /// The window that the page looks at.
    pub first: u32,
    /// Its size.
    pub count: u32,
    /// What the columns show that the page looks at, with their names.
    pub fields: Vec<String>,
    /// Whether documents had to be read.
    pub has_read_documents: bool,
    /// The distinct tests on documents.
    tests: Vec<Test>,
    segments: Vec<Evaluated>,
    /// Questions that readers have not answered in full.
    asked: HashMap<AskNo, Asked>,
}

/// What is known of one segment.
enum Evaluated {
    /// Its matching rows.
    Found(RowSet),
    /// The rows in question, and what documents say, for each test.
    Open { question: RowSet, told: Vec<RowSet>, is_asked: bool, is_told: bool },
}

/// The plan of a query that asks about the data as a whole: from their end, or for copies. Every row is looked at again
/// when the whole changes.
struct Loose {
    plan: Plan,
    /// The whole that the rows have been looked at with.
    whole: Whole,
    /// The keys of events that are held more than once, sorted.
    duplicated: Vec<u128>,
}

/// As much of the whole as a plan can hang on: where it begins and ends, and how many copies there are.
type Whole = (Option<(i64, i64)>, u32);

struct Asked {
    reader: ReaderNo,
    /// The store's number of each segment asked about, by the reader's number.
    segments: HashMap<u32, u32>,
}

/// Questions of one query, ready to be numbered and sent: to whom, and the rows in question.
pub type Questions = Vec<(ReaderNo, Vec<SegmentRows>)>;

/// Column work on this many rows is done in one step: a few milliseconds.
const ROWS_IN_STEP: u32 = 262_144;

impl Live {
    pub fn new(query: Query, now: f64) -> Live {
        let schema = match query.view {
            View::Events => Schema::events(),
            View::Jobs => Schema::jobs(),
        };
        let plan = understand(&query.text, &schema).0;
        let mut tests: Vec<Test> = Vec::new();
        if query.view == View::Events {
            for test in plan.tests().into_iter().filter(|test| needs_documents(test)) {
                if !tests.contains(test) {
                    tests.push(test.clone());
                }
            }
        }
        let (first, count, fields) = (query.first, query.count, query.fields.clone());
        let is_loose = |test: &&Test| {
            matches!(test.matcher, Matcher::Relative { .. }) || test.on == On::Quality(Quality::Duplicate)
        };
        let loose = plan.tests().iter().any(is_loose).then(|| Loose {
            plan: plan.clone(),
            whole: (None, 0),
            duplicated: Vec::new(),
        });
        Live {
            query,
            plan,
            loose,
            started: now,
            answered: None,
            list: Vec::new(),
            first,
            count,
            fields,
            has_read_documents: false,
            tests,
            segments: Vec::new(),
            asked: HashMap::new(),
        }
    }

    /// Takes note of the data as a whole. Where the query asks about that, what was found so far is thrown away; returned
    /// are the questions to take back.
    pub fn rebase(&mut self, store: &Store, span: Option<(i64, i64)>) -> Vec<(AskNo, ReaderNo)> {
        let whole = (span, store.n_rows() - store.n_shown());
        let Some(loose) = self.loose.as_mut().filter(|loose| loose.whole != whole) else { return Vec::new() };
        self.plan = loose.plan.anchored(span.unwrap_or_default());
        loose.whole = whole;
        loose.duplicated = duplicated(store);
        self.segments.clear();
        let outstanding = self.outstanding();
        self.asked.clear();
        outstanding
    }

    /// Evaluates some of the segments that are new, by columns. Returns whether more are left.
    pub fn evaluate(&mut self, store: &Store, surroundings: Surroundings<'_>) -> bool {
        let duplicated = self.loose.as_ref().map(|loose| loose.duplicated.as_slice()).unwrap_or_default();
        let surroundings = Surroundings { duplicated, ..surroundings };
        let mut n_rows_done = 0;
        while self.segments.len() < store.held().len() && n_rows_done < ROWS_IN_STEP {
            let held = &store.held()[self.segments.len()];
            let n_rows = held.segment.n_rows();
            let mut by_columns = |test: &Test| matching_rows(test, &held.segment, surroundings);
            let (must, may) = bounds(&self.plan, n_rows, &mut by_columns);
            let question = may.and_not(&must).and(&held.shown);
            self.segments.push(if question.is_empty() {
                Evaluated::Found(must)
            } else {
                Evaluated::Open { question, told: Vec::new(), is_asked: false, is_told: false }
            });
            n_rows_done += n_rows;
        }
        if self.segments.len() < store.held().len() {
            return true;
        }
        let Live { plan, tests, segments, .. } = self;
        close(plan, tests, segments, store, surroundings);
        false
    }

    /// The tests on documents, as query text.
    pub fn clauses(&self) -> Vec<String> {
        self.tests.iter().map(|test| test.clause.clone()).collect()
    }

    /// The questions that have not been asked yet: one for each reader.
    pub fn take_questions(&mut self, store: &Store, origins: &[(ReaderNo, u32)]) -> Questions {
        let mut by_reader: HashMap<ReaderNo, Vec<SegmentRows>> = HashMap::new();
        for (segment, evaluated) in self.segments.iter_mut().enumerate() {
            if let Evaluated::Open { question, is_asked, .. } = evaluated
                && !*is_asked
            {
                *is_asked = true;
                let (reader, number) = origins[segment];
                let rows = question.clone().and(&store.held()[segment].shown).to_bytes();
                by_reader.entry(reader).or_default().push(SegmentRows { segment: number, rows });
            }
        }
        self.has_read_documents |= !by_reader.is_empty();
        by_reader.into_iter().collect()
    }

    /// Takes note that a question was asked under this number.
    pub fn asked(&mut self, no: AskNo, reader: ReaderNo, candidates: &[SegmentRows], origins: &[(ReaderNo, u32)]) {
        let segment_of: HashMap<(ReaderNo, u32), u32> =
            origins.iter().enumerate().map(|(segment, origin)| (*origin, segment as u32)).collect();
        let segments = candidates
            .iter()
            .filter_map(|candidate| Some((candidate.segment, *segment_of.get(&(reader, candidate.segment))?)))
            .collect();
        self.asked.insert(no, Asked { reader, segments });
    }

    /// Takes an answer of a reader. One to another query is dropped.
    pub fn tell(&mut self, no: AskNo, segment: u32, found: &[RowBytes]) {
        let Some(asked) = self.asked.get_mut(&no) else { return };
        let Some(segment) = asked.segments.remove(&segment) else { return };
        if asked.segments.is_empty() {
            self.asked.remove(&no);
        }
        if let Evaluated::Open { question, told, is_told, .. } = &mut self.segments[segment as usize] {
            let n_rows = question.n_rows();
            let rows = |found: &RowBytes| RowSet::from_bytes(&found.0).filter(|rows| rows.n_rows() == n_rows);
            *told = found.iter().map(|found| rows(found).unwrap_or_else(|| RowSet::empty(n_rows))).collect();
            *is_told = true;
        }
    }

    /// Whether answers of readers are missing.
    pub fn is_waiting(&self) -> bool {
        !self.asked.is_empty()
    }

    /// Takes what a reader that died was asked as answered with no row.
    pub fn lose(&mut self, reader: ReaderNo) {
        let segments = &mut self.segments;
        self.asked.retain(|_, asked| {
            if asked.reader == reader {
                for segment in asked.segments.values() {
                    if let Evaluated::Open { is_told, .. } = &mut segments[*segment as usize] {
                        *is_told = true;
                    }
                }
            }
            asked.reader != reader
        });
    }

    /// The questions that are not answered in full, to be taken back.
    pub fn outstanding(&self) -> Vec<(AskNo, ReaderNo)> {
        self.asked.iter().map(|(no, asked)| (*no, asked.reader)).collect()
    }

    /// The matching rows of each segment, of those that are shown now.
    pub fn matching(&self, store: &Store) -> Vec<RowSet> {
        let of_segment = |(held, evaluated): (&crate::store::Held, &Evaluated)| match evaluated {
            Evaluated::Found(rows) => rows.clone().and(&held.shown),
            Evaluated::Open { question, .. } => RowSet::empty(question.n_rows()),
        };
        store.held().iter().zip(&self.segments).map(of_segment).collect()
    }
}

/// Combines what columns and documents say of segments whose answers are there.
fn close(plan: &Plan, tests: &[Test], segments: &mut [Evaluated], store: &Store, surroundings: Surroundings<'_>) {
    for (held, evaluated) in store.held().iter().zip(segments) {
        if let Evaluated::Open { told, is_told: true, .. } = evaluated {
            let n_rows = held.segment.n_rows();
            let found = combined(plan, n_rows, &mut |test| match tests.iter().position(|other| other == test) {
                // A reader that died says nothing.
                Some(at) => told.get(at).cloned().unwrap_or_else(|| RowSet::empty(n_rows)),
                None => matching_rows(test, &held.segment, surroundings),
            });
            *evaluated = Evaluated::Found(found);
        }
    }
}
