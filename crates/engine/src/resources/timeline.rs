//! The jobs of an answer over time: when each of them existed, and how many of a pipeline existed at once.

use crate::resources::ResourceId;
use crate::resources::Resources;
use crate::resources::view::ResourceView;
use std::collections::{HashMap, HashSet};
use trailglass_event::time::Micros;
use trailglass_lifecycle::lifecycle_state::LifecycleState;
use trailglass_lifecycle::observation::Observation;
use trailglass_lifecycle::profile::{Class, Role};
use trailglass_lifecycle::proof::Proof;
use trailglass_lifecycle::registry::Profiles;
use trailglass_lifecycle::span::Edge;
use trailglass_protocol::message::{Lane, Strip, Timeline};
use trailglass_store::Store;

/// The number of parts into which the time is divided.
const PARTS: usize = 160;
/// The most strips above jobs.
const STRIPS: usize = 4;
/// The most strips above pipelines and the like, which are compared with each other.
const STRIPS_COMPARED: usize = 8;
/// A lane of some hundred pixels shows no more ticks than this.
const TICKS: usize = 48;

/// The jobs of an answer over time. Where it holds no jobs but their parents, such as pipelines and queues, it is made of
/// all jobs of these.
pub fn timeline(resources: &Resources, store: &Store, profiles: &Profiles, list: &[ResourceId]) -> Option<Timeline> {
    let mut span: Option<(Micros, Micros)> = None;
    let mut by_parent: HashMap<&str, Vec<ResourceView<'_>>> = HashMap::new();
    let mut has_jobs = false;
    let mut widen = |from: Option<Micros>, to: Option<Micros>| {
        if let Some((from, to)) = from.zip(to) {
            let (first, last) = span.unwrap_or((from, to));
            span = Some((first.min(from), last.max(to)));
        }
    };
    for resource in list.iter().filter_map(|id| resources.view(*id, store, profiles)) {
        if resource.kind.spec.class == Class::Lasting {
            // It may have been created years before.
            widen(resource.lifecycle.first_seen, resource.lifecycle.last_known());
            continue;
        }
        has_jobs = true;
        widen(resource.lifecycle.start(), resource.lifecycle.last_known());
        if let Some(parent) = resource.parent() {
            by_parent.entry(parent).or_default().push(resource);
        }
    }
    if !has_jobs {
        let listed: HashSet<ResourceId> = list.iter().copied().collect();
        for resource in resources.ids().filter_map(|id| resources.view(id, store, profiles)) {
            let parent = resource.parent_resource().filter(|parent| listed.contains(&parent.resource_id));
            if let (Class::Job, Some(parent)) = (resource.kind.spec.class, parent) {
                widen(resource.lifecycle.start(), resource.lifecycle.last_known());
                by_parent.entry(parent.id()).or_default().push(resource);
            }
        }
    }
    let (first, last) = span?;
    let mut parents: Vec<(&str, Vec<ResourceView<'_>>)> = by_parent.into_iter().collect();
    parents.sort_unstable_by(|(a, one), (b, other)| other.len().cmp(&one.len()).then_with(|| a.cmp(b)));
    parents.truncate(if has_jobs { STRIPS } else { STRIPS_COMPARED });
    let strips = parents.iter().map(|(parent, jobs)| strip(parent, jobs, first, last)).collect();
    Some(Timeline { span: (first, last), strips })
}

fn strip(parent: &str, jobs: &[ResourceView<'_>], first: Micros, last: Micros) -> Strip {
    let width = (last.0 - first.0).max(1);
    let part = |time: Micros| {
        ((time.0 - first.0).max(0) as i128 * PARTS as i128 / width as i128).min(PARTS as i128 - 1) as usize
    };
    // The changes of the least and of the most number at once. A job that no event shows to exist is not counted.
    let mut changes: Vec<(Micros, i32, i32)> = Vec::new();
    for job in jobs.iter().filter(|job| job.lifecycle.exists) {
        changes.extend(stays(job).into_iter().flat_map(|stay| stay.changes()));
    }
    // A job that ends when another begins did not exist at once with it.
    changes.sort_unstable();
    // A part shows the most jobs at once within it, so that no count depends on where the time is divided.
    let mut counts = vec![(0, 0); PARTS];
    let (mut at, mut least, mut most) = (0, 0, 0);
    for (time, more, at_most) in changes {
        let to = part(time);
        counts[at + 1..to + 1].fill((least as u32, most as u32));
        at = to;
        (least, most) = (least + more, most + at_most);
        let shown = &mut counts[at];
        *shown = (shown.0.max(least as u32), shown.1.max(most as u32));
    }
    counts[at + 1..].fill((least as u32, most as u32));
    let resource = jobs.iter().find_map(ResourceView::parent_resource);
    let name = resource.and_then(|resource| resource.name()).map(str::to_owned);
    let pauses = resource.map_or(&[][..], |resource| resource.pauses()).iter();
    let paused = pauses.map(|pause| (pause.from, pause.until)).collect();
    let noun = jobs.first().and_then(|job| job.kind.spec.parent.as_deref()).unwrap_or_default().to_owned();
    Strip { parent: parent.to_owned(), name, noun, counts, paused }
}

/// A stretch of time in which a job existed.
struct Stay {
    from: Micros,
    /// Until when it is known to have existed.
    seen_until: Micros,
    /// By when it had ended, where that is known.
    ended: Option<Micros>,
}

impl Stay {
    fn of(lifecycle: &LifecycleState) -> Option<Stay> {
        let from = lifecycle.start()?;
        let ended = lifecycle.ended.filter(|end| end.edge != Edge::NotBefore).map(|end| end.time);
        let seen = lifecycle.ended.filter(|end| end.edge != Edge::By).map(|end| end.time);
        Some(Stay { from, seen_until: seen.or(lifecycle.last_known()).unwrap_or(from), ended })
    }

    /// The times at which the least and the most number of jobs change, with these changes.
    fn changes(self) -> [(Micros, i32, i32); 3] {
        // A job that is known at one instant only existed then.
        let until = |time: Micros| time.max(Micros(self.from.0.saturating_add(1)));
        let ended = self.ended.map(until);
        let seen = ended.map_or(until(self.seen_until), |ended| until(self.seen_until).min(ended));
        let gone = ended.map_or((seen, 0, 0), |ended| (ended, 0, -1));
        [(self.from, 1, 1), (seen, -1, 0), gone]
    }
}

/// When a job existed; of one that was restarted, without the time between its end and its restart.
fn stays(job: &ResourceView<'_>) -> Vec<Stay> {
    let Some(mut last) = Stay::of(job.lifecycle) else { return Vec::new() };
    if job.lifecycle.restarted.is_none() {
        return vec![last];
    }
    let mut stays = Vec::new();
    let mut ended: Option<Micros> = None;
    let born = last.from;
    for Observation { proof, time, .. } in job.observations() {
        if time.is_some_and(|time| time < born) {
            continue;
        }
        if proof == Proof::Restarted {
            if let Some((end, time)) = ended.zip(time) {
                stays.push(Stay { from: last.from, seen_until: end, ended: Some(end) });
                (last.from, ended) = (time, None);
            }
        } else if proof.is_of_end() && !proof.is_to_come() {
            ended = ended.or(time);
        }
    }
    stays.push(last);
    stays
}

/// The lifetime of a resource as its row of the chart shows it; `None` where nothing of it has a time.
pub fn lane(resource: &ResourceView<'_>) -> Option<Lane> {
    let lifecycle = resource.lifecycle;
    let (from, last) = lifecycle.start().zip(lifecycle.last_known())?;
    let mut ticks: Vec<(Micros, bool)> = Vec::new();
    for observation in resource.observations() {
        let is_tick = observation.role == Role::Read || observation.is_refused();
        if let Some(time) = observation.time.filter(|_| is_tick && ticks.len() < TICKS) {
            ticks.push((time, observation.is_refused()));
        }
    }
    Some(Lane {
        from,
        started: lifecycle.started.map(|start| (start.time, start.edge == Edge::At)),
        ended: lifecycle.ended_by().map(|end| end.time),
        last,
        ticks,
    })
}
