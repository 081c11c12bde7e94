//! Evaluates the paths of lifecycle profiles on the JSON of a record.

use crate::json::{path, text, walk};
use crate::lifecycle::fact::{ActionNo, Fact};
use crate::lifecycle::path::{Part, PathStep, ValuePath};
use crate::lifecycle::profile::Role;
use crate::lifecycle::table::{ActionEntry, Profiles};
use std::borrow::Cow;

/// The parts of a record in which profiles' paths begin.
pub struct Parts<'a> {
    /// `requestParameters`.
    pub request: Option<&'a str>,
    /// `responseElements`.
    pub response: Option<&'a str>,
    /// The record itself.
    pub record: &'a str,
}

impl<'a> Parts<'a> {
    fn part(&self, part: Part) -> Option<&'a str> {
        match part {
            Part::Request => self.request,
            Part::Response => self.response,
            Part::Record => Some(self.record),
            other => path::first_value(self.record, &[other.member()?]),
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

/// The facts of a document that is no event, by the notice that it may be.
pub fn of_notice<'a>(profiles: &Profiles, no: ActionNo, parts: &Parts<'a>) -> Vec<Fact<'a>> {
    let Some(action) = profiles.action(no) else { return Vec::new() };
    let fact = |id| Fact { action: no, id: Some(id), parent: parent(action, parts), values: values(action, parts) };
    parts.texts(&action.id).into_iter().filter(|id| !id.is_empty()).map(fact).collect()
}

fn parent<'a>(action: &ActionEntry, parts: &Parts<'a>) -> Option<Cow<'a, str>> {
    parts.texts(&action.parent).into_iter().find(|text| !text.is_empty())
}

fn values<'a>(action: &ActionEntry, parts: &Parts<'a>) -> Vec<(crate::lifecycle::fact::ValueNo, Cow<'a, str>)> {
    let texts = |(no, paths): &(_, Vec<ValuePath>)| parts.texts(paths).into_iter().map(|text| (*no, text)).collect();
    action.values.iter().flat_map(|value| -> Vec<_> { texts(value) }).collect()
}

fn gather<'a>(json: &'a str, steps: &[PathStep], found: &mut Vec<Cow<'a, str>>) {
    let Some((step, rest)) = steps.split_first() else {
        found.extend(text::scalar(json));
        return;
    };
    match step {
        PathStep::Member(name) => {
            if let Some(value) = path_member(json, name) {
                gather(value, rest, found);
            }
        }
        PathStep::Elements => {
            for element in walk::elements(json) {
                let before = found.len();
                gather(element, rest, found);
                if found.len() == before {
                    found.push(Cow::Borrowed(""));
                }
            }
        }
        PathStep::Members => {
            for (key, value) in walk::members(json) {
                let mut below = Vec::new();
                gather(value, rest, &mut below);
                found.extend(below.iter().map(|text| Cow::Owned(format!("{}={text}", text::decode(key)))));
            }
        }
    }
}

fn path_member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    walk::members(json).find(|(key, _)| text::decode(key) == name).map(|(_, value)| value)
}
