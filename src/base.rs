//! The part of the core whose speed is felt: what reads, keeps, searches and counts. It is a package of its own because
//! Cargo gives each package one optimisation level; `lib.rs`, beside it, is the map of the whole core.

#![warn(missing_docs)]

pub mod sort; // one small sort for all
pub mod letters; // small letters for capital ones
pub mod event; // what a CloudTrail event is: fields, time, actor, outcome, target
pub mod json; // JSON text as text: spans, paths, strings, layout; no tree
pub mod lifecycle; // events of one thing → its story; profiles are data
pub mod store; // segments: compact, immutable, columnar; knows fields and rows, not JSON
pub mod ingest; // bytes → rows and documents, with a report of what did not fit
pub mod query; // text ⇄ meaning
pub mod collect; // what is asked about the matching rows: order, page, event
pub mod reader; // the pure half of a reader worker: documents by segment, and questions to them; who reads which file

/// What crosses a thread; the engine itself is not of this package.
pub mod engine {
    pub mod message;
    pub mod wire;
}
