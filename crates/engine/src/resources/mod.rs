//! The lives of all resources in the store: facts gathered by resource, and weighed.
//!
//! Segments are taken in as they come, and only resources that something new was said of are weighed again. Nothing is
//! copied from the facts but the texts that name resources; what else a row shows is looked up when it is drawn.

pub mod jobs;
pub mod timeline;
pub mod view;

use crate::execute::interner::{TextNo, Texts};
use hashbrown::HashTable;
use std::collections::{HashMap, HashSet};
use trailglass_event::field::Field;
use trailglass_lifecycle::evidence::{Said, Worth, is_of_work, worth};
use trailglass_lifecycle::fact::{ActionNo, EventKey, ValueNo, error_of};
use trailglass_lifecycle::instant;
use trailglass_lifecycle::life::{Besides, Life, Mentions, Pause, Sign, TIMELESS, in_order, weigh};
use trailglass_lifecycle::profile::{Class, Role};
use trailglass_lifecycle::state::Proof;
use trailglass_lifecycle::table::{ActionEntry, ITEM_CODE, KindEntry, KindNo, Profiles, ValueName};
use trailglass_protocol::message::RowKey;
use trailglass_store::column::TermColumn;
use trailglass_store::facts::{FactOrigin, FactTable};
use trailglass_store::segment::Segment;
use trailglass_store::{Store, StoreEpoch};
use view::ResourceView;

/// The number of a resource.
pub type ResourceId = u32;
/// The number of a link.
pub type LinkId = u32;

/// No link.
const NONE: LinkId = LinkId::MAX;
/// Marks the key of what is no event and has no row.
const IS_NOTIFICATION: u64 = 1 << 63;

/// The key of what a fact of a segment was taken from. Notifications are in the order of their sources, so that of copies
/// it is always the same one that counts.
fn key_of(segment_no: u32, origin: FactOrigin, store: &Store) -> EventKey {
    EventKey(match origin {
        FactOrigin::Event(row) => u64::from(segment_no) << 32 | u64::from(row),
        FactOrigin::Notification(number) => {
            let notices = store.held().get(segment_no as usize).map(|held| &held.segment.facts.notices);
            let source = notices.and_then(|notices| notices.source(number));
            let (file, within) = source.map_or((0, 0), |source| store.place_of(source));
            IS_NOTIFICATION | u64::from(file) << 32 | u64::from(within)
        }
    })
}

/// The row of an event; a notification has none.
pub fn row_of(EventKey(key): EventKey) -> Option<RowKey> {
    (key & IS_NOTIFICATION == 0).then_some(RowKey { segment: (key >> 32) as u32, row: key as u32 })
}

/// How a resource is named: see [`ThingName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum How {
    Id,
    Request,
    Event,
}

/// What makes a resource different from every other. Of kinds whose ids are of one resource everywhere it has no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    kind: KindNo,
    account: TextNo,
    region: TextNo,
    how: How,
    name: TextNo,
}

/// A resource.
pub struct Resource {
    key: Key,
    /// The newest of its links; each knows the one before.
    last_link: LinkId,
    is_stale: bool,
    parent: TextNo,
    /// The link whose fact last gave it a name.
    named: LinkId,
    /// The link whose fact says what was asked for: its creation or, without one, a notice.
    described: LinkId,
    /// When it was swept over, ascending.
    sweeps: Box<[i64]>,
    /// When it was changed, ascending.
    changes: Box<[i64]>,
    /// When it took no work.
    pauses: Box<[Pause]>,
    /// When it was deleted, where that shows that all that belonged to it had ended.
    cleared: Option<i64>,
    /// When its time is over.
    expires: Option<i64>,
    /// The account and the region that are shown.
    place: (TextNo, TextNo),
    life: Option<Life>,
}

/// What the jobs that belong together have in common: their kind, their place and what they belong to.
type Group = (KindNo, TextNo, TextNo, TextNo);

/// A fact that speaks of a resource.
#[derive(Clone, Copy)]
struct Link {
    segment: u32,
    /// The place of the fact in it.
    at: u32,
    /// Whether it speaks of the resource as the parent of another.
    is_of_parent: bool,
    previous: LinkId,
}

/// Notices of one id.
struct Loose {
    /// The newest of their links.
    last: LinkId,
    /// Whether events tell of a resource of this id.
    is_placed: bool,
    /// Without one, the resource that they make.
    resource: ResourceId,
}

