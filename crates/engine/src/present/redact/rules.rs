//! What is done with a value, by where it stands: the paths whose values are kept, and the members that name somebody or
//! something.

use super::shape::Shape;

/// What is done with the text of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It is kept if it has this form, and replaced otherwise.
    Keep(Shape),
    /// It names a resource of this noun.
    Named(&'static str),
    /// It is what a program says of itself.
    Agent,
    /// It is a sentence of a service.
    Message,
    /// It is who acted, as the table of events names them.
    Actor,
    /// It is what an event acted on, as the table of events names it.
    Target,
    /// It is words of this program about a job, among them names.
    Told,
    /// It may name actions.
    Action,
    /// It may be a word of AWS, where it is a value of an enumeration.
    Word,
    /// It names somebody or something, as far as is known.
    Other,
}

/// What is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// Events, as records of CloudTrail.
    #[default]
    Events,
    /// Jobs, as the page tells of them.
    Jobs,
}

/// The paths within a record whose values are kept, in small letters.
const KEPT: &[(&str, Shape)] = &[
    ("eventversion", Shape::Version),
    ("eventtime", Shape::Time),
    ("eventsource", Shape::Service),
    ("eventname", Shape::Identifier),
    ("awsregion", Shape::Region),
    ("eventid", Shape::Id),
    ("requestid", Shape::Id),
    ("sharedeventid", Shape::Id),
    ("eventtype", Shape::Identifier),
    ("eventcategory", Shape::Identifier),
    ("apiversion", Shape::Version),
    ("errorcode", Shape::Code),
    ("readonly", Shape::Flag),
    ("managementevent", Shape::Flag),
    ("sessioncredentialfromconsole", Shape::Flag),
    ("useridentity.type", Shape::Identifier),
    ("useridentity.inscopeof.issuertype", Shape::Identifier),
    ("useridentity.sessioncontext.ec2roledelivery", Shape::Version),
    ("useridentity.sessioncontext.attributes.creationdate", Shape::Time),
    ("useridentity.sessioncontext.attributes.mfaauthenticated", Shape::Flag),
    ("useridentity.sessioncontext.sessionissuer.type", Shape::Identifier),
    ("tlsdetails.tlsversion", Shape::Identifier),
    ("tlsdetails.ciphersuite", Shape::Identifier),
    ("resources.type", Shape::ResourceType),
    ("additionaleventdata.authenticationmethod", Shape::Identifier),
    ("additionaleventdata.ciphersuite", Shape::Identifier),
    ("additionaleventdata.credentialtype", Shape::Identifier),
    ("additionaleventdata.mfaused", Shape::Flag),
    ("additionaleventdata.mobileversion", Shape::Flag),
    ("additionaleventdata.signatureversion", Shape::Identifier),
    ("additionaleventdata.sseapplied", Shape::Identifier),
    ("responseelements.consolelogin", Shape::Identifier),
    ("addendum.reason", Shape::Identifier),
    ("addendum.originalrequestid", Shape::Id),
    ("addendum.originaleventid", Shape::Id),
    ("insightdetails.state", Shape::Identifier),
    ("insightdetails.insighttype", Shape::Identifier),
    ("insightdetails.eventsource", Shape::Service),
    ("insightdetails.eventname", Shape::Identifier),
    ("insightdetails.errorcode", Shape::Code),
    ("insightdetails.insightcontext.attributions.attribute", Shape::Identifier),
    ("serviceeventdetails.userauthentication", Shape::Identifier),
];

/// Columns of the table of events that are no paths.
const EVENT_COLUMNS: &[(&str, Rule)] = &[
    ("time", Rule::Keep(Shape::Time)),
    ("event", Rule::Keep(Shape::Identifier)),
    ("service", Rule::Keep(Shape::Label)),
    ("identity", Rule::Keep(Shape::Identifier)),
    ("region", Rule::Keep(Shape::Region)),
    ("error", Rule::Keep(Shape::Code)),
    ("outcome", Rule::Keep(Shape::Identifier)),
    ("write", Rule::Keep(Shape::Flag)),
    ("actor", Rule::Actor),
    ("user", Rule::Named("user")),
    ("role", Rule::Named("role")),
    ("key", Rule::Named("key")),
    ("target", Rule::Target),
    ("account", Rule::Named("account")),
    ("ip", Rule::Named("address")),
    ("job", Rule::Named("job")),
    ("pipeline", Rule::Named("pipeline")),
    ("preset", Rule::Named("preset")),
    ("source", Rule::Named("file")),
];

