//! ASCII characters that are written in another way in a record: as an escape (`\u0041`), and, for the letter k, as the
//! Kelvin sign, which is k in lower case. A text that is looked for may stand in a record with such a disguise without
//! being found there.

use crate::letters::fold;
use crate::sort::sort_by;
use memchr::memmem::Finder;
use std::ops::Range;

/// The disguises in a block of records.
pub struct Disguises {
    escape: Finder<'static>,
    kelvin: Finder<'static>,
    /// In the order of the text.
    found: Vec<Disguise>,
}

/// A place where a character is written in another way.
struct Disguise {
    at: usize,
    /// The character, folded.
    character: u8,
}

impl Disguise {
    /// Whether it is of one of these characters, a bit each.
    fn is_of(&self, characters: u128) -> bool {
        characters >> self.character & 1 == 1
    }
}

impl Default for Disguises {
    fn default() -> Disguises {
        Disguises { escape: Finder::new(b"\\u"), kelvin: Finder::new("\u{212A}".as_bytes()), found: Vec::new() }
    }
}

impl Disguises {
    /// Finds those of these characters, a bit each, in the place of the former ones.
    pub fn find(&mut self, text: &[u8], characters: u128) {
        self.found.clear();
        let of_kelvin = |at| Disguise { at, character: b'k' };
        if of_kelvin(0).is_of(characters) {
            self.found.extend(self.kelvin.find_iter(text).map(of_kelvin));
        }
        if characters != 0 {
            for at in self.escape.find_iter(text) {
                let digits = text.get(at + 2..at + 6).and_then(|digits| std::str::from_utf8(digits).ok());
                let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
                let character = unit.and_then(char::from_u32).map(fold).filter(char::is_ascii).map(|char| char as u8);
                let disguise = character.map(|character| Disguise { at, character });
                self.found.extend(disguise.filter(|disguise| disguise.is_of(characters)));
            }
            sort_by(&mut self.found, &mut |one, other| one.at.cmp(&other.at));
        }
    }

    /// Whether there is one of these characters in a part of the text.
    pub fn are_in(&self, part: Range<usize>, characters: u128) -> bool {
        let first = self.found.partition_point(|disguise| disguise.at < part.start);
        let mut inside = self.found[first..].iter().take_while(|disguise| disguise.at < part.end);
        inside.any(|disguise| disguise.is_of(characters))
    }

    /// The places of those of these characters.
    pub fn of(&self, characters: u128) -> impl Iterator<Item = usize> {
        self.found.iter().filter(move |disguise| disguise.is_of(characters)).map(|disguise| disguise.at)
    }
}
