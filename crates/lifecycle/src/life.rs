//! What the facts of one thing come to, in numbers: its state, its times, its counts. No text is looked at here, so a
//! hundred thousand things are weighed in a blink, and all of what is told of one is put into words only when it is read.

use super::{
    fact::EventKey,
    profile::Role,
    span::{Bound, Edge, Run, Span},
    state::{Certainty, Proof, Proven, State},
};

/// The time of what nobody dates: a bare notification. It stands behind everything.
pub const TIMELESS: i64 = i64::MAX;

/// How a request was answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Answer {
    /// It was accepted; or it is no request, as a notice.
    #[default]
    Accepted,
    /// It was refused.
    Refused,
    /// It was refused because there were too many requests.
    Throttled,
    /// The service failed. What it had done by then, nobody says.
    Faulted,
}

/// What one fact is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// When, in microseconds since 1970 UTC; or [`TIMELESS`].
    pub time_micros: i64,
    /// What the action does with the thing.
    pub role: Role,
    /// What it proves.
    pub proof: Proof,
    /// Whether that follows from the event and is not said by it.
    pub is_inferred: bool,
    /// Whether it gives a warning.
    pub is_warning: bool,
    /// How it was answered.
    pub answer: Answer,
    /// A number that is different for different events and the same for copies: it orders what is else equal.
    pub tie: u128,
    /// The event.
    pub event: EventKey,
    /// Where the caller keeps the fact.
    pub at: u32,
}

impl Sign {
    /// The order of steps. CloudTrail counts in seconds; what falls into one is ordered by how far along a life it is.
    pub fn order(&self) -> (i64, u8, u8, u128, EventKey) {
        let stage = match (self.role, self.proof) {
            (Role::Mention, _) => 0,
            (Role::Create, _) => 1,
            (Role::Read | Role::Sweep, _) => 2,
            (Role::Notice, proof) if !proof.is_of_end() => 3,
            (Role::Update, _) => 4,
            (Role::End | Role::Notice, _) => 5,
        };
        (self.time_micros, stage, self.proof as u8, self.tie, self.event)
    }

    /// Whether it was not accepted.
    pub fn is_refused(&self) -> bool {
        self.answer != Answer::Accepted
    }

    /// Whether it shows that the thing existed.
    fn is_of_existence(&self) -> bool {
        self.proof.is_of_existence()
    }

    /// The state it proves and how. A refused creation is the one proof that needs no profile; where the service failed,
    /// it may have made the thing all the same.
    pub fn state(&self) -> Option<(State, Certainty)> {
        if self.role == Role::Create && matches!(self.answer, Answer::Refused | Answer::Throttled) {
            return Some((State::NotSubmitted, Certainty::Recorded));
        }
        let (state, certainty) = self.proof.state()?;
        Some((state, if self.is_inferred { Certainty::Inferred } else { certainty }))
    }

    /// How far along a life what it proves is; see [`State::rank`].
    pub fn rank(&self) -> u8 {
        self.state().map_or(0, |(state, _)| state.rank().max(self.proof.rank()))
    }

    /// How its time stands to that of what it proves.
    pub fn edge(&self) -> Edge {
        let is_late = matches!(self.proof, Proof::PastSubmitted | Proof::Over | Proof::Progressing);
        match self.role {
            _ if self.proof.is_to_come() => Edge::NotBefore,
            // What a read shows had been so for a while.
            Role::Read | Role::Sweep | Role::Mention => Edge::By,
            _ if is_late || self.is_inferred => Edge::By,
            _ => Edge::At,
        }
    }

    fn bound(&self) -> Bound {
        Bound { time_micros: self.time_micros, edge: self.edge() }
    }
}

/// Puts the facts of one thing in their order.
pub fn in_order(signs: &mut [Sign]) {
    signs.sort_by_key(Sign::order);
}

/// When a thing was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The instant, in microseconds since 1970 UTC.
    pub time_micros: i64,
    /// Whether it was read from the id, for want of an event.
    pub decoded: bool,
}

