//! Redaction of ARNs by the grammar of each service: the type of the resource is kept, its name is replaced. A malformed
//! ARN is replaced whole, one of an unknown form from its resource on.

use super::Redactor;
use super::names::Kind;
use super::shape;

/// The forms of resources, by service: `{noun}` stands for one part, which holds neither `/` nor `:`, and `{noun*}` for
/// all that is left. The first form that fits counts.
const FORMS: &[(&str, &[&str])] = &[
    ("acm", &["certificate/{certificate}"]),
    ("athena", &["workgroup/{workgroup}", "datacatalog/{catalog}"]),
    ("autoscaling", &["autoScalingGroup:{id}:autoScalingGroupName/{auto-scaling-group*}"]),
    ("batch", &["job-definition/{job-definition}:{version}", "job-queue/{queue}", "job/{job}"]),
    ("cloudformation", &["stack/{stack}/{id}", "stackset/{stack}:{id}", "changeSet/{change-set}/{id}"]),
    ("cloudtrail", &["trail/{trail}", "channel/{channel}", "eventdatastore/{event-data-store}"]),
    ("cloudwatch", &["alarm:{alarm*}", "dashboard/{dashboard}"]),
    ("codebuild", &["project/{project}", "build/{project}:{build}"]),
    ("codecommit", &["{repository}"]),
    ("codepipeline", &["webhook:{webhook}", "{pipeline}", "{pipeline}/{stage}", "{pipeline}/{stage}/{action}"]),
    (
        "dynamodb",
        &[
            "table/{table}",
            "table/{table}/index/{index}",
            "table/{table}/stream/{stream*}",
            "table/{table}/backup/{backup}",
            "global-table/{table}",
        ],
    ),
    ("ecr", &["repository/{repository*}"]),
    (
        "ecs",
        &[
            "cluster/{cluster}",
            "service/{cluster}/{service}",
            "task/{cluster}/{task}",
            "task/{task}",
            "container-instance/{cluster}/{container-instance}",
            "task-definition/{task-definition}:{version}",
            "task-definition/{task-definition}",
            "service/{service}",
        ],
    ),
    (
        "elasticloadbalancing",
        &[
            "loadbalancer/app/{load-balancer}/{id}",
            "loadbalancer/net/{load-balancer}/{id}",
            "loadbalancer/{load-balancer}",
            "targetgroup/{target-group}/{id}",
            "listener/app/{load-balancer}/{id}/{id}",
            "listener/net/{load-balancer}/{id}/{id}",
        ],
    ),
    ("elastictranscoder", &["job/{job}", "pipeline/{pipeline}", "preset/{preset}"]),
    ("events", &["rule/{rule}", "rule/{event-bus}/{rule}", "event-bus/{event-bus}"]),
    ("execute-api", &["{api}", "{api}/{stage}", "{api}/{stage}/{method}", "{api}/{stage}/{method}/{path*}"]),
    ("glue", &["catalog", "database/{database}", "table/{database}/{table}", "job/{job}", "crawler/{crawler}"]),
    ("iam", &["root"]),
    ("kms", &["key/{kms-key}", "alias/{alias*}"]),
    (
        "lambda",
        &[
            "function:{function}",
            "function:{function}:{version}",
            "layer:{layer}",
            "layer:{layer}:{version}",
            "event-source-mapping:{event-source-mapping}",
        ],
    ),
    (
        "logs",
        &[
            "log-group:{log-group}",
            "log-group:{log-group}:*",
            "log-group:{log-group}:log-stream:{log-stream*}",
            "log-group:{log-group*}",
        ],
    ),
    ("mediaconvert", &["jobs/{job}", "queues/{queue}", "presets/{preset}", "jobTemplates/{job-template}"]),
    (
        "organizations",
        &[
            "account/{organization}/{account}",
            "organization/{organization}",
            "policy/{organization}/{policy-type}/{policy}",
            "ou/{organization}/{unit}",
            "root/{organization}/{unit}",
        ],
    ),
    (
        "rds",
        &[
            "db:{database}",
            "cluster:{database}",
            "snapshot:{snapshot*}",
            "cluster-snapshot:{snapshot*}",
            "subgrp:{subnet-group}",
            "pg:{parameter-group}",
        ],
    ),
    (
        "s3",
        &[
            "accesspoint/{access-point}",
            "accesspoint/{access-point}/object/{object*}",
            "job/{job}",
            "storage-lens/{storage-lens}",
            "{bucket}",
            "{bucket}/{object*}",
        ],
    ),
    ("secretsmanager", &["secret:{secret*}"]),
    ("ses", &["identity/{identity*}", "configuration-set/{configuration-set}"]),
    (
        "sns",
        &[
            "{topic}",
            "{topic}:{subscription}",
            "app/{platform}/{application}",
            "endpoint/{platform}/{application}/{endpoint}",
        ],
    ),
    ("sqs", &["{queue}"]),
    (
        "ssm",
        &[
            "parameter/{parameter*}",
            "document/{document}",
            "automation-execution/{execution}",
            "session/{session}",
            "managed-instance/{instance}",
            "association/{association}",
        ],
    ),
    (
        "states",
        &[
            "stateMachine:{state-machine}",
            "stateMachine:{state-machine}:{version}",
            "execution:{state-machine}:{execution}",
            "express:{state-machine}:{execution}:{id}",
            "activity:{activity}",
        ],
    ),
    (
        "sts",
        &[
            "assumed-role/{role}/{session}",
            "assumed-role/{role}",
            "federated-user/{user*}",
            "user/{user}",
            "root",
            "self",
        ],
    ),
];

