//! What lifecycle profiles took from the events of a segment: one row for each thing that an event speaks of.
//!
//! Notifications are no events: they have no row of the segment, no columns, and are counted nowhere among events. They
//! are kept here beside the facts that were taken from them, and have numbers of their own: see [`FactOrigin`].

use super::dictionary::{ABSENT, Dictionary, DictionaryBuilder};
use std::borrow::Cow;
use std::collections::HashSet;
use trailglass_lifecycle::fact::Fact;
use trailglass_lifecycle::registry::{ActionNo, ValueNo};
use trailglass_protocol::id::SourceId;

/// Stands in a column of times for the time of what has none, such as a bare notification.
pub const TIMELESS: i64 = i64::MAX;

/// What a fact was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactOrigin {
    /// An event, by its row in the segment.
    Event(u32),
    /// A notification, by its number among those of the segment.
    Notification(u32),
}

/// What is known of notifications besides their facts. Texts are codes into the dictionary of the facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotificationTable {
    /// When, in microseconds since 1970 UTC; [`TIMELESS`] where nothing says.
    pub times: Vec<i64>,
    /// The key under which copies are found.
    pub keys: Vec<u128>,
    /// The source of each; `None` where that was removed.
    pub sources: Vec<Option<SourceId>>,
    /// The place of each one's text among those that the reader kept with this segment.
    pub documents: Vec<u32>,
    /// Whose account; absent where nothing says.
    pub accounts: Vec<u32>,
    /// Which region; absent where nothing says.
    pub regions: Vec<u32>,
    /// Who sent it, such as a topic.
    pub senders: Vec<u32>,
}

impl NotificationTable {
    /// How many there are, removed ones included.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// The source of a notification; `None` where that was removed.
    pub fn source(&self, number: u32) -> Option<SourceId> {
        self.sources.get(number as usize).copied().flatten()
    }

    /// Whether any has a source that was not removed.
    pub fn has_any(&self) -> bool {
        self.sources.iter().any(Option::is_some)
    }

    /// Forgets where notifications of these sources are from: they are told of no more. Returns whether there was any.
    pub fn remove(&mut self, sources: &HashSet<SourceId>) -> bool {
        let mut has_any = false;
        for source in &mut self.sources {
            has_any |= source.take_if(|source| sources.contains(source)).is_some();
        }
        has_any
    }
}

/// What the builder is given of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationDraft<'a> {
    /// When, in microseconds since 1970 UTC; [`TIMELESS`] where nothing says.
    pub time_micros: i64,
    /// The key under which copies are found.
    pub key: u128,
    /// Its source.
    pub source: SourceId,
    /// The place of its text among those that the reader keeps with this segment.
    pub document: u32,
    /// Whose account.
    pub account: Option<Cow<'a, str>>,
    /// Which region.
    pub region: Option<Cow<'a, str>>,
    /// Who sent it.
    pub sender: Option<Cow<'a, str>>,
    /// What it says.
    pub fact: Fact<'a>,
}

/// Facts: first those of events, in the order of their rows, then those of notifications.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactTable {
    /// The row of each fact of an event, ascending.
    pub(super) event_rows: Vec<u32>,
    /// The number of the notification that each of the other facts was taken from.
    pub(super) told_by: Vec<u32>,
    /// The action of each fact.
    pub actions: Vec<u16>,
    /// The id of each fact, as a code.
    pub ids: Vec<u32>,
    /// The parent's id of each fact, as a code.
    pub parents: Vec<u32>,
    /// The event's `requestID`, as a code; kept where the fact has no id, for then it names the thing.
    pub requests: Vec<u32>,
    /// The event's `errorMessage`, as a code.
    pub messages: Vec<u32>,
    /// Where the values of each fact end.
    pub value_ends: Vec<u32>,
    /// The names of the values.
    pub value_names: Vec<u16>,
    /// The values, as codes.
    pub values: Vec<u32>,
    /// The notifications.
    pub notifications: NotificationTable,
    /// All texts.
    pub dictionary: Dictionary,
}

/// A fact as the store holds it, with its texts.
pub struct FactRow<'a> {
    /// What it was taken from.
    pub origin: FactOrigin,
    /// The fact.
    pub fact: Fact<'a>,
    /// The event's `requestID`, where the fact has no id.
    pub request_id: Option<&'a str>,
    /// The event's `errorMessage`.
    pub error_message: Option<&'a str>,
}

impl FactTable {
    /// How many facts.
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// What a fact was taken from.
    pub fn origin(&self, at: usize) -> FactOrigin {
        match self.event_rows.get(at) {
            Some(row) => FactOrigin::Event(*row),
            None => FactOrigin::Notification(self.told_by[at - self.event_rows.len()]),
        }
    }

