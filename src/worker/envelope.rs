//! A message: a typed head, as a JavaScript value made by serde, and attachments that are transferred: files, buffers, ports.

use js_sys::{Array, ArrayBuffer, Function, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort, Worker};

/// A message that has been decoded.
#[derive(Debug)]
pub struct Envelope<Head> {
    /// The typed part.
    pub head: Head,
    /// Files, buffers and ports.
    pub attachments: Vec<JsValue>,
}

const HEAD: &str = "head";
const ATTACHMENTS: &str = "attachments";

/// Why a value could not be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// It is not a message of this program; a browser's extension may send such values.
    Foreign,
    /// It is a message of this program, and its head cannot be read.
    Malformed,
}

impl<Head: DeserializeOwned> Envelope<Head> {
    /// Decodes a message.
    ///
    /// # Errors
    /// Fails for a value of another program, and for a message whose head is not of this type.
    pub fn decode(event: &MessageEvent) -> Result<Envelope<Head>, DecodeError> {
        let data = event.data();
        let has = |name: &str| Reflect::has(&data, &name.into()).unwrap_or(false);
        if !has(HEAD) || !has(ATTACHMENTS) {
            return Err(DecodeError::Foreign);
        }
        let member = |name: &str| Reflect::get(&data, &name.into()).map_err(|_| DecodeError::Malformed);
        let attachments = member(ATTACHMENTS)?;
        let attachments = attachments.dyn_ref::<Array>().map_or(Vec::new(), |list| list.iter().collect());
        let head = serde_wasm_bindgen::from_value(member(HEAD)?).map_err(|_| DecodeError::Malformed)?;
        Ok(Envelope { head, attachments })
    }
}

/// Receives the messages of a port from now on. `on_lost` is called with the reason where a message cannot be read or the
/// browser could not copy it, because the sender may wait for a reply for ever.
pub fn listen<Head: DeserializeOwned + 'static>(
    port: &impl Port,
    mut on_message: impl FnMut(Envelope<Head>) + 'static,
    on_lost: impl Fn(&str) + Clone + 'static,
) {
    let on_malformed = on_lost.clone();
    let message_handler =
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| match Envelope::decode(&event) {
            Ok(envelope) => on_message(envelope),
            Err(DecodeError::Foreign) => {}
            Err(DecodeError::Malformed) => on_malformed("a message to or from it could not be read"),
        });
    let error_handler = Closure::<dyn FnMut(MessageEvent)>::new(move |_: MessageEvent| {
        on_lost("a message to or from it did not arrive whole");
    });
    port.set_handlers(Some(message_handler.as_ref().unchecked_ref()), Some(error_handler.as_ref().unchecked_ref()));
    // They live as long as the port.
    message_handler.forget();
    error_handler.forget();
}

/// The bytes of a buffer. A large buffer is detached afterwards, which frees its memory at once.
///
/// # Panics
///
/// Where a buffer cannot be transferred, which no browser does.
pub fn bytes_of(buffer: &ArrayBuffer) -> Vec<u8> {
    let bytes = Uint8Array::new(buffer).to_vec();
    if bytes.len() >= LARGE_BYTES {
        DRAIN.with(|drain| drain.post(&JsValue::NULL, &Array::of1(buffer))).expect("a buffer can be transferred");
    }
    bytes
}

/// From this size on freeing a buffer at once is worth its 50 microseconds.
const LARGE_BYTES: usize = 32 * 1024;

thread_local! {
    /// A port whose other end is closed, so that the memory of what is transferred through it is freed. A buffer's own
    /// `transfer` leaves its memory to Chromium's garbage collector, which does not run within a load of 100,000 events:
    /// some 25 MB stay allocated.
    static DRAIN: MessagePort = {
        let channel = MessageChannel::new().expect("every browser with workers has channels");
        channel.port2().close();
        channel.port1()
    };
}

/// A channel for messages: a worker, the page as a worker sees it, a port.
pub trait Port {
    /// Posts a value with a list of what is transferred.
    ///
    /// # Errors
    ///
    /// The value cannot be cloned, or an object of the list cannot be transferred.
    fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue>;

    /// Sets the handlers of messages, and of messages that the browser cannot copy.
    fn set_handlers(&self, on_message: Option<&Function>, on_error: Option<&Function>);

    /// Sends a head alone.
    fn send<Head: Serialize>(&self, head: &Head) {
        self.send_with(head, &[], &[]);
    }

    /// Sends a head with attachments, some of which are transferred: this thread cannot use them afterwards.
    fn send_with<Head: Serialize>(&self, head: &Head, attachments: &[JsValue], transferred: &[JsValue]) {
        let message = message_of(head, attachments);
        self.post(&message, &transferred.iter().collect()).expect("what is sent can be cloned or transferred");
    }
}

/// The value that is posted.
///
/// # Panics
///
/// Where a head has no form in JavaScript, as no type of a message is.
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
