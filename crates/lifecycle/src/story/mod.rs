//! The lifecycle of one resource in words: its steps, its outputs, what changed, each with the event that says so.
//!
//! A story is made only of the resource that is opened; what the table needs of all resources is their [`LifecycleState`].
//!
//! Every id that an event of its own kind names has a story, also when no event shows that a resource of this id existed:
//! a read that was denied is something that people look for. [`LifecycleState::exists`] tells them apart.
//!
//! - [`observed`]: the facts that a story is made of
//! - [`milestones`]: the states it is known to have been in
//! - [`outputs`]: what it writes, merged from several facts
//! - [`values`]: its other values, and what updates changed of them
//! - [`step`]: one event in a story, and the sentence for what it shows; [`steps`] chooses that
//! - [`open_questions`]: what the story cannot tell, why, and what would
//! - [`key`]: the names of stories

use std::sync::Arc;

use crate::fold::beginnings;
use crate::lifecycle_state::LifecycleState;
use crate::profile::Role;
use crate::registry::{KindEntry, Profiles, ValueName};

pub mod key;
pub mod milestones;
pub mod observed;
pub mod open_questions;
pub mod outputs;
pub mod step;
mod steps;
mod values;

pub use key::{JobKey, ResourceName};
pub use milestones::Milestone;
pub use observed::ObservedFact;
pub use outputs::Output;
pub use step::{Change, Step};

use observed::Evidence;

/// The lifecycle of one resource, as far as events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The noun of its kind: `job`.
    pub noun: Arc<str>,
    /// Its lifecycle in numbers.
    pub lifecycle: LifecycleState,
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
    pub milestones: Vec<Milestone>,
    /// Its events in time order, with list calls and notifications.
    pub steps: Vec<Step>,
}

/// The story of a resource of this kind. `facts` are all of its name in the order of [`Observation::in_order`], references
/// left out. A name that was given again has steps of several resources; all else is told of the present one.
///
/// [`Observation::in_order`]: crate::observation::Observation::in_order
pub fn story(
    profiles: &Profiles,
    kind: &KindEntry,
    lifecycle: LifecycleState,
    facts: &[ObservedFact<'_, '_>],
) -> Story {
    let beginnings = beginnings(&kind.spec, facts.iter().map(|fact| &fact.observation));
    let first = beginnings.last().copied().unwrap_or(0);
    let evidence = Evidence { profiles, kind, facts: &facts[first..] };
    let is_creation = |fact: &&ObservedFact<'_, '_>| {
        fact.observation.role == Role::Create && Some(fact.observation.fact) == lifecycle.creation
    };
    Story {
        noun: kind.noun.clone(),
        lifecycle,
        inputs: evidence.first_texts(&ValueName::Input),
        outputs: outputs::outputs(&evidence),
        submitted_by: evidence.facts.iter().find(is_creation).map(|fact| fact.event.actor.to_owned()),
        error_code: evidence.last_text(&ValueName::ErrorCode),
        error_message: evidence.last_text(&ValueName::ErrorMessage),
        milestones: milestones::milestones(&evidence, first, lifecycle.never_started),
        details: values::details(&evidence),
        steps: steps::steps(profiles, kind, facts, &beginnings),
    }
}
