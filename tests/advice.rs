//! No silent zero: what is told of a text that finds nothing, what was probably meant, and how much that finds.

use crate::support::{Viewer, event, log};
use serde_json::json;
use trailglass_protocol::message::{Count, Request, Response, Suggest, View};
use trailglass_query::advice::{Advice, advice, elsewhere};
use trailglass_query::{Problem, Schema, problems};

/// Each piece of advice as one line: the part of the text, the message, and what was probably meant.
fn told(text: &str, schema: &Schema) -> Vec<String> {
    assert_eq!(problems(text, schema), [], "{text}");
    let line = |advice: &Advice| {
        let meant = advice.meant.as_ref().map_or(String::new(), |meant| format!(" → {meant}"));
        let not = if advice.is_excluded { "not " } else { "" };
        format!("{not}{}{meant} | {}", advice.span.of(text), advice.kind)
    };
    advice(text, schema).iter().map(line).collect()
}

#[test]
fn what_hardly_asks_what_it_was_typed_for_is_told_with_what_was_meant() {
    const PART: &str = "A colon asks for the whole value; * stands for any text";
    const LIST: &str = "The comma is a part of the value; several values stand in parentheses with OR between them";
    const RANGE: &str = "A range of addresses is written with a slash and a number of bits";
    const SOME: &str = "This is a part of an address; a range is written with a slash and a number of bits";
    let holds = |name: &str| format!("{name} holds other values and has none itself; a dot leads to one of them");
    let compared =
        |name: &str| format!("{name} is looked for as a text here: two fields cannot be compared with each other");
    for (text, part, meant, message) in [
        ("ip:10.8.8", "ip:10.8.8", "ip:10.8.8.0/24", SOME),
        ("ip:10.8.", "ip:10.8.", "ip:10.8.0.0/16", SOME),
        ("ip:10.8.8.x", "ip:10.8.8.x", "ip:10.8.8.0/24", SOME),
        ("ip:10.8.8.10-10.8.8.13", "ip:10.8.8.10-10.8.8.13", "ip:(10.8.8.10/31 OR 10.8.8.12/31)", RANGE),
        ("ip:10.8.8.0-255", "ip:10.8.8.0-255", "ip:10.8.8.0/24", RANGE),
        ("ip:300.1.1.1", "ip:300.1.1.1", "", "300.1.1.1 is not an address: each of its four numbers is 255 at most"),
        ("requestParameters:*malicious*", "requestParameters:*malicious*", "malicious", &holds("requestParameters")),
        (
            "x requestParameters.items[0].name:a",
            "requestParameters.items[0].name:a",
            "requestParameters.items.0.name:a",
            "An element of a list is named by its number behind a dot",
        ),
        (
            r#"errorMessage:"*not authorized*""#,
            r#"errorMessage:"*not authorized*""#,
            r"errorMessage:*not\ authorized*",
            "In quotes * and ? stand for themselves",
        ),
        (
            "event:/create/",
            "event:/create/",
            "event:/create/i",
            "Between slashes capital letters count; an i behind the second slash ignores them",
        ),
        (
            "event=createuser",
            "event=createuser",
            "event:createuser",
            "After = capital letters count; after : they do not",
        ),
        ("event:StopLogging,DeleteTrail", "event:StopLogging,DeleteTrail", "event:(StopLogging OR DeleteTrail)", LIST),
        (
            "region:us-east-1 region:eu-west-1",
            "region:us-east-1 region:eu-west-1",
            "region:(us-east-1 OR eu-west-1)",
            "An event has one region, so both values are never found together; OR finds either",
        ),
        (
            "region:a user:* AND region:b",
            "region:a user:* AND region:b",
            "region:(a OR b) user:*",
            "An event has one region, so both values are never found together; OR finds either",
        ),
        (
            "actor:arn:aws:iam::1:user/x",
            "actor:arn:aws:iam::1:user/x",
            "userIdentity.arn:arn:aws:iam::1:user/x",
            "actor is a name and no ARN",
        ),
        (
            "role:arn:aws:iam::1:role/x",
            "role:arn:aws:iam::1:role/x",
            "userIdentity.sessionContext.sessionIssuer.arn:arn:aws:iam::1:role/x",
            "role is a name and no ARN",
        ),
        ("readOnly:no", "readOnly:no", "readOnly:false", "Records write readOnly otherwise"),
        (
            "additionalEventData.MFAUsed:false",
            "additionalEventData.MFAUsed:false",
            "additionalEventData.MFAUsed:No",
            "Records write additionalEventData.MFAUsed otherwise",
        ),
        (
            "user:requestParameters.userName",
            "user:requestParameters.userName",
            "",
            &compared("requestParameters.userName"),
        ),
        (
            "account:1111-2222-3333",
            "account:1111-2222-3333",
            "account:111122223333",
            "Records write the number of an account without dashes",
        ),
        ("1111-2222-3333", "1111-2222-3333", "111122223333", "Records write the number of an account without dashes"),
        (
            "create and delete",
            "and",
            "AND",
            "AND, OR and NOT are written in capitals; otherwise they are words to look for",
        ),
        ("region:us", "region:us", "region:*us*", PART),
    ] {
        let meant = if meant.is_empty() { String::new() } else { format!(" → {meant}") };
        let found = told(text, &Schema::events());
        let own = format!("{part}{meant} | {message}");
        assert!(found.contains(&own), "{text}: {own} in {found:?}");
    }
}

