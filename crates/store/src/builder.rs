//! Row by row, then frozen into a segment.

use super::column::TermColumnBuilder;
use super::facts::{FactDraft, FactTableBuilder, NotificationDraft};
use super::segment::{EventId, RowId, Segment, TERM_FIELDS, Write};
use super::sources::SourceColumnBuilder;
use trailglass_event::mfa::Mfa;
use trailglass_event::outcome::Outcome;
use trailglass_event::time::Micros;
use trailglass_protocol::id::SourceId;

/// A row as ingest hands it over.
pub struct RowDraft<'a> {
    /// When it happened.
    pub time: Micros,
    /// Its id.
    pub id: EventId<'a>,
    /// The terms of [`TERM_FIELDS`].
    pub terms: [Option<&'a str>; TERM_FIELDS.len()],
    /// How it ended.
    pub outcome: Outcome,
    /// Whether it changes something.
    pub write: Write,
    /// Whether a second factor was used.
    pub mfa: Mfa,
    /// What it acted on besides its target, with [`SEPARATOR`](trailglass_event::target::SEPARATOR) between them.
    pub further_targets: Option<&'a str>,
    /// Whether the record was repaired on reading.
    pub is_repaired: bool,
    /// Whether the record was made of the columns of a table.
    pub is_made: bool,
    /// Top-level members that are not null.
    pub completeness: u8,
    /// Its source.
    pub source: SourceId,
    /// What lifecycle profiles took from it.
    pub facts: &'a [FactDraft<'a>],
}

/// A segment being filled.
#[derive(Default)]
pub struct SegmentBuilder {
    times: Vec<i64>,
    id_keys: Vec<u128>,
    id_texts: TermColumnBuilder,
    terms: [TermColumnBuilder; TERM_FIELDS.len()],
    further_targets: TermColumnBuilder,
    flags: Vec<u8>,
    completeness: Vec<u8>,
    sources: SourceColumnBuilder,
    facts: FactTableBuilder,
}

impl SegmentBuilder {
    /// How many rows there are.
    pub fn n_rows(&self) -> u32 {
        self.times.len() as u32
    }

    /// The bytes of all distinct texts so far: what a dictionary must be able to count in 32 bits.
    pub fn bytes(&self) -> usize {
        let columns = self.terms.iter().chain([&self.id_texts, &self.further_targets]);
        columns.map(TermColumnBuilder::bytes).sum::<usize>() + self.facts.bytes()
    }

    /// Adds a row.
    #[inline(never)]
    pub fn push(&mut self, draft: &RowDraft<'_>) {
        let RowDraft {
            time,
            id,
            terms,
            outcome,
            write,
            mfa,
            further_targets,
            is_repaired,
            is_made,
            completeness,
            source,
            facts,
        } = draft;
        let row = self.n_rows();
        self.times.push(time.0);
        self.id_keys.push(id.key());
        match id {
            EventId::Uuid(_) => self.id_texts.push(None),
            EventId::Text(text) => self.id_texts.push(Some(text)),
            EventId::Hash(hash) => self.id_texts.push(Some(&format!("hash:{hash:032x}"))),
        }
        for (column, term) in self.terms.iter_mut().zip(terms) {
            column.push(*term);
        }
        self.further_targets.push(*further_targets);
        let qualities = u8::from(*is_repaired) << 4 | u8::from(*is_made) << 5 | (*mfa as u8) << 6;
        self.flags.push(*outcome as u8 | (*write as u8) << 2 | qualities);
        self.completeness.push(*completeness);
        self.sources.push(*source);
        for fact in *facts {
            self.facts.push(row, fact);
        }
    }

    /// Adds a notification, which is no row.
    pub fn push_notification(&mut self, draft: NotificationDraft<'_>) {
        self.facts.push_notification(draft);
    }

    /// How many notifications there are.
    pub fn n_notifications(&self) -> usize {
        self.facts.n_notifications()
    }

    /// Whether there is neither a row nor a notification.
    pub fn is_empty(&self) -> bool {
        self.n_rows() == 0 && self.facts.n_notifications() == 0
    }

    /// The segment, sorted by time, and for each of its rows the place in the order of pushing. Rows of equal time are in
    /// the order of their ids, then of their sources and of pushing.
    #[inline(never)]
    pub fn freeze(self) -> (Segment, Vec<u32>) {
        let mut keyed: Vec<(i64, u32)> = self.times.iter().copied().zip(0..).collect();
        keyed.sort();
        let mut order: Vec<u32> = keyed.into_iter().map(|(_, row)| row).collect();
        let id = |row: u32| RowId { key: self.id_keys[row as usize], text: self.id_texts.term(row) };
        let source = |row: u32| self.sources.get(row);
        let is_same_time = |one: &u32, other: &u32| self.times[*one as usize] == self.times[*other as usize];
        for equal in order.chunk_by_mut(is_same_time).filter(|equal| equal.len() > 1) {
            equal.sort_unstable_by(|one, other| {
                id(*one).compare(&id(*other)).then_with(|| (source(*one), one).cmp(&(source(*other), other)))
            });
        }
        let segment = Segment {
            times: in_order(&self.times, &order),
            id_keys: in_order(&self.id_keys, &order),
            id_texts: self.id_texts.freeze(&order),
            terms: self.terms.into_iter().map(|column| column.freeze(&order)).collect(),
            further_targets: self.further_targets.freeze(&order),
            flags: in_order(&self.flags, &order),
            completeness: in_order(&self.completeness, &order),
            sources: self.sources.freeze(&order),
            facts: self.facts.freeze(&order),
        };
        (segment, order)
    }
}

fn in_order<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|row| values[*row as usize]).collect()
}
