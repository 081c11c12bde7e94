//! All profiles as one table. Actions and value names have numbers, which facts carry.
//!
//! The table only grows: a profile that is added later, or taken out, leaves every number as it was, so fact rows that were
//! written before stay true. Facts are taken by all profiles that are there; which of those of one name is in force is
//! for whoever reads the facts, so it does not matter in which order files and profiles come.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use trailglass_event::outcome::{is_fault, is_throttle};

use super::{
    fact::{ActionNo, ValueNo},
    life::{Answer, Sign, beginning},
    path::ValuePath,
    profile::{self, Class, IdTime, Items, KindUnknown, Profile, Role},
    state::Proof,
};

/// The ending of `eventSource` that profiles leave out.
const SOURCE_SUFFIX: &str = ".amazonaws.com";

/// The place of a kind of thing in [`Profiles`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindNo(pub u16);

/// The place of a profile in [`Profiles`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileNo(pub u16);

/// A profile, as the table holds it.
#[derive(Clone, Debug)]
struct ProfileEntry {
    name: Box<str>,
    /// Of the profiles of one name the one of the highest rank is in force; of equal ranks the later one.
    rank: u32,
    is_removed: bool,
    is_in_force: bool,
}

/// A kind of thing, as the table holds it.
#[derive(Clone, Debug)]
pub struct KindEntry {
    /// The profile that it is from.
    pub profile: ProfileNo,
    /// Profile and kind: `elastic-transcoder/job`.
    pub name: Arc<str>,
    /// The kind alone, for sentences: `job`.
    pub noun: Arc<str>,
    /// The name of the service as people write it.
    pub service: Arc<str>,
    /// Whether it runs and ends, or lasts.
    pub class: Class,
    /// The kind of thing that it belongs to.
    pub parent: Option<Arc<str>>,
    /// What the words of its status prove.
    pub states: Vec<(String, Proof)>,
    /// What the codes mean that it may fail with.
    pub errors: Vec<(String, String)>,
    /// After how long without an end it counts as stuck, in microseconds.
    pub stuck_after_micros: Option<i64>,
    /// The field of events whose value is its id in all that is done in its name.
    pub events_by: Option<Arc<str>>,
    /// Between which texts an id stands, where a longer name holds it.
    pub id_within: (Option<String>, Option<String>),
    /// Whether an id that has become free can be given again.
    pub is_reused: bool,
    /// Whether a creation is accepted as well where the thing is there already.
    pub is_idempotent: bool,
    /// Whether its ids are of one thing in all accounts and regions.
    pub is_global: bool,
    /// Whether what belongs to it does not start while it is paused.
    pub is_holding: bool,
    /// The value that says when its time is over.
    pub expires: Option<ValueNo>,
    /// The words of its status that are warnings.
    pub warnings: Vec<String>,
    /// Error codes that say that there were too many requests, besides those of all services.
    pub throttles: Vec<String>,
    /// How an id tells when the thing was submitted, where it does.
    pub id_time: Option<IdTime>,
    /// What CloudTrail cannot tell of it.
    pub unknowns: Vec<KindUnknown>,
}

/// An action, as the table holds it.
#[derive(Clone, Debug)]
pub struct ActionEntry {
    /// The kind of thing it names.
    pub kind: KindNo,
    /// `eventName`.
    pub event: Arc<str>,
    /// What it does with the thing.
    pub role: Role,
    /// Where the id stands. The first path that gives a text is taken; if it gives several, each different one that is
    /// not empty is a fact. Without an id, a [`Role::Create`] still is a fact (a refused one); any other is none.
    pub id: Vec<ValuePath>,
    /// Where the id of the parent stands; the first path that gives a text is taken.
    pub parent: Vec<ValuePath>,
    /// What it proves when it is accepted.
    pub accepted: Proof,
    /// Whether what it proves then is inferred.
    pub is_inferred: bool,
    /// Whether its being accepted proves that all that belonged to the thing had ended.
    pub is_clearing: bool,
    /// Which of the things that it names its answer speaks of.
    pub items: Option<Items>,
    /// What it shows when it is accepted, in words.
    pub shows: Option<Arc<str>>,
    /// What it proves when it is refused, by `errorCode`.
    pub refused: Vec<(String, Proof)>,
    /// Whether its profile is not in force: its facts are passed over.
    pub is_silenced: bool,
    /// Values to keep; of the paths of a number, the first that gives anything is taken.
    pub values: Vec<(ValueNo, Vec<ValuePath>)>,
}

