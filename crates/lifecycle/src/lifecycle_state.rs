//! What the facts of one resource come to, in numbers: its state, its times, its counts. `fold` makes it.

use trailglass_event::time::Micros;

use crate::fact::{EventKey, FactNo};
use crate::span::{Bound, Edge, Run, Span};
use crate::state::{Certainty, Proven, State};

/// When a resource was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The instant.
    pub time: Micros,
    /// Whether it was decoded from the id, because no event of the submission is in the files.
    pub is_decoded: bool,
}

/// The lifecycle of one resource in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LifecycleState {
    /// Its state at the end of the data.
    pub state: State,
    /// How the state is known.
    pub certainty: Certainty,
    /// What is proven of it although its state is unknown.
    pub proven: Option<Proven>,
    /// Whether a warning was given.
    pub has_warning: bool,
    /// Whether any event shows that it existed.
    pub exists: bool,
    /// Whether nothing was found under its id at some time.
    pub was_not_found: bool,
    /// Whether it is known to have ended before it started.
    pub never_started: bool,
    /// Whether it is known to have ended, or to end: also where nothing shows how.
    pub has_ended: bool,
    /// Whether a notification tells its end.
    pub is_end_notified: bool,
    /// Whether its facts contradict each other: two ends of one run, or a start of what was canceled before it started.
    pub is_contradicted: bool,
    /// Whether it is known to have started, at an unknown time.
    pub is_start_undated: bool,
    /// The event that proves the state or, where that is unknown, what is proven.
    pub proof: Option<EventKey>,
    /// When it was submitted.
    pub submitted: Option<Submitted>,
    /// When it first started.
    pub started: Option<Bound>,
    /// When it last ended.
    pub ended: Option<Bound>,
    /// When the pause of its parent ended, where it was submitted in that pause: it did not start before.
    pub held_until: Option<Micros>,
    /// When its parent was deleted, where that proves that it had ended.
    pub parent_deleted: Option<Micros>,
    /// Its runs before the last: how long they took together, and when the last began, where that is
    /// known.
    pub restarted: Option<(Span, Option<Micros>)>,
    /// The time of its first step that has one.
    pub first_seen: Option<Micros>,
    /// The time of its last step that has one.
    pub last_seen: Option<Micros>,
    /// Its own events: no list calls, notifications or references.
    pub n_steps: u32,
    /// How many of its steps are reads, refused ones included.
    pub n_reads: u32,
    /// How many of its steps were refused.
    pub n_refusals: u32,
    /// How many of its steps were refused because there were too many requests.
    pub n_throttled: u32,
    /// How many of its reads came after its end.
    pub n_late_reads: u32,
    /// Calls that list what belongs to it.
    pub n_list_calls: u32,
    /// Notifications of it.
    pub n_notifications: u32,
    /// How often others refer to it: for a pipeline or a preset, jobs.
    pub n_references: u32,
    /// The fact of its creation, accepted or refused.
    pub creation: Option<FactNo>,
    /// The fact of the first accepted request to end it.
    pub ending: Option<FactNo>,
    /// The last fact that it failed.
    pub failure: Option<FactNo>,
}

impl LifecycleState {
    /// When it begins: at its submission, else at its first step that has a time.
    pub fn start(&self) -> Option<Micros> {
        self.submitted.map(|submitted| submitted.time).or(self.first_seen)
    }

    /// The last time at which anything is known of it.
    pub fn last_known(&self) -> Option<Micros> {
        let expired = self.ended.filter(|_| self.state == State::Expired).map(|end| end.time);
        self.last_seen.max(self.start()).max(expired)
    }

    /// When its run ended, where an event shows how: by then at the latest.
    pub fn ended_by(&self) -> Option<Bound> {
        self.ended.filter(|end| end.edge != Edge::NotBefore && self.state != State::LeftQueue)
    }

    /// Whether it is a row of the table. A request that was refused for a reason of its own, such as a denied read, names an
    /// id and shows nothing of it.
    pub fn is_shown(&self) -> bool {
        self.exists || self.was_not_found || self.creation.is_some()
    }

    /// How long it waited until it started, or was canceled.
    pub fn waited(&self) -> Option<Span> {
        let submitted = self.submitted?.time;
        let until = match (self.started, self.ended) {
            (Some(start), _) => Some(start),
            (None, Some(end)) if self.never_started => Some(end),
            _ => None,
        };
        let mut span = until.map_or(Span::UNBOUND, |until| until.after(submitted));
        if let Some(held) = self.held_until {
            span.at_least = span.at_least.max(held.0 - submitted.0);
        }
        span.if_any()
    }

    /// How long it ran; of several runs, how long they took together.
    pub fn ran(&self) -> Option<Span> {
        if let Some((before, from)) = self.restarted {
            let started = self.ended.map(|end| Bound { edge: Edge::By, ..end });
            let last = Run { from, started, ended: self.ended }.length()?;
            return (before + last).if_any();
        }
        let from = self.submitted.map(|submitted| submitted.time);
        Run { from, started: self.started, ended: self.ended }.length()
    }
}
