//! JSON as text, and the record in it.

use crate::read::{PROFILES, story};
use serde_json::Value;
use serde_json::value::RawValue;
use trailglass_ingest::Batch;
use trailglass_ingest::record::{Origin, Record, RecordContext};
use trailglass_json::structural_index::{self, StructuralIndex};
use trailglass_json::{lines, outline, path, repair, text, walk};
use trailglass_protocol::id::SourceId;
use trailglass_protocol::report::Report;

/// Where the parts of a text are, this program and another must agree on.
pub fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_ascii();
    let value = serde_json::from_str::<Value>(text).ok();
    parts(text, value.as_ref());
    layout(text, value.as_ref());
    repaired(text);
    row(text);
    values_along_the_index(text);
    if text.len().is_multiple_of(16) {
        // Long enough that tokens are looked for in more than one stretch, whose border lies in the text.
        const STRETCH: usize = 32 * 1024;
        values_along_the_index(&format!("[{}{text}]", " ".repeat(STRETCH - 1 - text.len() / 2)));
    }
}

/// The ends of values, the members, the elements and the texts.
fn parts(text: &str, value: Option<&Value>) {
    let end = walk::value_end(text.as_bytes(), 0);
    assert!(end.is_none_or(|end| text.is_char_boundary(end)));
    let members: Vec<_> = walk::members(text).collect();
    let elements: Vec<_> = walk::elements(text).collect();
    let Some(value) = value else { return };
    assert_eq!(end, Some(text.len()), "a value ends where it ends");
    match value {
        Value::Array(list) => {
            assert_eq!(elements.len(), list.len());
            elements.iter().zip(list).for_each(|(text, value)| parts(text, Some(value)));
        }
        Value::Object(object) => {
            for (name, part) in &members {
                let name = text::decode(name);
                serde_json::from_str::<&RawValue>(part).expect("a member of valid JSON is valid JSON");
                assert!(object.contains_key(name.as_ref()), "{name} is a member");
            }
            // Of several members of the same name serde_json keeps the last.
            for (name, value) in object {
                let part = members.iter().rfind(|(other, _)| text::decode(other) == name.as_str());
                let (_, part) = part.expect("every member is found");
                parts(part, Some(value));
                assert!(path::first_value(text, &[name.as_str()]).is_some() || elements_only(part));
            }
        }
        Value::String(string) => {
            assert_eq!(text::decode(text), string.as_str(), "{text}");
            assert_eq!(text::scalar(text).as_deref(), Some(string.as_str()));
        }
        Value::Null => assert_eq!(text::scalar(text), None),
        Value::Bool(_) | Value::Number(_) => assert_eq!(text::scalar(text).as_deref(), Some(text)),
    }
}

/// Whether a path to this value finds nothing, because it goes into lists and there is nothing in them.
fn elements_only(part: &str) -> bool {
    part.starts_with('[')
}

/// How a text is laid out, and its leaves. Tokens stand in the text, in its order.
fn layout(text: &str, value: Option<&Value>) {
    let mut end = 0;
    for line in lines::lines(text) {
        for token in line.key.iter().chain(&line.value) {
            assert!(token.start >= end && text.get(token.clone()).is_some(), "tokens follow one another: {text}");
            end = token.end;
        }
    }
    let mut end = 0;
    let leaves = outline::leaves(text);
    for leaf in &leaves {
        assert!(leaf.token.start >= end && text.get(leaf.token.clone()).is_some(), "leaves follow one another: {text}");
        end = leaf.token.end;
    }
    if let Some(value) = value {
        assert!(leaves.len() >= n_leaves(value, 0), "all that others hold is listed: {text}");
    }
}

/// The values that hold no others; deeper than is listed there are none.
fn n_leaves(value: &Value, depth: u32) -> usize {
    match value {
        _ if depth >= outline::MAX_LISTED_DEPTH - 1 => 0,
        Value::Array(list) => list.iter().map(|value| n_leaves(value, depth + 1)).sum(),
        Value::Object(object) => object.values().map(|value| n_leaves(value, depth + 1)).sum(),
        _ if depth == 0 => 0,
        _ => 1,
    }
}

/// What is repaired has defects, and they stand in the text.
fn repaired(text: &str) {
    let Some((_, defects)) = repair::repair(text) else { return };
    // Half of a surrogate pair is JSON to this reader, and a defect to ours.
    let is_half_pair = defects.iter().all(|(_, defect)| *defect == repair::Defect::HalfPair);
    assert!(is_half_pair || serde_json::from_str::<&RawValue>(text).is_err(), "what is JSON has no defect: {text}");
    for (at, defect) in defects {
        assert!(text.is_char_boundary(at), "{defect:?} stands in the text: {text}");
    }
}

/// The record is read where the text is an object, and makes a row or a refusal.
fn row(text: &str) {
    let mut index = StructuralIndex::default();
    let Some(value) = text.starts_with('{').then(|| index.value(text, 0).ok()).flatten() else { return };
    let mut batch = Batch::default();
    let context = RecordContext { source: SourceId::File(0), origin: Origin::Written, profiles: &PROFILES };
    if Record::of(value).push(value, &context, &mut batch.rows).is_ok() {
        batch.documents.push(value.text());
        story(batch, Report { records: 1, ..Report::default() });
    }
}

/// Every value in the text that a bracket begins, asked for in their order as the scanner does.
fn values_along_the_index(text: &str) {
    const MANY: usize = 60;
    let mut index = StructuralIndex::default();
    let brackets = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'{' | b'[')).map(|(at, _)| at);
    for at in brackets.take(MANY) {
        let mut others = serde_json::Deserializer::from_str(&text[at..]).into_iter::<&RawValue>();
        let other = others.next().and_then(Result::ok).map(RawValue::get);
        let value = index.value(text, at);
        assert_eq!(value.as_ref().ok().map(|value| value.text()), other, "{value:?} at {at} of {text}");
        match value {
            Ok(value) => within(value, 0),
            Err(fault) => assert!(at <= fault.at && fault.at <= text.len(), "{fault:?} lies in the text: {text}"),
        }
    }
}

/// The parts of a value: the same as found without a structural index, each of them JSON.
fn within(value: structural_index::Value<'_>, depth: u32) {
    const MOST: u32 = 30;
    if depth == MOST {
        return;
    }
    let text = value.text();
    let parts: Vec<_> = value.members().map(|(key, part)| (Some(key), part)).collect();
    let others: Vec<_> = walk::members(text).map(|(key, part)| (Some(&key[1..key.len() - 1]), part)).collect();
    assert_eq!(parts.iter().map(|(key, part)| (*key, part.text())).collect::<Vec<_>>(), others, "members of {text}");
    let elements: Vec<_> = value.elements().map(|part| (None, part)).collect();
    let others: Vec<_> = walk::elements(text).collect();
    assert_eq!(elements.iter().map(|(_, part)| part.text()).collect::<Vec<_>>(), others, "elements of {text}");
    for (key, part) in parts.into_iter().chain(elements) {
        serde_json::from_str::<&RawValue>(part.text()).expect("a part of valid JSON is valid JSON");
        assert!(key.is_none_or(|key| value.member(&text::unescape(key)).is_some()), "{key:?} is a member of {text}");
        within(part, depth + 1);
    }
}
