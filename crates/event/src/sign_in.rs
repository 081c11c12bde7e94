//! Sign-ins to the console (AWS CloudTrail user guide, "AWS Management Console sign-in events").

use super::outcome::Outcome;

/// The name of the event of a sign-in to the console.
pub const CONSOLE_LOGIN: &str = "ConsoleLogin";

/// What the member that is named like the event says in the answer of a failed sign-in: `{"ConsoleLogin":"Failure"}`.
pub const FAILURE: &str = "Failure";

/// Whether an event is a sign-in or a step of one, by its service and its `eventType`. Such an event has no error code:
/// only its answer says whether it failed.
pub fn is_step_of_sign_in(service: &str, event_type: Option<&str>) -> bool {
    service == "signin" || event_type == Some("AwsConsoleSignIn")
}

/// Whether an event of this name and outcome begins a session in the console. The session's `creationDate` is the second
/// of the sign-in.
pub fn begins_session(event_name: &str, outcome: Outcome) -> bool {
    event_name == CONSOLE_LOGIN && outcome == Outcome::Ok
}
