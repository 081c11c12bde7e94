//! The state machine: folds the observations of one resource, in their order, into its [`LifecycleState`].
//!
//! No text is read here, so the states of a hundred thousand resources are computed in a fraction of a second. A story is
//! put into words only for the resource that is opened.

use trailglass_event::time::Micros;

use crate::context::Context;
use crate::fact::EventKey;
use crate::lifecycle_state::{LifecycleState, Submitted};
use crate::observation::{Answer, Observation};
use crate::profile::{ResourceKind, Role};
use crate::proof::Proof;
use crate::span::{Bound, Edge, Run, Span};
use crate::state::{Certainty, Proven, State};

/// The indices at which resources begin among the observations of one name, ascending; the first is 0. A resource begins at
/// a creation that was accepted while the name was free, for what came before is of another resource.
///
/// A name was free if an end precedes the creation. Where the creation of what exists is refused, that it was accepted
/// proves it as well. Kinds whose ids are given once have one resource for each id.
pub fn beginnings<'a>(kind: &ResourceKind, observations: impl Iterator<Item = &'a Observation>) -> Vec<usize> {
    let mut beginnings = vec![0];
    if !kind.is_reused {
        return beginnings;
    }
    let (mut ended, mut created): (Option<Micros>, Option<Micros>) = (None, None);
    // Events of one second may have happened in another order, so only later ones count.
    let is_after = |time: Micros, other: Option<Micros>| other.is_some_and(|other| time > other);
    for (at, observation) in observations.enumerate() {
        if observation.is_accepted_creation()
            && let Some(time) = observation.time
        {
            if is_after(time, ended) || (!kind.is_idempotent && is_after(time, created)) {
                beginnings.push(at);
                ended = None;
            }
            created = Some(time);
        }
        if observation.state().is_some_and(|(state, _)| state.is_end() || state == State::Deleted) {
            ended = [ended, observation.time].into_iter().flatten().min();
        }
    }
    beginnings
}

/// The last of the [`beginnings`]: where the present resource of a name begins.
pub fn present_beginning<'a>(kind: &ResourceKind, observations: impl Iterator<Item = &'a Observation>) -> usize {
    beginnings(kind, observations).last().copied().unwrap_or(0)
}

/// Folds the observations of one resource, which are in their order. `beginning` is the index from [`present_beginning`]:
/// what precedes it is counted and proves nothing of the present resource. `None` where nothing is known of any resource.
pub fn fold(observations: &[Observation], beginning: usize, context: &Context<'_>) -> Option<LifecycleState> {
    let references = &context.references;
    if observations.is_empty() && references.count == 0 {
        return None;
    }
    let mut fold = Fold::default();
    (fold.lifecycle.n_references, fold.lifecycle.exists) = (references.count, references.exists);
    for (at, observation) in observations.iter().enumerate() {
        fold.count(observation);
        if at < beginning {
            fold.lifecycle.has_warning = false;
        } else {
            fold.add(observation);
        }
    }
    Some(fold.finish(context))
}

/// The accumulator of [`fold`].
#[derive(Default)]
struct Fold {
    lifecycle: LifecycleState,
    /// The observation of the furthest state so far, with that state.
    furthest: Option<(Observation, State, Certainty)>,
    /// The event of the submission.
    submission: Option<EventKey>,
    is_creation_accepted: bool,
    /// The recorded end of the present run.
    recorded_end: Option<State>,
    /// Whether an event or a notification says that the present run started.
    is_start_recorded: bool,
}

