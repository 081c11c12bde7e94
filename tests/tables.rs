//! Tables as people have them: through a spreadsheet, from a query, out of the console.

use crate::support::{Viewer, rows};
use trailglass_event::outcome::Outcome;
use trailglass_protocol::id::SourceId;

/// The times of the events in order of their ids, and the problems.
fn times(text: &str) -> (Vec<String>, Vec<String>) {
    let mut viewer = Viewer::of(&[("file.csv", text.as_bytes())]);
    viewer.assert_sums();
    let answer = viewer.query("");
    let mut times: Vec<_> = Vec::new();
    for row in rows(&answer) {
        times.push((viewer.open(row.key).event_id, row.time.to_string()));
    }
    times.sort();
    (
        times.into_iter().map(|(_, time)| time.trim_end_matches(":00Z").to_owned()).collect(),
        viewer.problems(SourceId::File(0)),
    )
}

fn table(cells: &[&str]) -> String {
    let row = |(at, cell): (usize, &&str)| format!("{at},X,s3.amazonaws.com,{cell}\n");
    "Event ID,Event name,Event source,Event time\n".to_owned() + &cells.iter().enumerate().map(row).collect::<String>()
}

#[test]
fn the_last_row_proves_the_order_also_without_an_end_of_its_line() {
    let text = "eventTime,eventName,eventID\n5/3/2024 10:00,PutObject,a\n18/3/2024 10:00,PutObject,b";
    let mut viewer = Viewer::of(&[("a.csv", text.as_bytes())]);
    assert_eq!(viewer.ids("time:2024-03"), ["b", "a"]);
}

#[test]
fn the_order_of_day_and_month_is_decided_once_for_a_file() {
    let rewritten = |line: u32, order: &str, cell: &str| {
        format!("Time rewritten by a spreadsheet at line {line}, read as {order}: {cell}")
    };
    for (cells, expected, problems) in [
        // The proof may stand before, behind, or in another form.
        (vec!["5/3/2024 10:00", "18/3/2024 10:00"], vec!["2024-03-05T10:00", "2024-03-18T10:00"], vec![rewritten(2, "day/month/year", "5/3/2024 10:00")]),
        (vec!["5/3/2024 10:00", "5/18/2024 10:00"], vec!["2024-05-03T10:00", "2024-05-18T10:00"], vec![rewritten(2, "month/day/year", "5/3/2024 10:00")]),
        (vec!["18/3/2024 10:00", "5/3/2024 10:00"], vec!["2024-03-18T10:00", "2024-03-05T10:00"], vec![rewritten(2, "day/month/year", "18/3/2024 10:00")]),
        (vec!["3/3/2024 10:00", "5/3/2024 10:00", "18/3/2024 10:00"], vec!["2024-03-03T10:00", "2024-03-05T10:00", "2024-03-18T10:00"], vec![rewritten(3, "day/month/year", "5/3/2024 10:00")]),
        (vec!["1.3.2024 10:00", "2.3.2024 10:00"], vec!["2024-03-01T10:00", "2024-03-02T10:00"], vec![rewritten(2, "day/month/year", "1.3.2024 10:00")]),
        (vec!["2024/3/1 10:00", "2024/12/11 10:00"], vec!["2024-03-01T10:00", "2024-12-11T10:00"], vec![rewritten(2, "year/month/day", "2024/3/1 10:00")]),
        (vec!["3/18/2024 1:05\u{202F}PM", "3/5/2024 12:05\u{202F}AM"], vec!["2024-03-18T13:05", "2024-03-05T00:05"], vec![rewritten(2, "month/day/year", "3/18/2024 1:05\u{202F}PM")]),
        // Nothing tells.
        (
            vec!["5/3/2024 10:00", "6/3/2024 10:00"],
            vec!["2024-05-03T10:00", "2024-06-03T10:00"],
            vec!["Time rewritten by a spreadsheet at line 2, and no time of the file tells whether the month or the day comes first; read as month/day/year, which may be wrong: 5/3/2024 10:00".to_owned()],
        ),
        // Two orders in one file: what can be read in one way only is read so.
        (
            vec!["18/3/2024 10:00", "5/3/2024 10:00", "5/18/2024 10:00"],
            vec!["2024-03-18T10:00", "2024-03-05T10:00", "2024-05-18T10:00"],
            vec![
                rewritten(2, "day/month/year", "18/3/2024 10:00"),
                "Times of the file are written in several orders; the one at line 4 was read as month/day/year, and others may be wrong: 5/18/2024 10:00".to_owned(),
            ],
        ),
        // No spreadsheet.
        (vec!["2024-03-01 10:00:00+00:00", "2024-03-01 10:00:00Z", "2024-03-01 12:00:00 +0200"], vec!["2024-03-01T10:00"; 3], vec![]),
    ] {
        assert_eq!(times(&table(&cells)), (expected.iter().map(|time| (*time).to_owned()).collect(), problems), "{cells:?}");
    }
}

