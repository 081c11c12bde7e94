//! The filter bar: one text is the truth; chips, colours and problems are read off it.
//!
//! - [`use_filter`]: the text while it is typed, and the ways it is committed
//! - [`input`]: the bar
//! - [`highlight`]: the colours of its text
//! - [`suggestions`]: the list of what may be typed next
//! - [`problem_row`], [`advice_row`]: what is wrong with the text, and why a sound one finds nothing
//! - [`chip_row`]: its clauses as chips
//! - [`help`]: the language and its fields
//! - [`schemas`]: the names that a text may use

pub mod advice_row;
pub mod chip_row;
pub mod help;
pub mod highlight;
pub mod input;
pub mod problem_row;
pub mod schemas;
pub mod suggestions;
pub mod use_filter;

/// The id of the bar's input, which its list of suggestions names.
pub const QUERY_INPUT: &str = "query-input";
/// The id of the list of suggestions.
pub const LIST: &str = "suggestions";
