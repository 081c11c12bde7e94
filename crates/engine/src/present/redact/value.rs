//! One text: what it is by its form, and what stands for it.

use super::Redactor;
use super::host;
use super::message::is_policy_version;
use super::names::Kind;
use super::rules::Rule;
use super::shape::{self, Shape};

impl Redactor {
    /// The text of a value, by the rule of its place.
    pub(super) fn by_rule(&mut self, rule: Rule, text: &str) -> String {
        match rule {
            Rule::Keep(shape) if shape.fits(text) => text.to_owned(),
            Rule::Keep(_) | Rule::Other => self.value(text, Kind::Other),
            Rule::Named("address") => self.value(text, Kind::Address),
            Rule::Named("account") => self.value(text, Kind::Account),
            Rule::Named("key") => self.value(text, Kind::AccessKey),
            Rule::Named(noun) => self.value(text, Kind::Noun(noun)),
            Rule::Agent => self.agent(text),
            Rule::Message => self.message(text),
            Rule::Actor => self.actor(text),
            Rule::Target => self.target(text),
            Rule::Told => self.told(text),
            Rule::Action => match self.tables.is_word(text) {
                true => text.to_owned(),
                false => self.action(text),
            },
            Rule::Word => match self.is_own_word(text) {
                true => text.to_owned(),
                false => self.value(text, Kind::Other),
            },
        }
    }

