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

use envelope::{Envelope, Port, listen};
use trailglass_protocol::message::{FromWorker, Hello};
use wasm_bindgen::JsCast;
use web_sys::{DedicatedWorkerGlobalScope, MessagePort};

/// Runs in a worker: says that it is ready, takes its role from the first message, and goes on from there.
pub fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    tell_of_panics(&scope);
    let page = scope.clone();
    let on_hello = move |Envelope { head, attachments }: Envelope<Hello>| {
        let ports = attachments.into_iter().filter_map(|port| port.dyn_into::<MessagePort>().ok()).collect();
        match head {
            Hello::Engine => engine_worker::serve(&page, ports),
            Hello::Reader { no } => reader_worker::serve(&page, no, ports),
        }
    };
    listen(&scope, on_hello, give_up(&scope));
    scope.send(&FromWorker::Ready);
}

/// What a worker does when a message is lost: it tells the page that it cannot go on, as after a panic.
fn give_up(page: &DedicatedWorkerGlobalScope) -> impl Fn(&str) + Clone + 'static {
    let page = page.clone();
    move |why: &str| page.send(&FromWorker::Failed(why.to_owned()))
}

/// Lets the page know of a panic: the worker cannot go on after it.
fn tell_of_panics(scope: &DedicatedWorkerGlobalScope) {
    let scope = scope.clone();
    std::panic::set_hook(Box::new(move |info| {
        console_error_panic_hook::hook(info);
        scope.send(&FromWorker::Failed(info.to_string()));
    }));
}
