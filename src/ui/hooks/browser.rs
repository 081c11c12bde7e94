//! What the browser does: styles through the element's own style object, frames, measures, focus, keys.

use super::storage::kept;
use gloo::render::{AnimationFrame, request_animation_frame};
use gloo::timers::callback::Timeout;
use js_sys::{Object, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use trailglass_session::command::{self, Modifiers};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};
use yew::NodeRef;

#[wasm_bindgen]
extern "C" {
    // web-sys keeps this form of the method behind a compiler flag.
    type Timeline;
    #[wasm_bindgen(method, catch)]
    fn measure(this: &Timeline, name: &str, options: &Object) -> Result<JsValue, JsValue>;
}

/// Sets a property of an element's style. A `style` attribute would be refused by the page's policy.
pub fn set_style(node: &NodeRef, name: &str, value: &str) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // A name or value that the browser does not know leaves the style as it is.
        element.style().set_property(name, value).ok();
    }
}

/// Runs after the next frame has been drawn.
pub fn after_paint(run: impl FnOnce() + 'static) {
    // Not by gloo, whose handle takes the frame back when it is dropped: nothing here outlives the call.
    let run = Closure::once_into_js(move || Timeout::new(0, run).forget());
    // It fails only where there is no window to draw, and then there is nothing to run for.
    gloo::utils::window().request_animation_frame(run.unchecked_ref()).ok();
}

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    gloo::utils::window().performance().map_or(0.0, |performance| performance.now())
}

/// Records a User Timing measure from a start until now.
pub fn measure(name: &str, start: f64, detail: &[(&str, f64)]) {
    let Some(performance) = gloo::utils::window().performance() else { return };
    let object = |entries: &[(&str, JsValue)]| {
        let object = Object::new();
        for (key, value) in entries {
            // Setting a member of a fresh object does not fail.
            Reflect::set(&object, &JsValue::from_str(key), value).ok();
        }
        object
    };
    let detail: Vec<(&str, JsValue)> = detail.iter().map(|(key, value)| (*key, JsValue::from_f64(*value))).collect();
    let options = [("start", start.into()), ("end", performance.now().into()), ("detail", object(&detail).into())];
    // A browser without this form of the method has no timings; nothing depends on them.
    performance.unchecked_ref::<Timeline>().measure(name, &object(&options)).ok();
}

/// Moves the focus to an element, if it is there.
pub fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot be focused leaves the focus where it is.
        element.focus().ok();
    }
}

/// Whether nothing has the focus, as when its element went away.
pub fn is_nowhere() -> bool {
    let document = gloo::utils::document();
    document.active_element().is_none_or(|focused| Some(focused) == document.body().map(Into::into))
}

/// Whether what happened at this target was typed into a field.
pub fn is_typing(target: Option<web_sys::EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// The name under which it is kept that keys which print a letter do nothing; for those who dictate.
pub const LETTERS: &str = "letters";

/// A key with the modifiers that are held, as [`command::chord`] names them; empty where single letters are turned off.
pub fn chord(event: &web_sys::KeyboardEvent) -> String {
    let key = event.key();
    let is_mod = event.ctrl_key() || event.meta_key();
    let is_letter = key.chars().count() == 1 && key != " " && !is_mod;
    if is_letter && kept(LETTERS).is_some() {
        return String::new();
    }
    let is_caps = event.get_modifier_state("CapsLock");
    command::chord(&key, Modifiers { is_mod, is_shift: event.shift_key(), is_caps })
}

/// Runs a closure at most once a frame, however often it is asked to.
#[derive(Clone, Default)]
pub struct OncePerFrame {
    due: Rc<RefCell<Option<AnimationFrame>>>,
}

impl OncePerFrame {
    /// Runs before the next frame, unless something is due for it already.
    pub fn ask(&self, run: impl FnOnce() + 'static) {
        if self.due.borrow().is_some() {
            return;
        }
        let due = self.due.clone();
        let frame = request_animation_frame(move |_| {
            due.take();
            run();
        });
        *self.due.borrow_mut() = Some(frame);
    }
}
