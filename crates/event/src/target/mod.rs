//! What an event acted on: the resources that a person would name, the most telling first.
//!
//! Where a service names its resources in its own way there is a [`Rule`]; else those members of `requestParameters` that
//! `NAMING_MEMBERS` lists, else one of `resources`. Paths are evaluated where the JSON is, in `ingest`.
//!
//! Records spell one resource in several ways: `arn:aws:cloudtrail:us-east-1:111122223333:trail/main` and `main`. Each
//! target is kept by its [`name`], so that all spellings are one value.
//!
//! - `members`: the tables of members that name a resource
//! - `name`: the one name of a resource

mod members;
mod name;

pub(crate) use members::NAMING_MEMBERS;
pub use members::{Rule, SERVICES_WITH_IDS, WEAK_MEMBERS, rank, rule};
pub use name::{canonical_name, name};

/// An event has at most so many targets.
pub const MAX_TARGETS: usize = 256;

/// Separates the targets of an event in one text.
pub const SEPARATOR: char = '\u{1f}';

/// Whether a text is an id as EC2 gives them: `i-0dbc91f429e48eeed`, `eni-attach-066dd012`.
pub fn is_resource_id(text: &str) -> bool {
    let Some((kind, number)) = text.rsplit_once('-') else { return false };
    let is_kind = (1..=12).contains(&kind.len())
        && kind.starts_with(|first: char| first.is_ascii_lowercase())
        && kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    is_kind && matches!(number.len(), 8 | 17) && number.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_recognised() {
        for (text, is_id) in [
            ("i-0dbc91f429e48eeed", true),
            ("vol-1a2b3c4d", true),
            ("eni-attach-066dd012", true),
            ("us-east-1", false),
            ("9a6bf12e-5c0f-4e0b-9f0a-3d5b8c0d1e2f", false),
            ("i-0dbc91f429e48eee", false),
            ("media-deadbeeF", false),
        ] {
            assert_eq!(is_resource_id(text), is_id, "{text}");
        }
    }
}
