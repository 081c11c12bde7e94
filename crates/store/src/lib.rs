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
//! - [`Store`]: the sealed segments; `election`: which copy of an event is the one shown

pub mod builder;
pub mod column;
pub mod dictionary;
pub mod documents;
mod election;
pub mod facts;
pub mod kept;
pub mod layout;
pub mod rows;
pub mod segment;
pub mod transcode;

use election::{Copy, touch};
use hashbrown::HashTable;
use rows::RowSet;
use segment::{EventId, Segment};
use std::collections::HashSet;
use trailglass_event::outcome::Outcome;
use trailglass_event::sort::distinct;
use trailglass_event::time::TimeRange;
use trailglass_protocol::message::RowKey;

/// A row anywhere in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowRef {
    /// The segment's number in the store.
    pub segment: u32,
    /// The row in it.
    pub row: u32,
}

impl From<RowRef> for RowKey {
    fn from(RowRef { segment, row }: RowRef) -> RowKey {
        RowKey { segment, row }
    }
}

impl From<RowKey> for RowRef {
    fn from(key: RowKey) -> RowRef {
        RowRef { segment: key.segment, row: key.row }
    }
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
    /// Rows whose records do not tell how their events ended.
    pub unknown: RowSet,
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

pub use trailglass_protocol::MEMBERS;

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
        let (denied, failed, unknown) = (ended(Outcome::Denied), ended(Outcome::Failed), ended(Outcome::Unknown));
        let gone = RowSet::empty(n_rows);
        self.held.push(Held { shown: RowSet::full(n_rows), gone, denied, failed, unknown, segment, first_row });
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
}
