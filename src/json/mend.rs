//! A text without its trailing commas, as people paste them out of documentation.

use super::walk;

/// The text with every comma before a closing bracket replaced by a space, and the position of the first of them.
/// `None` where there is no such comma.
pub fn without_trailing_commas(text: &str) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let mut mended: Option<(Vec<u8>, usize)> = None;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => match walk::string_end(bytes, at) {
                Some(end) => at = end,
                None => break,
            },
            b',' => {
                let next = walk::skip_space(bytes, at + 1);
                if matches!(bytes.get(next), Some(b'}' | b']')) {
                    mended.get_or_insert_with(|| (bytes.to_vec(), at)).0[at] = b' ';
                }
                at = next;
            }
            _ => at += 1,
        }
    }
    let (bytes, first) = mended?;
    Some((String::from_utf8(bytes).ok()?, first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_commas_before_a_closing_bracket_go() {
        assert_eq!(
            without_trailing_commas(r#"{"a":[1,2,],"b":",]", }"#),
            Some((r#"{"a":[1,2 ],"b":",]"  }"#.into(), 9))
        );
        assert_eq!(without_trailing_commas(r#"{"a":",}"}"#), None);
        assert_eq!(without_trailing_commas(r#"{"a":"unclosed,}"#), None);
    }
}
