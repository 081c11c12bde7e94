//! Files that another page hands over with `postMessage`. Nobody may, unless the operator of the site has named their
//! origin in `<meta name="trailglass-hand-over">`.

use super::{FileHandle, Intake};
use crate::ui::hooks::use_listener::use_window_listener;
use crate::ui::prelude::*;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, MessageEvent, Window};

/// The member that marks messages of the page; its value is the kind of message.
const MARK: &str = "trailglass";

/// Takes files from the pages that may hand some over, and posts `ready` to the page that opened this one.
#[hook]
pub fn use_hand_over(intake: &Intake) {
    use_effect_with((), |()| {
        let window = gloo::utils::window();
        let opener = window.opener().ok().filter(|opener| opener.is_object()).map(other_window);
        let parent = window.parent().ok().flatten().filter(|parent| *parent != window);
        for origin in allowed() {
            for other in opener.iter().chain(&parent) {
                // The browser gives it to that origin only.
                other.post_message(&message("ready", 0), &origin).ok();
            }
        }
    });
    let take = use_callback(intake.clone(), |event: Event, intake| {
        let event: MessageEvent = event.unchecked_into();
        let what = Reflect::get(&event.data(), &MARK.into()).ok().and_then(|what| what.as_string());
        if what.as_deref() != Some("files") || !allowed().contains(&event.origin()) {
            return;
        }
        let files = files_of(&event.data());
        let source = event.source().map(|source| other_window(source.into()));
        if let Some(source) = source {
            source.post_message(&message("taken", files.len()), &event.origin()).ok();
        }
        if !files.is_empty() {
            intake.give.emit(files);
        }
    });
    use_window_listener("message", take);
}

/// The window of another page. One of another origin is no instance of this page's `Window`, and takes messages all the same.
fn other_window(window: JsValue) -> Window {
    window.unchecked_into()
}

/// The origins that may hand files over.
fn allowed() -> Vec<String> {
    let meta = gloo::utils::document().query_selector("meta[name=trailglass-hand-over]").ok().flatten();
    let origins = meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default();
    origins.split_whitespace().map(str::to_owned).collect()
}

fn message(what: &str, n_files: usize) -> JsValue {
    let message = Object::new();
    // Setting a member of a fresh object does not fail.
    Reflect::set(&message, &MARK.into(), &what.into()).ok();
    Reflect::set(&message, &"files".into(), &JsValue::from_f64(n_files as f64)).ok();
    message.into()
}

/// The files in a message: blobs or files, or `{ name, blob }`, where a text or a buffer does for the blob.
fn files_of(data: &JsValue) -> Vec<FileHandle> {
    let Some(list) = Reflect::get(data, &"files".into()).ok().and_then(|list| list.dyn_into::<Array>().ok()) else {
        return Vec::new();
    };
    let file = |(at, entry): (usize, JsValue)| {
        let member = |name: &str| Reflect::get(&entry, &name.into()).ok().filter(|value| !value.is_undefined());
        let name = member("name").and_then(|name| name.as_string());
        let content = match entry.dyn_ref::<Blob>() {
            Some(blob) => blob.clone(),
            None => Blob::new_with_str_sequence(&Array::of1(&member("blob")?)).ok()?,
        };
        let name = name.unwrap_or_else(|| format!("handed over {}", at + 1));
        Some(FileHandle::of(name, content))
    };
    list.iter().enumerate().filter_map(file).collect()
}
