//! Redaction of ARNs by the grammar of each service: the type of the resource is kept, its name is replaced. A malformed
//! ARN is replaced whole, one of an unknown form from its resource on.

use super::Redactor;
use super::arn_forms::{FORMS, IAM_TYPES, RESOURCE_TYPES};
use super::name_kind::NameKind;
use super::shape;
use super::template;
use trailglass_event::account::{is_account_id, is_service_linked_role};

/// What separates the parts of a resource.
const SEPARATORS: &[char] = &['/', ':'];

impl Redactor {
    /// `arn:partition:service:region:account:resource`.
    pub(super) fn redact_arn(&mut self, arn: &str) -> String {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let [_, partition, service, region, account, resource] = parts[..] else {
            return self.pseudonym(NameKind::Noun("arn"), arn);
        };
        let is_partition =
            matches!(partition, "aws" | "aws-cn" | "aws-us-gov" | "aws-iso" | "aws-iso-b" | "aws-eusc" | "*");
        let is_place = region.is_empty() || matches!(region, "*" | "${AWS::Region}") || shape::is_region(region);
        let is_owner = matches!(account, "" | "*" | "aws" | "${AWS::AccountId}") || is_account_id(account);
        let is_sound = is_partition && is_place && is_owner && (self.vocabulary.is_service(service) || service == "*");
        if !is_sound || resource.is_empty() {
            return self.pseudonym(NameKind::Noun("arn"), arn);
        }
        let head = format!("arn:{partition}:{service}:{region}");
        // What belongs to AWS itself is the same for everybody.
        if account == "aws" && resource.bytes().all(is_in_managed_name) {
            return arn.to_owned();
        }
        let account =
            if is_account_id(account) { self.pseudonym(NameKind::Account, account) } else { account.to_owned() };
        let resource = self.redact_resource(service, resource);
        format!("{head}:{account}:{resource}")
    }

    /// The resource part of an ARN of a service.
    fn redact_resource(&mut self, service: &str, resource: &str) -> String {
        if service == "iam"
            && let Some(named) = self.redact_iam(resource)
        {
            return named;
        }
        let forms = FORMS.iter().find(|(known, _)| *known == service).map_or(&[][..], |(_, forms)| forms);
        if let Some(named) = forms.iter().find_map(|form| self.redact_by_form(form, resource)) {
            return named;
        }
        if let Some(named) = self.redact_typed(resource) {
            return named;
        }
        if resource == "*" { resource.to_owned() } else { self.pseudonym(NameKind::Noun("resource"), resource) }
    }

    /// The resource part of an ARN alone, as the column of targets has it; `None` where it is of no known form.
    pub(super) fn redact_bare_resource(&mut self, resource: &str) -> Option<String> {
        if !resource.contains(['/', ':']) {
            return None;
        }
        // A form that begins with a slot fits any text.
        let forms = FORMS.iter().flat_map(|(_, forms)| forms.iter()).filter(|form| !form.starts_with('{'));
        let mut forms = forms.filter(|form| form.contains('{'));
        forms
            .find_map(|form| self.redact_by_form(form, resource))
            .or_else(|| self.redact_iam(resource))
            .or_else(|| self.redact_typed(resource))
    }

    /// `type/name` or `type:name` of a kind that is known.
    fn redact_typed(&mut self, resource: &str) -> Option<String> {
        let at = resource.find(['/', ':'])?;
        let (kind, name) = (&resource[..at], &resource[at + 1..]);
        let noun = RESOURCE_TYPES.iter().find(|known| **known == kind)?;
        Some(format!("{kind}{}{}", &resource[at..=at], self.redact_slot(noun, name)))
    }

    /// `role/path/name`: the name by its kind, the path as a whole.
    fn redact_iam(&mut self, resource: &str) -> Option<String> {
        let (kind, rest) = resource.split_once('/')?;
        let (_, noun) = IAM_TYPES.iter().find(|(known, _)| *known == kind)?;
        if let Some(own) = service_role(rest)
            && self.vocabulary.is_service(own.service.trim_end_matches(".amazonaws.com"))
        {
            let end = match own.suffix {
                "" => String::new(),
                suffix => format!("_{}", self.pseudonym(NameKind::Other, suffix)),
            };
            return Some(format!("{kind}/aws-service-role/{}/{}{end}", own.service, own.role));
        }
        Some(match rest.rsplit_once('/').filter(|(_, name)| !name.is_empty()) {
            Some((path, name)) => {
                let path = match path {
                    "service-role" | "aws-reserved/sso.amazonaws.com" => path.to_owned(),
                    path => self.redact_slot("path", path),
                };
                format!("{kind}/{path}/{}", self.redact_slot(noun, name))
            }
            None => format!("{kind}/{}", self.redact_slot(noun, rest)),
        })
    }

    /// The resource with its names replaced, if it is of a form.
    fn redact_by_form(&mut self, form: &'static str, resource: &str) -> Option<String> {
        let names = template::names_in(form, resource, SEPARATORS)?;
        Some(template::filled(form, names.into_iter().map(|(noun, name)| self.redact_slot(noun, name))))
    }

