//! Facets and histograms against naive ones: what a person would count by hand.

use crate::support::{Viewer, event, log, rows};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use trailglass_event::time::{Micros, TimeRange};
use trailglass_protocol::id::ReaderId;
use trailglass_protocol::message::*;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

const NAMES: [&str; 6] = ["GetObject", "PutObject", "CreateJob", "ReadJob", "Decrypt", "getobject"];
const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "ap-south-1"];
const ERRORS: [&str; 4] = ["", "", "AccessDenied", "NoSuchKey"];

/// Events over a day, in no order; some in more than one file.
fn trail(dice: &mut Dice) -> Vec<Vec<Value>> {
    let mut files: Vec<Vec<Value>> = (0..3).map(|_| Vec::new()).collect();
    for no in 0..600 {
        let second = dice.below(86_400);
        let time = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
        let name = dice.one(&NAMES);
        let keys: Vec<Value> = (0..dice.below(4)).map(|_| json!({"Key": dice.one(&["a", "b \"c\"", "é"])})).collect();
        let mut members = json!({
            "eventName": name,
            "eventSource": if name.ends_with("Job") { "elastictranscoder.amazonaws.com" } else { "s3.amazonaws.com" },
            "requestParameters": {"tags": keys, "n": dice.below(3), "pipelineId": format!("p-{}", dice.below(3))},
            "responseElements": {"job": {"id": format!("1412018849233-{:06}", dice.below(9))}},
        });
        if dice.below(5) > 0 {
            members["awsRegion"] = json!(dice.one(&REGIONS));
        } else {
            members["awsRegion"] = Value::Null;
        }
        match dice.one(&ERRORS) {
            "" => {}
            error => members["errorCode"] = json!(error),
        }
        let event = event(&format!("e-{no}"), &time, members);
        let file = dice.below(3);
        files[file].push(event.clone());
        if dice.below(6) == 0 {
            files[(file + 1) % 3].push(event);
        }
    }
    files
}

/// The values of a field or path in an event, each once.
fn values(field: &str, event: &Value) -> BTreeSet<String> {
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let error = text("/errorCode");
    let is_job = text("/eventName").is_some_and(|name| name.ends_with("Job"));
    let found: Vec<Option<String>> = match field {
        "event" => vec![text("/eventName")],
        "service" => vec![text("/eventSource").map(|source| source.replace(".amazonaws.com", ""))],
        "region" => vec![text("/awsRegion")],
        "error" => vec![error],
        "outcome" => vec![Some(match error.as_deref() {
            None => "ok".to_owned(),
            Some("AccessDenied") => "denied".to_owned(),
            Some(_) => "failed".to_owned(),
        })],
        "requestParameters.n" => vec![event.pointer("/requestParameters/n").map(Value::to_string)],
        "requestParameters.tags.Key" => {
            let tags = event.pointer("/requestParameters/tags").and_then(Value::as_array).expect("a list");
            tags.iter().map(|tag| tag["Key"].as_str().map(str::to_owned)).collect()
        }
        "pipeline" => vec![
            text("/requestParameters/pipelineId")
                .filter(|_| is_job && text("/eventName").as_deref() == Some("CreateJob")),
        ],
        field => panic!("nobody counts {field}"),
    };
    found.into_iter().flatten().collect()
}

/// One clause: its text, the field that it is about, if it is about one alone, and what it asks.
type Clause = (&'static str, &'static str, fn(&Value) -> bool);