#[test]
fn the_cell_that_proves_the_order_may_be_far_behind() {
    // Further than any other value is kept, and in pieces of any size.
    let padding = "x".repeat(60_000);
    let mut text = "Event ID,Event name,Event source,Event time,User agent\n".to_owned();
    for at in 0..400 {
        text += &format!("{at},X,s,5/3/2024 10:00,{padding}\n");
    }
    text += "last,X,s,18/3/2024 10:00,\n";
    for size in [1 << 20, 64 << 20] {
        let mut viewer = Viewer::new();
        viewer.load_in_pieces("file.csv", text.as_bytes(), size);
        viewer.freeze();
        assert_eq!(viewer.ids("time:2024-03-05").len(), 400);
        assert_eq!(
            viewer.problems(SourceId::File(0)),
            ["Time rewritten by a spreadsheet at line 2, read as day/month/year: 5/3/2024 10:00"]
        );
    }
}

#[test]
fn a_stray_quote_ends_with_its_cell() {
    let text = "eventID\teventName\teventTime\tuserAgent\na\tX\t2024-03-01T10:00:01Z\t5\" disk\nb\tX\t2024-03-01T10:00:02Z\t\n\
                c\tX\t2024-03-01T10:00:03Z\t6\" disk\n";
    let mut viewer = Viewer::of(&[("file.tsv", text.as_bytes())]);
    assert_eq!(
        (viewer.ids(""), viewer.problems(SourceId::File(0))),
        (vec!["c".to_owned(), "b".to_owned(), "a".to_owned()], vec![])
    );
    assert_eq!(viewer.ids("userAgent:\"6\\\" disk\""), ["c"]);
}

#[test]
fn the_first_cell_of_a_row_may_be_empty() {
    let text = "errorCode\teventName\teventTime\teventID\n\tX\t2024-03-01T10:00:01Z\ta\nAccessDenied\tX\t2024-03-01T10:00:02Z\tb\n\n";
    let mut viewer = Viewer::of(&[("file.tsv", text.as_bytes())]);
    assert_eq!(
        (viewer.ids("ok:true"), viewer.ids("outcome:denied"), viewer.problems(SourceId::File(0))),
        (vec!["a".to_owned()], vec!["b".to_owned()], vec![])
    );
}

const HISTORY: &str = "User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category\n";

fn history(rows: &[(&str, &str, &str, &str, &str)]) -> String {
    let row = |(at, (user, source, name, error, kind)): (usize, &(&str, &str, &str, &str, &str))| {
        format!(
            "{user},,2024-03-01T10:00:0{at}Z,{source}.amazonaws.com,{name},us-east-1,192.0.2.1,agent,{error},[],r,{at},false,{kind},111122223333,Management\n"
        )
    };
    HISTORY.to_owned() + &rows.iter().enumerate().map(row).collect::<String>()
}

