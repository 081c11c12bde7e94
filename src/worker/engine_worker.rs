//! The message loop around [`Engine`]: a time slice of work, then a turn for the messages that have arrived meanwhile.

use super::envelope::{Envelope, Port, bytes_of, listen};
use super::fail;
use super::turn::{Turns, now};
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass_engine::{Engine, Output};
use trailglass_protocol::message::{FromReader, FromWorker, Request, Response};
use wasm_bindgen::JsCast;
use web_sys::{DedicatedWorkerGlobalScope, MessagePort, XmlHttpRequest};

/// The time slice of work between two turns for messages, in milliseconds.
const TIME_SLICE_MS: f64 = 8.0;

struct State {
    engine: Engine,
    page: DedicatedWorkerGlobalScope,
    readers: Vec<MessagePort>,
    alarm: Option<Timeout>,
}

/// Serves as the engine. `readers` are the ports to the readers, by their numbers.
pub fn serve(page: &DedicatedWorkerGlobalScope, readers: Vec<MessagePort>) {
    let state = State { engine: Engine::new(now), page: page.clone(), readers: readers.clone(), alarm: None };
    let state = Rc::new(RefCell::new(state));
    let turns = Rc::new(RefCell::new(None::<Turns>));
    let (worked, next) = (state.clone(), turns.clone());
    *turns.borrow_mut() = Some(Turns::new(move || {
        if let Some(turns) = next.borrow().as_ref() {
            work(&worked, turns);
        }
    }));
    let Some(turns) = turns.borrow().clone() else { return };

    for port in readers {
        listen_to_reader(&port, page, &state, &turns);
    }

    let (shared, scope) = (state.clone(), page.clone());
    let on_request = move |Envelope { head, attachments }: Envelope<Request>| {
        for port in attachments {
            let port: MessagePort = port.unchecked_into();
            listen_to_reader(&port, &scope, &shared, &turns);
            shared.borrow_mut().readers.push(port);
        }
        shared.borrow_mut().engine.request(head);
        turns.ask();
    };
    listen(page, on_request, fail(page));
    page.send(&FromWorker::Response(Response::Ready { csp_enforced: csp_enforced() }));
}

/// Receives the messages of a reader.
fn listen_to_reader(port: &MessagePort, page: &DedicatedWorkerGlobalScope, state: &Rc<RefCell<State>>, turns: &Turns) {
    let (state, turns) = (state.clone(), turns.clone());
    let on_message = move |Envelope { head, attachments }: Envelope<FromReader>| {
        match head {
            FromReader::Reply(told) => state.borrow_mut().engine.tell(told),
            FromReader::Batch(batch) => {
                let bytes = attachments.first().map(|buffer| bytes_of(buffer.unchecked_ref()));
                state.borrow_mut().engine.add(batch, bytes.as_deref());
            }
        }
        turns.ask();
    };
    listen(port, on_message, fail(page));
}

/// Works for a time slice, then asks for another turn if there is more to do.
fn work(state: &Rc<RefCell<State>>, turns: &Turns) {
    let mut this = state.borrow_mut();
    let began = now();
    this.alarm = None;
    while now() - began < TIME_SLICE_MS {
        match this.engine.step() {
            Output::Respond(response) => this.page.send(&FromWorker::Response(response)),
            Output::Request(reader, ask) => {
                if let Some(port) = this.readers.get(reader.0 as usize) {
                    port.send(&ask);
                }
            }
            Output::Busy => {}
            Output::Later(pause_ms) => {
                let turns = turns.clone();
                this.alarm = Some(Timeout::new(pause_ms.ceil() as u32, move || turns.ask()));
                return;
            }
            Output::Idle => return,
        }
    }
    turns.ask();
}

/// Whether the page's Content-Security-Policy holds in this worker: it must refuse to evaluate text, and to read from another
/// address than those of the page's host. The address for the test is a `data:` URL, so nothing is sent. All workers are
/// started in the same way, so one test is enough; the browser logs both refusals to its console.
fn csp_enforced() -> bool {
    let is_eval_refused =
        js_sys::eval("'Trailglass checks that the policy holds in workers: this line must be refused'").is_err();
    is_eval_refused && is_reading_refused().unwrap_or(false)
}

/// Whether reading from an address outside the page's host is refused; `None` where that cannot be tried.
fn is_reading_refused() -> Option<bool> {
    let request = XmlHttpRequest::new().ok()?;
    request.open_with_async("GET", "data:,Trailglass%20checks%20that%20the%20policy%20holds", false).ok()?;
    Some(request.send().is_err())
}
