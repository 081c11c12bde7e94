//! Watches the size of an element.

use crate::ui::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ResizeObserver};

/// Calls back with the element of a node, at once and whenever its size changes.
#[hook]
pub fn use_resize(node: &NodeRef, on_resize: Callback<HtmlElement>) {
    use_effect_with(node.clone(), move |node| {
        let observer = node.cast::<HtmlElement>().and_then(|element| {
            on_resize.emit(element.clone());
            let resized = element.clone();
            let callback = Closure::<dyn FnMut()>::new(move || on_resize.emit(resized.clone()));
            let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
            observer.observe(&element);
            Some((observer, callback))
        });
        move || {
            if let Some((observer, _callback)) = observer {
                observer.disconnect();
            }
        }
    });
}
