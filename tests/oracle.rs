//! The naive evaluator: what a query finds, worked out on whole JSON values with simple means, against the engine.
//!
//! The tree of a query and the comparison of texts are the crate's own (`query` has its own tests); where the texts
//! come from is told here once more, as plainly as can be.

use crate::support::{Viewer, event};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use trailglass::event::field::FIELDS;
use trailglass::event::time::Micros;
use trailglass::query::quote::{Place, written_literal};
use trailglass::query::{Matcher, On, Schema, problems, understand};

// --- The evaluator ----------------------------------------------------------------------------------

/// Whether an event of this file is found by a query.
fn holds(query: &str, event: &Value, file: &str) -> bool {
    understand(query, &Schema::events()).0.holds(&mut |test| {
        let texts = match &test.on {
            // The words for the kind of actor match as well; whether there is an actor is for its name to say.
            On::Field(index) if FIELDS[*index].name == "actor" && !is_any(&test.matcher) => {
                [field("actor", event, file), field("identity", event, file)].concat()
            }
            On::Field(index) => field(FIELDS[*index].name, event, file),
            On::Path(path) => at(event, path),
            On::Any => anywhere(event),
        };
        let mut texts = texts.iter();
        match &test.matcher {
            matcher if is_any(matcher) => texts.next().is_some(),
            Matcher::Pattern(pattern) => texts.any(|text| text.as_ref().is_some_and(|text| pattern.matches(text))),
            Matcher::Flag(flag) => texts.any(|text| *text == Some(flag.to_string())),
            Matcher::Time { from_micros, to_micros } => texts.flatten().any(|text| {
                let time = Micros::parse(text).unwrap().0;
                *from_micros <= time && time < *to_micros
            }),
        }
    })
}

fn is_any(matcher: &Matcher) -> bool {
    matches!(matcher, Matcher::Pattern(pattern) if pattern.is_any())
}

