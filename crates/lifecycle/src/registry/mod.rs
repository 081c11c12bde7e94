//! All profiles as one numbered table. Actions and value names have numbers, which facts carry.
//!
//! The table only grows: a profile that is added later, or removed, leaves every number as it was, so fact rows that were
//! written before stay true. Facts are taken by all profiles of the table; whoever reads the facts asks which of those of
//! one name is in force. So the order in which files and profiles come does not matter.
//!
//! - [`kind`]: a kind of resource
//! - [`action`]: an action of it, of an event or a notification
//! - [`value`]: the names of the values that facts carry

use foldhash::{HashMap, HashMapExt};
use std::sync::Arc;

use crate::path::ValuePath;
use crate::profile::{self, Action, Notification, Profile};

pub mod action;
pub mod kind;
pub mod value;

pub use action::{ActionEntry, ActionNo, ActionSpec, NotificationEntry};
pub use kind::{KindEntry, KindNo, ProfileNo};
pub use value::{ITEM_CODE, ITEM_MESSAGE, ValueName, ValueNo};

/// The ending of `eventSource` that profiles leave out.
const SOURCE_SUFFIX: &str = ".amazonaws.com";

const MICROS_PER_HOUR: i64 = 3_600_000_000;

/// The table.
#[derive(Clone, Debug)]
pub struct Profiles {
    profiles: Vec<ProfileEntry>,
    /// How many of them come with the page.
    n_built_in: u16,
    kinds: Vec<KindEntry>,
    actions: Vec<ActionEntry>,
    notifications: Vec<NotificationEntry>,
    values: Vec<ValueName>,
    /// Event source without its ending, then event name. Two levels, so that a record of another service,
    /// as nearly all are, costs one lookup and no text is put together for it.
    by_event: HashMap<Box<str>, HashMap<Box<str>, Vec<ActionNo>>>,
}

/// A profile, as the table holds it.
#[derive(Clone, Debug)]
struct ProfileEntry {
    name: Box<str>,
    /// Of the profiles of one name the one of the highest rank is in force; of equal ranks the later one.
    rank: u32,
    is_removed: bool,
    is_in_force: bool,
}

/// A table of no profile.
impl Default for Profiles {
    fn default() -> Profiles {
        Profiles {
            profiles: Vec::new(),
            n_built_in: 0,
            kinds: Vec::new(),
            actions: Vec::new(),
            notifications: Vec::new(),
            // What ingest itself says of items has fixed numbers: ITEM_CODE and ITEM_MESSAGE.
            values: vec![ValueName::ItemCode, ValueName::ItemMessage],
            by_event: HashMap::new(),
        }
    }
}

impl Profiles {
    /// The profiles that come with the page.
    pub fn built_in() -> Profiles {
        Profiles::of(&profile::built_in())
    }

    /// These profiles, numbered in this order, as if they came with the page.
    pub fn of(profiles: &[Profile]) -> Profiles {
        let mut table = Profiles::default();
        for profile in profiles {
            table.add(profile, 0);
        }
        table.n_built_in = table.profiles.len() as u16;
        table
    }

    /// Adds a profile after the others. Of those of one name, the one of the highest rank is in force. Actions beyond the
    /// 65,536th are left out: numbers are 16 bits.
    pub fn add(&mut self, profile: &Profile, rank: u32) -> ProfileNo {
        let no = ProfileNo(u16::try_from(self.profiles.len()).unwrap_or(u16::MAX));
        self.profiles.push(ProfileEntry {
            name: profile.name.as_str().into(),
            rank,
            is_removed: false,
            is_in_force: true,
        });
        self.add_kinds(profile, no);
        self.choose_in_force(&profile.name);
        no
    }

