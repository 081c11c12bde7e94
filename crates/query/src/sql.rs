//! A query as SQL, for trails that are too much for a tab: for DuckDB over the same files, and for Athena over a table of
//! CloudTrail logs, with the statement that makes it.
//!
//! A clause that SQL cannot say exactly is left out and named, in such a way that nothing that matches is lost: the
//! rows are those of the query or more, never fewer.

use super::ast::Operator;
use super::pattern::Case;
use super::plan::{Matcher, On, Plan, Test};
use trailglass_event::READ_VERBS;
use trailglass_event::address::{Network, Origin};
use trailglass_event::field::{FIELDS, Field};
use trailglass_event::mfa;
use trailglass_event::outcome::DENIALS;
use trailglass_event::sign_in::FAILURE;
use trailglass_event::time::{DAY, Micros, TimeRange};

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
        conditions.push(days(span));
    }
    if let Some((from, to)) = range {
        conditions.push(writer.time(from, to));
    }
    let condition = writer.condition(plan, true);
    if condition != TRUE {
        conditions.push(condition);
    }
    let condition = match conditions.is_empty() {
        true => TRUE.to_owned(),
        false => conditions.join("\n  AND "),
    };
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

/// The days of Athena's table in which events of a time lie: those of their delivery, which is later than they are. A day
/// more at both ends makes up for that.
fn days((from, to): (i64, i64)) -> String {
    let day = |micros: i64| writable(micros).to_string().get(..10).unwrap_or_default().replace('-', "/");
    format!("day BETWEEN '{}' AND '{}'", day(from.saturating_sub(DAY)), day(to.saturating_add(DAY)))
}

/// What is beyond these years is beyond every trail, and beyond what SQL can write.
fn writable(micros: i64) -> Micros {
    Micros(micros.clamp(-2_208_988_800_000_000, 253_402_300_799_000_000))
}

/// What is shown of each event.
fn selected(dialect: Dialect) -> String {
    match dialect {
        Dialect::DuckDb => format!(
            "{} AS event_time, {} AS event_name,\n  {} AS event_source, r->>'$.userIdentity.arn' AS arn,\n  \
             r->>'$.awsRegion' AS region, r->>'$.sourceIPAddress' AS source_ip, r->>'$.errorCode' AS error_code,\n  \
             {} AS event_id, r AS record",
            first_of(dialect, TIME),
            first_of(dialect, NAME),
            first_of(dialect, SOURCE),
            first_of(dialect, ID)
        ),
        Dialect::Athena => {
            "eventtime, eventname, eventsource, useridentity.arn, awsregion, sourceipaddress, errorcode,\n  \
             eventid, requestparameters, responseelements"
                .to_owned()
        }
    }
}

/// Members that tell the same, as ingest takes them: those of calls first, then those of Insights events and of
/// aggregated ones.
const TIME: &[&str] = &["eventTime", "timeWindow.windowStart"];
const NAME: &[&str] = &["eventName", "insightDetails.eventName", "eventType"];
const SOURCE: &[&str] = &["eventSource", "insightDetails.eventSource"];
const ID: &[&str] = &["eventID", "eventId"];
const ACCOUNT: &[&str] = &["recipientAccountId", "accountId"];

/// The first of some members of the record that is there, as text. Athena's table is of calls, which have the first of
/// each list: Insights and aggregated events lie in folders of their own.
fn first_of(dialect: Dialect, members: &[&str]) -> String {
    match dialect {
        Dialect::DuckDb => {
            let members: Vec<String> = members.iter().map(|path| member(dialect, path)).collect();
            format!("coalesce({})", members.join(", "))
        }
        Dialect::Athena => member(dialect, members[0]),
    }
}

/// A member of the record as text, `NULL` where there is none.
fn member(dialect: Dialect, path: &str) -> String {
    match dialect {
        Dialect::DuckDb => format!("nullif(r->>'$.{path}', '')"),
        Dialect::Athena => path.to_ascii_lowercase(),
    }
}

