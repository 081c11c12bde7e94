//! JSON text pasted outside an input becomes a source.

use super::entries::files_of;
use super::{FileHandle, Intake};
use crate::ui::hooks::browser::is_typing;
use crate::ui::hooks::use_listener::use_window_listener;
use crate::ui::prelude::*;
use trailglass_session::Action;
use trailglass_session::notice::Notice;
use wasm_bindgen::JsCast;
use web_sys::{Blob, ClipboardEvent};

/// Takes what is pasted: files, or a text that looks like JSON.
#[hook]
pub fn use_paste(intake: &Intake) {
    let pasted = use_mut_ref(|| 0);
    let paste = use_callback(intake.clone(), move |event: Event, intake| {
        let event: ClipboardEvent = event.unchecked_into();
        if is_typing(event.target()) {
            return;
        }
        let Some(data) = event.clipboard_data() else { return };
        let files = files_of(data.files());
        if !files.is_empty() {
            intake.take(files, web_sys::File::name);
            return;
        }
        let Ok(text) = data.get_data("text/plain") else { return };
        if text.trim().is_empty() {
            return;
        }
        if !text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).starts_with(['{', '[']) {
            intake.act.emit(Action::AddNotice(Notice::transient("The clipboard holds no JSON")));
            return;
        }
        let Ok(blob) = Blob::new_with_str_sequence(&js_sys::Array::of1(&text.into())) else { return };
        *pasted.borrow_mut() += 1;
        let name = match *pasted.borrow() {
            1 => "pasted text".to_owned(),
            number => format!("pasted text {number}"),
        };
        intake.give.emit(vec![FileHandle::of(name, blob)]);
    });
    use_window_listener("paste", paste);
}
