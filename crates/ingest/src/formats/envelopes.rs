//! The records in an object or a list that is no record itself. Services, queues and log shippers pass records on in
//! envelopes of their own, as objects or as strings of JSON. The search knows no envelope by name: it looks into every member.

use super::athena_results;
use super::member_names::{CARRIERS, plain};
use super::notifications::notification_kind;
use super::rebuilt_record::{self, RebuiltRecord};
use std::collections::HashSet;
use trailglass_event::time::{Micros, parse_event_time};
use trailglass_json::{path, text, walk};
use trailglass_protocol::notification::NotificationKind;
use trailglass_store::segment::{EventId, copy_key};

/// Envelopes are searched this deep: SQS, SNS, `Records` and their members are eight levels, strings counted.
const MAX_DEPTH: u32 = 12;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Found {
    /// A record, as written.
    Record,
    /// A record that was made of members in another spelling, or of columns.
    Rebuilt {
        /// See [`RebuiltRecord::has_answers`].
        has_answers: bool,
    },
    /// A notification, with the time that its envelope gives.
    Notification(NotificationKind, Option<Micros>),
}

/// Takes what is found: what it is, its text, and the topic that it was sent to, if there was one.
type Take<'t> = &'t mut dyn FnMut(Found, &str, Option<&str>);

/// What the envelopes around a value say of it.
#[derive(Clone, Copy, Default)]
struct Sent<'a> {
    time: Option<Micros>,
    topic: Option<&'a str>,
}

impl RebuiltRecord {
    fn found(&self) -> Found {
        Found::Rebuilt { has_answers: self.has_answers }
    }
}

/// Calls `found` for every record and every notification in the value. Returns whether there was any.
pub fn search(value: &str, found: Take<'_>) -> bool {
    // Some shippers pass on the original record and one that they made of it: the first that is found is taken.
    let mut seen = HashSet::new();
    look(value, MAX_DEPTH, Sent::default(), &mut |what, text, topic| {
        let [id, time, name] = ["eventID", "eventTime", "eventName"].map(|name| path::first_text(text, &[name]));
        let id_key = EventId::of(id.as_deref(), text).key();
        let time = time.and_then(|time| Micros::parse(&time)).map_or(0, |time| time.0);
        if seen.insert(copy_key(id_key, time, &name.unwrap_or_default())) {
            found(what, text, topic);
        }
    })
}

fn look(value: &str, depth: u32, sent: Sent<'_>, found: Take<'_>) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    match value.as_bytes().first() {
        Some(b'{') => look_in_object(value, depth, sent, found),
        Some(b'[') => {
            // A list of objects with one member each is a row of CloudTrail Lake.
            if let Some(record) = rebuilt_record::record_of_pairs(value) {
                found(record.found(), &record.text, None);
                return true;
            }
            let mut is_any = false;
            for element in walk::elements(value) {
                is_any |= look(element, depth, sent, found);
            }
            is_any
        }
        Some(b'"') if may_hold_json(value) => {
            let inner = text::decode(value);
            let inner = inner.trim_start_matches(|character: char| character.is_ascii_whitespace());
            // Log lines begin with their time.
            let start = inner.find(['{', '[']).unwrap_or(inner.len());
            look(&inner[start..], depth, sent, found)
        }
        _ => false,
    }
}

fn look_in_object(object: &str, depth: u32, sent: Sent<'_>, found: Take<'_>) -> bool {
    if let Some(kind) = notification_kind(object) {
        found(Found::Notification(kind, sent.time), object, sent.topic);
        return true;
    }
    // A summary of a record may look like one: the record in it is the one that was logged.
    let carried = carried_record(object);
    if let Some(record) = carried
        && look(record, depth, sent, found)
    {
        return true;
    }
    match Spelling::of(object) {
        Some(Spelling::CloudTrail) => {
            found(Found::Record, object, None);
            return true;
        }
        Some(Spelling::Other) => {
            let record = rebuilt_record::record_of_object(object);
            found(record.found(), &record.text, None);
            return true;
        }
        None => {}
    }
    if let Some(is_any) = athena_results::records_in(object, &mut |made| found(made.found(), &made.text, None)) {
        return is_any;
    }
    let topic = path::first_text(object, &["TopicArn"]);
    let sent = Sent { time: time_of(object).or(sent.time), topic: topic.as_deref().or(sent.topic) };
    // The carried value was searched already, and holds nothing.
    let others =
        walk::members(object).filter(|(_, value)| !carried.is_some_and(|carried| std::ptr::eq(carried, *value)));
    others.fold(false, |is_any, (_, value)| look(value, depth, sent, found) | is_any)
}

