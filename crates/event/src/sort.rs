//! One sort for all: the standard library's is compiled anew for every type and every comparison, some 7 KB each time.
//! Here it is compiled twice, for places and for numbers.

use std::cmp::Ordering;

/// Puts places, the numbers of anything, in order. Equals stay as they are.
#[inline(never)]
pub fn sort_places(places: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    places.sort_by(|one, other| compare(*one, *other));
}

/// The numbers in order, each of them once.
#[inline(never)]
pub fn distinct(mut numbers: Vec<u32>) -> Vec<u32> {
    sort_places(&mut numbers, &mut |one, other| one.cmp(&other));
    numbers.dedup();
    numbers
}

/// Numbers that others are looked for among.
pub struct Among(Vec<u32>);

impl Among {
    /// Made for many look-ups.
    pub fn these(numbers: &[u32]) -> Among {
        Among(distinct(numbers.to_vec()))
    }

    /// Whether it is one of them.
    pub fn has(&self, number: u32) -> bool {
        self.0.binary_search(&number).is_ok()
    }
}

/// Puts numbers in order. What is sorted by a number of 64 bits carries its own number in the other 64.
#[inline(never)]
pub fn sort_numbers(numbers: &mut [u128]) {
    numbers.sort();
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
}
