//! The life of one thing in words: its steps, its outputs, what changed, each with the event that says so.
//!
//! A story is made only of the thing that is read; what the table needs of all things is their [`Life`].
//!
//! Every id that an event of its own kind names has a story, also when no event shows that a thing of this id existed:
//! a read that was denied is something that people look for. [`Life::exists`] tells them apart.

use std::{fmt, sync::Arc};

use super::{
    life::Life,
    span::Edge,
    state::{Certainty, State},
    step::Step,
};

/// The name of a story, different for every two of them: kind, account, region, and the id or, where the submission was
/// refused, that of the request. Its parts are joined by `|`; a `|` or `%` within one is written `%7C` or `%25`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobKey(pub String);

impl JobKey {
    /// The key of these parts.
    pub fn of(kind: &str, account: &str, region: &str, name: ThingName<'_>) -> JobKey {
        let (how, name) = match name {
            ThingName::Id(id) => ("", id),
            ThingName::Request(request) => ("request|", request),
            ThingName::Event(event) => ("event|", event),
        };
        let plain = |part: &str| part.replace('%', "%25").replace('|', "%7C");
        JobKey([kind, &plain(account), &plain(region), &(how.to_owned() + &plain(name))].join("|"))
    }
}

impl fmt::Display for JobKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What a thing is called by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ThingName<'a> {
    /// Its id.
    Id(&'a str),
    /// A request that made nothing, or whose record does not say what it made.
    Request(&'a str),
    /// The same, where the record does not name the request.
    Event(&'a str),
}

/// The life of one thing, as far as events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The noun of its kind: `job`.
    pub noun: Arc<str>,
    /// Its life in numbers.
    pub life: Life,
    /// What it reads: the keys of a job's inputs.
    pub inputs: Vec<String>,
    /// What it writes.
    pub outputs: Vec<Output>,
    /// Its other values, by the names that the profile gives them; a list repeats its name. Of what changed, the newest.
    pub details: Vec<(Arc<str>, String)>,
    /// Who submitted it, or was refused to.
    pub submitted_by: Option<String>,
    /// Why it failed, as a code.
    pub error_code: Option<String>,
    /// Why it failed, in words.
    pub error_message: Option<String>,
    /// The states it is known to have been in, in the order of time.
    pub stops: Vec<Stop>,
    /// Its events in time order, sweeps and notices with them.
    pub steps: Vec<Step>,
}

/// A state that a thing is known to have come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The state; `None` for its submission.
    pub state: Option<State>,
    /// How it is known.
    pub certainty: Certainty,
    /// When, in microseconds since 1970 UTC; or [`TIMELESS`](super::life::TIMELESS).
    pub time_micros: i64,
    /// How that time stands to the change of state.
    pub edge: Edge,
    /// The step that proves it.
    pub step: usize,
}

impl Stop {
    /// Whether it tells the same state with more certainty, or its time more closely.
    pub fn is_better_than(&self, known: &Stop) -> bool {
        let doubt = |stop: &Stop| (stop.certainty != Certainty::Recorded, stop.edge != Edge::At);
        self.time_micros != super::life::TIMELESS && doubt(self) < doubt(known)
    }
}

/// One output of a thing. A text is empty where nothing says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// What tells it from the others of its thing.
    pub id: String,
    /// Where it is written.
    pub key: String,
    /// The preset that shapes it.
    pub preset: String,
    /// How far it is, in the word of the service.
    pub status: String,
    /// What became of it.
    pub detail: String,
    /// How long what was written plays, in seconds.
    pub seconds: String,
}
