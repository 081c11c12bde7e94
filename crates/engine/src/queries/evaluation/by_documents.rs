//! The part of an evaluation that documents decide: readers are asked, and their replies are combined with the columns.

use super::document_questions::Candidates;
use super::{DocumentSearch, Evaluation, SegmentState, filter_context};
use crate::execute::filter::{combined, matching_rows};
use crate::outbox::Outbox;
use crate::store_view::StoreView;
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::RowBytes;
use trailglass_query::Test;
use trailglass_store::Store;
use trailglass_store::rows::RowSet;

impl Evaluation {
    /// Asks readers for what has not been asked.
    pub(super) fn ask_readers(&mut self, view: StoreView<'_>, outbox: &mut Outbox) {
        let mut candidates = Vec::new();
        for segment in self.search_order(view.store) {
            let SegmentState::Undecided(rows, search @ DocumentSearch::NotAsked) = &mut self.segments[segment as usize]
            else {
                continue;
            };
            // A segment without an origin has no rows to be undecided.
            let Some(origin) = view.origins.of(segment) else { continue };
            *search = DocumentSearch::Asked;
            let rows = rows.clone().and(&view.store.segments()[segment as usize].shown);
            candidates.push(Candidates { segment, origin, rows });
        }
        if candidates.is_empty() {
            return;
        }
        self.has_read_documents = true;
        let clauses: Vec<String> = self.document_tests.iter().map(|test| test.clause.clone()).collect();
        let unanswerable = self.questions.ask(candidates, &clauses, outbox);
        self.set_unanswerable(unanswerable);
    }

    /// The segments in the order in which their documents are searched.
    fn search_order(&self, store: &Store) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.segments.len() as u32).collect();
        let times = |segment: u32| store.segments()[segment as usize].segment.times();
        order.sort_unstable_by_key(|segment| {
            // The complement of a time sorts the other way.
            if self.is_oldest_first {
                times(*segment).first().copied()
            } else {
                times(*segment).last().map(|time| !time)
            }
        });
        order
    }

    /// Combines columns and documents in the segments that readers have answered for.
    pub(super) fn combine_answers(&mut self, view: StoreView<'_>) {
        let context = filter_context(view, self.dataset_plan.as_ref());
        for (held, state) in view.store.segments().iter().zip(&mut self.segments) {
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
        let Some(segment) = self.questions.on_reply(no, segment) else { return };
        if let SegmentState::Undecided(rows, search) = &mut self.segments[segment as usize] {
            let n_rows = rows.n_rows();
            let set = |found: &RowBytes| RowSet::from_bytes(&found.0).filter(|rows| rows.n_rows() == n_rows);
            let sets = found.iter().map(|found| set(found).unwrap_or_else(|| RowSet::empty(n_rows)));
            *search = DocumentSearch::Answered(sets.collect());
        }
    }

    /// Handles the crash of a reader.
    pub fn on_reader_lost(&mut self, reader: ReaderId) {
        let unanswerable = self.questions.on_reader_lost(reader);
        self.set_unanswerable(unanswerable);
    }

    /// Marks segments as answered with no row: nobody can read their documents.
    fn set_unanswerable(&mut self, segments: Vec<u32>) {
        for segment in segments {
            if let SegmentState::Undecided(_, search) = &mut self.segments[segment as usize] {
                *search = DocumentSearch::Answered(Vec::new());
            }
        }
    }
}
