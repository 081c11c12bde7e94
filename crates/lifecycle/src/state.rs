//! The vocabulary of states: what the events of a thing prove about it at the end of the data.
//!
//! The words are those of the page's `data-state`, `data-certainty` and `data-proven`.

use serde::{Deserialize, Serialize};
use std::fmt;
use trailglass_event::case::fold_text;
use trailglass_event::word::{Word, word};

/// The state of a thing at the end of the data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// Its time is over: credentials that were given for an hour.
    Expired,
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
    pub const ALL: [State; 12] = [
        State::NotSubmitted,
        State::Unknown,
        State::PastSubmitted,
        State::Progressing,
        State::Active,
        State::Paused,
        State::Stopped,
        State::Expired,
        State::Deleted,
        State::Canceled,
        State::Complete,
        State::Error,
    ];

    /// The word of `data-state`, of links and of queries.
    pub fn as_str(self) -> &'static str {
        match self {
            State::NotSubmitted => "not-submitted",
            State::Unknown => "unknown",
            State::PastSubmitted => "past-submitted",
            State::Progressing => "progressing",
            State::Active => "active",
            State::Paused => "paused",
            State::Stopped => "stopped",
            State::Expired => "expired",
            State::Deleted => "deleted",
            State::Canceled => "canceled",
            State::Complete => "complete",
            State::Error => "error",
        }
    }

    /// How far along a life it is: of two states shown for one thing, the one of higher rank holds.
    /// The order of events cannot decide, for notifications come late and clocks tick in seconds. Among states of one
    /// rank a thing may go to and fro, so there the later one holds. What failed may be deleted afterwards, and nothing
    /// comes after that.
    pub fn rank(self) -> u8 {
        match self {
            State::Unknown => 0,
            State::PastSubmitted => 1,
            State::Progressing | State::Active | State::Paused | State::Stopped => 2,
            State::NotSubmitted | State::Canceled | State::Complete | State::Error => RANK_OF_ENDS,
            State::Expired => 5,
            State::Deleted => 6,
        }
    }

    /// Whether it is an end of a run.
    pub fn is_end(self) -> bool {
        matches!(self, State::Canceled | State::Complete | State::Error)
    }
}

/// The rank of a state in which a run has ended.
const RANK_OF_ENDS: u8 = 4;

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
            State::Expired => "Expired",
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
    word("expired", &[]),
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    pub fn as_str(self) -> &'static str {
        match self {
            Certainty::Recorded => "recorded",
            Certainty::Inferred => "inferred",
            Certainty::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Certainty {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// What is proven of a thing whose state at the end is unknown. The words of `data-proven` are those of its `Display`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// That it was asked to end. It may have ended otherwise before it heard, or go on.
    StopAsked,
    /// That it had left Submitted.
    PastSubmitted,
    /// That it had started, at this time or before.
    Progressing,
    /// That it started at this time.
    Started,
    /// That it started over: an end before this counts no more.
    Restarted,
    /// That it is there and takes work, or runs.
    Active,
    /// That it takes no work for now.
    Paused,
    /// That it is being stopped, and does not run from some time on that is not before this.
    Stopping,
    /// That it does not run.
    Stopped,
    /// That it is being deleted, and is gone at some time that is not before this.
    Deleting,
    /// That it is gone.
    Deleted,
    /// That it is being canceled, which the service calls final: it ends canceled at some time that is not before this.
    Canceling,
    /// That it had ended, at this time or before. How, is not shown.
    Over,
    /// That its run ended. How, is told by other values.
    Ended,
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
    pub const WORDS: [(&str, Proof); 23] = [
        ("nothing", Proof::Nothing),
        ("not-found", Proof::NotFound),
        ("existed", Proof::Existed),
        ("warning", Proof::Warning),
        ("submitted", Proof::Submitted),
        ("stop-asked", Proof::StopAsked),
        ("past-submitted", Proof::PastSubmitted),
        ("progressing", Proof::Progressing),
        ("started", Proof::Started),
        ("restarted", Proof::Restarted),
        ("active", Proof::Active),
        ("paused", Proof::Paused),
        ("stopping", Proof::Stopping),
        ("stopped", Proof::Stopped),
        ("deleting", Proof::Deleting),
        ("deleted", Proof::Deleted),
        ("canceling", Proof::Canceling),
        ("over", Proof::Over),
        ("ended", Proof::Ended),
        ("aborted", Proof::Aborted),
        ("canceled", Proof::Canceled),
        ("complete", Proof::Complete),
        ("error", Proof::Error),
    ];

    /// The state it proves and how, where it proves one.
    pub fn state(self) -> Option<(State, Certainty)> {
        let recorded = |state| Some((state, Certainty::Recorded));
        let inferred = |state| Some((state, Certainty::Inferred));
        match self {
            Proof::Nothing | Proof::NotFound | Proof::Existed | Proof::Warning | Proof::Submitted => None,
            Proof::StopAsked => None,
            Proof::PastSubmitted | Proof::Over => inferred(State::PastSubmitted),
            Proof::Started | Proof::Progressing | Proof::Restarted => recorded(State::Progressing),
            Proof::Active => recorded(State::Active),
            Proof::Paused => recorded(State::Paused),
            Proof::Stopping => inferred(State::Stopped),
            Proof::Stopped | Proof::Ended => recorded(State::Stopped),
            Proof::Deleting => inferred(State::Deleted),
            Proof::Deleted => recorded(State::Deleted),
            Proof::Canceling => inferred(State::Canceled),
            Proof::Aborted | Proof::Canceled => recorded(State::Canceled),
            Proof::Complete => recorded(State::Complete),
            Proof::Error => recorded(State::Error),
        }
    }

    /// How far along a life the state is that it proves; see [`State::rank`]. A run that has ended does not go on, whatever
    /// word its state has.
    pub fn rank(self) -> u8 {
        match self {
            Proof::Ended => RANK_OF_ENDS,
            Proof::Over => RANK_OF_ENDS - 1,
            proof => proof.state().map_or(0, |(state, _)| state.rank()),
        }
    }

    /// Whether it proves that the thing existed.
    pub fn is_of_existence(self) -> bool {
        !matches!(self, Proof::Nothing | Proof::NotFound)
    }

    /// Whether it proves an end of a run, or that there will be one.
    pub fn is_of_end(self) -> bool {
        self >= Proof::Canceling
    }

    /// Whether it says what is to come, which is so at some later time.
    pub fn is_to_come(self) -> bool {
        matches!(self, Proof::Stopping | Proof::Deleting | Proof::Canceling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_the_order_of_proofs() {
        assert!(Proof::WORDS.is_sorted_by_key(|(_, proof)| *proof));
    }

    #[test]
    fn what_is_to_come_is_never_recorded() {
        for (word, proof) in Proof::WORDS {
            let is_recorded = proof.state().is_some_and(|(_, certainty)| certainty == Certainty::Recorded);
            assert!(!(proof.is_to_come() && is_recorded), "{word}");
        }
        assert_eq!(Proof::StopAsked.state(), None, "a request to stop is no end");
    }
}
