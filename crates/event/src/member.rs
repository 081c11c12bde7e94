//! The members of a CloudTrail record: the one table of their names, and of what each is.
//!
//! What has to know a member by its name reads the table:
//!
//! - fields and paths: which member a [`Field`] shows, and which are reached by their JSON path alone
//!   ([`without_field`]); for completion, the facets' search and the columns that a name may mean
//! - spelling: CSV tables write names in lower case or as headings ([`spelled`])
//! - cells: which members hold an object or a list, so that a cell of a table is read as JSON ([`Member::is_nested`])
//! - recognition: by which members an object is a record ([`marks_record`])
//! - search: which members nearly every record has, so that nothing is gained by a search for their names
//!   ([`is_everywhere`])
//!
//! Redaction is not in the table: it decides by whole paths and by the form of their values, in tables of the engine.
//!
//! Sources: the AWS CloudTrail user guide, "CloudTrail record contents" (1.0 to 1.11), "CloudTrail userIdentity element" and
//! "CloudTrail record contents for Insights events for event data stores".

use super::field::Field;

/// A member of a record, or of an object within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name, as CloudTrail writes it.
    pub name: &'static str,
    /// The object that has it.
    pub place: Place,
    /// The field that shows it as it is written, if there is one.
    pub field: Option<Field>,
    /// Whether its value is an object or a list.
    pub is_nested: bool,
    /// Whether an object that has it at its top is a record.
    pub marks_record: bool,
    /// Whether nearly every record has it.
    pub is_everywhere: bool,
}

/// The object that has a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the top of a record.
    Record,
    /// At the top of an Insights event of an event data store. Some of these names are common words, which as the
    /// heading of a table mean nothing.
    Insight,
    /// In an object within the record.
    Within,
}

impl Member {
    const fn new(name: &'static str, place: Place) -> Member {
        Member { name, place, field: None, is_nested: false, marks_record: false, is_everywhere: false }
    }

    const fn shown_by(self, field: Field) -> Member {
        Member { field: Some(field), ..self }
    }

    const fn nested(self) -> Member {
        Member { is_nested: true, ..self }
    }

    const fn marking_record(self) -> Member {
        Member { marks_record: true, ..self }
    }

    const fn everywhere(self) -> Member {
        Member { is_everywhere: true, ..self }
    }
}

const fn top(name: &'static str) -> Member {
    Member::new(name, Place::Record)
}

const fn insight(name: &'static str) -> Member {
    Member::new(name, Place::Insight)
}

const fn within(name: &'static str) -> Member {
    Member::new(name, Place::Within)
}

/// Every member that is known by name. No two names differ in case alone.
pub const MEMBERS: &[Member] = &[
    top("eventVersion").marking_record(),
    top("userIdentity").nested().marking_record().everywhere(),
    top("eventTime").shown_by(Field::Time).marking_record(),
    top("eventSource").shown_by(Field::Service).marking_record(),
    top("eventName").shown_by(Field::Event).marking_record(),
    top("awsRegion").shown_by(Field::Region).marking_record(),
    top("sourceIPAddress").shown_by(Field::Ip),
    top("userAgent"),
    top("errorCode").shown_by(Field::Error),
    top("errorMessage"),
    top("requestParameters").nested().everywhere(),
    top("responseElements").nested().everywhere(),
    top("additionalEventData").nested(),
    top("requestID"),
    top("eventID"),
    top("eventType"),
    top("apiVersion"),
    top("managementEvent"),
    top("readOnly"),
    top("resources").nested(),
    top("recipientAccountId"),
    top("serviceEventDetails").nested(),
    top("sharedEventID"),
    top("vpcEndpointId"),
    top("vpcEndpointAccountId"),
    top("eventCategory"),
    top("addendum").nested(),
    top("sessionCredentialFromConsole"),
    top("edgeDeviceDetails").nested(),
    top("tlsDetails").nested(),
    top("eventContext").nested(),
    top("insightDetails").nested().marking_record(),
    insight("insightSource"),
    insight("insightState"),
    insight("insightEventSource"),
    insight("insightEventName"),
    insight("insightErrorCode"),
    top("insightType"),
    top("insightContext"),
    insight("summary"),
    insight("timeWindow").marking_record(),
    // Of `userIdentity`.
    within("principalId"),
    within("accountId"),
    within("accessKeyId"),
    within("userName"),
    within("invokedBy"),
    within("sessionContext").nested(),
    within("sessionIssuer"),
    within("mfaAuthenticated"),
    within("creationDate"),
    within("webIdFederationData"),
    within("federatedProvider"),
    within("sourceIdentity"),
    within("onBehalfOf"),
    within("userId"),
    within("identityStoreArn"),
    within("credentialId"),
    within("inScopeOf").nested(),
    within("sourceArn"),
    within("sourceAccount"),
    within("issuerType"),
    within("credentialsIssuedTo"),
    within("ec2RoleDelivery"),
    within("assumedRoot"),
    within("identityProvider"),
    // Of `tlsDetails`.
    within("tlsVersion"),
    within("cipherSuite"),
    within("clientProvidedHostHeader"),
    // Of `resources`. The `arn` of an identity is another member.
    within("ARN"),
    // Of `addendum`.
    within("updatedFields"),
    within("originalRequestID"),
    within("originalEventID"),
    // Of the answers of `lookup-events`.
    within("resourceType"),
    within("resourceName"),
];

/// The member of this name, in any case, as the heading of a table may write it.
pub fn spelled(name: &str) -> Option<&'static Member> {
    let is_it = |member: &&Member| member.place != Place::Insight && member.name.eq_ignore_ascii_case(name);
    MEMBERS.iter().find(is_it)
}

/// Whether an object that has a member of this name at its top is taken for a record. An object
/// of another service that has one is refused when it is read.
pub fn marks_record(name: &str) -> bool {
    MEMBERS.iter().any(|member| member.marks_record && member.name == name)
}

/// Whether nearly every record has a member of this name, in any case.
pub fn is_everywhere(name: &str) -> bool {
    MEMBERS.iter().any(|member| member.is_everywhere && member.name.eq_ignore_ascii_case(name))
}

/// The top-level members that have no field of their own, so that a query reaches them by their JSON paths.
pub fn without_field() -> impl Iterator<Item = &'static str> {
    let is_one = |member: &&Member| member.place != Place::Within && member.field.is_none();
    MEMBERS.iter().filter(is_one).map(|member| member.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_names_differ_in_case_alone() {
        let names: HashSet<String> = MEMBERS.iter().map(|member| member.name.to_ascii_lowercase()).collect();
        assert_eq!(names.len(), MEMBERS.len());
    }

    #[test]
    fn a_field_that_shows_a_member_has_its_name() {
        for member in MEMBERS {
            let Some(field) = member.field else { continue };
            let info = field.info();
            assert!(info.also.contains(&member.name) || info.name == member.name, "{}", member.name);
        }
    }

    #[test]
    fn members_are_found_in_any_case() {
        assert_eq!(spelled("sourceipaddress").map(|member| member.name), Some("sourceIPAddress"));
        assert_eq!(spelled("summary"), None);
        assert!(without_field().any(|name| name == "summary") && without_field().all(|name| name != "eventName"));
    }
}
