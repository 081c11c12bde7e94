//! What a grid hears from the browser by itself, its size and the wheel, and the column that is brought into view.

use super::hands::Hands;
use super::row::GridRow;
use crate::ui::prelude::*;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ResizeObserver, WheelEvent};

/// Keeps the height of the view and of a row, which the style sheet gives.
#[hook]
pub fn use_measure<R: GridRow>(hands: &Hands<R>) {
    let hands = hands.clone();
    use_effect_with(hands.scroller.clone(), move |scroller| {
        let observer = scroller.cast::<HtmlElement>().and_then(|scroller| {
            hands.measure(&scroller);
            let measured = scroller.clone();
            let callback = Closure::<dyn FnMut()>::new(move || hands.measure(&measured));
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

/// In a scaled scroll space a turn of the wheel would leap over thousands of rows; here it moves by real pixels.
#[hook]
pub fn use_wheel<R: GridRow>(hands: &Hands<R>) {
    let hands = hands.clone();
    use_effect_with(hands.scroller.clone(), move |scroller| {
        let listener = scroller.cast::<HtmlElement>().map(|scroller| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&scroller, "wheel", options, move |event| {
                let event: &WheelEvent = event.unchecked_ref();
                let mut memory = hands.held.0.borrow_mut();
                if !memory.view.is_scaled() || event.ctrl_key() || event.delta_y() == 0.0 {
                    return;
                }
                event.prevent_default();
                let unit = match event.delta_mode() {
                    WheelEvent::DOM_DELTA_LINE => memory.view.row_height,
                    WheelEvent::DOM_DELTA_PAGE => memory.view.height,
                    _ => 1.0,
                };
                let view = memory.view.at(memory.view.top + event.delta_y() * unit);
                hands.scroll_to(&mut memory, &view);
                hands.turn(&mut memory, view);
            })
        });
        move || drop(listener)
    });
}

/// Brings a column that was added, which is the last, into view.
#[hook]
pub fn use_show_added(scroller: &NodeRef, n_columns: usize) {
    let scroller = scroller.clone();
    let before = use_mut_ref(|| n_columns);
    use_effect_with(n_columns, move |n_columns| {
        let is_one_more = before.replace(*n_columns) + 1 == *n_columns;
        if let Some(scroller) = scroller.cast::<HtmlElement>().filter(|_| is_one_more) {
            scroller.set_scroll_left(scroller.scroll_width());
        }
    });
}
