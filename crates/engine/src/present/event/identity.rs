//! Who acted, in words: each type of `userIdentity`, and its credentials.

use super::{EventView, fact};
use std::borrow::Cow;
use trailglass_event::account::permission_set;
use trailglass_event::field::Field;
use trailglass_event::mfa::{self, Mfa};
use trailglass_event::time::{Micros, SECOND, parse_event_time};
use trailglass_protocol::message::Fact;

/// Further facts of `userIdentity`: the label, the path of the text, the path of the secondary text.
const FACTS: [(&str, &str, &str); 5] = [
    ("Issued by", "sessionContext.sessionIssuer.arn", "sessionContext.sessionIssuer.principalId"),
    ("Source identity", "sessionContext.sourceIdentity", ""),
    ("Federated by", "sessionContext.webIdFederationData.federatedProvider", ""),
    ("Issued to", "inScopeOf.credentialsIssuedTo", "inScopeOf.issuerType"),
    ("On behalf of", "onBehalfOf.userId", "onBehalfOf.identityStoreArn"),
];

impl EventView<'_> {
    /// The text at a path within `userIdentity`.
    fn of_identity(&self, path: &str) -> Option<String> {
        self.at(&format!("userIdentity.{path}")).map(Cow::into_owned)
    }

    /// Who acted, since when, and who gave them their credentials.
    pub(super) fn identity_facts(&self) -> Vec<Fact> {
        let mut facts = vec![fact("Who", self.identity(), self.credentials())];
        facts.extend(self.session());
        for (label, path, more) in FACTS {
            if let Some(text) = self.of_identity(path) {
                facts.push(fact(label, text, self.of_identity(more)));
            }
        }
        facts
    }

    fn identity(&self) -> String {
        let (actor, role, user) = (self.term(Field::Actor), self.term(Field::Role), self.term(Field::User));
        let session = actor.split_once(" / ").map_or("", |(_, session)| session);
        let kind = self.of_identity("type").unwrap_or_default();
        let from = self.of_identity("identityProvider").map_or(String::new(), |provider| format!(" from {provider}"));
        match self.term(Field::Identity) {
            "root" => match self.of_identity("accountId") {
                Some(account) => format!("Root user of account {account}"),
                None => "Root user of the account".to_owned(),
            },
            // A name that AWS hides may be a password that was typed into the wrong field.
            _ if user == "HIDDEN_DUE_TO_SECURITY_REASONS" => {
                "A user name that AWS hides, for there is no such user".to_owned()
            }
            "iam-user" => format!("IAM user {actor}"),
            "role" if !session.is_empty() => format!("Role {role}, session {session}"),
            "role" => format!("Role {actor}"),
            "identity-center" => match permission_set(role) {
                Some(set) => format!("{actor} through IAM Identity Center, permission set {set}"),
                None => format!("{actor} through IAM Identity Center"),
            },
            "federated" => {
                let what = match kind.as_str() {
                    "SAMLUser" => "SAML user",
                    "WebIdentityUser" => "Web identity user",
                    "Directory" => "Directory user",
                    _ => "Federated user",
                };
                format!("{what} {user}{from}")
            }
            "aws-service" => format!("AWS service {actor}"),
            "aws-account" => format!("AWS account {actor}"),
            "anonymous" => "Anonymous, without credentials".to_owned(),
            _ if actor.is_empty() => "Not in the record".to_owned(),
            _ => actor.to_owned(),
        }
    }

    /// When the session began.
    fn session_start(&self) -> Option<Micros> {
        parse_event_time(&self.of_identity("sessionContext.attributes.creationDate")?)
    }

    /// When the session began, and how long before the event.
    fn session(&self) -> Option<Fact> {
        let start = self.session_start()?;
        let age = (self.segment.time(self.row).0 - start.0) / SECOND;
        let age = match age {
            ..60 => String::new(),
            60..3600 => format!("{} min before the event", age / 60),
            _ => format!("{} h {} min before the event", age / 3600, age / 60 % 60),
        };
        Some(Fact { time: Some(start), ..fact("Session from", "", age) })
    }

    fn credentials(&self) -> String {
        let mut words = Vec::new();
        let key = self.term(Field::Key);
        if key.starts_with("ASIA") || self.session_start().is_some() {
            words.push("Temporary credentials".to_owned());
        } else if key.starts_with("AKIA") {
            words.push("Long-term access key".to_owned());
        }
        match Mfa::of(self.at(mfa::SESSION_PATH).as_deref(), self.at(mfa::SIGN_IN_PATH).as_deref()) {
            Mfa::Used => words.push("with MFA".to_owned()),
            Mfa::Unused => words.push("no MFA".to_owned()),
            Mfa::Unknown => {}
        }
        let agent = self.at("userAgent").unwrap_or_default();
        let is_from_console = self.at("sessionCredentialFromConsole").as_deref() == Some("true");
        // CloudShell uses the credentials of the console, and a user agent of its own.
        if agent.contains("CloudShell") {
            words.push("from CloudShell".to_owned());
        } else if is_from_console || is_console(&agent) {
            words.push("from the console".to_owned());
        }
        if let Some(version) = self.at("userIdentity.sessionContext.ec2RoleDelivery") {
            words.push(format!(
                "handed out by the instance metadata service, version {}",
                version.trim_end_matches(".0")
            ));
        }
        if self.at("userIdentity.sessionContext.assumedRoot").as_deref() == Some("true") {
            words.push("with the rights of root".to_owned());
        }
        if let Some(by) = self.at("userIdentity.invokedBy").filter(|_| self.term(Field::Identity) != "aws-service") {
            words.push(format!("called through {by}"));
        }
        if let Some(by) = self.at("userIdentity.invokedByDelegate.accountId") {
            words.push(format!("delegated to account {by}"));
        }
        let recipient = self.term(Field::Account);
        if let Some(own) = self.at("userIdentity.accountId").filter(|own| !recipient.is_empty() && **own != *recipient)
        {
            words.push(format!("from another account, {own}"));
        }
        words.join(", ")
    }
}

/// Whether a user agent is that of the AWS console.
fn is_console(agent: &str) -> bool {
    agent.starts_with("[S3Console") || (agent.starts_with("console.") && agent.ends_with(".amazonaws.com"))
}
