//! Files that mean harm, or look as if: they take a bounded time and memory, say what was done, and spoil nothing else.

use crate::support::pack::{self, Zipped};
use crate::support::{Viewer, event, gzip, log, rows};
use flate2::{Compression, write::GzEncoder};
use serde_json::json;
use std::io::Write;
use trailglass_protocol::id::SourceId;

fn problems(viewer: &Viewer) -> String {
    viewer.reports.keys().map(|source| viewer.problems(*source).join("; ")).collect::<Vec<_>>().join(" | ")
}

/// A gzip file of so many megabytes of one byte.
fn bomb(byte: u8, megabytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let block = vec![byte; 1 << 20];
    (0..megabytes).for_each(|_| encoder.write_all(&block).unwrap());
    encoder.finish().unwrap()
}

#[test]
fn bombs_are_stopped_and_the_limit_is_named() {
    let words = "Unpacking stopped at byte";
    let limit = "it makes more than 250 times what is packed, the limit from 256 MiB on";
    let spaces = bomb(b' ', 400);
    let viewer = Viewer::of(&[("spaces.gz", &spaces)]);
    assert!(problems(&viewer).contains(words) && problems(&viewer).contains(limit), "{}", problems(&viewer));
    // Zeros are no text, which shows at once.
    let viewer = Viewer::of(&[("zeros.gz", &bomb(0, 400))]);
    assert_eq!(problems(&viewer), "Not CloudTrail: binary data that begins with 00 00 00 00");
    // In an archive the others are read.
    let inner = vec![b' '; 300 << 20];
    let good = log(&[event("a", "10:00:00", json!({}))]);
    for has_descriptor in [false, true] {
        let how = Zipped { has_descriptor, ..Zipped::default() };
        let zip =
            pack::zip_as(&[("first.json", good.as_bytes()), ("bomb", &inner), ("last.json", good.as_bytes())], how);
        let mut viewer = Viewer::of(&[("a.zip", &zip)]);
        assert!(problems(&viewer).contains(limit), "{}", problems(&viewer));
        assert_eq!(viewer.ids(""), ["a"]);
    }
    let twice = gzip(&spaces);
    assert!(problems(&Viewer::of(&[("twice.gz", &twice)])).contains(limit));
}

#[test]
fn a_string_of_a_hundred_megabytes_is_refused_alone() {
    let (a, b) = (event("a", "10:00:01", json!({})), event("b", "10:00:02", json!({})));
    let long = "x".repeat(100 << 20);
    for text in [
        format!("{{\"Records\":[{a},{{\"eventVersion\":\"1.08\",\"eventName\":\"{long}\"}},{b}]}}"),
        format!("{a}\n{{\"eventVersion\":\"1.08\",\"eventName\":\"{long}\"}}\n{b}\n"),
    ] {
        let mut viewer = Viewer::of(&[("long.json", text.as_bytes())]);
        assert_eq!(viewer.ids(""), ["b", "a"]);
        assert!(problems(&viewer).contains("longer than 16 MiB, the most that one may have"), "{}", problems(&viewer));
        let (records, events, duplicates, refused) = viewer.sums();
        assert_eq!((records, events, duplicates, refused), (3, 2, 0, 1));
    }
}

#[test]
fn what_a_value_may_hold_is_shown_as_it_is() {
    for value in [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "\u{202E}gnp.exe\u{2066}\u{200F}",
        "a\0b\u{1}\u{7f}\u{85}\r\n\t",
        "__proto__",
        "\u{FEFF}\u{FFFF}\u{10FFFF}",
        "{\"eventVersion\":\"1.08\"}",
    ] {
        let mut record = event("a", "10:00:00", json!({"__proto__": {"polluted": true}, "constructor": value}));
        for member in ["eventName", "awsRegion", "sourceIPAddress", "errorCode", "errorMessage", "userAgent"] {
            record[member] = json!(value);
        }
        record["userIdentity"] = json!({"type": value, "userName": value, "arn": value});
        let text = log(&[record.clone()]);
        let mut viewer = Viewer::of(&[("a.json", text.as_bytes())]);
        let answer = viewer.query("");
        assert_eq!((answer.matched, problems(&viewer).as_str()), (1, ""), "{value:?}");
        let detail = viewer.open(rows(&answer)[0].key);
        let shown: serde_json::Value = serde_json::from_str(&detail.text).unwrap();
        assert_eq!(shown, record, "{value:?}");
    }
    // Escapes stay as written: halves of pairs, double members, large numbers.
    let record = r#"{"eventVersion":"1.08","eventID":"a","eventTime":"2024-03-01T10:00:00Z","eventName":"x\ud83d","n":9007199254740993,"n":0.0,"z":"\u0000\u202e"}"#;
    let mut viewer = Viewer::of(&[("a.json", record.as_bytes())]);
    let answer = viewer.query("");
    assert_eq!(viewer.open(rows(&answer)[0].key).text, record);
    assert_eq!(viewer.ids("event:x\u{FFFD}"), ["a"]);
}

