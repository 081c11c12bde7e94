//! The header of a table of events: columns of Athena, CloudTrail Lake and the console's event history, and the members of a
//! record that they stand for.
//!
//! Tables write names in lower case or as headings, and nested values as `{k=v}` or as JSON in a string.

use super::cell_value::{CellDamage, value_of};
use super::member_names::{CARRIERS, known, member_named, plain};
use super::rebuilt_record::{RebuiltRecord, is_answer, object_of};
use super::sheet_time::SheetTime;
use std::borrow::Cow;
use trailglass_event::time::parse_event_time;
use trailglass_protocol::report::DateOrder;

/// The columns of a table of events.
#[derive(Clone, Debug, PartialEq)]
pub struct TableHeader {
    /// The member that each column fills, as a dotted path.
    members: Vec<String>,
    /// The column that holds whole records, next to columns that sum each up.
    record_column: Option<usize>,
    /// What the table is, in words.
    pub kind: &'static str,
}

impl TableHeader {
    /// The header whose names these are; `None` where they are not those of events.
    pub fn of(names: &[Cow<'_, str>]) -> Option<TableHeader> {
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
        Some(TableHeader {
            members: members.collect(),
            record_column: plain.iter().position(|name| CARRIERS.contains(&name.as_str())),
            kind: if is_heading { "event history, CSV" } else { "query results, CSV" },
        })
    }

    /// The number of columns.
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

    /// The record of a row. `order` is that of the dates in its column; what a spreadsheet did to the cells is added to
    /// `damage`.
    pub fn record(&self, cells: &[Cow<'_, str>], order: DateOrder, damage: &mut Vec<CellDamage>) -> RebuiltRecord {
        let values = self.members.iter().zip(cells);
        let values = values
            .filter_map(|(member, cell)| Some((member.clone(), value_of(member, cell, order, damage)?)))
            .collect();
        let has_answers = self.members.iter().any(|member| is_answer(member));
        RebuiltRecord { text: object_of(values), has_answers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(header: &[&str], cells: &[&str]) -> (String, Vec<CellDamage>) {
        let cow = |texts: &[&str]| texts.iter().map(|text| Cow::Owned((*text).to_owned())).collect::<Vec<_>>();
        let mut damage = Vec::new();
        let header = TableHeader::of(&cow(header)).expect("a header");
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
    fn damage_of_spreadsheets_is_reported() {
        let header = ["eventtime", "eventname", "recipientaccountid"];
        let (record, damage) = row(&header, &["8/18/2024 1:05:07 PM", "n", "5.28758E+11"]);
        assert!(record.contains("2024-08-18T13:05:07Z"), "{record}");
        let time = CellDamage::Time("8/18/2024 1:05:07 PM".into(), DateOrder::MonthFirst);
        assert_eq!(damage, [time, CellDamage::Account("5.28758E+11".into())]);
        let (record, damage) = row(&header, &["18/8/2024 13:05", "n", ""]);
        assert!(record.contains("2024-08-18T13:05:00Z"), "{record}");
        assert_eq!(damage, [CellDamage::OtherTime("18/8/2024 13:05".into(), DateOrder::DayFirst)]);
        assert!(row(&header, &["t", "n", "11122223333"]).0.contains("\"011122223333\""));
    }

    #[test]
    fn other_tables_have_no_header_of_events() {
        for names in [vec!["a", "b"], vec!["Event Name", "Event DateTime"], vec!["Event name", "Event time"]] {
            let names: Vec<Cow<'_, str>> = names.into_iter().map(Cow::Borrowed).collect();
            assert_eq!(TableHeader::of(&names), None);
        }
    }
}
