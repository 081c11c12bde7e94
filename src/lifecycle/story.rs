//! Facts grouped by thing, put in order, and weighed: one story for each.
//!
//! A story depends on the set of its facts and never on the order in which they come: files are read by several
//! readers at once. Steps in the same instant (CloudTrail counts in seconds) are ordered by what they do, creation first.
//!
//! Every id that an event of its own kind names has a story, also when no event shows that a thing of this id existed:
//! a read that was denied is something that people look for. [`Story::exists`] tells them apart.

use crate::sort::sort_by;
use std::{collections::HashMap, fmt, sync::Arc};

use super::{
    evidence::{Evidence, ThingKey, Told},
    fact::{EventKey, FactEvent},
    profile::Role,
    state::{Certainty, Proven, State},
    step::Step,
    table::Profiles,
};

/// The name of a story, different for every two of them: kind, account, region, and the id or, where the submission was
/// refused, that of the request. Its parts are joined by `|`; a `|` or `%` within one is written `%7C` or `%25`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobKey(pub String);

impl fmt::Display for JobKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The life of one thing, as far as events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Its name.
    pub key: JobKey,
    /// Profile and kind of thing: `elastic-transcoder/job`.
    pub kind: Arc<str>,
    /// The id of the thing; empty where the submission was refused, or its answer is not in the record.
    pub id: String,
    /// The request that would have made it, where there is no id and the record names one.
    pub request_id: Option<String>,
    /// The account it is in.
    pub account: String,
    /// The region it is in.
    pub region: String,
    /// The id of what it belongs to: a job's pipeline.
    pub parent: Option<String>,
    /// What it reads: the keys of a job's inputs.
    pub inputs: Vec<String>,
    /// What it writes.
    pub outputs: Vec<Output>,
    /// Its other values, by the names that the profile gives them; a list repeats its name.
    pub details: Vec<(Arc<str>, String)>,
    /// When it was submitted, where that is known.
    pub submitted: Option<Submitted>,
    /// Who submitted it, or was refused to.
    pub submitted_by: Option<String>,
    /// The time of its first step, in microseconds since 1970 UTC.
    pub first_seen_micros: i64,
    /// The time of its last step, in microseconds since 1970 UTC.
    pub last_seen_micros: i64,
    /// How many of its steps are reads, refused ones included.
    pub reads: usize,
    /// How many of its steps were refused.
    pub refusals: usize,
    /// Whether any event shows that it existed.
    pub exists: bool,
    /// Its state at the end of the data.
    pub state: State,
    /// How the state is known.
    pub certainty: Certainty,
    /// What is proven of it although its state is unknown.
    pub proven: Option<Proven>,
    /// Whether a warning was given. CloudTrail carries none: warnings are notifications.
    pub warning: bool,
    /// The event that proves the state or, where that is unknown, what is proven.
    pub proof: Option<EventKey>,
    /// Its events in time order.
    pub steps: Vec<Step>,
}

/// One output of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Where it is written; empty where the record does not say.
    pub key: String,
    /// The preset that shapes it; empty where the record does not say.
    pub preset: String,
}

/// When a thing was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The instant, in microseconds since 1970 UTC.
    pub time_micros: i64,
    /// Whether it was read from the id, for want of an event.
    pub decoded: bool,
}

/// The stories that these facts tell, by time of submission or, where that is not known, of the first step.
///
/// An event that was delivered twice must come once. Left out are facts whose numbers are not in the
/// table, mentions, and facts without an id that are not of a creation.
pub fn stories<'a>(profiles: &Profiles, facts: impl IntoIterator<Item = FactEvent<'a>>) -> Vec<Story> {
    let mut things: Vec<Evidence<'_, 'a>> = Vec::new();
    let mut places: HashMap<ThingKey<'a>, usize> = HashMap::new();
    for event in facts {
        let Some(action) = profiles.action(event.fact.action) else { continue };
        if action.role == Role::Mention {
            continue;
        }
        let Some(key) = ThingKey::of(action, &event) else { continue };
        let place = *places.entry(key.clone()).or_insert_with(|| {
            things.push(Evidence { key, told: Vec::new() });
            things.len() - 1
        });
        things[place].told.push(Told { action, event });
    }
    drop(places);
    let mut stories: Vec<Story> = things.into_iter().filter_map(|evidence| evidence.story(profiles)).collect();
    sort_by(&mut stories, &mut |one, other| (one.start_micros(), &one.key).cmp(&(other.start_micros(), &other.key)));
    stories
}

impl Story {
    /// When its life begins, in microseconds since 1970 UTC: at its submission, else at its first step.
    pub fn start_micros(&self) -> i64 {
        self.submitted.map_or(self.first_seen_micros, |submitted| submitted.time_micros)
    }
}
