//! The evaluation of a filter, segment by segment: first by columns, then, for the rows that columns leave undecided, by
//! the documents that readers keep.
//!
//! [`Evaluation::advance`] does a bounded piece. The result stays: a new segment is evaluated alone, and a rewrite of the
//! store starts the evaluation anew.

use super::clause_groups::{ClauseGroup, clause_groups, resolve_facets};
use crate::execute::filter::{
    FilterContext, SegmentMatches, bounds, combined, duplicate_keys, matching_rows, needs_documents,
};
use crate::outbox::Outbox;
use crate::store_view::{SegmentOrigin, StoreView};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use trailglass_event::field::Quality;
use trailglass_event::time::TimeRange;
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::{Ask, FacetAsk, RowBytes, SegmentRows, View};
use trailglass_query::{Matcher, On, Plan, Schema, Test, understand};
use trailglass_store::rows::RowSet;
use trailglass_store::{Held, Store, StoreEpoch};

/// Column work on this many rows is done in one step: a few milliseconds.
const ROWS_IN_STEP: u32 = 262_144;

/// What is evaluated.
#[derive(Clone, Copy)]
pub struct Filter<'a> {
    /// Of which table.
    pub view: View,
    /// The text of the filter bar.
    pub text: &'a str,
    /// The time in which documents are searched; all of it for `None`.
    pub range: Option<TimeRange>,
    /// The facets, each of which needs the rows that match without its own clauses.
    pub facets: &'a [FacetAsk],
    /// Whether documents are searched oldest first, as the table shows them, so that the rows on screen stay in place.
    pub is_oldest_first: bool,
}

/// A filter and what is known of its rows.
pub struct Evaluation {
    view: View,
    text: String,
    searched: Option<TimeRange>,
    is_oldest_first: bool,
    /// The version of the store that rows were found in.
    epoch: StoreEpoch,
    /// What the text means for the data at hand.
    plan: Plan,
    /// What it means for any data, where that is something else.
    dataset_plan: Option<DatasetPlan>,
    /// The plan in groups that must all hold: one for each facet that clauses are about, and one for the rest.
    groups: Vec<ClauseGroup>,
    /// What each facet is about; `None` where its name is unknown.
    facets: Vec<Option<On>>,
    /// The distinct tests on documents.
    document_tests: Vec<Test>,
    segments: Vec<SegmentState>,
    /// Questions that readers have not answered in full.
    questions: HashMap<RequestId, Question>,
    has_read_documents: bool,
}

/// The state of an evaluation after a step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// There is more to do, at once.
    Busy,
    /// Readers have yet to answer.
    Waiting,
    /// All segments have been evaluated.
    Done,
}

/// A plan that depends on the whole data set: it counts times from the end of the data, or asks for duplicates. Every row
/// is evaluated again when the data set changes.
struct DatasetPlan {
    plan: Plan,
    /// The data set that rows were evaluated for.
    dataset: Dataset,
    /// The keys of the events of which there is more than one copy, sorted.
    duplicate_keys: Vec<u128>,
}

/// As much of the data set as a plan can depend on.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Dataset {
    /// The first and the last instant.
    span: Option<(i64, i64)>,
    /// The version of which copies are shown.
    n_shown_changes: u64,
}

/// What is known of one segment.
enum SegmentState {
    /// The rows that match each group of clauses.
    Done(Vec<RowSet>),
    /// These rows depend on the documents.
    Undecided(RowSet, DocumentSearch),
}

/// How far a reader has got with the undecided rows of a segment.
enum DocumentSearch {
    NotAsked,
    Asked,
    /// The rows that pass each test on documents.
    Answered(Vec<RowSet>),
}

/// A question that a reader has not answered in full.
struct Question {
    reader: ReaderId,
    /// The store's number of each segment asked about, by the reader's number.
    segments: HashMap<u32, u32>,
}

