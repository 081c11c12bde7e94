//! The one table of fields. Table columns, query names, sort words and help are derived from it.

use super::word::Word;
use std::fmt;

/// A field of an event that has a name of its own. Everything else is reached by its JSON path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// `eventTime`.
    Time,
    /// `eventName`.
    Event,
    /// `eventSource` without `.amazonaws.com`.
    Service,
    /// The readable name of who acted; see [`crate::actor`].
    Actor,
    /// The kind of who acted: `root`, `iam-user`, `role`, ...
    Identity,
    /// The user name.
    User,
    /// The role name.
    Role,
    /// The access key id.
    Key,
    /// What was acted on; the first of several. See [`crate::target`].
    Target,
    /// All that was acted on.
    Targets,
    /// `awsRegion`.
    Region,
    /// `recipientAccountId`, else `userIdentity.accountId`.
    Account,
    /// `sourceIPAddress`.
    Ip,
    /// `errorCode`.
    Error,
    /// ok, denied or failed.
    Outcome,
    /// `readOnly` reversed.
    Write,
    /// Whether a second factor was used; see [`crate::mfa`].
    Mfa,
    /// Ids of jobs, from the lifecycle facts.
    Job,
    /// Ids of pipelines, from the lifecycle facts.
    Pipeline,
    /// Ids of presets, from the lifecycle facts.
    Preset,
    /// The dropped file.
    Source,
}

/// The type of a field's values: it decides how they are compared, sorted and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An instant; a value is a prefix of its ISO form, such as `2014-09-29T19`.
    Time,
    /// A text out of a dictionary.
    Text,
    /// True or false.
    Flag,
    /// An id out of the lifecycle facts; an event may have several.
    Fact,
    /// The name of a dropped file.
    Source,
    /// An address, the name of a service, or `AWS Internal`; a value may be a range of addresses.
    Address,
    /// A number.
    Number,
    /// A length of time: a number of seconds, or `90s`, `10m`, `2h`, `1d`.
    Duration,
}

/// The entry of a field in a table of fields: that of events, or that of jobs.
#[derive(Debug)]
pub struct FieldInfo<F = Field> {
    /// The field.
    pub field: F,
    /// Its canonical name: in queries, in links and in `data-field`.
    pub name: &'static str,
    /// Other names that queries may use; matched without regard to case.
    pub also: &'static [&'static str],
    /// The heading of its column.
    pub label: &'static str,
    /// How its values behave.
    pub kind: Kind,
    /// Where it comes from, in one line of help.
    pub doc: &'static str,
    /// The words that its values are taken from; empty for a field whose values are those of the records.
    pub words: &'static [Word],
}

impl<F: Copy> FieldInfo<F> {
    /// The same entry with a list of words.
    pub const fn of_words(self, words: &'static [Word]) -> FieldInfo<F> {
        let FieldInfo { field, name, also, label, kind, doc, words: _ } = self;
        FieldInfo { field, name, also, label, kind, doc, words }
    }
}

/// An entry of a table.
pub const fn info<F: Copy>(
    field: F,
    name: &'static str,
    also: &'static [&'static str],
    label: &'static str,
    kind: Kind,
    doc: &'static str,
) -> FieldInfo<F> {
    FieldInfo { field, name, also, label, kind, doc, words: &[] }
}

/// The field of a table that has this name or other name, without regard to case.
pub fn named<F: Copy>(table: &[FieldInfo<F>], name: &str) -> Option<F> {
    let is_named =
        |info: &&FieldInfo<F>| std::iter::once(&info.name).chain(info.also).any(|own| own.eq_ignore_ascii_case(name));
    table.iter().find(is_named).map(|info| info.field)
}

