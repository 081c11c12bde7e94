//! Which names the text may use, for each view.

use trailglass_protocol::message::View;
use trailglass_query::Schema;

thread_local! {
    static SCHEMAS: [Schema; View::ALL.len()] = [Schema::events(), Schema::jobs()];
}

/// Gives the names of a view.
pub fn with_schema<T>(view: View, read: impl FnOnce(&Schema) -> T) -> T {
    SCHEMAS.with(|schemas| read(&schemas[view as usize]))
}
