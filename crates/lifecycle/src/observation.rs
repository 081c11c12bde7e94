//! One fact as the state machine sees it: its time, what it proves, how the request was answered. No texts.
//!
//! [`assess`] says what a fact proves, by its action and by what the event claims. An [`Observation`] is that with its place
//! in time; `fold` combines those of one resource.

use std::cmp::Ordering;

use trailglass_event::outcome::{is_fault, is_throttle};
use trailglass_event::time::Micros;

use crate::fact::{EventKey, FactNo, error_of};
use crate::profile::Role;
use crate::proof::Proof;
use crate::registry::{ActionEntry, KindEntry};
use crate::span::{Bound, Edge};
use crate::state::{Certainty, State};

/// How a request was answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Answer {
    /// It was accepted. A notification, which is no request, counts as accepted.
    #[default]
    Accepted,
    /// It was refused.
    Refused,
    /// It was refused because there were too many requests.
    Throttled,
    /// The service failed. What it had done before it failed is unknown.
    Faulted,
}

impl Answer {
    /// The answer with an error code; none where the request was accepted.
    fn of(kind: &KindEntry, error_code: Option<&str>) -> Answer {
        match error_code {
            None => Answer::Accepted,
            Some(code) if is_throttle(code) || kind.spec.throttles.iter().any(|known| known == code) => {
                Answer::Throttled
            }
            Some(code) if is_fault(code) => Answer::Faulted,
            Some(_) => Answer::Refused,
        }
    }
}

/// What an event or a notification claims of one resource, as far as that decides what it proves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Claims<'a> {
    /// `errorCode`, where the request was refused as a whole.
    pub error: Option<&'a str>,
    /// What the answer says of this one of several resources: a code where it was refused, empty where the answer does not
    /// mention it.
    pub item: Option<&'a str>,
    /// The status of the resource.
    pub status: Option<&'a str>,
    /// Whether an output is said to have been worked on.
    pub has_output: bool,
    /// Whether it carries warnings.
    pub has_warning: bool,
}

impl Claims<'_> {
    /// The code with which the request was refused.
    pub fn refusal(&self) -> Option<&str> {
        error_of(self.error).or(error_of(self.item))
    }
}

/// What a fact proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The furthest of what its action, its status and its outputs prove.
    pub proof: Proof,
    /// Whether that is inferred.
    pub is_inferred: bool,
    /// Whether it gives a warning.
    pub is_warning: bool,
    /// How the request was answered.
    pub answer: Answer,
}

/// What a fact of this action proves, given what its event claims.
pub fn assess(kind: &KindEntry, action: &ActionEntry, claims: Claims<'_>) -> Assessment {
    let refusal = claims.refusal();
    let answer = Answer::of(kind, refusal);
    if refusal.is_some() {
        return Assessment { proof: action.proof(refusal), is_inferred: false, is_warning: false, answer };
    }
    let of_action = if claims.item.is_some() { Proof::Nothing } else { action.accepted() };
    let of_status = claims.status.map_or(Proof::Nothing, |status| kind.proof_of(status));
    let of_outputs = if claims.has_output { Proof::Progressing } else { Proof::Nothing };
    let is_warned = claims.status.is_some_and(|status| kind.spec.warnings.iter().any(|known| known == status));
    Assessment {
        proof: of_action.max(of_status).max(of_outputs),
        is_inferred: action.is_inferred() && of_action > of_status,
        is_warning: is_warned || claims.has_warning || of_status == Proof::Warning || of_action == Proof::Warning,
        answer,
    }
}

/// Whether the status of an output says that it was worked on.
pub fn says_worked_on(kind: &KindEntry, status: &str) -> bool {
    matches!(kind.proof_of(status), Proof::Started | Proof::Progressing | Proof::Complete)
}

/// A fact with its place in time, without its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// When it happened; `None` for a notification that nothing dates.
    pub time: Option<Micros>,
    /// What the action does with the resource.
    pub role: Role,
    /// What it proves.
    pub proof: Proof,
    /// Whether that follows from the event and is not said by it.
    pub is_inferred: bool,
    /// Whether it gives a warning.
    pub is_warning: bool,
    /// How it was answered.
    pub answer: Answer,
    /// A number that differs between events and is the same for copies of one; it orders what is otherwise equal.
    pub tie: u128,
    /// The event.
    pub event: EventKey,
    /// The fact.
    pub fact: FactNo,
}

impl Observation {
    /// The order of steps: by time, and what has none last. CloudTrail counts in seconds, so what falls into one is in the
    /// order of a lifecycle.
    pub fn in_order(&self, other: &Observation) -> Ordering {
        let key = |observation: &Observation| {
            let Observation { time, proof, tie, event, .. } = *observation;
            (time.is_none(), time, observation.stage(), proof, tie, event)
        };
        key(self).cmp(&key(other))
    }

    /// Where in a lifecycle what falls into one second belongs.
    fn stage(&self) -> u8 {
        match (self.role, self.proof) {
            (Role::Mention, _) => 0,
            (Role::Create, _) => 1,
            (Role::Read | Role::List, _) => 2,
            (Role::Notification, proof) if !proof.is_of_end() => 3,
            (Role::Update, _) => 4,
            (Role::End | Role::Notification, _) => 5,
        }
    }

    /// Whether it was not accepted.
    pub fn is_refused(&self) -> bool {
        self.answer != Answer::Accepted
    }

    /// Whether it is a creation that was accepted.
    pub(crate) fn is_accepted_creation(&self) -> bool {
        self.role == Role::Create && !self.is_refused()
    }

    /// Whether it is known to be later than an instant.
    pub(crate) fn is_after(&self, instant: Micros) -> bool {
        self.time.is_some_and(|time| time > instant)
    }

    /// The state it proves and how. A refused creation is the one proof that needs no profile; where the service failed,
    /// it may have made the resource all the same.
    pub fn state(&self) -> Option<(State, Certainty)> {
        if self.role == Role::Create && matches!(self.answer, Answer::Refused | Answer::Throttled) {
            return Some((State::NotSubmitted, Certainty::Recorded));
        }
        let (state, certainty) = self.proof.state()?;
        Some((state, if self.is_inferred { Certainty::Inferred } else { certainty }))
    }

    /// How far along a lifecycle what it proves is; see [`State::rank`].
    pub fn rank(&self) -> u8 {
        self.state().map_or(0, |(state, _)| state.rank().max(self.proof.rank()))
    }

    /// How its time relates to that of what it proves.
    pub fn edge(&self) -> Edge {
        let is_late = matches!(self.proof, Proof::LeftQueue | Proof::Over | Proof::Progressing);
        match self.role {
            _ if self.proof.is_to_come() => Edge::NotBefore,
            // What a read shows had been so for a while.
            Role::Read | Role::List | Role::Mention => Edge::By,
            _ if is_late || self.is_inferred => Edge::By,
            _ => Edge::At,
        }
    }

    /// Its time as a bound of the instant at which what it proves happened.
    pub(crate) fn bound(&self) -> Option<Bound> {
        self.time.map(|time| Bound { time, edge: self.edge() })
    }
}

/// Puts the observations of one resource in their order.
pub fn sort(observations: &mut [Observation]) {
    observations.sort_unstable_by(Observation::in_order);
}
