//! Evaluates the paths of lifecycle profiles on the JSON of a record.

use crate::json::tape::{self, Value};
use crate::lifecycle::fact::Fact;
use crate::lifecycle::path::{Part, PathStep, ValuePath};
use crate::lifecycle::profile::Role;
use crate::lifecycle::table::{ActionEntry, Profiles};
use std::borrow::Cow;

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
    fn texts(&self, paths: &[ValuePath]) -> Vec<Cow<'a, str>> {
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
#[inline(never)]
pub fn of<'a>(profiles: &Profiles, source: &str, name: &str, parts: &Parts<'a>) -> Vec<Fact<'a>> {
    let mut facts = Vec::new();
    for no in profiles.actions(source, name) {
        let Some(action) = profiles.action(*no) else { continue };
        let mut ids: Vec<Cow<'a, str>> = Vec::new();
        for id in parts.texts(&action.id) {
            if !id.is_empty() && !ids.contains(&id) {
                ids.push(id);
            }
        }
        let fact = |id| Fact { action: *no, id, parent: parent(action, parts), values: values(action, parts) };
        if ids.is_empty() && action.role == Role::Create {
            facts.push(fact(None));
        }
        facts.extend(ids.into_iter().map(|id| fact(Some(id))));
    }
    facts
}

fn parent<'a>(action: &ActionEntry, parts: &Parts<'a>) -> Option<Cow<'a, str>> {
    parts.texts(&action.parent).into_iter().find(|text| !text.is_empty())
}

fn values<'a>(action: &ActionEntry, parts: &Parts<'a>) -> Vec<(crate::lifecycle::fact::ValueNo, Cow<'a, str>)> {
    let texts = |(no, paths): &(_, Vec<ValuePath>)| parts.texts(paths).into_iter().map(|text| (*no, text)).collect();
    action.values.iter().flat_map(|value| -> Vec<_> { texts(value) }).collect()
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
