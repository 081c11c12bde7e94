//! The tokens of a text, found 64 bytes at a time, and the values that they make.
//!
//! A record is gone over once to find its brackets and quotes, and once more along these to check that it is JSON. From then on every value in it is reached from token to token, and no byte of it is looked at again.

mod check;
mod value;

pub use check::is_value;
pub(super) use check::is_word_or_number;
pub use value::{Elements, Members, Value, name_of};

use std::fmt;
use wide::u8x16;

/// So much text is looked through at once: it stays in the processor's cache, and after a damaged record no more than
/// this is looked through again.
const STRETCH_BYTES: usize = 32 * 1024;

/// Stands where no partner is known.
const NO_PARTNER: u32 = u32::MAX;

/// The tokens of a stretch of text.
#[derive(Debug, Default)]
pub struct Tape {
    /// Where each token stands: brackets outside of strings, and the quotes of strings. What stands between two of them is
    /// short.
    positions: Vec<u32>,
    /// For each opening bracket of the value checked last, the token that closes it.
    partners: Vec<u32>,
    /// The first token behind the value read last.
    next: usize,
    /// Tokens are known up to here.
    end: usize,
    /// Whether the text is in a string at `end`, and whether its next character is escaped.
    in_string: bool,
    is_escaped: bool,
    /// The first thing that no string may hold.
    bad: Option<Fault>,
    /// The brackets that are open while a value is checked, as tokens.
    open: Vec<u32>,
}

/// Why a text is no JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes of the text.
    pub at: usize,
    /// What.
    pub kind: FaultKind,
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The text ends before the value does.
    Cut,
    /// A control character in a string, as it has a string that is not closed on its line.
    Control,
    /// A backslash with something behind it that it cannot stand before.
    Escape,
    /// No value where one should be.
    NoValue,
    /// A member without a name in quotes.
    NoName,
    /// A name without a colon behind it.
    NoColon,
    /// Neither a comma nor a closing bracket behind a value.
    NoComma,
    /// A closing bracket of the other kind.
    Bracket,
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FaultKind::Cut => "the text ends before its closing bracket",
            FaultKind::Control => "a control character in a string, which may lack its closing quote",
            FaultKind::Escape => "a backslash with nothing behind it that it can escape",
            FaultKind::NoValue => "a value is missing or misspelled",
            FaultKind::NoName => "a name in quotes is missing",
            FaultKind::NoColon => "a colon is missing behind a name",
            FaultKind::NoComma => "a comma or a closing bracket is missing",
            FaultKind::Bracket => "a bracket is closed by one of the other kind",
        })
    }
}

impl Tape {
    /// Forgets the text that was read: the next one is another.
    pub fn reset(&mut self) {
        self.positions.clear();
        self.partners.clear();
        self.next = 0;
        self.end = 0;
        self.bad = None;
    }

    /// The object or array that begins at `at`, checked to its last byte. The values of a text are asked for in their
    /// order; another text needs a [`Tape::reset`].
    pub fn value<'t>(&'t mut self, text: &'t str, at: usize) -> Result<Value<'t>, Fault> {
        self.forget();
        self.seek(text.as_bytes(), at);
        let first = self.next;
        let close = self.check(text.as_bytes());
        let end = close.map_or_else(|fault| fault.at, |close| self.positions[close] as usize + 1);
        // What comes first is the cause: behind a string that is not closed nothing is where it should be.
        if let Some(fault) = self.bad.filter(|fault| fault.at < end) {
            return Err(fault);
        }
        let close = close?;
        self.next = close + 1;
        Ok(Value { tape: self, text, token: first as u32, start: at as u32, end: end as u32 })
    }

    /// Forgets the tokens of values that have been read, so that the tape stays in the processor's cache.
    fn forget(&mut self) {
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
        let is_sound = self.bad.is_none_or(|fault| fault.at >= at);
        if !is_known || !is_sound {
            self.reset();
            self.in_string = false;
            self.is_escaped = false;
            self.end = at;
            self.stretch(text);
        }
    }

