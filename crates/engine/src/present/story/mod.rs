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
use trailglass_event::time::Micros;
use trailglass_lifecycle::evidence::{Told, story};
use trailglass_lifecycle::fact::{ActionNo, FactEvent, error_of};
use trailglass_lifecycle::life::{Sign, TIMELESS, in_order};
use trailglass_lifecycle::profile::Class;
use trailglass_lifecycle::step::{Change, Step};
use trailglass_lifecycle::story::Output;
use trailglass_lifecycle::table::{ITEM_CODE, ITEM_MESSAGE, Profiles};
use trailglass_lifecycle::unknown;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::{NotObservable, StoryDetail, StoryOutput, StoryStep};
use trailglass_store::facts::FactOrigin;

/// The story of a resource, with its row.
pub fn detail(
    resource: &ResourceView<'_>,
    profiles: &Profiles,
    source_names: &HashMap<SourceId, String>,
) -> StoryDetail {
    let mut signs = resource.signs();
    signs.extend(resource.list_calls_of_parent());
    in_order(&mut signs);
    let ids: Vec<String> = signs.iter().map(|sign| event_id(resource, sign)).collect();
    let observed =
        signs.iter().zip(&ids).filter_map(|(sign, event_id)| with_texts(resource, profiles, *sign, event_id));
    let observed: Vec<Told<'_, '_>> = observed.collect();
    let story = story(profiles, resource.kind, *resource.life, &observed);
    let open = unknown::not_observable(resource.kind, &story).into_iter();
    let open = open.map(|open| NotObservable { what: open.what, why: open.why, would_tell: open.would_tell });
    StoryDetail {
        job: job_row(resource),
        facts: facts(resource, &story),
        outputs: story.outputs.iter().map(output).collect(),
        stops: stops(resource, &story),
        steps: story.steps.iter().map(step).collect(),
        files: files(resource, &signs, source_names),
        not_observable: open.collect(),
        findings: findings(resource).map(|finding| finding_detail(resource, finding)).collect(),
        is_lasting: resource.kind.class == Class::Thing,
        events: events(resource),
        beside: related_jobs(resource),
        proof: resource.life.proof.and_then(row_of),
    }
}

/// The files that hold its events, by the number of events, most first.
fn files(resource: &ResourceView<'_>, signs: &[Sign], source_names: &HashMap<SourceId, String>) -> Vec<(String, u32)> {
    let mut counts: Vec<(SourceId, u32)> = Vec::new();
    for sign in signs {
        let (segment, at) = resource.fact_of(sign);
        let source = match segment.facts.origin(at) {
            FactOrigin::Event(row) => Some(segment.source(row)),
            FactOrigin::Notification(number) => segment.facts.notices.source(number),
        };
        let Some(source) = source else { continue };
        match counts.iter_mut().find(|(known, _)| *known == source) {
            Some((_, count)) => *count += 1,
            None => counts.push((source, 1)),
        }
    }
    counts
        .sort_by(|(a, one), (b, other)| other.cmp(one).then_with(|| resource.place_of(*a).cmp(&resource.place_of(*b))));
    let named = counts.into_iter().map(|(source, count)| (source_names.get(&source).cloned(), count));
    named.filter_map(|(name, count)| Some((name?, count))).collect()
}

/// The id of the event that an observation was taken from; for a notification, its key.
fn event_id(resource: &ResourceView<'_>, sign: &Sign) -> String {
    let (segment, at) = resource.fact_of(sign);
    match segment.facts.origin(at) {
        FactOrigin::Event(row) => segment.event_id(row),
        FactOrigin::Notification(_) => format!("notice:{:032x}", sign.tie),
    }
}

/// An observation with the texts of its fact and its event.
fn with_texts<'a>(
    resource: &ResourceView<'a>,
    profiles: &'a Profiles,
    sign: Sign,
    event_id: &'a str,
) -> Option<Told<'a, 'a>> {
    let (segment, at) = resource.fact_of(&sign);
    let fact = segment.facts.get(at);
    let (actor, error_code) = match fact.origin {
        FactOrigin::Event(row) => (segment.term(Field::Actor, row), segment.term(Field::Error, row)),
        FactOrigin::Notification(number) => {
            (segment.facts.dictionary.term(segment.facts.notices.senders[number as usize]), None)
        }
    };
    let text_of = |name| segment.facts.values_of(at, name).next().and_then(|code| segment.facts.dictionary.term(code));
    let event = FactEvent {
        action: ActionNo(segment.facts.actions[at]),
        event: sign.event,
        event_id,
        time_micros: sign.time_micros,
        actor: actor.unwrap_or_default(),
        error_code: error_of(error_code).or_else(|| text_of(ITEM_CODE)),
        error_message: fact.error_message.or_else(|| text_of(ITEM_MESSAGE)),
        values: fact.fact.values,
    };
    Some(Told { action: profiles.action(event.action)?, event, sign })
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
        time: (step.time_micros != TIMELESS).then_some(Micros(step.time_micros)),
        action: step.action.to_string(),
        actor: step.actor.clone(),
        outcome: Outcome::of(step.error.as_deref()),
        shows: step.shows.to_string(),
        changes: step.changes.iter().map(change).collect(),
    }
}
