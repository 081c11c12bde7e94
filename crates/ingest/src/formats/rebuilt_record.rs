//! Records that are made of members in another spelling than CloudTrail's: objects in lower case, lists of pairs, cells. A
//! record that is made of them is as good as its source was.

use super::cell_value::value_of;
use super::member_names::{canonical, known, member_named, plain};
use std::borrow::Cow;
use std::collections::HashSet;
use trailglass_json::text::{self, quoted};
use trailglass_json::walk;
use trailglass_protocol::report::DateOrder;

/// A record that was made of members in another spelling.
#[derive(Clone, Debug, PartialEq)]
pub struct RebuiltRecord {
    /// The record as JSON.
    pub text: String,
    /// Whether there were members or columns for the answer of a call, so that a sign-in without an answer had none.
    pub has_answers: bool,
}

/// Whether a member is the answer of a call, or a part of it.
pub(super) fn is_answer(member: &str) -> bool {
    member.split('.').next().is_some_and(|head| head.eq_ignore_ascii_case("responseElements"))
}

/// The record of an object whose names are in lower case, as Athena unloads them, or begin with capitals, as in a summary
/// of `lookup-events`.
pub fn record_of_object(object: &str) -> RebuiltRecord {
    let values = walk::members(object).map(|(key, value)| {
        let key = text::decode(key);
        (member_named(&plain(&key), &key), value)
    });
    rebuilt(values.collect())
}

/// The record of a list of objects with one member each, as CloudTrail Lake gives it, or with a `field` and its `value`, as
/// CloudWatch Logs Insights gives it.
pub fn record_of_pairs(list: &str) -> Option<RebuiltRecord> {
    let mut values = Vec::new();
    for element in walk::elements(list) {
        let (key, value) = pair(element)?;
        values.push((member_named(&plain(&key), &key), value));
    }
    let has = |name: &str| values.iter().any(|(member, _)| member == name);
    if !has("eventTime") || !has("eventName") {
        return None;
    }
    Some(rebuilt(values))
}

/// A name and its value.
fn pair(element: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut members = walk::members(element);
    let (key, value) = members.next()?;
    let Some((other_key, other_value)) = members.next() else { return Some((text::decode(key), value)) };
    let is_field = key == "\"field\"" && other_key == "\"value\"" && members.next().is_none();
    is_field.then(|| text::scalar(value))?.map(|name| (name, other_value))
}

fn rebuilt(values: Vec<(String, &str)>) -> RebuiltRecord {
    let has_answers = values.iter().any(|(member, _)| is_answer(member));
    RebuiltRecord { text: object_of(values.into_iter().filter_map(member_of).collect()), has_answers }
}

/// A member and its JSON value, rewritten: strings may hold nested values, objects have names in lower case.
fn member_of((member, value): (String, &str)) -> Option<(String, String)> {
    let made = match value.as_bytes().first()? {
        // No spreadsheet wrote these, so the order of dates does not matter.
        b'"' => value_of(&member, &text::decode(value), DateOrder::default(), &mut Vec::new())?,
        b'{' if member == "userIdentity" => renamed(value, 4),
        b'[' if member == "resources" => {
            format!("[{}]", walk::elements(value).map(|element| renamed(element, 1)).collect::<Vec<_>>().join(","))
        }
        _ => value.to_owned(),
    };
    Some((member, made))
}

/// An object under CloudTrail's own names, down to so many levels.
fn renamed(object: &str, depth: u32) -> String {
    if depth == 0 || !object.starts_with('{') {
        return object.to_owned();
    }
    let values = walk::members(object).map(|(key, value)| {
        let key = text::decode(key);
        (canonical(&plain(&key), &key), renamed(value, depth - 1))
    });
    object_of(values.collect())
}

/// A JSON object of dotted members and their JSON values, nested where members share a beginning.
pub(super) fn object_of(values: Vec<(String, String)>) -> String {
    object_within(values, MOST_NESTED)
}

/// Members are nested this deep; deeper ones keep a name with dots.
const MOST_NESTED: u32 = 8;

fn object_within(values: Vec<(String, String)>, depth: u32) -> String {
    let mut out = String::from("{");
    let mut done: HashSet<&str> = HashSet::new();
    for (member, value) in &values {
        let (head, is_nested) = match member.split_once('.') {
            Some((head, _)) if depth > 0 && known(head).is_some() => (head, true),
            _ => (member.as_str(), false),
        };
        if !done.insert(head) {
            continue;
        }
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&quoted(head));
        out.push(':');
        if is_nested {
            let below = |(member, value): &(String, String)| {
                let rest = member.strip_prefix(head)?.strip_prefix('.')?;
                Some((rest.to_owned(), value.clone()))
            };
            out.push_str(&object_within(values.iter().filter_map(below).collect(), depth - 1));
        } else {
            out.push_str(value);
        }
    }
    out.push('}');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_of_lookup_events_becomes_a_record_without_answers() {
        let summary = r#"{"EventId":"1","EventName":"X","ReadOnly":"true","AccessKeyId":"AKIA","EventTime":1709287200.0,"Username":"smithj","Resources":[{"ResourceType":"AWS::S3::Bucket","ResourceName":"b"}]}"#;
        let made = record_of_object(summary);
        assert_eq!(
            made.text,
            r#"{"eventID":"1","eventName":"X","readOnly":true,"userIdentity":{"accessKeyId":"AKIA","userName":"smithj"},"eventTime":1709287200.0,"resources":[{"resourceType":"AWS::S3::Bucket","resourceName":"b"}]}"#
        );
        assert!(!made.has_answers);
        let insights = r#"[{"field":"eventTime","value":"t"},{"field":"eventName","value":"X"},{"field":"responseElements.x","value":"y"}]"#;
        let made = record_of_pairs(insights).expect("a record");
        assert_eq!(made.text, r#"{"eventTime":"t","eventName":"X","responseElements":{"x":"y"}}"#);
        assert!(made.has_answers);
    }

    #[test]
    fn a_row_of_lake_and_an_object_in_lower_case_become_records() {
        assert_eq!(
            record_of_pairs(
                r#"[{"eventTime":"2024-03-01 10:00:00.000"},{"eventName":"X"},{"userIdentity":"{type=Root}"}]"#
            )
            .map(|made| made.text)
            .as_deref(),
            Some(r#"{"eventTime":"2024-03-01T10:00:00Z","eventName":"X","userIdentity":{"type":"Root"}}"#)
        );
        assert_eq!(record_of_pairs(r#"[{"a":1},{"b":2}]"#), None);
        assert_eq!(
            record_of_object(
                r#"{"eventtime":"t","eventname":"X","useridentity":{"principalid":"p","type":"Root"},"n":0.0}"#
            )
            .text,
            r#"{"eventTime":"t","eventName":"X","userIdentity":{"principalId":"p","type":"Root"},"n":0.0}"#
        );
    }
}