const CLAUSES: [Clause; 11] = [
    ("event:getobject", "event", |event| {
        event["eventName"].as_str().is_some_and(|name| name.eq_ignore_ascii_case("GetObject"))
    }),
    ("event:(CreateJob OR ReadJob)", "event", |event| {
        event["eventName"].as_str().is_some_and(|name| name.ends_with("Job"))
    }),
    ("-event:Get*", "event", |event| {
        !event["eventName"].as_str().is_some_and(|name| name.to_lowercase().starts_with("get"))
    }),
    ("region:us-east-1", "region", |event| event["awsRegion"] == "us-east-1"),
    ("-region:eu-west-1", "region", |event| event["awsRegion"] != "eu-west-1"),
    ("region:*", "region", |event| event["awsRegion"].is_string()),
    ("ok:false", "outcome", |event| event["errorCode"].is_string()),
    ("(service:s3 OR error:NoSuchKey)", "", |event| {
        event["eventSource"] == "s3.amazonaws.com" || event["errorCode"] == "NoSuchKey"
    }),
    ("requestParameters.n:1", "requestParameters.n", |event| event["requestParameters"]["n"] == 1),
    ("-requestParameters.tags.Key:é", "requestParameters.tags.Key", |event| {
        !event["requestParameters"]["tags"].to_string().contains('é')
    }),
    ("\"b \\\"c\"", "", |event| event["requestParameters"]["tags"].to_string().contains("b \\\"c")),
];

const FACETS: [&str; 8] =
    ["event", "service", "region", "error", "outcome", "requestParameters.n", "requestParameters.tags.Key", "pipeline"];

fn micros(event: &Value) -> i64 {
    Micros::parse(event["eventTime"].as_str().expect("a time")).expect("a time").0
}

#[test]
fn facets_and_buckets_are_what_a_person_would_count() {
    let mut dice = Dice(11);
    let files = trail(&mut dice);
    let mut viewer = Viewer::new();
    for (no, file) in files.iter().enumerate() {
        viewer.load_frozen(&format!("{no}.json"), log(file).as_bytes());
    }
    let distinct: BTreeMap<String, Value> =
        files.into_iter().flatten().map(|event| (event["eventID"].to_string(), event)).collect();
    let events: Vec<Value> = distinct.into_values().collect();
    let ask = |field: &&str| FacetRequest { field: (*field).to_owned(), count: 50, part: String::new() };
    viewer.facets = FACETS.iter().map(ask).collect();
    let day = Micros::parse("2024-03-01T00:00:00Z").expect("a time").0;
    for round in 0..300 {
        let clauses: Vec<Clause> = (0..dice.below(4)).map(|_| CLAUSES[dice.below(CLAUSES.len())]).collect();
        let text = clauses.iter().map(|(text, ..)| *text).collect::<Vec<_>>().join(" ");
        let mut range = |of: usize| {
            (dice.below(of) == 0).then(|| {
                let from = day + dice.below(86_400) as i64 * 1_000_000;
                TimeRange { from: Micros(from), to: Micros(from + dice.below(40_000) as i64 * 1_000_000 + 1) }
            })
        };
        (viewer.range, viewer.preview) = (range(2), range(2));
        let is_in =
            |range: Option<TimeRange>, event: &Value| range.is_none_or(|range| range.contains(Micros(micros(event))));
        let answer = viewer.query(&text);
        let what = format!("round {round}: {text} in {:?}, {:?}", viewer.range, viewer.preview);
        let holds = |event: &Value, but: &str| clauses.iter().all(|(_, on, holds)| *on == but || holds(event));
        let is_shown = |event: &&Value| is_in(viewer.range, event) && is_in(viewer.preview, event);
        let matched = events.iter().filter(is_shown).filter(|event| holds(event, "none")).count();
        assert_eq!(answer.matched as usize, matched, "{what}");
        assert_eq!(rows(&answer).len(), matched, "{what}");

        for facet in &answer.facets {
            let field = facet.ask.field.as_str();
            let mut counts: BTreeMap<String, u32> = BTreeMap::new();
            for event in events.iter().filter(is_shown).filter(|event| holds(event, field)) {
                values(field, event).into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
            }
            let mut expected: Vec<(String, u32)> = counts.into_iter().collect();
            expected.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            let found: Vec<(String, u32)> = facet
                .values
                .iter()
                .filter(|value| value.count > 0)
                .map(|value| (value.value.clone(), value.count))
                .collect();
            assert_eq!(found, expected, "{field} in {what}");
            assert_eq!(facet.distinct as usize, expected.len(), "{field} in {what}");
            assert!(!facet.is_partial, "{field} in {what}");
        }

        let Some(histogram) = &answer.histogram else {
            assert!(viewer.range.is_some_and(|range| range.from >= range.to), "{what}");
            continue;
        };
        let in_range = |event: &&Value| is_in(viewer.range, event);
        for at in 0..histogram.len() {
            let within: Vec<&Value> = events
                .iter()
                .filter(in_range)
                .filter(|event| histogram.bucket(at).contains(Micros(micros(event))))
                .collect();
            let matching = |outcome: &str| {
                let is_so = |event: &&&Value| holds(event, "none") && values("outcome", event).contains(outcome);
                within.iter().filter(is_so).count() as u32
            };
            let found = (histogram.ok[at], histogram.denied[at], histogram.failed[at], histogram.all[at]);
            let expected = (matching("ok"), matching("denied"), matching("failed"), within.len() as u32);
            assert_eq!(found, expected, "bucket {at} of {what}");
        }
        let all: u32 = histogram.all.iter().sum();
        assert_eq!(all as usize, events.iter().filter(in_range).count(), "{what}");
    }
}

