//! The facts of one thing, which are in their order, put into words.

use std::{borrow::Cow, sync::Arc};

use super::{
    fact::{FactEvent, error_of},
    life::{Answer, Life, Sign},
    path::PathStep,
    profile::Role,
    state::{Certainty, Proof, State},
    step::{CanceledWhen, Change, Shows, Step},
    story::{Output, Stop, Story},
    table::{ActionEntry, KindEntry, Profiles, ValueName},
};

/// A fact with its action and what it is worth.
pub struct Told<'p, 'a> {
    /// The action.
    pub action: &'p ActionEntry,
    /// The fact and its event.
    pub event: FactEvent<'a>,
    /// What it is worth.
    pub sign: Sign,
}

/// What an event or a notice says of one thing, as far as its worth depends on it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// `errorCode`, where the request was refused as a whole.
    pub error: Option<&'a str>,
    /// What the answer says of this one of several: a code where it was refused, empty where the answer does not speak of it.
    pub item: Option<&'a str>,
    /// The status of the thing.
    pub status: Option<&'a str>,
    /// Whether an output is said to have been worked on.
    pub has_output: bool,
    /// Whether it carries warnings.
    pub has_warning: bool,
}

/// What a fact is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worth {
    /// What it proves: what its action does, what its status says or its outputs show, whichever is further along.
    pub proof: Proof,
    /// Whether that is inferred.
    pub is_inferred: bool,
    /// Whether it gives a warning.
    pub is_warning: bool,
    /// How the request was answered.
    pub answer: Answer,
}

impl Said<'_> {
    /// Why it was refused, as a code.
    pub fn refusal(&self) -> Option<&str> {
        error_of(self.error).or(error_of(self.item))
    }
}

/// What a fact is worth, by what is said.
pub fn worth(kind: &KindEntry, action: &ActionEntry, said: Said<'_>) -> Worth {
    let refusal = said.refusal();
    let answer = kind.answer(refusal);
    if refusal.is_some() {
        return Worth { proof: action.proof(refusal), is_inferred: false, is_warning: false, answer };
    }
    let of_action = if said.item.is_some() { Proof::Nothing } else { action.accepted };
    let of_status = said.status.map_or(Proof::Nothing, |status| kind.proof_of(status));
    let of_outputs = if said.has_output { Proof::Progressing } else { Proof::Nothing };
    let is_warned = said.status.is_some_and(|status| kind.warnings.iter().any(|known| known == status));
    Worth {
        proof: of_action.max(of_status).max(of_outputs),
        is_inferred: action.is_inferred && of_action > of_status,
        is_warning: is_warned || said.has_warning || of_status == Proof::Warning || of_action == Proof::Warning,
        answer,
    }
}

/// Whether the status of an output says that it was worked on.
pub fn is_of_work(kind: &KindEntry, status: &str) -> bool {
    matches!(kind.proof_of(status), Proof::Started | Proof::Progressing | Proof::Complete)
}

/// The story of a thing of this kind. `all` are its facts in the order of [`Sign::order`], mentions left out.
pub fn story(profiles: &Profiles, kind: &KindEntry, life: Life, all: &[Told<'_, '_>]) -> Story {
    let before = kind.beginning(all.iter().map(|told| &told.sign));
    let told = &all[before..];
    let evidence = Evidence { profiles, kind, life, all, told };
    let texts = |name| evidence.values(&name).into_iter().map(Cow::into_owned).collect::<Vec<_>>();
    let last_text = |name| {
        let all = told.iter().rev().map(|told| evidence.of(told, &name));
        all.flatten().find(|text| !text.is_empty()).map(str::to_owned)
    };
    Story {
        noun: kind.noun.clone(),
        life,
        inputs: texts(ValueName::Input),
        outputs: evidence.outputs(),
        submitted_by: told
            .iter()
            .find(|told| told.sign.role == Role::Create && Some(told.sign.at) == life.creation)
            .map(|told| told.event.actor.to_owned()),
        error_code: last_text(ValueName::ErrorCode),
        error_message: last_text(ValueName::ErrorMessage),
        stops: evidence.stops(),
        details: evidence.details(),
        steps: evidence.steps(),
    }
}

