//! What only records' texts can tell: whether they pass a test on words anywhere or on a path, and which values are at a
//! path.
//!
//! The text of a passing record contains some part of what is asked for: a *literal*. Literals are
//! searched in a whole block of records at once, and only records that have one are read, or one of its characters in escaped
//! form.

use super::escaped::EscapedCharacters;
use super::literal_searcher::LiteralSearcher;
use trailglass_event::member;
use trailglass_json::{path, text};
use trailglass_protocol::message::PathValues;
use trailglass_query::pattern::{Case, Glyph, Pattern, Reach};
use trailglass_query::{Matcher, On, Plan, Schema, Test, understand};
use trailglass_store::dictionary::DictionaryBuilder;
use trailglass_store::documents::{BlockText, Documents};
use trailglass_store::kept::Unpacked;
use trailglass_store::rows::RowSet;

/// Tests on documents, made ready for many of them.
pub struct DocumentTests {
    tests: Vec<DocumentTest>,
    escaped: EscapedCharacters,
}

/// One test.
struct DocumentTest {
    on: On,
    matcher: Matcher,
    literals: Vec<LiteralSearcher>,
    /// The literal that a passing value contains, where there is one.
    of_value: Option<LiteralSearcher>,
    /// The characters of the literals, a bit each.
    characters: u128,
    /// Whether a record passes with the literal alone, unless that is in an escape.
    is_literal_enough: bool,
}

impl DocumentTests {
    /// The tests of clauses as canonical query text; a text that is no single test is passed by no document.
    pub fn of_clauses<'a>(clauses: impl IntoIterator<Item = &'a str>) -> DocumentTests {
        let schema = Schema::events();
        let test = |clause| match understand(clause, &schema).0 {
            Plan::Test(test) => DocumentTest::new(&test),
            _ => DocumentTest::never(),
        };
        DocumentTests::of(clauses.into_iter().map(test).collect())
    }

    fn of(tests: Vec<DocumentTest>) -> DocumentTests {
        DocumentTests { tests, escaped: EscapedCharacters::default() }
    }

    /// How many tests.
    pub fn len(&self) -> usize {
        self.tests.len()
    }

    /// Whether there is no test.
    pub fn is_empty(&self) -> bool {
        self.tests.is_empty()
    }

    /// Puts the wanted rows of a block that pass into the sets, one for each test.
    pub fn search(&mut self, block: &BlockText<'_>, wanted: &RowSet, found: &mut [RowSet]) {
        self.escaped.find(block, self.tests.iter().fold(0, |all, test| all | test.characters));
        for (test, found) in self.tests.iter().zip(found) {
            test.search(block, &self.escaped, wanted, found);
        }
    }
}

impl DocumentTest {
    fn new(test: &Test) -> DocumentTest {
        let (on, matcher) = (test.on.clone(), test.matcher.clone());
        let literal = match &matcher {
            Matcher::Pattern(pattern) => pattern.longest_literal().to_owned(),
            Matcher::Expression(expression) => expression.longest_literal(),
            _ => String::new(),
        };
        let of_value = longest_plain(&literal);
        let is_literal_enough = match &matcher {
            Matcher::Pattern(pattern) => {
                on == On::Any
                    && pattern.reach() == Reach::Contained
                    && pattern.case() == Case::Ignored
                    && pattern.literal() == Some(of_value)
                    // These stand in no place but within one name, string, number or word.
                    && of_value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
            }
            _ => false,
        };
        let mut literals = match &on {
            On::Path(steps) => key_literals(steps),
            On::Any | On::Field(_) | On::Quality(_) => Vec::new(),
        };
        // A value of some length is rarer than any name; `true` is not.
        let place = if of_value.len() > 5 { 0 } else { literals.len() };
        let of_value = LiteralSearcher::new(of_value);
        literals.splice(place..place, of_value.clone());
        let characters = literals.iter().flat_map(LiteralSearcher::bytes).fold(0, |all, byte| all | 1u128 << byte);
        let is_literal_enough = is_literal_enough && !literals.is_empty();
        DocumentTest { on, matcher, is_literal_enough, literals, of_value, characters }
    }

