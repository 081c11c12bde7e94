//! Simple case folding: one character to one character, so that byte-wise and character-wise matchers agree.
//!
//! `str::to_lowercase` is not that: it makes two characters of `İ`, and `ς` of a `Σ` at the end of a word. A pattern could
//! then fail to match the part of a text that it was copied from.

/// The lower-case form of a character where that is one character, else the character itself.
///
/// ```
/// # use trailglass_event::case::fold_char;
/// assert_eq!(['É', 'Σ', 'İ'].map(fold_char), ['é', 'σ', 'İ']);
/// ```
pub fn fold_char(char: char) -> char {
    if char.is_ascii() {
        return char.to_ascii_lowercase();
    }
    let mut lower = char.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => char,
    }
}

/// A text with every character folded.
pub fn fold_text(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().map(fold_char).collect() }
}
