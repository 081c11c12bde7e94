//! Listens to what happens to the window as a whole.

use crate::ui::prelude::*;
use gloo::events::{EventListener, EventListenerOptions};
use web_sys::Event;

/// Calls back for every event of this name on the window; the event can be kept from its default.
#[hook]
pub fn use_window_listener(name: &'static str, callback: Callback<Event>) {
    use_effect_with(callback, move |callback| {
        let callback = callback.clone();
        let options = EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(&gloo::utils::window(), name, options, move |event| {
            callback.emit(event.clone());
        });
        move || drop(listener)
    });
}
