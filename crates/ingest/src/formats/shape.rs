//! The shape of a JSON object at the top of a text, recognised by its members; and names for formats that are not read.

use crate::quote::excerpt;
use trailglass_event::member;
use trailglass_json::{path, text, walk};

/// The shape of an object at the top of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum ObjectShape {
    /// A wrapper with a list of records, whose first element is so many bytes behind the object's start.
    Wrapper(usize),
    /// A wrapper with a list of values that hold records: where the first of them is, and what the wrapper is in words.
    Entries(usize, &'static str),
    /// A record itself.
    Record,
    /// Another object, which is searched for records once it is whole.
    Other,
    /// It is not valid JSON.
    Broken,
    /// The text ends before its shape can be recognised.
    Cut,
}

/// Lists of values that hold records. They may be as long as a file.
const ENTRIES: [(&str, &str); 6] = [
    ("Events", "lookup-events output"),
    ("events", "CloudWatch Logs events"),
    ("logEvents", "CloudWatch Logs messages"),
    ("QueryResultRows", "CloudTrail Lake results"),
    ("Messages", "SQS messages"),
    ("results", "query results"),
];

/// Members of objects that are searched whole, whatever lists they have.
const OF_OTHERS: [&str; 4] = ["detail-type", "digestS3Object", "TopicArn", "CloudTrailEvent"];

/// The shape of the object that the text begins with.
pub fn object_shape(json: &str) -> ObjectShape {
    let bytes = json.as_bytes();
    let mut is_control = false;
    let mut at = walk::skip_space(bytes, 1);
    loop {
        let name_end = match bytes.get(at) {
            Some(b'"') => walk::string_end(bytes, at),
            Some(b',') => {
                at = walk::skip_space(bytes, at + 1);
                continue;
            }
            None => return ObjectShape::Cut,
            Some(b'}') => return ObjectShape::Other,
            Some(_) => match bare_name_end(bytes, at) {
                Some(end) => Some(end),
                None => return ObjectShape::Broken,
            },
        };
        let Some(name_end) = name_end else { return ObjectShape::Cut };
        let name = text::decode(&json[at..name_end]);
        let colon = walk::skip_space(bytes, name_end);
        if bytes.get(colon).is_some_and(|byte| !matches!(byte, b':' | b'=')) {
            return ObjectShape::Broken;
        }
        let behind = walk::skip_space(bytes, colon + 1);
        let value = if bytes.get(behind) == Some(&b'>') { walk::skip_space(bytes, behind + 1) } else { behind };
        match bytes.get(value) {
            Some(b'[') if name == "Records" => return ObjectShape::Wrapper(value + 1),
            Some(b'[') if !is_control && let Some((_, kind)) = ENTRIES.iter().find(|(list, _)| *list == name) => {
                return ObjectShape::Entries(value + 1, kind);
            }
            Some(_) if member::marks_record(&name) => return ObjectShape::Record,
            Some(_) if OF_OTHERS.contains(&name.as_ref()) => return ObjectShape::Other,
            Some(_) => {}
            None => return ObjectShape::Cut,
        }
        match walk::value_end(bytes, value) {
            Some(end) => {
                is_control |= name == "messageType" && &json[value..end] == r#""CONTROL_MESSAGE""#;
                at = walk::skip_space(bytes, end);
            }
            None => return ObjectShape::Cut,
        }
    }
}

/// The position behind a name without quotes, as people write them in a hurry.
fn bare_name_end(bytes: &[u8], at: usize) -> Option<usize> {
    let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    (length > 0).then_some(at + length)
}

/// Whether an object has a member of this name.
pub fn has_member(object: &str, name: &str) -> bool {
    walk::members(object).any(|(key, _)| key.get(1..key.len() - 1) == Some(name))
}

