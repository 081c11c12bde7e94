//! One resource, as the jobs table shows it: what a row shows is looked up in the facts.

use super::gather::EMPTY;
use super::key::{KeyName, ResourceId};
use super::links::LinkId;
use super::{Resource, Resources, error_at};
use crate::execute::interner::TextId;
use trailglass_event::field::Field;
use trailglass_event::time::Micros;
use trailglass_lifecycle::context::Pause;
use trailglass_lifecycle::fact::error_of;
use trailglass_lifecycle::lifecycle_state::LifecycleState;
use trailglass_lifecycle::observation::Observation;
use trailglass_lifecycle::profile::{Class, Role};
use trailglass_lifecycle::registry::{ITEM_CODE, KindEntry, Profiles, ValueName};
use trailglass_lifecycle::state::State;
use trailglass_lifecycle::story::{JobKey, ResourceName};
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::RowKey;
use trailglass_store::facts::FactOrigin;
use trailglass_store::segment::Segment;
use trailglass_store::{Store, StoredSegment};

/// A resource, to be asked what a row shows.
#[derive(Clone, Copy)]
pub struct ResourceView<'a> {
    pub(super) resources: &'a Resources,
    pub(super) store: &'a Store,
    pub(super) profiles: &'a Profiles,
    /// Its id among all.
    pub resource_id: ResourceId,
    /// Its state, times and counts.
    pub lifecycle: &'a LifecycleState,
    /// Its kind.
    pub kind: &'a KindEntry,
}

