//! The facts of one resource, in their order, and the state that they fold into.

use super::gather::EMPTY;
use super::key::{KeyName, ResourceId, ResourceKey};
use super::links::{LinkId, LinkRole};
use super::{Resources, error_at, event_key};
use crate::execute::interner::TextId;
use trailglass_event::field::Field;
use trailglass_event::time::Micros;
use trailglass_lifecycle::context::{Context, Pause, References};
use trailglass_lifecycle::fact::FactNo;
use trailglass_lifecycle::fold::{fold, present_beginning};
use trailglass_lifecycle::instant;
use trailglass_lifecycle::lifecycle_state::LifecycleState;
use trailglass_lifecycle::observation::{Assessment, Claims, assess, says_worked_on};
use trailglass_lifecycle::observation::{Observation, sort};
use trailglass_lifecycle::profile::{Class, Role};
use trailglass_lifecycle::proof::Proof;
use trailglass_lifecycle::registry::{ActionEntry, ITEM_CODE, KindEntry, Profiles, ValueName};
use trailglass_lifecycle::registry::{ActionNo, ValueNo};
use trailglass_store::Store;
use trailglass_store::facts::{FactOrigin, TIMELESS};
use trailglass_store::segment::Segment;

/// The numbers of the values that are looked up for every resource.
#[derive(Clone, Copy, Default)]
pub(super) struct ValueNumbers {
    status: Option<ValueNo>,
    name: Option<ValueNo>,
    input: Option<ValueNo>,
    warning: Option<ValueNo>,
    output_status: Option<ValueNo>,
}

impl ValueNumbers {
    pub fn of(profiles: &Profiles) -> ValueNumbers {
        ValueNumbers {
            status: profiles.value_named(&ValueName::Status),
            name: profiles.value_named(&ValueName::Name),
            input: profiles.value_named(&ValueName::Input),
            warning: profiles.value_named(&ValueName::Warning),
            output_status: profiles.value_named(&ValueName::OutputStatus),
        }
    }
}

