//! The structural index of a text (simdjson's word): the places of its brackets and quotes, found 64 bytes at a time; and
//! the values that they delimit.
//!
//! A record is passed over once to find these tokens, and once more along them to check that it is JSON. From then on every
//! value in it is reached from token to token, and no byte of it is looked at again.
//!
//! - [`StructuralIndex`]: finds the tokens of a text and checks the value that begins at a place
//! - `block`: the characters of 64 bytes as bit masks
//! - `check`: whether the tokens make a JSON value, and which bracket closes which
//! - `value`: [`Value`], its members and elements
//! - `error`: [`SyntaxError`]

mod block;
mod check;
mod error;
mod value;

pub use check::is_value;
pub(super) use check::is_word_or_number;
pub use error::{SyntaxError, SyntaxErrorKind};
pub use value::{Elements, Members, Value};

use block::{BLOCK_BYTES, Masks};

/// How long a text may be: offsets in it are numbers of 32 bits. A longer one is refused.
pub const MAX_TEXT_BYTES: usize = u32::MAX as usize;

/// How much text is indexed at once: it stays in the processor's cache, and after a damaged record no more than this is
/// indexed again.
const CHUNK_BYTES: usize = 32 * 1024;

/// Stands for the partner of a token that has none.
const NO_PARTNER: u32 = u32::MAX;

/// The tokens of a part of a text.
///
/// ```
/// # use trailglass_json::structural_index::StructuralIndex;
/// let text = r#"[{"eventName":"PutObject","resources":[1, 2]}]"#;
/// let mut index = StructuralIndex::default();
/// let record = index.value(text, 1)?;
/// assert_eq!(record.member("resources").map(|value| value.text()), Some("[1, 2]"));
/// # Ok::<(), trailglass_json::structural_index::SyntaxError>(())
/// ```
#[derive(Debug, Default)]
pub struct StructuralIndex {
    /// The offset of each token: brackets outside of strings, and the quotes of strings. The text between two
    /// of them is short.
    positions: Vec<u32>,
    /// For each opening bracket of the value checked last, the token that closes it.
    partners: Vec<u32>,
    /// The first token after the value read last.
    next: usize,
    /// The offset up to which tokens are known.
    end: usize,
    /// Whether the text is in a string at `end`, and whether its next character is escaped.
    in_string: bool,
    is_escaped: bool,
    /// The first character that no string may hold.
    string_error: Option<SyntaxError>,
    /// The brackets that are open while a value is checked, as tokens.
    open: Vec<u32>,
}

impl StructuralIndex {
    /// Discards the text that was read, before another one is.
    pub fn reset(&mut self) {
        self.positions.clear();
        self.partners.clear();
        self.next = 0;
        self.end = 0;
        self.string_error = None;
    }

    /// The object or array that begins at `at`, checked to its last byte. The values of a text are asked for in their
    /// order; before another text, [`StructuralIndex::reset`] is called.
    ///
    /// # Errors
    ///
    /// The first syntax error of the value; [`SyntaxErrorKind::TooLong`] where the text has more than [`MAX_TEXT_BYTES`].
    pub fn value<'t>(&'t mut self, text: &'t str, at: usize) -> Result<Value<'t>, SyntaxError> {
        if u32::try_from(text.len()).is_err() {
            return Err(SyntaxError { at, kind: SyntaxErrorKind::TooLong });
        }
        self.drop_read_tokens();
        self.seek(text.as_bytes(), at);
        let first = self.next;
        let close = self.check(text.as_bytes());
        let end = close.map_or_else(|error| error.at, |close| self.positions[close] as usize + 1);
        // The error that comes first is the cause: after a string that is not closed nothing is where it should be.
        if let Some(error) = self.string_error.filter(|error| error.at < end) {
            return Err(error);
        }
        let close = close?;
        self.next = close + 1;
        Ok(Value { index: self, text, token: first as u32, start: at as u32, end: end as u32 })
    }