/// Whether a string may hold JSON: at its beginning, or behind a time.
fn may_hold_json(literal: &str) -> bool {
    let inner = &literal.as_bytes()[1..];
    let mut start = inner;
    while let Some(rest) = start.strip_prefix(b" ").or(start.strip_prefix(b"\\n")).or(start.strip_prefix(b"\\t")) {
        start = rest;
    }
    match start.first() {
        Some(b'{' | b'[') => true,
        Some(b'0'..=b'9') => inner.iter().take(80).any(|byte| *byte == b'{'),
        _ => false,
    }
}

/// The member that holds a whole record, next to a summary of it.
fn carried_record(object: &str) -> Option<&str> {
    walk::members(object)
        .find(|(key, _)| CARRIERS.contains(&plain(&text::decode(key)).as_str()))
        .map(|(_, value)| value)
}

/// How the members of a record are spelled.
#[derive(Debug, PartialEq)]
enum Spelling {
    /// As CloudTrail spells them.
    CloudTrail,
    /// In lower case, as Athena does; with capitals, as `lookup-events` does.
    Other,
}

impl Spelling {
    /// The spelling of a record; `None` for other objects. A record has a member of each of three groups, others of one or
    /// two. Only in CloudTrail's own spelling is an object a record as it is.
    fn of(object: &str) -> Option<Spelling> {
        const GROUPS: [&[&str]; 3] = [
            &["eventVersion", "eventTime", "eventID", "eventId"],
            &["eventName", "insightDetails", "timeWindow"],
            &["eventSource", "awsRegion", "userIdentity", "eventType", "eventCategory"],
        ];
        let (mut exact, mut seen) = (0, 0);
        for (key, _) in walk::members(object) {
            let key = text::decode(key);
            for (at, group) in GROUPS.iter().enumerate() {
                exact |= u32::from(group.contains(&key.as_ref())) << at;
                seen |= u32::from(group.iter().any(|name| name.eq_ignore_ascii_case(&key))) << at;
            }
        }
        match (exact, seen) {
            (7, _) => Some(Spelling::CloudTrail),
            (_, 7) => Some(Spelling::Other),
            _ => None,
        }
    }
}

/// When an envelope was sent.
fn time_of(object: &str) -> Option<Micros> {
    const TIMES: [&str; 6] = ["Timestamp", "time", "@timestamp", "timestamp", "SentTimestamp", "p_event_time"];
    walk::members(object).find_map(|(key, value)| {
        let key = text::decode(key);
        TIMES.contains(&key.as_ref()).then(|| parse_event_time(&text::scalar(value)?)).flatten()
    })
}

