//! Lifecycles of job-like resources, from the events that name them: what is proven, what is inferred, what cannot be known.
//!
//! *profile → registry → fact → observation → lifecycle state → story*. A profile says which events speak of which kind of
//! resource and where its id stands. While a record is parsed, ingest looks its event up in [`registry::Profiles`], evaluates
//! the paths it finds there and writes a fact row. The engine gathers the facts of each resource as observations;
//! [`fold::fold`] computes the state of every resource in numbers, and [`story::story`] puts into words what is known of the
//! one that is opened.
//!
//! No service is known here by name: those are in `profiles/*.toml`. No JSON is read here either: ingest does.

pub mod path; // where a value stands in a record, such as `response.job.id`
pub mod state; // the vocabulary of states and certainties
pub mod proof; // the vocabulary of what one event proves
pub mod profile; // one profile file, in TOML
pub mod registry; // all profiles as one numbered table, with the lookup that ingest makes for every record
pub mod fact; // what ingest writes of an event, and what comes back with its event
pub mod span; // instants and lengths of time as far as they are known
pub mod instant; // a text as the time that it tells
pub mod observation; // one fact in numbers: its time and what it proves
pub mod lifecycle_state; // what the facts of one resource come to
pub mod context; // what follows from its parent, its id and its references
pub mod fold; // the state machine: observations → lifecycle state
pub mod story; // the lifecycle of one resource in words
pub mod field; // what the jobs table can be asked and sorted by
pub mod finding; // what about a job deserves a look
