//! The page's side of the workers: starts them, hands files to readers, sends requests, passes on what is heard.

use super::envelope::{Envelope, Port, listen, message_of};
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass_engine::scheduler::{Dealing, Loss, cause_of_death};
use trailglass_protocol::id::{ReaderId, SourceId};
use trailglass_protocol::message::{FromWorker, Hello, IngestRequest, Progress, Request, Response};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BlobPropertyBag, ErrorEvent, MessageChannel, Url, Worker, WorkerOptions, WorkerType};

/// What the page hears from its workers.
#[derive(Clone, Debug)]
pub enum Heard {
    /// The engine replied.
    Response(Response),
    /// A reader went on.
    Progress(Progress),
    /// A worker died while it was reading these sources.
    Failed {
        /// What happened, in words.
        why: String,
        /// What it was reading.
        sources: Vec<SourceId>,
        /// What others read again.
        again: Vec<SourceId>,
    },
}

/// A file to be read.
pub struct Handed {
    /// Its number.
    pub source: SourceId,
    /// Its path below the dropped folder, or its name.
    pub name: String,
    /// The browser's handle.
    pub blob: web_sys::Blob,
}

/// A reader holds so many files at once: enough to be busy until it is heard of again, and few enough that others find
/// work too. It takes the small ones first, so that none waits behind a large one.
const FILES_AT_ONCE: usize = 24;

/// Most of what the page draws of a load it draws at its beginning. Until the first rows are there, and so many milliseconds
/// more, the last reader gets no files and the others few, so that one core is the page's. ARCHITECTURE.md has what it brings.
const DRAW_FIRST_ROWS_MS: u32 = 60;
/// Where no rows come, that ends after this many milliseconds.
const AWAIT_FIRST_ROWS_MS: u32 = 300;
/// Handing a file over costs the page up to a millisecond.
const FIRST_FILES_AT_ONCE: usize = 8;

/// The workers, as the page sees them.
#[derive(Clone)]
pub struct Client(Rc<RefCell<Inner>>);

struct Inner {
    engine: Link,
    readers: Vec<Link>,
    /// The address of the module that workers are started from.
    address: String,
    /// Readers started so far; the next gets this number.
    n_started: u32,
    /// The files that are to be read: their names and handles.
    files: Dealing<(String, web_sys::Blob)>,
    on_heard: Rc<dyn Fn(Heard)>,
    /// What was heard and not yet passed on, and when it will be.
    held: Vec<Heard>,
    alarm: Option<Timeout>,
    /// Runs while the first rows of a load are awaited and drawn; and whether they are still awaited.
    first_rows: Option<Timeout>,
    awaits_rows: bool,
}

/// A worker.
struct Link {
    worker: Worker,
    is_ready: bool,
    is_dead: bool,
    /// Its number, of a reader.
    no: ReaderId,
    /// Its role and its ports, until it says that it is ready.
    hello: Option<(Hello, Vec<JsValue>)>,
    /// Messages that wait for that, each with what of it is transferred.
    early: Vec<(JsValue, js_sys::Array)>,
}

/// How far reading is, is passed on this often, in milliseconds. Each reader tells it ten times a second, and each time the
/// page would be drawn anew, with processor time that the readers need.
const HOLD_MS: u32 = 200;

/// A reader that keeps dying is not started again for ever.
const MAX_STARTS: u32 = 64;

/// How many readers: one for each core, within reason. The engine is nearly idle while files load and costs no core.
fn n_readers() -> u32 {
    let cores = web_sys::window().map_or(2.0, |window| window.navigator().hardware_concurrency());
    (cores as u32).clamp(2, 8)
}

/// The module that starts a worker, from the name that the build wrote into the page. It waits for the compiled program,
/// which is the first message: a worker that fetched it again would take longer and keep another copy of some megabytes.
///
/// A worker loaded from an address is not under the policy of a `<meta>` element; one loaded from a blob inherits it.
/// So each is a blob whose lines load the real one by its absolute address.
fn starter() -> Option<String> {
    let document = web_sys::window()?.document()?;
    let meta = document.query_selector("meta[name=trailglass-program]").ok()??;
    let names = meta.get_attribute("content")?;
    let (script, _) = names.split_once(' ')?;
    let script = Url::new_with_base(script, &document.base_uri().ok()??).ok()?.href();
    let script = js_sys::JSON::stringify(&script.into()).ok().map(String::from)?;
    // Thrown anew outside of the promise, as only then the page hears of it.
    Some(format!(
        "onmessage = async ({{ data }}) => {{ onmessage = null; \
         try {{ await (await import({script})).default({{ module_or_path: data }}) }} \
         catch (e) {{ setTimeout(() => {{ throw e }}) }} }}"
    ))
}

