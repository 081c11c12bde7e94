//! Messages of services. The names in a sentence of a known form are replaced; any other message is withheld, for each of
//! its words may be a name.

use super::Redactor;
use super::name_kind::NameKind;
use super::shape::{self, Shape};
use super::template;
use trailglass_event::denial::POLICY_KINDS;

/// The known sentences. `{noun}` is the place of a name. The period at the end may be missing.
const SENTENCES: &[&str] = &[
    "Access Denied",
    "Access denied",
    "AccessDenied",
    "Access denied. Check the trust relationships for your role.",
    "An unknown error occurred",
    "Cannot exceed quota for {noun}: {number}",
    "Cluster not found",
    "Cross-account pass role is not allowed",
    "Failed authentication",
    "Function not found: {function}",
    "Group with name {group} already exists",
    "Instance Profile {instance-profile} cannot be found",
    "IAM user access not activated",
    "Instance {instance} is already being deleted",
    "Instances [[{instance}]] not in a valid state for account {account}",
    "Internal error",
    "Invalid Id: {name}",
    "Key '{kms-key}' does not exist",
    "Alias {alias} is not found",
    "Login Profile for User {user} cannot be found",
    "MalformedPolicyDocument",
    "No username found in supplied account",
    "Not Found",
    "Object Lock configuration does not exist for this bucket",
    "Policy {policy} does not exist or is not attachable",
    "Policy {policy} was not found",
    "Rate exceeded",
    "Request limit exceeded",
    "Request could not be completed due to a conflict",
    "Request would have succeeded, but DryRun flag is set",
    "Requested resource not found: Table: {table} not found",
    "Requested resource not found",
    "Role with name {role} already exists",
    "Roles may not be assumed by root accounts",
    "Secrets Manager can't find the specified secret",
    "Stack with id {stack} does not exist",
    "Table not found: {table}",
    "TaskDefinition not found",
    "The AWS Access Key Id you provided does not exist in our records",
    "The Access Key with id {key} cannot be found",
    "The bucket policy does not exist",
    "The bucket you tried to delete is not empty",
    "The conditional request failed",
    "The CORS configuration does not exist",
    "The group with name {group} cannot be found",
    "The image id '[{image}]' does not exist",
    "The instance ID '{instance}' does not exist",
    "The instance ID '{instance}' is malformed",
    "The key pair '{key-pair}' does not exist",
    "The lifecycle configuration does not exist",
    "The interface attachment '{attachment}' does not exist",
    "The maximum number of VPCs has been reached",
    "The network-acl ID '{network-acl}' is malformed",
    "The pipeline contains active jobs, and cannot be deleted",
    "The pipeline has reached the maximum number of jobs that can wait in it",
    "The public access block configuration was not found",
    "The replication configuration was not found",
    "The request was denied due to a VPC endpoint policy",
    "The requested configuration is currently not supported",
    "The resource you attempted to cancel is in use: the job has already started",
    "The role defined for the function cannot be assumed by Lambda",
    "The role with name {role} cannot be found",
    "The routeTable ID '{route-table}' does not exist",
    "The security group '{security-group}' does not exist",
    "The server side encryption configuration was not found",
    "The snapshot '{snapshot}' does not exist",
    "The specified bucket does not exist",
    "The specified bucket does not have a website configuration",
    "The specified job was not found: account={account}, jobId={job}",
    "The specified key does not exist",
    "The specified log group already exists",
    "The specified log group does not exist",
    "The specified pipeline was not found: account={account}, pipelineId={pipeline}",
    "The specified preset was not found: account={account}, presetId={preset}",
    "The specified SNS topic is in a Region other than that of the pipeline",
    "The subnet ID '{subnet}' does not exist",
    "The TagSet does not exist",
    "The user with name {user} cannot be found",
    "The volume '{volume}' does not exist",
    "The value of {name} must have between {number} and {number} characters",
    "The vpc ID '{vpc}' does not exist",
    "Trail {trail} does not have Insights enabled. Edit the trail settings to enable Insights, and then try the operation again",
    "Unable to determine service/operation name to be authorized",
    "Unknown trail: {trail} for the user: {account}",
    "User with name {user} already exists",
    "Value ( {snapshot} ) for parameter SNAPSHOT is invalid",
    "We encountered an internal error. Please try again",
    "You are not authorized to perform this operation",
    "You cannot delete a system preset: {preset}",
    "EntityAlreadyExists",
];

