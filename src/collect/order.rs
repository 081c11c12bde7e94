//! All rows of the store in the order of a sort. Sorted once for a version of the store and a sort; an answer takes
//! from it the rows that match.

use super::ranks::Ranks;
use crate::sort::{number_of, sort_numbers};
use crate::store::Store;
use crate::store::rows::RowSet;

/// Row numbers of the whole store, in the order of a sort.
#[derive(Clone, Default)]
pub struct Order {
    numbers: Vec<u32>,
}

impl Order {
    /// Newest first. Rows of the same time keep the order of segments and rows, turned round.
    pub fn newest_first(store: &Store) -> Order {
        let mut keyed: Vec<u128> = Vec::with_capacity(store.n_rows() as usize);
        for held in store.held() {
            let times = held.segment.times().iter();
            keyed.extend(times.zip(held.first_row..).map(|(time, number)| number_of(*time, number)));
        }
        // Segments are sorted, so the sort finds their runs and only merges them.
        sort_numbers(&mut keyed);
        Order { numbers: keyed.into_iter().rev().map(|number| number as u32).collect() }
    }

    /// The other way round.
    pub fn reversed(&self) -> Order {
        Order { numbers: self.numbers.iter().rev().copied().collect() }
    }

    /// By the ranks of a field; rows of equal value keep the order they have here, rows without a value come last in
    /// either direction.
    pub fn by(&self, ranks: &Ranks, is_descending: bool) -> Order {
        let Ranks { of_row, n_ranks } = ranks;
        let place = |number: u32| match of_row[number as usize] {
            0 => *n_ranks,
            rank if is_descending => n_ranks - rank,
            rank => rank - 1,
        };
        // A counting sort: one pass counts, one places, and equal ranks keep their order.
        let mut starts = vec![0u32; *n_ranks as usize + 2];
        for number in &self.numbers {
            starts[place(*number) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut numbers = vec![0; self.numbers.len()];
        for number in &self.numbers {
            let start = &mut starts[place(*number) as usize];
            numbers[*start as usize] = *number;
            *start += 1;
        }
        Order { numbers }
    }

    /// The rows that match, in order. `matching` holds a set for each segment of the store.
    pub fn matching(&self, store: &Store, matching: &[RowSet]) -> Vec<u32> {
        let n_matching = matching.iter().map(RowSet::count).sum::<u32>() as usize;
        if n_matching == self.numbers.len() {
            return self.numbers.clone();
        }
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
