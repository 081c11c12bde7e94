//! The distinct values of fields over all segments, numbered, so that values are counted by number and never hashed or
//! compared for a query.
//!
//! A segment's dictionary numbers its own terms; here each of them gets the number that its text has in all segments.
//! What is known of a segment stays until the store is rewritten ([`StoreEpoch`]): only new ones are looked at, and only
//! for fields that somebody asks about.

use super::filter::SegmentMatches;
use super::page::Names;
use std::collections::HashMap;
use trailglass_event::field::{FIELDS, Field};
use trailglass_event::mfa::Mfa;
use trailglass_event::outcome::Outcome;
use trailglass_lifecycle::fact::ActionNo;
use trailglass_protocol::message::PathValues;
use trailglass_query::On;
use trailglass_store::column::Codes;
use trailglass_store::dictionary::{ABSENT, Dictionary, DictionaryBuilder};
use trailglass_store::rows::RowSet;
use trailglass_store::segment::{Segment, Write};
use trailglass_store::{Held, Store, StoreEpoch};

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
    /// All distinct values; their number is the draft code.
    terms: DictionaryBuilder,
    segments: Vec<SegmentValues>,
}

/// The values of a field in one segment.
struct SegmentValues {
    /// Where they stand; `None` for a path whose values have not come from the reader.
    place: Option<Place>,
    /// For each code of the segment the number of its value.
    numbers: Vec<u32>,
    /// How many shown rows have each code; and for which rows that was counted, by [`Held::n_changes`].
    totals: Option<(u32, Vec<u32>)>,
}

enum Place {
    /// In the segment's own column of this field.
    Column(Field),
    /// A code for each row.
    Codes(Codes),
    /// Rows with a code each; a row may have several codes, each once, or none.
    Pairs(Vec<u32>, Vec<u32>),
}

