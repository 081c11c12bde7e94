//! Records in the rows of tables.

use super::unwrap::WhenEmpty;
use super::{Attempt, MAX_VALUE_BYTES, Scanner, Step};
use crate::formats::cell_value::CellDamage;
use crate::formats::csv_cells::{self, Row, RowReader};
use crate::formats::sheet_time::{Evidence, SheetTime};
use crate::formats::table_header::TableHeader;
use crate::quote::excerpt;
use crate::record::Origin;
use crate::report::{DateOrder, ProblemKind, RewrittenTime};
use std::borrow::Cow;

/// A table of events.
#[derive(Debug)]
pub(super) struct Table {
    rows: RowReader,
    /// Its columns; none where a cell of each row holds a record as JSON.
    header: Option<TableHeader>,
    /// The order of day and month in its times, once it is known.
    dates: Option<ColumnOrder>,
    /// Bytes of text in which the order was looked for.
    searched_to: u64,
    /// What was noted of its cells: each once in a table.
    noted: Vec<NotedDamage>,
}

/// What is noted of the cells of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
enum NotedDamage {
    Account,
    Time,
    OtherTime,
}

/// The order of the dates in a column.
#[derive(Clone, Copy, Debug, PartialEq)]
struct ColumnOrder {
    order: DateOrder,
    /// Whether a cell can be read in no other order.
    is_proven: bool,
}

/// Text is kept up to this length while the order of its dates is looked for. A spreadsheet has at most 1,048,576 rows,
/// which are hardly longer than this.
const MAX_UNORDERED: usize = 256 * 1024 * 1024;

impl Table {
    /// What the table is, in words.
    pub(super) fn kind(&self) -> &'static str {
        self.header.as_ref().map_or("log events, CSV", |header| header.kind)
    }

    /// The table whose first row this is; `None` where it is not a table of events.
    pub(super) fn of(row: &str) -> Option<Table> {
        const OF_JSON: [&str; 9] =
            ["@message", "message", "_raw", "cloudtrailevent", "event", "record", "body", "raw", "detail"];
        let mut rows = RowReader::new(csv_cells::delimiter(row));
        let first = rows.read(row, true)?;
        let names = first.cells();
        let header = TableHeader::of(&names);
        let holds_json = || names.iter().any(|name| OF_JSON.contains(&name.trim().to_ascii_lowercase().as_str()));
        (header.is_some() || holds_json()).then_some(Table {
            rows,
            header,
            dates: None,
            searched_to: 0,
            noted: Vec::new(),
        })
    }

    /// The first order that a time in these rows proves; else the length of those that are whole.
    fn proven_order(&mut self, rows: &str, is_last: bool) -> Result<DateOrder, usize> {
        let Table { rows: reader, header: Some(header), .. } = self else { return Err(rows.len()) };
        let mut at = 0;
        while let Some(row) = reader.read(&rows[at..], is_last) {
            let evidence = header.sheet_time(&row.cells()).and_then(|time| time.evidence());
            if let Some(Evidence::Proves(order @ (DateOrder::MonthFirst | DateOrder::DayFirst))) = evidence {
                return Ok(order);
            }
            at = rows.len().min(at + row.length + 1);
        }
        Err(at)
    }
}