/// The name of an object's format, if it is one that is often taken for CloudTrail's.
pub fn known_format(object: &str) -> Option<String> {
    let has = |name: &str| has_member(object, name);
    let text_at = |path: &[&str]| path::first_text(object, path).unwrap_or_default();
    if has("detail-type") {
        let kind = excerpt(&text_at(&["detail-type"]));
        return Some(format!("an EventBridge event of the type {kind}, which holds no CloudTrail record"));
    }
    let known = [
        ("TopicArn", "an SNS notification that holds no CloudTrail record"),
        ("Sns", "an SNS notification that holds no CloudTrail record"),
        ("receiptHandle", "an SQS message that holds no CloudTrail record"),
        ("ReceiptHandle", "an SQS message that holds no CloudTrail record"),
        ("kinesis", "a Kinesis stream record"),
        ("dynamodb", "a DynamoDB stream record"),
        ("s3", "an S3 event notification"),
        ("codecommit", "a CodeCommit trigger"),
        ("configRuleName", "an invocation of an AWS Config rule"),
        ("acsRegion", "an ActionTrail event of Alibaba Cloud"),
        ("logEvents", "a CloudWatch Logs message that holds no CloudTrail record"),
        ("CloudTrailEvent", "an event of lookup-events without its record"),
        ("findings", "a list of findings"),
        ("Findings", "a list of findings"),
    ];
    known.iter().find(|(name, _)| has(name)).map(|(_, what)| (*what).to_owned())
}

/// What an object without records is, in words.
pub fn description(object: &str) -> String {
    const SHOWN: usize = 4;
    if let Some(known) = known_format(object) {
        return known;
    }
    let names: Vec<String> = walk::members(object).map(|(key, _)| text::decode(key).into_owned()).collect();
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| excerpt(name)).collect();
    match names.len() {
        0 if object.starts_with('[') => "a list without records".to_owned(),
        0 => "an empty object".to_owned(),
        1..=SHOWN => format!("an object with the members {}", shown.join(", ")),
        n_names => format!("an object with the members {} and {} more", shown.join(", "), n_names - SHOWN),
    }
}

/// The name of a binary format that is not read; `None` where the bytes may be text.
pub fn binary_format(bytes: &[u8]) -> Option<String> {
    let known = [
        (&b"PAR1"[..], "a Parquet file"),
        (b"Obj\x01", "an Avro file"),
        (b"ORC", "an ORC file"),
        (b"SQLite format 3", "a SQLite database"),
        (b"%PDF", "a PDF document"),
        (b"BZh", "a bzip2 archive; unpack it first"),
        (b"\xfd7zXZ\0", "an xz archive; unpack it first"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard archive; unpack it first"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
        (b"Rar!", "a RAR archive; unpack it first"),
    ];
    if let Some((_, what)) = known.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some((*what).to_owned());
    }
    let head = &bytes[..bytes.len().min(512)];
    head.contains(&0).then(|| {
        let first: Vec<String> = head.iter().take(4).map(|byte| format!("{byte:02X}")).collect();
        format!("binary data that begins with {}", first.join(" "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_recognised_by_its_members() {
        for (json, expected) in [
            (r#"{"Records":[{}]}"#, ObjectShape::Wrapper(12)),
            (r#"{ "nextToken" : "x", "Records" : [ ] }"#, ObjectShape::Wrapper(34)),
            (r#"{"eventVersion":"1.08""#, ObjectShape::Record),
            (r#"{"Records":{"a":1},"b":2}"#, ObjectShape::Other),
            (r#"{"a":"unclosed"#, ObjectShape::Cut),
            ("{}", ObjectShape::Other),
            ("{Records : [", ObjectShape::Wrapper(12)),
            (r#"{"nextToken":"x","Events":[{"#, ObjectShape::Entries(27, "lookup-events output")),
            (r#"{"version":"0","detail-type":"x","events":["#, ObjectShape::Other),
            ("{'Records': []}", ObjectShape::Broken),
        ] {
            assert_eq!(object_shape(json), expected, "{json}");
        }
        assert_eq!(description(r#"{"a":1,"b":2}"#), "an object with the members a, b");
        assert!(description(r#"{"detail-type":"Object Created"}"#).contains("of the type Object Created"));
    }
}
