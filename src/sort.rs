//! One sort for all: the standard library's is compiled anew for every type and every comparison, some 7 KB each time.
//!
//! A merge sort that begins with the runs it finds: what is in order already, or turned round, takes one pass, and
//! segments that are sorted each are only merged. Equals stay as they are.

use std::cmp::Ordering;

/// Shorter runs are made this long by insertion.
const SHORT: usize = 12;

/// Puts places, the numbers of anything, in order.
#[inline(never)]
pub fn sort_places(places: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    merge_sort(places, |one, other| compare(*one, *other).is_lt());
}

/// Puts numbers in order. What is sorted by a number of 64 bits carries its own number in the other 64.
#[inline(never)]
pub fn sort_numbers(numbers: &mut [u128]) {
    merge_sort(numbers, |one, other| one < other);
}

/// The number of something that is sorted by a signed number, and then by its own.
pub fn number_of(key: i64, own: u32) -> u128 {
    u128::from(key as u64 ^ 1 << 63) << 64 | u128::from(own)
}

/// Puts values in order, by way of their places: for lists whose sorting nobody waits for.
pub fn sort_by<T>(values: &mut [T], compare: &mut dyn FnMut(&T, &T) -> Ordering) {
    let mut places: Vec<u32> = (0..values.len() as u32).collect();
    sort_places(&mut places, &mut |one, other| compare(&values[one as usize], &values[other as usize]));
    arrange(values, places);
}

/// Puts the value from the first of the places first, and so on. Each place comes once.
pub fn arrange<T>(values: &mut [T], mut places: Vec<u32>) {
    for start in 0..places.len() {
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut places[at], at as u32) as usize;
            if from == start {
                break;
            }
            values.swap(at, from);
            at = from;
        }
    }
}

/// Puts a handful of values in order where they are.
pub fn sort_few<T>(values: &mut [T], mut is_less: impl FnMut(&T, &T) -> bool) {
    for end in 1..values.len() {
        let mut at = end;
        while at > 0 && is_less(&values[at], &values[at - 1]) {
            values.swap(at, at - 1);
            at -= 1;
        }
    }
}

fn merge_sort<T: Copy>(values: &mut [T], mut is_less: impl FnMut(&T, &T) -> bool) {
    // Where each run ends.
    let mut ends = Vec::new();
    let mut start = 0;
    while start < values.len() {
        let end = run(&mut values[start..], &mut is_less);
        start += end;
        ends.push(start);
    }
    if ends.len() < 2 {
        return;
    }
    // Neighbours are merged from one half of the memory into the other, until one run is left.
    let mut from = values.to_vec();
    let mut to = values.to_vec();
    while ends.len() > 1 {
        let mut start = 0;
        for pair in ends.chunks(2) {
            let end = pair[pair.len() - 1];
            merge(&from[start..end], pair[0] - start, &mut to[start..end], &mut is_less);
            start = end;
        }
        ends = ends.chunks(2).map(|pair| pair[pair.len() - 1]).collect();
        std::mem::swap(&mut from, &mut to);
    }
    values.copy_from_slice(&from);
}

/// Makes a run at the beginning and says how long it is.
fn run<T: Copy>(values: &mut [T], is_less: &mut impl FnMut(&T, &T) -> bool) -> usize {
    let len = values.len();
    let mut end = 1;
    if len > 1 && is_less(&values[1], &values[0]) {
        while end < len && is_less(&values[end], &values[end - 1]) {
            end += 1;
        }
        values[..end].reverse();
    }
    while end < len {
        if is_less(&values[end], &values[end - 1]) {
            if end >= SHORT {
                break;
            }
            let value = values[end];
            let mut at = end;
            while at > 0 && (at == end || is_less(&value, &values[at - 1])) {
                values[at] = values[at - 1];
                at -= 1;
            }
            values[at] = value;
        }
        end += 1;
    }
    end
}

/// Merges two runs, of which the second begins at `middle`.
fn merge<T: Copy>(from: &[T], middle: usize, to: &mut [T], is_less: &mut impl FnMut(&T, &T) -> bool) {
    if middle == from.len() || !is_less(&from[middle], &from[middle - 1]) {
        return to.copy_from_slice(from);
    }
    let (first, second) = from.split_at(middle);
    let (mut one, mut other) = (0, 0);
    for place in to {
        let is_others = one == first.len() || (other < second.len() && is_less(&second[other], &first[one]));
        *place = if is_others { second[other] } else { first[one] };
        one += usize::from(!is_others);
        other += usize::from(is_others);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers below `most`, in a mix of runs up, runs down and disorder.
    fn mixed(len: u32, most: u32) -> Vec<u32> {
        let mut seed = len.wrapping_mul(2_654_435_761);
        (0..len)
            .map(|at| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                match at / 40 % 3 {
                    0 => at % most,
                    1 => (len - at) % most,
                    _ => (seed >> 8) % most,
                }
            })
            .collect()
    }

    #[test]
    fn sorts_as_the_standard_library_does_and_keeps_equals_in_order() {
        for len in (0..40).chain([63, 64, 65, 1000, 4097]) {
            for most in [1, 3, 50, u32::MAX] {
                let values = mixed(len, most);
                let mut expected: Vec<(u32, u32)> = values.iter().copied().zip(0..).collect();
                expected.sort_by_key(|(value, _)| *value);

                let mut sorted: Vec<(u32, u32)> = values.iter().copied().zip(0..).collect();
                sort_by(&mut sorted, &mut |one, other| one.0.cmp(&other.0));
                assert_eq!(sorted, expected, "{len} numbers below {most}");

                let mut few: Vec<(u32, u32)> = values.iter().copied().zip(0..).collect();
                sort_few(&mut few, |one, other| one.0 < other.0);
                assert_eq!(few, expected, "{len} numbers below {most}");

                let mut numbers: Vec<u128> = values.iter().map(|value| u128::from(*value) << 64).collect();
                sort_numbers(&mut numbers);
                let numbers: Vec<u32> = numbers.iter().map(|number| (number >> 64) as u32).collect();
                assert!(numbers.iter().eq(expected.iter().map(|(value, _)| value)), "{len} numbers below {most}");
            }
        }
    }

    #[test]
    fn what_is_in_order_or_turned_round_is_looked_at_once() {
        for turned in [false, true] {
            let mut places: Vec<u32> = if turned { (0..1000).rev().collect() } else { (0..1000).collect() };
            let mut n_compared = 0;
            sort_places(&mut places, &mut |one, other| {
                n_compared += 1;
                one.cmp(&other)
            });
            assert!(places.is_sorted() && n_compared < 1100, "{n_compared}");
        }
    }
}
