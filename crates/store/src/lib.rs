//! Segments: compact, immutable, columnar. This crate knows fields and rows; it never sees JSON.
//!
//! - [`segment`]: columns of a few ten thousand events, sorted by time
//! - [`builder`]: row by row, then sealed
//! - [`documents`]: the text of the records, compressed; stays in the reader
//! - [`kept`]: files kept as they were dropped; [`transcode`]: from deflate into lz4
//! - [`column`]: terms as codes into a dictionary, at the width that the dictionary needs
//! - [`dictionary`]: sorted terms
//! - [`sources`]: the column of sources
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
pub mod sources;
pub mod transcode;

pub use election::Removal;
use election::{Copy, touch};
use hashbrown::HashTable;
use rows::RowSet;
use segment::{EventId, Segment};
use std::collections::{BTreeSet, HashSet};
use trailglass_event::outcome::Outcome;
use trailglass_event::time::TimeRange;
use trailglass_protocol::id::SourceId;
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

/// A version of the store. Segments are only ever added; every other change of what is there makes it another history,
/// in which nothing that was found out before holds: rows were removed or shown again, facts were added, or what facts
/// mean has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreEpoch {
    n_rewrites: u32,
    n_segments: u32,
}

impl StoreEpoch {
    /// Whether what was found out of the segments at an earlier version still holds, so that only new segments have to be
    /// looked at. Rows that were shown then may be hidden by copies in new segments.
    pub fn extends(self, earlier: StoreEpoch) -> bool {
        self.n_rewrites == earlier.n_rewrites && self.n_segments >= earlier.n_segments
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
    /// Counts up with every change of `shown`.
    pub n_changes: u32,
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
    /// The sources that were found within others.
    members: Members,
    /// Sources that are damaged.
    doubtful: HashSet<SourceId>,
    /// Counts up with every change that is no new segment.
    n_rewrites: u32,
}

/// The sources that were found within others.
#[derive(Debug, Default)]
struct Members {
    /// For each the number of the file that was dropped.
    parents: Vec<u32>,
}

impl Members {
    fn place_of(&self, source: SourceId) -> (u32, u32) {
        match source {
            SourceId::File(file) => (file, 0),
            SourceId::Member(member) => (self.parents.get(member as usize).copied().unwrap_or(u32::MAX), member + 1),
        }
    }
}

/// The counts of sources, by number: both kinds of number begin at their own beginning and leave few out.
#[derive(Debug, Default)]
struct Counts {
    dropped: Vec<SourceCount>,
    members: Vec<SourceCount>,
}

impl Counts {
    fn get(&self, source: SourceId) -> Option<&SourceCount> {
        match source {
            SourceId::File(number) => self.dropped.get(number as usize),
            SourceId::Member(number) => self.members.get(number as usize),
        }
    }

    fn of(&mut self, source: SourceId) -> &mut SourceCount {
        let (list, at) = match source {
            SourceId::File(number) => (&mut self.dropped, number as usize),
            SourceId::Member(number) => (&mut self.members, number as usize),
        };
        if list.len() <= at {
            list.resize(at + 1, SourceCount::default());
        }
        &mut list[at]
    }
}

/// Sources in order, each once.
fn distinct(sources: Vec<SourceId>) -> Vec<SourceId> {
    BTreeSet::from_iter(sources).into_iter().collect()
}

impl Held {
    /// A segment of which every row is shown.
    fn new(segment: Segment, first_row: u32) -> Held {
        let n_rows = segment.n_rows();
        let ended = |outcome: Outcome| RowSet::of(n_rows, |row| segment.outcome(row) == outcome);
        let (denied, failed, unknown) = (ended(Outcome::Denied), ended(Outcome::Failed), ended(Outcome::Unknown));
        let (shown, gone) = (RowSet::full(n_rows), RowSet::empty(n_rows));
        Held { shown, gone, denied, failed, unknown, segment, first_row, n_changes: 0 }
    }

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

