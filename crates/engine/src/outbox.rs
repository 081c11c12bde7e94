//! What the engine has to send, in order, and the numbers of its questions to readers.

use std::collections::{HashSet, VecDeque};
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::{ReaderRequest, Response};

/// The result of one [`Engine::step`](crate::Engine::step).
#[derive(Debug)]
pub enum Output {
    /// A message for the page.
    Respond(Response),
    /// A question for a reader.
    Request(ReaderId, ReaderRequest),
    /// There is more to do, at once.
    Busy,
    /// There is more to do, but not before this many milliseconds.
    Later(f64),
    /// Nothing to do until the next message.
    Idle,
}

/// Messages that are ready to be sent.
#[derive(Default)]
pub struct Outbox {
    messages: VecDeque<Output>,
    last_ask: RequestId,
    /// Readers that crashed: nothing is sent to them.
    lost_readers: HashSet<ReaderId>,
}

impl Outbox {
    /// Queues a message for the page.
    pub fn respond(&mut self, response: Response) {
        self.messages.push_back(Output::Respond(response));
    }

    /// Queues a question under the next number, which is returned; `None` where the reader has crashed and will not answer.
    pub fn ask(&mut self, reader: ReaderId, question: impl FnOnce(RequestId) -> ReaderRequest) -> Option<RequestId> {
        if self.is_lost(reader) {
            return None;
        }
        self.last_ask = self.last_ask.next();
        self.messages.push_back(Output::Request(reader, question(self.last_ask)));
        Some(self.last_ask)
    }

    /// Queues a message to a reader that expects no reply.
    pub fn tell(&mut self, reader: ReaderId, message: ReaderRequest) {
        if !self.is_lost(reader) {
            self.messages.push_back(Output::Request(reader, message));
        }
    }

    /// Cancels a question.
    pub fn cancel(&mut self, reader: ReaderId, no: RequestId) {
        self.tell(reader, ReaderRequest::Cancel { no });
    }

    /// Removes the answers and pages that have not been sent: those of a query that was replaced.
    pub fn drop_answers(&mut self) {
        self.messages.retain(|output| !matches!(output, Output::Respond(Response::Answer(_) | Response::Page(_))));
    }

    /// The next message.
    pub fn pop(&mut self) -> Option<Output> {
        self.messages.pop_front()
    }

    /// Whether nothing is queued.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Records that a reader crashed.
    pub fn note_lost(&mut self, reader: ReaderId) {
        self.lost_readers.insert(reader);
    }

    /// Whether a reader crashed.
    pub fn is_lost(&self, reader: ReaderId) -> bool {
        self.lost_readers.contains(&reader)
    }
}
