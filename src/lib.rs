//! Trailglass reads AWS CloudTrail logs inside the browser and shows their events and the jobs in them.
//!
//! Data flows one way: *bytes → segment → answer → row*. Readers turn files into segments and keep the
//! documents; one engine owns the segments and answers queries; the page draws rows.
//!
//! This crate is the core. It cannot name the browser, so all of it is tested natively; the package `page` holds the
//! threads and what is drawn.

#![warn(missing_docs)]

pub mod sort; // one small sort for all
pub mod event; // what a CloudTrail event is: fields, time, actor, outcome, target
pub mod json; // JSON text as text: spans, paths, strings, layout; no tree
pub mod lifecycle; // events of one thing → its story; profiles are data
pub mod store; // segments: compact, immutable, columnar; knows fields and rows, not JSON
pub mod ingest; // bytes → rows and documents, with a report of what did not fit
pub mod query; // text ⇄ meaning
pub mod collect; // what is asked about the matching rows: order, page, event
pub mod reader; // the pure half of a reader worker: documents by segment, and questions to them
pub mod engine; // the store plus a question box; all messages between threads
pub mod session; // what the user has in front of them; pure
