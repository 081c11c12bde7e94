//! The page's side of the workers: starts them, assigns files to readers, sends requests, and passes messages on.
//!
//! - `connection`: one worker, from its start through the hand-shake to its end
//! - `inbox`: messages that are passed on together, so that the page is not drawn for each

mod connection;
mod inbox;

use super::envelope::{Envelope, Port, listen};
use connection::{Connection, Peer, StartModule};
use gloo::timers::callback::Timeout;
use inbox::Inbox;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass_engine::scheduler::{CrashOutcome, Scheduler, crash_cause};
use trailglass_protocol::id::{ReaderId, SourceId};
use trailglass_protocol::message::{FromWorker, IngestRequest, Progress, Request, Response};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageChannel, Worker};

/// A message from a worker to the page.
#[derive(Clone, Debug)]
pub enum WorkerMessage {
    /// A reply of the engine.
    Response(Response),
    /// The progress of readers.
    Progress(Progress),
    /// A worker crashed.
    Crashed {
        /// What happened, in words.
        why: String,
        /// The sources that are lost with it.
        sources: Vec<SourceId>,
        /// The sources that other readers read again.
        again: Vec<SourceId>,
    },
}

impl WorkerMessage {
    fn is_answer(&self) -> bool {
        matches!(self, WorkerMessage::Response(Response::Answer(_)))
    }

    fn is_answer_with_rows(&self) -> bool {
        matches!(self, WorkerMessage::Response(Response::Answer(answer)) if answer.matched > 0)
    }
}

/// A file to be read.
pub struct InputFile {
    /// Its id.
    pub source: SourceId,
    /// Its path below the dropped folder, or its name.
    pub name: String,
    /// The browser's handle.
    pub blob: web_sys::Blob,
}

/// The most files that a reader holds: enough to be busy until its next progress, and few enough that other readers find
/// work too. It reads small files first, so that none waits behind a large one.
const FILES_AT_ONCE: usize = 24;
/// The most files that a reader holds until the first rows are drawn, as handing a file over takes the page up to a
/// millisecond.
const FIRST_FILES_AT_ONCE: usize = 8;

/// Most rendering happens at the start of a load. Until this many milliseconds after the first rows have arrived, the last
/// reader gets no files and the others few, so that the page has a core to itself. ARCHITECTURE.md has the figures.
const DRAW_FIRST_ROWS_MS: u32 = 60;
/// Without rows, the start of a load ends after this many milliseconds.
const AWAIT_FIRST_ROWS_MS: u32 = 300;

/// Progress is throttled to one update per this many milliseconds. Each reader reports ten times a second, and drawing the
/// page for each would take processor time that the readers need.
const THROTTLE_MS: u32 = 200;

/// The most readers that are started, so that one that crashes at once is not started for ever.
const MAX_STARTS: u32 = 64;

/// The workers, as the page sees them.
#[derive(Clone)]
pub struct Client(Rc<RefCell<State>>);

struct State {
    engine: Connection,
    /// The readers by slot. A replacement takes the slot of the reader that crashed.
    readers: Vec<Connection>,
    module: StartModule,
    /// The number of readers started so far, which is the id of the next.
    n_started: u32,
    /// The files that are to be read: their names and handles.
    files: Scheduler<(String, web_sys::Blob)>,
    on_message: Rc<dyn Fn(WorkerMessage)>,
    inbox: Inbox,
    /// Runs until the inbox is passed on.
    throttle: Option<Timeout>,
    /// Runs during the start of a load.
    start_of_load: Option<Timeout>,
    awaits_first_rows: bool,
}

impl Client {
    /// Starts the engine, and a reader for each core.
    ///
    /// # Panics
    /// Panics where the build did not write the name of the program into the page.
    pub fn start(on_message: impl Fn(WorkerMessage) + 'static) -> Client {
        let module = StartModule::text_of_page().expect("the build writes the name of the program into the page");
        Client::start_with(&module, n_readers(), on_message)
    }

