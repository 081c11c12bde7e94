//! What the browser keeps between visits: how the person likes the page, and nothing of a log.

use std::cell::RefCell;
use std::collections::HashMap;
use trailglass_event::zone::Zone;
use trailglass_protocol::message::View;
use trailglass_session::columns::Columns;
use trailglass_session::notice::Notice;
use trailglass_session::{Action, Session};
use web_sys::Storage;

/// The browser's storage; none where it is turned off or refused. Not gloo's `LocalStorage`, which panics there.
fn storage() -> Option<Storage> {
    gloo::utils::window().local_storage().ok().flatten()
}

fn key(name: &str) -> String {
    format!("trailglass:{name}")
}

thread_local! {
    /// Texts that the browser did not keep, by name.
    static OF_THIS_TAB: RefCell<HashMap<String, String>> = RefCell::default();
}

/// A text that was kept, in the browser or in this tab.
pub fn kept(name: &str) -> Option<String> {
    let of_this_tab = OF_THIS_TAB.with_borrow(|texts| texts.get(name).cloned());
    let kept = of_this_tab.or_else(|| storage()?.get_item(&key(name)).ok().flatten());
    kept.filter(|text| !text.is_empty())
}

/// The browser did not keep a text: its storage is full, turned off or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotKept;

impl NotKept {
    /// The notice that says so of a choice.
    pub fn notice(self, what: &str) -> Notice {
        let detail = "The browser's storage for this page is full or turned off. Delete the data of this site in the browser's \
                      settings, or allow the site to keep data. A copied link holds the view as well.";
        Notice::persistent(format!("{what} lasts only while this tab is open"), detail)
    }
}

/// Keeps a text; an empty one is forgotten. What the browser does not keep is kept as long as the tab.
///
/// # Errors
///
/// The browser's storage is full or turned off.
pub fn keep(name: &str, text: &str) -> Result<(), NotKept> {
    let kept = storage().ok_or(NotKept).and_then(|storage| {
        let kept = match text {
            "" => storage.remove_item(&key(name)),
            text => storage.set_item(&key(name), text),
        };
        kept.map_err(|_| NotKept)
    });
    OF_THIS_TAB.with_borrow_mut(|texts| match kept {
        Ok(()) => texts.remove(name),
        Err(_) => texts.insert(name.to_owned(), text.to_owned()),
    });
    kept
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
///
/// # Errors
///
/// The browser's storage is full or turned off.
pub fn keep_choice(action: &Action) -> Result<(), NotKept> {
    match action {
        Action::ChangeColumns(view, columns) => {
            let is_first = **columns == Columns::default_of(*view);
            keep(&columns_name(*view), &if is_first { String::new() } else { columns.to_string() })
        }
        Action::ChooseZone(zone) => keep("zone", &if *zone == Zone::Utc { String::new() } else { zone.to_string() }),
        _ => Ok(()),
    }
}
