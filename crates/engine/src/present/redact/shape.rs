//! Forms of texts: what a text is by its form alone.

use super::name_kind::NameKind;
use std::net::IpAddr;
use trailglass_event::account::is_account_id;
use trailglass_event::time::{Micros, month_named};

/// The form that the value at a kept path must have; any other value there is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A name in letters and digits, as events and types have: `PutObject`, `TLSv1.2`.
    Identifier,
    /// The type of a resource: `AWS::S3::Bucket`.
    ResourceType,
    /// The code of an error: `Client.UnauthorizedOperation`.
    Code,
    /// `eu-west-1`.
    Region,
    /// An instant, see [`is_time`].
    Time,
    /// `true` or `false`, `Yes` or `No`.
    Flag,
    /// A number with dots, or a date: `1.08`, `2012-10-17`.
    Version,
    /// The host name of a service: `s3.amazonaws.com`.
    Service,
    /// The name of a service alone: `s3`.
    Label,
    /// The id of an event or a request. It holds a digit, which a name need not.
    Id,
    /// A number, with or without a fraction.
    Number,
}

impl Shape {
    /// Whether a text has this form. A text that is an address, an account or another name by its form never fits.
    pub fn fits(self, text: &str) -> bool {
        if kind_by_form(text).is_some() {
            return false;
        }
        match self {
            Shape::Identifier => {
                text.len() <= 100 && starts_as_word(text) && consists_of(text, b"_-.") && has_dots_in_numbers_only(text)
            }
            Shape::ResourceType => {
                text.len() <= 100
                    && text.starts_with("AWS::")
                    && text.split("::").count() == 3
                    && consists_of(text, b":")
            }
            Shape::Code => text.len() <= 100 && starts_as_word(text) && consists_of(text, b"_."),
            Shape::Region => is_region(text),
            Shape::Time => is_time(text),
            Shape::Flag => matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no"),
            Shape::Version => {
                text.len() <= 24
                    && has_digit(text)
                    && text.bytes().all(|byte| byte.is_ascii_digit() || b".-_".contains(&byte))
            }
            Shape::Service => text
                .strip_suffix(".amazonaws.com")
                .is_some_and(|name| (2..=40).contains(&name.len()) && consists_of(name, b"-")),
            Shape::Label => text.len() <= 40 && starts_as_word(text) && consists_of(text, b"-"),
            Shape::Id => {
                // The prefix of the hash that identifies a record or a notification without an id.
                let id = text.strip_prefix("hash:").or_else(|| text.strip_prefix("notice:")).unwrap_or(text);
                id.len() <= 128 && has_digit(id) && consists_of(id, b"-_/+=") && kind_by_form(id).is_none()
            }
            Shape::Number => {
                let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
                !whole.is_empty() && is_digits(whole, 9) && is_digits(fraction, 9)
            }
        }
    }
}

/// Whether a text is of ASCII letters, digits and some other characters, and is not empty.
fn consists_of(text: &str, others: &[u8]) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || others.contains(&byte))
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a text is of decimal digits, at most so many.
pub fn is_digits(text: &str, most: usize) -> bool {
    text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text begins with a letter, or is a number of up to five digits.
fn starts_as_word(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_alphabetic()) || is_digits(text, 5)
}

/// Whether each dot of a text is between two digits.
fn has_dots_in_numbers_only(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.windows(2).all(|pair| {
        pair[0].ends_with(|char: char| char.is_ascii_digit()) && pair[1].starts_with(|char: char| char.is_ascii_digit())
    })
}

/// What a text names, where its form alone tells.
pub fn kind_by_form(text: &str) -> Option<NameKind> {
    if is_account_id(text) {
        Some(NameKind::Account)
    } else if is_unique_id(text, &["AKIA", "ASIA"]) {
        Some(NameKind::AccessKey)
    } else if is_unique_id(text, &["AIDA", "AROA", "AGPA", "AIPA", "ANPA", "ANVA", "ABIA", "ACCA", "APKA"]) {
        Some(NameKind::PrincipalId)
    } else if text.contains(['.', ':']) && text.parse::<IpAddr>().is_ok() {
        Some(NameKind::Address)
    } else {
        resource_noun(text).map(NameKind::Noun)
    }
}

