//! Names replaced by others that mean nothing: the same name by the same one throughout an export.
//!
//! What replaces a name is a number in the order of first sight, so it tells nothing of the name. Accounts stay twelve
//! digits, addresses addresses, ARNs ARNs, so that what reads the file still can. What is left is what happened: event
//! names, services, regions, times, error codes, ids of events and requests.

use super::export::is_whole;
use super::host;
use std::collections::HashMap;
use trailglass_json::text::push_quoted;
use trailglass_json::{text, walk};
use trailglass_protocol::message::CELL_SEPARATOR;

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Account,
    Address,
    Key,
    Principal,
    Name,
}

/// Replaces names, each by its own.
#[derive(Debug, Default)]
pub struct Redactor {
    known: HashMap<(Kind, String), String>,
    counts: [u32; 5],
}

/// Members of a record whose texts are kept: they say what happened and name nobody.
const KEPT: &[&str] = &[
    "eventVersion",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "eventID",
    "requestID",
    "eventType",
    "eventCategory",
    "apiVersion",
    "errorCode",
    "readOnly",
    "managementEvent",
    "type",
    "mfaAuthenticated",
    "creationDate",
    "tlsVersion",
    "cipherSuite",
    "status",
    "state",
    "sharedEventID",
    "SignatureVersion",
    "AuthenticationMethod",
    "MFAUsed",
    "MobileVersion",
    "ConsoleLogin",
    "userAgent",
];

/// Columns whose cells are kept.
const KEPT_COLUMNS: &[&str] =
    &["time", "event", "service", "identity", "region", "error", "outcome", "write", "id", "event-id"];

/// Columns of jobs whose cells are kept.
const KEPT_JOB_COLUMNS: &[&str] = &["state", "certainty", "kind", "submitted", "last-seen", "reads", "outputs"];

impl Redactor {
    fn name(&mut self, kind: Kind, name: &str) -> String {
        if let Some(known) = self.known.get(&(kind, name.to_owned())) {
            return known.clone();
        }
        let count = &mut self.counts[kind as usize];
        *count += 1;
        let number = *count;
        let other = match kind {
            // A number of JSON does not begin with a zero.
            Kind::Account => format!("1{number:011}"),
            // Addresses of the range for benchmarks, which nobody has.
            Kind::Address if name.contains(':') => format!("2001:db8::{number:x}"),
            Kind::Address => format!("198.{}.{}.{}", 18 + (number >> 16 & 1), number >> 8 & 255, number & 255),
            Kind::Key => format!("{}{number:016}", name.get(..4).unwrap_or("AKIA")),
            Kind::Principal => format!("{}{number:017}", name.get(..4).unwrap_or("AIDA")),
            Kind::Name => format!("name-{number}"),
        };
        self.known.insert((kind, name.to_owned()), other.clone());
        other
    }

    /// A cell of a column.
    pub fn cell(&mut self, column: &str, cell: &str) -> String {
        let member = column.rsplit('.').next().unwrap_or(column);
        let is_column = KEPT_COLUMNS.contains(&column) || KEPT_JOB_COLUMNS.contains(&column);
        let is_member = KEPT.contains(&member) && column.contains('.') || KEPT.contains(&column);
        if (is_column || is_member) && !names_somebody(cell) {
            return cell.to_owned();
        }
        if let Some(object) = cell.strip_prefix(CELL_SEPARATOR) {
            return format!("{CELL_SEPARATOR}{}", self.record(object));
        }
        let replaced = |value| if is_message(member) { self.sentence(value) } else { self.value(value) };
        let values: Vec<String> = cell.split(CELL_SEPARATOR).map(replaced).collect();
        values.join(CELL_SEPARATOR)
    }

    /// A whole record, or a part of one: every text in it is replaced unless its member is one of those kept.
    pub fn record(&mut self, record: &str) -> String {
        // Gone through twice, as a message may speak of what is named only behind it.
        self.pass(record);
        self.pass(record)
    }

