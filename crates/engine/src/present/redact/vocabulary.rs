//! The words that AWS defined: names of members, services, values of enumerations, actions. Any other word may be a name.

use std::collections::HashSet;
use trailglass_event::member;

/// Names of members of requests and answers of AWS services, of IAM policies and of S3 notifications, in lower case. Those
/// of CloudTrail records are in [`member::MEMBERS`].
const MEMBERS: &str = include_str!("vocabulary/members.txt");
/// Names of services, as in ARNs, in host names and before the colon of an action.
const SERVICES: &str = include_str!("vocabulary/services.txt");
/// Values of enumerations.
const WORDS: &str = include_str!("vocabulary/words.txt");

/// The words that AWS defined, by what they are.
#[derive(Debug)]
pub struct Vocabulary {
    members: HashSet<&'static str>,
    services: HashSet<&'static str>,
    words: HashSet<&'static str>,
}

impl Default for Vocabulary {
    fn default() -> Vocabulary {
        let [members, services, words] = [MEMBERS, SERVICES, WORDS].map(|table| table.lines().collect());
        Vocabulary { members, services, words }
    }
}

impl Vocabulary {
    /// Whether AWS defined a member of this name, which is in lower case.
    pub fn is_member(&self, folded: &str) -> bool {
        self.members.contains(folded) || member::MEMBERS.iter().any(|known| known.name.eq_ignore_ascii_case(folded))
    }

    /// Whether a text is the name of a service: `ec2`, `sso-directory`.
    pub fn is_service(&self, name: &str) -> bool {
        self.services.contains(name)
    }

    /// Whether a text is a value of an enumeration of AWS.
    pub fn is_word(&self, text: &str) -> bool {
        self.words.contains(text)
    }

    /// Whether a text names actions of IAM: `s3:GetObject`, `s3:Get*`, `ec2:*`.
    pub fn is_action(&self, text: &str) -> bool {
        if text == "*" {
            return true;
        }
        let Some((service, action)) = text.split_once(':') else { return false };
        let is_named = self.is_service(&service.to_ascii_lowercase());
        is_named && (action == "*" || VERBS.iter().any(|verb| is_of_verb(action, verb)))
    }
}

/// The verbs that the names of actions begin with.
const VERBS: &[&str] = &[
    "Abort",
    "Accept",
    "Activate",
    "Add",
    "Admin",
    "Allocate",
    "Apply",
    "Approve",
    "Assign",
    "Associate",
    "Assume",
    "Attach",
    "Authorize",
    "Batch",
    "Bypass",
    "Cancel",
    "Change",
    "Check",
    "Complete",
    "Confirm",
    "Connect",
    "Copy",
    "Count",
    "Create",
    "Deactivate",
    "Decode",
    "Decrypt",
    "Delete",
    "Deregister",
    "Describe",
    "Detach",
    "Disable",
    "Disassociate",
    "Discover",
    "Enable",
    "Encrypt",
    "Execute",
    "Export",
    "Failover",
    "Filter",
    "Generate",
    "Get",
    "Head",
    "Import",
    "Initiate",
    "Invite",
    "Invoke",
    "Join",
    "Leave",
    "List",
    "Lookup",
    "Merge",
    "Modify",
    "Move",
    "Open",
    "Pass",
    "Poll",
    "Post",
    "Promote",
    "Publish",
    "Purchase",
    "Put",
    "Query",
    "Read",
    "Reboot",
    "Receive",
    "Register",
    "Reject",
    "Release",
    "Remove",
    "Replace",
    "Replicate",
    "Request",
    "Reset",
    "Resend",
    "Restore",
    "Resume",
    "Retire",
    "Retry",
    "Revoke",
    "Rollback",
    "Rotate",
    "Run",
    "Scan",
    "Schedule",
    "Search",
    "Select",
    "Send",
    "Set",
    "Signal",
    "Simulate",
    "Start",
    "Stop",
    "Submit",
    "Subscribe",
    "Suspend",
    "Switch",
    "Tag",
    "Terminate",
    "Test",
    "Transfer",
    "Unassign",
    "Unlink",
    "Unsubscribe",
    "Untag",
    "Update",
    "Upgrade",
    "Upload",
    "Use",
    "Validate",
    "Verify",
    "View",
    "Write",
];

/// Whether an action is a verb with a noun or a wildcard after it.
fn is_of_verb(action: &str, verb: &str) -> bool {
    let Some(noun) = action.strip_prefix(verb) else { return false };
    let begins = noun.starts_with(|char: char| char.is_ascii_uppercase() || char == '*');
    noun.is_empty() || begins && noun.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_told_from_other_texts_with_a_colon() {
        let vocabulary = Vocabulary::default();
        for action in ["s3:GetObject", "s3:Get*", "ec2:*", "*", "SNS:ListTopics", "iam:PassRole", "kms:Decrypt"] {
            assert!(vocabulary.is_action(action), "{action}");
        }
        for other in ["owner:jane", "s3:jane", "s3:getobject", "jane:GetObject", "s3:Get-jane", "s3:Getjane", "s3:"] {
            assert!(!vocabulary.is_action(other), "{other}");
        }
    }

    #[test]
    fn the_tables_hold_what_records_are_made_of() {
        let vocabulary = Vocabulary::default();
        for member in ["eventname", "requestparameters", "bucketname", "statement", "instancesset", "pipelineid"] {
            assert!(vocabulary.is_member(member), "{member}");
        }
        assert!(vocabulary.is_service("elastictranscoder") && vocabulary.is_word("ENABLED"));
        assert!(MEMBERS.lines().all(|member| member == member.to_ascii_lowercase()));
    }
}
