//! JSON text as text: no tree of values is built of it, so a record keeps its numbers, key order and escapes as written.
//!
//! A record is read along its structural index; one that is damaged is repaired first, where it can be. Search and exports
//! walk a text without an index. The open record is laid out in lines, and outlined as values with their paths.
//!
//! Reading:
//! - [`structural_index`]: the brackets and quotes of a text, and the values that they delimit
//! - [`repair`]: a text without the defects that pasted records have
//! - [`walk`]: the ends of values, the members of an object, the elements of an array
//! - [`text`]: strings decoded and written
//! - [`path`]: the values that a path leads to
//!
//! Showing:
//! - [`lines`]: a text laid out line by line, every token as written
//! - [`outline`]: the values of a text, each with its path
//! - [`tree`]: the outline as a tree view: what is visible, and what a key does
//! - [`diff`]: the differences between several texts, value by value

pub mod structural_index;
pub mod repair;
pub mod walk;
pub mod text;
pub mod path;

pub mod lines;
pub mod outline;
pub mod tree;
pub mod diff;
