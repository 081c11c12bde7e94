//! Events over time: counts in buckets of a width that people can name, split by outcome.
//!
//! A segment's rows are sorted by time, so a bucket is a run of rows: its ends are found by halving, and what is in it
//! is counted by words of the row sets.

use super::filter::SegmentMatches;
use trailglass_event::time::{DAY, Micros, SECOND, TimeRange};
use trailglass_protocol::message::Histogram;
use trailglass_store::Store;

/// Widths that people can name, in seconds; beyond the last one they double.
const WIDTHS: [i64; 26] = [
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    2 * 60,
    5 * 60,
    10 * 60,
    15 * 60,
    30 * 60,
    3_600,
    2 * 3_600,
    3 * 3_600,
    6 * 3_600,
    12 * 3_600,
    86_400,
    2 * 86_400,
    3 * 86_400,
    7 * 86_400,
    14 * 86_400,
    28 * 86_400,
    91 * 86_400,
    182 * 86_400,
    364 * 86_400,
];

/// More buckets than this would be too narrow to be told apart and to be hit.
const MOST_BUCKETS: i64 = 120;

/// The matching rows over time. `range` is what the view has been narrowed to, else all of the store's time is shown;
/// `None` where there is no time to show.
#[inline(never)]
pub fn histogram(store: &Store, matches: &[SegmentMatches<'_>], range: Option<TimeRange>) -> Option<Histogram> {
    let whole = || store.span().map(|(first, last)| TimeRange { from: Micros(first), to: Micros(last + 1) });
    let extent = range.or_else(whole).filter(|extent| extent.from < extent.to)?;
    let (width, extent) = match range {
        Some(_) => (width_for(extent), extent),
        None => rounded(extent),
    };
    let n = buckets(extent, width) as usize;
    let mut histogram = Histogram {
        extent,
        width,
        ok: vec![0; n],
        denied: vec![0; n],
        failed: vec![0; n],
        unknown: vec![0; n],
        all: vec![0; n],
    };
    for SegmentMatches { stored, rows } in matches {
        let times = stored.segment.times();
        let (mut start, end) = stored.rows_in(extent);
        // Buckets in which the segment has no row are not looked at.
        while start < end {
            let at = histogram.bucket_at(Micros(times[start as usize]));
            let to = histogram.bucket(at).to.0;
            let next = start + times[start as usize..end as usize].partition_point(|time| *time < to) as u32;
            let matched = rows.count_between(start, next);
            if matched > 0 {
                let denied = rows.count_both(Some(&stored.denied), start, next);
                let failed = rows.count_both(Some(&stored.failed), start, next);
                let unknown = rows.count_both(Some(&stored.unknown), start, next);
                histogram.ok[at] += matched - denied - failed - unknown;
                histogram.denied[at] += denied;
                histogram.failed[at] += failed;
                histogram.unknown[at] += unknown;
            }
            histogram.all[at] += stored.shown.count_between(start, next);
            start = next;
        }
    }
    Some(histogram)
}

/// The width for all of the time, and the time from the start of the first bucket to the end of the last.
fn rounded(extent: TimeRange) -> (i64, TimeRange) {
    let width = width_for(extent);
    let from = extent.from.0.div_euclid(width) * width;
    let to = from + buckets(extent, width) * width;
    (width, TimeRange { from: Micros(from), to: Micros(to) })
}

/// The smallest width that does not make too many buckets.
fn width_for(extent: TimeRange) -> i64 {
    let fits = |width: &i64| buckets(extent, *width) <= MOST_BUCKETS;
    let named = WIDTHS.iter().map(|seconds| seconds * SECOND).find(fits);
    named.unwrap_or_else(|| {
        let mut width = 2 * 364 * DAY;
        while !fits(&width) {
            width *= 2;
        }
        width
    })
}

fn buckets(extent: TimeRange, width: i64) -> i64 {
    (extent.to.0 - 1).div_euclid(width) - extent.from.0.div_euclid(width) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_have_widths_that_people_can_name() {
        let range = |from: &str, to: &str| {
            let micros = |text: &str| Micros::parse(text).unwrap();
            TimeRange { from: micros(from), to: micros(to) }
        };
        for (from, to, width, n) in [
            ("2024-03-01T08:00:00Z", "2024-03-01T14:00:00Z", 300, 72),
            ("2024-03-01T00:00:00Z", "2024-03-02T00:00:00Z", 900, 96),
            ("2024-03-01T00:00:00Z", "2024-03-31T00:00:00Z", 6 * 3_600, 120),
            ("2024-03-01T08:00:00Z", "2024-03-01T08:00:01Z", 1, 1),
            ("2024-03-01T08:00:07Z", "2024-03-01T08:04:00Z", 2, 117),
            ("2023-01-01T00:00:00Z", "2024-01-01T00:00:00Z", 7 * 86_400, 53),
            ("0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z", 128 * 364 * 86_400, 79),
        ] {
            let extent = range(from, to);
            let found = width_for(extent);
            assert_eq!((found / SECOND, buckets(extent, found)), (width, n), "{from} to {to}");
        }
    }
}
