//! The decoded text of scalars.

use super::walk;
use std::borrow::Cow;

/// The text of a scalar: a string decoded, a number or word as written. `None` for null, objects and arrays.
pub fn scalar(value: &str) -> Option<Cow<'_, str>> {
    match value.as_bytes().first()? {
        b'"' => Some(decode(value)),
        b'{' | b'[' => None,
        _ if value == "null" => None,
        _ => Some(Cow::Borrowed(value)),
    }
}

/// Whether any key or scalar in the text passes; strings are passed decoded. Brackets need not match.
pub fn any(json: &str, passes: &mut dyn FnMut(&str) -> bool) -> bool {
    let bytes = json.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let end = walk::string_end(bytes, at).unwrap_or(bytes.len());
                if passes(&decode(&json[at..end])) {
                    return true;
                }
                at = end;
            }
            b' ' | b'\n' | b'\r' | b'\t' | b'{' | b'}' | b'[' | b']' | b',' | b':' => at += 1,
            _ => {
                let Some(end) = walk::value_end(bytes, at) else { return false };
                if json.get(at..end).is_some_and(&mut *passes) {
                    return true;
                }
                at = end;
            }
        }
    }
    false
}

/// A value without the white space between its tokens.
pub fn compact(json: &str) -> String {
    let bytes = json.as_bytes();
    let mut out = String::with_capacity(json.len());
    let mut at = 0;
    while at < bytes.len() {
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        let end = match bytes[at] {
            b'"' => walk::string_end(bytes, at).unwrap_or(bytes.len()),
            _ => bytes[at..]
                .iter()
                .position(|byte| is_space(byte) || *byte == b'"')
                .map_or(bytes.len(), |next| at + next),
        };
        out.push_str(&json[at..end]);
        at = end + bytes[end..].iter().take_while(|byte| is_space(byte)).count();
    }
    out
}

/// A text as a string literal, with its quotes.
///
/// # Panics
///
/// Never: any text can be written as a string of JSON.
pub fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("any text can be written as a string of JSON")
}

/// Appends a text as a string literal.
pub fn push_quoted(text: &str, out: &mut String) {
    out.push_str(&quoted(text));
}

/// The text of a string literal with its quotes; see [`unescape`].
pub fn decode(literal: &str) -> Cow<'_, str> {
    let inner = literal.strip_prefix('"').unwrap_or(literal);
    unescape(inner.strip_suffix('"').unwrap_or(inner))
}

/// The text of a string literal that is given without its quotes. Invalid escapes, and halves of surrogate pairs, become
/// U+FFFD.
pub fn unescape(inner: &str) -> Cow<'_, str> {
    let Some(first) = first_backslash(inner.as_bytes()) else { return Cow::Borrowed(inner) };
    let mut decoded = String::with_capacity(inner.len());
    decoded.push_str(&inner[..first]);
    let mut rest = &inner[first..];
    while let Some(escape) = rest.strip_prefix('\\') {
        let (character, length) = escaped(escape);
        decoded.push(character);
        let next = memchr::memchr(b'\\', &escape.as_bytes()[length..]).map_or(escape.len(), |at| at + length);
        decoded.push_str(&escape[length..next]);
        rest = &escape[next..];
    }
    Cow::Owned(decoded)
}

/// Most strings are short, and looking at eight bytes at once is cheaper than to call the search.
fn first_backslash(text: &[u8]) -> Option<usize> {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    const BACKSLASHES: u64 = EACH * b'\\' as u64;
    let (words, rest) = text.as_chunks::<8>();
    let has_none = |word: &[u8; 8]| {
        // A byte that is zero borrows from its highest bit ("Bit Twiddling Hacks", Sean Anderson).
        let word = u64::from_le_bytes(*word) ^ BACKSLASHES;
        word.wrapping_sub(EACH) & !word & (EACH << 7) == 0
    };
    if text.len() <= 64 && words.iter().all(has_none) && !rest.contains(&b'\\') {
        return None;
    }
    memchr::memchr(b'\\', text)
}

/// The character that an escape means, and the length of the escape without its backslash.
fn escaped(escape: &str) -> (char, usize) {
    match escape.as_bytes().first() {
        Some(b'n') => ('\n', 1),
        Some(b't') => ('\t', 1),
        Some(b'r') => ('\r', 1),
        Some(b'b') => ('\u{8}', 1),
        Some(b'f') => ('\u{c}', 1),
        Some(byte @ (b'"' | b'\\' | b'/')) => (char::from(*byte), 1),
        Some(b'u') => match unit(&escape[1..]) {
            Some(high @ 0xD800..0xDC00) => match escape.get(5..7).filter(|next| *next == "\\u").and(unit_at(escape, 7))
            {
                Some(low @ 0xDC00..0xE000) => {
                    let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                    (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 11)
                }
                _ => (char::REPLACEMENT_CHARACTER, 5),
            },
            Some(code) => (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 5),
            None => (char::REPLACEMENT_CHARACTER, 1),
        },
        _ => (char::REPLACEMENT_CHARACTER, 0),
    }
}

fn unit_at(text: &str, at: usize) -> Option<u32> {
    text.get(at..).and_then(unit)
}

/// Four hexadecimal digits as a UTF-16 unit.
fn unit(text: &str) -> Option<u32> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_text_is_what_the_reference_parser_reads() {
        for text in ["", "plain", "a\"b\\c/d\n\t\r", "\u{0}\u{1f}\u{7f}\u{8}", "é😀", "\n", "\\"] {
            let literal = quoted(text);
            assert_eq!(serde_json::from_str::<String>(&literal).unwrap(), text, "{literal}");
            assert_eq!(decode(&literal), text);
        }
    }

    #[test]
    fn strings_are_decoded_and_other_scalars_kept() {
        for (value, expected) in [
            (r#""plain""#, Some("plain")),
            (r#""a\"b\\c\/d\n""#, Some("a\"b\\c/d\n")),
            (r#""\u0041\u00e9\ud83d\ude00z""#, Some("Aé😀z")),
            (r#""\ud83d!""#, Some("\u{FFFD}!")),
            (r#""\ud83d\u0041""#, Some("\u{FFFD}A")),
            (r#""\u12"#, Some("\u{FFFD}12")),
            ("0.0", Some("0.0")),
            ("true", Some("true")),
            ("null", None),
            ("{}", None),
        ] {
            assert_eq!(scalar(value).as_deref(), expected, "{value}");
        }
    }
}
