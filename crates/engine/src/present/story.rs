//! Everything about one resource: its story, as the page reads it.

use crate::resources::jobs::{change_before_failure, findings, job_row, open_for, sweeps_over};
use crate::resources::row_of;
use crate::resources::view::ResourceView;
use std::collections::HashMap;
use trailglass_event::field::Field;
use trailglass_event::outcome::Outcome;
use trailglass_event::time::Micros;
use trailglass_lifecycle::evidence::{Told, story};
use trailglass_lifecycle::fact::{ActionNo, FactEvent, error_of};
use trailglass_lifecycle::life::{Sign, TIMELESS, in_order};
use trailglass_lifecycle::profile::Class;
use trailglass_lifecycle::span::{Edge, Span};
use trailglass_lifecycle::state::State;
use trailglass_lifecycle::step::Step;
use trailglass_lifecycle::story::{Stop, Story};
use trailglass_lifecycle::table::{ITEM_CODE, ITEM_MESSAGE, Profiles, ValueName};
use trailglass_lifecycle::unknown;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::{self, Line, NotObservable, StoryDetail, StoryOutput, StoryStep, StoryStop};
use trailglass_query::clause_text;
use trailglass_store::facts::FactOrigin;

/// Everything about a resource.
pub fn detail(
    resource: &ResourceView<'_>,
    profiles: &Profiles,
    source_names: &HashMap<SourceId, String>,
) -> StoryDetail {
    let mut signs = resource.signs();
    signs.extend(sweeps_over(resource));
    in_order(&mut signs);
    let ids: Vec<String> = signs.iter().map(|sign| event_id(resource, sign)).collect();
    let told = signs.iter().zip(&ids).filter_map(|(sign, event_id)| told(resource, profiles, *sign, event_id));
    let told: Vec<Told<'_, '_>> = told.collect();
    let story = story(profiles, resource.kind, *resource.life, &told);
    let open = unknown::not_observable(resource.kind, &story).into_iter();
    StoryDetail {
        job: job_row(resource),
        facts: facts(resource, &story),
        outputs: story.outputs.iter().map(output).collect(),
        stops: stops(resource, &story),
        steps: story.steps.iter().map(step).collect(),
        files: files(resource, &signs, source_names),
        not_observable: open
            .map(|open| NotObservable { what: open.what, why: open.why, would_tell: open.would_tell })
            .collect(),
        findings: findings(resource).map(|word| finding(resource, word)).collect(),
        is_lasting: resource.kind.class == Class::Thing,
        events: events(resource),
        beside: beside(resource),
        proof: resource.life.proof.and_then(row_of),
    }
}

/// The query for the events of a resource; of what was refused, that for its request. Empty where it has neither. An id is
/// one resource's only within its account and region, unless it is used in all of them.
pub fn events(resource: &ResourceView<'_>) -> String {
    let field = match (&*resource.kind.noun, resource.kind.class) {
        ("pipeline", _) => "pipeline",
        ("preset", _) => "preset",
        (_, Class::Job) => "job",
        // Other resources have no field of their own; their ids stand in the records.
        (_, Class::Thing) => resource.kind.events_by.as_deref().unwrap_or("any"),
    };
    match (resource.id(), resource.request_id()) {
        ("", None) => String::new(),
        ("", Some(request)) => clause_text("requestID", request),
        (id, _) if resource.kind.events_by.is_some() => clause_text(field, id),
        (id, _) => [clause_text(field, id), place(resource)].join(" ").trim_end().to_owned(),
    }
}

/// The clauses for where a resource is.
fn place(resource: &ResourceView<'_>) -> String {
    let clauses = [("account", resource.account()), ("region", resource.region())].into_iter();
    let clauses = clauses.filter(|(_, text)| !text.is_empty()).map(|(field, text)| clause_text(field, text));
    clauses.collect::<Vec<_>>().join(" ")
}

