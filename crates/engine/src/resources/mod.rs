//! Resources: jobs, pipelines, sessions and the like, each folded from the facts of the shown rows that name it.
//!
//! *facts of a segment → links of each resource → observations in order → state.* Segments are taken in as they come, and
//! only resources that new facts name are folded again. Of the facts' texts only those are copied that identify a
//! resource; a row of the table looks up all else in the facts when it is drawn.
//!
//! - [`key`]: what tells one resource from every other
//! - [`links`]: which facts name which resource
//! - [`gather`]: the facts of a segment, linked to their resources
//! - [`notifications`]: notifications, attached to resources by their ids
//! - [`fold`]: the facts of one resource in order, and its state
//! - [`view`]: one resource, to be asked what a row shows
//! - [`job_fields`], [`findings`], [`job_filter`], [`job_order`], [`job_row`]: the table of jobs
//! - [`timeline`]: the jobs of an answer over time

pub mod findings;
mod fold;
mod gather;
pub mod job_fields;
pub mod job_filter;
pub mod job_order;
pub mod job_row;
mod key;
mod links;
mod notifications;
pub mod timeline;
pub mod view;

use crate::execute::interner::{Interner, TextId};
use fold::ValueNumbers;
use foldhash::{HashMap, HashSet, HashSetExt};
use gather::{EMPTY, key_at};
use key::{KeyName, ResourceKey};
use links::{LinkId, LinkList, Links};
use notifications::NotificationsOfId;
use trailglass_event::field::Field;
use trailglass_event::time::Micros;
use trailglass_lifecycle::context::Pause;
use trailglass_lifecycle::fact::{EventKey, error_of};
use trailglass_lifecycle::lifecycle_state::LifecycleState;
use trailglass_lifecycle::profile::Role;
use trailglass_lifecycle::registry::ActionNo;
use trailglass_lifecycle::registry::{KindNo, Profiles};
use trailglass_protocol::message::RowKey;
use trailglass_store::facts::FactOrigin;
use trailglass_store::segment::Segment;
use trailglass_store::{Store, StoreEpoch};
use view::ResourceView;

pub use key::ResourceId;

/// A resource.
struct Resource {
    key: ResourceKey,
    /// The facts of events that name it.
    links: LinkList,
    /// Whether facts name it that it has not been folded with.
    is_stale: bool,
    /// The id of the resource that it belongs to; empty where no fact names one.
    parent: TextId,
    /// The account and the region that are shown.
    place: (TextId, TextId),
    /// The link to the last fact that gives it a name.
    named_by: Option<LinkId>,
    /// The link to the fact that tells what was asked for: its creation or, without one, a notification.
    described_by: Option<LinkId>,
    /// When it was listed, ascending.
    list_calls: Box<[Micros]>,
    /// When it was changed, ascending.
    changes: Box<[Micros]>,
    pauses: Box<[Pause]>,
    /// When it was deleted, where that proves that all that belonged to it had ended.
    deleted: Option<Micros>,
    expires: Option<Micros>,
    /// Its state; `None` where no shown fact names it.
    lifecycle: Option<LifecycleState>,
}

/// The resources that belong together: those of a kind, an account, a region and a parent.
type Siblings = (KindNo, TextId, TextId, TextId);

/// All resources.
#[derive(Default)]
pub struct Resources {
    texts: Interner<TextId>,
    resources: Vec<Resource>,
    by_key: HashMap<ResourceKey, ResourceId>,
    links: Links,
    /// Notifications, by the kind and the id that they name.
    notifications: HashMap<(KindNo, TextId), NotificationsOfId>,
    stale: Vec<ResourceId>,
    /// The epoch of the store that they were gathered from.
    epoch: StoreEpoch,
    n_segments: usize,
    /// The changes of shown rows when all of them were folded last; see [`Store::n_shown_changes`].
    n_shown_changes: u64,
    n_jobs: u32,
    /// The time of the last event.
    end: Micros,
    /// The last end of a resource that a notification told, by its siblings.
    last_notified_ends: HashMap<Siblings, Micros>,
    values: ValueNumbers,
}

