//! Rows → the text of a file: CSV, JSON, JSON lines, or a table for the clipboard. It is written piece by piece, so that
//! any number of rows can be exported.

use trailglass_json::repair;
use trailglass_protocol::cell::CELL_SEPARATOR;
use trailglass_protocol::message::Format;

/// Writes rows in a format.
pub struct Writer {
    format: Format,
    headings: Vec<String>,
    n_records: usize,
}

impl Writer {
    /// A writer of rows under these headings.
    pub fn new(format: Format, headings: Vec<String>) -> Writer {
        Writer { format, headings, n_records: 0 }
    }

    /// Whether the format takes whole records, not cells.
    pub fn wants_records(&self) -> bool {
        matches!(self.format, Format::Json | Format::Lines)
    }

    /// Writes what precedes the rows.
    pub fn start(&mut self, out: &mut String) {
        if self.format == Format::Json {
            out.push_str("{\"Records\":[");
        }
        self.write_cells(self.headings.iter().map(String::as_str), out);
        if self.format == Format::Markdown {
            self.headings.iter().for_each(|_| out.push_str("|---"));
            out.push_str("|\n");
        }
    }

    /// Writes what follows the rows.
    pub fn end(&mut self, out: &mut String) {
        if self.format == Format::Json {
            out.push_str("\n]}\n");
        }
    }

    /// Writes a row of cells.
    pub fn row(&mut self, cells: &[Option<String>], out: &mut String) {
        self.write_cells(cells.iter().map(|cell| cell.as_deref().unwrap_or_default()), out);
    }

    fn write_cells<'a>(&self, cells: impl Iterator<Item = &'a str>, out: &mut String) {
        let cells = cells.map(joined_values);
        match self.format {
            Format::Csv => write_csv(cells, out),
            Format::Text => write_tab_separated(cells, out),
            Format::Markdown => write_markdown(cells, out),
            Format::Json | Format::Lines => {}
        }
    }

    /// Writes a whole record with the text that it has in its source. A damaged one is repaired, because the file could
    /// not be read otherwise; in JSON lines the lines of a record are joined.
    pub fn record(&mut self, text: &str, out: &mut String) {
        let repaired = repair::repair(text).map(|(repaired, _)| repaired);
        let text = repaired.as_deref().unwrap_or(text);
        if self.format == Format::Json {
            out.push_str(if self.n_records == 0 { "\n" } else { ",\n" });
            out.push_str(text);
        } else {
            // No string of JSON holds a line end, so each one is between two tokens.
            out.extend(text.split(['\n', '\r']).map(|line| line.trim_start_matches([' ', '\t'])));
            out.push('\n');
        }
        self.n_records += 1;
    }
}

/// The values of a cell, separated by `; `.
fn joined_values(cell: &str) -> String {
    cell.strip_prefix(CELL_SEPARATOR).unwrap_or(cell).replace(CELL_SEPARATOR, "; ")
}

/// A record of CSV as RFC 4180 has it.
fn write_csv(cells: impl Iterator<Item = String>, out: &mut String) {
    let cells = cells.map(|cell| if is_formula(&cell) { format!("'{cell}") } else { cell });
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).buffer_capacity(256).from_writer(Vec::new());
    writer.write_record(cells.map(String::into_bytes)).expect("a vector takes all that is written");
    let record = writer.into_inner().expect("a vector takes all that is written");
    out.push_str(std::str::from_utf8(&record).expect("cells are texts, and so is their record"));
}

fn write_tab_separated(cells: impl Iterator<Item = String>, out: &mut String) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push('\t');
        }
        // A spreadsheet takes a cell that begins with a quote for a quoted one, and the text within for a formula.
        if is_formula(&cell) || cell.starts_with('"') {
            out.push('\'');
        }
        out.push_str(&cell.replace(['\t', '\n', '\r'], " "));
    }
    out.push('\n');
}