impl Client {
    /// Starts the engine and the readers. They take messages at once: those sent early wait for the hand-shake.
    pub fn start(on_heard: impl Fn(Heard) + 'static) -> Client {
        match starter() {
            Some(starter) => Client::start_with(&starter, n_readers(), on_heard),
            None => panic!("the page was built without the names of its worker"),
        }
    }

    /// Starts workers from the text of a module, which a test gives and which takes the compiled program as its first message.
    pub fn start_with(starter: &str, n_readers: u32, on_heard: impl Fn(Heard) + 'static) -> Client {
        let options = BlobPropertyBag::new();
        options.set_type("text/javascript");
        let parts = js_sys::Array::of1(&starter.into());
        let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options).expect("a text makes a blob");
        let address = Url::create_object_url_with_blob(&blob).expect("a blob has an address");
        let inner = Inner {
            engine: Link::start(&address),
            readers: (0..n_readers).map(|_| Link::start(&address)).collect(),
            address,
            n_started: n_readers,
            files: Dealing::among(n_readers),
            on_heard: Rc::new(on_heard),
            held: Vec::new(),
            alarm: None,
            first_rows: None,
            awaits_rows: false,
        };
        let client = Client(Rc::new(RefCell::new(inner)));
        client.shake_hands();
        client
    }

    /// Makes the ports between the workers ready for them, and listens.
    fn shake_hands(&self) {
        let mut inner = self.0.borrow_mut();
        let mut engine_ports: Vec<JsValue> = Vec::new();
        for (no, link) in inner.readers.iter_mut().enumerate() {
            let channel = MessageChannel::new().expect("every browser with workers has channels");
            let port = vec![JsValue::from(channel.port1())];
            engine_ports.push(channel.port2().into());
            link.no = ReaderId(no as u32);
            link.hello = Some((Hello::Reader { no: link.no }, port));
            self.listen(Some(no), &link.worker);
        }
        inner.engine.hello = Some((Hello::Engine, engine_ports));
        self.listen(None, &inner.engine.worker);
    }

    fn listen(&self, reader: Option<usize>, worker: &Worker) {
        let (client, losing) = (self.clone(), self.clone());
        let on_message = move |Envelope { head, .. }: Envelope<FromWorker>| client.hear(reader, head);
        listen(worker, on_message, move |why| losing.hear(reader, FromWorker::Failed(why.to_owned())));
        let client = self.clone();
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            client.hear(reader, FromWorker::Failed(event.message()));
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        on_error.forget();
    }

    fn hear(&self, reader: Option<usize>, message: FromWorker) {
        match message {
            FromWorker::Ready => {
                self.0.borrow_mut().link(reader).ready();
                self.deal();
            }
            FromWorker::Response(response) => {
                if let Response::Loaded { sources, .. } = &response {
                    let told = sources.iter().filter(|source| source.report.is_some()).map(|source| source.source);
                    self.0.borrow_mut().files.note_told(&told.collect::<Vec<_>>());
                }
                let can_wait = matches!(response, Response::Loaded { .. });
                self.pass_on(Heard::Response(response), can_wait);
            }
            FromWorker::Progress(progress) => {
                if let Some(reader) = reader {
                    let done = progress.sources.iter().filter(|step| step.is_done).map(|step| step.source);
                    self.0.borrow_mut().files.note_read(reader, &done.collect::<Vec<_>>());
                }
                self.deal();
                self.pass_on(Heard::Progress(progress), true);
            }
            FromWorker::Failed(why) => self.bury(reader, &why),
        }
    }

    /// Passes on what was heard: with what comes next if it can wait and there is more to come, else at once. An answer
    /// while files are read does not wait for words on them: the first rows are looked for.
    fn pass_on(&self, heard: Heard, can_wait: bool) {
        let mut inner = self.0.borrow_mut();
        let is_loading = inner.files.is_going_on();
        let is_answer = |heard: &Heard| matches!(heard, Heard::Response(Response::Answer(_)));
        if matches!(&heard, Heard::Response(Response::Answer(answer)) if answer.matched > 0) && inner.awaits_rows {
            inner.awaits_rows = false;
            inner.first_rows = Some(self.first_rows_within(DRAW_FIRST_ROWS_MS));
        }
        // But for one that would overtake an older one, which would then be taken for the newer.
        if is_loading && is_answer(&heard) && !inner.held.iter().any(is_answer) {
            let on_heard = inner.on_heard.clone();
            drop(inner);
            return on_heard(heard);
        }
        inner.hold(heard);
        if can_wait && is_loading || inner.engine_is_ahead() {
            let client = self.clone();
            inner.alarm.get_or_insert_with(|| Timeout::new(HOLD_MS, move || client.pass_on_held()));
            return;
        }
        drop(inner);
        self.pass_on_held();
    }

    fn pass_on_held(&self) {
        let mut inner = self.0.borrow_mut();
        inner.alarm = None;
        let (held, on_heard) = (std::mem::take(&mut inner.held), inner.on_heard.clone());
        drop(inner);
        held.into_iter().for_each(|heard| on_heard(heard));
    }

    /// A worker has died. What a reader was given is read by others, one of them new in its place, but for a file that it died of.
    fn bury(&self, reader: Option<usize>, why: &str) {
        let mut inner = self.0.borrow_mut();
        let link = inner.link(reader);
        if std::mem::replace(&mut link.is_dead, true) {
            return;
        }
        link.worker.set_handlers(None, None);
        link.worker.set_onerror(None);
        link.worker.terminate();
        let was_ready = link.is_ready;
        let mut loss = Loss::default();
        if let Some(slot) = reader {
            let has_heir = was_ready && !inner.engine.is_dead && inner.n_started < MAX_STARTS;
            loss = if has_heir { inner.files.lose(slot) } else { inner.files.give_up(slot) };
            let lost = Request::Lost { reader: inner.readers[slot].no, sources: loss.unread };
            inner.engine.send_when_ready(&lost, &[]);
            if has_heir {
                inner.restart(slot);
                self.listen(Some(slot), &inner.readers[slot].worker);
            }
        }
        if inner.engine.is_dead || inner.readers.iter().all(|link| link.is_dead) {
            loss.failed.extend(inner.files.give_up_all());
        }
        drop(inner);
        let why = cause_of_death(why);
        let who = if reader.is_some() { "A reader" } else { "The engine" };
        let advice = match reader {
            Some(_) => "Rows of what it had read stay, without their records. Drop fewer files if it was out of memory",
            None => "Reload the page",
        };
        let Loss { failed: sources, again, .. } = loss;
        let heard = Heard::Failed { why: format!("{who} stopped: {why}. {advice}"), sources, again };
        self.pass_on(heard, false);
        self.deal();
    }

    /// Reads files no further and forgets what was read of them.
    pub fn remove(&self, sources: Vec<SourceId>) {
        let mut inner = self.0.borrow_mut();
        let stopped = inner.files.remove(&sources);
        for (link, stopped) in inner.readers.iter().zip(stopped).filter(|(_, stopped)| !stopped.is_empty()) {
            link.worker.send(&IngestRequest { stopped, ..IngestRequest::default() });
        }
        drop(inner);
        self.send(&Request::Remove { sources });
        self.deal();
    }

    /// Hands files to the readers, a few at a time as they get through.
    pub fn ingest(&self, files: Vec<Handed>) {
        let mut inner = self.0.borrow_mut();
        if !inner.files.is_going_on() {
            inner.awaits_rows = true;
            inner.first_rows = Some(self.first_rows_within(AWAIT_FIRST_ROWS_MS));
        }
        inner.files.add(files.into_iter().map(|Handed { source, name, blob }| (source, (name, blob))));
        drop(inner);
        self.deal();
    }

    fn first_rows_within(&self, milliseconds: u32) -> Timeout {
        let client = self.clone();
        Timeout::new(milliseconds, move || {
            let mut inner = client.0.borrow_mut();
            (inner.first_rows, inner.awaits_rows) = (None, false);
            drop(inner);
            client.deal();
        })
    }

    /// Sends a request to the engine.
    pub fn send(&self, request: &Request) {
        self.0.borrow_mut().engine.send_when_ready(request, &[]);
    }

    /// Gives waiting files to readers that have room.
    fn deal(&self) {
        let Inner { readers, files, first_rows, .. } = &mut *self.0.borrow_mut();
        let mut alive: Vec<usize> = (0..readers.len()).filter(|no| readers[*no].is_alive()).collect();
        let mut at_once = FILES_AT_ONCE;
        if first_rows.is_some() {
            at_once = FIRST_FILES_AT_ONCE;
            alive.truncate(alive.len().max(2) - 1);
        }
        for (reader, files) in files.deal(&alive, at_once) {
            let mut request = IngestRequest::default();
            let mut handles = Vec::with_capacity(files.len());
            for (source, (name, blob)) in files {
                request.sources.push((source, name));
                handles.push(JsValue::from(blob));
            }
            readers[reader].worker.send_with(&request, &handles, &[]);
        }
    }
}