/// The life of one thing in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Life {
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
    /// Whether a notice tells its end.
    pub is_end_told: bool,
    /// Whether what is told of it cannot all be true: two ends of one run, or a start of what was canceled before it.
    pub is_contradicted: bool,
    /// Whether it is told that it started, and not when.
    pub is_start_undated: bool,
    /// The event that proves the state or, where that is unknown, what is proven.
    pub proof: Option<EventKey>,
    /// When it was submitted.
    pub submitted: Option<Submitted>,
    /// When it first started.
    pub started: Option<Bound>,
    /// When it last ended.
    pub ended: Option<Bound>,
    /// Until when what it belongs to took no work, where it was submitted in that time: it did not start before.
    pub held_until: Option<i64>,
    /// By when what it belongs to was deleted, which is refused while it is not done.
    pub cleared: Option<i64>,
    /// Its runs before the last: how long they took together, and when the last began.
    pub restarted: Option<(Span, i64)>,
    /// The time of its first step, in microseconds since 1970 UTC, where any is dated.
    pub first_seen: Option<i64>,
    /// The time of its last step.
    pub last_seen: Option<i64>,
    /// Its own events: neither sweeps nor notices nor mentions.
    pub n_steps: u32,
    /// How many of its steps are reads, refused ones included.
    pub n_reads: u32,
    /// How many of its steps were refused.
    pub n_refusals: u32,
    /// How many of its steps were refused because there were too many.
    pub n_throttled: u32,
    /// How many of its reads came after its end.
    pub n_late_reads: u32,
    /// Sweeps over what belongs to it.
    pub n_sweeps: u32,
    /// Notices of it.
    pub n_notices: u32,
    /// How often it is mentioned: for a pipeline or a preset, by jobs.
    pub n_mentions: u32,
    /// Where the caller keeps the fact of its creation, accepted or refused.
    pub creation: Option<u32>,
    /// Where the caller keeps the fact that somebody asked for its end, and was heard.
    pub ending: Option<u32>,
    /// Where the caller keeps the last fact that it failed.
    pub failure: Option<u32>,
}

/// How often a thing is named by what is about another: a preset by jobs that use it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// How often.
    pub count: u32,
    /// Whether one of them shows that it existed.
    pub exists: bool,
    /// The times of the first and the last, in microseconds since 1970 UTC.
    pub span: Option<(i64, i64)>,
}

impl Mentions {
    /// Counts one.
    pub fn add(&mut self, time_micros: i64, is_accepted: bool) {
        self.count += u32::from(is_accepted);
        self.exists |= is_accepted;
        let (first, last) = self.span.unwrap_or((time_micros, time_micros));
        self.span = Some((first.min(time_micros), last.max(time_micros)));
    }
}

/// A time in which a thing took no work: from when, and until when, where it took work again.
pub type Pause = (i64, Option<i64>);

/// What is known of a thing besides its own facts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Besides<'a> {
    /// How often it is mentioned.
    pub mentions: Mentions,
    /// The time of submission that its id tells.
    pub decoded: Option<i64>,
    /// When its time was over, as far as the data go.
    pub expired: Option<i64>,
    /// When what it belongs to took no work.
    pub pauses: &'a [Pause],
    /// When what it belongs to was deleted, which is refused while anything of it is not done.
    pub cleared: Option<i64>,
}

/// Where the present life of a name begins among its facts, which are in their order: at the last creation that was
/// accepted when the name was free, for then it is that of another thing. That it was free shows in an end before it or,
/// unless the creation of what exists is accepted as well (`is_idempotent`), in that it was accepted.
pub fn beginning<'a>(signs: impl Iterator<Item = &'a Sign>, is_idempotent: bool) -> usize {
    let mut beginning = 0;
    let (mut ended, mut born) = (TIMELESS, TIMELESS);
    for (at, sign) in signs.enumerate() {
        // What falls into one second may have happened in another order.
        if sign.role == Role::Create && !sign.is_refused() && sign.time_micros != TIMELESS {
            if sign.time_micros > ended || (!is_idempotent && sign.time_micros > born) {
                (beginning, ended) = (at, TIMELESS);
            }
            born = sign.time_micros;
        }
        if sign.state().is_some_and(|(state, _)| state.is_end() || state == State::Deleted) {
            ended = ended.min(sign.time_micros);
        }
    }
    beginning
}

