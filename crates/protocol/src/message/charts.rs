//! Counts beside the rows: the values of facets, events over time, jobs over time.

use super::request::FacetRequest;
use serde::{Deserialize, Serialize};
use trailglass_event::time::{Micros, TimeRange};

/// The values of a field among the events that match the query without its own clauses on that field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// What was asked.
    pub ask: FacetRequest,
    /// Distinct values.
    pub distinct: u32,
    /// Those of them that hold the part asked for.
    pub found: u32,
    /// Values, the most frequent first.
    pub values: Vec<FacetValue>,
    /// Whether values of some events are still being read.
    pub is_partial: bool,
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// The value.
    pub value: String,
    /// How many events have it.
    pub count: u32,
    /// What the query says of it.
    pub choice: Choice,
}

/// What the query's clauses on a field say of one of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choice {
    /// Nothing that sets it apart.
    Free,
    /// It is one of those asked for.
    Chosen,
    /// It is left out.
    Excluded,
}

/// Events over time, in buckets of equal width; the first and the last may be cut by the range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram {
    /// The time from the first bucket to the last.
    pub extent: TimeRange,
    /// The width of a bucket, in microseconds. Buckets begin at its multiples.
    pub width: i64,
    /// Matching events that succeeded, in each bucket.
    pub ok: Vec<u32>,
    /// Matching events that were denied.
    pub denied: Vec<u32>,
    /// Matching events that failed for another reason.
    pub failed: Vec<u32>,
    /// Matching events whose records do not tell how they ended.
    pub unknown: Vec<u32>,
    /// All events, also those that do not match.
    pub all: Vec<u32>,
}

impl Histogram {
    /// How many buckets.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is no bucket.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The time of a bucket.
    pub fn bucket(&self, at: usize) -> TimeRange {
        let start = |at: i64| self.extent.from.0.div_euclid(self.width).saturating_add(at).saturating_mul(self.width);
        let from = Micros(start(at as i64)).max(self.extent.from);
        TimeRange { from, to: Micros(start(at as i64 + 1)).min(self.extent.to) }
    }

    /// The time of the buckets from one to another, in either order.
    pub fn between(&self, one: usize, other: usize) -> TimeRange {
        TimeRange { from: self.bucket(one.min(other)).from, to: self.bucket(one.max(other)).to }
    }

    /// The bucket that an instant lies in, or the nearest.
    pub fn bucket_at(&self, time: Micros) -> usize {
        let at = time.0.div_euclid(self.width) - self.extent.from.0.div_euclid(self.width);
        (at.max(0) as usize).min(self.len().saturating_sub(1))
    }

    /// Matching events in a bucket.
    pub fn matched(&self, at: usize) -> u32 {
        self.ok[at] + self.denied[at] + self.failed[at] + self.unknown[at]
    }
}

/// How many jobs of one pipeline there were at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strip {
    /// The id of what they belong to.
    pub parent: String,
    /// What people call it.
    pub name: Option<String>,
    /// What it is: `pipeline`, `queue`.
    pub noun: String,
    /// For each part of the time, the most that there were at once within it, at least and at most: those whose end
    /// nothing shows count until the last event that names them, and as long as nothing shows it.
    pub counts: Vec<(u32, u32)>,
    /// When it was paused, and until when, where it was taken up again.
    pub paused: Vec<(Micros, Option<Micros>)>,
}

/// The jobs of an answer over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// From the first beginning to the last that is known.
    pub span: (Micros, Micros),
    /// For what most of them belong to, how many there were at a time.
    pub strips: Vec<Strip>,
}
