//! What an event acted on: the resource that a person would name.
//!
//! Where a service names its resources in its own way there is a rule; else the member of `requestParameters` whose
//! name ranks first in [`NAMES`], else one of `resources`. Paths are evaluated where the JSON is, in `ingest`.

use std::borrow::Cow;

/// The paths under which a service's resource is named, the best first. Paths begin with `request` or `response`.
pub struct Rule {
    /// `eventSource` without `.amazonaws.com`.
    pub service: &'static str,
    /// The paths.
    pub paths: &'static [&'static [&'static str]],
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
    },
    Rule { service: "sts", paths: &[&["request", "roleArn"], &["request", "name"], &["request", "principalArn"]] },
    Rule {
        service: "ec2",
        paths: &[
            &["request", "instancesSet", "items", "instanceId"],
            &["response", "instancesSet", "items", "instanceId"],
            &["request", "instanceId"],
            &["request", "groupId"],
            &["request", "volumeId"],
            &["request", "resourcesSet", "items", "resourceId"],
            &["request", "vpcId"],
            &["request", "subnetId"],
            &["request", "snapshotId"],
            &["request", "imageId"],
            &["request", "keyName"],
            &["response", "volumeId"],
            &["response", "snapshotId"],
        ],
    },
    Rule { service: "signin", paths: &[&["request", "userName"]] },
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
    "logGroupName",
    "stackName",
    "clusterName",
    "cluster",
    "taskDefinition",
    "repositoryName",
    "dBInstanceIdentifier",
    "domainName",
    "distributionId",
    "projectName",
    "pipelineName",
    "stateMachineArn",
    "executionArn",
    "jobId",
    "jobName",
    "jobRunId",
    "policyArn",
    "roleName",
    "userName",
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
    "serviceName",
    "path",
];

/// The rule of a service, if it has one.
pub fn rule(service: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.service == service)
}

/// The rank of a member's name in [`NAMES`]; lower tells more.
pub fn rank(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| known.eq_ignore_ascii_case(name))
}

/// An ARN as a person would say it: a role or user by its name, all else by what follows the account; an SQS address
/// by its queue. Any other text stays.
pub fn readable(value: Cow<'_, str>) -> Cow<'_, str> {
    if let Some(resource) = value.strip_prefix("arn:").and_then(|arn| arn.splitn(5, ':').nth(4)) {
        let name = ["role/", "user/"].iter().find_map(|kind| resource.strip_prefix(kind));
        let shown = name.map_or(resource, |name| name.rsplit('/').next().unwrap_or(name));
        return Cow::Owned(shown.to_owned());
    }
    if value.starts_with("https://sqs.") {
        return Cow::Owned(value.rsplit('/').next().unwrap_or_default().to_owned());
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_are_said_in_short() {
        for (value, expected) in [
            ("arn:aws:iam::111122223333:role/media/encoder-submit", "encoder-submit"),
            ("arn:aws:kms:us-east-1:111122223333:key/8b1f0c5e", "key/8b1f0c5e"),
            ("arn:aws:s3:::media-in", "media-in"),
            ("https://sqs.us-east-1.amazonaws.com/111122223333/vod", "vod"),
            ("media-in", "media-in"),
        ] {
            assert_eq!(readable(value.into()), expected, "{value}");
        }
    }
}
