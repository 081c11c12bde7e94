//! Parts of a text that are quoted in messages.

/// The beginning of a text's first line.
pub(crate) fn excerpt(text: &str) -> String {
    const SHOWN: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(SHOWN).collect();
    if shown.len() < line.len() { format!("{shown}…") } else { shown }
}

/// The text on both sides of a place, in its line.
pub(crate) fn around(text: &str, at: usize) -> &str {
    const SHOWN: usize = 24;
    let start = text.floor_char_boundary(at.saturating_sub(SHOWN));
    let end = text.floor_char_boundary(at + SHOWN);
    let at = text.floor_char_boundary(at);
    let line_start = text[start..at].rfind('\n').map_or(start, |line_end| start + line_end + 1);
    let line_end = text[at..end].find('\n').map_or(end, |line_end| at + line_end);
    text[line_start..line_end].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_end_between_characters() {
        let long = "é".repeat(60);
        assert_eq!(excerpt(&long), format!("{}…", "é".repeat(40)));
        assert_eq!((excerpt("a\nb"), excerpt("")), ("a".to_owned(), String::new()));
        assert_eq!(around(&long, 61), "é".repeat(24));
        assert_eq!(around("first\nsecond: here\nthird", 14), "second: here");
    }
}
