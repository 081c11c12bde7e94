//! Rows as text: every format, piece by piece, of events and of jobs.

use crate::support::{Viewer, event, log};
use serde_json::{Value, json};
use trailglass_protocol::id::{ReaderId, SourceId};
use trailglass_protocol::message::*;
use trailglass_session::columns::Columns;
use trailglass_store::rows::RowSet;

/// Events a second apart, each written with spaces and a number that a parser would change.
fn events(n: u32) -> Vec<Value> {
    let members = |n: u32| json!({"requestParameters": {"key": format!("clip, {n}.mov"), "n": n}});
    (0..n).map(|n| event(&format!("e-{n}"), &format!("10:{:02}:{:02}", n / 60 % 60, n % 60), members(n))).collect()
}

/// All pieces of an export of the answer in force.
pub fn export(viewer: &mut Viewer, view: View, format: Format, fields: &[&str], is_redacted: bool) -> (String, usize) {
    let fields = fields.iter().map(|field| (*field).to_owned()).collect();
    let mut request = Request::Export(Export { no: 7, view, format, fields, is_redacted, most: None });
    let mut text = String::new();
    let mut n_pieces = 0;
    loop {
        let Some(Response::Exported(piece)) = viewer.reply(request) else { panic!("a piece of the export") };
        assert_eq!((piece.no, piece.lost), (7, 0));
        text.push_str(&piece.text);
        n_pieces += 1;
        if piece.is_last {
            assert_eq!(piece.rows, piece.total);
            return (text, n_pieces);
        }
        request = Request::ExportOn { no: 7 };
    }
}

#[test]
fn records_are_exported_as_they_were_written_in_the_order_of_the_table() {
    let mut viewer = Viewer::new();
    let records: Vec<String> =
        (0..3_000).map(|n| format!("{{\"eventID\":\"e-{n}\", \"eventTime\":\"2024-03-01T10:{:02}:{:02}Z\",\"eventName\":\"A{}\",\"x\":{n}.0}}", n / 60 % 60, n % 60, n % 2)).collect();
    for (no, part) in records.chunks(700).enumerate() {
        viewer.load_frozen(&no.to_string(), format!("[{}]", part.join(",")).as_bytes());
    }
    let answer = viewer.query("event:A1");
    let (lines, n_pieces) = export(&mut viewer, View::Events, Format::Lines, &[], false);
    assert!(n_pieces > 1, "more than fits a piece");
    let mut expected: Vec<&String> = records.iter().filter(|record| record.contains("\"A1\"")).collect();
    assert_eq!(answer.matched as usize, expected.len());
    expected.reverse();
    assert_eq!(lines.lines().collect::<Vec<_>>(), expected.iter().map(|record| record.as_str()).collect::<Vec<_>>());

    let (whole, _) = export(&mut viewer, View::Events, Format::Json, &[], false);
    let parsed: Value = serde_json::from_str(&whole).unwrap();
    assert_eq!(parsed["Records"].as_array().unwrap().len(), expected.len());
    assert!(whole.contains("\"x\":1.0}"), "as written");
    // What was exported is read again, whole.
    let mut again = Viewer::of(&[("export.json", whole.as_bytes()), ("export.ndjson", lines.as_bytes())]);
    assert_eq!(again.query("").matched as usize, expected.len());
}

#[test]
fn tables_hold_any_column_and_no_row_is_left_out() {
    let mut viewer = Viewer::new();
    for (no, part) in events(9_000).chunks(4_000).enumerate() {
        viewer.load_frozen(&no.to_string(), log(part).as_bytes());
    }
    viewer.query("");
    let (csv, n_pieces) =
        export(&mut viewer, View::Events, Format::Csv, &["time", "region", "requestParameters.key"], false);
    assert!(n_pieces > 1);
    let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 9_001);
    assert_eq!(lines[0], "time,region,requestParameters.key");
    assert!(lines.contains(&"2024-03-01T10:00:07Z,us-east-1,\"clip, 7.mov\""), "{}", lines[1]);

    viewer.query("requestParameters.n:17");
    let all = Columns::default_of(View::Events).all_names(View::Events);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let (csv, _) = export(&mut viewer, View::Events, Format::Csv, &all, false);
    let lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines.len(), 2);
    let place = lines[0].iter().position(|name| *name == "eventID").unwrap();
    assert_eq!(lines[1][place], "e-17", "a row leads back to its event");
    let (markdown, _) = export(&mut viewer, View::Events, Format::Markdown, &["event", "error"], false);
    assert_eq!(markdown, "| event | error |\n|---|---|\n| GetObject |  |\n");
    viewer.query("nothing-like-it");
    let (csv, _) = export(&mut viewer, View::Events, Format::Csv, &["event"], false);
    assert_eq!(csv, "event\r\n");
}

