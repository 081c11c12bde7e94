//! A profile: which events speak of which kinds of thing, where the ids stand, and what each event proves.
//!
//! Profiles are TOML. `profiles/elastic_transcoder.toml` is one to read; a person's own has the same form.

use std::{collections::BTreeMap, fmt};

use serde::Deserialize;

use super::{path::ValuePath, state::Proof, unknown::Question};

/// The profiles of `profiles/*.toml`, in the order of their numbers, which is that of their names; `build.rs` makes JSON
/// of them.
const BUILT_IN: &str = include_str!(concat!(env!("OUT_DIR"), "/profiles.json"));

/// One profile file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The first half of its kinds' names, such as `elastic-transcoder`.
    pub name: String,
    /// The name of the service as people write it.
    pub label: String,
    /// The event sources it speaks of, without `.amazonaws.com`.
    pub event_sources: Vec<String>,
    /// Its kinds of thing.
    #[serde(rename = "kind", default)]
    pub kinds: Vec<ThingKind>,
}

/// A kind of thing that events speak of: jobs, pipelines.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThingKind {
    /// The second half of its name, also the noun of sentences: `job`.
    pub name: String,
    /// Whether it runs and ends, or lasts.
    #[serde(default)]
    pub class: Class,
    /// The kind of thing it belongs to, by its name in the same profile.
    pub parent: Option<String>,
    /// How an id tells when the thing was submitted, where it does.
    pub id_time: Option<IdTime>,
    /// What the words of its `status` values prove.
    #[serde(default)]
    pub states: BTreeMap<String, Proof>,
    /// After how many hours without an end it counts as stuck; never, where this is absent.
    pub stuck_after_hours: Option<u32>,
    /// The field of events whose value is the id in all that is done in its name, such as `key` for a session.
    pub events_by: Option<String>,
    /// The actions that name it. A kind that is only mentioned has no stories; its ids find events.
    #[serde(rename = "action", default)]
    pub actions: Vec<Action>,
    /// What tells of it besides events.
    #[serde(rename = "notice", default)]
    pub notices: Vec<Notice>,
    /// What CloudTrail cannot tell of it.
    #[serde(rename = "unknown", default)]
    pub unknowns: Vec<KindUnknown>,
}

/// Ids that begin with the milliseconds of their submission: digits, a hyphen, a suffix of ASCII letters, digits and `_`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdTime {
    /// How many digits of milliseconds since 1970 UTC; at most 18, so that they fit.
    pub digits: usize,
    /// How many characters after the hyphen.
    pub suffix: usize,
    /// The earliest plausible time, in milliseconds since 1970 UTC.
    pub from_millis: i64,
    /// The first time that is no longer plausible, in milliseconds since 1970 UTC.
    pub until_millis: i64,
}

/// An action of the service that names a thing.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// `eventName`.
    pub event: String,
    /// Other events that are the same in everything.
    #[serde(default)]
    pub also: Vec<String>,
    /// What it does with the thing.
    pub role: Role,
    /// Where the id stands. The first path that gives a text is taken; if it gives several, each is a fact.
    pub id: Vec<ValuePath>,
    /// Where the id of the parent stands; the first path that gives a text is taken.
    #[serde(default)]
    pub parent: Vec<ValuePath>,
    /// What it proves when it is accepted.
    #[serde(default)]
    pub accepted: Proof,
    /// What it shows when it is accepted, where the words for what it proves do not say it all.
    pub shows: Option<String>,
    /// What it proves when it is refused with this `errorCode`; nothing with any other.
    #[serde(default)]
    pub refused: BTreeMap<String, Proof>,
    /// Values to keep, by name; of the paths of a name, the first that gives anything is taken.
    #[serde(default)]
    pub values: BTreeMap<String, Vec<ValuePath>>,
}

/// A document that is no event and tells of a thing: a notification, a state change, the answer of a read.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// What its step is called.
    pub name: String,
    /// By what it is recognised: texts that it must have. Its id and its time it must have in any case.
    #[serde(default)]
    pub only: BTreeMap<ValuePath, String>,
    /// Where the id stands.
    pub id: Vec<ValuePath>,
    /// Where the id of the parent stands; the first path that gives a text is taken.
    #[serde(default)]
    pub parent: Vec<ValuePath>,
    /// Where its time stands: milliseconds or seconds since 1970 UTC, or RFC 3339. Without any of them, its envelope
    /// tells the time, or nobody does.
    #[serde(default)]
    pub time: Vec<ValuePath>,
    /// Whether only its own time will do.
    #[serde(default)]
    pub needs_time: bool,
    /// What it proves, besides what its status does.
    #[serde(default)]
    pub proves: Proof,
    /// Values to keep, by name; of the paths of a name, the first that gives anything is taken.
    #[serde(default)]
    pub values: BTreeMap<String, Vec<ValuePath>>,
}

/// Whether things of a kind run and end, or last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// It runs and ends. The jobs table shows these unless it is asked for others.
    #[default]
    Job,
    /// It lasts until it is deleted: a pipeline, a preset.
    Thing,
}

/// What an action does with the thing it names. The order is that of steps in the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Makes it. Refused, it makes nothing.
    Create,
    /// Looks at it.
    Read,
    /// Looks over what belongs to it, without naming any of that.
    Sweep,
    /// Changes it.
    Update,
    /// Ends it.
    End,
    /// Tells of it and is no event.
    #[serde(skip)]
    Notice,
    /// Only names it: the event is found by the id, and is no step of a story.
    Mention,
}