/// Whether a text is a unique identifier of IAM with one of these prefixes.
fn is_unique_id(text: &str, prefixes: &[&str]) -> bool {
    (16..=32).contains(&text.len())
        && prefixes.iter().any(|prefix| text.starts_with(prefix))
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// The noun of an id such as `i-0c1d9e4f`.
fn resource_noun(text: &str) -> Option<&'static str> {
    const PREFIXES: &[(&str, &str)] = &[
        ("i", "instance"),
        ("ami", "image"),
        ("vol", "volume"),
        ("snap", "snapshot"),
        ("sg", "security-group"),
        ("sgr", "security-group-rule"),
        ("vpc", "vpc"),
        ("subnet", "subnet"),
        ("eni", "network-interface"),
        ("rtb", "route-table"),
        ("acl", "network-acl"),
        ("igw", "internet-gateway"),
        ("nat", "nat-gateway"),
        ("eipalloc", "allocation"),
        ("eipassoc", "association"),
        ("vpce", "vpc-endpoint"),
        ("lt", "launch-template"),
        ("tgw", "transit-gateway"),
        ("pcx", "vpc-peering"),
        ("r", "reservation"),
        ("mi", "managed-instance"),
        ("fs", "file-system"),
        ("key", "key-pair"),
    ];
    let (prefix, id) = text.rsplit_once('-')?;
    let is_hexadecimal = (8..=17).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    PREFIXES.iter().find(|(known, _)| *known == prefix && is_hexadecimal).map(|(_, noun)| *noun)
}

/// Whether a text is a region: `eu-west-1`, `us-gov-east-1`.
pub fn is_region(text: &str) -> bool {
    const AREAS: &[&str] = &["af", "ap", "ca", "cn", "eu", "eusc", "il", "me", "mx", "sa", "us"];
    const PARTS: &[&str] = &["gov", "iso", "isob", "isoe", "isof", "de"];
    const SIDES: &[&str] =
        &["north", "east", "south", "west", "central", "northeast", "northwest", "southeast", "southwest"];
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [area, side, number] => AREAS.contains(area) && SIDES.contains(side) && is_one_digit(number),
        [area, part, side, number] => {
            AREAS.contains(area) && PARTS.contains(part) && SIDES.contains(side) && is_one_digit(number)
        }
        _ => false,
    }
}

fn is_one_digit(text: &str) -> bool {
    text.len() == 1 && is_digits(text, 1)
}

/// Whether a text is a region, or an availability zone: `eu-west-1a`.
pub fn is_region_or_zone(text: &str) -> bool {
    let zone = text.strip_suffix(|char: char| char.is_ascii_lowercase());
    is_region(text) || zone.is_some_and(is_region)
}

/// Whether a text is an instant, as records and answers write it: `2024-03-01T10:00:00Z`, `Mar 1, 2024 10:00:00 AM`.
pub fn is_time(text: &str) -> bool {
    let begins = text.trim_start().starts_with(|char: char| char.is_ascii_digit() || char.is_ascii_uppercase());
    if !begins || text.len() > 64 {
        return false;
    }
    if Micros::parse(text).is_some() {
        return true;
    }
    let parts = || text.split([' ', ',', ':', '\u{202f}']).filter(|part| !part.is_empty());
    let has_word = parts().any(is_word_of_time);
    let has_only_times = parts().all(|part| is_digits(part, 4) || is_word_of_time(part));
    has_word && has_only_times && parts().filter(|part| is_digits(part, 4)).count() >= 5
}