/// All resources.
#[derive(Default)]
pub struct Resources {
    texts: Texts,
    resources: Vec<Resource>,
    by_key: HashTable<ResourceId>,
    links: Vec<Link>,
    /// The last link of notices, by the kind and the id of their resource; and whether events tell of one.
    loose: HashMap<(KindNo, TextNo), Loose>,
    stale: Vec<ResourceId>,
    /// The version of the store that they were gathered from.
    epoch: StoreEpoch,
    n_taken: usize,
    /// The rows that were shown when all of them were weighed last: see [`Store::n_shown_changes`].
    n_shown_changes: u64,
    n_jobs: u32,
    /// The time of the last event, in microseconds since 1970 UTC.
    end: i64,
    /// When a notice last told the end of one of a group.
    told_ends: HashMap<Group, i64>,
    numbers: Numbers,
}

/// The numbers of values that are looked up for all resources.
#[derive(Clone, Copy, Default)]
struct Numbers {
    status: Option<ValueNo>,
    name: Option<ValueNo>,
    warning: Option<ValueNo>,
    output_status: Option<ValueNo>,
}

impl Resources {
    /// Takes in what is new in the store and weighs what it speaks of. Copies that turned out not to be shown wait until
    /// `is_last`: while files come in there are new ones all the time, and each would have all resources weighed again.
    /// Where the store was rewritten, all resources are gathered anew and have other numbers.
    pub fn refresh(&mut self, store: &Store, profiles: &Profiles, is_last: bool) {
        let epoch = store.epoch();
        if !epoch.extends(self.epoch) {
            *self = Resources::default();
        }
        self.epoch = epoch;
        let number = |name| profiles.value_named(&name);
        self.numbers = Numbers {
            status: number(ValueName::Status),
            name: number(ValueName::Name),
            warning: number(ValueName::Warning),
            output_status: number(ValueName::OutputStatus),
        };
        let end = store.span().map_or(0, |(_, last)| last);
        let was = std::mem::replace(&mut self.end, end);
        for no in 0..self.resources.len() as u32 {
            // Its time may be over by now, as far as the data go.
            if self.resources[no as usize].expires.is_some_and(|expires| was < expires && expires <= end) {
                self.make_stale(no);
            }
        }
        let has_new = self.n_taken < store.held().len();
        while self.n_taken < store.held().len() {
            self.take(&store.held()[self.n_taken].segment, self.n_taken as u32, profiles);
            self.n_taken += 1;
        }
        // A copy that is not shown any more may have been any of the facts.
        let n_shown_changes = store.n_shown_changes();
        if is_last && self.n_shown_changes != n_shown_changes {
            self.n_shown_changes = n_shown_changes;
            self.stale = (0..self.resources.len() as u32).collect();
        }
        if has_new && !self.loose.is_empty() {
            self.place_loose(store, profiles);
        }
        let has_stale = !self.stale.is_empty();
        self.weigh_stale(store, profiles);
        if has_stale {
            self.gather_told_ends();
        }
    }

    /// Weighs what something new was said of; and what belongs to a resource of which it is newly known that it took no work, or
    /// was deleted.
    fn weigh_stale(&mut self, store: &Store, profiles: &Profiles) {
        let mut signs = Vec::new();
        let mut parents = HashSet::new();
        for no in std::mem::take(&mut self.stale) {
            if self.weigh(no, store, profiles, &mut signs) {
                parents.insert(self.resources[no as usize].key);
            }
        }
        if parents.is_empty() {
            return;
        }
        for no in 0..self.resources.len() as u32 {
            let parent = self.parent_key(no, profiles);
            if parent.is_some_and(|parent| parents.contains(&parent)) {
                self.make_stale(no);
            }
        }
        for no in std::mem::take(&mut self.stale) {
            self.weigh(no, store, profiles, &mut signs);
        }
    }

    /// Where a notice told the end of a job, it would have told that of others as well.
    fn gather_told_ends(&mut self) {
        self.told_ends.clear();
        for resource in &self.resources {
            let Some(life) = resource.life.filter(|life| life.is_end_told) else { continue };
            let Some(end) = life.ended else { continue };
            let last = self.told_ends.entry(resource.group()).or_insert(end.time_micros);
            *last = (*last).max(end.time_micros);
        }
    }

