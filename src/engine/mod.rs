//! The store plus a question box.
pub mod message;
