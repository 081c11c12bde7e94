//! The format of a profile file: which events speak of which kinds of resource, where the ids stand, and what each event
//! proves.
//!
//! Profiles are TOML. `profiles/elastic_transcoder.toml` is one to read; a person's own has the same form.
//!
//! - [`action`]: the events and the notifications that name a resource
//! - [`id_time`]: ids that tell when the resource was submitted
//! - [`problem`]: why a text is not a profile, and in which line
//! - `read`: TOML → profile

use serde::{Deserialize, Serialize};

use crate::proof::Proof;

pub mod action;
pub mod id_time;
pub mod problem;
mod read;

pub use action::{Action, Items, Notification, Role};
pub use id_time::IdTime;
pub use problem::{ProfileFault, ProfileProblem};

/// The profiles of `profiles/*.toml` in the order of their names, which is that of their numbers; a zero byte ends each.
/// `build.rs` joins them and leaves out comments.
const BUILT_IN: &str = include_str!(concat!(env!("OUT_DIR"), "/profiles.toml"));

/// One profile file.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The first half of its kinds' names, such as `elastic-transcoder`.
    pub name: String,
    /// The name of the service as people write it.
    pub label: String,
    /// The event sources it speaks of, with or without `.amazonaws.com`.
    pub event_sources: Vec<String>,
    /// Its kinds of resource.
    pub kinds: Vec<ResourceKind>,
}

/// A kind of resource that events speak of: jobs, pipelines.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceKind {
    /// The second half of its name, also the noun of sentences: `job`.
    pub name: String,
    /// Whether it runs and ends, or lasts.
    pub class: Class,
    /// The kind of resource it belongs to, by its name in the same profile.
    pub parent: Option<String>,
    /// The text whose last occurrence in a longer name, such as an ARN, precedes the id.
    pub id_after: Option<String>,
    /// The text that follows the id in such a name.
    pub id_before: Option<String>,
    /// Whether an id that has become free can be given again, as names can that callers choose.
    pub is_reused: bool,
    /// Whether a creation is accepted as well where the resource exists already.
    pub is_idempotent: bool,
    /// Whether an id is of one resource in all accounts and regions, each of which may record the same of it.
    pub is_global: bool,
    /// Whether what belongs to it does not start while it is paused.
    pub is_holding: bool,
    /// The name of the value that says when it expires.
    pub expires: Option<String>,
    /// The words of its `status` that are warnings, besides what they prove.
    pub warnings: Vec<String>,
    /// Error codes that mean too many requests, besides those that mean it in all services.
    pub throttles: Vec<String>,
    /// How an id tells when the resource was submitted, where it does.
    pub id_time: Option<IdTime>,
    /// What each word of its `status` proves.
    pub states: Vec<(String, Proof)>,
    /// What each code means that it may fail with.
    pub errors: Vec<(String, String)>,
    /// After how many hours without an end it counts as stuck; never, where this is absent.
    pub stuck_after_hours: Option<u32>,
    /// The field of events whose value is its id in all that is done in its name, such as `key` for a session.
    pub events_by: Option<String>,
    /// The actions that name it. A kind that is only mentioned has no stories; its ids find events.
    pub actions: Vec<Action>,
    /// The documents besides events that tell of it.
    pub notifications: Vec<Notification>,
    /// What CloudTrail cannot tell of it.
    pub open_questions: Vec<OpenQuestion>,
}

/// Whether resources of a kind run and end, or last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// It runs and ends. The jobs table shows these unless it is asked for others.
    #[default]
    Job,
    /// It lasts until it is deleted: a pipeline, a preset.
    #[serde(alias = "thing")]
    Lasting,
}

/// Something that the events of a resource cannot tell, in the words of its service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The question; it decides for which stories it is asked.
    pub question: Question,
    /// What is not known, as a heading: "When it started".
    pub what: String,
    /// Why not.
    pub why: String,
    /// What would tell.
    pub would_tell: String,
}

/// A question that people ask of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Who submitted it, when and what: open where the submission is not in the files.
    Submission,
    /// When it started: open unless it never did.
    Start,
    /// Whether and how it ended: open unless an end is recorded.
    End,
    /// When each output finished: open unless there is none.
    OutputsEnd,
    /// What the reads returned: open where a read was accepted.
    Answers,
    /// Whether the outputs still exist: open unless there is none.
    OutputsNow,
}

/// Whether a text is meant to be a profile: no log has a line that begins so.
pub fn is_profile_text(text: &str) -> bool {
    let has = |start: &str| text.lines().any(|line| line.trim_start().starts_with(start));
    has("event_sources") || has("[[kind")
}

/// Reads a profile file.
///
/// # Errors
///
/// Says in which line the text is not TOML, not of the form of a profile, or contradicts itself.
pub fn parse(text: &str) -> Result<Profile, ProfileProblem> {
    read::profile(text)
}

/// The profiles that come with the page.
///
/// # Panics
///
/// Where one of them cannot be read, which a test excludes.
pub fn built_in() -> Vec<Profile> {
    let files = BUILT_IN.split('\0').filter(|text| !text.is_empty());
    files.map(|text| parse(text).expect("built-in profiles are checked by a test")).collect()
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

    #[test]
    fn earlier_words_of_the_format_mean_the_same() {
        let text = |class: &str, role: &str, notification: &str| {
            format!(
                "name = \"x\"\nlabel = \"X\"\nevent_sources = [\"x\"]\n[[kind]]\nname = \"queue\"\nclass = \"{class}\"\n\
                 [[kind.action]]\nevent = \"ListJobs\"\nrole = \"{role}\"\nid = [\"request.queue\"]\n\
                 [[kind.{notification}]]\nname = \"State change\"\nid = [\"record.queue\"]\n"
            )
        };
        assert_eq!(parse(&text("thing", "sweep", "notice")), parse(&text("lasting", "list", "notification")));
        assert!(parse(&text("thing", "sweep", "notice")).is_ok());
    }
}