    /// A test that nothing passes.
    fn never() -> DocumentTest {
        DocumentTest {
            on: On::Any,
            matcher: Matcher::Flag(true),
            literals: Vec::new(),
            of_value: None,
            characters: 0,
            is_literal_enough: false,
        }
    }

    fn search(&self, block: &BlockText<'_>, escaped: &EscapedCharacters, wanted: &RowSet, found: &mut RowSet) {
        let Some((first, others)) = self.literals.split_first() else {
            for document in 0..block.len() {
                let row = block.row(document);
                if wanted.contains(row) && self.verify(block.document(document)) {
                    found.insert(row);
                }
            }
            return;
        };
        let mut at = 0;
        while let Some(place) = first.find(block.text, at) {
            // A file has text between its documents.
            let Some(document) = block.document_at(place) else {
                at = place + 1;
                continue;
            };
            let row = block.row(document);
            let (start, end) = block.bounds(document);
            at = end;
            if !wanted.contains(row) {
                continue;
            }
            if self.is_literal_enough && !block.text[place.saturating_sub(5)..place].contains(&b'\\') {
                found.insert(row);
                continue;
            }
            let has_others = others.iter().all(|other| other.find(&block.text[start..end], 0).is_some());
            if (has_others || escaped.are_in(start..end, self.characters)) && self.verify(block.document(document)) {
                found.insert(row);
            }
        }
        for place in escaped.places_of(self.characters) {
            let Some(document) = block.document_at(place) else { continue };
            let row = block.row(document);
            if wanted.contains(row) && !found.contains(row) && self.verify(block.document(document)) {
                found.insert(row);
            }
        }
    }

    /// Reads a record.
    fn verify(&self, document: &str) -> bool {
        match &self.on {
            On::Any => text::any(document, &mut |text| self.passes(text)),
            On::Path(steps) => path::any_value(document, steps, &mut |value| {
                if self.matcher.is_any() {
                    return value != "null";
                }
                text::scalar(value).is_some_and(|text| self.passes(&text))
            }),
            On::Field(_) | On::Quality(_) => false,
        }
    }

    /// Whether a decoded value passes. The literal is found much faster than the whole is compared.
    fn passes(&self, value: &str) -> bool {
        let may_pass = |literal: &LiteralSearcher| literal.find(value.as_bytes(), 0).is_some() || !value.is_ascii();
        self.of_value.as_ref().is_none_or(may_pass) && self.matcher.passes(value)
    }
}

/// The distinct values at a path, of every row that has any. The names of the path are folded.
pub fn values_at(documents: &Documents, path: &[String], unpacked: &mut Unpacked) -> PathValues {
    let mut terms = DictionaryBuilder::default();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut own: Vec<u32> = Vec::new();
    // Few documents have the path; whether one has, its literals tell.
    let any = Matcher::Pattern(Pattern::new(&[Glyph::Many], Case::Ignored, Reach::Whole));
    let test = Test { on: On::Path(path.to_vec()), matcher: any, clause: String::new() };
    let mut tests = DocumentTests::of(vec![DocumentTest::new(&test)]);
    let mut has_path = vec![RowSet::empty(documents.n_rows())];
    let all = RowSet::full(documents.n_rows());
    documents.each_block(&all, unpacked, &mut |block| {
        tests.search(block, &all, &mut has_path);
        for document in 0..block.len() {
            let row = block.row(document);
            if has_path[0].contains(row) {
                own.clear();
                path::any_value(block.document(document), path, &mut |value| {
                    let code = text::scalar(value).map(|value| terms.code(Some(&value)));
                    own.extend(code.filter(|code| !own.contains(code)));
                    false
                });
                pairs.extend(own.iter().map(|code| (row, *code)));
            }
        }
    });
    let (dictionary, codes) = terms.finish();
    let (joined, ends) = dictionary.parts();
    let mut values = PathValues { text: joined.to_owned(), ends: ends.to_vec(), ..PathValues::default() };
    for (row, code) in pairs {
        values.rows.extend(row.to_le_bytes());
        values.codes.extend(codes[code as usize].to_le_bytes());
    }
    values
}

