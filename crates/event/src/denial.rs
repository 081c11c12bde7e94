//! Why a call was denied, as its error message says. Services word it much alike: "User: … is not
//! authorized to perform: … on resource: … because no identity-based policy allows the … action".

/// The parts of the message of a denial. A text is empty where the message does not have it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Denial<'a> {
    /// Who was denied, mostly as an ARN.
    pub principal: &'a str,
    /// The action that was denied: `s3:GetObject`.
    pub action: &'a str,
    /// The resource of the action.
    pub resource: &'a str,
    /// The kind of policy that decided.
    pub policy: Option<&'static PolicyKind>,
    /// The policy itself.
    pub policy_arn: &'a str,
    /// Whether a policy denies it explicitly; otherwise no policy allows it.
    pub is_explicit: bool,
    /// Whether the message has an encoded part.
    pub encoded: Encoded,
}

/// Whether the message of a denial has an encoded part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoded {
    /// It has none.
    #[default]
    No,
    /// All of it is there.
    Whole,
    /// CloudTrail cut the message, mostly at 1,024 characters; what is left cannot be decoded.
    Cut,
}

impl Encoded {
    fn of(message: &str) -> Encoded {
        match message.split_once("Encoded authorization failure message") {
            None => Encoded::No,
            Some((_, rest)) if rest.trim_end().ends_with("...") => Encoded::Cut,
            Some(_) => Encoded::Whole,
        }
    }
}

/// A kind of policy.
#[derive(Debug, PartialEq, Eq)]
pub struct PolicyKind {
    /// As messages name it.
    pub name: &'static str,
    /// Whose policy it is, and what follows for a caller who needs the access.
    pub hint: &'static str,
}

/// The kinds of policies that messages name.
pub static POLICY_KINDS: [PolicyKind; 7] = [
    kind("identity-based policy", "The policies of the user, its groups or the role decide"),
    kind("resource-based policy", "The policy of the resource itself decides, such as that of a bucket or a key"),
    kind("service control policy", "It is the organization's: no policy within the account can allow it"),
    kind(
        "resource control policy",
        "It is the organization's, on resources: no policy within the account can allow it",
    ),
    kind("permissions boundary", "It caps what the other policies of the user or role allow"),
    kind("session policy", "It was handed over when the session began and caps what the role allows"),
    kind("VPC endpoint policy", "The policy of the VPC endpoint that the call went through decides"),
];

const fn kind(name: &'static str, hint: &'static str) -> PolicyKind {
    PolicyKind { name, hint }
}

/// The texts that end a part of the message.
const ENDS: [&str; 6] =
    [" is not authorized", " on resource", " on the resource", " because ", " with an explicit", " Encoded "];

/// The text after one of these beginnings, up to the next part of the message.
fn part<'a>(message: &'a str, beginnings: &[&str]) -> &'a str {
    for beginning in beginnings {
        let Some((_, rest)) = message.split_once(beginning) else { continue };
        let end = ENDS.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
        let quiet = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '.' | ',' | ':');
        return rest[..end].trim_matches(quiet);
    }
    ""
}

