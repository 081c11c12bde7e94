//! Threads and messages: the only place that posts them.
pub mod client;

/// Runs in a worker: takes its role from the first message.
pub fn serve() {}