impl Scanner {
    /// Reads a row of a table.
    pub(super) fn read_row(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        let rest = &attempt.text[at..];
        let Some(mut table) = self.table.take() else { return Step::Advance(attempt.text.len()) };
        let is_short = rest.len() < MAX_VALUE_BYTES;
        let step = match table.rows.read(rest, attempt.is_last && is_short) {
            Some(row) => self.push_row(attempt, at, &row, &mut table),
            None if attempt.may_wait(rest) => Step::NeedMoreInput,
            None => {
                // A quote that is never closed: the line alone is given up.
                self.refuse_broken(attempt, at, ProblemKind::TooLong(MAX_VALUE_BYTES as f64));
                Step::Advance(at + memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len()))
            }
        };
        self.table = Some(table);
        step
    }

    /// Reads a row, which begins at `at`. Waits for the rows behind it where only they prove the order of its date.
    fn push_row(&mut self, attempt: &mut Attempt<'_>, at: usize, row: &Row, table: &mut Table) -> Step {
        let behind = Step::Advance(at + row.length);
        let text = &attempt.text[at..at + row.length];
        if text.trim().is_empty() {
            return behind;
        }
        let cells = row.cells();
        let Some(order) = self.order_of_dates(attempt, at, &cells, table) else { return Step::NeedMoreInput };
        match &table.header {
            Some(header) if cells.iter().skip(header.n_columns()).all(|cell| cell.trim().is_empty()) => {
                if let Some(record) = header.record_in(&cells)
                    && self.unwrap_value(attempt, at, record, WhenEmpty::PassesOver)
                {
                    self.contents.wrapping = None;
                    return behind;
                }
                let mut damage = Vec::new();
                let record = header.record(&cells, order.order, &mut damage);
                for damage in damage {
                    self.note_damage(attempt, at, damage, order, table);
                }
                self.is_unwrapping = true;
                let origin = Origin::Rebuilt { has_answers: record.has_answers };
                self.push_inner_record(attempt, at, &record.text, origin);
                self.is_unwrapping = false;
            }
            Some(header) => {
                let what = format!("a row of {} cells under {} headings", cells.len(), header.n_columns());
                self.refuse(attempt, at, ProblemKind::NotARecord(what));
            }
            None => {
                let record = cells.iter().map(|cell| cell.trim()).find(|cell| cell.starts_with(['{', '[']));
                if !record.is_some_and(|record| self.unwrap_value(attempt, at, record, WhenEmpty::Refuses)) {
                    self.refuse(attempt, at, ProblemKind::NotARecord(excerpt(text)));
                }
                self.contents.wrapping = None;
            }
        }
        behind
    }

    /// The order of day and month in the column of times, which one of its cells proves for all; `None` where no cell so far
    /// proves it and more may follow.
    fn order_of_dates(
        &self,
        attempt: &Attempt<'_>,
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
            // Where the year is first, the date proves nothing of dates in which it is not.
            None | Some(Evidence::Same | Evidence::Proves(DateOrder::YearFirst)) => return Some(assumed),
            Some(Evidence::Proves(order)) => table.dates = Some(ColumnOrder { order, is_proven: true }),
            Some(Evidence::Ambiguous) => {
                let from = table.searched_to.saturating_sub(self.input.position).max(at as u64) as usize;
                match table.proven_order(&attempt.text[from..], attempt.is_last) {
                    Ok(order) => table.dates = Some(ColumnOrder { order, is_proven: true }),
                    Err(length) => {
                        table.searched_to = self.input.position + (from + length) as u64;
                        if !attempt.is_last && attempt.text.len() - at < MAX_UNORDERED {
                            return None;
                        }
                        table.dates = Some(assumed);
                    }
                }
            }
        }
        table.dates
    }

    /// Notes what a spreadsheet did to a cell, once for each kind of damage.
    fn note_damage(
        &self,
        attempt: &mut Attempt<'_>,
        at: usize,
        damage: CellDamage,
        order: ColumnOrder,
        table: &mut Table,
    ) {
        let is_proven = order.is_proven;
        let (noted, kind) = match damage {
            CellDamage::Account(what) => (NotedDamage::Account, ProblemKind::RoundedAccount(what)),
            CellDamage::Time(time, _) if !is_proven && is_ambiguous(&time) => {
                (NotedDamage::Time, ProblemKind::UndecidedTime(time))
            }
            // Day and month are the same number, so the order does not matter.
            CellDamage::Time(..) if !is_proven => return,
            CellDamage::OtherTime(time, order) if is_proven => {
                (NotedDamage::OtherTime, ProblemKind::OtherwiseWrittenTime(RewrittenTime { time, order }))
            }
            CellDamage::Time(time, order) | CellDamage::OtherTime(time, order) => {
                (NotedDamage::Time, ProblemKind::RewrittenTime(RewrittenTime { time, order }))
            }
        };
        if !table.noted.contains(&noted) {
            table.noted.push(noted);
            self.note(attempt, at, kind);
        }
    }
}

/// Whether a time may be of two days.
fn is_ambiguous(time: &str) -> bool {
    SheetTime::read(time).and_then(|time| time.evidence()) == Some(Evidence::Ambiguous)
}
