//! Texts of many segments under one numbering, each kept once.

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

/// The number of a text. That of the empty text is 0.
pub type TextNo = u32;

/// The texts, one behind the other.
#[derive(Default)]
pub struct Texts {
    text: String,
    /// Where each ends; that of number 0 is not kept.
    ends: Vec<u32>,
    by_text: HashTable<TextNo>,
}

impl Texts {
    /// The text of a number.
    pub fn get(&self, no: TextNo) -> &str {
        text_of(&self.text, &self.ends, no)
    }

    /// The number of a text that is here.
    pub fn find(&self, text: &str) -> Option<TextNo> {
        if text.is_empty() {
            return Some(0);
        }
        self.by_text.find(xxh3_64(text.as_bytes()), |no| self.get(*no) == text).copied()
    }

    /// The number of a text, which is kept from now on.
    pub fn number(&mut self, text: &str) -> TextNo {
        if let Some(no) = self.find(text) {
            return no;
        }
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        let no = self.ends.len() as u32;
        let Texts { text: all, ends, by_text } = self;
        by_text.insert_unique(xxh3_64(text.as_bytes()), no, |no| xxh3_64(text_of(all, ends, *no).as_bytes()));
        no
    }
}

fn text_of<'a>(text: &'a str, ends: &[u32], no: TextNo) -> &'a str {
    let Some(at) = (no as usize).checked_sub(1) else { return "" };
    let start = if at == 0 { 0 } else { ends[at - 1] };
    &text[start as usize..ends[at] as usize]
}
