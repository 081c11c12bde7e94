//! The facts of one thing, which are in their order, put into words.

use std::{borrow::Cow, sync::Arc};

use super::{
    fact::{FactEvent, error_of},
    life::{Life, Sign, beginning},
    path::PathStep,
    profile::Role,
    state::{Proof, State},
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

/// What a fact proves: what its action does, or what its status says, whichever is further along.
pub fn proof_of(kind: &KindEntry, action: &ActionEntry, error: Option<&str>, status: Option<&str>) -> Proof {
    let proof = action.proof(error);
    match status.filter(|_| error.is_none()) {
        Some(status) => proof.max(kind.proof_of(status)),
        None => proof,
    }
}

/// The story of a thing of this kind. `all` are its facts in the order of [`Sign::order`], mentions left out.
pub fn story(profiles: &Profiles, kind: &KindEntry, life: Life, all: &[Told<'_, '_>]) -> Story {
    let before = if kind.is_reused { beginning(all.iter().map(|told| &told.sign)) } else { 0 };
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
        submitted_by: told.iter().find(|told| told.sign.role == Role::Create).map(|told| told.event.actor.to_owned()),
        error_code: last_text(ValueName::ErrorCode),
        error_message: last_text(ValueName::ErrorMessage),
        stops: evidence.stops(),
        details: evidence.details(),
        steps: evidence.steps(),
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

    /// What was asked for is said first, what became of it last.
    fn outputs(&self) -> Vec<Output> {
        let mut outputs: Vec<Output> = Vec::new();
        let mut fill = |texts: Vec<&str>, slot: fn(&mut Output) -> &mut String| {
            for (at, text) in texts.into_iter().enumerate() {
                if outputs.len() <= at {
                    outputs.push(Output::default());
                }
                if !text.is_empty() {
                    text.clone_into(slot(&mut outputs[at]));
                }
            }
        };
        let first = |name: &ValueName| self.told.iter().map(|told| self.of(told, name)).find(|texts| !texts.is_empty());
        fill(first(&ValueName::Output).unwrap_or_default(), |output| &mut output.key);
        fill(first(&ValueName::OutputPreset).unwrap_or_default(), |output| &mut output.preset);
        for told in self.told {
            fill(self.of(told, &ValueName::OutputStatus), |output| &mut output.status);
            fill(self.of(told, &ValueName::OutputDetail), |output| &mut output.detail);
            fill(self.of(told, &ValueName::OutputSeconds), |output| &mut output.seconds);
        }
        outputs
    }

    /// The values that have no part of their own, each as it was told last.
    fn details(&self) -> Vec<(Arc<str>, String)> {
        let mut newest: Vec<(Arc<str>, Vec<String>)> = Vec::new();
        for told in self.told.iter().filter(|told| !told.sign.is_refused || told.sign.role == Role::Create) {
            let mut of_fact: Vec<(Arc<str>, Vec<String>)> = Vec::new();
            for (no, text) in told.event.values.iter().filter(|(_, text)| !text.is_empty()) {
                let Some(ValueName::Other(name)) = self.profiles.value(*no) else { continue };
                match of_fact.iter_mut().find(|(known, _)| known == name) {
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

    /// The states as they follow each other, each by the first step that proves it.
    fn stops(&self) -> Vec<Stop> {
        let mut stops: Vec<Stop> = Vec::new();
        let mut last: Option<State> = None;
        let before = self.all.len() - self.told.len();
        for (step, told) in (before..).zip(self.told) {
            let Sign { proof, time_micros, role, is_refused, .. } = told.sign;
            let state = match proof.state() {
                _ if role == Role::Create && is_refused => Some(State::NotSubmitted),
                Some((state, _)) => Some(state),
                None if proof == Proof::Submitted && stops.is_empty() => None,
                None => continue,
            };
            // A late word of what is past already is no stop.
            let is_new = match (state, last) {
                (Some(state), Some(known)) => {
                    proof == Proof::Restarted || (state != known && state.rank() >= known.rank())
                }
                _ => true,
            };
            let is_idle = self.life.never_started && state == Some(State::PastSubmitted);
            if is_new && !is_idle {
                let is_exact = proof.state().is_none()
                    || proof == Proof::Started
                    || matches!(role, Role::Update | Role::End | Role::Create)
                    || (role == Role::Notice && proof != Proof::Progressing);
                let is_exact = is_exact && !matches!(proof, Proof::PastSubmitted | Proof::StopAsked);
                stops.push(Stop { state, time_micros, is_exact, step });
                last = state.or(last);
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
            has_existed |= matches!(shows, Shows::Existed { .. });
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
        if told.sign.is_refused || !matches!(told.sign.role, Role::Create | Role::Update) {
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
                (Proof::Existed, _) => Shows::Existed { noun, is_first },
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
                (proof, _) => Shows::Proves { proof, status: status() },
            },
        }
    }
}
