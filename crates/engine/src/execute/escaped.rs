//! ASCII characters that are written in another way in a record: as an escape (`\u0041`), and, for the letter k, as the
//! Kelvin sign, which is k in lower case. A text that is looked for may stand in a record with such a disguise without
//! being found there.

use memchr::memmem::Finder;
use std::ops::Range;
use trailglass_event::case::fold_char;
use trailglass_store::documents::BlockText;

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
    /// Finds those of these characters, a bit each, in the place of the former ones. A block in which none is hidden
    /// remembers it.
    pub fn find(&mut self, block: &BlockText<'_>, characters: u128) {
        self.found.clear();
        if characters == 0 || block.is_plain.get() == Some(true) {
            return;
        }
        let kelvins = self.kelvin.find_iter(block.text).map(|at| Disguise { at, character: b'k' });
        let escapes = self.escape.find_iter(block.text).filter_map(|at| {
            let digits = std::str::from_utf8(block.text.get(at + 2..at + 6)?).ok()?;
            let character = fold_char(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
            character.is_ascii().then_some(Disguise { at, character: character as u8 })
        });
        self.found.extend(kelvins.chain(escapes));
        block.is_plain.set(Some(self.found.is_empty()));
        self.found.retain(|disguise| disguise.is_of(characters));
        self.found.sort_by_key(|disguise| disguise.at);
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