/// The statement that makes the table for Athena, over a trail's bucket, with its partitions worked out from their
/// names ("Create the table for CloudTrail logs in Athena using partition projection", Athena user guide).
pub const ATHENA_TABLE: &str = "CREATE EXTERNAL TABLE cloudtrail_logs (
  eventversion STRING,
  useridentity STRUCT<
    type: STRING, principalid: STRING, arn: STRING, accountid: STRING, invokedby: STRING, accesskeyid: STRING,
    username: STRING, onbehalfof: STRUCT<userid: STRING, identitystorearn: STRING>,
    sessioncontext: STRUCT<
      attributes: STRUCT<mfaauthenticated: STRING, creationdate: STRING>,
      sessionissuer: STRUCT<type: STRING, principalid: STRING, arn: STRING, accountid: STRING, username: STRING>>>,
  eventtime STRING, eventsource STRING, eventname STRING, awsregion STRING, sourceipaddress STRING, useragent STRING,
  errorcode STRING, errormessage STRING, requestparameters STRING, responseelements STRING,
  additionaleventdata STRING, requestid STRING, eventid STRING, readonly STRING, eventtype STRING,
  apiversion STRING, recipientaccountid STRING, serviceeventdetails STRING, sharedeventid STRING, vpcendpointid STRING)
PARTITIONED BY (`account` STRING, `region` STRING, `day` STRING)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://BUCKET/AWSLogs/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = 'ACCOUNTS',
  'projection.region.type' = 'enum',
  'projection.region.values' = 'REGIONS',
  'projection.day.type' = 'date',
  'projection.day.format' = 'yyyy/MM/dd',
  'projection.day.interval' = '1',
  'projection.day.interval.unit' = 'DAYS',
  'projection.day.range' = '2020/01/01,NOW',
  'storage.location.template' = 's3://BUCKET/AWSLogs/${account}/CloudTrail/${region}/${day}');