/// The clauses for resources of these kinds where this one is.
fn near(kinds: &[&str], resource: &ResourceView<'_>) -> String {
    let kind = match kinds {
        [] => String::new(),
        [kind] => clause_text("kind", kind),
        kinds => format!("kind:({})", kinds.join(" OR ")),
    };
    [kind, place(resource)].join(" ").trim().to_owned()
}

/// What stands beside it among the jobs: of a refusal, those of the same kind; of what jobs use, these.
fn beside(resource: &ResourceView<'_>) -> Option<(String, String)> {
    let life = resource.life;
    if life.state == State::NotSubmitted {
        let of_parent = resource.parent().map(|parent| clause_text("pipeline", parent));
        let input = resource.submitted_values(&ValueName::Input).next().map(|input| clause_text("input", input));
        let clauses: Vec<String> = of_parent.into_iter().chain(input).collect();
        let is_known = !clauses.is_empty();
        let near = near(&[&resource.kind.name], resource);
        return is_known.then(|| {
            (format!("state:not-submitted {} {near}", clauses.join(" ")), "Refusals like this one".to_owned())
        });
    }
    let is_used = resource.kind.class == Class::Thing && life.n_mentions > 0;
    let text = match &*resource.kind.noun {
        "preset" => clause_text("any", resource.id()),
        _ => clause_text("pipeline", resource.id()),
    };
    is_used.then(|| (format!("{text} {}", near(&resource.job_kinds(), resource)), "Show its jobs".to_owned()))
}

/// A finding as a sentence, with the query for its events.
fn finding(resource: &ResourceView<'_>, word: &str) -> Line {
    let life = resource.life;
    let own = events(resource);
    let (says, more) = match word {
        "stuck" => {
            let hours = open_for(resource).unwrap_or_default() / 3_600_000_000;
            (format!("No end in {hours} h, although ends are told"), String::new())
        }
        "contradicted" => ("What is told of it cannot all be true".to_owned(), String::new()),
        "polled" => {
            ("Read very often: a notification would tell without being asked".to_owned(), "write:false".to_owned())
        }
        "read-after-end" => {
            let end = life.ended.map_or(String::new(), |end| format!("time>={}", Micros(end.time_micros)));
            ("Read again and again after its end".to_owned(), end)
        }
        "throttled" => ("Refused for too many requests".to_owned(), "ok:false".to_owned()),
        _ => ("It failed soon after a change of what it belongs to".to_owned(), String::new()),
    };
    let change = change_before_failure(resource).filter(|_| word == "after-change").zip(resource.parent());
    let events = match change {
        Some((time, parent)) => {
            let parent = clause_text("pipeline", parent);
            format!("{parent} {} time>={} write:true", place(resource), Micros(time))
        }
        None => format!("{own} {more}").trim().to_owned(),
    };
    Line { label: word.to_owned(), text: says, query: events, ..Line::default() }
}

/// The id of a sign's event; of a notice, what stands for one.
fn event_id(resource: &ResourceView<'_>, sign: &Sign) -> String {
    let (segment, at) = resource.fact_of(sign);
    match segment.facts.origin(at) {
        FactOrigin::Event(row) => segment.event_id(row),
        FactOrigin::Notification(_) => format!("notice:{:032x}", sign.tie),
    }
}

/// A sign with what its fact and its event say.
fn told<'a>(
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
    let said = |name| segment.facts.values_of(at, name).next().and_then(|code| segment.facts.dictionary.term(code));
    let event = FactEvent {
        action: ActionNo(segment.facts.actions[at]),
        event: sign.event,
        event_id,
        time_micros: sign.time_micros,
        actor: actor.unwrap_or_default(),
        error_code: error_of(error_code).or_else(|| said(ITEM_CODE)),
        error_message: fact.error_message.or_else(|| said(ITEM_MESSAGE)),
        values: fact.fact.values,
    };
    Some(Told { action: profiles.action(event.action)?, event, sign })
}