    /// The facts of events: the place of each, and its row.
    pub fn of_events(&self) -> impl Iterator<Item = (usize, u32)> {
        self.event_rows.iter().copied().enumerate()
    }

    /// A fact with its texts.
    pub fn get(&self, at: usize) -> FactRow<'_> {
        let text = |code: u32| self.dictionary.term(code);
        let start = if at == 0 { 0 } else { self.value_ends[at - 1] as usize };
        let values = start..self.value_ends[at] as usize;
        let fact = Fact {
            action: ActionNo(self.actions[at]),
            id: text(self.ids[at]).map(Cow::Borrowed),
            parent: text(self.parents[at]).map(Cow::Borrowed),
            values: values
                .map(|at| (ValueNo(self.value_names[at]), Cow::Borrowed(text(self.values[at]).unwrap_or_default())))
                .collect(),
        };
        let (request_id, error_message) = (text(self.requests[at]), text(self.messages[at]));
        FactRow { origin: self.origin(at), fact, request_id, error_message }
    }

    /// Takes facts in that were taken from the same rows later; those that are here already are passed over.
    pub fn add(&mut self, later: &FactTable) {
        let mut builder = FactTableBuilder::default();
        let n_rows = self.event_rows.last().max(later.event_rows.last()).map_or(0, |row| row + 1);
        for row in 0..n_rows {
            let own = self.of_row(row);
            let is_new = |at: &usize| !own.clone().any(|known| self.actions[known] == later.actions[*at]);
            let all =
                own.clone().map(|at| self.get(at)).chain(later.of_row(row).filter(is_new).map(|at| later.get(at)));
            for FactRow { fact, request_id, error_message, .. } in all {
                builder.push(row, &FactDraft { fact, request_id, error_message });
            }
        }
        for (at, number) in (self.event_rows.len()..).zip(&self.told_by) {
            let FactRow { fact, request_id, error_message, .. } = self.get(at);
            let draft = FactDraft { fact, request_id, error_message };
            put(&mut builder.told, &mut builder.dictionary, *number, &draft);
        }
        let order: Vec<u32> = (0..n_rows).collect();
        let NotificationTable { times, keys, sources, documents, accounts, regions, senders } =
            std::mem::take(&mut self.notifications);
        let texts = |codes: Vec<u32>, dictionary: &mut DictionaryBuilder| -> Vec<u32> {
            codes.into_iter().map(|code| dictionary.code(self.dictionary.term(code))).collect()
        };
        let [accounts, regions, senders] =
            [accounts, regions, senders].map(|codes| texts(codes, &mut builder.dictionary));
        builder.told.notifications = NotificationTable { times, keys, sources, documents, accounts, regions, senders };
        *self = builder.freeze(&order);
    }

    /// The values of a fact under one name, as codes.
    pub fn values_of(&self, at: usize, name: ValueNo) -> impl Iterator<Item = u32> {
        let start = if at == 0 { 0 } else { self.value_ends[at - 1] as usize };
        let values = start..self.value_ends[at] as usize;
        values.filter(move |value| self.value_names[*value] == name.0).map(|value| self.values[value])
    }

    /// The facts of one row, by their places.
    pub fn of_row(&self, row: u32) -> std::ops::Range<usize> {
        self.event_rows.partition_point(|other| *other < row)..self.event_rows.partition_point(|other| *other <= row)
    }

    /// Whether every number in the table leads somewhere, for a segment of so many rows.
    pub(super) fn is_consistent(&self, n_rows: u32) -> bool {
        let FactTable { event_rows, told_by, actions, ids, parents, requests, messages, .. } = self;
        let FactTable { value_ends, value_names, values, notifications, dictionary, .. } = self;
        let NotificationTable { times, keys, sources, documents, accounts, regions, senders } = notifications;
        let n_facts = event_rows.len() + told_by.len();
        let of_facts = [ids, parents, requests, messages, value_ends].map(Vec::len);
        let of_notifications = [documents, accounts, regions, senders].map(Vec::len);
        let codes = [ids, parents, requests, messages, values, accounts, regions, senders];
        let is_known = |code: &u32| *code as usize <= dictionary.len();
        actions.len() == n_facts
            && of_facts.iter().all(|length| *length == n_facts)
            && keys.len() == times.len()
            && sources.len() == times.len()
            && of_notifications.iter().all(|length| *length == times.len())
            && event_rows.is_sorted()
            && event_rows.last().is_none_or(|row| *row < n_rows)
            && told_by.iter().all(|number| (*number as usize) < times.len())
            && value_names.len() == values.len()
            && value_ends.is_sorted()
            && value_ends.last().is_none_or(|end| *end as usize == values.len())
            && codes.into_iter().all(|codes| codes.iter().all(is_known))
    }
}

