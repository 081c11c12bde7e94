//! What is asked about events and jobs, and what is cut from the matching rows.
//!
//! - [`matching`]: which rows of a segment pass a test, by columns alone
//! - [`document`]: whether a record's text passes a test, where columns do not suffice
//! - [`histogram`]: matching rows over time
//! - [`values`]: the distinct values of fields over all segments, numbered and counted
//! - [`facets`]: the most frequent of them
//! - [`needle`]: where a text stands, in either case; [`disguise`]: where its characters are written in another way
//! - [`terms`], [`ranks`], [`order`]: all terms of a field in order, then all rows
//! - [`page`]: rows → cells ready to show
//! - [`export`], [`redact`]: rows → the text of a file, with names replaced where that is wanted
//! - [`event`]: one record → its readable summary
//! - [`credential`]: one access key: where it comes from and how it was used
//! - [`resources`]: the lives of all resources, from the facts of the shown rows
//! - [`jobs`]: which resources match, in which order, and their rows
//! - [`story`]: everything about one resource
//! - [`timeline`]: jobs over time: lanes, and how many there were at once
//! - [`texts`]: texts of many segments under one numbering

pub mod credential;
pub mod disguise;
pub mod document;
pub mod event;
pub mod export;
pub mod facets;
pub mod histogram;
pub mod jobs;
pub mod resources;
pub mod matching;
pub mod needle;
pub mod order;
pub mod page;
pub mod ranks;
pub mod redact;
pub mod story;
pub mod terms;
pub mod texts;
pub mod timeline;
pub mod values;
