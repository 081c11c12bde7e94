//! Rows → cells ready to show.

use crate::engine::message::{EventRow, RowKey};
use crate::event::field::{COLUMNS, Field};
use crate::store::{RowRef, Store};

/// The row of the events table for a row of the store.
pub fn event_row(store: &Store, at: RowRef) -> EventRow {
    let segment = &store.held()[at.segment as usize].segment;
    let cell = |field: &Field| match field {
        Field::Time => Some(segment.time(at.row).to_string()),
        field => segment.term(*field, at.row).map(str::to_owned),
    };
    EventRow {
        key: RowKey { segment: at.segment, row: at.row },
        event_id: segment.event_id(at.row),
        outcome: segment.outcome(at.row),
        time: segment.time(at.row),
        cells: COLUMNS.iter().map(cell).collect(),
    }
}
