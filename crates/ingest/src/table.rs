//! Records in the rows of a table; and what a text is that is neither JSON nor a table.

use super::cells;
use super::columns::{Damage, Header};
use super::dates::{Evidence, SheetTime};
use super::notice::NoticeKind;
use super::record::Origin;
use super::report::{DateOrder, Problem, ProblemKind, RewrittenTime};
use super::scan::{MAX_VALUE_BYTES, Pass, Scanner, Stand, excerpt};
use super::shape;
use super::wrapped::IfNone;
use std::borrow::Cow;
use trailglass_lifecycle::profile;

/// A table, and how its rows are read.
#[derive(Clone, Debug)]
pub(super) struct Table {
    delimiter: u8,
    /// The columns; none where a cell of each row holds a record as JSON.
    header: Option<Header>,
    /// The order of day and month in its times, once it is known.
    dates: Option<ColumnOrder>,
    /// As far into the text as the order was looked for.
    looked_to: u64,
    /// Damage is told once for each kind.
    has_told: [bool; 3],
}

/// The order of the dates in a column.
#[derive(Clone, Copy, Debug, PartialEq)]
struct ColumnOrder {
    order: DateOrder,
    /// Whether a cell can be read in no other order.
    is_proven: bool,
}

/// A first row longer than this is none.
const MAX_HEADER: usize = 64 * 1024;

/// Text is kept up to this length while the order of its dates is looked for. A spreadsheet has at most 1,048,576 rows,
/// which are hardly longer than this.
const MAX_UNORDERED: usize = 256 * 1024 * 1024;

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
            dates: None,
            looked_to: 0,
            has_told: [false; 3],
        })
    }

    /// The time of a row, where a spreadsheet wrote it.
    fn sheet_time(&self, row: &str) -> Option<SheetTime> {
        self.header.as_ref()?.sheet_time(&cells::split(row, self.delimiter))
    }

    /// The first order that a time in these rows proves; else how far they go.
    fn proven_order(&self, rows: &str, is_last: bool) -> Result<DateOrder, usize> {
        let mut at = 0;
        loop {
            let end = cells::row_end(&rows[at..], self.delimiter);
            let row = &rows[at..end.map_or(rows.len(), |end| at + end)];
            match self.sheet_time(row).and_then(|time| time.evidence()) {
                Some(Evidence::Proves(order @ (DateOrder::MonthFirst | DateOrder::DayFirst)))
                    if end.is_some() || is_last =>
                {
                    return Ok(order);
                }
                _ => {}
            }
            match end {
                Some(end) => at += end + 1,
                None => return Err(at),
            }
        }
    }
}

