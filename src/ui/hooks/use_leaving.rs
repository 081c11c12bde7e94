//! Asks before the page is left with files that only the person has: with the page they are gone.

use crate::ui::prelude::*;
use gloo::events::{EventListener, EventListenerOptions};
use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// Has the browser ask before the page goes, while it holds files that would be lost.
#[hook]
pub fn use_leaving(has_given: bool) {
    use_effect_with(has_given, |has_given| {
        // Some browsers do not keep a page for the back button that listens for this, so it listens only while it has to.
        let listener = has_given.then(|| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&gloo::utils::window(), "beforeunload", options, |event| {
                if was_used() {
                    event.prevent_default();
                    // Older browsers ask for this alone. Setting a member of an event does not fail.
                    Reflect::set(event, &"returnValue".into(), &JsValue::TRUE).ok();
                }
            })
        });
        move || drop(listener)
    });
}

/// Whether the person has pressed anything in the page. A browser does not ask before that, and complains.
fn was_used() -> bool {
    let member = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok().filter(|value| !value.is_undefined());
    let navigator: JsValue = gloo::utils::window().navigator().into();
    let activation = member(&navigator, "userActivation");
    activation.and_then(|activation| member(&activation, "hasBeenActive")).is_none_or(|was| was.is_truthy())
}
