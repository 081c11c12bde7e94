//! All rows of the store in the order of a field. Sorted once for a version of the store and a field; an answer takes
//! from it the rows that match.

use crate::event::field::Field;
use crate::event::outcome::Outcome;
use crate::store::Store;
use crate::store::rows::RowSet;
use std::collections::HashMap;

/// Row numbers of the whole store, in the order of a sort.
#[derive(Default)]
pub struct Order {
    numbers: Vec<u32>,
}

impl Order {
    /// Newest first. Rows of the same time keep the order of segments and rows, turned round.
    pub fn newest_first(store: &Store) -> Order {
        let mut keyed: Vec<(i64, u32)> = Vec::with_capacity(store.n_rows() as usize);
        for held in store.held() {
            keyed.extend(held.segment.times().iter().zip(held.first_row..).map(|(time, number)| (*time, number)));
        }
        // Segments are sorted, so the sort finds their runs and only merges them.
        keyed.sort();
        Order { numbers: keyed.into_iter().rev().map(|(_, number)| number).collect() }
    }

    /// By a field; rows of equal value stay newest first, rows without a value come last in either direction.
    pub fn by(store: &Store, newest_first: &Order, field: Field, is_descending: bool) -> Order {
        if field == Field::Time {
            let numbers = newest_first.numbers.iter();
            let numbers = if is_descending { numbers.copied().collect() } else { numbers.rev().copied().collect() };
            return Order { numbers };
        }
        let (ranks, n_ranks) = ranks(store, field);
        let place = |rank: u32| match rank {
            0 => n_ranks,
            rank if is_descending => n_ranks - rank,
            rank => rank - 1,
        };
        // A counting sort: one pass counts, one places, and equal ranks keep their order.
        let mut starts = vec![0u32; n_ranks as usize + 2];
        for rank in &ranks {
            starts[place(*rank) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut numbers = vec![0; newest_first.numbers.len()];
        for number in &newest_first.numbers {
            let start = &mut starts[place(ranks[*number as usize]) as usize];
            numbers[*start as usize] = *number;
            *start += 1;
        }
        Order { numbers }
    }

    /// The rows that match, in order. `matching` holds a set for each segment of the store.
    pub fn matching(&self, store: &Store, matching: &[RowSet]) -> Vec<u32> {
        let n_matching = matching.iter().map(RowSet::count).sum::<u32>() as usize;
        let mut is_matching = vec![0u64; store.n_rows().div_ceil(64) as usize];
        for (held, rows) in store.held().iter().zip(matching) {
            for row in rows.iter() {
                let number = held.first_row + row;
                is_matching[number as usize / 64] |= 1 << (number % 64);
            }
        }
        let mut found = Vec::with_capacity(n_matching);
        let passes = |number: &&u32| is_matching[**number as usize / 64] >> (**number % 64) & 1 == 1;
        found.extend(self.numbers.iter().filter(passes).take(n_matching));
        found
    }
}

/// For each row of the store the rank of its term, from 1, or 0 where it has none; and the number of ranks.
fn ranks(store: &Store, field: Field) -> (Vec<u32>, u32) {
    let mut ranks = Vec::with_capacity(store.n_rows() as usize);
    if field == Field::Outcome {
        for held in store.held() {
            ranks.extend((0..held.segment.n_rows()).map(|row| held.segment.outcome(row) as u32 + 1));
        }
        return (ranks, Outcome::ALL.len() as u32);
    }
    let columns = || store.held().iter().filter_map(|held| held.segment.column(field));
    // People look for a name without regard to case; the exact text decides between those that differ in nothing else.
    let mut terms: Vec<(String, &str)> =
        columns().flat_map(|column| column.dictionary.iter().map(|(_, term)| (term.to_lowercase(), term))).collect();
    terms.sort_unstable();
    terms.dedup();
    let rank_of: HashMap<&str, u32> = terms.iter().zip(1..).map(|((_, term), rank)| (*term, rank)).collect();
    for held in store.held() {
        let Some(column) = held.segment.column(field) else {
            ranks.extend((0..held.segment.n_rows()).map(|_| 0));
            continue;
        };
        let by_code: Vec<u32> =
            std::iter::once(0).chain(column.dictionary.iter().map(|(_, term)| rank_of[term])).collect();
        ranks.extend((0..held.segment.n_rows()).map(|row| by_code[column.codes.get(row) as usize]));
    }
    (ranks, terms.len() as u32)
}