/// The values of a field: each a text, or `None` where it is an object or a list, which have none.
fn field(name: &str, event: &Value, file: &str) -> Vec<Option<String>> {
    let text = |path: &str| event.pointer(path).and_then(scalar).filter(|text| !text.is_empty());
    let identity = |member: &str| text(&format!("/userIdentity/{member}"));
    let error = text("/errorCode");
    let service = text("/eventSource").map(|source| source.replace(".amazonaws.com", ""));
    let (user, role, actor, kind) = match identity("type").as_deref() {
        Some("Root") => (None, None, Some("root".to_owned()), "root"),
        Some("IAMUser") => (identity("userName"), None, identity("userName"), "iam-user"),
        Some("AWSService") => (None, None, identity("invokedBy"), "aws-service"),
        Some("AssumedRole") => {
            let role = text("/userIdentity/sessionContext/sessionIssuer/userName").unwrap();
            let session = identity("principalId").unwrap().split_once(':').unwrap().1.to_owned();
            (None, Some(role.clone()), Some(format!("{role} / {session}")), "role")
        }
        _ => (None, None, None, "unknown"),
    };
    let is_job = matches!(text("/eventName").as_deref(), Some("ReadJob" | "CancelJob"));
    let is_create = text("/eventName").as_deref() == Some("CreateJob");
    let is_transcoder = service.as_deref() == Some("elastictranscoder");
    let found: Vec<Option<String>> = match name {
        "time" => vec![text("/eventTime")],
        "event" => vec![text("/eventName")],
        "service" => vec![service],
        "actor" => vec![actor],
        "identity" => vec![Some(kind.to_owned())],
        "user" => vec![user],
        "role" => vec![role],
        "key" => vec![identity("accessKeyId")],
        "region" => vec![text("/awsRegion")],
        "account" => vec![text("/recipientAccountId").or(identity("accountId"))],
        "ip" => vec![text("/sourceIPAddress")],
        "error" => vec![error],
        "outcome" => vec![Some(match error.as_deref() {
            None => "ok".to_owned(),
            Some(error) if error.contains("Denied") => "denied".to_owned(),
            Some(_) => "failed".to_owned(),
        })],
        "write" => vec![Some(match text("/readOnly").as_deref() {
            Some("true") => "false".to_owned(),
            Some(_) => "true".to_owned(),
            None => (!["Get", "Read"].iter().any(|verb| text("/eventName").unwrap().starts_with(verb))).to_string(),
        })],
        "target" => {
            let request =
                |members: &[&str]| members.iter().find_map(|name| text(&format!("/requestParameters/{name}")));
            let key = request(&["key"]).map_or(String::new(), |key| format!("/{key}"));
            let by_service = match service.as_deref() {
                Some("s3") => request(&["bucketName"]).map(|bucket| bucket + &key),
                Some("elastictranscoder") => {
                    text("/responseElements/job/id").or(request(&["id", "pipelineId", "name"]))
                }
                _ => None,
            };
            let is_object = service.as_deref() == Some("s3") && by_service.is_some();
            let target = by_service.or(request(&["functionName", "id", "name"]));
            // Of an ARN what follows the account is shown.
            vec![target.map(|target| if is_object { target } else { target.replace("arn:aws:x::1:", "") })]
        }
        "job" if is_transcoder && is_job => vec![text("/requestParameters/id")],
        "job" if is_transcoder && is_create => vec![text("/responseElements/job/id")],
        "pipeline" if is_transcoder && is_create => vec![text("/requestParameters/pipelineId")],
        "job" | "pipeline" | "preset" => vec![],
        "source" => vec![Some(file.to_owned()), file.rsplit_once('/').map(|(_, last)| last.to_owned())],
        name => panic!("the oracle does not know {name}"),
    };
    found.into_iter().flatten().map(Some).collect()
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The values that a path leads to, but for null. A list is gone into, or one of its elements is picked.
fn at(value: &Value, path: &[String]) -> Vec<Option<String>> {
    match (value, path) {
        (Value::Array(elements), [step, rest @ ..]) if step.parse::<usize>().is_ok() => {
            elements.get(step.parse::<usize>().unwrap()).map_or(vec![], |element| at(element, rest))
        }
        (Value::Array(elements), _) if !elements.is_empty() || !path.is_empty() => {
            elements.iter().flat_map(|element| at(element, path)).collect()
        }
        (Value::Object(members), [step, rest @ ..]) => {
            let is_step = |name: &str| name.to_ascii_lowercase() == *step;
            members.iter().filter(|(name, _)| is_step(name)).flat_map(|(_, value)| at(value, rest)).collect()
        }
        (Value::Null, []) => vec![],
        (value, []) => vec![scalar(value)],
        _ => vec![],
    }
}

/// Every name and every value.
fn anywhere(value: &Value) -> Vec<Option<String>> {
    match value {
        Value::Array(elements) => elements.iter().flat_map(anywhere).collect(),
        Value::Object(members) => {
            members.iter().flat_map(|(name, value)| [vec![Some(name.clone())], anywhere(value)].concat()).collect()
        }
        Value::Null => vec![Some("null".to_owned())],
        value => vec![scalar(value)],
    }
}

/// The ids of the events that a query finds: of copies the richest counts, of the earliest file, the first in time.
fn naive_ids(query: &str, files: &[(String, Vec<Value>)]) -> Vec<String> {
    let mut shown: BTreeMap<&str, (&Value, usize)> = BTreeMap::new();
    let richness = |event: &Value| event.as_object().unwrap().values().filter(|value| !value.is_null()).count();
    for (no, (_, events)) in files.iter().enumerate() {
        for event in events {
            let rival = |of: &Value| of["eventTime"].as_str().unwrap().to_owned();
            let entry = shown.entry(event["eventID"].as_str().unwrap()).or_insert((event, no));
            let is_better = richness(event) > richness(entry.0)
                || (richness(event) == richness(entry.0) && no == entry.1 && rival(event) < rival(entry.0));
            if is_better {
                *entry = (event, no);
            }
        }
    }
    let found = shown.iter().filter(|(_, (event, no))| holds(query, event, &files[*no].0));
    found.map(|(id, _)| (*id).to_owned()).collect()
}

// --- Events -----------------------------------------------------------------------------------------

/// Texts that need care: case, escapes, other alphabets, the characters of the language itself.
const TEXTS: [&str; 26] = [
    "media-in",
    "uploads/My Film.mov",
    "ÄÖ ü",
    "İstanbul",
    "\u{212A}elvin",
    "kelvin",
    "a \"quote\"",
    "back\\slash",
    "line\nbreak",
    "tab\there",
    "star*key?",
    "日本語",
    "😀 face",
    "-dash",
    "NOT",
    "OR",
    "null",
    "true",
    "12",
    "0.50",
    "arn:aws:x::1:y/z",
    "(round)",
    "a:b=c",
    "/slashes/",
    "\u{7f}\u{1}",
    "film",
];
const NAMES: [&str; 6] = ["GetObject", "PutObject", "getobject", "ReadJob", "CreateJob", "Decrypt"];
const SOURCES: [&str; 4] =
    ["s3.amazonaws.com", "elastictranscoder.amazonaws.com", "lambda.amazonaws.com", "kms.amazonaws.com"];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![8 => select(&TEXTS[..]).prop_map(str::to_owned), 1 => "\\PC{0,6}"]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![5 => select(vec!["smithj", "Jane", "encoder", "bob", "Bob"]).prop_map(str::to_owned), 1 => "[a-zé ]{1,4}"]
}

