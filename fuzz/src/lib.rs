//! What must hold for every input. Each module has one function `check`, which a target calls with the bytes that
//! libFuzzer makes, and which panics where something does not hold.
//!
//! - [`container`]: a file of any kind, whole and in pieces; what becomes of it adds up
//! - [`inflate`]: gzip, against another reader of it, and from deflate into lz4
//! - [`scan`]: a text, whole and in pieces
//! - [`shape`]: what an object is does not change as more of it arrives
//! - [`record`]: what is JSON and where its parts are, against another reader of it
//! - [`query`]: a text of the filter bar, printed, resolved, edited, and asked of values
//! - [`link`]: a view in an address, read and written again

#![warn(missing_docs)]

pub mod container;
pub mod inflate;
pub mod link;
mod pieces;
pub mod query;
mod read;
pub mod record;
pub mod scan;
pub mod shape;
