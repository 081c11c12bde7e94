//! Which of the copies of an event is the one shown, and what happens to that when sources go or turn out to be damaged.

use super::builder::SegmentBuilder;
use super::rows::RowSet;
use super::{Held, RowRef, SourceCount, Store, distinct};
use std::collections::HashSet;
use trailglass_protocol::id::SourceId;

/// A copy that is shown.
#[derive(Debug)]
pub(super) struct Copy {
    /// Its number.
    number: u32,
    /// A part of its key, by which a table that grows places it anew without a look into the segments.
    tag: u32,
}

impl Copy {
    pub(super) fn new(number: u32, key: u128) -> Copy {
        Copy { number, tag: key as u32 }
    }

    pub(super) fn hash(&self) -> u64 {
        // The table takes its places from the lower bits of a hash and its marks from the upper ones; this spreads the tag
        // over both.
        u64::from(self.tag).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

/// What the removal of sources came to.
#[derive(Debug, Default)]
pub struct Removal {
    /// The sources whose counts changed, sorted.
    pub touched: Vec<SourceId>,
    /// The segments that have lost rows, and all rows that each has lost so far.
    pub gone: Vec<(u32, RowSet)>,
}

impl Store {
    /// Takes the rows and the notifications of sources out, and elects again among the copies that are left. A segment
    /// of which nothing is left becomes one without rows; its number stays its own.
    pub fn remove(&mut self, sources: &HashSet<SourceId>) -> Removal {
        let mut has_lost = false;
        let mut orphans: HashSet<u128> = HashSet::new();
        let mut gone = Vec::new();
        for at in 0..self.held.len() {
            let held = &mut self.held[at];
            has_lost |= held.segment.facts.notifications.remove(sources);
            let rows = RowSet::of(held.segment.n_rows(), |row| {
                sources.contains(&held.segment.source(row)) && !held.gone.contains(row)
            });
            if rows.is_empty() {
                continue;
            }
            has_lost = true;
            for row in rows.iter().filter(|row| held.shown.contains(*row)) {
                let key = held.segment.copy_key(row);
                orphans.insert(key);
                self.n_shown -= 1;
                let copy = Copy::new(held.first_row + row, key);
                if let Ok(entry) = self.by_id.find_entry(copy.hash(), |other| other.number == copy.number) {
                    entry.remove();
                }
            }
            held.shown = std::mem::replace(&mut held.shown, RowSet::empty(0)).and_not(&rows);
            held.gone = std::mem::replace(&mut held.gone, RowSet::empty(0)).or(&rows);
            held.n_changes += 1;
            gone.push((at as u32, held.gone.clone()));
        }
        for source in sources {
            *self.counts.of(*source) = SourceCount::default();
        }
        self.doubtful.retain(|source| !sources.contains(source));
        let touched = self.elect_hidden(&orphans);
        if has_lost {
            self.empty_segments();
            self.note_rewrite();
        }
        Removal { touched, gone }
    }

    /// Gives the memory back of segments of which every row and every notification was removed.
    fn empty_segments(&mut self) {
        let mut has_emptied = false;
        for held in &mut self.held {
            let n_rows = held.segment.n_rows();
            let is_lost = held.gone.count() == n_rows && !held.segment.facts.notifications.has_any();
            if is_lost && (n_rows > 0 || !held.segment.facts.is_empty()) {
                let n_changes = held.n_changes + 1;
                *held = Held { n_changes, ..Held::new(SegmentBuilder::default().seal().0, 0) };
                has_emptied = true;
            }
        }
        if !has_emptied {
            return;
        }
        // Rows are numbered through all segments.
        self.n_rows = 0;
        self.by_id.clear();
        for held in &mut self.held {
            held.first_row = self.n_rows;
            self.n_rows += held.segment.n_rows();
            for row in held.shown.iter() {
                let copy = Copy::new(held.first_row + row, held.segment.copy_key(row));
                self.by_id.insert_unique(copy.hash(), copy, Copy::hash);
            }
        }
    }

    /// A source has turned out to be damaged: copies of others are shown in the place of its own. Returns the sources whose counts
    /// changed, sorted.
    pub fn mark_damaged(&mut self, source: SourceId) -> Vec<SourceId> {
        self.doubtful.insert(source);
        let mut keys: HashSet<u128> = HashSet::new();
        for held in &self.held {
            let rows = held.shown.iter().filter(|row| held.segment.source(*row) == source);
            keys.extend(rows.map(|row| held.segment.copy_key(row)));
        }
        let touched = self.elect_hidden(&keys);
        if !touched.is_empty() {
            self.note_rewrite();
        }
        touched
    }

    /// Whether a source has turned out to be damaged.
    pub fn is_doubtful(&self, source: SourceId) -> bool {
        self.doubtful.contains(&source)
    }

    /// Puts the hidden copies of events up for election again. Returns the sources whose counts changed, sorted.
    fn elect_hidden(&mut self, keys: &HashSet<u128>) -> Vec<SourceId> {
        let mut touched: Vec<SourceId> = Vec::new();
        if keys.is_empty() {
            return touched;
        }
        for at in 0..self.held.len() {
            let held = &self.held[at];
            let hidden = held.shown.clone().or(&held.gone).complement();
            let heirs: Vec<u32> = hidden.iter().filter(|row| keys.contains(&held.segment.copy_key(*row))).collect();
            for row in heirs {
                let held = &mut self.held[at];
                held.shown.insert(row);
                held.n_changes += 1;
                let (source, number) = (held.segment.source(row), held.first_row + row);
                let count = self.counts.of(source);
                (count.events, count.duplicates) = (count.events + 1, count.duplicates - 1);
                self.n_shown += 1;
                touched.push(source);
                if let Some(loser) = self.elect(number) {
                    self.hide(loser, &mut touched);
                }
            }
        }
        distinct(touched)
    }

    /// Counts a shown row as a duplicate.
    pub(super) fn hide(&mut self, number: u32, touched: &mut Vec<SourceId>) {
        let Some(RowRef { segment, row }) = self.row_ref(number) else { return };
        let held = &mut self.held[segment as usize];
        held.shown.remove(row);
        held.n_changes += 1;
        let source = held.segment.source(row);
        touch(source, touched);
        let count = self.counts.of(source);
        (count.events, count.duplicates) = (count.events - 1, count.duplicates + 1);
        self.n_shown -= 1;
    }

    /// Puts a row up against the shown copy of its event. Returns the copy that is not shown, if there are two.
    pub(super) fn elect(&mut self, number: u32) -> Option<u32> {
        let held = &self.held;
        let segment_of = |number: u32| held.partition_point(|held| held.first_row <= number) - 1;
        let key_of = |number: u32| {
            let held = &held[segment_of(number)];
            held.segment.copy_key(number - held.first_row)
        };
        // Copies are ranked by soundness, then by richness, then by the earlier source.
        let (doubtful, members) = (&self.doubtful, &self.members);
        let rank_of = |number: u32| {
            let held = &held[segment_of(number)];
            let row = number - held.first_row;
            let source = held.segment.source(row);
            (!doubtful.contains(&source), held.segment.richness(row), std::cmp::Reverse(members.place_of(source)))
        };
        let key = key_of(number);
        let copy = Copy::new(number, key);
        let is_same = |other: &Copy| other.tag == copy.tag && key_of(other.number) == key;
        let entry = self.by_id.entry(copy.hash(), is_same, Copy::hash);
        match entry {
            hashbrown::hash_table::Entry::Vacant(entry) => {
                entry.insert(copy);
                None
            }
            hashbrown::hash_table::Entry::Occupied(mut entry) => {
                let former = entry.get().number;
                if rank_of(number) > rank_of(former) {
                    entry.get_mut().number = number;
                    Some(former)
                } else {
                    Some(number)
                }
            }
        }
    }
}

/// Notes a source that is touched; most rows are of the one before.
pub(super) fn touch(source: SourceId, touched: &mut Vec<SourceId>) {
    if touched.last() != Some(&source) {
        touched.push(source);
    }
}