#[test]
fn what_is_left_out_in_vain_is_told_although_there_are_events() {
    let schema = Schema::events();
    for (text, told_of) in [
        ("-ip:10.8.8.10-10.8.8.20", 1),
        ("-user:requestParameters.userName", 1),
        ("-readOnly:no", 1),
        // Whether a value that is left out is in the events, nobody asked.
        ("-region:us", 0),
        ("-event:/create/", 0),
        ("-(region:a region:b)", 0),
    ] {
        let found = told(text, &schema);
        assert_eq!(found.iter().filter(|line| line.starts_with("not ")).count(), told_of, "{text}: {found:?}");
    }
}

#[test]
fn of_what_is_understood_nothing_is_told() {
    let schema = Schema::events();
    for text in [
        "",
        "*",
        "upload",
        "\"access denied\"",
        "event:Create*",
        "error:*",
        "ip:10.0.0.0/8",
        "ip:internal",
        "ip:10.8.*",
        "ip:192.0.2.17",
        "ip:2001:db8::1",
        "ip:cloudformation.amazonaws.com",
        "time:2014-09",
        "write:true",
        "identity:root",
        "mfa:false",
        "event:/create/i",
        "region:us-* region:*-1",
        "readOnly:true",
        "requestParameters:*",
        "targets:a* targets:b*",
    ] {
        assert_eq!(told(text, &schema), [""; 0], "{text}");
    }
}

#[test]
fn values_are_looked_for_anywhere_as_texts() {
    let schema = Schema::events();
    for (text, expected) in [
        ("actor:bob target:*vault*", vec!["bob", "vault"]),
        ("-actor:bob", vec![]),
        ("time:2024 write:true identity:root error:*", vec![]),
        ("event:(CreateUser OR DeleteUser)", vec!["CreateUser", "DeleteUser"]),
        ("arn:aws:iam::111122223333:user/media/bob", vec!["bob"]),
        ("https://media-in.s3.amazonaws.com/clip.mov?x=1", vec!["clip.mov"]),
        ("bob", vec![]),
    ] {
        let found: Vec<String> = elsewhere(text, &schema).into_iter().map(|other| other.value).collect();
        assert_eq!(found, expected, "{text}");
    }
    assert_eq!(elsewhere("actor:\"a b\"", &schema)[0].text, "\"a b\"");
}

