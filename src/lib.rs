//! Trailglass reads AWS CloudTrail logs inside the browser and shows their events and the jobs in them.
//!
//! Data flows one way: *bytes → segment → answer → row*. Readers turn files into segments and keep the
//! documents; one engine owns the segments and answers queries; the page draws rows.
//!
//! This crate is the core. It cannot name the browser, so all of it is tested natively; the package `page` holds the
//! threads and what is drawn.

#![warn(missing_docs)]

pub use trailglass_base::{
    event,     // what a CloudTrail event is: fields, time, actor, outcome, target
    ingest,    // bytes → rows and documents, with a report of what did not fit
    json,      // JSON text as text: spans, paths, strings, layout; no tree
    letters,   // small letters for capital ones
    lifecycle, // events of one thing → its story; profiles are data
    reader,    // the pure half of a reader worker: documents by segment, and questions to them
    sort,      // one small sort for all
    store,     // segments: compact, immutable, columnar; knows fields and rows, not JSON
};

/// Text ⇄ meaning. Here is what is done with a text while it is typed and shown.
pub mod query {
    pub mod chips; // the top-level clauses, for display
    pub mod choose; // a text with one value of a field chosen or left out
    pub mod complete; // what may be typed next
    pub mod edit; // a text with one clause added, removed or negated
    pub mod help; // the language in short
    pub mod print; // tree → canonical text
    pub mod sql; // the plan as SQL, for what is too much for a tab

    pub use chips::{Chip, chips};
    pub use choose::{Choose, with_value};
    pub use complete::{Completion, Suggestion, complete};
    pub use edit::{negate_span, with_clause, without_span};
    pub use print::{clause_text, print};
    pub use trailglass_base::query::*;
}
/// What is asked about the matching rows: order, page, event. Here is the part of it that is asked once at a time.
pub mod collect {
    pub mod credential;
    pub mod event;
    pub mod export;
    pub mod host;
    pub mod redact;
    pub mod story;
    pub use trailglass_base::collect::*;
}
pub mod engine; // the store plus a question box; all messages between threads
pub mod session; // what the user has in front of them; pure
