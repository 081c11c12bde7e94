//! What a JSON value at the top of a text is: decided by its members, not by the file's name.

use crate::json::{text, walk};

/// What an object at the top of a text is.
#[derive(Debug, PartialEq, Eq)]
pub enum Object {
    /// A wrapper with a list of records; how far behind the object's start the list's first element is.
    Wrapper(usize),
    /// A record itself.
    Record,
    /// Something else; what, in words.
    Other(String),
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

/// Members that give away what else an object is.
const OF_OTHERS: [(&str, &str); 10] = [
    ("digestS3Object", "a CloudTrail digest file, which lists log files and holds no events"),
    ("CloudTrailEvent", "an event of lookup-events; its inner record is not read in this form"),
    ("Events", "lookup-events output, a form that this version does not read"),
    ("logEvents", "a CloudWatch Logs message, a form that this version does not read"),
    ("detail-type", "an EventBridge event, a form that this version does not read"),
    ("QueryResultRows", "CloudTrail Lake results, a form that this version does not read"),
    ("PublicKeyList", "a list of CloudTrail public keys, which holds no events"),
    ("publicKeyList", "a list of CloudTrail public keys, which holds no events"),
    ("hashSignature", "a CloudTrail Lake signature file, which holds no events"),
    ("TopicArn", "an SNS notification, a form that this version does not read"),
];

/// Tells what the object is that the text begins with.
pub fn of_object(json: &str) -> Object {
    let bytes = json.as_bytes();
    let mut names: Vec<String> = Vec::new();
    let mut at = walk::skip_space(bytes, 1);
    loop {
        match bytes.get(at) {
            Some(b'"') => {}
            Some(b',') => {
                at = walk::skip_space(bytes, at + 1);
                continue;
            }
            None => return Object::Cut,
            Some(b'}') => return Object::Other(described(&names)),
            Some(_) => return Object::Other("an object that is not valid JSON".to_owned()),
        }
        let Some(key_end) = walk::string_end(bytes, at) else { return Object::Cut };
        let name = text::decode(&json[at..key_end]);
        let value = walk::skip_space(bytes, walk::skip_space(bytes, key_end) + 1);
        match bytes.get(value) {
            Some(b'[') if name == "Records" => return Object::Wrapper(value + 1),
            Some(_) if OF_RECORDS.contains(&name.as_ref()) => return Object::Record,
            Some(_) => {}
            None => return Object::Cut,
        }
        if let Some((_, what)) = OF_OTHERS.iter().find(|(member, _)| *member == name) {
            return Object::Other((*what).to_owned());
        }
        names.push(name.into_owned());
        match walk::value_end(bytes, value) {
            Some(end) => at = walk::skip_space(bytes, end),
            None => return Object::Cut,
        }
    }
}

fn described(names: &[String]) -> String {
    const SHOWN: usize = 4;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| name.chars().take(40).collect()).collect();
    match names.len() {
        0 => "an empty object".to_owned(),
        1..=SHOWN => format!("an object with the members {}", shown.join(", ")),
        _ => format!("an object with the members {} and {} more", shown.join(", "), names.len() - SHOWN),
    }
}

/// What the bytes of a file are that is neither JSON nor a container that is read; `None` where they may be text.
pub fn binary(bytes: &[u8]) -> Option<String> {
    let known = [
        (&b"PK\x03\x04"[..], "a zip archive; unpack it first"),
        (b"PAR1", "a Parquet file"),
        (b"Obj\x01", "an Avro file"),
        (b"SQLite format 3", "a SQLite database"),
        (b"%PDF", "a PDF document"),
        (b"BZh", "a bzip2 archive; unpack it first"),
        (b"\xfd7zXZ\0", "an xz archive; unpack it first"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard archive; unpack it first"),
        (b"\xff\xfe", "text in UTF-16; save it as UTF-8"),
        (b"\xfe\xff", "text in UTF-16; save it as UTF-8"),
    ];
    if let Some((_, what)) = known.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some((*what).to_owned());
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Some("a tar archive; unpack it first".to_owned());
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
            (r#"{"Records":{"a":1},"b":2}"#, Object::Other("an object with the members Records, b".into())),
            (r#"{"a":"unclosed"#, Object::Cut),
            ("{}", Object::Other("an empty object".into())),
        ] {
            assert_eq!(of_object(json), expected, "{json}");
        }
        assert!(
            matches!(of_object(r#"{"version":"0","detail-type":"x"}"#), Object::Other(what) if what.contains("EventBridge"))
        );
    }
}
