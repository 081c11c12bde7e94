//! Which rows pass the tests on documents: questions to readers, and their replies, a segment at a time.

use crate::outbox::Outbox;
use crate::store_view::SegmentOrigin;
use std::collections::{BTreeMap, HashMap};
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::{ReaderRequest, SegmentRows};
use trailglass_store::rows::RowSet;

/// The questions that readers have not answered in full.
#[derive(Default)]
pub struct DocumentQuestions {
    open: HashMap<RequestId, Question>,
}

struct Question {
    reader: ReaderId,
    /// The store's number of each segment asked about, by the reader's number.
    segments: HashMap<u32, u32>,
}

/// Rows of a segment that a reader is to be asked about.
pub struct Candidates {
    /// The store's number of the segment.
    pub segment: u32,
    /// Where its documents are.
    pub origin: SegmentOrigin,
    /// The rows.
    pub rows: RowSet,
}

impl DocumentQuestions {
    /// Asks each reader for its part. Returns the segments that nobody can answer for.
    pub fn ask(
        &mut self,
        candidates: impl IntoIterator<Item = Candidates>,
        clauses: &[String],
        outbox: &mut Outbox,
    ) -> Vec<u32> {
        let mut by_reader: BTreeMap<ReaderId, (Vec<SegmentRows>, HashMap<u32, u32>)> = BTreeMap::new();
        for Candidates { segment, origin, rows } in candidates {
            let (candidates, segments) = by_reader.entry(origin.reader).or_default();
            candidates.push(SegmentRows { segment: origin.segment, rows: rows.to_bytes() });
            segments.insert(origin.segment, segment);
        }
        let mut unanswerable = Vec::new();
        for (reader, (candidates, segments)) in by_reader {
            let clauses = clauses.to_vec();
            match outbox.ask(reader, |no| ReaderRequest::Matching { no, clauses, candidates }) {
                Some(no) => drop(self.open.insert(no, Question { reader, segments })),
                None => unanswerable.extend(segments.into_values()),
            }
        }
        unanswerable
    }

    /// Whether there is no open question.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// The segment that a reply is about, by the store's number; `None` for a reply to another question.
    pub fn on_reply(&mut self, no: RequestId, segment: u32) -> Option<u32> {
        let question = self.open.get_mut(&no)?;
        let segment = question.segments.remove(&segment)?;
        if question.segments.is_empty() {
            self.open.remove(&no);
        }
        Some(segment)
    }

    /// Handles the crash of a reader. Returns the segments that it has not answered for.
    pub fn on_reader_lost(&mut self, reader: ReaderId) -> Vec<u32> {
        let lost = self.open.extract_if(|_, question| question.reader == reader);
        lost.flat_map(|(_, question)| question.segments.into_values()).collect()
    }

    /// Cancels all questions.
    pub fn cancel(&mut self, outbox: &mut Outbox) {
        for (no, question) in self.open.drain() {
            outbox.cancel(question.reader, no);
        }
    }
}
