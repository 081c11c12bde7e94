//! The paths that are well known: what completion offers, and what an unknown name leads to.

use super::mfa;
use super::target::NAMING_MEMBERS;

/// A path that people ask for by a short name.
#[derive(Debug)]
pub struct KnownPath {
    /// The path, as a query writes it: a colon within a name has a backslash.
    pub path: &'static str,
    /// What it is called besides its last name.
    pub also: &'static [&'static str],
    /// The values that it has in any data, where they are few.
    pub values: &'static [&'static str],
}

const fn known(path: &'static str, also: &'static [&'static str], values: &'static [&'static str]) -> KnownPath {
    KnownPath { path, also, values }
}

/// Paths that are no fields, and that people ask for by their last name or another. The members of the request that name
/// a resource, [`NAMING_MEMBERS`], are known as well.
pub const PATHS: &[KnownPath] = &[
    known(mfa::SESSION_PATH, &[], &["false", "true"]),
    known(mfa::SIGN_IN_PATH, &[], &["No", "Yes"]),
    known("responseElements.ConsoleLogin", &["login"], &["Failure", "Success"]),
    known(
        "userIdentity.type",
        &["identityType", "userType"],
        &[
            "AssumedRole",
            "AWSAccount",
            "AWSService",
            "FederatedUser",
            "IAMUser",
            "IdentityCenterUser",
            "Root",
            "SAMLUser",
            "WebIdentityUser",
        ],
    ),
    known("userIdentity.arn", &["userArn"], &[]),
    known("userIdentity.principalId", &[], &[]),
    known("userIdentity.accountId", &[], &[]),
    known("userIdentity.invokedBy", &[], &[]),
    known("userIdentity.sessionContext.sessionIssuer.arn", &["sessionIssuer", "issuer"], &[]),
    known("userIdentity.sessionContext.sourceIdentity", &[], &[]),
    known("userIdentity.sessionContext.attributes.creationDate", &[], &[]),
    known("requestParameters.bucketName", &[], &[]),
    known("requestParameters.key", &["objectKey"], &[]),
    known("requestParameters.roleSessionName", &["sessionName"], &[]),
    known("requestParameters.instancesSet.items.instanceId", &[], &[]),
    known("resources.type", &["resourceType"], &[]),
    known("tlsDetails.tlsVersion", &[], &["TLSv1.2", "TLSv1.3"]),
    known("tlsDetails.cipherSuite", &[], &[]),
    known("tlsDetails.clientProvidedHostHeader", &["host"], &[]),
    known(r"eventContext.requestContext.aws\:SourceIp", &["SourceIp"], &[]),
    known(r"eventContext.requestContext.aws\:SourceVpc", &["SourceVpc"], &[]),
    known(r"eventContext.requestContext.aws\:SourceVpce", &["SourceVpce"], &[]),
    known(r"eventContext.requestContext.aws\:PrincipalOrgID", &["PrincipalOrgID"], &[]),
    known(r"eventContext.requestContext.aws\:ViaAWSService", &["ViaAWSService"], &[]),
    known("eventContext.tagContext.principalTags", &["principalTags"], &[]),
    known("eventContext.tagContext.resourceTags", &["resourceTags"], &[]),
    known("additionalEventData.bytesTransferredIn", &[], &[]),
    known("additionalEventData.bytesTransferredOut", &[], &[]),
];

/// Every known path, with what it is called: its last name, and others.
#[inline(never)]
pub fn known_paths() -> Vec<(String, Vec<&'static str>)> {
    let mut paths = Vec::new();
    for KnownPath { path, also, .. } in PATHS {
        let mut called = also.to_vec();
        called.extend(path.rsplit('.').next());
        paths.push(((*path).to_owned(), called));
    }
    for name in NAMING_MEMBERS {
        let path = ["requestParameters.", name].concat();
        if !paths.iter().any(|(known, _)| *known == path) {
            paths.push((path, vec![*name]));
        }
    }
    paths
}
