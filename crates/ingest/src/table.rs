//! Records in the rows of a table; and what a text is that is neither JSON nor a table.

use super::cells;
use super::columns::{Damage, Header};
use super::notice::NoticeKind;
use super::report::{Problem, ProblemKind};
use super::scan::{MAX_VALUE_BYTES, Pass, Scanner, Stand, excerpt};
use super::shape;
use std::borrow::Cow;
use trailglass_lifecycle::profile;

/// A table, and how its rows are read.
#[derive(Clone, Debug)]
pub(super) struct Table {
    delimiter: u8,
    /// The columns; none where a cell of each row holds a record as JSON.
    header: Option<Header>,
    /// Damage is told once for each kind.
    has_rounded: bool,
    has_rewritten: bool,
}

/// A first row longer than this is none.
const MAX_HEADER: usize = 64 * 1024;
impl Table {
    /// What it is, in words.
    pub(super) fn kind(&self) -> &'static str {
        self.header.as_ref().map_or("log events, CSV", |header| header.kind)
    }

    /// The table whose first row this is; `None` where it is not one of events.
    fn of(row: &str) -> Option<Table> {
        const OF_JSON: [&str; 9] =
            ["@message", "message", "_raw", "cloudtrailevent", "event", "record", "body", "raw", "detail"];
        let delimiter = cells::delimiter(row);
        let names = cells::split(row, delimiter);
        let header = Header::of(&names);
        let holds_json = || names.iter().any(|name| OF_JSON.contains(&name.trim().to_ascii_lowercase().as_str()));
        (header.is_some() || holds_json()).then_some(Table {
            delimiter,
            header,
            has_rounded: false,
            has_rewritten: false,
        })
    }
}

impl Scanner {
    /// Text that begins neither as JSON nor as a line of a log: a table, or none of ours.
    pub(super) fn no_json(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let mut at = at;
        if pass.text[at..].starts_with("sep=") {
            // A spreadsheet's own first line.
            match memchr::memchr(b'\n', &pass.text.as_bytes()[at..]) {
                None if !pass.is_last => return None,
                end => at = end.map_or(pass.text.len(), |end| at + end + 1),
            }
        }
        let rest = &pass.text[at..];
        if !pass.has_excerpt(rest) {
            return None;
        }
        let head = &rest[..floor(rest, MAX_HEADER)];
        let binary = shape::binary(rest.as_bytes());
        let end = match cells::row_end(head) {
            _ if binary.is_some() => 0,
            Some(end) => end,
            None if rest.len() < MAX_HEADER && !pass.is_last => return None,
            None if rest.len() < MAX_HEADER => rest.len(),
            None => 0,
        };
        let row = &rest[..end];
        if let Some(table) = Table::of(row) {
            self.table = Some(table);
            self.stand = Stand::Table;
            return Some(at + end);
        }
        // What tells a profile may stand behind a long comment.
        if binary.is_none() && rest.len() < MAX_HEADER && !pass.is_last {
            return None;
        }
        if binary.is_none() && profile::is_meant(head) {
            if pass.may_wait(rest) {
                return None;
            }
            self.stand = Stand::Refused;
            match profile::parse(rest) {
                Ok(_) => self.keep_notice(pass, NoticeKind::Profile, None, None, rest),
                Err(mut problem) => {
                    // White space before it has lines as well.
                    problem.line += self.lines + pass.text[..at].matches('\n').count() as u32;
                    pass.report.note(Problem::whole(ProblemKind::NotAProfile(problem.to_string())));
                }
            }
            return Some(pass.text.len());
        }
        self.stand = Stand::Refused;
        let line = rest.lines().next().unwrap_or_default();
        let is_table = line.matches([',', ';', '\t']).count() >= 2 && end < rest.len();
        let kind = match binary {
            Some(what) => ProblemKind::NotText(what),
            None if is_table && end > 0 => {
                ProblemKind::NotCloudTrail(format!("a table with the columns {}", excerpt(line)))
            }
            None => ProblemKind::NotJson(excerpt(rest)),
        };
        pass.report.note(Problem::whole(kind));
        Some(pass.text.len())
    }

    /// In the rows of a table.
    pub(super) fn row(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let rest = &pass.text[at..];
        let end = match cells::row_end(rest) {
            Some(end) => end,
            None if pass.may_wait(rest) => return None,
            None if pass.is_last && rest.len() < MAX_VALUE_BYTES => rest.len(),
            None => {
                // A quote that is never closed: the line alone is given up.
                self.refuse_broken(pass, at, ProblemKind::TooLong(MAX_VALUE_BYTES as f64));
                return Some(at + memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len()));
            }
        };
        let Some(mut table) = self.table.take() else { return Some(at + end) };
        let cells = cells::split(&rest[..end], table.delimiter);
        match &table.header {
            Some(header) if cells.iter().skip(header.n_columns()).all(|cell| cell.trim().is_empty()) => {
                let mut damage = Vec::new();
                let record = header.record(&cells, &mut damage);
                for damage in damage {
                    self.tell(pass, at, damage, &mut table);
                }
                self.is_opening = true;
                self.inner_record(pass, at, &record);
                self.is_opening = false;
            }
            Some(header) => {
                let what = format!("a row of {} cells under {} headings", cells.len(), header.n_columns());
                self.refuse(pass, at, ProblemKind::NotARecord(what));
            }
            None => {
                let is_record = |cell: &&Cow<'_, str>| cell.trim_start().starts_with(['{', '[']);
                let is_any = cells.iter().find(is_record).is_some_and(|cell| self.open(pass, at, cell.trim()));
                if !is_any {
                    self.refuse(pass, at, ProblemKind::NotARecord(excerpt(&rest[..end])));
                }
                self.wrapping = None;
            }
        }
        self.table = Some(table);
        Some(at + end)
    }

    fn tell(&self, pass: &mut Pass<'_>, at: usize, damage: Damage, table: &mut Table) {
        let (has_told, kind) = match damage {
            Damage::Account(what) => (&mut table.has_rounded, ProblemKind::RoundedAccount(what)),
            Damage::Time(what) => (&mut table.has_rewritten, ProblemKind::RewrittenTime(what)),
        };
        if !std::mem::replace(has_told, true) {
            self.note(pass, at, kind);
        }
    }
}

fn floor(text: &str, most: usize) -> usize {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}