/// What an IAM ARN can be of, with the noun of its name; what stands between is a path.
const IAM: &[(&str, &str)] = &[
    ("user", "user"),
    ("role", "role"),
    ("group", "group"),
    ("policy", "policy"),
    ("instance-profile", "instance-profile"),
    ("mfa", "mfa"),
    ("u2f", "mfa"),
    ("saml-provider", "provider"),
    ("oidc-provider", "provider"),
    ("server-certificate", "certificate"),
    ("assumed-role", "role"),
];

/// Kinds of resources of any service, before the name of one.
const TYPES: &[&str] = &[
    "accelerator",
    "agent",
    "alarm",
    "api",
    "app",
    "application",
    "association",
    "backup-vault",
    "bot",
    "bucket",
    "build",
    "certificate",
    "certificate-authority",
    "channel",
    "channels",
    "cluster",
    "collection",
    "component",
    "configuration",
    "connection",
    "container",
    "dashboard",
    "database",
    "dataset",
    "datastore",
    "deliverystream",
    "detector",
    "device",
    "distribution",
    "document",
    "domain",
    "endpoint",
    "environment",
    "event-bus",
    "feature-group",
    "file-system",
    "firewall",
    "fleet",
    "flow",
    "function",
    "gateway",
    "group",
    "guardrail",
    "hostedzone",
    "image",
    "index",
    "instance",
    "internet-gateway",
    "job",
    "key",
    "key-pair",
    "knowledge-base",
    "launch-template",
    "layer",
    "log-group",
    "mesh",
    "model",
    "natgateway",
    "network-acl",
    "network-interface",
    "notebook-instance",
    "pipeline",
    "policy",
    "profile",
    "project",
    "queue",
    "queues",
    "registry",
    "replication-group",
    "report",
    "repository",
    "resource-share",
    "resolver-query-log-config",
    "route-table",
    "rule",
    "scheduled-task",
    "schedule",
    "security-group",
    "service",
    "session",
    "snapshot",
    "stack",
    "stage",
    "stream",
    "subnet",
    "table",
    "task",
    "thing",
    "training-job",
    "transit-gateway",
    "transform-job",
    "trust-anchor",
    "userpool",
    "vault",
    "vaults",
    "volume",
    "vpc",
    "vpc-endpoint",
    "webacl",
    "workgroup",
    "workspace",
];