    /// Drops the tokens of values that have been read, so that the index stays in the processor's cache.
    fn drop_read_tokens(&mut self) {
        const MANY: usize = 4096;
        if self.next >= MANY {
            self.positions.drain(..self.next);
            self.partners.clear();
            self.next = 0;
        }
    }

    /// Makes the token at `at` the next one.
    fn seek(&mut self, text: &[u8], at: usize) {
        while self.positions.get(self.next).is_some_and(|position| (*position as usize) < at) {
            self.next += 1;
        }
        let is_known = self.positions.get(self.next).is_some_and(|position| *position as usize == at);
        let is_sound = self.string_error.is_none_or(|error| error.at >= at);
        if !is_known || !is_sound {
            self.reset();
            self.in_string = false;
            self.is_escaped = false;
            self.end = at;
            self.index_chunk(text);
        }
    }

    /// Finds the tokens of some more text. Returns whether there was any.
    fn index_chunk(&mut self, text: &[u8]) -> bool {
        let to = text.len().min(self.end + CHUNK_BYTES);
        let mut blocks = text[self.end..to].chunks_exact(BLOCK_BYTES);
        let mut at = self.end;
        for block in &mut blocks {
            let block: &[u8; BLOCK_BYTES] = block.try_into().expect("chunks of 64 bytes have 64 bytes");
            self.index_block(text, block, at);
            at += BLOCK_BYTES;
        }
        let rest = blocks.remainder();
        if !rest.is_empty() {
            let mut block = [b' '; BLOCK_BYTES];
            block[..rest.len()].copy_from_slice(rest);
            self.index_block(text, &block, at);
        }
        let has_more = to > self.end;
        self.end = to;
        has_more
    }

    fn index_block(&mut self, text: &[u8], bytes: &[u8; BLOCK_BYTES], at: usize) {
        let Masks { quotes, brackets, has_rare } = Masks::of(bytes);
        let backslashes = if has_rare { block::backslashes(bytes) } else { 0 };
        let escaped = block::escaped(backslashes, &mut self.is_escaped);
        let quotes = quotes & !escaped;
        let in_string = block::prefix_xor(quotes) ^ if self.in_string { u64::MAX } else { 0 };
        self.in_string = in_string >> 63 == 1;
        self.push_positions(quotes | brackets & !in_string, at as u32);
        if has_rare {
            let controls = block::controls(bytes) & in_string;
            if controls | backslashes != 0 {
                self.note_string_error(text, at, controls, backslashes & !escaped);
            }
        }
    }

    #[inline]
    fn push_positions(&mut self, mut tokens: u64, at: u32) {
        let end = self.positions.len() + tokens.count_ones() as usize;
        // Eight at once, and the surplus truncated: a copy of a length known at compile time is a few instructions, one of
        // any length a call.
        while tokens != 0 {
            let positions: [u32; 8] = std::array::from_fn(|_| {
                // No token is left for the surplus; its position wraps at the end of a text of the greatest length.
                let position = at.wrapping_add(tokens.trailing_zeros());
                tokens &= tokens.wrapping_sub(1);
                position
            });
            self.positions.extend_from_slice(&positions);
        }
        self.positions.truncate(end);
    }

