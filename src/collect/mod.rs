//! What is asked about events and jobs, and what is cut from the matching rows.
//!
//! - [`matching`]: which rows of a segment pass a test, by columns alone
//! - [`document`]: whether a record's text passes a test, where columns do not suffice
//! - [`needle`]: where a text stands, in either case
//! - [`terms`], [`ranks`], [`order`]: all terms of a field in order, then all rows
//! - [`page`]: rows → cells ready to show
//! - [`export`], [`redact`]: rows → the text of a file, with names replaced where that is wanted
//! - [`event`]: one record → its readable summary
//! - [`jobs`]: stories: which match, in which order, and their rows

pub mod document;
pub mod event;
pub mod export;
pub mod jobs;
pub mod matching;
pub mod needle;
pub mod order;
pub mod page;
pub mod ranks;
pub mod redact;
pub mod terms;
