//! How an event ended, by its error code. A failed sign-in has none: its answer says that it failed; see the
//! module `sign_in`.

use super::word::{Word, word};
use serde::{Deserialize, Serialize};

/// How an event ended, as far as its record says. Throttling is a failure; [`is_throttle`] recognises it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Outcome {
    /// No error code, and no failure in the answer.
    #[default]
    Ok,
    /// The caller was not allowed to.
    Denied,
    /// Any other error; or the answer says that it failed.
    Failed,
    /// The record does not say: the answer of a sign-in does, and the table that the record is from has no answers.
    Unknown,
}

/// The parts of error codes that mean a denial. Services spell it in many ways: `AccessDenied`, `AccessDeniedException`,
/// `Client.UnauthorizedOperation`, `VpceAccessDenied`, `UnauthorizedAccess`, `Forbidden`, `AuthorizationError`,
/// `NotAuthorized`.
pub const DENIALS: [&str; 7] = [
    "AccessDenied",
    "Unauthorized",
    "NotAuthorized",
    "Forbidden",
    "AuthorizationError",
    "AuthFailure",
    "AccessRefused",
];

/// The words of the query language, with what other tools and the records say for them.
pub const WORDS: &[Word] = &[
    word("ok", &["success", "succeeded", "successful", "true", "none"]),
    word("denied", &["deny", "accessdenied", "unauthorized", "forbidden", "unauthorizedoperation"]),
    word("failed", &["error", "failure", "fail", "errored", "false", "throttled"]),
    word("unknown", &[]),
];

impl Outcome {
    /// All of them, in the order of their numbers.
    pub const ALL: [Outcome; 4] = [Outcome::Ok, Outcome::Denied, Outcome::Failed, Outcome::Unknown];

    /// Those that `ok:false` asks for.
    pub const NOT_OK: [Outcome; 2] = [Outcome::Denied, Outcome::Failed];

    /// The outcome of an event with this error code, if any.
    pub fn of(error_code: Option<&str>) -> Outcome {
        match error_code {
            None | Some("") => Outcome::Ok,
            Some(code) if DENIALS.iter().any(|denial| code.contains(denial)) => Outcome::Denied,
            Some(_) => Outcome::Failed,
        }
    }

    /// The word of the query language: `ok`, `denied`, `failed`, `unknown`.
    pub fn word(self) -> &'static str {
        ["ok", "denied", "failed", "unknown"][self as usize]
    }
}

/// Whether the error code says that a call was a dry run and would have been allowed. It changed nothing, so it counts as
/// failed, as any other call with an error.
pub fn is_dry_run(error_code: &str) -> bool {
    error_code.ends_with("DryRunOperation")
}

/// Whether the error code says that calls came too fast, in any of the services' spellings.
pub fn is_throttle(error_code: &str) -> bool {
    ["Throttl", "TooManyRequests", "RequestLimitExceeded", "SlowDown", "RateExceeded"]
        .iter()
        .any(|part| error_code.contains(part))
}

/// Whether the error code says that the service itself failed; how much it had done by then is unknown. EC2 puts `Server.`
/// before such codes, and before some that are refusals.
pub fn is_fault(error_code: &str) -> bool {
    let code = error_code.strip_prefix("Server.").unwrap_or(error_code);
    ["Internal", "ServiceUnavailable", "Unavailable", "ServiceFailure", "ServiceException"]
        .iter()
        .any(|start| code.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn denials_are_told_from_failures() {
        for (code, expected) in [
            (None, Outcome::Ok),
            (Some("AccessDenied"), Outcome::Denied),
            (Some("Client.UnauthorizedOperation"), Outcome::Denied),
            (Some("NoSuchBucketPolicy"), Outcome::Failed),
            (Some("ThrottlingException"), Outcome::Failed),
        ] {
            assert_eq!(Outcome::of(code), expected, "{code:?}");
        }
        assert!(is_throttle("ThrottlingException") && !is_throttle("ValidationException"));
    }

    #[test]
    fn faults_of_the_service_are_told_from_refusals() {
        for code in ["InternalFailure", "InternalServiceException", "Server.InternalError", "ServiceUnavailable"] {
            assert!(is_fault(code), "{code}");
        }
        for code in ["ValidationException", "Server.InsufficientInstanceCapacity", "ServiceQuotaExceededException"] {
            assert!(!is_fault(code), "{code}");
        }
    }
}
