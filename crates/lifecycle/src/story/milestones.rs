//! The states that a resource is known to have been in.

use trailglass_event::time::Micros;

use super::observed::Evidence;
use crate::proof::Proof;
use crate::span::Edge;
use crate::state::{Certainty, State};

/// A state that a resource is known to have reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// The state; `None` for its submission.
    pub state: Option<State>,
    /// How it is known.
    pub certainty: Certainty,
    /// When; `None` where nothing says.
    pub time: Option<Micros>,
    /// How that time relates to the change of state.
    pub edge: Edge,
    /// The index of the step that proves it.
    pub step: usize,
}

impl Milestone {
    /// Whether it tells the same state with more certainty, or its time more closely.
    fn is_better_than(&self, known: &Milestone) -> bool {
        let vagueness =
            |milestone: &Milestone| (milestone.certainty != Certainty::Recorded, milestone.edge != Edge::At);
        self.time.is_some() && vagueness(self) < vagueness(known)
    }
}

/// The states in their order, each by the step that proves it best. `first` is the index of the first fact among all steps.
pub(super) fn milestones(evidence: &Evidence<'_, '_, '_>, first: usize, never_started: bool) -> Vec<Milestone> {
    let mut milestones: Vec<Milestone> = Vec::new();
    let mut last: Option<(State, u8)> = None;
    for (step, fact) in (first..).zip(evidence.facts) {
        let observation = &fact.observation;
        let (state, certainty) = match observation.state() {
            Some((state, certainty)) => (Some(state), certainty),
            None if observation.proof == Proof::Submitted && milestones.is_empty() => (None, Certainty::Recorded),
            None => continue,
        };
        let milestone = Milestone { state, certainty, time: observation.time, edge: observation.edge(), step };
        // Notifications of an earlier state may arrive late: they are no change of state.
        let is_new = match (state, last) {
            (Some(state), Some((known, rank))) => {
                observation.proof == Proof::Restarted || (state != known && observation.rank() >= rank)
            }
            _ => true,
        };
        let is_idle = never_started && state == Some(State::LeftQueue);
        if is_new && !is_idle {
            last = state.map(|state| (state, observation.rank())).or(last);
            milestones.push(milestone);
        } else if let Some(known) =
            milestones.last_mut().filter(|known| known.state == state && milestone.is_better_than(known))
        {
            *known = milestone;
        }
    }
    milestones
}