/// Columns of the table of jobs, and members of a job that is exported as JSON.
const JOB_COLUMNS: &[(&str, Rule)] = &[
    ("state", Rule::Keep(Shape::Identifier)),
    ("certainty", Rule::Keep(Shape::Identifier)),
    ("kind", Rule::Told),
    ("job", Rule::Named("job")),
    ("input", Rule::Named("object")),
    ("pipeline", Rule::Named("pipeline")),
    ("actor", Rule::Actor),
    ("ended-by", Rule::Actor),
    ("error", Rule::Keep(Shape::Code)),
    ("region", Rule::Keep(Shape::Region)),
    ("account", Rule::Named("account")),
    ("finding", Rule::Keep(Shape::Identifier)),
    ("requested-outputs.key", Rule::Named("object")),
    ("requested-outputs.preset", Rule::Named("preset")),
    ("steps.time", Rule::Keep(Shape::Time)),
    ("steps.event", Rule::Keep(Shape::Identifier)),
    ("steps.actor", Rule::Actor),
    ("steps.outcome", Rule::Keep(Shape::Identifier)),
    ("steps.shows", Rule::Told),
    ("steps.event-id", Rule::Keep(Shape::Id)),
    ("not-observable.what", Rule::Told),
    ("not-observable.why", Rule::Told),
];

/// Columns of the table of jobs that are times, numbers or lengths.
const JOB_FIGURES: &[(&str, Shape)] = &[
    ("submitted", Shape::Time),
    ("started", Shape::Time),
    ("ended", Shape::Time),
    ("last-seen", Shape::Time),
    ("life", Shape::Time),
    ("reads", Shape::Number),
    ("uses", Shape::Number),
    ("outputs", Shape::Number),
    ("waited", Shape::Number),
    ("waited-min", Shape::Number),
    ("waited-max", Shape::Number),
    ("ran", Shape::Number),
    ("ran-min", Shape::Number),
    ("ran-max", Shape::Number),
];

/// Members that name a resource, in small letters, with its noun. A list of them has an `s` behind it, or `set`.
const NOUNS: &[(&str, &str)] = &[
    ("accesskeyid", "key"),
    ("account", "account"),
    ("accountid", "account"),
    ("alarmname", "alarm"),
    ("aliasname", "alias"),
    ("bucket", "bucket"),
    ("bucketname", "bucket"),
    ("cluster", "cluster"),
    ("clustername", "cluster"),
    ("commandid", "command"),
    ("databasename", "database"),
    ("dbclusteridentifier", "database"),
    ("dbinstanceidentifier", "database"),
    ("dbname", "database"),
    ("deliverystreamname", "stream"),
    ("displayname", "user"),
    ("documentname", "document"),
    ("domainname", "domain"),
    ("email", "email"),
    ("emailaddress", "email"),
    ("executionid", "execution"),
    ("functionname", "function"),
    ("groupid", "security-group"),
    ("groupname", "group"),
    ("host", "host"),
    ("imageid", "image"),
    ("inputbucket", "bucket"),
    ("instanceid", "instance"),
    ("instanceprofilename", "instance-profile"),
    ("ipaddress", "address"),
    ("jobid", "job"),
    ("jobname", "job"),
    ("keyid", "kms-key"),
    ("keyname", "key-pair"),
    ("kmskeyid", "kms-key"),
    ("loggroupname", "log-group"),
    ("logstreamname", "log-stream"),
    ("networkinterfaceid", "network-interface"),
    ("outputbucket", "bucket"),
    ("parametername", "parameter"),
    ("pipelineid", "pipeline"),
    ("pipelinename", "pipeline"),
    ("policyname", "policy"),
    ("presetid", "preset"),
    ("privateipaddress", "address"),
    ("projectname", "project"),
    ("queryexecutionid", "query"),
    ("queuename", "queue"),
    ("recipientaccountid", "account"),
    ("repositoryname", "repository"),
    ("rolename", "role"),
    ("rolesessionname", "session"),
    ("secretid", "secret"),
    ("snapshotid", "snapshot"),
    ("sourceidentity", "user"),
    ("sourceipaddress", "address"),
    ("stackname", "stack"),
    ("statemachinename", "state-machine"),
    ("streamname", "stream"),
    ("subnetid", "subnet"),
    ("tablename", "table"),
    ("topicname", "topic"),
    ("trailname", "trail"),
    ("userid", "user"),
    ("username", "user"),
    ("volumeid", "volume"),
    ("vpcendpointid", "vpc-endpoint"),
    ("vpcid", "vpc"),
];

/// Members that hold what people write, or what nothing is known of.
const FREE: &[&str] = &[
    "key",
    "value",
    "values",
    "name",
    "names",
    "description",
    "comment",
    "label",
    "title",
    "text",
    "subject",
    "body",
    "content",
    "data",
    "prefix",
    "path",
    "sid",
    "id",
    "tag",
    "tags",
];
/// Endings of members that name something.
const FREE_ENDS: &[&str] = &[
    "name",
    "names",
    "id",
    "ids",
    "identifier",
    "key",
    "keys",
    "value",
    "values",
    "url",
    "uri",
    "path",
    "prefix",
    "tag",
    "tags",
    "description",
    "password",
    "token",
    "secret",
    "email",
    "address",
    "user",
    "owner",
    "title",
    "comment",
];

/// What stands before a name in a path that people gave to a member.
pub const GIVEN: char = '\u{1}';
/// What stands in a path between a text and the document in it.
pub const WITHIN: &str = "\u{2}";

/// Whether a path is this one. Most are not, and differ in their last name.
fn is_path(path: &[String], known: &str) -> bool {
    path.last().is_some_and(|last| known.ends_with(last.as_str()))
        && path.iter().map(String::as_str).eq(known.split('.'))
}