#[test]
fn a_facet_says_what_the_query_says_of_its_values() {
    let regions = ["us-east-1", "us-east-1", "us-east-1", "eu-west-1", "eu-west-1", "ap-south-1"];
    let events: Vec<Value> = (0..)
        .zip(regions)
        .map(|(no, region)| event(&format!("{no}"), &format!("08:00:0{no}"), json!({"awsRegion": region})))
        .collect();
    let mut viewer = Viewer::of_events(&events);
    viewer.facets = vec![FacetRequest { field: "region".to_owned(), count: 1, part: String::new() }];
    for (query, expected) in [
        ("", "us-east-1 3 Free"),
        ("region:ap-south-1", "us-east-1 3 Free, ap-south-1 1 Chosen"),
        ("region:(us-east-1 OR eu-west-1)", "us-east-1 3 Chosen, eu-west-1 2 Chosen"),
        ("-region:eu-west-1", "us-east-1 3 Free, eu-west-1 2 Excluded"),
        ("-region:us-*", "us-east-1 3 Excluded"),
        ("-region:eu-*", "us-east-1 3 Free"),
        ("region:*", "us-east-1 3 Free"),
        ("region:eu-west-1 event:nothing", "eu-west-1 0 Chosen"),
        ("region:eu-west-1 OR event:nothing", "eu-west-1 2 Free"),
    ] {
        let answer = viewer.query(query);
        let facet = &answer.facets[0];
        let say = |value: &FacetValue| format!("{} {} {:?}", value.value, value.count, value.choice);
        assert_eq!(facet.values.iter().map(say).collect::<Vec<_>>().join(", "), expected, "{query}");
    }
    viewer.facets[0].part = "AP".to_owned();
    let answer = viewer.query("");
    assert_eq!((answer.facets[0].found, answer.facets[0].distinct), (1, 3));
    assert_eq!(answer.facets[0].values[0].value, "ap-south-1");
}

#[test]
fn values_at_a_path_are_read_once_and_of_a_dead_reader_never() {
    let one = log(&[event("1", "10:00:00", json!({"userAgent": "curl"}))]);
    let two = log(&[event("2", "10:00:01", json!({"userAgent": "boto"}))]);
    let mut viewer = Viewer::of(&[("one.json", one.as_bytes()), ("two.json", two.as_bytes())]);
    viewer.facets = vec![FacetRequest { field: "userAgent".to_owned(), count: 5, part: String::new() }];
    let found = |viewer: &mut Viewer, query: &str| {
        let facet = viewer.query(query).facets[0].clone();
        assert!(!facet.is_partial);
        facet.values.iter().map(|value| value.value.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found(&mut viewer, ""), "boto curl");
    viewer.reply(Request::Lost { reader: ReaderId(1), sources: vec![] });
    assert_eq!(found(&mut viewer, "event:*"), "boto curl", "what was read stays");
    viewer.facets[0].field = "eventVersion".to_owned();
    assert_eq!(found(&mut viewer, ""), "1.08", "the other reader's");
    viewer.load_frozen("three.json", log(&[event("3", "10:00:02", json!({"userAgent": "aws"}))]).as_bytes());
    viewer.facets[0].field = "userAgent".to_owned();
    assert_eq!(found(&mut viewer, ""), "aws boto curl", "and of what comes later");
}
