//! Segments: compact, immutable, columnar. This room knows fields and rows; it never sees JSON.
//!
//! - [`segment`]: columns of a few ten thousand events, sorted by time
//! - [`builder`]: row by row, then sealed
//! - [`documents`]: the text of the records, compressed; stays in the reader
//! - [`kept`]: files kept as they were dropped; [`transcode`]: from deflate into lz4
//! - [`column`]: terms as codes into a dictionary, at the width that the dictionary needs
//! - [`dictionary`]: sorted terms
//! - [`facts`]: what lifecycle profiles took from the events
//! - [`rows`]: sets of rows
//! - [`layout`]: segment ⇄ one flat byte buffer, to cross threads
//! - [`Store`]: the sealed segments; which copy of an event is the one shown

pub mod builder;
pub mod column;
pub mod dictionary;
pub mod documents;
pub mod facts;
pub mod kept;
pub mod layout;
pub mod rows;
pub mod segment;
pub mod transcode;

use crate::event::outcome::Outcome;
use crate::event::time::TimeRange;
use crate::sort::distinct;
use hashbrown::HashTable;
use rows::RowSet;
use segment::{EventId, Segment};
use std::collections::HashSet;

/// A row anywhere in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowRef {
    /// The segment's number in the store.
    pub segment: u32,
    /// The row in it.
    pub row: u32,
}

/// A segment and the rows of it that are shown: of the copies of an event exactly one.
#[derive(Debug)]
pub struct Held {
    /// The columns.
    pub segment: Segment,
    /// Rows that are not duplicates.
    pub shown: RowSet,
    /// Rows of sources that were removed. They are never shown.
    pub gone: RowSet,
    /// Rows whose event was denied.
    pub denied: RowSet,
    /// Rows whose event failed for another reason.
    pub failed: RowSet,
    /// The number of the segment's first row in the numbering that runs through the whole store.
    pub first_row: u32,
}

/// How many rows of a source are shown and how many are duplicates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SourceCount {
    /// Rows that are shown.
    pub events: u32,
    /// Rows of which another copy is shown.
    pub duplicates: u32,
}

/// All segments. Keeps every copy of an event and marks the one that is shown: one of a sound source before one of a damaged,
/// of these the copy with the most members, of equals the one of the earlier source.
#[derive(Debug, Default)]
pub struct Store {
    held: Vec<Held>,
    n_rows: u32,
    n_shown: u32,
    /// The shown copies, hashed by event id. The ids themselves stay in the segments, so an event costs ten to twenty bytes
    /// here, as full as the table is.
    by_id: HashTable<Copy>,
    counts: Counts,
    /// Sources that are damaged.
    doubtful: HashSet<u32>,
}

/// A copy that is shown.
#[derive(Debug)]
struct Copy {
    /// Its number.
    number: u32,
    /// A part of its id, by which a table that grows places it anew without a look into the segments.
    tag: u32,
}

impl Copy {
    fn new(number: u32, id: u128) -> Copy {
        Copy { number, tag: (id ^ id >> 32) as u32 }
    }