/// What is done with a value at a path, whose names are in small letters and without places in lists.
pub fn of_path(subject: Subject, path: &[String]) -> Rule {
    if subject == Subject::Jobs {
        let kept = JOB_FIGURES.iter().find(|(known, _)| is_path(path, known)).map(|(_, shape)| Rule::Keep(*shape));
        let rule = JOB_COLUMNS.iter().find(|(known, _)| is_path(path, known)).map(|(_, rule)| *rule);
        return kept.or(rule).unwrap_or(Rule::Other);
    }
    if let Some((_, shape)) = KEPT.iter().find(|(known, _)| is_path(path, known)) {
        return Rule::Keep(*shape);
    }
    let Some(member) = path.last().map(String::as_str) else { return Rule::Other };
    if member.starts_with(GIVEN) {
        return Rule::Other;
    }
    match member {
        "useragent" => return Rule::Agent,
        "errormessage" | "message" | "statusmessage" | "statusreason" | "failurereason" => return Rule::Message,
        "action" | "notaction" | "actions" | "operations" => return Rule::Action,
        // S3 and Elastic Transcoder name objects by it, all else tags.
        "key" if is_path(path, "requestparameters.key") => return Rule::Named("object"),
        "key" if path.iter().rev().nth(1).is_some_and(|parent| OBJECT_OWNERS.contains(&parent.as_str())) => {
            return Rule::Named("object");
        }
        _ => {}
    }
    let singular = member.strip_suffix("set").or_else(|| member.strip_suffix('s'));
    let noun = [Some(member), singular]
        .into_iter()
        .flatten()
        .find_map(|member| NOUNS.iter().find(|(known, _)| *known == member).map(|(_, noun)| *noun));
    if let Some(noun) = noun {
        return Rule::Named(noun);
    }
    if is_path(path, "useridentity.sessioncontext.sessionissuer.principalid") {
        return Rule::Other;
    }
    match FREE.contains(&member) || FREE_ENDS.iter().any(|end| member.ends_with(end)) {
        true => Rule::Other,
        false => Rule::Word,
    }
}

/// What has a member `key` that is the key of an object in S3.
const OBJECT_OWNERS: &[&str] = &["input", "inputs", "output", "outputs", "playlists", "playlist", "object", "objects"];

/// What is done with the cells of a column that is no path; `None` for a path.
pub fn of_column(subject: Subject, column: &str) -> Option<Rule> {
    let table = match subject {
        Subject::Events => EVENT_COLUMNS,
        Subject::Jobs => return Some(of_path(subject, &[column.to_owned()])),
    };
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(column)).map(|(_, rule)| *rule)
}

/// Whether a member has members that people name: tags, variables, names of tables.
pub fn is_map(folded: &str) -> bool {
    const MAPS: &[&str] = &[
        "attributedata",
        "encryptioncontext",
        "environmentvariables",
        "expressionattributenames",
        "expressionattributevalues",
        "failedresourcesmap",
        "key",
        "labels",
        "metadata",
        "parameters",
        "principaltags",
        "requestitems",
        "resourcetags",
        "responses",
        "stagevariables",
        "tags",
        "unprocesseditems",
        "usermetadata",
        "users",
        "variables",
        "x-amz-server-side-encryption-context",
    ];
    MAPS.contains(&folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(path: &str) -> Rule {
        of_path(Subject::Events, &path.split('.').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_kept_is_kept_where_it_stands_and_nowhere_else() {
        assert_eq!(rule("eventname"), Rule::Keep(Shape::Identifier));
        assert_eq!(rule("useridentity.type"), Rule::Keep(Shape::Identifier));
        for elsewhere in ["requestparameters.eventname", "requestparameters.useridentity.type", "contact.state"] {
            assert!(!matches!(rule(elsewhere), Rule::Keep(_)), "{elsewhere}");
        }
        // A name with a dot in it is no path.
        assert!(!matches!(of_path(Subject::Events, &["useridentity.type".to_owned()]), Rule::Keep(_)));
    }

    #[test]
    fn a_member_says_what_its_value_names() {
        for (path, expected) in [
            ("requestparameters.bucketname", Rule::Named("bucket")),
            ("requestparameters.rolenames", Rule::Named("role")),
            ("requestparameters.instancesset.items.instanceid", Rule::Named("instance")),
            ("requestparameters.key", Rule::Named("object")),
            ("requestparameters.input.key", Rule::Named("object")),
            ("requestparameters.tags.key", Rule::Other),
            ("requestparameters.instancetype", Rule::Word),
            ("requestparameters.displaylabelname", Rule::Other),
            ("responseelements.message", Rule::Message),
        ] {
            assert_eq!(rule(path), expected, "{path}");
        }
        assert_eq!(of_column(Subject::Events, "actor"), Some(Rule::Actor));
        assert_eq!(of_column(Subject::Events, "requestParameters.key"), None);
        assert_eq!(of_column(Subject::Jobs, "ran-max"), Some(Rule::Keep(Shape::Number)));
        assert_eq!(of_column(Subject::Jobs, "files"), Some(Rule::Other));
    }
}