#[test]
fn the_text_with_what_was_meant_is_sound_and_nothing_more_is_told_of_it() {
    let schema = Schema::events();
    for text in
        ["ip:10.8.8 ok:true", "a event:x,y b", "region:a user:c region:b", "x readOnly:no", "-ip:1.2.3.4-1.2.3.9"]
    {
        let first = advice(text, &schema).remove(0);
        let meant = first.text(text).expect(text);
        assert_eq!(problems(&meant, &schema), [], "{meant}");
        assert!(advice(&meant, &schema).iter().all(|other| other.kind != first.kind), "{text} → {meant}");
    }
}

/// The problems of a text: the message, and the text with the remedy.
fn remedies(text: &str, schema: &Schema) -> Vec<(String, Option<String>)> {
    let repaired = |problem: &Problem| {
        let (span, better) = problem.fix()?;
        Some(format!("{}{better}{}", &text[..span.start], &text[span.end..]))
    };
    problems(text, schema).iter().map(|problem| (problem.to_string(), repaired(problem))).collect()
}

#[test]
fn a_word_of_cloudtrail_for_ours_is_a_problem_with_its_remedy() {
    let (events, jobs) = (Schema::events(), Schema::jobs());
    for (schema, text, remedy) in [
        (&events, "identity:IAMUser", Some("identity:iam-user")),
        (&events, "identity:AssumedRole error:*", Some("identity:role error:*")),
        (&events, "-identity=Root", Some("-identity=root")),
        (&events, "outcome:success", Some("outcome:ok")),
        (&events, "outcome:(error OR denied)", Some("outcome:(failed OR denied)")),
        (&events, "identity:bob", None),
        (&events, "mfa:perhaps", None),
        (&jobs, "state:sleeping", None),
        (&jobs, "certainty:certain", Some("certainty:recorded")),
        (&events, "event==CreateUser", Some("event=CreateUser")),
        (&events, "event:=CreateUser", Some("event=CreateUser")),
        (&events, "a&&b", Some("a AND b")),
        (&events, "event:a||event:b", Some("event:a OR event:b")),
        (&events, "user!=path", Some("-user=path")),
        (&events, "colour:red", Some("\"colour:red\"")),
    ] {
        let found = remedies(text, schema);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].1.as_deref(), remedy, "{text}: {}", found[0].0);
        if let Some(remedy) = remedy {
            assert_eq!(problems(remedy, schema), [], "{remedy}");
        }
    }
}

#[test]
fn words_that_are_as_clear_are_understood() {
    let (events, jobs) = (Schema::events(), Schema::jobs());
    for (schema, text) in [
        (&events, "mfa:Yes"),
        (&events, "mfa:no"),
        (&events, "mfa:unknown"),
        (&events, "identity:aws-*"),
        (&events, "outcome:OK"),
        (&jobs, "state:failed"),
        (&jobs, "state:running"),
        (&jobs, "state:success"),
        (&jobs, "state:Cancelled"),
        (&jobs, "ran>4:30"),
        (&jobs, "ran>4m34s"),
        (&events, "time:2023-07-10 12:00"),
        (&events, "time:2023-07-10 12:00..2023-07-10 13:30 ok:true"),
        (&events, r"R&D a\&\&b"),
    ] {
        assert_eq!(problems(text, schema), [], "{text}");
    }
}

/// Some events with names that are asked for in other ways than they stand there.
fn trail() -> Viewer {
    let user = |name: &str| json!({"type": "IAMUser", "userName": name, "arn": format!("arn:aws:iam::111122223333:user/{name}")});
    Viewer::of_events(&[
        event(
            "stop",
            "10:00:00",
            json!({"eventName": "StopLogging", "userIdentity": user("bob"), "awsRegion": "us-east-1"}),
        ),
        event(
            "delete",
            "10:00:01",
            json!({"eventName": "DeleteTrail", "userIdentity": user("bob"), "awsRegion": "eu-west-1"}),
        ),
        event(
            "put",
            "10:00:02",
            json!({"eventName": "PutObject", "eventSource": "s3.amazonaws.com", "userIdentity": user("eve"),
                "requestParameters": {"bucketName": "media-in", "key": "a/clip.mov"}, "sourceIPAddress": "10.8.8.12"}),
        ),
    ])
}

