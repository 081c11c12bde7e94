//! The query in force, evaluated segment by segment: first by columns, then, for the rows that columns leave in
//! question, by the readers' documents.

use super::{Origin, Output};
use crate::execute::filter::{Surroundings, bounds, combined, duplicated, matching_rows, needs_documents};
use crate::execute::order::Listing;
use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};
use trailglass_event::field::{Field, Quality};
use trailglass_event::time::TimeRange;
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::{Ask, Query, RowBytes, SegmentRows, View};
use trailglass_query::schema::Named;
use trailglass_query::{Matcher, On, Plan, Schema, Test, understand};
use trailglass_store::rows::RowSet;
use trailglass_store::{Held, Store, StoreEpoch};
/// The query in force of each view. It is reached with the version of the store at hand, so that nothing is used that was
/// found out in another history of it.
#[derive(Default)]
pub struct Lives {
    of_view: [Option<Live>; View::ALL.len()],
}

impl Lives {
    /// The query in force of a view. Where the store was rewritten since rows were found, these are forgotten, and the
    /// questions to readers are taken back.
    pub fn of(&mut self, view: View, epoch: StoreEpoch, out: &mut VecDeque<Output>) -> Option<&mut Live> {
        let live = self.of_view[view as usize].as_mut()?;
        let outstanding = live.follow(epoch);
        out.extend(outstanding.into_iter().map(|(no, reader)| Output::Ask(reader, Ask::Forget { no })));
        Some(live)
    }

    /// The query in force of a view, unless the store was rewritten since rows were found.
    pub fn peek(&self, view: View, epoch: StoreEpoch) -> Option<&Live> {
        self.of_view[view as usize].as_ref().filter(|live| epoch.extends(live.epoch))
    }

    /// Puts a query in force.
    pub fn put(&mut self, view: View, live: Live) {
        self.of_view[view as usize] = Some(live);
    }

    /// Takes the query in force of a view out.
    pub fn take(&mut self, view: View, epoch: StoreEpoch, out: &mut VecDeque<Output>) -> Option<Live> {
        self.of(view, epoch, out)?;
        self.of_view[view as usize].take()
    }

    /// Takes an answer of a reader.
    pub fn tell(&mut self, no: RequestId, segment: u32, found: &[RowBytes]) {
        self.of_view.iter_mut().flatten().for_each(|live| live.tell(no, segment, found));
    }

    /// Takes what a reader that died was asked as answered with no row.
    pub fn lose(&mut self, reader: ReaderId) {
        self.of_view.iter_mut().flatten().for_each(|live| live.lose(reader));
    }
}

/// A query in force.
pub struct Live {
    pub query: Query,
    /// The version of the store that rows were found in.
    epoch: StoreEpoch,
    /// What the query means for the data held.
    pub plan: Plan,
    /// What it means for any data, where that is something else.
    loose: Option<Loose>,
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
    /// The version of the store that `list` is for, be it complete or not.
    pub listed: Option<u32>,
    /// The matching rows or stories of the last answer, in order: row numbers of the store, or places of stories.
    pub list: Listing,
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
    /// The time in which documents are searched; all of it for `None`.
    searched: Option<TimeRange>,
    segments: Vec<Evaluated>,
    /// Questions that readers have not answered in full.
    asked: HashMap<RequestId, Asked>,
}

/// Clauses of the query.
struct Part {
    /// The facet that they are all about.
    on: Option<On>,
    plan: Plan,
}

/// What is known of one segment.
enum Evaluated {
    /// The rows that match each part.
    Found(Vec<RowSet>),
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

/// As much of the whole as a plan can hang on: where it begins and ends, and which copies are shown.
type Whole = (Option<(i64, i64)>, u64);

struct Asked {
    reader: ReaderId,
    /// The store's number of each segment asked about, by the reader's number.
    segments: HashMap<u32, u32>,
}

/// Questions of one query, ready to be numbered and sent: to whom, and the rows in question.
pub type Questions = Vec<(ReaderId, Vec<SegmentRows>)>;

/// Column work on this many rows is done in one step: a few milliseconds.
const ROWS_IN_STEP: u32 = 262_144;

impl Live {
    #[inline(never)]
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
        let on = |name: &str| match schema.named(name) {
            Ok(Named::Field(index)) => Some(On::Field(index)),
            Ok(Named::Path(path)) => Some(On::Path(path)),
            _ => None,
        };
        let facets: Vec<Option<On>> = query.facets.iter().map(|ask| on(&ask.field)).collect();
        Live {
            parts: parts_of(&plan, &facets),
            facets,
            searched: query.range,
            query,
            epoch: StoreEpoch::default(),
            plan,
            loose,
            started: now,
            answered: None,
            has_new_values: false,
            listed: None,
            list: Listing::default(),
            first,
            count,
            fields,
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
        // The parts come from the text and from what facets are about.
        let is_same = one.view == other.view && one.text == other.text;
        let has_parts = earlier.parts.iter().map(|part| &part.on).eq(self.parts.iter().map(|part| &part.on));
        is_same && has_parts && (is_searched || self.tests.is_empty())
    }