#[test]
fn a_redacted_export_is_a_trail_that_can_be_asked_the_same() {
    let person = |name: &str| {
        json!({"type": "IAMUser", "userName": name, "accountId": "111122223333",
        "arn": format!("arn:aws:iam::111122223333:user/{name}"), "principalId": "AIDAIOSFODNN7EXAMPLE"})
    };
    let events: Vec<Value> = (0..40)
        .map(|n| {
            let name = ["noor", "jane"][n % 2];
            event(
                &format!("e-{n}"),
                &format!("10:00:{n:02}"),
                json!({"userIdentity": person(name), "sourceIPAddress": "203.0.113.9", "userAgent": "cli/2", "requestID": "r-1",
                    "errorMessage": format!("User: arn:aws:iam::111122223333:user/{name} is not authorized, {name} asked")}),
            )
        })
        .collect();
    let mut viewer = Viewer::of_events(&events);
    viewer.query("");
    let (redacted, _) = export(&mut viewer, View::Events, Format::Json, &[], true);
    for gone in ["noor", "jane", "111122223333", "203.0.113.9", "AIDAIOSFODNN7EXAMPLE"] {
        assert!(!redacted.contains(gone), "{gone}");
    }
    let mut other = Viewer::of(&[("redacted.json", redacted.as_bytes())]);
    assert_eq!(other.query("").matched, 40);
    assert_eq!(other.query("actor:user-1").matched, 20, "the same person is the same throughout");
    assert_eq!(other.query("account:100000000001 ip:198.18.0.1").matched, 40);
    let (csv, _) = export(&mut viewer, View::Events, Format::Csv, &["actor", "event"], true);
    assert!(csv.contains("user-1,GetObject") && !csv.contains("noor"));
    let all = Columns::default_of(View::Events).all_names(View::Events);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let (csv, _) = export(&mut viewer, View::Events, Format::Csv, &all, true);
    for gone in ["noor", "jane", "111122223333", "203.0.113.9", "AIDAIOSFODNN7EXAMPLE"] {
        assert!(!csv.contains(gone), "{gone} in {csv}");
    }
    assert!(csv.contains("e-39,r-1,") && csv.contains(",agent-1,"), "{csv}");
}

#[test]
fn jobs_are_exported_with_their_steps() {
    let mut viewer = Viewer::of(&[("transcoder.json", include_bytes!("data/logs/transcoder.json"))]);
    let jobs = viewer.jobs("");
    assert!(!jobs.is_empty());
    let (csv, _) = export(&mut viewer, View::Jobs, Format::Csv, &["job", "state"], false);
    assert_eq!(csv.split_terminator("\r\n").count(), jobs.len() + 1);
    let (whole, _) = export(&mut viewer, View::Jobs, Format::Json, &[], false);
    let parsed: Value = serde_json::from_str(&whole).unwrap();
    let records = parsed["Records"].as_array().unwrap();
    assert_eq!(records.len(), jobs.len());
    for (record, job) in records.iter().zip(&jobs) {
        assert_eq!(record["state"], job.state.as_str());
        assert!(!record["steps"].as_array().unwrap().is_empty());
    }
}

