//! What lifecycle profiles took from the events of a segment: one row for each thing that an event speaks of.

use super::dictionary::{ABSENT, Dictionary, DictionaryBuilder};
use crate::lifecycle::fact::{ActionNo, Fact, ValueNo};
use std::borrow::Cow;

/// Facts in the order of their rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactTable {
    /// The row of each fact's event, ascending.
    pub rows: Vec<u32>,
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
    /// All texts.
    pub dictionary: Dictionary,
}

/// A fact as the store holds it, with its texts.
pub struct FactRow<'a> {
    /// The row of its event.
    pub row: u32,
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
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
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
        FactRow { row: self.rows[at], fact, request_id, error_message }
    }

    /// The facts of one row, by their places.
    pub fn of_row(&self, row: u32) -> std::ops::Range<usize> {
        self.rows.partition_point(|other| *other < row)..self.rows.partition_point(|other| *other <= row)
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
    dictionary: DictionaryBuilder,
}

impl FactTableBuilder {
    /// Adds a fact of a row.
    pub fn push(&mut self, row: u32, draft: &FactDraft<'_>) {
        let FactDraft { fact, request_id, error_message } = draft;
        let FactTableBuilder { table, dictionary } = self;
        table.rows.push(row);
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

    /// The bytes of its distinct texts so far.
    pub fn bytes(&self) -> usize {
        self.dictionary.bytes()
    }

    /// The table with the facts in the order of the sealed rows. `order` gives, for each row, its draft row.
    pub fn seal(self, order: &[u32]) -> FactTable {
        let (dictionary, codes) = self.dictionary.finish();
        let draft = self.table;
        let code = |draft: u32| if draft == ABSENT { ABSENT } else { codes[draft as usize] };
        let mut table = FactTable { dictionary, ..FactTable::default() };
        let facts =
            order.iter().zip(0..).flat_map(|(draft_row, row)| draft.of_row(*draft_row).map(move |at| (row, at)));
        for (row, at) in facts {
            table.rows.push(row);
            table.actions.push(draft.actions[at]);
            table.ids.push(code(draft.ids[at]));
            table.parents.push(code(draft.parents[at]));
            table.requests.push(code(draft.requests[at]));
            table.messages.push(code(draft.messages[at]));
            let start = if at == 0 { 0 } else { draft.value_ends[at - 1] as usize };
            for value in start..draft.value_ends[at] as usize {
                table.value_names.push(draft.value_names[value]);
                table.values.push(code(draft.values[value]));
            }
            table.value_ends.push(table.values.len() as u32);
        }
        table
    }
}
