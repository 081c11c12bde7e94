//! Sets of rows of one segment, as bitmaps.

/// A set of the rows of one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowSet {
    words: Vec<u64>,
    n_rows: u32,
}

impl RowSet {
    /// No row of a segment with so many.
    pub fn empty(n_rows: u32) -> RowSet {
        RowSet { words: vec![0; n_rows.div_ceil(64) as usize], n_rows }
    }

    /// Every row of a segment with so many.
    pub fn full(n_rows: u32) -> RowSet {
        let mut rows = RowSet { words: vec![u64::MAX; n_rows.div_ceil(64) as usize], n_rows };
        rows.trim();
        rows
    }

    /// The rows for which the predicate holds.
    pub fn of(n_rows: u32, mut holds: impl FnMut(u32) -> bool) -> RowSet {
        let mut rows = RowSet::empty(n_rows);
        for (at, word) in rows.words.iter_mut().enumerate() {
            let first = at as u32 * 64;
            for bit in 0..(n_rows - first).min(64) {
                *word |= u64::from(holds(first + bit)) << bit;
            }
        }
        rows
    }

    /// The rows from `start` up to `end`.
    pub fn range(n_rows: u32, start: u32, end: u32) -> RowSet {
        let mut rows = RowSet::empty(n_rows);
        for (at, word) in rows.words.iter_mut().enumerate() {
            let first = at as u32 * 64;
            let bits = |end: u32| 1u64.checked_shl(end.saturating_sub(first)).map_or(u64::MAX, |bit| bit - 1);
            *word = bits(end) & !bits(start);
        }
        rows.trim();
        rows
    }

    /// The rows whose code passes: gives 1, else 0. Eight rows at a time, without a branch.
    pub fn of_codes<Code: Copy>(codes: &[Code], passes: impl Fn(Code) -> u8) -> RowSet {
        // A multiplication that moves the low bits of eight bytes side by side, into the topmost byte.
        const GATHER: u64 = 0x0102_0408_1020_4080;
        let mut words = Vec::with_capacity(codes.len().div_ceil(64));
        for rows in codes.chunks(64) {
            let mut bytes = [0u8; 64];
            for (byte, code) in bytes.iter_mut().zip(rows) {
                *byte = passes(*code);
            }
            let eights = bytes.as_chunks::<8>().0.iter().zip(0..);
            words.push(eights.fold(0, |word, (eight, at)| {
                word | (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56) << (8 * at)
            }));
        }
        RowSet { words, n_rows: codes.len() as u32 }
    }

    /// Clears the bits behind the last row, so that sets can be compared and counted by words.
    fn trim(&mut self) {
        let used = self.n_rows % 64;
        if let (Some(last), true) = (self.words.last_mut(), used > 0) {
            *last &= (1 << used) - 1;
        }
    }

    /// How many rows the segment has, in the set or not.
    pub fn n_rows(&self) -> u32 {
        self.n_rows
    }

    /// How many rows are in the set.
    pub fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// How many rows from `start` to before `end` are in the set.
    pub fn count_between(&self, start: u32, end: u32) -> u32 {
        self.count_both(None, start, end)
    }

    /// How many rows from `start` to before `end` are in this set and, where one is given, in the other as well.
    pub fn count_both(&self, other: Option<&RowSet>, start: u32, end: u32) -> u32 {
        let end = end.min(self.n_rows);
        if start >= end {
            return 0;
        }
        let (first, last) = (start as usize / 64, (end as usize - 1) / 64);
        let mut count = 0;
        for at in first..=last {
            let mut word = self.words[at] & other.map_or(u64::MAX, |other| other.words.get(at).copied().unwrap_or(0));
            if at == first {
                word &= u64::MAX << (start % 64);
            }
            if at == last {
                word &= u64::MAX >> (63 - (end - 1) % 64);
            }
            count += word.count_ones();
        }
        count
    }

