//! Redaction: names are replaced by pseudonyms, the same name by the same one for as long as the page is open.
//!
//! What is kept is listed: values at paths that say what happened, names of members that AWS gave, the parts of an ARN or
//! a host name that tell the type of a resource, messages of a known form. All else is replaced, whatever it is. A
//! pseudonym is a noun and a number in the order of first occurrence, so it tells nothing of the name: `user-3`,
//! `bucket-7`.
//!
//! *value → rule → what its form tells → pseudonym.* Each batch of rows is read twice: the first pass only gives
//! pseudonyms to names whose kind is known, so that an occurrence without a kind gets the noun that another occurrence
//! gives it, also where that comes later.
//!
//! - [`name_kind`], [`pseudonyms`]: what a name names, and the text that replaces it
//! - [`vocabulary`]: words that AWS defined; [`shape`]: what a text is by its form alone; [`template`]: texts
//!   with slots for names
//! - [`rule_tables`], [`rules`]: what is done with a value, by its path or column
//! - [`value`]: the text of one value; [`arn_forms`], [`arn`], [`host`], [`url`], [`user_agent`], [`message`],
//!   [`job_text`]: texts with a grammar of their own
//! - [`document`]: JSON, as a record or within a text

mod arn;
mod arn_forms;
mod document;
mod host;
mod job_text;
mod message;
mod name_kind;
mod pseudonyms;
mod rule_tables;
mod rules;
mod shape;
mod template;
mod url;
mod user_agent;
mod value;
mod vocabulary;

use name_kind::NameKind;
use pseudonyms::Pseudonyms;
use std::collections::HashSet;
use trailglass_event::field::Field;
use trailglass_json::{repair, walk};
use trailglass_protocol::cell::CELL_SEPARATOR;
use trailglass_protocol::message::View;
use vocabulary::Vocabulary;

/// Replaces names by pseudonyms.
#[derive(Debug, Default)]
pub struct Redactor {
    pseudonyms: Pseudonyms,
    vocabulary: Vocabulary,
    /// The words that descriptions of jobs keep.
    allowed_words: HashSet<String>,
    /// The table that the rows are of.
    view: View,
    /// The path within the document that is being read, in lower case.
    path: Vec<String>,
    /// How many documents the present one is nested in.
    n_nested: usize,
    /// Whether names are only looked for: those of unknown kind get no pseudonym yet.
    is_first_pass: bool,
}

impl Redactor {
    /// Sets the table that the next rows are of.
    pub fn set_view(&mut self, view: View) {
        self.view = view;
    }

    /// The headings of columns. A JSON path may hold names that users gave.
    pub fn redact_headings(&mut self, columns: &[String]) -> Vec<String> {
        columns.iter().map(|column| self.redact_heading(column)).collect()
    }

    fn redact_heading(&mut self, column: &str) -> String {
        if rules::rule_of_column(self.view, column).is_some() {
            return column.to_owned();
        }
        let mut parts = Vec::new();
        for part in parts_of(column) {
            if is_list_index(&part) {
                parts.push(part);
            } else {
                parts.push(self.redact_member_name(&part));
                self.enter(&part);
            }
        }
        self.path.clear();
        parts.join(".")
    }

    /// Takes note of the value that an event has in a column of the store, whether or not it is in a column of the file,
    /// so that its other occurrences get the noun of that column.
    pub fn learn_name(&mut self, field: Field, value: &str) {
        let noun = match field {
            Field::User => "user",
            Field::Role => "role",
            _ => return,
        };
        self.is_first_pass = true;
        self.redact_value(value, NameKind::Noun(noun));
        self.is_first_pass = false;
    }

    /// Redacts rows of cells.
    pub fn redact_rows<'a>(&mut self, columns: &[String], rows: impl Iterator<Item = &'a mut Vec<Option<String>>>) {
        let mut rows: Vec<_> = rows.collect();
        self.is_first_pass = true;
        for row in &rows {
            for (column, cell) in columns.iter().zip(row.iter()) {
                if let Some(cell) = cell {
                    self.redact_cell(column, cell);
                }
            }
        }
        self.is_first_pass = false;
        for row in &mut rows {
            for (column, cell) in columns.iter().zip(row.iter_mut()) {
                if let Some(cell) = cell {
                    *cell = self.redact_cell(column, cell);
                }
            }
        }
    }

    /// Redacts whole records. A damaged one is repaired first, for a text that is not JSON cannot be redacted member by
    /// member.
    pub fn redact_records<'a>(&mut self, records: impl Iterator<Item = &'a mut String>) {
        let mut records: Vec<_> = records.collect();
        self.is_first_pass = true;
        for record in &mut records {
            if let Some((repaired, _)) = repair::repair(record) {
                **record = repaired;
            }
            self.redact_document(record);
        }
        self.is_first_pass = false;
        for record in records {
            *record = self.redact_document(record);
        }
    }

    /// The pseudonym of a text. In the first pass, a name of unknown kind gets none yet.
    fn pseudonym(&mut self, kind: NameKind, text: &str) -> String {
        let is_left = self.is_first_pass && kind.is_unspecific() && shape::kind_by_form(text).is_none();
        if is_left { String::new() } else { self.pseudonyms.of(kind, text) }
    }

    /// A cell of a column: one value or several, of which the first is empty where objects or lists follow.
    fn redact_cell(&mut self, column: &str, cell: &str) -> String {
        let rule = rules::rule_of_column(self.view, column).unwrap_or_else(|| {
            for part in parts_of(column).iter().filter(|part| !is_list_index(part)) {
                self.enter(part);
            }
            rules::rule_of_path(self.view, &self.path)
        });
        let has_objects = cell.starts_with(CELL_SEPARATOR);
        let values = cell.split(CELL_SEPARATOR).map(|value| {
            let is_document = has_objects && value.starts_with(['{', '[']) && is_whole_value(value);
            if is_document { self.redact_document(value) } else { self.redact_by_rule(rule, value) }
        });
        let values: Vec<String> = values.collect();
        self.path.clear();
        values.join(CELL_SEPARATOR)
    }
}

/// Whether a text is one whole value of JSON.
fn is_whole_value(text: &str) -> bool {
    walk::value_end(text.as_bytes(), 0) == Some(text.len())
}

/// Whether a step of a path is an index into a list.
fn is_list_index(step: &str) -> bool {
    shape::is_digits(step, 5)
}

/// The steps of a path, without the escapes of dots in their names.
fn parts_of(column: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut is_escaped = false;
    for char in column.chars() {
        match char {
            '\\' if !is_escaped => is_escaped = true,
            '.' if !is_escaped => parts.push(String::new()),
            char => {
                parts.last_mut().into_iter().for_each(|part| part.push(char));
                is_escaped = false;
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests;
