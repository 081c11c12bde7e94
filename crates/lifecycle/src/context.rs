//! What is known of a resource besides its own facts, and what follows from that: what refers to it, when it expires, when
//! its parent was paused or deleted.

use trailglass_event::time::Micros;

use crate::lifecycle_state::LifecycleState;
use crate::span::{Bound, Edge};
use crate::state::{Certainty, State};

/// How often events of other resources refer to this one: the jobs that use a preset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// How many were accepted.
    pub count: u32,
    /// Whether one of them shows that it existed.
    pub exists: bool,
    /// The times of the first and the last.
    pub span: Option<(Micros, Micros)>,
}

impl References {
    /// Counts one.
    pub fn add(&mut self, time: Option<Micros>, is_accepted: bool) {
        self.count += u32::from(is_accepted);
        self.exists |= is_accepted;
        if let Some(time) = time {
            let (first, last) = self.span.unwrap_or((time, time));
            self.span = Some((first.min(time), last.max(time)));
        }
    }
}

/// A stretch of time in which a resource took no work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// When it was paused.
    pub from: Micros,
    /// When it took work again, where it did.
    pub until: Option<Micros>,
}

/// What is known of a resource besides its own facts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// What refers to it.
    pub references: References,
    /// The time of submission that its id tells.
    pub decoded: Option<Micros>,
    /// When it expired, where that is before the end of the data.
    pub expired: Option<Micros>,
    /// When its parent took no work.
    pub pauses: &'a [Pause],
    /// When its parent was deleted, which is refused while anything that belongs to it is unfinished.
    pub parent_deleted: Option<Micros>,
}

impl Context<'_> {
    /// What was submitted before its parent was deleted had ended by then.
    pub(crate) fn apply_deletion_of_parent(&self, lifecycle: &mut LifecycleState) {
        let Some(deleted) = self.parent_deleted else { return };
        let is_before = lifecycle.start().is_some_and(|start| start < deleted);
        if !lifecycle.exists || !is_before || lifecycle.has_ended {
            return;
        }
        lifecycle.ended = Some(Bound { time: deleted, edge: Edge::By });
        (lifecycle.has_ended, lifecycle.parent_deleted) = (true, Some(deleted));
        (lifecycle.proven, lifecycle.proof) = (None, None);
        (lifecycle.state, lifecycle.certainty) = (State::LeftQueue, Certainty::Inferred);
    }

    /// What exists until some time does not exist after it.
    pub(crate) fn apply_expiry(&self, lifecycle: &mut LifecycleState) {
        let exists = lifecycle.exists
            && lifecycle.state.rank() < State::Expired.rank()
            && lifecycle.state != State::NotSubmitted;
        if let Some(expired) = self.expired.filter(|_| exists) {
            (lifecycle.state, lifecycle.certainty) = (State::Expired, Certainty::Recorded);
            lifecycle.has_ended = true;
            lifecycle.ended = Some(Bound { time: expired, edge: Edge::At });
        }
    }

    /// What was submitted while its parent was paused waited at least until the pause ended, unless something shows that it
    /// started or ended before.
    pub(crate) fn apply_pauses(&self, lifecycle: &mut LifecycleState) {
        let Some(submitted) = lifecycle.submitted.map(|submitted| submitted.time) else { return };
        let resumed = self.pauses.iter().find_map(|pause| {
            let until = pause.until?;
            (pause.from < submitted && submitted < until).then_some(until)
        });
        let Some(resumed) = resumed else { return };
        let is_before = |bound: Bound| bound.edge != Edge::NotBefore && bound.time < resumed;
        if !lifecycle.started.is_some_and(is_before) && !lifecycle.ended.is_some_and(is_before) {
            lifecycle.held_until = Some(resumed);
        }
    }
}
