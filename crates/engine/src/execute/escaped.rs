//! ASCII characters in escaped form: written as `\u0041`, or, for the letter k, as the Kelvin sign, which folds to k. A
//! search for a literal misses records that have one of its characters in escaped form.

use memchr::memmem::Finder;
use std::ops::Range;
use trailglass_event::case::fold_char;
use trailglass_store::documents::BlockText;

/// The escaped characters in a block of records.
pub struct EscapedCharacters {
    escape: Finder<'static>,
    kelvin: Finder<'static>,
    /// In the order of the text.
    found: Vec<EscapedCharacter>,
}

/// An escaped character.
struct EscapedCharacter {
    at: usize,
    /// The character, folded.
    character: u8,
}

impl EscapedCharacter {
    /// Whether it is of one of these characters, a bit each.
    fn is_among(&self, characters: u128) -> bool {
        characters >> self.character & 1 == 1
    }
}

impl Default for EscapedCharacters {
    fn default() -> EscapedCharacters {
        EscapedCharacters { escape: Finder::new(b"\\u"), kelvin: Finder::new("\u{212A}".as_bytes()), found: Vec::new() }
    }
}

impl EscapedCharacters {
    /// Finds these characters, a bit each, in a block, and forgets those of the block before. A block that has no escaped
    /// characters is marked as such, so that it is scanned once.
    pub fn find(&mut self, block: &BlockText<'_>, characters: u128) {
        self.found.clear();
        if characters == 0 || block.is_plain.get() == Some(true) {
            return;
        }
        let kelvins = self.kelvin.find_iter(block.text).map(|at| EscapedCharacter { at, character: b'k' });
        let escapes = self.escape.find_iter(block.text).filter_map(|at| {
            let digits = std::str::from_utf8(block.text.get(at + 2..at + 6)?).ok()?;
            let character = fold_char(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
            character.is_ascii().then_some(EscapedCharacter { at, character: character as u8 })
        });
        self.found.extend(kelvins.chain(escapes));
        block.is_plain.set(Some(self.found.is_empty()));
        self.found.retain(|escaped| escaped.is_among(characters));
        self.found.sort_unstable_by_key(|escaped| escaped.at);
    }

    /// Whether one of these characters is in a part of the text.
    pub fn are_in(&self, part: Range<usize>, characters: u128) -> bool {
        let first = self.found.partition_point(|escaped| escaped.at < part.start);
        let mut inside = self.found[first..].iter().take_while(|escaped| escaped.at < part.end);
        inside.any(|escaped| escaped.is_among(characters))
    }

    /// The places of these characters.
    pub fn places_of(&self, characters: u128) -> impl Iterator<Item = usize> {
        self.found.iter().filter(move |escaped| escaped.is_among(characters)).map(|escaped| escaped.at)
    }
}