    /// Removes a profile: nothing is looked for by it any more, and another of its name comes into force again. Its numbers
    /// are not given again.
    pub fn remove(&mut self, no: ProfileNo) {
        let Some(entry) = self.profiles.get_mut(usize::from(no.0)) else { return };
        entry.is_removed = true;
        let name = entry.name.clone();
        let Profiles { kinds, actions, notifications, by_event, .. } = self;
        let is_other = |action: &ActionNo| {
            let action = actions.get(usize::from(action.0));
            action.and_then(|action| kinds.get(usize::from(action.kind.0))).is_some_and(|kind| kind.profile != no)
        };
        by_event.values_mut().flat_map(HashMap::values_mut).for_each(|actions| actions.retain(is_other));
        notifications.retain(|notification| is_other(&notification.action));
        self.choose_in_force(&name);
    }

    /// Decides which of the profiles of a name is in force.
    fn choose_in_force(&mut self, name: &str) {
        let Profiles { profiles, kinds, actions, .. } = self;
        let own = profiles.iter().enumerate().filter(|(_, profile)| *profile.name == *name && !profile.is_removed);
        let chosen = own.max_by_key(|(at, profile)| (profile.rank, *at)).map(|(at, _)| at);
        for (at, profile) in profiles.iter_mut().enumerate().filter(|(_, profile)| *profile.name == *name) {
            profile.is_in_force = Some(at) == chosen;
        }
        for action in actions {
            let kind = kinds.get(usize::from(action.kind.0));
            let profile = kind.and_then(|kind| profiles.get(usize::from(kind.profile.0)));
            action.is_silenced = profile.is_none_or(|profile| !profile.is_in_force);
        }
    }

    /// Whether a profile is the one of its name that stories are told by.
    pub fn is_in_force(&self, no: ProfileNo) -> bool {
        self.profiles.get(usize::from(no.0)).is_some_and(|profile| profile.is_in_force)
    }

    /// Whether a profile comes with the page.
    pub fn is_built_in(&self, no: ProfileNo) -> bool {
        no.0 < self.n_built_in
    }

    /// How many profiles there are, removed ones included; the next one has this number.
    pub fn n_profiles(&self) -> u16 {
        self.profiles.len() as u16
    }

    fn add_kinds(&mut self, profile: &Profile, no: ProfileNo) {
        for kind in &profile.kinds {
            let Ok(kind_no) = u16::try_from(self.kinds.len()) else { return };
            let expires = kind.expires.as_deref().and_then(|name| self.value_no(ValueName::of(name)));
            self.kinds.push(KindEntry {
                profile: no,
                name: format!("{}/{}", profile.name, kind.name).into(),
                noun: kind.name.as_str().into(),
                service: profile.label.as_str().into(),
                spec: kind.clone(),
                expires,
                stuck_after_micros: kind.stuck_after_hours.map(|hours| i64::from(hours) * MICROS_PER_HOUR),
            });
            for action in &kind.actions {
                self.add_action(KindNo(kind_no), action, &profile.event_sources);
            }
            for notification in &kind.notifications {
                self.add_notification(KindNo(kind_no), notification);
            }
        }
    }

    fn add_action(&mut self, kind: KindNo, action: &Action, event_sources: &[String]) {
        let spec = Arc::new(action.clone());
        for event in std::iter::once(&action.event).chain(&action.also) {
            let Ok(action_no) = u16::try_from(self.actions.len()) else { return };
            self.push_action(kind, event, ActionSpec::Event(spec.clone()), &action.values);
            for source in event_sources {
                let source = source.strip_suffix(SOURCE_SUFFIX).unwrap_or(source);
                let of_source = self.by_event.entry(source.into()).or_default();
                of_source.entry(event.as_str().into()).or_default().push(ActionNo(action_no));
            }
        }
    }

    fn add_notification(&mut self, kind: KindNo, notification: &Notification) {
        let Ok(action_no) = u16::try_from(self.actions.len()) else { return };
        let spec = Arc::new(notification.clone());
        self.push_action(kind, &notification.name, ActionSpec::Notification(spec.clone()), &notification.values);
        self.notifications.push(NotificationEntry { action: ActionNo(action_no), spec });
    }

