//! Whether a second factor was used. A session says it at [`SESSION_PATH`], a sign-in to the console at [`SIGN_IN_PATH`]
//! (AWS CloudTrail user guide, "AWS Management Console sign-in events").

use super::word::{Word, word};

/// Where the record of a call in a session says it: `true` or `false`.
pub const SESSION_PATH: &str = "userIdentity.sessionContext.attributes.mfaAuthenticated";
/// Where the record of a sign-in says it: `Yes` or `No`.
pub const SIGN_IN_PATH: &str = "additionalEventData.MFAUsed";

/// Whether a second factor was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mfa {
    /// The record does not say: long-term keys, services, other accounts.
    #[default]
    Unknown,
    /// It was not.
    Unused,
    /// It was.
    Used,
}

/// The words of the query language, with those of sign-ins.
pub const WORDS: &[Word] = &[word("unknown", &["none"]), word("false", &["no"]), word("true", &["yes"])];

impl Mfa {
    /// All of them, in the order of their numbers, which is that of [`WORDS`].
    pub const ALL: [Mfa; 3] = [Mfa::Unknown, Mfa::Unused, Mfa::Used];

    /// What the texts at [`SESSION_PATH`] and at [`SIGN_IN_PATH`] say together: a factor that either names was used.
    pub fn of(session: Option<&str>, sign_in: Option<&str>) -> Mfa {
        let said = [session, sign_in].map(|text| match text {
            Some(text) if ["true", "yes"].iter().any(|word| text.eq_ignore_ascii_case(word)) => Mfa::Used,
            Some(text) if ["false", "no"].iter().any(|word| text.eq_ignore_ascii_case(word)) => Mfa::Unused,
            _ => Mfa::Unknown,
        });
        if said.contains(&Mfa::Used) {
            Mfa::Used
        } else if said.contains(&Mfa::Unused) {
            Mfa::Unused
        } else {
            Mfa::Unknown
        }
    }

    /// The word of the query language: `unknown`, `false`, `true`.
    pub fn word(self) -> &'static str {
        WORDS[self as usize].name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_and_a_sign_in_say_it_in_their_own_words() {
        for (session, sign_in, expected) in [
            (Some("true"), None, "true"),
            (Some("false"), None, "false"),
            (None, Some("Yes"), "true"),
            (None, Some("No"), "false"),
            (Some("false"), Some("Yes"), "true"),
            (Some("perhaps"), None, "unknown"),
            (None, None, "unknown"),
        ] {
            assert_eq!(Mfa::of(session, sign_in).word(), expected, "{session:?} {sign_in:?}");
        }
    }
}
