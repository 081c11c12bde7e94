//! The distinct values of fields over all segments, interned: a query counts them by id, without hashing or comparing
//! texts.
//!
//! A segment's dictionary has codes for its own terms; here each code is mapped to the id that the text has in all
//! segments. The values of a segment are kept until the store is rewritten ([`StoreEpoch`]): only new segments are read,
//! and only for fields that somebody asks about.

use super::filter::SegmentMatches;
use super::interner::{Interner, ValueId};
use super::page::Names;
use std::collections::HashMap;
use trailglass_event::field::{FIELDS, Field};
use trailglass_event::mfa::Mfa;
use trailglass_event::outcome::Outcome;
use trailglass_lifecycle::registry::ActionNo;
use trailglass_protocol::message::PathValues;
use trailglass_query::On;
use trailglass_store::column::Codes;
use trailglass_store::dictionary::{ABSENT, Dictionary, DictionaryBuilder};
use trailglass_store::rows::RowSet;
use trailglass_store::segment::{Segment, Write};
use trailglass_store::{Store, StoreEpoch};

/// The values of every field that was asked about.
#[derive(Default)]
pub struct DistinctValues {
    /// The version of the store that they are of.
    epoch: StoreEpoch,
    fields: HashMap<On, FieldValues>,
}

/// The values of one field.
#[derive(Default)]
pub struct FieldValues {
    texts: Interner<ValueId>,
    segments: Vec<SegmentValues>,
}

/// The values of a field in one segment.
struct SegmentValues {
    /// The codes of the rows; `None` for a path whose values have not come from the reader.
    codes: Option<RowCodes>,
    /// The value of each code of the segment.
    value_of: Vec<ValueId>,
    /// How many shown rows have each code.
    totals: Option<Totals>,
}

/// The codes of a segment's rows.
enum RowCodes {
    /// Those of the segment's own column of this field.
    Column(Field),
    /// A code for each row.
    Each(Codes),
    /// Rows with a code each; a row may have several codes, each once, or none.
    Pairs(Vec<(u32, u32)>),
}

/// How many shown rows have each code.
struct Totals {
    by_code: Vec<u32>,
    /// The version of the shown rows: [`StoredSegment::n_changes`].
    n_changes: u32,
}

impl DistinctValues {
    /// Forgets the values of an earlier version of the store, unless this one extends it.
    fn follow(&mut self, store: &Store) {
        let epoch = store.epoch();
        if !epoch.extends(self.epoch) {
            self.fields.clear();
        }
        self.epoch = epoch;
    }

    /// The values of a field, for the store as it is.
    pub fn of(&mut self, on: &On, store: &Store, names: Names<'_>) -> &mut FieldValues {
        self.follow(store);
        let values = self.fields.entry(on.clone()).or_default();
        for stored in store.segments().iter().skip(values.segments.len()) {
            let segment = match on {
                On::Field(index) => values.read(FIELDS[*index].field, &stored.segment, names),
                // No rows have no values.
                _ if stored.segment.n_rows() == 0 => values.interned(RowCodes::Pairs(Vec::new()), std::iter::empty()),
                On::Path(_) | On::Any | On::Quality(_) => {
                    SegmentValues { codes: None, value_of: Vec::new(), totals: None }
                }
            };
            values.segments.push(segment);
        }
        values
    }

    /// Adds the values at a path that a reader found in a segment.
    pub fn add(&mut self, on: &On, store: &Store, segment: u32, found: PathValues) {
        self.follow(store);
        let PathValues { text, ends, rows, codes } = found;
        let Some(values) = self.fields.get_mut(on) else { return };
        let Some(dictionary) = Dictionary::from_parts(text, ends) else { return };
        let numbers = |bytes: &[u8]| -> Vec<u32> {
            bytes.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect()
        };
        let pairs = numbers(&rows).into_iter().zip(numbers(&codes)).collect();
        let read = values.of_dictionary(RowCodes::Pairs(pairs), &dictionary);
        if let Some(segment) = values.segments.get_mut(segment as usize) {
            *segment = read;
        }
    }
}

