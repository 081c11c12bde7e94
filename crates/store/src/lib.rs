//! Segments: compact, immutable, columnar. This crate knows fields and rows; it never sees JSON.
//!
//! A reader pushes rows into a [`SegmentBuilder`](builder::SegmentBuilder) and freezes it; the segment crosses to the engine
//! as bytes ([`layout`]), and [`Store`] adopts it. The records' texts stay in the reader ([`documents`]).
//!
//! - [`segment`]: columns of some ten thousand events, sorted by time
//! - [`builder`]: a segment being filled, until it is frozen
//! - [`column`]: columns of terms, as codes into a dictionary
//! - [`dictionary`]: sorted distinct terms
//! - [`sources`]: the column of sources
//! - [`facts`]: facts that lifecycle profiles took from the events
//! - [`rows`]: sets of rows
//! - [`layout`]: segment ⇄ one flat byte buffer
//! - [`Store`]: the frozen segments; `dedup`: which copy of an event is shown
//! - [`documents`]: the records' texts, compressed in blocks
//! - [`kept`]: dropped files that are kept compressed; [`transcode`]: from deflate to lz4

pub mod builder;
pub mod column;
pub mod dictionary;
pub mod documents;
mod dedup;
pub mod facts;
pub mod kept;
pub mod layout;
pub mod rows;
pub mod segment;
pub mod sources;
pub mod transcode;

pub use dedup::Removal;
use dedup::{EventCopy, touch};
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

/// A version of the store. Added segments keep what was computed from the earlier ones valid. A rewrite makes all of it
/// invalid: rows were removed or shown again, facts were added, or profiles changed the meaning of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreEpoch {
    n_rewrites: u32,
    n_segments: u32,
}

impl StoreEpoch {
    /// Whether this version only adds segments to an earlier one, so that what was computed from its segments is still
    /// valid. Rows that were shown then may be hidden by copies in the new segments.
    pub fn extends(self, earlier: StoreEpoch) -> bool {
        self.n_rewrites == earlier.n_rewrites && self.n_segments >= earlier.n_segments
    }
}

/// A segment of the store, with the state of its rows. Of the copies of an event exactly one is shown.
#[derive(Debug)]
pub struct StoredSegment {
    /// The columns, which never change but for added facts.
    pub segment: Segment,
    /// Rows that are neither duplicates nor removed.
    pub shown: RowSet,
    /// Rows of removed sources. They are never shown.
    pub removed: RowSet,
    /// Rows whose event was denied.
    pub denied: RowSet,
    /// Rows whose event failed for another reason.
    pub failed: RowSet,
    /// Rows whose record does not state an outcome.
    pub unknown: RowSet,
    /// The number of the segment's first row. Rows are numbered through all segments of the store.
    pub first_row: u32,
    /// The number of changes of `shown`.
    pub n_changes: u32,
}

/// The rows of a source, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SourceCount {
    /// Shown rows.
    pub events: u32,
    /// Rows of which another copy is shown.
    pub duplicates: u32,
}

/// All segments. Every copy of an event is kept, and one is shown: a copy of an undamaged source before one of a damaged
/// source, then the more complete copy ([`Segment::completeness`]), then the copy of the earlier source.
#[derive(Debug, Default)]
pub struct Store {
    segments: Vec<StoredSegment>,
    n_rows: u32,
    n_shown: u32,
    /// The shown copies, hashed by event key. The keys stay in the segments, so an event takes ten to twenty bytes here,
    /// depending on the table's load factor.
    by_id: HashTable<EventCopy>,
    counts: Counts,
    /// Sources within others, such as the files of an archive.
    members: Members,
    /// Damaged sources.
    damaged: HashSet<SourceId>,
    /// The number of changes other than a new segment: see [`StoreEpoch`].
    n_rewrites: u32,
}

/// Sources within others, such as the files of an archive.
#[derive(Debug, Default)]
struct Members {
    /// The number of the dropped file that contains each member.
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

/// The counts of sources, by number: dropped files and members are numbered separately, each from 0 on with few gaps.
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

/// Sources in ascending order, without repetition.
fn distinct(sources: Vec<SourceId>) -> Vec<SourceId> {
    BTreeSet::from_iter(sources).into_iter().collect()
}

impl StoredSegment {
    /// A segment of which every row is shown.
    fn new(segment: Segment, first_row: u32) -> StoredSegment {
        let n_rows = segment.n_rows();
        let ended = |outcome: Outcome| RowSet::of(n_rows, |row| segment.outcome(row) == outcome);
        let (denied, failed, unknown) = (ended(Outcome::Denied), ended(Outcome::Failed), ended(Outcome::Unknown));
        let (shown, removed) = (RowSet::full(n_rows), RowSet::empty(n_rows));
        StoredSegment { shown, removed, denied, failed, unknown, segment, first_row, n_changes: 0 }
    }

    /// The hidden rows: copies of events of which another copy is shown.
    pub fn hidden(&self) -> RowSet {
        self.shown.clone().or(&self.removed).complement()
    }

