//! The integration tests, one binary. Each module reads as a guide to one part.
