//! bytes
pub mod report;
