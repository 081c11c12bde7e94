//! The query in force, evaluated segment by segment: first by columns, then, for the rows that columns leave in
//! question, by the readers' documents.

use super::message::{AskNo, Query, ReaderNo, SegmentRows, View};
use crate::collect::matching::{Surroundings, combined, in_question, matching_rows, needs_documents};
use crate::query::{Plan, Schema, Test, understand};
use crate::store::Store;
use crate::store::rows::RowSet;
use std::collections::HashMap;

/// The query in force.
pub struct Live {
    pub query: Query,
    pub plan: Plan,
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
    /// The rows in question, for each test what documents said so far, and how many answers are missing.
    Open { question: RowSet, told: Vec<RowSet>, missing: usize, is_asked: bool },
}

struct Asked {
    reader: ReaderNo,
    test: usize,
    /// The store's number of each segment asked about, by the reader's number.
    segments: HashMap<u32, u32>,
}

/// Questions of one query, ready to be numbered and sent: to whom, the clause, and the rows in question.
pub type Questions = Vec<(ReaderNo, String, Vec<SegmentRows>)>;

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
        Live {
            query,
            plan,
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

    /// Evaluates some of the segments that are new, by columns. Returns whether more are left.
    pub fn evaluate(&mut self, store: &Store, surroundings: Surroundings<'_>) -> bool {
        let mut n_rows_done = 0;
        while self.segments.len() < store.held().len() && n_rows_done < ROWS_IN_STEP {
            let held = &store.held()[self.segments.len()];
            let n_rows = held.segment.n_rows();
            let mut by_columns = |test: &Test| matching_rows(test, &held.segment, surroundings);
            let question = match self.tests.is_empty() {
                true => RowSet::empty(n_rows),
                false => in_question(&self.plan, n_rows, &mut by_columns).and(&held.shown),
            };
            self.segments.push(if question.is_empty() {
                // No row hangs on a document, so what documents say may be anything.
                Evaluated::Found(combined(&self.plan, n_rows, &mut |test| match needs_documents(test) {
                    true => RowSet::empty(n_rows),
                    false => matching_rows(test, &held.segment, surroundings),
                }))
            } else {
                let told = vec![RowSet::empty(n_rows); self.tests.len()];
                Evaluated::Open { question, told, missing: self.tests.len(), is_asked: false }
            });
            n_rows_done += n_rows;
        }
        if self.segments.len() < store.held().len() {
            return true;
        }
        self.close(store, surroundings);
        false
    }

    /// Combines what columns and documents say of segments whose answers are all there.
    fn close(&mut self, store: &Store, surroundings: Surroundings<'_>) {
        let Live { plan, tests, segments, .. } = self;
        for (held, evaluated) in store.held().iter().zip(segments) {
            if let Evaluated::Open { told, missing: 0, .. } = evaluated {
                let found = combined(plan, held.segment.n_rows(), &mut |test| match tests
                    .iter()
                    .position(|other| other == test)
                {
                    Some(at) => told[at].clone(),
                    None => matching_rows(test, &held.segment, surroundings),
                });
                *evaluated = Evaluated::Found(found);
            }
        }
    }

    /// The questions that have not been asked yet: one for each reader and test.
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
        let of_tests = |(reader, candidates): (ReaderNo, Vec<SegmentRows>)| {
            let clauses = self.tests.iter().map(|test| test.clause.clone());
            clauses.map(|clause| (reader, clause, candidates.clone())).collect::<Vec<_>>()
        };
        by_reader.into_iter().flat_map(of_tests).collect()
    }

    /// Takes note that a question was asked under this number.
    pub fn asked(
        &mut self,
        no: AskNo,
        reader: ReaderNo,
        clause: &str,
        candidates: &[SegmentRows],
        origins: &[(ReaderNo, u32)],
    ) {
        let Some(test) = self.tests.iter().position(|test| test.clause == clause) else { return };
        let segment_of: HashMap<(ReaderNo, u32), u32> =
            origins.iter().enumerate().map(|(segment, origin)| (*origin, segment as u32)).collect();
        let segments = candidates
            .iter()
            .filter_map(|candidate| Some((candidate.segment, *segment_of.get(&(reader, candidate.segment))?)))
            .collect();
        self.asked.insert(no, Asked { reader, test, segments });
    }

    /// Takes an answer of a reader. One to another query is dropped.
    pub fn tell(&mut self, no: AskNo, found: &SegmentRows) {
        let Some(asked) = self.asked.get_mut(&no) else { return };
        let Some(segment) = asked.segments.remove(&found.segment) else { return };
        let test = asked.test;
        if asked.segments.is_empty() {
            self.asked.remove(&no);
        }
        if let Evaluated::Open { told, missing, .. } = &mut self.segments[segment as usize] {
            if let Some(rows) = RowSet::from_bytes(&found.rows).filter(|rows| rows.n_rows() == told[test].n_rows()) {
                told[test] = rows;
            }
            *missing -= 1;
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
                    if let Evaluated::Open { missing, .. } = &mut segments[*segment as usize] {
                        *missing -= 1;
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
