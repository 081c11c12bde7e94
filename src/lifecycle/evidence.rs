//! The facts of one thing, put in order and weighed into its story. Only [`stories`](super::story::stories) comes here.

use crate::sort::sort_by;
use std::{borrow::Cow, sync::Arc};

use super::{
    fact::{EventKey, FactEvent},
    profile::Role,
    state::{Certainty, Proof, Proven, State},
    step::{CanceledWhen, Shows, Step},
    story::{JobKey, Output, Story, Submitted},
    table::{ActionEntry, KindEntry, KindNo, Profiles, ValueName},
};

/// What the facts of one thing have in common.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct ThingKey<'a> {
    kind: KindNo,
    account: &'a str,
    region: &'a str,
    name: ThingName<'a>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum ThingName<'a> {
    Id(Cow<'a, str>),
    /// A request that made nothing, or whose record does not say what it made.
    Request(&'a str),
    /// The same, where the record does not name the request.
    Event(&'a str),
}

impl<'a> ThingKey<'a> {
    /// None where an event other than a creation names no id: it is about nothing.
    pub(super) fn of(action: &ActionEntry, event: &FactEvent<'a>) -> Option<ThingKey<'a>> {
        let is_creation = action.role == Role::Create;
        let is_refused = error_of(event).is_some();
        let id = event.fact.id.as_ref().filter(|id| !id.is_empty());
        let request = event.request_id.filter(|request| !request.is_empty());
        let name = match (id, request) {
            (Some(id), _) if !(is_creation && is_refused) => ThingName::Id(id.clone()),
            _ if !is_creation => return None,
            (_, Some(request)) => ThingName::Request(request),
            (_, None) => ThingName::Event(event.event_id),
        };
        Some(ThingKey { kind: action.kind, account: event.account, region: event.region, name })
    }

    fn job_key(&self, kind: &KindEntry) -> JobKey {
        let (how, name) = match &self.name {
            ThingName::Id(id) => ("", &**id),
            ThingName::Request(request) => ("request|", *request),
            ThingName::Event(event) => ("event|", *event),
        };
        let plain = |part: &str| part.replace('%', "%25").replace('|', "%7C");
        JobKey(format!("{}|{}|{}|{how}{}", kind.name, plain(self.account), plain(self.region), plain(name)))
    }
}

/// An empty code is no error: some exports write all members.
fn error_of<'a>(event: &FactEvent<'a>) -> Option<&'a str> {
    event.error_code.filter(|code| !code.is_empty())
}

/// The facts of one thing.
pub(super) struct Evidence<'p, 'a> {
    pub(super) key: ThingKey<'a>,
    pub(super) told: Vec<Told<'p, 'a>>,
}

/// A fact with its action.
pub(super) struct Told<'p, 'a> {
    pub(super) action: &'p ActionEntry,
    pub(super) event: FactEvent<'a>,
}

impl Told<'_, '_> {
    fn error(&self) -> Option<&str> {
        error_of(&self.event)
    }

    fn proof(&self) -> Proof {
        self.action.proof(self.error())
    }

    fn is_creation(&self) -> bool {
        self.action.role == Role::Create
    }

    fn is_accepted_creation(&self) -> bool {
        self.is_creation() && self.error().is_none()
    }

    /// The state it proves and how. A refused creation is the one proof that needs no profile.
    fn state(&self) -> Option<(State, Certainty)> {
        if self.is_creation() && self.error().is_some() {
            return Some((State::NotSubmitted, Certainty::Recorded));
        }
        self.proof().state()
    }

    fn order(&self) -> impl Ord + '_ {
        let FactEvent { fact, event, event_id, time_micros, request_id, .. } = &self.event;
        (*time_micros, self.action.role, *event_id, *request_id, self.error(), fact.action, *event)
    }
}

impl Evidence<'_, '_> {
    pub(super) fn story(mut self, profiles: &Profiles) -> Option<Story> {
        sort_by(&mut self.told, &mut |one, other| one.order().cmp(&other.order()));
        // An event may name one id twice, as in a list of ids to stop.
        self.told.dedup_by_key(|told| (told.event.event, told.event.fact.action));
        let (first, last) = (self.told.first()?, self.told.last()?);
        let kind = profiles.kind(self.key.kind)?;

        let creation = self.told.iter().find(|told| told.is_accepted_creation());
        let exists = self.told.iter().any(|told| told.proof().is_of_existence());
        let id = match &self.key.name {
            ThingName::Id(id) => id.to_string(),
            ThingName::Request(_) | ThingName::Event(_) => String::new(),
        };
        let decoded = || kind.id_time.filter(|_| exists).and_then(|id_time| id_time.decode_micros(&id));
        let submitted = match creation {
            Some(creation) => Some(Submitted { time_micros: creation.event.time_micros, decoded: false }),
            None => decoded().map(|time_micros| Submitted { time_micros, decoded: true }),
        };
        let verdict = self.verdict();
        let n_steps_of =
            |is_counted: fn(&Told<'_, '_>) -> bool| self.told.iter().filter(|told| is_counted(told)).count();

        Some(Story {
            key: self.key.job_key(kind),
            kind: kind.name.clone(),
            id,
            request_id: match &self.key.name {
                ThingName::Request(request) => Some((*request).to_owned()),
                ThingName::Id(_) | ThingName::Event(_) => None,
            },
            account: self.key.account.to_owned(),
            region: self.key.region.to_owned(),
            parent: self.told.iter().find_map(|told| told.event.fact.parent.as_deref()).map(str::to_owned),
            inputs: self.values(profiles, &ValueName::Input),
            outputs: self.outputs(profiles),
            details: self.details(profiles),
            submitted,
            submitted_by: self.told.iter().find(|told| told.is_creation()).map(|told| told.event.actor.to_owned()),
            first_seen_micros: first.event.time_micros,
            last_seen_micros: last.event.time_micros,
            reads: n_steps_of(|told| told.action.role == Role::Read),
            refusals: n_steps_of(|told| told.error().is_some()),
            exists,
            state: verdict.state,
            certainty: verdict.certainty,
            proven: verdict.proven,
            warning: false,
            proof: verdict.proof,
            steps: self.steps(profiles, kind),
        })
    }

    /// Of the states that events prove the one furthest along, by the first event that proves it.
    fn verdict(&self) -> Verdict {
        let mut best: Option<(State, Certainty, EventKey)> = None;
        for told in &self.told {
            if let Some((state, certainty)) = told.state()
                && best.is_none_or(|(known, ..)| state.rank() > known.rank())
            {
                best = Some((state, certainty, told.event.event));
            }
        }
        if let Some((state, certainty, event)) = best {
            return Verdict { state, certainty, proven: None, proof: Some(event) };
        }
        let submission = self.told.iter().find(|told| told.proof() == Proof::Submitted);
        Verdict {
            state: State::Unknown,
            certainty: Certainty::Unknown,
            proven: submission.map(|_| Proven::Submitted),
            proof: submission.map(|told| told.event.event),
        }
    }

    fn steps(&self, profiles: &Profiles, kind: &KindEntry) -> Vec<Step> {
        let canceled_micros =
            self.told.iter().find(|told| told.proof() == Proof::Canceled).map(|told| told.event.time_micros);
        let mut has_existed = false;
        let steps = self.told.iter().map(|told| {
            let shows = told.shows(profiles, kind, canceled_micros, !has_existed);
            has_existed |= matches!(shows, Shows::Existed { .. });
            Step {
                event: told.event.event,
                event_id: told.event.event_id.to_owned(),
                time_micros: told.event.time_micros,
                action: told.action.event.clone(),
                actor: told.event.actor.to_owned(),
                role: told.action.role,
                error: told.error().map(str::to_owned),
                error_message: told.event.error_message.map(str::to_owned),
                shows,
            }
        });
        steps.collect()
    }

    fn values(&self, profiles: &Profiles, name: &ValueName) -> Vec<String> {
        let texts = self.told.iter().map(|told| told.values(profiles, name)).find(|texts| !texts.is_empty());
        texts.unwrap_or_default().into_iter().map(str::to_owned).collect()
    }

    fn outputs(&self, profiles: &Profiles) -> Vec<Output> {
        let mut presets = self.values(profiles, &ValueName::OutputPreset).into_iter();
        let mut keys = self.values(profiles, &ValueName::Output).into_iter();
        let n_outputs = presets.len().max(keys.len());
        let outputs = (0..n_outputs)
            .map(|_| Output { key: keys.next().unwrap_or_default(), preset: presets.next().unwrap_or_default() });
        outputs.collect()
    }

    /// The first step that has any gives them: it is the submission, where there is one.
    fn details(&self, profiles: &Profiles) -> Vec<(Arc<str>, String)> {
        let of_step = |told: &Told<'_, '_>| -> Vec<(Arc<str>, String)> {
            let named = told.event.fact.values.iter().filter_map(|(no, text)| match profiles.value(*no)? {
                ValueName::Other(name) if !text.is_empty() => Some((name.clone(), text.to_string())),
                _ => None,
            });
            named.collect()
        };
        self.told.iter().map(of_step).find(|details| !details.is_empty()).unwrap_or_default()
    }
}

/// What the events of a thing prove together.
struct Verdict {
    state: State,
    certainty: Certainty,
    proven: Option<Proven>,
    proof: Option<EventKey>,
}

impl Told<'_, '_> {
    fn values<'s>(&'s self, profiles: &Profiles, name: &ValueName) -> Vec<&'s str> {
        let values = self.event.fact.values.iter();
        values.filter(|(no, _)| profiles.value(*no) == Some(name)).map(|(_, text)| &**text).collect()
    }

    fn shows(&self, profiles: &Profiles, kind: &KindEntry, canceled_micros: Option<i64>, is_first: bool) -> Shows {
        let noun = kind.noun.clone();
        let error = self.error().map(str::to_owned);
        if let (true, Some(error)) = (self.is_creation(), &error) {
            return Shows::NotSubmitted { noun, error: error.clone() };
        }
        match (self.proof(), error) {
            (Proof::Nothing, None) => Shows::Nothing { noun },
            (Proof::Nothing, Some(error)) => Shows::RefusedForItself { noun, error },
            (Proof::Existed, _) => Shows::Existed { noun, is_first },
            (Proof::NotFound, error) => Shows::NotFound { noun, error },
            (Proof::Submitted, _) => {
                let status = self.values(profiles, &ValueName::Status).first().map(|status| (*status).to_owned());
                let n_outputs = self.values(profiles, &ValueName::Output).len();
                Shows::Submitted {
                    status,
                    n_outputs: n_outputs.max(self.values(profiles, &ValueName::OutputPreset).len()),
                }
            }
            (Proof::Canceled, _) => Shows::Canceled,
            (Proof::PastSubmitted, error) => {
                let canceled = canceled_micros.map(|canceled| {
                    if canceled <= self.event.time_micros { CanceledWhen::Before } else { CanceledWhen::Later }
                });
                Shows::PastSubmitted { error, canceled }
            }
        }
    }
}
