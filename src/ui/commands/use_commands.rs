//! What keys do anywhere in the page, and what commands do.

use super::Sheet;
use crate::ui::filter_bar::input::QUERY_INPUT;
use crate::ui::hooks::browser::{chord, focus_first, is_nowhere, is_typing};
use crate::ui::hooks::use_listener::use_window_listener;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_event::zone::Zone;
use trailglass_protocol::message::{Sort, View};
use trailglass_session::columns::Columns;
use trailglass_session::command::{Command, command_of, page_command_of};
use trailglass_session::{Action, Session};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// What commands act on.
#[derive(Clone, PartialEq)]
pub struct Reach {
    /// What the user has in front of them.
    pub session: Rc<Session>,
    /// Where intents go.
    pub act: Callback<Action>,
    /// Shows or hides the facets.
    pub toggle_facets: Callback<()>,
    /// Copies a link.
    pub share: Callback<()>,
    /// Opens the palette or the sheet.
    pub sheet: UseStateHandle<Sheet>,
}

impl Reach {
    /// Runs a command.
    pub fn run(&self, command: Command) {
        let view = self.session.view;
        let action = match command {
            Command::Filter => return focus_first(&format!("#{QUERY_INPUT}")),
            Command::ClearFilter => Action::QueryCommitted(String::new()),
            Command::Palette => return self.sheet.set(Sheet::Palette),
            Command::Keys => return self.sheet.set(Sheet::Keys),
            Command::SaveView => return self.sheet.set(Sheet::Naming),
            Command::Undo => Action::Undone,
            Command::Redo => Action::Redone,
            Command::Events => Action::ViewChosen(View::Events),
            Command::Jobs => Action::ViewChosen(View::Jobs),
            Command::Facets => return self.toggle_facets.emit(()),
            Command::Files => Action::FilesToggled,
            Command::ZoneUtc => Action::ZoneChosen(Zone::Utc),
            Command::ZoneLocal => Action::ZoneChosen(Zone::Local),
            Command::NewestFirst => Action::Sorted(Sort::newest_first()),
            Command::OldestFirst => Action::Sorted(Sort::by("time", false)),
            Command::FirstColumns => Action::ColumnsChanged(view, Rc::new(Columns::first(view))),
            Command::Export => return press("export-menu"),
            Command::Share => return self.share.emit(()),
            // The others are of a table, which hears its keys itself.
            _ => return,
        };
        self.act.emit(action);
    }
}

fn press(test_id: &str) {
    let button = gloo::utils::document().query_selector(&format!("[data-testid='{test_id}']")).ok().flatten();
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

/// Listens to the keys of the page. While a sheet is open the keys are its own, and while something is typed those
/// alone are heard that print no letter and undo nothing.
#[hook]
pub fn use_commands(reach: &Reach) {
    let callback = use_callback(reach.clone(), |event: Event, reach| {
        let event: KeyboardEvent = event.unchecked_into();
        if event.alt_key() || event.default_prevented() || *reach.sheet != Sheet::None {
            return;
        }
        let has_table = !reach.session.sources.list.is_empty();
        let Some(command) = page_command_of(&chord(&event)) else {
            if !has_table {
                return;
            }
            match command_of(&chord(&event)) {
                // Where the part that has the focus closes nothing itself.
                Some(Command::Close) if !is_typing(event.target()) => {
                    let Some(close) = reach.session.innermost() else { return };
                    event.prevent_default();
                    reach.act.emit(close);
                    if is_nowhere() {
                        focus_first("[role=grid] [tabindex='0']");
                    }
                }
                // With the first key of a table the focus comes to it from nowhere; the next one does something.
                Some(command) if command != Command::Close && is_nowhere() => {
                    event.prevent_default();
                    focus_first("[role=grid] [tabindex='0']");
                }
                _ => {}
            }
            return;
        };
        let is_typed = !event.ctrl_key() && !event.meta_key() || matches!(command, Command::Undo | Command::Redo);
        let is_always_there = matches!(command, Command::Keys);
        if is_typed && is_typing(event.target()) || !has_table && !is_always_there {
            return;
        }
        event.prevent_default();
        reach.run(command);
    });
    use_window_listener("keydown", callback);
}
