//! Threads and messages: the only place that posts them.
//!
//! ```text
//! page (client) ◀─ Ready ─────────────── reader, engine         a worker loses what is sent before; the client keeps it
//!               ── Hello ──────────────▶                        the role, with the ports between engine and readers
//!               ── IngestRequest + File ▶ reader
//!               ◀─ Progress ─────────────
//!                       reader ── Batch + segment bytes ▶ engine   on their port, transferred
//!                       reader ◀─ Ask ─────────────────── engine
//!                       reader ── Told ─────────────────▶ engine
//!               ── Request ────────────▶ engine
//!               ◀─ Response ────────────
//! ```
//!
//! - [`envelope`]: a typed head, attachments, and what of them is transferred
//! - [`client`]: the page's side
//! - `reader_worker`, `engine_worker`: message loops around the pure halves
//! - `turn`: giving the event queue a turn, so that newer messages are seen

pub mod client;
mod engine_worker;
pub mod envelope;
mod reader_worker;
mod turn;

use envelope::{Envelope, Port};
use trailglass_protocol::message::{FromWorker, Hello};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, MessagePort};

/// Runs in a worker: says that it is ready, takes its role from the first message, and goes on from there.
pub fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    tell_of_panics(&scope);
    let page = scope.clone();
    let on_hello = Closure::once_into_js(move |event: MessageEvent| {
        let Some(Envelope { head, attachments }) = Envelope::<Hello>::open(&event) else { return };
        let ports = attachments.into_iter().filter_map(|port| port.dyn_into::<MessagePort>().ok()).collect();
        match head {
            Hello::Engine => engine_worker::serve(&page, ports),
            Hello::Reader { no } => reader_worker::serve(&page, no, ports),
        }
    });
    scope.set_onmessage(Some(on_hello.unchecked_ref()));
    scope.send(&FromWorker::Ready);
}

/// Lets the page know of a panic: the worker cannot go on after it.
fn tell_of_panics(scope: &DedicatedWorkerGlobalScope) {
    let scope = scope.clone();
    std::panic::set_hook(Box::new(move |info| {
        console_error_panic_hook::hook(info);
        scope.send(&FromWorker::Failed(info.to_string()));
    }));
}
