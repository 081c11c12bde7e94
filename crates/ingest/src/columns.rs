//! Records in columns: what Athena, CloudTrail Lake and the console's event history give, put back under the names that
//! CloudTrail uses.
//!
//! Tables write names in lower case or as headings, and nested values as `{k=v}` or as JSON in a string. The record that
//! is made of them is as good as the table was.

use super::cells;
use super::dates::{Evidence, SheetTime};
use super::names::{canonical, holds_others, known, plain};
use std::borrow::Cow;
use std::collections::HashSet;
use trailglass_event::time::parse_event_time;
use trailglass_json::structural_index::is_value;
use trailglass_json::text::{self, quoted};
use trailglass_json::{path, walk};
use trailglass_protocol::report::DateOrder;

/// What a spreadsheet did to a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Damage {
    /// An account number became `5.28758E+11`; its last digits are gone.
    Account(String),
    /// A time became one of the spreadsheet's own; how its date was read.
    Time(String, DateOrder),
    /// Such a time whose date cannot be read in the order of its column.
    OtherTime(String, DateOrder),
}

/// A record that was made of columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The record as JSON.
    pub text: String,
    /// Whether the columns have the answer of a call, so that a sign-in without one is known to have had none.
    pub tells_answers: bool,
}

/// The columns of a table of events.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The member that each column fills, as a dotted path.
    members: Vec<String>,
    /// The column that holds whole records, beside a summary of each.
    record_column: Option<usize>,
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
        let members = plain.iter().zip(names).map(|(plain, name)| member_named(plain, name.trim()));
        Some(Header {
            members: members.collect(),
            record_column: plain.iter().position(|name| CARRIERS.contains(&name.as_str())),
            kind: if is_heading { "event history, CSV" } else { "query results, CSV" },
        })
    }

    /// How many columns.
    pub fn n_columns(&self) -> usize {
        self.members.len()
    }

    /// The cell that holds the row's whole record as JSON, where there is one.
    pub fn record_in<'c>(&self, cells: &'c [Cow<'_, str>]) -> Option<&'c str> {
        let cell = cells.get(self.record_column?)?.trim();
        cell.starts_with(['{', '[', '"']).then_some(cell)
    }

    /// The time in a row, where it is one that a spreadsheet wrote.
    pub fn sheet_time(&self, cells: &[Cow<'_, str>]) -> Option<SheetTime> {
        let column = self.members.iter().position(|member| member == "eventTime")?;
        let cell = cells.get(column).filter(|cell| parse_event_time(cell).is_none())?;
        SheetTime::read(cell)
    }

    /// The record that a row makes, and what a spreadsheet did to it. `order` is that of the dates in its column.
    pub fn record(&self, cells: &[Cow<'_, str>], order: DateOrder, damage: &mut Vec<Damage>) -> Made {
        let values = self.members.iter().zip(cells);
        let values = values
            .filter_map(|(member, cell)| Some((member.clone(), value_of(member, cell, order, damage)?)))
            .collect();
        let tells_answers = self.members.iter().any(|member| is_answer(member));
        Made { text: record(values), tells_answers }
    }
}

/// Members that hold a whole record, as text, beside a summary of it: that of `lookup-events` in the spellings of tools.
/// Without case and punctuation.
pub const CARRIERS: [&str; 2] = ["cloudtrailevent", "eventjson"];

/// The member that a column or a name in another spelling stands for, as a dotted path.
fn member_named(plain: &str, written: &str) -> String {
    match plain {
        // The names of the event history, and those of `lookup-events`.
        "username" => "userIdentity.userName".to_owned(),
        "awsaccesskey" | "accesskeyid" => "userIdentity.accessKeyId".to_owned(),
        plain => canonical(plain, written),
    }
}

/// Whether a member is the answer of a call, or of it.
fn is_answer(member: &str) -> bool {
    member.split('.').next().is_some_and(|head| head.eq_ignore_ascii_case("responseElements"))
}

/// Whether a member may be any text: `null` may be somebody's name, and spaces around it may be part of it.
fn is_free_text(name: &str) -> bool {
    matches!(name, "userName" | "resourceName" | "userAgent" | "errorMessage")
}

/// The JSON value of a cell; `None` where it holds nothing.
fn value_of(member: &str, written: &str, order: DateOrder, damage: &mut Vec<Damage>) -> Option<String> {
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
fn time(cell: &str, order: DateOrder, damage: &mut Vec<Damage>) -> String {
    if let Some(time) = parse_event_time(cell) {
        return time.to_string();
    }
    let Some(sheet_time) = SheetTime::read(cell) else { return cell.to_owned() };
    // What can be read in one order only is read so, whatever the others say.
    let order_of_cell = match sheet_time.evidence() {
        Some(Evidence::Proves(order)) => order,
        _ => order,
    };
    damage.push(if order_of_cell == order {
        Damage::Time(cell.to_owned(), order)
    } else {
        Damage::OtherTime(cell.to_owned(), order_of_cell)
    });
    sheet_time.at(order_of_cell).map_or_else(|| cell.to_owned(), |time| time.to_string())
}

/// A record under names in another spelling: in lower case, as Athena unloads it, or with capitals, as a summary of
/// `lookup-events` has them.
pub fn record_of_object(object: &str) -> Option<Made> {
    let values = walk::members(object).map(|(key, value)| {
        let key = text::decode(key);
        (member_named(&plain(&key), &key), value)
    });
    Some(made(values.collect()))
}

/// A row of a list: of objects with one member each, as CloudTrail Lake gives it, or of objects with a `field` and its
/// `value`, as CloudWatch Logs Insights gives it.
pub fn record_of_pairs(list: &str) -> Option<Made> {
    let mut values = Vec::new();
    for element in walk::elements(list) {
        let (key, value) = pair(element)?;
        values.push((member_named(&plain(&key), &key), value));
    }
    let has = |name: &str| values.iter().any(|(member, _)| member == name);
    if !has("eventTime") || !has("eventName") {
        return None;
    }
    Some(made(values))
}

/// A name and its value.
fn pair(element: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut members = walk::members(element);
    let (key, value) = members.next()?;
    let Some((other_key, other_value)) = members.next() else { return Some((text::decode(key), value)) };
    let is_field = key == "\"field\"" && other_key == "\"value\"" && members.next().is_none();
    is_field.then(|| text::scalar(value))?.map(|name| (name, other_value))
}

fn made(values: Vec<(String, &str)>) -> Made {
    let tells_answers = values.iter().any(|(member, _)| is_answer(member));
    Made { text: record(values.into_iter().filter_map(member_of).collect()), tells_answers }
}

/// The member that a JSON value makes: strings may hold nested values, objects have names in lower case.
fn member_of((member, value): (String, &str)) -> Option<(String, String)> {
    let made = match value.as_bytes().first()? {
        // No spreadsheet had these.
        b'"' => value_of(&member, &text::decode(value), DateOrder::default(), &mut Vec::new())?,
        b'{' if member == "userIdentity" => renamed(value, 4),
        b'[' if member == "resources" => {
            format!("[{}]", walk::elements(value).map(|element| renamed(element, 1)).collect::<Vec<_>>().join(","))
        }
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
pub fn records_of_athena(object: &str, found: &mut dyn FnMut(Made)) -> Option<bool> {
    let rows = member(member(object, "\"ResultSet\"")?, "\"Rows\"")?;
    let mut rows = walk::elements(rows).map(|row| cells_of_athena(row).unwrap_or_default());
    let header = rows.next().and_then(|names| Header::of(&names))?;
    let mut is_any = false;
    for cells in rows {
        is_any = true;
        found(header.record(&cells, DateOrder::default(), &mut Vec::new()));
    }
    Some(is_any)
}

/// The cells of a row of Athena's; `None` where it is none.
pub fn cells_of_athena(row: &str) -> Option<Vec<Cow<'_, str>>> {
    let data = member(row, "\"Data\"")?;
    let cell = |cell| path::first_text(cell, &["VarCharValue"]).unwrap_or_default();
    Some(walk::elements(data).map(cell).collect())
}

/// The member of an object under a key's literal.
fn member<'a>(object: &'a str, literal: &str) -> Option<&'a str> {
    walk::members(object).find(|(key, _)| *key == literal).map(|(_, value)| value)
}

/// A JSON object of dotted members and their JSON values, nested where members share a beginning.
fn record(values: Vec<(String, String)>) -> String {
    record_within(values, MOST_NESTED)
}

/// How deep members are made within one another; what is deeper keeps a name with dots.
const MOST_NESTED: u32 = 8;

fn record_within(values: Vec<(String, String)>, depth: u32) -> String {
    let mut out = String::from("{");
    let mut done: HashSet<&str> = HashSet::new();
    for (member, value) in &values {
        let (head, is_nested) = match member.split_once('.') {
            Some((head, _)) if depth > 0 && known(head).is_some() => (head, true),
            _ => (member.as_str(), false),
        };
        if !done.insert(head) {
            continue;
        }
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
            out.push_str(&record_within(values.iter().filter_map(below).collect(), depth - 1));
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
        let header = Header::of(&cow(header)).expect("a header");
        let made = header.record(&cow(cells), DateOrder::MonthFirst, &mut damage);
        (made.text, damage)
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
            r#"{"eventTime":"2024-03-01T10:00:00Z","eventName":"PutObject","userIdentity":{"type":"IAMUser","userName":"smithj"},"requestParameters":{"a":1}}"#
        );
        assert_eq!(
            row(&["eventtime", "eventname", "useridentity.arn", "x.y"], &["t", "n", "arn:1", "z"]).0,
            r#"{"eventTime":"t","eventName":"n","userIdentity":{"arn":"arn:1"},"x.y":"z"}"#
        );
    }

    #[test]
    fn a_cell_is_kept_as_it_stands() {
        let header = ["eventtime", "eventname", "username", "errorcode", "useragent", "x"];
        for (cells, expected) in [
            (["t", "n", "null", "null", "null", "null"], r#""userIdentity":{"userName":"null"},"userAgent":"null""#),
            (
                ["t", "n", " smithj ", "", "a  ", " b"],
                r#""userIdentity":{"userName":" smithj "},"userAgent":"a  ","x":" b""#,
            ),
        ] {
            assert_eq!(row(&header, &cells).0, format!(r#"{{"eventTime":"t","eventName":"n",{expected}}}"#));
        }
        for (cell, time) in [
            ("2024-03-01 10:00:00+00:00", "2024-03-01T10:00:00Z"),
            ("2024-03-01 10:00:00Z", "2024-03-01T10:00:00Z"),
            ("2024-03-01 12:00:00+02:00", "2024-03-01T10:00:00Z"),
            ("2024-03-01 10:00:00.000 UTC", "2024-03-01T10:00:00Z"),
            ("2024-03-01T10:00:00.25Z", "2024-03-01T10:00:00.250Z"),
            ("20240301T100000Z", "2024-03-01T10:00:00Z"),
            ("1709287200", "2024-03-01T10:00:00Z"),
            ("1.7092872E+12", "2024-03-01T10:00:00Z"),
        ] {
            let (record, damage) = row(&["eventtime", "eventname"], &[cell, "n"]);
            assert_eq!((record, damage), (format!(r#"{{"eventTime":"{time}","eventName":"n"}}"#), vec![]), "{cell}");
        }
    }

    #[test]
    fn damage_of_spreadsheets_is_told() {
        let header = ["eventtime", "eventname", "recipientaccountid"];
        let (record, damage) = row(&header, &["8/18/2024 1:05:07 PM", "n", "5.28758E+11"]);
        assert!(record.contains("2024-08-18T13:05:07Z"), "{record}");
        let time = Damage::Time("8/18/2024 1:05:07 PM".into(), DateOrder::MonthFirst);
        assert_eq!(damage, [time, Damage::Account("5.28758E+11".into())]);
        let (record, damage) = row(&header, &["18/8/2024 13:05", "n", ""]);
        assert!(record.contains("2024-08-18T13:05:00Z"), "{record}");
        assert_eq!(damage, [Damage::OtherTime("18/8/2024 13:05".into(), DateOrder::DayFirst)]);
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
    fn a_summary_of_lookup_events_becomes_a_record_that_tells_no_answer() {
        let summary = r#"{"EventId":"1","EventName":"X","ReadOnly":"true","AccessKeyId":"AKIA","EventTime":1709287200.0,"Username":"smithj","Resources":[{"ResourceType":"AWS::S3::Bucket","ResourceName":"b"}]}"#;
        let made = record_of_object(summary).expect("a record");
        assert_eq!(
            made.text,
            r#"{"eventID":"1","eventName":"X","readOnly":true,"userIdentity":{"accessKeyId":"AKIA","userName":"smithj"},"eventTime":1709287200.0,"resources":[{"resourceType":"AWS::S3::Bucket","resourceName":"b"}]}"#
        );
        assert!(!made.tells_answers);
        let insights = r#"[{"field":"eventTime","value":"t"},{"field":"eventName","value":"X"},{"field":"responseElements.x","value":"y"}]"#;
        let made = record_of_pairs(insights).expect("a record");
        assert_eq!(made.text, r#"{"eventTime":"t","eventName":"X","responseElements":{"x":"y"}}"#);
        assert!(made.tells_answers);
    }

    #[test]
    fn a_row_of_lake_and_an_object_in_lower_case_become_records() {
        assert_eq!(
            record_of_pairs(
                r#"[{"eventTime":"2024-03-01 10:00:00.000"},{"eventName":"X"},{"userIdentity":"{type=Root}"}]"#
            )
            .map(|made| made.text)
            .as_deref(),
            Some(r#"{"eventTime":"2024-03-01T10:00:00Z","eventName":"X","userIdentity":{"type":"Root"}}"#)
        );
        assert_eq!(record_of_pairs(r#"[{"a":1},{"b":2}]"#), None);
        assert_eq!(
            record_of_object(
                r#"{"eventtime":"t","eventname":"X","useridentity":{"principalid":"p","type":"Root"},"n":0.0}"#
            )
            .map(|made| made.text)
            .as_deref(),
            Some(r#"{"eventTime":"t","eventName":"X","userIdentity":{"principalId":"p","type":"Root"},"n":0.0}"#)
        );
    }
}
