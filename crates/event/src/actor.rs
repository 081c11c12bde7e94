//! Who acted: `userIdentity` in its many types, as one kind and one readable name.
//!
//! The rules follow the AWS CloudTrail user guide ("CloudTrail userIdentity element") and what real records hold; in
//! particular a role is named with its session, and a role that IAM Identity Center reserves is named by its person.

use super::account::permission_set;
use super::word::{Word, word};
use std::borrow::Cow;

/// The members of `userIdentity` that naming needs. Missing members are `None`.
#[derive(Clone, Debug, Default)]
pub struct IdentityParts<'a> {
    /// `type`; some service events have none.
    pub kind: Option<Cow<'a, str>>,
    /// `userName`.
    pub user_name: Option<Cow<'a, str>>,
    /// `principalId`.
    pub principal_id: Option<Cow<'a, str>>,
    /// `arn`.
    pub arn: Option<Cow<'a, str>>,
    /// `accountId`.
    pub account_id: Option<Cow<'a, str>>,
    /// `accessKeyId`.
    pub access_key_id: Option<Cow<'a, str>>,
    /// `invokedBy`.
    pub invoked_by: Option<Cow<'a, str>>,
    /// `sessionContext.sessionIssuer.userName`.
    pub issuer_name: Option<Cow<'a, str>>,
    /// `sessionContext.sessionIssuer.arn`.
    pub issuer_arn: Option<Cow<'a, str>>,
    /// `onBehalfOf.userId`.
    pub on_behalf_of: Option<Cow<'a, str>>,
}

/// The kinds of who acted, with the words of `userIdentity.type` for them.
pub(crate) const IDENTITIES: &[Word] = &[
    word("root", &[]),
    word("iam-user", &["iamuser", "user", "iam user", "iam_user"]),
    word("role", &["assumedrole", "assumed-role", "iam-role", "iamrole"]),
    word("federated", &["federateduser", "samluser", "webidentityuser", "directory", "saml", "web-identity"]),
    word("identity-center", &["identitycenteruser", "sso", "identitycenter"]),
    word("aws-service", &["awsservice", "service"]),
    word("aws-account", &["awsaccount", "account"]),
    word("anonymous", &["anonymous_principal", "public"]),
    word("unknown", &["none"]),
];

/// Who acted, ready for columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor<'a> {
    /// The readable name: `smithj`, `encoder-submit / i-0c1d9e4f`, `elastictranscoder.amazonaws.com`.
    pub name: Cow<'a, str>,
    /// `root`, `iam-user`, `role`, `federated`, `identity-center`, `aws-service`, `aws-account`, `anonymous`, `unknown`.
    pub identity: &'static str,
    /// The user name, where a person or an IAM user acted.
    pub user: Option<Cow<'a, str>>,
    /// The role name, where a role was assumed.
    pub role: Option<Cow<'a, str>>,
}

/// The last part of an ARN or of `principalId`, after the last `/` or `:`.
fn last_part(text: &str) -> &str {
    text.rsplit(['/', ':']).next().unwrap_or(text)
}

/// The resource in the identity's ARN, without the kind before it; none where the ARN is of another kind.
fn resource_of<'a>(parts: &'a IdentityParts<'_>, kind: &str) -> Option<&'a str> {
    parts.arn.as_deref()?.splitn(6, ':').nth(5)?.strip_prefix(kind)
}

/// The session name: after the `:` of the principal id (`AROA...:i-0c1d`), else the end of the ARN.
fn session_name<'a>(parts: &'a IdentityParts<'_>) -> Option<&'a str> {
    let of_principal = parts.principal_id.as_deref().and_then(|id| id.split_once(':')).map(|(_, session)| session);
    let of_arn = || resource_of(parts, "assumed-role/").map(last_part);
    of_principal.or_else(of_arn).filter(|session| !session.is_empty())
}

/// The role name: the issuer's, else the middle of `arn:aws:sts::1:assumed-role/NAME/SESSION`.
fn role_name<'a>(parts: &'a IdentityParts<'_>) -> Option<&'a str> {
    let issuer = parts.issuer_name.as_deref().or_else(|| parts.issuer_arn.as_deref().map(last_part));
    let of_arn = || {
        let path = resource_of(parts, "assumed-role/")?;
        Some(path.rsplit_once('/').map_or(path, |(role, _)| role))
    };
    issuer.or_else(of_arn).or_else(|| resource_of(parts, "role/").map(last_part))
}

