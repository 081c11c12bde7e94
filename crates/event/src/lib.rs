//! What a CloudTrail event is. No storage and no JSON here: only the vocabulary that every other part shares.
//!
//! - [`field`]: the one table of fields, from which columns, query names and help are derived
//! - [`paths`]: the well known among the paths that are no fields
//! - [`time`]: instants and ranges, in microseconds since 1970 UTC
//! - [`zone`]: in which zone times are shown
//! - [`address`]: an address, a service or AWS itself; ranges of addresses
//! - [`actor`]: `userIdentity` in its many types, as one readable name
//! - [`outcome`]: ok, denied, failed or unknown, from the error code and, of sign-ins, from the answer
//! - [`denial`]: why a call was denied, from the error message
//! - [`mfa`]: whether a second factor was used
//! - [`words`]: numbers as people read them
//! - [`case`]: simple case folding
//! - [`target`]: what the event acted on, as a person would name it

pub mod case;
pub mod actor;
pub mod address;
pub mod denial;
pub mod field;
pub mod mfa;
pub mod outcome;
pub mod paths;
pub mod target;
pub mod time;
pub mod words;
pub mod zone;

/// What the name of an event begins with that reads, and changes nothing.
pub const READS: [&str; 14] = [
    "Get", "List", "Describe", "Read", "Head", "Lookup", "Search", "Query", "Scan", "BatchGet", "Check", "Test",
    "Validate", "View",
];