    fn pass(&mut self, record: &str) -> String {
        let bytes = record.as_bytes();
        let mut out = String::with_capacity(record.len());
        let mut member = String::new();
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] != b'"' {
                let next = memchr::memchr(b'"', &bytes[at..]).map_or(bytes.len(), |next| at + next);
                out.push_str(&self.numbers(&record[at..next]));
                at = next;
                continue;
            }
            let end = walk::string_end(bytes, at).unwrap_or(bytes.len());
            let literal = &record[at..end];
            at = end;
            if bytes.get(walk::skip_space(bytes, end)) == Some(&b':') {
                member = text::decode(literal).into_owned();
                out.push_str(literal);
            } else {
                let value = text::decode(literal);
                if KEPT.contains(&member.as_str()) && !names_somebody(&value) {
                    out.push_str(literal);
                    continue;
                }
                let value = if is_message(&member) { self.sentence(&value) } else { self.value(&value) };
                push_quoted(&value, &mut out);
            }
        }
        out
    }

    /// Accounts that were written as numbers.
    fn numbers(&mut self, between: &str) -> String {
        let is_account = |word: &str| word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit());
        if !between.split(|char: char| !char.is_ascii_digit()).any(is_account) {
            return between.to_owned();
        }
        // A number of JSON does not begin with a zero.
        let word = |word: &str| if is_account(word) { self.name(Kind::Account, word) } else { word.to_owned() };
        pieces(between, |char| !char.is_ascii_digit(), word)
    }

    /// One text: an ARN, an address, an account, a key, or a name.
    fn value(&mut self, value: &str) -> String {
        if value.is_empty() || is_harmless(value) {
            return value.to_owned();
        }
        if let Some(kind) = kind_of(value) {
            return self.name(kind, value);
        }
        if value.starts_with("arn:") {
            return self.arn(value);
        }
        if let Some(host) = self.host(value) {
            return host;
        }
        if value.trim_start().starts_with(['{', '[']) && is_whole(value.trim()) {
            // A document within a document, such as a policy.
            return self.pass(value);
        }
        pieces(value, is_between, |part| self.part(part))
    }

    fn part(&mut self, part: &str) -> String {
        self.host(part).unwrap_or_else(|| self.word(part))
    }

    fn word(&mut self, word: &str) -> String {
        if word.is_empty() || is_harmless(word) {
            return word.to_owned();
        }
        self.name(kind_of(word).unwrap_or(Kind::Name), word)
    }

    /// A host name of AWS: what stands before the service is replaced. A bucket has dots in its name, and an endpoint
    /// may stand behind it; elsewhere each part is a name.
    fn host(&mut self, host: &str) -> Option<String> {
        let (named, service) = host::split(host)?;
        let replaced = match named.rsplit_once('.').filter(|(_, last)| last.starts_with("vpce-")) {
            _ if named.is_empty() => return Some(host.to_owned()),
            Some((bucket, endpoint)) => format!("{}.{}", self.word(bucket), self.word(endpoint)),
            None if service.starts_with("s3") => self.word(named),
            None => pieces(named, |char| char == '.', |name| self.word(name)),
        };
        Some(format!("{replaced}.{service}"))
    }

    /// Words that a service wrote about what happened. Those of letters alone are kept, unless they are known as names.
    fn sentence(&mut self, text: &str) -> String {
        pieces(text, char::is_whitespace, |word| {
            let bare = word.trim_matches(|char: char| !char.is_alphanumeric());
            let is_known = |kind| self.known.contains_key(&(kind, bare.to_owned()));
            let is_word = bare.chars().all(char::is_alphabetic) && !is_known(Kind::Name);
            if is_word || bare.contains(':') && !bare.starts_with("arn:") && bare.bytes().all(is_of_action) {
                return word.to_owned();
            }
            let other = self.value(bare);
            word.replacen(bare, &other, 1)
        })
    }

    /// `arn:partition:service:region:account:resource`: the account and the names in the resource are replaced.
    fn arn(&mut self, arn: &str) -> String {
        let mut parts = arn.splitn(6, ':');
        let head: Vec<&str> = parts.by_ref().take(4).collect();
        let account = parts.next().unwrap_or_default();
        let resource = parts.next().unwrap_or_default();
        let account = if kind_of(account).is_some() { self.name(Kind::Account, account) } else { account.to_owned() };
        let mut is_first = true;
        let has_type = resource.contains(['/', ':']);
        let resource = pieces(
            resource,
            |char| matches!(char, '/' | ':'),
            |part| {
                // The first part says what kind of thing it is, unless it is the only one; a bucket has none before it.
                let is_type = std::mem::take(&mut is_first) && has_type && head.get(2) != Some(&"s3");
                if is_type || part.is_empty() || part == "*" || part == "root" {
                    return part.to_owned();
                }
                let kind = kind_of(part).unwrap_or(Kind::Name);
                self.name(kind, part)
            },
        );
        format!("{}:{account}:{resource}", head.join(":"))
    }
}

