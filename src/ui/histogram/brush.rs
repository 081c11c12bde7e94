//! From gestures to a range: dragging, the handles of a range, the arrow keys.

use crate::ui::common::shared::Shared;
use crate::ui::hooks::browser::OncePerFrame;
use crate::ui::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_protocol::message::Histogram as Buckets;
use trailglass_session::Action;
use trailglass_session::range_keys::{RangeHandle, range_after};
use web_sys::Element;

/// A pointer that moved less than this, in pixels, meant a click.
const SLACK: f64 = 3.0;
/// A handle is dragged from this far, in pixels.
const HANDLE_REACH: f64 = 6.0;

/// The plot that gestures choose a range in.
#[derive(Clone)]
pub struct Brush {
    /// The element that the bars are in.
    pub plot: NodeRef,
    /// The buckets.
    pub buckets: Option<Shared<Buckets>>,
    /// The range that was last asked for: gestures follow each other faster than they are drawn.
    pub aim: Rc<Cell<Option<TimeRange>>>,
    /// How many ranges were committed.
    pub depth: usize,
    /// Changes the session.
    pub act: Callback<Action>,
}

/// The handlers of the plot.
pub struct PlotHandlers {
    /// A drag may begin.
    pub onpointerdown: Callback<PointerEvent>,
    /// A drag continues, or the pointer is over a bucket.
    pub onpointermove: Callback<PointerEvent>,
    /// It ends.
    pub onpointerup: Callback<PointerEvent>,
    /// The browser has taken the gesture for one of its own, such as scrolling.
    pub onpointercancel: Callback<PointerEvent>,
    /// The pointer leaves.
    pub onpointerleave: Callback<PointerEvent>,
    /// Back one range.
    pub ondblclick: Callback<MouseEvent>,
    /// The same with keys.
    pub on_key: Callback<(RangeHandle, KeyboardEvent)>,
}

/// A drag.
#[derive(Clone, Copy)]
struct Drag {
    /// Where it began, in pixels.
    from: f64,
    /// The bucket at its fixed end.
    anchor: usize,
    /// Whether it has moved beyond the slack.
    is_moving: bool,
    /// The range that was tried out before it.
    before: Option<TimeRange>,
}

/// The handlers of the plot; `hovered` becomes the bucket under the pointer.
#[hook]
pub fn use_brush(brush: &Brush, preview: Option<TimeRange>, hovered: UseStateSetter<Option<usize>>) -> PlotHandlers {
    let drag = use_mut_ref(|| None::<Drag>);
    {
        let aim = brush.aim.clone();
        use_memo(preview, move |preview| aim.set(*preview));
    }
    let frame = use_memo((), |()| OncePerFrame::default());
    // A frame later another answer may be on screen: what counts is what is there then.
    let latest = use_mut_ref(|| brush.clone());
    *latest.borrow_mut() = brush.clone();

    let onpointerdown = {
        let (brush, drag) = (brush.clone(), drag.clone());
        Callback::from(move |event: PointerEvent| {
            let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
            if event.button() == 0 && !has_modifier && brush.buckets.is_some() {
                let at = f64::from(event.client_x());
                *drag.borrow_mut() =
                    Some(Drag { from: at, anchor: brush.anchor(at), is_moving: false, before: brush.aim.get() });
                if let Some(plot) = brush.plot.cast::<Element>() {
                    // Without it the drag ends where the pointer leaves the plot.
                    plot.set_pointer_capture(event.pointer_id()).ok();
                }
            }
        })
    };
    let onpointermove = {
        let (brush, drag, latest, hovered) = (brush.clone(), drag.clone(), latest.clone(), hovered.clone());
        Callback::from(move |event: PointerEvent| {
            let at = f64::from(event.client_x());
            let Some(drag) = &mut *drag.borrow_mut() else {
                hovered.set(brush.bucket_at(at));
                return;
            };
            drag.is_moving |= (at - drag.from).abs() >= SLACK;
            if drag.is_moving {
                let (anchor, latest) = (drag.anchor, latest.clone());
                frame.ask(move || Brush::drag_to(&latest, anchor, at));
            }
        })
    };
    let onpointerup = {
        let (brush, drag, latest) = (brush.clone(), drag.clone(), latest.clone());
        Callback::from(move |event: PointerEvent| match drag.borrow_mut().take() {
            Some(Drag { anchor, is_moving: true, .. }) => Brush::drag_to(&latest, anchor, f64::from(event.client_x())),
            Some(_) if brush.aim.get().is_some() => brush.leave(),
            _ => {}
        })
    };
    let onpointercancel = {
        let (brush, drag) = (brush.clone(), drag.clone());
        Callback::from(move |_: PointerEvent| {
            if let Some(Drag { is_moving: true, before, .. }) = drag.borrow_mut().take() {
                brush.aim.set(before);
                brush.act.emit(Action::PreviewRange(before));
            }
        })
    };
    let ondblclick = {
        let brush = brush.clone();
        Callback::from(move |_: MouseEvent| brush.act.emit(Action::ReturnToRange(brush.depth.saturating_sub(1))))
    };
    let on_key = {
        let brush = brush.clone();
        Callback::from(move |(handle, event): (RangeHandle, KeyboardEvent)| {
            if !event.ctrl_key()
                && !event.meta_key()
                && !event.alt_key()
                && brush.press(handle, &event.key(), event.shift_key())
            {
                event.prevent_default();
                event.stop_propagation();
            }
        })
    };
    let onpointerleave = Callback::from(move |_: PointerEvent| hovered.set(None));
    PlotHandlers { onpointerdown, onpointermove, onpointerup, onpointercancel, onpointerleave, ondblclick, on_key }
}