    /// Looks through some more text. Returns whether there was any.
    fn stretch(&mut self, text: &[u8]) -> bool {
        let to = text.len().min(self.end + STRETCH_BYTES);
        let mut blocks = text[self.end..to].chunks_exact(64);
        let mut at = self.end;
        for block in &mut blocks {
            let block: &[u8; 64] = block.try_into().expect("chunks of 64 bytes have 64 bytes");
            self.block(text, block, at);
            at += 64;
        }
        let rest = blocks.remainder();
        if !rest.is_empty() {
            let mut block = [b' '; 64];
            block[..rest.len()].copy_from_slice(rest);
            self.block(text, &block, at);
        }
        let has_more = to > self.end;
        self.end = to;
        has_more
    }

    fn block(&mut self, text: &[u8], block: &[u8; 64], at: usize) {
        let Masks { quotes, brackets, is_odd } = Masks::of(block);
        let backslashes = if is_odd { Masks::where_all(block, |bytes| bytes.simd_eq(u8x16::splat(b'\\'))) } else { 0 };
        let escaped = self.escaped(backslashes);
        let quotes = quotes & !escaped;
        let in_string = prefix_xor(quotes) ^ if self.in_string { u64::MAX } else { 0 };
        self.in_string = in_string >> 63 == 1;
        self.push(quotes | brackets & !in_string, at as u32);
        if is_odd {
            let controls = Masks::where_all(block, is_control) & in_string;
            if controls | backslashes != 0 {
                self.note_bad(text, at, controls, backslashes & !escaped);
            }
        }
    }

    /// The characters that a backslash stands before.
    fn escaped(&mut self, backslashes: u64) -> u64 {
        const EVEN: u64 = 0x5555_5555_5555_5555;
        let before = u64::from(self.is_escaped);
        if backslashes == 0 {
            self.is_escaped = false;
            return before;
        }
        // A run of backslashes escapes every second character from its start; the carry of an addition runs along it.
        let backslashes = backslashes & !before;
        let behind = backslashes << 1 | before;
        let odd_starts = backslashes & !EVEN & !behind;
        let (sum, overflows) = odd_starts.overflowing_add(backslashes);
        self.is_escaped = overflows;
        (EVEN ^ (sum << 1)) & behind
    }

    #[inline]
    fn push(&mut self, mut tokens: u64, at: u32) {
        let end = self.positions.len() + tokens.count_ones() as usize;
        // Eight at once, and what was too much taken back: a copy of a length known beforehand is a few instructions, one
        // of any length a call.
        while tokens != 0 {
            let positions: [u32; 8] = std::array::from_fn(|_| {
                let position = at + tokens.trailing_zeros();
                tokens &= tokens.wrapping_sub(1);
                position
            });
            self.positions.extend_from_slice(&positions);
        }
        self.positions.truncate(end);
    }

    #[cold]
    fn note_bad(&mut self, text: &[u8], at: usize, controls: u64, escapes: u64) {
        if self.bad.is_some() {
            return;
        }
        let control =
            (controls != 0).then(|| Fault { at: at + controls.trailing_zeros() as usize, kind: FaultKind::Control });
        let mut rest = escapes;
        let mut escape = None;
        while rest != 0 && escape.is_none() {
            let backslash = at + rest.trailing_zeros() as usize;
            rest &= rest - 1;
            if !is_escape(&text[backslash + 1..]) {
                escape = Some(Fault { at: backslash, kind: FaultKind::Escape });
            }
        }
        self.bad = [control, escape].into_iter().flatten().min_by_key(|fault| fault.at);
    }
}

/// Whether what stands behind a backslash can; what is cut by the end of the text may.
fn is_escape(behind: &[u8]) -> bool {
    match behind.first() {
        Some(b'u') => behind[1..].iter().take(4).all(u8::is_ascii_hexdigit),
        Some(byte) => b"\"\\/bfnrt".contains(byte),
        None => true,
    }
}

/// Where certain characters stand in 64 bytes, a bit for each.
struct Masks {
    quotes: u64,
    brackets: u64,
    /// Whether there is a backslash or a control character, which most blocks have not.
    is_odd: bool,
}