impl Redactor {
    /// `arn:partition:service:region:account:resource`.
    pub(super) fn arn(&mut self, arn: &str) -> String {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let [_, partition, service, region, account, resource] = parts[..] else {
            return self.names_of(Kind::Noun("arn"), arn);
        };
        let is_partition =
            matches!(partition, "aws" | "aws-cn" | "aws-us-gov" | "aws-iso" | "aws-iso-b" | "aws-eusc" | "*");
        let is_place = region.is_empty() || matches!(region, "*" | "${AWS::Region}") || shape::is_region(region);
        let is_owner = matches!(account, "" | "*" | "aws" | "${AWS::AccountId}") || shape::is_account(account);
        let is_sound = is_partition && is_place && is_owner && (self.tables.is_service(service) || service == "*");
        if !is_sound || resource.is_empty() {
            return self.names_of(Kind::Noun("arn"), arn);
        }
        let head = format!("arn:{partition}:{service}:{region}");
        // What belongs to AWS itself is the same for everybody.
        if account == "aws" && resource.bytes().all(is_of_managed) {
            return arn.to_owned();
        }
        let account = match shape::is_account(account) {
            true => self.names_of(Kind::Account, account),
            false => account.to_owned(),
        };
        let resource = self.resource_of(service, resource);
        format!("{head}:{account}:{resource}")
    }

    /// The resource of an ARN of a service.
    fn resource_of(&mut self, service: &str, resource: &str) -> String {
        if service == "iam"
            && let Some(named) = self.iam(resource)
        {
            return named;
        }
        let forms = FORMS.iter().find(|(known, _)| *known == service).map_or(&[][..], |(_, forms)| forms);
        if let Some(named) = forms.iter().find_map(|form| self.by_form(form, resource)) {
            return named;
        }
        if let Some(named) = self.typed(resource) {
            return named;
        }
        if resource == "*" { resource.to_owned() } else { self.names_of(Kind::Noun("resource"), resource) }
    }

    /// A resource without the rest of its ARN, as the column of targets has it.
    pub(super) fn resource(&mut self, resource: &str) -> Option<String> {
        if !resource.contains(['/', ':']) {
            return None;
        }
        // Forms that begin with a name fit anything.
        let forms = FORMS.iter().flat_map(|(_, forms)| forms.iter()).filter(|form| !form.starts_with('{'));
        let mut forms = forms.filter(|form| form.contains('{'));
        forms
            .find_map(|form| self.by_form(form, resource))
            .or_else(|| self.iam(resource))
            .or_else(|| self.typed(resource))
    }

    /// `type/name` or `type:name` of a kind that is known.
    fn typed(&mut self, resource: &str) -> Option<String> {
        let at = resource.find(['/', ':'])?;
        let (kind, name) = (&resource[..at], &resource[at + 1..]);
        let noun = TYPES.iter().find(|known| **known == kind)?;
        Some(format!("{kind}{}{}", &resource[at..=at], self.slot(noun, name)))
    }

    /// `role/path/name`: the name by its kind, the path as a whole.
    fn iam(&mut self, resource: &str) -> Option<String> {
        let (kind, rest) = resource.split_once('/')?;
        let (_, noun) = IAM.iter().find(|(known, _)| *known == kind)?;
        if let Some(own) = service_role(rest) {
            let is_of_service = self.tables.is_service(own.service.trim_end_matches(".amazonaws.com"));
            if is_of_service {
                let end = match own.suffix {
                    "" => String::new(),
                    suffix => format!("_{}", self.names_of(Kind::Other, suffix)),
                };
                return Some(format!("{kind}/aws-service-role/{}/{}{end}", own.service, own.role));
            }
        }
        Some(match rest.rsplit_once('/').filter(|(_, name)| !name.is_empty()) {
            Some((path, name)) => {
                let path = match path {
                    "service-role" | "aws-reserved/sso.amazonaws.com" => path.to_owned(),
                    path => self.slot("path", path),
                };
                format!("{kind}/{path}/{}", self.slot(noun, name))
            }
            None => format!("{kind}/{}", self.slot(noun, rest)),
        })
    }

