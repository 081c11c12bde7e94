//! Rows and cells of tables: CSV in the dialects of spreadsheets, and the `{k=v}` of Athena.

use std::borrow::Cow;
use trailglass_json::text::push_quoted;

/// The character between cells, guessed from the first row: the most frequent of comma, semicolon and tab.
pub fn delimiter(row: &str) -> u8 {
    let count = |byte: u8| row.bytes().filter(|other| *other == byte).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|byte| count(*byte)).unwrap_or(b',')
}

/// Where the row that begins at the start of the text ends, its line end left out; `None` where the text has no end of
/// a row. Quoted cells may hold line ends; a quote within a cell is a character like any other, as in [`split`].
pub fn row_end(text: &str, delimiter: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        if bytes.get(at) == Some(&b'"') {
            at = quoted_end(bytes, at)?;
        }
        at += memchr::memchr2(delimiter, b'\n', &bytes[at..])?;
        if bytes[at] == b'\n' {
            return Some(at);
        }
        at += 1;
    }
}

/// The position behind the quote that closes the cell whose opening quote is at `at`.
fn quoted_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at += memchr::memchr(b'"', &bytes[at..])? + 1;
        match bytes.get(at) {
            Some(b'"') => at += 1,
            _ => return Some(at),
        }
    }
}

/// The cells of a row.
pub fn split(row: &str, delimiter: u8) -> Vec<Cow<'_, str>> {
    let row = row.strip_suffix('\r').unwrap_or(row);
    let mut cells = Vec::new();
    let mut rest = row;
    loop {
        let (cell, behind) = match rest.strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => {
                let end = memchr::memchr(delimiter, rest.as_bytes()).unwrap_or(rest.len());
                (Cow::Borrowed(&rest[..end]), &rest[end..])
            }
        };
        cells.push(cell);
        // What stands between a closing quote and the delimiter is dropped, as spreadsheets do.
        match memchr::memchr(delimiter, behind.as_bytes()) {
            Some(at) => rest = &behind[at + 1..],
            None => return cells,
        }
    }
}

/// The text of a cell behind its opening quote, and what stands behind its closing one.
fn unquoted(text: &str) -> (Cow<'_, str>, &str) {
    let mut cell = Cow::Borrowed("");
    let mut rest = text;
    loop {
        let end = memchr::memchr(b'"', rest.as_bytes()).unwrap_or(rest.len());
        if cell.is_empty() {
            cell = Cow::Borrowed(&rest[..end])
        } else {
            cell.to_mut().push_str(&rest[..end])
        }
        rest = rest.get(end + 1..).unwrap_or_default();
        match rest.strip_prefix('"') {
            Some(behind) => {
                cell.to_mut().push('"');
                rest = behind;
            }
            None => return (cell, rest),
        }
    }
}

/// How deep `{k=v}` may be nested.
const MAX_BRACES: u32 = 32;

/// The JSON of a value that Athena prints as `{k=v, k2=[v, v]}`; `None` where it is none. `name` gives the member that a
/// key stands for. Such text does not tell a comma in a value from one between values: `, k=` is taken for the latter.
pub fn json_of(text: &str, name: &dyn Fn(&str) -> String) -> Option<String> {
    let mut reader = Reader { rest: text.trim(), name, out: String::new() };
    reader.value(MAX_BRACES, false)?;
    reader.rest.trim().is_empty().then_some(reader.out)
}

struct Reader<'a> {
    rest: &'a str,
    name: &'a dyn Fn(&str) -> String,
    out: String,
}

