//! The vocabulary of states: what the events of a thing prove about it at the end of the data.
//!
//! The words are those of the page's `data-state`, `data-certainty` and `data-proven`.

use std::fmt;

use serde::Deserialize;

/// The state of a thing at the end of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// No event shows it.
    Unknown,
    /// It had left Submitted: started, or ended. Which of them is not shown.
    PastSubmitted,
    /// It had started.
    Progressing,
    /// The request that would have made it was refused.
    NotSubmitted,
    /// It was canceled before it started.
    Canceled,
    /// It ended well.
    Complete,
    /// It ended badly.
    Error,
}

impl State {
    /// Every state, in the order of a job's life.
    pub const ALL: [State; 7] = [
        State::NotSubmitted,
        State::Unknown,
        State::PastSubmitted,
        State::Progressing,
        State::Canceled,
        State::Complete,
        State::Error,
    ];

    /// The word of `data-state`, of links and of queries.
    pub fn word(self) -> &'static str {
        match self {
            State::Unknown => "unknown",
            State::PastSubmitted => "past-submitted",
            State::Progressing => "progressing",
            State::NotSubmitted => "not-submitted",
            State::Canceled => "canceled",
            State::Complete => "complete",
            State::Error => "error",
        }
    }

    /// How far along a life it is: of two states shown for one thing, the one of higher rank holds.
    /// The order of events cannot decide, for notifications come late and clocks tick in seconds.
    pub fn rank(self) -> u8 {
        match self {
            State::Unknown => 0,
            State::PastSubmitted => 1,
            State::Progressing => 2,
            State::NotSubmitted | State::Canceled | State::Complete | State::Error => 3,
        }
    }
}

/// As people read it: "Past Submitted".
impl fmt::Display for State {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            State::Unknown => "Unknown",
            State::PastSubmitted => "Past Submitted",
            State::Progressing => "Progressing",
            State::NotSubmitted => "Not submitted",
            State::Canceled => "Canceled",
            State::Complete => "Complete",
            State::Error => "Error",
        })
    }
}

/// How a state is known. The words of `data-certainty` are those of its `Display`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// An event says it.
    Recorded,
    /// An event would have gone otherwise, were it not so.
    Inferred,
    /// Nothing says it.
    Unknown,
}

impl fmt::Display for Certainty {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Certainty::Recorded => "recorded",
            Certainty::Inferred => "inferred",
            Certainty::Unknown => "unknown",
        })
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

/// What one event proves about the thing it names, at the time of the event. Profiles say it for each action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// Nothing at all.
    #[default]
    Nothing,
    /// That it existed.
    Existed,
    /// That nothing was found under its id; not that it never existed, for ids are known in one region and expire.
    NotFound,
    /// That its submission was accepted.
    Submitted,
    /// That it had left Submitted.
    PastSubmitted,
    /// That it was canceled, and so had not started.
    Canceled,
}

impl Proof {
    /// The state it proves and how, where it proves one.
    pub fn state(self) -> Option<(State, Certainty)> {
        match self {
            Proof::Nothing | Proof::Existed | Proof::NotFound | Proof::Submitted => None,
            Proof::PastSubmitted => Some((State::PastSubmitted, Certainty::Inferred)),
            Proof::Canceled => Some((State::Canceled, Certainty::Recorded)),
        }
    }

    /// Whether it proves that the thing existed.
    pub fn is_of_existence(self) -> bool {
        !matches!(self, Proof::Nothing | Proof::NotFound)
    }
}
