//! The part of a scrolled element that is in view.

use super::browser::OncePerFrame;
use crate::ui::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ResizeObserver};

/// How far an element is scrolled and how high it is, in pixels, whatever changes either; and what has to hear of its
/// scrolling.
#[hook]
pub fn use_extent(scroller: &NodeRef) -> (f64, f64, Callback<Event>) {
    let extent = use_state_eq(|| (0.0_f64, 0.0_f64));
    let frame = use_memo((), |()| OncePerFrame::default());
    let look = {
        let (scroller, extent) = (scroller.clone(), extent.setter());
        use_callback((), move |(), ()| {
            if let Some(scroller) = scroller.cast::<HtmlElement>() {
                extent.set((f64::from(scroller.scroll_top()), f64::from(scroller.client_height())));
            }
        })
    };
    {
        let look = look.clone();
        use_effect_with(scroller.clone(), move |scroller| {
            look.emit(());
            let observer = scroller.cast::<HtmlElement>().and_then(|scroller| {
                let callback = Closure::<dyn FnMut()>::new(move || look.emit(()));
                let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
                observer.observe(&scroller);
                Some((observer, callback))
            });
            move || {
                if let Some((observer, _callback)) = observer {
                    observer.disconnect();
                }
            }
        });
    }
    let onscroll = use_callback((), move |_: Event, ()| {
        let look = look.clone();
        frame.ask(move || look.emit(()));
    });
    let (top, height) = *extent;
    (top, height, onscroll)
}