    /// Keeps the first error within strings: of control characters, and of backslashes that escape something.
    #[cold]
    fn note_string_error(&mut self, text: &[u8], at: usize, controls: u64, escapes: u64) {
        if self.string_error.is_some() {
            return;
        }
        let control = (controls != 0).then(|| SyntaxError {
            at: at + controls.trailing_zeros() as usize,
            kind: SyntaxErrorKind::ControlCharacter,
        });
        let mut rest = escapes;
        let mut escape = None;
        while rest != 0 && escape.is_none() {
            let backslash = at + rest.trailing_zeros() as usize;
            rest &= rest - 1;
            if !block::is_escape(&text[backslash + 1..]) {
                escape = Some(SyntaxError { at: backslash, kind: SyntaxErrorKind::InvalidEscape });
            }
        }
        self.string_error = [control, escape].into_iter().flatten().min_by_key(|error| error.at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> Option<(usize, SyntaxErrorKind)> {
        StructuralIndex::default().value(text, 0).err().map(|error| (error.at, error.kind))
    }

    #[test]
    fn members_and_elements_are_found_as_written() {
        let text = r#"{ "a" : 1.0 , "b\"c":{"d":["}"]}, "e":null,"f":[1, "x,y" ,[2]],"g":{},"h":[ ] }"#;
        let mut index = StructuralIndex::default();
        let value = index.value(text, 0).unwrap();
        let found: Vec<_> = value.members().map(|(key, value)| (key, value.text())).collect();
        let expected = [
            ("a", "1.0"),
            (r#"b\"c"#, r#"{"d":["}"]}"#),
            ("e", "null"),
            ("f", r#"[1, "x,y" ,[2]]"#),
            ("g", "{}"),
            ("h", "[ ]"),
        ];
        assert_eq!(found, expected);
        let f = value.member("f").unwrap();
        assert_eq!(f.elements().map(|value| value.text()).collect::<Vec<_>>(), ["1", r#""x,y""#, "[2]"]);
        assert_eq!(value.member("b\"c").unwrap().member("d").unwrap().text(), r#"["}"]"#);
        assert!(value.member("h").unwrap().elements().next().is_none() && value.member("e").unwrap().is_null());
    }

    #[test]
    fn values_of_a_text_are_read_one_after_the_other() {
        let one = r#"{"text":"a long value, so that values cross the 64 bytes that are looked at together \\"}"#;
        let text = [one; 5_000].join(", ");
        let mut index = StructuralIndex::default();
        for at in (0..5_000).map(|n| n * (one.len() + 2)) {
            assert_eq!(index.value(&text, at).unwrap().text(), one);
        }
    }

    #[test]
    fn the_first_syntax_error_is_reported() {
        for (text, expected) in [
            (r#"{"a":1,}"#, (7, SyntaxErrorKind::ExpectedKey)),
            (r#"{"a":1 "b":2}"#, (7, SyntaxErrorKind::ExpectedComma)),
            (r#"{"a" 1}"#, (5, SyntaxErrorKind::ExpectedColon)),
            (r#"{a:1}"#, (1, SyntaxErrorKind::ExpectedKey)),
            (r#"{"a":tru}"#, (5, SyntaxErrorKind::ExpectedValue)),
            (r#"{"a":01}"#, (5, SyntaxErrorKind::ExpectedValue)),
            (r#"{"a":,"b":1}"#, (5, SyntaxErrorKind::ExpectedValue)),
            (r#"[1,,2]"#, (3, SyntaxErrorKind::ExpectedValue)),
            (r#"[1}"#, (2, SyntaxErrorKind::MismatchedBracket)),
            ("{\"a\":\"unclosed,\n\"b\":1}", (15, SyntaxErrorKind::ControlCharacter)),
            (r#"{"a":"\x"}"#, (6, SyntaxErrorKind::InvalidEscape)),
            (r#"{"a":"\u12G4"}"#, (6, SyntaxErrorKind::InvalidEscape)),
            (r#"{"a":"never closed"#, (18, SyntaxErrorKind::UnexpectedEnd)),
            (r#"{"a":1"#, (6, SyntaxErrorKind::UnexpectedEnd)),
        ] {
            assert_eq!(error(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn one_value_and_nothing_else_is_a_value() {
        for text in ["{}", " [1, {}] ", "-1.5e3", "null", r#""a, \"b\"""#] {
            assert!(is_value(text), "{text}");
        }
        for text in ["", "a", "1, 2", "1]", "[1", "{} {}", r#""a" "b""#, r#""\x""#, "01", "],["] {
            assert!(!is_value(text), "{text}");
        }
    }
}
