//! The words that a field's values are taken from, where those are a list.

/// A value of a field, with its other names.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// The word of the query language, in lower case.
    pub name: &'static str,
    /// What records and other tools call it, in lower case.
    pub also: &'static [&'static str],
}

/// An entry of a list of words.
pub const fn word(name: &'static str, also: &'static [&'static str]) -> Word {
    Word { name, also }
}
