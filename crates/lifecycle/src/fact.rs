//! What ingest writes of an event that a profile names: one row for each resource the event speaks of.
//!
//! Ingest makes [`Fact`]s, the store keeps them, and the engine joins them to their events as [`FactEvent`]s.

use std::borrow::Cow;

use trailglass_event::time::Micros;

use crate::registry::{ActionNo, ValueNo};

/// The engine's name for an event. Not interpreted here, except as the last tie-breaker between equal steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventKey(pub u64);

/// The engine's name for a fact. Not interpreted here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactNo(pub u32);

/// What an event or a notification says of one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact<'a> {
    /// Which action of which kind of resource.
    pub action: ActionNo,
    /// The id of the resource; none where the record has none, as in the record of a refused creation.
    pub id: Option<Cow<'a, str>>,
    /// The id of the resource it belongs to, such as a job's pipeline.
    pub parent: Option<Cow<'a, str>>,
    /// The values that the profile asks for, in the order of the record; a list repeats its number.
    pub values: Vec<(ValueNo, Cow<'a, str>)>,
}

/// What a story needs of a fact and of its event, or of its notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactEvent<'a> {
    /// Which action of which kind of resource.
    pub action: ActionNo,
    /// The values that the profile asks for.
    pub values: Vec<(ValueNo, Cow<'a, str>)>,
    /// The event it was taken from.
    pub event: EventKey,
    /// The event's id, as in `data-event-id`.
    pub event_id: &'a str,
    /// When it happened; `None` for a notification that nothing dates. CloudTrail itself counts in seconds.
    pub time: Option<Micros>,
    /// The readable name of who acted; of a notification, who sent it.
    pub actor: &'a str,
    /// `errorCode`; none or empty means that the action was accepted.
    pub error_code: Option<&'a str>,
    /// `errorMessage`.
    pub error_message: Option<&'a str>,
}

/// The error code of an event, where it has one: an empty code is none, for some exports write all members.
pub fn error_of(code: Option<&str>) -> Option<&str> {
    code.filter(|code| !code.is_empty())
}