impl FieldValues {
    /// The segments whose values have to come from readers and have not.
    pub fn missing(&self) -> Vec<u32> {
        let is_missing = |(at, segment): (u32, &SegmentValues)| segment.codes.is_none().then_some(at);
        (0..).zip(&self.segments).filter_map(is_missing).collect()
    }

    /// All values.
    pub fn ids(&self) -> impl Iterator<Item = ValueId> + use<> {
        ValueId::all(self.texts.n_texts())
    }

    /// The text of a value.
    pub fn text(&self, value: ValueId) -> &str {
        self.texts.get(value)
    }

    /// How many of the rows have each value, by [`ValueId::index`]; the first entry counts nothing. The rows are those of all
    /// segments that the values were made for.
    pub fn counts(&mut self, matches: &[SegmentMatches<'_>]) -> Vec<u32> {
        let mut counts = vec![0; self.texts.n_texts() + 1];
        let mut by_code = Vec::new();
        for (values, SegmentMatches { stored, rows }) in self.segments.iter_mut().zip(matches) {
            let (n_rows, n_shown) = (rows.count(), stored.shown.count());
            let Some(row_codes) = values.codes.as_ref().filter(|_| n_rows > 0) else { continue };
            let codes = match row_codes {
                RowCodes::Column(field) => stored.segment.column(*field).map(|column| &column.codes),
                RowCodes::Each(codes) => Some(codes),
                RowCodes::Pairs(_) => None,
            };
            let n_codes = values.value_of.len();
            let (Some(codes), true) = (codes, n_rows as usize * 4 > n_codes || n_rows * 2 > n_shown) else {
                // Few rows: their values are counted where they belong.
                count_singly(row_codes, codes, rows, &values.value_of, &mut counts);
                continue;
            };
            let count = |rows: &RowSet, by_code: &mut Vec<u32>| {
                by_code.clear();
                by_code.resize(n_codes, 0);
                match codes {
                    Codes::Narrow(codes) => tally(codes, rows, by_code),
                    Codes::Middle(codes) => tally(codes, rows, by_code),
                    Codes::Wide(codes) => tally(codes, rows, by_code),
                }
            };
            if n_rows * 2 <= n_shown {
                count(rows, &mut by_code);
                add(&by_code, &values.value_of, &mut counts);
                continue;
            }
            // Most rows: those that are not among them are counted, and taken from all.
            let is_outdated = |totals: &Totals| totals.n_changes != stored.n_changes;
            if values.totals.as_ref().is_none_or(is_outdated) {
                let mut totals = Totals { by_code: Vec::new(), n_changes: stored.n_changes };
                count(&stored.shown, &mut totals.by_code);
                values.totals = Some(totals);
            }
            let totals = values.totals.as_ref().map_or(&[][..], |totals| &totals.by_code);
            add(totals, &values.value_of, &mut counts);
            if n_rows < n_shown {
                count(&stored.shown.clone().and_not(rows), &mut by_code);
                for (value, count) in values.value_of.iter().zip(&by_code) {
                    counts[value.index()] -= count;
                }
            }
        }
        counts[ValueId::ABSENT.index()] = 0;
        counts
    }

    fn read(&mut self, field: Field, segment: &Segment, names: Names<'_>) -> SegmentValues {
        let n_rows = segment.n_rows();
        if let Some(column) = segment.column(field) {
            return self.of_dictionary(RowCodes::Column(field), &column.dictionary);
        }
        let mut terms = DictionaryBuilder::default();
        let codes: Vec<u32> = match field {
            Field::Outcome => {
                let codes = Outcome::ALL.map(|outcome| terms.code(Some(outcome.word())));
                (0..n_rows).map(|row| codes[segment.outcome(row) as usize]).collect()
            }
            Field::Write => {
                let (no, yes) = (terms.code(Some("false")), terms.code(Some("true")));
                let code = |row| match segment.write(row) {
                    Write::Unknown => ABSENT,
                    Write::No => no,
                    Write::Yes => yes,
                };
                (0..n_rows).map(code).collect()
            }
            Field::Mfa => {
                let codes = Mfa::ALL.map(|mfa| terms.code(Some(mfa.word())));
                (0..n_rows).map(|row| codes[segment.mfa(row) as usize]).collect()
            }
            Field::Targets => return self.read_targets(segment),
            Field::Source => {
                let name = |row| names.source_names.get(&segment.source(row)).map(String::as_str);
                (0..n_rows).map(|row| terms.code(name(row))).collect()
            }
            Field::Job | Field::Pipeline | Field::Preset => {
                return self.read_facts(field.name(), segment, names);
            }
            // Times are the histogram's; all else is a column.
            _ => Vec::new(),
        };
        let codes =
            if codes.is_empty() { RowCodes::Pairs(Vec::new()) } else { RowCodes::Each(Codes::new(codes, terms.len())) };
        self.of_terms(codes, &terms)
    }

    /// The ids of resources of a kind: a fact names its own resource and the one that it belongs to.
    fn read_facts(&mut self, noun: &str, segment: &Segment, names: Names<'_>) -> SegmentValues {
        let facts = &segment.facts;
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        // Facts are in the order of their rows, so the pairs of a row are the last ones.
        let mut add = |row: u32, code: u32| {
            let mut own = pairs.iter().rev().take_while(|(other, _)| *other == row);
            if code != ABSENT && own.all(|(_, other)| *other != code) {
                pairs.push((row, code));
            }
        };
        for (at, row) in facts.of_events() {
            let Some(kind) = names.profiles.kind_of(ActionNo(facts.actions[at])) else { continue };
            if &*kind.noun == noun {
                add(row, facts.ids[at]);
            }
            if kind.spec.parent.as_deref() == Some(noun) {
                add(row, facts.parents[at]);
            }
        }
        self.of_dictionary(RowCodes::Pairs(pairs), &facts.dictionary)
    }

    /// All that rows acted on.
    fn read_targets(&mut self, segment: &Segment) -> SegmentValues {
        let mut terms = DictionaryBuilder::default();
        let mut pairs = Vec::new();
        for row in 0..segment.n_rows() {
            pairs.extend(segment.targets(row).map(|target| (row, terms.code(Some(target)))));
        }
        self.of_terms(RowCodes::Pairs(pairs), &terms)
    }

    fn of_dictionary(&mut self, codes: RowCodes, dictionary: &Dictionary) -> SegmentValues {
        self.interned(codes, dictionary.iter().map(|(_, term)| term))
    }

    fn of_terms(&mut self, codes: RowCodes, terms: &DictionaryBuilder) -> SegmentValues {
        self.interned(codes, (1..=terms.len() as u32).map(|code| terms.term(code)))
    }

    /// The values of a segment, given its terms in the order of their codes.
    fn interned<'a>(&mut self, codes: RowCodes, terms: impl Iterator<Item = &'a str>) -> SegmentValues {
        let value_of = std::iter::once(ValueId::ABSENT).chain(terms.map(|term| self.texts.intern(term))).collect();
        SegmentValues { codes: Some(codes), value_of, totals: None }
    }
}