    /// Whether a text, where it names nobody, is a word of AWS: of an enumeration, the type of a resource, a number.
    fn is_own_word(&self, text: &str) -> bool {
        self.tables.is_word(text)
            || text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit())
            || shape::is_date(text)
            || is_policy_version(text)
            || shape::is_instance_type(text)
            || self.is_resource_type(text)
    }

    /// `AWS::S3::Bucket`.
    fn is_resource_type(&self, text: &str) -> bool {
        let mut parts = text.split("::");
        let is_aws = parts.next() == Some("AWS");
        let is_service = parts.next().is_some_and(|service| self.tables.is_service(&service.to_ascii_lowercase()));
        let is_noun = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_aws && is_service && parts.next().is_some_and(is_noun) && parts.next().is_none()
    }

    /// Whether AWS has given a resource this name: a document of Systems Manager, a key of a service, a linked role.
    pub(super) fn is_of_aws(&self, kind: Kind, text: &str) -> bool {
        let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        // AWS reserves these names for documents and for roles; people may give them to all else.
        kind == Kind::Noun("document") && text.strip_prefix("AWS-").is_some_and(is_word)
            || kind == Kind::Noun("role") && text.strip_prefix("AWSServiceRoleFor").is_some_and(is_word)
            || text.strip_prefix("aws/").is_some_and(|service| self.tables.is_service(service))
            || text.strip_prefix("alias/aws/").is_some_and(|service| self.tables.is_service(service))
    }

    /// A text that names something: an ARN, an address, an account, a host, a document within the document, or a name
    /// of the kind that its place says.
    pub(super) fn value(&mut self, text: &str, kind: Kind) -> String {
        if text.is_empty() || is_harmless(text) {
            return text.to_owned();
        }
        if shape::kind_of(text).is_some() {
            return self.names_of(kind, text);
        }
        if let Some((address, length)) = shape::block(text) {
            // Everywhere is nobody's address.
            let is_all = matches!(text, "0.0.0.0/0" | "::/0");
            return if is_all {
                text.to_owned()
            } else {
                format!("{}/{length}", self.names_of(Kind::Address, address))
            };
        }
        if text.starts_with("arn:") {
            return self.arn(text);
        }
        let trimmed = text.trim();
        if trimmed.starts_with(['{', '[']) {
            return self.nested(trimmed);
        }
        if shape::is_place(text) || self.is_of_aws(kind, text) {
            return text.to_owned();
        }
        if let Some(host) = self.host(text) {
            return host;
        }
        if let Some((scheme, rest)) = text.split_once("://").filter(|(scheme, _)| SCHEMES.contains(scheme)) {
            return self.address_of(scheme, rest);
        }
        if let Some((id, session)) = text.split_once(':').filter(|(id, _)| shape::kind_of(id).is_some()) {
            // The principal id of a session.
            return format!("{}:{}", self.names_of(Kind::Other, id), self.value(session, Kind::Noun("session")));
        }
        if text.contains('@') && kind.is_vague() {
            return self.names_of(Kind::Noun("email"), text);
        }
        self.names_of(kind, text)
    }

    /// A host name of AWS: what stands before the service is replaced. A bucket has dots in its name, and an endpoint
    /// may stand behind it; elsewhere each part is a name.
    pub(super) fn host(&mut self, host: &str) -> Option<String> {
        let (named, service) = host::split(host, &self.tables)?;
        let replaced = match named.rsplit_once('.').filter(|(_, last)| last.starts_with("vpce-")) {
            _ if named.is_empty() => return Some(host.to_owned()),
            Some((bucket, endpoint)) => format!(
                "{}.{}",
                self.names_of(Kind::Noun("bucket"), bucket),
                self.names_of(Kind::Noun("vpc-endpoint"), endpoint)
            ),
            None if host::is_of_s3(service.split('.').next().unwrap_or_default()) => {
                self.names_of(Kind::Noun("bucket"), named)
            }
            None => {
                let parts: Vec<String> = named.split('.').map(|part| self.names_of(Kind::Noun("host"), part)).collect();
                parts.join(".")
            }
        };
        Some(format!("{replaced}.{service}"))
    }

    /// What stands behind `https://`: a host, a path, and what is asked for, each part by itself.
    fn address_of(&mut self, scheme: &str, rest: &str) -> String {
        let (place, query) = rest.split_once(['?', '#']).map_or((rest, None), |(place, query)| (place, Some(query)));
        let (authority, path) = place.split_once('/').map_or((place, None), |(host, path)| (host, Some(path)));
        let mut out = format!("{scheme}://");
        if scheme == "s3" {
            out.push_str(&self.names_of(Kind::Noun("bucket"), authority));
            if let Some(path) = path {
                out.push('/');
                out.push_str(&self.value(path, Kind::Noun("object")));
            }
            return out;
        }
        let (host, port) = authority.rsplit_once(':').map_or((authority, ""), |(host, port)| (host, port));
        let is_port = !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
        let host = if is_port { host } else { authority };
        out.push_str(&self.host(host).unwrap_or_else(|| self.names_of(Kind::Noun("host"), host)));
        if is_port {
            out.push(':');
            out.push_str(port);
        }
        let noun = if host.starts_with("sqs.") { "queue" } else { "path" };
        for part in path.into_iter().flat_map(|path| path.split('/')) {
            out.push('/');
            if !part.is_empty() {
                out.push_str(&self.names_of(Kind::Noun(noun), part));
            }
        }
        if let Some(query) = query.filter(|query| !query.is_empty()) {
            out.push('?');
            out.push_str(&self.names_of(Kind::Noun("query"), query));
        }
        out
    }

    /// Who acted, as [`trailglass_event::actor`] names them: a user, a service, or a role with its session.
    fn actor(&mut self, text: &str) -> String {
        if matches!(text, "root" | "anonymous" | "AWS Internal") {
            return text.to_owned();
        }
        match text.split_once(" / ") {
            Some((role, session)) => {
                format!("{} / {}", self.value(role, Kind::Noun("role")), self.value(session, Kind::Noun("session")))
            }
            None => self.value(text, Kind::Actor),
        }
    }

    /// What an event acted on, as [`trailglass_event::target`] says it: a name, or the end of an ARN.
    fn target(&mut self, text: &str) -> String {
        if self.names.known(text).is_none()
            && let Some(resource) = self.resource(text)
        {
            return resource;
        }
        self.value(text, Kind::Other)
    }

    /// Words of this program about a job: those that are its own stay, and so does the code of an error where it names one.
    fn told(&mut self, text: &str) -> String {
        const REFUSED: &str = "Refused, ";
        const AFTER_CODES: [&str; 2] = [", shows nothing about ", ": the service failed"];
        if let Some((code, rest)) = text.strip_prefix(REFUSED).and_then(|rest| rest.split_once(": ")) {
            let code = self.by_rule(Rule::Keep(Shape::Code), code);
            return format!("{REFUSED}{code}: {}", self.own_words_of(rest));
        }
        for words in AFTER_CODES {
            if let Some((code, rest)) = text.split_once(words).filter(|(code, _)| Shape::Code.fits(code)) {
                return format!("{code}{words}{}", self.own_words_of(rest));
            }
        }
        self.own_words_of(text)
    }

    fn own_words_of(&mut self, text: &str) -> String {
        let is_end = |char: char| matches!(char, '.' | ',' | ':' | ';' | '(' | ')' | '"' | '\'');
        let words = text.split(' ').map(|word| {
            let bare = word.trim_matches(is_end);
            let is_kept = bare.is_empty()
                || self.own_words.contains(bare)
                || self.tables.is_word(bare)
                || Shape::Number.fits(bare)
                || is_error(bare)
                || shape::is_time(bare);
            if is_kept { word.to_owned() } else { word.replacen(bare, &self.value(bare, Kind::Other), 1) }
        });
        let words: Vec<String> = words.collect();
        words.join(" ")
    }
}

