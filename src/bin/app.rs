//! The one binary: the page where there is a document, a worker where there is none.
//!
//! Both roles share the message types, the query language and the runtime; apart they would be a third larger.

#[cfg(target_arch = "wasm32")]
fn main() {
    if web_sys::window().is_some() {
        trailglass::ui::start();
    } else {
        trailglass::worker::serve();
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
