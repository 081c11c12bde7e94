//! The naive evaluator: what a query finds, worked out on whole JSON values with simple means, against the engine.
//!
//! The tree of a query and the comparison of texts are the crate's own (`query` has its own tests); where the texts
//! come from is told here once more, as plainly as can be.

use crate::support::{Viewer, event, rows};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use regex_lite::Regex;
use serde_json::{Value, json};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::net::IpAddr;
use trailglass_event::field::{FIELDS, Quality};
use trailglass_event::time::Micros;
use trailglass_query::ast::Operator;
use trailglass_query::quote::{Place, written_literal};
use trailglass_query::{Matcher, On, Schema, problems, understand};

// --- The evaluator ----------------------------------------------------------------------------------

/// What surrounds an event: its file, whether there are other copies of it, and the first and last instant of all.
struct Around<'a> {
    file: &'a str,
    has_copies: bool,
    span: (i64, i64),
}

/// Whether an event is found by a query.
fn holds(query: &str, event: &Value, around: &Around<'_>) -> bool {
    let Around { file, has_copies, span } = around;
    understand(query, &Schema::events()).0.anchored(*span).holds(&mut |test| {
        let texts = match &test.on {
            // The words for the kind of actor match as well; whether there is an actor is for its name to say.
            On::Field(index) if FIELDS[*index].name == "actor" && !test.matcher.is_any() => {
                [field("actor", event, file), field("identity", event, file)].concat()
            }
            On::Field(index) => field(FIELDS[*index].name, event, file),
            On::Path(path) => at(event, path),
            On::Any => anywhere(event),
            On::Quality(quality) => return *quality == Quality::Duplicate && *has_copies,
        };
        if test.matcher.is_any() {
            return !texts.is_empty();
        }
        // The value as it stands in the clause, for what is told here in another way than in the crate.
        let value = &test.clause[test.clause.find([':', '<', '>']).map_or(0, |at| at + 1)..];
        texts.iter().flatten().any(|text| match &test.matcher {
            Matcher::Pattern(pattern) => pattern.matches(text),
            Matcher::Flag(flag) => *text == flag.to_string(),
            Matcher::Time { from_micros, to_micros } => {
                Micros::parse(text).is_some_and(|time| *from_micros <= time.0 && time.0 < *to_micros)
            }
            Matcher::Relative { .. } => panic!("an anchored plan counts from no edge"),
            Matcher::Expression(_) => {
                let (body, flags) = value.rsplit_once('/').unwrap();
                let body = body[1..].replace("\\/", "/").replace("\\ ", " ");
                Regex::new(&if flags == "i" { format!("(?i:{body})") } else { body }).unwrap().is_match(text)
            }
            Matcher::Number(operator, _) => {
                let (Some(text), Some(value)) = (number(text), number(value.trim_start_matches('='))) else {
                    return false;
                };
                match operator {
                    Operator::AtLeast => text >= value,
                    Operator::Above => text > value,
                    Operator::AtMost => text <= value,
                    Operator::Below => text < value,
                    Operator::Has | Operator::Is => panic!("a number is only compared"),
                }
            }
            Matcher::Network(_) => {
                let (start, bits) = value.split_once('/').unwrap_or((value, "128"));
                let mapped = if start.contains(':') { 0 } else { 96 };
                let bits = bits.parse::<usize>().unwrap() + mapped;
                matches!((binary(start), binary(text)), (Some(start), Some(text)) if start[..bits] == text[..bits])
            }
            Matcher::Origin(_) if value == "service" => text.ends_with(".amazonaws.com"),
            Matcher::Origin(_) => text == "AWS Internal",
        })
    })
}

fn number(text: &str) -> Option<f64> {
    let is_number = Regex::new("^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]{1,4})?$").unwrap().is_match(text);
    text.parse().ok().filter(|number: &f64| is_number && number.is_finite())
}

/// The bits of an address of version 6, or of the address of version 6 that stands for one of version 4.
fn binary(address: &str) -> Option<String> {
    let address: IpAddr = address.parse().ok()?;
    let address = match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    };
    Some(address.octets().iter().map(|byte| format!("{byte:08b}")).collect())
}

/// The name of a target: of an ARN what stands behind the kind.
fn named(target: String) -> String {
    match target.strip_prefix("arn:aws:x::1:") {
        Some(resource) => resource.split_once(['/', ':']).map_or(resource, |(_, name)| name).to_owned(),
        None => target,
    }
}

