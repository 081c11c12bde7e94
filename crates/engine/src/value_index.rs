//! The distinct values of fields. Those of a field are in the columns; those at a JSON path are asked of the readers, once
//! for each segment, and kept.

use crate::execute::distinct_values::{DistinctValues, FieldValues};
use crate::outbox::Outbox;
use crate::store_view::{SegmentOrigin, StoreView};
use std::collections::{BTreeMap, HashMap};
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::{PathValues, ReaderRequest};
use trailglass_query::On;

/// The values of all fields that were asked about.
#[derive(Default)]
pub struct ValueIndex {
    values: DistinctValues,
    /// Questions for the values at a path that have not been answered in full.
    questions: HashMap<RequestId, Question>,
}

/// A question for the values at a path.
struct Question {
    on: On,
    reader: ReaderId,
    /// The store's number of each segment whose values have not come, by the reader's number.
    segments: HashMap<u32, u32>,
}

impl ValueIndex {
    /// The values of a field or path, for the store as it is. Readers are asked for those that are missing
    /// ([`FieldValues::missing`]), unless they have been asked.
    pub fn of(&mut self, on: &On, view: StoreView<'_>, outbox: &mut Outbox) -> &mut FieldValues {
        let missing = self.values.of(on, view.store, view.names()).missing();
        if let On::Path(path) = on {
            self.ask_readers(on, path, &missing, view, outbox);
        }
        self.values.of(on, view.store, view.names())
    }

    fn ask_readers(&mut self, on: &On, path: &[String], missing: &[u32], view: StoreView<'_>, outbox: &mut Outbox) {
        let mut by_reader: BTreeMap<ReaderId, HashMap<u32, u32>> = BTreeMap::new();
        for segment in missing {
            match view.origins.of(*segment) {
                Some(SegmentOrigin { reader, segment: number }) if !outbox.is_lost(reader) => {
                    if !self.is_asked(on, *segment) {
                        by_reader.entry(reader).or_default().insert(number, *segment);
                    }
                }
                // Nobody keeps the documents.
                _ => self.values.add(on, view.store, *segment, PathValues::default()),
            }
        }
        for (reader, segments) in by_reader {
            let (path, mut numbers) = (path.to_vec(), segments.keys().copied().collect::<Vec<u32>>());
            numbers.sort_unstable();
            if let Some(no) = outbox.ask(reader, |no| ReaderRequest::Values { no, path, segments: numbers }) {
                self.questions.insert(no, Question { on: on.clone(), reader, segments });
            }
        }
    }

    fn is_asked(&self, on: &On, segment: u32) -> bool {
        let asks =
            |question: &Question| question.on == *on && question.segments.values().any(|other| *other == segment);
        self.questions.values().any(asks)
    }

    /// Whether readers have yet to answer.
    pub fn is_waiting(&self) -> bool {
        !self.questions.is_empty()
    }

    /// Takes the values that a reader found in one of its segments. Returns whether they had been asked for.
    pub fn on_reply(&mut self, no: RequestId, segment: u32, values: PathValues, view: StoreView<'_>) -> bool {
        let Some(question) = self.questions.get_mut(&no) else { return false };
        let Some(segment) = question.segments.remove(&segment) else { return false };
        self.values.add(&question.on, view.store, segment, values);
        if question.segments.is_empty() {
            self.questions.remove(&no);
        }
        true
    }

    /// Handles the crash of a reader: the documents that it kept have no values. Returns whether it had been asked for any.
    pub fn on_reader_lost(&mut self, reader: ReaderId, view: StoreView<'_>) -> bool {
        let lost: Vec<Question> =
            self.questions.extract_if(|_, question| question.reader == reader).map(|(_, question)| question).collect();
        for question in &lost {
            for segment in question.segments.values() {
                self.values.add(&question.on, view.store, *segment, PathValues::default());
            }
        }
        !lost.is_empty()
    }
}
