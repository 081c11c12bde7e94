//! What an event acted on: the resources that a person would name, the most telling first.
//!
//! Where a service names its resources in its own way there is a rule; else those members of `requestParameters` that
//! [`NAMES`] knows, else one of `resources`. Paths are evaluated where the JSON is, in `ingest`.
//!
//! Records spell one resource in several ways: `arn:aws:cloudtrail:us-east-1:111122223333:trail/main` and `main`. Each
//! target is kept by its [`name`], so that all spellings are one value.

use std::borrow::Cow;

/// The paths under which a service's resources are named. Paths begin with `request` or `response`.
pub struct Rule {
    /// `eventSource` without `.amazonaws.com`.
    pub service: &'static str,
    /// The paths of one resource, the best first: the first that leads to a value is the target.
    pub paths: &'static [&'static [&'static str]],
    /// Paths of further resources that the event is about; all of them are targets.
    pub also: &'static [&'static [&'static str]],
}

/// The services with rules of their own.
pub const RULES: &[Rule] = &[
    Rule {
        service: "elastictranscoder",
        paths: &[
            &["response", "job", "id"],
            &["response", "pipeline", "id"],
            &["response", "preset", "id"],
            &["request", "id"],
            &["request", "input", "key"],
            &["request", "inputs", "key"],
            &["request", "pipelineId"],
            &["request", "name"],
            &["request", "status"],
        ],
        also: &[],
    },
    Rule {
        service: "mediaconvert",
        paths: &[
            &["response", "job", "id"],
            &["request", "id"],
            &["request", "name"],
            &["request", "queue"],
            &["request", "settings", "inputs", "fileInput"],
        ],
        also: &[],
    },
    Rule {
        service: "sts",
        paths: &[
            &["request", "roleArn"],
            &["request", "targetPrincipal"],
            &["request", "name"],
            &["request", "principalArn"],
        ],
        also: &[],
    },
    // Who gets or loses something stands before what that is.
    Rule {
        service: "iam",
        paths: &[
            &["request", "userName"],
            &["request", "roleName"],
            &["request", "groupName"],
            &["request", "instanceProfileName"],
            &["response", "accessKey", "userName"],
            &["response", "loginProfile", "userName"],
            &["response", "virtualMFADevice", "serialNumber"],
            &["response", "role", "roleName"],
        ],
        also: &[
            &["request", "userName"],
            &["request", "roleName"],
            &["request", "groupName"],
            &["request", "instanceProfileName"],
            &["request", "policyArn"],
            &["request", "policyName"],
            &["request", "permissionsBoundary"],
            &["request", "serialNumber"],
            &["request", "accessKeyId"],
            &["response", "accessKey", "accessKeyId"],
        ],
    },
    Rule {
        service: "ec2",
        paths: &[
            &["request", "instancesSet", "items", "instanceId"],
            &["response", "instancesSet", "items", "instanceId"],
            &["request", "instanceId"],
            &["request", "groupId"],
            &["request", "volumeId"],
            &["request", "resourcesSet", "items", "resourceId"],
            &["response", "CreateNatGatewayResponse", "natGateway", "natGatewayId"],
            &["request", "routeTableId"],
            &["request", "internetGatewayId"],
            &["request", "networkInterfaceId"],
            &["request", "attachmentId"],
            &["request", "allocationId"],
            &["request", "associationId"],
            &["request", "publicIp"],
            &["request", "vpcId"],
            &["request", "subnetId"],
            &["request", "snapshotId"],
            &["request", "imageId"],
            &["request", "keyName"],
            &["response", "volumeId"],
            &["response", "snapshotId"],
        ],
        also: &[&["response", "instancesSet", "items", "instanceId"], &["request", "publicIp"]],
    },
    Rule {
        service: "ssm",
        paths: &[
            &["request", "target"],
            &["request", "instanceIds"],
            &["request", "instanceId"],
            &["request", "targets", "values"],
            &["request", "names"],
            &["request", "name"],
            &["request", "sessionId"],
            &["request", "documentName"],
        ],
        also: &[&["request", "instanceIds"], &["request", "names"], &["request", "documentName"]],
    },
    // An account, the person or group who gets into it, and what they may do there.
    Rule {
        service: "sso",
        paths: &[&["request", "principalId"]],
        also: &[&["request", "principalId"], &["request", "targetId"], &["request", "permissionSetArn"]],
    },
    Rule {
        service: "organizations",
        paths: &[
            &["request", "targetId"],
            &["request", "accountId"],
            &["request", "target", "id"],
            &["request", "policyId"],
            &["response", "createAccountStatus", "accountName"],
        ],
        also: &[&["request", "policyId"]],
    },
    Rule {
        service: "identitystore",
        paths: &[&["request", "memberId", "userId"], &["request", "userId"], &["request", "groupId"]],
        also: &[&["request", "groupId"]],
    },
    Rule { service: "signin", paths: &[&["request", "userName"]], also: &[] },
];

/// Members of `requestParameters` that name a resource, the most telling first. Compared without regard to case.
pub const NAMES: &[&str] = &[
    "functionName",
    "secretId",
    "keyId",
    "tableName",
    "queueUrl",
    "queueName",
    "topicArn",
    "streamName",
    "deliveryStreamName",
    "logGroupName",
    "stackName",
    "clusterName",
    "cluster",
    "taskDefinition",
    "repositoryName",
    "dBInstanceIdentifier",
    "dBClusterIdentifier",
    "dBSnapshotIdentifier",
    "domainName",
    "distributionId",
    "projectName",
    "pipelineName",
    "stateMachineArn",
    "executionArn",
    "jobId",
    "jobName",
    "jobRunId",
    "userName",
    "policyArn",
    "roleName",
    "groupName",
    "instanceProfileName",
    "policyName",
    "roleArn",
    "trailName",
    "resourceArn",
    "arn",
    "resourceId",
    "id",
    "instanceId",
    "groupId",
    "vpcId",
    "alarmName",
    "parameterName",
    "name",
    "hostedZoneId",
    "certificateArn",
    "fileSystemId",
    "loadBalancerArn",
    "loadBalancerName",
    "targetGroupArn",
    "serviceName",
    "databaseName",
    "workGroup",
    "detectorId",
    "userPoolId",
    "identityPoolId",
    "restApiId",
    "apiId",
    "backupVaultName",
    "bucketName",
    "principalId",
    "path",
];

/// Names of [`NAMES`] that stand beside others without being a resource of their own: they are a target only where they
/// are the best there is.
pub const LONELY: &[&str] = &["path", "id", "arn", "name", "resourceId", "resourceArn", "principalId", "serviceName"];

/// Services whose requests are searched for ids of resources, such as `i-0dbc91f429e48eeed`: they name many, in members
/// of many names.
pub const WITH_IDS: &[&str] = &["ec2", "ssm", "autoscaling", "elasticloadbalancing", "ec2-instance-connect", "sts"];

/// An event has at most so many targets.
pub const MOST: usize = 256;

/// Stands between targets in one text.
pub const SEPARATOR: char = '\u{1f}';

/// The rule of a service, if it has one.
pub fn rule(service: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.service == service)
}

/// The rank of a member's name in [`NAMES`]; lower tells more.
pub fn rank(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a text is an id as EC2 gives them: `i-0dbc91f429e48eeed`, `eni-attach-066dd012`.
pub fn is_resource_id(text: &str) -> bool {
    let Some((kind, number)) = text.rsplit_once('-') else { return false };
    let is_kind = (1..=12).contains(&kind.len())
        && kind.starts_with(|first: char| first.is_ascii_lowercase())
        && kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    is_kind && matches!(number.len(), 8 | 17) && number.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The one name of a resource, whichever way a record spells it: the end of an ARN, without the kind before it and
/// without what a service puts behind it; an SQS address by its queue. Any other text stays.
pub fn name(value: Cow<'_, str>) -> Cow<'_, str> {
    match named(&value) {
        Some(name) if name.len() == value.len() => value,
        Some(name) => Cow::Owned(name.to_owned()),
        None => value,
    }
}

fn named(value: &str) -> Option<&str> {
    if let Some(rest) = value.strip_prefix("arn:") {
        let mut parts = rest.splitn(5, ':');
        let (_partition, service) = (parts.next()?, parts.next()?);
        let resource = parts.nth(2).filter(|resource| !resource.is_empty())?;
        return Some(name_in(service, resource));
    }
    if value.starts_with("https://sqs.") || value.starts_with("https://queue.") {
        return value.rsplit('/').next();
    }
    // A function is named by a part of its ARN as well: `111122223333:function:thumbs`, `function:thumbs`.
    let behind_account = value.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let function = behind_account.strip_prefix(':').unwrap_or(behind_account);
    function.starts_with("function:").then(|| name_in("lambda", function))
}

/// The name of a resource within the last part of its ARN.
fn name_in<'a>(service: &str, resource: &'a str) -> &'a str {
    let last = || resource.rsplit('/').next().unwrap_or(resource);
    let behind = |kind: &str| resource.strip_prefix(kind);
    let name = match service {
        "s3" => return behind("accesspoint/").unwrap_or(resource),
        "sns" => resource.split(':').next(),
        "sqs" | "apigateway" | "execute-api" => return resource,
        "secretsmanager" => behind("secret:").map(without_random_end),
        "kms" => return behind("key/").unwrap_or(resource),
        "lambda" => behind("function:").or_else(|| behind("layer:")).and_then(|rest| rest.split(':').next()),
        "logs" => behind("log-group:").and_then(|rest| rest.split(':').next()),
        "iam" => match behind("oidc-provider/") {
            Some(provider) => Some(provider),
            None => Some(last()),
        },
        "sts" => behind("assumed-role/").and_then(|rest| rest.split('/').next()).or_else(|| Some(last())),
        // The name of a parameter in a folder begins with a slash.
        "ssm" => behind("parameter").map(|rest| match rest.strip_prefix('/') {
            Some(plain) if !plain.contains('/') => plain,
            _ => rest,
        }),
        "dynamodb" => behind("table/").and_then(|rest| rest.split('/').next()),
        "cloudformation" => behind("stack/").and_then(|rest| rest.split('/').next()),
        "elasticloadbalancing" => behind("loadbalancer/app/")
            .or_else(|| behind("loadbalancer/net/"))
            .or_else(|| behind("loadbalancer/gwy/"))
            .or_else(|| behind("targetgroup/"))
            .and_then(|rest| rest.split('/').next())
            .or_else(|| behind("loadbalancer/")),
        "ecs" | "events" | "glue" => Some(last()),
        _ => None,
    };
    let behind_kind = || resource.split_once(['/', ':']).map(|(_, rest)| rest);
    name.or_else(behind_kind).filter(|name| !name.is_empty()).unwrap_or(resource)
}

/// Secrets Manager puts a dash and six characters behind the name that a secret was given.
fn without_random_end(secret: &str) -> &str {
    match secret.rsplit_once('-') {
        Some((name, end))
            if end.len() == 6 && !name.is_empty() && end.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            name
        }
        _ => secret,
    }
}

/// What may stand before the name of a resource where its kind is written too.
const KINDS: &[&str] = &[
    "trail/",
    "policy/",
    "key/",
    "secret:",
    "function:",
    "role/",
    "user/",
    "group/",
    "instance-profile/",
    "table/",
    "cluster/",
    "stream/",
    "instance/",
    "log-group:",
    "stack/",
    "repository/",
    "queues/",
    "jobs/",
    "parameter/",
];

/// The name behind a spelling that a person types with the kind of the resource, or as an ARN.
pub fn unspelled(text: &str) -> Option<String> {
    if let Some(name) = named(text).filter(|name| *name != text) {
        return Some(name.to_owned());
    }
    let name = KINDS.iter().find_map(|kind| text.strip_prefix(kind)).filter(|name| !name.is_empty())?;
    let name = if text.starts_with("secret:") { without_random_end(name) } else { name };
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_resource_is_one_name() {
        for (name_of_it, spellings) in [
            ("encoder-submit", &["arn:aws:iam::111122223333:role/media/encoder-submit", "encoder-submit"][..]),
            ("8b1f0c5e", &["arn:aws:kms:us-east-1:111122223333:key/8b1f0c5e"]),
            ("alias/media", &["arn:aws:kms:us-east-1:111122223333:alias/media", "alias/media"]),
            ("media-in", &["arn:aws:s3:::media-in"]),
            ("media-in/a:b/c.mov", &["arn:aws:s3:::media-in/a:b/c.mov"]),
            ("vod", &["https://sqs.us-east-1.amazonaws.com/111122223333/vod", "arn:aws:sqs:us-east-1:1:vod"]),
            ("main", &["arn:aws:cloudtrail:us-east-1:111122223333:trail/main", "main"]),
            (
                "db/password",
                &[
                    "arn:aws:secretsmanager:us-east-1:111122223333:secret:db/password-AbCdEf",
                    "arn:aws:secretsmanager:us-east-1:111122223333:secret:db/password",
                    "db/password",
                ],
            ),
            (
                "thumbs",
                &[
                    "arn:aws:lambda:us-east-1:111122223333:function:thumbs",
                    "arn:aws:lambda:us-east-1:111122223333:function:thumbs:live",
                    "111122223333:function:thumbs",
                    "function:thumbs",
                ],
            ),
            ("/aws/lambda/thumbs", &["arn:aws:logs:us-east-1:1:log-group:/aws/lambda/thumbs:*"]),
            ("/prod/db", &["arn:aws:ssm:us-east-1:1:parameter/prod/db"]),
            ("db", &["arn:aws:ssm:us-east-1:1:parameter/db", "arn:aws:rds:us-east-1:1:db:db"]),
            ("orders", &["arn:aws:dynamodb:us-east-1:1:table/orders/index/by-day"]),
            ("site", &["arn:aws:cloudformation:us-east-1:1:stack/site/6c1f"]),
            ("i-0dbc91f429e48eeed", &["arn:aws:ec2:us-east-1:1:instance/i-0dbc91f429e48eeed"]),
            ("Jobs", &["arn:aws:sns:us-east-1:1:Jobs", "arn:aws:sns:us-east-1:1:Jobs:6c1f"]),
            ("front", &["arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/front/50dc"]),
            ("AdministratorAccess", &["arn:aws:iam::aws:policy/AdministratorAccess"]),
            ("arn:", &["arn:"]),
            ("arn:aws:s3", &["arn:aws:s3"]),
        ] {
            for spelling in spellings {
                assert_eq!(name((*spelling).into()), name_of_it, "{spelling}");
            }
        }
    }

    #[test]
    fn a_kind_that_is_typed_before_a_name_is_no_part_of_it() {
        for (typed, name) in [
            ("trail/main", Some("main")),
            ("policy/AdministratorAccess", Some("AdministratorAccess")),
            ("secret:db/password-AbCdEf", Some("db/password")),
            ("function:thumbs", Some("thumbs")),
            ("arn:aws:iam::aws:policy/ReadOnlyAccess", Some("ReadOnlyAccess")),
            ("media-in/clip.mov", None),
            ("trail/", None),
        ] {
            assert_eq!(unspelled(typed).as_deref(), name, "{typed}");
        }
    }

    #[test]
    fn ids_are_told_from_other_texts() {
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