impl<'a> ResourceView<'a> {
    fn resource(&self) -> &'a Resource {
        &self.resources.resources[self.resource_id.index()]
    }

    fn text(&self, no: TextId) -> &'a str {
        self.resources.texts.get(no)
    }

    /// The time of the last event of all.
    pub fn end_of_data(&self) -> Micros {
        self.resources.end
    }

    /// Its id; empty where the submission was refused, or the record has no answer.
    pub fn id(&self) -> &'a str {
        match self.resource().key.name {
            KeyName::Id(id) => self.text(id),
            KeyName::Request(_) | KeyName::Event(_) => "",
        }
    }

    /// The `requestID` of the call that would have created it, where it has no id and the record names one.
    pub fn request_id(&self) -> Option<&'a str> {
        match self.resource().key.name {
            KeyName::Request(request) => Some(self.text(request)),
            KeyName::Id(_) | KeyName::Event(_) => None,
        }
    }

    /// The account it is in.
    pub fn account(&self) -> &'a str {
        self.text(self.resource().place.0)
    }

    /// The region it is in.
    pub fn region(&self) -> &'a str {
        self.text(self.resource().place.1)
    }

    /// Its key.
    pub fn key(&self) -> JobKey {
        let key = self.resource().key;
        let name = match key.name {
            KeyName::Id(id) => ResourceName::Id(self.text(id)),
            KeyName::Request(request) => ResourceName::Request(self.text(request)),
            KeyName::Event(event) => ResourceName::Event(self.text(event)),
        };
        JobKey::of(&self.kind.name, self.text(key.account), self.text(key.region), name)
    }

    /// The id of its parent, the resource that it belongs to.
    pub fn parent(&self) -> Option<&'a str> {
        Some(self.resource().parent).filter(|parent| *parent != EMPTY).map(|parent| self.text(parent))
    }

    /// Its parent, where shown facts name that.
    pub fn parent_resource(&self) -> Option<ResourceView<'a>> {
        let parent = self.resources.parent_key(self.resource_id, self.profiles)?;
        self.resources.view(*self.resources.by_key.get(&parent)?, self.store, self.profiles)
    }

    /// The names of the kinds of jobs that use it: those whose parent is of its kind, else all of its profile.
    pub fn job_kinds(&self) -> Vec<&'a str> {
        let own_kind = self.resource().key.kind;
        let jobs = || self.profiles.kinds_in_force().filter(|(_, kind)| kind.spec.class == Class::Job);
        let children = jobs().filter(|(kind, _)| self.profiles.parent_of(*kind) == Some(own_kind));
        let children: Vec<&str> = children.map(|(_, kind)| &*kind.name).collect();
        if !children.is_empty() {
            return children;
        }
        let own_profile = profile_of(&self.kind.name);
        jobs().map(|(_, kind)| &*kind.name).filter(|name| profile_of(name) == own_profile).collect()
    }

    /// The stretches of time in which it took no work.
    pub fn pauses(&self) -> &'a [Pause] {
        &self.resource().pauses
    }

    /// When it expires, where a fact tells that.
    pub fn expires(&self) -> Option<Micros> {
        self.resource().expires
    }

    /// The last end that a notification told of a job with the same parent.
    pub fn last_notified_end(&self) -> Option<Micros> {
        self.resources.last_notified_ends.get(&self.resource().siblings()).copied()
    }

    /// The number of shown events that have its id in a field.
    pub fn n_events_by(&self, field: Field) -> u32 {
        let of_segment = |stored: &StoredSegment| match stored.segment.column(field) {
            Some(column) => column.matching(|term| term == self.id()).and(&stored.shown).count(),
            None => 0,
        };
        self.store.segments().iter().map(of_segment).sum()
    }

    /// The number of calls that listed it, or listed the children of its parent while it existed.
    pub fn n_list_calls(&self) -> u32 {
        let of_parent = self.parent_resource().zip(self.span()).map_or(0, |(parent, (from, to))| {
            let times = &parent.resource().list_calls;
            let until = |end: Micros, is_inclusive: bool| {
                times.partition_point(|time| *time < end || (is_inclusive && *time == end))
            };
            until(to, true).saturating_sub(until(from, false))
        });
        self.lifecycle.n_list_calls + of_parent as u32
    }

    /// From its submission to its end, or to the last time at which anything is known of it.
    pub fn span(&self) -> Option<(Micros, Micros)> {
        self.lifecycle.start().zip(self.lifecycle.last_known())
    }

    /// The time of its last change between two instants, both included.
    pub fn last_change(&self, from: Micros, to: Micros) -> Option<Micros> {
        self.resource().changes.iter().rev().copied().find(|time| (from..=to).contains(time))
    }

    /// The name that its users gave it.
    pub fn name(&self) -> Option<&'a str> {
        self.values_at(self.resource().named_by, &ValueName::Name).next()
    }

    /// Who submitted it, or was refused to.
    pub fn submitted_by(&self) -> Option<&'a str> {
        self.actor_of(LinkId::from(self.lifecycle.creation?))
    }

    /// Who canceled or deleted it.
    pub fn ended_by(&self) -> Option<&'a str> {
        let is_ended = matches!(self.lifecycle.state, State::Canceled | State::Deleted);
        self.actor_of(LinkId::from(self.lifecycle.ending.filter(|_| is_ended)?))
    }

    fn actor_of(&self, link: LinkId) -> Option<&'a str> {
        let (segment, at) = self.resources.fact_of(link, self.store);
        match segment.facts.origin(at) {
            FactOrigin::Event(row) => segment.term(Field::Actor, row),
            FactOrigin::Notification(_) => None,
        }
    }

    /// The event of its creation, where one is in the files.
    pub fn created_by(&self) -> Option<RowKey> {
        let creation = LinkId::from(self.lifecycle.creation?);
        let (segment, at) = self.resources.fact_of(creation, self.store);
        match segment.facts.origin(at) {
            FactOrigin::Event(row) => Some(RowKey { segment: self.resources.links.get(creation).segment, row }),
            FactOrigin::Notification(_) => None,
        }
    }

    /// The error code of its failure, where a fact has one.
    pub fn failure(&self) -> Option<&'a str> {
        let failure = self.lifecycle.failure.filter(|_| self.lifecycle.state == State::Error)?;
        self.values_at(Some(LinkId::from(failure)), &ValueName::ErrorCode).next()
    }

    /// Why its submission was refused.
    pub fn refusal(&self) -> Option<&'a str> {
        let (segment, at) =
            self.resources.fact_of(LinkId::from(self.lifecycle.creation.filter(|_| self.id().is_empty())?), self.store);
        let item = || segment.facts.values_of(at, ITEM_CODE).next();
        error_at(segment, at).or_else(|| error_of(segment.facts.dictionary.term(item()?)))
    }

    /// Whether a fact tells what was asked for.
    pub fn is_described(&self) -> bool {
        self.resource().described_by.is_some()
    }

    /// The values that its submission or, without one, a notification has under a name.
    pub fn submitted_values(&self, name: &ValueName) -> impl Iterator<Item = &'a str> + use<'a> {
        self.values_at(self.resource().described_by, name)
    }

    fn values_at(&self, link: Option<LinkId>, name: &ValueName) -> impl Iterator<Item = &'a str> + use<'a> {
        let fact = link.map(|link| self.resources.fact_of(link, self.store));
        let value = self.profiles.value_named(name);
        fact.zip(value).into_iter().flat_map(|((segment, at), value)| {
            let facts = &segment.facts;
            facts.values_of(at, value).filter_map(|code| facts.dictionary.term(code))
        })
    }

    /// The place of a source in the order of dropping.
    pub fn place_of(&self, source: SourceId) -> (u32, u32) {
        self.store.place_of(source)
    }

    /// Its facts in their order, as far as they are steps.
    pub fn observations(&self) -> Vec<Observation> {
        let mut observations = Vec::new();
        self.resources.observations(self.resource_id, self.store, self.profiles, &mut observations);
        observations
    }

    /// The calls that listed the children of its parent while it existed.
    pub fn list_calls_of_parent(&self) -> Vec<Observation> {
        let Some(parent) = self.parent_resource().filter(|parent| parent.lifecycle.n_list_calls > 0) else {
            return Vec::new();
        };
        let Some((from, to)) = self.span() else { return Vec::new() };
        let mut observations = parent.observations();
        observations.retain(|observation| {
            observation.role == Role::List && observation.time.is_some_and(|time| (from..=to).contains(&time))
        });
        observations
    }

    /// The segment of the fact that an observation was taken from, and its index in the table of facts.
    pub fn fact_of(&self, observation: &Observation) -> (&'a Segment, usize) {
        self.resources.fact_of(LinkId::from(observation.fact), self.store)
    }
}

/// The name of the profile in the full name of a kind: `elastic-transcoder` of `elastic-transcoder/job`.
fn profile_of(kind: &str) -> &str {
    kind.split('/').next().unwrap_or_default()
}
