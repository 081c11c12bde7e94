//! JSON text as text.
//!
//! - [`lines`]: how a text is laid out, line by line, every token kept as written
//! - [`leaves`]: the values of a text, each with the path that leads to it

pub mod leaves;
pub mod lines;
