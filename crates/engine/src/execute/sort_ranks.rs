//! The rank of every row's value in a field. The order ignores case; the exact text decides between values that differ in
//! case alone.
//!
//! Each distinct term of a segment is ranked once ([`super::term_ranks`]); rows are then sorted by these numbers.

use super::page::{Names, facts_of};
use super::term_ranks::{TermRanks, ranked};
use std::collections::{BTreeSet, HashMap};
use trailglass_event::field::Field;
use trailglass_protocol::id::SourceId;
use trailglass_store::Store;
use trailglass_store::segment::Write;

/// For each row of the store the rank of its value, from 1, or 0 where it has none.
#[derive(Default)]
pub struct Ranks {
    pub(super) of_row: Vec<u32>,
    pub(super) n_ranks: u32,
}

impl Ranks {
    /// The ranks of a field for all rows.
    pub fn of(store: &Store, field: Field, names: Names<'_>) -> Ranks {
        let all =
            || store.segments().iter().flat_map(|stored| (0..stored.segment.n_rows()).map(move |row| (stored, row)));
        match field {
            Field::Time => Ranks::of_times(store),
            Field::Outcome => Ranks {
                of_row: all().map(|(stored, row)| stored.segment.outcome(row) as u32 + 1).collect(),
                n_ranks: 4,
            },
            Field::Write => {
                let rank = |write| match write {
                    Write::Unknown => 0,
                    Write::No => 1,
                    Write::Yes => 2,
                };
                Ranks { of_row: all().map(|(stored, row)| rank(stored.segment.write(row))).collect(), n_ranks: 2 }
            }
            Field::Mfa => {
                Ranks { of_row: all().map(|(stored, row)| stored.segment.mfa(row) as u32 + 1).collect(), n_ranks: 3 }
            }
            // By the first of them.
            Field::Targets => Ranks::of(store, Field::Target, names),
            Field::Source => {
                let sources: Vec<SourceId> = all().map(|(stored, row)| stored.segment.source(row)).collect();
                let distinct: Vec<SourceId> = BTreeSet::from_iter(sources.iter().copied()).into_iter().collect();
                let name = |source: &SourceId| names.source_names.get(source).map_or("", String::as_str);
                let (ranks, n_ranks) = ranked(&distinct.iter().map(name).collect::<Vec<_>>());
                let ranks: HashMap<SourceId, u32> = distinct.into_iter().zip(ranks).collect();
                Ranks { of_row: sources.iter().map(|source| ranks[source]).collect(), n_ranks }
            }
            Field::Job | Field::Pipeline | Field::Preset => {
                let mut terms = Vec::new();
                let mut places = Vec::new();
                for stored in store.segments() {
                    let table = &stored.segment.facts;
                    let mut rows: Vec<u32> = table.of_events().map(|(_, row)| row).collect();
                    rows.dedup();
                    for row in rows {
                        if let Some(id) = facts_of(field, table, row, names.profiles).next() {
                            terms.push(id);
                            places.push(stored.first_row + row);
                        }
                    }
                }
                let (ranks, n_ranks) = ranked(&terms);
                let mut of_row = vec![0; store.n_rows() as usize];
                places.into_iter().zip(ranks).for_each(|(place, rank)| of_row[place as usize] = rank);
                Ranks { of_row, n_ranks }
            }
            _ => Ranks::of_terms(store, field, &TermRanks::of(store, field)),
        }
    }

    fn of_times(store: &Store) -> Ranks {
        let all: Vec<i64> = store.segments().iter().flat_map(|stored| stored.segment.times()).copied().collect();
        // Segments are sorted, so the sort finds their runs and only merges them.
        let mut times = all.clone();
        times.sort();
        times.dedup();
        let mut of_row = Vec::with_capacity(all.len());
        let mut near = 0;
        for time in all {
            // A segment is sorted as well: its next time is mostly the next one or the same.
            if times.get(near) != Some(&time) {
                near = match times.get(near + 1) {
                    Some(next) if *next == time => near + 1,
                    _ => times.partition_point(|other| *other < time),
                };
            }
            of_row.push(near as u32 + 1);
        }
        Ranks { of_row, n_ranks: times.len() as u32 }
    }

    /// The ranks of a field that is kept as terms, from the ranks of its terms.
    pub fn of_terms(store: &Store, field: Field, terms: &TermRanks) -> Ranks {
        let mut of_row = Vec::with_capacity(store.n_rows() as usize);
        for (stored, ranks) in store.segments().iter().zip(&terms.by_segment) {
            match stored.segment.column(field) {
                Some(column) => column.codes.each(|code| of_row.push(ranks[code as usize])),
                None => of_row.resize(of_row.len() + stored.segment.n_rows() as usize, 0),
            }
        }
        Ranks { of_row, n_ranks: terms.n_ranks }
    }
}
