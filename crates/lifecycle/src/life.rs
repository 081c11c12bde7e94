//! What the facts of one thing come to, in numbers: its state, its times, its counts. No text is looked at here, so a
//! hundred thousand things are weighed in a blink, and all of what is told of one is put into words only when it is read.

use super::{
    fact::EventKey,
    profile::Role,
    state::{Certainty, Proof, Proven, State},
};
use trailglass_event::sort::sort_by;

/// The time of what nobody dates: a bare notification. It stands behind everything.
pub const TIMELESS: i64 = i64::MAX;

/// What one fact is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// When, in microseconds since 1970 UTC; or [`TIMELESS`].
    pub time_micros: i64,
    /// What the action does with the thing.
    pub role: Role,
    /// What it proves.
    pub proof: Proof,
    /// Whether it was refused.
    pub is_refused: bool,
    /// Whether it was refused because there were too many requests.
    pub is_throttled: bool,
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

    /// A refused creation is the one proof that needs no profile.
    fn state(&self) -> Option<(State, Certainty)> {
        if self.role == Role::Create && self.is_refused {
            return Some((State::NotSubmitted, Certainty::Recorded));
        }
        self.proof.state()
    }
}

/// Puts the facts of one thing in their order.
pub fn in_order(signs: &mut [Sign]) {
    sort_by(signs, &mut |one, other| one.order().cmp(&other.order()));
}

/// When a thing was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The instant, in microseconds since 1970 UTC.
    pub time_micros: i64,
    /// Whether it was read from the id, for want of an event.
    pub decoded: bool,
}

/// An instant that is known, or one by which something had happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// In microseconds since 1970 UTC.
    pub time_micros: i64,
    /// Whether it happened then, and not perhaps before.
    pub is_exact: bool,
}

/// A length of time within bounds, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// It was at least this long.
    pub at_least: i64,
    /// It was at most this long, where that is known.
    pub at_most: Option<i64>,
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
    /// Whether it is known to have ended before it started.
    pub never_started: bool,
    /// The event that proves the state or, where that is unknown, what is proven.
    pub proof: Option<EventKey>,
    /// When it was submitted.
    pub submitted: Option<Submitted>,
    /// When it started.
    pub started: Option<Bound>,
    /// When it ended.
    pub ended: Option<Bound>,
    /// The time of its first step, in microseconds since 1970 UTC.
    pub first_seen: i64,
    /// The time of its last step.
    pub last_seen: i64,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mentions {
    /// How often.
    pub count: u32,
    /// Whether one of them shows that it existed.
    pub exists: bool,
    /// The time of the first, in microseconds since 1970 UTC.
    pub first: i64,
    /// The time of the last.
    pub last: i64,
}

impl Default for Mentions {
    fn default() -> Mentions {
        Mentions { count: 0, exists: false, first: TIMELESS, last: i64::MIN }
    }
}

/// Where the present life of a name begins among its facts, which are in their order: at the last creation that was
/// accepted after an end, for then the name was free and is that of another thing.
pub fn beginning<'a>(signs: impl Iterator<Item = &'a Sign>) -> usize {
    let mut beginning = 0;
    let mut ended = TIMELESS;
    for (at, sign) in signs.enumerate() {
        // What falls into one second may have happened in another order.
        if sign.role == Role::Create && !sign.is_refused && sign.time_micros > ended {
            (beginning, ended) = (at, TIMELESS);
        }
        if sign.state().is_some_and(|(state, _)| state.is_end() || state == State::Deleted) {
            ended = ended.min(sign.time_micros);
        }
    }
    beginning
}

/// Weighs the facts of one thing, which are in their order, with the place where its present life begins among them;
/// none where there is none. `decoded` is the time of submission that its id tells.
pub fn weigh(signs: &[Sign], beginning: usize, mentions: &Mentions, decoded: Option<i64>) -> Option<Life> {
    if signs.is_empty() && mentions.count == 0 {
        return None;
    }
    let mut life = Life { first_seen: TIMELESS, last_seen: i64::MIN, ..Life::default() };
    (life.n_mentions, life.exists) = (mentions.count, mentions.exists);
    let mut best: Option<(State, Certainty, EventKey)> = None;
    let mut submission: Option<EventKey> = None;
    for (at, sign) in signs.iter().enumerate() {
        life.exists |= sign.proof.is_of_existence();
        count(&mut life, sign);
        if at < beginning {
            life.has_warning = false;
            continue;
        }
        submission = submission.or((sign.proof == Proof::Submitted).then_some(sign.event));
        if sign.role == Role::Create && (life.creation.is_none() || sign.proof == Proof::Submitted) {
            life.creation = Some(sign.at);
        }
        if sign.role == Role::End && !sign.is_refused {
            life.ending = life.ending.or(Some(sign.at));
        }
        if sign.proof == Proof::Restarted {
            life.ending = None;
        }
        if sign.proof == Proof::Error {
            life.failure = Some(sign.at);
        }
        let is_birth = (sign.role == Role::Create && !sign.is_refused)
            || (sign.role == Role::Notice && sign.proof == Proof::Submitted);
        if is_birth && life.submitted.is_none() && sign.time_micros != TIMELESS {
            life.submitted = Some(Submitted { time_micros: sign.time_micros, decoded: false });
        }
        note_times(&mut life, sign);
        let Some((state, certainty)) = sign.state() else { continue };
        let holds = best.is_none_or(|(known, how, _)| {
            let further =
                (state.rank(), certainty == Certainty::Recorded).cmp(&(known.rank(), how == Certainty::Recorded));
            further.is_gt() || (further.is_eq() && state != known)
        });
        if holds || sign.proof == Proof::Restarted {
            best = Some((state, certainty, sign.event));
            life.never_started = sign.proof == Proof::Canceled;
        }
    }
    match best {
        Some((state, certainty, event)) => {
            (life.state, life.certainty, life.proof) = (state, certainty, Some(event));
        }
        None => {
            life.proven = submission.map(|_| Proven::Submitted);
            life.proof = submission;
        }
    }
    if life.submitted.is_none() && life.exists {
        life.submitted = decoded.map(|time_micros| Submitted { time_micros, decoded: true });
    }
    settle_times(&mut life, mentions);
    Some(life)
}

