//! What a grid does when its size changes, when the wheel turns over it, and when a column is added.

use super::controller::GridController;
use super::row::GridRow;
use crate::ui::hooks::breakpoints::is_narrow;
use crate::ui::hooks::use_resize::use_resize;
use crate::ui::prelude::*;
use gloo::events::{EventListener, EventListenerOptions};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, WheelEvent};

/// Keeps the heights of the view and of a row, which the style sheet gives, in the state.
#[hook]
pub fn use_measure<R: GridRow>(controller: &Rc<GridController<R>>) {
    // What measures lives as long as the grid, and needs nothing of the controller that changes.
    let (state, scroller) = (controller.state.clone(), controller.scroller.clone());
    let redraw = controller.redraw.clone();
    let measure = use_callback((), move |element: HtmlElement, ()| {
        let row_height = pixels(&element, "--row-height").filter(|pixels| *pixels >= 1.0);
        let header = pixels(&element, "--header-height").unwrap_or(0.0);
        let height = (f64::from(element.client_height()) - header).max(0.0);
        let mut state = state.borrow_mut();
        let is_other = state.measured(row_height, height, is_narrow());
        let view = state.view();
        element.set_scroll_top(state.scroll_for(&view));
        if is_other {
            drop(state);
            redraw.force_update();
        }
    });
    use_resize(&scroller, measure);
}

/// The value of a property of the style, in pixels.
fn pixels(element: &HtmlElement, name: &str) -> Option<f64> {
    let style = gloo::utils::window().get_computed_style(element).ok().flatten()?;
    let pixels = js_sys::parse_float(&style.get_property_value(name).ok()?);
    pixels.is_finite().then_some(pixels)
}

/// In a scaled scroll space a turn of the wheel would leap over thousands of rows; here it moves by real pixels.
#[hook]
pub fn use_wheel<R: GridRow>(controller: &Rc<GridController<R>>) {
    let controller = controller.clone();
    use_effect_with(controller.scroller.clone(), move |scroller| {
        let listener = scroller.cast::<HtmlElement>().map(|scroller| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&scroller, "wheel", options, move |event| {
                let event: &WheelEvent = event.unchecked_ref();
                let mut state = controller.state.borrow_mut();
                let view = state.view();
                if !view.is_scaled() || event.ctrl_key() || event.delta_y() == 0.0 {
                    return;
                }
                event.prevent_default();
                let unit = match event.delta_mode() {
                    WheelEvent::DOM_DELTA_LINE => view.row_height,
                    WheelEvent::DOM_DELTA_PAGE => view.height,
                    _ => 1.0,
                };
                let view = view.at(view.top + event.delta_y() * unit);
                controller.scroll_to(&mut state, &view);
                controller.turn(&mut state, view);
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