/// `ResourceNotFoundException`.
fn is_error(word: &str) -> bool {
    (word.ends_with("Exception") || word.ends_with("Error") || word.ends_with("Failure"))
        && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// What an address that is taken apart begins with.
const SCHEMES: &[&str] = &["http", "https", "s3", "wss", "ftp", "sftp"];

/// Texts that name nobody: words for yes and no, times.
pub(super) fn is_harmless(text: &str) -> bool {
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
    WORDS.contains(&text) || shape::is_time(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_keeps_its_service_and_region_and_loses_the_name_before_them() {
        for (host, expected) in [
            ("s3.amazonaws.com", "s3.amazonaws.com"),
            ("sts.eu-west-1.amazonaws.com", "sts.eu-west-1.amazonaws.com"),
            ("s3.dualstack.us-gov-west-1.amazonaws.com", "s3.dualstack.us-gov-west-1.amazonaws.com"),
            ("delivery.logs.amazonaws.com", "delivery.logs.amazonaws.com"),
            ("api.ecr.eu-west-1.amazonaws.com", "api.ecr.eu-west-1.amazonaws.com"),
            ("ec2.cn-north-1.amazonaws.com.cn", "ec2.cn-north-1.amazonaws.com.cn"),
            ("my.bucket.s3.amazonaws.com", "bucket-1.s3.amazonaws.com"),
            ("my.bucket.s3-eu-west-1.amazonaws.com", "bucket-1.s3-eu-west-1.amazonaws.com"),
            ("my.bucket.s3.dualstack.eu-west-1.amazonaws.com", "bucket-1.s3.dualstack.eu-west-1.amazonaws.com"),
            (
                "my.bucket.vpce-1a-2b.s3.eu-west-1.vpce.amazonaws.com",
                "bucket-1.vpc-endpoint-1.s3.eu-west-1.vpce.amazonaws.com",
            ),
            ("vpce-1a-2b.sts.eu-west-1.vpce.amazonaws.com", "host-1.sts.eu-west-1.vpce.amazonaws.com"),
            ("111122223333.dkr.ecr.eu-west-1.amazonaws.com", "100000000001.dkr.ecr.eu-west-1.amazonaws.com"),
            ("a1b2.execute-api.eu-west-1.amazonaws.com", "host-1.execute-api.eu-west-1.amazonaws.com"),
            ("films.c3.eu-west-1.rds.amazonaws.com", "host-1.host-2.eu-west-1.rds.amazonaws.com"),
            ("data.s3.amazonaws.com", "bucket-1.s3.amazonaws.com"),
            ("eu-west-1.s3.amazonaws.com", "bucket-1.s3.amazonaws.com"),
            ("jane.amazonaws.com", "name-1"),
            ("https://my.bucket.s3.amazonaws.com/key?jane", "https://bucket-1.s3.amazonaws.com/path-1?query-1"),
            (
                "https://sqs.eu-west-1.amazonaws.com/111122223333/vod",
                "https://sqs.eu-west-1.amazonaws.com/100000000001/queue-1",
            ),
            ("https://jane.example:8443/a", "https://host-1:8443/path-1"),
            ("s3://media/films/a.mov", "s3://bucket-1/object-1"),
        ] {
            assert_eq!(Redactor::default().value(host, Kind::Other), expected, "{host}");
        }
    }

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
            assert_eq!(Redactor::default().value(arn, Kind::Other), expected, "{arn}");
        }
    }

    #[test]
    fn what_names_nobody_is_kept() {
        for text in ["", "true", "*", "0.0.0.0/0", "2024-03-01T10:00:00Z", "eu-west-1a", "AWS Internal", "alias/aws/s3"]
        {
            assert_eq!(Redactor::default().value(text, Kind::Other), text);
        }
        for (text, expected) in [
            ("10.1.0.0/16", "198.18.0.1/16"),
            ("203.0.113.9/0", "198.18.0.1/0"),
            ("jane@corp.example", "email-1"),
            ("AROAIOSFODNN7EXAMPLEA:jane@corp.example", "AROA00000000000000001:session-1"),
            ("owner:jane", "name-1"),
        ] {
            assert_eq!(Redactor::default().value(text, Kind::Other), expected);
        }
    }
}
