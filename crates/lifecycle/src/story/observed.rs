//! The facts that a story is made of.

use crate::fact::FactEvent;
use crate::observation::Observation;
use crate::registry::{ActionEntry, KindEntry, Profiles, ValueName};

/// A fact with its texts, its action and what it proves.
pub struct ObservedFact<'p, 'a> {
    /// The action.
    pub action: &'p ActionEntry,
    /// The fact and its event.
    pub event: FactEvent<'a>,
    /// What it proves.
    pub observation: Observation,
}

/// The facts of one resource, in their order, with what is needed to read them.
#[derive(Clone, Copy)]
pub(super) struct Evidence<'s, 'p, 'a> {
    pub(super) profiles: &'s Profiles,
    pub(super) kind: &'s KindEntry,
    pub(super) facts: &'s [ObservedFact<'p, 'a>],
}

impl Evidence<'_, '_, '_> {
    /// The values of a fact under a name.
    pub(super) fn values<'f>(&self, fact: &'f ObservedFact<'_, '_>, name: &ValueName) -> Vec<&'f str> {
        let values = fact.event.values.iter();
        values.filter(|(no, _)| self.profiles.value(*no) == Some(name)).map(|(_, text)| &**text).collect()
    }

    /// The values under a name of the first fact that has any: that is the submission, where there is one.
    pub(super) fn first_texts(&self, name: &ValueName) -> Vec<String> {
        let texts = self.facts.iter().map(|fact| self.values(fact, name)).find(|texts| !texts.is_empty());
        texts.unwrap_or_default().into_iter().map(str::to_owned).collect()
    }

    /// The value under a name of the last fact that has one.
    pub(super) fn last_text(&self, name: &ValueName) -> Option<String> {
        let texts = self.facts.iter().rev().flat_map(|fact| self.values(fact, name));
        texts.into_iter().find(|text| !text.is_empty()).map(str::to_owned)
    }
}
