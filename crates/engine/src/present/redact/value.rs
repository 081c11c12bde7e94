//! The text of one value: what it is by its form, and what replaces it.

use super::Redactor;
use super::name_kind::NameKind;
use super::rule_tables::Rule;
use super::shape;
use super::url;
use trailglass_event::account::is_service_linked_role;

impl Redactor {
    /// The text of a value, redacted by the rule of its path or column.
    pub(super) fn redact_by_rule(&mut self, rule: Rule, text: &str) -> String {
        match rule {
            Rule::Keep(shape) if shape.fits(text) => text.to_owned(),
            Rule::Keep(_) | Rule::Replace => self.redact_value(text, NameKind::Other),
            Rule::Named(noun) => self.redact_value(text, NameKind::of_noun(noun)),
            Rule::UserAgent => self.redact_user_agent(text),
            Rule::Message => self.redact_message(text),
            Rule::Actor => self.redact_actor(text),
            Rule::Target => self.redact_target(text),
            Rule::JobText => self.redact_job_text(text),
            Rule::Action if self.vocabulary.is_word(text) => text.to_owned(),
            Rule::Action => self.redact_action(text),
            Rule::EnumValue if self.is_enum_value(text) => text.to_owned(),
            Rule::EnumValue => self.redact_value(text, NameKind::Other),
        }
    }

    /// Whether a text can be a value of an enumeration of AWS, a type, a version, a date or a small number.
    fn is_enum_value(&self, text: &str) -> bool {
        self.vocabulary.is_word(text)
            || shape::is_digits(text, 5)
            || shape::is_date(text)
            || text.starts_with('v') && shape::is_version_number(text)
            || shape::is_time(text)
            || shape::is_instance_type(text)
            || self.is_resource_type(text)
    }

    /// Whether a text is the type of a resource: `AWS::S3::Bucket`.
    fn is_resource_type(&self, text: &str) -> bool {
        let ["AWS", service, noun] = text.split("::").collect::<Vec<_>>()[..] else { return false };
        self.vocabulary.is_service(&service.to_ascii_lowercase())
            && !noun.is_empty()
            && noun.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }

    /// Whether AWS itself has given a resource this name: a document of Systems Manager, a key of a service, a
    /// service-linked role. These prefixes are reserved for documents and roles alone; any user may be called `AWS-x`.
    pub(super) fn is_aws_managed(&self, kind: NameKind, text: &str) -> bool {
        let reserved = match kind {
            NameKind::Noun("document") => {
                let rest = text.strip_prefix("AWS-");
                rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            }
            NameKind::Noun("role") => is_service_linked_role(text),
            _ => false,
        };
        let service = text.strip_prefix("alias/").unwrap_or(text).strip_prefix("aws/");
        reserved || service.is_some_and(|service| self.vocabulary.is_service(service))
    }

    /// A text that may name something. An ARN, an address, an account, a URL and a document within the text are redacted
    /// part by part; any other text is replaced by a pseudonym of the kind that its path or column tells.
    pub(super) fn redact_value(&mut self, text: &str, kind: NameKind) -> String {
        if text.is_empty() || shape::is_harmless(text) {
            return text.to_owned();
        }
        if shape::kind_by_form(text).is_some() {
            return self.pseudonym(kind, text);
        }
        if let Some((address, length)) = shape::cidr_block(text) {
            // The whole address space is nobody's network.
            let is_everywhere = matches!(text, "0.0.0.0/0" | "::/0");
            return if is_everywhere {
                text.to_owned()
            } else {
                format!("{}/{length}", self.pseudonym(NameKind::Address, address))
            };
        }
        if text.starts_with("arn:") {
            return self.redact_arn(text);
        }
        let trimmed = text.trim();
        if trimmed.starts_with(['{', '[']) {
            return self.redact_nested(trimmed);
        }
        if shape::is_region_or_zone(text) || self.is_aws_managed(kind, text) {
            return text.to_owned();
        }
        if let Some(host) = self.redact_host(text) {
            return host;
        }
        if let Some((scheme, rest)) = url::split_scheme(text) {
            return self.redact_url(scheme, rest);
        }
        // The unique id of a role and the name of a session.
        if let Some((id, session)) = text.split_once(':').filter(|(id, _)| shape::kind_by_form(id).is_some()) {
            let id = self.pseudonym(NameKind::Other, id);
            return format!("{id}:{}", self.redact_value(session, NameKind::Noun("session")));
        }
        let is_email = text.contains('@') && kind.is_unspecific();
        self.pseudonym(if is_email { NameKind::Noun("email") } else { kind }, text)
    }

    /// An actor as [`trailglass_event::actor`] names it: a user, a service, or a role with its session.
    fn redact_actor(&mut self, text: &str) -> String {
        if matches!(text, "root" | "anonymous" | "AWS Internal") {
            return text.to_owned();
        }
        match text.split_once(" / ") {
            Some((role, session)) => {
                let role = self.redact_value(role, NameKind::Noun("role"));
                format!("{role} / {}", self.redact_value(session, NameKind::Noun("session")))
            }
            None => self.redact_value(text, NameKind::Actor),
        }
    }

    /// A target as [`trailglass_event::target`] names it: a name, or the resource part of an ARN.
    fn redact_target(&mut self, text: &str) -> String {
        if self.pseudonyms.known(text).is_none()
            && let Some(resource) = self.redact_bare_resource(text)
        {
            return resource;
        }
        self.redact_value(text, NameKind::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_nobody_is_kept() {
        for text in ["", "true", "*", "0.0.0.0/0", "2024-03-01T10:00:00Z", "eu-west-1a", "AWS Internal", "alias/aws/s3"]
        {
            assert_eq!(Redactor::default().redact_value(text, NameKind::Other), text);
        }
        for (text, expected) in [
            ("10.1.0.0/16", "198.18.0.1/16"),
            ("203.0.113.9/0", "198.18.0.1/0"),
            ("jane@corp.example", "email-1"),
            ("AROAIOSFODNN7EXAMPLEA:jane@corp.example", "AROA00000000000000001:session-1"),
            ("owner:jane", "name-1"),
        ] {
            assert_eq!(Redactor::default().redact_value(text, NameKind::Other), expected);
        }
    }
}