/// Whether a text is a short name of a month or a day, or another word that an instant may hold.
fn is_word_of_time(text: &str) -> bool {
    const WORDS: &[&str] = &["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "AM", "PM", "UTC", "GMT"];
    WORDS.contains(&text) || (text.len() == 3 && month_named(text).is_some())
}

/// Whether a text is a day: `2012-10-17`.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([4, 2, 2])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The address and the prefix length of a CIDR block: `10.0.0.0/8`.
pub fn cidr_block(text: &str) -> Option<(&str, &str)> {
    let (address, length) = text.split_once('/')?;
    (address.parse::<IpAddr>().is_ok() && is_digits(length, 3)).then_some((address, length))
}

/// Whether a text is an instance type: `t2.micro`, `c7g.16xlarge`.
pub fn is_instance_type(text: &str) -> bool {
    const SIZES: &[&str] = &["nano", "micro", "small", "medium", "large", "xlarge", "metal"];
    let Some((family, size)) = text.trim_start_matches("db.").trim_start_matches("cache.").split_once('.') else {
        return false;
    };
    let size = size.trim_start_matches(|char: char| char.is_ascii_digit());
    let is_family = family.len() <= 6
        && family.starts_with(|char: char| char.is_ascii_lowercase())
        && family.bytes().any(|byte| byte.is_ascii_digit())
        && family.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    is_family && SIZES.contains(&size)
}

/// Whether a text is the version of a policy in IAM, `v3` or `null`, or a number of up to three digits.
pub fn is_version_number(text: &str) -> bool {
    let number = text.strip_prefix('v').unwrap_or(text);
    text == "null" || !number.is_empty() && is_digits(number, 3)
}

/// Whether a text is the code of an error by its ending: `ResourceNotFoundException`.
pub fn is_error_code(word: &str) -> bool {
    ["Exception", "Error", "Failure"].iter().any(|end| word.ends_with(end))
        && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Whether a text names nobody: a word for yes and no, a principal of AWS itself, an instant.
pub fn is_harmless(text: &str) -> bool {
    const WORDS: [&str; 10] = [
        "true",
        "false",
        "Allow",
        "Deny",
        "AWS Internal",
        "HIDDEN_DUE_TO_SECURITY_REASONS",
        "ANONYMOUS_PRINCIPAL",
        "anonymous",
        "root",
        "*",
    ];
    WORDS.contains(&text) || is_time(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_by_its_form() {
        for (text, kind) in [
            ("111122223333", Some(NameKind::Account)),
            ("203.0.113.9", Some(NameKind::Address)),
            ("2001:db8::1", Some(NameKind::Address)),
            ("AKIAIOSFODNN7EXAMPLE", Some(NameKind::AccessKey)),
            ("AROAIOSFODNN7EXAMPLEA", Some(NameKind::PrincipalId)),
            ("i-0c1d9e4f", Some(NameKind::Noun("instance"))),
            ("vpce-0c1d9e4f", Some(NameKind::Noun("vpc-endpoint"))),
            ("jane-deadbeef", None),
            ("jane", None),
        ] {
            assert_eq!(kind_by_form(text), kind, "{text}");
        }
    }

    #[test]
    fn what_is_kept_has_the_form_that_is_asked_for() {
        for (shape, good, bad) in [
            (Shape::Region, "us-gov-east-1", "jane-west-1"),
            (Shape::Time, "Mar 1, 2024 10:00:00 AM", "Jane 1, 2024"),
            (Shape::Version, "2012-10-17", "v-jane"),
            (Shape::Service, "s3.amazonaws.com", "jane.s3.amazonaws.com"),
            (Shape::Id, "4f07f636-bad0", "jane"),
            (Shape::Number, "208.000000", "4711471147"),
            (Shape::Identifier, "TLSv1.2", "jane.example"),
            (Shape::ResourceType, "AWS::S3::Bucket", "jane.s3.amazonaws.com"),
            (Shape::Identifier, "4", "203.0.113.9"),
            (Shape::Code, "4000", "111122223333"),
            (Shape::Version, "2020_05_31", "203.0.113.9"),
            (Shape::Id, "hash:0c1d9e4f", "AKIAIOSFODNN7EXAMPLE"),
            (Shape::Code, "Client.DryRunOperation", "no such jane"),
        ] {
            assert!(shape.fits(good) && !shape.fits(bad), "{shape:?}");
        }
        assert!(is_instance_type("db.t3.micro") && !is_instance_type("jane.micro"));
        assert!(is_region_or_zone("eu-west-1a") && !is_region_or_zone("eu-west-1-jane"));
    }
}
