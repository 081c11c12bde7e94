//! Questions and answers: files → readers → engine → pages of rows.

use crate::support::{Viewer, event, gzip, log, rows};
use serde_json::{Value, json};
use std::cmp::Ordering;
use trailglass_engine::Output;
use trailglass_event::field::{COLUMNS, FIELDS, Field};
use trailglass_protocol::id::{QueryId, ReaderId, SourceId};
use trailglass_protocol::message::*;

/// A morning of several people and services, in no order of time.
fn morning() -> Vec<Value> {
    let role = |name: &str, session: &str| {
        json!({"type": "AssumedRole", "principalId": format!("AROA1:{session}"), "accountId": "111122223333",
               "accessKeyId": "ASIA1", "sessionContext": {"sessionIssuer": {"type": "Role", "userName": name}}})
    };
    vec![
        event(
            "upload",
            "08:00:05",
            json!({"eventName": "PutObject", "readOnly": false,
            "requestParameters": {"bucketName": "media-in", "key": "uploads/My Film.mov"}}),
        ),
        event(
            "login",
            "07:59:00",
            json!({"eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin",
            "userIdentity": {"type": "Root", "accountId": "111122223333"}}),
        ),
        event(
            "denied",
            "08:00:01",
            json!({"eventSource": "kms.amazonaws.com", "eventName": "Decrypt",
            "errorCode": "AccessDenied", "errorMessage": "User is not authorized", "awsRegion": "eu-west-1",
            "userIdentity": role("encoder-submit", "i-0c1d9e4f"),
            "resources": [{"ARN": "arn:aws:kms:eu-west-1:1:key/8b1f"}, {"ARN": "arn:aws:kms:eu-west-1:1:key/9c2a"}]}),
        ),
        event(
            "throttled",
            "08:00:03",
            json!({"eventSource": "ec2.amazonaws.com", "eventName": "DescribeInstances",
            "errorCode": "Client.RequestLimitExceeded", "sourceIPAddress": "AWS Internal",
            "userIdentity": role("AWSReservedSSO_Admin_0123456789abcdef", "jane@example.com")}),
        ),
        event(
            "service",
            "08:00:04",
            json!({"eventSource": "kms.amazonaws.com", "eventName": "RotateKey",
            "userIdentity": {"accountId": "111122223333", "invokedBy": "AWS Internal"}, "awsRegion": null}),
        ),
        event("same second", "08:00:04", json!({"eventName": "getObject", "recipientAccountId": "444455556666"})),
        event("late", "23:59:59", json!({"eventName": "ListBuckets", "userIdentity": null, "sourceIPAddress": null})),
    ]
}

