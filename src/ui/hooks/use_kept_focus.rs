//! Keeps the focus in a list when the entry that has it is removed: it goes to the entry that takes its place.
//!
//! A list says so by the attribute `data-keeps-focus`, whose value is the selector of what gets the focus when the list
//! has nothing left to give it to.

use super::browser::{focus, focus_first, is_nowhere};
use super::use_listener::use_window_listener;
use crate::ui::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

const ATTRIBUTE: &str = "data-keeps-focus";

/// The entry of a list that had the focus last.
struct Last {
    element: Element,
    list: Element,
    /// Its place among the buttons of its kind.
    at: usize,
}

/// Keeps the focus in lists. It looks after each drawing of the part that it is used in, which must be that of the page.
#[hook]
pub fn use_kept_focus() {
    let last = use_mut_ref(|| None::<Last>);
    let note = {
        let last = last.clone();
        use_callback((), move |event: Event, ()| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            *last.borrow_mut() = target.and_then(place_in_list);
        })
    };
    use_window_listener("focusin", note);
    use_effect(move || {
        let is_gone = last.borrow().as_ref().is_some_and(|last| !last.element.is_connected());
        let Some(last) = is_gone.then(|| last.take()).flatten().filter(|_| is_nowhere()) else { return };
        let buttons = if last.list.is_connected() { buttons_like(&last.element, &last.list) } else { Vec::new() };
        match buttons.get(last.at).or(buttons.last()) {
            Some(next) => focus(Some(next.clone())),
            None => focus_first(&last.list.get_attribute(ATTRIBUTE).unwrap_or_default()),
        }
    });
}

fn place_in_list(element: Element) -> Option<Last> {
    let list = element.closest(&format!("[{ATTRIBUTE}]")).ok().flatten()?;
    let at = buttons_like(&element, &list).iter().position(|button| *button == element)?;
    Some(Last { element, list, at })
}

/// The buttons of a list that look like one of them.
fn buttons_like(element: &Element, list: &Element) -> Vec<Element> {
    let Ok(found) = list.query_selector_all("button") else { return Vec::new() };
    let buttons = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<Element>().ok());
    buttons.filter(|button| button.class_name() == element.class_name()).collect()
}