/// Splits at characters, replaces what is between them, and leaves them where they are.
fn pieces(text: &str, is_end: impl Fn(char) -> bool, mut replace: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut start = 0;
    for (at, char) in text.char_indices().filter(|(_, char)| is_end(*char)) {
        out.push_str(&replace(&text[start..at]));
        out.push(char);
        start = at + char.len_utf8();
    }
    out.push_str(&replace(&text[start..]));
    out
}

/// What stands between the parts of a name, such as of a path or of a role with its session.
fn is_between(char: char) -> bool {
    char.is_whitespace() || matches!(char, '/' | ':' | '@' | ',' | '=' | '?' | '&')
}

/// The letters of `s3:GetObject`.
fn is_of_action(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() && !byte.is_ascii_digit() || byte == b':' || byte == b'3'
}

/// Members whose text is a sentence.
fn is_message(member: &str) -> bool {
    matches!(member, "errorMessage" | "message" | "Message" | "additionalInfo")
}

/// What a text names by its form.
fn kind_of(text: &str) -> Option<Kind> {
    let is_id = |prefixes: &[&str]| {
        (16..=32).contains(&text.len())
            && prefixes.iter().any(|prefix| text.starts_with(prefix))
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let is_address = || {
        let parts: Vec<&str> = text.split('.').collect();
        parts.len() == 4 && parts.iter().all(|part| part.parse::<u8>().is_ok())
            || text.contains("::") && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
            || text.split(':').count() == 8 && text.split(':').all(|part| u16::from_str_radix(part, 16).is_ok())
    };
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Some(Kind::Account)
    } else if is_id(&["AKIA", "ASIA"]) {
        Some(Kind::Key)
    } else if is_id(&["AIDA", "AROA", "AGPA", "AIPA", "ANPA", "ANVA", "ABIA", "ACCA", "APKA"]) {
        Some(Kind::Principal)
    } else if is_address() {
        Some(Kind::Address)
    } else {
        None
    }
}

/// Whether a text that is kept otherwise holds an ARN, as the request ids of some services do: Secrets Manager writes
/// `SecretDeleteMessage:arn:aws:secretsmanager:...` (seen in published logs).
fn names_somebody(text: &str) -> bool {
    text.contains("arn:")
}