    /// Starts workers from the text of a module, which takes the compiled program as its first message.
    pub fn start_with(module: &str, n_readers: u32, on_message: impl Fn(WorkerMessage) + 'static) -> Client {
        let module = StartModule::new(module);
        let (engine_ports, reader_ports): (Vec<JsValue>, Vec<JsValue>) = (0..n_readers).map(|_| new_channel()).unzip();
        // The engine is the first worker: the page cannot do without it, and static/root/failure.js watches it.
        let engine = Connection::start_engine(&module, engine_ports);
        let readers = reader_ports.into_iter().zip(0..).map(|(port, no)| (ReaderId(no), port));
        let readers = readers.map(|(reader, port)| Connection::start_reader(&module, reader, port)).collect();
        let client = Client(Rc::new(RefCell::new(State {
            engine,
            readers,
            module,
            n_started: n_readers,
            files: Scheduler::new(n_readers),
            on_message: Rc::new(on_message),
            inbox: Inbox::default(),
            throttle: None,
            start_of_load: None,
            awaits_first_rows: false,
        })));
        let state = client.0.borrow();
        client.listen(Peer::Engine, &state.engine.worker);
        for (slot, reader) in state.readers.iter().enumerate() {
            client.listen(Peer::Reader(slot), &reader.worker);
        }
        drop(state);
        client
    }

    fn listen(&self, peer: Peer, worker: &Worker) {
        let client = self.clone();
        let on_message = move |Envelope { head, .. }: Envelope<FromWorker>| client.receive(peer, head);
        let client = self.clone();
        listen(worker, on_message, move |why| client.on_worker_crash(peer, why));
        let client = self.clone();
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            client.on_worker_crash(peer, &event.message());
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        // It lives as long as the worker.
        on_error.forget();
    }

    // --- Requests ---

    /// Sends a request to the engine.
    pub fn send(&self, request: &Request) {
        self.0.borrow_mut().engine.send(request, &[]);
    }

    /// Has files read.
    pub fn ingest(&self, files: Vec<InputFile>) {
        let mut state = self.0.borrow_mut();
        if !state.files.has_unfinished() {
            state.awaits_first_rows = true;
            state.start_of_load = Some(self.start_of_load_within(AWAIT_FIRST_ROWS_MS));
        }
        state.files.add(files.into_iter().map(|InputFile { source, name, blob }| (source, (name, blob))));
        drop(state);
        self.assign_files();
    }

    /// Stops reading files, and has the engine forget what was read of them.
    pub fn remove(&self, sources: Vec<SourceId>) {
        let mut state = self.0.borrow_mut();
        let stopped = state.files.remove(&sources);
        for (reader, stopped) in state.readers.iter().zip(stopped).filter(|(_, stopped)| !stopped.is_empty()) {
            reader.worker.send(&IngestRequest { stopped, ..IngestRequest::default() });
        }
        drop(state);
        self.send(&Request::Remove { sources });
        self.assign_files();
    }

    // --- Files for readers ---

    /// Gives waiting files to readers that have room for them.
    fn assign_files(&self) {
        let State { readers, files, start_of_load, .. } = &mut *self.0.borrow_mut();
        let mut available: Vec<usize> = (0..readers.len()).filter(|slot| readers[*slot].is_available()).collect();
        let mut at_once = FILES_AT_ONCE;
        if start_of_load.is_some() {
            at_once = FIRST_FILES_AT_ONCE;
            available.truncate(available.len().max(2) - 1);
        }
        for (slot, files) in files.assign(&available, at_once) {
            let mut request = IngestRequest::default();
            let mut handles = Vec::with_capacity(files.len());
            for (source, (name, blob)) in files {
                request.sources.push((source, name));
                handles.push(JsValue::from(blob));
            }
            readers[slot].worker.send_with(&request, &handles, &[]);
        }
    }

    fn start_of_load_within(&self, milliseconds: u32) -> Timeout {
        let client = self.clone();
        Timeout::new(milliseconds, move || {
            let mut state = client.0.borrow_mut();
            (state.start_of_load, state.awaits_first_rows) = (None, false);
            drop(state);
            client.assign_files();
        })
    }

    // --- Messages ---

    fn receive(&self, peer: Peer, message: FromWorker) {
        match message {
            FromWorker::Ready => {
                self.0.borrow_mut().connection(peer).on_ready();
                self.assign_files();
            }
            FromWorker::Response(response) => {
                if let Response::Loaded { sources, .. } = &response {
                    let ended = sources.iter().filter(|source| source.report.is_some()).map(|source| source.source);
                    self.0.borrow_mut().files.note_reported(&ended.collect::<Vec<_>>());
                }
                let may_wait = matches!(response, Response::Loaded { .. });
                self.pass_on(WorkerMessage::Response(response), may_wait);
            }
            FromWorker::Progress(progress) => {
                if let Peer::Reader(slot) = peer {
                    let done = progress.sources.iter().filter(|step| step.is_done).map(|step| step.source);
                    self.0.borrow_mut().files.note_read(slot, &done.collect::<Vec<_>>());
                }
                self.assign_files();
                self.pass_on(WorkerMessage::Progress(progress), true);
            }
            FromWorker::Failed(why) => self.on_worker_crash(peer, &why),
        }
    }