    fn hash(&self) -> u64 {
        // The table takes its places from the lower bits of a hash and its marks from the upper ones; this spreads the tag
        // over both.
        u64::from(self.tag).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

/// A source of this number or a higher one was found within another; those below were dropped.
pub const MEMBERS: u32 = 1 << 30;

/// The counts of sources, by number: both kinds of number begin at their own beginning and leave few out.
#[derive(Debug, Default)]
struct Counts {
    dropped: Vec<SourceCount>,
    members: Vec<SourceCount>,
}

impl Counts {
    fn get(&self, source: u32) -> Option<&SourceCount> {
        match source.checked_sub(MEMBERS) {
            Some(member) => self.members.get(member as usize),
            None => self.dropped.get(source as usize),
        }
    }

    fn of(&mut self, source: u32) -> &mut SourceCount {
        let (list, at) = match source.checked_sub(MEMBERS) {
            Some(member) => (&mut self.members, member as usize),
            None => (&mut self.dropped, source as usize),
        };
        if list.len() <= at {
            list.resize(at + 1, SourceCount::default());
        }
        &mut list[at]
    }
}

impl Held {
    /// The rows, as first and end, whose time lies in a range.
    pub fn rows_in(&self, range: TimeRange) -> (u32, u32) {
        let times = self.segment.times();
        let place = |time: i64| times.partition_point(|other| *other < time) as u32;
        let start = place(range.from.0);
        // A range whose end lies before its start holds nothing.
        (start, place(range.to.0).max(start))
    }
}

impl Store {
    /// The first and the last instant of what is there, in microseconds since 1970. Rows are in the order of time, and a copy
    /// has the time of its event.
    pub fn span(&self) -> Option<(i64, i64)> {
        let is_there = |held: &Held, row: &u32| !held.gone.contains(*row);
        let first = |held: &Held| (0..held.segment.n_rows()).find(|row| is_there(held, row));
        let last = |held: &Held| (0..held.segment.n_rows()).rev().find(|row| is_there(held, row));
        let first = self.held.iter().filter_map(|held| Some(held.segment.times()[first(held)? as usize])).min()?;
        let last = self.held.iter().filter_map(|held| Some(held.segment.times()[last(held)? as usize])).max()?;
        Some((first, last))
    }

    /// The segments in the order of their numbers.
    pub fn held(&self) -> &[Held] {
        &self.held
    }

    /// Distinct events.
    pub fn n_shown(&self) -> u32 {
        self.n_shown
    }

    /// All rows, copies counted.
    pub fn n_rows(&self) -> u32 {
        self.n_rows
    }

    /// The counts of a source.
    pub fn count(&self, source: u32) -> SourceCount {
        self.counts.get(source).copied().unwrap_or_default()
    }

    /// The row of a number in the numbering that runs through the whole store.
    pub fn row_ref(&self, number: u32) -> RowRef {
        let segment = self.held.partition_point(|held| held.first_row <= number) - 1;
        RowRef { segment: segment as u32, row: number - self.held[segment].first_row }
    }

    /// Whether there is a notice.
    pub fn has_notices(&self) -> bool {
        self.held.iter().any(|held| held.segment.facts.notices.sources.iter().any(|source| *source != facts::GONE))
    }

    /// Takes facts in that were taken from a segment's rows later.
    pub fn add_facts(&mut self, segment: u32, facts: &facts::FactTable) {
        if let Some(held) = self.held.get_mut(segment as usize) {
            held.segment.facts.add(facts);
        }
    }

    /// The row that is shown of the event of an id, as [`Segment::event_id`] prints it.
    pub fn find(&self, event_id: &str) -> Option<RowRef> {
        let hash = event_id.strip_prefix("hash:").and_then(|hex| u128::from_str_radix(hex, 16).ok());
        let key = hash.unwrap_or_else(|| EventId::of(Some(event_id), "").key());
        self.held.iter().zip(0..).find_map(|(held, segment)| {
            let is_it = |row: &u32| held.segment.id_key(*row) == key && held.shown.contains(*row);
            (0..held.segment.n_rows()).find(is_it).map(|row| RowRef { segment, row })
        })
    }

    /// Takes a segment in and elects among copies. Returns the sources whose counts changed, sorted.
    pub fn adopt(&mut self, segment: Segment) -> Vec<u32> {
        let first_row = self.n_rows;
        let n_rows = segment.n_rows();
        let mut touched: Vec<u32> = Vec::new();
        let ended = |outcome: Outcome| RowSet::of(n_rows, |row| segment.outcome(row) == outcome);
        let (denied, failed) = (ended(Outcome::Denied), ended(Outcome::Failed));
        let gone = RowSet::empty(n_rows);
        self.held.push(Held { shown: RowSet::full(n_rows), gone, denied, failed, segment, first_row });
        self.n_rows += n_rows;
        self.by_id.reserve(n_rows as usize, Copy::hash);
        let newest = self.held.len() - 1;
        for row in 0..n_rows {
            let source = self.held[newest].segment.source(row);
            touch(source, &mut touched);
            let loser = self.elect(first_row + row);
            self.counts.of(source).events += 1;
            self.n_shown += 1;
            if let Some(loser) = loser {
                self.hide(loser, &mut touched);
            }
        }
        distinct(touched)
    }

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
    fn hide(&mut self, number: u32, touched: &mut Vec<u32>) {
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
    fn elect(&mut self, number: u32) -> Option<u32> {
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

fn touch(source: u32, touched: &mut Vec<u32>) {
    if touched.last() != Some(&source) {
        touched.push(source);
    }
}