impl<'a> Denial<'a> {
    /// Reads an error message; `None` where it has none of these parts.
    pub fn of(message: &'a str) -> Option<Denial<'a>> {
        let explicit = message.split_once("explicit deny").map(|(_, rest)| rest);
        let implicit = || message.split_once("because no ").map(|(_, rest)| rest);
        let reason = explicit.or_else(implicit).unwrap_or_default();
        // An ARN of a policy may hold any word, so the kind is looked for before it.
        let (named, arn) = reason.split_at(reason.find("arn:").unwrap_or(reason.len()));
        let denial = Denial {
            principal: part(message, &["User: ", "Principal: "]),
            // "to perform this operation" names none.
            action: part(message, &["to perform: "]),
            resource: part(message, &[" on resource: ", " on resource ", " on the resource "]),
            policy: POLICY_KINDS
                .iter()
                .find(|kind| named.to_ascii_lowercase().contains(&kind.name.to_ascii_lowercase())),
            policy_arn: if explicit.is_some() { arn.split_whitespace().next().unwrap_or_default() } else { "" },
            is_explicit: explicit.is_some(),
            encoded: Encoded::of(message),
        };
        (denial != Denial::default()).then_some(denial)
    }

    /// Which policy decided, as a sentence.
    pub fn reason(&self) -> String {
        let action = if self.action.is_empty() { "it" } else { self.action };
        match (self.policy, self.is_explicit) {
            (Some(policy), true) => format!(
                "{} {} denies {action} explicitly",
                if policy.name.starts_with('i') { "An" } else { "A" },
                policy.name
            ),
            (Some(policy), false) => format!("No {} allows {action}", policy.name),
            (None, true) => format!("A policy denies {action} explicitly; the message does not say which kind"),
            (None, false) => "The message does not say which policy decided".to_owned(),
        }
    }

    /// What follows from the reason, as sentences.
    pub fn hint(&self) -> String {
        let mut hints: Vec<&str> = self.policy.iter().map(|policy| policy.hint).collect();
        if self.is_explicit {
            hints.push("An explicit deny outweighs every allow");
        }
        match self.encoded {
            Encoded::No => {}
            Encoded::Whole => hints.push("aws sts decode-authorization-message tells the rest"),
            Encoded::Cut => hints.push(
                "CloudTrail cut the encoded part of the message, so it cannot be decoded. The caller gets all of it when the call is repeated, with --dry-run where the service has that",
            ),
        }
        hints.join(". ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Principal, action, resource, and the reason.
    fn parts_of(message: &str) -> Option<[String; 4]> {
        let denial = Denial::of(message)?;
        let [principal, action, resource] = [denial.principal, denial.action, denial.resource].map(str::to_owned);
        Some([principal, action, resource, denial.reason()])
    }

    #[test]
    fn messages_of_every_kind_are_read() {
        let user = "arn:aws:iam::111122223333:user/jo";
        let bucket = "arn:aws:s3:::media-in/a b.mov";
        let of = |tail: &str| {
            format!("User: {user} is not authorized to perform: s3:GetObject on resource: \"{bucket}\" {tail}")
        };
        for (message, expected) in [
            (
                of("because no identity-based policy allows the s3:GetObject action"),
                [user, "s3:GetObject", bucket, "No identity-based policy allows s3:GetObject"],
            ),
            (
                of("because no resource-based policy allows the s3:GetObject action"),
                [user, "s3:GetObject", bucket, "No resource-based policy allows s3:GetObject"],
            ),
            (
                of("because no permissions boundary allows the s3:GetObject action"),
                [user, "s3:GetObject", bucket, "No permissions boundary allows s3:GetObject"],
            ),
            (
                of("because no session policy allows the s3:GetObject action"),
                [user, "s3:GetObject", bucket, "No session policy allows s3:GetObject"],
            ),
            (
                of("because no VPC endpoint policy allows the s3:GetObject action"),
                [user, "s3:GetObject", bucket, "No VPC endpoint policy allows s3:GetObject"],
            ),
            (
                of("with an explicit deny in a service control policy"),
                [user, "s3:GetObject", bucket, "A service control policy denies s3:GetObject explicitly"],
            ),
            (
                of("with an explicit deny in an identity-based policy: arn:aws:iam::1:policy/session-policy"),
                [user, "s3:GetObject", bucket, "An identity-based policy denies s3:GetObject explicitly"],
            ),
            (
                of("with an explicit deny"),
                [
                    user,
                    "s3:GetObject",
                    bucket,
                    "A policy denies s3:GetObject explicitly; the message does not say which kind",
                ],
            ),
            (
                format!("User: {user} is not authorized to perform: iam:ListUsers"),
                [user, "iam:ListUsers", "", "The message does not say which policy decided"],
            ),
            (
                "You are not authorized to perform this operation. Encoded authorization failure message: 4oX"
                    .to_owned(),
                ["", "", "", "The message does not say which policy decided"],
            ),
        ] {
            assert_eq!(parts_of(&message), Some(expected.map(str::to_owned)), "{message}");
        }
    }

    #[test]
    fn other_messages_say_nothing() {
        for message in ["", "Access Denied", "The specified bucket does not exist", "User: "] {
            assert_eq!(Denial::of(message), None, "{message}");
        }
    }
}
