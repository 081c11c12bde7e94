//! Notifications, attached to resources by their ids.
//!
//! A notification names a job by its id, and the account and the region at most in its envelope. So it is attached to each
//! resource of its kind and id that events name, unless its place is that of another one. Where events name none, the
//! notification makes a resource of its own.

use super::Resources;
use super::key::{KeyName, ResourceId, ResourceKey};
use super::links::{Link, LinkId, LinkList};
use crate::execute::interner::TextId;
use trailglass_lifecycle::registry::{KindNo, Profiles};
use trailglass_store::Store;
use trailglass_store::facts::{FactOrigin, FactTable};

/// The notifications of one kind and id.
#[derive(Default)]
pub(super) struct NotificationsOfId {
    pub links: LinkList,
    /// Whether events name a resource of this id.
    is_matched: bool,
    /// The resource that they make where none is matched.
    own_resource: Option<ResourceId>,
}

impl NotificationsOfId {
    /// Whether they make this resource no more, because events name one of its id, or never did.
    pub fn is_resource_elsewhere(&self, id: ResourceId) -> bool {
        self.is_matched || self.own_resource != Some(id)
    }
}

impl Resources {
    /// Keeps the link to a notification until it is attached.
    pub(super) fn link_notification(&mut self, kind_and_id: (KindNo, TextId), link: Link) {
        let of_id = self.notifications.entry(kind_and_id).or_default();
        self.links.push(&mut of_id.links, link);
    }

    /// Attaches notifications to the resources that events name, and makes resources of those that are left.
    pub(super) fn attach_notifications(&mut self, store: &Store, profiles: &Profiles) {
        for id in self.all_ids() {
            let resource = &self.resources[id.index()];
            let has_events = !resource.links.is_empty();
            let of_id = resource.key.kind_and_id().and_then(|of_id| self.notifications.get_mut(&of_id));
            if let Some(of_id) = of_id {
                of_id.is_matched |= has_events;
                self.mark_stale(id);
            }
        }
        let unmatched = self.notifications.iter().filter(|(_, of_id)| !of_id.is_matched);
        let unmatched: Vec<_> = unmatched.map(|(kind_and_id, of_id)| (*kind_and_id, of_id.links)).collect();
        for ((kind, id), links) in unmatched {
            // The least of several places, so that it does not depend on the order of files.
            let place = self.links.of(links).map(|link| self.place_of_notification(link, store)).min();
            let is_global = profiles.kind(kind).is_some_and(|kind| kind.spec.is_global);
            let (account, region) = place.filter(|_| !is_global).unwrap_or_default();
            let [account, region] = [account, region].map(|text| self.texts.intern(text));
            let resource = self.get_or_insert(ResourceKey { kind, account, region, name: KeyName::Id(id) });
            if let Some(of_id) = self.notifications.get_mut(&(kind, id)) {
                of_id.own_resource = Some(resource);
            }
            self.mark_stale(resource);
        }
    }

    /// The account and the region that a notification names; empty where it names none, and for an event.
    pub(super) fn place_of_notification<'s>(&self, link: LinkId, store: &'s Store) -> (&'s str, &'s str) {
        let (segment, fact) = self.fact_of(link, store);
        let FactTable { notifications, dictionary, .. } = &segment.facts;
        let FactOrigin::Notification(number) = segment.facts.origin(fact) else { return ("", "") };
        let text = |codes: &[u32]| dictionary.term(codes[number as usize]).unwrap_or_default();
        (text(&notifications.accounts), text(&notifications.regions))
    }

    /// The notifications that are attached to a resource.
    pub(super) fn notifications_of<'a>(
        &'a self,
        key: ResourceKey,
        store: &'a Store,
    ) -> impl Iterator<Item = LinkId> + use<'a> {
        let of_id = key.kind_and_id().and_then(|of_id| self.notifications.get(&of_id));
        let links = of_id.map_or(LinkList::default(), |of_id| of_id.links);
        self.links.of(links).filter(move |link| !self.is_of_other_place(*link, key, store))
    }

    /// Whether a notification names the account and the region of another resource with the id of this one.
    fn is_of_other_place(&self, link: LinkId, key: ResourceKey, store: &Store) -> bool {
        let (account, region) = self.place_of_notification(link, store);
        let [Some(account), Some(region)] = [account, region].map(|text| self.texts.find(text)) else { return false };
        let named = ResourceKey { account, region, ..key };
        named != key && self.by_key.get(&named).is_some_and(|id| !self.resources[id.index()].links.is_empty())
    }

    /// Whether only notifications name a resource, and they are attached to another one by now.
    pub(super) fn is_superseded(&self, id: ResourceId) -> bool {
        let resource = &self.resources[id.index()];
        let of_id = resource.key.kind_and_id().and_then(|of_id| self.notifications.get(&of_id));
        resource.links.is_empty() && of_id.is_some_and(|of_id| of_id.is_resource_elsewhere(id))
    }
}