impl Inner {
    /// Keeps what was heard. Each time that the list of files changes costs a copy of it, which takes long where they are
    /// many, so what is told of files is put together.
    ///
    /// What readers tell comes first: with the end of the last file the files are compared with those of a link, by
    /// sizes that its reader may have told only after the engine told the end.
    fn hold(&mut self, mut heard: Heard) {
        let is_of_reader = matches!(heard, Heard::Progress(_));
        let former = if is_of_reader { self.held.first_mut() } else { self.held.last_mut() };
        match (former, &mut heard) {
            (Some(Heard::Progress(former)), Heard::Progress(more)) => former.sources.append(&mut more.sources),
            (
                Some(Heard::Response(Response::Loaded { generation, sources, n_removals })),
                Heard::Response(Response::Loaded { generation: newer, sources: more, n_removals: others }),
            ) => {
                *generation = *newer;
                *n_removals += *others;
                sources.append(more);
            }
            _ => self.held.insert(if is_of_reader { 0 } else { self.held.len() }, heard),
        }
    }

    fn link(&mut self, reader: Option<usize>) -> &mut Link {
        match reader {
            Some(no) => &mut self.readers[no],
            None => &mut self.engine,
        }
    }

    /// Whether the engine has told the end of a file whose reader has yet to tell its size: the two come on ways of their
    /// own, and a file is complete with both.
    fn engine_is_ahead(&self) -> bool {
        self.held.iter().any(|heard| match heard {
            Heard::Response(Response::Loaded { sources, .. }) => {
                sources.iter().any(|source| source.report.is_some() && self.files.is_held(source.source))
            }
            _ => false,
        })
    }

