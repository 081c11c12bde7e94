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
    let start = floor_char_boundary(text, at.saturating_sub(SHOWN));
    let end = floor_char_boundary(text, at + SHOWN);
    let at = floor_char_boundary(text, at);
    let line_start = text[start..at].rfind('\n').map_or(start, |line_end| start + line_end + 1);
    let line_end = text[at..end].find('\n').map_or(end, |line_end| at + line_end);
    text[line_start..line_end].trim()
}

/// The last place at or before `at` where a character begins, or the end of the text where that is shorter.
pub(crate) fn floor_char_boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
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
        assert_eq!([0, 1, 2, 3, 9].map(|at| floor_char_boundary("éa", at)), [0, 0, 2, 3, 3]);
    }
}