/// Adds up the codes of rows.
fn tally<Code: Copy + Into<u32>>(codes: &[Code], rows: &RowSet, counts: &mut [u32]) {
    for (word, codes) in rows.words().iter().zip(codes.chunks(64)) {
        if *word == u64::MAX {
            for code in codes {
                counts[(*code).into() as usize] += 1;
            }
            continue;
        }
        let mut rest = *word;
        while rest != 0 {
            counts[codes[rest.trailing_zeros() as usize].into() as usize] += 1;
            rest &= rest - 1;
        }
    }
}

/// Counts the values of few rows one by one.
fn count_singly(row_codes: &RowCodes, codes: Option<&Codes>, rows: &RowSet, value_of: &[ValueId], counts: &mut [u32]) {
    if let RowCodes::Pairs(pairs) = row_codes {
        for (row, code) in pairs {
            let value = value_of.get(*code as usize).copied().unwrap_or(ValueId::ABSENT);
            counts[value.index()] += u32::from(rows.contains(*row));
        }
    } else if let Some(codes) = codes {
        for row in rows.iter() {
            counts[value_of[codes.get(row) as usize].index()] += 1;
        }
    }
}

fn add(by_code: &[u32], value_of: &[ValueId], counts: &mut [u32]) {
    for (value, count) in value_of.iter().zip(by_code) {
        counts[value.index()] += count;
    }
}
