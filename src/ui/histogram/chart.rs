//! The bars. Each layer is one path; over them lies one element for each bucket, which the pointer and scripts meet.

use crate::ui::common::words::outcome_class;
use crate::ui::prelude::*;
use std::fmt::Write;
use trailglass_event::outcome::Outcome;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_protocol::message::Histogram as Buckets;
use trailglass_session::bars::{PLOT_HEIGHT, heights, scale};

/// The parts of a bar: one for each outcome, and what the filter hides.
const PARTS: usize = Outcome::ALL.len() + 1;

/// The width of a bucket, and of the gap behind it.
const STEP: usize = 16;
const GAP: usize = 1;

/// The start and the end of each bucket as scripts read them. They stay the same from answer to answer.
pub fn times(buckets: &Buckets) -> Vec<(AttrValue, AttrValue)> {
    let text = |time: Micros| AttrValue::from(time.to_string());
    (0..buckets.len()).map(|at| buckets.bucket(at)).map(|range| (text(range.from), text(range.to))).collect()
}

/// Draws the bars; what lies outside of the preview is dimmed.
pub fn chart(buckets: &Buckets, preview: Option<TimeRange>, times: &[(AttrValue, AttrValue)]) -> Html {
    let n = buckets.len();
    let top = scale(buckets);
    let matched: Vec<u32> = (0..n).map(|at| buckets.matched(at)).collect();
    // One path for each outcome, and one for what the filter hides; each part stands on those before it.
    let mut paths: [String; PARTS] = Default::default();
    for (at, matched) in matched.iter().enumerate() {
        let hidden = buckets.all[at].saturating_sub(*matched);
        let mut bottom = PLOT_HEIGHT;
        let parts = heights([buckets.ok[at], buckets.denied[at], buckets.failed[at], buckets.unknown[at], hidden], top);
        for (path, height) in paths.iter_mut().zip(parts).filter(|(_, height)| *height > 0) {
            // What is hidden is cut at the top of the plot.
            let height = height.min(bottom);
            bottom -= height;
            // Writing to a text does not fail.
            write!(path, "M{} {bottom}h{}v{height}h-{}z", at * STEP, STEP - GAP, STEP - GAP).ok();
        }
    }
    let [of_outcomes @ .., hidden] = paths;
    let is_outside =
        |range: TimeRange| preview.is_some_and(|preview| range.to <= preview.from || preview.to <= range.from);
    html! {
        <svg class="bars" aria-hidden="true" preserveAspectRatio="none" viewBox={format!("0 0 {} {PLOT_HEIGHT}", n * STEP)}>
            <path class="is-hidden" d={hidden} />
            for (outcome, path) in Outcome::ALL.into_iter().zip(of_outcomes) {
                <path class={outcome_class(outcome)} d={path} />
            }
            for at in 0..n {
                { times.get(at).map(|times| bar(buckets, at, matched[at], is_outside(buckets.bucket(at)), times)) }
            }
        </svg>
    }
}

fn bar(buckets: &Buckets, at: usize, matched: u32, is_outside: bool, (start, end): &(AttrValue, AttrValue)) -> Html {
    html! {
        <rect data-testid="histogram-bar" x={(at * STEP).to_string()} y="0" width={STEP.to_string()} height={PLOT_HEIGHT.to_string()}
            data-start={start} data-end={end} data-count={matched.to_string()}
            data-ok={buckets.ok[at].to_string()} data-denied={buckets.denied[at].to_string()}
            data-failed={buckets.failed[at].to_string()} data-unknown={buckets.unknown[at].to_string()} data-all={buckets.all[at].to_string()}
            data-outside={is_outside.then_some("true")} />
    }
}
