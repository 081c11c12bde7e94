//! What is written of an event that a profile names: one row for each thing the event speaks of.
//!
//! Ingest makes [`Fact`]s, the store keeps them, and the engine joins them to their events as [`FactEvent`]s.

use std::borrow::Cow;

/// The place of an action in [`Profiles`](super::table::Profiles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActionNo(pub u16);

/// The place of a value's name in [`Profiles`](super::table::Profiles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueNo(pub u16);

/// The engine's name for an event. Carried here and never looked into, but for a last tie between equal steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventKey(pub u64);

/// What an event says of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact<'a> {
    /// Which action of which kind of thing.
    pub action: ActionNo,
    /// The id of the thing; none where the record has none, as in the record of a refused creation.
    pub id: Option<Cow<'a, str>>,
    /// The id of the thing it belongs to, such as a job's pipeline.
    pub parent: Option<Cow<'a, str>>,
    /// The values that the profile asks for, in the order of the record; a list repeats its number.
    pub values: Vec<(ValueNo, Cow<'a, str>)>,
}

/// What a story needs of a fact and of its event, or of its notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactEvent<'a> {
    /// Which action of which kind of thing.
    pub action: ActionNo,
    /// The values that the profile asks for.
    pub values: Vec<(ValueNo, Cow<'a, str>)>,
    /// The event it was taken from.
    pub event: EventKey,
    /// The event's id, as in `data-event-id`.
    pub event_id: &'a str,
    /// When it happened, in microseconds since 1970 UTC. CloudTrail itself counts in seconds.
    /// [`TIMELESS`](super::life::TIMELESS) where nobody says.
    pub time_micros: i64,
    /// The readable name of who acted; of a notice, who sent it.
    pub actor: &'a str,
    /// `errorCode`; none or empty means that the action was accepted.
    pub error_code: Option<&'a str>,
    /// `errorMessage`.
    pub error_message: Option<&'a str>,
}

/// An empty code is no error: some exports write all members.
pub fn error_of(code: Option<&str>) -> Option<&str> {
    code.filter(|code| !code.is_empty())
}