/// The types of resources before the name of one in a denial, with their nouns.
const DENIED_TYPES: &[(&str, &str)] = &[
    ("user", "user"),
    ("role", "role"),
    ("group", "group"),
    ("policy", "policy"),
    ("instance profile", "instance-profile"),
    ("access key", "key"),
    ("access key *", "key"),
    ("login profile", "user"),
    ("mfa", "mfa"),
    ("provider", "provider"),
    ("trail", "trail"),
    ("table", "table"),
];

/// The text in the place of a message of an unknown form.
const WITHHELD: &str = "Text of a service, left out";

impl Redactor {
    /// A message of a service.
    pub(super) fn redact_message(&mut self, text: &str) -> String {
        let bare = text.trim();
        if bare.is_empty() || shape::is_harmless(bare) || self.vocabulary.is_word(bare) {
            return text.to_owned();
        }
        if let Some(denial) = self.redact_denial(bare) {
            return denial;
        }
        if let Some(replaced) = SENTENCES.iter().find_map(|form| self.redact_sentence(form, bare)) {
            return replaced;
        }
        format!("{WITHHELD} ({})", self.pseudonym(NameKind::Noun("message"), bare))
    }

    /// A sentence with its names replaced, if it is of a known form.
    fn redact_sentence(&mut self, form: &'static str, text: &str) -> Option<String> {
        let form = form.trim_end_matches('.');
        let (text, end) = text.strip_suffix('.').map_or((text, ""), |text| (text, "."));
        let names = template::names_in(form, text, &[])?;
        let names = names.into_iter().map(|(noun, name)| match noun {
            "number" if Shape::Number.fits(name) => name.to_owned(),
            "number" | "noun" | "name" => self.redact_value(name, NameKind::Other),
            noun => self.redact_value(name, NameKind::Noun(noun)),
        });
        Some(template::filled(form, names) + end)
    }

    /// `User: … is not authorized to perform: … on resource: … because no identity-based policy allows the … action`.
    fn redact_denial(&mut self, text: &str) -> Option<String> {
        const OPENING: &str = "You are not authorized to perform this operation. ";
        const ENCODED: &str = "Encoded authorization failure message: ";
        let (opening, rest) = text.strip_prefix(OPENING).map_or(("", text), |rest| (OPENING, rest));
        let (rest, encoded) = match rest.split_once(ENCODED) {
            Some((rest, _)) => (rest.trim_end(), format!(" {ENCODED}left out")),
            None => (rest, String::new()),
        };
        let (subject, rest) =
            ["User: ", "Principal: "].iter().find_map(|word| Some((*word, rest.strip_prefix(word)?)))?;
        let (rest, end) = rest.strip_suffix('.').map_or((rest, ""), |rest| (rest, "."));
        let (who, rest) = split_at(rest, " is not authorized to perform: ")
            .or_else(|| split_at(rest, " is not authorized to perform "))?;
        let (about, reason) = REASONS.iter().find_map(|word| split_at(rest, word)).unwrap_or((rest, ""));
        let (action, resource) = RESOURCES
            .iter()
            .find_map(|word| Some((about.split_once(word)?, *word)))
            .map_or((about, None), |((action, resource), word)| (action, Some((word, resource))));
        let action = action.trim_end();
        let mut out = format!("{opening}{subject}{}", self.redact_value(who, NameKind::Noun("user")));
        out.push_str(" is not authorized to perform: ");
        out.push_str(&self.redact_action(action));
        match resource {
            Some((word, resource)) => {
                out.push_str(word);
                out.push_str(&self.redact_denied_resource(resource.trim()));
            }
            None if rest.contains(" on the specified resource") => out.push_str(" on the specified resource"),
            None => {}
        }
        if !reason.is_empty() {
            out.push_str(&self.redact_reason(reason, action));
        }
        out.push_str(end);
        out.push_str(&encoded);
        Some(out)
    }

    /// An action of IAM; any other text is replaced.
    pub(super) fn redact_action(&mut self, text: &str) -> String {
        if self.vocabulary.is_action(text) { text.to_owned() } else { self.redact_value(text, NameKind::Other) }
    }

