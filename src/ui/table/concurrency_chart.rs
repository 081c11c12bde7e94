//! Above the timelines: how many jobs of a pipeline or queue ran at a time, a row each. A drag over the chart, or the arrow
//! keys and Enter, zoom the timelines.

use super::timeline_row::legend;
use super::zoom::{Zoom, use_zoom};
use crate::ui::common::range::range_grips;
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::common::zone::use_clock;
use crate::ui::hooks::browser::focus;
use crate::ui::prelude::*;
use trailglass_event::time::Micros;
use trailglass_event::zone::Clock;
use trailglass_protocol::message::{Strip, Timeline};

/// How high a row is drawn, in its own units.
const HEIGHT: u32 = 200;

/// What the chart needs.
#[derive(Properties, PartialEq)]
pub struct ConcurrencyChartProps {
    /// The jobs over time.
    pub timeline: Shared<Timeline>,
    /// The range that the timelines are zoomed to.
    pub zoom: Option<(Micros, Micros)>,
    /// The timelines are to be zoomed, or shown whole.
    pub on_zoom: Callback<Option<(Micros, Micros)>>,
}

/// The chart.
#[component]
pub fn ConcurrencyChart(props: &ConcurrencyChartProps) -> Html {
    let ConcurrencyChartProps { timeline, zoom: zoomed, on_zoom } = props;
    let clock = use_clock();
    let slider = use_node_ref();
    let n_parts = timeline.strips.first().map_or(0, |strip| strip.counts.len());
    let zoom = use_zoom(timeline.span, n_parts, *zoomed, on_zoom);
    let (from, to) = zoom.time();
    let said = words::span(from, to, &clock);
    html! {
        <section class="concurrency" aria-label="Jobs not known to have ended" data-testid="job-strips">
            <div class="concurrency-head">
                <span>{ "Jobs not known to have ended" }</span>
                <span class="muted">{ said.clone() }</span>
                { zoom_button(&zoom, &slider) }
                <span class="space"></span>
                if timeline.strips.iter().any(|strip| !strip.counts.is_empty()) {
                    { chart_legend(&timeline.strips) }
                }
                { legend() }
            </div>
            <div class="concurrency-body" role="group" aria-label="Time range of the timelines" ref={zoom.chart.clone()}
                onpointerdown={zoom.handler(Zoom::press)} onpointermove={zoom.handler(Zoom::drag)} onpointerup={zoom.handler(Zoom::release)}
                onpointercancel={zoom.handler(Zoom::cancel)} ondblclick={zoom.handler(|zoom, _: MouseEvent| zoom.reset())}>
                for strip in timeline.strips.iter() {
                    { row(strip, timeline.span, &clock) }
                }
                if let Some((from, to)) = zoom.shares() {
                    <span class="concurrency-chosen" ~style={words::extent(from * 100.0, to * 100.0)}></span>
                }
                if n_parts > 0 {
                    // Beside the rows and not around them: assistive technology does not read what is in a slider.
                    { range_grips("Time range of the timelines", n_parts, zoom.ends(), &said, slider, &zoom.handler(Zoom::key)) }
                }
            </div>
        </section>
    }
}

/// The button that zooms or resets the zoom, or the words that say how to. The button goes away when it is pressed; the
/// focus stays at the slider.
fn zoom_button(zoom: &Zoom, slider: &NodeRef) -> Html {
    let button = |test_id: &'static str, label: &'static str, run: fn(&Zoom)| {
        let (zoom, slider) = (zoom.clone(), slider.clone());
        let onclick = move |_: MouseEvent| {
            run(&zoom);
            focus(slider.cast());
        };
        html! { <button class="link" data-testid={test_id} {onclick}>{ label }</button> }
    };
    if zoom.has_preview() {
        button("zoom-in", "Zoom", Zoom::commit)
    } else if zoom.zoomed.is_some() {
        button("zoom-out", "Reset zoom", Zoom::reset)
    } else if zoom.n_parts > 0 {
        html! { <span class="muted concurrency-hint">{ "drag over the chart to zoom the timelines" }</span> }
    } else {
        Html::default()
    }
}

/// What the parts of the rows mean.
fn chart_legend(strips: &[Strip]) -> Html {
    let one =
        |class: &'static str, words: &'static str| html! { <span class="legend"><span {class}></span>{ words }</span> };
    html! {
        <>
            { one("swatch-least", "at least") }
            { one("swatch-most", "at most") }
            if strips.iter().any(|strip| !strip.paused.is_empty()) { { one("concurrency-pause", "paused") } }
        </>
    }
}

fn row(strip: &Strip, (first, last): (Micros, Micros), clock: &Clock) -> Html {
    let peak = strip.counts.iter().map(|(least, _)| *least).max().unwrap_or(0);
    let most = strip.counts.iter().map(|(_, most)| *most).max().unwrap_or(0);
    let name = strip.name.as_deref().unwrap_or(&strip.parent);
    let said = match (peak, most) {
        (peak, most) if peak == most => format!("max {peak}"),
        (peak, most) => format!("max {peak} to {most}"),
    };
    let bounds = format!("At least {peak}, at most {most} at once");
    let paused = |from: Micros, until: Option<Micros>| match until {
        Some(until) => format!("{name} was paused from {} to {}", clock.instant(from), clock.instant(until)),
        None => format!("{name} was paused at {}; no event takes it up again", clock.instant(from)),
    };
    let place = |time: Micros| ((time.0 - first.0) as f64 * 100.0 / (last.0 - first.0).max(1) as f64).clamp(0.0, 100.0);
    html! {
        <div class="concurrency-row" data-testid="job-strip" data-parent={strip.parent.clone()} data-peak={peak.to_string()}
            data-most={most.to_string()}>
            for (from, until) in strip.paused.iter() {
                <span class="concurrency-pause" title={paused(*from, *until)}
                    ~style={words::extent(place(*from), place(until.unwrap_or(last)))}></span>
            }
            <svg viewBox={format!("0 0 {} {HEIGHT}", strip.counts.len())} preserveAspectRatio="none" aria-hidden="true">
                <path class="concurrency-most" d={outline(strip.counts.iter().map(|(_, most)| *most), most)} />
                <path class="concurrency-least" d={outline(strip.counts.iter().map(|(least, _)| *least), most)} />
            </svg>
            <span class="concurrency-label">
                <span class="concurrency-name log-text" title={strip.parent.clone()}>
                    <span class="muted">{ strip.noun.clone() }{ " " }</span>{ name.to_owned() }
                </span>
                <span class="concurrency-peak" title={bounds}>{ said }</span>
            </span>
        </div>
    }
}

/// The outline of a column for each count.
fn outline(counts: impl Iterator<Item = u32>, most: u32) -> String {
    let mut path = format!("M0 {HEIGHT}");
    for (at, count) in counts.enumerate() {
        let top = HEIGHT - (u64::from(HEIGHT) * u64::from(count) / u64::from(most.max(1))) as u32;
        path.push_str(&format!("V{top}H{}", at + 1));
    }
    path.push_str(&format!("V{HEIGHT}Z"));
    path
}
