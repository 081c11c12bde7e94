//! x
pub mod rows;