impl Evaluation {
    /// The evaluation of a filter, of which nothing has been done.
    #[inline(never)]
    pub fn new(filter: Filter<'_>) -> Evaluation {
        let Filter { view, text, range, facets, is_oldest_first } = filter;
        let schema = match view {
            View::Events => Schema::events(),
            View::Jobs => Schema::jobs(),
        };
        let plan = understand(text, &schema).0;
        let mut document_tests: Vec<Test> = Vec::new();
        if view == View::Events {
            for test in plan.tests().into_iter().filter(|test| needs_documents(test)) {
                if !document_tests.contains(test) {
                    document_tests.push(test.clone());
                }
            }
        }
        let dataset_plan = plan.tests().into_iter().any(depends_on_dataset).then(|| DatasetPlan {
            plan: plan.clone(),
            dataset: Dataset::default(),
            duplicate_keys: Vec::new(),
        });
        let facets = resolve_facets(facets, &schema);
        Evaluation {
            view,
            text: text.to_owned(),
            searched: range,
            is_oldest_first,
            epoch: StoreEpoch::default(),
            groups: clause_groups(&plan, &facets),
            plan,
            dataset_plan,
            facets,
            document_tests,
            segments: Vec::new(),
            questions: HashMap::new(),
            has_read_documents: false,
        }
    }

    /// What the text means for the data at hand.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What each facet is about, in the order of asking.
    pub fn facets(&self) -> &[Option<On>] {
        &self.facets
    }

    /// Whether documents had to be read.
    pub fn has_read_documents(&self) -> bool {
        self.has_read_documents
    }

    /// Whether what was found holds for this version of the store.
    pub fn is_of(&self, epoch: StoreEpoch) -> bool {
        epoch.extends(self.epoch)
    }

    /// Whether an earlier evaluation has found out all that this one needs: the same of the same rows or of more.
    pub fn can_reuse(&self, earlier: &Evaluation) -> bool {
        let covers_time = match (earlier.searched, self.searched) {
            (None, _) => true,
            (Some(all), Some(part)) => all.from <= part.from && part.to <= all.to,
            (Some(_), None) => false,
        };
        // The groups come from the text and from what facets are about.
        let is_same_filter = earlier.view == self.view
            && earlier.text == self.text
            && earlier.groups.iter().map(|group| &group.on).eq(self.groups.iter().map(|group| &group.on));
        is_same_filter && (covers_time || self.document_tests.is_empty())
    }

    /// This evaluation with what an earlier one has found.
    pub fn reusing(self, earlier: Evaluation) -> Evaluation {
        Evaluation { facets: self.facets, is_oldest_first: self.is_oldest_first, ..earlier }
    }

    /// Forgets what was found where the store was rewritten since. Returns whether it still holds.
    pub fn follow(&mut self, epoch: StoreEpoch, outbox: &mut Outbox) -> bool {
        let still_holds = self.is_of(epoch);
        self.epoch = epoch;
        if !still_holds {
            self.has_read_documents = false;
            self.reset(outbox);
        }
        still_holds
    }

    fn reset(&mut self, outbox: &mut Outbox) {
        self.segments.clear();
        self.cancel(outbox);
    }

    /// Cancels the questions that have not been answered in full.
    pub fn cancel(&mut self, outbox: &mut Outbox) {
        for (no, question) in self.questions.drain() {
            outbox.cancel(question.reader, no);
        }
    }

    /// Does a bounded piece of the evaluation.
    pub fn advance(&mut self, view: StoreView<'_>, outbox: &mut Outbox) -> Progress {
        self.follow(view.epoch(), outbox);
        self.follow_dataset(view.store, outbox);
        // The rows of jobs are few, and their plan is evaluated when they are listed.
        if self.view == View::Jobs {
            return Progress::Done;
        }
        if self.evaluate_columns(view) {
            return Progress::Busy;
        }
        self.ask_readers(view, outbox);
        self.combine_answers(view);
        if self.questions.is_empty() { Progress::Done } else { Progress::Waiting }
    }

    /// Starts anew where the plan depends on the data set and that has changed.
    fn follow_dataset(&mut self, store: &Store, outbox: &mut Outbox) {
        let Some(dataset_plan) = &mut self.dataset_plan else { return };
        let dataset = Dataset { span: store.span(), n_shown_changes: store.n_shown_changes() };
        if dataset_plan.dataset == dataset {
            return;
        }
        dataset_plan.dataset = dataset;
        dataset_plan.duplicate_keys = duplicate_keys(store);
        self.plan = dataset_plan.plan.anchored(dataset.span.unwrap_or_default());
        self.groups = clause_groups(&self.plan, &self.facets);
        self.reset(outbox);
    }

