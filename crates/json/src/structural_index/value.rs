//! The values of a checked text, reached from token to token.

use super::StructuralIndex;
use super::check::{scalar_end, skip_space};
use crate::text;
use std::borrow::Cow;
use std::fmt;

/// A value of a checked text.
#[derive(Clone, Copy)]
pub struct Value<'t> {
    pub(super) index: &'t StructuralIndex,
    pub(super) text: &'t str,
    /// Its first token; of a word or number, which has none, the token after it.
    pub(super) token: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl<'t> Value<'t> {
    /// Its text as written.
    pub fn text(&self) -> &'t str {
        &self.text[self.start as usize..self.end as usize]
    }

    fn first(&self) -> u8 {
        self.text.as_bytes()[self.start as usize]
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        self.first() == b'n'
    }

    /// Whether it is an array.
    pub fn is_array(&self) -> bool {
        self.first() == b'['
    }

    /// The text of a string, decoded, or of a word or number as written; `None` for null, objects and arrays.
    pub fn scalar(&self) -> Option<Cow<'t, str>> {
        text::scalar(self.text())
    }

    /// The same, unless it is empty.
    pub fn non_empty_scalar(&self) -> Option<Cow<'t, str>> {
        self.scalar().filter(|text| !text.is_empty())
    }

    /// The members of an object; none of anything else.
    pub fn members(&self) -> Members<'t> {
        Members { index: self.index, text: self.text, cursor: self.inner(b'{') }
    }

    /// The elements of an array; none of anything else.
    pub fn elements(&self) -> Elements<'t> {
        Elements { index: self.index, text: self.text, cursor: self.inner(b'[') }
    }

    /// The place after the opening bracket.
    fn inner(&self, bracket: u8) -> Option<Cursor> {
        let at = skip_space(self.text.as_bytes(), self.start as usize + 1);
        (self.first() == bracket).then_some(Cursor { at, token: self.token as usize + 1 })
    }

    /// The first member of this name, case and all.
    pub fn member(&self, name: &str) -> Option<Value<'t>> {
        self.members().find(|(key, _)| is_key(key, name)).map(|(_, value)| value)
    }
}

/// Whether a key, as written between its quotes, is this name.
fn is_key(key: &str, name: &str) -> bool {
    // An escape is longer than the character that it means.
    key == name || (key.len() > name.len() && key.contains('\\') && text::unescape(key) == name)
}

/// The value that begins at `at` and whose first token, if it has one, is `token`; with the first token after it.
#[inline]
fn value_at<'t>(index: &'t StructuralIndex, text: &'t str, at: usize, token: usize) -> Option<(Value<'t>, usize)> {
    let bytes = text.as_bytes();
    let (end, next) = match bytes.get(at)? {
        b'"' => (*index.positions.get(token + 1)? as usize + 1, token + 2),
        b'{' | b'[' => {
            let close = *index.partners.get(token)? as usize;
            (*index.positions.get(close)? as usize + 1, close + 1)
        }
        b']' | b'}' => return None, // an empty array
        _ => (scalar_end(bytes, at), token),
    };
    Some((Value { index, text, token: token as u32, start: at as u32, end: end as u32 }, next))
}

/// Where the next value is, of an object or array.
#[derive(Clone, Copy)]
struct Cursor {
    /// Its offset, after comma and white space.
    at: usize,
    /// The next token.
    token: usize,
}

/// The place of the next value after one that ends at `end`; `None` after the last.
#[inline]
fn next_place(text: &str, end: usize, token: usize) -> Option<Cursor> {
    let comma = skip_space(text.as_bytes(), end);
    (text.as_bytes().get(comma) == Some(&b',')).then(|| Cursor { at: skip_space(text.as_bytes(), comma + 1), token })
}

/// The members of an object: each key as written between its quotes, and its value.
pub struct Members<'t> {
    index: &'t StructuralIndex,
    text: &'t str,
    /// The opening quote of the next key, or the closing bracket.
    cursor: Option<Cursor>,
}

impl<'t> Iterator for Members<'t> {
    type Item = (&'t str, Value<'t>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let Cursor { at, token } = self.cursor.take()?;
        let bytes = self.text.as_bytes();
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        let close = *self.index.positions.get(token + 1)? as usize;
        let colon = skip_space(bytes, close + 1);
        let (value, next) = value_at(self.index, self.text, skip_space(bytes, colon + 1), token + 2)?;
        self.cursor = next_place(self.text, value.end as usize, next);
        Some((&self.text[at + 1..close], value))
    }
}

/// The elements of an array.
pub struct Elements<'t> {
    index: &'t StructuralIndex,
    text: &'t str,
    /// Where the next element begins, or the closing bracket.
    cursor: Option<Cursor>,
}

impl<'t> Iterator for Elements<'t> {
    type Item = Value<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        let Cursor { at, token } = self.cursor.take()?;
        let (value, next) = value_at(self.index, self.text, at, token)?;
        self.cursor = next_place(self.text, value.end as usize, next);
        Some(value)
    }
}
