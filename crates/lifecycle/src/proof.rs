//! What one event or notification proves: the vocabulary of profiles.

use serde::Deserialize;

use crate::state::{Certainty, RANK_OF_ENDS, State};

/// What one event or notification proves about the resource it names, at its time. Profiles say it for each action, and for
/// each word of a status. The order is that of a lifecycle: of two proofs of one event the later one holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// That it was asked to end. It may have ended otherwise before the request reached it, or run on.
    StopAsked,
    /// That it had left the queue, which is to say the status Submitted.
    #[serde(rename = "past-submitted", alias = "left-queue")]
    LeftQueue,
    /// That it had started, at this time or before.
    Progressing,
    /// That it started at this time.
    Started,
    /// That it started over: an end before this no longer counts.
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
    /// That it had ended, at this time or before. The event does not show how.
    Over,
    /// That its run ended. Other values tell how.
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
    /// The state it proves and how, where it proves one.
    pub fn state(self) -> Option<(State, Certainty)> {
        let recorded = |state| Some((state, Certainty::Recorded));
        let inferred = |state| Some((state, Certainty::Inferred));
        match self {
            Proof::Nothing | Proof::NotFound | Proof::Existed | Proof::Warning | Proof::Submitted => None,
            Proof::StopAsked => None,
            Proof::LeftQueue | Proof::Over => inferred(State::LeftQueue),
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

    /// How far along a lifecycle the state is that it proves; see [`State::rank`]. A run that has ended does not continue,
    /// whatever word its state has.
    pub fn rank(self) -> u8 {
        match self {
            Proof::Ended => RANK_OF_ENDS,
            Proof::Over => RANK_OF_ENDS - 1,
            proof => proof.state().map_or(0, |(state, _)| state.rank()),
        }
    }

    /// Whether it proves that the resource existed.
    pub fn is_of_existence(self) -> bool {
        !matches!(self, Proof::Nothing | Proof::NotFound)
    }

    /// Whether it proves an end of a run, or that there will be one.
    pub fn is_of_end(self) -> bool {
        self >= Proof::Canceling
    }

    /// Whether it announces a state that comes at some later time.
    pub fn is_to_come(self) -> bool {
        matches!(self, Proof::Stopping | Proof::Deleting | Proof::Canceling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_come_is_never_recorded() {
        for proof in [Proof::Stopping, Proof::Deleting, Proof::Canceling] {
            assert!(proof.is_to_come(), "{proof:?}");
            assert_eq!(proof.state().map(|(_, certainty)| certainty), Some(Certainty::Inferred), "{proof:?}");
        }
        assert_eq!(Proof::StopAsked.state(), None, "a request to stop is no end");
    }

    #[test]
    fn ends_are_the_furthest_proofs_and_existence_is_proven_by_all_but_two() {
        for (proof, is_of_end, is_of_existence) in [
            (Proof::Nothing, false, false),
            (Proof::NotFound, false, false),
            (Proof::Existed, false, true),
            (Proof::Deleted, false, true),
            (Proof::Canceling, true, true),
            (Proof::Over, true, true),
            (Proof::Error, true, true),
        ] {
            assert_eq!((proof.is_of_end(), proof.is_of_existence()), (is_of_end, is_of_existence), "{proof:?}");
        }
    }
}
