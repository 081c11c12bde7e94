//! Records in columns: what Athena, CloudTrail Lake and the console's event history give, put back under the names that
//! CloudTrail uses.
//!
//! Tables write names in lower case or as headings, and nested values as `{k=v}` or as JSON in a string. The record that
//! is made of them is as good as the table was.

use super::cells;
use super::envelope::Found;
use super::names::{canonical, holds_others, known, plain};
use std::borrow::Cow;
use trailglass_json::tape::is_value;
use trailglass_json::text::{self, quoted};
use trailglass_json::{path, walk};

/// What a spreadsheet did to a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Damage {
    /// An account number became `5.28758E+11`; its last digits are gone.
    Account(String),
    /// A time became one of the spreadsheet's own; it was read as month, day, year.
    Time(String),
}

/// The columns of a table of events.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The member that each column fills, as a dotted path.
    members: Vec<String>,
    /// What the table is, in words.
    pub kind: &'static str,
}

impl Header {
    /// The columns of a table whose first row this is, if it is a table of events.
    pub fn of(names: &[Cow<'_, str>]) -> Option<Header> {
        let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let has = |name: &str| plain.iter().any(|other| other == name);
        if !has("eventtime") || !has("eventname") {
            return None;
        }
        let n_known = plain.iter().filter(|name| known(name.split('.').next().unwrap_or_default()).is_some()).count();
        let is_heading = names.iter().any(|name| name.contains(' '));
        if is_heading && n_known < 3 {
            return None;
        }
        let members = plain.iter().zip(names).map(|(plain, name)| match plain.as_str() {
            "username" => "userIdentity.userName".to_owned(),
            "awsaccesskey" => "userIdentity.accessKeyId".to_owned(),
            plain => canonical(plain, name.trim()),
        });
        Some(Header {
            members: members.collect(),
            kind: if is_heading { "event history, CSV" } else { "query results, CSV" },
        })
    }

    /// How many columns.
    pub fn n_columns(&self) -> usize {
        self.members.len()
    }

    /// The record that a row makes, and what a spreadsheet did to it.
    pub fn record(&self, cells: &[Cow<'_, str>], damage: &mut Vec<Damage>) -> String {
        let values = self.members.iter().zip(cells);
        record(values.filter_map(|(member, cell)| Some((member.clone(), value_of(member, cell, damage)?))).collect())
    }
}

/// The JSON value of a cell; `None` where it holds nothing.
fn value_of(member: &str, cell: &str, damage: &mut Vec<Damage>) -> Option<String> {
    let cell = cell.trim();
    if cell.is_empty() || cell == "null" || cell == "NULL" {
        return None;
    }
    let name = member.rsplit('.').next().unwrap_or(member);
    if cell.starts_with(['{', '[']) && (holds_others(name) || known(name).is_none()) {
        return Some(nested(cell));
    }
    let lowered = cell.to_ascii_lowercase();
    match name {
        "readOnly" | "managementEvent" if lowered == "true" || lowered == "false" => Some(lowered),
        "eventTime" => Some(quoted(&time(cell, damage))),
        "recipientAccountId" | "accountId" => Some(quoted(&account(cell, damage))),
        _ => Some(quoted(cell)),
    }
}

/// A nested value, which a table writes as JSON or as `{k=v}`.
fn nested(cell: &str) -> String {
    if is_value(cell) {
        return cell.to_owned();
    }
    cells::json_of(cell, &|key| canonical(&plain(key), key)).unwrap_or_else(|| quoted(cell))
}

fn account(cell: &str, damage: &mut Vec<Damage>) -> String {
    let is_number = cell.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && (6..12).contains(&cell.len()) {
        // Leading zeros are what a spreadsheet takes first, and they are known.
        return format!("{cell:0>12}");
    }
    if cell.contains("E+") {
        damage.push(Damage::Account(cell.to_owned()));
    }
    cell.to_owned()
}

/// A time as CloudTrail writes it: tables write `2024-03-01 10:00:00.000`, spreadsheets `3/1/2024 10:00`.
fn time(cell: &str, damage: &mut Vec<Damage>) -> String {
    let bare = cell.trim_end_matches(" UTC");
    if bare.as_bytes().get(10) == Some(&b' ') && bare.as_bytes().get(4) == Some(&b'-') {
        return format!("{}T{}Z", &bare[..10], &bare[11..]);
    }
    match spreadsheet_time(bare) {
        Some(time) => {
            damage.push(Damage::Time(cell.to_owned()));
            time
        }
        None => cell.to_owned(),
    }
}

/// `3/1/2024 10:00`, with seconds and AM or PM where they are; month first unless it cannot be one.
fn spreadsheet_time(cell: &str) -> Option<String> {
    let (date, rest) = cell.split_once(' ')?;
    let mut parts = date.split(['/', '.']).map(|part| part.parse::<u32>().ok());
    let (first, second, year) = (parts.next()??, parts.next()??, parts.next()??);
    let (month, day) = if first > 12 { (second, first) } else { (first, second) };
    let (clock, half) = rest.split_once(' ').unwrap_or((rest, ""));
    let mut parts = clock.split(':').map(|part| part.parse::<u32>().ok());
    let (hour, minute, seconds) = (parts.next()??, parts.next()??, parts.next().flatten().unwrap_or(0));
    let hour = match half {
        "PM" | "pm" => hour % 12 + 12,
        "AM" | "am" => hour % 12,
        _ => hour,
    };
    let year = if year < 100 { year + 2000 } else { year };
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{seconds:02}Z"))
}

/// A record under names in lower case, as Athena unloads it.
pub fn record_of_object(object: &str) -> Option<String> {
    let values = walk::members(object).map(|(key, value)| {
        let key = text::decode(key);
        (canonical(&plain(&key), &key), value)
    });
    Some(record(values.filter_map(member_of).collect()))
}

/// A row of CloudTrail Lake: a list of objects with one member each.
pub fn record_of_pairs(list: &str) -> Option<String> {
    let mut values = Vec::new();
    for element in walk::elements(list) {
        let mut members = walk::members(element);
        let (key, value) = members.next()?;
        if members.next().is_some() {
            return None;
        }
        let key = text::decode(key);
        values.push((canonical(&plain(&key), &key), value));
    }
    let has = |name: &str| values.iter().any(|(member, _)| member == name);
    if !has("eventTime") || !has("eventName") {
        return None;
    }
    Some(record(values.into_iter().filter_map(member_of).collect()))
}

/// The member that a JSON value makes: strings may hold nested values, objects have names in lower case.
fn member_of((member, value): (String, &str)) -> Option<(String, String)> {
    let made = match value.as_bytes().first()? {
        b'"' => value_of(&member, &text::decode(value), &mut Vec::new())?,
        b'{' if member == "userIdentity" => renamed(value, 4),
        _ => value.to_owned(),
    };
    Some((member, made))
}

/// An object with CloudTrail's names in the place of those in lower case, so many levels deep.
fn renamed(object: &str, depth: u32) -> String {
    if depth == 0 || !object.starts_with('{') {
        return object.to_owned();
    }
    let values = walk::members(object).map(|(key, value)| {
        let key = text::decode(key);
        (canonical(&plain(&key), &key), renamed(value, depth - 1))
    });
    record(values.collect())
}

/// What Athena's GetQueryResults gives: rows of cells, the first of them the header. `None` where it is no such thing.
pub fn records_of_athena(object: &str, found: &mut dyn FnMut(Found, &str)) -> Option<bool> {
    let member = |object, name| walk::members(object).find(|(key, _)| *key == name).map(|(_, value)| value);
    let rows = member(member(object, "\"ResultSet\"")?, "\"Rows\"")?;
    let mut rows = walk::elements(rows).map(|row| {
        let data = member(row, "\"Data\"").unwrap_or_default();
        let cell = |cell| path::first_text(cell, &["VarCharValue"]).unwrap_or_default();
        walk::elements(data).map(cell).collect::<Vec<_>>()
    });
    let header = rows.next().and_then(|names| Header::of(&names))?;
    let mut is_any = false;
    for cells in rows {
        is_any = true;
        found(Found::Columns, &header.record(&cells, &mut Vec::new()));
    }
    Some(is_any)
}

/// A JSON object of dotted members and their JSON values, nested where members share a beginning.
fn record(values: Vec<(String, String)>) -> String {
    let mut out = String::from("{");
    let mut done: Vec<&str> = Vec::new();
    for (member, value) in &values {
        let (head, is_nested) = match member.split_once('.') {
            Some((head, _)) if known(head).is_some() => (head, true),
            _ => (member.as_str(), false),
        };
        if done.contains(&head) {
            continue;
        }
        done.push(head);
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&quoted(head));
        out.push(':');
        if is_nested {
            let below = |(member, value): &(String, String)| {
                let rest = member.strip_prefix(head)?.strip_prefix('.')?;
                Some((rest.to_owned(), value.clone()))
            };
            out.push_str(&record(values.iter().filter_map(below).collect()));
        } else {
            out.push_str(value);
        }
    }
    out.push('}');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(header: &[&str], cells: &[&str]) -> (String, Vec<Damage>) {
        let cow = |texts: &[&str]| texts.iter().map(|text| Cow::Owned((*text).to_owned())).collect::<Vec<_>>();
        let mut damage = Vec::new();
        let record = Header::of(&cow(header)).expect("a header").record(&cow(cells), &mut damage);
        (record, damage)
    }

    #[test]
    fn rows_become_records() {
        let history = ["Event time", "User name", "AWS access key", "Event name", "Event source", "Read-only"];
        assert_eq!(
            row(&history, &["2024-03-01T10:00:00Z", "smithj", "AKIA", "PutObject", "s3.amazonaws.com", "FALSE"]).0,
            r#"{"eventTime":"2024-03-01T10:00:00Z","userIdentity":{"userName":"smithj","accessKeyId":"AKIA"},"eventName":"PutObject","eventSource":"s3.amazonaws.com","readOnly":false}"#
        );
        let lake = ["eventtime", "eventname", "useridentity", "requestparameters", "errorcode"];
        assert_eq!(
            row(&lake, &["2024-03-01 10:00:00.000", "PutObject", "{type=IAMUser, username=smithj}", r#"{"a":1}"#, ""])
                .0,
            r#"{"eventTime":"2024-03-01T10:00:00.000Z","eventName":"PutObject","userIdentity":{"type":"IAMUser","userName":"smithj"},"requestParameters":{"a":1}}"#
        );
        assert_eq!(
            row(&["eventtime", "eventname", "useridentity.arn", "x.y"], &["t", "n", "arn:1", "z"]).0,
            r#"{"eventTime":"t","eventName":"n","userIdentity":{"arn":"arn:1"},"x.y":"z"}"#
        );
    }

    #[test]
    fn damage_of_spreadsheets_is_told() {
        let header = ["eventtime", "eventname", "recipientaccountid"];
        let (record, damage) = row(&header, &["8/18/2024 1:05:07 PM", "n", "5.28758E+11"]);
        assert!(record.contains("2024-08-18T13:05:07Z"), "{record}");
        assert_eq!(damage, [Damage::Time("8/18/2024 1:05:07 PM".into()), Damage::Account("5.28758E+11".into())]);
        assert!(row(&header, &["t", "n", "11122223333"]).0.contains("\"011122223333\""));
    }

    #[test]
    fn other_tables_are_none_of_events() {
        for names in [vec!["a", "b"], vec!["Event Name", "Event DateTime"], vec!["Event name", "Event time"]] {
            let names: Vec<Cow<'_, str>> = names.into_iter().map(Cow::Borrowed).collect();
            assert_eq!(Header::of(&names), None);
        }
    }

    #[test]
    fn a_row_of_lake_and_an_object_in_lower_case_become_records() {
        assert_eq!(
            record_of_pairs(
                r#"[{"eventTime":"2024-03-01 10:00:00.000"},{"eventName":"X"},{"userIdentity":"{type=Root}"}]"#
            )
            .as_deref(),
            Some(r#"{"eventTime":"2024-03-01T10:00:00.000Z","eventName":"X","userIdentity":{"type":"Root"}}"#)
        );
        assert_eq!(record_of_pairs(r#"[{"a":1},{"b":2}]"#), None);
        assert_eq!(
            record_of_object(
                r#"{"eventtime":"t","eventname":"X","useridentity":{"principalid":"p","type":"Root"},"n":0.0}"#
            )
            .as_deref(),
            Some(r#"{"eventTime":"t","eventName":"X","userIdentity":{"principalId":"p","type":"Root"},"n":0.0}"#)
        );
    }
}
