//! JSON text as text: where values begin and end, what a path leads to, how a text is laid out. No tree of it is built, so
//! a record keeps its numbers, key order and escapes as written.
//!
//! - [`structural index`]: the tokens of a text, and the values along them: how records are read
//! - [`walk`]: the ends of values, the members of an object, the elements of an array
//! - [`text`]: the decoded text of a string or another scalar
//! - [`path`]: the values that a path leads to
//! - [`mend`]: a text with the defects repaired that people paste
//! - [`lines`]: how a text is laid out, line by line, every token kept as written
//! - [`leaves`]: the values of a text, each with the path that leads to it
//! - [`tree`]: these as a tree to walk in
//! - [`diff`]: what is different between several texts, value by value

pub mod diff;
pub mod outline;
pub mod lines;
pub mod repair;
pub mod path;
pub mod structural_index;
pub mod text;
pub mod tree;
pub mod walk;
