//! The heights of the bars of the histogram, and the range of time that is worth a zoom.

use trailglass_event::time::TimeRange;
use trailglass_protocol::message::Histogram;

/// The height of the plot in the units of the drawing: fine enough for one event among a thousand.
pub const PLOT_HEIGHT: u32 = 4096;
/// The height of the plot in pixels; the style sheet has the same.
const PLOT_PIXELS: u32 = 56;
/// The least height of a part that is not empty: two pixels, so that one event among thousands is visible.
const LEAST: u32 = PLOT_HEIGHT * 2 / PLOT_PIXELS;

/// The count at the top of the plot: that of the tallest bar. Where few events match, their bars would vanish among those
/// of the hidden events; then the scale is that of the matching events, and the others are clipped.
pub fn scale(buckets: &Histogram) -> u32 {
    let all = buckets.all.iter().copied().max().unwrap_or(0);
    let matched = (0..buckets.len()).map(|at| buckets.matched(at)).max().unwrap_or(0);
    if matched == 0 || u64::from(matched) * 8 >= u64::from(all) { all } else { matched }
}

/// The count of the tallest bar, where it is clipped at the top of the plot.
pub fn clipped_count(buckets: &Histogram) -> Option<u32> {
    buckets.all.iter().copied().max().filter(|most| *most > scale(buckets))
}

/// The heights of the parts of a bar with these counts, from the bottom up. A part that is not empty is at least two
/// pixels high; the highest part gives what that adds, so that the bar stays within the plot.
pub fn heights<const N: usize>(counts: [u32; N], scale: u32) -> [u32; N] {
    let height =
        |count: u64| (count * u64::from(PLOT_HEIGHT) / u64::from(scale.max(1))).min(u64::from(PLOT_HEIGHT)) as u32;
    let mut below = 0;
    let mut heights = counts.map(|count| {
        let bottom = height(below);
        below += u64::from(count);
        let part = height(below) - bottom;
        if count == 0 { 0 } else { part.max(LEAST) }
    });
    let too_high = heights.iter().sum::<u32>().saturating_sub(PLOT_HEIGHT.max(height(below)));
    if let Some(highest) = heights.iter_mut().max() {
        *highest = highest.saturating_sub(too_high);
    }
    heights
}

/// A range that holds most or all of the matching events and is much shorter than the time that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SuggestedZoom {
    /// The range.
    pub range: TimeRange,
    /// The number of matching events in it.
    pub inside: u32,
    /// The number of matching events.
    pub matched: u32,
}

/// A suggested zoom may leave out one of this many matching events.
const OUTLIER_SHARE: u32 = 200;
/// A suggested zoom that leaves events out is shorter than the time that is shown by at least this factor.
const SHORTER: usize = 4;

/// The range worth a zoom: that of all matching events where it leaves out a quarter of the time; else the shortest range of
/// nearly all of them, where a few outliers stretch the time.
pub fn suggested_zoom(buckets: &Histogram) -> Option<SuggestedZoom> {
    let counts: Vec<u32> = (0..buckets.len()).map(|at| buckets.matched(at)).collect();
    let matched: u32 = counts.iter().sum();
    let first = counts.iter().position(|count| *count > 0)?;
    let last = counts.iter().rposition(|count| *count > 0)?;
    let of =
        |first: usize, last: usize, inside: u32| SuggestedZoom { range: buckets.between(first, last), inside, matched };
    if (last + 1 - first) * 4 <= counts.len() * 3 {
        return Some(of(first, last, matched));
    }
    let wanted = matched - matched / OUTLIER_SHARE;
    let (first, last, inside) = shortest(&counts, wanted)?;
    ((last + 1 - first) * SHORTER <= counts.len()).then(|| of(first, last, inside))
}

/// The shortest run of buckets with at least `wanted` events: its first, its last, and the number of its events.
fn shortest(counts: &[u32], wanted: u32) -> Option<(usize, usize, u32)> {
    let mut best: Option<(usize, usize, u32)> = None;
    let (mut first, mut inside) = (0, 0);
    for (last, count) in counts.iter().enumerate() {
        inside += count;
        while inside - counts[first] >= wanted && first < last {
            inside -= counts[first];
            first += 1;
        }
        if inside >= wanted && best.is_none_or(|(from, to, _)| last - first < to - from) {
            best = Some((first, last, inside));
        }
    }
    best
}

// proptest is for this machine only.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use trailglass_event::time::{Micros, SECOND};

    /// Buckets of a second, with so many matching events and so many of all.
    fn buckets(ok: &[u32], all: &[u32]) -> Histogram {
        let extent = TimeRange { from: Micros(0), to: Micros(ok.len() as i64 * SECOND) };
        let none = vec![0; ok.len()];
        Histogram {
            extent,
            width: SECOND,
            ok: ok.to_vec(),
            denied: none.clone(),
            failed: none.clone(),
            unknown: none,
            all: all.to_vec(),
        }
    }

    #[test]
    fn the_scale_is_the_tallest_bar_and_cuts_what_is_hidden_where_little_matches() {
        for (ok, all, top, cut_at) in [
            (&[3, 9, 0][..], &[3, 9, 4][..], 9, None),
            (&[0, 2, 0], &[5, 12, 16], 16, None),
            (&[0, 1, 0], &[5, 353, 16], 1, Some(353)),
            (&[0, 0, 0], &[5, 12, 16], 16, None),
            (&[], &[], 0, None),
        ] {
            let buckets = buckets(ok, all);
            assert_eq!((scale(&buckets), clipped_count(&buckets)), (top, cut_at), "{ok:?} of {all:?}");
        }
    }

    #[test]
    fn a_zoom_is_offered_where_what_matches_fills_little_of_the_time() {
        let seconds = |from: i64, to: i64| TimeRange { from: Micros(from * SECOND), to: Micros(to * SECOND) };
        for (counts, expected) in [
            (&[0, 0, 4, 1, 0, 0, 0, 0][..], Some((seconds(2, 4), 5, 5))),
            (&[1, 0, 0, 4, 1, 0, 2, 1], None),
            (&[0, 0, 0, 0, 0, 0, 0, 0], None),
            // A few outliers far away.
            (&[5, 0, 0, 0, 0, 0, 0, 23_981], Some((seconds(7, 8), 23_981, 23_986))),
            // Too many to be outliers.
            (&[500, 0, 0, 0, 0, 0, 0, 23_981], None),
            (&[1, 1, 1, 1], None),
        ] {
            let found = suggested_zoom(&buckets(counts, counts)).map(|zoom| (zoom.range, zoom.inside, zoom.matched));
            assert_eq!(found, expected, "{counts:?}");
        }
    }

    proptest! {
        #[test]
        fn every_part_with_an_event_is_seen_and_no_bar_leaves_the_plot(counts: [u16; 4], more in 0_u32..100_000) {
            let counts = counts.map(u32::from);
            let scale = counts.iter().sum::<u32>() + more;
            let heights = heights(counts, scale);
            prop_assert!(heights.iter().sum::<u32>() <= PLOT_HEIGHT);
            for (count, height) in counts.iter().zip(heights) {
                prop_assert_eq!(*count > 0, height > 0);
                prop_assert!(*count == 0 || height >= LEAST, "{:?}", heights);
            }
        }
    }
}
