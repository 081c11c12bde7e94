//! Events over time above the table: bars by outcome, faint ones for what the filter hides, and a part of the time that
//! is tried out with the pointer or the arrow keys before the view is narrowed to it.
//!
//! - [`chart`]: the bars
//! - [`brush`]: from gestures to a range
//! - [`axis`]: where the labels of the time stand
//! - [`breadcrumbs`]: the way back through the ranges
//! - [`words`]: widths and ranges as people read them

pub mod axis;
pub mod brush;
pub mod chart;
pub mod breadcrumbs;
pub mod words;

use crate::ui::actions::{Actions, use_actions};
use crate::ui::common::range::range_grips;
use crate::ui::common::shared::Shared;
use crate::ui::common::words::{count, decimal, extent, number, outcome_class};
use crate::ui::common::zone::use_clock;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use axis::axis;
use brush::{Brush, PlotHandlers, use_brush};
use chart::{chart, times};
use std::cell::Cell;
use trailglass_event::outcome::Outcome;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_event::zone::Clock;
use trailglass_protocol::message::Histogram as Buckets;
use trailglass_session::Action;
use trailglass_session::bars::{SuggestedZoom, clipped_count, scale, suggested_zoom};

/// What the histogram needs.
#[derive(Properties, PartialEq)]
pub struct HistogramProps {
    /// The buckets; `None` before the first answer.
    pub buckets: Option<Shared<Buckets>>,
    /// The range that is tried out.
    pub preview: Option<TimeRange>,
    /// How many ranges were committed.
    pub depth: usize,
    /// Events in the query and the ranges.
    pub matched: u32,
}

/// The histogram.
#[component]
pub fn Histogram(props: &HistogramProps) -> Html {
    let HistogramProps { buckets, preview, depth, matched } = props;
    let actions = use_actions();
    let clock = &*use_clock();
    let plot = use_node_ref();
    let hovered = use_state_eq(|| None::<usize>);
    let aim = use_memo((), |()| Cell::new(None));
    let brush = Brush { plot: plot.clone(), buckets: buckets.clone(), aim, depth: *depth, act: actions.act.clone() };
    let handlers = use_brush(&brush, *preview, hovered.setter());
    // Moving the pointer over the bars does not draw them anew.
    let times = {
        let buckets = buckets.clone();
        use_memo(buckets.as_ref().map(|buckets| (buckets.extent, buckets.width)), move |_| {
            buckets.map_or(Vec::new(), |buckets| times(&buckets))
        })
    };
    let bars = use_memo((buckets.clone(), *preview), |(buckets, preview)| {
        buckets.as_ref().map_or(Html::default(), |buckets| chart(buckets, *preview, &times))
    });
    let Some(buckets) = buckets else {
        return html! { <section class="histogram" data-testid="histogram" aria-label="Events over time"></section> };
    };
    let PlotHandlers { onpointerdown, onpointermove, onpointerup, onpointercancel, onpointerleave, ondblclick, on_key } =
        handlers;
    let hovered = hovered.filter(|at| *at < buckets.len());
    let chosen = preview.map(|range| words::range(range, buckets.extent, clock));
    let said = match &chosen {
        Some(range) => format!("{range}, {}", count(*matched, "event", "events")),
        None => format!("All of {}", words::range(buckets.extent, buckets.extent, clock)),
    };
    // Few files have any, and the room is small.
    let has_unknown = buckets.unknown.iter().any(|count| *count > 0);
    let is_cut = clipped_count(buckets);
    let ends = preview.map(|range| (buckets.bucket_at(range.from), buckets.bucket_at(Micros(range.to.0 - 1))));
    // The keys go where the pointer goes.
    let onmousedown = {
        let actions = actions.clone();
        move |event: MouseEvent| {
            event.prevent_default();
            actions.targets.focus(Target::TimeRange);
        }
    };
    html! {
        <section class="histogram" data-testid="histogram" aria-label="Events over time" data-width={(buckets.width / 1_000_000).to_string()}>
            <div class="histogram-head">
                <span class="muted">{ format!("Events per {}", words::width(buckets.width)) }</span>
                for outcome in Outcome::ALL.into_iter().filter(|outcome| *outcome != Outcome::Unknown || has_unknown) {
                    <span class={classes!("key", outcome_class(outcome))}>{ outcome.word() }</span>
                }
                <span class="key is-hidden">
                    { "hidden" }<span class="more">{ " by the filter" }</span>
                    if let Some(most) = is_cut { <span class="cut" data-testid="histogram-cut">{ format!(", cut off: up to {}", number(most)) }</span> }
                </span>
                <span class="space"></span>
                if let Some(focus) = suggested_zoom(buckets).filter(|_| preview.is_none()) { { zoom_to(focus, &actions) } }
                <span class="muted" title="The tallest bar">{ format!("max {}", number(scale(buckets))) }</span>
            </div>
            <div class={classes!("plot", is_cut.map(|_| "is-cut"))} ref={plot} role="group" aria-label="Time range of the histogram" {onmousedown}
                {onpointerdown} {onpointermove} {onpointerup} {onpointercancel} {onpointerleave} {ondblclick}>
                { (*bars).clone() }
                if let Some(range) = preview { { brushed(buckets, *range) } }
                if let (Some(at), None) = (hovered, preview) { { tip(buckets, at, clock) } }
                { range_grips("Time range", buckets.len(), ends, &said, actions.targets.node(Target::TimeRange), &on_key) }
            </div>
            if let (Some(range), Some(words)) = (preview, chosen) { { zoom(buckets, *range, words, *matched, &actions) } }
            { axis(buckets, clock) }
        </section>
    }
}

