//! The layout of a JSON text in lines, made from its tokens.
//!
//! No token is changed, dropped or added: numbers, escapes, key order and even what is no JSON stay as written, and
//! only the white space between tokens differs. Nothing here recurses, so no nesting is too deep.

use super::walk;
use std::ops::Range;

/// What the value of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A text in quotes.
    String,
    /// A number.
    Number,
    /// `true`, `false`, `null`, or anything else that is no string, number or bracket.
    Word,
    /// `{` or `[`; the lines after it are one deeper.
    Open,
    /// `}` or `]`.
    Close,
    /// `{}` or `[]`, perhaps with white space between the two.
    Empty,
}

/// One line of the layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How many brackets are open around it.
    pub depth: u32,
    /// The key, with its quotes; a colon follows it.
    pub key: Option<Range<usize>>,
    /// The value, or the bracket; `None` where a key has none.
    pub value: Option<Range<usize>>,
    /// What the value is.
    pub kind: LineKind,
    /// Whether a comma follows.
    pub has_comma: bool,
}

/// A token: its range and its first byte.
#[derive(Clone, Debug)]
struct Token {
    range: Range<usize>,
    first: u8,
}

/// The lines of a text.
pub fn lines(text: &str) -> Vec<Line> {
    let mut tokens = Tokens { text, at: 0 }.peekable();
    let mut lines: Vec<Line> = Vec::new();
    let mut depth: u32 = 0;
    while let Some(token) = tokens.next() {
        let can_be_key = !matches!(token.first, b'{' | b'[' | b'}' | b']' | b',' | b':');
        let is_key = can_be_key && tokens.next_if(|next| next.first == b':').is_some();
        let (key, value) = if is_key {
            let ends_here = |next: &Token| !matches!(next.first, b'}' | b']' | b',' | b':');
            (Some(token.range), tokens.next_if(ends_here))
        } else {
            (None, Some(token))
        };
        let Some(value) = value else {
            lines.push(Line { depth, key, value: None, kind: LineKind::Word, has_comma: false });
            continue;
        };
        match value.first {
            b',' => match lines.last_mut().filter(|line| !line.has_comma && line.kind != LineKind::Open) {
                Some(line) => line.has_comma = true,
                None => {
                    lines.push(Line {
                        depth,
                        key: None,
                        value: Some(value.range),
                        kind: LineKind::Word,
                        has_comma: false,
                    });
                }
            },
            open @ (b'{' | b'[') => {
                let close = if open == b'{' { b'}' } else { b']' };
                let line = |range, kind| Line { depth, key, value: Some(range), kind, has_comma: false };
                if let Some(end) = tokens.next_if(|next| next.first == close) {
                    lines.push(line(value.range.start..end.range.end, LineKind::Empty));
                } else {
                    lines.push(line(value.range, LineKind::Open));
                    depth += 1;
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                lines.push(Line {
                    depth,
                    key: None,
                    value: Some(value.range),
                    kind: LineKind::Close,
                    has_comma: false,
                });
            }
            first => {
                let kind = match first {
                    b'"' => LineKind::String,
                    b'-' | b'0'..=b'9' => LineKind::Number,
                    _ => LineKind::Word,
                };
                lines.push(Line { depth, key, value: Some(value.range), kind, has_comma: false });
            }
        }
    }
    lines
}

/// The token at the start of each: a string to its closing quote or to the end of the text, a structural character,
/// or a run of anything else.
struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let bytes = self.text.as_bytes();
        let start = (self.at..bytes.len()).find(|at| !bytes[*at].is_ascii_whitespace())?;
        let first = bytes[start];
        let end = match first {
            b'"' => walk::string_end(bytes, start).unwrap_or(bytes.len()),
            b'{' | b'}' | b'[' | b']' | b',' | b':' => start + 1,
            _ => {
                let ends = |byte: u8| byte.is_ascii_whitespace() || b"{}[],:\"".contains(&byte);
                (start..bytes.len()).find(|at| ends(bytes[*at])).unwrap_or(bytes.len())
            }
        };
        self.at = end;
        Some(Token { range: start..end, first })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(text: &str) -> String {
        let mut out = String::new();
        for line in lines(text) {
            out.push_str(&" ".repeat(line.depth as usize));
            if let Some(key) = line.key {
                out.push_str(&text[key]);
                out.push(':');
            }
            out.push_str(line.value.map_or("", |value| &text[value]));
            out.push_str(if line.has_comma { ",\n" } else { "\n" });
        }
        out
    }

    #[test]
    fn tokens_stay_as_written_and_the_layout_is_ours() {
        let text = r#"{"a" : 0.0,"b":[1e5, {"c":"x, \"y\": {"} ],"d":{ },"e":nuLL}"#;
        let expected = "{\n \"a\":0.0,\n \"b\":[\n  1e5,\n  {\n   \"c\":\"x, \\\"y\\\": {\"\n  }\n ],\n \"d\":{ },\n \"e\":nuLL\n}\n";
        assert_eq!(laid_out(text), expected);
    }

    #[test]
    fn what_is_no_json_keeps_every_token() {
        let deep = "[".repeat(200_000);
        let hostile = [
            r#"{"a":"never closed, "#,
            r#"{"a":"\"#,
            "}}]],,::",
            r#"{"a"::1,,"b":}"#,
            "{a:b c:d}",
            ",",
            "",
            "é\u{202E}:\u{7}",
            "{\"a\":{ \"b\"",
            &deep,
        ];
        for text in hostile {
            let solid = |text: &str| text.chars().filter(|char| !char.is_ascii_whitespace()).collect::<String>();
            assert_eq!(solid(&laid_out_flat(text)), solid(text), "{text}");
        }
    }

    /// Without indentation, which is quadratic in depth.
    fn laid_out_flat(text: &str) -> String {
        let token = |range: Option<Range<usize>>| range.map_or("", |range| &text[range]).to_owned();
        let line = |line: Line| {
            let colon = if line.key.is_some() { ":" } else { "" };
            let comma = if line.has_comma { "," } else { "" };
            format!("{}{colon}{}{comma}", token(line.key), token(line.value))
        };
        lines(text).into_iter().map(line).collect()
    }
}