impl Masks {
    #[inline]
    fn of(block: &[u8; 64]) -> Masks {
        let mut masks = Masks { quotes: 0, brackets: 0, is_odd: false };
        let mut odd = u8x16::splat(0);
        for (part, lane) in block.as_chunks::<16>().0.iter().enumerate() {
            let bytes = u8x16::from(*lane);
            let is = |byte: u8| bytes.simd_eq(u8x16::splat(byte));
            // Square and curly brackets differ in this bit alone.
            let folded = bytes | u8x16::splat(0x20);
            let brackets = folded.simd_eq(u8x16::splat(b'{')) | folded.simd_eq(u8x16::splat(b'}'));
            let mask = |lanes: u8x16| u64::from(lanes.to_bitmask()) << (16 * part);
            masks.quotes |= mask(is(b'"'));
            masks.brackets |= mask(brackets);
            odd |= is(b'\\') | is_control(bytes);
        }
        masks.is_odd = odd.any();
        masks
    }

    /// Where the bytes are that pass.
    #[inline]
    fn where_all(block: &[u8; 64], passes: impl Fn(u8x16) -> u8x16) -> u64 {
        let lanes = block.as_chunks::<16>().0.iter().enumerate();
        lanes.fold(0, |mask, (part, lane)| mask | u64::from(passes(u8x16::from(*lane)).to_bitmask()) << (16 * part))
    }
}

/// What has none of the upper three bits is below the space.
#[inline]
fn is_control(bytes: u8x16) -> u8x16 {
    (bytes & u8x16::splat(0xE0)).simd_eq(u8x16::splat(0))
}

/// Each bit becomes the parity of the bits up to it.
fn prefix_xor(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Option<(usize, FaultKind)> {
        Tape::default().value(text, 0).err().map(|fault| (fault.at, fault.kind))
    }

    #[test]
    fn members_and_elements_are_found_as_written() {
        let text = r#"{ "a" : 1.0 , "b\"c":{"d":["}"]}, "e":null,"f":[1, "x,y" ,[2]],"g":{},"h":[ ] }"#;
        let mut tape = Tape::default();
        let value = tape.value(text, 0).unwrap();
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
    fn values_of_a_text_are_read_one_behind_the_other() {
        let one = r#"{"text":"a long value, so that values cross the 64 bytes that are looked at together \\"}"#;
        let text = [one; 5_000].join(", ");
        let mut tape = Tape::default();
        for at in (0..5_000).map(|n| n * (one.len() + 2)) {
            assert_eq!(tape.value(&text, at).unwrap().text(), one);
        }
    }

    #[test]
    fn what_is_no_json_is_told_by_its_first_fault() {
        for (text, expected) in [
            (r#"{"a":1,}"#, (7, FaultKind::NoName)),
            (r#"{"a":1 "b":2}"#, (7, FaultKind::NoComma)),
            (r#"{"a" 1}"#, (5, FaultKind::NoColon)),
            (r#"{a:1}"#, (1, FaultKind::NoName)),
            (r#"{"a":tru}"#, (5, FaultKind::NoValue)),
            (r#"{"a":01}"#, (5, FaultKind::NoValue)),
            (r#"{"a":,"b":1}"#, (5, FaultKind::NoValue)),
            (r#"[1,,2]"#, (3, FaultKind::NoValue)),
            (r#"[1}"#, (2, FaultKind::Bracket)),
            ("{\"a\":\"unclosed,\n\"b\":1}", (15, FaultKind::Control)),
            (r#"{"a":"\x"}"#, (6, FaultKind::Escape)),
            (r#"{"a":"\u12G4"}"#, (6, FaultKind::Escape)),
            (r#"{"a":"never closed"#, (18, FaultKind::Cut)),
            (r#"{"a":1"#, (6, FaultKind::Cut)),
        ] {
            assert_eq!(fault(text), Some(expected), "{text}");
        }
    }
    #[test]
    fn one_value_and_nothing_else_is_told_from_all_else() {
        for text in ["{}", " [1, {}] ", "-1.5e3", "null", r#""a, \"b\"""#] {
            assert!(is_value(text), "{text}");
        }
        for text in ["", "a", "1, 2", "1]", "[1", "{} {}", r#""a" "b""#, r#""\x""#, "01", "],["] {
            assert!(!is_value(text), "{text}");
        }
    }
}