#[test]
fn a_redacted_job_keeps_the_words_of_the_program() {
    let mut viewer = Viewer::of(&[("transcoder.json", include_bytes!("data/logs/transcoder.json"))]);
    viewer.jobs("");
    let (whole, _) = export(&mut viewer, View::Jobs, Format::Json, &[], true);
    let parsed: Value = serde_json::from_str(&whole).unwrap();
    let mut texts = Vec::new();
    for record in parsed["Records"].as_array().unwrap() {
        texts.extend(record["steps"].as_array().unwrap().iter().map(|step| step["shows"].as_str().unwrap()));
        let open = record["not-observable"].as_array().unwrap();
        texts.extend(open.iter().flat_map(|open| [&open["what"], &open["why"]]).map(|text| text.as_str().unwrap()));
    }
    let replaced: Vec<&&str> = texts.iter().filter(|text| text.contains("name-")).collect();
    assert!(texts.len() > 10 && replaced.is_empty(), "{replaced:#?}");
}

#[test]
fn the_length_of_a_job_is_exported_as_the_least_and_the_most_that_is_proven() {
    // A create, a read that shows nothing, and a cancellation that is refused as the job has started.
    let call = |n: u32, time: &str, members: Value| {
        let mut call = json!({"eventSource": "elastictranscoder.amazonaws.com", "requestID": format!("r-{n}")});
        call.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        event(&format!("e-{n}"), time, call)
    };
    let id = "1409288046914-q7m2xd";
    let create = json!({"eventName": "CreateJob", "requestParameters": {"pipelineId": "p-1", "input": {"key": "a.mov"}},
        "responseElements": {"job": {"id": id, "pipelineId": "p-1", "status": "Submitted"}}});
    let refused =
        json!({"eventName": "CancelJob", "requestParameters": {"id": id}, "errorCode": "ResourceInUseException"});
    let mut viewer = Viewer::of_events(&[call(1, "10:00:00", create), call(2, "10:03:28", refused)]);
    assert_eq!(viewer.jobs("").len(), 1);
    let (csv, _) = export(&mut viewer, View::Jobs, Format::Csv, &["job", "waited", "ran", "life"], false);
    let expected = "job,waited-min,waited-max,ran-min,ran-max,started,ended";
    assert_eq!(csv, format!("{expected}\r\n{id},0.000000,208.000000,,,,\r\n"));
    let (whole, _) = export(&mut viewer, View::Jobs, Format::Json, &[], false);
    let job = &serde_json::from_str::<Value>(&whole).unwrap()["Records"][0];
    assert_eq!((&job["waited-min"], &job["waited-max"]), (&json!("0.000000"), &json!("208.000000")));
    assert!(job.get("waited").is_none() && job.get("started").is_none(), "{job}");
}

#[test]
fn a_cell_of_a_file_holds_every_object_of_a_list_and_the_hash_of_a_record_without_an_id() {
    let tags: Vec<Value> = (0..200).map(|n| json!({"key": "Env", "value": format!("v-{n}")})).collect();
    let mut without = event("e-1", "10:00:00", json!({"requestParameters": {"tags": tags}}));
    without.as_object_mut().unwrap().remove("eventID");
    let mut viewer = Viewer::of_events(&[without]);
    let Rows::Events(rows) = viewer.query("").page.rows else { panic!("rows of events") };
    let id = rows[0].event_id.clone();
    assert!(id.starts_with("hash:"), "{id}");
    let (csv, _) = export(&mut viewer, View::Events, Format::Csv, &["requestParameters.tags", "eventID"], false);
    assert_eq!(csv.matches("\"\"Env\"\"").count(), 200);
    assert!(
        csv.contains("\"\"value\"\":\"\"v-0\"\"}; {\"\"key\"\"") && csv.trim_end().ends_with(&id),
        "{}",
        &csv[..200]
    );
    let (redacted, _) = export(&mut viewer, View::Events, Format::Csv, &["requestParameters.tags", "eventID"], true);
    assert!(!redacted.contains("v-0") && redacted.trim_end().ends_with(&id), "{}", &redacted[..200]);
    assert_eq!(redacted.matches("name-").count(), 400, "names and values of tags");
}