fn count(life: &mut Life, sign: &Sign) {
    if sign.time_micros != TIMELESS {
        life.first_seen = life.first_seen.min(sign.time_micros);
        life.last_seen = life.last_seen.max(sign.time_micros);
    }
    match sign.role {
        Role::Sweep => life.n_sweeps += 1,
        Role::Notice => life.n_notices += 1,
        _ => life.n_steps += 1,
    }
    life.n_reads += u32::from(sign.role == Role::Read);
    life.n_refusals += u32::from(sign.is_refused);
    life.n_throttled += u32::from(sign.is_throttled);
    life.has_warning |= sign.proof == Proof::Warning;
    if sign.role == Role::Read && !sign.is_refused && life.ended.is_some_and(|end| end.is_exact) {
        life.n_late_reads += 1;
    }
}

/// Keeps the earliest time that is known of the start and of the end.
fn note_times(life: &mut Life, sign: &Sign) {
    if sign.time_micros == TIMELESS {
        return;
    }
    if sign.proof == Proof::Restarted {
        life.ended = None;
    }
    let is_told = sign.role == Role::Notice;
    let is_started =
        matches!(sign.proof, Proof::Started | Proof::Progressing | Proof::PastSubmitted | Proof::Restarted);
    // An end of a run that had not been canceled in time: it had started before.
    if is_started || matches!(sign.proof, Proof::Complete | Proof::Error) {
        let is_exact = sign.proof == Proof::Started;
        let start = Bound { time_micros: sign.time_micros, is_exact };
        let is_better = life.started.is_none_or(|known| is_exact && !known.is_exact);
        if is_better {
            life.started = Some(start);
        }
    }
    if sign.proof.is_of_end() {
        let is_exact = is_told || sign.role == Role::End;
        let is_better = life.ended.is_none_or(|known| is_exact && !known.is_exact);
        if is_better {
            life.ended = Some(Bound { time_micros: sign.time_micros, is_exact });
        }
    }
}

/// What nothing dates, and what cannot be.
fn settle_times(life: &mut Life, mentions: &Mentions) {
    if life.first_seen == TIMELESS {
        // Only mentions, or only notices that nobody dates.
        let submitted = life.submitted.map_or(0, |submitted| submitted.time_micros);
        let is_dated = mentions.first != TIMELESS;
        (life.first_seen, life.last_seen) =
            if is_dated { (mentions.first, mentions.last) } else { (submitted, submitted) };
    }
    // It was canceled, so it had not started, whatever a refusal in the same second says.
    if life.never_started {
        life.started = None;
    }
    if !life.state.is_end() {
        life.ended = None;
    }
}

impl Life {
    /// When it begins, in microseconds since 1970 UTC: at its submission, else at its first step.
    pub fn start_micros(&self) -> i64 {
        self.submitted.map_or(self.first_seen, |submitted| submitted.time_micros)
    }

    /// The last time at which anything is known of it.
    pub fn last_known(&self) -> i64 {
        self.last_seen.max(self.start_micros())
    }

    /// How long it waited until it started, or was canceled.
    pub fn waited(&self) -> Option<Span> {
        let submitted = self.submitted?.time_micros;
        let until = match (self.started, self.ended) {
            (Some(start), _) => start,
            (None, Some(end)) if self.never_started => end,
            _ => return None,
        };
        let length = (until.time_micros - submitted).max(0);
        Some(Span { at_least: if until.is_exact { length } else { 0 }, at_most: Some(length) })
    }

    /// How long it ran.
    pub fn ran(&self) -> Option<Span> {
        let (start, end) = (self.started?, self.ended?);
        let longest =
            self.submitted.map_or(start.time_micros, |submitted| submitted.time_micros.min(start.time_micros));
        let length = (end.time_micros - start.time_micros).max(0);
        Some(match (start.is_exact, end.is_exact) {
            (true, true) => Span { at_least: length, at_most: Some(length) },
            (true, false) => Span { at_least: 0, at_most: Some(length) },
            (false, true) => Span { at_least: length, at_most: Some((end.time_micros - longest).max(length)) },
            (false, false) => Span { at_least: 0, at_most: Some((end.time_micros - longest).max(0)) },
        })
    }
}
