//! Names replaced by others that mean nothing, the same name by the same one for as long as the page is open.
//!
//! What is kept is listed: values at paths that say what happened ([`rules`]), names of members that AWS gave
//! ([`tables`]), the parts of an ARN or a host name that say what kind of resource it is, sentences of a known form. All
//! else is replaced, whatever it is. A pseudonym is a noun and a number in the order of first sight, so it tells nothing
//! of the name: `user-3`, `bucket-7`.
//!
//! Rows are gone through twice, so that a name that stands somewhere without a kind has the noun that another place
//! gives it, also where that comes later.
//!
//! - [`names`]: the pseudonyms; [`tables`]: words of AWS; [`shape`]: what a text is by its form
//! - [`rules`]: what is done with a value, by where it stands
//! - [`value`], [`arn`], [`host`], [`agent`], [`message`]: one text
//! - [`document`]: records, and documents within texts

mod agent;
mod arn;
mod document;
mod host;
mod message;
mod names;
mod rules;
mod shape;
mod tables;
mod value;

use super::export::is_whole;
use names::{Kind, Names};
use rules::Subject;
use std::collections::HashSet;
use tables::Tables;
use trailglass_event::field::Field;
use trailglass_json::mend;
use trailglass_protocol::message::{CELL_SEPARATOR, View};

/// Replaces names, each by its own.
#[derive(Debug, Default)]
pub struct Redactor {
    names: Names,
    tables: Tables,
    /// Words of this program about jobs.
    own_words: HashSet<String>,
    subject: Subject,
    /// Where the document that is gone through is read, in small letters.
    path: Vec<String>,
    /// How many documents it stands in.
    nested: usize,
    /// Whether names are only looked for, and those of no kind not named.
    is_learning: bool,
}

/// Words of steps that are in no profile.
const WORDS_OF_STEPS: &str = "Accepted with status output outputs Refused no was made The existed A read does not show its \
    in CloudTrail of this id known account and region It need not ever have Says that Looked over all the names job it \
    longer Submitted canceled before so shows nothing new yet a later cancellation accepted had started about state found \
    something deserves look submitted over is active paused stopped deleted asked to end for good ended well failed Whether whether \
    and when did does this service all same shown changed not being";

impl Redactor {
    /// Takes in what the program says of jobs of its own: its words are kept where it speaks.
    pub fn learn_words<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        let is_end = |char: char| !char.is_alphanumeric();
        let words = texts.into_iter().chain([WORDS_OF_STEPS]).flat_map(|text| text.split([' ', '\n']));
        self.own_words.extend(words.map(|word| word.trim_matches(is_end).to_owned()));
    }

    /// Says of which view the rows are that come next.
    pub fn begin(&mut self, view: View) {
        self.subject = match view {
            View::Events => Subject::Events,
            View::Jobs => Subject::Jobs,
        };
    }

    /// The headings of columns. A path may hold names that people gave.
    pub fn headings(&mut self, columns: &[String]) -> Vec<String> {
        columns.iter().map(|column| self.heading(column)).collect()
    }

    fn heading(&mut self, column: &str) -> String {
        if rules::of_column(self.subject, column).is_some() {
            return column.to_owned();
        }
        let mut parts = Vec::new();
        for part in parts_of(column) {
            if is_place(&part) {
                parts.push(part);
            } else {
                parts.push(self.member(&part));
                self.enter(&part);
            }
        }
        self.path.clear();
        parts.join(".")
    }

    /// Looks at a value of a field of an event before its row is written, whether or not it is in a column.
    pub fn meet(&mut self, field: Field, value: &str) {
        let noun = match field {
            Field::User => "user",
            Field::Role => "role",
            _ => return,
        };
        self.is_learning = true;
        self.value(value, Kind::Noun(noun));
        self.is_learning = false;
    }

    /// Replaces the names in rows of cells.
    pub fn rows<'a>(&mut self, columns: &[String], rows: impl Iterator<Item = &'a mut Vec<Option<String>>>) {
        let mut rows: Vec<_> = rows.collect();
        self.is_learning = true;
        for row in &rows {
            for (column, cell) in columns.iter().zip(row.iter()) {
                cell.iter().for_each(|cell| drop(self.cell(column, cell)));
            }
        }
        self.is_learning = false;
        for row in &mut rows {
            for (column, cell) in columns.iter().zip(row.iter_mut()) {
                if let Some(cell) = cell {
                    *cell = self.cell(column, cell);
                }
            }
        }
    }

    /// Replaces the names in whole records. A damaged one is mended, for what is no JSON is not written.
    pub fn records<'a>(&mut self, records: impl Iterator<Item = &'a mut String>) {
        let mut records: Vec<_> = records.collect();
        self.is_learning = true;
        for record in &mut records {
            if let Some((mended, _)) = mend::mended(record) {
                **record = mended;
            }
            self.document(record);
        }
        self.is_learning = false;
        for record in records {
            *record = self.document(record);
        }
    }

    /// The pseudonym of a text. In the first of two turns, one of no kind is not named yet.
    fn names_of(&mut self, kind: Kind, text: &str) -> String {
        let is_left = self.is_learning && kind.is_vague() && shape::kind_of(text).is_none();
        if is_left { String::new() } else { self.names.of(kind, text) }
    }

    /// A cell of a column: several values, or objects behind an empty one.
    fn cell(&mut self, column: &str, cell: &str) -> String {
        let rule = rules::of_column(self.subject, column).unwrap_or_else(|| {
            for part in parts_of(column).iter().filter(|part| !is_place(part)) {
                self.enter(part);
            }
            rules::of_path(self.subject, &self.path)
        });
        let has_objects = cell.starts_with(CELL_SEPARATOR);
        let values = cell.split(CELL_SEPARATOR).map(|value| match has_objects && value.starts_with(['{', '[']) {
            true if is_whole(value) => self.document(value),
            _ => self.by_rule(rule, value),
        });
        let values: Vec<String> = values.collect();
        self.path.clear();
        values.join(CELL_SEPARATOR)
    }
}

/// Whether a name in a path is a place in a list.
fn is_place(part: &str) -> bool {
    part.len() <= 5 && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// The names of a path as they are written, without their escapes.
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
