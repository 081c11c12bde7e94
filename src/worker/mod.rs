//! Threads and messages: the only place that posts them.
//!
//! The page starts one engine and several readers, all from the same program. `Envelope` carries each message.
//!
//! ```text
//!         page                              workers
//! start   Client::start ────── program ───▶ serve                          in every worker
//!         Client::receive ◀─── Ready ────── serve                          a worker loses what is sent before this
//!         Connection::on_ready ─ Hello ───▶ {engine,reader}_worker::serve  its role, and its ports to other workers
//!
//! read    Client::ingest ─ IngestRequest ─▶ reader_worker: State::accept, work → Reader::step
//!         Client::receive ◀─── Progress ─── reader_worker: State::report_progress
//!                                           reader_worker: State::flush ── Batch, segment ──▶ engine_worker: Engine::add
//!
//! query   Client::send ─────── Request ───▶ engine_worker: Engine::request, work → Engine::step
//!                                           engine_worker: Output::Request ─── ReaderRequest ─────────────▶ reader_worker: Reader::ask
//!                                           reader_worker: Reader::answer ─ ReaderReply ───────────▶ engine_worker: Engine::tell
//!         Client::receive ◀─── Response ─── engine_worker: Output::Respond
//!         use_client: WorkerMessage → Action
//! ```
//!
//! - [`envelope`]: a message: a typed head, attachments, and what of them is transferred
//! - [`client`]: the page's side
//! - `reader_worker`, `engine_worker`: the message loops around the pure halves
//! - `turn`: yielding to the event queue, so that newer messages are seen

pub mod client;
mod engine_worker;
pub mod envelope;
mod reader_worker;
mod turn;

use envelope::{Envelope, Port, listen};
use trailglass_protocol::message::{FromWorker, Hello};
use wasm_bindgen::JsCast;
use web_sys::{DedicatedWorkerGlobalScope, MessagePort};

/// Runs in a worker: reports that it is ready, and takes the role that the page assigns to it.
pub fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    report_panics(&scope);
    let page = scope.clone();
    let on_hello = move |Envelope { head, attachments }: Envelope<Hello>| {
        let ports = attachments.into_iter().filter_map(|port| port.dyn_into::<MessagePort>().ok()).collect();
        match head {
            Hello::Engine => engine_worker::serve(&page, ports),
            Hello::Reader { no } => reader_worker::serve(&page, no, ports),
        }
    };
    listen(&scope, on_hello, fail(&scope));
    scope.send(&FromWorker::Ready);
}

/// The handler for a message that cannot be read. The worker reports that it has failed, as after a panic, because the
/// sender may wait for a reply for ever.
fn fail(page: &DedicatedWorkerGlobalScope) -> impl Fn(&str) + Clone + 'static {
    let page = page.clone();
    move |why: &str| page.send(&FromWorker::Failed(why.to_owned()))
}

/// Reports a panic to the page. The worker cannot continue after one.
fn report_panics(scope: &DedicatedWorkerGlobalScope) {
    let scope = scope.clone();
    std::panic::set_hook(Box::new(move |info| {
        console_error_panic_hook::hook(info);
        scope.send(&FromWorker::Failed(info.to_string()));
    }));
}