    /// A name within a resource.
    fn redact_slot(&mut self, noun: &'static str, text: &str) -> String {
        const METHODS: &[&str] = &["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS", "*"];
        match noun {
            _ if text.is_empty() || text == "*" => text.to_owned(),
            "version" if shape::is_digits(text, 5) || text == "$LATEST" => text.to_owned(),
            "method" if METHODS.contains(&text) => text.to_owned(),
            "platform" if matches!(text, "APNS" | "APNS_SANDBOX" | "GCM" | "ADM" | "SMS") => text.to_owned(),
            "document" | "role" | "alias" if self.is_aws_managed(NameKind::Noun(noun), text) => text.to_owned(),
            "secret" => self.redact_secret(text),
            noun => self.pseudonym(NameKind::Noun(noun), text),
        }
    }

    /// The name of a secret with the six characters that Secrets Manager adds to it: the name gets the same pseudonym with
    /// them and without.
    fn redact_secret(&mut self, text: &str) -> String {
        let suffixed = text.rsplit_once('-').filter(|(name, suffix)| {
            !name.is_empty() && suffix.len() == 6 && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        match suffixed {
            Some((name, suffix)) => {
                let name = self.pseudonym(NameKind::Noun("secret"), name);
                format!("{name}-{}", self.pseudonym(NameKind::Noun("suffix"), suffix))
            }
            None => self.pseudonym(NameKind::Noun("secret"), text),
        }
    }
}

/// A service-linked role, which AWS names.
struct ServiceRole<'a> {
    service: &'a str,
    role: &'a str,
    /// The suffix that its creator chose.
    suffix: &'a str,
}

/// `aws-service-role/SERVICE/AWSServiceRoleForService_suffix`.
fn service_role(rest: &str) -> Option<ServiceRole<'_>> {
    let (service, name) = rest.strip_prefix("aws-service-role/")?.split_once('/')?;
    let (role, suffix) = name.split_once('_').unwrap_or((name, ""));
    let is_service = service.ends_with(".amazonaws.com");
    (is_service_linked_role(role) && is_service).then_some(ServiceRole { service, role, suffix })
}

/// Whether the name of a resource of AWS itself may hold a byte: `policy/service-role/AWSLambdaBasicExecutionRole`.
fn is_in_managed_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_keeps_what_says_what_it_is_and_loses_what_names_it() {
        for (arn, expected) in [
            ("arn:aws:iam::111122223333:user/noor", "arn:aws:iam::100000000001:user/user-1"),
            ("arn:aws:iam::111122223333:user/film/noor", "arn:aws:iam::100000000001:user/path-1/user-1"),
            ("arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/AdministratorAccess"),
            (
                "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS_jane",
                "arn:aws:iam::100000000001:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS_name-1",
            ),
            (
                "arn:aws:sts::111122223333:assumed-role/encoder/noor",
                "arn:aws:sts::100000000001:assumed-role/role-1/session-1",
            ),
            ("arn:aws:s3:::media", "arn:aws:s3:::bucket-1"),
            ("arn:aws:s3:::media/*", "arn:aws:s3:::bucket-1/*"),
            ("arn:aws:s3:::media/film/a.mov", "arn:aws:s3:::bucket-1/object-1"),
            ("arn:aws:sns:eu-west-1:111122223333:payroll", "arn:aws:sns:eu-west-1:100000000001:topic-1"),
            (
                "arn:aws:sns:eu-west-1:111122223333:payroll:6b0e-11",
                "arn:aws:sns:eu-west-1:100000000001:topic-1:subscription-1",
            ),
            (
                "arn:aws:codepipeline:eu-west-1:111122223333:films/Build/jane",
                "arn:aws:codepipeline:eu-west-1:100000000001:pipeline-1/stage-1/action-1",
            ),
            (
                "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/GET/films/7",
                "arn:aws:execute-api:eu-west-1:100000000001:api-1/stage-1/GET/path-1",
            ),
            (
                "arn:aws:lambda:eu-west-1:111122223333:function:films:7",
                "arn:aws:lambda:eu-west-1:100000000001:function:function-1:7",
            ),
            (
                "arn:aws:lambda:eu-west-1:111122223333:function:films:live",
                "arn:aws:lambda:eu-west-1:100000000001:function:function-1:version-1",
            ),
            (
                "arn:aws:ecs:eu-west-1:111122223333:task/films/0c1d",
                "arn:aws:ecs:eu-west-1:100000000001:task/cluster-1/task-1",
            ),
            (
                "arn:aws:secretsmanager:eu-west-1:111122223333:secret:films-db-AbCdEf",
                "arn:aws:secretsmanager:eu-west-1:100000000001:secret:secret-1-suffix-1",
            ),
            (
                "arn:aws:elastictranscoder:eu-west-1:111122223333:pipeline/0c1d",
                "arn:aws:elastictranscoder:eu-west-1:100000000001:pipeline/pipeline-1",
            ),
            ("arn:aws:ec2:eu-west-1:111122223333:instance/*", "arn:aws:ec2:eu-west-1:100000000001:instance/*"),
            ("arn:aws:ec2:eu-west-1:111122223333:jane/jim", "arn:aws:ec2:eu-west-1:100000000001:resource-1"),
            ("arn:aws:jane:eu-west-1:111122223333:x/y", "arn-1"),
            ("arn:aws:s3:eu-jane:111122223333:x/y", "arn-1"),
            ("arn:aws:iam:: 111122223333:user/noor", "arn-1"),
            ("arn:aws:s3", "arn-1"),
        ] {
            assert_eq!(Redactor::default().redact_value(arn, NameKind::Other), expected, "{arn}");
        }
    }
}
