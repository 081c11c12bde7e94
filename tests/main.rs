//! The integration tests, one binary. Each module reads as a guide to one part.

mod corpus; // real and published files, where they are at hand
mod lifecycle; // the life of a thing: what its events prove, infer and leave open
mod query; // what a text means: cases as data, and properties of every text
mod support; // an engine and readers joined without a browser