    /// The set by words of 64 rows, the first row in the lowest bit of the first word.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Whether no row is in the set.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Whether the row is in the set. A row that the segment does not have is in none.
    pub fn contains(&self, row: u32) -> bool {
        self.words.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Puts a row in, where the segment has it.
    pub fn insert(&mut self, row: u32) {
        if row < self.n_rows {
            self.words[row as usize / 64] |= 1 << (row % 64);
        }
    }

    /// Takes a row out.
    pub fn remove(&mut self, row: u32) {
        if let Some(word) = self.words.get_mut(row as usize / 64) {
            *word &= !(1 << (row % 64));
        }
    }

    /// Keeps what is in the other set as well.
    pub fn and(mut self, other: &RowSet) -> RowSet {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
        self
    }

    /// Adds what is in the other set.
    pub fn or(mut self, other: &RowSet) -> RowSet {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
        self
    }

    /// Keeps what is not in the other set.
    pub fn and_not(mut self, other: &RowSet) -> RowSet {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
        self
    }

    /// Keeps the rows from `start` to before `end`.
    pub fn within(mut self, start: u32, end: u32) -> RowSet {
        for (word, first) in self.words.iter_mut().zip((0u32..).step_by(64)) {
            let from = start.clamp(first, first + 64) - first;
            let to = end.clamp(first, first + 64) - first;
            *word &= if from < to { u64::MAX >> (64 - (to - from)) << from } else { 0 };
        }
        self
    }

    /// The rows that are not in the set.
    pub fn complement(mut self) -> RowSet {
        self.words.iter_mut().for_each(|word| *word = !*word);
        self.trim();
        self
    }

    /// The rows in the set, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(at as u32 * 64 + bit)
            })
        })
    }

    /// The set as bytes: the number of rows as a little-endian `u32`, then the words, little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.n_rows.to_le_bytes().to_vec();
        bytes.extend(self.words.iter().flat_map(|word| word.to_le_bytes()));
        bytes
    }

    /// The set of these bytes; `None` where they are not the bytes of a set.
    pub fn from_bytes(bytes: &[u8]) -> Option<RowSet> {
        let (n_rows, words) = bytes.split_first_chunk::<4>()?;
        let n_rows = u32::from_le_bytes(*n_rows);
        let (words, rest) = words.as_chunks::<8>();
        let is_whole = rest.is_empty() && words.len() == n_rows.div_ceil(64) as usize;
        let words = words.iter().map(|word| u64::from_le_bytes(*word)).collect();
        is_whole.then(|| {
            let mut rows = RowSet { words, n_rows };
            rows.trim();
            rows
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_combine_as_sets_do() {
        for n_rows in [0, 1, 63, 64, 65, 1000] {
            let threes = RowSet::of(n_rows, |row| row % 3 == 0);
            let fives = RowSet::of(n_rows, |row| row % 5 == 0);
            let both: Vec<u32> = (0..n_rows).filter(|row| row % 15 == 0).collect();
            assert_eq!(threes.clone().and(&fives).iter().collect::<Vec<_>>(), both);
            assert_eq!(threes.clone().or(&threes.clone().complement()), RowSet::full(n_rows));
            assert_eq!(threes.clone().and_not(&fives).count() + both.len() as u32, threes.count());
            for (start, end) in [(0, n_rows), (1, n_rows / 2), (n_rows / 3, n_rows), (n_rows / 2, n_rows / 2)] {
                let is_between = |row: &u32| (start..end).contains(row);
                let between = threes.clone().within(start, end);
                assert_eq!(between, RowSet::range(n_rows, start, end).and(&threes), "{start}..{end} of {n_rows}");
                assert_eq!(between.iter().collect::<Vec<_>>(), threes.iter().filter(is_between).collect::<Vec<_>>());
                assert_eq!(threes.count_between(start, end), between.count());
                assert_eq!(threes.count_both(Some(&fives), start, end), between.and(&fives).count());
            }
            assert_eq!(RowSet::from_bytes(&fives.to_bytes()), Some(fives));
            let codes: Vec<u32> = (0..n_rows).collect();
            assert_eq!(RowSet::of_codes(&codes, |row| u8::from(row % 3 == 0)), threes);
            for (start, end) in [(0, 0), (0, n_rows), (1, 64), (63, 65), (70, 60), (64, 1000)] {
                assert_eq!(RowSet::range(n_rows, start, end), RowSet::of(n_rows, |row| (start..end).contains(&row)));
            }
        }
        assert_eq!(RowSet::from_bytes(&[9, 0, 0, 0]), None);
    }

    #[test]
    fn a_row_that_the_segment_does_not_have_is_in_no_set() {
        for n_rows in [0, 1, 63, 64, 65] {
            let mut rows = RowSet::full(n_rows);
            for beyond in [n_rows, n_rows + 1, n_rows + 64, u32::MAX] {
                rows.insert(beyond);
                rows.remove(beyond);
                assert!(!rows.contains(beyond), "{beyond} of {n_rows}");
            }
            assert_eq!(rows, RowSet::full(n_rows));
            assert_eq!(rows.count_between(0, u32::MAX), n_rows);
            assert_eq!(rows.count_both(Some(&RowSet::empty(0)), 0, u32::MAX), 0);
        }
    }
}
