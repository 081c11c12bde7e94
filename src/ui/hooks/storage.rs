//! What the browser keeps between visits: how the person likes the page, and nothing of a log.

use trailglass_event::zone::Zone;
use trailglass_protocol::message::View;
use trailglass_session::columns::Columns;
use trailglass_session::{Action, Session};
use web_sys::Storage;

/// The browser's storage; none where it is turned off or refused.
fn storage() -> Option<Storage> {
    gloo::utils::window().local_storage().ok().flatten()
}

fn key(name: &str) -> String {
    format!("trailglass:{name}")
}

/// A text that was kept.
pub fn kept(name: &str) -> Option<String> {
    storage()?.get_item(&key(name)).ok().flatten()
}

/// Keeps a text; an empty one is forgotten. A browser that keeps nothing has the page as at first the next time.
pub fn keep(name: &str, text: &str) {
    let Some(storage) = storage() else { return };
    match text {
        "" => storage.remove_item(&key(name)).ok(),
        text => storage.set_item(&key(name), text).ok(),
    };
}

fn columns_name(view: View) -> String {
    format!("columns:{}", view.name())
}

/// A session as the person left it: columns and zone.
pub fn restored() -> Session {
    let columns = |view| Columns::parse(view, &kept(&columns_name(view)).unwrap_or_default());
    Session::default().restored(columns, &kept("zone").unwrap_or_default())
}

/// Keeps what a person has chosen. What only a link brought is not kept.
pub fn keep_choice(action: &Action) {
    match action {
        Action::ColumnsChanged(view, columns) => {
            let is_first = **columns == Columns::first(*view);
            keep(&columns_name(*view), &if is_first { String::new() } else { columns.to_string() });
        }
        Action::ZoneChosen(zone) => keep("zone", &if *zone == Zone::Utc { String::new() } else { zone.to_string() }),
        _ => {}
    }
}