fn counted(viewer: &mut Viewer, view: View, texts: &[&str]) -> Vec<u32> {
    let asked =
        Count { view, texts: texts.iter().map(|text| (*text).to_owned()).collect(), range: None, generation: 1 };
    match viewer.reply(Request::Count(asked.clone())) {
        Some(Response::Counted { asked: of, counts }) => {
            assert_eq!(of, asked);
            counts
        }
        other => panic!("counts were asked for, not {other:?}"),
    }
}

#[test]
fn what_was_meant_is_counted_beside_the_query_in_force() {
    let mut viewer = trail();
    let texts = ["event:(StopLogging OR DeleteTrail)", "clip.mov", "nowhere", "userIdentity.arn:*user/eve", ""];
    assert_eq!(counted(&mut viewer, View::Events, &texts), [2, 1, 0, 1, 3]);
    assert_eq!(counted(&mut viewer, View::Jobs, &["state:complete"]), [0]);
    assert_eq!(viewer.ids("event:StopLogging"), ["stop"], "a query goes before what is counted");
}

#[test]
fn the_values_that_a_path_has_in_the_files_are_offered() {
    let mut viewer = trail();
    let mut offered = |field: &str, rest: &str, prefix: &str| {
        let [field, rest, prefix] = [field, rest, prefix].map(str::to_owned);
        let asked = Suggest { view: View::Events, rest, field, prefix };
        match viewer.reply(Request::Suggest(asked)) {
            Some(Response::Suggested { values, .. }) => values,
            other => panic!("values were asked for, not {other:?}"),
        }
    };
    let of = |values: &[(&str, u32)]| -> Vec<(String, Option<u32>)> {
        values.iter().map(|(value, count)| ((*value).to_owned(), Some(*count))).collect()
    };
    assert_eq!(offered("requestParameters.bucketName", "", ""), of(&[("media-in", 1)]));
    assert_eq!(offered("userIdentity.arn", "", "BOB"), of(&[("arn:aws:iam::111122223333:user/bob", 2)]));
    assert_eq!(offered("userIdentity.arn", "event:StopLogging", ""), of(&[("arn:aws:iam::111122223333:user/bob", 1)]));
    assert_eq!(offered("requestParameters.nothing", "", ""), of(&[]));
}

#[test]
fn what_is_pasted_is_searched_for() {
    let mut viewer = trail();
    for (pasted, ids) in [
        ("arn:aws:iam::111122223333:user/bob", &["delete", "stop"][..]),
        ("s3://media-in/a/clip.mov", &["put"]),
        ("s3://media-in/", &[]),
        ("111122223333", &["delete", "put", "stop"]),
        ("https://media-in.s3.amazonaws.com/a/clip.mov", &[]),
        ("ip:10.8.8.0/24", &["put"]),
    ] {
        assert_eq!(problems(pasted, &Schema::events()), [], "{pasted}");
        let mut found = viewer.ids(pasted);
        found.sort();
        assert_eq!(found, ids, "{pasted}");
    }
}

#[test]
fn the_address_of_an_object_is_found_where_a_record_holds_it_as_well() {
    let with = |id: &str, input: &str| event(id, "10:00:00", json!({ "requestParameters": { "input": input } }));
    let text = log(&[with("a", "s3://media-in/a/clip.mov?v=1"), with("b", "s3://media-in/b.mov")]);
    let mut viewer = Viewer::of(&[("a.json", text.as_bytes())]);
    for (pasted, ids) in [
        ("s3://media-in/a/clip.mov", &["a"][..]),
        ("s3://media-in/a/clip.mov?v=1", &["a"]),
        ("\"s3://media-in/b.mov\"", &["b"]),
        ("s3://media-in/*.mov", &["b", "a"]),
    ] {
        assert_eq!(viewer.ids(pasted).len(), ids.len(), "{pasted}");
        assert!(ids.iter().all(|id| viewer.ids(pasted).iter().any(|found| found == id)), "{pasted}");
    }
}