impl Reader<'_> {
    fn value(&mut self, depth: u32, is_in_list: bool) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match self.rest.as_bytes().first() {
            Some(b'{') => self.list('{', '}', depth),
            Some(b'[') => self.list('[', ']', depth),
            _ => {
                let end = self.end_of_text(is_in_list);
                let text = self.rest[..end].trim();
                match text {
                    "null" | "" => self.out.push_str("null"),
                    "true" | "false" => self.out.push_str(text),
                    text => self.push_text(text),
                }
                self.rest = &self.rest[end..];
                Some(())
            }
        }
    }

    fn list(&mut self, open: char, close: char, depth: u32) -> Option<()> {
        self.out.push(open);
        self.rest = self.rest[1..].trim_start();
        let mut is_first = true;
        loop {
            if let Some(rest) = self.rest.strip_prefix(close) {
                self.rest = rest;
                self.out.push(close);
                return Some(());
            }
            if !is_first {
                self.rest = self.rest.strip_prefix(',')?.trim_start();
                self.out.push(',');
            }
            is_first = false;
            if open == '{' {
                let equals = self.rest.find('=')?;
                let key = &self.rest[..equals];
                if key.contains(['{', '}', ',', '[', ']']) {
                    return None;
                }
                let member = (self.name)(key.trim());
                self.push_text(&member);
                self.out.push(':');
                self.rest = &self.rest[equals + 1..];
            }
            self.value(depth, open == '[')?;
        }
    }

    /// Where a text ends: at the bracket that closes what it is in, or at a comma that something like a key follows.
    fn end_of_text(&self, is_in_list: bool) -> usize {
        let bytes = self.rest.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'}' | b']' => return at,
                b',' if is_in_list => return at,
                b',' => {
                    let next = self.rest[at + 1..].trim_start();
                    let word = next.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.:/".contains(byte));
                    let length = word.count();
                    if length > 0 && next.as_bytes().get(length) == Some(&b'=') {
                        return at;
                    }
                }
                _ => {}
            }
        }
        bytes.len()
    }

    fn push_text(&mut self, text: &str) {
        push_quoted(text, &mut self.out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_as_spreadsheets_cut_them() {
        for (row, expected) in [
            ("a,b,", vec!["a", "b", ""]),
            (r#""a,b","say ""hi""",c"#, vec!["a,b", r#"say "hi""#, "c"]),
            ("\"a\nb\",c\r", vec!["a\nb", "c"]),
            (r#""unclosed,b"#, vec!["unclosed,b"]),
            ("\"\",\"\"\"\"", vec!["", "\""]),
        ] {
            assert_eq!(split(row, b','), expected, "{row}");
        }
        assert_eq!((delimiter("a;b;c,d"), delimiter("a\tb"), delimiter("a")), (b';', b'\t', b','));
        for (text, expected) in [
            ("a,\"b\nc\"\nd", Some(7)),
            ("\"a\n", None),
            ("\"a\"\"\nb\"\nc", Some(7)),
            ("a,5\" disk,b\nc", Some(11)),
            ("a,b\"\nc\",d\n", Some(4)),
            ("\"a\"b\"\nc", Some(5)),
            ("\n", Some(0)),
            ("a", None),
        ] {
            assert_eq!(row_end(text, b','), expected, "{text}");
        }
    }

    #[test]
    fn values_of_athena_become_json() {
        for (text, expected) in [
            ("{}", Some("{}")),
            ("{a=1, b={c=d e, f=[x, y]}, g=null}", Some(r#"{"A":"1","B":{"C":"d e","F":["x","y"]},"G":null}"#)),
            ("{a=one, two, b=arn:aws:iam::1:user/x}", Some(r#"{"A":"one, two","B":"arn:aws:iam::1:user/x"}"#)),
            ("[{a=1}, {a=2}]", Some(r#"[{"A":"1"},{"A":"2"}]"#)),
            ("{a", None),
            ("{a=1", None),
            ("{a=1}}", None),
        ] {
            assert_eq!(json_of(text, &|key| key.to_uppercase()).as_deref(), expected, "{text}");
        }
        assert_eq!(json_of(&"{a=".repeat(100_000), &|key| key.to_owned()), None);
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        /// Rows and cells agree on quotes: a row that is cut off at its end has the cells that it has alone, and what a
        /// spreadsheet writes is read as it was.
        #[test]
        fn cells_are_those_that_were_written(rows in proptest::collection::vec(proptest::collection::vec("[a,\"\n ]{0,4}", 1..4), 1..4), is_quoted in proptest::bool::ANY) {
            let written = |cell: &String| match is_quoted || cell.contains([',', '\n']) || cell.starts_with('"') {
                true => format!("\"{}\"", cell.replace('"', "\"\"")),
                false => cell.clone(),
            };
            let line = |row: &Vec<String>| row.iter().map(written).collect::<Vec<_>>().join(",") + "\n";
            let text: String = rows.iter().map(line).collect();
            let (mut rest, mut read) = (text.as_str(), Vec::new());
            while !rest.is_empty() {
                let end = row_end(rest, b',').expect("each row has a line end");
                read.push(split(&rest[..end], b',').into_iter().map(Cow::into_owned).collect::<Vec<_>>());
                rest = &rest[end + 1..];
            }
            proptest::prop_assert_eq!(read, rows);
        }
    }
}
