//! The page and its workers: all of Trailglass that names the browser. The crates below `crates/` cannot.

#![cfg(target_arch = "wasm32")]

pub mod ui; // Yew: looks and gestures only
pub mod worker; // threads and messages; the only place that posts them