/// What the builder is given with a fact.
pub struct FactDraft<'a> {
    /// The fact.
    pub fact: Fact<'a>,
    /// The event's `requestID`.
    pub request_id: Option<&'a str>,
    /// The event's `errorMessage`.
    pub error_message: Option<&'a str>,
}

/// Facts being gathered, in the order of arrival, with draft codes.
#[derive(Default)]
pub struct FactTableBuilder {
    table: FactTable,
    /// The facts of notifications, each with the number of its notification in the place of a row.
    told: FactTable,
    dictionary: DictionaryBuilder,
}

impl FactTableBuilder {
    /// Adds a fact of a row.
    pub fn push(&mut self, row: u32, draft: &FactDraft<'_>) {
        let FactTableBuilder { table, dictionary, .. } = self;
        put(table, dictionary, row, draft);
    }

    /// Adds a notification.
    pub fn push_notification(&mut self, draft: NotificationDraft<'_>) {
        let NotificationDraft { time_micros, key, source, document, account, region, sender, fact } = draft;
        let FactTableBuilder { told, dictionary, .. } = self;
        let notifications = &mut told.notifications;
        let number = notifications.times.len() as u32;
        notifications.times.push(time_micros);
        notifications.keys.push(key);
        notifications.sources.push(Some(source));
        notifications.documents.push(document);
        notifications.accounts.push(dictionary.code(account.as_deref()));
        notifications.regions.push(dictionary.code(region.as_deref()));
        notifications.senders.push(dictionary.code(sender.as_deref()));
        put(told, dictionary, number, &FactDraft { fact, request_id: None, error_message: None });
    }

    /// How many notifications there are.
    pub fn n_notifications(&self) -> usize {
        self.told.notifications.times.len()
    }

    /// The bytes of its distinct texts so far.
    pub fn bytes(&self) -> usize {
        self.dictionary.bytes()
    }

    /// The table with the facts in the order of the frozen rows, and behind them those of notifications. `order` gives, for
    /// each row, its draft row.
    pub fn freeze(self, order: &[u32]) -> FactTable {
        let FactTableBuilder { table: draft, told, dictionary } = self;
        let (dictionary, codes) = dictionary.finish();
        let code = |draft: u32| if draft == ABSENT { ABSENT } else { codes[draft as usize] };
        let mut table = FactTable { dictionary, ..FactTable::default() };
        let mut event_rows = Vec::with_capacity(draft.len());
        let mut copy = |from: &FactTable, at: usize| {
            table.actions.push(from.actions[at]);
            table.ids.push(code(from.ids[at]));
            table.parents.push(code(from.parents[at]));
            table.requests.push(code(from.requests[at]));
            table.messages.push(code(from.messages[at]));
            let start = if at == 0 { 0 } else { from.value_ends[at - 1] as usize };
            for value in start..from.value_ends[at] as usize {
                table.value_names.push(from.value_names[value]);
                table.values.push(code(from.values[value]));
            }
            table.value_ends.push(table.values.len() as u32);
        };
        for (draft_row, row) in order.iter().zip(0..) {
            for at in draft.of_row(*draft_row) {
                copy(&draft, at);
                event_rows.push(row);
            }
        }
        (0..told.len()).for_each(|at| copy(&told, at));
        (table.event_rows, table.told_by) = (event_rows, told.event_rows);
        table.notifications = told.notifications;
        let NotificationTable { accounts, regions, senders, .. } = &mut table.notifications;
        accounts.iter_mut().chain(regions).chain(senders).for_each(|text| *text = code(*text));
        table
    }
}

fn put(table: &mut FactTable, dictionary: &mut DictionaryBuilder, row: u32, draft: &FactDraft<'_>) {
    let FactDraft { fact, request_id, error_message } = draft;
    table.event_rows.push(row);
    table.actions.push(fact.action.0);
    table.ids.push(dictionary.code(fact.id.as_deref()));
    table.parents.push(dictionary.code(fact.parent.as_deref()));
    table.requests.push(dictionary.code(request_id.filter(|_| fact.id.is_none())));
    table.messages.push(dictionary.code(*error_message));
    for (name, value) in &fact.values {
        table.value_names.push(name.0);
        table.values.push(dictionary.code(Some(value)));
    }
    table.value_ends.push(table.values.len() as u32);
}