    /// The query with what an earlier one found out. One of the same number changes only its facets: the window that the
    /// page looks at stays.
    pub fn taking(self, earlier: Live) -> Live {
        let (first, count) = match earlier.query.no == self.query.no {
            true => (earlier.first, earlier.count),
            false => (self.first, self.count),
        };
        let Live { epoch, plan, loose, parts, segments, asked, has_read_documents, searched, .. } = earlier;
        Live { epoch, plan, loose, parts, segments, asked, has_read_documents, searched, first, count, ..self }
    }

    /// Takes note of the version of the store. Where it is not the one that rows were found in with more segments, they are
    /// forgotten; returned are the questions to take back.
    fn follow(&mut self, epoch: StoreEpoch) -> Vec<(RequestId, ReaderId)> {
        let is_same = epoch.extends(self.epoch);
        self.epoch = epoch;
        if is_same {
            return Vec::new();
        }
        (self.answered, self.listed, self.list) = (None, None, Listing::default());
        (self.has_new_values, self.has_read_documents) = (false, false);
        self.segments.clear();
        let outstanding = self.outstanding();
        self.asked.clear();
        outstanding
    }

    /// Takes note of the data as a whole. Where the query asks about that, what was found so far is thrown away; returned
    /// are the questions to take back.
    pub fn rebase(&mut self, store: &Store, span: Option<(i64, i64)>) -> Vec<(RequestId, ReaderId)> {
        let whole = (span, store.n_shown_changes());
        let Some(loose) = self.loose.as_mut().filter(|loose| loose.whole != whole) else { return Vec::new() };
        self.plan = loose.plan.anchored(span.unwrap_or_default());
        self.parts = parts_of(&self.plan, &self.facets);
        loose.whole = whole;
        loose.duplicated = duplicated(store);
        self.segments.clear();
        let outstanding = self.outstanding();
        self.asked.clear();
        outstanding
    }

    /// Evaluates some of the segments that are new, by columns. Returns whether more are left.
    #[inline(never)]
    pub fn evaluate(&mut self, store: &Store, surroundings: Surroundings<'_>) -> bool {
        let duplicated = self.loose.as_ref().map(|loose| loose.duplicated.as_slice()).unwrap_or_default();
        let surroundings = Surroundings { duplicated, ..surroundings };
        let mut n_rows_done = 0;
        while self.segments.len() < store.held().len() && n_rows_done < ROWS_IN_STEP {
            let held = &store.held()[self.segments.len()];
            let n_rows = held.segment.n_rows();
            let mut by_columns = |test: &Test| matching_rows(test, &held.segment, surroundings);
            let parts: Vec<(RowSet, RowSet)> =
                self.parts.iter().map(|part| bounds(&part.plan, n_rows, &mut by_columns)).collect();
            let question = self.question(held, &parts);
            self.segments.push(if question.is_empty() {
                Evaluated::Found(parts.into_iter().map(|(must, _)| must).collect())
            } else {
                Evaluated::Open { question, told: Vec::new(), is_asked: false, is_told: false }
            });
            n_rows_done += n_rows;
        }
        if self.segments.len() < store.held().len() {
            return true;
        }
        let Live { parts, tests, segments, .. } = self;
        close(parts, tests, segments, store, surroundings);
        false
    }

    /// The rows of a segment that only documents can decide, for the query or for a facet that leaves a part of it out.
    /// `parts` are the rows that must match each part, and those that may.
    fn question(&self, held: &Held, parts: &[(RowSet, RowSet)]) -> RowSet {
        let n_rows = held.segment.n_rows();
        let mut question = RowSet::empty(n_rows);
        if self.tests.is_empty() {
            return question;
        }
        let own = self.parts.iter().enumerate().filter(|(_, part)| part.on.is_some()).map(|(at, _)| Some(at));
        for left_out in std::iter::once(None).chain(own) {
            let (mut must, mut may) = (RowSet::full(n_rows), held.shown.clone());
            for (_, (part_must, part_may)) in parts.iter().enumerate().filter(|(at, _)| Some(*at) != left_out) {
                must = must.and(part_must);
                may = may.and(part_may);
            }
            question = question.or(&may.and_not(&must));
        }
        let (start, end) = self.searched.map_or((0, n_rows), |range| held.rows_in(range));
        question.within(start, end)
    }