/// As people read it.
impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Role::Create => "create",
            Role::Read => "read",
            Role::Sweep => "sweep",
            Role::Update => "update",
            Role::End => "end",
            Role::Notice => "notice",
            Role::Mention => "mention",
        })
    }
}

/// What CloudTrail cannot tell of a kind of thing, in the words of its service.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindUnknown {
    /// The question; it decides for which stories it is asked.
    pub question: Question,
    /// What is not known, as a heading.
    pub what: String,
    /// Why not.
    pub why: String,
    /// What would tell.
    pub would_tell: String,
}

/// Why a text is not a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileProblem {
    /// It is no TOML, or a member is missing, unknown or of the wrong form.
    Form {
        /// What is wrong and in which line.
        message: String,
    },
    /// It names no event source.
    NoEventSource,
    /// A name is empty, or has characters besides small letters, digits and hyphens.
    Name {
        /// The name.
        name: String,
    },
    /// Two kinds have one name.
    KindTwice {
        /// The name.
        kind: String,
    },
    /// An action does not say where the id stands.
    NoId {
        /// The kind of thing.
        kind: String,
        /// The action.
        event: String,
    },
    /// A kind belongs to a kind that is not there.
    UnknownParent {
        /// The kind of thing.
        kind: String,
        /// What it names as its parent.
        parent: String,
    },
    /// Times cannot be read from so many digits.
    IdDigits {
        /// The kind of thing.
        kind: String,
        /// How many.
        digits: usize,
    },
}

impl fmt::Display for ProfileProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProfileProblem::Form { message } => out.write_str(message),
            ProfileProblem::NoEventSource => write!(out, "event_sources is empty, so no event would be read"),
            ProfileProblem::Name { name } => {
                write!(out, "the name \"{name}\" is not made of small letters, digits and hyphens")
            }
            ProfileProblem::KindTwice { kind } => write!(out, "two kinds are called \"{kind}\""),
            ProfileProblem::NoId { kind, event } => {
                write!(out, "{event} of kind \"{kind}\" does not say where the id stands: its id has no path")
            }
            ProfileProblem::UnknownParent { kind, parent } => {
                write!(out, "kind \"{kind}\" belongs to \"{parent}\", and no kind here is called so")
            }
            ProfileProblem::IdDigits { kind, digits } => {
                write!(out, "id_time of kind \"{kind}\" has {digits} digits; 1 to 18 can be read as a time")
            }
        }
    }
}

impl std::error::Error for ProfileProblem {}

/// Reads a profile file.
pub fn parse(text: &str) -> Result<Profile, ProfileProblem> {
    let profile: Profile =
        basic_toml::from_str(text).map_err(|error| ProfileProblem::Form { message: error.to_string() })?;
    check(&profile)?;
    Ok(profile)
}

/// The profiles that come with the page.
pub fn built_in() -> Vec<Profile> {
    serde_json::from_str(BUILT_IN).expect("built-in profiles are checked by a test")
}

fn check(profile: &Profile) -> Result<(), ProfileProblem> {
    check_name(&profile.name)?;
    if profile.event_sources.iter().all(String::is_empty) {
        return Err(ProfileProblem::NoEventSource);
    }
    for (place, kind) in profile.kinds.iter().enumerate() {
        check_name(&kind.name)?;
        if profile.kinds[..place].iter().any(|other| other.name == kind.name) {
            return Err(ProfileProblem::KindTwice { kind: kind.name.clone() });
        }
        check_kind(profile, kind)?;
    }
    Ok(())
}

fn check_kind(profile: &Profile, kind: &ThingKind) -> Result<(), ProfileProblem> {
    let name = || kind.name.clone();
    if let Some(action) = kind.actions.iter().find(|action| action.id.is_empty()) {
        return Err(ProfileProblem::NoId { kind: name(), event: action.event.clone() });
    }
    if let Some(notice) = kind.notices.iter().find(|notice| notice.id.is_empty()) {
        return Err(ProfileProblem::NoId { kind: name(), event: notice.name.clone() });
    }
    if let Some(parent) = &kind.parent
        && !profile.kinds.iter().any(|other| other.name == *parent)
    {
        return Err(ProfileProblem::UnknownParent { kind: name(), parent: parent.clone() });
    }
    match kind.id_time {
        Some(IdTime { digits, .. }) if !(1..=18).contains(&digits) => {
            Err(ProfileProblem::IdDigits { kind: name(), digits })
        }
        _ => Ok(()),
    }
}

fn check_name(name: &str) -> Result<(), ProfileProblem> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.is_empty() || !name.bytes().all(is_plain) {
        return Err(ProfileProblem::Name { name: name.to_owned() });
    }
    Ok(())
}

impl IdTime {
    /// When a thing of this id was submitted, in microseconds since 1970 UTC, if the id tells a plausible time.
    pub fn decode_micros(&self, id: &str) -> Option<i64> {
        let (digits, suffix) = id.split_once('-')?;
        let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if digits.len() != self.digits
            || !digits.bytes().all(|byte| byte.is_ascii_digit())
            || suffix.len() != self.suffix
            || !suffix.bytes().all(is_of_word)
        {
            return None;
        }
        let millis: i64 = digits.parse().ok()?; // no number: no time, which is what None says
        if !(self.from_millis..self.until_millis).contains(&millis) {
            return None;
        }
        millis.checked_mul(1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_profiles_are_those_of_the_files() {
        let files = [include_str!("profiles/elastic_transcoder.toml")];
        let parsed: Vec<Profile> = files.iter().map(|text| parse(text).expect("a valid profile")).collect();
        assert_eq!(built_in(), parsed);
    }
}