impl Fold {
    fn count(&mut self, observation: &Observation) {
        let lifecycle = &mut self.lifecycle;
        lifecycle.exists |= observation.proof.is_of_existence();
        lifecycle.was_not_found |= observation.proof == Proof::NotFound;
        if let Some(time) = observation.time {
            lifecycle.first_seen = Some(lifecycle.first_seen.map_or(time, |first| first.min(time)));
            lifecycle.last_seen = Some(lifecycle.last_seen.map_or(time, |last| last.max(time)));
        }
        match observation.role {
            Role::List => lifecycle.n_list_calls += 1,
            Role::Notification => lifecycle.n_notifications += 1,
            _ => lifecycle.n_steps += 1,
        }
        lifecycle.n_reads += u32::from(observation.role == Role::Read);
        lifecycle.n_refusals += u32::from(observation.is_refused());
        lifecycle.n_throttled += u32::from(observation.answer == Answer::Throttled);
        lifecycle.has_warning |= observation.is_warning;
        let is_late = lifecycle.ended.is_some_and(|end| end.edge == Edge::At && observation.is_after(end.time));
        if observation.role == Role::Read && !observation.is_refused() && is_late {
            lifecycle.n_late_reads += 1;
        }
    }

    fn add(&mut self, observation: &Observation) {
        self.note_creation(observation);
        let lifecycle = &mut self.lifecycle;
        if observation.role == Role::End && !observation.is_refused() {
            lifecycle.ending = lifecycle.ending.or(Some(observation.fact));
        }
        if observation.proof == Proof::Error {
            lifecycle.failure = Some(observation.fact);
        }
        if observation.proof == Proof::Restarted {
            self.restart(observation.time);
        }
        self.note_start(observation);
        self.note_state(observation);
    }

    /// Keeps the first creation, or the first that was accepted, and the first time of a submission.
    fn note_creation(&mut self, observation: &Observation) {
        let lifecycle = &mut self.lifecycle;
        self.submission = self.submission.or((observation.proof == Proof::Submitted).then_some(observation.event));
        let is_accepted = observation.is_accepted_creation();
        let is_better = lifecycle.creation.is_none() || is_accepted && !self.is_creation_accepted;
        if observation.role == Role::Create && is_better {
            lifecycle.creation = Some(observation.fact);
            self.is_creation_accepted = is_accepted;
        }
        let is_notified = observation.role == Role::Notification && observation.proof == Proof::Submitted;
        if lifecycle.submitted.is_none() && (is_accepted || is_notified) {
            lifecycle.submitted = observation.time.map(|time| Submitted { time, is_decoded: false });
        }
    }

    /// Closes the run before a restart: its end is not the end of the resource.
    fn restart(&mut self, time: Option<Micros>) {
        let lifecycle = &mut self.lifecycle;
        // A run that followed another began by its end at the latest, and so did one whose start is unknown.
        let by_end = lifecycle.ended.map(|end| Bound { edge: Edge::By, ..end });
        let run = Run {
            from: match lifecycle.restarted {
                Some((_, from)) => from,
                None => lifecycle.submitted.map(|submitted| submitted.time),
            },
            started: lifecycle.started.filter(|_| lifecycle.restarted.is_none()).or(by_end),
            ended: lifecycle.ended,
        };
        let before = lifecycle.restarted.map_or(Span::ZERO, |(before, _)| before);
        let runs = before + run.length().unwrap_or(Span::UNBOUND);
        lifecycle.restarted = Some((runs, time));
        (lifecycle.ending, lifecycle.ended, lifecycle.is_end_notified) = (None, None, false);
        (self.recorded_end, self.is_start_recorded) = (None, false);
    }

    /// Keeps the earliest time that is known of the start.
    fn note_start(&mut self, observation: &Observation) {
        let is_start = matches!(observation.proof, Proof::Started | Proof::Progressing);
        self.is_start_recorded |= is_start;
        let Some(time) = observation.time else {
            self.lifecycle.is_start_undated |= is_start;
            return;
        };
        // What left the queue without having been canceled had started by then.
        let implies_start =
            matches!(observation.proof, Proof::LeftQueue | Proof::Restarted | Proof::Complete | Proof::Error);
        if !is_start && !implies_start {
            return;
        }
        let edge = if observation.proof == Proof::Started { observation.edge() } else { Edge::By };
        let is_better =
            self.lifecycle.started.is_none_or(|known| edge == Edge::At && known.edge != Edge::At && time <= known.time);
        if is_better {
            self.lifecycle.started = Some(Bound { time, edge });
        }
    }

