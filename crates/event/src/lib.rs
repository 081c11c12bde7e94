//! What a CloudTrail event is: the vocabulary that every other crate shares. This crate knows neither storage nor JSON.
//!
//! The parts of a record become values that a column can hold: `userIdentity` an [`actor`], `sourceIPAddress` an
//! [`address`], `errorCode` an [`outcome`], and so on. The tables say how each is called.
//!
//! Tables:
//! - [`field`]: the fields, from which columns, names in queries and help are derived
//! - [`member`]: the members of a record
//! - [`paths`]: JSON paths that people ask for by a short name
//! - [`word`]: the words that a field's values are taken from
//!
//! Values:
//! - [`time`]: instants and ranges, in microseconds since 1970 UTC
//! - [`zone`]: the zone in which times are shown
//! - [`actor`]: who acted, as one readable name; [`account`]: accounts and the roles that AWS makes
//! - [`address`]: an address, a service or AWS itself; networks
//! - [`outcome`]: ok, denied, failed or unknown; [`denial`]: why a call was denied
//! - [`mfa`]: whether a second factor was used; [`sign_in`]: sign-ins to the console
//! - [`target`]: what an event acted on
//!
//! Texts:
//! - [`case`]: simple case folding
//! - [`counts`]: counts as people read them

pub mod field;
pub mod member;
pub mod paths;
pub mod word;

pub mod time;
pub mod zone;
pub mod actor;
pub mod account;
pub mod address;
pub mod outcome;
pub mod denial;
pub mod mfa;
pub mod sign_in;
pub mod target;

pub mod case;
pub mod counts;

/// The verbs that the name of an event begins with that reads and changes nothing.
pub const READ_VERBS: [&str; 14] = [
    "Get", "List", "Describe", "Read", "Head", "Lookup", "Search", "Query", "Scan", "BatchGet", "Check", "Test",
    "Validate", "View",
];
