//! Keeps the focus in a list when the entry that has it is removed: it goes to the entry that takes its place.
//!
//! A list says so by the attribute `data-keeps-focus`, whose value names the [`Target`] that gets the focus when the list
//! has nothing left to give it to.

use super::browser::{focus, is_nowhere};
use super::use_listener::use_window_listener;
use crate::ui::prelude::*;
use crate::ui::targets::{Target, Targets};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};

const ATTRIBUTE: &str = "data-keeps-focus";

/// The entry of a list that had the focus last.
struct Last {
    button: Element,
    list: Element,
    /// Its place among the buttons of its kind.
    at: usize,
}

/// Keeps the focus in lists. It looks after each drawing of the part that it is used in, which must be that of the page.
#[hook]
pub fn use_kept_focus(targets: &Targets) {
    let last = use_mut_ref(|| None::<Last>);
    let note = {
        let last = last.clone();
        use_callback((), move |event: Event, ()| *last.borrow_mut() = button_of(event.target()).and_then(place_in_list))
    };
    use_window_listener("focusin", note.clone());
    // A press elsewhere takes the focus from the list for good, also where it gives it to nothing.
    use_window_listener("pointerdown", note);
    let targets = targets.clone();
    use_effect(move || {
        let is_gone = last.borrow().as_ref().is_some_and(|last| !last.button.is_connected());
        let Some(last) = is_gone.then(|| last.take()).flatten().filter(|_| is_nowhere()) else { return };
        let buttons = if last.list.is_connected() { buttons_like(&last.button, &last.list) } else { Vec::new() };
        match buttons.get(last.at).or(buttons.last()) {
            Some(next) => focus(Some(next.clone())),
            None => {
                let target = last.list.get_attribute(ATTRIBUTE).and_then(|name| Target::named(&name));
                target.into_iter().for_each(|target| targets.focus(target));
            }
        }
    });
}

/// The button that something happened on or in.
fn button_of(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into::<Element>().ok()?.closest("button").ok().flatten()
}

fn place_in_list(button: Element) -> Option<Last> {
    let list = button.closest(&format!("[{ATTRIBUTE}]")).ok().flatten()?;
    let at = buttons_like(&button, &list).iter().position(|other| *other == button)?;
    Some(Last { button, list, at })
}

/// The buttons of a list that have the class of one of them.
fn buttons_like(button: &Element, list: &Element) -> Vec<Element> {
    let found = list.get_elements_by_tag_name("button");
    let buttons = (0..found.length()).filter_map(|at| found.item(at));
    buttons.filter(|other| other.class_name() == button.class_name()).collect()
}
