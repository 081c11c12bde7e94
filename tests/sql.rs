//! A query as SQL gives the same events. Run against the real DuckDB, over the sample trail: `DUCKDB_PYTHON` names a
//! Python that has the package `duckdb`, as `scripts/environment` does once `scripts/setup duckdb` has installed one;
//! without it this is skipped, and says so.

use crate::support::Viewer;
use serde_json::json;
use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};
use trailglass_event::time::{Micros, TimeRange};
use trailglass_query::sql::{Dialect, sql};
use trailglass_query::{Plan, Schema, understand};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/static/sample");

/// Reads statements, one behind the other with a zero between them, and prints the ids that each gives. On one thread, for
/// other tests have the rest of the machine, and more are no faster here; without the progress that DuckDB would print among the
/// ids where a statement takes two seconds.
const RUN: &str = "
import sys, duckdb
duckdb.execute('SET threads = 1; SET enable_progress_bar = false')
for text in sys.stdin.read().split('\\0'):
    print(' '.join(row[0] or '-' for row in duckdb.sql('SELECT event_id FROM (' + text.strip().rstrip(';') + ')').fetchall()))
";

fn duckdb(python: &str, statements: &[String]) -> Vec<BTreeSet<String>> {
    let mut child = Command::new(python)
        .args(["-c", RUN])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{python} does not start: {error}"));
    child.stdin.take().unwrap().write_all(statements.join("\0").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "DuckDB refused a statement; its words are above");
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

fn sample() -> Viewer {
    let mut viewer = Viewer::new();
    for entry in std::fs::read_dir(SAMPLE).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "gz") {
            viewer.load(&path.to_string_lossy(), &std::fs::read(&path).unwrap());
        }
    }
    viewer.freeze();
    viewer
}

/// Queries that SQL says in full.
const EXACT: &[&str] = &[
    "",
    "event:CreateJob",
    "event:Create* -region:us-east-1",
    "event=createjob",
    "event=CreateJob",
    "event:?etObject",
    "service:elastictranscoder",
    "service:s3.amazonaws.com error:*",
    "-error:*",
    "error:AccessDenied OR outcome:failed",
    "outcome:denied",
    "outcome:failed -error:*",
    "ok:true -service:s3",
    "write:true",
    "-write:true",
    "account:111122223333",
    "key:ASIA*",
    "-key:*",
    "ip:10.0.0.0/8",
    "ip:203.0.113.0/24",
    "-ip:203.0.113.0/24",
    "ip:service",
    "ip:internal",
    "time:2024-03-01T10",
    "time>=2024-03-01T12:00 time<2024-03-01T13:30",
    "time>end-2h",
    "event:/^(create|cancel)job$/i",
    "event:/Job/",
    "requestParameters.input.key:*.mov",
    "requestparameters.OUTPUTS.key:*",
    "-requestParameters.outputs.key:*",
    "requestParameters.outputs.presetId:1351620000001-*",
    "userIdentity.sessionContext.attributes.mfaAuthenticated:false",
    "mfa:false",
    "mfa:unknown",
    "any:null",
    "-any:null",
    "resources.ARN:*",
    "responseElements:*",
    "requestParameters.maxKeys>=10",
    "elastictranscoder.amazonaws.com",
    "\"access denied\" OR any:mov",
    "region:(eu-west-1 OR ap-northeast-1) NOT (event:Get* OR event:List*)",
];

/// Queries with a part that SQL leaves out.
const WIDE: &[&str] = &[
    "actor:*encoder* event:CreateJob",
    "-target:*mov* service:s3",
    "job:* error:*",
    "NOT (actor:root OR event:Get*)",
    r"-requestParameters.tags.cost\.center:x",
];