impl DistinctValues {
    /// Forgets what an earlier version of the store held, if that is no part of this one.
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
        for held in store.held().iter().skip(values.segments.len()) {
            let segment = match on {
                On::Field(index) => values.read(FIELDS[*index].field, &held.segment, names),
                // There is nothing to be read of no rows.
                _ if held.segment.n_rows() == 0 => SegmentValues::none(),
                On::Path(_) | On::Any | On::Quality(_) => {
                    SegmentValues { place: None, numbers: Vec::new(), totals: None }
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
        let numbers = |bytes: &[u8]| bytes.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect();
        let (rows, codes): (Vec<u32>, Vec<u32>) = (numbers(&rows), numbers(&codes));
        let read = values.numbered(Place::Pairs(rows, codes), &dictionary);
        if let Some(segment) = values.segments.get_mut(segment as usize) {
            *segment = read;
        }
    }
}

impl SegmentValues {
    /// Those of a segment without any.
    fn none() -> SegmentValues {
        SegmentValues { place: Some(Place::Pairs(Vec::new(), Vec::new())), numbers: vec![ABSENT], totals: None }
    }
}

impl FieldValues {
    /// The segments whose values have to come from readers and have not.
    pub fn missing(&self) -> Vec<u32> {
        let is_missing = |(at, segment): (u32, &SegmentValues)| segment.place.is_none().then_some(at);
        (0..).zip(&self.segments).filter_map(is_missing).collect()
    }

    /// A value by its number.
    pub fn text(&self, number: u32) -> &str {
        self.terms.term(number)
    }

    /// How many of the rows have each value, by its number; the first entry counts nothing. The rows are those of all
    /// segments that the values were made for.
    pub fn counts(&mut self, matches: &[SegmentMatches<'_>]) -> Vec<u32> {
        let mut counts = vec![0; self.terms.len() + 1];
        let mut by_code = Vec::new();
        for (values, SegmentMatches { held, rows }) in self.segments.iter_mut().zip(matches) {
            let (n_rows, n_shown) = (rows.count(), held.shown.count());
            let Some(place) = values.place.as_ref().filter(|_| n_rows > 0) else { continue };
            let codes = match place {
                Place::Column(field) => held.segment.column(*field).map(|column| &column.codes),
                Place::Codes(codes) => Some(codes),
                Place::Pairs(..) => None,
            };
            let n_codes = values.numbers.len();
            let (Some(codes), true) = (codes, n_rows as usize * 4 > n_codes || n_rows * 2 > n_shown) else {
                // Few rows: their values are counted where they belong.
                count_singly(place, held, rows, &values.numbers, &mut counts);
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
                add(&by_code, &values.numbers, &mut counts);
                continue;
            }
            // Most rows: those that are not among them are counted, and taken from all.
            if values.totals.as_ref().is_none_or(|(of, _)| *of != held.n_changes) {
                let mut totals = Vec::new();
                count(&held.shown, &mut totals);
                values.totals = Some((held.n_changes, totals));
            }
            let totals = values.totals.as_ref().map_or(&[][..], |(_, totals)| totals);
            add(totals, &values.numbers, &mut counts);
            if n_rows < n_shown {
                count(&held.shown.clone().and_not(rows), &mut by_code);
                for (number, count) in values.numbers.iter().zip(&by_code) {
                    counts[*number as usize] -= count;
                }
            }
        }
        counts[ABSENT as usize] = 0;
        counts
    }

    fn read(&mut self, field: Field, segment: &Segment, names: Names<'_>) -> SegmentValues {
        let n_rows = segment.n_rows();
        if let Some(column) = segment.column(field) {
            return self.numbered(Place::Column(field), &column.dictionary);
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
        let numbers = std::iter::once(ABSENT).chain((1..=terms.len() as u32).map(|code| self.number(terms.term(code))));
        let numbers = numbers.collect();
        let place = if codes.is_empty() {
            Place::Pairs(codes, Vec::new())
        } else {
            Place::Codes(Codes::new(codes, terms.len()))
        };
        SegmentValues { place: Some(place), numbers, totals: None }
    }

    /// The ids of resources of a kind: a fact names its own resource and the one that it belongs to.
    fn read_facts(&mut self, noun: &str, segment: &Segment, names: Names<'_>) -> SegmentValues {
        let facts = &segment.facts;
        let (mut rows, mut codes) = (Vec::new(), Vec::new());
        // Facts are in the order of their rows, so what a row has been counted for stands at the end.
        let mut add = |row: u32, code: u32| {
            let own = rows.iter().zip(&codes).rev().take_while(|(other, _)| **other == row);
            if code != ABSENT && own.into_iter().all(|(_, other)| *other != code) {
                rows.push(row);
                codes.push(code);
            }
        };
        for (at, row) in facts.of_events() {
            let Some(kind) = names.profiles.kind_of(ActionNo(facts.actions[at])) else { continue };
            if &*kind.noun == noun {
                add(row, facts.ids[at]);
            }
            if kind.parent.as_deref() == Some(noun) {
                add(row, facts.parents[at]);
            }
        }
        self.numbered(Place::Pairs(rows, codes), &facts.dictionary)
    }

    /// All that rows acted on.
    fn read_targets(&mut self, segment: &Segment) -> SegmentValues {
        let mut terms = DictionaryBuilder::default();
        let (mut rows, mut codes) = (Vec::new(), Vec::new());
        for row in 0..segment.n_rows() {
            for target in segment.targets(row) {
                rows.push(row);
                codes.push(terms.code(Some(target)));
            }
        }
        let numbers = std::iter::once(ABSENT).chain((1..=terms.len() as u32).map(|code| self.number(terms.term(code))));
        let numbers = numbers.collect();
        SegmentValues { place: Some(Place::Pairs(rows, codes)), numbers, totals: None }
    }

    fn numbered(&mut self, place: Place, dictionary: &Dictionary) -> SegmentValues {
        let numbers = std::iter::once(ABSENT).chain(dictionary.iter().map(|(_, term)| self.number(term))).collect();
        SegmentValues { place: Some(place), numbers, totals: None }
    }

    fn number(&mut self, term: &str) -> u32 {
        self.terms.code(Some(term))
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

fn count_singly(place: &Place, held: &Held, rows: &RowSet, numbers: &[u32], counts: &mut [u32]) {
    let codes = match place {
        Place::Pairs(of, codes) => {
            for (row, code) in of.iter().zip(codes) {
                let number = numbers.get(*code as usize).copied().unwrap_or(ABSENT);
                counts[number as usize] += u32::from(rows.contains(*row));
            }
            return;
        }
        Place::Codes(codes) => codes,
        Place::Column(field) => match held.segment.column(*field) {
            Some(column) => &column.codes,
            None => return,
        },
    };
    for row in rows.iter() {
        counts[numbers[codes.get(row) as usize] as usize] += 1;
    }
}

fn add(by_code: &[u32], numbers: &[u32], counts: &mut [u32]) {
    for (number, count) in numbers.iter().zip(by_code) {
        counts[*number as usize] += count;
    }
}