#[test]
fn the_root_user_is_who_the_table_calls_root() {
    let text = history(&[
        ("root", "s3", "CreateBucket", "", "AwsApiCall"),
        ("smithj", "s3", "CreateBucket", "", "AwsApiCall"),
    ]);
    let user =
        serde_json::json!({"userIdentity": {"type": "IAMUser", "userName": "root"}, "eventName": "CreateBucket"});
    let record = crate::support::event("user", "10:00:03", user);
    let mut viewer = Viewer::of(&[("event_history.csv", text.as_bytes()), ("log.json", record.to_string().as_bytes())]);
    for (query, ids) in
        [("identity:root", vec!["0"]), ("user:root", vec!["user", "0"]), ("actor:root -identity:root", vec!["user"])]
    {
        assert_eq!(viewer.ids(query), ids, "{query}");
    }
    let answer = viewer.query("user:root");
    let summaries: Vec<_> = rows(&answer).iter().map(|row| viewer.open(row.key).summary.clone()).collect();
    assert!(summaries[0].starts_with("root called CreateBucket"), "{summaries:?}");
    assert!(summaries[1].starts_with("The root user called CreateBucket"), "{summaries:?}");
}

#[test]
fn whether_a_sign_in_of_the_event_history_succeeded_is_unknown() {
    let text = history(&[
        ("smithj", "signin", "ConsoleLogin", "", "AwsConsoleSignIn"),
        ("HIDDEN_DUE_TO_SECURITY_REASONS", "signin", "ConsoleLogin", "", "AwsConsoleSignIn"),
        ("smithj", "s3", "CreateBucket", "", "AwsApiCall"),
        ("smithj", "s3", "CreateBucket", "AccessDenied", "AwsApiCall"),
        ("smithj", "s3", "CreateBucket", "BucketAlreadyExists", "AwsApiCall"),
        ("smithj", "signin", "SwitchRole", "AccessDenied", "AwsConsoleAction"),
    ]);
    let mut viewer = Viewer::of(&[("event_history.csv", text.as_bytes())]);
    for (query, ids) in [
        ("outcome:unknown", vec!["1", "0"]),
        ("outcome:ok", vec!["2"]),
        ("ok:true", vec!["2"]),
        ("ok:false", vec!["5", "4", "3"]),
        ("-ok:true", vec!["5", "4", "3", "1", "0"]),
        ("-ok:false", vec!["2", "1", "0"]),
        ("event:ConsoleLogin ok:false", vec![]),
        ("event:ConsoleLogin -ok:true", vec!["1", "0"]),
    ] {
        assert_eq!(viewer.ids(query), ids, "{query}");
    }
    let answer = viewer.query("");
    let buckets = answer.histogram.as_ref().expect("a histogram");
    let sum = |counts: &[u32]| counts.iter().sum::<u32>();
    assert_eq!(
        [&buckets.ok, &buckets.denied, &buckets.failed, &buckets.unknown].map(|counts| sum(counts)),
        [1, 2, 1, 2]
    );
    assert!((0..buckets.len()).all(|at| buckets.matched(at) == buckets.all[at]));
    let row = rows(&viewer.query("outcome:unknown"))[1].clone();
    let detail = viewer.open(row.key);
    assert_eq!((row.outcome, detail.outcome, detail.is_made), (Outcome::Unknown, Outcome::Unknown, true));
    assert_eq!(detail.summary, "smithj called ConsoleLogin; whether it succeeded is not in the file.");

    // A table that has the answers tells.
    let text = "eventTime,eventName,eventSource,eventID,responseElements,errorMessage\n\
                2024-03-01T10:00:01Z,ConsoleLogin,signin.amazonaws.com,a,{ConsoleLogin=Failure},Failed authentication\n\
                2024-03-01T10:00:02Z,ConsoleLogin,signin.amazonaws.com,b,{ConsoleLogin=Success},\n";
    let mut viewer = Viewer::of(&[("athena.csv", text.as_bytes())]);
    assert_eq!((viewer.ids("ok:false"), viewer.ids("ok:true")), (vec!["a".to_owned()], vec!["b".to_owned()]));
}
