//! A worker: a reader or the engine, as its first message says.
#[cfg(target_arch = "wasm32")]
fn main() {
    trailglass::worker::serve();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