    /// Takes in the facts of a segment.
    fn take(&mut self, segment: &Segment, segment_no: u32, profiles: &Profiles) {
        let facts = &segment.facts;
        let mut known = vec![TextNo::MAX; facts.dictionary.len() + 1];
        let mut number = |texts: &mut Texts, code: u32| -> TextNo {
            let known = &mut known[code as usize];
            if *known == TextNo::MAX {
                *known = texts.number(facts.dictionary.term(code).unwrap_or_default());
            }
            *known
        };
        let [mut accounts, mut regions] = [Field::Account, Field::Region].map(|field| Column::new(segment, field));
        for at in 0..facts.len() {
            let action = profiles.action(ActionNo(facts.actions[at]));
            let Some(action) = action.filter(|action| !action.is_silenced) else { continue };
            let texts = &mut self.texts;
            let origin = facts.origin(at);
            let (account, region) = match origin {
                FactOrigin::Notification(told_by) => {
                    if facts.notices.source(told_by).is_none() {
                        continue;
                    }
                    let told_by = told_by as usize;
                    (number(texts, facts.notices.accounts[told_by]), number(texts, facts.notices.regions[told_by]))
                }
                FactOrigin::Event(row) => (accounts.number(texts, row), regions.number(texts, row)),
            };
            let Some(kind) = profiles.kind(action.kind) else { continue };
            let id = number(texts, facts.ids[at]);
            let request = number(texts, facts.requests[at]);
            let parent = number(texts, facts.parents[at]);
            let is_creation = action.role == Role::Create;
            let is_refused = error_at(segment, at).is_some();
            let home = |kind: &KindEntry| if kind.is_global { (0, 0) } else { (account, region) };
            let (how, name) = match (id, request, origin) {
                (1.., ..) if !(is_creation && is_refused) => (How::Id, id),
                _ if !is_creation => continue,
                (_, 1.., _) => (How::Request, request),
                (_, 0, FactOrigin::Event(row)) => (How::Event, texts.number(&segment.event_id(row))),
                (_, 0, FactOrigin::Notification(_)) => continue,
            };
            let link = Link { segment: segment_no, at: at as u32, is_of_parent: false, previous: NONE };
            let (key_account, key_region) = home(kind);
            let key = Key { kind: action.kind, account: key_account, region: key_region, how, name };
            if let FactOrigin::Notification(_) = origin {
                let fresh = Loose { last: NONE, is_placed: false, resource: ResourceId::MAX };
                let loose = self.loose.entry((action.kind, name)).or_insert(fresh);
                let previous = std::mem::replace(&mut loose.last, self.links.len() as u32);
                self.links.push(Link { previous, ..link });
            } else {
                self.link(key, link);
            }
            if is_creation && let (Some(kind), 1..) = (profiles.parent_of(action.kind), parent) {
                let (account, region) = profiles.kind(kind).map_or((account, region), home);
                let key = Key { kind, account, region, how: How::Id, name: parent };
                self.link(key, Link { is_of_parent: true, ..link });
            }
        }
    }

    fn link(&mut self, key: Key, link: Link) {
        let no = self.resource_of_key(key);
        let resource = &mut self.resources[no as usize];
        let previous = std::mem::replace(&mut resource.last_link, self.links.len() as u32);
        self.links.push(Link { previous, ..link });
        self.make_stale(no);
    }

    fn make_stale(&mut self, no: ResourceId) {
        let resource = &mut self.resources[no as usize];
        if !std::mem::replace(&mut resource.is_stale, true) {
            self.stale.push(no);
        }
    }

    fn find_key(&self, key: Key) -> Option<ResourceId> {
        self.by_key.find(hash(&key), |no| self.resources[*no as usize].key == key).copied()
    }

    fn resource_of_key(&mut self, key: Key) -> ResourceId {
        if let Some(no) = self.find_key(key) {
            return no;
        }
        let no = self.resources.len() as u32;
        self.resources.push(Resource {
            key,
            last_link: NONE,
            is_stale: false,
            parent: 0,
            named: NONE,
            described: NONE,
            sweeps: Box::default(),
            changes: Box::default(),
            pauses: Box::default(),
            cleared: None,
            expires: None,
            place: (key.account, key.region),
            life: None,
        });
        let resources = &self.resources;
        self.by_key.insert_unique(hash(&key), no, |no| hash(&resources[*no as usize].key));
        no
    }