#[test]
fn a_name_has_the_same_word_in_every_export_of_a_visit() {
    let mut viewer = Viewer::of_events(&events(3));
    viewer.query("requestParameters.n:1");
    let (first, _) = export(&mut viewer, View::Events, Format::Csv, &["requestParameters.key"], true);
    viewer.query("");
    let (second, _) = export(&mut viewer, View::Events, Format::Csv, &["requestParameters.key"], true);
    assert_eq!(first, "requestParameters.key\r\nobject-1\r\n");
    assert_eq!(second, "requestParameters.key\r\nobject-2\r\nobject-1\r\nobject-3\r\n");
}

#[test]
fn an_export_ends_without_the_records_of_a_reader_that_died() {
    let mut viewer = Viewer::of_events(&events(10));
    viewer.query("");
    viewer.engine.request(Request::Lost { reader: ReaderId(0), sources: vec![] });
    let fields = vec![];
    let request = Request::Export(Export {
        no: 1,
        view: View::Events,
        format: Format::Lines,
        fields,
        is_redacted: false,
        most: None,
    });
    let Some(Response::Exported(piece)) = viewer.reply(request) else { panic!("a piece") };
    assert_eq!((piece.rows, piece.lost, piece.is_last, piece.text.as_str()), (10, 10, true, ""));
}

#[test]
fn an_export_ends_whole_when_a_file_is_taken_out() {
    for (removed, format) in [(vec![0], Format::Json), (vec![0, 1], Format::Json), (vec![0, 1], Format::Csv)] {
        let mut viewer = Viewer::new();
        for (no, part) in events(18_000).chunks(9_000).enumerate() {
            viewer.load_frozen(&no.to_string(), log(part).as_bytes());
        }
        viewer.query("");
        let fields = vec!["event".to_owned()];
        let (view, is_redacted, most) = (View::Events, false, None);
        let request = Request::Export(Export { no: 7, view, format, fields, is_redacted, most });
        let Some(Response::Exported(first)) = viewer.reply(request) else { panic!("a piece") };
        assert!(!first.is_last);
        viewer.others.clear();
        // The page has asked for the next piece, and the reader has not answered yet.
        viewer.engine.request(Request::ExportOn { no: 7 });
        viewer.engine.request(Request::Remove { sources: removed.into_iter().map(SourceId::File).collect() });
        viewer.engine.request(Request::ExportOn { no: 7 });
        viewer.run();
        let pieces: Vec<Exported> = viewer.others.drain(..).filter_map(exported).collect();
        let last = pieces.last().expect("the export ends");
        assert!(last.is_last);
        let text: String = [&first].into_iter().chain(&pieces).map(|piece| piece.text.as_str()).collect();
        let n_written = match format {
            Format::Json => {
                serde_json::from_str::<Value>(&text).expect("valid JSON")["Records"].as_array().map(Vec::len)
            }
            _ => Some(text.lines().count() - 1),
        };
        assert_eq!((last.rows, n_written), (18_000, Some((last.rows - last.lost) as usize)));
        // Another begins as ever.
        viewer.query("");
        export(&mut viewer, View::Events, format, &["event"], false);
    }
}

fn exported(response: Response) -> Option<Exported> {
    match response {
        Response::Exported(piece) => Some(piece),
        _ => None,
    }
}

#[test]
fn a_record_that_a_reader_keeps_no_more_is_no_record_of_the_file() {
    let mut viewer = Viewer::of_events(&events(3));
    viewer.query("");
    let gone = RowBytes(RowSet::of(3, |row| row == 1).to_bytes());
    viewer.readers[0].ask(ReaderRequest::DropRows { segment: 0, rows: gone });
    let (view, format, fields) = (View::Events, Format::Json, vec![]);
    let request = Request::Export(Export { no: 1, view, format, fields, is_redacted: false, most: None });
    let Some(Response::Exported(piece)) = viewer.reply(request) else { panic!("a piece") };
    let parsed: Value = serde_json::from_str(&piece.text).expect("valid JSON");
    assert_eq!((parsed["Records"].as_array().map(Vec::len), piece.lost, piece.is_last), (Some(2), 1, true));
}
