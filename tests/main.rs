//! The integration tests, one binary. Each module reads as a guide to one part.

mod query; // what a text means: cases as data, and properties of every text