impl Resources {
    /// The segment of a link, and the index of the fact in its table.
    pub(super) fn fact_of<'s>(&self, link: LinkId, store: &'s Store) -> (&'s Segment, usize) {
        let link = self.links.get(link);
        (&store.segments()[link.segment as usize].segment, link.fact as usize)
    }

    /// The links to the facts that name a resource, in no order.
    fn links_of<'a>(&'a self, id: ResourceId, store: &'a Store) -> impl Iterator<Item = LinkId> + use<'a> {
        let resource = &self.resources[id.index()];
        self.links.of(resource.links).chain(self.notifications_of(resource.key, store))
    }

    /// Puts the facts about a resource into a list, in their order, as far as they are of shown rows. Returns how often
    /// facts about others name it.
    pub(super) fn observations(
        &self,
        id: ResourceId,
        store: &Store,
        profiles: &Profiles,
        observations: &mut Vec<Observation>,
    ) -> References {
        observations.clear();
        let mut references = References::default();
        let Some(kind) = profiles.kind(self.resources[id.index()].key.kind) else { return references };
        for link_id in self.links_of(id, store) {
            let link = self.links.get(link_id);
            let stored = &store.segments()[link.segment as usize];
            let (segment, facts, at) = (&stored.segment, &stored.segment.facts, link.fact as usize);
            let Some(action) = profiles.action(ActionNo(facts.actions[at])) else { continue };
            let origin = facts.origin(at);
            let (time, tie) = match origin {
                FactOrigin::Notification(number) => {
                    let micros = facts.notifications.times[number as usize];
                    ((micros != TIMELESS).then_some(Micros(micros)), facts.notifications.keys[number as usize])
                }
                FactOrigin::Event(row) if stored.shown.contains(row) => (Some(segment.time(row)), segment.id_key(row)),
                FactOrigin::Event(_) => continue,
            };
            let error = error_at(segment, at);
            if link.role == LinkRole::Parent || action.role() == Role::Mention {
                references.add(time, error.is_none());
                continue;
            }
            let claims = self.claims(kind, action, segment, at, error);
            let Assessment { proof, is_inferred, is_warning, answer } = assess(kind, action, claims);
            let (role, event) = (action.role(), event_key(link.segment, origin, store));
            observations.push(Observation {
                time,
                role,
                proof,
                is_inferred,
                is_warning,
                answer,
                tie,
                event,
                fact: FactNo(link_id.0),
            });
        }
        sort(observations);
        drop_saved_again(observations);
        references
    }

    /// The parts of a fact that decide what it proves.
    fn claims<'s>(
        &self,
        kind: &KindEntry,
        action: &ActionEntry,
        segment: &'s Segment,
        at: usize,
        error: Option<&'s str>,
    ) -> Claims<'s> {
        let facts = &segment.facts;
        let texts = |value: Option<ValueNo>| {
            let codes = value.into_iter().flat_map(move |value| facts.values_of(at, value));
            codes.filter_map(|code| facts.dictionary.term(code))
        };
        let is_of_items = action.items().is_some();
        let is_notification = action.role() == Role::Notification;
        Claims {
            error,
            item: texts(Some(ITEM_CODE).filter(|_| is_of_items)).next(),
            status: texts(self.values.status.filter(|_| !kind.spec.states.is_empty())).next(),
            has_output: texts(self.values.output_status.filter(|_| is_notification))
                .any(|status| says_worked_on(kind, status)),
            has_warning: texts(self.values.warning).any(|warning| !warning.is_empty()),
        }
    }

    /// Folds the facts of a resource. Returns whether what the state of its children depends on has changed.
    pub(super) fn fold(
        &mut self,
        id: ResourceId,
        store: &Store,
        profiles: &Profiles,
        observations: &mut Vec<Observation>,
    ) -> bool {
        let references = self.observations(id, store, profiles, observations);
        let key = self.resources[id.index()].key;
        let Some(kind) = profiles.kind(key.kind) else { return false };
        let facts = ObservedFacts { resources: self, store };
        let parent = observations.iter().find_map(|observation| facts.parent(observation));
        let mut newest_first = observations.iter().rev();
        let named_by = newest_first
            .find(|observation| !observation.is_refused() && facts.has_value(observation, self.values.name));
        let named_by = named_by.map(|observation| LinkId::from(observation.fact));
        let mut notified = observations.iter().filter(|observation| observation.role == Role::Notification);
        let input_notified_by = notified.find(|observation| facts.has_value(observation, self.values.input));
        let input_notified_by = input_notified_by.map(|observation| LinkId::from(observation.fact));
        let beginning = present_beginning(&kind.spec, observations.iter());
        let expires = kind.expires.and_then(|value| {
            let mut accepted = observations[beginning..].iter().filter(|observation| !observation.is_refused());
            accepted.find_map(|observation| facts.instant(observation, value))
        });
        let deleted = observations
            .iter()
            .rev()
            .find(|observation| !observation.is_refused() && facts.is_clearing(observation, profiles));
        let deleted = deleted.and_then(|observation| observation.time);

        let parent = parent.map_or(EMPTY, |parent| self.texts.intern(parent));
        let place =
            if kind.spec.is_global { self.first_place(id, observations, store) } else { (key.account, key.region) };
        let resource = &mut self.resources[id.index()];
        (resource.parent, resource.place, resource.expires) = (parent, place, expires);

        let lifecycle = if self.is_superseded(id) {
            None
        } else {
            let parent = self.parent_key(id, profiles).and_then(|key| self.by_key.get(&key));
            let parent = parent.map(|id| &self.resources[id.index()]).filter(|_| kind.spec.class == Class::Job);
            let context = Context {
                references,
                decoded: self.time_in_id(key, kind),
                expired: expires.filter(|expires| *expires <= self.end),
                pauses: parent.map_or(&[], |parent| &parent.pauses),
                parent_deleted: parent.and_then(|parent| parent.deleted),
            };
            fold(observations, beginning, &context)
        };

        let resource = &mut self.resources[id.index()];
        let pauses = if kind.spec.is_holding { pauses(observations) } else { Box::default() };
        let has_changed = resource.pauses != pauses || resource.deleted != deleted;
        let was_job =
            std::mem::replace(&mut resource.lifecycle, lifecycle).is_some_and(|lifecycle| is_job(kind, &lifecycle));
        self.n_jobs =
            self.n_jobs + u32::from(lifecycle.is_some_and(|lifecycle| is_job(kind, &lifecycle))) - u32::from(was_job);
        resource.named_by = named_by;
        resource.described_by =
            lifecycle.and_then(|lifecycle| lifecycle.creation).map(LinkId::from).or(input_notified_by);
        resource.list_calls = times(observations, |observation| observation.role == Role::List);
        resource.changes =
            times(observations, |observation| observation.role == Role::Update && !observation.is_refused());
        (resource.pauses, resource.deleted, resource.is_stale) = (pauses, deleted, false);
        has_changed
    }

    /// The time of submission that the id of a resource tells.
    fn time_in_id(&self, key: ResourceKey, kind: &KindEntry) -> Option<Micros> {
        let KeyName::Id(id) = key.name else { return None };
        kind.spec.id_time?.decode(self.texts.get(id))
    }

    /// The account and the region of the first fact about a resource; of those that only name it, the least.
    fn first_place(&mut self, id: ResourceId, observations: &[Observation], store: &Store) -> (TextId, TextId) {
        let place = match observations.first() {
            Some(observation) => Some(self.place_of_fact(LinkId::from(observation.fact), store)),
            None => self.links_of(id, store).map(|link| self.place_of_fact(link, store)).min(),
        };
        let (account, region) = place.unwrap_or_default();
        (self.texts.intern(account), self.texts.intern(region))
    }

    fn place_of_fact<'s>(&self, link: LinkId, store: &'s Store) -> (&'s str, &'s str) {
        let (segment, fact) = self.fact_of(link, store);
        match segment.facts.origin(fact) {
            FactOrigin::Event(row) => {
                let term = |field| segment.term(field, row).unwrap_or_default();
                (term(Field::Account), term(Field::Region))
            }
            FactOrigin::Notification(_) => self.place_of_notification(link, store),
        }
    }
}