#[test]
fn queries_find_events() {
    let mut viewer = Viewer::of(&[("day/morning.json", log(&morning()).as_bytes())]);
    for (query, expected) in [
        ("", "late, same second, service, upload?, throttled, denied, login"),
        ("actor:root", "login"),
        ("actor:identity-center", "throttled"),
        ("actor:jane@example.com", "throttled"),
        (r#"actor:"encoder-submit / i-0c1d9e4f""#, "denied"),
        ("actor:role", "denied"),
        ("-actor:*", "late"),
        ("identity:unknown", "late"),
        ("user:smithj", "upload, same second"),
        ("role:encoder-*", "denied"),
        ("key:ASIA*", "throttled, denied"),
        ("ok:true service:s3", "late, upload, same second"),
        ("ok:false", "throttled, denied"),
        ("outcome:denied", "denied"),
        ("outcome:failed", "throttled"),
        ("ok:*", "late, upload, same second, service, throttled, denied, login"),
        ("error:*", "throttled, denied"),
        ("-error:*", "late, upload, same second, service, login"),
        ("region:*", "late, upload, same second, throttled, denied, login"),
        ("-region:*", "service"),
        ("ip:*", "upload, same second, service, throttled, denied, login"),
        ("target:*", "upload, denied"),
        ("write:*", "late, upload, same second, service, throttled, denied, login"),
        ("time:*", "late, upload, same second, service, throttled, denied, login"),
        ("source:*", "late, upload, same second, service, throttled, denied, login"),
        ("job:*", ""),
        ("target:media-in/*", "upload"),
        ("account:444455556666", "same second"),
        ("event:getobject", "same second"),
        ("event=GetObject", ""),
        ("event:(PutObject OR Decrypt)", "upload, denied"),
        ("write:true", "upload, same second, service, denied, login"),
        ("write:false", "late, throttled"),
        ("time:2024", "late, upload, same second, service, throttled, denied, login"),
        ("time:2024-03-01T08", "upload, same second, service, throttled, denied"),
        ("time:2024-03-01T08:00:04", "same second, service"),
        ("time:2024-03-02", ""),
        ("source:morning.json", "late, upload, same second, service, throttled, denied, login"),
        ("source:day/*", "late, upload, same second, service, throttled, denied, login"),
        ("source:evening.json", ""),
        ("authorized", "denied"),
        ("\"my film\"", "upload"),
        ("any:8b1f", "denied"),
        ("-kms", "late, upload, same second, throttled, login"),
        ("resources.ARN:*9c2a", "denied"),
        ("resources.1.arn:*9c2a", "denied"),
        ("requestParameters.key:uploads/*", "upload"),
        ("requestParameters:*", "upload"),
        ("-errorMessage:* error:*", "throttled"),
        ("userIdentity.sessionContext.sessionIssuer.userName:encoder-submit", "denied"),
        ("(film OR authorized) -service:kms", "upload"),
        ("film OR event:Decrypt", "upload, denied"),
        ("evnt:x", "late, upload, same second, service, throttled, denied, login"),
    ] {
        // Examples name events in the order of the table; those of one second by their id.
        let mut expected: Vec<&str> = expected.split(", ").filter(|id| !id.is_empty()).collect();
        expected.iter_mut().for_each(|id| *id = id.trim_end_matches('?'));
        let mut found = viewer.ids(query);
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{query}");
    }
    assert_eq!(viewer.ids("")[0], "late");
    assert_eq!(viewer.ids("").last().map(String::as_str), Some("login"));
}

#[test]
fn columns_alone_answer_where_they_can() {
    let mut viewer = Viewer::of_events(&morning());
    for (query, reads) in [
        ("service:s3", false),
        ("film", true),
        ("service:dynamodb film", false),
        ("service:s3 OR film", true),
        ("time:* OR film", false),
        ("-(time:* OR film)", false),
        ("requestParameters.key:*", true),
    ] {
        assert_eq!(viewer.query(query).read_documents, reads, "{query}");
    }
}

/// All fields, and paths, as columns.
fn all_columns() -> Vec<String> {
    let paths = ["requestParameters.key", "resources.ARN", "userIdentity.sessionContext"];
    FIELDS.iter().map(|info| info.name).chain(paths).map(str::to_owned).collect()
}

/// A page of the answer in force with these columns, once its cells are there.
fn whole_page(viewer: &mut Viewer, no: u32, fields: Vec<String>) -> Page {
    viewer.engine.request(Request::Page { view: View::Events, no: QueryId(no), first: 0, count: 100, fields });
    viewer.run();
    match viewer.last_reply() {
        Some(Response::Page(page)) => page,
        other => panic!("a page was asked for, not {other:?}"),
    }
}

#[test]
fn any_field_and_any_path_can_be_a_column() {
    let mut viewer = Viewer::new();
    for (no, part) in morning().chunks(2).enumerate() {
        viewer.load_frozen(&format!("day/{no}.json"), log(part).as_bytes());
    }
    let no = viewer.query("").no;
    let page = whole_page(&mut viewer, no.0, all_columns());
    assert!(page.is_whole);
    let Rows::Events(rows) = page.rows else { panic!("rows of events") };
    let cell = |id: &str, name: &str| {
        let row = rows.iter().find(|row| row.event_id == id).unwrap();
        let at = page.fields.iter().position(|field| field == name).unwrap();
        row.cells[at].clone().unwrap_or_default()
    };
    for (id, name, expected) in [
        ("upload", "write", "true"),
        ("denied", "outcome", "denied"),
        ("denied", "role", "encoder-submit"),
        ("denied", "resources.ARN", "arn:aws:kms:eu-west-1:1:key/8b1f\u{1f}arn:aws:kms:eu-west-1:1:key/9c2a"),
        ("denied", "requestParameters.key", ""),
        ("upload", "requestParameters.key", "uploads/My Film.mov"),
        ("throttled", "source", "day/1.json"),
        (
            "denied",
            "userIdentity.sessionContext",
            "\u{1f}{\"sessionIssuer\":{\"type\":\"Role\",\"userName\":\"encoder-submit\"}}",
        ),
        ("late", "actor", ""),
    ] {
        assert_eq!(cell(id, name), expected, "{name} of {id}");
    }
}

#[test]
fn a_page_goes_out_before_the_readers_have_made_its_cells() {
    let mut viewer = Viewer::of_events(&morning());
    let no = viewer.query("").no;
    let fields = || vec!["requestParameters.key".to_owned()];
    viewer.engine.request(Request::Page { view: View::Events, no, first: 0, count: 9, fields: fields() });
    let asked = match viewer.engine.step() {
        Output::Request(ReaderId(0), ReaderRequest::Cells { no, .. }) => no,
        other => panic!("cells are asked for, not {other:?}"),
    };
    let Output::Respond(Response::Page(page)) = viewer.engine.step() else { panic!("the page as it is") };
    assert!(!page.is_whole);
    // A newer page takes the question back.
    viewer.engine.request(Request::Page { view: View::Events, no, first: 0, count: 5, fields: fields() });
    let Output::Request(ReaderId(0), ReaderRequest::Cancel { no: forgotten }) = viewer.engine.step() else {
        panic!("the former is forgotten")
    };
    assert_eq!(forgotten, asked);
    // With the reader its documents are gone, and the cells stay empty.
    viewer.engine.request(Request::Lost { reader: ReaderId(0), sources: Vec::new() });
    viewer.run();
    let Some(Response::Page(page)) = viewer.last_reply() else { panic!("the page with its cells") };
    assert!(page.is_whole && page.rows.len() == 5);
}

/// What the naive sort compares: the text as people read it, in small letters first.
fn key(row: &EventRow, fields: &[String], field: Field) -> Option<(String, String)> {
    let at = fields.iter().position(|name| name == field.name()).unwrap();
    if field == Field::Outcome {
        // What went well comes first, and what failed last.
        return Some(((row.outcome as u8).to_string(), String::new()));
    }
    row.cells[at].as_ref().map(|cell| (cell.to_lowercase(), cell.clone()))
}

#[test]
fn every_field_sorts_both_ways_as_a_naive_sort_does_with_the_former_order_between_equals() {
    let mut viewer = Viewer::new();
    let events = morning();
    for (no, part) in events.chunks(2).enumerate() {
        viewer.load_frozen(&format!("{no}.json"), log(part).as_bytes());
    }
    let no = viewer.query("").no;
    let page = whole_page(&mut viewer, no.0, all_columns());
    let Rows::Events(newest_first) = page.rows else { panic!("rows of events") };
    assert!(newest_first.is_sorted_by(|a, b| a.time >= b.time));
    let sorted = |mut rows: Vec<std::rc::Rc<EventRow>>, field: Field, is_descending: bool| {
        rows.sort_by(|a, b| match (key(a, &page.fields, field), key(b, &page.fields, field)) {
            (None, None) => Ordering::Equal,
            (None, _) => Ordering::Greater,
            (_, None) => Ordering::Less,
            (Some(a), Some(b)) if is_descending => b.cmp(&a),
            (Some(a), Some(b)) => a.cmp(&b),
        });
        rows
    };
    let ids = |rows: &[std::rc::Rc<EventRow>]| rows.iter().map(|row| row.event_id.clone()).collect::<Vec<_>>();
    for field in FIELDS.iter().map(|info| info.field) {
        for is_descending in [false, true] {
            if field != Field::Time {
                let answer = viewer.ask(View::Events, "", Sort::by(field.name(), is_descending));
                assert_eq!(ids(rows(&answer)), ids(&sorted(newest_first.clone(), field, is_descending)), "{field}");
            }
            for then in [Field::Time, Field::Event, Field::Region, Field::Outcome] {
                let by = |is_former_descending| Sort {
                    then: Some((then.name().to_owned(), is_former_descending)),
                    ..Sort::by(field.name(), is_descending)
                };
                for is_former_descending in [false, true] {
                    let former = sorted(newest_first.clone(), then, is_former_descending);
                    let answer = viewer.ask(View::Events, "", by(is_former_descending));
                    let expected = sorted(former, field, is_descending);
                    assert_eq!(ids(rows(&answer)), ids(&expected), "{field}, then {then}");
                }
            }
        }
    }
    let oldest_first = viewer.ask(View::Events, "", Sort::by("time", false));
    assert!(rows(&oldest_first).is_sorted_by(|a, b| a.time <= b.time));
}

/// Events a second apart, `n-0` the oldest.
fn many(range: std::ops::Range<u32>) -> Vec<Value> {
    let time = |n: u32| format!("{:02}:{:02}:{:02}", n / 3600, n / 60 % 60, n % 60);
    range.map(|n| event(&format!("n-{n}"), &time(n), json!({"requestParameters": {"n": n, "third": n % 3}}))).collect()
}

/// The names of the first columns.
fn columns() -> Vec<String> {
    COLUMNS.iter().map(|field| field.name().to_owned()).collect()
}

fn query(no: u32, text: &str, first: u32, count: u32) -> Request {
    Request::Query(Query {
        no: QueryId(no),
        view: View::Events,
        text: text.to_owned(),
        range: None,
        preview: None,
        facets: Vec::new(),
        sort: Sort::newest_first(),
        fields: columns(),
        first,
        count,
    })
}

#[test]
fn pages_are_cut_from_the_answer_in_force() {
    let mut viewer = Viewer::of_events(&many(0..500));
    viewer.engine.request(query(7, "", 490, 20));
    viewer.run();
    let answer = viewer.answers.pop().unwrap();
    assert_eq!((answer.page.first, answer.page.rows.len()), (480, 20), "beyond the end is the last screen");
    for (first, count, expected) in [(0, 3, "n-499 n-498 n-497"), (498, 9, "n-1 n-0"), (500, 3, ""), (9000, 3, "")] {
        let page =
            match viewer.reply(Request::Page { view: View::Events, no: QueryId(7), first, count, fields: columns() }) {
                Some(Response::Page(Page { rows: Rows::Events(rows), no: QueryId(7), .. })) => rows,
                other => panic!("a page was asked for, not {other:?}"),
            };
        let ids: Vec<&str> = page.iter().map(|row| row.event_id.as_str()).collect();
        assert_eq!(ids.join(" "), expected);
    }
    assert_eq!(
        viewer.reply(Request::Page { view: View::Events, no: QueryId(6), first: 0, count: 3, fields: columns() }),
        None,
        "an older query"
    );
    assert_eq!(
        viewer.reply(Request::Page { view: View::Jobs, no: QueryId(7), first: 0, count: 3, fields: columns() }),
        None,
        "another view"
    );
}

#[test]
fn a_newer_query_overtakes_an_older_one() {
    let mut viewer = Viewer::of_events(&many(0..100));
    viewer.engine.request(query(1, "requestParameters.third:1", 0, 10));
    let Output::Request(_, asked @ ReaderRequest::Matching { no, .. }) = viewer.engine.step() else {
        panic!("documents are asked")
    };
    viewer.engine.request(query(2, "service:s3", 0, 10));
    let mut forgotten = Vec::new();
    loop {
        match viewer.engine.step() {
            Output::Request(_, ReaderRequest::Cancel { no }) => forgotten.push(no),
            Output::Respond(Response::Answer(answer)) => viewer.answers.push(answer),
            Output::Idle => break,
            other => panic!("nothing else is to do: {other:?}"),
        }
    }
    assert_eq!(forgotten, [no]);
    // The reader was asked and answers all the same; nobody listens any more.
    let mut reader = trailglass_engine::reader::Reader::new(ReaderId(0));
    reader.ask(asked);
    while let Some(told) = reader.answer() {
        viewer.engine.tell(told);
    }
    viewer.run();
    let numbers: Vec<_> = viewer.answers.iter().map(|answer| (answer.no, answer.matched)).collect();
    assert_eq!(numbers, [(QueryId(2), 100)]);
}

#[test]
fn a_long_search_gives_partial_answers() {
    let mut viewer = Viewer::new();
    for file in 0..8 {
        viewer.load_frozen(&file.to_string(), log(&many(file * 50..file * 50 + 50)).as_bytes());
    }
    viewer.reading_ms = 300.0;
    let whole = viewer.query("requestParameters.third:1");
    assert_eq!(whole.partial, None);
    let partial: Vec<Answer> = viewer.answers.drain(..).filter(|answer| answer.no == whole.no).collect();
    let shares: Vec<f32> = partial.iter().map(|answer| answer.partial.unwrap()).collect();
    assert!(shares.len() > 1 && shares.is_sorted() && shares.iter().all(|share| *share > 0.0 && *share < 1.0));
    let newest = |answer: &Answer| rows(answer)[0].event_id.clone();
    for answer in &partial {
        assert!(answer.matched > 0 && answer.matched < whole.matched && answer.read_documents);
        assert_eq!(answer.page.generation, answer.generation, "windows of it are taken");
        assert_eq!(newest(answer), newest(&whole), "what stands first is searched first");
    }
    viewer.query("service:s3");
    assert!(viewer.answers.is_empty(), "columns answer at once");
}

#[test]
fn readers_that_have_rested_answer_as_before() {
    let files: Vec<Vec<u8>> = (0..3).map(|file| gzip(log(&many(file * 200..file * 200 + 200)).as_bytes())).collect();
    let mut viewer = Viewer::new();
    for (no, bytes) in files.iter().enumerate() {
        viewer.load(&format!("{no}.json.gz"), bytes);
    }
    viewer.freeze();
    assert_eq!((viewer.rest(), viewer.rest()), (3, 0), "each text is prepared once");
    let before = viewer.ids("requestParameters.third:1");
    assert_eq!(before.len(), 200);
    assert_eq!(viewer.ids("requestParameters.third:1"), before);
    viewer.engine.request(Request::Remove { sources: vec![SourceId::File(1)] });
    viewer.run();
    let left = viewer.ids("requestParameters.third:1");
    assert!(left.len() < 200 && left.iter().all(|id| before.contains(id)), "the others keep their text");
}

#[test]
fn values_are_suggested_with_their_counts() {
    let mut viewer = Viewer::of_events(&morning());
    let mut suggest = |view, rest: &str, field: &str, prefix: &str| {
        let asked = Suggest { view, rest: rest.into(), field: field.into(), prefix: prefix.into() };
        match viewer.reply(Request::Suggest(asked.clone())) {
            Some(Response::Suggested { asked: answered, values }) if answered == asked => values,
            other => panic!("values were asked for, not {other:?}"),
        }
    };
    let events = |values: Vec<(&str, u32)>| -> Vec<(String, Option<u32>)> {
        values.into_iter().map(|(value, count)| (value.to_owned(), Some(count))).collect()
    };
    assert_eq!(
        suggest(View::Events, "", "service", ""),
        events(vec![("s3", 3), ("kms", 2), ("ec2", 1), ("signin", 1)])
    );
    assert_eq!(suggest(View::Events, "service:kms", "event", "T"), events(vec![("Decrypt", 1), ("RotateKey", 1)]));
    assert_eq!(suggest(View::Events, "error:*", "outcome", ""), events(vec![("denied", 1), ("failed", 1)]));
    assert_eq!(suggest(View::Events, "", "source", "LOG"), events(vec![("log.json", 7)]));
    let of_words = suggest(View::Events, "RotateKey", "service", "s3");
    assert_eq!(of_words, [("s3".to_owned(), None)], "no document is read for a count");
    assert_eq!(suggest(View::Jobs, "", "state", ""), []);
}

#[test]
fn a_query_goes_before_the_values_that_were_asked_for_earlier() {
    let mut viewer = Viewer::of_events(&morning());
    let field = "service".to_owned();
    viewer.engine.request(Request::Suggest(Suggest { view: View::Events, rest: "".into(), field, prefix: "".into() }));
    viewer.engine.request(Request::Query(Query {
        no: QueryId(1),
        view: View::Events,
        text: "event:Decrypt".into(),
        range: None,
        preview: None,
        facets: Vec::new(),
        sort: Sort::newest_first(),
        fields: Vec::new(),
        first: 0,
        count: 10,
    }));
    let mut heard = Vec::new();
    loop {
        match viewer.engine.step() {
            Output::Respond(Response::Answer(answer)) => heard.push(answer.matched.to_string()),
            Output::Respond(Response::Suggested { asked, .. }) => heard.push(asked.field),
            Output::Respond(_) | Output::Busy => {}
            _ => break,
        }
    }
    assert_eq!(heard, ["1", "service"]);
}

#[test]
fn answers_follow_the_files_and_end_as_if_all_had_been_there() {
    let files: Vec<Vec<u8>> = (0..6).map(|n| gzip(log(&many(n * 40..n * 40 + 60)).as_bytes())).collect();
    let queries = [
        "",
        "service:s3 -requestParameters.third:1",
        "event:Get* (n-1 OR requestParameters.n:2?)",
        "source:3",
        "is:duplicate",
        "time>end-2m -requestParameters.third:1",
        "time:start..start+10s",
    ];
    for text in queries {
        let mut all = Viewer::new();
        for (no, file) in files.iter().enumerate() {
            all.load(&no.to_string(), file);
        }
        all.freeze();
        let expected = all.query(text);

        let mut live = Viewer::new();
        live.engine.request(query(1, text, 0, 2000));
        live.run();
        for (no, file) in files.iter().enumerate() {
            live.load_frozen(&no.to_string(), file);
        }
        let answers = &live.answers;
        assert_eq!(answers.len(), 7, "{text}: one answer before, one for each segment");
        assert!(answers.is_sorted_by(|a, b| a.generation < b.generation && a.events <= b.events), "{text}");
        let last = answers.last().unwrap();
        let ids = |answer: &Answer| rows(answer).iter().map(|row| row.event_id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(last), ids(&expected), "{text}");
        assert_eq!((last.matched, last.events, last.span), (expected.matched, expected.events, expected.span));
        assert!(last.matched > 0);
    }
}

#[test]
fn an_event_is_found_in_the_answer_or_said_to_be_hidden() {
    let mut viewer = Viewer::of_events(&many(0..100));
    let row = rows(&viewer.query(""))[10].key;
    for (text, expected) in [("", Some(10)), ("requestParameters.n:8*", Some(0)), ("service:kms", None)] {
        let no = viewer.query(text).no;
        assert_eq!(
            viewer.reply(Request::Locate { no, row }),
            Some(Response::Located { no, row, at: expected }),
            "{text}"
        );
    }
    assert_eq!(viewer.reply(Request::Locate { no: QueryId(1), row }), None, "an older query");
}

#[test]
fn a_failure_that_only_the_answer_tells_is_one() {
    let sign_in = |id: &str, event_name: &str, more: Value| {
        let mut members = json!({"eventSource": "signin.amazonaws.com", "eventName": event_name});
        members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event(id, "08:00:00", members)
    };
    let answer = |name: &str, word: &str| json!({"responseElements": {name: word}});
    let mut viewer = Viewer::of_events(&[
        sign_in(
            "no",
            "ConsoleLogin",
            json!({"errorMessage": "Failed authentication", "responseElements": {"ConsoleLogin": "Failure"}}),
        ),
        sign_in("switch", "SwitchRole", answer("SwitchRole", "Failure")),
        sign_in(
            "center",
            "CredentialVerification",
            json!({"responseElements": null, "serviceEventDetails": {"CredentialVerification": "Failure"}}),
        ),
        sign_in(
            "denied",
            "CheckMfa",
            json!({"errorCode": "AccessDenied", "responseElements": {"CheckMfa": "Failure"}}),
        ),
        sign_in("yes", "ConsoleLogin", answer("ConsoleLogin", "Success")),
        sign_in("of another", "ConsoleLogin", answer("CheckMfa", "Failure")),
        sign_in("of no kind", "ConsoleLogin", json!({"responseElements": "Failure"})),
    ]);
    for (query, expected) in [
        ("outcome:failed", "center no switch"),
        ("ok:false -outcome:denied", "center no switch"),
        ("outcome:denied", "denied"),
        ("ok:true", "of another of no kind yes"),
        ("error:*", "center denied no switch"),
        ("error:\"failed authentication\"", "no"),
        ("error:Failure", "center switch"),
        ("error:AccessDenied", "denied"),
    ] {
        let ids: Vec<String> = viewer.all_ids(query).into_iter().collect();
        assert_eq!(ids.join(" "), expected, "{query}");
    }
    for (id, told) in [("no", "Outcome: Failed (Failed authentication)"), ("switch", "Outcome: Failed")] {
        let answer = viewer.query(&format!("eventID:{id}"));
        let facts = told_of(&viewer.open(rows(&answer)[0].key));
        assert!(facts.contains(&told.to_owned()), "{facts:?}");
    }
}

/// The facts of an opened event as text.
fn told_of(detail: &EventDetail) -> Vec<String> {
    let facts = detail.facts.iter();
    facts
        .map(|fact| {
            let time = fact.time.map(|time| time.to_string()).unwrap_or_default();
            match &fact.more {
                Some(more) => format!("{}: {}{time} ({more})", fact.label, fact.text),
                None => format!("{}: {}{time}", fact.label, fact.text),
            }
        })
        .collect()
}

#[test]
fn an_opened_event_is_told_in_words_and_shown_as_written() {
    let mut viewer = Viewer::of_events(&morning());
    for (id, summary, facts) in [
        ("upload", "smithj called PutObject on media-in/uploads/My Film.mov.", "Who: IAM user smithj"),
        ("login", "The root user called ConsoleLogin.", "Who: Root user of account 111122223333"),
        (
            "denied",
            "encoder-submit / i-0c1d9e4f was not allowed to call Decrypt on 8b1f.",
            "Outcome: Denied, AccessDenied (User is not authorized)",
        ),
        (
            "throttled",
            "jane@example.com called DescribeInstances too often and was throttled.",
            "Who: jane@example.com through IAM Identity Center, permission set Admin (Temporary credentials)",
        ),
        ("service", "AWS Internal called RotateKey.", "Who: AWS service AWS Internal"),
        ("late", "Someone that the record does not name called ListBuckets.", "When: 2024-03-01T23:59:59Z"),
    ] {
        let answer = viewer.query(&format!("eventID:\"{id}\""));
        let detail = viewer.open(rows(&answer)[0].key);
        assert_eq!((detail.event_id.as_str(), detail.summary.as_str()), (id, summary));
        let told = told_of(&detail);
        assert!(told.iter().any(|fact| fact == facts), "{facts} in {told:#?}");
        let event = morning().into_iter().find(|event| event["eventID"] == id).unwrap();
        assert_eq!(detail.text, event.to_string());
    }
}

#[test]
fn a_segment_that_does_not_arrive_is_told() {
    let mut viewer = Viewer::new();
    let report = trailglass_protocol::report::Report { records: 3, refused: 1, ..Default::default() };
    let batch = Batch {
        ended: vec![(SourceId::File(0), report)],
        names: vec![(SourceId::File(0), "a".to_owned())],
        ..Batch::default()
    };
    viewer.engine.add(batch, Some(b"TGs1 cut"));
    viewer.run();
    assert_eq!(viewer.sums(), (1, 0, 0, 1));
    assert_eq!(viewer.status(SourceId::File(0)).word(), "failed");
    assert_eq!(viewer.query("").matched, 0);
}

#[test]
fn a_search_ends_without_a_reader_that_died() {
    let one = log(&[event("1", "10:00:00", json!({"userAgent": "needle"}))]);
    let two = log(&[event("2", "10:00:01", json!({"userAgent": "needle"}))]);
    let mut viewer = Viewer::of(&[("one.json", one.as_bytes()), ("two.json", two.as_bytes())]);
    assert_eq!(viewer.ids("needle"), ["2", "1"]);
    viewer.reply(Request::Lost { reader: ReaderId(1), sources: Vec::new() });
    assert_eq!(viewer.ids("needle event:*"), ["1"], "what the other reader holds is still found");
    assert_eq!(viewer.query("event:GetObject").matched, 2, "columns stay");
}

#[test]
fn an_event_opens_without_its_record_where_the_reader_died() {
    let events = log(&[event("1", "10:00:00", json!({"userAgent": "needle"}))]);
    let mut viewer = Viewer::of(&[("one.json", events.as_bytes())]);
    let row = rows(&viewer.query("")).first().expect("the event").key;
    let opened = |reply: Option<Response>| match reply {
        Some(Response::Event(detail)) => (detail.event_id.clone(), detail.name.clone(), detail.text.is_empty()),
        other => panic!("the event, not {other:?}"),
    };
    let without = ("1".to_owned(), "GetObject".to_owned(), true);
    viewer.engine.request(Request::Event { row });
    let asked = viewer.engine.step();
    assert!(matches!(asked, Output::Request(ReaderId(0), ReaderRequest::Documents { .. })), "{asked:?}");
    // The reader dies with the question, and is not asked again.
    assert_eq!(opened(viewer.reply(Request::Lost { reader: ReaderId(0), sources: Vec::new() })), without);
    assert_eq!(opened(viewer.reply(Request::Event { row })), without);
}

#[test]
fn of_copies_the_sound_one_is_shown_whatever_came_first_and_damage_is_told_beside_the_event() {
    let sound = log(&[event("1", "10:00:00", json!({"userAgent": "as logged"}))]);
    let altered = [
        event("1", "10:00:00", json!({"userAgent": "altered", "more": "members"})),
        event("2", "10:00:01", json!({"userAgent": "altered"})),
    ];
    let mut damaged = gzip(log(&altered).as_bytes());
    // The checksum stands eight bytes before the end.
    let at = damaged.len() - 8;
    damaged[at] ^= 1;
    let file = |viewer: &mut Viewer, id: &str| {
        let answer = viewer.query("");
        let row = rows(&answer).iter().find(|row| row.event_id == id).expect("the event").key;
        let fact = viewer.open(row).facts.into_iter().find(|fact| fact.label == "File").expect("its file");
        format!("{}: {}", fact.text, fact.more.unwrap_or_default())
    };
    for files in [
        [("bad.json.gz", &damaged[..]), ("good.json", sound.as_bytes())],
        [("good.json", sound.as_bytes()), ("bad.json.gz", &damaged[..])],
    ] {
        let mut viewer = Viewer::of(&files);
        assert_eq!(viewer.sums(), (3, 2, 1, 0));
        assert_eq!(viewer.ids("\"as logged\""), ["1"]);
        assert_eq!(file(&mut viewer, "1"), "good.json: Also in bad.json.gz");
        assert_eq!(file(&mut viewer, "2"), "bad.json.gz: Damaged: this may differ from what was logged");
        let bad = files.iter().position(|(name, _)| *name == "bad.json.gz").expect("it is there") as u32;
        assert!(
            viewer.problems(SourceId::File(bad))[0].contains("its checksum does not fit). Any event of it may differ"),
            "{:?}",
            viewer.problems(SourceId::File(bad))
        );
        // With the sound one gone, the other is what there is.
        viewer.reply(Request::Remove { sources: vec![SourceId::File(1 - bad)] });
        assert_eq!(file(&mut viewer, "1"), "bad.json.gz: Damaged: this may differ from what was logged");
    }
}