/// The name of the envelope that an object is, recognised by one of its members.
pub fn envelope_kind(object: &str) -> &'static str {
    const KINDS: [(&str, &str); 23] = [
        ("eventtime", "query results"),
        ("eventversion", "query results"),
        ("CloudTrailEvent", "lookup-events output"),
        ("Events", "lookup-events output"),
        ("EventId", "lookup-events output"),
        ("detail-type", "EventBridge events"),
        ("TopicArn", "SNS notifications"),
        ("Sns", "SNS notifications"),
        ("ReceiptHandle", "SQS messages"),
        ("receiptHandle", "SQS messages"),
        ("Messages", "SQS messages"),
        ("logEvents", "CloudWatch Logs messages"),
        ("events", "CloudWatch Logs events"),
        ("logStreamName", "CloudWatch Logs events"),
        ("QueryResultRows", "CloudTrail Lake results"),
        ("ResultSet", "Athena results"),
        ("hits", "search results"),
        ("_source", "search results"),
        ("_raw", "Splunk events"),
        ("@timestamp", "events passed on by another tool"),
        ("Job", "jobs"),
        ("Jobs", "jobs"),
        ("results", "query results"),
    ];
    walk::members(object)
        .find_map(|(key, _)| KINDS.iter().find(|(name, _)| key.get(1..key.len() - 1) == Some(*name)))
        .map_or("wrapped events", |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"eventVersion":"1.08","eventName":"GetObject","eventSource":"s3.amazonaws.com"}"#;

    fn found(value: &str) -> Vec<(Found, String)> {
        let mut all = Vec::new();
        search(value, &mut |found, text, _| all.push((found, text.to_owned())));
        all
    }

    #[test]
    fn records_are_found_in_any_envelope() {
        let string = |text: &str| serde_json::to_string(text).unwrap();
        let sns = format!(r#"{{"Type":"Notification","TopicArn":"t","Message":{}}}"#, string(RECORD));
        for wrapped in [
            format!(r#"{{"version":"0","detail-type":"x","detail":{RECORD}}}"#),
            format!(r#"{{"EventId":"1","CloudTrailEvent":{}}}"#, string(RECORD)),
            sns.clone(),
            format!(r#"{{"Messages":[{{"Body":{}}}]}}"#, string(&sns)),
            format!(r#"{{"@timestamp":"x","message":{}}}"#, string(&format!("2024-03-01T10:00:00Z {RECORD}"))),
            format!(r#"{{"logEvents":[{{"id":"1","timestamp":1,"message":{}}}]}}"#, string(RECORD)),
            format!(r#"{{"_source":{{"event":{{"original":{}}},"message":{}}}}}"#, string(RECORD), string(RECORD)),
        ] {
            assert_eq!(found(&wrapped), [(Found::Record, RECORD.to_owned())], "{wrapped}");
        }
    }

    #[test]
    fn records_of_every_member_are_found_once() {
        let record = |id: &str| format!(r#"{{"eventVersion":"1","eventName":"n","eventSource":"s","eventID":"{id}"}}"#);
        let lowered = r#"{"eventversion":"1","eventname":"n","eventsource":"s","eventid":"a"}"#;
        for (wrapped, expected) in [
            (format!(r#"{{"x":[{}],"y":[{},{}]}}"#, record("a"), record("b"), record("c")), vec!["a", "b", "c"]),
            (format!(r#"{{"x":{{"z":[{}]}},"y":{}}}"#, record("a"), record("b")), vec!["a", "b"]),
            (format!(r#"{{"x":{},"y":{lowered},"z":{}}}"#, record("a"), record("b")), vec!["a", "b"]),
            (format!(r#"{{"x":{},"y":{}}}"#, record("a"), record("a").replace("\"n\"", "\"m\"")), vec!["a", "a"]),
        ] {
            let ids: Vec<_> = found(&wrapped)
                .iter()
                .map(|(_, text)| path::first_text(text, &["eventID"]).unwrap().into_owned())
                .collect();
            assert_eq!(ids, expected, "{wrapped}");
        }
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        for value in ["{}", "[]", "[[[{}]]]", r#"{"a":{"eventName":"x"}}"#, r#""{""#, r#"{"a":"{\"b\":"}"#, "", "nul"] {
            assert_eq!(found(value), [], "{value}");
        }
        let deep = r#"{"a":"#.repeat(100_000);
        assert_eq!(found(&deep), []);
    }

    #[test]
    fn a_notice_has_the_time_of_its_envelope() {
        let sns = r#"{"Type":"Notification","Timestamp":"2014-09-29T19:29:02.000Z","Message":"{\"state\":\"COMPLETED\",\"jobId\":\"1\",\"pipelineId\":\"2\"}"}"#;
        let time = Micros::parse("2014-09-29T19:29:02Z");
        assert_eq!(found(sns)[0].0, Found::Notification(NotificationKind::TranscoderNotification, time));
    }
}
