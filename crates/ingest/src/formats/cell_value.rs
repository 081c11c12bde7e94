//! The JSON value that a cell of a table stands for, and what a spreadsheet did to it.

use super::athena_value;
use super::member_names::{canonical, holds_others, known, plain};
use super::sheet_time::{Evidence, SheetTime};
use trailglass_event::time::parse_event_time;
use trailglass_json::structural_index::is_value;
use trailglass_json::text::quoted;
use trailglass_protocol::report::DateOrder;

/// What a spreadsheet did to a value.
#[derive(Clone, Debug, PartialEq)]
pub enum CellDamage {
    /// An account number became `5.28758E+11`; its last digits are gone.
    Account(String),
    /// A time was written in the spreadsheet's own format; the order in which its date was read.
    Time(String, DateOrder),
    /// The same, of a date that cannot be read in the order of its column.
    OtherTime(String, DateOrder),
}

/// Whether a member may be any text: `null` may be somebody's name, and spaces around it may be part of it.
fn is_free_text(name: &str) -> bool {
    matches!(name, "userName" | "resourceName" | "userAgent" | "errorMessage")
}

/// The JSON value of a cell of the column for `member`; `None` where it holds nothing.
pub(super) fn value_of(member: &str, written: &str, order: DateOrder, damage: &mut Vec<CellDamage>) -> Option<String> {
    let cell = written.trim();
    let name = member.rsplit('.').next().unwrap_or(member);
    if cell.is_empty() || (matches!(cell, "null" | "NULL") && !is_free_text(name)) {
        return None;
    }
    if cell.starts_with(['{', '[']) && (holds_others(name) || known(name).is_none()) {
        return Some(nested(cell));
    }
    let lowered = cell.to_ascii_lowercase();
    match name {
        "readOnly" | "managementEvent" if lowered == "true" || lowered == "false" => Some(lowered),
        "eventTime" => Some(quoted(&time(cell, order, damage))),
        "recipientAccountId" | "accountId" => Some(quoted(&account(cell, damage))),
        _ if is_free_text(name) || known(name).is_none() => Some(quoted(written)),
        _ => Some(quoted(cell)),
    }
}

/// A nested value, which a table writes as JSON or as `{k=v}`.
fn nested(cell: &str) -> String {
    if is_value(cell) {
        return cell.to_owned();
    }
    athena_value::json_of(cell, &|key| canonical(&plain(key), key)).unwrap_or_else(|| quoted(cell))
}

fn account(cell: &str, damage: &mut Vec<CellDamage>) -> String {
    let is_number = cell.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && (6..12).contains(&cell.len()) {
        // A spreadsheet drops leading zeros, which can be put back.
        return format!("{cell:0>12}");
    }
    if cell.contains("E+") {
        damage.push(CellDamage::Account(cell.to_owned()));
    }
    cell.to_owned()
}

/// A time as CloudTrail writes it: tables write `2024-03-01 10:00:00.000`, spreadsheets `3/1/2024 10:00`.
fn time(cell: &str, order: DateOrder, damage: &mut Vec<CellDamage>) -> String {
    if let Some(time) = parse_event_time(cell) {
        return time.to_string();
    }
    let Some(sheet_time) = SheetTime::read(cell) else { return cell.to_owned() };
    // A date that can be read in one order only is read so, whatever the others of its column prove.
    let order_of_cell = match sheet_time.evidence() {
        Some(Evidence::Proves(order)) => order,
        _ => order,
    };
    damage.push(if order_of_cell == order {
        CellDamage::Time(cell.to_owned(), order)
    } else {
        CellDamage::OtherTime(cell.to_owned(), order_of_cell)
    });
    sheet_time.at(order_of_cell).map_or_else(|| cell.to_owned(), |time| time.to_string())
}