fn write_markdown(cells: impl Iterator<Item = String>, out: &mut String) {
    for cell in cells {
        out.push_str("| ");
        for char in cell.chars() {
            if MARKUP.contains(char) {
                out.push('\\');
            }
            out.push(if matches!(char, '\n' | '\r') { ' ' } else { char });
        }
        out.push(' ');
    }
    out.push_str("|\n");
}

/// The characters that Markdown, or the HTML within it, takes for markup inside a cell.
const MARKUP: &str = "\\|<&[]!`*_~";

/// Whether a spreadsheet would take a text for a formula. A quote before it keeps it from being one, as OWASP advises
/// ("CSV Injection").
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: Format, rows: &[&[&str]]) -> String {
        let mut writer = Writer::new(format, vec!["event".to_owned(), "target".to_owned()]);
        let mut out = String::new();
        writer.start(&mut out);
        for row in rows {
            let cells: Vec<_> = row.iter().map(|cell| Some((*cell).to_owned()).filter(|cell| cell != "NONE")).collect();
            writer.row(&cells, &mut out);
        }
        writer.end(&mut out);
        out
    }

    #[test]
    fn csv_is_quoted_where_it_must_be_and_holds_no_formula() {
        for (cell, expected) in [
            ("plain", "plain"),
            ("NONE", ""),
            ("a,b", "\"a,b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "'=1+1"),
            ("+49", "'+49"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("=A1,\"x\"", "\"'=A1,\"\"x\"\"\""),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            (" a ", " a "),
            ("x\u{1f}y", "x; y"),
            ("\u{1f}{\"a\":1}", "\"{\"\"a\"\":1}\""),
        ] {
            assert_eq!(written(Format::Csv, &[&["e", cell]]), format!("event,target\r\ne,{expected}\r\n"), "{cell}");
        }
    }

    #[test]
    fn a_row_of_one_empty_cell_is_no_blank_line() {
        let mut writer = Writer::new(Format::Csv, vec!["event".to_owned()]);
        let mut out = String::new();
        writer.row(&[None], &mut out);
        assert_eq!(out, "\"\"\r\n");
    }

    #[test]
    fn tables_for_the_clipboard_keep_their_cells_apart() {
        assert_eq!(written(Format::Text, &[&["a\tb", "c\nd"]]), "event\ttarget\na b\tc d\n");
        for (cell, expected) in
            [("=1+1", "'=1+1"), ("\t=1+1", "' =1+1"), ("@A1", "'@A1"), ("\"=1+1\"", "'\"=1+1\""), ("a=1", "a=1")]
        {
            assert_eq!(written(Format::Text, &[&["e", cell]]), format!("event\ttarget\ne\t{expected}\n"));
        }
        assert_eq!(written(Format::Markdown, &[&["a|b", "NONE"]]), "| event | target |\n|---|---|\n| a\\|b |  |\n");
        let cell = "![x](//a) <img> `b` **c** &lt; \\ _d_ ~e~";
        let expected = "\\!\\[x\\](//a) \\<img> \\`b\\` \\*\\*c\\*\\* \\&lt; \\\\ \\_d\\_ \\~e\\~";
        let whole = format!("| event | target |\n|---|---|\n| e | {expected} |\n");
        assert_eq!(written(Format::Markdown, &[&["e", cell]]), whole);
    }

    #[test]
    fn records_are_written_as_they_were() {
        let records = ["{\"n\":0.0,\n  \"s\":\"a\\nb\"}", "{\"n\":1,}"];
        for (format, expected) in [
            (Format::Json, "{\"Records\":[\n{\"n\":0.0,\n  \"s\":\"a\\nb\"},\n{\"n\":1 }\n]}\n"),
            (Format::Lines, "{\"n\":0.0,\"s\":\"a\\nb\"}\n{\"n\":1 }\n"),
        ] {
            let mut writer = Writer::new(format, Vec::new());
            let mut out = String::new();
            writer.start(&mut out);
            records.iter().for_each(|record| writer.record(record, &mut out));
            writer.end(&mut out);
            assert_eq!(out, expected);
        }
    }
}