    /// Starts a reader in the place of one that died.
    fn restart(&mut self, slot: usize) {
        let no = ReaderId(self.n_started);
        self.n_started += 1;
        let channel = MessageChannel::new().expect("every browser with workers has channels");
        let ports = [JsValue::from(channel.port2())];
        self.engine.send_when_ready(&Request::Joined, &ports);
        let mut link = Link::start(&self.address);
        link.no = no;
        link.hello = Some((Hello::Reader { no }, vec![channel.port1().into()]));
        self.readers[slot] = link;
    }
}

impl Link {
    fn start(address: &str) -> Link {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(address, &options).expect("the policy allows workers from blobs");
        worker.post_message(&wasm_bindgen::module()).expect("every browser with workers can hand them a program");
        Link { worker, is_ready: false, is_dead: false, no: ReaderId::default(), hello: None, early: Vec::new() }
    }

    fn ready(&mut self) {
        self.is_ready = true;
        if let Some((hello, ports)) = self.hello.take() {
            self.worker.send_with(&hello, &ports, &ports);
        }
        self.send_early();
    }

    fn send_early(&mut self) {
        for (message, transferred) in self.early.drain(..) {
            self.worker.post(&message, &transferred).expect("what is sent can be cloned or transferred");
        }
    }

    /// Sends a message, with ports that go with it; before the worker is ready it waits for that.
    fn send_when_ready(&mut self, message: &Request, ports: &[JsValue]) {
        self.early.push((message_of(message, ports), ports.iter().collect()));
        if self.is_ready {
            self.send_early();
        }
    }

    fn is_alive(&self) -> bool {
        self.is_ready && !self.is_dead
    }
}