impl Brush {
    /// The bucket under a place of the window, or the nearest.
    fn bucket_at(&self, client_x: f64) -> Option<usize> {
        let buckets = self.buckets.as_ref().filter(|buckets| !buckets.is_empty())?;
        let bounds = self.plot.cast::<Element>()?.get_bounding_client_rect();
        let share = (client_x - bounds.left()) / bounds.width().max(1.0);
        Some(((share.max(0.0) * buckets.len() as f64) as usize).min(buckets.len() - 1))
    }

    /// The bucket that stays when a drag begins here: at a handle, that at the other end of the range.
    fn anchor(&self, client_x: f64) -> usize {
        let here = self.bucket_at(client_x).unwrap_or(0);
        let (Some((first, last)), Some(buckets)) = (self.ends(), &self.buckets) else { return here };
        let Some(bounds) = self.plot.cast::<Element>().map(|plot| plot.get_bounding_client_rect()) else { return here };
        let edge = |bucket: usize| bounds.left() + bounds.width() * bucket as f64 / buckets.len() as f64;
        if (client_x - edge(first)).abs() <= HANDLE_REACH {
            last
        } else if (client_x - edge(last + 1)).abs() <= HANDLE_REACH {
            first
        } else {
            here
        }
    }

    fn drag_to(latest: &Rc<RefCell<Brush>>, anchor: usize, client_x: f64) {
        let brush = latest.borrow().clone();
        if let Some(at) = brush.bucket_at(client_x) {
            brush.try_out(anchor, at);
        }
    }

    /// The first and the last bucket of the range that is tried out.
    fn ends(&self) -> Option<(usize, usize)> {
        let (range, buckets) = (self.aim.get()?, self.buckets.as_ref()?);
        Some((buckets.bucket_at(range.from), buckets.bucket_at(Micros(range.to.0 - 1))))
    }

    fn try_out(&self, one: usize, other: usize) {
        let Some(buckets) = &self.buckets else { return };
        let last = buckets.len().saturating_sub(1);
        let range = buckets.between(one.min(last), other.min(last));
        if self.aim.replace(Some(range)) != Some(range) {
            self.act.emit(Action::PreviewRange(Some(range)));
        }
    }

    /// Tries nothing out any longer.
    fn leave(&self) {
        self.aim.set(None);
        self.act.emit(Action::PreviewRange(None));
    }

    /// Does what a key says. Returns whether it says anything here.
    fn press(&self, handle: RangeHandle, key: &str, is_extending: bool) -> bool {
        let Some(last) = self.buckets.as_ref().and_then(|buckets| buckets.len().checked_sub(1)) else { return false };
        let ends = self.ends();
        if let Some((first, end)) = range_after(handle, key, is_extending, ends, last) {
            self.try_out(first, end);
            return true;
        }
        match key {
            "Enter" if ends.is_some() => self.act.emit(Action::CommitRange),
            "Escape" if ends.is_some() => self.leave(),
            "Backspace" if self.depth > 0 => self.act.emit(Action::ReturnToRange(self.depth - 1)),
            _ => return false,
        }
        true
    }
}
