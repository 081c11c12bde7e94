//! Zooming the timelines: a drag over the chart above them, or the arrow keys and Enter.

use crate::ui::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass_event::time::Micros;
use trailglass_session::range_keys::{Ends, RangeHandle, parts_of, range_after, shares_of};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A drag shorter than this, in pixels, is a click.
const SLACK: f64 = 3.0;

/// A range of the chart as shares of its width.
pub type Shares = (f64, f64);

/// The zoom of the timelines, and what gestures change of it.
#[derive(Clone)]
pub struct Zoom {
    /// The chart, whose width is the time from its first to its last instant.
    pub chart: NodeRef,
    /// That time.
    pub span: (Micros, Micros),
    /// How many parts the keys move over.
    pub n_parts: usize,
    /// The range that the timelines are zoomed to.
    pub zoomed: Option<(Micros, Micros)>,
    /// Zooms the timelines to a range, or shows all of the time.
    pub on_zoom: Callback<Option<(Micros, Micros)>>,
    /// The range that is previewed, as it was last drawn.
    preview: UseStateHandle<Option<Shares>>,
    /// The same as of the last gesture: gestures follow each other faster than they are drawn.
    latest: Rc<RefCell<Option<Shares>>>,
    /// Where a drag began.
    anchor: Rc<RefCell<Option<f64>>>,
}

/// The zoom over a time in so many parts.
#[hook]
pub fn use_zoom(
    span: (Micros, Micros),
    n_parts: usize,
    zoomed: Option<(Micros, Micros)>,
    on_zoom: &Callback<Option<(Micros, Micros)>>,
) -> Zoom {
    Zoom {
        chart: use_node_ref(),
        span,
        n_parts,
        zoomed,
        on_zoom: on_zoom.clone(),
        preview: use_state_eq(|| None),
        latest: use_mut_ref(|| None),
        anchor: use_mut_ref(|| None),
    }
}

impl Zoom {
    /// A callback to one of the methods below.
    pub fn handler<E: 'static>(&self, handle: fn(&Zoom, E)) -> Callback<E> {
        let zoom = self.clone();
        Callback::from(move |event| handle(&zoom, event))
    }

    /// Whether a range is previewed.
    pub fn has_preview(&self) -> bool {
        self.preview.is_some()
    }

    /// The range that is previewed or zoomed to, as shares.
    pub fn shares(&self) -> Option<Shares> {
        (*self.preview).or(self.zoomed_shares())
    }

    /// The same as the first and the last part of it.
    pub fn ends(&self) -> Option<Ends> {
        parts_of(self.shares()?, self.n_parts)
    }

    /// The time that is previewed, zoomed to, or shown in all.
    pub fn time(&self) -> (Micros, Micros) {
        let previewed = self.preview.map(|(from, to)| (self.time_at(from), self.time_at(to)));
        previewed.or(self.zoomed).unwrap_or(self.span)
    }

    /// The range that is zoomed to. The events may be narrowed to a time of which no job is listed.
    fn zoomed_shares(&self) -> Option<Shares> {
        self.zoomed.map(|(from, to)| (self.share_of(from), self.share_of(to)))
    }

    fn time_at(&self, share: f64) -> Micros {
        let (first, last) = self.span;
        Micros(first.0 + ((last.0 - first.0) as f64 * share.clamp(0.0, 1.0)) as i64)
    }

    fn share_of(&self, time: Micros) -> f64 {
        let (first, last) = self.span;
        ((time.0 - first.0) as f64 / (last.0 - first.0).max(1) as f64).clamp(0.0, 1.0)
    }

    fn set_preview(&self, range: Option<Shares>) {
        *self.latest.borrow_mut() = range;
        self.preview.set(range);
    }

    /// Zooms to the range that is previewed.
    pub fn commit(&self) {
        let range = *self.latest.borrow();
        if let Some((from, to)) = range {
            // A range does not hold its end; what happened last belongs to the last part.
            let end = if to >= 1.0 { self.span.1.0 } else { self.time_at(to).0 - 1 };
            let from = self.time_at(from);
            self.on_zoom.emit(Some((from, Micros(end.max(from.0) + 1))));
        }
        self.set_preview(None);
    }

    /// Shows all of the time.
    pub fn reset(&self) {
        self.set_preview(None);
        self.on_zoom.emit(None);
    }

    /// A drag may begin.
    pub fn press(&self, event: PointerEvent) {
        if let Some((element, share)) = self.place(&event).filter(|_| event.button() == 0) {
            // A pointer that is gone already has no further events.
            element.set_pointer_capture(event.pointer_id()).ok();
            *self.anchor.borrow_mut() = Some(share);
        }
    }

    /// The drag continues.
    pub fn drag(&self, event: PointerEvent) {
        if let (Some(start), Some((_, share))) = (*self.anchor.borrow(), self.place(&event)) {
            self.set_preview(Some((start.min(share), start.max(share))));
        }
    }

    /// The drag ends.
    pub fn release(&self, event: PointerEvent) {
        if self.anchor.borrow_mut().take().is_none() {
            return;
        }
        let width = self.place(&event).map_or(1.0, |(element, _)| element.get_bounding_client_rect().width());
        let is_drag = self.latest.borrow().is_some_and(|(from, to)| (to - from) * width >= SLACK);
        if is_drag { self.commit() } else { self.set_preview(None) }
    }

    /// The browser has taken the drag for a gesture of its own.
    pub fn cancel(&self, _: PointerEvent) {
        if self.anchor.borrow_mut().take().is_some() {
            self.set_preview(None);
        }
    }

    /// A key was pressed on the slider of the range, or on that of its length.
    pub fn key(&self, (handle, event): (RangeHandle, KeyboardEvent)) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let preview = *self.latest.borrow();
        let range = preview.or(self.zoomed_shares());
        let ends = range.and_then(|range| parts_of(range, self.n_parts));
        let last = self.n_parts.saturating_sub(1);
        if let Some(ends) = range_after(handle, &event.key(), event.shift_key(), ends, last) {
            self.set_preview(Some(shares_of(ends, self.n_parts)));
        } else {
            match event.key().as_str() {
                "Enter" if preview.is_some() => self.commit(),
                "Escape" if preview.is_some() => self.set_preview(None),
                "Backspace" if self.zoomed.is_some() => self.reset(),
                _ => return,
            }
        }
        event.prevent_default();
        event.stop_propagation();
    }

    /// The chart, and where in it the pointer is, as a share of its width.
    fn place(&self, event: &PointerEvent) -> Option<(Element, f64)> {
        let element: Element = self.chart.get()?.dyn_into().ok()?;
        let bounds = element.get_bounding_client_rect();
        let share = (f64::from(event.client_x()) - bounds.left()) / bounds.width().max(1.0);
        Some((element, share.clamp(0.0, 1.0)))
    }
}
