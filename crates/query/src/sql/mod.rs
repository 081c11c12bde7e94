//! A query as SQL, for trails that are too large for a tab: for DuckDB over the same files, and for Athena over a table of
//! CloudTrail logs.
//!
//! A clause that SQL cannot say exactly is left out and named, in such a way that nothing that matches is lost: the
//! rows are those of the query or more, never fewer.
//!
//! - `athena`: the table that Athena reads
//! - `record`: the members of a record
//! - `field`: the fields of events, made of members
//! - `predicate`: what a value must be
//! - `literal`: texts, numbers and instants

use super::plan::{Matcher, On, Plan, Test};
use literal::quoted;
use record::{ID, first_of, selected};
use trailglass_event::field::FIELDS;
use trailglass_event::time::TimeRange;

mod athena;
mod field;
mod literal;
mod predicate;
mod record;

pub use athena::ATHENA_TABLE;

/// Where it is to be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// DuckDB, over files.
    DuckDb,
    /// Amazon Athena.
    Athena,
}

/// A query as SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sql {
    /// The text.
    pub text: String,
    /// Clauses that it leaves out.
    pub left_out: Vec<String>,
}

/// The SQL of a plan whose times are fixed, narrowed to a range of time. `files` is where the files lie, for DuckDB.
pub fn sql(plan: &Plan, range: Option<TimeRange>, dialect: Dialect, files: &str) -> Sql {
    let mut writer = Writer { dialect, left_out: Vec::new() };
    let mut conditions = Vec::new();
    let range = range.map(|range| (range.from.0, range.to.0));
    if let (Dialect::Athena, Some(span)) = (dialect, both(range, span(plan))) {
        conditions.push(athena::days(span));
    }
    if let Some((from, to)) = range {
        conditions.push(writer.time(from, to));
    }
    let condition = writer.condition(plan, true);
    if condition != TRUE {
        conditions.push(condition);
    }
    let condition = if conditions.is_empty() { TRUE.to_owned() } else { conditions.join("\n  AND ") };
    let text = match dialect {
        Dialect::DuckDb => format!(
            "WITH records AS (\n  SELECT unnest(\"Records\") AS r\n  FROM read_json({}, columns = {{'Records': 'JSON[]'}}, \
             maximum_object_size = 1000000000)\n)\nSELECT {}\nFROM records\nWHERE {condition}\n\
             QUALIFY row_number() OVER (PARTITION BY coalesce({}, r::VARCHAR)) = 1\nORDER BY event_time DESC;\n",
            quoted(files),
            selected(dialect),
            first_of(dialect, ID)
        ),
        Dialect::Athena => {
            format!("SELECT {}\nFROM cloudtrail_logs\nWHERE {condition}\nORDER BY eventtime DESC;\n", selected(dialect))
        }
    };
    Sql { text, left_out: writer.left_out }
}

/// The time in which all must lie that a plan finds, where it says so; first and end, in microseconds since 1970 UTC.
fn span(plan: &Plan) -> Option<(i64, i64)> {
    match plan {
        Plan::Test(Test { matcher: Matcher::Time { from_micros, to_micros }, .. }) => Some((*from_micros, *to_micros)),
        Plan::And(plans) => plans.iter().map(span).fold(None, both),
        _ => None,
    }
}

/// The time that two leave.
fn both(one: Option<(i64, i64)>, other: Option<(i64, i64)>) -> Option<(i64, i64)> {
    match (one, other) {
        (Some(one), Some(other)) => Some((one.0.max(other.0), one.1.min(other.1))),
        _ => one.or(other),
    }
}

const TRUE: &str = "TRUE";
const FALSE: &str = "FALSE";

struct Writer {
    dialect: Dialect,
    left_out: Vec<String>,
}

impl Writer {
    /// The condition of a plan. `is_wide` says which way it may be wrong where a clause is left out: too wide, or,
    /// under a negation, too narrow.
    fn condition(&mut self, plan: &Plan, is_wide: bool) -> String {
        match plan {
            Plan::All => TRUE.to_owned(),
            Plan::None => FALSE.to_owned(),
            Plan::Not(plan) => format!("NOT {}", self.condition(plan, !is_wide)),
            Plan::And(plans) => self.joined(plans, "\n  AND ", is_wide),
            Plan::Or(plans) => self.joined(plans, " OR ", is_wide),
            Plan::Test(test) => match self.test(test) {
                // What is not there passes no test, and its negation all of them.
                Some(condition) => format!("coalesce({condition}, FALSE)"),
                None => {
                    self.left_out.push(test.clause.clone());
                    if is_wide { TRUE } else { FALSE }.to_owned()
                }
            },
        }
    }

    fn joined(&mut self, plans: &[Plan], word: &str, is_wide: bool) -> String {
        let parts: Vec<String> = plans.iter().map(|plan| self.condition(plan, is_wide)).collect();
        format!("({})", parts.join(word))
    }

    fn test(&mut self, test: &Test) -> Option<String> {
        match &test.on {
            On::Field(index) => self.field(FIELDS.get(*index)?.field, &test.matcher),
            On::Path(path) => self.path(path, &test.matcher),
            On::Any => self.anywhere(&test.matcher),
            On::Quality(_) => None,
        }
    }

