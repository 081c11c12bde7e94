//! Rows as files and on the clipboard.
//!
//! - [`menu`]: the formats, and of how many rows
//! - [`running`]: takes the pieces that the engine writes

pub mod menu;
pub mod running;
