//! Everything about one resource, as the page shows it.
//!
//! - [`facts`]: the labelled facts
//! - [`milestones`]: the states it is known to have been in
//! - [`finding_detail`]: what about it deserves a look
//! - [`queries`]: queries for its events and for related jobs

mod facts;
mod finding_detail;
mod milestones;
pub mod queries;

use crate::resources::findings::findings;
use crate::resources::job_row::job_row;
use crate::resources::row_of;
use crate::resources::view::ResourceView;
use facts::{facts, title};
use finding_detail::finding_detail;
use milestones::stops;
use queries::{events, related_jobs};
use std::collections::HashMap;
use trailglass_event::field::Field;
use trailglass_event::outcome::Outcome;
use trailglass_lifecycle::fact::{FactEvent, error_of};
use trailglass_lifecycle::observation::{Observation, sort};
use trailglass_lifecycle::profile::Class;
use trailglass_lifecycle::registry::ActionNo;
use trailglass_lifecycle::registry::{ITEM_CODE, ITEM_MESSAGE, Profiles};
use trailglass_lifecycle::story::Output;
use trailglass_lifecycle::story::open_questions::open_questions;
use trailglass_lifecycle::story::{Change, Step};
use trailglass_lifecycle::story::{ObservedFact, story};
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::{NotObservable, StoryDetail, StoryOutput, StoryStep};
use trailglass_store::facts::FactOrigin;

/// The story of a resource, with its row.
pub fn detail(
    resource: &ResourceView<'_>,
    profiles: &Profiles,
    source_names: &HashMap<SourceId, String>,
) -> StoryDetail {
    let mut observations = resource.observations();
    observations.extend(resource.list_calls_of_parent());
    sort(&mut observations);
    let ids: Vec<String> = observations.iter().map(|observation| event_id(resource, observation)).collect();
    let observed = observations
        .iter()
        .zip(&ids)
        .filter_map(|(observation, event_id)| with_texts(resource, profiles, *observation, event_id));
    let observed: Vec<ObservedFact<'_, '_>> = observed.collect();
    let story = story(profiles, resource.kind, *resource.lifecycle, &observed);
    let open = open_questions(resource.kind, &story).into_iter();
    let open = open.map(|open| NotObservable { what: open.what, why: open.why, would_tell: open.would_tell });
    StoryDetail {
        job: job_row(resource),
        facts: facts(resource, &story),
        outputs: story.outputs.iter().map(output).collect(),
        stops: stops(resource, &story),
        steps: story.steps.iter().map(step).collect(),
        files: files(resource, &observations, source_names),
        not_observable: open.collect(),
        findings: findings(resource).map(|finding| finding_detail(resource, finding)).collect(),
        is_lasting: resource.kind.spec.class == Class::Lasting,
        events: events(resource),
        beside: related_jobs(resource),
        proof: resource.lifecycle.proof.and_then(row_of),
    }
}

/// The files that hold its events, by the number of events, most first.
fn files(
    resource: &ResourceView<'_>,
    observations: &[Observation],
    source_names: &HashMap<SourceId, String>,
) -> Vec<(String, u32)> {
    let mut counts: Vec<(SourceId, u32)> = Vec::new();
    for observation in observations {
        let (segment, at) = resource.fact_of(observation);
        let source = match segment.facts.origin(at) {
            FactOrigin::Event(row) => Some(segment.source(row)),
            FactOrigin::Notification(number) => segment.facts.notifications.source(number),
        };
        let Some(source) = source else { continue };
        match counts.iter_mut().find(|(known, _)| *known == source) {
            Some((_, count)) => *count += 1,
            None => counts.push((source, 1)),
        }
    }
    counts.sort_unstable_by(|(a, one), (b, other)| {
        other.cmp(one).then_with(|| resource.place_of(*a).cmp(&resource.place_of(*b)))
    });
    let named = counts.into_iter().map(|(source, count)| (source_names.get(&source).cloned(), count));
    named.filter_map(|(name, count)| Some((name?, count))).collect()
}

/// The id of the event that an observation was taken from; for a notification, its key.
fn event_id(resource: &ResourceView<'_>, observation: &Observation) -> String {
    let (segment, at) = resource.fact_of(observation);
    match segment.facts.origin(at) {
        FactOrigin::Event(row) => segment.event_id(row),
        FactOrigin::Notification(_) => format!("notice:{:032x}", observation.tie),
    }
}

/// An observation with the texts of its fact and its event.
fn with_texts<'a>(
    resource: &ResourceView<'a>,
    profiles: &'a Profiles,
    observation: Observation,
    event_id: &'a str,
) -> Option<ObservedFact<'a, 'a>> {
    let (segment, at) = resource.fact_of(&observation);
    let fact = segment.facts.get(at);
    let (actor, error_code) = match fact.origin {
        FactOrigin::Event(row) => (segment.term(Field::Actor, row), segment.term(Field::Error, row)),
        FactOrigin::Notification(number) => {
            (segment.facts.dictionary.term(segment.facts.notifications.senders[number as usize]), None)
        }
    };
    let text_of = |name| segment.facts.values_of(at, name).next().and_then(|code| segment.facts.dictionary.term(code));
    let event = FactEvent {
        action: ActionNo(segment.facts.actions[at]),
        event: observation.event,
        event_id,
        time: observation.time,
        actor: actor.unwrap_or_default(),
        error_code: error_of(error_code).or_else(|| text_of(ITEM_CODE)),
        error_message: fact.error_message.or_else(|| text_of(ITEM_MESSAGE)),
        values: fact.fact.values,
    };
    Some(ObservedFact { action: profiles.action(event.action)?, event, observation })
}

fn output(output: &Output) -> StoryOutput {
    let Output { key, preset, status, detail, seconds, .. } = output.clone();
    StoryOutput { key, preset, status, detail, seconds }
}

fn step(step: &Step) -> StoryStep {
    let change = |change: &Change| (title(&change.name), change.before.clone(), change.after.clone());
    StoryStep {
        row: row_of(step.event),
        role: step.role,
        event_id: step.event_id.clone(),
        time: step.time,
        action: step.action.to_string(),
        actor: step.actor.clone(),
        outcome: Outcome::of(step.error.as_deref()),
        shows: step.shows.to_string(),
        changes: step.changes.iter().map(change).collect(),
    }
}
