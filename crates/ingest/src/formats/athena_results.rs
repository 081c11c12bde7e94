//! What Athena's GetQueryResults gives: rows of cells, the first of them the header.

use super::rebuilt_record::RebuiltRecord;
use super::table_header::TableHeader;
use std::borrow::Cow;
use trailglass_json::{path, walk};
use trailglass_protocol::report::DateOrder;

/// Calls `found` for the record of each row. Returns whether there was any; `None` where the object is no such answer.
pub fn records_in(object: &str, found: &mut dyn FnMut(RebuiltRecord)) -> Option<bool> {
    let rows = member(member(object, "\"ResultSet\"")?, "\"Rows\"")?;
    let mut rows = walk::elements(rows).map(|row| cells_of_row(row).unwrap_or_default());
    let header = rows.next().and_then(|names| TableHeader::of(&names))?;
    let mut is_any = false;
    for cells in rows {
        is_any = true;
        found(header.record(&cells, DateOrder::default(), &mut Vec::new()));
    }
    Some(is_any)
}

/// The cells of a row; `None` where the object is no row.
pub fn cells_of_row(row: &str) -> Option<Vec<Cow<'_, str>>> {
    let data = member(row, "\"Data\"")?;
    let cell = |cell| path::first_text(cell, &["VarCharValue"]).unwrap_or_default();
    Some(walk::elements(data).map(cell).collect())
}

/// The member of an object under a key's literal.
fn member<'a>(object: &'a str, literal: &str) -> Option<&'a str> {
    walk::members(object).find(|(key, _)| *key == literal).map(|(_, value)| value)
}