    fn path(&mut self, path: &[String], matcher: &Matcher) -> Option<String> {
        // A step that is a number picks an element, which the names of all values in the record do not tell; a dot within
        // a step cannot be told from one between two.
        if path.iter().any(|step| step.parse::<usize>().is_ok() || step.contains(['"', '[', ']', '.'])) {
            return None;
        }
        // Athena keeps request and response as text, whose names are told apart by case.
        if self.dialect == Dialect::Athena {
            return None;
        }
        let name = quoted(&format!("$.{}", path.join(".")));
        let is_it = format!("lower(regexp_replace(t.fullkey, '\\[[0-9]+\\]|\"', '', 'g')) = {name}");
        let condition = if matcher.is_any() {
            "t.type <> 'NULL' AND NOT (t.type = 'ARRAY' AND json_array_length(t.value) > 0)".to_owned()
        } else {
            self.matches("(t.atom->>'$')", matcher)?
        };
        Some(format!("EXISTS (SELECT 1 FROM json_tree(r) AS t WHERE {is_it} AND {condition})"))
    }

    fn anywhere(&mut self, matcher: &Matcher) -> Option<String> {
        match self.dialect {
            Dialect::DuckDb => {
                let key = self.matches("t.key::VARCHAR", matcher)?;
                // A search finds the word null, which is no text in SQL.
                let value = self.matches("(CASE t.type WHEN 'NULL' THEN 'null' ELSE t.atom->>'$' END)", matcher)?;
                Some(format!(
                    "EXISTS (SELECT 1 FROM json_tree(r) AS t WHERE (NOT ends_with(t.fullkey, ']') AND {key}) OR {value})"
                ))
            }
            Dialect::Athena => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Schema, understand};
    use trailglass_event::time::Micros;

    fn of(text: &str, dialect: Dialect) -> Sql {
        sql(&understand(text, &Schema::events()).0, None, dialect, "logs/*.json.gz")
    }

    #[test]
    fn a_clause_that_sql_cannot_say_is_named_and_loses_no_row() {
        for (text, left_out, condition) in [
            ("event:Create*", 0, "nullif(r->>'$.eventType', ''))) LIKE 'create%'"),
            ("event:\"o'neil\"", 0, "= 'o''neil'"),
            ("actor:noor event:A", 1, "(TRUE\n  AND "),
            ("-actor:noor", 1, "NOT FALSE"),
            ("-(actor:noor event:A)", 1, "NOT (FALSE\n  AND "),
            ("actor:noor OR event:A", 1, "(TRUE OR "),
            (r"-requestParameters.tags.cost\.center:x", 1, "NOT FALSE"),
            ("mfa:false", 0, "ELSE 'unknown' END) = 'false'"),
            ("any:null", 0, "CASE t.type WHEN 'NULL' THEN 'null'"),
        ] {
            let sql = of(text, Dialect::DuckDb);
            assert_eq!(sql.left_out.len(), left_out, "{text}");
            assert!(sql.text.contains(condition), "{text}: {}", sql.text);
        }
    }

    #[test]
    fn athena_reads_only_the_days_that_a_time_leaves() {
        let range = TimeRange { from: Micros(1_709_287_200_000_000), to: Micros(1_709_373_600_000_000) };
        for (text, range, days) in [
            ("event:A time:2024-03-01", None, Some("'2024/02/29' AND '2024/03/03'")),
            ("time>=2024-03-01T10:00 time<2024-03-02", None, Some("'2024/02/29' AND '2024/03/03'")),
            ("time>=2024-03-01", None, Some("'2024/02/29' AND '9999/12/31'")),
            ("time<2024-03-01", None, Some("'1900/01/01' AND '2024/03/02'")),
            ("event:A", Some(range), Some("'2024/02/29' AND '2024/03/03'")),
            ("time>=2024-03-02", Some(range), Some("'2024/03/01' AND '2024/03/03'")),
            ("event:A", None, None),
            ("-time:2024-03-01", None, None),
            ("time:2024-03-01 OR event:A", None, None),
            ("event:A (time:2024-03-01 OR event:B)", None, None),
        ] {
            let sql = sql(&understand(text, &Schema::events()).0, range, Dialect::Athena, "");
            let found = sql.text.split_once("\nWHERE day BETWEEN ").map(|(_, rest)| &rest[..29]);
            assert_eq!(found, days, "{text}: {}", sql.text);
            assert_eq!(sql.text.matches("day BETWEEN").count(), usize::from(days.is_some()), "{text}: {}", sql.text);
            assert_eq!(sql.text.contains("try(from_iso8601_timestamp(eventtime))"), sql.text.contains("TIMESTAMP '"));
        }
        assert!(!of("time:2024-03-01", Dialect::DuckDb).text.contains("day BETWEEN"));
    }

    #[test]
    fn athena_names_members_as_its_table_does() {
        let sql = of("event:Decrypt ip:10.0.0.0/8 time:2024-03-01", Dialect::Athena);
        for part in [
            "lower(eventname) = 'decrypt'",
            "contains('10.0.0.0/8', TRY_CAST(sourceipaddress AS IPADDRESS))",
            "FROM cloudtrail_logs",
        ] {
            assert!(sql.text.contains(part), "{part} in {}", sql.text);
        }
        let failed = of("outcome:failed", Dialect::Athena).text;
        assert!(
            failed.contains("json_parse(serviceeventdetails) AS MAP(VARCHAR, JSON)), eventname)) = JSON '\"Failure\"'"),
            "{failed}"
        );
        for column in [
            "responseelements",
            "serviceeventdetails",
            "eventname",
            "sourceipaddress",
            "eventtime",
            "useridentity",
            "recipientaccountid",
        ] {
            assert!(ATHENA_TABLE.contains(column));
        }
    }
}
