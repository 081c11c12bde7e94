//! The part of a scrolled element that is in view.

use super::browser::OncePerFrame;
use super::use_resize::use_resize;
use crate::ui::prelude::*;
use web_sys::HtmlElement;

/// How far an element is scrolled and how high it is, in pixels, whatever changes either; and the handler of its
/// scrolling.
#[hook]
pub fn use_extent(scroller: &NodeRef) -> (f64, f64, Callback<Event>) {
    let extent = use_state_eq(|| (0.0_f64, 0.0_f64));
    let frame = use_memo((), |()| OncePerFrame::default());
    let measure = {
        let extent = extent.setter();
        use_callback((), move |element: HtmlElement, ()| {
            extent.set((f64::from(element.scroll_top()), f64::from(element.client_height())));
        })
    };
    use_resize(scroller, measure.clone());
    let scroller = scroller.clone();
    let onscroll = use_callback((), move |_: Event, ()| {
        let (scroller, measure) = (scroller.clone(), measure.clone());
        frame.ask(move || {
            if let Some(element) = scroller.cast() {
                measure.emit(element);
            }
        });
    });
    let (top, height) = *extent;
    (top, height, onscroll)
}