/// Weighs the facts of one thing, which are in their order, with the place where its present life begins among them;
/// none where there is none.
pub fn weigh(signs: &[Sign], beginning: usize, besides: &Besides<'_>) -> Option<Life> {
    let mentions = &besides.mentions;
    if signs.is_empty() && mentions.count == 0 {
        return None;
    }
    let mut weighing = Weighing::default();
    let life = &mut weighing.life;
    (life.n_mentions, life.exists) = (mentions.count, mentions.exists);
    for (at, sign) in signs.iter().enumerate() {
        weighing.count(sign);
        if at < beginning {
            weighing.life.has_warning = false;
        } else {
            weighing.add(sign);
        }
    }
    Some(weighing.settled(besides))
}

/// A life while its facts are gone through.
#[derive(Default)]
struct Weighing {
    life: Life,
    /// The furthest state so far.
    best: Option<(Sign, State, Certainty)>,
    /// The event of the submission.
    submission: Option<EventKey>,
    is_creation_accepted: bool,
    /// The end that is recorded of the present run.
    recorded_end: Option<State>,
    /// Whether it is told that the present run started.
    is_start_told: bool,
}

impl Weighing {
    fn count(&mut self, sign: &Sign) {
        let life = &mut self.life;
        life.exists |= sign.is_of_existence();
        life.was_not_found |= sign.proof == Proof::NotFound;
        if sign.time_micros != TIMELESS {
            let time = sign.time_micros;
            life.first_seen = Some(life.first_seen.map_or(time, |first| first.min(time)));
            life.last_seen = Some(life.last_seen.map_or(time, |last| last.max(time)));
        }
        match sign.role {
            Role::Sweep => life.n_sweeps += 1,
            Role::Notice => life.n_notices += 1,
            _ => life.n_steps += 1,
        }
        life.n_reads += u32::from(sign.role == Role::Read);
        life.n_refusals += u32::from(sign.is_refused());
        life.n_throttled += u32::from(sign.answer == Answer::Throttled);
        life.has_warning |= sign.is_warning;
        let is_after = life.ended.is_some_and(|end| end.edge == Edge::At && sign.time_micros > end.time_micros);
        if sign.role == Role::Read && !sign.is_refused() && is_after {
            life.n_late_reads += 1;
        }
    }

    fn add(&mut self, sign: &Sign) {
        let life = &mut self.life;
        self.submission = self.submission.or((sign.proof == Proof::Submitted).then_some(sign.event));
        let is_accepted = sign.role == Role::Create && !sign.is_refused();
        if sign.role == Role::Create && (life.creation.is_none() || is_accepted && !self.is_creation_accepted) {
            life.creation = Some(sign.at);
            self.is_creation_accepted = is_accepted;
        }
        if sign.role == Role::End && !sign.is_refused() {
            life.ending = life.ending.or(Some(sign.at));
        }
        if sign.proof == Proof::Error {
            life.failure = Some(sign.at);
        }
        let is_birth = is_accepted || (sign.role == Role::Notice && sign.proof == Proof::Submitted);
        if is_birth && life.submitted.is_none() && sign.time_micros != TIMELESS {
            life.submitted = Some(Submitted { time_micros: sign.time_micros, decoded: false });
        }
        if sign.proof == Proof::Restarted {
            self.restart(sign);
        }
        self.note_start(sign);
        self.note_state(sign);
    }

    /// What ran before is a run of its own, and what was told of its end counts no more.
    fn restart(&mut self, sign: &Sign) {
        let life = &mut self.life;
        // A run that followed another began by its end at the latest, and so did one whose start nothing tells.
        let by_end = life.ended.map(|end| Bound { edge: Edge::By, ..end });
        let run = Run {
            from: life.restarted.map(|(_, from)| from).or(life.submitted.map(|submitted| submitted.time_micros)),
            started: life.started.filter(|_| life.restarted.is_none()).or(by_end),
            ended: life.ended,
        };
        let before = life.restarted.map_or(Span::ZERO, |(before, _)| before);
        let runs = before + run.length().unwrap_or(Span::UNBOUND);
        life.restarted = Some((runs, sign.time_micros));
        (life.ending, life.ended, life.is_end_told) = (None, None, false);
        (self.recorded_end, self.is_start_told) = (None, false);
    }

