//! Escapes and quotes, both ways: what a typed value says, and how a value must be typed to say it.

use super::pattern::Glyph;

/// Where a value is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// After an operator or in the parentheses after one.
    Value,
    /// As a term of its own, where an operator would make it a field name.
    Bare,
}

/// Whether a backslash takes the meaning from this character. Before any other character a backslash is itself, so
/// that a Windows path can be typed as it is.
pub fn is_special(char: char) -> bool {
    char.is_whitespace() || r#"()"\*?:=<>-/.&|"#.contains(char)
}

/// A plain word as characters and wildcards.
pub fn glyphs_of_word(raw: &str) -> Vec<Glyph> {
    unescaped(raw)
        .map(|(char, is_escaped)| match char {
            '*' if !is_escaped => Glyph::Many,
            '?' if !is_escaped => Glyph::One,
            _ => Glyph::Char(char),
        })
        .collect()
}

/// A plain word without its backslashes.
pub fn text_of_word(raw: &str) -> String {
    unescaped(raw).map(|(char, _)| char).collect()
}

/// A phrase (without its quotes) without its backslashes.
pub fn text_of_phrase(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(char) = chars.next() {
        let next = chars.next_if(|next| char == '\\' && matches!(next, '"' | '\\'));
        text.push(next.unwrap_or(char));
    }
    text
}

/// The characters of a plain word; the flag tells that a backslash took the meaning from it.
pub fn unescaped(raw: &str) -> impl Iterator<Item = (char, bool)> {
    let mut chars = raw.chars().peekable();
    std::iter::from_fn(move || {
        let char = chars.next()?;
        let next = chars.next_if(|next| char == '\\' && is_special(*next));
        Some(next.map_or((char, false), |next| (next, true)))
    })
}

/// How to write a value: plain where that says the same, with backslashes where it has wildcards, else in quotes.
pub fn written(glyphs: &[Glyph], place: Place) -> String {
    let literal: Option<String> = glyphs
        .iter()
        .map(|glyph| match glyph {
            Glyph::Char(char) => Some(*char),
            Glyph::One | Glyph::Many => None,
        })
        .collect();
    match literal {
        Some(text) => written_literal(&text, place),
        None => escaped(glyphs, place),
    }
}

/// How to write a text so that every character of it is literal.
pub fn written_literal(text: &str, place: Place) -> String {
    if is_plain(text, place) { text.to_owned() } else { phrase(text) }
}

/// A text in quotes, in which every character is literal.
pub fn phrase(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        if matches!(char, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(char);
    }
    quoted.push('"');
    quoted
}

/// The length of the regular expression at the start of this text, if one is there: slashes around something, an
/// optional `i`, then the end of the term. `/aws/lambda/x` is none, because a slash inside one needs a backslash; so
/// does a space, or the slash at the start of a file name would reach for one in the next term.
pub fn regex_len(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices();
    chars.next().filter(|(_, first)| *first == '/')?;
    let mut is_escaped = false;
    let (close, _) = chars.find(|(_, char)| {
        let is_end = !is_escaped && (*char == '/' || char.is_whitespace());
        is_escaped = *char == '\\' && !is_escaped;
        is_end
    })?;
    if !rest[close..].starts_with('/') {
        return None;
    }
    let tail = &rest[close + 1..];
    let after_flags = tail.strip_prefix('i').unwrap_or(tail);
    let is_end = after_flags.chars().next().is_none_or(|next| matches!(next, '(' | ')' | '"') || next.is_whitespace());
    (close > 1 && is_end).then_some(rest.len() - after_flags.len())
}

fn is_plain(text: &str, place: Place) -> bool {
    let is_plain_char = |char: char| {
        !(char.is_whitespace() || r#"()"\*?"#.contains(char) || (place == Place::Bare && ":=<>".contains(char)))
    };
    !text.is_empty()
        && !text.starts_with(['-', '='])
        && !matches!(text, "AND" | "OR" | "NOT")
        && !text.contains("&&")
        && !text.contains("||")
        && text.chars().all(is_plain_char)
        && regex_len(text).is_none()
}

fn escaped(glyphs: &[Glyph], place: Place) -> String {
    let mut word = String::with_capacity(glyphs.len() + 2);
    for (at, glyph) in glyphs.iter().enumerate() {
        match *glyph {
            Glyph::Many => word.push('*'),
            Glyph::One => word.push('?'),
            Glyph::Char(char) => {
                // Two of these side by side are an operator elsewhere, which the parser tells of.
                let is_doubled = matches!(char, '&' | '|') && glyphs.get(at + 1) == Some(&Glyph::Char(char));
                let needs_backslash = char.is_whitespace()
                    || is_doubled
                    || r#"()"\*?"#.contains(char)
                    || (at == 0 && matches!(char, '-' | '/' | '='))
                    || (place == Place::Bare && ":=<>".contains(char));
                if needs_backslash {
                    word.push('\\');
                }
                word.push(char);
            }
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_both_ends_is_a_regular_expression() {
        assert_eq!(regex_len("/(a|b)/ x"), Some(7));
        assert_eq!(regex_len("/a b/ x"), None);
        assert_eq!(regex_len(r"/a\/b/i"), Some(7));
        assert_eq!(regex_len("/aws/lambda/x"), None);
        assert_eq!(regex_len("//"), None);
        assert_eq!(regex_len("/"), None);
    }

    #[test]
    fn a_value_is_quoted_only_where_it_must_be() {
        assert_eq!(written_literal("arn:aws:iam::1:user/x", Place::Value), "arn:aws:iam::1:user/x");
        assert_eq!(written_literal("arn:aws", Place::Bare), "\"arn:aws\"");
        assert_eq!(written_literal("a*", Place::Value), "\"a*\"");
        assert_eq!(written_literal("", Place::Value), "\"\"");
        assert_eq!(written_literal("OR", Place::Value), "\"OR\"");
        assert_eq!(written_literal(r#"a "b" \c"#, Place::Value), r#""a \"b\" \\c""#);
    }
}