/// Every field, in the order of [`Field`], so that `FIELDS[field as usize]` is its entry.
pub const FIELDS: &[FieldInfo] = &[
    info(Field::Time, "time", &["eventTime"], "Time", Kind::Time, "eventTime, in UTC"),
    info(Field::Event, "event", &["eventName"], "Event", Kind::Text, "eventName"),
    info(
        Field::Service,
        "service",
        &["eventSource"],
        "Service",
        Kind::Text,
        "eventSource, with or without .amazonaws.com",
    ),
    info(Field::Actor, "actor", &[], "Actor", Kind::Text, "who did it, readable; the words of identity match as well"),
    info(
        Field::Identity,
        "identity",
        &[],
        "Identity",
        Kind::Text,
        "root, iam-user, role, federated, identity-center, aws-service, aws-account, anonymous, unknown",
    )
    .of_words(super::actor::IDENTITIES),
    info(Field::User, "user", &["userName"], "User", Kind::Text, "user name"),
    info(Field::Role, "role", &[], "Role", Kind::Text, "role name"),
    info(Field::Key, "key", &["accessKeyId"], "Key", Kind::Text, "access key id"),
    info(Field::Target, "target", &[], "Target", Kind::Text, "what was acted on; the first of several"),
    info(Field::Targets, "targets", &[], "Targets", Kind::Text, "all that was acted on, each by its name"),
    info(Field::Region, "region", &["awsRegion"], "Region", Kind::Text, "awsRegion"),
    info(Field::Account, "account", &[], "Account", Kind::Text, "recipientAccountId, else the account of userIdentity"),
    info(
        Field::Ip,
        "ip",
        &["address", "sourceIPAddress"],
        "Address",
        Kind::Address,
        "sourceIPAddress; also 10.0.0.0/8, internal, service",
    ),
    info(Field::Error, "error", &["errorCode"], "Error", Kind::Text, "errorCode"),
    info(Field::Outcome, "outcome", &[], "Outcome", Kind::Text, "ok, denied, failed or unknown; ok:true for short")
        .of_words(super::outcome::WORDS),
    info(Field::Write, "write", &[], "Write", Kind::Flag, "true for events that change something"),
    info(
        Field::Mfa,
        "mfa",
        &[],
        "MFA",
        Kind::Text,
        "true, false or unknown: whether the session or the sign-in used a second factor",
    )
    .of_words(super::mfa::WORDS),
    info(Field::Job, "job", &[], "Job", Kind::Fact, "id of a job that the event names"),
    info(Field::Pipeline, "pipeline", &[], "Pipeline", Kind::Fact, "id of a pipeline that the event names"),
    info(Field::Preset, "preset", &[], "Preset", Kind::Fact, "id of a preset that the event names"),
    info(Field::Source, "source", &[], "File", Kind::Source, "the dropped file"),
];

/// The default columns of the events table, in order.
pub const COLUMNS: &[Field] = &[
    Field::Time,
    Field::Event,
    Field::Service,
    Field::Actor,
    Field::Target,
    Field::Region,
    Field::Account,
    Field::Ip,
    Field::Error,
];

impl Field {
    /// The entry of this field in [`FIELDS`].
    pub fn info(self) -> &'static FieldInfo {
        &FIELDS[self as usize]
    }

    /// The canonical name.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The field of this name or other name, without regard to case.
    pub fn named(name: &str) -> Option<Field> {
        named(FIELDS, name)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The paths that a table of all columns has besides the fields: those that lead from a row back to its event, and those
/// that auditors ask for. The message is the last, because redaction replaces in it the names of the cells before it.
pub const AUDITED: &[&str] = &[
    "eventID",
    "requestID",
    "sharedEventID",
    "eventType",
    "userIdentity.arn",
    "userIdentity.principalId",
    super::mfa::SESSION_PATH,
    super::mfa::SIGN_IN_PATH,
    "vpcEndpointId",
    "userAgent",
    "errorMessage",
];

/// A property of a record beyond its members: the words after `is:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quality {
    /// The store has other copies of the event, which are not shown.
    Duplicate,
    /// The record was repaired on reading.
    Repaired,
}

/// The entry of a quality in [`QUALITIES`].
#[derive(Debug)]
pub struct QualityInfo {
    /// The quality.
    pub quality: Quality,
    /// The word after `is:`.
    pub name: &'static str,
    /// What it means, in one line of help.
    pub doc: &'static str,
}

/// Every quality.
pub const QUALITIES: &[QualityInfo] = &[
    QualityInfo { quality: Quality::Duplicate, name: "duplicate", doc: "delivered more than once; shown once" },
    QualityInfo { quality: Quality::Repaired, name: "mended", doc: "the record was damaged and could be repaired" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_fields() {
        for (at, info) in FIELDS.iter().enumerate() {
            assert_eq!(info.field as usize, at, "{}", info.name);
        }
    }

    #[test]
    fn names_are_found_without_regard_to_case() {
        assert_eq!(Field::named("eventname"), Some(Field::Event));
        assert_eq!(Field::named("IP"), Some(Field::Ip));
        assert_eq!(Field::named("evnt"), None);
    }
}
