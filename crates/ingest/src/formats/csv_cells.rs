//! Rows and cells of tables: CSV in the dialects of spreadsheets.

use std::borrow::Cow;

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
