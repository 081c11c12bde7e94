//! All rows of the store in the order of a sort. They are sorted once for a version of the store; an answer selects the
//! rows that match.

use super::filter::SegmentMatches;
use super::sort_ranks::Ranks;
use std::rc::Rc;
use trailglass_store::Store;

/// Row numbers of the whole store, in the order of a sort.
#[derive(Clone, Default)]
pub struct Order {
    numbers: Rc<Vec<u32>>,
}

/// The rows that match, in order. They are found on demand: the first screen of an answer is ready long before the last
/// row.
#[derive(Default)]
pub struct Listing {
    /// The first rows, as many as have been found.
    found: Vec<u32>,
    /// How many rows match.
    len: usize,
    order: Order,
    /// The place in the order where the search continues.
    at: usize,
    /// Whether a row matches: a bit for each row of the store.
    is_matching: Vec<u64>,
}

/// Rows looked at in one step: a tenth of a millisecond.
const ROWS_IN_STEP: usize = 16_384;

impl Listing {
    /// How many rows match.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no row matches.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The rows found so far, at least so many of them if there are.
    pub fn reach(&mut self, n: usize) -> &[u32] {
        while self.found.len() < n && self.step() {}
        &self.found
    }

    /// All rows that match.
    pub fn all(&mut self) -> &[u32] {
        self.reach(self.len)
    }

    /// Searches on for a while. Returns whether there was anything left to find.
    pub fn step(&mut self) -> bool {
        let n_missing = self.len - self.found.len();
        if n_missing == 0 || self.order.numbers.is_empty() {
            return false;
        }
        let Listing { found, order, at, is_matching, .. } = self;
        let next = order.numbers.iter().skip(*at).take(ROWS_IN_STEP);
        let passes = |number: &&u32| is_matching[**number as usize / 64] >> (**number % 64) & 1 == 1;
        found.extend(next.filter(passes).take(n_missing));
        *at += ROWS_IN_STEP;
        let is_looking = found.len() < self.len && *at < order.numbers.len();
        if !is_looking {
            (*order, *is_matching) = (Order::default(), Vec::new());
        }
        true
    }
}

impl Order {
    /// By time. Rows of the same time are in the order of their event ids, in either direction; those of the same id in
    /// the order of their sources and of their places there. So the order does not depend on which reader was faster.
    pub fn by_time(store: &Store, is_descending: bool) -> Order {
        let mut keyed: Vec<(i64, u32)> = Vec::with_capacity(store.n_rows() as usize);
        for stored in store.segments() {
            let times = stored.segment.times().iter();
            keyed.extend(times.copied().zip(stored.first_row..));
        }
        // Segments are sorted, so the sort finds their runs and only merges them.
        keyed.sort();
        let is_same_time = |(one, _): &(i64, u32), (other, _): &(i64, u32)| one == other;
        let mut numbers: Vec<u32> = Vec::with_capacity(keyed.len());
        let mut add = |equal: &[(i64, u32)]| {
            let start = numbers.len();
            numbers.extend(equal.iter().map(|(_, number)| *number));
            by_id(store, &mut numbers[start..]);
        };
        let runs = keyed.chunk_by(is_same_time);
        if is_descending {
            runs.rev().for_each(&mut add)
        } else {
            runs.for_each(&mut add)
        }
        Order { numbers: Rc::new(numbers) }
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
        for number in self.numbers.iter() {
            starts[place(*number) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut numbers = vec![0; self.numbers.len()];
        for number in self.numbers.iter() {
            let start = &mut starts[place(*number) as usize];
            numbers[*start as usize] = *number;
            *start += 1;
        }
        Order { numbers: Rc::new(numbers) }
    }

    /// The rows that match, in order.
    pub fn matching(&self, store: &Store, matches: &[SegmentMatches<'_>]) -> Listing {
        let mut is_matching = vec![0u64; store.n_rows() as usize / 64 + 2];
        for SegmentMatches { stored, rows } in matches {
            let (start, shift) = (stored.first_row as usize / 64, stored.first_row % 64);
            for (word, at) in rows.words().iter().zip(start..) {
                is_matching[at] |= word << shift;
                // In two steps, because a shift by 64 bits overflows.
                is_matching[at + 1] |= word >> 1 >> (63 - shift);
            }
        }
        let len = matches.iter().map(|segment| segment.rows.count()).sum::<u32>() as usize;
        Listing { found: Vec::new(), len, order: self.clone(), at: 0, is_matching }
    }
}

/// Sorts rows of one time, which are in the order of their numbers, by event id, source and place.
fn by_id(store: &Store, numbers: &mut [u32]) {
    let segments = store.segments();
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return };
    let mut at = segments.partition_point(|stored| stored.first_row <= *first).saturating_sub(1);
    let end = |at: usize| segments.get(at).map_or(u32::MAX, |stored| stored.first_row + stored.segment.n_rows());
    if *last < end(at) {
        // All are in one segment, which is in this order.
        return;
    }
    let mut rows = Vec::with_capacity(numbers.len());
    for number in numbers.iter() {
        while *number >= end(at) {
            at += 1;
        }
        let Some(stored) = segments.get(at) else { return };
        let row = number - stored.first_row;
        rows.push((stored.segment.row_id(row), store.place_of(stored.segment.source(row)), *number));
    }
    rows.sort_unstable_by(|(one, one_place, one_number), (other, other_place, other_number)| {
        one.compare(other).then_with(|| (one_place, one_number).cmp(&(other_place, other_number)))
    });
    numbers.iter_mut().zip(rows).for_each(|(number, (.., sorted))| *number = sorted);
}
