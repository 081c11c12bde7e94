//! Above the lanes: how many jobs of a pipeline there were at a time. Dragging over them zooms the lanes.

use super::lane::legend;
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::prelude::*;
use trailglass::engine::message::{Strip, Timeline};
use trailglass::event::time::Micros;
use trailglass::event::zone::Clock;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A drag shorter than this, in pixels, is a click.
const SLACK: f64 = 3.0;
/// How high a strip is drawn, in its own units.
const HEIGHT: u32 = 200;

/// What the strips need.
#[derive(Properties, PartialEq)]
pub struct StripsProps {
    /// The jobs over time.
    pub timeline: Shared<Timeline>,
    /// The range that the lanes are zoomed to.
    pub zoom: Option<(Micros, Micros)>,
    /// How times are shown.
    pub clock: Shared<Clock>,
    /// The lanes are to be zoomed, or shown whole.
    pub on_zoom: Callback<Option<(Micros, Micros)>>,
}

/// The strips.
#[component]
pub fn Strips(props: &StripsProps) -> Html {
    let StripsProps { timeline, zoom, clock, on_zoom } = props;
    let drag = use_state_eq(|| None::<(f64, f64)>);
    let (first, last) = timeline.span;
    let time_at = move |share: f64| Micros(first.0 + ((last.0 - first.0) as f64 * share.clamp(0.0, 1.0)) as i64);
    let onpointerdown = {
        let drag = drag.setter();
        move |event: PointerEvent| {
            if let Some((element, share)) = place(&event).filter(|_| event.button() == 0) {
                // A pointer that is gone already has nothing more to say.
                element.set_pointer_capture(event.pointer_id()).ok();
                drag.set(Some((share, share)));
            }
        }
    };
    let onpointermove = {
        let drag = drag.clone();
        move |event: PointerEvent| {
            if let (Some((start, _)), Some((_, share))) = (*drag, place(&event)) {
                drag.set(Some((start, share)));
            }
        }
    };
    let onpointerup = {
        let (drag, on_zoom) = (drag.clone(), on_zoom.clone());
        move |event: PointerEvent| {
            let width = place(&event).map_or(1.0, |(element, _)| element.get_bounding_client_rect().width());
            if let Some((one, other)) = *drag
                && (one - other).abs() * width >= SLACK
            {
                on_zoom.emit(Some((time_at(one.min(other)), time_at(one.max(other)))));
            }
            drag.set(None);
        }
    };
    let whole = {
        let on_zoom = on_zoom.clone();
        move |_: MouseEvent| on_zoom.emit(None)
    };
    let share_of = move |time: Micros| (time.0 - first.0) as f64 / (last.0 - first.0).max(1) as f64;
    let chosen = (*drag).or(zoom.map(|(from, to)| (share_of(from), share_of(to))));
    let (from, to) = zoom.unwrap_or(timeline.span);
    html! {
        <section class="strips" aria-label="Jobs in flight" data-testid="job-strips">
            <div class="strips-head">
                <span>{ "Jobs in flight" }</span>
                <span class="muted">{ words::span(from, to, clock) }</span>
                if zoom.is_some() {
                    <button class="link" data-testid="zoom-out" onclick={whole.clone()}>{ "Show all of the time" }</button>
                } else {
                    <span class="muted strips-hint">{ "drag over the strips to zoom the lanes" }</span>
                }
                <span class="space"></span>
                { legend() }
            </div>
            <div class="strips-body" {onpointerdown} {onpointermove} {onpointerup} ondblclick={whole}>
                for strip in timeline.strips.iter() {
                    { one(strip, timeline.span) }
                }
                if let Some((one, other)) = chosen {
                    <span class="strips-chosen" ~style={words::extent(one.min(other) * 100.0, one.max(other) * 100.0)}></span>
                }
            </div>
        </section>
    }
}

/// The element of the strips, and where in it the pointer is, as a share of its width.
fn place(event: &PointerEvent) -> Option<(Element, f64)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let element = target.closest(".strips-body").ok()??;
    let bounds = element.get_bounding_client_rect();
    let share = (f64::from(event.client_x()) - bounds.left()) / bounds.width().max(1.0);
    Some((element, share.clamp(0.0, 1.0)))
}

fn one(strip: &Strip, (first, last): (Micros, Micros)) -> Html {
    let peak = strip.counts.iter().map(|(least, _)| *least).max().unwrap_or(0);
    let most = strip.counts.iter().map(|(_, most)| *most).max().unwrap_or(0);
    let name = strip.name.as_deref().unwrap_or(&strip.parent);
    let said = if peak == most { format!("peak {peak}") } else { format!("peak {peak} to {most}") };
    let place = |time: Micros| ((time.0 - first.0) as f64 * 100.0 / (last.0 - first.0).max(1) as f64).clamp(0.0, 100.0);
    html! {
        <div class="strip" data-testid="job-strip" data-parent={strip.parent.clone()} data-peak={peak.to_string()}
            data-most={most.to_string()}>
            for (from, until) in strip.paused.iter() {
                <span class="strip-pause" title={format!("{name} was paused from {from}")}
                    ~style={words::extent(place(*from), place(until.unwrap_or(last)))}></span>
            }
            <svg viewBox={format!("0 0 {} {HEIGHT}", strip.counts.len())} preserveAspectRatio="none" aria-hidden="true">
                <path class="strip-most" d={outline(strip.counts.iter().map(|(_, most)| *most), most)} />
                <path class="strip-least" d={outline(strip.counts.iter().map(|(least, _)| *least), most)} />
            </svg>
            <span class="strip-name log-text" title={strip.parent.clone()}>
                <span class="muted">{ strip.noun.clone() }{ " " }</span>{ name.to_owned() }
            </span>
            <span class="strip-peak">{ said }</span>
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