    /// Evaluates some of the new segments by columns. Returns whether more are left.
    #[inline(never)]
    fn evaluate_columns(&mut self, view: StoreView<'_>) -> bool {
        let mut n_rows_done = 0;
        while let Some(held) = view.store.held().get(self.segments.len()) {
            if n_rows_done >= ROWS_IN_STEP {
                return true;
            }
            let n_rows = held.segment.n_rows();
            let context = filter_context(view, self.dataset_plan.as_ref());
            let mut by_columns = |test: &Test| matching_rows(test, &held.segment, context);
            let found: Vec<(RowSet, RowSet)> =
                self.groups.iter().map(|group| bounds(&group.plan, n_rows, &mut by_columns)).collect();
            let undecided = self.undecided_rows(held, &found);
            self.segments.push(if undecided.is_empty() {
                SegmentState::Done(found.into_iter().map(|(must, _)| must).collect())
            } else {
                SegmentState::Undecided(undecided, DocumentSearch::NotAsked)
            });
            n_rows_done += n_rows;
        }
        false
    }

    /// The rows of a segment that only documents can decide, for the filter or for a facet that leaves a group of it out.
    /// `found` are the rows that must match each group, and those that may.
    fn undecided_rows(&self, held: &Held, found: &[(RowSet, RowSet)]) -> RowSet {
        let n_rows = held.segment.n_rows();
        let mut undecided = RowSet::empty(n_rows);
        if self.document_tests.is_empty() {
            return undecided;
        }
        let of_facets = self.groups.iter().enumerate().filter(|(_, group)| group.on.is_some()).map(|(at, _)| Some(at));
        for left_out in std::iter::once(None).chain(of_facets) {
            let (mut must, mut may) = (RowSet::full(n_rows), held.shown.clone());
            for (_, (group_must, group_may)) in found.iter().enumerate().filter(|(at, _)| Some(*at) != left_out) {
                must = must.and(group_must);
                may = may.and(group_may);
            }
            undecided = undecided.or(&may.and_not(&must));
        }
        let (start, end) = self.searched.map_or((0, n_rows), |range| held.rows_in(range));
        undecided.within(start, end)
    }

    /// Asks each reader for its part of what has not been asked.
    fn ask_readers(&mut self, view: StoreView<'_>, outbox: &mut Outbox) {
        let mut by_reader: BTreeMap<ReaderId, (Vec<SegmentRows>, HashMap<u32, u32>)> = BTreeMap::new();
        for segment in self.search_order(view.store) {
            let SegmentState::Undecided(rows, search @ DocumentSearch::NotAsked) = &mut self.segments[segment as usize]
            else {
                continue;
            };
            // A segment without an origin has no rows to be undecided.
            let Some(SegmentOrigin { reader, segment: number }) = view.origins.of(segment) else { continue };
            *search = DocumentSearch::Asked;
            let rows = rows.clone().and(&view.store.held()[segment as usize].shown).to_bytes();
            let (candidates, segments) = by_reader.entry(reader).or_default();
            candidates.push(SegmentRows { segment: number, rows });
            segments.insert(number, segment);
        }
        self.has_read_documents |= !by_reader.is_empty();
        for (reader, (candidates, segments)) in by_reader {
            let clauses = self.document_tests.iter().map(|test| test.clause.clone()).collect();
            match outbox.ask(reader, |no| Ask::Matching { no, clauses, candidates }) {
                Some(no) => drop(self.questions.insert(no, Question { reader, segments })),
                None => set_unanswerable(&mut self.segments, segments.into_values()),
            }
        }
    }

