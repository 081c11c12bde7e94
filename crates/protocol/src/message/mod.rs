//! The messages between page, engine and readers, as serde data. The page's `worker::envelope` posts them.
//!
//! Texts and numbers only: no columns, no syntax trees, no whole result sets.
//!
//! *page → `request` → engine → `response` → page*; a response carries `rows`, `charts` or `details`.
//!
//! - `request`: what the page asks of the engine
//! - `response`: what the engine answers
//! - `rows`: the rows of the two tables
//! - `charts`: facets, histogram and timeline
//! - `details`: one event, one job or one access key
//! - `reader`: what the engine and a reader say to each other
//! - `worker`: what a worker and the page say to each other

mod charts;
mod details;
mod reader;
mod request;
mod response;
mod rows;
mod worker;

pub use charts::*;
pub use details::*;
pub use reader::*;
pub use request::*;
pub use response::*;
pub use rows::*;
pub use worker::*;

pub use trailglass_event::time::Edge;
