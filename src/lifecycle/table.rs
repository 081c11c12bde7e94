//! All profiles as one table. Actions and value names have numbers, which facts carry.
//!
//! The table only grows: a profile that is added later leaves every number as it was,
//! so fact rows that were written before stay true.

use std::{collections::HashMap, sync::Arc};

use super::{
    fact::{ActionNo, ValueNo},
    path::ValuePath,
    profile::{self, IdTime, KindUnknown, Profile, Role},
    state::Proof,
};

/// The ending of `eventSource` that profiles leave out.
const SOURCE_SUFFIX: &str = ".amazonaws.com";

/// The place of a kind of thing in [`Profiles`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindNo(pub u16);

/// A kind of thing, as the table holds it.
#[derive(Clone, Debug)]
pub struct KindEntry {
    /// Profile and kind: `elastic-transcoder/job`.
    pub name: Arc<str>,
    /// The kind alone, for sentences: `job`.
    pub noun: Arc<str>,
    /// The name of the service as people write it.
    pub service: Arc<str>,
    /// The noun of what it belongs to: `pipeline`.
    pub parent: Option<Arc<str>>,
    /// How an id tells when the thing was submitted, where it does.
    pub id_time: Option<IdTime>,
    /// What CloudTrail cannot tell of it.
    pub unknowns: Vec<KindUnknown>,
}

/// An action, as the table holds it.
#[derive(Clone, Debug)]
pub struct ActionEntry {
    /// The kind of thing it names.
    pub kind: KindNo,
    /// `eventName`.
    pub event: Arc<str>,
    /// What it does with the thing.
    pub role: Role,
    /// Where the id stands. The first path that gives a text is taken; if it gives several, each different one that is
    /// not empty is a fact. Without an id, a [`Role::Create`] still is a fact (a refused one); any other is none.
    pub id: Vec<ValuePath>,
    /// Where the id of the parent stands; the first path that gives a text is taken.
    pub parent: Vec<ValuePath>,
    /// What it proves when it is accepted.
    pub accepted: Proof,
    /// What it proves when it is refused, by `errorCode`.
    pub refused: Vec<(String, Proof)>,
    /// Values to keep; of the paths of a number, the first that gives anything is taken.
    pub values: Vec<(ValueNo, Vec<ValuePath>)>,
}

impl ActionEntry {
    /// What it proves, given the `errorCode` of the event, none where it was accepted.
    pub fn proof(&self, error_code: Option<&str>) -> Proof {
        match error_code {
            None => self.accepted,
            Some(code) => {
                self.refused.iter().find(|(known, _)| known == code).map_or(Proof::Nothing, |(_, proof)| *proof)
            }
        }
    }
}

/// What a value says of a thing. Profiles choose the names; stories know some of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueName {
    /// `status`: the state as a response says it.
    Status,
    /// `input`: what the thing reads.
    Input,
    /// `output`: what it writes.
    Output,
    /// `output-preset`: how it writes it; stands beside `output`, one for each.
    OutputPreset,
    /// Any other, shown under its own name.
    Other(Arc<str>),
}

impl ValueName {
    fn of(name: &str) -> ValueName {
        match name {
            "status" => ValueName::Status,
            "input" => ValueName::Input,
            "output" => ValueName::Output,
            "output-preset" => ValueName::OutputPreset,
            other => ValueName::Other(other.into()),
        }
    }
}

/// The table.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    kinds: Vec<KindEntry>,
    actions: Vec<ActionEntry>,
    values: Vec<ValueName>,
    /// Event source without its ending, then event name. Two levels, so that a record of another service,
    /// as nearly all are, costs one lookup and no text is put together for it.
    by_event: HashMap<Box<str>, HashMap<Box<str>, Vec<ActionNo>>>,
}

impl Profiles {
    /// The profiles that come with the page.
    pub fn built_in() -> Profiles {
        Profiles::of(&profile::built_in())
    }

    /// These profiles, numbered in this order.
    pub fn of(profiles: &[Profile]) -> Profiles {
        let mut table = Profiles::default();
        for profile in profiles {
            table.add(profile);
        }
        table
    }

    /// Adds a profile behind the others. Actions beyond the 65,536th are left out: numbers are 16 bits.
    pub fn add(&mut self, profile: &Profile) {
        for kind in &profile.kinds {
            let Ok(kind_no) = u16::try_from(self.kinds.len()) else { return };
            self.kinds.push(KindEntry {
                name: format!("{}/{}", profile.name, kind.name).into(),
                noun: kind.name.as_str().into(),
                service: profile.label.as_str().into(),
                parent: kind.parent.as_deref().map(Arc::from),
                id_time: kind.id_time,
                unknowns: kind.unknowns.clone(),
            });
            for action in &kind.actions {
                self.add_action(KindNo(kind_no), action, &profile.event_sources);
            }
        }
    }

    fn add_action(&mut self, kind: KindNo, action: &profile::Action, event_sources: &[String]) {
        let profile::Action { event, role, id, parent, accepted, refused, values } = action;
        let Ok(action_no) = u16::try_from(self.actions.len()) else { return };
        let values = values.iter().filter_map(|(name, paths)| Some((self.value_no(name)?, paths.clone()))).collect();
        self.actions.push(ActionEntry {
            kind,
            event: event.as_str().into(),
            role: *role,
            id: id.clone(),
            parent: parent.clone(),
            accepted: *accepted,
            refused: refused.iter().map(|(code, proof)| (code.clone(), *proof)).collect(),
            values,
        });
        for source in event_sources {
            let source = source.strip_suffix(SOURCE_SUFFIX).unwrap_or(source);
            let of_source = self.by_event.entry(source.into()).or_default();
            of_source.entry(event.as_str().into()).or_default().push(ActionNo(action_no));
        }
    }

    fn value_no(&mut self, name: &str) -> Option<ValueNo> {
        let name = ValueName::of(name);
        let place = self.values.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.values.push(name);
            self.values.len() - 1
        });
        u16::try_from(place).ok().map(ValueNo) // none beyond 65,536 names: the value is left out
    }

    /// The actions that an event stands for; empty for most. The source may end in `.amazonaws.com`.
    pub fn actions(&self, event_source: &str, event_name: &str) -> &[ActionNo] {
        let source = event_source.strip_suffix(SOURCE_SUFFIX).unwrap_or(event_source);
        self.by_event.get(source).and_then(|of_source| of_source.get(event_name)).map_or(&[], Vec::as_slice)
    }

    /// The action of this number; none where the number is from another table.
    pub fn action(&self, no: ActionNo) -> Option<&ActionEntry> {
        self.actions.get(usize::from(no.0))
    }

    /// The kind of thing of this number; none where the number is from another table.
    pub fn kind(&self, no: KindNo) -> Option<&KindEntry> {
        self.kinds.get(usize::from(no.0))
    }

    /// The kind of thing that an action names.
    pub fn kind_of(&self, no: ActionNo) -> Option<&KindEntry> {
        self.action(no).and_then(|action| self.kind(action.kind))
    }

    /// The kind of thing of this full name, such as `elastic-transcoder/job`.
    pub fn kind_named(&self, name: &str) -> Option<&KindEntry> {
        self.kinds.iter().find(|kind| &*kind.name == name)
    }

    /// The name of a value; none where the number is from another table.
    pub fn value(&self, no: ValueNo) -> Option<&ValueName> {
        self.values.get(usize::from(no.0))
    }
}
