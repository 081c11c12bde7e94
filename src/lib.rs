//! Trailglass reads AWS CloudTrail logs inside the browser and shows their events and the jobs in them.

pub use trailglass_engine::{collect, reader};
pub use trailglass_event::{self as event, letters, sort};
pub use {
    trailglass_engine as engine, trailglass_ingest as ingest, trailglass_json as json,
    trailglass_lifecycle as lifecycle, trailglass_query as query, trailglass_session as session,
    trailglass_store as store,
};
