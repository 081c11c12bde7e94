//! The integration tests, one binary. Each module reads as a guide to one part.

mod lifecycle; // the life of a thing: what its events prove, infer and leave open
mod query; // what a text means: cases as data, and properties of every text