impl<'a> Actor<'a> {
    /// Names the actor. `is_anonymous` is never guessed from silence: an identity without type is a service's when
    /// `invokedBy` names one, else unknown.
    #[inline(never)]
    pub fn of(parts: &IdentityParts<'a>) -> Actor<'a> {
        let owned = |text: &str| Cow::Owned(text.to_owned());
        let arn_end = || parts.arn.as_deref().map(last_part).map(owned);
        let fallback = || {
            arn_end()
                .or_else(|| parts.user_name.clone())
                .or_else(|| parts.invoked_by.clone())
                .or_else(|| parts.principal_id.clone())
                .or_else(|| parts.access_key_id.clone())
                .or_else(|| parts.account_id.clone())
                .unwrap_or_default()
        };
        match parts.kind.as_deref() {
            Some("Root") => Actor { name: Cow::Borrowed("root"), identity: "root", ..Actor::default() },
            Some("IAMUser") => {
                let user = parts.user_name.clone().filter(|name| !name.is_empty()).or_else(arn_end);
                Actor { name: user.clone().unwrap_or_else(fallback), identity: "iam-user", user, role: None }
            }
            Some("AssumedRole" | "Role") => Actor::of_role(parts, fallback),
            Some("FederatedUser" | "SAMLUser" | "WebIdentityUser" | "Directory") => {
                let user = parts.user_name.clone().or_else(|| parts.principal_id.as_deref().map(last_part).map(owned));
                let name = user.clone().or_else(arn_end).unwrap_or_else(fallback);
                Actor { name, identity: "federated", user, role: None }
            }
            Some("IdentityCenterUser") => {
                let user = parts.user_name.clone().or_else(|| parts.on_behalf_of.clone());
                Actor { name: user.clone().unwrap_or_else(fallback), identity: "identity-center", user, role: None }
            }
            Some("AWSService") => Actor {
                name: parts.invoked_by.clone().unwrap_or_else(fallback),
                identity: "aws-service",
                ..Actor::default()
            },
            Some("AWSAccount") => {
                let is_anonymous = parts.account_id.as_deref() == Some("anonymous")
                    || parts.principal_id.as_deref() == Some("ANONYMOUS_PRINCIPAL");
                if is_anonymous {
                    return Actor { name: Cow::Borrowed("anonymous"), identity: "anonymous", ..Actor::default() };
                }
                let name = parts.account_id.clone().unwrap_or_else(fallback);
                Actor { name, identity: "aws-account", ..Actor::default() }
            }
            _ if parts.invoked_by.is_some() => Actor {
                name: parts.invoked_by.clone().unwrap_or_default(),
                identity: "aws-service",
                ..Actor::default()
            },
            _ => Actor { name: fallback(), identity: "unknown", user: parts.user_name.clone(), role: None },
        }
    }

    fn of_role(parts: &IdentityParts<'a>, fallback: impl Fn() -> Cow<'a, str>) -> Actor<'a> {
        let role = role_name(parts);
        let session = session_name(parts);
        let person = role.and_then(permission_set).and(session);
        if let (Some(role), Some(person)) = (role, person) {
            return Actor {
                name: Cow::Owned(person.to_owned()),
                identity: "identity-center",
                user: Some(Cow::Owned(person.to_owned())),
                role: Some(Cow::Owned(role.to_owned())),
            };
        }
        let name = match (role, session) {
            (Some(role), Some(session)) => Cow::Owned(format!("{role} / {session}")),
            (Some(role), None) => Cow::Owned(role.to_owned()),
            (None, Some(session)) => Cow::Owned(session.to_owned()),
            (None, None) => fallback(),
        };
        Actor { name, identity: "role", user: None, role: role.map(|role| Cow::Owned(role.to_owned())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts<'a>(kind: &'a str, principal_id: &'a str, arn: &'a str) -> IdentityParts<'a> {
        let some = |text: &'a str| (!text.is_empty()).then_some(Cow::Borrowed(text));
        IdentityParts { kind: some(kind), principal_id: some(principal_id), arn: some(arn), ..IdentityParts::default() }
    }

    #[test]
    fn every_type_has_a_readable_name() {
        let role = "arn:aws:sts::111122223333:assumed-role/encoder-submit/i-0c1d9e4f";
        let person = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/jane@example.com";
        for (given, name, identity) in [
            (parts("Root", "111122223333", "arn:aws:iam::111122223333:root"), "root", "root"),
            (parts("IAMUser", "AIDA1", "arn:aws:iam::111122223333:user/media/smithj"), "smithj", "iam-user"),
            (parts("AssumedRole", "AROA1:i-0c1d9e4f", role), "encoder-submit / i-0c1d9e4f", "role"),
            (parts("AssumedRole", "AROA1:jane@example.com", person), "jane@example.com", "identity-center"),
            (parts("FederatedUser", "111122223333:bob", "arn:aws:sts::1:federated-user/bob"), "bob", "federated"),
            (parts("", "", ""), "", "unknown"),
        ] {
            let actor = Actor::of(&given);
            assert_eq!((actor.name.as_ref(), actor.identity), (name, identity), "{given:?}");
        }
    }

    #[test]
    fn a_service_without_type_is_named_by_who_it_acted_for() {
        let rotate = IdentityParts { invoked_by: Some("AWS Internal".into()), ..IdentityParts::default() };
        assert_eq!(Actor::of(&rotate).name, "AWS Internal");
        assert_eq!(Actor::of(&rotate).identity, "aws-service");
    }
}
