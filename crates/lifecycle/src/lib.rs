//! The events of one thing, in time order, as its story: what they prove, what they hint at, what nobody can know.
//!
//! *profile → fact → story*. A profile says which events speak of which kind of thing and where its id stands.
//! While a record is parsed, ingest looks its event up in [`table::Profiles`], evaluates the paths it finds there and
//! writes a fact row. `collect` gathers the fact rows of each thing; [`life::weigh`] says in numbers what they come to, and
//! [`evidence::story`] puts into words what is told of one.
//!
//! - [`path`]: where a value stands in a record, such as `response.job.id`
//! - [`toml`]: the form of profile files, as a tree; `read` makes a profile of the tree
//! - [`profile`]: one profile file, parsed; what its actions prove is data
//! - [`table`]: all profiles as one numbered table, with the lookup that ingest makes for every record
//! - [`fact`]: what ingest writes of an event, and what comes back with its event
//! - [`field`]: what the jobs table can be asked and sorted by
//! - [`state`]: the vocabulary of states, certainties and proofs
//! - [`finding`]: what of a resource deserves a look
//! - [`step`]: one event in a story, and in words what it shows
//! - [`life`]: the facts of one thing in numbers, weighed: what the table needs of every thing
//! - [`span`]: instants and lengths of time as far as they are known
//! - [`instant`]: a text as the time that it tells
//! - [`story`]: the life of one thing in words
//! - [`evidence`]: the facts of one thing, put into words
//! - [`unknown`]: what a story cannot tell, why, and what would
//!
//! No service is known here by name: those are in `profiles/*.toml`. No JSON is read here either: ingest does.

pub mod evidence;
pub mod fact;
pub mod field;
pub mod finding;
pub mod instant;
pub mod life;
pub mod path;
pub mod profile;
mod read;
pub mod span;
pub mod state;
pub mod step;
pub mod story;
pub mod table;
pub mod toml;
pub mod unknown;
