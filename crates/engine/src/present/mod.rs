//! Details of one event, access key or resource, and exports.
//!
//! - [`event`]: one record → its readable summary
//! - [`credential`]: one access key: where it comes from and how it was used
//! - [`story`]: everything about one resource
//! - [`export`]: rows → the text of a file; [`job_export`]: the rows of jobs
//! - [`redact`]: the same with names replaced

pub mod credential;
pub mod event;
pub mod export;
pub mod job_export;
pub mod redact;
pub mod story;
