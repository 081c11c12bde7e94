//! Texts of many segments under one numbering, each kept once.

use string_interner::backend::StringBackend;
use string_interner::{StringInterner, Symbol};

/// A text of the resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextId(u32);

impl TextId {
    /// The empty text, which every table of texts has.
    pub const EMPTY: TextId = TextId(0);
}

impl Symbol for TextId {
    fn try_from_usize(index: usize) -> Option<TextId> {
        u32::try_from(index).ok().map(TextId)
    }

    fn to_usize(self) -> usize {
        self.0 as usize
    }
}

/// A value of a field. As a place in a list it leaves the first to rows without a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueId(u32);

impl ValueId {
    /// No value.
    pub const ABSENT: ValueId = ValueId(0);

    /// All values of a table with so many, in the order of their numbers.
    pub fn all(n_values: usize) -> impl Iterator<Item = ValueId> {
        (1..=n_values as u32).map(ValueId)
    }

    /// The place in a list of all values.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Symbol for ValueId {
    fn try_from_usize(index: usize) -> Option<ValueId> {
        u32::try_from(index).ok()?.checked_add(1).map(ValueId)
    }

    fn to_usize(self) -> usize {
        self.0 as usize - 1
    }
}

/// A table of texts.
pub struct Interner<Id: Symbol>(StringInterner<StringBackend<Id>>);

impl<Id: Symbol> Interner<Id> {
    /// The text of an id of this table; empty for any other.
    pub fn get(&self, id: Id) -> &str {
        self.0.resolve(id).unwrap_or_default()
    }

    /// The id of a text that is in the table.
    pub fn find(&self, text: &str) -> Option<Id> {
        self.0.get(text)
    }

    /// The id of a text, which is kept.
    pub fn intern(&mut self, text: &str) -> Id {
        self.0.get_or_intern(text)
    }

    /// How many texts.
    pub fn n_texts(&self) -> usize {
        self.0.len()
    }
}

impl Default for Interner<TextId> {
    fn default() -> Interner<TextId> {
        let mut texts = StringInterner::new();
        texts.get_or_intern("");
        Interner(texts)
    }
}

impl Default for Interner<ValueId> {
    fn default() -> Interner<ValueId> {
        Interner(StringInterner::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_id() {
        let mut texts = Interner::<TextId>::default();
        let ids = ["a", "", "b", "a"].map(|text| texts.intern(text));
        assert_eq!(ids, [TextId(1), TextId::EMPTY, TextId(2), TextId(1)]);
        assert_eq!(ids.map(|id| texts.get(id)), ["a", "", "b", "a"]);
        assert_eq!((texts.find("b"), texts.find("c")), (Some(TextId(2)), None));
    }

    #[test]
    fn an_empty_value_is_a_value() {
        let mut values = Interner::<ValueId>::default();
        let empty = values.intern("");
        assert_ne!(empty, ValueId::ABSENT);
        assert_eq!((values.get(empty), values.n_texts()), ("", 1));
        assert_eq!(ValueId::all(1).collect::<Vec<_>>(), [empty]);
    }
}
