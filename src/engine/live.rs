//! The query in force, evaluated segment by segment: first by columns, then, for the rows that columns leave in
//! question, by the readers' documents.

use super::message::{AskNo, Query, ReaderNo, SegmentRows, View};
use crate::collect::matching::{Surroundings, combined, in_question, matching_rows, needs_documents};
use crate::event::time::TimeRange;
use crate::query::schema::Named;
use crate::query::{On, Plan, Schema, Test, understand};
use crate::store::rows::RowSet;
use crate::store::{Held, Store};
use std::collections::HashMap;

/// The query in force.
pub struct Live {
    pub query: Query,
    pub plan: Plan,
    /// The plan in parts that must all hold: one for each facet that clauses are about, and one for the rest. A facet
    /// leaves its own part out.
    parts: Vec<Part>,
    /// What each facet that was asked for is about; `None` where the query could not name it.
    pub facets: Vec<Option<On>>,
    /// When the query came, in milliseconds.
    pub started: f64,
    /// The version of the store that the last answer was for.
    pub answered: Option<u32>,
    /// Whether values for a facet have come since.
    pub has_new_values: bool,
    /// The matching rows or stories of the last answer, in order: row numbers of the store, or places of stories.
    pub list: Vec<u32>,
    /// The window that the page looks at.
    pub first: u32,
    /// Its size.
    pub count: u32,
    /// Whether documents had to be read.
    pub has_read_documents: bool,
    /// The distinct tests on documents.
    tests: Vec<Test>,
    /// The time in which documents are searched; all of it for `None`.
    searched: Option<TimeRange>,
    segments: Vec<Evaluated>,
    /// Questions that readers have not answered in full.
    asked: HashMap<AskNo, Asked>,
}

/// Clauses of the query.
#[derive(PartialEq)]
struct Part {
    /// The facet that they are all about.
    on: Option<On>,
    plan: Plan,
}