    /// The resource with its names replaced, if it is of a form.
    fn by_form(&mut self, form: &'static str, resource: &str) -> Option<String> {
        let slots = slots_of(form, resource)?;
        let mut out = String::new();
        let mut rest = form;
        for (noun, text) in slots {
            let (before, behind) = rest.split_once('{')?;
            out.push_str(before);
            out.push_str(&self.slot(noun, text));
            rest = behind.split_once('}')?.1;
        }
        out.push_str(rest);
        Some(out)
    }

    /// A name within a resource.
    fn slot(&mut self, noun: &'static str, text: &str) -> String {
        const METHODS: &[&str] = &["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS", "*"];
        let is_digits = |text: &str| text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        match noun {
            _ if text.is_empty() || text == "*" => text.to_owned(),
            "version" if is_digits(text) || text == "$LATEST" => text.to_owned(),
            "method" if METHODS.contains(&text) => text.to_owned(),
            "platform" if matches!(text, "APNS" | "APNS_SANDBOX" | "GCM" | "ADM" | "SMS") => text.to_owned(),
            "document" | "role" | "alias" if self.is_of_aws(Kind::Noun(noun), text) => text.to_owned(),
            "secret" => self.secret(text),
            noun => self.names_of(Kind::Noun(noun), text),
        }
    }

    /// The name of a secret with the six characters that Secrets Manager puts behind it, so that the name is the same
    /// word with them and without.
    fn secret(&mut self, text: &str) -> String {
        let suffixed = text.rsplit_once('-').filter(|(name, suffix)| {
            !name.is_empty() && suffix.len() == 6 && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        match suffixed {
            Some((name, suffix)) => {
                let name = self.names_of(Kind::Noun("secret"), name);
                format!("{name}-{}", self.names_of(Kind::Noun("suffix"), suffix))
            }
            None => self.names_of(Kind::Noun("secret"), text),
        }
    }
}

/// A role that is linked to a service, which AWS names.
struct ServiceRole<'a> {
    service: &'a str,
    role: &'a str,
    /// What whoever made it put behind its name.
    suffix: &'a str,
}

/// `aws-service-role/SERVICE/AWSServiceRoleForService_suffix`.
fn service_role(rest: &str) -> Option<ServiceRole<'_>> {
    let (service, name) = rest.strip_prefix("aws-service-role/")?.split_once('/')?;
    let (role, suffix) = name.split_once('_').unwrap_or((name, ""));
    let is_named = role.starts_with("AWSServiceRoleFor") && role.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_service = service.ends_with(".amazonaws.com");
    (is_named && is_service).then_some(ServiceRole { service, role, suffix })
}

/// The letters of what AWS itself owns: `policy/service-role/AWSLambdaBasicExecutionRole`.
fn is_of_managed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'.')
}

/// What stands in the slots of a form, with their nouns; `None` where the text is not of the form.
fn slots_of<'a>(form: &'static str, text: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let mut slots = Vec::new();
    let (mut form, mut text) = (form, text);
    loop {
        let Some((literal, behind)) = form.split_once('{') else {
            return (form == text).then_some(slots);
        };
        text = text.strip_prefix(literal)?;
        let (noun, after) = behind.split_once('}')?;
        form = after;
        let end = match noun.ends_with('*') {
            true if after.is_empty() => text.len(),
            true => text.find(after)?,
            false => text.find(['/', ':']).unwrap_or(text.len()),
        };
        if end == 0 {
            return None;
        }
        slots.push((noun.trim_end_matches('*'), &text[..end]));
        text = &text[end..];
    }
}
