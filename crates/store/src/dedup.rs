//! De-duplication: which copy of an event is shown, and what changes when sources are removed or found damaged.
//!
//! A new row is compared with the shown copy of its event alone. Where shown copies are removed, or come from a source that
//! is found damaged, the hidden copies of the same events are candidates and are compared anew.

use super::builder::SegmentBuilder;
use super::rows::RowSet;
use super::{RowRef, SourceCount, Store, StoredSegment, distinct};
use hashbrown::hash_table::Entry;
use std::cmp::Reverse;
use std::collections::HashSet;
use trailglass_protocol::id::SourceId;

/// The shown copy of an event.
#[derive(Debug)]
pub(super) struct EventCopy {
    /// The row's number in the whole store.
    number: u32,
    /// The lower bits of the event's key: enough to rehash a growing table without reading the segments.
    tag: u32,
}

impl EventCopy {
    fn new(number: u32, key: u128) -> EventCopy {
        EventCopy { number, tag: key as u32 }
    }

    pub(super) fn hash(&self) -> u64 {
        // The table takes the bucket from the lower bits of a hash and its control byte from the upper ones; the
        // multiplication spreads the tag over both.
        u64::from(self.tag).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

/// The effect of removing sources.
#[derive(Debug, Default)]
pub struct Removal {
    /// The sources whose counts changed, sorted.
    pub touched: Vec<SourceId>,
    /// The segments that lost rows, by number, each with all its removed rows, those of earlier removals included.
    pub segments_with_removed_rows: Vec<(u32, RowSet)>,
}

impl Store {
    /// Removes the rows and the notifications of sources, and shows other copies of their events where there are any. A
    /// segment that has nothing left becomes an empty one and keeps its number.
    pub fn remove(&mut self, sources: &HashSet<SourceId>) -> Removal {
        let mut has_removed = false;
        let mut keys: HashSet<u128> = HashSet::new();
        let mut segments_with_removed_rows = Vec::new();
        for (stored, at) in self.segments.iter_mut().zip(0..) {
            has_removed |= stored.segment.facts.notifications.remove(sources);
            let rows = RowSet::of(stored.segment.n_rows(), |row| {
                sources.contains(&stored.segment.source(row)) && !stored.removed.contains(row)
            });
            if rows.is_empty() {
                continue;
            }
            has_removed = true;
            for row in rows.iter().filter(|row| stored.shown.contains(*row)) {
                let key = stored.segment.copy_key(row);
                keys.insert(key);
                self.n_shown -= 1;
                let copy = EventCopy::new(stored.first_row + row, key);
                if let Ok(entry) = self.by_id.find_entry(copy.hash(), |other| other.number == copy.number) {
                    entry.remove();
                }
            }
            stored.shown = std::mem::replace(&mut stored.shown, RowSet::empty(0)).and_not(&rows);
            stored.removed = std::mem::replace(&mut stored.removed, RowSet::empty(0)).or(&rows);
            stored.n_changes += 1;
            segments_with_removed_rows.push((at, stored.removed.clone()));
        }
        for source in sources {
            *self.counts.of(*source) = SourceCount::default();
        }
        self.damaged.retain(|source| !sources.contains(source));
        let touched = self.pick_among_hidden_copies(&keys);
        if has_removed {
            self.empty_segments();
            self.note_rewrite();
        }
        Removal { touched, segments_with_removed_rows }
    }

    /// Frees the memory of segments whose rows and notifications are all removed.
    fn empty_segments(&mut self) {
        let mut has_emptied = false;
        for stored in &mut self.segments {
            let n_rows = stored.segment.n_rows();
            let is_all_removed = stored.removed.count() == n_rows && !stored.segment.facts.notifications.has_any();
            if is_all_removed && (n_rows > 0 || !stored.segment.facts.is_empty()) {
                let n_changes = stored.n_changes + 1;
                *stored = StoredSegment { n_changes, ..StoredSegment::new(SegmentBuilder::default().freeze().0, 0) };
                has_emptied = true;
            }
        }
        if has_emptied {
            self.renumber_rows();
        }
    }

    /// Gives the rows of all segments consecutive numbers again.
    fn renumber_rows(&mut self) {
        self.n_rows = 0;
        self.by_id.clear();
        for stored in &mut self.segments {
            stored.first_row = self.n_rows;
            self.n_rows += stored.segment.n_rows();
            for row in stored.shown.iter() {
                let copy = EventCopy::new(stored.first_row + row, stored.segment.copy_key(row));
                self.by_id.insert_unique(copy.hash(), copy, EventCopy::hash);
            }
        }
    }

    /// Marks a source as damaged: where another source has a copy of one of its events, that copy is shown. Returns the
    /// sources whose counts changed, sorted.
    pub fn mark_damaged(&mut self, source: SourceId) -> Vec<SourceId> {
        self.damaged.insert(source);
        let mut keys: HashSet<u128> = HashSet::new();
        for stored in &self.segments {
            let rows = stored.shown.iter().filter(|row| stored.segment.source(*row) == source);
            keys.extend(rows.map(|row| stored.segment.copy_key(row)));
        }
        let touched = self.pick_among_hidden_copies(&keys);
        if !touched.is_empty() {
            self.note_rewrite();
        }
        touched
    }

    /// Whether a source is marked as damaged.
    pub fn is_damaged(&self, source: SourceId) -> bool {
        self.damaged.contains(&source)
    }

    /// Picks the shown copies of the events of these keys again, with their hidden copies as candidates. Returns the sources
    /// whose counts changed, sorted.
    fn pick_among_hidden_copies(&mut self, keys: &HashSet<u128>) -> Vec<SourceId> {
        let mut touched: Vec<SourceId> = Vec::new();
        if keys.is_empty() {
            return touched;
        }
        for at in 0..self.segments.len() {
            let stored = &self.segments[at];
            let hidden = stored.hidden();
            let candidates: Vec<u32> =
                hidden.iter().filter(|row| keys.contains(&stored.segment.copy_key(*row))).collect();
            for row in candidates {
                let stored = &mut self.segments[at];
                stored.shown.insert(row);
                stored.n_changes += 1;
                let (source, number) = (stored.segment.source(row), stored.first_row + row);
                let count = self.counts.of(source);
                (count.events, count.duplicates) = (count.events + 1, count.duplicates - 1);
                self.n_shown += 1;
                touched.push(source);
                if let Some(duplicate) = self.pick_shown_copy(number) {
                    self.hide(duplicate, &mut touched);
                }
            }
        }
        distinct(touched)
    }

    /// Hides a shown row, and counts it as a duplicate.
    pub(super) fn hide(&mut self, number: u32, touched: &mut Vec<SourceId>) {
        let Some(RowRef { segment, row }) = self.row_ref(number) else { return };
        let stored = &mut self.segments[segment as usize];
        stored.shown.remove(row);
        stored.n_changes += 1;
        let source = stored.segment.source(row);
        touch(source, touched);
        let count = self.counts.of(source);
        (count.events, count.duplicates) = (count.events - 1, count.duplicates + 1);
        self.n_shown -= 1;
    }

    /// Compares a row with the shown copy of its event, and keeps the better one as the shown copy. Returns the number of the
    /// other, which is a duplicate; `None` where the row is the only copy.
    pub(super) fn pick_shown_copy(&mut self, number: u32) -> Option<u32> {
        let (segments, damaged, members) = (&self.segments, &self.damaged, &self.members);
        let row_of = |number: u32| {
            let stored = &segments[segments.partition_point(|stored| stored.first_row <= number) - 1];
            (&stored.segment, number - stored.first_row)
        };
        let key_of = |number: u32| {
            let (segment, row) = row_of(number);
            segment.copy_key(row)
        };
        let rank_of = |number: u32| {
            let (segment, row) = row_of(number);
            let source = segment.source(row);
            (!damaged.contains(&source), segment.completeness(row), Reverse(members.place_of(source)))
        };
        let key = key_of(number);
        let copy = EventCopy::new(number, key);
        let is_same_event = |other: &EventCopy| other.tag == copy.tag && key_of(other.number) == key;
        match self.by_id.entry(copy.hash(), is_same_event, EventCopy::hash) {
            Entry::Vacant(entry) => {
                entry.insert(copy);
                None
            }
            Entry::Occupied(mut entry) => {
                let shown = entry.get().number;
                if rank_of(number) > rank_of(shown) {
                    entry.get_mut().number = number;
                    Some(shown)
                } else {
                    Some(number)
                }
            }
        }
    }
}

/// Adds a source to those whose counts changed, unless it was the last one added: neighbouring rows mostly share a source.
pub(super) fn touch(source: SourceId, touched: &mut Vec<SourceId>) {
    if touched.last() != Some(&source) {
        touched.push(source);
    }
}
