//! The vocabulary of states: what the events of a resource prove about it at the end of the data.
//!
//! The words (`as_str`) are those of the page's `data-state`, `data-certainty` and `data-proven`.

use serde::{Deserialize, Serialize};
use std::fmt;
use trailglass_event::case::fold_text;
use trailglass_event::word::{Word, word};

/// The state of a resource at the end of the data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The request that would have made it was refused.
    NotSubmitted,
    /// No event shows it.
    #[default]
    Unknown,
    /// It had left the queue: started, or ended. Which of them is not shown.
    #[serde(rename = "past-submitted")]
    LeftQueue,
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
    /// Every state, in the order of a lifecycle.
    pub const ALL: [State; 12] = [
        State::NotSubmitted,
        State::Unknown,
        State::LeftQueue,
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
            State::LeftQueue => "past-submitted",
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

    /// How far along a lifecycle it is: of two states shown for one resource, the one of higher rank holds. The order of
    /// events cannot decide, for notifications arrive late and CloudTrail counts in seconds. Between states of one rank a
    /// resource may alternate, so there the later one holds. A failed resource may still be deleted; nothing follows that.
    pub fn rank(self) -> u8 {
        match self {
            State::Unknown => 0,
            State::LeftQueue => 1,
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
pub(crate) const RANK_OF_ENDS: u8 = 4;

/// The words on the page: "Left the queue".
impl fmt::Display for State {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            State::NotSubmitted => "Refused",
            State::Unknown => "Unknown",
            State::LeftQueue => "Left the queue",
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

/// Spellings that people type, each with the one that the words here have: British ones, the participle, and the space of
/// the words on the page.
const SPELLINGS: [(&str, &str); 3] = [("cancell", "cancel"), ("completed", "complete"), (" ", "-")];

/// The words of [`State::ALL`], with those of services and of other tools for the same.
pub const STATES: &[Word] = &[
    word("not-submitted", &["refused", "rejected", "notsubmitted"]),
    word("unknown", &["none"]),
    word("past-submitted", &["pastsubmitted", "left-queue", "left-the-queue"]),
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

/// The word for a state that was typed in another spelling or as another tool's word; parts of words are kept as they are.
pub fn canonical_word(typed: &str) -> String {
    let word = SPELLINGS.iter().fold(fold_text(typed), |word, (typed, own)| word.replace(typed, own));
    let same = STATES.iter().find(|state| state.also.contains(&word.as_str()));
    same.map_or(word, |state| state.name.to_owned())
}

/// How a state is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// An event or a notification says it.
    Recorded,
    /// It is implied by the outcome of a call.
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

/// What is proven of a resource whose state at the end is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proven {
    /// Its submission was accepted.
    Submitted,
}

impl Proven {
    /// The word of `data-proven`.
    pub fn as_str(self) -> &'static str {
        match self {
            Proven::Submitted => "submitted",
        }
    }
}

impl fmt::Display for Proven {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
