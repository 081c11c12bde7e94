//! A profile: which events speak of which kinds of thing, where the ids stand, and what each event proves.
//!
//! Profiles are TOML. `profiles/elastic_transcoder.toml` is one to read; a person's own has the same form.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::{
    path::{PathProblem, ValuePath},
    read,
    state::Proof,
    toml,
    unknown::Question,
};

/// The profiles of `profiles/*.toml`, in the order of their numbers, which is that of their names; each ends with a zero.
/// `build.rs` puts them together and leaves out comments.
const BUILT_IN: &str = include_str!(concat!(env!("OUT_DIR"), "/profiles.toml"));

/// One profile file.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The first half of its kinds' names, such as `elastic-transcoder`.
    pub name: String,
    /// The name of the service as people write it.
    pub label: String,
    /// The event sources it speaks of, without `.amazonaws.com`.
    pub event_sources: Vec<String>,
    /// Its kinds of thing.
    pub kinds: Vec<ThingKind>,
}

/// A kind of thing that events speak of: jobs, pipelines.
#[derive(Clone, Debug, PartialEq)]
pub struct ThingKind {
    /// The second half of its name, also the noun of sentences: `job`.
    pub name: String,
    /// Whether it runs and ends, or lasts.
    pub class: Class,
    /// The kind of thing it belongs to, by its name in the same profile.
    pub parent: Option<String>,
    /// Of an id that holds this text, what follows its last place is the id: some events name a thing by its ARN.
    pub id_after: Option<String>,
    /// Of that, what comes before this text.
    pub id_before: Option<String>,
    /// Whether an id that has become free can be given again, as names can that callers choose.
    pub is_reused: bool,
    /// Whether a creation is accepted as well where the thing is there already.
    pub is_idempotent: bool,
    /// Whether its ids are of one thing in all accounts and regions, which may each record the same of it.
    pub is_global: bool,
    /// Whether what belongs to it does not start while it is paused.
    pub is_holding: bool,
    /// The value that says when its time is over.
    pub expires: Option<String>,
    /// The words of its `status` that are warnings, besides what they prove.
    pub warnings: Vec<String>,
    /// Error codes that say that there were too many requests, besides those that say so in all services.
    pub throttles: Vec<String>,
    /// How an id tells when the thing was submitted, where it does.
    pub id_time: Option<IdTime>,
    /// What the words of its `status` values prove.
    pub states: Vec<(String, Proof)>,
    /// What the codes mean that it may fail with.
    pub errors: Vec<(String, String)>,
    /// After how many hours without an end it counts as stuck; never, where this is absent.
    pub stuck_after_hours: Option<u32>,
    /// The field of events whose value is the id in all that is done in its name, such as `key` for a session.
    pub events_by: Option<String>,
    /// The actions that name it. A kind that is only mentioned has no stories; its ids find events.
    pub actions: Vec<Action>,
    /// What tells of it besides events.
    pub notices: Vec<Notice>,
    /// What CloudTrail cannot tell of it.
    pub unknowns: Vec<KindUnknown>,
}

/// Ids that begin with the milliseconds of their submission: digits, a hyphen, a suffix of ASCII letters, digits and `_`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// `eventName`.
    pub event: String,
    /// Other events that are the same in everything.
    pub also: Vec<String>,
    /// What it does with the thing.
    pub role: Role,
    /// Where the id stands. The first path that gives a text is taken; if it gives several, each is a fact.
    pub id: Vec<ValuePath>,
    /// Where the id of the parent stands; the first path that gives a text is taken.
    pub parent: Vec<ValuePath>,
    /// What it proves when it is accepted.
    pub accepted: Proof,
    /// Whether what it proves then follows from its being accepted, and is not said by the event.
    pub is_inferred: bool,
    /// Whether its being accepted proves that all that belonged to the thing had ended.
    pub is_clearing: bool,
    /// Which of the things that it names its answer speaks of, for it may be accepted as a whole and not for each.
    pub items: Option<Items>,
    /// What it shows when it is accepted, where the words for what it proves do not say it all.
    pub shows: Option<String>,
    /// What it proves when it is refused with this `errorCode`; nothing with any other.
    pub refused: Vec<(String, Proof)>,
    /// Values to keep, by name; of the paths of a name, the first that gives anything is taken.
    pub values: Vec<(String, Vec<ValuePath>)>,
}

/// The items of an answer that was accepted as a whole. Paths into one list of the answer stay side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Items {
    /// Where the ids stand of what it was accepted for.
    pub accepted: Vec<ValuePath>,
    /// Whether it proves nothing of what its answer does not list there; without this, that is so only of answers that list
    /// anything.
    pub needs_list: bool,
    /// Where the ids stand of what it was refused for. Of a creation, no path: what was not made has no id.
    pub refused: Vec<ValuePath>,
    /// What an element must have to count as refused, where the same list tells of both.
    pub only: Vec<(ValuePath, String)>,
    /// Where the codes of refusals stand.
    pub code: Vec<ValuePath>,
    /// The code where the answer has none.
    pub default_code: Option<String>,
    /// Where stands why.
    pub message: Vec<ValuePath>,
}