/// Label and value of each fact, in reading order.
fn facts(resource: &ResourceView<'_>, story: &Story) -> Vec<message::Fact> {
    let mut facts = Vec::new();
    let mut fact = |label: &str, text: String, more: Option<String>| {
        facts.push(message::Fact { label: label.to_owned(), text, more, ..message::Fact::default() });
    };
    if let Some(parent) = resource.parent() {
        let name = resource.parent_resource().and_then(|parent| parent.name());
        let label = title(resource.kind.parent.as_deref().unwrap_or("parent"));
        match name {
            Some(name) => fact(&label, name.to_owned(), Some(parent.to_owned())),
            None => fact(&label, parent.to_owned(), None),
        }
    }
    for input in &story.inputs {
        fact("Input", input.clone(), None);
    }
    if let Some(name) = resource.name() {
        fact("Name", name.to_owned(), None);
    }
    for (name, text) in &story.details {
        fact(&title(name), text.clone(), None);
    }
    if let Some(code) = story.error_code.as_ref().filter(|_| resource.life.state == State::Error) {
        let meaning = resource.kind.errors.iter().find(|(known, _)| known == code).map(|(_, meaning)| meaning.clone());
        fact("Error", code.clone(), meaning);
    }
    if let Some(message) = story.error_message.as_ref().filter(|_| resource.life.state == State::Error) {
        fact("Message", message.clone(), None);
    }
    if let Some(by) = &story.submitted_by {
        let is_lasting = resource.kind.class == Class::Thing;
        fact(if is_lasting { "Created by" } else { "Submitted by" }, by.clone(), None);
    }
    if let Some(by) = resource.ended_by() {
        fact(&format!("{} by", resource.life.state), by.to_owned(), None);
    }
    let place = [resource.region(), resource.account()].into_iter().filter(|text| !text.is_empty());
    fact("Where", place.collect::<Vec<_>>().join(", account "), None);
    for (label, span) in [("Waited", resource.life.waited()), ("Ran", resource.life.ran())] {
        if let Some(span) = span {
            fact(label, in_words(span), None);
        }
    }
    if let Some(until) = resource.life.held_until {
        let parent = resource.kind.parent.as_deref().unwrap_or("parent");
        let more = "Work on it did not begin before, for then nothing of it is begun";
        fact("Held", format!("by its {parent}, which was paused until {}", moment(until)), Some(more.to_owned()));
    }
    if let Some(since) = open_pause(resource) {
        let parent = resource.kind.parent.as_deref().unwrap_or("parent");
        let more = "Work on it has not begun, as far as these files go";
        fact("Held", format!("by its {parent}, which is paused since {}", moment(since)), Some(more.to_owned()));
    }
    if let Some(expires) = resource.expires() {
        fact("Its time ends", moment(expires), None);
    }
    if let Some(field) = resource.kind.events_by.as_deref().and_then(Field::named).filter(|_| !resource.id().is_empty())
    {
        fact("Calls with it", format!("{} in these files", resource.n_events_by(field)), None);
    }
    match resource.life.n_mentions {
        0 => {}
        1 => fact("Used", "once".to_owned(), None),
        times => fact("Used", format!("{times} times"), None),
    }
    facts
}

/// Since when what it belongs to has been paused, where it was submitted in that time and nothing is known of it since.
fn open_pause(resource: &ResourceView<'_>) -> Option<i64> {
    let life = resource.life;
    let submitted = life.submitted?.time_micros;
    let since = resource.parent_resource()?.pauses().last().filter(|(_, until)| until.is_none())?.0;
    (since < submitted && life.started.is_none() && !life.has_ended).then_some(since)
}

fn moment(time_micros: i64) -> String {
    let time = Micros(time_micros);
    format!("{} {} UTC", time.date(), time.time_of_day())
}

fn output(output: &trailglass_lifecycle::story::Output) -> StoryOutput {
    let trailglass_lifecycle::story::Output { key, preset, status, detail, seconds, .. } = output.clone();
    StoryOutput { key, preset, status, detail, seconds }
}