    fn push_action(&mut self, kind: KindNo, event: &str, spec: ActionSpec, values: &[(String, Vec<ValuePath>)]) {
        let numbered = |(name, paths): &(String, Vec<ValuePath>)| {
            let no = self.value_no(ValueName::of(name))?;
            Some((no, paths.clone()))
        };
        let values = values.iter().filter_map(numbered).collect();
        self.actions.push(ActionEntry { kind, event: event.into(), spec, values, is_silenced: false });
    }

    /// How many actions there are; those of a profile that is added have numbers from here on.
    pub fn n_actions(&self) -> u16 {
        self.actions.len() as u16
    }

    /// The notifications of those profiles that are asked.
    pub fn notifications(&self, is_asked: impl Fn(ProfileNo) -> bool) -> impl Iterator<Item = &NotificationEntry> {
        let profile_of =
            |entry: &NotificationEntry| self.kind(self.action(entry.action)?.kind).map(|kind| kind.profile);
        self.notifications.iter().filter(move |entry| profile_of(entry).is_some_and(&is_asked))
    }

    /// The kinds of resource of the profiles that are in force, with their numbers.
    pub fn kinds_in_force(&self) -> impl Iterator<Item = (KindNo, &KindEntry)> {
        (0..).map(KindNo).zip(&self.kinds).filter(|(_, kind)| self.is_in_force(kind.profile))
    }

    /// The kind that a kind belongs to.
    pub fn parent_of(&self, kind: KindNo) -> Option<KindNo> {
        let entry = self.kind(kind)?;
        let noun = entry.spec.parent.as_deref()?;
        let is_it = |other: &KindEntry| &*other.noun == noun && other.profile == entry.profile;
        let at = self.kinds.iter().rposition(is_it)?;
        u16::try_from(at).ok().map(KindNo)
    }

    /// The number of a value's name, if any profile uses it.
    pub fn value_named(&self, name: &ValueName) -> Option<ValueNo> {
        self.values.iter().position(|known| known == name).map(|at| ValueNo(at as u16))
    }

    fn value_no(&mut self, name: ValueName) -> Option<ValueNo> {
        let at = self.values.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.values.push(name);
            self.values.len() - 1
        });
        u16::try_from(at).ok().map(ValueNo) // none beyond 65,536 names: the value is left out
    }

    /// The actions that an event stands for, those of profiles that are not in force included; empty for most. The source
    /// may end in `.amazonaws.com`.
    pub fn actions(&self, event_source: &str, event_name: &str) -> &[ActionNo] {
        let source = event_source.strip_suffix(SOURCE_SUFFIX).unwrap_or(event_source);
        self.by_event.get(source).and_then(|of_source| of_source.get(event_name)).map_or(&[], Vec::as_slice)
    }

    /// The action of this number; none where the number is from another table.
    pub fn action(&self, no: ActionNo) -> Option<&ActionEntry> {
        self.actions.get(usize::from(no.0))
    }

    /// The kind of resource of this number; none where the number is from another table.
    pub fn kind(&self, no: KindNo) -> Option<&KindEntry> {
        self.kinds.get(usize::from(no.0))
    }

    /// The kind of resource that an action names; none where its profile is not in force.
    pub fn kind_of(&self, no: ActionNo) -> Option<&KindEntry> {
        self.action(no).filter(|action| !action.is_silenced).and_then(|action| self.kind(action.kind))
    }

    /// The kind of resource of this full name, such as `elastic-transcoder/job`.
    pub fn kind_named(&self, name: &str) -> Option<&KindEntry> {
        self.kinds_in_force().map(|(_, kind)| kind).find(|kind| &*kind.name == name)
    }

    /// The name of a value; none where the number is from another table.
    pub fn value(&self, no: ValueNo) -> Option<&ValueName> {
        self.values.get(usize::from(no.0))
    }
}
