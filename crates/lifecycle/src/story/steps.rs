//! The events of a story as steps, each with what it shows.

use trailglass_event::time::Micros;

use super::observed::{Evidence, ObservedFact};
use super::step::{CanceledWhen, Shows, Step};
use super::values::KnownFields;
use crate::fact::{FactEvent, error_of};
use crate::observation::Answer;
use crate::profile::Role;
use crate::proof::Proof;
use crate::registry::{KindEntry, Profiles, ValueName};

/// The steps of all facts of a name. Each of the `beginnings` begins another resource, which has fields and a cancellation
/// of its own.
pub(super) fn steps(
    profiles: &Profiles,
    kind: &KindEntry,
    facts: &[ObservedFact<'_, '_>],
    beginnings: &[usize],
) -> Vec<Step> {
    let mut steps = Vec::with_capacity(facts.len());
    let mut has_existed = false;
    let ends = beginnings.iter().skip(1).copied().chain([facts.len()]);
    for (start, end) in beginnings.iter().copied().zip(ends) {
        let evidence = Evidence { profiles, kind, facts: &facts[start..end] };
        let canceled = evidence.facts.iter().find(|fact| fact.observation.proof == Proof::Canceled);
        let canceled = canceled.map(|fact| fact.observation.time);
        let mut known = KnownFields::default();
        for fact in evidence.facts {
            let shows = shows(&evidence, fact, canceled, !has_existed);
            has_existed |= matches!(shows, Shows::Existed { is_first: true, .. });
            steps.push(step(fact, known.changes(profiles, fact), shows));
        }
    }
    steps
}

fn step(fact: &ObservedFact<'_, '_>, changes: Vec<super::Change>, shows: Shows) -> Step {
    let FactEvent { event, event_id, time, actor, error_message, error_code, .. } = &fact.event;
    Step {
        event: *event,
        event_id: (*event_id).to_owned(),
        time: *time,
        action: fact.action.event.clone(),
        actor: (*actor).to_owned(),
        role: fact.observation.role,
        error: error_of(*error_code).map(str::to_owned),
        error_message: error_message.map(str::to_owned),
        changes,
        shows,
    }
}

/// What one fact shows. `canceled` is the time of the cancellation of its resource, where one was accepted; `is_first`
/// whether no earlier step shows that it existed.
fn shows(
    evidence: &Evidence<'_, '_, '_>,
    fact: &ObservedFact<'_, '_>,
    canceled: Option<Option<Micros>>,
    is_first: bool,
) -> Shows {
    let noun = evidence.kind.noun.clone();
    let error = error_of(fact.event.error_code).map(str::to_owned);
    let (role, proof) = (fact.observation.role, fact.observation.proof);
    let first_value = |name| evidence.values(fact, &name).first().map(|text| (*text).to_owned());
    let status = || first_value(ValueName::Status);
    match (role, error) {
        (Role::Create, Some(error)) if fact.observation.answer == Answer::Faulted => Shows::Faulted { noun, error },
        (Role::Create, Some(error)) => Shows::NotSubmitted { noun, error },
        (Role::List, None) => {
            let listed = evidence.profiles.kind(fact.action.kind);
            Shows::Listed { noun: listed.map_or(noun, |kind| kind.noun.clone()) }
        }
        (Role::Notification, _) => {
            Shows::Notified { proof, status: status(), why: first_value(ValueName::ErrorMessage) }
        }
        (_, error) => match (fact.action.shows(), proof, error) {
            (Some(text), _, None) => Shows::Says { text: text.into(), status: status() },
            (_, Proof::Nothing, None) => Shows::Nothing { noun },
            (_, Proof::Nothing, Some(error)) => Shows::RefusedRequest { noun, error },
            (_, Proof::Existed, Some(error)) => {
                Shows::RefusedByResource { noun, error, is_change: matches!(role, Role::Update | Role::End) }
            }
            (_, Proof::Existed, None) => Shows::Existed { noun, is_first: is_first && role == Role::Read },
            (_, Proof::NotFound, error) => Shows::NotFound { noun, error },
            (_, Proof::Submitted, _) => {
                let n_keys = evidence.values(fact, &ValueName::Output).len();
                let n_presets = evidence.values(fact, &ValueName::OutputPreset).len();
                Shows::Submitted { status: status(), n_outputs: n_keys.max(n_presets) }
            }
            (_, Proof::LeftQueue, error) => {
                Shows::LeftQueue { error, canceled: canceled.map(|canceled| canceled_when(canceled, fact)) }
            }
            (_, Proof::Over, Some(error)) => Shows::Over { error },
            (_, proof, _) => Shows::Proves { proof, status: status() },
        },
    }
}

