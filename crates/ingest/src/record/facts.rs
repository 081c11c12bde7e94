//! Evaluates the paths of lifecycle profiles on the JSON of a record.

use std::borrow::Cow;
use trailglass_json::structural_index::{StructuralIndex, Value};
use trailglass_lifecycle::fact::Fact;
use trailglass_lifecycle::path::{Part, PathStep, ValuePath};
use trailglass_lifecycle::profile::{Items, Role};
use trailglass_lifecycle::registry::{ActionNo, ValueNo};
use trailglass_lifecycle::registry::{ITEM_CODE, ITEM_MESSAGE, KindEntry, Profiles};
use trailglass_store::facts::{FactDraft, FactTableBuilder};

/// The parts of a record in which profiles' paths begin.
pub struct FactParts<'a> {
    /// `requestParameters`.
    pub request: Option<Value<'a>>,
    /// `responseElements`.
    pub response: Option<Value<'a>>,
    /// `userIdentity`.
    pub identity: Option<Value<'a>>,
    /// The record itself.
    pub record: Value<'a>,
}

impl<'a> FactParts<'a> {
    fn part(&self, part: Part) -> Option<Value<'a>> {
        match part {
            Part::Request => self.request,
            Part::Response => self.response,
            Part::Identity => self.identity,
            Part::Record => Some(self.record),
            other => self.record.member(other.member()?),
        }
    }

    /// The texts of the first path that gives any.
    pub fn texts(&self, paths: &[ValuePath]) -> Vec<Cow<'a, str>> {
        for path in paths {
            let mut found = Vec::new();
            if let Some(part) = self.part(path.part) {
                gather(part, &path.steps, &mut found);
            }
            if found.iter().any(|text| !text.is_empty()) {
                return found;
            }
        }
        Vec::new()
    }
}

/// The facts of an event, one for each resource that a profile finds in it; none for most events.
pub fn event_facts<'a>(profiles: &Profiles, source: &str, name: &str, parts: &FactParts<'a>) -> Vec<Fact<'a>> {
    let mut facts = Vec::new();
    for no in profiles.actions(source, name) {
        facts_of(profiles, *no, parts, &mut facts);
    }
    facts
}

/// Adds the facts of an event's text by the actions from `first` on.
pub fn push_event_facts(profiles: &Profiles, text: &str, row: u32, first: ActionNo, builder: &mut FactTableBuilder) {
    let mut index = StructuralIndex::default();
    let Ok(record) = index.value(text, 0) else { return };
    let part = |name| record.member(name);
    let parts = FactParts {
        request: part("requestParameters"),
        response: part("responseElements"),
        identity: part("userIdentity"),
        record,
    };
    let text_of = |name| part(name).and_then(|value| value.scalar());
    let (Some(source), Some(name)) = (text_of("eventSource"), text_of("eventName")) else { return };
    let (request_id, error_message) = (text_of("requestID"), text_of("errorMessage"));
    for fact in event_facts(profiles, &source, &name, &parts).into_iter().filter(|fact| fact.action >= first) {
        let (request_id, error_message) = (request_id.as_deref(), error_message.as_deref());
        builder.push(row, &FactDraft { fact, request_id, error_message });
    }
}

/// The facts of a document that is no event, by one action.
pub fn notification_facts<'a>(profiles: &Profiles, no: ActionNo, parts: &FactParts<'a>) -> Vec<Fact<'a>> {
    let mut facts = Vec::new();
    facts_of(profiles, no, parts, &mut facts);
    facts
}

