//! The page.
#[cfg(target_arch = "wasm32")]
fn main() {
    trailglass::ui::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
