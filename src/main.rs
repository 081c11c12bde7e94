//! One binary: the page where there is a document, a worker where there is none.
//!
//! Both roles share the message types, the query language and the runtime; as two binaries they would be larger by a
//! quarter.

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
