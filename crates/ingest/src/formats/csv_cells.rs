//! Rows and cells of tables: CSV in the dialects of spreadsheets. Quoted cells may hold line ends; a quote within a cell is a
//! character like any other.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use std::borrow::Cow;

/// The character between cells, guessed from the first row: the most frequent of comma, semicolon and tab.
pub fn delimiter(row: &str) -> u8 {
    let count = |byte: u8| row.bytes().filter(|other| *other == byte).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|byte| count(*byte)).unwrap_or(b',')
}

/// Reads the rows of a table.
#[derive(Debug)]
pub struct RowReader {
    csv: Reader,
    /// Room for the cells of a row, and for where each ends.
    cells: Vec<u8>,
    ends: Vec<usize>,
}

/// A row of a table.
#[derive(Debug)]
pub struct Row {
    /// The bytes that it takes in the text, without its line end.
    pub length: usize,
    /// Its cells, one behind the other.
    text: String,
    ends: Vec<usize>,
}

impl RowReader {
    /// A reader of rows whose cells are separated by `delimiter`.
    pub fn new(delimiter: u8) -> RowReader {
        // A line of Windows ends in two characters; the first of them alone is part of a cell.
        let csv = ReaderBuilder::new().delimiter(delimiter).terminator(Terminator::Any(b'\n')).build();
        RowReader { csv, cells: vec![0; 4096], ends: vec![0; 64] }
    }

    /// Reads the row that the text begins with; `None` where the text has no end of a row. `is_last` says that the end of
    /// the text is one.
    pub fn read(&mut self, text: &str, is_last: bool) -> Option<Row> {
        self.csv.reset();
        let (mut n_read, mut n_written, mut n_cells) = (0, 0, 0);
        loop {
            let (input, cells, ends) =
                (&text.as_bytes()[n_read..], &mut self.cells[n_written..], &mut self.ends[n_cells..]);
            let (outcome, n_in, n_out, n_ends) = self.csv.read_record(input, cells, ends);
            (n_read, n_written, n_cells) = (n_read + n_in, n_written + n_out, n_cells + n_ends);
            match outcome {
                // No further input ends the last row.
                ReadRecordResult::InputEmpty if is_last => {}
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return None,
                ReadRecordResult::OutputFull => self.cells.resize(self.cells.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => break,
            }
        }
        let length = n_read - usize::from(text[..n_read].ends_with('\n'));
        let mut ends = self.ends[..n_cells].to_vec();
        let cells = String::from_utf8_lossy(&self.cells[..n_written]);
        let cells = cells.strip_suffix('\r').unwrap_or(&cells);
        if let Some(end) = ends.last_mut() {
            *end = cells.len();
        }
        Some(Row { length, text: cells.to_owned(), ends })
    }
}

impl Row {
    /// The texts of the cells.
    pub fn cells(&self) -> Vec<Cow<'_, str>> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(start, end)| Cow::Borrowed(&self.text[*start..*end])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(row: &str) -> Vec<String> {
        let row = RowReader::new(b',').read(row, true).expect("a row");
        row.cells().into_iter().map(Cow::into_owned).collect()
    }

    #[test]
    fn rows_are_cut_as_spreadsheets_cut_them() {
        for (row, expected) in [
            ("a,b,", vec!["a", "b", ""]),
            (r#""a,b","say ""hi""",c"#, vec!["a,b", r#"say "hi""#, "c"]),
            ("\"a\nb\",c\r", vec!["a\nb", "c"]),
            (r#""unclosed,b"#, vec!["unclosed,b"]),
            ("\"\",\"\"\"\"", vec!["", "\""]),
            (r#"{"a":1},b"#, vec![r#"{"a":1}"#, "b"]),
            ("é,\rb", vec!["é", "\rb"]),
        ] {
            assert_eq!(cells(row), expected, "{row}");
        }
        let long = format!("{},{}", "x".repeat(10_000), ",".repeat(100));
        assert_eq!((cells(&long).len(), cells(&long)[0].len()), (102, 10_000));
        assert_eq!((delimiter("a;b;c,d"), delimiter("a\tb"), delimiter("a")), (b';', b'\t', b','));
        for (text, expected) in [
            ("a,\"b\nc\"\nd", Some(7)),
            ("\"a\n", None),
            ("\"a\"\"\nb\"\nc", Some(7)),
            ("a,5\" disk,b\nc", Some(11)),
            ("a,b\"\nc\",d\n", Some(4)),
            ("\"a\"b\"\nc", Some(5)),
            ("a", None),
        ] {
            assert_eq!(RowReader::new(b',').read(text, false).map(|row| row.length), expected, "{text}");
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
            let mut reader = RowReader::new(b',');
            while !rest.trim_start_matches('\n').is_empty() {
                let row = reader.read(rest, false).expect("each row has a line end");
                read.push(row.cells().into_iter().map(Cow::into_owned).collect::<Vec<_>>());
                rest = &rest[row.length + 1..];
            }
            // A row of one empty cell is an empty line.
            let rows: Vec<_> = rows.into_iter().filter(|row| is_quoted || row[..] != [String::new()]).collect();
            proptest::prop_assert_eq!(read, rows);
        }
    }
}
