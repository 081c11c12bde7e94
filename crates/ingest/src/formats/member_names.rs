//! CloudTrail's own names of members, which tables write in lower case or as headings.

use trailglass_event::member;

/// A heading in lower case, without spaces and punctuation: `Event time` is `eventtime`.
pub fn plain(name: &str) -> String {
    let kept = name.trim().trim_start_matches('\u{FEFF}').chars();
    kept.filter(|character| character.is_ascii_alphanumeric() || *character == '.')
        .collect::<String>()
        .to_ascii_lowercase()
}

/// The name as CloudTrail writes it, if it is one of its names. Case is ignored.
pub fn known(lowered: &str) -> Option<&'static str> {
    member::spelled(lowered).map(|member| member.name)
}

/// The member that a column's name stands for; as written where it is not one of CloudTrail's.
pub fn canonical(plain: &str, written: &str) -> String {
    let steps = plain.split('.').map(|step| match step {
        // `arn` is the identity's; `ARN` that of a resource.
        "arn" => Some("arn"),
        "type" => Some("type"),
        "attributes" => Some("attributes"),
        "state" => Some("state"),
        step => known(step),
    });
    let joined = steps.collect::<Option<Vec<_>>>().map(|steps| steps.join("."));
    joined.unwrap_or_else(|| written.to_owned())
}

/// Whether the member holds an object or a list.
pub fn holds_others(name: &str) -> bool {
    member::spelled(name).is_some_and(|member| member.is_nested)
}

/// Members that hold a whole record, as text, next to a summary of it: that of `lookup-events` in the spellings of
/// tools, in lower case and without punctuation.
pub(super) const CARRIERS: [&str; 2] = ["cloudtrailevent", "eventjson"];

/// The member that a column or a name in another spelling stands for, as a dotted path.
pub(super) fn member_named(plain: &str, written: &str) -> String {
    match plain {
        // The names of the event history, and those of `lookup-events`.
        "username" => "userIdentity.userName".to_owned(),
        "awsaccesskey" | "accesskeyid" => "userIdentity.accessKeyId".to_owned(),
        plain => canonical(plain, written),
    }
}
