//! Ends of values, members and elements, found without a tree and without recursion.
//!
//! These functions take any bytes: where the text is not JSON they return `None` or end early. They check brackets and
//! strings, but not numbers and words; a value that must be valid has to be parsed.

/// The first position at or after `at` that is not white space.
pub fn skip_space(text: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = text.get(at) {
        at += 1;
    }
    at
}

/// The position after a string's closing quote; `None` where it has none. `at` is the position of its opening quote.
pub fn string_end(text: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    // Most strings are short, and looking at a few bytes is cheaper than to call the search.
    for _ in 0..24 {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    loop {
        let found = at + memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[found] == b'"' {
            return Some(found + 1);
        }
        at = found + 2;
    }
}

/// The position after the value that begins at `at`; `None` where it does not end. White space is not skipped.
pub fn value_end(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at)? {
        b'"' => string_end(text, at),
        b'{' | b'[' => bracket_end(text, at),
        _ => {
            let length = text[at..]
                .iter()
                .take_while(|byte| !matches!(byte, b',' | b'}' | b']' | b':') && **byte > b' ')
                .count();
            (length > 0).then_some(at + length)
        }
    }
}

fn bracket_end(text: &[u8], mut at: usize) -> Option<usize> {
    // The kinds of brackets are not compared: the parser of a damaged text reports it.
    let mut depth = 0usize;
    loop {
        match *text.get(at)? {
            b'"' => {
                at = string_end(text, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// The members of an object: each key as its literal with quotes, each value as its text.
pub struct MemberTexts<'a> {
    text: &'a str,
    at: usize,
}

/// The members of the object that the text begins with; none where it begins otherwise.
pub fn members(text: &str) -> MemberTexts<'_> {
    MemberTexts { text, at: opened(text, b'{') }
}

/// The position after the opening bracket, or the end of the text.
fn opened(text: &str, bracket: u8) -> usize {
    let start = skip_space(text.as_bytes(), 0);
    if text.as_bytes().get(start) == Some(&bracket) { start + 1 } else { text.len() }
}

impl<'a> Iterator for MemberTexts<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        let key = skip_space(bytes, self.at);
        if bytes.get(key) != Some(&b'"') {
            return None;
        }
        let key_end = string_end(bytes, key)?;
        let colon = skip_space(bytes, key_end);
        if bytes.get(colon) != Some(&b':') {
            return None;
        }
        let value = skip_space(bytes, colon + 1);
        let end = value_end(bytes, value)?;
        self.at = after_comma(bytes, end);
        Some((&self.text[key..key_end], &self.text[value..end]))
    }
}

/// The elements of an array, each as its text.
pub struct ElementTexts<'a> {
    text: &'a str,
    at: usize,
}

/// The elements of the array that the text begins with; none where it begins otherwise.
pub fn elements(text: &str) -> ElementTexts<'_> {
    ElementTexts { text, at: opened(text, b'[') }
}

impl<'a> Iterator for ElementTexts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let value = skip_space(bytes, self.at);
        if matches!(bytes.get(value)?, b']' | b'}' | b',') {
            return None;
        }
        let end = value_end(bytes, value)?;
        self.at = after_comma(bytes, end);
        Some(&self.text[value..end])
    }
}

fn after_comma(bytes: &[u8], end: usize) -> usize {
    let comma = skip_space(bytes, end);
    if bytes.get(comma) == Some(&b',') { comma + 1 } else { bytes.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_elements_are_found_as_written() {
        let text = r#" { "a" : 1.0 , "b\"c":{"d":["}"]}, "e":null } "#;
        let found: Vec<_> = members(text).collect();
        assert_eq!(found, [(r#""a""#, "1.0"), (r#""b\"c""#, r#"{"d":["}"]}"#), (r#""e""#, "null")]);
        assert_eq!(elements(r#"[1, "x,y" ,[2]]"#).collect::<Vec<_>>(), ["1", r#""x,y""#, "[2]"]);
    }

    #[test]
    fn what_is_no_json_ends_early() {
        for text in ["", "{", "[", r#"{"a"#, r#"{"a":"#, r#"{"a":"\"#, "[1", "[,]", "nonsense"] {
            assert_eq!(members(text).count(), 0, "{text}");
            assert!(elements(text).count() <= 1, "{text}");
        }
        let deep = "[".repeat(1_000_000);
        assert_eq!(value_end(deep.as_bytes(), 0), None);
    }
}
