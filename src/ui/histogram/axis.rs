//! Where the labels of the time stand.

use super::words::{day, has_years, moment};
use crate::ui::common::words::decimal;
use crate::ui::prelude::*;
use trailglass_event::time::{DAY, Micros, SECOND};
use trailglass_event::zone::Clock;
use trailglass_protocol::message::Histogram as Buckets;

/// So many labels fit beside each other without touching; on a telephone every other one is shown.
const MOST_LABELS: i64 = 8;
/// Steps between labels, in seconds; beyond the last one they double.
pub const STEPS: [i64; 17] =
    [1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_419_200];

/// The place of an instant as a share of the plot, in which all buckets are of the same width.
pub fn share(buckets: &Buckets, time: Micros) -> f64 {
    let at = buckets.bucket_at(time);
    let bucket = buckets.bucket(at);
    let within = (time.0 - bucket.from.0) as f64 / (bucket.to.0 - bucket.from.0).max(1) as f64;
    ((at as f64 + within) / buckets.len().max(1) as f64).clamp(0.0, 1.0)
}

/// The labels.
pub fn axis(buckets: &Buckets, clock: &Clock) -> Html {
    let extent = buckets.extent;
    let mut step = STEPS.map(|seconds| seconds * SECOND).into_iter().find(|step| fits(buckets, *step));
    let mut wide = STEPS[STEPS.len() - 1] * SECOND;
    while step.is_none() {
        wide *= 2;
        step = Some(wide).filter(|step| fits(buckets, *step));
    }
    let step = step.unwrap_or(wide);
    // Labels stand at round times of the clock that is shown.
    let (from, to) = (clock.shown(extent.from), clock.shown(extent.to));
    let first = from.0.div_euclid(step) + i64::from(from.0.rem_euclid(step) != 0);
    let marks = (first..).map(|at| Micros(at * step)).take_while(|time| *time <= to);
    let has_years = has_years(from, to);
    let label = |time: Micros| match () {
        () if time.0.rem_euclid(DAY) == 0 && (step >= DAY || time != from) => day(time, has_years),
        () => moment(time, None, step < 60 * SECOND),
    };
    let ahead = from.0 - extent.from.0;
    let place = |shown: Micros| {
        // The offset at the start of the day may be another than at the start of the files.
        let about = Micros(shown.0 - ahead);
        share(buckets, Micros(shown.0 - (clock.shown(about).0 - about.0)))
    };
    html! {
        <div class="axis" aria-hidden="true">
            for time in marks {
                { mark(place(time), label(time)) }
            }
        </div>
    }
}

fn fits(buckets: &Buckets, step: i64) -> bool {
    step >= buckets.width && (buckets.extent.to.0 - buckets.extent.from.0) / step < MOST_LABELS
}

fn mark(share: f64, label: String) -> Html {
    // The first and the last stay within the plot.
    let class = match share {
        share if share < 0.03 => "mark is-first",
        share if share > 0.97 => "mark is-last",
        _ => "mark",
    };
    html! { <span {class} ~style={format!("left: {}%", decimal(share * 100.0))}>{ label }</span> }
}