impl Scanner {
    /// Text that begins neither as JSON nor as a line of a log: a table, or none of ours.
    pub(super) fn no_json(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let mut at = at;
        if pass.text[at..].starts_with("sep=") || pass.text[at..].starts_with("#TYPE ") {
            // The first line that a spreadsheet or Windows PowerShell puts before the headings.
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
        let first_line = &head[..memchr::memchr(b'\n', head.as_bytes()).unwrap_or(head.len())];
        let end = match cells::row_end(head, cells::delimiter(first_line)) {
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
        let Some(mut table) = self.table.take() else { return Some(pass.text.len()) };
        let end = match cells::row_end(rest, table.delimiter) {
            Some(end) => Some(end),
            None if pass.may_wait(rest) => None,
            None if pass.is_last && rest.len() < MAX_VALUE_BYTES => Some(rest.len()),
            None => {
                // A quote that is never closed: the line alone is given up.
                self.refuse_broken(pass, at, ProblemKind::TooLong(MAX_VALUE_BYTES as f64));
                self.table = Some(table);
                return Some(at + memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len()));
            }
        };
        let next = end.filter(|end| self.row_of(pass, at, &rest[..*end], &mut table).is_some());
        self.table = Some(table);
        next.map(|end| at + end)
    }

    /// Reads a row. `None` to wait for those behind it.
    fn row_of(&mut self, pass: &mut Pass<'_>, at: usize, row: &str, table: &mut Table) -> Option<()> {
        if row.trim().is_empty() {
            return Some(());
        }
        let cells = cells::split(row, table.delimiter);
        let order = self.order_of_dates(pass, at, &cells, table)?;
        match &table.header {
            Some(header) if cells.iter().skip(header.n_columns()).all(|cell| cell.trim().is_empty()) => {
                if let Some(record) = header.record_in(&cells)
                    && self.open(pass, at, record, IfNone::GoesOn)
                {
                    self.wrapping = None;
                    return Some(());
                }
                let mut damage = Vec::new();
                let made = header.record(&cells, order.order, &mut damage);
                for damage in damage {
                    self.tell(pass, at, damage, order, table);
                }
                self.is_opening = true;
                self.inner_record(pass, at, &made.text, Origin::Made { tells_answers: made.tells_answers });
                self.is_opening = false;
            }
            Some(header) => {
                let what = format!("a row of {} cells under {} headings", cells.len(), header.n_columns());
                self.refuse(pass, at, ProblemKind::NotARecord(what));
            }
            None => {
                let is_record = |cell: &&Cow<'_, str>| cell.trim_start().starts_with(['{', '[']);
                let is_any =
                    cells.iter().find(is_record).is_some_and(|cell| self.open(pass, at, cell.trim(), IfNone::Refuses));
                if !is_any {
                    self.refuse(pass, at, ProblemKind::NotARecord(excerpt(row)));
                }
                self.wrapping = None;
            }
        }
        Some(())
    }

    /// The order of day and month in the column of times, which one of its cells proves for all. `None` to wait for more
    /// of them.
    fn order_of_dates(
        &self,
        pass: &Pass<'_>,
        at: usize,
        cells: &[Cow<'_, str>],
        table: &mut Table,
    ) -> Option<ColumnOrder> {
        if let Some(known) = table.dates {
            return Some(known);
        }
        let assumed = ColumnOrder { order: DateOrder::MonthFirst, is_proven: false };
        let time = table.header.as_ref().and_then(|header| header.sheet_time(cells));
        match time.and_then(|time| time.evidence()) {
            // Years that stand first say nothing of day and month in the cells where they do not.
            None | Some(Evidence::Same | Evidence::Proves(DateOrder::YearFirst)) => return Some(assumed),
            Some(Evidence::Proves(order)) => table.dates = Some(ColumnOrder { order, is_proven: true }),
            Some(Evidence::Ambiguous) => {
                let from = table.looked_to.saturating_sub(self.position()).max(at as u64) as usize;
                match table.proven_order(&pass.text[from..], pass.is_last) {
                    Ok(order) => table.dates = Some(ColumnOrder { order, is_proven: true }),
                    Err(length) => {
                        table.looked_to = self.position() + (from + length) as u64;
                        if !pass.is_last && pass.text.len() - at < MAX_UNORDERED {
                            return None;
                        }
                        table.dates = Some(assumed);
                    }
                }
            }
        }
        table.dates
    }

    fn tell(&self, pass: &mut Pass<'_>, at: usize, damage: Damage, order: ColumnOrder, table: &mut Table) {
        let is_proven = order.is_proven;
        let (place, kind) = match damage {
            Damage::Account(what) => (0, ProblemKind::RoundedAccount(what)),
            Damage::Time(time, _) if !is_proven && is_ambiguous(&time) => (1, ProblemKind::UndecidedTime(time)),
            // Day and month are the same number.
            Damage::Time(..) if !is_proven => return,
            Damage::OtherTime(time, order) if is_proven => {
                (2, ProblemKind::OtherwiseWrittenTime(RewrittenTime { time, order }))
            }
            Damage::Time(time, order) | Damage::OtherTime(time, order) => {
                (1, ProblemKind::RewrittenTime(RewrittenTime { time, order }))
            }
        };
        if !std::mem::replace(&mut table.has_told[place], true) {
            self.note(pass, at, kind);
        }
    }
}

fn is_ambiguous(time: &str) -> bool {
    SheetTime::read(time).and_then(|time| time.evidence()) == Some(Evidence::Ambiguous)
}

fn floor(text: &str, most: usize) -> usize {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}