impl Resources {
    /// Brings the resources up to date with the store. Where the store was rewritten, all are gathered anew and have other
    /// ids. Rows that are shown no more, because a better copy has come, are accounted for only if `is_last`: while files
    /// are being read this happens all the time, and each time all resources are folded.
    pub fn refresh(&mut self, store: &Store, profiles: &Profiles, is_last: bool) {
        let epoch = store.epoch();
        if !epoch.extends(self.epoch) {
            *self = Resources::default();
        }
        self.epoch = epoch;
        self.values = ValueNumbers::of(profiles);
        self.move_end(store.span().map_or(Micros::default(), |(_, last)| Micros(last)));
        let has_new_segments = self.n_segments < store.segments().len();
        while self.n_segments < store.segments().len() {
            self.add_segment(&store.segments()[self.n_segments].segment, self.n_segments as u32, profiles);
            self.n_segments += 1;
        }
        let n_shown_changes = store.n_shown_changes();
        if is_last && self.n_shown_changes != n_shown_changes {
            self.n_shown_changes = n_shown_changes;
            self.stale = self.all_ids().collect();
        }
        if has_new_segments && !self.notifications.is_empty() {
            self.attach_notifications(store, profiles);
        }
        if !self.stale.is_empty() {
            self.fold_stale(store, profiles);
            self.collect_notified_ends();
        }
    }

    /// Sets the end of the data. Resources may have expired by then.
    fn move_end(&mut self, end: Micros) {
        let former = std::mem::replace(&mut self.end, end);
        for id in self.all_ids() {
            if self.resources[id.index()].expires.is_some_and(|expires| former < expires && expires <= end) {
                self.mark_stale(id);
            }
        }
    }

    /// Folds the resources that are stale, then the children of those whose pauses or deletion changed.
    fn fold_stale(&mut self, store: &Store, profiles: &Profiles) {
        let mut observations = Vec::new();
        let mut changed_parents = HashSet::new();
        for id in std::mem::take(&mut self.stale) {
            if self.fold(id, store, profiles, &mut observations) {
                changed_parents.insert(self.resources[id.index()].key);
            }
        }
        if changed_parents.is_empty() {
            return;
        }
        for id in self.all_ids() {
            if self.parent_key(id, profiles).is_some_and(|parent| changed_parents.contains(&parent)) {
                self.mark_stale(id);
            }
        }
        for id in std::mem::take(&mut self.stale) {
            self.fold(id, store, profiles, &mut observations);
        }
    }

    /// Where a notification told the end of one resource, others would have told those of its siblings.
    fn collect_notified_ends(&mut self) {
        self.last_notified_ends.clear();
        for resource in &self.resources {
            let lifecycle = resource.lifecycle.filter(|lifecycle| lifecycle.is_end_notified);
            let Some(end) = lifecycle.and_then(|lifecycle| lifecycle.ended) else { continue };
            let last = self.last_notified_ends.entry(resource.siblings()).or_insert(end.time);
            *last = (*last).max(end.time);
        }
    }

    fn mark_stale(&mut self, id: ResourceId) {
        let resource = &mut self.resources[id.index()];
        if !std::mem::replace(&mut resource.is_stale, true) {
            self.stale.push(id);
        }
    }

    /// The resource of a key, made where there is none.
    fn get_or_insert(&mut self, key: ResourceKey) -> ResourceId {
        *self.by_key.entry(key).or_insert_with(|| {
            let id = ResourceId(self.resources.len() as u32);
            self.resources.push(Resource::new(key));
            id
        })
    }

    /// The key of the parent of a resource.
    fn parent_key(&self, id: ResourceId, profiles: &Profiles) -> Option<ResourceKey> {
        let Resource { key, parent, place, .. } = self.resources[id.index()];
        let kind = profiles.parent_of(key.kind).filter(|_| parent != EMPTY)?;
        Some(key_at(place, kind, profiles.kind(kind)?, KeyName::Id(parent)))
    }

    fn all_ids(&self) -> impl Iterator<Item = ResourceId> + use<> {
        (0..self.resources.len() as u32).map(ResourceId)
    }

    /// The resources that shown facts name.
    pub fn ids(&self) -> impl Iterator<Item = ResourceId> {
        self.all_ids().filter(|id| self.resources[id.index()].lifecycle.is_some())
    }

    /// The number of jobs.
    pub fn n_jobs(&self) -> u32 {
        self.n_jobs
    }

