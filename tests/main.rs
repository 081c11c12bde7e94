//! The integration tests, one binary. Each module reads as a guide to one part.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // tests read files, and one that cannot go on has failed

mod corpus; // real and published files, where they are at hand
mod ingest; // bytes → rows: every shape, every kind of damage, in pieces of any size
mod lifecycle; // the life of a thing: what its events prove, infer and leave open
mod query; // what a text means: cases as data, and properties of every text
mod support; // an engine and readers joined without a browser