/// What is known of one segment.
enum Evaluated {
    /// The rows that match each part.
    Found(Vec<RowSet>),
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
        let (first, count) = (query.first, query.count);
        let on = |name: &str| match schema.named(name) {
            Ok(Named::Field(index)) => Some(On::Field(index)),
            Ok(Named::Path(path)) => Some(On::Path(path)),
            Ok(Named::Any | Named::Ok(_)) | Err(_) => None,
        };
        let facets: Vec<Option<On>> = query.facets.iter().map(|ask| on(&ask.field)).collect();
        Live {
            parts: parts_of(&plan, &facets),
            facets,
            searched: query.range,
            query,
            plan,
            started: now,
            answered: None,
            has_new_values: false,
            list: Vec::new(),
            first,
            count,
            has_read_documents: false,
            tests,
            segments: Vec::new(),
            asked: HashMap::new(),
        }
    }

    /// Whether an earlier query found out all that this one needs: the same of the same rows or of more.
    pub fn can_take(&self, earlier: &Live) -> bool {
        let is_searched = match (earlier.searched, self.query.range) {
            (None, _) => true,
            (Some(all), Some(part)) => all.from <= part.from && part.to <= all.to,
            (Some(_), None) => false,
        };
        let (one, other) = (&earlier.query, &self.query);
        let is_same = one.view == other.view && one.text == other.text && earlier.parts == self.parts;
        is_same && (is_searched || self.tests.is_empty())
    }

    /// The query with what an earlier one found out. One of the same number changes only its facets: the window that the
    /// page looks at stays.
    pub fn taking(self, earlier: Live) -> Live {
        let (first, count) = match earlier.query.no == self.query.no {
            true => (earlier.first, earlier.count),
            false => (self.first, self.count),
        };
        let Live { segments, asked, has_read_documents, searched, .. } = earlier;
        Live { segments, asked, has_read_documents, searched, first, count, ..self }
    }

    /// Evaluates some of the segments that are new, by columns. Returns whether more are left.
    pub fn evaluate(&mut self, store: &Store, surroundings: Surroundings<'_>) -> bool {
        let mut n_rows_done = 0;
        while self.segments.len() < store.held().len() && n_rows_done < ROWS_IN_STEP {
            let held = &store.held()[self.segments.len()];
            let n_rows = held.segment.n_rows();
            let question = self.question(held, surroundings);
            self.segments.push(if question.is_empty() {
                // No row hangs on a document, so what documents say may be anything.
                let found = |part: &Part| {
                    combined(&part.plan, n_rows, &mut |test| match needs_documents(test) {
                        true => RowSet::empty(n_rows),
                        false => matching_rows(test, &held.segment, surroundings),
                    })
                };
                Evaluated::Found(self.parts.iter().map(found).collect())
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

    /// The rows of a segment that only documents can decide, for the query or for a facet that leaves a part of it out.
    fn question(&self, held: &Held, surroundings: Surroundings<'_>) -> RowSet {
        let n_rows = held.segment.n_rows();
        if self.tests.is_empty() {
            return RowSet::empty(n_rows);
        }
        let open = |plan: &Plan| {
            in_question(plan, n_rows, &mut |test: &Test| matching_rows(test, &held.segment, surroundings))
        };
        let mut question = open(&self.plan);
        for (at, part) in self.parts.iter().enumerate() {
            if part.on.is_some() {
                let others = self.parts.iter().enumerate().filter(|(other, _)| *other != at);
                question = question.or(&open(&Plan::and(others.map(|(_, part)| part.plan.clone()))));
            }
        }
        let (start, end) = self.searched.map_or((0, n_rows), |range| held.rows_in(range));
        question.and(&held.shown).within(start, end)
    }

    /// Combines what columns and documents say of segments whose answers are all there.
    fn close(&mut self, store: &Store, surroundings: Surroundings<'_>) {
        let Live { parts, tests, segments, .. } = self;
        for (held, evaluated) in store.held().iter().zip(segments) {
            if let Evaluated::Open { told, missing: 0, .. } = evaluated {
                let found = |part: &Part| {
                    combined(&part.plan, held.segment.n_rows(), &mut |test| match tests
                        .iter()
                        .position(|other| other == test)
                    {
                        Some(at) => told[at].clone(),
                        None => matching_rows(test, &held.segment, surroundings),
                    })
                };
                let found = parts.iter().map(found).collect();
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

    /// The rows of each segment that match, of those that are shown now and lie in a range.
    pub fn matching(&self, store: &Store, range: Option<TimeRange>) -> Vec<RowSet> {
        self.matching_but(store, range, None)
    }

    /// The same without the clauses that are about a facet; `None` where there are none.
    pub fn matching_without(&self, store: &Store, range: Option<TimeRange>, on: &On) -> Option<Vec<RowSet>> {
        let own = self.parts.iter().position(|part| part.on.as_ref() == Some(on))?;
        Some(self.matching_but(store, range, Some(own)))
    }

    fn matching_but(&self, store: &Store, range: Option<TimeRange>, left_out: Option<usize>) -> Vec<RowSet> {
        let of_segment = |(held, evaluated): (&Held, &Evaluated)| {
            let mut rows = held.shown.clone();
            match evaluated {
                Evaluated::Found(parts) => {
                    for (_, part) in parts.iter().enumerate().filter(|(at, _)| Some(*at) != left_out) {
                        rows = rows.and(part);
                    }
                }
                Evaluated::Open { question, .. } => rows = RowSet::empty(question.n_rows()),
            }
            match range {
                Some(range) => {
                    let (start, end) = held.rows_in(range);
                    rows.within(start, end)
                }
                None => rows,
            }
        };
        store.held().iter().zip(&self.segments).map(of_segment).collect()
    }

    /// The clauses that are about a facet.
    pub fn own(&self, on: &On) -> &[Plan] {
        let own = self.parts.iter().find(|part| part.on.as_ref() == Some(on));
        own.map_or(&[], |part| part.plan.terms())
    }
}

/// The clauses of a plan by the facets that they are about.
fn parts_of(plan: &Plan, facets: &[Option<On>]) -> Vec<Part> {
    let mut parts: Vec<(Option<On>, Vec<Plan>)> = Vec::new();
    for term in plan.terms() {
        let tests = term.tests();
        let on = tests.first().map(|test| &test.on);
        let on = on.filter(|on| tests.iter().all(|test| test.on == **on));
        let on = on.filter(|on| facets.iter().any(|facet| facet.as_ref() == Some(*on))).cloned();
        match parts.iter_mut().find(|(other, _)| *other == on) {
            Some((_, terms)) => terms.push(term.clone()),
            None => parts.push((on, vec![term.clone()])),
        }
    }
    parts.into_iter().map(|(on, terms)| Part { on, plan: Plan::and(terms) }).collect()
}
