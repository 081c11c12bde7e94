//! What only a record's text can tell: whether it passes a test on words anywhere or on a path, and which values are at
//! a path.

use crate::engine::message::PathValues;
use crate::json::{path, text, walk};
use crate::query::pattern::Pattern;
use crate::query::{Matcher, On, Plan, Schema, Test, understand};
use crate::store::dictionary::DictionaryBuilder;
use crate::store::documents::Documents;
use memchr::memmem::Finder;

/// A test on documents, made ready for many of them.
pub struct DocumentTest {
    on: On,
    matcher: Matcher,
    /// Finds a text that every passing document holds as it stands, in lower case.
    finder: Option<Finder<'static>>,
    /// The document in lower case; kept to be filled again.
    lower: Vec<u8>,
}

impl DocumentTest {
    /// The test of a clause as canonical query text; `None` where the text is no single test.
    pub fn of_clause(clause: &str) -> Option<DocumentTest> {
        match understand(clause, &Schema::events()).0 {
            Plan::Test(test) => Some(DocumentTest::new(&test)),
            _ => None,
        }
    }

    /// Makes a test ready.
    pub fn new(test: &Test) -> DocumentTest {
        let finder = match &test.matcher {
            Matcher::Pattern(pattern) => needle(pattern).map(|needle| Finder::new(needle).into_owned()),
            Matcher::Time { .. } | Matcher::Flag(_) => None,
        };
        DocumentTest { on: test.on.clone(), matcher: test.matcher.clone(), finder, lower: Vec::new() }
    }

    /// Whether a record's text passes.
    pub fn passes(&mut self, document: &str) -> bool {
        self.may_pass(document) && self.verify(document)
    }

    /// Whether the needle is in the text. It is made of characters that only `\u` can hide; and only in a text of other
    /// than ASCII can a character of other case stand for one of them, as the Kelvin sign for `k`.
    fn may_pass(&mut self, document: &str) -> bool {
        let Some(finder) = &self.finder else { return true };
        if !document.is_ascii() {
            return true;
        }
        self.lower.clear();
        self.lower.extend_from_slice(document.as_bytes());
        self.lower.make_ascii_lowercase();
        finder.find(&self.lower).is_some() || memchr::memmem::find(&self.lower, b"\\u").is_some()
    }

    fn verify(&self, document: &str) -> bool {
        let Matcher::Pattern(pattern) = &self.matcher else { return false };
        match &self.on {
            On::Any => any_text(document, &mut |text| pattern.matches(text)),
            On::Path(steps) => path::any_value(document, steps, &mut |value| {
                if pattern.is_any() {
                    return value != "null";
                }
                text::scalar(value).is_some_and(|text| pattern.matches(&text))
            }),
            On::Field(_) => false,
        }
    }
}

/// The distinct values at a path, of every row that has any. The names of the path are folded.
pub fn values_at(documents: &Documents, path: &[String]) -> PathValues {
    let mut terms = DictionaryBuilder::default();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    documents.each(
        |_| true,
        |row, document| {
            path::any_value(document, path, &mut |value| {
                if let Some(value) = text::scalar(value) {
                    pairs.push((row, terms.code(Some(&value))));
                }
                false
            });
        },
    );
    pairs.sort_unstable();
    pairs.dedup();
    let (dictionary, codes) = terms.finish();
    let (joined, ends) = dictionary.parts();
    let mut values = PathValues { text: joined.to_owned(), ends: ends.to_vec(), ..PathValues::default() };
    for (row, code) in pairs {
        values.rows.extend(row.to_le_bytes());
        values.codes.extend(codes[code as usize].to_le_bytes());
    }
    values
}

/// The longest part of the pattern that stands in a passing document as it is, but for case. Characters that JSON may
/// write as short escapes end a part.
fn needle(pattern: &Pattern) -> Option<&str> {
    let is_plain = |char: char| char.is_ascii() && !char.is_ascii_control() && !matches!(char, '"' | '\\' | '/');
    let parts = pattern.longest_literal().split(|char| !is_plain(char));
    parts.max_by_key(|part| part.len()).filter(|part| part.len() >= 2)
}

/// Whether any key or scalar in the text passes, its strings decoded. Brackets do not matter, so none are matched.
fn any_text(json: &str, passes: &mut dyn FnMut(&str) -> bool) -> bool {
    let bytes = json.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let end = walk::string_end(bytes, at).unwrap_or(bytes.len());
                if passes(&text::decode(&json[at..end])) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_decoded_strings_keys_and_numbers() {
        let document = r#"{"userAgent":"aws \"cli\"","requestParameters":{"Path/Key":"\u0041BC","n":42,"ok":true}}"#;
        for (clause, expected) in [
            ("cli", true),
            (r#""aws \"cli\"""#, true),
            ("abc", true),
            ("path/key", true),
            ("42", true),
            ("TRUE", true),
            ("userAgent", true),
            (r#""\u0041""#, false),
            ("missing", false),
            (r#"any:"cli,""#, false),
            ("requestParameters.n:42", true),
            ("requestParameters.missing:*", false),
            ("requestparameters.path/key:ABC", true),
            ("requestParameters:*", true),
        ] {
            let mut test = DocumentTest::of_clause(clause).expect(clause);
            assert_eq!(test.passes(document), expected, "{clause}");
        }
    }
}