impl ActionEntry {
    /// What it proves, given the `errorCode` of the event, none where it was accepted.
    pub fn proof(&self, error_code: Option<&str>) -> Proof {
        match error_code {
            None => self.accepted,
            Some(code) => {
                self.refused.iter().find(|(known, _)| known == code).map_or(Proof::Nothing, |(_, proof)| *proof)
            }
        }
    }
}

/// What tells of a thing and is no event.
#[derive(Clone, Debug)]
pub struct NoticeEntry {
    /// Its action, of [`Role::Notice`].
    pub action: ActionNo,
    /// The texts by which it is recognised.
    pub only: Vec<(ValuePath, String)>,
    /// Texts that it must not have.
    pub unless: Vec<(ValuePath, String)>,
    /// Where it must have a text; one of them will do.
    pub has: Vec<ValuePath>,
    /// Where its time stands.
    pub time: Vec<ValuePath>,
    /// Whether only its own time will do.
    pub needs_time: bool,
    /// Where an ARN stands that tells region and account.
    pub arn: Vec<ValuePath>,
}

impl KindEntry {
    /// The id in a name that may be longer: the end of an ARN.
    pub fn id_in<'a>(&self, name: Cow<'a, str>) -> Cow<'a, str> {
        let (after, before) = &self.id_within;
        let Some(start) = after.as_ref().and_then(|after| Some(name.rfind(after.as_str())? + after.len())) else {
            return name;
        };
        let rest = &name[start..];
        let end = before.as_ref().and_then(|before| rest.find(before.as_str())).unwrap_or(rest.len());
        Cow::Owned(rest[..end].to_owned())
    }

    /// Where the present life of a thing begins among its facts.
    pub fn beginning<'a>(&self, signs: impl Iterator<Item = &'a Sign>) -> usize {
        if self.is_reused { beginning(signs, self.is_idempotent) } else { 0 }
    }

    /// How a request was answered, by the error code.
    pub fn answer(&self, error: Option<&str>) -> Answer {
        match error {
            None => Answer::Accepted,
            Some(code) if is_throttle(code) || self.throttles.iter().any(|known| known == code) => Answer::Throttled,
            Some(code) if is_fault(code) => Answer::Faulted,
            Some(_) => Answer::Refused,
        }
    }

    /// What a status proves.
    pub fn proof_of(&self, status: &str) -> Proof {
        self.states.iter().find(|(word, _)| word == status).map_or(Proof::Nothing, |(_, proof)| *proof)
    }
}

/// What a value says of a thing. Profiles choose the names; stories know some of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueName {
    /// `status`: the state as a response says it.
    Status,
    /// `input`: what the thing reads.
    Input,
    /// `output`: what it writes.
    Output,
    /// `output-id`: what that is called; stands beside `output`.
    OutputId,
    /// `output-preset`: how it writes it; stands beside `output`, one for each.
    OutputPreset,
    /// `output-status`: how far that is; stands beside `output`.
    OutputStatus,
    /// `output-detail`: what became of it, in words; stands beside `output`.
    OutputDetail,
    /// `output-seconds`: its duration, in seconds; stands beside `output`.
    OutputSeconds,
    /// `name`: what people call it.
    Name,
    /// `error-code`: why it failed, as a code.
    ErrorCode,
    /// `error-message`: why it failed, in words.
    ErrorMessage,
    /// `warning`: something that deserves a look.
    Warning,
    /// Why the answer of a request that was accepted refuses this one of its things, as a code; empty where it does not speak
    /// of it. No profile can use the name.
    ItemCode,
    /// The same in words.
    ItemMessage,
    /// Any other, shown under its own name.
    Other(Arc<str>),
}

impl ValueName {
    fn of(name: &str) -> ValueName {
        match name {
            "status" => ValueName::Status,
            "input" => ValueName::Input,
            "output" => ValueName::Output,
            "output-id" => ValueName::OutputId,
            "output-preset" => ValueName::OutputPreset,
            "output-status" => ValueName::OutputStatus,
            "output-detail" => ValueName::OutputDetail,
            "output-seconds" => ValueName::OutputSeconds,
            "name" => ValueName::Name,
            "error-code" => ValueName::ErrorCode,
            "error-message" => ValueName::ErrorMessage,
            "warning" => ValueName::Warning,
            other => ValueName::Other(other.into()),
        }
    }
}

