//! A worker as the page sees it: started from the compiled program, and kept waiting until the hand-shake.

use crate::worker::envelope::{Port, message_of};
use trailglass_protocol::id::ReaderId;
use trailglass_protocol::message::{Hello, Request};
use wasm_bindgen::JsValue;
use web_sys::{BlobPropertyBag, Url, Worker, WorkerOptions, WorkerType};

/// The worker that a message comes from or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    /// The engine.
    Engine,
    /// The reader in this slot, whoever occupies it now.
    Reader(usize),
}

/// The address of the module that workers are started from.
pub(super) struct StartModule {
    address: String,
}

impl StartModule {
    /// A module with this text.
    pub(super) fn new(text: &str) -> StartModule {
        let options = BlobPropertyBag::new();
        options.set_type("text/javascript");
        let parts = js_sys::Array::of1(&text.into());
        let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options).expect("a text makes a blob");
        StartModule { address: Url::create_object_url_with_blob(&blob).expect("a blob has an address") }
    }

    /// The text of the module for the program whose name the build wrote into the page; `None` where there is no such name.
    ///
    /// It waits for the compiled program, which is the first message: a worker that fetched the program again would take
    /// longer and keep another copy of some megabytes.
    ///
    /// It is a blob because a worker that is loaded from an address is not under the policy of a `<meta>` element, and
    /// one that is loaded from a blob inherits it. So the blob imports the program's script by its absolute address.
    pub(super) fn text_of_page() -> Option<String> {
        let document = web_sys::window()?.document()?;
        let meta = document.query_selector("meta[name=trailglass-program]").ok()??;
        let names = meta.get_attribute("content")?;
        let (script, _) = names.split_once(' ')?;
        let script = Url::new_with_base(script, &document.base_uri().ok()??).ok()?.href();
        let script = js_sys::JSON::stringify(&script.into()).ok().map(String::from)?;
        // The page gets an `error` event only for what is thrown outside of the promise.
        Some(format!(
            "onmessage = async ({{ data }}) => {{ onmessage = null; \
             try {{ await (await import({script})).default({{ module_or_path: data }}) }} \
             catch (e) {{ setTimeout(() => {{ throw e }}) }} }}"
        ))
    }
}

/// A worker, its state, and the messages that wait for it. A worker loses what is sent before it listens, so it says
/// `Ready` first; then it gets its role and its ports, and the messages that were sent meanwhile.
pub(super) struct Connection {
    pub(super) worker: Worker,
    pub(super) is_ready: bool,
    pub(super) has_crashed: bool,
    /// The id of a reader.
    pub(super) reader: ReaderId,
    /// The role and the ports, until the worker is ready.
    hello: Option<(Hello, Vec<JsValue>)>,
    /// Messages that wait until the worker is ready, each with its transfer list.
    queued: Vec<(JsValue, js_sys::Array)>,
}

impl Connection {
    /// Starts the engine, with a port to each reader.
    pub(super) fn start_engine(module: &StartModule, ports: Vec<JsValue>) -> Connection {
        Connection::start(module, ReaderId::default(), Hello::Engine, ports)
    }

    /// Starts a reader, with a port to the engine.
    pub(super) fn start_reader(module: &StartModule, reader: ReaderId, port: JsValue) -> Connection {
        Connection::start(module, reader, Hello::Reader { no: reader }, vec![port])
    }

    fn start(module: &StartModule, reader: ReaderId, hello: Hello, ports: Vec<JsValue>) -> Connection {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&module.address, &options).expect("the policy allows workers from blobs");
        worker.post_message(&wasm_bindgen::module()).expect("every browser with workers can hand them a program");
        Connection {
            worker,
            is_ready: false,
            has_crashed: false,
            reader,
            hello: Some((hello, ports)),
            queued: Vec::new(),
        }
    }

    /// Completes the hand-shake.
    pub(super) fn on_ready(&mut self) {
        self.is_ready = true;
        if let Some((hello, ports)) = self.hello.take() {
            self.worker.send_with(&hello, &ports, &ports);
        }
        self.send_queued();
    }

    /// Sends a request and the ports that go with it, once the worker is ready.
    pub(super) fn send(&mut self, request: &Request, ports: &[JsValue]) {
        self.queued.push((message_of(request, ports), ports.iter().collect()));
        if self.is_ready {
            self.send_queued();
        }
    }

    fn send_queued(&mut self) {
        for (message, transferred) in self.queued.drain(..) {
            self.worker.post(&message, &transferred).expect("what is sent can be cloned or transferred");
        }
    }

    /// Ends the worker, of which nothing is heard any more.
    pub(super) fn terminate(&self) {
        self.worker.set_handlers(None, None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }

    /// Whether the worker can be given work.
    pub(super) fn is_available(&self) -> bool {
        self.is_ready && !self.has_crashed
    }
}
