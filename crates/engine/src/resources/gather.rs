//! The facts of a segment, linked to the resources that they name.

use super::key::{KeyName, ResourceKey};
use super::links::{Link, LinkRole};
use super::{Resources, error_at};
use crate::execute::interner::{Interner, TextId};
use trailglass_event::field::Field;
use trailglass_lifecycle::profile::Role;
use trailglass_lifecycle::registry::ActionNo;
use trailglass_lifecycle::registry::{KindEntry, KindNo, Profiles};
use trailglass_store::column::TermColumn;
use trailglass_store::dictionary::Dictionary;
use trailglass_store::facts::FactOrigin;
use trailglass_store::segment::Segment;

/// The number of the empty text.
pub(super) const EMPTY: TextId = TextId::EMPTY;

impl Resources {
    /// Links the facts of a segment to their resources, which are made where they are new.
    pub(super) fn add_segment(&mut self, segment: &Segment, segment_no: u32, profiles: &Profiles) {
        let facts = &segment.facts;
        let mut fact_texts = KnownTexts::of(&facts.dictionary);
        let [mut accounts, mut regions] = [Field::Account, Field::Region].map(|field| PlaceColumn::of(segment, field));
        for at in 0..facts.len() {
            let action = profiles.action(ActionNo(facts.actions[at])).filter(|action| !action.is_silenced);
            let Some((action, kind)) = action.and_then(|action| Some((action, profiles.kind(action.kind)?))) else {
                continue;
            };
            let texts = &mut self.texts;
            let origin = facts.origin(at);
            let place = match origin {
                FactOrigin::Notification(number) => {
                    if facts.notifications.source(number).is_none() {
                        continue;
                    }
                    let codes =
                        (facts.notifications.accounts[number as usize], facts.notifications.regions[number as usize]);
                    (fact_texts.number(texts, codes.0), fact_texts.number(texts, codes.1))
                }
                FactOrigin::Event(row) => (accounts.number(texts, row), regions.number(texts, row)),
            };
            let id = fact_texts.number(texts, facts.ids[at]);
            let request = fact_texts.number(texts, facts.requests[at]);
            let parent = fact_texts.number(texts, facts.parents[at]);
            let is_creation = action.role() == Role::Create;
            let is_refused_creation = is_creation && error_at(segment, at).is_some();
            let name = if id != EMPTY && !is_refused_creation {
                KeyName::Id(id)
            } else if !is_creation {
                continue;
            } else if request != EMPTY {
                KeyName::Request(request)
            } else if let FactOrigin::Event(row) = origin {
                KeyName::Event(texts.intern(&segment.event_id(row)))
            } else {
                continue;
            };
            let link = Link { segment: segment_no, fact: at as u32, role: LinkRole::Subject };
            let key = key_at(place, action.kind, kind, name);
            match (origin, key.name) {
                (FactOrigin::Notification(_), KeyName::Id(id) | KeyName::Request(id) | KeyName::Event(id)) => {
                    self.link_notification((action.kind, id), link);
                }
                (FactOrigin::Event(_), _) => self.link(key, link),
            }
            if is_creation
                && parent != EMPTY
                && let Some(kind_no) = profiles.parent_of(action.kind)
                && let Some(kind) = profiles.kind(kind_no)
            {
                let key = key_at(place, kind_no, kind, KeyName::Id(parent));
                self.link(key, Link { role: LinkRole::Parent, ..link });
            }
        }
    }

    fn link(&mut self, key: ResourceKey, link: Link) {
        let id = self.get_or_insert(key);
        self.links.push(&mut self.resources[id.index()].links, link);
        self.mark_stale(id);
    }
}

/// The key of a resource of a kind that is named in an account and a region.
pub(super) fn key_at(
    (account, region): (TextId, TextId),
    kind_no: KindNo,
    kind: &KindEntry,
    name: KeyName,
) -> ResourceKey {
    let (account, region) = if kind.spec.is_global { (EMPTY, EMPTY) } else { (account, region) };
    ResourceKey { kind: kind_no, account, region, name }
}

/// The numbers of the terms of a dictionary among the texts of all segments, each looked up once.
struct KnownTexts<'a> {
    dictionary: &'a Dictionary,
    numbers: Vec<Option<TextId>>,
}

impl KnownTexts<'_> {
    fn of(dictionary: &Dictionary) -> KnownTexts<'_> {
        KnownTexts { dictionary, numbers: vec![None; dictionary.len() + 1] }
    }

    fn number(&mut self, texts: &mut Interner<TextId>, code: u32) -> TextId {
        let number = &mut self.numbers[code as usize];
        *number.get_or_insert_with(|| texts.intern(self.dictionary.term(code).unwrap_or_default()))
    }
}

/// The accounts or the regions of a segment's rows.
struct PlaceColumn<'a> {
    column: Option<(&'a TermColumn, KnownTexts<'a>)>,
}

impl PlaceColumn<'_> {
    fn of(segment: &Segment, field: Field) -> PlaceColumn<'_> {
        PlaceColumn { column: segment.column(field).map(|column| (column, KnownTexts::of(&column.dictionary))) }
    }

    fn number(&mut self, texts: &mut Interner<TextId>, row: u32) -> TextId {
        match &mut self.column {
            Some((column, known)) => known.number(texts, column.codes.get(row)),
            None => EMPTY,
        }
    }
}
