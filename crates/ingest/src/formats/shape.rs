//! What a JSON value at the top of a text is: decided by its members, not by the file's name.

use trailglass_json::{path, text, walk};

/// What an object at the top of a text is.
#[derive(Debug, PartialEq, Eq)]
pub enum Object {
    /// A wrapper with a list of records; how far behind the object's start the list's first element is.
    Wrapper(usize),
    /// A wrapper with a list of things that hold records; where its first element is, and what it is in words.
    Entries(usize, &'static str),
    /// A record itself.
    Record,
    /// Something else, to be looked into whole.
    Other,
    /// No valid JSON.
    Broken,
    /// The text ends before it can be told.
    Cut,
}

/// Members that only a CloudTrail record has, or one that is told apart when it is read.
const OF_RECORDS: [&str; 8] = [
    "eventVersion",
    "eventTime",
    "userIdentity",
    "eventSource",
    "eventName",
    "awsRegion",
    "insightDetails",
    "timeWindow",
];

/// Lists that may be as long as a file, of things that hold records.
const ENTRIES: [(&str, &str); 6] = [
    ("Events", "lookup-events output"),
    ("events", "CloudWatch Logs events"),
    ("logEvents", "CloudWatch Logs messages"),
    ("QueryResultRows", "CloudTrail Lake results"),
    ("Messages", "SQS messages"),
    ("results", "query results"),
];

/// Members by which an object is known that has to be looked into whole, whatever lists it has.
const OF_OTHERS: [&str; 4] = ["detail-type", "digestS3Object", "TopicArn", "CloudTrailEvent"];

/// Tells what the object is that the text begins with.
pub fn of_object(json: &str) -> Object {
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
            None => return Object::Cut,
            Some(b'}') => return Object::Other,
            Some(_) => match bare_name_end(bytes, at) {
                Some(end) => Some(end),
                None => return Object::Broken,
            },
        };
        let Some(name_end) = name_end else { return Object::Cut };
        let name = text::decode(&json[at..name_end]);
        let colon = walk::skip_space(bytes, name_end);
        if bytes.get(colon).is_some_and(|byte| !matches!(byte, b':' | b'=')) {
            return Object::Broken;
        }
        let behind = walk::skip_space(bytes, colon + 1);
        let value = if bytes.get(behind) == Some(&b'>') { walk::skip_space(bytes, behind + 1) } else { behind };
        match bytes.get(value) {
            Some(b'[') if name == "Records" => return Object::Wrapper(value + 1),
            Some(b'[') if !is_control && let Some((_, kind)) = ENTRIES.iter().find(|(list, _)| *list == name) => {
                return Object::Entries(value + 1, kind);
            }
            Some(_) if OF_RECORDS.contains(&name.as_ref()) => return Object::Record,
            Some(_) if OF_OTHERS.contains(&name.as_ref()) => return Object::Other,
            Some(_) => {}
            None => return Object::Cut,
        }
        match walk::value_end(bytes, value) {
            Some(end) => {
                is_control |= name == "messageType" && &json[value..end] == r#""CONTROL_MESSAGE""#;
                at = walk::skip_space(bytes, end);
            }
            None => return Object::Cut,
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

/// What an object is that is often taken for CloudTrail's, if it is one of those.
pub fn look_alike(object: &str) -> Option<String> {
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

/// What an object is that holds no record and is none, in words.
pub fn described(object: &str) -> String {
    const SHOWN: usize = 4;
    if let Some(known) = look_alike(object) {
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

fn excerpt(text: &str) -> String {
    text.chars().take(40).collect()
}

/// What the bytes of a file are that is neither JSON nor a container that is read; `None` where they may be text.
pub fn binary(bytes: &[u8]) -> Option<String> {
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
    fn an_object_is_told_by_its_members() {
        for (json, expected) in [
            (r#"{"Records":[{}]}"#, Object::Wrapper(12)),
            (r#"{ "nextToken" : "x", "Records" : [ ] }"#, Object::Wrapper(34)),
            (r#"{"eventVersion":"1.08""#, Object::Record),
            (r#"{"Records":{"a":1},"b":2}"#, Object::Other),
            (r#"{"a":"unclosed"#, Object::Cut),
            ("{}", Object::Other),
            ("{Records : [", Object::Wrapper(12)),
            (r#"{"nextToken":"x","Events":[{"#, Object::Entries(27, "lookup-events output")),
            (r#"{"version":"0","detail-type":"x","events":["#, Object::Other),
            ("{'Records': []}", Object::Broken),
        ] {
            assert_eq!(of_object(json), expected, "{json}");
        }
        assert_eq!(described(r#"{"a":1,"b":2}"#), "an object with the members a, b");
        assert!(described(r#"{"detail-type":"Object Created"}"#).contains("of the type Object Created"));
    }
}