    /// The tests on documents, as query text.
    pub fn clauses(&self) -> Vec<String> {
        self.tests.iter().map(|test| test.clause.clone()).collect()
    }

    /// The questions that have not been asked yet: one for each reader.
    pub fn take_questions(&mut self, store: &Store, origins: &[Option<Origin>]) -> Questions {
        let mut by_reader: HashMap<ReaderId, Vec<SegmentRows>> = HashMap::new();
        // What stands first in the table is searched first, so that the rows on screen stay where they are.
        let mut order: Vec<u32> = (0..self.segments.len() as u32).collect();
        let sort = &self.query.sort;
        let is_oldest_first = sort.field == Field::Time.name() && !sort.is_descending;
        let times = |segment: u32| store.held()[segment as usize].segment.times();
        if is_oldest_first {
            order.sort_by_key(|segment| times(*segment).first());
        } else {
            order.sort_by_key(|segment| Reverse(times(*segment).last()));
        }
        for segment in order {
            let segment = segment as usize;
            // A segment without an origin has no rows to be in question.
            let Some((reader, number)) = origins[segment] else { continue };
            let evaluated = &mut self.segments[segment];
            if let Evaluated::Open { question, is_asked, .. } = evaluated
                && !*is_asked
            {
                *is_asked = true;
                let rows = question.clone().and(&store.held()[segment].shown).to_bytes();
                by_reader.entry(reader).or_default().push(SegmentRows { segment: number, rows });
            }
        }
        self.has_read_documents |= !by_reader.is_empty();
        by_reader.into_iter().collect()
    }

    /// Takes note that a question was asked under this number.
    pub fn asked(&mut self, no: RequestId, reader: ReaderId, candidates: &[SegmentRows], origins: &[Option<Origin>]) {
        let segment_of: HashMap<Origin, u32> =
            origins.iter().zip(0..).filter_map(|(origin, segment)| Some(((*origin)?, segment))).collect();
        let segments = candidates
            .iter()
            .filter_map(|candidate| Some((candidate.segment, *segment_of.get(&(reader, candidate.segment))?)))
            .collect();
        self.asked.insert(no, Asked { reader, segments });
    }

    /// Takes an answer of a reader. One to another query is dropped.
    pub fn tell(&mut self, no: RequestId, segment: u32, found: &[RowBytes]) {
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

    /// The share of the rows whose segments are done with.
    pub fn share_done(&self, store: &Store) -> f32 {
        let (mut done, mut all) = (0, 0);
        for (held, evaluated) in store.held().iter().zip(&self.segments) {
            let n_rows = held.segment.n_rows();
            all += n_rows;
            done += if matches!(evaluated, Evaluated::Found(_)) { n_rows } else { 0 };
        }
        done as f32 / all.max(1) as f32
    }

    /// Whether answers of readers are missing.
    pub fn is_waiting(&self) -> bool {
        !self.asked.is_empty()
    }

    /// Takes what a reader that died was asked as answered with no row.
    pub fn lose(&mut self, reader: ReaderId) {
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
    pub fn outstanding(&self) -> Vec<(RequestId, ReaderId)> {
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

/// Combines what columns and documents say of segments whose answers are there.
fn close(parts: &[Part], tests: &[Test], segments: &mut [Evaluated], store: &Store, surroundings: Surroundings<'_>) {
    for (held, evaluated) in store.held().iter().zip(segments) {
        if let Evaluated::Open { told, is_told: true, .. } = evaluated {
            let n_rows = held.segment.n_rows();
            let mut passing = |test: &Test| match tests.iter().position(|other| other == test) {
                // A reader that died says nothing.
                Some(at) => told.get(at).cloned().unwrap_or_else(|| RowSet::empty(n_rows)),
                None => matching_rows(test, &held.segment, surroundings),
            };
            let found = parts.iter().map(|part| combined(&part.plan, n_rows, &mut passing)).collect();
            *evaluated = Evaluated::Found(found);
        }
    }
}