    /// Keeps the earliest time that is known of the start.
    fn note_start(&mut self, sign: &Sign) {
        let is_start = matches!(sign.proof, Proof::Started | Proof::Progressing);
        self.is_start_told |= is_start;
        if sign.time_micros == TIMELESS {
            self.life.is_start_undated |= is_start;
            return;
        }
        // An end of a run that had not been canceled in time: it had started before.
        let is_by = matches!(sign.proof, Proof::PastSubmitted | Proof::Restarted | Proof::Complete | Proof::Error);
        if !is_start && !is_by {
            return;
        }
        let edge = if sign.proof == Proof::Started { sign.edge() } else { Edge::By };
        let start = Bound { time_micros: sign.time_micros, edge };
        let is_better = self
            .life
            .started
            .is_none_or(|known| edge == Edge::At && known.edge != Edge::At && start.time_micros <= known.time_micros);
        if is_better {
            self.life.started = Some(start);
        }
    }

    /// Takes over the state that a fact proves, where it is further along than what is known.
    fn note_state(&mut self, sign: &Sign) {
        let Some((state, certainty)) = sign.state() else { return };
        let is_recorded = certainty == Certainty::Recorded;
        let mut is_other_end = false;
        if sign.proof.is_of_end() && is_recorded {
            is_other_end = self.recorded_end.is_some_and(|known| known != state);
            self.life.is_contradicted |= is_other_end;
            self.recorded_end = Some(state);
        }
        self.note_end(sign, is_other_end);
        let holds = self.best.is_none_or(|(known, known_state, how)| {
            let further = (sign.rank(), is_recorded).cmp(&(known.rank(), how == Certainty::Recorded));
            further.is_gt() || (further.is_eq() && state != known_state)
        });
        if holds || sign.proof == Proof::Restarted {
            self.best = Some((*sign, state, certainty));
        }
    }

    /// Keeps the time of the end that is known best; of different ends, that of the last.
    fn note_end(&mut self, sign: &Sign, is_other_end: bool) {
        if !sign.proof.is_of_end() || sign.time_micros == TIMELESS {
            return;
        }
        let life = &mut self.life;
        let end = sign.bound();
        let is_better = life.ended.is_none_or(|known| match (known.edge, end.edge) {
            (Edge::At, _) | (Edge::By, Edge::NotBefore) => false,
            (Edge::By, Edge::At) => end.time_micros <= known.time_micros,
            (Edge::NotBefore, Edge::At | Edge::By) => true,
            _ => false,
        });
        if is_better || is_other_end {
            life.ended = Some(end);
        }
        life.is_end_told |= sign.role == Role::Notice;
    }

    /// What nothing dates, what cannot be, and what follows from other things.
    fn settled(mut self, besides: &Besides<'_>) -> Life {
        let life = &mut self.life;
        match self.best {
            Some((sign, state, certainty)) => {
                (life.state, life.certainty, life.proof) = (state, certainty, Some(sign.event));
                life.never_started = sign.proof == Proof::Canceled;
                life.has_ended = sign.proof.is_of_end();
            }
            None => {
                life.proven = self.submission.map(|_| Proven::Submitted);
                life.proof = self.submission;
            }
        }
        if life.submitted.is_none() && life.exists {
            life.submitted = besides.decoded.map(|time_micros| Submitted { time_micros, decoded: true });
        }
        if life.first_seen.is_none() {
            (life.first_seen, life.last_seen) = besides.mentions.span.unzip();
        }
        // It was canceled, so it had not started, whatever a refusal in the same second says.
        if life.never_started {
            life.is_contradicted |= self.is_start_told;
            life.started = None;
        }
        if !life.has_ended {
            (life.ended, life.is_end_told) = (None, false);
        }
        clear(life, besides);
        expire(life, besides);
        // Notices may come out of order: what ended had started before.
        if let (Some(start), Some(end)) = (&mut life.started, life.ended)
            && end.edge != Edge::NotBefore
            && start.time_micros > end.time_micros
        {
            *start = Bound { edge: Edge::By, ..end };
        }
        hold(life, besides);
        self.life
    }
}

