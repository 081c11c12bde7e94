//! The bars. Each layer is one path; over them lies one element for each bucket, which the pointer and scripts meet.

use crate::ui::common::words::outcome_class;
use crate::ui::prelude::*;
use std::fmt::Write;
use trailglass_event::outcome::Outcome;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_protocol::message::Histogram as Buckets;

/// The height of the drawing, in its own units: fine enough for one event among a thousand.
const HEIGHT: u64 = 4096;
/// The width of a bucket, and of the gap behind it.
const STEP: usize = 16;
const GAP: usize = 1;

/// The count at the top of the plot. Where next to nothing matches, the bars would vanish beside those of what is hidden;
/// then they have the height to themselves, and the others are cut.
pub fn scale(buckets: &Buckets) -> u32 {
    let all = buckets.all.iter().copied().max().unwrap_or(0);
    let matched = (0..buckets.len()).map(|at| buckets.matched(at)).max().unwrap_or(0);
    if matched == 0 || u64::from(matched) * 8 >= u64::from(all) { all } else { matched + matched / 4 }
}

/// How high the bars would go that are cut at the top of the plot, if any are.
pub fn cut(buckets: &Buckets) -> Option<u32> {
    buckets.all.iter().copied().max().filter(|most| *most > scale(buckets))
}

/// The start and the end of each bucket as scripts read them. They stay the same from answer to answer.
pub fn times(buckets: &Buckets) -> Vec<(AttrValue, AttrValue)> {
    let text = |time: Micros| AttrValue::from(time.to_string());
    (0..buckets.len()).map(|at| buckets.bucket(at)).map(|range| (text(range.from), text(range.to))).collect()
}

/// Draws the bars; what lies outside of the preview is dimmed.
pub fn chart(buckets: &Buckets, preview: Option<TimeRange>, times: &[(AttrValue, AttrValue)]) -> Html {
    let n = buckets.len();
    let top = u64::from(scale(buckets).max(1));
    let height = |count: u32| (u64::from(count) * HEIGHT / top).min(HEIGHT);
    // Each layer stands on those before it.
    let mut below = vec![0; n];
    let mut layer = |counts: &[u32]| {
        let mut path = String::with_capacity(n * 24);
        for (at, count) in counts.iter().enumerate() {
            let (from, to) = (height(below[at]), height(below[at] + count));
            below[at] += count;
            if to > from {
                // Writing to a text does not fail.
                write!(path, "M{} {}h{}V{}h-{}z", at * STEP, HEIGHT - from, STEP - GAP, HEIGHT - to, STEP - GAP).ok();
            }
        }
        path
    };
    let layers = [layer(&buckets.ok), layer(&buckets.denied), layer(&buckets.failed)];
    let matched: Vec<u32> = (0..n).map(|at| buckets.matched(at)).collect();
    let hidden: Vec<u32> =
        buckets.all.iter().zip(&matched).map(|(all, matched)| all.saturating_sub(*matched)).collect();
    let ghosts = layer(&hidden);
    let is_outside =
        |range: TimeRange| preview.is_some_and(|preview| range.to <= preview.from || preview.to <= range.from);
    html! {
        <svg class="bars" aria-hidden="true" preserveAspectRatio="none" viewBox={format!("0 0 {} {HEIGHT}", n * STEP)}>
            <path class="is-hidden" d={ghosts} />
            for (outcome, path) in Outcome::ALL.into_iter().zip(layers) {
                <path class={outcome_class(outcome)} d={path} />
            }
            for at in 0..n {
                { bar(buckets, at, matched[at], is_outside(buckets.bucket(at)), &times[at]) }
            }
        </svg>
    }
}

fn bar(buckets: &Buckets, at: usize, matched: u32, is_outside: bool, (start, end): &(AttrValue, AttrValue)) -> Html {
    html! {
        <rect data-testid="histogram-bar" x={(at * STEP).to_string()} y="0" width={STEP.to_string()} height={HEIGHT.to_string()}
            data-start={start} data-end={end} data-count={matched.to_string()}
            data-ok={buckets.ok[at].to_string()} data-denied={buckets.denied[at].to_string()}
            data-failed={buckets.failed[at].to_string()} data-all={buckets.all[at].to_string()}
            data-outside={is_outside.then_some("true")} />
    }
}
