//! Rows to answers: what of the store matches a plan, in which order, how it is counted, and the cells of one page.
//!
//! Everything here borrows the store and returns values; state that lasts belongs to the engine's owners.
//!
//! - [`filter`]: which rows of a segment pass a test, by columns alone
//! - [`document`]: whether a record's text passes a test, where columns do not suffice
//! - [`literal_searcher`]: where a text occurs, in either case; [`escaped`]: where its characters are written as escapes
//! - [`term_ranks`], [`sort_ranks`], [`order`]: all terms of a field in order, then all rows
//! - [`page`]: rows → cells ready to show
//! - [`histogram`]: matching rows over time
//! - [`distinct_values`]: the distinct values of fields over all segments, numbered and counted
//! - [`facets`]: the most frequent of them
//! - [`interner`]: texts of many segments under one numbering

pub mod distinct_values;
pub mod document;
pub mod escaped;
pub mod facets;
pub mod filter;
pub mod histogram;
pub mod interner;
pub mod literal_searcher;
pub mod order;
pub mod page;
pub mod sort_ranks;
pub mod term_ranks;