#[test]
fn wrappers_in_wrappers_end_somewhere() {
    let mut text = event("a", "10:00:00", json!({})).to_string();
    for _ in 0..9 {
        text = json!({"Type": "Notification", "Message": text}).to_string();
    }
    let viewer = Viewer::of(&[("deep.json", text.as_bytes())]);
    assert_eq!(viewer.status(SourceId::File(0)).word(), "failed");
    for open in ["[", "{\"a\":", "[{\"Records\":["] {
        let viewer = Viewer::of(&[("open.json", open.repeat(200_000).as_bytes())]);
        assert_eq!(viewer.status(SourceId::File(0)).word(), "failed", "{open}");
    }
}

#[test]
fn damage_takes_time_in_proportion_to_the_text() {
    // Where each part of these took a walk to the end of the text, one of them would take an hour.
    const BYTES: usize = 2 << 20;
    let a = event("a", "10:00:00", json!({}));
    for (name, head, part) in [
        ("lists in objects in a broken record", "{\"eventVersion\":\"1\" \"a\":[0", ",{\"x\":[0"),
        ("the same, closed", "{\"eventVersion\":\"1\" \"a\":[0", ",{\"x\":[0,1]},{\"x\":[{\"y\":0"),
        ("records in records", "0", ",{\"eventVersion\":\"1\",\"a\":[0"),
        ("records in lists", "0", ",[{\"eventVersion\":\"1\"}"),
        ("broken records", "{\"eventVersion\" 1}", ",{\"eventVersion\" 1}"),
        ("values", "1", ",2 2"),
        ("objects of others", "{\"b\":1}", ",{\"b\":1}"),
    ] {
        let text = format!("[{a},{head}{}", part.repeat(BYTES / part.len()));
        let mut viewer = Viewer::of(&[("a.json", text.as_bytes())]);
        assert_eq!(viewer.ids(""), ["a"], "{name}");
        assert_ne!(problems(&viewer), "", "{name}");
    }
    for part in ["{\"eventVersion\":\"1\" \"a\":1}\n", "{\"a\" 1}\n", "{\"a\":[1,\n", "{\"eventVersion\":[1,\n"] {
        let lines = format!("{a}\n{}", part.repeat(BYTES / part.len()));
        let mut viewer = Viewer::of(&[("a.jsonl", lines.as_bytes())]);
        assert_eq!(viewer.ids(""), ["a"], "{part}");
        assert_ne!(problems(&viewer), "", "{part}");
    }
}

#[test]
fn names_of_members_do_no_harm() {
    let good = log(&[event("a", "10:00:00", json!({}))]);
    let zip = pack::zip(&[
        ("../../etc/passwd", good.as_bytes()),
        ("/root/<b>\u{202E}", good.as_bytes()),
        ("", good.as_bytes()),
    ]);
    let viewer = Viewer::of(&[("a.zip", &zip)]);
    let mut names: Vec<&str> = viewer.names.values().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["a.zip", "a.zip/", "a.zip/etc/passwd", "a.zip/root/<b>\u{202E}"]);
    assert_eq!(viewer.sums(), (3, 1, 2, 0));
}

#[test]
fn names_and_members_that_are_nested_without_end_take_a_bounded_depth() {
    use trailglass_query::advice::advice;
    use trailglass_query::{Schema, problems};
    let many = 100_000;
    let schema = Schema::events();
    for text in
        [format!("{}x:1", "!".repeat(many)), format!("x{}:1", "!".repeat(many)), format!("a.b{}:x", "[0]".repeat(many))]
    {
        problems(&text, &schema);
        advice(&text, &schema);
    }
    // Headings of a table within one another, and carriers of records in carriers that hold nothing.
    let heading = format!("eventTime,eventName,{}\n2024-03-01T10:00:00Z,PutObject,x\n", vec!["arn"; 16_000].join("."));
    assert_eq!(Viewer::of(&[("a.csv", heading.as_bytes())]).ids("event:PutObject").len(), 1);
    let mut carried = json!({ "x": vec![json!([]); 20_000] });
    (0..14).for_each(|_| carried = json!({ "CloudTrailEvent": carried.take() }));
    assert!(problems_of(&carried.to_string()).contains("Not CloudTrail"));
}

fn problems_of(text: &str) -> String {
    problems(&Viewer::of(&[("a.json", text.as_bytes())]))
}