    /// The segments in the order in which their documents are searched.
    fn search_order(&self, store: &Store) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.segments.len() as u32).collect();
        let times = |segment: u32| store.held()[segment as usize].segment.times();
        if self.is_oldest_first {
            order.sort_by_key(|segment| times(*segment).first());
        } else {
            order.sort_by_key(|segment| Reverse(times(*segment).last()));
        }
        order
    }

    /// Combines columns and documents in the segments that readers have answered for.
    fn combine_answers(&mut self, view: StoreView<'_>) {
        let context = filter_context(view, self.dataset_plan.as_ref());
        for (held, state) in view.store.held().iter().zip(&mut self.segments) {
            let SegmentState::Undecided(_, DocumentSearch::Answered(passing)) = state else { continue };
            let n_rows = held.segment.n_rows();
            let mut rows_of = |test: &Test| match self.document_tests.iter().position(|other| other == test) {
                // Of a reader that crashed there is no answer: no row passes.
                Some(at) => passing.get(at).cloned().unwrap_or_else(|| RowSet::empty(n_rows)),
                None => matching_rows(test, &held.segment, context),
            };
            let found = self.groups.iter().map(|group| combined(&group.plan, n_rows, &mut rows_of)).collect();
            *state = SegmentState::Done(found);
        }
    }

    /// Takes a reader's reply on one segment. A reply to another evaluation's question is ignored.
    pub fn on_reply(&mut self, no: RequestId, segment: u32, found: &[RowBytes]) {
        let Some(question) = self.questions.get_mut(&no) else { return };
        let Some(segment) = question.segments.remove(&segment) else { return };
        if question.segments.is_empty() {
            self.questions.remove(&no);
        }
        if let SegmentState::Undecided(rows, search) = &mut self.segments[segment as usize] {
            let n_rows = rows.n_rows();
            let set = |found: &RowBytes| RowSet::from_bytes(&found.0).filter(|rows| rows.n_rows() == n_rows);
            let sets = found.iter().map(|found| set(found).unwrap_or_else(|| RowSet::empty(n_rows)));
            *search = DocumentSearch::Answered(sets.collect());
        }
    }

    /// Handles the crash of a reader: no row passes the tests that it was asked about.
    pub fn on_reader_lost(&mut self, reader: ReaderId) {
        for (_, question) in self.questions.extract_if(|_, question| question.reader == reader) {
            set_unanswerable(&mut self.segments, question.segments.into_values());
        }
    }

    /// The share of the rows whose segments are done.
    pub fn share_done(&self, store: &Store) -> f32 {
        let (mut done, mut all) = (0, 0);
        for (held, state) in store.held().iter().zip(&self.segments) {
            let n_rows = held.segment.n_rows();
            all += n_rows;
            done += if matches!(state, SegmentState::Done(_)) { n_rows } else { 0 };
        }
        done as f32 / all.max(1) as f32
    }

    /// The rows that match, of those that are shown and lie in a range; of segments that are not done none.
    pub fn matches<'a>(&self, store: &'a Store, range: Option<TimeRange>) -> Vec<SegmentMatches<'a>> {
        self.matches_without_group(store, range, None)
    }

    /// The same without the clauses on a facet; `None` where there are none.
    pub fn matches_without<'a>(
        &self,
        store: &'a Store,
        range: Option<TimeRange>,
        on: &On,
    ) -> Option<Vec<SegmentMatches<'a>>> {
        let own = self.groups.iter().position(|group| group.on.as_ref() == Some(on))?;
        Some(self.matches_without_group(store, range, Some(own)))
    }

    fn matches_without_group<'a>(
        &self,
        store: &'a Store,
        range: Option<TimeRange>,
        left_out: Option<usize>,
    ) -> Vec<SegmentMatches<'a>> {
        let of_segment = |(held, state): (&'a Held, &SegmentState)| {
            let rows = match state {
                SegmentState::Done(groups) => {
                    let kept = groups.iter().enumerate().filter(|(at, _)| Some(*at) != left_out);
                    kept.fold(held.shown.clone(), |rows, (_, group)| rows.and(group))
                }
                SegmentState::Undecided(undecided, _) => RowSet::empty(undecided.n_rows()),
            };
            let rows = match range.map(|range| held.rows_in(range)) {
                Some((start, end)) => rows.within(start, end),
                None => rows,
            };
            SegmentMatches { held, rows }
        };
        store.held().iter().zip(&self.segments).map(of_segment).collect()
    }

    /// The clauses that are about a facet.
    pub fn clauses_on(&self, on: &On) -> &[Plan] {
        let own = self.groups.iter().find(|group| group.on.as_ref() == Some(on));
        own.map_or(&[], |group| group.plan.terms())
    }
}

/// Whether a test depends on the whole data set.
fn depends_on_dataset(test: &Test) -> bool {
    matches!(test.matcher, Matcher::Relative { .. }) || test.on == On::Quality(Quality::Duplicate)
}

fn filter_context<'a>(view: StoreView<'a>, dataset_plan: Option<&'a DatasetPlan>) -> FilterContext<'a> {
    let duplicate_keys = dataset_plan.map_or(&[][..], |plan| &plan.duplicate_keys);
    FilterContext { names: view.names(), duplicate_keys }
}

/// Marks segments as answered with no row: nobody can read their documents.
fn set_unanswerable(states: &mut [SegmentState], segments: impl Iterator<Item = u32>) {
    for segment in segments {
        if let SegmentState::Undecided(_, search) = &mut states[segment as usize] {
            *search = DocumentSearch::Answered(Vec::new());
        }
    }
}
