//! Repair of the defects that records have which people paste out of documentation and consoles, where what was meant is
//! plain.

use super::{structural_index, text, walk};
use serde::{Deserialize, Serialize};

/// A defect that can be repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Defect {
    /// A comma before a closing bracket.
    TrailingComma,
    /// No comma between two members or elements.
    MissingComma,
    /// `...` in place of what was left out.
    Elision,
    /// `// a comment`.
    Comment,
    /// A name without quotes.
    BareName,
    /// A string without one or both of its quotes.
    BareText,
    /// Typographic quotes, as word processors put them.
    OtherQuotes,
    /// The escape of one half of a surrogate pair.
    HalfPair,
}

/// What comes next in valid JSON.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    Key,
    Colon,
    Value,
    Comma,
}

/// The text of one object or list with its defects repaired, and the offset of the first defect of each kind. `None` where
/// there is none, or one that cannot be repaired. The result may still not be JSON.
///
/// ```
/// # use trailglass_json::repair::{Defect, repair};
/// let (text, defects) = repair(r#"{"a":[1,2,]}"#).expect("a trailing comma can be repaired");
/// assert_eq!((text.as_str(), defects), (r#"{"a":[1,2 ]}"#, vec![(9, Defect::TrailingComma)]));
/// ```
pub fn repair(text: &str) -> Option<(String, Vec<(usize, Defect)>)> {
    let mut repairer = Repairer {
        text,
        at: 0,
        out: String::with_capacity(text.len()),
        open: Vec::new(),
        next: Next::Value,
        comma: None,
        is_elided: false,
        defects: Vec::new(),
    };
    while repairer.at < text.len() {
        repairer.step()?;
    }
    (repairer.open.is_empty() && !repairer.defects.is_empty()).then_some((repairer.out, repairer.defects))
}

struct Repairer<'a> {
    text: &'a str,
    at: usize,
    out: String,
    open: Vec<u8>,
    next: Next,
    /// The offsets of the last comma in `out` and in `text`, while nothing follows it.
    comma: Option<(usize, usize)>,
    /// Whether the comma before an elision was removed.
    is_elided: bool,
    defects: Vec<(usize, Defect)>,
}

impl Repairer<'_> {
    fn defect(&mut self, at: usize, defect: Defect) {
        if !self.defects.iter().any(|(_, other)| *other == defect) {
            self.defects.push((at, defect));
        }
    }

    fn is_in_object(&self) -> bool {
        self.open.last() == Some(&b'{')
    }

    fn step(&mut self) -> Option<()> {
        let rest = &self.text[self.at..];
        let byte = rest.as_bytes()[0];
        match byte {
            b' ' | b'\n' | b'\r' | b'\t' => {
                self.out.push(char::from(byte));
                self.at += 1;
            }
            b'{' | b'[' => {
                self.before_value(byte)?;
                self.open.push(byte);
                self.out.push(char::from(byte));
                self.next = if byte == b'{' { Next::Key } else { Next::Value };
                self.at += 1;
            }
            b'}' | b']' => self.close(byte)?,
            b',' => {
                // A comma after an elision goes with it.
                if self.next == Next::Comma {
                    self.comma = Some((self.out.len(), self.at));
                    self.out.push(',');
                    self.is_elided = false;
                    self.next = if self.is_in_object() { Next::Key } else { Next::Value };
                }
                self.at += 1;
            }
            b':' | b'=' if self.next == Next::Colon => {
                self.out.push(':');
                self.next = Next::Value;
                self.at += if rest.starts_with("=>") { 2 } else { 1 };
            }
            b'"' => {
                let end = walk::string_end(rest.as_bytes(), 0)?;
                self.string(&rest[..end])?;
                self.at += end;
            }
            b'/' if rest.starts_with("//") => {
                self.defect(self.at, Defect::Comment);
                self.at += line_end(rest);
            }
            _ if rest.starts_with('“') => {
                self.defect(self.at, Defect::OtherQuotes);
                let inner = &rest['“'.len_utf8()..];
                let (end, length) = inner
                    .char_indices()
                    .find(|(_, it)| matches!(it, '”' | '"' | '\n'))
                    .map(|(at, it)| (at, it.len_utf8()))?;
                self.string(&text::quoted(&inner[..end]))?;
                self.at += '“'.len_utf8() + end + length;
            }
            _ if rest.starts_with("...") || rest.starts_with("(...") || rest.starts_with('…') => {
                self.defect(self.at, Defect::Elision);
                let is_value_wanted = self.next == Next::Value && self.is_in_object();
                if is_value_wanted {
                    self.out.push_str("null");
                    self.next = Next::Comma;
                }
                if let Some((in_out, _)) = self.comma.take() {
                    self.out.replace_range(in_out..=in_out, " ");
                    self.next = Next::Comma;
                    self.is_elided = true;
                }
                // Words next to it, as in `...additional entries`, describe what was left out.
                let line = &rest[..line_end(rest)];
                self.at += line.find([',', '}', ']', '"']).unwrap_or(line.len()).max(1);
            }
            _ => self.word(rest)?,
        }
        Some(())
    }

    fn close(&mut self, bracket: u8) -> Option<()> {
        let opening = self.open.pop()?;
        if opening + 2 != bracket {
            return None;
        }
        if let Some((in_out, at)) = self.comma.take() {
            self.defect(at, Defect::TrailingComma);
            self.out.replace_range(in_out..=in_out, " ");
        }
        if self.next == Next::Colon || (self.next == Next::Value && opening == b'{') {
            return None;
        }
        self.out.push(char::from(bracket));
        self.next = Next::Comma;
        self.at += 1;
        Some(())
    }

    /// Prepares for a value, or a key, that begins here: adds the comma that is missing before it.
    fn before_value(&mut self, byte: u8) -> Option<()> {
        self.comma = None;
        if self.next == Next::Comma && !self.open.is_empty() && (byte == b'"') == self.is_in_object() {
            if !std::mem::take(&mut self.is_elided) {
                self.defect(self.at, Defect::MissingComma);
            }
            self.out.push(',');
            self.next = if self.is_in_object() { Next::Key } else { Next::Value };
        }
        match self.next {
            Next::Value => Some(()),
            Next::Key if byte == b'"' => Some(()),
            _ => None,
        }
    }

    fn string(&mut self, literal: &str) -> Option<()> {
        self.before_value(b'"')?;
        let (begin, mut start) = (self.out.len(), self.out.len());
        self.out.push_str(literal);
        while let Some(half) = half_pair(&self.out[start..]) {
            start += half + 6;
            self.defect(self.at + start - 6 - begin, Defect::HalfPair);
            self.out.replace_range(start - 6..start, "\\ufffd");
        }
        self.next = if self.next == Next::Key { Next::Colon } else { Next::Comma };
        Some(())
    }

    /// A name, a number, a word, or a text without its first quote.
    fn word(&mut self, rest: &str) -> Option<()> {
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_$-+.".contains(byte)).count();
        let word = &rest[..length];
        match self.next {
            Next::Key if length > 0 && rest[length..].trim_start().starts_with([':', '=']) => {
                self.defect(self.at, Defect::BareName);
                self.string(&format!("\"{word}\""))?;
                self.at += length;
            }
            Next::Value
                if length > 0
                    && structural_index::is_word_or_number(word.as_bytes())
                    && is_end_of_value(&rest[length..]) =>
            {
                self.comma = None;
                self.out.push_str(word);
                self.next = Next::Comma;
                self.at += length;
            }
            Next::Value if self.is_in_object() => {
                let line = rest[..line_end(rest)].trim_end();
                let text = line.strip_suffix(',').unwrap_or(line);
                let bare = text.strip_suffix('"').unwrap_or(text);
                if bare.is_empty() || bare.contains(['"', '{', '}', '[', ']']) {
                    return None;
                }
                self.defect(self.at, Defect::BareText);
                self.string(&text::quoted(bare))?;
                self.at += text.len();
            }
            _ => return None,
        }
        Some(())
    }
}

