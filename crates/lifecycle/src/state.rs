//! The vocabulary of states: what the events of a thing prove about it at the end of the data.
//!
//! The words are those of the page's `data-state`, `data-certainty` and `data-proven`.

use std::fmt;
use trailglass_event::field::{Word, word};
use trailglass_event::letters::fold_text;

/// The state of a thing at the end of the data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// The request that would have made it was refused.
    NotSubmitted,
    /// No event shows it.
    #[default]
    Unknown,
    /// It had left Submitted: started, or ended. Which of them is not shown.
    PastSubmitted,
    /// It had started.
    Progressing,
    /// It is there and takes work, or runs.
    Active,
    /// It is there and takes no work for now.
    Paused,
    /// It is there and does not run.
    Stopped,
    /// It is gone.
    Deleted,
    /// It was canceled, or stopped for good.
    Canceled,
    /// It ended well.
    Complete,
    /// It ended badly.
    Error,
}

impl State {
    /// Every state, in the order of a life.
    pub const ALL: [State; 11] = [
        State::NotSubmitted,
        State::Unknown,
        State::PastSubmitted,
        State::Progressing,
        State::Active,
        State::Paused,
        State::Stopped,
        State::Deleted,
        State::Canceled,
        State::Complete,
        State::Error,
    ];

    /// The word of `data-state`, of links and of queries.
    pub fn word(self) -> &'static str {
        match self {
            State::NotSubmitted => "not-submitted",
            State::Unknown => "unknown",
            State::PastSubmitted => "past-submitted",
            State::Progressing => "progressing",
            State::Active => "active",
            State::Paused => "paused",
            State::Stopped => "stopped",
            State::Deleted => "deleted",
            State::Canceled => "canceled",
            State::Complete => "complete",
            State::Error => "error",
        }
    }

    /// How far along a life it is: of two states shown for one thing, the one of higher rank holds.
    /// The order of events cannot decide, for notifications come late and clocks tick in seconds. Among states of one
    /// rank a thing may go to and fro, so there the later one holds.
    pub fn rank(self) -> u8 {
        match self {
            State::Unknown => 0,
            State::PastSubmitted => 1,
            State::Progressing | State::Active | State::Paused | State::Stopped => 2,
            State::Deleted => 3,
            State::NotSubmitted | State::Canceled | State::Complete | State::Error => 4,
        }
    }

    /// Whether it is an end of a run.
    pub fn is_end(self) -> bool {
        matches!(self, State::Canceled | State::Complete | State::Error)
    }
}

/// As people read it: "Past Submitted".
impl fmt::Display for State {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            State::NotSubmitted => "Not submitted",
            State::Unknown => "Unknown",
            State::PastSubmitted => "Past Submitted",
            State::Progressing => "Progressing",
            State::Active => "Active",
            State::Paused => "Paused",
            State::Stopped => "Stopped",
            State::Deleted => "Deleted",
            State::Canceled => "Canceled",
            State::Complete => "Complete",
            State::Error => "Error",
        })
    }
}

/// What people write in the word of a state, and what stands there: British spelling, the participle, and the space of
/// the words on screen.
const SPELLINGS: [(&str, &str); 3] = [("cancell", "cancel"), ("completed", "complete"), (" ", "-")];

/// The words of [`State::ALL`], with those of services and of other tools for the same.
pub const STATES: &[Word] = &[
    word("not-submitted", &["refused", "rejected", "notsubmitted"]),
    word("unknown", &["none"]),
    word("past-submitted", &["pastsubmitted"]),
    word("progressing", &["running", "started", "starting", "in-progress", "in_progress", "inprogress", "processing"]),
    word("active", &["available", "enabled"]),
    word("paused", &["disabled", "suspended"]),
    word("stopped", &["stop"]),
    word("deleted", &["removed", "terminated"]),
    word("canceled", &["aborted", "cancel"]),
    word("complete", &["success", "succeeded", "successful", "done", "finished", "ok"]),
    word("error", &["failed", "failure", "fail", "errored"]),
];

/// The word of a state, or a part of it, as it is written here.
#[inline(never)]
pub fn spelled(typed: &str) -> String {
    let word = SPELLINGS.iter().fold(fold_text(typed), |word, (typed, own)| word.replace(typed, own));
    let same = STATES.iter().find(|state| state.also.contains(&word.as_str()));
    same.map_or(word, |state| state.name.to_owned())
}