    /// Notices speak of resources by their ids. Where no event tells of a resource of this id, they make one, where they are
    /// from or, if they do not say, nowhere.
    fn place_loose(&mut self, store: &Store, profiles: &Profiles) {
        for no in 0..self.resources.len() as u32 {
            let key = self.resources[no as usize].key;
            let is_of_events = self.resources[no as usize].last_link != NONE;
            let loose = self.loose.get_mut(&(key.kind, key.name)).filter(|_| key.how == How::Id);
            if let Some(loose) = loose {
                loose.is_placed |= is_of_events;
                self.make_stale(no);
            }
        }
        let without =
            self.loose.iter().filter(|(_, loose)| !loose.is_placed).map(|(named, loose)| (*named, loose.last));
        for ((kind, name), last) in without.collect::<Vec<_>>() {
            // Of several places the first in order, so that the order of files does not matter.
            let places = self.chain(last).map(|link| self.place_of(link, store));
            let is_global = profiles.kind(kind).is_some_and(|kind| kind.is_global);
            let (account, region) = places.min().filter(|_| !is_global).unwrap_or_default();
            let [account, region] = [account, region].map(|text| self.texts.number(text));
            let no = self.resource_of_key(Key { kind, account, region, how: How::Id, name });
            if let Some(loose) = self.loose.get_mut(&(kind, name)) {
                loose.resource = no;
            }
            self.make_stale(no);
        }
    }