#[inline(never)]
fn facts_of<'a>(profiles: &Profiles, no: ActionNo, parts: &FactParts<'a>, facts: &mut Vec<Fact<'a>>) {
    let Some(action) = profiles.action(no) else { return };
    let Some(kind) = profiles.kind(action.kind) else { return };
    let found = parts.texts(action.id());
    let n_found = found.len();
    let ids = ids(found, kind);
    let parent_kind = profiles.parent_of(action.kind).and_then(|parent| profiles.kind(parent));
    let parent = parts.texts(action.parent()).into_iter().find(|text| !text.is_empty());
    let parent = parent.map(|parent| parent_kind.map_or(parent.clone(), |kind| kind.id_in(parent)));
    let values: Vec<(ValueNo, Vec<Cow<'a, str>>)> =
        action.values.iter().map(|(name, paths)| (*name, parts.texts(paths))).collect();
    let answer = action.items().map(|items| ItemAnswer::of(items, kind, parts));
    // A list as long as that of the ids has one value for each.
    let is_shared = |texts: &[Cow<'a, str>]| ids.len() > 1 && texts.len() == n_found && n_found == ids.len();
    let n_facts = if action.role() == Role::Create { ids.len().max(1) } else { ids.len() };
    // Values that are shared by all ids are repeated for each of them: fewer, where there are many.
    let most_values = (MOST_IDS / n_facts.max(1)).max(16);
    for at in 0..n_facts {
        let mut own = Vec::new();
        for (name, texts) in &values {
            let texts = if is_shared(texts) { &texts[at..=at] } else { texts };
            own.extend(texts.iter().take(most_values).map(|text| (*name, text.clone())));
        }
        let id = ids.get(at).cloned();
        if let Some(answer) = &answer {
            answer.of_item(id.as_deref(), &mut own);
        }
        facts.push(Fact { action: no, id, parent: parent.clone(), values: own });
    }
}

/// One record has at most this many ids: several times what any call of AWS names at once. Millions of them would take hours
/// to compare with each other.
const MOST_IDS: usize = 4_096;

/// The ids in texts, each once.
fn ids<'a>(texts: Vec<Cow<'a, str>>, kind: &KindEntry) -> Vec<Cow<'a, str>> {
    let mut ids: Vec<Cow<'a, str>> = Vec::new();
    for id in texts {
        if ids.len() == MOST_IDS {
            break;
        }
        let id = kind.id_in(id);
        if !id.is_empty() && !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// The outcome that an answer has for each item of the request.
struct ItemAnswer<'a> {
    /// Ids of the items that were accepted.
    accepted: Vec<Cow<'a, str>>,
    /// Ids of those that were refused, with the code and the message.
    refused: Vec<(Cow<'a, str>, [Cow<'a, str>; 2])>,
    /// Whether an item that the answer does not list has neither outcome.
    is_complete: bool,
}

impl<'a> ItemAnswer<'a> {
    fn of(items: &Items, kind: &KindEntry, parts: &FactParts<'a>) -> ItemAnswer<'a> {
        let only: Vec<_> =
            items.only.iter().map(|(path, text)| (parts.texts(std::slice::from_ref(path)), text)).collect();
        let is_refused =
            |at: usize| only.iter().all(|(texts, wanted)| texts.get(at).is_some_and(|text| text == *wanted));
        let [ids, codes, messages] = [&items.refused, &items.code, &items.message].map(|paths| parts.texts(paths));
        let default_code = items.default_code.clone().unwrap_or_else(|| "Refused".to_owned());
        let code = |at: usize| {
            let code: Option<&Cow<'a, str>> = codes.get(at).filter(|code| !code.is_empty());
            code.cloned().unwrap_or_else(|| Cow::Owned(default_code.clone()))
        };
        // A resource that was not created has no id, so there are only codes.
        let n_items = if items.refused.is_empty() { codes.len() } else { ids.len() }.min(MOST_IDS);
        let mut refused = Vec::new();
        for at in (0..n_items).filter(|at| is_refused(*at)) {
            let id = ids.get(at).cloned().map(|id| kind.id_in(id)).unwrap_or_default();
            refused.push((id, [code(at), messages.get(at).cloned().unwrap_or_default()]));
        }
        let accepted = self::ids(parts.texts(&items.accepted), kind);
        let has_lists = !accepted.is_empty() || !refused.is_empty();
        let is_complete = items.needs_list || (has_lists && !items.accepted.is_empty());
        ItemAnswer { accepted, refused, is_complete }
    }

    /// Adds the outcome of one item to the values of its fact.
    fn of_item(&self, id: Option<&str>, values: &mut Vec<(ValueNo, Cow<'a, str>)>) {
        let refusal = self.refused.iter().find(|(refused, _)| **refused == *id.unwrap_or_default());
        let is_accepted = id.is_some_and(|id| self.accepted.iter().any(|accepted| accepted == id));
        if let Some((_, [code, message])) = refusal {
            values.push((ITEM_CODE, code.clone()));
            values.push((ITEM_MESSAGE, message.clone()));
        } else if id.is_some() && !is_accepted && self.is_complete {
            values.push((ITEM_CODE, Cow::Borrowed("")));
        }
    }
}

#[inline(never)]
fn gather<'a>(value: Value<'a>, steps: &[PathStep], found: &mut Vec<Cow<'a, str>>) {
    let Some((step, rest)) = steps.split_first() else {
        found.extend(value.scalar());
        return;
    };
    match step {
        PathStep::Member(name) => {
            if let Some(value) = value.member(name) {
                gather(value, rest, found);
            }
        }
        PathStep::Elements => {
            for element in value.elements() {
                let before = found.len();
                gather(element, rest, found);
                if found.len() == before {
                    found.push(Cow::Borrowed(""));
                }
            }
        }
        PathStep::Members => {
            for (key, value) in value.members() {
                let mut below = Vec::new();
                gather(value, rest, &mut below);
                found.extend(
                    below.iter().map(|text| Cow::Owned(format!("{}={text}", trailglass_json::text::unescape(key)))),
                );
            }
        }
    }
}