/// The button that narrows the view to where what matches is.
fn zoom_to(focus: SuggestedZoom, actions: &Actions) -> Html {
    let SuggestedZoom { range, inside, matched } = focus;
    let label = if inside == matched { "Zoom to matches" } else { "Zoom to most events" };
    let title = format!("{} of {}", number(inside), count(matched, "matching event", "matching events"));
    let actions = actions.clone();
    let onclick = move |_| {
        actions.act.emit(Action::PreviewRange(Some(range)));
        actions.act.emit(Action::CommitRange);
        // The button goes away with the wide time; the focus stays where the ranges are made.
        actions.targets.focus(Target::TimeRange);
    };
    html! { <button class="link" data-testid="zoom-to-matches" {title} {onclick}>{ label }</button> }
}

/// The place of a range as shares of the plot.
fn place(buckets: &Buckets, range: TimeRange) -> (f64, f64) {
    (axis::share(buckets, range.from), axis::share(buckets, range.to))
}

fn brushed(buckets: &Buckets, range: TimeRange) -> Html {
    let (start, end) = place(buckets, range);
    let style = extent(start * 100.0, end * 100.0);
    html! { <div class="brush" ~style={style}><span class="brush-handle"></span><span class="brush-handle"></span></div> }
}

/// The range, how long it is, how many events are in it, and the button that narrows the view to it.
fn zoom(buckets: &Buckets, range: TimeRange, words: String, matched: u32, actions: &Actions) -> Html {
    let (start, end) = place(buckets, range);
    // Beside the range, on the side where there is room.
    let style = if end < 0.6 {
        format!("left: calc({}% + 6px)", decimal(end * 100.0))
    } else {
        format!("right: calc({}% + 6px)", decimal((1.0 - start).min(0.75) * 100.0))
    };
    let actions = actions.clone();
    let onclick = move |_| {
        actions.act.emit(Action::CommitRange);
        // The button goes away with the preview; the focus stays where it was.
        actions.targets.focus(Target::TimeRange);
    };
    html! {
        <div class="zoom-tip" ~style={style}>
            <span>{ words }</span>
            <span class="muted">{ words::length(range) }</span>
            <strong>{ number(matched) }</strong>
            <button class="button is-primary" data-testid="histogram-zoom" {onclick}>{ "Zoom" }</button>
        </div>
    }
}

/// What is in the bucket under the pointer.
fn tip(buckets: &Buckets, at: usize, clock: &Clock) -> Html {
    let range = buckets.bucket(at);
    let (start, end) = place(buckets, range);
    let style = if start < 0.6 {
        format!("left: calc({}% + 6px)", decimal(end * 100.0))
    } else {
        format!("right: calc({}% + 6px)", decimal((1.0 - start) * 100.0))
    };
    let mut parts = vec![words::range(range, buckets.extent, clock), count(buckets.matched(at), "event", "events")];
    let others = [
        (buckets.denied[at], Outcome::Denied),
        (buckets.failed[at], Outcome::Failed),
        (buckets.unknown[at], Outcome::Unknown),
    ];
    for (some, outcome) in others {
        if some > 0 {
            parts.push(format!("{} {}", number(some), outcome.word()));
        }
    }
    let hidden = buckets.all[at].saturating_sub(buckets.matched(at));
    if hidden > 0 {
        parts.push(format!("{} hidden", number(hidden)));
    }
    html! { <div class="bucket-tip" ~style={style}>{ parts.join(", ") }</div> }
}
