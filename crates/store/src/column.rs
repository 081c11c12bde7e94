//! Columns of terms: a code for each row, as wide as the dictionary needs.

use super::dictionary::{ABSENT, Dictionary, DictionaryBuilder};
use super::rows::RowSet;

/// A code for each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Codes {
    /// Up to 255 terms.
    Narrow(Vec<u8>),
    /// Up to 65,535 terms.
    Middle(Vec<u16>),
    /// More.
    Wide(Vec<u32>),
}

impl Codes {
    /// The narrowest form of these codes, for a dictionary of so many terms.
    pub fn new(codes: Vec<u32>, n_terms: usize) -> Codes {
        match n_terms {
            0..=0xFF => Codes::Narrow(codes.into_iter().map(|code| code as u8).collect()),
            0x100..=0xFFFF => Codes::Middle(codes.into_iter().map(|code| code as u16).collect()),
            _ => Codes::Wide(codes),
        }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Codes::Narrow(codes) => codes.len(),
            Codes::Middle(codes) => codes.len(),
            Codes::Wide(codes) => codes.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code of a row.
    pub fn get(&self, row: u32) -> u32 {
        match self {
            Codes::Narrow(codes) => u32::from(codes[row as usize]),
            Codes::Middle(codes) => u32::from(codes[row as usize]),
            Codes::Wide(codes) => codes[row as usize],
        }
    }
}

impl Codes {
    /// Calls `see` with the code of each row.
    pub fn each(&self, mut see: impl FnMut(u32)) {
        match self {
            Codes::Narrow(codes) => codes.iter().for_each(|code| see(u32::from(*code))),
            Codes::Middle(codes) => codes.iter().for_each(|code| see(u32::from(*code))),
            Codes::Wide(codes) => codes.iter().for_each(|code| see(*code)),
        }
    }
}

/// A term, or none, for each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermColumn {
    /// The distinct terms.
    pub dictionary: Dictionary,
    /// The code of each row's term.
    pub codes: Codes,
}

impl TermColumn {
    /// Whether every row's code is one of the dictionary's.
    pub(super) fn is_consistent(&self) -> bool {
        let mut highest = 0;
        self.codes.each(|code| highest = highest.max(code));
        highest as usize <= self.dictionary.len()
    }

    /// The term of a row.
    pub fn term(&self, row: u32) -> Option<&str> {
        self.dictionary.term(self.codes.get(row))
    }

    /// The rows whose term passes. The predicate is asked once for each distinct term, so it may be slow.
    pub fn matching(&self, mut passes: impl FnMut(&str) -> bool) -> RowSet {
        let mut wanted = vec![0u8; self.dictionary.len() + 1];
        let (mut n_wanted, mut last) = (0, ABSENT);
        for (code, term) in self.dictionary.iter() {
            if passes(term) {
                wanted[code as usize] = 1;
                (n_wanted, last) = (n_wanted + 1, code);
            }
        }
        match &self.codes {
            Codes::Narrow(codes) => rows(codes, &wanted, n_wanted, last as u8),
            Codes::Middle(codes) => rows(codes, &wanted, n_wanted, last as u16),
            Codes::Wide(codes) => rows(codes, &wanted, n_wanted, last),
        }
    }
}

/// The rows of wanted codes. One wanted code, and all of them, are comparisons that are made for many rows at once; the
/// table in between costs a look-up a row.
fn rows<Code: Copy + PartialEq + Default + Into<u32>>(
    codes: &[Code],
    wanted: &[u8],
    n_wanted: usize,
    last: Code,
) -> RowSet {
    match n_wanted {
        0 => RowSet::empty(codes.len() as u32),
        1 => RowSet::of_codes(codes, |code| u8::from(code == last)),
        _ if n_wanted + 1 == wanted.len() => RowSet::of_codes(codes, |code| u8::from(code != Code::default())),
        _ => RowSet::of_codes(codes, |code| wanted[code.into() as usize]),
    }
}

/// A column being filled.
#[derive(Default)]
pub struct TermColumnBuilder {
    dictionary: DictionaryBuilder,
    codes: Vec<u32>,
}

impl TermColumnBuilder {
    /// Adds a row.
    pub fn push(&mut self, term: Option<&str>) {
        let code = self.dictionary.code(term);
        self.codes.push(code);
    }

    /// The term of a row.
    pub fn term(&self, row: u32) -> Option<&str> {
        match self.codes[row as usize] {
            ABSENT => None,
            code => Some(self.dictionary.term(code)),
        }
    }

    /// The bytes of its distinct terms so far.
    pub fn bytes(&self) -> usize {
        self.dictionary.bytes()
    }

    /// The column with its rows in this order.
    pub fn freeze(self, order: &[u32]) -> TermColumn {
        let (dictionary, sorted) = self.dictionary.finish();
        let codes = order.iter().map(|row| sorted[self.codes[*row as usize] as usize]).collect();
        TermColumn { codes: Codes::new(codes, dictionary.len()), dictionary }
    }
}