#[test]
fn duckdb_finds_events_that_say_it_elsewhere() {
    let Ok(python) = std::env::var("DUCKDB_PYTHON") else { return };
    let insight = json!({"eventTime": "2024-03-01T10:00:01Z", "awsRegion": "us-east-1", "eventID": "a", "eventType": "AwsCloudTrailInsight",
        "recipientAccountId": "111122223333", "insightDetails": {"state": "Start", "eventSource": "ec2.amazonaws.com", "eventName": "RunInstances"}});
    let reading = json!({"eventTime": "2024-03-01T10:00:02Z", "eventID": "b", "eventType": "AwsCloudTrailInsight",
        "insightDetails": {"eventSource": "ec2.amazonaws.com", "eventName": "DescribeInstances"}, "eventSource": ""});
    let aggregated = json!({"accountId": "111122223333", "eventId": "c", "eventType": "AwsAggregatedEvent",
        "eventSource": "s3.amazonaws.com", "timeWindow": {"windowStart": "2024-03-01T10:00:03Z"}});
    let call = json!({"eventTime": "2024-03-01T10:00:04Z", "eventID": "d", "eventName": "RunInstances", "eventType": "AwsApiCall",
        "eventSource": "ec2.amazonaws.com", "userIdentity": {"accountId": "111122223333"}});
    // Times in other forms than CloudTrail's own.
    let dated = |id: &str, time: serde_json::Value| json!({"eventTime": time, "eventID": id, "eventName": "X", "eventSource": "s3.amazonaws.com", "eventVersion": "1.08"});
    let others = [
        dated("basic", json!("20240301T110001Z")),
        dated("offset", json!("2024-03-01T13:00:02+02:00")),
        dated("seconds", json!(1709290803)),
        dated("millis", json!("1709290804000")),
    ];
    let failed = json!({"eventTime": "2024-03-01T10:00:05Z", "eventID": "e", "eventName": "ConsoleLogin", "eventSource": "signin.amazonaws.com",
        "errorMessage": "Failed authentication", "responseElements": {"ConsoleLogin": "Failure"}});
    let records: Vec<_> =
        [insight, reading, aggregated.clone(), aggregated, call, failed].into_iter().chain(others).collect();
    let text = json!({"Records": records}).to_string();
    let folder = std::env::temp_dir().join(format!("trailglass-sql-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("log.json"), &text).unwrap();
    let mut viewer = Viewer::of(&[("log.json", text.as_bytes())]);
    let queries = [
        "",
        "event:RunInstances",
        "event:AwsAggregatedEvent",
        "service:ec2",
        "-service:ec2",
        "write:true",
        "account:111122223333",
        "time:2024-03-01T10:00:03",
        "time<2024-03-01T10:00:03",
        "time:2024-03-01T11",
        "time>=2024-03-01T11:00:02 time<=2024-03-01T11:00:03",
        "ok:false",
        "error:\"Failed authentication\"",
        "-error:*",
    ];
    let files = format!("{}/*.json", folder.display());
    let plan = |text: &str| understand(text, &Schema::events()).0;
    let statements = queries.map(|text| sql(&plan(text), None, Dialect::DuckDb, &files).text);
    let found = duckdb(&python, &statements);
    std::fs::remove_dir_all(&folder).unwrap();
    for (text, found) in queries.iter().zip(found) {
        let expected = viewer.all_ids(text);
        assert!(!expected.is_empty(), "{text}");
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn duckdb_finds_the_same_events_in_the_same_files() {
    let Ok(python) = std::env::var("DUCKDB_PYTHON") else {
        println!("Not run, for DUCKDB_PYTHON names no Python with the package duckdb.");
        return;
    };
    let mut viewer = sample();
    let (first, last) = viewer.query("").span.unwrap();
    let files = format!("{SAMPLE}/*.json.gz");
    let range = TimeRange { from: Micros::parse("2024-03-01T09:00:00Z").unwrap(), to: last };
    let plan = |text: &str| -> Plan { understand(text, &Schema::events()).0.anchored((first.0, last.0)) };
    let queries: Vec<&str> = EXACT.iter().chain(WIDE).copied().collect();
    let mut statements: Vec<String> =
        queries.iter().map(|text| sql(&plan(text), None, Dialect::DuckDb, &files).text).collect();
    statements.push(sql(&plan("event:CreateJob"), Some(range), Dialect::DuckDb, &files).text);
    let mut found = duckdb(&python, &statements);

    let narrowed = found.pop().unwrap();
    let expected = viewer.all_ids(&format!("event:CreateJob time>={} time<{}", range.from, range.to));
    assert_eq!(narrowed, expected, "narrowed to a range");
    let mut n_matched = 0;
    for (text, found) in queries.iter().zip(found) {
        let expected = viewer.all_ids(text);
        n_matched += usize::from(!expected.is_empty());
        if EXACT.contains(text) {
            let (missing, more) = (expected.difference(&found).next(), found.difference(&expected).next());
            assert_eq!((missing, more), (None, None), "{text}: {} and {}", expected.len(), found.len());
        } else {
            assert!(expected.is_subset(&found), "{text}: no event is lost");
        }
    }
    assert!(n_matched > queries.len() * 3 / 4, "most of these queries find something: {n_matched}");
}
