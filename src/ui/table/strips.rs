//! Above the lanes: how many jobs of a pipeline there were at a time. A drag over them, or the arrow keys and Enter, zoom the
//! lanes.

use super::lane::legend;
use crate::ui::common::range::{SLIDER, range_grips};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::hooks::browser::focus_first;
use crate::ui::prelude::*;
use trailglass_event::time::Micros;
use trailglass_event::zone::Clock;
use trailglass_protocol::message::{Strip, Timeline};
use trailglass_session::range_keys::{Grip, moved, parts_of, shares_of};
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
    // What is tried out, as shares of the time; keys follow each other faster than it is drawn.
    let tried = use_state_eq(|| None::<(f64, f64)>);
    let aim = use_mut_ref(|| None::<(f64, f64)>);
    // Where a drag began.
    let anchor = use_mut_ref(|| None::<f64>);
    let (first, last) = timeline.span;
    let time_at = move |share: f64| Micros(first.0 + ((last.0 - first.0) as f64 * share.clamp(0.0, 1.0)) as i64);
    let share_of = move |time: Micros| (time.0 - first.0) as f64 / (last.0 - first.0).max(1) as f64;
    let try_out = {
        let (tried, aim) = (tried.setter(), aim.clone());
        move |range| {
            *aim.borrow_mut() = range;
            tried.set(range);
        }
    };
    let commit = {
        let (aim, try_out, on_zoom) = (aim.clone(), try_out.clone(), on_zoom.clone());
        move || {
            let range = *aim.borrow();
            if let Some((from, to)) = range {
                // A range does not hold its end; what happened last belongs to the last part.
                let end = if to >= 1.0 { last.0 } else { time_at(to).0 - 1 };
                on_zoom.emit(Some((time_at(from), Micros(end.max(time_at(from).0) + 1))));
            }
            try_out(None);
        }
    };
    let whole = {
        let (try_out, on_zoom) = (try_out.clone(), on_zoom.clone());
        move || {
            try_out(None);
            on_zoom.emit(None);
        }
    };
    let onpointerdown = {
        let anchor = anchor.clone();
        move |event: PointerEvent| {
            if let Some((element, share)) = place(&event).filter(|_| event.button() == 0) {
                // A pointer that is gone already has nothing more to say.
                element.set_pointer_capture(event.pointer_id()).ok();
                *anchor.borrow_mut() = Some(share);
            }
        }
    };
    let onpointermove = {
        let (anchor, try_out) = (anchor.clone(), try_out.clone());
        move |event: PointerEvent| {
            if let (Some(start), Some((_, share))) = (*anchor.borrow(), place(&event)) {
                try_out(Some((start.min(share), start.max(share))));
            }
        }
    };
    let onpointerup = {
        let (anchor, aim, try_out, commit) = (anchor.clone(), aim.clone(), try_out.clone(), commit.clone());
        move |event: PointerEvent| {
            if anchor.borrow_mut().take().is_none() {
                return;
            }
            let width = place(&event).map_or(1.0, |(element, _)| element.get_bounding_client_rect().width());
            let is_drag = aim.borrow().is_some_and(|(from, to)| (to - from) * width >= SLACK);
            if is_drag { commit() } else { try_out(None) }
        }
    };
    let onpointercancel = {
        let (anchor, try_out) = (anchor.clone(), try_out.clone());
        move |_: PointerEvent| {
            if anchor.borrow_mut().take().is_some() {
                try_out(None);
            }
        }
    };
    // The events may be narrowed to a time of which no job is listed.
    let zoomed = zoom.map(|(from, to)| (share_of(from).clamp(0.0, 1.0), share_of(to).clamp(0.0, 1.0)));
    let n_parts = timeline.strips.first().map_or(0, |strip| strip.counts.len());
    let on_key = {
        let (aim, try_out, commit, whole) = (aim.clone(), try_out.clone(), commit.clone(), whole.clone());
        Callback::from(move |(grip, event): (Grip, KeyboardEvent)| {
            let is_trying = aim.borrow().is_some();
            let range = aim.borrow().or(zoomed);
            let ends = range.and_then(|range| parts_of(range, n_parts));
            let key = event.key();
            let last = n_parts.saturating_sub(1);
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            } else if let Some(ends) = moved(grip, &key, event.shift_key(), ends, last) {
                try_out(Some(shares_of(ends, n_parts)));
            } else {
                match key.as_str() {
                    "Enter" if is_trying => commit(),
                    "Escape" if is_trying => try_out(None),
                    "Backspace" if zoomed.is_some() => whole(),
                    _ => return,
                }
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let chosen = (*tried).or(zoomed);
    let (from, to) = tried.map(|(from, to)| (time_at(from), time_at(to))).or(*zoom).unwrap_or(timeline.span);
    let said = words::span(from, to, clock);
    let zoom_in = move |_: MouseEvent| {
        commit();
        // The button goes away; the keys stay at what it was for.
        focus_first(&format!(".strips {SLIDER}"));
    };
    let zoom_out = {
        let whole = whole.clone();
        move |_: MouseEvent| {
            whole();
            focus_first(&format!(".strips {SLIDER}"));
        }
    };
    html! {
        <section class="strips" aria-label="Jobs not known to have ended" data-testid="job-strips">
            <div class="strips-head">
                <span>{ "Jobs not known to have ended" }</span>
                <span class="muted">{ said.clone() }</span>
                if tried.is_some() {
                    <button class="link" data-testid="zoom-in" onclick={zoom_in}>{ "Zoom" }</button>
                } else if zoom.is_some() {
                    <button class="link" data-testid="zoom-out" onclick={zoom_out}>{ "Reset zoom" }</button>
                } else if n_parts > 0 {
                    <span class="muted strips-hint">{ "drag over the strips to zoom the lanes" }</span>
                }
                <span class="space"></span>
                if timeline.strips.iter().any(|strip| !strip.counts.is_empty()) {
                    { strips_legend(&timeline.strips) }
                }
                { legend() }
            </div>
            <div class="strips-body" role="group" aria-label="Time of the lanes" {onpointerdown} {onpointermove} {onpointerup} {onpointercancel} ondblclick={move |_: MouseEvent| whole()}>
                for strip in timeline.strips.iter() {
                    { one(strip, timeline.span, clock) }
                }
                if let Some((from, to)) = chosen {
                    <span class="strips-chosen" ~style={words::extent(from * 100.0, to * 100.0)}></span>
                }
                if n_parts > 0 {
                    // Beside the strips and not around them, for what is in a slider is not read to anybody.
                    { range_grips("Time of the lanes", n_parts, chosen.and_then(|range| parts_of(range, n_parts)), &said, &on_key) }
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

/// What the parts of the strips mean.
fn strips_legend(strips: &[Strip]) -> Html {
    let one =
        |class: &'static str, words: &'static str| html! { <span class="legend"><span {class}></span>{ words }</span> };
    html! {
        <>
            { one("swatch-least", "at least") }
            { one("swatch-most", "at most") }
            if strips.iter().any(|strip| !strip.paused.is_empty()) { { one("strip-pause", "paused") } }
        </>
    }
}

fn one(strip: &Strip, (first, last): (Micros, Micros), clock: &Clock) -> Html {
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
        <div class="strip" data-testid="job-strip" data-parent={strip.parent.clone()} data-peak={peak.to_string()}
            data-most={most.to_string()}>
            for (from, until) in strip.paused.iter() {
                <span class="strip-pause" title={paused(*from, *until)}
                    ~style={words::extent(place(*from), place(until.unwrap_or(last)))}></span>
            }
            <svg viewBox={format!("0 0 {} {HEIGHT}", strip.counts.len())} preserveAspectRatio="none" aria-hidden="true">
                <path class="strip-most" d={outline(strip.counts.iter().map(|(_, most)| *most), most)} />
                <path class="strip-least" d={outline(strip.counts.iter().map(|(least, _)| *least), most)} />
            </svg>
            <span class="strip-label">
                <span class="strip-name log-text" title={strip.parent.clone()}>
                    <span class="muted">{ strip.noun.clone() }{ " " }</span>{ name.to_owned() }
                </span>
                <span class="strip-peak" title={bounds}>{ said }</span>
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
