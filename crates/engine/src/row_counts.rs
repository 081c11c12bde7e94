//! How many rows other texts find, where that of the filter bar finds none: one text after the other, and only while the
//! query on screen has nothing to do.

use crate::outbox::Outbox;
use crate::queries::evaluation::{Evaluation, Filter, Progress};
use crate::resources::job_filter;
use crate::store_view::StoreView;
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::{Count, Response, RowBytes, View};

/// The texts that are being counted.
#[derive(Default)]
pub struct RowCounts {
    running: Option<RunningCount>,
}

struct RunningCount {
    asked: Count,
    /// The counts of the first texts.
    counts: Vec<u32>,
    /// The evaluation of the next text, where it has begun.
    evaluation: Option<Evaluation>,
}

impl RowCounts {
    /// Counts these texts in the place of those that were asked for before.
    pub fn start(&mut self, asked: Count, outbox: &mut Outbox) {
        self.cancel(outbox);
        self.running = Some(RunningCount { asked, counts: Vec::new(), evaluation: None });
    }

    /// Ends the counting.
    pub fn cancel(&mut self, outbox: &mut Outbox) {
        if let Some(mut evaluation) = self.running.take().and_then(|running| running.evaluation) {
            evaluation.cancel(outbox);
        }
    }

    /// Whether resources are to be counted.
    pub fn needs_resources(&self) -> bool {
        self.running.as_ref().is_some_and(|running| running.asked.view == View::Jobs)
    }

    /// Does a piece of the counting. Returns whether there is more to do at once.
    pub fn advance(&mut self, view: StoreView<'_>, outbox: &mut Outbox) -> bool {
        let Some(running) = &mut self.running else { return false };
        if running.asked.generation != view.generation {
            // The page asks again with the answer for the data as they are.
            self.cancel(outbox);
            return false;
        }
        let Some(text) = running.asked.texts.get(running.counts.len()) else {
            let running = self.running.take();
            let counted = running.map(|RunningCount { asked, counts, .. }| Response::Counted { asked, counts });
            counted.into_iter().for_each(|counted| outbox.respond(counted));
            return true;
        };
        let of = running.asked.view;
        let filter = Filter { view: of, text, range: running.asked.range, facets: &[], is_oldest_first: false };
        let evaluation = running.evaluation.get_or_insert_with(|| Evaluation::new(filter));
        match evaluation.advance(view, outbox) {
            Progress::Busy => true,
            // A question that has just been asked is to be sent.
            Progress::Waiting => !outbox.is_empty(),
            Progress::Done => {
                let count = match of {
                    View::Jobs => {
                        let plan = evaluation.plan();
                        job_filter::matching(view.resources, view.store, view.profiles, plan, false).len() as u32
                    }
                    View::Events => {
                        let matches = evaluation.matches(view.store, running.asked.range);
                        matches.iter().map(|segment| segment.rows.count()).sum()
                    }
                };
                running.counts.push(count);
                running.evaluation = None;
                true
            }
        }
    }

    /// Takes a reader's reply on which rows match.
    pub fn on_reply(&mut self, no: RequestId, segment: u32, found: &[RowBytes]) {
        if let Some(evaluation) = self.evaluation() {
            evaluation.on_reply(no, segment, found);
        }
    }

    /// Handles the crash of a reader.
    pub fn on_reader_lost(&mut self, reader: ReaderId) {
        if let Some(evaluation) = self.evaluation() {
            evaluation.on_reader_lost(reader);
        }
    }

    fn evaluation(&mut self) -> Option<&mut Evaluation> {
        self.running.as_mut()?.evaluation.as_mut()
    }
}
