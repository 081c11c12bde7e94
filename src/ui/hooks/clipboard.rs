//! Writing texts to the clipboard. A browser may have none, as on a page that came over plain http, or refuse to write;
//! the text is then shown in a dialog ([`Action::OfferManualCopy`]), so that it can be copied by hand.

use js_sys::{Array, Function, Object, Promise, Reflect};
use std::rc::Rc;
use trailglass_session::Action;
use trailglass_session::notice::Notice;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag};
use yew::Callback;

#[wasm_bindgen]
extern "C" {
    // In web-sys these do not catch, and `ClipboardItem` takes no promise.
    type SystemClipboard;
    #[wasm_bindgen(method, catch, js_name = writeText)]
    fn write_text(this: &SystemClipboard, text: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn write(this: &SystemClipboard, items: &Array) -> Result<Promise, JsValue>;
}

const PLAIN_TEXT: &str = "text/plain";

/// The browser's clipboard; none outside of secure contexts.
fn clipboard() -> Option<SystemClipboard> {
    let clipboard = Reflect::get(&gloo::utils::window().navigator(), &"clipboard".into()).ok()?;
    clipboard.is_object().then(|| clipboard.unchecked_into())
}

/// Writes a text to the clipboard. Success shows the toast `copied`, failure the text itself.
pub fn copy(act: &Callback<Action>, text: String, copied: Notice) {
    let act = act.clone();
    // Started here and not in the task, as the browser allows it within the gesture alone.
    let writing = clipboard().and_then(|clipboard| clipboard.write_text(&text).ok()).map(JsFuture::from);
    spawn_local(async move {
        let is_written = match writing {
            Some(writing) => writing.await.is_ok(),
            None => false,
        };
        tell(&act, is_written, text, copied);
    });
}

fn tell(act: &Callback<Action>, is_written: bool, text: String, copied: Notice) {
    act.emit(if is_written { Action::AddNotice(copied) } else { Action::OfferManualCopy(Rc::from(text)) });
}

/// A write that was started within a gesture, whose text comes later: Safari and Firefox refuse a write that is started
/// when the text has come.
pub struct PendingCopy {
    writing: Option<Writing>,
}

struct Writing {
    /// What the browser makes of it.
    outcome: JsFuture,
    resolve: Function,
    reject: Function,
}

impl PendingCopy {
    /// Starts a write. Called within a gesture.
    pub fn start() -> PendingCopy {
        PendingCopy { writing: Writing::start() }
    }

    /// Ends the write with its text. Success shows the toast `copied`, failure the text itself.
    pub fn finish(mut self, act: &Callback<Action>, text: String, copied: Notice) {
        let Some(writing) = self.writing.take() else {
            // A browser without `ClipboardItem` may still take a text.
            copy(act, text, copied);
            return;
        };
        let act = act.clone();
        writing.settle(&text);
        spawn_local(async move {
            match writing.outcome.await {
                Ok(_) => act.emit(Action::AddNotice(copied)),
                Err(_) => copy(&act, text, copied),
            }
        });
    }
}

impl Drop for PendingCopy {
    /// A write that gets no text leaves the clipboard as it is.
    fn drop(&mut self) {
        if let Some(writing) = self.writing.take() {
            // Settling a promise does not throw.
            writing.reject.call0(&JsValue::UNDEFINED).ok();
            // The browser says that it has written nothing, which is as meant.
            spawn_local(async move { drop(writing.outcome.await) });
        }
    }
}

impl Writing {
    fn start() -> Option<Writing> {
        let clipboard = clipboard()?;
        let make = Reflect::get(&js_sys::global(), &"ClipboardItem".into()).ok()?.dyn_into::<Function>().ok()?;
        let mut settling = None;
        let content = Promise::new(&mut |resolve, reject| settling = Some((resolve, reject)));
        let (resolve, reject) = settling?;
        let forms = Object::new();
        Reflect::set(&forms, &PLAIN_TEXT.into(), &content).ok()?;
        let item = Reflect::construct(&make, &Array::of1(&forms)).ok()?;
        let outcome = JsFuture::from(clipboard.write(&Array::of1(&item)).ok()?);
        Some(Writing { outcome, resolve, reject })
    }

    /// Gives the text to the browser.
    fn settle(&self, text: &str) {
        let options = BlobPropertyBag::new();
        options.set_type(PLAIN_TEXT);
        let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options);
        // Settling a promise does not throw. A text that makes no blob is refused as any other failure.
        match blob {
            Ok(blob) => self.resolve.call1(&JsValue::UNDEFINED, &blob).ok(),
            Err(_) => self.reject.call0(&JsValue::UNDEFINED).ok(),
        };
    }
}