/// When the cancellation was, seen from a fact. What nothing dates counts as later.
fn canceled_when(canceled: Option<Micros>, fact: &ObservedFact<'_, '_>) -> CanceledWhen {
    match (canceled, fact.observation.time) {
        (Some(canceled), Some(time)) if canceled > time => CanceledWhen::Later,
        (None, Some(_)) => CanceledWhen::Later,
        _ => CanceledWhen::Before,
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::fact::{EventKey, FactNo};
    use crate::fold::{fold, present_beginning};
    use crate::observation::{Claims, Observation, assess};
    use crate::profile;
    use crate::story::{Story, story};

    const PROFILE: &str = r#"
        name = "x"
        label = "X"
        event_sources = ["x"]
        [[kind]]
        name = "job"
        reused = true
        [[kind.action]]
        event = "Make"
        role = "create"
        id = ["request.id"]
        accepted = "submitted"
        values = { size = ["request.size"] }
        [[kind.action]]
        event = "Change"
        role = "update"
        id = ["request.id"]
        accepted = "existed"
        values = { size = ["request.size"] }
        [[kind.action]]
        event = "Cancel"
        role = "end"
        id = ["request.id"]
        accepted = "canceled"
        refused = { Busy = "past-submitted" }
    "#;

    /// The story of these events, a second apart: name, error code, and the size that the request names.
    fn story_of(events: &[(&str, Option<&'static str>, &'static str)]) -> Story {
        let profiles = Profiles::of(&[profile::parse(PROFILE).expect("valid")]);
        let kind = profiles.kind_named("x/job").expect("declared");
        let facts: Vec<ObservedFact<'_, '_>> = (1..)
            .zip(events)
            .map(|(at, (name, error, size))| {
                let no = profiles.actions("x", name)[0];
                let action = profiles.action(no).expect("declared");
                let values = action.values.iter().map(|(value, _)| (*value, Cow::Borrowed(*size))).collect();
                let (event, time) = (EventKey(at), Some(Micros(at as i64 * 1_000_000)));
                let event_fact = FactEvent {
                    action: no,
                    values,
                    event,
                    event_id: "",
                    time,
                    actor: "",
                    error_code: *error,
                    error_message: None,
                };
                let assessment = assess(kind, action, Claims { error: *error, ..Claims::default() });
                let crate::observation::Assessment { proof, is_inferred, is_warning, answer } = assessment;
                let (role, fact) = (action.role(), FactNo(at as u32));
                let observation =
                    Observation { time, role, proof, is_inferred, is_warning, answer, tie: 0, event, fact };
                ObservedFact { action, event: event_fact, observation }
            })
            .collect();
        let observations: Vec<Observation> = facts.iter().map(|fact| fact.observation).collect();
        let beginning = present_beginning(&kind.spec, observations.iter());
        let lifecycle = fold(&observations, beginning, &Default::default()).expect("there are facts");
        story(&profiles, kind, lifecycle, &facts)
    }

    fn sentence(story: &Story, step: usize) -> String {
        story.steps[step].shows.to_string()
    }

    #[test]
    fn a_cancellation_explains_refusals_of_its_own_resource_alone() {
        let first = [("Make", None, "1"), ("Cancel", None, ""), ("Cancel", Some("Busy"), "")];
        let explained = "Refused, Busy: it was canceled before, so this shows nothing new";
        let unexplained = "Refused, Busy: it was no longer Submitted";
        assert_eq!(sentence(&story_of(&first), 2), explained);
        let second = [first.as_slice(), &[("Make", None, "2"), ("Cancel", Some("Busy"), "")]].concat();
        let story = story_of(&second);
        assert_eq!([2, 4].map(|step| sentence(&story, step)), [explained, unexplained]);
        assert_eq!(sentence(&story_of(&second[2..]), 0), unexplained);
    }

    #[test]
    fn a_change_is_one_from_what_the_same_resource_was() {
        let events = [
            ("Make", None, "1"),
            ("Cancel", None, ""),
            ("Change", None, "3"),
            ("Make", None, "2"),
            ("Change", None, "4"),
        ];
        let story = story_of(&events);
        let before: Vec<_> =
            story.steps.iter().flat_map(|step| &step.changes).map(|change| change.before.as_deref()).collect();
        assert_eq!(before, [Some("1"), Some("2")]);
    }
}