    /// A resource, to be asked what a row shows; `None` where no shown fact names it, and where the store was rewritten
    /// since resources were gathered.
    pub fn view<'a>(&'a self, id: ResourceId, store: &'a Store, profiles: &'a Profiles) -> Option<ResourceView<'a>> {
        let resource = self.resources.get(id.index()).filter(|_| store.epoch().extends(self.epoch))?;
        let lifecycle = resource.lifecycle.as_ref()?;
        Some(ResourceView {
            resources: self,
            store,
            profiles,
            resource_id: id,
            lifecycle,
            kind: profiles.kind(resource.key.kind)?,
        })
    }

    /// The resource of a [`JobKey`](trailglass_lifecycle::story::JobKey).
    pub fn find(&self, key: &str, profiles: &Profiles) -> Option<ResourceId> {
        let parts: Vec<String> = key.split('|').map(|part| part.replace("%7C", "|").replace("%25", "%")).collect();
        let name = match parts.get(3..)? {
            [id] => KeyName::Id(self.texts.find(id)?),
            [word, request] if word == "request" => KeyName::Request(self.texts.find(request)?),
            [word, event] if word == "event" => KeyName::Event(self.texts.find(event)?),
            _ => return None,
        };
        let (kind_no, kind) = profiles.kinds_in_force().find(|(_, kind)| *kind.name == *parts[0])?;
        let place = if kind.spec.is_global { ["", ""] } else { [parts[1].as_str(), parts[2].as_str()] };
        let [account, region] = place.map(|text| self.texts.find(text));
        self.by_key.get(&key_at((account?, region?), kind_no, kind, name)).copied()
    }

    /// The resources that an event is a step of.
    pub fn of_event(&self, row: RowKey, store: &Store, profiles: &Profiles) -> Vec<ResourceId> {
        let Some(stored) = store.segments().get(row.segment as usize) else { return Vec::new() };
        let mut found: Vec<ResourceId> = Vec::new();
        for at in stored.segment.facts.of_row(row.row) {
            let id = self.subject_of(&stored.segment, at, row.row, profiles);
            found.extend(id.filter(|id| self.resources[id.index()].lifecycle.is_some() && !found.contains(id)));
        }
        found
    }

    /// The resource that a fact of an event is about.
    fn subject_of(&self, segment: &Segment, at: usize, row: u32, profiles: &Profiles) -> Option<ResourceId> {
        let action = profiles.action(ActionNo(segment.facts.actions[at]));
        let action = action.filter(|action| action.role() != Role::Mention && !action.is_silenced)?;
        let kind = profiles.kind(action.kind)?;
        let term = |field| segment.term(field, row).unwrap_or_default();
        let place = if kind.spec.is_global { ["", ""] } else { [term(Field::Account), term(Field::Region)] };
        let [account, region] = place.map(|text| self.texts.find(text));
        let fact = segment.facts.get(at);
        let is_refused_creation = action.role() == Role::Create && error_at(segment, at).is_some();
        let id = fact.fact.id.as_deref().filter(|id| !id.is_empty() && !is_refused_creation);
        let name = match (id, fact.request_id.filter(|request| !request.is_empty())) {
            (Some(id), _) => KeyName::Id(self.texts.find(id)?),
            (None, Some(request)) => KeyName::Request(self.texts.find(request)?),
            (None, None) => KeyName::Event(self.texts.find(&segment.event_id(row))?),
        };
        self.by_key.get(&key_at((account?, region?), action.kind, kind, name)).copied()
    }
}

impl Resource {
    fn new(key: ResourceKey) -> Resource {
        Resource {
            key,
            links: LinkList::default(),
            is_stale: false,
            parent: EMPTY,
            place: (key.account, key.region),
            named_by: None,
            described_by: None,
            list_calls: Box::default(),
            changes: Box::default(),
            pauses: Box::default(),
            deleted: None,
            expires: None,
            lifecycle: None,
        }
    }

    fn siblings(&self) -> Siblings {
        (self.key.kind, self.place.0, self.place.1, self.parent)
    }
}

/// Marks the key of a notification, which has no row.
const IS_NOTIFICATION: u64 = 1 << 63;

/// The key of what a fact was taken from. Notifications are in the order of their sources, so that of several copies the
/// same one counts whichever file is read first.
fn event_key(segment_no: u32, origin: FactOrigin, store: &Store) -> EventKey {
    EventKey(match origin {
        FactOrigin::Event(row) => u64::from(segment_no) << 32 | u64::from(row),
        FactOrigin::Notification(number) => {
            let notifications =
                store.segments().get(segment_no as usize).map(|stored| &stored.segment.facts.notifications);
            let source = notifications.and_then(|notifications| notifications.source(number));
            let (file, within) = source.map_or((0, 0), |source| store.place_of(source));
            IS_NOTIFICATION | u64::from(file) << 32 | u64::from(within)
        }
    })
}

/// The row of an event; `None` for a notification.
pub fn row_of(EventKey(key): EventKey) -> Option<RowKey> {
    (key & IS_NOTIFICATION == 0).then_some(RowKey { segment: (key >> 32) as u32, row: key as u32 })
}

/// The error code of the event that a fact was taken from; `None` for a notification.
fn error_at(segment: &Segment, at: usize) -> Option<&str> {
    match segment.facts.origin(at) {
        FactOrigin::Event(row) => error_of(segment.term(Field::Error, row)),
        FactOrigin::Notification(_) => None,
    }
}
