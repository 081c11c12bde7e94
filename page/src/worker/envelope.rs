//! A message: a typed head, as bytes, and attachments that are no bytes or too many: files, buffers, ports.

use js_sys::{Array, Reflect, Uint8Array};
use trailglass::engine::wire::{Wire, packed, unpacked};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, MessagePort, Worker};

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

impl<Head: Wire> Envelope<Head> {
    /// Opens a message. `None` where it is none of ours, as a browser's extension may send.
    pub fn open(event: &MessageEvent) -> Option<Envelope<Head>> {
        let data = event.data();
        let head = Reflect::get(&data, &HEAD.into()).ok()?.dyn_into::<Uint8Array>().ok()?.to_vec();
        let attachments = Reflect::get(&data, &ATTACHMENTS.into()).ok()?;
        let attachments = attachments.dyn_ref::<Array>().map_or(Vec::new(), |list| list.iter().collect());
        Some(Envelope { head: unpacked(&head)?, attachments })
    }
}

/// Whatever takes messages: a worker, the page as a worker sees it, a port.
pub trait Port {
    /// Posts a value with a list of what is transferred.
    fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue>;

    /// Sends a head alone.
    fn send<Head: Wire>(&self, head: &Head) {
        self.send_with(head, &[], &[]);
    }

    /// Sends a head with attachments, some of which are transferred: they are gone here afterwards.
    fn send_with<Head: Wire>(&self, head: &Head, attachments: &[JsValue], transferred: &[JsValue]) {
        let message = seal(head, attachments);
        self.post(&message, &transferred.iter().collect()).expect("what is sent can be cloned or transferred");
    }
}

/// The value that is posted.
pub fn seal<Head: Wire>(head: &Head, attachments: &[JsValue]) -> JsValue {
    let message = js_sys::Object::new();
    let head = Uint8Array::from(packed(head).as_slice());
    let set = |name: &str, value: &JsValue| Reflect::set(&message, &name.into(), value);
    set(HEAD, &head).expect("a new object takes members");
    set(ATTACHMENTS, &attachments.iter().collect::<Array>()).expect("a new object takes members");
    message.into()
}

impl Port for Worker {
    fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue> {
        self.post_message_with_transfer(message, transfer)
    }
}

impl Port for DedicatedWorkerGlobalScope {
    fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue> {
        self.post_message_with_transfer(message, transfer)
    }
}

impl Port for MessagePort {
    fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue> {
        self.post_message_with_transferable(message, transfer)
    }
}
