//! The page's side of the workers: starts them, hands files to readers, sends requests, passes on what is heard.

use crate::engine::message::{Progress, Request, Response, SourceNo};

/// What the page hears from its workers.
#[derive(Clone, Debug)]
pub enum Heard {
    /// The engine replied.
    Response(Response),
    /// A reader went on.
    Progress(Progress),
    /// A reader is ready; whether it is under the policy that forbids other hosts.
    Sealed(bool),
    /// A worker died while it was reading these sources.
    Failed {
        /// What happened, in words.
        why: String,
        /// What it was reading.
        sources: Vec<SourceNo>,
    },
}

/// A file to be read: its number, its path below the dropped folder or its name, and the browser's handle.
pub type Handed = (SourceNo, String, web_sys::Blob);

/// The workers, as the page sees them.
pub struct Client {}

impl Client {
    /// Starts the engine and the readers. They take messages at once: those sent early wait for the hand-shake.
    pub fn start(_on_heard: impl Fn(Heard) + 'static) -> Client {
        Client {}
    }

    /// Hands files to the readers, a few at a time as they get through.
    pub fn ingest(&self, _files: Vec<Handed>) {}

    /// Sends a request to the engine.
    pub fn send(&self, _request: &Request) {}
}