    /// The segment and the fact that a link is about.
    fn fact_of<'s>(&self, link: LinkId, store: &'s Store) -> (&'s Segment, usize) {
        let Link { segment, at, .. } = self.links[link as usize];
        (&store.held()[segment as usize].segment, at as usize)
    }

    /// A link and all that were before it.
    fn chain(&self, last: LinkId) -> impl Iterator<Item = LinkId> {
        let some = |link: LinkId| Some(link).filter(|link| *link != NONE);
        std::iter::successors(some(last), move |link| some(self.links[*link as usize].previous))
    }

    /// Account and region that a notice names.
    fn place_of<'s>(&self, link: LinkId, store: &'s Store) -> (&'s str, &'s str) {
        let (segment, at) = self.fact_of(link, store);
        let FactTable { notices, dictionary, .. } = &segment.facts;
        let FactOrigin::Notification(told_by) = segment.facts.origin(at) else { return ("", "") };
        let text = |codes: &[u32]| dictionary.term(codes[told_by as usize]).unwrap_or_default();
        (text(&notices.accounts), text(&notices.regions))
    }

    /// Whether a notice that has a resource's id is about it: not where it names the place of another resource of this id.
    fn is_about(&self, link: LinkId, key: Key, store: &Store) -> bool {
        let (account, region) = self.place_of(link, store);
        let [Some(account), Some(region)] = [account, region].map(|text| self.texts.find(text)) else { return true };
        let there = Key { account, region, ..key };
        there == key || self.find_key(there).is_none_or(|no| self.resources[no as usize].last_link == NONE)
    }

    /// The links that speak of a resource, in no order.
    fn links_of(&self, no: ResourceId, store: &Store) -> impl Iterator<Item = LinkId> {
        let resource = &self.resources[no as usize];
        let loose = self.loose.get(&(resource.key.kind, resource.key.name)).filter(|_| resource.key.how == How::Id);
        let loose = self.chain(loose.map_or(NONE, |loose| loose.last));
        self.chain(resource.last_link).chain(loose.filter(move |link| self.is_about(*link, resource.key, store)))
    }

    /// The facts of a resource in their order, as far as they are steps; and how often it is mentioned.
    pub fn signs(&self, no: ResourceId, store: &Store, profiles: &Profiles, signs: &mut Vec<Sign>) -> Mentions {
        signs.clear();
        let mut mentions = Mentions::default();
        let Some(kind) = profiles.kind(self.resources[no as usize].key.kind) else { return mentions };
        for link in self.links_of(no, store) {
            let Link { segment: segment_no, at, is_of_parent, .. } = self.links[link as usize];
            let held = &store.held()[segment_no as usize];
            let (segment, facts, at) = (&held.segment, &held.segment.facts, at as usize);
            let Some(action) = profiles.action(ActionNo(facts.actions[at])) else { continue };
            let origin = facts.origin(at);
            let event = key_of(segment_no, origin, store);
            let (time_micros, tie) = match origin {
                FactOrigin::Notification(told_by) => {
                    (facts.notices.times[told_by as usize], facts.notices.keys[told_by as usize])
                }
                FactOrigin::Event(row) if held.shown.contains(row) => (segment.time(row).0, segment.id_key(row)),
                FactOrigin::Event(_) => continue,
            };
            let error = error_at(segment, at);
            if is_of_parent || action.role == Role::Mention {
                mentions.add(time_micros, error.is_none());
                continue;
            }
            let said = self.said(kind, action, segment, at, error);
            let Worth { proof, is_inferred, is_warning, answer } = worth(kind, action, said);
            let role = action.role;
            signs.push(Sign { time_micros, role, proof, is_inferred, is_warning, answer, tie, event, at: link });
        }
        in_order(signs);
        // The same notice may have been saved twice; events are shown once already.
        let identity = |sign: &Sign| (sign.role, sign.tie, sign.time_micros, sign.proof);
        signs.dedup_by(|one, other| one.role == Role::Notice && identity(one) == identity(other));
        mentions
    }

    /// What a fact says, as far as its worth depends on it.
    fn said<'s>(
        &self,
        kind: &KindEntry,
        action: &ActionEntry,
        segment: &'s Segment,
        at: usize,
        error: Option<&'s str>,
    ) -> Said<'s> {
        let facts = &segment.facts;
        let texts = |no: Option<ValueNo>| {
            let values = no.into_iter().flat_map(move |no| facts.values_of(at, no));
            values.filter_map(|code| facts.dictionary.term(code))
        };
        let is_of_items = action.items.is_some();
        let is_notice = action.role == Role::Notice;
        Said {
            error,
            item: texts(Some(ITEM_CODE).filter(|_| is_of_items)).next(),
            status: texts(self.numbers.status.filter(|_| !kind.states.is_empty())).next(),
            has_output: texts(self.numbers.output_status.filter(|_| is_notice)).any(|status| is_of_work(kind, status)),
            has_warning: texts(self.numbers.warning).any(|warning| !warning.is_empty()),
        }
    }

    /// The key of what a resource belongs to.
    fn parent_key(&self, no: ResourceId, profiles: &Profiles) -> Option<Key> {
        let Resource { key, parent, place: (account, region), .. } = self.resources[no as usize];
        let kind = profiles.parent_of(key.kind).filter(|_| parent != 0)?;
        let is_global = profiles.kind(kind)?.is_global;
        let (account, region) = if is_global { (0, 0) } else { (account, region) };
        Some(Key { kind, account, region, how: How::Id, name: parent })
    }

    /// Where the first of a resource's facts is from that names a place.
    fn place_in(&mut self, signs: &[Sign], key: Key, store: &Store) -> (TextNo, TextNo) {
        let of_link = |link: LinkId| {
            let Link { segment, at, .. } = self.links[link as usize];
            let segment = &store.held()[segment as usize].segment;
            match segment.facts.origin(at as usize) {
                FactOrigin::Event(row) => {
                    [Field::Account, Field::Region].map(|field| segment.term(field, row).unwrap_or_default())
                }
                FactOrigin::Notification(_) => <[&str; 2]>::from(self.place_of(link, store)),
            }
        };
        let first = match signs.first() {
            Some(sign) => Some(of_link(sign.at)),
            None => self.find_key(key).and_then(|no| self.links_of(no, store).map(of_link).min()),
        };
        let [account, region] = first.unwrap_or_default();
        (self.texts.number(account), self.texts.number(region))
    }

    /// Weighs a resource. Whether something is newly known of it that what belongs to it depends on.
    fn weigh(&mut self, no: ResourceId, store: &Store, profiles: &Profiles, signs: &mut Vec<Sign>) -> bool {
        let mentions = self.signs(no, store, profiles, signs);
        let key = self.resources[no as usize].key;
        let Some(kind) = profiles.kind(key.kind) else { return false };
        // What only notices tell of is there as long as no event tells of a resource of its id.
        let is_of_notices = self.resources[no as usize].last_link == NONE;
        let loose = self.loose.get(&(key.kind, key.name)).filter(|_| is_of_notices && key.how == How::Id);
        let is_overtaken = loose.is_some_and(|loose| loose.is_placed || loose.resource != no);
        let facts_of = |sign: &Sign| {
            let Link { segment, at, .. } = self.links[sign.at as usize];
            (&store.held()[segment as usize].segment.facts, at as usize)
        };
        let parent = signs.iter().find_map(|sign| {
            let (facts, at) = facts_of(sign);
            facts.dictionary.term(facts.parents[at]).filter(|parent| !parent.is_empty())
        });
        let has = |sign: &Sign, value: Option<ValueNo>| {
            let (facts, at) = facts_of(sign);
            value.is_some_and(|value| facts.values_of(at, value).next().is_some())
        };
        let named = signs.iter().rev().find(|sign| !sign.is_refused() && has(sign, self.numbers.name));
        let named = named.map_or(NONE, |sign| sign.at);
        let input = profiles.value_named(&ValueName::Input);
        let told_input = signs.iter().find(|sign| sign.role == Role::Notice && has(sign, input)).map(|sign| sign.at);
        let beginning = kind.beginning(signs.iter());
        let expires = kind.expires.and_then(|value| {
            let of_sign = |sign: &Sign| {
                let (facts, at) = facts_of(sign);
                facts.values_of(at, value).find_map(|code| instant::read(facts.dictionary.term(code)?))
            };
            signs[beginning..].iter().filter(|sign| !sign.is_refused()).find_map(of_sign).map(|time| time.0)
        });
        let parent = parent.map_or(0, |parent| self.texts.number(parent));
        let place = if kind.is_global { self.place_in(signs, key, store) } else { (key.account, key.region) };
        let resource = &mut self.resources[no as usize];
        (resource.parent, resource.place, resource.expires) = (parent, place, expires);
        let decoded = kind.id_time.filter(|_| key.how == How::Id);
        let above = self.parent_key(no, profiles).and_then(|key| self.find_key(key));
        let above = above.map(|no| &self.resources[no as usize]).filter(|_| kind.class == Class::Job);
        let besides = Besides {
            mentions,
            decoded: decoded.and_then(|id_time| id_time.decode_micros(self.texts.get(key.name))),
            expired: expires.filter(|expires| *expires <= self.end),
            pauses: above.map_or(&[], |above| &above.pauses),
            cleared: above.and_then(|above| above.cleared),
        };
        let life = if is_overtaken { None } else { weigh(signs, beginning, &besides) };
        let described = life.and_then(|life| life.creation).or(told_input).unwrap_or(NONE);
        let times = |is_it: fn(&&Sign) -> bool| signs.iter().filter(is_it).map(|sign| sign.time_micros).collect();
        let sweeps = times(|sign| sign.role == Role::Sweep);
        let changes = times(|sign| sign.role == Role::Update && !sign.is_refused());
        let is_clearing = |sign: &&Sign| {
            let Link { segment, at, .. } = self.links[sign.at as usize];
            let action = ActionNo(store.held()[segment as usize].segment.facts.actions[at as usize]);
            !sign.is_refused() && profiles.action(action).is_some_and(|action| action.is_clearing)
        };
        let cleared = signs.iter().rev().find(is_clearing).map(|sign| sign.time_micros);
        let pauses = if kind.is_holding { pauses(signs) } else { Box::default() };
        let is_job = |life: &Option<Life>| kind.class == Class::Job && life.is_some_and(|life| life.is_of_something());
        let resource = &mut self.resources[no as usize];
        self.n_jobs = self.n_jobs + u32::from(is_job(&life)) - u32::from(is_job(&resource.life));
        let is_new = resource.pauses != pauses || resource.cleared != cleared;
        (resource.life, resource.named, resource.described) = (life, named, described);
        (resource.is_stale, resource.sweeps, resource.changes) = (false, sweeps, changes);
        (resource.pauses, resource.cleared) = (pauses, cleared);
        is_new
    }

    /// Resources by their numbers; a number without a life is of nothing.
    pub fn numbers(&self) -> impl Iterator<Item = ResourceId> {
        (0..self.resources.len() as u32).filter(|no| self.resources[*no as usize].life.is_some())
    }

    /// How many jobs there are.
    pub fn n_jobs(&self) -> u32 {
        self.n_jobs
    }

    /// A resource, to be asked what a row shows.
    pub fn view<'a>(&'a self, no: ResourceId, store: &'a Store, profiles: &'a Profiles) -> Option<ResourceView<'a>> {
        // What was gathered from another history of the store leads nowhere in this one.
        let resource = self.resources.get(no as usize).filter(|_| store.epoch().extends(self.epoch))?;
        let life = resource.life.as_ref()?;
        Some(ResourceView { all: self, store, profiles, no, life, kind: profiles.kind(resource.key.kind)? })
    }

    /// The resource of a [`JobKey`].
    pub fn find(&self, key: &str, profiles: &Profiles) -> Option<ResourceId> {
        let parts: Vec<String> = key.split('|').map(|part| part.replace("%7C", "|").replace("%25", "%")).collect();
        let (how, name) = match parts.get(3..)? {
            [name] => (How::Id, name),
            [how, name] if how == "request" => (How::Request, name),
            [how, name] if how == "event" => (How::Event, name),
            _ => return None,
        };
        let (kind, entry) = profiles.kinds_in_force().find(|(_, kind)| *kind.name == *parts[0])?;
        let place = if entry.is_global { ["", ""] } else { [parts[1].as_str(), parts[2].as_str()] };
        let [account, region, name] = [place[0], place[1], name].map(|text| self.texts.find(text));
        self.find_key(Key { kind, account: account?, region: region?, how, name: name? })
    }

    /// The resources that an event is a step of.
    pub fn of_event(&self, row: RowKey, store: &Store, profiles: &Profiles) -> Vec<ResourceId> {
        let Some(held) = store.held().get(row.segment as usize) else { return Vec::new() };
        let (segment, mut found) = (&held.segment, Vec::new());
        for at in segment.facts.of_row(row.row) {
            let action = profiles.action(ActionNo(segment.facts.actions[at]));
            let Some(action) = action.filter(|action| action.role != Role::Mention && !action.is_silenced) else {
                continue;
            };
            let is_global = profiles.kind(action.kind).is_some_and(|kind| kind.is_global);
            let text = |field| if is_global { "" } else { segment.term(field, row.row).unwrap_or_default() };
            let [account, region] = [text(Field::Account), text(Field::Region)].map(|text| self.texts.find(text));
            let fact = segment.facts.get(at);
            let is_refused = action.role == Role::Create && error_of(segment.term(Field::Error, row.row)).is_some();
            let id = fact.fact.id.as_deref().filter(|id| !id.is_empty() && !is_refused);
            let event_id = segment.event_id(row.row);
            let (how, name) = match (id, fact.request_id.filter(|request| !request.is_empty())) {
                (Some(id), _) => (How::Id, id),
                (None, Some(request)) => (How::Request, request),
                (None, None) => (How::Event, event_id.as_str()),
            };
            let (Some(account), Some(region), Some(name)) = (account, region, self.texts.find(name)) else { continue };
            let no = self.find_key(Key { kind: action.kind, account, region, how, name });
            found.extend(no.filter(|no| self.resources[*no as usize].life.is_some() && !found.contains(no)));
        }
        found
    }
}