/// The longest part of a text that records contain as it is, except for case and escaped characters. Characters that JSON
/// may write as short escapes end a part.
fn longest_plain(text: &str) -> &str {
    let is_plain = |char: char| char.is_ascii() && !char.is_ascii_control() && !matches!(char, '"' | '\\' | '/');
    text.split(|char| !is_plain(char)).max_by_key(|part| part.len()).unwrap_or_default()
}

/// What every record with a value at a path contains: the names in the path that are no numbers, in quotes. The last one
/// comes first, because it is mostly the rarest.
fn key_literals(steps: &[String]) -> Vec<LiteralSearcher> {
    let is_name = |step: &&String| {
        step.bytes().any(|byte| !byte.is_ascii_digit()) && (steps.len() == 1 || !member::is_everywhere(step))
    };
    let literal = |name: &String| {
        let plain = longest_plain(name);
        if plain == name { LiteralSearcher::new(&format!("\"{name}\"")) } else { LiteralSearcher::new(plain) }
    };
    steps.iter().rev().filter(is_name).filter_map(literal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use trailglass_store::documents::DocumentsBuilder;
    use trailglass_store::kept::KeptFile;

    /// Which of the documents pass a clause, in a block of them all.
    fn passing(clause: &str, documents: &[&str]) -> Vec<u32> {
        let mut builder = DocumentsBuilder::default();
        documents.iter().for_each(|document| builder.push(document));
        let n_rows = documents.len() as u32;
        let wanted = RowSet::full(n_rows);
        let mut tests = DocumentTests::of_clauses([clause]);
        let mut found = [RowSet::empty(n_rows)];
        let mut search = |block: &BlockText<'_>| tests.search(block, &wanted, &mut found);
        builder.freeze((0..n_rows).collect()).each_block(&wanted, &mut Unpacked::default(), &mut search);
        found[0].iter().collect()
    }

    #[test]
    fn values_are_read_where_searches_are() {
        let ids = (0..2000).map(|n| format!(r#""id":"{n}","is":"{}""#, "x".repeat(n % 70)));
        let text = format!("{{{}}}", ids.collect::<Vec<_>>().join(","));
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, text.as_bytes()).unwrap();
        let mut builder = DocumentsBuilder::default();
        builder.push_in(&KeptFile::new(&packer.finish().unwrap(), 10, text.len()), 0, text.len() as u32);
        let mut unpacked = Unpacked::default();
        let values = values_at(&builder.freeze(vec![0]), &["id".to_owned()], &mut unpacked);
        assert_eq!(values.ends.len(), 2000);
        assert!(unpacked.has_grown(), "what the file grew by is counted with the rest");
    }

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
            ("any:/^cli|^aws/", true),
            ("any:/ABC/", true),
            ("any:/abc/", false),
            ("requestParameters.n:42", true),
            ("requestParameters.n>41.5", true),
            ("requestParameters.n<42", false),
            ("requestParameters.missing:*", false),
            ("requestparameters.path/key:ABC", true),
            ("requestParameters.path/key:/^A.C$/", true),
            ("requestParameters:*", true),
        ] {
            assert_eq!(passing(clause, &[document]), if expected { vec![0] } else { vec![] }, "{clause}");
        }
    }

    #[test]
    fn a_needle_in_disguise_is_found_and_one_in_an_escape_is_none() {
        let documents = [
            r#"{"a":"\u212aelvin"}"#,
            "{\"a\":\"\u{212A}elvin\"}",
            r#"{"a":"ke\u006Cvin"}"#,
            r#"{"a":"x\tkelvi","k":"n"}"#,
            r#"{"a":"kel","b":"vin"}"#,
            r#"{"\u006Belvin":1}"#,
            r#"{"a":"x\nelvin"}"#,
        ];
        assert_eq!(passing("kelvin", &documents), [0, 1, 2, 5]);
        assert_eq!(passing("kelvin:*", &documents), [] as [u32; 0], "no path, so no test");
        assert_eq!(passing("nelvin", &documents), [] as [u32; 0]);
        assert_eq!(passing("requestParameters.kelvin:1", &[r#"{"requestParameters":{"\u006Belvin":1}}"#]), [0]);
    }
}