/// How a state is known. The words of `data-certainty` are those of its `Display`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// An event says it.
    Recorded,
    /// An event would have gone otherwise, were it not so.
    Inferred,
    /// Nothing says it.
    #[default]
    Unknown,
}

impl Certainty {
    /// The word of `data-certainty`.
    pub fn word(self) -> &'static str {
        match self {
            Certainty::Recorded => "recorded",
            Certainty::Inferred => "inferred",
            Certainty::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Certainty {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

/// What is proven of a thing whose state at the end is unknown. The words of `data-proven` are those of its `Display`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Proven {
    /// Its submission was accepted.
    Submitted,
}

impl fmt::Display for Proven {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Proven::Submitted => out.write_str("submitted"),
        }
    }
}

/// What one event or notice proves about the thing it names, at its time. Profiles say it for each action, and for each
/// word of a status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Proof {
    /// Nothing at all.
    #[default]
    Nothing,
    /// That nothing was found under its id; not that it never existed, for ids are known in one region and expire.
    NotFound,
    /// That it existed.
    Existed,
    /// That something in it deserves a look. Not a state: work goes on.
    Warning,
    /// That its submission was accepted.
    Submitted,
    /// That it had left Submitted.
    PastSubmitted,
    /// That it started at this time.
    Started,
    /// That it had started, at this time or before.
    Progressing,
    /// That it started over: an end before this counts no more.
    Restarted,
    /// That it is there and takes work, or runs.
    Active,
    /// That it takes no work for now.
    Paused,
    /// That it does not run.
    Stopped,
    /// That it is gone.
    Deleted,
    /// That it was asked to end. It may have ended otherwise before it heard.
    StopAsked,
    /// That it was stopped for good, whether it had started or not.
    Aborted,
    /// That it was canceled before it started.
    Canceled,
    /// That it ended well.
    Complete,
    /// That it ended badly.
    Error,
}

impl Proof {
    /// Every proof with its word in profiles.
    pub const WORDS: [(&str, Proof); 18] = [
        ("nothing", Proof::Nothing),
        ("not-found", Proof::NotFound),
        ("existed", Proof::Existed),
        ("warning", Proof::Warning),
        ("submitted", Proof::Submitted),
        ("past-submitted", Proof::PastSubmitted),
        ("started", Proof::Started),
        ("progressing", Proof::Progressing),
        ("restarted", Proof::Restarted),
        ("active", Proof::Active),
        ("paused", Proof::Paused),
        ("stopped", Proof::Stopped),
        ("deleted", Proof::Deleted),
        ("stop-asked", Proof::StopAsked),
        ("aborted", Proof::Aborted),
        ("canceled", Proof::Canceled),
        ("complete", Proof::Complete),
        ("error", Proof::Error),
    ];

    /// The state it proves and how, where it proves one.
    pub fn state(self) -> Option<(State, Certainty)> {
        let recorded = |state| Some((state, Certainty::Recorded));
        match self {
            Proof::Nothing | Proof::NotFound | Proof::Existed | Proof::Warning | Proof::Submitted => None,
            Proof::PastSubmitted => Some((State::PastSubmitted, Certainty::Inferred)),
            Proof::Started | Proof::Progressing | Proof::Restarted => recorded(State::Progressing),
            Proof::Active => recorded(State::Active),
            Proof::Paused => recorded(State::Paused),
            Proof::Stopped => recorded(State::Stopped),
            Proof::Deleted => recorded(State::Deleted),
            Proof::StopAsked => Some((State::Canceled, Certainty::Inferred)),
            Proof::Aborted | Proof::Canceled => recorded(State::Canceled),
            Proof::Complete => recorded(State::Complete),
            Proof::Error => recorded(State::Error),
        }
    }

    /// Whether it proves that the thing existed.
    pub fn is_of_existence(self) -> bool {
        !matches!(self, Proof::Nothing | Proof::NotFound)
    }

    /// Whether it proves an end of a run.
    pub fn is_of_end(self) -> bool {
        matches!(self, Proof::Aborted | Proof::Canceled | Proof::Complete | Proof::Error)
    }
}