/// A document that is no event and tells of a thing: a notification, a state change, the answer of a read.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What its step is called.
    pub name: String,
    /// By what it is recognised: texts that it must have. Its id it must have in any case.
    pub only: Vec<(ValuePath, String)>,
    /// Texts that it must not have.
    pub unless: Vec<(ValuePath, String)>,
    /// Where it must have a text; one of them will do.
    pub has: Vec<ValuePath>,
    /// Where the id stands.
    pub id: Vec<ValuePath>,
    /// Where the id of the parent stands; the first path that gives a text is taken.
    pub parent: Vec<ValuePath>,
    /// Where its time stands, in a form that [`instant`](super::instant) reads. Without any of them, its envelope tells the
    /// time, or nobody does.
    pub time: Vec<ValuePath>,
    /// Whether only its own time will do.
    pub needs_time: bool,
    /// Where an ARN stands that tells region and account.
    pub arn: Vec<ValuePath>,
    /// What it proves, besides what its status does.
    pub proves: Proof,
    /// Values to keep, by name; of the paths of a name, the first that gives anything is taken.
    pub values: Vec<(String, Vec<ValuePath>)>,
}

/// Whether things of a kind run and end, or last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// It runs and ends. The jobs table shows these unless it is asked for others.
    #[default]
    Job,
    /// It lasts until it is deleted: a pipeline, a preset.
    Thing,
}

/// What an action does with the thing it names. The order is that of steps in the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Why a text is not a profile, and in which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileProblem {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong in it.
    pub kind: ProfileProblemKind,
}

/// What is wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileProblemKind {
    /// It is not of the form of such files.
    Form {
        /// What is wrong, in words.
        words: String,
    },
    /// A name that means nothing here.
    UnknownKey {
        /// The name.
        key: String,
    },
    /// A name that must be there.
    MissingKey {
        /// The name.
        key: &'static str,
    },
    /// A value of the wrong kind.
    WrongValue {
        /// Its name.
        key: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A word that is none of those that may stand there.
    UnknownWord {
        /// The word.
        word: String,
        /// Those that may.
        words: Vec<&'static str>,
    },
    /// A text that is no path.
    Path(PathProblem),
    /// It names no event source, so it would never be looked at.
    NoEventSource,
    /// A name that cannot be part of `profile/kind`.
    Name {
        /// The name.
        name: String,
    },
    /// Two kinds have one name.
    KindTwice {
        /// The name.
        kind: String,
    },
    /// An action or a notice without a path to the id.
    NoId {
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
        /// How many.
        digits: usize,
    },
}

impl fmt::Display for ProfileProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.kind)
    }
}

impl fmt::Display for ProfileProblemKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProfileProblemKind::Form { words } => out.write_str(words),
            ProfileProblemKind::UnknownKey { key } => write!(out, "\"{key}\" means nothing here"),
            ProfileProblemKind::MissingKey { key } => write!(out, "\"{key}\" is missing here"),
            ProfileProblemKind::WrongValue { key, expected } => write!(out, "\"{key}\" should be {expected}"),
            ProfileProblemKind::UnknownWord { word, words } => {
                write!(out, "\"{word}\" is none of {}", words.join(", "))
            }
            ProfileProblemKind::Path(problem) => problem.fmt(out),
            ProfileProblemKind::NoEventSource => out.write_str("event_sources is empty, so no event would be read"),
            ProfileProblemKind::Name { name } => {
                write!(out, "the name \"{name}\" is not made of small letters, digits and hyphens")
            }
            ProfileProblemKind::KindTwice { kind } => write!(out, "two kinds are called \"{kind}\""),
            ProfileProblemKind::NoId { event } => {
                write!(out, "{event} does not say where the id stands: its id has no path")
            }
            ProfileProblemKind::UnknownParent { kind, parent } => {
                write!(out, "kind \"{kind}\" belongs to \"{parent}\", and no kind here is called so")
            }
            ProfileProblemKind::IdDigits { digits } => {
                write!(out, "ids have {digits} digits; 1 to 18 can be read as a time")
            }
        }
    }
}

impl std::error::Error for ProfileProblem {}

/// Whether a text is meant to be a profile: no log has a line that begins so.
pub fn is_meant(text: &str) -> bool {
    let has = |start: &str| text.lines().any(|line| line.trim_start().starts_with(start));
    has("event_sources") || has("[[kind")
}

/// Reads a profile file.
pub fn parse(text: &str) -> Result<Profile, ProfileProblem> {
    let form = |problem: toml::Problem| ProfileProblem {
        line: problem.line,
        kind: ProfileProblemKind::Form { words: problem.words },
    };
    read::profile(&toml::parse(text).map_err(form)?)
}

/// The profiles that come with the page.
pub fn built_in() -> Vec<Profile> {
    let files = BUILT_IN.split('\0').filter(|text| !text.is_empty());
    files.map(|text| parse(text).expect("built-in profiles are checked by a test")).collect()
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
#[allow(clippy::disallowed_methods)] // tests read files
mod tests {
    use super::*;

    #[test]
    fn the_built_in_profiles_are_those_of_the_files() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/profiles");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
        files.sort();
        let texts = files.iter().map(|path| (path, std::fs::read_to_string(path).expect("a text")));
        let parsed: Vec<Profile> = texts
            .map(|(path, text)| parse(&text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display())))
            .collect();
        assert_eq!(built_in(), parsed);
    }
}