fn identity() -> impl Strategy<Value = Value> {
    prop_oneof![
        name().prop_map(|user| json!({"type": "IAMUser", "userName": user, "accessKeyId": "AKIA1", "accountId": "1"})),
        Just(json!({"type": "Root", "accountId": 111122223333u64})),
        (name(), "[a-z@.]{1,5}").prop_map(|(role, session)| json!({
            "type": "AssumedRole", "principalId": format!("AROA:{session}"), "accessKeyId": "ASIA1",
            "sessionContext": {"sessionIssuer": {"userName": role}, "attributes": {"mfaAuthenticated": "false"}},
        })),
        Just(json!({"type": "AWSService", "invokedBy": "elastictranscoder.amazonaws.com"})),
        Just(Value::Null),
    ]
}

fn parameters() -> impl Strategy<Value = Value> {
    let leaf = || {
        prop_oneof![4 => text().prop_map(Value::from), 1 => any::<i64>().prop_map(Value::from),
        1 => select(vec![json!(null), json!(true), json!(0.5), json!([]), json!({})])]
    };
    let member = select(vec!["bucketName", "key", "name", "functionName", "id", "pipelineId"]);
    let texts = prop::collection::btree_map(member.prop_map(str::to_owned), text().prop_map(Value::from), 0..4);
    let inner =
        prop::collection::btree_map(select(vec!["Key", "n", "a/b", "é", "0"]).prop_map(str::to_owned), leaf(), 0..3);
    let outputs = prop::collection::vec(inner.prop_map(|map| json!(map)), 0..3);
    let tags = prop::collection::vec(leaf(), 0..3);
    (texts, outputs, tags, any::<bool>()).prop_map(|(texts, outputs, tags, has_lists)| {
        let mut all: BTreeMap<String, Value> = texts;
        if has_lists {
            all.extend([("outputs".to_owned(), json!(outputs)), ("tags".to_owned(), json!([tags, "nested"]))]);
        }
        json!(all)
    })
}

fn one_event() -> impl Strategy<Value = Value> {
    let head = (0u32..14, 0u32..100_000, select(&NAMES[..]), select(&SOURCES[..]));
    let error = select(vec![json!(null), json!(null), json!(""), json!("AccessDenied"), json!("NoSuchKey")]);
    let region = select(vec![json!("us-east-1"), json!("eu-west-1"), json!(null), json!(7)]);
    let read_only = select(vec![json!(null), json!(null), json!(true), json!("true"), json!(false)]);
    let account = select(vec![json!("111122223333"), json!("444455556666"), json!(null)]);
    let parts = (identity(), prop::option::of(parameters()), error, region, read_only, account, text(), any::<bool>());
    (head, parts).prop_map(|((id, second, name, source), parts)| {
        let (identity, request, error, region, read_only, account, agent, has_answer) = parts;
        let time = format!("{:02}:{:02}:{:02}", second / 3600 % 24, second / 60 % 60, second % 60);
        let mut event = event(
            &format!("id-{id:02}"),
            &time,
            json!({
                "eventName": name, "eventSource": source, "userIdentity": identity, "requestParameters": request,
                "errorCode": error, "awsRegion": region, "readOnly": read_only, "recipientAccountId": account,
                "userAgent": agent,
            }),
        );
        let members = event.as_object_mut().unwrap();
        if has_answer {
            members.insert("responseElements".to_owned(), json!({"job": {"id": format!("1412018849233-{id:06}")}}));
        } else {
            members.remove("sourceIPAddress");
        }
        event
    })
}

/// A file of events, written with or without escapes.
fn file_text(events: &[Value], is_ascii: bool) -> String {
    let text = crate::support::log(events);
    if !is_ascii {
        return text;
    }
    let mut units = [0; 2];
    let escape = |char: char| -> String {
        if char.is_ascii() {
            return char.to_string();
        }
        char.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect()
    };
    text.chars().map(escape).collect()
}

// --- Queries ----------------------------------------------------------------------------------------

fn field_name() -> impl Strategy<Value = String> {
    let paths = [
        "requestParameters.key",
        "REQUESTPARAMETERS.Key",
        "requestParameters.outputs.key",
        "requestParameters.outputs.n",
        "requestParameters.outputs.1.key",
        "requestParameters.outputs.a/b",
        "requestParameters.tags",
        "requestParameters.tags.0.1",
        "requestParameters",
        "userIdentity.type",
        "readOnly",
        "userAgent",
        "eventID",
        "responseElements.job.id",
        "requestParameters.outputs",
        "requestParameters.outputs.é",
        "errorMessage",
    ];
    let fields: Vec<String> = FIELDS.iter().map(|info| info.name.to_owned()).collect();
    prop_oneof![3 => select(fields), 2 => select(paths.to_vec()).prop_map(str::to_owned)]
}

