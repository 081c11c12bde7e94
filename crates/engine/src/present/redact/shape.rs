//! What a text is by its form alone.

use super::names::Kind;
use std::net::IpAddr;
use trailglass_event::time::Micros;

/// A form that a value is to have, to be kept where a rule keeps it.
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
    /// An instant.
    Time,
    /// `true` or `false`, `Yes` or `No`.
    Flag,
    /// A number with dots, or a date: `1.08`, `2012-10-17`.
    Version,
    /// The host name of a service: `s3.amazonaws.com`.
    Service,
    /// The name of a service alone: `s3`.
    Label,
    /// The id of an event or a request. It holds a digit, as no name need do.
    Id,
    /// A number, with or without a fraction.
    Number,
}

impl Shape {
    /// Whether a text has this form.
    pub fn fits(self, text: &str) -> bool {
        let all = |more: &str| {
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.as_bytes().contains(&byte)) && !text.is_empty()
        };
        let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
        let is_short = text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_word = text.starts_with(|char: char| char.is_ascii_alphabetic()) || is_short;
        // An address or an account may have any of these forms.
        if kind_of(text).is_some() {
            return false;
        }
        match self {
            Shape::Identifier => {
                // A dot is one of a number.
                let is_of_number =
                    |part: &str, at: fn(&str) -> Option<char>| at(part).is_some_and(|char| char.is_ascii_digit());
                let parts: Vec<&str> = text.split('.').collect();
                let has_numbers = parts.windows(2).all(|pair| {
                    is_of_number(pair[0], |part| part.chars().next_back())
                        && is_of_number(pair[1], |part| part.chars().next())
                });
                text.len() <= 100 && is_word && all("_-.") && has_numbers
            }
            Shape::ResourceType => {
                text.len() <= 100 && text.starts_with("AWS::") && text.split("::").count() == 3 && all(":")
            }
            Shape::Code => text.len() <= 100 && is_word && all("_."),
            Shape::Region => is_region(text),
            Shape::Time => is_time(text),
            Shape::Flag => matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no"),
            Shape::Version => {
                text.len() <= 24
                    && has_digit
                    && text.bytes().all(|byte| byte.is_ascii_digit() || b".-_".contains(&byte))
            }
            Shape::Service => text.strip_suffix(".amazonaws.com").is_some_and(|name| {
                (2..=40).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            }),
            Shape::Label => text.len() <= 40 && is_word && all("-"),
            Shape::Id => {
                // What stands for an id where a record has none.
                let id = text.strip_prefix("hash:").or_else(|| text.strip_prefix("notice:")).unwrap_or(text);
                let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_/+=".contains(&byte);
                id.len() <= 128 && has_digit && id.bytes().all(is_letter) && kind_of(id).is_none()
            }
            Shape::Number => {
                let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
                let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
                !whole.is_empty() && whole.len() <= 9 && rest.len() <= 9 && is_digits(whole) && is_digits(rest)
            }
        }
    }
}

/// Whether a text is the number of an account.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a text names, where its form alone says so.
pub fn kind_of(text: &str) -> Option<Kind> {
    let is_id = |prefixes: &[&str]| {
        (16..=32).contains(&text.len())
            && prefixes.iter().any(|prefix| text.starts_with(prefix))
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    if is_account(text) {
        Some(Kind::Account)
    } else if is_id(&["AKIA", "ASIA"]) {
        Some(Kind::AccessKey)
    } else if is_id(&["AIDA", "AROA", "AGPA", "AIPA", "ANPA", "ANVA", "ABIA", "ACCA", "APKA"]) {
        Some(Kind::PrincipalId)
    } else if text.contains(['.', ':']) && text.parse::<IpAddr>().is_ok() {
        Some(Kind::Address)
    } else {
        resource_noun(text).map(Kind::Noun)
    }
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

/// `eu-west-1`, `us-gov-east-1`.
pub fn is_region(text: &str) -> bool {
    const AREAS: &[&str] = &["af", "ap", "ca", "cn", "eu", "eusc", "il", "me", "mx", "sa", "us"];
    const PARTS: &[&str] = &["gov", "iso", "isob", "isoe", "isof", "de"];
    const SIDES: &[&str] =
        &["north", "east", "south", "west", "central", "northeast", "northwest", "southeast", "southwest"];
    let parts: Vec<&str> = text.split('-').collect();
    let is_number = |part: &str| part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [area, side, number] => AREAS.contains(area) && SIDES.contains(side) && is_number(number),
        [area, part, side, number] => {
            AREAS.contains(area) && PARTS.contains(part) && SIDES.contains(side) && is_number(number)
        }
        _ => false,
    }
}

/// A region, or a zone within one: `eu-west-1a`.
pub fn is_place(text: &str) -> bool {
    let zone = text.strip_suffix(|char: char| char.is_ascii_lowercase());
    is_region(text) || zone.is_some_and(is_region)
}

/// An instant, as records and answers write it: `2024-03-01T10:00:00Z`, `Mar 1, 2024 10:00:00 AM`.
pub fn is_time(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Mon", "Tue", "Wed", "Thu",
        "Fri", "Sat", "Sun", "AM", "PM", "UTC", "GMT",
    ];
    let begins = text.trim_start().starts_with(|char: char| char.is_ascii_digit() || char.is_ascii_uppercase());
    if !begins || text.len() > 64 {
        return false;
    }
    if Micros::parse(text).is_some() {
        return true;
    }
    let is_digits = |part: &str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = || text.split([' ', ',', ':', '\u{202f}']).filter(|part| !part.is_empty());
    let has_word = parts().any(|part| WORDS.contains(&part));
    let is_all = parts().all(|part| is_digits(part) || WORDS.contains(&part));
    has_word && is_all && parts().filter(|part| is_digits(part)).count() >= 5
}

/// A day: `2012-10-17`.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([4, 2, 2])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A block of addresses, as its address and the length of its prefix: `10.0.0.0/8`.
pub fn block(text: &str) -> Option<(&str, &str)> {
    let (address, length) = text.split_once('/')?;
    let is_length = length.len() <= 3 && length.bytes().all(|byte| byte.is_ascii_digit());
    (address.parse::<IpAddr>().is_ok() && is_length).then_some((address, length))
}

/// Whether a text is the size of an instance: `t2.micro`, `c7g.16xlarge`.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_by_its_form() {
        for (text, kind) in [
            ("111122223333", Some(Kind::Account)),
            ("203.0.113.9", Some(Kind::Address)),
            ("2001:db8::1", Some(Kind::Address)),
            ("AKIAIOSFODNN7EXAMPLE", Some(Kind::AccessKey)),
            ("AROAIOSFODNN7EXAMPLEA", Some(Kind::PrincipalId)),
            ("i-0c1d9e4f", Some(Kind::Noun("instance"))),
            ("vpce-0c1d9e4f", Some(Kind::Noun("vpc-endpoint"))),
            ("jane-deadbeef", None),
            ("jane", None),
        ] {
            assert_eq!(kind_of(text), kind, "{text}");
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
        assert!(is_place("eu-west-1a") && !is_place("eu-west-1-jane"));
    }
}
