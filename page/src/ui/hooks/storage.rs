//! What the browser keeps between visits: how the person likes the page, and nothing of a log.

use trailglass::engine::message::View;
use trailglass::session::Session;
use trailglass::session::columns::Columns;
use web_sys::Storage;
use yew::prelude::*;

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

/// Keeps what is to be restored, whenever it changes.
#[hook]
pub fn use_kept(session: &Session) {
    let columns = View::ALL.map(|view| session.table(view).columns.clone());
    use_effect_with(columns, move |columns| {
        for (view, columns) in View::ALL.into_iter().zip(columns) {
            let is_first = **columns == Columns::first(view);
            keep(&columns_name(view), &if is_first { String::new() } else { columns.to_string() });
        }
    });
    use_effect_with(session.zone.clone(), move |zone| {
        let text = zone.to_string();
        keep("zone", if text == "utc" { "" } else { &text });
    });
}