/// The offset of the first escape in a string literal that is one half of a surrogate pair without the other.
fn half_pair(literal: &str) -> Option<usize> {
    let unit = |at: usize| {
        let digits = literal.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u32::from_str_radix(digits, 16).ok()
    };
    let mut at = 0;
    loop {
        at += memchr::memchr(b'\\', &literal.as_bytes()[at..])?;
        at += match (unit(at), unit(at + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => 12,
            (Some(0xD800..0xE000), _) => return Some(at),
            _ => 2,
        };
        if at >= literal.len() {
            return None;
        }
    }
}

fn line_end(text: &str) -> usize {
    memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len())
}

/// Whether a number or word may end before this text, and is not the first word of a text without quotes.
fn is_end_of_value(behind: &str) -> bool {
    let next = behind.trim_start_matches([' ', '\t']);
    !behind.starts_with([' ', ':', '/']) || next.starts_with([',', '}', ']', '\n', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defects_are_repaired_and_reported() {
        for (text, expected, defects) in [
            (r#"{"a":[1,2,],"b":",]", }"#, r#"{"a":[1,2 ],"b":",]"  }"#, vec![(9, Defect::TrailingComma)]),
            (r#"{"a":1 ,"b":[2 ],}"#, r#"{"a":1 ,"b":[2 ] }"#, vec![(16, Defect::TrailingComma)]),
            (r#"{"a":[1, ...10], "b":2}"#, r#"{"a":[1  ], "b":2}"#, vec![(9, Defect::Elision)]),
            (r#"{"a":1, ... , "b": ...}"#, r#"{"a":1  , "b": null}"#, vec![(8, Defect::Elision)]),
            ("{a: 1, // one\n\"b\": 2}", "{\"a\": 1, \n\"b\": 2}", vec![(1, Defect::BareName), (7, Defect::Comment)]),
            (
                r#"{"a":"\ud83d\ude00\\ud83d\ud83dx\udc00"}"#,
                r#"{"a":"\ud83d\ude00\\ud83d\ufffdx\ufffd"}"#,
                vec![(25, Defect::HalfPair)],
            ),
            (r#"{"a":"x" "b":[{} {}]}"#, r#"{"a":"x" ,"b":[{} ,{}]}"#, vec![(9, Defect::MissingComma)]),
            ("{\"a\": “x\"y”}", r#"{"a": "x"y"}"#, vec![]),
            ("{\"a\": “Root”, \"b\"=>1}", r#"{"a": "Root", "b":1}"#, vec![(6, Defect::OtherQuotes)]),
            (
                "{\"a\": Jun 21, 2018 10:06 PM,\n\"b\":arn:x\"\n}",
                "{\"a\": \"Jun 21, 2018 10:06 PM\",\n\"b\":\"arn:x\"\n}",
                vec![(6, Defect::BareText)],
            ),
        ] {
            match repair(text) {
                Some((out, found)) => assert_eq!((out.as_str(), found), (expected, defects), "{text}"),
                None => assert!(defects.is_empty(), "{text}"),
            }
        }
    }

    #[test]
    fn what_is_valid_or_beyond_repair_is_left() {
        for text in [
            r#"{"a":[1,{"b":",}"}],"c":null}"#,
            r#"{"a":"unclosed,}"#,
            r#"{"a":}"#,
            "{]",
            r#"{"a" "b"}"#,
            "{",
            "",
            "{{}}",
        ] {
            assert_eq!(repair(text), None, "{text}");
        }
    }
}