/// Which of the outputs that are known is meant: that of the same id or, where one of them has none, of the same key. One
/// without both is known by its place.
fn place_of(output: &Output, at: usize, known: &[Output]) -> Option<usize> {
    let by_id = || known.iter().position(|other| other.id == output.id);
    let by_key = || {
        let has_ids = |other: &Output| !other.id.is_empty() && !output.id.is_empty();
        known.iter().position(|other| other.key == output.key && !has_ids(other))
    };
    match (output.id.is_empty(), output.key.is_empty()) {
        (false, false) => by_id().or_else(by_key),
        (false, true) => by_id().or((at < known.len() && known[at].id.is_empty()).then_some(at)),
        (true, false) => by_key().or_else(|| known.iter().position(|other| other.key == output.key)),
        (true, true) => (at < known.len()).then_some(at),
    }
}

struct Evidence<'s, 'p, 'a> {
    profiles: &'s Profiles,
    kind: &'s KindEntry,
    life: Life,
    all: &'s [Told<'p, 'a>],
    /// Those of its present life.
    told: &'s [Told<'p, 'a>],
}

impl Evidence<'_, '_, '_> {
    fn of<'t>(&self, told: &'t Told<'_, '_>, name: &ValueName) -> Vec<&'t str> {
        let values = told.event.values.iter();
        values.filter(|(no, _)| self.profiles.value(*no) == Some(name)).map(|(_, text)| &**text).collect()
    }

    /// The values of the first fact that has any: it is the submission, where there is one.
    fn values(&self, name: &ValueName) -> Vec<Cow<'_, str>> {
        let texts = self.told.iter().map(|told| self.of(told, name)).find(|texts| !texts.is_empty());
        texts.unwrap_or_default().into_iter().map(Cow::Borrowed).collect()
    }

    /// What was asked for is said first, what became of it last. Of what several facts say of one output the furthest
    /// status holds.
    fn outputs(&self) -> Vec<Output> {
        let mut outputs: Vec<Output> = Vec::new();
        for told in self.told {
            let of = |name: ValueName| self.of(told, &name);
            let [ids, keys, presets] = [ValueName::OutputId, ValueName::Output, ValueName::OutputPreset].map(of);
            let [statuses, details] = [ValueName::OutputStatus, ValueName::OutputDetail].map(of);
            let seconds = of(ValueName::OutputSeconds);
            let lists = [&ids, &keys, &presets, &statuses, &details, &seconds];
            let n_outputs = lists.iter().map(|list| list.len()).max().unwrap_or(0);
            let text = |list: &[&str], at: usize| list.get(at).copied().unwrap_or_default().to_owned();
            for at in 0..n_outputs {
                let [id, key, preset] = [&ids, &keys, &presets].map(|list| text(list, at));
                let [status, detail, seconds] = [&statuses, &details, &seconds].map(|list| text(list, at));
                let output = Output { id, key, preset, status, detail, seconds };
                match place_of(&output, at, &outputs) {
                    Some(place) => self.merge(&mut outputs[place], output),
                    None => outputs.push(output),
                }
            }
        }
        outputs
    }

    fn merge(&self, known: &mut Output, told: Output) {
        let rank = |status: &str| match self.kind.proof_of(status).rank() {
            // A word that proves nothing is said of what is worked on.
            0 if !status.is_empty() => State::Progressing.rank(),
            rank => rank,
        };
        for (known, told) in [(&mut known.id, &told.id), (&mut known.key, &told.key), (&mut known.preset, &told.preset)]
        {
            if known.is_empty() {
                known.clone_from(told);
            }
        }
        if !told.seconds.is_empty() {
            known.seconds = told.seconds;
        }
        if !told.status.is_empty() && rank(&told.status) >= rank(&known.status) {
            known.status = told.status;
            if !told.detail.is_empty() {
                known.detail = told.detail;
            }
        } else if known.detail.is_empty() {
            known.detail = told.detail;
        }
    }

    /// The values that have no part of their own, each as it was told last.
    fn details(&self) -> Vec<(Arc<str>, String)> {
        let mut newest: Vec<(Arc<str>, Vec<String>)> = Vec::new();
        for told in self.told.iter().filter(|told| !told.sign.is_refused() || told.sign.role == Role::Create) {
            let mut of_fact: Vec<(Arc<str>, Vec<String>)> = Vec::new();
            for (no, text) in told.event.values.iter().filter(|(_, text)| !text.is_empty()) {
                let Some(name) = self.profiles.value(*no).and_then(ValueName::own) else { continue };
                match of_fact.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, texts)) => texts.push(text.to_string()),
                    None => of_fact.push((name.clone(), vec![text.to_string()])),
                }
            }
            for (name, texts) in of_fact {
                match newest.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, known)) => *known = texts,
                    None => newest.push((name, texts)),
                }
            }
        }
        newest.into_iter().flat_map(|(name, texts)| texts.into_iter().map(move |text| (name.clone(), text))).collect()
    }

    /// The states as they follow each other, each by the step that proves it best.
    fn stops(&self) -> Vec<Stop> {
        let mut stops: Vec<Stop> = Vec::new();
        let mut last: Option<(State, u8)> = None;
        let before = self.all.len() - self.told.len();
        for (step, told) in (before..).zip(self.told) {
            let sign = &told.sign;
            let (state, certainty) = match sign.state() {
                Some((state, certainty)) => (Some(state), certainty),
                None if sign.proof == Proof::Submitted && stops.is_empty() => (None, Certainty::Recorded),
                None => continue,
            };
            let stop = Stop { state, certainty, time_micros: sign.time_micros, edge: sign.edge(), step };
            // A late word of what is past already is no stop.
            let is_new = match (state, last) {
                (Some(state), Some((known, rank))) => {
                    sign.proof == Proof::Restarted || (state != known && sign.rank() >= rank)
                }
                _ => true,
            };
            let is_idle = self.life.never_started && state == Some(State::PastSubmitted);
            if is_new && !is_idle {
                last = state.map(|state| (state, sign.rank())).or(last);
                stops.push(stop);
            } else if let Some(known) =
                stops.last_mut().filter(|known| known.state == state && stop.is_better_than(known))
            {
                *known = stop;
            }
        }
        stops
    }

    fn steps(&self) -> Vec<Step> {
        let canceled = self.all.iter().find(|told| told.sign.proof == Proof::Canceled);
        let canceled_micros = canceled.map(|told| told.sign.time_micros);
        let mut has_existed = false;
        let mut known: Vec<(String, String)> = Vec::new();
        let steps = self.all.iter().map(|told| {
            let shows = self.shows(told, canceled_micros, !has_existed);
            has_existed |= matches!(shows, Shows::Existed { is_first: true, .. });
            let FactEvent { event, event_id, time_micros, actor, error_message, error_code, .. } = &told.event;
            Step {
                event: *event,
                event_id: (*event_id).to_owned(),
                time_micros: *time_micros,
                action: told.action.event.clone(),
                actor: (*actor).to_owned(),
                role: told.action.role,
                error: error_of(*error_code).map(str::to_owned),
                error_message: error_message.map(str::to_owned),
                changes: self.changes(told, &mut known),
                shows,
            }
        });
        steps.collect()
    }

    /// What an update changed, field by field, as far as events tell what was before.
    fn changes(&self, told: &Told<'_, '_>, known: &mut Vec<(String, String)>) -> Vec<Change> {
        if told.sign.is_refused() || !matches!(told.sign.role, Role::Create | Role::Update) {
            return Vec::new();
        }
        let mut changes = Vec::new();
        for (name, after) in self.fields(told) {
            let before = match known.iter_mut().find(|(other, _)| *other == name) {
                Some((_, before)) => Some(std::mem::replace(before, after.clone())),
                None => {
                    known.push((name.clone(), after.clone()));
                    None
                }
            };
            if told.sign.role == Role::Update && before.as_ref() != Some(&after) {
                changes.push(Change { name, before, after });
            }
        }
        changes
    }

    /// The values of a fact, a list as one; the members of an object are named apart: `notifications.completed`.
    fn fields(&self, told: &Told<'_, '_>) -> Vec<(String, String)> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for (no, text) in &told.event.values {
            let name = match self.profiles.value(*no) {
                Some(ValueName::Other(name)) => &**name,
                Some(ValueName::Name) => "name",
                _ => continue,
            };
            let mut paths = told.action.values.iter().filter(|(known, _)| known == no).flat_map(|(_, paths)| paths);
            let member = text.split_once('=').filter(|_| paths.any(|path| path.steps.contains(&PathStep::Members)));
            let (name, text) = match member {
                Some((member, text)) => (format!("{name}.{member}"), text),
                None => (name.to_owned(), &**text),
            };
            match fields.iter_mut().find(|(known, _)| *known == name) {
                Some((_, texts)) => {
                    texts.push_str(", ");
                    texts.push_str(text);
                }
                None => fields.push((name, text.to_owned())),
            }
        }
        fields
    }

    fn shows(&self, told: &Told<'_, '_>, canceled_micros: Option<i64>, is_first: bool) -> Shows {
        let noun = self.kind.noun.clone();
        let error = error_of(told.event.error_code).map(str::to_owned);
        let Sign { role, proof, time_micros, .. } = told.sign;
        let said = |name| self.of(told, &name).first().map(|text| (*text).to_owned());
        let status = || said(ValueName::Status);
        match (role, error) {
            (Role::Create, Some(error)) if told.sign.answer == Answer::Faulted => Shows::Faulted { noun, error },
            (Role::Create, Some(error)) => Shows::NotSubmitted { noun, error },
            (Role::Sweep, None) => {
                let over = self.profiles.kind(told.action.kind);
                Shows::Swept { noun: over.map_or(noun, |kind| kind.noun.clone()) }
            }
            (Role::Notice, _) => Shows::Told { proof, status: status(), why: said(ValueName::ErrorMessage) },
            (_, None) if told.action.shows.is_some() => {
                Shows::Says { text: told.action.shows.clone().unwrap_or_default(), status: status() }
            }
            (_, error) => match (proof, error) {
                (Proof::Nothing, None) => Shows::Nothing { noun },
                (Proof::Nothing, Some(error)) => Shows::RefusedForItself { noun, error },
                (Proof::Existed, Some(error)) => {
                    Shows::RefusedThoughThere { noun, error, is_change: matches!(role, Role::Update | Role::End) }
                }
                (Proof::Existed, None) => Shows::Existed { noun, is_first: is_first && role == Role::Read },
                (Proof::NotFound, error) => Shows::NotFound { noun, error },
                (Proof::Submitted, _) => {
                    let n_outputs = self.of(told, &ValueName::Output).len();
                    let n_outputs = n_outputs.max(self.of(told, &ValueName::OutputPreset).len());
                    Shows::Submitted { status: status(), n_outputs }
                }
                (Proof::PastSubmitted, error) => {
                    let canceled = canceled_micros.map(|canceled| {
                        if canceled <= time_micros { CanceledWhen::Before } else { CanceledWhen::Later }
                    });
                    Shows::PastSubmitted { error, canceled }
                }
                (Proof::Over, Some(error)) => Shows::Over { error },
                (proof, _) => Shows::Proves { proof, status: status() },
            },
        }
    }
}