    /// Passes a message on to the page: at once, or with later ones where it may wait and more are to come.
    fn pass_on(&self, message: WorkerMessage, may_wait: bool) {
        let mut state = self.0.borrow_mut();
        let is_loading = state.files.has_unfinished();
        if state.awaits_first_rows && message.is_answer_with_rows() {
            state.awaits_first_rows = false;
            state.start_of_load = Some(self.start_of_load_within(DRAW_FIRST_ROWS_MS));
        }
        // Rows do not wait for messages on files, unless they would overtake older ones and be taken for the newer.
        if is_loading && message.is_answer() && !state.inbox.has_answer() {
            let on_message = state.on_message.clone();
            drop(state);
            return on_message(message);
        }
        state.inbox.push(message);
        if may_wait && is_loading || state.inbox.awaits_size(|source| state.files.is_unread(source)) {
            let client = self.clone();
            state.throttle.get_or_insert_with(|| Timeout::new(THROTTLE_MS, move || client.pass_inbox_on()));
            return;
        }
        drop(state);
        self.pass_inbox_on();
    }

    fn pass_inbox_on(&self) {
        let mut state = self.0.borrow_mut();
        state.throttle = None;
        let (messages, on_message) = (state.inbox.take(), state.on_message.clone());
        drop(state);
        messages.into_iter().for_each(|message| on_message(message));
    }

    // --- Crashes ---

    /// Ends a worker that cannot go on. A replacement takes the place of a reader, and the files that the reader held are
    /// read again, except one that has crashed a new reader as well.
    fn on_worker_crash(&self, peer: Peer, why: &str) {
        let mut state = self.0.borrow_mut();
        let connection = state.connection(peer);
        if std::mem::replace(&mut connection.has_crashed, true) {
            return;
        }
        connection.terminate();
        let was_ready = connection.is_ready;
        let mut outcome = CrashOutcome::default();
        if let Peer::Reader(slot) = peer {
            let is_replaced = was_ready && !state.engine.has_crashed && state.n_started < MAX_STARTS;
            outcome = if is_replaced { state.files.on_worker_crash(slot) } else { state.files.on_worker_lost(slot) };
            let lost = Request::Lost { reader: state.readers[slot].reader, sources: outcome.to_forget };
            state.engine.send(&lost, &[]);
            if is_replaced {
                state.replace_reader(slot);
                self.listen(peer, &state.readers[slot].worker);
            }
        }
        if state.engine.has_crashed || state.readers.iter().all(|reader| reader.has_crashed) {
            outcome.failed.extend(state.files.on_last_worker_crash());
        }
        drop(state);
        let CrashOutcome { failed: sources, retried, .. } = outcome;
        self.pass_on(WorkerMessage::Crashed { why: words_for_crash(peer, why), sources, again: retried }, false);
        self.assign_files();
    }
}

impl State {
    fn connection(&mut self, peer: Peer) -> &mut Connection {
        match peer {
            Peer::Engine => &mut self.engine,
            Peer::Reader(slot) => &mut self.readers[slot],
        }
    }

    /// Starts a reader in the slot of one that crashed.
    fn replace_reader(&mut self, slot: usize) {
        let reader = ReaderId(self.n_started);
        self.n_started += 1;
        let (engine_port, reader_port) = new_channel();
        self.engine.send(&Request::Joined, &[engine_port]);
        self.readers[slot] = Connection::start_reader(&self.module, reader, reader_port);
    }
}

fn words_for_crash(peer: Peer, why: &str) -> String {
    let (who, advice) = match peer {
        Peer::Engine => ("The engine", "Reload the page"),
        Peer::Reader(_) => (
            "A reader",
            "Rows of what it had read stay, without their records. Drop fewer files if it was out of memory",
        ),
    };
    format!("{who} stopped: {}. {advice}", crash_cause(why))
}

/// The number of readers: one for each core, from 2 to 8. The engine is nearly idle while files load and takes no core.
fn n_readers() -> u32 {
    let cores = web_sys::window().map_or(2.0, |window| window.navigator().hardware_concurrency());
    (cores as u32).clamp(2, 8)
}

/// The two ends of a new channel.
fn new_channel() -> (JsValue, JsValue) {
    let channel = MessageChannel::new().expect("every browser with workers has channels");
    (channel.port1().into(), channel.port2().into())
}