impl ValueName {
    /// The name under which stories show the value, where it has no place of its own.
    pub fn own(&self) -> Option<Arc<str>> {
        match self {
            ValueName::Other(name) => Some(name.clone()),
            ValueName::Warning => Some("warning".into()),
            _ => None,
        }
    }
}

/// The number of [`ValueName::ItemCode`].
pub const ITEM_CODE: ValueNo = ValueNo(0);
/// The number of [`ValueName::ItemMessage`].
pub const ITEM_MESSAGE: ValueNo = ValueNo(1);

/// The table.
#[derive(Clone, Debug)]
pub struct Profiles {
    profiles: Vec<ProfileEntry>,
    /// How many of them come with the page.
    n_built_in: u16,
    kinds: Vec<KindEntry>,
    actions: Vec<ActionEntry>,
    notices: Vec<NoticeEntry>,
    values: Vec<ValueName>,
    /// Event source without its ending, then event name. Two levels, so that a record of another service,
    /// as nearly all are, costs one lookup and no text is put together for it.
    by_event: HashMap<Box<str>, HashMap<Box<str>, Vec<ActionNo>>>,
}

/// A table of no profile.
impl Default for Profiles {
    fn default() -> Profiles {
        // What ingest itself says of items has its numbers before all that profiles name.
        let values = vec![ValueName::ItemCode, ValueName::ItemMessage];
        Profiles {
            profiles: Vec::new(),
            n_built_in: 0,
            kinds: Vec::new(),
            actions: Vec::new(),
            notices: Vec::new(),
            values,
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

    /// Adds a profile behind the others. Of those of one name, the one of the highest rank is in force. Actions beyond the
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
        self.settle(&profile.name);
        no
    }

    /// Takes a profile out: nothing is looked for by it any more, and another of its name comes into force again. Its
    /// numbers stay its own.
    pub fn remove(&mut self, no: ProfileNo) {
        let Some(entry) = self.profiles.get_mut(usize::from(no.0)) else { return };
        entry.is_removed = true;
        let name = entry.name.clone();
        let Profiles { kinds, actions, notices, by_event, .. } = self;
        let is_other = |action: &ActionNo| {
            let action = actions.get(usize::from(action.0));
            action.and_then(|action| kinds.get(usize::from(action.kind.0))).is_some_and(|kind| kind.profile != no)
        };
        by_event.values_mut().flat_map(HashMap::values_mut).for_each(|actions| actions.retain(is_other));
        notices.retain(|notice| is_other(&notice.action));
        self.settle(&name);
    }

    /// Finds out which of the profiles of a name is in force.
    fn settle(&mut self, name: &str) {
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

    /// Whether a profile is the one of its name that things are told by.
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
                class: kind.class,
                parent: kind.parent.as_deref().map(Arc::from),
                states: kind.states.clone(),
                errors: kind.errors.clone(),
                stuck_after_micros: kind.stuck_after_hours.map(|hours| i64::from(hours) * 3_600_000_000),
                events_by: kind.events_by.as_deref().map(Arc::from),
                id_within: (kind.id_after.clone(), kind.id_before.clone()),
                is_reused: kind.is_reused,
                is_idempotent: kind.is_idempotent,
                is_global: kind.is_global,
                is_holding: kind.is_holding,
                expires,
                warnings: kind.warnings.clone(),
                throttles: kind.throttles.clone(),
                id_time: kind.id_time,
                unknowns: kind.unknowns.clone(),
            });
            for action in &kind.actions {
                self.add_action(KindNo(kind_no), action, &profile.event_sources);
            }
            for notice in &kind.notices {
                self.add_notice(KindNo(kind_no), notice);
            }
        }
    }

    fn add_action(&mut self, kind: KindNo, action: &profile::Action, event_sources: &[String]) {
        let profile::Action {
            event,
            also,
            role,
            id,
            parent,
            accepted,
            is_inferred,
            is_clearing,
            items,
            shows,
            refused,
            values,
        } = action;
        for event in std::iter::once(event).chain(also) {
            let Ok(action_no) = u16::try_from(self.actions.len()) else { return };
            let values = self.numbered(values);
            self.actions.push(ActionEntry {
                kind,
                event: event.as_str().into(),
                role: *role,
                id: id.clone(),
                parent: parent.clone(),
                accepted: *accepted,
                is_inferred: *is_inferred,
                is_clearing: *is_clearing,
                items: items.clone(),
                shows: shows.as_deref().map(Arc::from),
                refused: refused.clone(),
                is_silenced: false,
                values,
            });
            for source in event_sources {
                let source = source.strip_suffix(SOURCE_SUFFIX).unwrap_or(source);
                let of_source = self.by_event.entry(source.into()).or_default();
                of_source.entry(event.as_str().into()).or_default().push(ActionNo(action_no));
            }
        }
    }

    fn add_notice(&mut self, kind: KindNo, notice: &profile::Notice) {
        let profile::Notice { name, only, unless, has, id, parent, time, needs_time, arn, proves, values } = notice;
        let Ok(action_no) = u16::try_from(self.actions.len()) else { return };
        let values = self.numbered(values);
        self.actions.push(ActionEntry {
            kind,
            event: name.as_str().into(),
            role: Role::Notice,
            id: id.clone(),
            parent: parent.clone(),
            accepted: *proves,
            is_inferred: false,
            is_clearing: false,
            items: None,
            shows: None,
            refused: Vec::new(),
            is_silenced: false,
            values,
        });
        self.notices.push(NoticeEntry {
            action: ActionNo(action_no),
            only: only.clone(),
            unless: unless.clone(),
            has: has.clone(),
            time: time.clone(),
            needs_time: *needs_time,
            arn: arn.clone(),
        });
    }

    fn numbered(&mut self, values: &[(String, Vec<ValuePath>)]) -> Vec<(ValueNo, Vec<ValuePath>)> {
        values.iter().filter_map(|(name, paths)| Some((self.value_no(ValueName::of(name))?, paths.clone()))).collect()
    }

    /// How many actions there are; those of a profile that is added have numbers from here on.
    pub fn n_actions(&self) -> u16 {
        self.actions.len() as u16
    }

    /// What tells of things and is no event, by those profiles that are asked.
    pub fn notices(&self, is_asked: impl Fn(ProfileNo) -> bool) -> impl Iterator<Item = &NoticeEntry> {
        let profile = |notice: &&NoticeEntry| self.kind(self.action(notice.action)?.kind).map(|kind| kind.profile);
        self.notices.iter().filter(move |notice| profile(notice).is_some_and(&is_asked))
    }

    /// The kinds of thing of the profiles that are in force, with their numbers.
    pub fn kinds_in_force(&self) -> impl Iterator<Item = (KindNo, &KindEntry)> {
        (0..).map(KindNo).zip(&self.kinds).filter(|(_, kind)| self.is_in_force(kind.profile))
    }

    /// The kind that a kind belongs to.
    pub fn parent_of(&self, kind: KindNo) -> Option<KindNo> {
        let entry = self.kind(kind)?;
        let noun = entry.parent.as_deref()?;
        let is_it = |other: &KindEntry| &*other.noun == noun && other.profile == entry.profile;
        let at = self.kinds.iter().rposition(is_it)?;
        u16::try_from(at).ok().map(KindNo)
    }

    /// The number of a value's name, if any profile uses it.
    pub fn value_named(&self, name: &ValueName) -> Option<ValueNo> {
        self.values.iter().position(|known| known == name).map(|at| ValueNo(at as u16))
    }

    fn value_no(&mut self, name: ValueName) -> Option<ValueNo> {
        let place = self.values.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.values.push(name);
            self.values.len() - 1
        });
        u16::try_from(place).ok().map(ValueNo) // none beyond 65,536 names: the value is left out
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

    /// The kind of thing of this number; none where the number is from another table.
    pub fn kind(&self, no: KindNo) -> Option<&KindEntry> {
        self.kinds.get(usize::from(no.0))
    }

    /// The kind of thing that an action names; none where its profile is not in force.
    pub fn kind_of(&self, no: ActionNo) -> Option<&KindEntry> {
        self.action(no).filter(|action| !action.is_silenced).and_then(|action| self.kind(action.kind))
    }

    /// The kind of thing of this full name, such as `elastic-transcoder/job`.
    pub fn kind_named(&self, name: &str) -> Option<&KindEntry> {
        self.kinds_in_force().map(|(_, kind)| kind).find(|kind| &*kind.name == name)
    }

    /// The name of a value; none where the number is from another table.
    pub fn value(&self, no: ValueNo) -> Option<&ValueName> {
        self.values.get(usize::from(no.0))
    }
}
