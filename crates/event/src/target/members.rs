//! The members by which records name what they acted on.

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
const RULES: &[Rule] = &[
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
    // Who gets or loses something comes before what that is.
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
pub(crate) const NAMING_MEMBERS: &[&str] = &[
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

/// Names of [`NAMING_MEMBERS`] that often accompany others without naming a resource of their own: they name a target only where no
/// other member does.
pub const WEAK_MEMBERS: &[&str] =
    &["path", "id", "arn", "name", "resourceId", "resourceArn", "principalId", "serviceName"];

/// Services whose requests are searched for ids of resources, such as `i-0dbc91f429e48eeed`: they name many of them, in
/// members of many names.
pub const SERVICES_WITH_IDS: &[&str] =
    &["ec2", "ssm", "autoscaling", "elasticloadbalancing", "ec2-instance-connect", "sts"];

/// The rule of a service, if it has one.
pub fn rule(service: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.service == service)
}

/// The rank of a member's name in [`NAMING_MEMBERS`]: the lower, the more telling.
pub fn rank(name: &str) -> Option<usize> {
    NAMING_MEMBERS.iter().position(|known| known.eq_ignore_ascii_case(name))
}