/// The facts that observations were taken from.
struct ObservedFacts<'r, 's> {
    resources: &'r Resources,
    store: &'s Store,
}

impl<'s> ObservedFacts<'_, 's> {
    fn fact(&self, observation: &Observation) -> (&'s Segment, usize) {
        self.resources.fact_of(LinkId::from(observation.fact), self.store)
    }

    /// The id of the parent that a fact names.
    fn parent(&self, observation: &Observation) -> Option<&'s str> {
        let (segment, at) = self.fact(observation);
        segment.facts.dictionary.term(segment.facts.parents[at]).filter(|parent| !parent.is_empty())
    }

    fn has_value(&self, observation: &Observation, value: Option<ValueNo>) -> bool {
        let (segment, at) = self.fact(observation);
        value.is_some_and(|value| segment.facts.values_of(at, value).next().is_some())
    }

    /// The instant that a value of a fact holds.
    fn instant(&self, observation: &Observation, value: ValueNo) -> Option<Micros> {
        let (segment, at) = self.fact(observation);
        let mut texts = segment.facts.values_of(at, value).filter_map(|code| segment.facts.dictionary.term(code));
        texts.find_map(instant::read)
    }

    /// Whether the action of a fact proves, where it is accepted, that all that belonged to the resource had ended.
    fn is_clearing(&self, observation: &Observation, profiles: &Profiles) -> bool {
        let (segment, at) = self.fact(observation);
        profiles.action(ActionNo(segment.facts.actions[at])).is_some_and(|action| action.is_clearing())
    }
}

fn is_job(kind: &KindEntry, lifecycle: &LifecycleState) -> bool {
    kind.spec.class == Class::Job && lifecycle.is_shown()
}

fn times(observations: &[Observation], is_counted: impl Fn(&Observation) -> bool) -> Box<[Micros]> {
    observations
        .iter()
        .filter(|observation| is_counted(observation))
        .filter_map(|observation| observation.time)
        .collect()
}

/// Drops notifications that were saved more than once; of the copies of an event, one is shown at most.
fn drop_saved_again(observations: &mut Vec<Observation>) {
    let identity = |observation: &Observation| (observation.role, observation.tie, observation.time, observation.proof);
    observations.dedup_by(|one, other| one.role == Role::Notification && identity(one) == identity(other));
}

/// The stretches of time in which a resource took no work.
fn pauses(observations: &[Observation]) -> Box<[Pause]> {
    let mut pauses: Vec<Pause> = Vec::new();
    for observation in observations {
        let Some(time) = observation.time else { continue };
        match (observation.proof, pauses.last_mut()) {
            (Proof::Paused, Some(Pause { until: None, .. })) => {}
            (Proof::Paused, _) => pauses.push(Pause { from: time, until: None }),
            (Proof::Active | Proof::Deleted, Some(Pause { until: until @ None, .. })) => *until = Some(time),
            _ => {}
        }
    }
    pauses.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use trailglass_lifecycle::fact::EventKey;
    use trailglass_lifecycle::observation::Answer;

    fn observation(time: Option<i64>, role: Role, proof: Proof) -> Observation {
        Observation {
            time: time.map(Micros),
            role,
            proof,
            is_inferred: false,
            is_warning: false,
            answer: Answer::Accepted,
            tie: 1,
            event: EventKey(0),
            fact: FactNo(0),
        }
    }

    #[test]
    fn a_pause_lasts_until_work_is_taken_again_or_for_good() {
        for (proofs, expected) in [
            (&[(Some(1), Proof::Paused), (Some(2), Proof::Paused), (Some(3), Proof::Active)][..], &[(1, Some(3))][..]),
            (&[(Some(1), Proof::Active), (Some(2), Proof::Paused)], &[(2, None)]),
            (
                &[(Some(1), Proof::Paused), (Some(2), Proof::Deleted), (Some(3), Proof::Paused)],
                &[(1, Some(2)), (3, None)],
            ),
            (&[(None, Proof::Paused)], &[]),
        ] {
            let observations: Vec<Observation> =
                proofs.iter().map(|(time, proof)| observation(*time, Role::Update, *proof)).collect();
            let found: Vec<_> =
                pauses(&observations).iter().map(|pause| (pause.from.0, pause.until.map(|until| until.0))).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_notification_that_was_saved_twice_counts_once() {
        for (role, n_left) in [(Role::Notification, 2), (Role::Read, 3)] {
            let mut observations = [1, 1, 2].map(|time| observation(Some(time), role, Proof::Active)).to_vec();
            drop_saved_again(&mut observations);
            assert_eq!(observations.len(), n_left);
        }
    }
}