";

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

    fn field(&mut self, field: Field, matcher: &Matcher) -> Option<String> {
        if let Matcher::Time { from_micros, to_micros } = matcher {
            return (field == Field::Time).then(|| self.time(*from_micros, *to_micros));
        }
        let member = |name: &str| member(self.dialect, name);
        let first_of = |members: &[&str]| first_of(self.dialect, members);
        let value = match field {
            Field::Time => first_of(TIME),
            Field::Event => first_of(NAME),
            Field::Service => format!("regexp_replace({}, '\\.amazonaws\\.com$', '')", first_of(SOURCE)),
            Field::Key => member("userIdentity.accessKeyId"),
            Field::Region => member("awsRegion"),
            Field::Account => {
                format!("coalesce({}, {})", first_of(ACCOUNT), member("userIdentity.accountId"))
            }
            Field::Ip => member("sourceIPAddress"),
            // A failed sign-in has no code; its reason is its message.
            Field::Error => format!(
                "coalesce(nullif({}, ''), CASE WHEN {} OR {} THEN coalesce(nullif({}, ''), '{FAILURE}') END)",
                member("errorCode"),
                self.fails("responseElements"),
                self.fails("serviceEventDetails"),
                member("errorMessage")
            ),
            Field::Outcome => format!(
                "CASE WHEN regexp_{1}({0}, '{2}') THEN 'denied' WHEN {0} <> '' OR {3} OR {4} THEN 'failed' ELSE 'ok' END",
                member("errorCode"),
                self.finds(),
                DENIALS.join("|"),
                self.fails("responseElements"),
                self.fails("serviceEventDetails")
            ),
            Field::Write => format!(
                "CASE WHEN {0} = 'true' THEN 'false' WHEN {0} = 'false' THEN 'true' WHEN regexp_{2}({1}, '^({3})') \
                 THEN 'false' ELSE 'true' END",
                member("readOnly"),
                first_of(NAME),
                self.finds(),
                READ_VERBS.join("|")
            ),
            Field::Mfa => format!(
                "CASE WHEN lower({0}) = 'true' OR lower({1}) = 'yes' THEN 'true' WHEN lower({0}) = 'false' OR lower({1}) = 'no' \
                 THEN 'false' ELSE 'unknown' END",
                member(mfa::SESSION_PATH),
                match self.dialect {
                    Dialect::DuckDb => member(mfa::SIGN_IN_PATH),
                    Dialect::Athena => "TRY(json_extract_scalar(additionaleventdata, '$.MFAUsed'))".to_owned(),
                }
            ),
            // Worked out from several members, by rules that are no business of SQL.
            Field::Actor
            | Field::Identity
            | Field::User
            | Field::Role
            | Field::Target
            | Field::Targets
            | Field::Job
            | Field::Pipeline
            | Field::Preset
            | Field::Source => return None,
        };
        self.matches(&value, matcher)
    }

    /// The word behind `regexp_` for what is found anywhere.
    fn finds(&self) -> &'static str {
        match self.dialect {
            Dialect::DuckDb => "matches",
            Dialect::Athena => "like",
        }
    }

    /// Whether a member of the record says of the event that it failed.
    fn fails(&self, part: &str) -> String {
        let name = member(self.dialect, "eventName");
        match self.dialect {
            Dialect::DuckDb => format!("r->>('/{part}/' || {name}) = '{FAILURE}'"),
            Dialect::Athena => {
                let part = member(self.dialect, part);
                format!(
                    "TRY(element_at(CAST(json_parse({part}) AS MAP(VARCHAR, JSON)), {name})) = JSON '\"{FAILURE}\"'"
                )
            }
        }
    }

    fn time(&self, from: i64, to: i64) -> String {
        let instant = |micros: i64| {
            let text = writable(micros).to_string();
            format!("TIMESTAMP '{}'", text.trim_end_matches('Z').replace('T', " "))
        };
        let value = match self.dialect {
            // A time without an offset is UTC's, whatever the zone of the computer. Also without separators, and as a
            // number of seconds or thousandths of them.
            Dialect::DuckDb => {
                let text = first_of(self.dialect, TIME);
                format!(
                    "coalesce(make_timestamp(epoch_us(TRY_CAST(regexp_replace({text}, '^([0-9-]+[T ][0-9:.]+)$', '\\1Z') \
                     AS TIMESTAMPTZ))), try_strptime({text}, '%Y%m%dT%H%M%SZ'), \
                     make_timestamp(CAST(CASE WHEN {0} BETWEEN 1e9 AND 1e11 THEN {0} * 1e6 \
                     WHEN {0} BETWEEN 1e11 AND 1e14 THEN {0} * 1e3 END AS BIGINT)))",
                    format!("TRY_CAST({text} AS DOUBLE)")
                )
            }
            // One time that is none must not end the whole query.
            Dialect::Athena => "CAST(coalesce(try(from_iso8601_timestamp(eventtime)), \
                                try(parse_datetime(eventtime, 'yyyyMMdd''T''HHmmss''Z'''))) AT TIME ZONE 'UTC' AS TIMESTAMP)"
                .to_owned(),
        };
        format!("({value} >= {} AND {value} < {})", instant(from), instant(to))
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
        let condition = match matcher.is_any() {
            true => "t.type <> 'NULL' AND NOT (t.type = 'ARRAY' AND json_array_length(t.value) > 0)".to_owned(),
            false => self.matches("(t.atom->>'$')", matcher)?,
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

    /// Whether a value, as text, is what a matcher wants.
    fn matches(&self, value: &str, matcher: &Matcher) -> Option<String> {
        Some(match matcher {
            Matcher::Pattern(pattern) if pattern.is_any() => format!("{value} IS NOT NULL"),
            Matcher::Pattern(pattern) => {
                let (value, like) = match pattern.case() {
                    Case::Ignored => (format!("lower({value})"), pattern.like()),
                    Case::Regarded => (value.to_owned(), pattern.like()),
                };
                match like.contains(['%', '_', '\\']) {
                    true => format!("{value} LIKE {} ESCAPE '\\'", quoted(&like)),
                    false => format!("{value} = {}", quoted(&like)),
                }
            }
            Matcher::Flag(flag) => format!("{value} = '{flag}'"),
            Matcher::Number(operator, number) => {
                let sign = match operator {
                    Operator::AtLeast => ">=",
                    Operator::Above => ">",
                    Operator::AtMost => "<=",
                    Operator::Below => "<",
                    Operator::Has | Operator::Is => "=",
                };
                format!("TRY_CAST({value} AS DOUBLE) {sign} {}", decimal(number.value()))
            }
            Matcher::Expression(expression) => {
                let (pattern, is_case_ignored) = expression.parts();
                let pattern = if is_case_ignored { format!("(?i){pattern}") } else { pattern };
                format!("regexp_{}({value}, {})", self.finds(), quoted(&pattern))
            }
            Matcher::Network(network) => return self.network(value, *network),
            Matcher::Origin(Origin::Internal) => format!("lower({value}) = 'aws internal'"),
            Matcher::Origin(Origin::Service) => format!(
                "({value} LIKE '%.%' AND regexp_{0}({value}, '^[A-Za-z0-9.-]+$') AND regexp_{0}({value}, '[A-Za-z-]'))",
                self.finds()
            ),
            Matcher::Origin(_) | Matcher::Time { .. } | Matcher::Relative { .. } => return None,
        })
    }

    fn network(&self, value: &str, network: Network) -> Option<String> {
        let (address, bits) = network.as_version_4()?;
        if self.dialect == Dialect::Athena {
            return Some(format!("contains('{address}/{bits}', TRY_CAST({value} AS IPADDRESS))"));
        }
        let first = address.to_bits();
        let last = first | u32::MAX.checked_shr(bits.into()).unwrap_or(0);
        let part = |at: u32| format!("TRY_CAST(split_part({value}, '.', {at}) AS BIGINT)");
        let number = format!("({} * 16777216 + {} * 65536 + {} * 256 + {})", part(1), part(2), part(3), part(4));
        let is_address = format!("regexp_matches({value}, '^[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+$')");
        Some(format!("({is_address} AND {number} BETWEEN {first} AND {last})"))
    }
}

/// A number, exactly. Nearly all have few places; others are what they are made of. Printing floats in general is code and
/// tables of eight kilobytes.
fn decimal(value: f64) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    let size = value.abs();
    let mut unit = 1u64;
    for places in 0..10 {
        let digits = (size * unit as f64 + 0.5) as u64;
        if digits < 1 << 53 && digits as f64 / unit as f64 == size {
            return match places {
                0 => format!("{sign}{digits}"),
                _ => format!("{sign}{}.{:0places$}", digits / unit, digits % unit),
            };
        }
        unit *= 10;
    }
    let (exponent, fraction) = ((size.to_bits() >> 52) as i64, size.to_bits() & ((1 << 52) - 1));
    let whole = if exponent > 0 { fraction | 1 << 52 } else { fraction };
    format!("{sign}{whole} * power(2, {})", exponent.max(1) - 1075)
}

/// A text as SQL writes it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Schema, understand};

    fn of(text: &str, dialect: Dialect) -> Sql {
        sql(&understand(text, &Schema::events()).0, None, dialect, "logs/*.json.gz")
    }

    #[test]
    fn numbers_are_written_exactly() {
        for (value, text) in [
            (0.0, "0"),
            (-5400.0, "-5400"),
            (0.25, "0.25"),
            (-1.05, "-1.05"),
            (1e15, "1000000000000000"),
            (1e-9, "0.000000001"),
            (1e30, "7105427357601002 * power(2, 47)"),
            (5e-324, "1 * power(2, -1074)"),
        ] {
            assert_eq!(decimal(value), text);
        }
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