    /// The rows whose time lies in a range, as the first row and the row after the last.
    pub fn rows_in(&self, range: TimeRange) -> (u32, u32) {
        let times = self.segment.times();
        let place = |time: i64| times.partition_point(|other| *other < time) as u32;
        let start = place(range.from.0);
        // A range that ends before it starts is empty.
        (start, place(range.to.0).max(start))
    }
}

impl Store {
    /// The times of the first and the last event, in microseconds since 1970; `None` where there are no events.
    pub fn span(&self) -> Option<(i64, i64)> {
        // Rows are sorted by time. A hidden copy has the time of the shown one, so only removed rows are passed over.
        let is_there = |stored: &StoredSegment, row: &u32| !stored.removed.contains(*row);
        let first = |stored: &StoredSegment| {
            (0..stored.segment.n_rows()).find(|row| is_there(stored, row)).map(|row| stored.segment.time(row).0)
        };
        let last = |stored: &StoredSegment| {
            (0..stored.segment.n_rows()).rev().find(|row| is_there(stored, row)).map(|row| stored.segment.time(row).0)
        };
        let first = self.segments.iter().filter_map(first).min()?;
        let last = self.segments.iter().filter_map(last).max()?;
        Some((first, last))
    }

    /// The segments, by number.
    pub fn segments(&self) -> &[StoredSegment] {
        &self.segments
    }

    /// The number of distinct events.
    pub fn n_shown(&self) -> u32 {
        self.n_shown
    }

    /// The number of rows, copies and removed rows included.
    pub fn n_rows(&self) -> u32 {
        self.n_rows
    }

    /// Adds a member of a dropped file, such as a file of an archive. Returns its id.
    pub fn add_member(&mut self, within: SourceId) -> SourceId {
        let (SourceId::File(file) | SourceId::Member(file)) = within;
        self.members.parents.push(file);
        SourceId::Member(self.members.parents.len() as u32 - 1)
    }

    /// The members of dropped files, each with the file that contains it.
    pub fn members(&self) -> impl Iterator<Item = (SourceId, SourceId)> {
        self.members.parents.iter().zip(0..).map(|(file, member)| (SourceId::Member(member), SourceId::File(*file)))
    }

    /// The place of a source in the order of dropping: the number of the dropped file, and the place within it. It does not
    /// depend on which reader was faster.
    pub fn place_of(&self, source: SourceId) -> (u32, u32) {
        self.members.place_of(source)
    }

    /// The version of the store.
    pub fn epoch(&self) -> StoreEpoch {
        StoreEpoch { n_rewrites: self.n_rewrites, n_segments: self.segments.len() as u32 }
    }

    /// Makes what was computed from the segments so far invalid: see [`StoreEpoch`]. For changes of profiles; the store's
    /// own changes call it themselves.
    pub fn note_rewrite(&mut self) {
        self.n_rewrites += 1;
    }

    /// A version of the shown rows: the number differs whenever other rows are shown.
    pub fn n_shown_changes(&self) -> u64 {
        self.segments.iter().map(|stored| u64::from(stored.n_changes)).sum::<u64>() + u64::from(self.n_rewrites)
    }

    /// The counts of a source.
    pub fn count(&self, source: SourceId) -> SourceCount {
        self.counts.get(source).copied().unwrap_or_default()
    }

    /// The row with a number. Rows are numbered through all segments of the store.
    pub fn row_ref(&self, number: u32) -> Option<RowRef> {
        // An empty segment has the first number of the segment after it, so the last segment with that number is the one.
        let segment = self.segments.partition_point(|stored| stored.first_row <= number).checked_sub(1)?;
        let row = number - self.segments[segment].first_row;
        (row < self.segments[segment].segment.n_rows()).then_some(RowRef { segment: segment as u32, row })
    }

    /// Whether a row exists and is not removed.
    pub fn has(&self, at: RowRef) -> bool {
        let stored = self.segments.get(at.segment as usize);
        stored.is_some_and(|stored| at.row < stored.segment.n_rows() && !stored.removed.contains(at.row))
    }

    /// Adds facts to segments, by number: those that a profile which was added later took from their rows.
    pub fn add_facts(&mut self, facts: &[(u32, facts::FactTable)]) {
        for (segment, facts) in facts {
            if let Some(stored) = self.segments.get_mut(*segment as usize) {
                stored.segment.facts.add(facts);
            }
        }
        if !facts.is_empty() {
            self.note_rewrite();
        }
    }

    /// The shown row of an event by its id, as [`Segment::event_id`] prints it; of several events with this id the first.
    pub fn find(&self, event_id: &str) -> Option<RowRef> {
        let hash = event_id.strip_prefix("hash:").and_then(|hex| u128::from_str_radix(hex, 16).ok());
        let key = hash.unwrap_or_else(|| EventId::of(Some(event_id), "").key());
        let found = self.segments.iter().zip(0..).flat_map(|(stored, segment)| {
            let is_it = move |row: &u32| stored.segment.id_key(*row) == key && stored.shown.contains(*row);
            (0..stored.segment.n_rows())
                .filter(is_it)
                .map(move |row| (stored.segment.time(row), RowRef { segment, row }))
        });
        found.min().map(|(_, at)| at)
    }

    /// Adds a segment and picks the shown copies of its events. Returns the sources whose counts changed, sorted.
    pub fn adopt(&mut self, segment: Segment) -> Vec<SourceId> {
        let first_row = self.n_rows;
        let n_rows = segment.n_rows();
        let mut touched: Vec<SourceId> = Vec::new();
        self.segments.push(StoredSegment::new(segment, first_row));
        self.n_rows += n_rows;
        self.by_id.reserve(n_rows as usize, EventCopy::hash);
        let newest = self.segments.len() - 1;
        for row in 0..n_rows {
            let source = self.segments[newest].segment.source(row);
            touch(source, &mut touched);
            let duplicate = self.pick_shown_copy(first_row + row);
            self.counts.of(source).events += 1;
            self.n_shown += 1;
            if let Some(duplicate) = duplicate {
                self.hide(duplicate, &mut touched);
            }
        }
        distinct(touched)
    }
}