/// What was submitted before what it belongs to could be deleted had ended by then.
fn clear(life: &mut Life, besides: &Besides<'_>) {
    let Some(cleared) = besides.cleared else { return };
    let is_before = life.start_micros().is_some_and(|start| start < cleared);
    if !life.exists || !is_before || life.has_ended {
        return;
    }
    life.ended = Some(Bound { time_micros: cleared, edge: Edge::By });
    (life.has_ended, life.cleared, life.proven, life.proof) = (true, Some(cleared), None, None);
    (life.state, life.certainty) = (State::PastSubmitted, Certainty::Inferred);
}

fn expire(life: &mut Life, besides: &Besides<'_>) {
    let is_there = life.exists && life.state.rank() < State::Expired.rank() && life.state != State::NotSubmitted;
    if let Some(expired) = besides.expired.filter(|_| is_there) {
        (life.state, life.certainty, life.has_ended) = (State::Expired, Certainty::Recorded, true);
        life.ended = Some(Bound { time_micros: expired, edge: Edge::At });
    }
}

/// What was submitted while what it belongs to took no work waited at least until it did again.
fn hold(life: &mut Life, besides: &Besides<'_>) {
    let Some(submitted) = life.submitted.map(|submitted| submitted.time_micros) else { return };
    let pause = besides.pauses.iter().find_map(|(from, until)| {
        let until = (*until)?;
        (*from < submitted && submitted < until).then_some(until)
    });
    let is_denied = |bound: Option<Bound>| {
        bound.is_some_and(|bound| bound.edge != Edge::NotBefore && pause.is_some_and(|until| bound.time_micros < until))
    };
    if !is_denied(life.started) && !is_denied(life.ended) {
        life.held_until = pause;
    }
}

impl Life {
    /// When it begins, in microseconds since 1970 UTC: at its submission, else at its first step that is dated.
    pub fn start_micros(&self) -> Option<i64> {
        self.submitted.map(|submitted| submitted.time_micros).or(self.first_seen)
    }

    /// The last time at which anything is known of it.
    pub fn last_known(&self) -> Option<i64> {
        let expired = self.ended.filter(|_| self.state == State::Expired).map(|end| end.time_micros);
        self.last_seen.max(self.start_micros()).max(expired)
    }

    /// When its run ended, where an event shows how: by then at the latest.
    pub fn ended_by(&self) -> Option<Bound> {
        self.ended.filter(|end| end.edge != Edge::NotBefore && self.state != State::PastSubmitted)
    }

    /// Whether it is one of the things that there are: a request that was refused for a reason of its own, such as a denied
    /// read, names an id and shows nothing of it.
    pub fn is_of_something(&self) -> bool {
        self.exists || self.was_not_found || self.creation.is_some()
    }

    /// How long it waited until it started, or was canceled.
    pub fn waited(&self) -> Option<Span> {
        let submitted = self.submitted?.time_micros;
        let until = match (self.started, self.ended) {
            (Some(start), _) => Some(start),
            (None, Some(end)) if self.never_started => Some(end),
            _ => None,
        };
        let mut span = until.map_or(Span::UNBOUND, |until| until.after(submitted));
        if let Some(held) = self.held_until {
            span.at_least = span.at_least.max(held - submitted);
        }
        span.if_any()
    }

    /// How long it ran; of several runs, how long they took together.
    pub fn ran(&self) -> Option<Span> {
        if let Some((before, from)) = self.restarted {
            let started = self.ended.map(|end| Bound { edge: Edge::By, ..end });
            let last = Run { from: Some(from), started, ended: self.ended }.length()?;
            return (before + last).if_any();
        }
        let from = self.submitted.map(|submitted| submitted.time_micros);
        Run { from, started: self.started, ended: self.ended }.length()
    }
}