/// A value as someone may type it: whole, with wildcards, in quotes, in other case.
fn value() -> impl Strategy<Value = String> {
    let words = [
        "smithj",
        "Jane",
        "encoder / *",
        "root",
        "role",
        "iam-user",
        "s3",
        "S3.amazonaws.com",
        "us-east-1",
        "AccessDenied",
        "denied",
        "ok",
        "true",
        "GetObject",
        "1412018849233-000003",
        "day/b.json",
        "a.json",
        "111122223333",
        "AKIA1",
        "id-03",
        "IAMUser",
        "elastictranscoder.amazonaws.com",
        "nested",
        "false",
    ];
    let whole = prop_oneof![select(words.to_vec()).prop_map(str::to_owned), text()];
    (whole, 0u8..8, any::<prop::sample::Index>()).prop_map(|(text, way, at)| {
        let chars: Vec<char> = text.chars().collect();
        let cut = if chars.is_empty() { 0 } else { at.index(chars.len()) };
        let plain = |chars: &[char]| -> String {
            chars.iter().filter(|char| char.is_alphanumeric() || matches!(char, '.' | '/')).collect()
        };
        match way {
            0 => "*".to_owned(),
            1 => format!("{}*", plain(&chars[..cut])),
            2 => format!("*{}", plain(&chars[cut..])),
            3 => format!("*{}*", plain(&chars[cut..])),
            4 if !chars.is_empty() => format!("{}?{}*", plain(&chars[..cut]), plain(&chars[cut + 1..])),
            5 => written_literal(&text.to_uppercase(), Place::Value),
            _ => written_literal(&text, Place::Value),
        }
    })
}

fn clause() -> impl Strategy<Value = String> {
    let time = select(vec![
        "2024",
        "2024-03",
        "2024-03-01",
        "2024-03-01T0",
        "2024-03-01T1",
        "2024-03-01T07",
        "2024-03-01T12:3",
        "2024-03-01T12:30",
    ]);
    let word = prop_oneof![
        select(vec!["film", "null", "smithj", "GetObject", "é", "false", "\"a \\\"quote\"", "nested", "key", "arn"])
            .prop_map(str::to_owned),
        text().prop_map(|text| written_literal(&text, Place::Bare)),
        value().prop_map(|value| format!("any:{value}")),
    ];
    prop_oneof![
        6 => (field_name(), select(vec![":", ":", ":", "="]), value()).prop_map(|(name, operator, value)| format!("{name}{operator}{value}")),
        1 => (field_name(), value(), value()).prop_map(|(name, one, other)| format!("{name}:({one} OR {other})")),
        1 => (field_name(), value(), value()).prop_map(|(name, one, other)| format!("{name}:({one} -{other})")),
        1 => time.prop_map(|time| format!("time:{time}")),
        1 => select(vec!["ok:true", "ok:false", "ok:*", "write:true", "write:no", "-error:*"]).prop_map(str::to_owned),
        2 => word,
    ]
}

fn query() -> impl Strategy<Value = String> {
    clause().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} AND ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} OR {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} OR {b}")),
            inner.clone().prop_map(|a| format!("-({a})")),
            inner.prop_map(|a| format!("NOT ({a})")),
        ]
    })
}

// --- The two against each other ---------------------------------------------------------------------

/// Batches, each of some files and so many queries; 2,400 queries in all.
const BATCHES: u32 = 60;
const QUERIES: usize = 40;

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 1_000, failure_persistence: None, ..ProptestConfig::with_cases(BATCHES) })]

    #[test]
    fn the_engine_finds_what_the_naive_evaluator_finds(
        files in prop::collection::vec((prop::collection::vec(one_event(), 0..9), any::<bool>(), any::<bool>()), 1..4),
        queries in prop::collection::vec(query(), QUERIES),
    ) {
        let mut viewer = Viewer::new();
        let mut trail = Vec::new();
        for ((events, is_ascii, is_own_segment), name) in files.into_iter().zip(["a.json", "day/b.json", "day/c.json"]) {
            viewer.load(name, file_text(&events, is_ascii).as_bytes());
            if is_own_segment {
                viewer.seal();
            }
            trail.push((name.to_owned(), events));
        }
        viewer.seal();
        for query in queries {
            let mut found = viewer.ids(&query);
            found.sort();
            let told = || format!("{query}\n{:?}", problems(&query, &Schema::events()));
            prop_assert_eq!(found, naive_ids(&query, &trail), "{}", told());
        }
    }
}