fn step(step: &Step) -> StoryStep {
    let change = |change: &trailglass_lifecycle::step::Change| {
        (title(&change.name), change.before.clone(), change.after.clone())
    };
    StoryStep {
        row: row_of(step.event),
        role: step.role.to_string(),
        event_id: step.event_id.clone(),
        time: (step.time_micros != TIMELESS).then_some(Micros(step.time_micros)),
        action: step.action.to_string(),
        actor: step.actor.clone(),
        outcome: Outcome::of(step.error.as_deref()),
        shows: step.shows.to_string(),
        changes: step.changes.iter().map(change).collect(),
    }
}

/// The states from the submission to the end of the data; what is not known there is a stop as well.
fn stops(resource: &ResourceView<'_>, story: &Story) -> Vec<StoryStop> {
    let life = resource.life;
    let mut stops: Vec<StoryStop> = story.stops.iter().map(|stop| known_stop(stop, story)).collect();
    let first = stops.first().map(|stop| stop.state.as_str());
    if let Some(submitted) = life.submitted.filter(|submitted| submitted.decoded && first != Some("submitted")) {
        let stop = StoryStop {
            state: "submitted".to_owned(),
            certainty: "inferred".to_owned(),
            time: Some(Micros(submitted.time_micros)),
            edge: Edge::At,
            is_decoded: true,
            why: "The id begins with the time of submission, and no submission is in these files".to_owned(),
            step: None,
        };
        stops.insert(0, stop);
    }
    stops.extend(stop_of_life(resource, story));
    stops
}

/// The stop that no step shows: what follows from other resources, or that the state is not known.
fn stop_of_life(resource: &ResourceView<'_>, story: &Story) -> Option<StoryStop> {
    let life = resource.life;
    let parent = resource.kind.parent.as_deref().unwrap_or("parent");
    let (time, edge, why) = if let Some(cleared) = life.cleared {
        let why = format!("Its {parent} was deleted, which is refused while anything of it is not done");
        (Some(cleared), Edge::By, why)
    } else if life.state == State::Expired {
        (life.ended.map(|end| end.time_micros), Edge::At, "So its own answer says".to_owned())
    } else if life.state != State::Unknown {
        return None;
    } else {
        let why = match (life.exists, story.steps.is_empty()) {
            (_, true) => format!("Only events of others name the {}; none of its own is in these files", story.noun),
            (false, _) => format!("No event in these files shows that the {} existed", story.noun),
            (true, false) if open_pause(resource).is_some() => format!("Its {parent} is paused"),
            (true, false) => "No event in these files shows its state after that".to_owned(),
        };
        (life.last_known(), Edge::NotBefore, why)
    };
    Some(StoryStop {
        state: life.state.as_str().to_owned(),
        certainty: life.certainty.as_str().to_owned(),
        time: time.map(Micros),
        edge,
        is_decoded: false,
        why,
        step: None,
    })
}

fn known_stop(stop: &Stop, story: &Story) -> StoryStop {
    StoryStop {
        state: stop.state.map_or("submitted", |state| state.as_str()).to_owned(),
        certainty: stop.certainty.as_str().to_owned(),
        time: (stop.time_micros != TIMELESS).then_some(Micros(stop.time_micros)),
        edge: stop.edge,
        is_decoded: false,
        why: story.steps[stop.step].shows.to_string(),
        step: Some(stop.step as u32),
    }
}

/// The files that its events stand in, by how many, most first.
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

/// A length of time as far as it is proven, in words.
fn in_words(Span { at_least, at_most }: Span) -> String {
    let words = |micros: i64| match micros / 1_000_000 {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    };
    match at_most {
        Some(most) if most == at_least => words(most),
        Some(most) if at_least == 0 => format!("{} at most", words(most)),
        Some(most) => format!("{} to {}", words(at_least), words(most)),
        None => format!("{} at least", words(at_least)),
    }
}

/// The name of a value as a label: `output-prefix` → `Output prefix`.
fn title(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| std::iter::once(first.to_ascii_uppercase()).chain(letters).collect())
}