    /// The resource of a denial: `user jane`, an ARN, or a name.
    fn redact_denied_resource(&mut self, text: &str) -> String {
        let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        if let Some(quoted) = quoted {
            return format!("\"{}\"", self.redact_denied_resource(quoted));
        }
        let typed = DENIED_TYPES
            .iter()
            .find_map(|(kind, noun)| Some((*kind, *noun, text.strip_prefix(kind)?.strip_prefix(' ')?)));
        match typed {
            Some((kind, noun, name)) => match name.split_once(" version ") {
                Some((name, version)) => {
                    let is_known = shape::is_version_number(version);
                    let version =
                        if is_known { version.to_owned() } else { self.redact_value(version, NameKind::Other) };
                    format!("{kind} {} version {version}", self.redact_value(name, NameKind::Noun(noun)))
                }
                None => format!("{kind} {}", self.redact_value(name, NameKind::Noun(noun))),
            },
            None => self.redact_value(text, NameKind::Other),
        }
    }

    /// The policy that decided, in the words of IAM.
    fn redact_reason(&mut self, reason: &str, action: &str) -> String {
        let lower = reason.to_ascii_lowercase();
        let of_policy = lower.split(" arn:").next().unwrap_or_default();
        let policy =
            POLICY_KINDS.iter().map(|kind| kind.name).find(|name| of_policy.contains(&name.to_ascii_lowercase()));
        let arn = reason.split_whitespace().find(|word| word.starts_with("arn:"));
        let arn = arn
            .map(|arn| format!(": {}", self.redact_value(arn.trim_end_matches('.'), NameKind::Other)))
            .unwrap_or_default();
        let action = self.redact_action(action);
        match (reason.contains("explicit deny"), policy) {
            (true, Some(policy)) => format!(" with an explicit deny in a {policy}{arn}"),
            (true, None) => format!(" with an explicit deny{arn}"),
            (false, Some(policy)) => format!(" because no {policy} allows the {action} action"),
            (false, None) => String::new(),
        }
    }
}

/// The beginnings of the reason of a denial.
const REASONS: &[&str] = &[" because ", " with an explicit deny"];
/// The words before the resource of a denial.
const RESOURCES: &[&str] = &[" on resource: ", " on resource "];

/// The texts before and after some words; a reason keeps its first words.
fn split_at<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let at = text.find(word)?;
    let keeps_word = word.starts_with(" because") || word.starts_with(" with");
    Some((&text[..at], if keeps_word { &text[at..] } else { &text[at + word.len()..] }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str) -> String {
        Redactor::default().redact_message(text)
    }

    #[test]
    fn a_denial_keeps_its_words_and_actions_and_loses_its_names() {
        for (message, expected) in [
            (
                "User: arn:aws:iam::111122223333:user/noor is not authorized to perform: s3:GetObject on resource: \
                 \"arn:aws:s3:::media/film.mov\" because no identity-based policy allows the s3:GetObject action",
                "User: arn:aws:iam::100000000001:user/user-1 is not authorized to perform: s3:GetObject on resource: \
                 \"arn:aws:s3:::bucket-1/object-1\" because no identity-based policy allows the s3:GetObject action",
            ),
            (
                "User: arn:aws:iam::111122223333:user/noor is not authorized to perform: iam:GetUser on resource: user jane \
                 with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-9",
                "User: arn:aws:iam::100000000001:user/user-1 is not authorized to perform: iam:GetUser on resource: user user-2 \
                 with an explicit deny in a service control policy: arn:aws:organizations::100000000001:policy/organization-1/policy-type-1/policy-1",
            ),
            (
                "You are not authorized to perform this operation. User: noor is not authorized to perform: ec2:RunInstances \
                 because no identity-based policy allows the ec2:RunInstances action. Encoded authorization failure message: Zm9v",
                "You are not authorized to perform this operation. User: user-1 is not authorized to perform: ec2:RunInstances \
                 because no identity-based policy allows the ec2:RunInstances action. Encoded authorization failure message: left out",
            ),
            (
                "User: noor is not authorized to perform: owner:jane on resource: jane because of jane",
                "User: user-1 is not authorized to perform: name-1 on resource: name-2",
            ),
        ] {
            assert_eq!(replaced(message), expected);
        }
    }

    #[test]
    fn a_sentence_of_a_known_form_is_rebuilt_and_any_other_is_left_out() {
        for (message, expected) in [
            ("Rate exceeded", "Rate exceeded"),
            ("The specified bucket does not exist", "The specified bucket does not exist"),
            ("The user with name noor cannot be found.", "The user with name user-1 cannot be found."),
            (
                "The specified preset was not found: account=111122223333, presetId=1351620000001-1.",
                "The specified preset was not found: account=100000000001, presetId=preset-1.",
            ),
            ("Bucket media not found", "Text of a service, left out (message-1)"),
            ("owner:jane", "Text of a service, left out (message-1)"),
            ("", ""),
        ] {
            assert_eq!(replaced(message), expected);
        }
    }
}
