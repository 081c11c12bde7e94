//! The facts of one resource, in their order, and the state that they fold into.

use super::gather::EMPTY;
use super::key::{KeyName, ResourceId, ResourceKey};
use super::links::{LinkId, LinkRole};
use super::{Resources, error_at, event_key};
use crate::execute::interner::TextId;
use trailglass_event::field::Field;
use trailglass_lifecycle::evidence::{Said, Worth, is_of_work, worth};
use trailglass_lifecycle::fact::{ActionNo, ValueNo};
use trailglass_lifecycle::instant;
use trailglass_lifecycle::life::{Besides, Life, Mentions, Pause, Sign, TIMELESS, in_order, weigh};
use trailglass_lifecycle::profile::{Class, Role};
use trailglass_lifecycle::state::Proof;
use trailglass_lifecycle::table::{ActionEntry, ITEM_CODE, KindEntry, Profiles, ValueName};
use trailglass_store::Store;
use trailglass_store::facts::FactOrigin;
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
        (&store.held()[link.segment as usize].segment, link.fact as usize)
    }

    /// The links to the facts that name a resource, in no order.
    fn links_of<'a>(&'a self, id: ResourceId, store: &'a Store) -> impl Iterator<Item = LinkId> + use<'a> {
        let resource = &self.resources[id.index()];
        self.links.of(resource.links).chain(self.notifications_of(resource.key, store))
    }

    /// Puts the facts about a resource into a list, in their order, as far as they are of shown rows. Returns how often
    /// facts about others name it.
    pub(super) fn signs(&self, id: ResourceId, store: &Store, profiles: &Profiles, signs: &mut Vec<Sign>) -> Mentions {
        signs.clear();
        let mut mentions = Mentions::default();
        let Some(kind) = profiles.kind(self.resources[id.index()].key.kind) else { return mentions };
        for link_id in self.links_of(id, store) {
            let link = self.links.get(link_id);
            let held = &store.held()[link.segment as usize];
            let (segment, facts, at) = (&held.segment, &held.segment.facts, link.fact as usize);
            let Some(action) = profiles.action(ActionNo(facts.actions[at])) else { continue };
            let origin = facts.origin(at);
            let (time_micros, tie) = match origin {
                FactOrigin::Notification(number) => {
                    (facts.notices.times[number as usize], facts.notices.keys[number as usize])
                }
                FactOrigin::Event(row) if held.shown.contains(row) => (segment.time(row).0, segment.id_key(row)),
                FactOrigin::Event(_) => continue,
            };
            let error = error_at(segment, at);
            if link.role == LinkRole::Parent || action.role == Role::Mention {
                mentions.add(time_micros, error.is_none());
                continue;
            }
            let said = self.said(kind, action, segment, at, error);
            let Worth { proof, is_inferred, is_warning, answer } = worth(kind, action, said);
            let (role, event) = (action.role, event_key(link.segment, origin, store));
            signs.push(Sign { time_micros, role, proof, is_inferred, is_warning, answer, tie, event, at: link_id.0 });
        }
        in_order(signs);
        drop_saved_again(signs);
        mentions
    }

    /// The parts of a fact that decide what it proves.
    fn said<'s>(
        &self,
        kind: &KindEntry,
        action: &ActionEntry,
        segment: &'s Segment,
        at: usize,
        error: Option<&'s str>,
    ) -> Said<'s> {
        let facts = &segment.facts;
        let texts = |value: Option<ValueNo>| {
            let codes = value.into_iter().flat_map(move |value| facts.values_of(at, value));
            codes.filter_map(|code| facts.dictionary.term(code))
        };
        let is_of_items = action.items.is_some();
        let is_notification = action.role == Role::Notice;
        Said {
            error,
            item: texts(Some(ITEM_CODE).filter(|_| is_of_items)).next(),
            status: texts(self.values.status.filter(|_| !kind.states.is_empty())).next(),
            has_output: texts(self.values.output_status.filter(|_| is_notification))
                .any(|status| is_of_work(kind, status)),
            has_warning: texts(self.values.warning).any(|warning| !warning.is_empty()),
        }
    }

    /// Folds the facts of a resource. Returns whether what the state of its children depends on has changed.
    pub(super) fn fold(&mut self, id: ResourceId, store: &Store, profiles: &Profiles, signs: &mut Vec<Sign>) -> bool {
        let mentions = self.signs(id, store, profiles, signs);
        let key = self.resources[id.index()].key;
        let Some(kind) = profiles.kind(key.kind) else { return false };
        let facts = SignFacts { resources: self, store };
        let parent = signs.iter().find_map(|sign| facts.parent(sign));
        let mut newest_first = signs.iter().rev();
        let named_by = newest_first.find(|sign| !sign.is_refused() && facts.has_value(sign, self.values.name));
        let named_by = named_by.map(|sign| LinkId(sign.at));
        let mut notified = signs.iter().filter(|sign| sign.role == Role::Notice);
        let input_notified_by = notified.find(|sign| facts.has_value(sign, self.values.input));
        let input_notified_by = input_notified_by.map(|sign| LinkId(sign.at));
        let beginning = kind.beginning(signs.iter());
        let expires = kind.expires.and_then(|value| {
            let mut accepted = signs[beginning..].iter().filter(|sign| !sign.is_refused());
            accepted.find_map(|sign| facts.instant(sign, value))
        });
        let deleted = signs.iter().rev().find(|sign| !sign.is_refused() && facts.is_clearing(sign, profiles));
        let deleted = deleted.map(|sign| sign.time_micros);

        let parent = parent.map_or(EMPTY, |parent| self.texts.intern(parent));
        let place = if kind.is_global { self.first_place(id, signs, store) } else { (key.account, key.region) };
        let resource = &mut self.resources[id.index()];
        (resource.parent, resource.place, resource.expires) = (parent, place, expires);

        let life = if self.is_superseded(id) {
            None
        } else {
            let parent = self.parent_key(id, profiles).and_then(|key| self.by_key.get(&key));
            let parent = parent.map(|id| &self.resources[id.index()]).filter(|_| kind.class == Class::Job);
            let besides = Besides {
                mentions,
                decoded: self.time_in_id(key, kind),
                expired: expires.filter(|expires| *expires <= self.end),
                pauses: parent.map_or(&[], |parent| &parent.pauses),
                cleared: parent.and_then(|parent| parent.deleted),
            };
            weigh(signs, beginning, &besides)
        };

        let resource = &mut self.resources[id.index()];
        let pauses = if kind.is_holding { pauses(signs) } else { Box::default() };
        let has_changed = resource.pauses != pauses || resource.deleted != deleted;
        let was_job = std::mem::replace(&mut resource.life, life).is_some_and(|life| is_job(kind, &life));
        self.n_jobs = self.n_jobs + u32::from(life.is_some_and(|life| is_job(kind, &life))) - u32::from(was_job);
        resource.named_by = named_by;
        resource.described_by = life.and_then(|life| life.creation).map(LinkId).or(input_notified_by);
        resource.list_calls = times(signs, |sign| sign.role == Role::Sweep);
        resource.changes = times(signs, |sign| sign.role == Role::Update && !sign.is_refused());
        (resource.pauses, resource.deleted, resource.is_stale) = (pauses, deleted, false);
        has_changed
    }

    /// The time of submission that the id of a resource tells, in microseconds since 1970 UTC.
    fn time_in_id(&self, key: ResourceKey, kind: &KindEntry) -> Option<i64> {
        let KeyName::Id(id) = key.name else { return None };
        kind.id_time?.decode_micros(self.texts.get(id))
    }

    /// The account and the region of the first fact about a resource; of those that only name it, the least.
    fn first_place(&mut self, id: ResourceId, signs: &[Sign], store: &Store) -> (TextId, TextId) {
        let place = match signs.first() {
            Some(sign) => Some(self.place_of_fact(LinkId(sign.at), store)),
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
struct SignFacts<'r, 's> {
    resources: &'r Resources,
    store: &'s Store,
}

impl<'s> SignFacts<'_, 's> {
    fn fact(&self, sign: &Sign) -> (&'s Segment, usize) {
        self.resources.fact_of(LinkId(sign.at), self.store)
    }

    /// The id of the parent that a fact names.
    fn parent(&self, sign: &Sign) -> Option<&'s str> {
        let (segment, at) = self.fact(sign);
        segment.facts.dictionary.term(segment.facts.parents[at]).filter(|parent| !parent.is_empty())
    }

    fn has_value(&self, sign: &Sign, value: Option<ValueNo>) -> bool {
        let (segment, at) = self.fact(sign);
        value.is_some_and(|value| segment.facts.values_of(at, value).next().is_some())
    }

    /// The instant that a value of a fact holds, in microseconds since 1970 UTC.
    fn instant(&self, sign: &Sign, value: ValueNo) -> Option<i64> {
        let (segment, at) = self.fact(sign);
        let mut texts = segment.facts.values_of(at, value).filter_map(|code| segment.facts.dictionary.term(code));
        texts.find_map(instant::read).map(|time| time.0)
    }

    /// Whether the action of a fact proves, where it is accepted, that all that belonged to the resource had ended.
    fn is_clearing(&self, sign: &Sign, profiles: &Profiles) -> bool {
        let (segment, at) = self.fact(sign);
        profiles.action(ActionNo(segment.facts.actions[at])).is_some_and(|action| action.is_clearing)
    }
}

