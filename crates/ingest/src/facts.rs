//! Evaluates the paths of lifecycle profiles on the JSON of a record.

use std::borrow::Cow;
use trailglass_json::tape::{self, Tape, Value};
use trailglass_lifecycle::fact::{ActionNo, Fact, ValueNo};
use trailglass_lifecycle::path::{Part, PathStep, ValuePath};
use trailglass_lifecycle::profile::Role;
use trailglass_lifecycle::table::Profiles;
use trailglass_store::facts::{FactDraft, FactTableBuilder};

/// The parts of a record in which profiles' paths begin.
pub struct Parts<'a> {
    /// `requestParameters`.
    pub request: Option<Value<'a>>,
    /// `responseElements`.
    pub response: Option<Value<'a>>,
    /// `userIdentity`.
    pub identity: Option<Value<'a>>,
    /// The record itself.
    pub record: Value<'a>,
}

impl<'a> Parts<'a> {
    fn part(&self, part: Part) -> Option<Value<'a>> {
        match part {
            Part::Request => self.request,
            Part::Response => self.response,
            Part::Identity => self.identity,
            Part::Record => Some(self.record),
            other => self.record.member(other.member()?),
        }
    }

    /// The texts of the first path that gives any.
    pub fn texts(&self, paths: &[ValuePath]) -> Vec<Cow<'a, str>> {
        for path in paths {
            let mut found = Vec::new();
            if let Some(part) = self.part(path.part) {
                gather(part, &path.steps, &mut found);
            }
            if found.iter().any(|text| !text.is_empty()) {
                return found;
            }
        }
        Vec::new()
    }
}

/// The facts of an event, one for each thing that a profile finds in it; none for most events.
pub fn of<'a>(profiles: &Profiles, source: &str, name: &str, parts: &Parts<'a>) -> Vec<Fact<'a>> {
    let mut facts = Vec::new();
    for no in profiles.actions(source, name) {
        facts_of(profiles, *no, parts, &mut facts);
    }
    facts
}

/// Adds the facts that actions from a number on find in an event's text.
pub fn of_text(profiles: &Profiles, text: &str, row: u32, first: ActionNo, builder: &mut FactTableBuilder) {
    let mut tape = Tape::default();
    let Ok(record) = tape.value(text, 0) else { return };
    let part = |name| record.member(name);
    let parts = Parts {
        request: part("requestParameters"),
        response: part("responseElements"),
        identity: part("userIdentity"),
        record,
    };
    let text_of = |name| part(name).and_then(|value| value.scalar());
    let (Some(source), Some(name)) = (text_of("eventSource"), text_of("eventName")) else { return };
    let (request_id, error_message) = (text_of("requestID"), text_of("errorMessage"));
    for fact in of(profiles, &source, &name, &parts).into_iter().filter(|fact| fact.action >= first) {
        let (request_id, error_message) = (request_id.as_deref(), error_message.as_deref());
        builder.push(row, &FactDraft { fact, request_id, error_message });
    }
}

/// The facts of a document that is no event, by the notice that it may be.
pub fn of_notice<'a>(profiles: &Profiles, no: ActionNo, parts: &Parts<'a>) -> Vec<Fact<'a>> {
    let mut facts = Vec::new();
    facts_of(profiles, no, parts, &mut facts);
    facts
}

#[inline(never)]
fn facts_of<'a>(profiles: &Profiles, no: ActionNo, parts: &Parts<'a>, facts: &mut Vec<Fact<'a>>) {
    let Some(action) = profiles.action(no) else { return };
    let kind = profiles.kind(action.kind);
    let found = parts.texts(&action.id);
    let n_found = found.len();
    let mut ids: Vec<Cow<'a, str>> = Vec::new();
    for id in found {
        let id = kind.map_or(id.clone(), |kind| kind.id_in(id));
        if !id.is_empty() && !ids.contains(&id) {
            ids.push(id);
        }
    }
    let parent_kind = profiles.parent_of(action.kind).and_then(|parent| profiles.kind(parent));
    let parent = parts.texts(&action.parent).into_iter().find(|text| !text.is_empty());
    let parent = parent.map(|parent| parent_kind.map_or(parent.clone(), |kind| kind.id_in(parent)));
    let values: Vec<(ValueNo, Vec<Cow<'a, str>>)> =
        action.values.iter().map(|(name, paths)| (*name, parts.texts(paths))).collect();
    // A list as long as that of the ids has one value for each.
    let is_shared = |texts: &[Cow<'a, str>]| ids.len() > 1 && texts.len() == n_found && n_found == ids.len();
    let n_facts = if action.role == Role::Create { ids.len().max(1) } else { ids.len() };
    for at in 0..n_facts {
        let mut own = Vec::new();
        for (name, texts) in &values {
            let texts = if is_shared(texts) { &texts[at..=at] } else { texts };
            own.extend(texts.iter().map(|text| (*name, text.clone())));
        }
        facts.push(Fact { action: no, id: ids.get(at).cloned(), parent: parent.clone(), values: own });
    }
}

#[inline(never)]
fn gather<'a>(value: Value<'a>, steps: &[PathStep], found: &mut Vec<Cow<'a, str>>) {
    let Some((step, rest)) = steps.split_first() else {
        found.extend(value.scalar());
        return;
    };
    match step {
        PathStep::Member(name) => {
            if let Some(value) = value.member(name) {
                gather(value, rest, found);
            }
        }
        PathStep::Elements => {
            for element in value.elements() {
                let before = found.len();
                gather(element, rest, found);
                if found.len() == before {
                    found.push(Cow::Borrowed(""));
                }
            }
        }
        PathStep::Members => {
            for (key, value) in value.members() {
                let mut below = Vec::new();
                gather(value, rest, &mut below);
                found.extend(below.iter().map(|text| Cow::Owned(format!("{}={text}", tape::name_of(key)))));
            }
        }
    }
}
