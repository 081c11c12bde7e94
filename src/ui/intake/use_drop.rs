//! Files and folders dropped anywhere in the window.

use super::Intake;
use super::entries::dropped;
use crate::ui::hooks::use_listener::use_window_listener;
use crate::ui::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::DragEvent;

/// Takes what is dropped. Returns whether files are being dragged over the window.
#[hook]
pub fn use_drop(intake: &Intake) -> bool {
    let is_over = use_state_eq(|| false);
    let over = {
        let is_over = is_over.setter();
        use_callback((), move |event: Event, ()| {
            let event: DragEvent = event.unchecked_into();
            if has_files(&event) {
                event.prevent_default();
                is_over.set(true);
            }
        })
    };
    let leave = {
        let is_over = is_over.setter();
        use_callback((), move |event: Event, ()| {
            let event: DragEvent = event.unchecked_into();
            // Between two elements of the page the pointer leaves one for the other.
            if event.related_target().is_none() {
                is_over.set(false);
            }
        })
    };
    let drop = {
        let is_over = is_over.setter();
        use_callback(intake.clone(), move |event: Event, intake| {
            let event: DragEvent = event.unchecked_into();
            is_over.set(false);
            let Some(transfer) = event.data_transfer() else { return };
            let dropped = dropped(&transfer);
            if !dropped.is_empty() {
                event.prevent_default();
                intake.gather(|sink| dropped.walk(sink));
            }
        })
    };
    use_window_listener("dragenter", over.clone());
    use_window_listener("dragover", over);
    use_window_listener("dragleave", leave);
    use_window_listener("drop", drop);
    *is_over
}

fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| transfer.types().iter().any(|kind| kind == "Files"))
}
