//! Which of the copies of an event is the one shown, and what happens to that when sources go or turn out to be damaged.

use super::rows::RowSet;
use super::{RowRef, SourceCount, Store};
use std::collections::HashSet;
use trailglass_event::sort::distinct;

/// A copy that is shown.
#[derive(Debug)]
pub(super) struct Copy {
    /// Its number.
    number: u32,
    /// A part of its id, by which a table that grows places it anew without a look into the segments.
    tag: u32,
}

impl Copy {
    pub(super) fn new(number: u32, id: u128) -> Copy {
        Copy { number, tag: (id ^ id >> 32) as u32 }
    }

    pub(super) fn hash(&self) -> u64 {
        // The table takes its places from the lower bits of a hash and its marks from the upper ones; this spreads the tag
        // over both.
        u64::from(self.tag).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

impl Store {
    /// Takes the rows of sources out, and elects again among the copies that are left. Returns the sources whose counts
    /// changed, sorted, and the segments that have lost rows.
    pub fn remove(&mut self, sources: &HashSet<u32>) -> (Vec<u32>, Vec<u32>) {
        for held in &mut self.held {
            held.segment.facts.notices.remove(sources);
        }
        let mut orphans: HashSet<u128> = HashSet::new();
        let mut thinned = Vec::new();
        for at in 0..self.held.len() {
            let held = &mut self.held[at];
            let rows = RowSet::of(held.segment.n_rows(), |row| {
                sources.contains(&held.segment.source(row)) && !held.gone.contains(row)
            });
            if rows.is_empty() {
                continue;
            }
            thinned.push(at as u32);
            for row in rows.iter().filter(|row| held.shown.contains(*row)) {
                let id = held.segment.id_key(row);
                orphans.insert(id);
                self.n_shown -= 1;
                let copy = Copy::new(held.first_row + row, id);
                if let Ok(entry) = self.by_id.find_entry(copy.hash(), |other| other.number == copy.number) {
                    entry.remove();
                }
            }
            held.shown = std::mem::replace(&mut held.shown, RowSet::empty(0)).and(&rows.clone().complement());
            held.gone = std::mem::replace(&mut held.gone, RowSet::empty(0)).or(&rows);
        }
        for source in sources {
            *self.counts.of(*source) = SourceCount::default();
        }
        (self.elect_hidden(&orphans), thinned)
    }

    /// A source has turned out to be damaged: copies of others are shown in the place of its own. Returns the sources whose counts
    /// changed, sorted.
    pub fn doubt(&mut self, source: u32) -> Vec<u32> {
        self.doubtful.insert(source);
        let mut ids: HashSet<u128> = HashSet::new();
        for held in &self.held {
            let rows = held.shown.iter().filter(|row| held.segment.source(*row) == source);
            ids.extend(rows.map(|row| held.segment.id_key(row)));
        }
        self.elect_hidden(&ids)
    }

    /// Whether a source has turned out to be damaged.
    pub fn is_doubtful(&self, source: u32) -> bool {
        self.doubtful.contains(&source)
    }

    /// Puts the hidden copies of events up for election again. Returns the sources whose counts changed, sorted.
    fn elect_hidden(&mut self, ids: &HashSet<u128>) -> Vec<u32> {
        let mut touched: Vec<u32> = Vec::new();
        for at in 0..self.held.len() {
            let held = &self.held[at];
            let hidden = held.shown.clone().or(&held.gone).complement();
            let heirs: Vec<u32> = hidden.iter().filter(|row| ids.contains(&held.segment.id_key(*row))).collect();
            for row in heirs {
                let held = &mut self.held[at];
                held.shown.insert(row);
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
    pub(super) fn hide(&mut self, number: u32, touched: &mut Vec<u32>) {
        let RowRef { segment, row } = self.row_ref(number);
        let held = &mut self.held[segment as usize];
        held.shown.remove(row);
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
        let id_of = |number: u32| {
            let held = &held[segment_of(number)];
            held.segment.id_key(number - held.first_row)
        };
        // Copies are ranked by soundness, then by richness, then by the earlier source.
        let doubtful = &self.doubtful;
        let rank_of = |number: u32| {
            let held = &held[segment_of(number)];
            let row = number - held.first_row;
            let source = held.segment.source(row);
            (!doubtful.contains(&source), held.segment.richness(row), std::cmp::Reverse(source))
        };
        let id = id_of(number);
        let copy = Copy::new(number, id);
        let is_same = |other: &Copy| other.tag == copy.tag && id_of(other.number) == id;
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
pub(super) fn touch(source: u32, touched: &mut Vec<u32>) {
    if touched.last() != Some(&source) {
        touched.push(source);
    }
}
