//! Yielding to the event queue.

use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{MessageChannel, WorkerGlobalScope};

/// Calls a function once for each turn that was asked for, after the messages that are queued. It posts a message to itself,
/// because a timer takes at least four milliseconds.
#[derive(Clone)]
pub struct Turns {
    channel: MessageChannel,
    is_asked: Rc<RefCell<bool>>,
}

impl Turns {
    /// Turns that call this function.
    pub fn new(on_turn: impl Fn() + 'static) -> Turns {
        let channel = MessageChannel::new().expect("every browser with workers has channels");
        let is_asked = Rc::new(RefCell::new(false));
        let asked = is_asked.clone();
        let on_message = Closure::<dyn Fn()>::new(move || {
            *asked.borrow_mut() = false;
            on_turn();
        });
        channel.port1().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        // The worker lives as long as its page; so does this.
        on_message.forget();
        Turns { channel, is_asked }
    }

    /// Asks for a turn, unless one is already on its way.
    pub fn ask(&self) {
        if !self.is_asked.replace(true) {
            self.channel.port2().post_message(&wasm_bindgen::JsValue::NULL).expect("null can be cloned");
        }
    }
}

/// The clock of this worker, in milliseconds.
pub fn now() -> f64 {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    scope.performance().map_or(0.0, |performance| performance.now())
}