fn is_job(kind: &KindEntry, life: &Life) -> bool {
    kind.class == Class::Job && life.is_of_something()
}

fn times(signs: &[Sign], is_counted: impl Fn(&Sign) -> bool) -> Box<[i64]> {
    signs.iter().filter(|sign| is_counted(sign)).map(|sign| sign.time_micros).collect()
}

/// Drops notifications that were saved more than once; of the copies of an event, one is shown at most.
fn drop_saved_again(signs: &mut Vec<Sign>) {
    let identity = |sign: &Sign| (sign.role, sign.tie, sign.time_micros, sign.proof);
    signs.dedup_by(|one, other| one.role == Role::Notice && identity(one) == identity(other));
}

/// The stretches of time in which a resource took no work.
fn pauses(signs: &[Sign]) -> Box<[Pause]> {
    let mut pauses: Vec<Pause> = Vec::new();
    for sign in signs.iter().filter(|sign| sign.time_micros != TIMELESS) {
        match (sign.proof, pauses.last_mut()) {
            (Proof::Paused, Some((_, None))) => {}
            (Proof::Paused, _) => pauses.push((sign.time_micros, None)),
            (Proof::Active | Proof::Deleted, Some((_, until @ None))) => *until = Some(sign.time_micros),
            _ => {}
        }
    }
    pauses.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use trailglass_lifecycle::fact::EventKey;
    use trailglass_lifecycle::life::Answer;

    fn sign(time_micros: i64, role: Role, proof: Proof) -> Sign {
        Sign {
            time_micros,
            role,
            proof,
            is_inferred: false,
            is_warning: false,
            answer: Answer::Accepted,
            tie: 1,
            event: EventKey(0),
            at: 0,
        }
    }

    #[test]
    fn a_pause_lasts_until_work_is_taken_again_or_for_good() {
        for (proofs, expected) in [
            (&[(1, Proof::Paused), (2, Proof::Paused), (3, Proof::Active)][..], &[(1, Some(3))][..]),
            (&[(1, Proof::Active), (2, Proof::Paused)], &[(2, None)]),
            (&[(1, Proof::Paused), (2, Proof::Deleted), (3, Proof::Paused)], &[(1, Some(2)), (3, None)]),
            (&[(TIMELESS, Proof::Paused)], &[]),
        ] {
            let signs: Vec<Sign> = proofs.iter().map(|(time, proof)| sign(*time, Role::Update, *proof)).collect();
            assert_eq!(&*pauses(&signs), expected);
        }
    }

    #[test]
    fn a_notification_that_was_saved_twice_counts_once() {
        for (role, n_left) in [(Role::Notice, 2), (Role::Read, 3)] {
            let mut signs =
                vec![sign(1, role, Proof::Active), sign(1, role, Proof::Active), sign(2, role, Proof::Active)];
            drop_saved_again(&mut signs);
            assert_eq!(signs.len(), n_left);
        }
    }
}
