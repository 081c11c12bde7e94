//! A message: a typed head, as a JavaScript value made by serde, and attachments that are transferred: files, buffers, ports.

use js_sys::{Array, ArrayBuffer, Function, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort, Worker};

/// A message that was opened.
#[derive(Debug)]
pub struct Envelope<Head> {
    /// What it says.
    pub head: Head,
    /// What goes with it.
    pub attachments: Vec<JsValue>,
}

const HEAD: &str = "head";
const ATTACHMENTS: &str = "attachments";

/// Why what has arrived is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unopened {
    /// It is none of ours, as a browser's extension may send.
    Foreign,
    /// It is one of ours, and its head cannot be read.
    Broken,
}

impl<Head: DeserializeOwned> Envelope<Head> {
    /// Opens a message.
    ///
    /// # Errors
    /// Says why it is none.
    pub fn open(event: &MessageEvent) -> Result<Envelope<Head>, Unopened> {
        let data = event.data();
        let has = |name: &str| Reflect::has(&data, &name.into()).unwrap_or(false);
        if !has(HEAD) || !has(ATTACHMENTS) {
            return Err(Unopened::Foreign);
        }
        let member = |name: &str| Reflect::get(&data, &name.into()).map_err(|_| Unopened::Broken);
        let attachments = member(ATTACHMENTS)?;
        let attachments = attachments.dyn_ref::<Array>().map_or(Vec::new(), |list| list.iter().collect());
        let head = serde_wasm_bindgen::from_value(member(HEAD)?).map_err(|_| Unopened::Broken)?;
        Ok(Envelope { head, attachments })
    }
}

/// Hears messages of a port from now on. `lose` is called with the reason where one of ours cannot be read, or the browser
/// could not copy it: whoever waits for what it says would wait for ever.
pub fn listen<Head: DeserializeOwned + 'static>(
    port: &impl Port,
    mut hear: impl FnMut(Envelope<Head>) + 'static,
    lose: impl Fn(&str) + Clone + 'static,
) {
    let lose_one = lose.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| match Envelope::open(&event) {
        Ok(envelope) => hear(envelope),
        Err(Unopened::Foreign) => {}
        Err(Unopened::Broken) => lose_one("a message to it or of it could not be read"),
    });
    let on_error = Closure::<dyn FnMut(MessageEvent)>::new(move |_: MessageEvent| {
        lose("a message to it or of it did not arrive whole");
    });
    port.set_handlers(Some(on_message.as_ref().unchecked_ref()), Some(on_error.as_ref().unchecked_ref()));
    // They live as long as the port.
    on_message.forget();
    on_error.forget();
}

/// The bytes of a buffer. A large one is empty afterwards, and its memory is given back.
pub fn bytes_of(buffer: &ArrayBuffer) -> Vec<u8> {
    let bytes = Uint8Array::new(buffer).to_vec();
    if bytes.len() >= LARGE_BYTES {
        DRAIN.with(|drain| drain.post(&JsValue::NULL, &Array::of1(buffer))).expect("a buffer can be transferred");
    }
    bytes
}

/// From this size on giving a buffer back at once is worth its 50 microseconds.
const LARGE_BYTES: usize = 32 * 1024;

thread_local! {
    /// A port whose other end is closed: what is transferred through it is gone. A buffer's own `transfer` leaves its memory
    /// to Chromium's collector, which does not come within a load of 100,000 events: some 25 MB stayed behind.
    static DRAIN: MessagePort = {
        let channel = MessageChannel::new().expect("every browser with workers has channels");
        channel.port2().close();
        channel.port1()
    };
}

/// Whatever takes messages: a worker, the page as a worker sees it, a port.
pub trait Port {
    /// Posts a value with a list of what is transferred.
    fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue>;

    /// Puts handlers in the place of those of messages, and of messages that the browser cannot copy.
    fn set_handlers(&self, on_message: Option<&Function>, on_error: Option<&Function>);

    /// Sends a head alone.
    fn send<Head: Serialize>(&self, head: &Head) {
        self.send_with(head, &[], &[]);
    }

    /// Sends a head with attachments, some of which are transferred: they are gone here afterwards.
    fn send_with<Head: Serialize>(&self, head: &Head, attachments: &[JsValue], transferred: &[JsValue]) {
        let message = message_of(head, attachments);
        self.post(&message, &transferred.iter().collect()).expect("what is sent can be cloned or transferred");
    }
}

/// The value that is posted.
pub fn message_of<Head: Serialize>(head: &Head, attachments: &[JsValue]) -> JsValue {
    // Instants in microseconds may be beyond what a JavaScript number holds exactly.
    let serializer = Serializer::new().serialize_large_number_types_as_bigints(true);
    let head = head.serialize(&serializer).expect("a message is made of what has a form in JavaScript");
    let message = js_sys::Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&message, &name.into(), value);
    set(HEAD, &head).expect("a new object takes members");
    set(ATTACHMENTS, &attachments.iter().collect::<Array>()).expect("a new object takes members");
    message.into()
}

/// A buffer that holds these bytes.
pub fn buffer_of(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).buffer().into()
}

impl Port for Worker {
    fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue> {
        self.post_message_with_transfer(message, transfer)
    }

    fn set_handlers(&self, on_message: Option<&Function>, on_error: Option<&Function>) {
        self.set_onmessage(on_message);
        self.set_onmessageerror(on_error);
    }
}

impl Port for DedicatedWorkerGlobalScope {
    fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue> {
        self.post_message_with_transfer(message, transfer)
    }

    fn set_handlers(&self, on_message: Option<&Function>, on_error: Option<&Function>) {
        self.set_onmessage(on_message);
        self.set_onmessageerror(on_error);
    }
}

impl Port for MessagePort {
    fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue> {
        self.post_message_with_transferable(message, transfer)
    }

    fn set_handlers(&self, on_message: Option<&Function>, on_error: Option<&Function>) {
        self.set_onmessage(on_message);
        self.set_onmessageerror(on_error);
    }
}
