//! Rows → the text of a file: CSV, JSON, JSON lines, or a table for the clipboard. Written piece by piece, so that any
//! number of rows passes through.

use trailglass_json::repair;
use trailglass_protocol::message::{CELL_SEPARATOR, Format};

/// Writes rows in a format.
pub struct Writer {
    format: Format,
    names: Vec<String>,
    n_written: usize,
}

impl Writer {
    /// A writer of rows under these headings.
    pub fn new(format: Format, names: Vec<String>) -> Writer {
        Writer { format, names, n_written: 0 }
    }

    /// Whether whole records are written, and not cells.
    pub fn wants_records(&self) -> bool {
        matches!(self.format, Format::Json | Format::Lines)
    }

    /// What stands before the rows.
    pub fn start(&mut self, out: &mut String) {
        let names: Vec<Option<String>> = self.names.iter().cloned().map(Some).collect();
        match self.format {
            Format::Json => out.push_str("{\"Records\":["),
            Format::Lines => {}
            Format::Csv | Format::Text => self.line(&names, out),
            Format::Markdown => {
                self.line(&names, out);
                names.iter().for_each(|_| out.push_str("|---"));
                out.push_str("|\n");
            }
        }
    }

    /// What stands behind the rows.
    pub fn end(&mut self, out: &mut String) {
        if self.format == Format::Json {
            out.push_str("\n]}\n");
        }
    }

    /// Writes a row of cells.
    pub fn row(&mut self, cells: &[Option<String>], out: &mut String) {
        self.line(cells, out);
    }

    fn line(&self, cells: &[Option<String>], out: &mut String) {
        for (at, cell) in cells.iter().enumerate() {
            let cell = cell.as_deref().map_or(String::new(), joined);
            match self.format {
                Format::Csv => {
                    if at > 0 {
                        out.push(',');
                    }
                    csv_cell(&cell, out);
                }
                Format::Text => {
                    if at > 0 {
                        out.push('\t');
                    }
                    // What begins with a quote is taken for a quoted cell, whose text may be a formula in its turn.
                    if is_formula(&cell) || cell.starts_with('"') {
                        out.push('\'');
                    }
                    out.push_str(&cell.replace(['\t', '\n', '\r'], " "));
                }
                Format::Markdown => {
                    out.push_str("| ");
                    for char in cell.chars() {
                        if MARKUP.contains(char) {
                            out.push('\\');
                        }
                        out.push(if matches!(char, '\n' | '\r') { ' ' } else { char });
                    }
                    out.push(' ');
                }
                Format::Json | Format::Lines => {}
            }
        }
        out.push_str(match self.format {
            Format::Csv => "\r\n",
            Format::Markdown => "|\n",
            _ => "\n",
        });
    }

    /// Writes a whole record: as it was written, but that a damaged one is repaired, for else the file could not be
    /// read, and that lines are joined where each record is to be a line.
    pub fn record(&mut self, text: &str, out: &mut String) {
        let repaired = repair::repair(text).map(|(repaired, _)| repaired);
        let text = repaired.as_deref().unwrap_or(text);
        if self.format == Format::Json {
            out.push_str(if self.n_written == 0 { "\n" } else { ",\n" });
            out.push_str(text);
        } else {
            // A string of JSON holds no line end, so every one stands between tokens.
            out.extend(text.split(['\n', '\r']).map(|line| line.trim_start_matches([' ', '\t'])));
            out.push('\n');
        }
        self.n_written += 1;
    }
}

/// The values of a cell, behind one another.
fn joined(cell: &str) -> String {
    cell.strip_prefix(CELL_SEPARATOR).unwrap_or(cell).replace(CELL_SEPARATOR, "; ")
}

/// What Markdown, or the HTML within it, takes for markup inside a cell.
const MARKUP: &str = "\\|<&[]!`*_~";

/// Whether a spreadsheet would take a text for a formula. It is kept from being one by a quote before it, as OWASP
/// advises ("CSV Injection").
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

/// A cell of CSV as RFC 4180 has it.
fn csv_cell(cell: &str, out: &mut String) {
    let is_formula = is_formula(cell);
    if !is_formula && !cell.contains([',', '"', '\n', '\r']) && !cell.starts_with(' ') && !cell.ends_with(' ') {
        out.push_str(cell);
        return;
    }
    out.push('"');
    if is_formula {
        out.push('\'');
    }
    out.push_str(&cell.replace('"', "\"\""));
    out.push('"');
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
            ("=1+1", "\"'=1+1\""),
            ("+49", "\"'+49\""),
            ("-2", "\"'-2\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("x\u{1f}y", "x; y"),
            ("\u{1f}{\"a\":1}", "\"{\"\"a\"\":1}\""),
        ] {
            assert_eq!(written(Format::Csv, &[&["e", cell]]), format!("event,target\r\ne,{expected}\r\n"), "{cell}");
        }
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