    /// Takes over the state that an observation proves, where it is further along than what is known.
    fn note_state(&mut self, observation: &Observation) {
        let Some((state, certainty)) = observation.state() else { return };
        let is_recorded = certainty == Certainty::Recorded;
        let mut is_other_end = false;
        if observation.proof.is_of_end() && is_recorded {
            is_other_end = self.recorded_end.is_some_and(|known| known != state);
            self.lifecycle.is_contradicted |= is_other_end;
            self.recorded_end = Some(state);
        }
        self.note_end(observation, is_other_end);
        let is_further = self.furthest.is_none_or(|(known, known_state, known_certainty)| {
            let is_known_recorded = known_certainty == Certainty::Recorded;
            let order = (observation.rank(), is_recorded).cmp(&(known.rank(), is_known_recorded));
            order.is_gt() || (order.is_eq() && state != known_state)
        });
        if is_further || observation.proof == Proof::Restarted {
            self.furthest = Some((*observation, state, certainty));
        }
    }

    /// Keeps the time of the end that is known best; of different ends, that of the last.
    fn note_end(&mut self, observation: &Observation, is_other_end: bool) {
        let Some(end) = observation.bound().filter(|_| observation.proof.is_of_end()) else { return };
        let lifecycle = &mut self.lifecycle;
        let is_better = lifecycle.ended.is_none_or(|known| match (known.edge, end.edge) {
            (Edge::By, Edge::At) => end.time <= known.time,
            (Edge::NotBefore, Edge::At | Edge::By) => true,
            _ => false,
        });
        if is_better || is_other_end {
            lifecycle.ended = Some(end);
        }
        lifecycle.is_end_notified |= observation.role == Role::Notification;
    }

    /// The lifecycle, with what the observations together and the context imply.
    fn finish(mut self, context: &Context<'_>) -> LifecycleState {
        self.conclude_state();
        let lifecycle = &mut self.lifecycle;
        if lifecycle.submitted.is_none() && lifecycle.exists {
            lifecycle.submitted = context.decoded.map(|time| Submitted { time, is_decoded: true });
        }
        if lifecycle.first_seen.is_none() {
            (lifecycle.first_seen, lifecycle.last_seen) = context.references.span.unzip();
        }
        // It was canceled, so it had not started, whatever a refusal in the same second says.
        if lifecycle.never_started {
            lifecycle.is_contradicted |= self.is_start_recorded;
            lifecycle.started = None;
        }
        if !lifecycle.has_ended {
            (lifecycle.ended, lifecycle.is_end_notified) = (None, false);
        }
        context.apply_deletion_of_parent(lifecycle);
        context.apply_expiry(lifecycle);
        // Notifications may arrive out of order: what ended had started before.
        if let (Some(start), Some(end)) = (&mut lifecycle.started, lifecycle.ended)
            && end.edge != Edge::NotBefore
            && start.time > end.time
        {
            *start = Bound { edge: Edge::By, ..end };
        }
        context.apply_pauses(lifecycle);
        self.lifecycle
    }

    fn conclude_state(&mut self) {
        let lifecycle = &mut self.lifecycle;
        match self.furthest {
            Some((observation, state, certainty)) => {
                (lifecycle.state, lifecycle.certainty) = (state, certainty);
                lifecycle.proof = Some(observation.event);
                lifecycle.never_started = observation.proof == Proof::Canceled;
                lifecycle.has_ended = observation.proof.is_of_end();
            }
            None => {
                lifecycle.proven = self.submission.map(|_| Proven::Submitted);
                lifecycle.proof = self.submission;
            }
        }
    }
}