/// The error code of the event that a fact was taken from; a notification has none.
fn error_at(segment: &Segment, at: usize) -> Option<&str> {
    match segment.facts.origin(at) {
        FactOrigin::Event(row) => error_of(segment.term(Field::Error, row)),
        FactOrigin::Notification(_) => None,
    }
}

/// When something took no work.
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

impl Resource {
    fn group(&self) -> Group {
        (self.key.kind, self.place.0, self.place.1, self.parent)
    }
}

/// The numbers of a column's terms, each looked up once.
struct Column<'a> {
    column: Option<&'a TermColumn>,
    known: Vec<TextNo>,
}

impl Column<'_> {
    fn new(segment: &Segment, field: Field) -> Column<'_> {
        let column = segment.column(field);
        let n_terms = column.map_or(0, |column| column.dictionary.len());
        Column { column, known: vec![TextNo::MAX; n_terms + 1] }
    }

    fn number(&mut self, texts: &mut Texts, row: u32) -> TextNo {
        let Some(column) = self.column else { return 0 };
        let code = column.codes.get(row);
        let known = &mut self.known[code as usize];
        if *known == TextNo::MAX {
            *known = texts.number(column.dictionary.term(code).unwrap_or_default());
        }
        *known
    }
}

fn hash(key: &Key) -> u64 {
    let Key { kind, account, region, how, name } = *key;
    let place = u64::from(account) << 32 | u64::from(region);
    let what = u64::from(name) << 32 | u64::from(kind.0) << 2 | how as u64;
    // Multiplying by an odd number with its bits spread out, and folding the high half in, mixes well enough for numbers
    // that count up.
    let mixed = (place.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ what).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    mixed ^ mixed >> 32
}
