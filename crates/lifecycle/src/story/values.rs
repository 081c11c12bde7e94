//! The values of a resource that have no part of their own in a story, and what updates changed of them.

use std::sync::Arc;

use super::observed::{Evidence, ObservedFact};
use super::step::Change;
use crate::path::PathStep;
use crate::profile::Role;
use crate::registry::{Profiles, ValueName};

/// The values that have no part of their own, each as the newest fact gives it.
pub(super) fn details(evidence: &Evidence<'_, '_, '_>) -> Vec<(Arc<str>, String)> {
    let mut newest: Vec<(Arc<str>, Vec<String>)> = Vec::new();
    for fact in evidence.facts {
        if fact.observation.is_refused() && fact.observation.role != Role::Create {
            continue;
        }
        for (name, texts) in details_of(evidence.profiles, fact) {
            match newest.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = texts,
                None => newest.push((name, texts)),
            }
        }
    }
    newest.into_iter().flat_map(|(name, texts)| texts.into_iter().map(move |text| (name.clone(), text))).collect()
}

/// The values of one fact by their names.
fn details_of(profiles: &Profiles, fact: &ObservedFact<'_, '_>) -> Vec<(Arc<str>, Vec<String>)> {
    let mut details: Vec<(Arc<str>, Vec<String>)> = Vec::new();
    for (no, text) in fact.event.values.iter().filter(|(_, text)| !text.is_empty()) {
        let Some(name) = profiles.value(*no).and_then(ValueName::own) else { continue };
        match details.iter_mut().find(|(known, _)| *known == name) {
            Some((_, texts)) => texts.push(text.to_string()),
            None => details.push((name, vec![text.to_string()])),
        }
    }
    details
}

/// The fields of one resource as its events left them, by their names.
#[derive(Default)]
pub(super) struct KnownFields(Vec<(String, String)>);

impl KnownFields {
    /// What an update changed, field by field, as far as earlier events tell what was before.
    pub(super) fn changes(&mut self, profiles: &Profiles, fact: &ObservedFact<'_, '_>) -> Vec<Change> {
        let role = fact.observation.role;
        if fact.observation.is_refused() || !matches!(role, Role::Create | Role::Update) {
            return Vec::new();
        }
        let mut changes = Vec::new();
        for (name, after) in fields(profiles, fact) {
            let before = match self.0.iter_mut().find(|(known, _)| *known == name) {
                Some((_, value)) => Some(std::mem::replace(value, after.clone())),
                None => {
                    self.0.push((name.clone(), after.clone()));
                    None
                }
            };
            if role == Role::Update && before.as_ref() != Some(&after) {
                changes.push(Change { name, before, after });
            }
        }
        changes
    }
}

/// The values of a fact, a list as one text. The members of an object are fields of their own: `notifications.completed`.
fn fields(profiles: &Profiles, fact: &ObservedFact<'_, '_>) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for (no, text) in &fact.event.values {
        let name = match profiles.value(*no) {
            Some(ValueName::Other(name)) => &**name,
            Some(ValueName::Name) => "name",
            _ => continue,
        };
        let mut paths = fact.action.values.iter().filter(|(known, _)| known == no).flat_map(|(_, paths)| paths);
        let member = text.split_once('=').filter(|_| paths.any(|path| path.steps.contains(&PathStep::Members)));
        let (name, text) = match member {
            Some((member, text)) => (format!("{name}.{member}"), text),
            None => (name.to_owned(), &**text),
        };
        match fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, texts)) => {
                texts.push_str(", ");
                texts.push_str(text);
            }
            None => fields.push((name, text.to_owned())),
        }
    }
    fields
}
