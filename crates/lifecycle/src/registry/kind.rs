//! A kind of resource, as the registry holds it.

use std::{borrow::Cow, sync::Arc};

use super::value::ValueNo;
use crate::profile::ResourceKind;
use crate::proof::Proof;

/// The number of a kind of resource in [`Profiles`](super::Profiles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindNo(pub u16);

/// The number of a profile in [`Profiles`](super::Profiles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileNo(pub u16);

/// A kind of resource, as the registry holds it.
#[derive(Clone, Debug)]
pub struct KindEntry {
    /// The profile that it is from.
    pub profile: ProfileNo,
    /// Profile and kind: `elastic-transcoder/job`.
    pub name: Arc<str>,
    /// The kind alone, for sentences: `job`.
    pub noun: Arc<str>,
    /// The name of the service as people write it.
    pub service: Arc<str>,
    /// What the profile says of it.
    pub spec: ResourceKind,
    /// The value that says when it expires.
    pub expires: Option<ValueNo>,
    /// After how long without an end it counts as stuck, in microseconds.
    pub stuck_after_micros: Option<i64>,
}

impl KindEntry {
    /// The id in a name that may be longer: the end of an ARN.
    pub fn id_in<'a>(&self, name: Cow<'a, str>) -> Cow<'a, str> {
        let Some(after) = self.spec.id_after.as_deref() else { return name };
        let Some(found) = name.rfind(after) else { return name };
        let rest = &name[found + after.len()..];
        let end = self.spec.id_before.as_deref().and_then(|before| rest.find(before)).unwrap_or(rest.len());
        Cow::Owned(rest[..end].to_owned())
    }

    /// What a status proves.
    pub fn proof_of(&self, status: &str) -> Proof {
        self.spec.states.iter().find(|(word, _)| word == status).map_or(Proof::Nothing, |(_, proof)| *proof)
    }
}
