//! One resource, as the table of jobs sees it: what a row shows is looked up in the facts.

use super::{How, LinkId, NONE, Resource, ResourceId, Resources, TextNo, error_at};
use trailglass_event::field::Field;
use trailglass_lifecycle::fact::error_of;
use trailglass_lifecycle::life::{Life, Pause, Sign};
use trailglass_lifecycle::profile::Class;
use trailglass_lifecycle::state::State;
use trailglass_lifecycle::story::{JobKey, ThingName};
use trailglass_lifecycle::table::{ITEM_CODE, KindEntry, Profiles, ValueName};
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::RowKey;
use trailglass_store::facts::FactOrigin;
use trailglass_store::segment::Segment;
use trailglass_store::{Held, Store};

/// A resource, to be asked what a row shows.
#[derive(Clone, Copy)]
pub struct ResourceView<'a> {
    pub(super) all: &'a Resources,
    pub(super) store: &'a Store,
    pub(super) profiles: &'a Profiles,
    /// Its number.
    pub no: ResourceId,
    /// Its life.
    pub life: &'a Life,
    /// Its kind.
    pub kind: &'a KindEntry,
}

impl<'a> ResourceView<'a> {
    fn resource(&self) -> &'a Resource {
        &self.all.resources[self.no as usize]
    }

    fn text(&self, no: TextNo) -> &'a str {
        self.all.texts.get(no)
    }

    fn name_by(&self, how: How) -> Option<&'a str> {
        let key = self.resource().key;
        (key.how == how).then(|| self.text(key.name))
    }

    /// The time of the last event of all, in microseconds since 1970 UTC.
    pub fn end_of_data(&self) -> i64 {
        self.all.end
    }

    /// Its id; empty where the submission was refused, or its answer is not in the record.
    pub fn id(&self) -> &'a str {
        self.name_by(How::Id).unwrap_or_default()
    }

    /// The request that would have made it, where there is no id and the record names one.
    pub fn request_id(&self) -> Option<&'a str> {
        self.name_by(How::Request)
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
        let name = self.text(key.name);
        let name = match key.how {
            How::Id => ThingName::Id(name),
            How::Request => ThingName::Request(name),
            How::Event => ThingName::Event(name),
        };
        JobKey::of(&self.kind.name, self.text(key.account), self.text(key.region), name)
    }

    /// The id of what it belongs to.
    pub fn parent(&self) -> Option<&'a str> {
        Some(self.resource().parent).filter(|parent| *parent != 0).map(|parent| self.text(parent))
    }

    /// What it belongs to, where anything tells of that.
    pub fn parent_resource(&self) -> Option<ResourceView<'a>> {
        let no = self.all.find_key(self.all.parent_key(self.no, self.profiles)?)?;
        self.all.view(no, self.store, self.profiles)
    }

    /// The kinds of the jobs that use it: those that belong to its kind, else all jobs of its service.
    pub fn job_kinds(&self) -> Vec<&'a str> {
        let own = self.resource().key.kind;
        let profile = |name: &str| name.split('/').next().map(str::to_owned);
        let all = || self.profiles.kinds_in_force().filter(|(_, kind)| kind.class == Class::Job);
        let of_parent: Vec<&str> =
            all().filter(|(no, _)| self.profiles.parent_of(*no) == Some(own)).map(|(_, kind)| &*kind.name).collect();
        if !of_parent.is_empty() {
            return of_parent;
        }
        all().filter(|(_, kind)| profile(&kind.name) == profile(&self.kind.name)).map(|(_, kind)| &*kind.name).collect()
    }

    /// When it took no work, of what it lasts.
    pub fn pauses(&self) -> &'a [Pause] {
        &self.resource().pauses
    }

    /// When its time is over, where that is said.
    pub fn expires(&self) -> Option<i64> {
        self.resource().expires
    }

    /// When a notice last told the end of a job that belongs to the same.
    pub fn last_told_end(&self) -> Option<i64> {
        self.all.told_ends.get(&self.resource().group()).copied()
    }

    /// How many events of all that are shown have it as the value of a field.
    pub fn n_events_by(&self, field: Field) -> u32 {
        let of_segment = |held: &Held| match held.segment.column(field) {
            Some(column) => column.matching(|term| term == self.id()).and(&held.shown).count(),
            None => 0,
        };
        self.store.held().iter().map(of_segment).sum()
    }

    /// How many sweeps there were over it, or over what it belongs to while it lived.
    pub fn n_sweeps(&self) -> u32 {
        let of_parent = self.parent_resource().map_or(0, |parent| {
            let sweeps = &parent.resource().sweeps;
            let before = |limit: i64, or_equal: bool| {
                sweeps.partition_point(|time| *time < limit || (or_equal && *time == limit))
            };
            let Some((from, to)) = self.life.start_micros().zip(self.life.last_known()) else { return 0 };
            before(to, true).saturating_sub(before(from, false))
        });
        self.life.n_sweeps + of_parent as u32
    }

    /// When it was last changed within a stretch of time, in microseconds since 1970 UTC.
    pub fn last_change(&self, from: i64, to: i64) -> Option<i64> {
        self.resource().changes.iter().rev().copied().find(|time| (from..=to).contains(time))
    }

    /// What people call it.
    pub fn name(&self) -> Option<&'a str> {
        self.values_at(self.resource().named, &ValueName::Name).next()
    }

    /// Who submitted it, or was refused to.
    pub fn submitted_by(&self) -> Option<&'a str> {
        self.actor_of(self.life.creation?)
    }

    /// Who canceled or deleted it.
    pub fn ended_by(&self) -> Option<&'a str> {
        let is_ended = matches!(self.life.state, State::Canceled | State::Deleted);
        self.actor_of(self.life.ending.filter(|_| is_ended)?)
    }

    fn actor_of(&self, link: LinkId) -> Option<&'a str> {
        let (segment, at) = self.all.fact_of(link, self.store);
        match segment.facts.origin(at) {
            FactOrigin::Event(row) => segment.term(Field::Actor, row),
            FactOrigin::Notification(_) => None,
        }
    }

    /// The event of its creation, where one is in the files.
    pub fn created_by(&self) -> Option<RowKey> {
        let creation = self.life.creation?;
        let (segment, at) = self.all.fact_of(creation, self.store);
        match segment.facts.origin(at) {
            FactOrigin::Event(row) => Some(RowKey { segment: self.all.links[creation as usize].segment, row }),
            FactOrigin::Notification(_) => None,
        }
    }

    /// Why it failed, as a code, where that is told.
    pub fn failure(&self) -> Option<&'a str> {
        let failure = self.life.failure.filter(|_| self.life.state == State::Error)?;
        self.values_at(failure, &ValueName::ErrorCode).next()
    }

    /// Why its submission was refused.
    pub fn refusal(&self) -> Option<&'a str> {
        let (segment, at) = self.all.fact_of(self.life.creation.filter(|_| self.id().is_empty())?, self.store);
        let item = || segment.facts.values_of(at, ITEM_CODE).next();
        error_at(segment, at).or_else(|| error_of(segment.facts.dictionary.term(item()?)))
    }

    /// Whether anything says what was asked for.
    pub fn is_described(&self) -> bool {
        self.resource().described != NONE
    }

    /// The values that its submission or, without one, a notice gives under a name.
    pub fn submitted_values(&self, name: &ValueName) -> impl Iterator<Item = &'a str> + use<'a> {
        self.values_at(self.resource().described, name)
    }

    /// The values of a link's fact under a name; none of no link.
    fn values_at(&self, link: LinkId, name: &ValueName) -> impl Iterator<Item = &'a str> + use<'a> {
        let fact = (link != NONE).then(|| self.all.fact_of(link, self.store));
        let no = self.profiles.value_named(name);
        fact.zip(no).into_iter().flat_map(|((segment, at), no)| {
            let facts = &segment.facts;
            facts.values_of(at, no).filter_map(|code| facts.dictionary.term(code))
        })
    }

    /// The place of a source in the order of dropping.
    pub fn place_of(&self, source: SourceId) -> (u32, u32) {
        self.store.place_of(source)
    }

    /// Its facts in their order, as far as they are steps.
    pub fn signs(&self) -> Vec<Sign> {
        let mut signs = Vec::new();
        self.all.signs(self.no, self.store, self.profiles, &mut signs);
        signs
    }

    /// The segment and the fact that a sign was taken from.
    pub fn fact_of(&self, sign: &Sign) -> (&'a Segment, usize) {
        self.all.fact_of(sign.at, self.store)
    }
}
