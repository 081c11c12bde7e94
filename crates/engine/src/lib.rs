//! Execution of queries: one engine owns the segments and answers; readers keep the text. Pure: messages and a clock go
//! in, messages come out.
//!
//! *batch → loaded data → active query → matching rows → order → answer.*
//!
//! - [`Engine`]: the message loop and the scheduling; `outbox`: what it has to send
//! - `loaded`: owns the store, sources, profiles and resources; `store_view`: what all others may look at
//! - `queries`: owns the active queries: evaluation, order, answer, page
//! - `value_index`: owns the distinct values of fields; `suggestions`: the most frequent of them
//! - `row_counts`: how many rows other texts find
//! - `event_details`, `credential_cards`, `exports`: what waits for documents of readers
//! - [`execute`]: rows to answers: filter, text search, order, counts, pages
//! - [`resources`]: jobs, sessions and the like, folded from the facts of the rows
//! - [`present`]: what a person reads of one event, key or resource, and exports
//! - [`reader`]: what runs in a reader worker; [`scheduler`]: which reader reads which file
//!
//! The owners keep their state to themselves. Each borrows the data for one call, and keys what it keeps by the version of
//! the store, so that nothing outdated is ever used.

mod credential_cards;
mod engine;
mod event_details;
pub mod execute;
mod exports;
mod loaded;
mod outbox;
pub mod present;
mod queries;
pub mod reader;
pub mod resources;
mod row_counts;
pub mod scheduler;
mod store_view;
mod suggestions;
mod value_index;

pub use engine::Engine;
pub use outbox::Output;
