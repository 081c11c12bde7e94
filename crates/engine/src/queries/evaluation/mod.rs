//! The evaluation of a filter, segment by segment: first by columns, then, for the rows that columns leave undecided, by
//! the documents that readers keep.
//!
//! - `clause_groups`: the clauses by the facets that they are about
//! - `dataset_plan`: plans that depend on the whole data set
//! - `by_documents`: the rows that documents decide; `document_questions`: the questions to readers
//!
//! [`Evaluation::advance`] does a bounded piece. The result stays: a new segment is evaluated alone, and a rewrite of the
//! store starts the evaluation anew.

mod by_documents;
mod clause_groups;
mod dataset_plan;
mod document_questions;

use crate::execute::filter::{FilterContext, SegmentMatches, bounds, matching_rows, needs_documents};
use crate::outbox::Outbox;
use crate::store_view::StoreView;
use clause_groups::{ClauseGroup, clause_groups, resolve_facets};
use dataset_plan::DatasetPlan;
use document_questions::DocumentQuestions;
use trailglass_event::time::TimeRange;
use trailglass_protocol::message::{FacetRequest, View};
use trailglass_query::{On, Plan, Schema, Test, understand};
use trailglass_store::rows::RowSet;
use trailglass_store::{Store, StoreEpoch, StoredSegment};

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
    pub facets: &'a [FacetRequest],
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
    questions: DocumentQuestions,
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
        let facets = resolve_facets(facets, &schema);
        Evaluation {
            view,
            text: text.to_owned(),
            searched: range,
            is_oldest_first,
            epoch: StoreEpoch::default(),
            groups: clause_groups(&plan, &facets),
            dataset_plan: DatasetPlan::of(&plan),
            plan,
            facets,
            document_tests,
            segments: Vec::new(),
            questions: DocumentQuestions::default(),
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
        self.questions.cancel(outbox);
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
        if let Some(plan) = self.dataset_plan.as_mut().and_then(|dataset_plan| dataset_plan.follow(store)) {
            self.groups = clause_groups(&plan, &self.facets);
            self.plan = plan;
            self.reset(outbox);
        }
    }

    /// Evaluates some of the new segments by columns. Returns whether more are left.
    #[inline(never)]
    fn evaluate_columns(&mut self, view: StoreView<'_>) -> bool {
        let mut n_rows_done = 0;
        while let Some(stored) = view.store.segments().get(self.segments.len()) {
            if n_rows_done >= ROWS_IN_STEP {
                return true;
            }
            let n_rows = stored.segment.n_rows();
            let context = filter_context(view, self.dataset_plan.as_ref());
            let mut by_columns = |test: &Test| matching_rows(test, &stored.segment, context);
            let found: Vec<(RowSet, RowSet)> =
                self.groups.iter().map(|group| bounds(&group.plan, n_rows, &mut by_columns)).collect();
            let undecided = self.undecided_rows(stored, &found);
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
    fn undecided_rows(&self, stored: &StoredSegment, found: &[(RowSet, RowSet)]) -> RowSet {
        let n_rows = stored.segment.n_rows();
        let mut undecided = RowSet::empty(n_rows);
        if self.document_tests.is_empty() {
            return undecided;
        }
        let of_facets = self.groups.iter().enumerate().filter(|(_, group)| group.on.is_some()).map(|(at, _)| Some(at));
        for left_out in std::iter::once(None).chain(of_facets) {
            let (mut must, mut may) = (RowSet::full(n_rows), stored.shown.clone());
            for (_, (group_must, group_may)) in found.iter().enumerate().filter(|(at, _)| Some(*at) != left_out) {
                must = must.and(group_must);
                may = may.and(group_may);
            }
            undecided = undecided.or(&may.and_not(&must));
        }
        let (start, end) = self.searched.map_or((0, n_rows), |range| stored.rows_in(range));
        undecided.within(start, end)
    }

    /// The share of the rows whose segments are done.
    pub fn share_done(&self, store: &Store) -> f32 {
        let (mut done, mut all) = (0, 0);
        for (stored, state) in store.segments().iter().zip(&self.segments) {
            let n_rows = stored.segment.n_rows();
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
        let of_segment = |(stored, state): (&'a StoredSegment, &SegmentState)| {
            let rows = match state {
                SegmentState::Done(groups) => {
                    let kept = groups.iter().enumerate().filter(|(at, _)| Some(*at) != left_out);
                    kept.fold(stored.shown.clone(), |rows, (_, group)| rows.and(group))
                }
                SegmentState::Undecided(undecided, _) => RowSet::empty(undecided.n_rows()),
            };
            let rows = match range.map(|range| stored.rows_in(range)) {
                Some((start, end)) => rows.within(start, end),
                None => rows,
            };
            SegmentMatches { stored, rows }
        };
        store.segments().iter().zip(&self.segments).map(of_segment).collect()
    }

    /// The clauses that are about a facet.
    pub fn clauses_on(&self, on: &On) -> &[Plan] {
        let own = self.groups.iter().find(|group| group.on.as_ref() == Some(on));
        own.map_or(&[], |group| group.plan.terms())
    }
}

fn filter_context<'a>(view: StoreView<'a>, dataset_plan: Option<&'a DatasetPlan>) -> FilterContext<'a> {
    let duplicate_keys = dataset_plan.map_or(&[][..], |plan| &plan.duplicate_keys);
    FilterContext { names: view.names(), duplicate_keys }
}