/// Texts that name nobody: words for yes and no, times.
fn is_harmless(text: &str) -> bool {
    const WORDS: [&str; 9] =
        ["true", "false", "Allow", "Deny", "AWS Internal", "HIDDEN_DUE_TO_SECURITY_REASONS", "Root", "root", "*"];
    WORDS.contains(&text) || trailglass_event::time::Micros::parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_keeps_its_service_and_region_and_loses_the_name_before_them() {
        for (host, expected) in [
            ("s3.amazonaws.com", "s3.amazonaws.com"),
            ("sts.eu-west-1.amazonaws.com", "sts.eu-west-1.amazonaws.com"),
            ("s3.dualstack.us-gov-west-1.amazonaws.com", "s3.dualstack.us-gov-west-1.amazonaws.com"),
            ("delivery.logs.amazonaws.com", "delivery.logs.amazonaws.com"),
            ("api.ecr.eu-west-1.amazonaws.com", "api.ecr.eu-west-1.amazonaws.com"),
            ("ec2.cn-north-1.amazonaws.com.cn", "ec2.cn-north-1.amazonaws.com.cn"),
            ("my.bucket.s3.amazonaws.com", "name-1.s3.amazonaws.com"),
            ("my.bucket.s3-eu-west-1.amazonaws.com", "name-1.s3-eu-west-1.amazonaws.com"),
            ("my.bucket.s3.dualstack.eu-west-1.amazonaws.com", "name-1.s3.dualstack.eu-west-1.amazonaws.com"),
            ("my.bucket.vpce-1a-2b.s3.eu-west-1.vpce.amazonaws.com", "name-1.name-2.s3.eu-west-1.vpce.amazonaws.com"),
            ("vpce-1a-2b.sts.eu-west-1.vpce.amazonaws.com", "name-2.sts.eu-west-1.vpce.amazonaws.com"),
            ("vpce-svc-3c.eu-west-1.vpce.amazonaws.com", "name-3.eu-west-1.vpce.amazonaws.com"),
            ("111122223333.dkr.ecr.eu-west-1.amazonaws.com", "100000000001.dkr.ecr.eu-west-1.amazonaws.com"),
            ("a1b2.execute-api.eu-west-1.amazonaws.com", "name-4.execute-api.eu-west-1.amazonaws.com"),
            ("films.c3.eu-west-1.rds.amazonaws.com", "name-5.name-6.eu-west-1.rds.amazonaws.com"),
            ("data.s3.amazonaws.com", "name-7.s3.amazonaws.com"),
            ("eu-west-1.s3.amazonaws.com", "name-8.s3.amazonaws.com"),
            ("https://my.bucket.s3.amazonaws.com/key", "name-9://name-1.s3.amazonaws.com/name-10"),
        ] {
            let mut redactor = Redactor::default();
            let before =
                ["my.bucket", "vpce-1a-2b", "vpce-svc-3c", "a1b2", "films", "c3", "data", "eu-west-1", "https", "key"];
            before.iter().for_each(|name| drop(redactor.name(Kind::Name, name)));
            redactor.name(Kind::Account, "111122223333");
            assert_eq!(redactor.value(host), expected, "{host}");
        }
    }

    #[test]
    fn an_id_that_holds_an_arn_is_replaced_and_another_is_kept() {
        let id = "SecretDeleteMessage:arn:aws:secretsmanager:us-east-1:111122223333:secret:films-2:2023-07-10T12:07:00Z:Forced";
        let mut redactor = Redactor::default();
        let record = redactor.record(&format!(r#"{{"requestID":"{id}","eventID":"4f07f636-bad0"}}"#));
        let cell = redactor.cell("requestID", id);
        for text in [&record, &cell] {
            assert!(!text.contains("111122223333") && !text.contains("films"), "{text}");
        }
        assert!(record.contains("4f07f636-bad0"), "{record}");
        assert_eq!(redactor.cell("requestID", "4f07f636"), "4f07f636");
    }

    #[test]
    fn a_record_keeps_what_happened_and_loses_who_and_where() {
        let record = r#"{"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","principalId":"AROAIOSFODNN7EXAMPLEA:jane@corp.example",
            "arn":"arn:aws:sts::111122223333:assumed-role/encoder/jane@corp.example","accountId":"111122223333","accessKeyId":"ASIAIOSFODNN7EXAMPLE"},
            "eventTime":"2024-03-01T10:00:00Z","eventName":"PutObject","sourceIPAddress":"203.0.113.9","awsRegion":"eu-west-1",
            "effect":"Deny","errorMessage":"User: arn:aws:iam::111122223333:user/noor is not authorized to call s3:PutObject on media",
            "requestParameters":{"bucketName":"media","key":"film/secret title.mov","owner":111122223333,"n":0.0}}"#;
        let mut redactor = Redactor::default();
        let redacted = redactor.record(record);
        for gone in [
            "111122223333",
            "jane",
            "corp",
            "encoder\"",
            "noor",
            "203.0.113",
            "media",
            "IOSFODNN7",
            "film",
            "secret",
            "title",
        ] {
            assert!(!redacted.contains(gone), "{gone} is left in {redacted}");
        }
        for left in [
            "PutObject",
            "eu-west-1",
            "2024-03-01T10:00:00Z",
            "AssumedRole",
            "\"Deny\"",
            "\"n\":0.0",
            "arn:aws:iam::1000",
            "is not authorized to call s3:PutObject on name-",
        ] {
            assert!(redacted.contains(left), "{left} is gone from {redacted}");
        }
        assert_eq!(redacted.matches("100000000001").count(), 4, "the same account is the same throughout: {redacted}");
        assert_eq!(redactor.record(record), redacted, "and stays so");
        let cell = redactor.cell("account", "111122223333");
        assert_eq!(cell, "100000000001");
        assert_eq!(redactor.cell("event", "PutObject"), "PutObject");
        assert_eq!(redactor.cell("ip", "203.0.113.9"), "198.18.0.1");
        assert_ne!(redactor.cell("ip", "203.0.113.10"), "198.18.0.1");
    }
}