/// The values of a field: each a text, or `None` where it is an object or a list, which have none.
fn field(name: &str, event: &Value, file: &str) -> Vec<Option<String>> {
    let text = |path: &str| event.pointer(path).and_then(scalar).filter(|text| !text.is_empty());
    let identity = |member: &str| text(&format!("/userIdentity/{member}"));
    let has_failed = text(&format!("/responseElements/{}", text("/eventName").unwrap())).as_deref() == Some("Failure");
    let code = text("/errorCode");
    let reason = || text("/errorMessage").unwrap_or_else(|| "Failure".to_owned());
    let error = code.clone().or_else(|| has_failed.then(reason));
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
        "outcome" => vec![Some(match code.as_deref() {
            None if has_failed => "failed".to_owned(),
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
            let target = by_service.or(request(&["functionName", "id", "name", "bucketName"]));
            vec![target.map(|target| if is_object { target } else { named(target) })]
        }
        "targets" => {
            let mut all = field("target", event, file);
            let has_object = service.as_deref() == Some("s3") && text("/requestParameters/bucketName").is_some();
            if !is_transcoder && !has_object {
                for member in ["functionName", "bucketName"] {
                    let other = text(&format!("/requestParameters/{member}")).map(named);
                    all.extend(other.filter(|other| !all.contains(&Some(other.clone()))).map(Some));
                }
            }
            return all;
        }
        "mfa" => {
            let told = text("/userIdentity/sessionContext/attributes/mfaAuthenticated");
            vec![Some(told.unwrap_or_else(|| "unknown".to_owned()))]
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

/// The ids of the events that a query finds: of copies, which have id, time and name in common, the richest counts, of
/// equals that of the earliest file.
fn naive_ids(query: &str, files: &[(String, Vec<Value>)]) -> Vec<String> {
    let key =
        |event: &Value| ["eventID", "eventTime", "eventName"].map(|member| event[member].as_str().unwrap().to_owned());
    let mut shown: BTreeMap<[String; 3], (&Value, usize)> = BTreeMap::new();
    let completeness = |event: &Value| event.as_object().unwrap().values().filter(|value| !value.is_null()).count();
    for (no, (_, events)) in files.iter().enumerate() {
        for event in events {
            let entry = shown.entry(key(event)).or_insert((event, no));
            if completeness(event) > completeness(entry.0) {
                *entry = (event, no);
            }
        }
    }
    let all = || files.iter().flat_map(|(_, events)| events);
    let times = || all().map(|event| Micros::parse(event["eventTime"].as_str().unwrap()).unwrap().0);
    let span = (times().min().unwrap_or(0), times().max().unwrap_or(0));
    let found = shown.iter().filter(|(own, (event, no))| {
        let has_copies = all().filter(|event| key(event) == **own).count() > 1;
        holds(query, event, &Around { file: &files[*no].0, has_copies, span })
    });
    found.map(|([id, ..], _)| id.clone()).collect()
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
    let head = (0u32..14, 0u32..3, select(&SOURCES[..]));
    let error = select(vec![json!(null), json!(null), json!(""), json!("AccessDenied"), json!("NoSuchKey")]);
    let region = select(vec![json!("us-east-1"), json!("eu-west-1"), json!(null), json!(7)]);
    let read_only = select(vec![json!(null), json!(null), json!(true), json!("true"), json!(false)]);
    let account = select(vec![json!("111122223333"), json!("444455556666"), json!(null)]);
    let addresses = ["192.0.2.17", "10.1.2.3", "10.200.0.1", "2001:db8::17", "2001:DB8:0:0::17", "::ffff:10.0.0.9"];
    let others = ["AWS Internal", "s3.amazonaws.com", "10.1.2", "192.0.2.17, 10.0.0.1"];
    let address = select([&addresses[..], &others[..]].concat());
    let parts = (identity(), prop::option::of(parameters()), error, region, read_only, account, text(), address);
    let answer = prop::option::of(select(vec!["Success", "Failure"]));
    (head, parts, answer).prop_map(|((id, variant, source), parts, answer)| {
        // Events of one id are copies of each other, or of another time and of another name.
        let second = id * 6_151 + variant / 2 * 1_800;
        let name = NAMES[(id + variant % 2) as usize % NAMES.len()];
        let (identity, request, error, region, read_only, account, agent, address) = parts;
        let time = format!("{:02}:{:02}:{:02}", second / 3600 % 24, second / 60 % 60, second % 60);
        let mut event = event(
            &format!("id-{id:02}"),
            &time,
            json!({
                "eventName": name, "eventSource": source, "userIdentity": identity, "requestParameters": request,
                "errorCode": error, "awsRegion": region, "readOnly": read_only, "recipientAccountId": account,
                "userAgent": agent, "sourceIPAddress": address,
            }),
        );
        let members = event.as_object_mut().unwrap();
        if let Some(result) = answer {
            let answer = json!({"job": {"id": format!("1412018849233-{id:06}")}, name: result});
            members.insert("responseElements".to_owned(), answer);
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

fn time() -> impl Strategy<Value = String> {
    let fixed =
        select(vec!["2024", "2024-03", "2024-03-01", "2024-03-01T07", "2024-03-01T12:30", "2024-03-01T12:30:10"]);
    let hour =
        (0u32..24, select(vec![":00", ":30", ""])).prop_map(|(hour, rest)| format!("2024-03-01T{hour:02}{rest}"));
    let counted = (select(vec!["end-", "start+", "END-", "end+"]), 0u32..30, select(vec!["h", "m", "h30m", "d"]))
        .prop_map(|(edge, count, unit)| format!("{edge}{count}{unit}"));
    prop_oneof![2 => fixed.prop_map(str::to_owned), 2 => hour, 2 => counted, 1 => Just("end".to_owned())]
}

/// What can be compared: numbers, some of them written as texts, and times.
fn compared_name() -> impl Strategy<Value = &'static str> {
    select(vec![
        "requestParameters.outputs.n",
        "requestParameters.tags",
        "requestParameters.key",
        "userIdentity.accountId",
        "recipientAccountId",
        "eventVersion",
        "userAgent",
    ])
}

fn compared() -> impl Strategy<Value = String> {
    let numbers =
        vec!["0", "12", "0.5", "-1", "1e3", "111122223333", "1.08", "9223372036854775807", "2024-03", "2024-03-01T07"];
    prop_oneof![4 => select(numbers).prop_map(str::to_owned), 1 => any::<i64>().prop_map(|number| number.to_string())]
}

fn expression_name() -> impl Strategy<Value = String> {
    let others = select(vec!["any", "userAgent", "requestParameters.key", "requestParameters.outputs.Key", "eventID"]);
    let fields = [
        "event", "service", "actor", "user", "role", "target", "region", "account", "ip", "error", "outcome", "job",
        "source",
    ];
    prop_oneof![1 => others.prop_map(str::to_owned), 1 => select(fields.to_vec()).prop_map(str::to_owned)]
}

fn expression() -> impl Strategy<Value = String> {
    let bodies = vec![
        "^get",
        "Object$",
        "(Get|Put)Object",
        "e+",
        "^.{5,7}$",
        "a[^a-m]",
        r"\d{3}",
        r"My\ Film",
        r"s\/My",
        "film",
        "null",
        "é",
        "key",
        r"^\S+$",
        "kelvin",
        r"quote\x22",
        "[0-9]+-0*3",
        ".",
        "amazonaws",
        "u?s-e(a|u)st",
        "^$",
        "n{2}",
    ];
    (select(bodies), any::<bool>())
        .prop_map(|(body, is_case_ignored)| format!("/{body}/{}", if is_case_ignored { "i" } else { "" }))
}

fn clause() -> impl Strategy<Value = String> {
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
        1 => time().prop_map(|time| format!("time:{time}")),
        1 => select(vec!["ok:true", "ok:false", "ok:*", "write:true", "write:no", "-error:*"]).prop_map(str::to_owned),
        1 => select(vec!["is:duplicate", "is:mended", "ip:internal", "ip:service", "ip:10.0.0.0/8", "ip:10.1.0.0/15",
            "ip:192.0.2.17/32", "ip:0.0.0.0/0", "ip:2001:db8::/32", "ip:2001:db8::17", "ip:::/0",
            "ip:(10.0.0.0/8 OR internal)", "ip:10.*"]).prop_map(str::to_owned),
        1 => (select(vec![">=", ">", "<=", "<"]), time()).prop_map(|(operator, time)| format!("time{operator}{time}")),
        1 => (time(), time()).prop_map(|(from, to)| format!("time:{from}..{to}")),
        1 => (compared_name(), select(vec![">=", ">", "<=", "<"]), compared())
            .prop_map(|(name, operator, value)| format!("{name}{operator}{value}")),
        1 => (expression_name(), expression()).prop_map(|(name, expression)| format!("{name}:{expression}")),
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

/// Batches, each of some files and so many queries.
const BATCHES: u32 = 400;
const QUERIES: usize = 40;

#[test]
fn the_engine_finds_what_the_naive_evaluator_finds() {
    let one_file = (prop::collection::vec(one_event(), 0..9), any::<bool>(), any::<bool>());
    let batch = (prop::collection::vec(one_file, 1..4), prop::collection::vec(query(), QUERIES));
    let config =
        ProptestConfig { max_shrink_iters: 1_000, failure_persistence: None, ..ProptestConfig::with_cases(BATCHES) };
    let (pairs, telling) = (Cell::new(0u32), Cell::new(0u32));
    let outcome = TestRunner::new(config).run(&batch, |(files, queries)| {
        let mut viewer = Viewer::new();
        let mut trail = Vec::new();
        for ((events, is_ascii, is_own_segment), name) in files.into_iter().zip(["a.json", "day/b.json", "day/c.json"])
        {
            viewer.load(name, file_text(&events, is_ascii).as_bytes());
            if is_own_segment {
                viewer.freeze();
            }
            trail.push((name.to_owned(), events));
        }
        viewer.freeze();
        for query in queries {
            let answer = viewer.query(&query);
            let mut found: Vec<String> = rows(&answer).iter().map(|row| row.event_id.clone()).collect();
            found.sort();
            let told = || format!("{query}\n{:?}", problems(&query, &Schema::events()));
            prop_assert_eq!(&found, &naive_ids(&query, &trail), "{}", told());
            pairs.set(pairs.get() + 1);
            telling.set(telling.get() + u32::from(!found.is_empty() && found.len() < answer.events as usize));
        }
        Ok(())
    });
    println!("{} pairs of a query and events, of which {} found some events and not all", pairs.get(), telling.get());
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    assert!(telling.get() > pairs.get() / 6, "queries that find nothing or everything tell little");
}