    /// Gives the next number to a file that was found within one that was dropped.
    pub fn add_member(&mut self, within: SourceId) -> SourceId {
        let (SourceId::File(file) | SourceId::Member(file)) = within;
        self.members.parents.push(file);
        SourceId::Member(self.members.parents.len() as u32 - 1)
    }

    /// The files that were found within others, each with the one that was dropped.
    pub fn members(&self) -> impl Iterator<Item = (SourceId, SourceId)> {
        self.members.parents.iter().zip(0..).map(|(file, member)| (SourceId::Member(member), SourceId::File(*file)))
    }

    /// The place of a source in the order of dropping: the number of the file that was dropped, and the place within it. It
    /// does not depend on which reader was faster.
    pub fn place_of(&self, source: SourceId) -> (u32, u32) {
        self.members.place_of(source)
    }

    /// The version of the store.
    pub fn epoch(&self) -> StoreEpoch {
        StoreEpoch { n_rewrites: self.n_rewrites, n_segments: self.held.len() as u32 }
    }

    /// Makes what was found out of the segments so far invalid. For whoever changes what facts mean; other changes say
    /// so themselves.
    pub fn note_rewrite(&mut self) {
        self.n_rewrites += 1;
    }

    /// How often the rows that are shown have changed, as a number that is different whenever other rows are shown.
    pub fn n_shown_changes(&self) -> u64 {
        self.held.iter().map(|held| u64::from(held.n_changes)).sum::<u64>() + u64::from(self.n_rewrites)
    }

    /// The counts of a source.
    pub fn count(&self, source: SourceId) -> SourceCount {
        self.counts.get(source).copied().unwrap_or_default()
    }

    /// The row of a number in the numbering that runs through the whole store.
    pub fn row_ref(&self, number: u32) -> Option<RowRef> {
        // Of segments without rows, which have the number of the next, the last one in order is meant.
        let segment = self.held.partition_point(|held| held.first_row <= number).checked_sub(1)?;
        let row = number - self.held[segment].first_row;
        (row < self.held[segment].segment.n_rows()).then_some(RowRef { segment: segment as u32, row })
    }

    /// Whether a row is there and was not removed.
    pub fn has(&self, at: RowRef) -> bool {
        let held = self.held.get(at.segment as usize);
        held.is_some_and(|held| at.row < held.segment.n_rows() && !held.gone.contains(at.row))
    }

    /// Takes facts in that were taken from segments' rows later.
    pub fn add_facts(&mut self, facts: &[(u32, facts::FactTable)]) {
        for (segment, facts) in facts {
            if let Some(held) = self.held.get_mut(*segment as usize) {
                held.segment.facts.add(facts);
            }
        }
        if !facts.is_empty() {
            self.note_rewrite();
        }
    }

    /// The row that is shown of the event of an id, as [`Segment::event_id`] prints it.
    pub fn find(&self, event_id: &str) -> Option<RowRef> {
        let hash = event_id.strip_prefix("hash:").and_then(|hex| u128::from_str_radix(hex, 16).ok());
        let key = hash.unwrap_or_else(|| EventId::of(Some(event_id), "").key());
        let found = self.held.iter().zip(0..).flat_map(|(held, segment)| {
            let is_it = move |row: &u32| held.segment.id_key(*row) == key && held.shown.contains(*row);
            (0..held.segment.n_rows()).filter(is_it).map(move |row| (held.segment.time(row), RowRef { segment, row }))
        });
        // Of several events of one id the first.
        found.min().map(|(_, at)| at)
    }

    /// Takes a segment in and elects among copies. Returns the sources whose counts changed, sorted.
    pub fn adopt(&mut self, segment: Segment) -> Vec<SourceId> {
        let first_row = self.n_rows;
        let n_rows = segment.n_rows();
        let mut touched: Vec<SourceId> = Vec::new();
        self.held.push(Held::new(segment, first_row));
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
