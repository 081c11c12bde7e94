//! The filter bar: one text is the truth; chips, colours and problems are read off it.

pub mod advice_row;
pub mod chip_row;
pub mod help;
pub mod ink;
pub mod input;
pub mod problem_row;
pub mod schemas;
pub mod suggestions;
pub mod use_filter;
