//! What keys do anywhere in the page, and what commands do.

use super::Sheet;
use crate::ui::hooks::browser::{chord, is_nowhere, is_typing};
use crate::ui::hooks::use_link::share;
use crate::ui::hooks::use_listener::use_window_listener;
use crate::ui::prelude::*;
use crate::ui::targets::{Target, Targets};
use std::rc::Rc;
use trailglass_event::zone::Zone;
use trailglass_protocol::message::{Sort, View};
use trailglass_session::columns::Columns;
use trailglass_session::command::{Command, command_of, page_command_of};
use trailglass_session::{Action, Session};
use wasm_bindgen::JsCast;

/// What commands act on.
#[derive(Clone, PartialEq)]
pub struct CommandContext {
    /// What the user has in front of them.
    pub session: Rc<Session>,
    /// Changes the session.
    pub act: Callback<Action>,
    /// Whether the facets are shown.
    pub has_facets: UseStateHandle<bool>,
    /// The elements that commands move the focus to.
    pub targets: Targets,
    /// The palette or the sheet of keys, if one is open.
    pub sheet: UseStateHandle<Sheet>,
}

impl CommandContext {
    /// Runs a command.
    fn run(&self, command: Command) {
        let view = self.session.view;
        let action = match command {
            Command::FocusFilter => return self.targets.focus(Target::QueryInput),
            Command::ClearFilter => Action::CommitQuery(String::new()),
            Command::OpenPalette => return self.sheet.set(Sheet::Palette),
            Command::ShowKeys => return self.sheet.set(Sheet::Keys),
            Command::SaveView => return self.sheet.set(Sheet::Naming),
            Command::Undo => Action::Undo,
            Command::Redo => Action::Redo,
            Command::ShowEvents => Action::ChooseView(View::Events),
            Command::ShowJobs => Action::ChooseView(View::Jobs),
            Command::ToggleFacets => return self.has_facets.set(!*self.has_facets),
            Command::ToggleFiles => Action::ToggleFiles,
            Command::ShowUtc => Action::ChooseZone(Zone::Utc),
            Command::ShowLocalTime => Action::ChooseZone(Zone::Local),
            Command::SortNewestFirst => Action::SetSort(Sort::newest_first()),
            Command::SortOldestFirst => Action::SetSort(Sort::by("time", false)),
            Command::ResetColumns => Action::ChangeColumns(view, Rc::new(Columns::default_of(view))),
            Command::OpenExport => return self.targets.press(Target::ExportButton),
            Command::CopyLink => return share(&self.session, &self.act),
            // Those of a table, which handles its keys itself.
            Command::MoveRowDown
            | Command::MoveRowUp
            | Command::MovePageDown
            | Command::MovePageUp
            | Command::MoveToFirstRow
            | Command::MoveToLastRow
            | Command::OpenRow
            | Command::CloseInnermost
            | Command::MoveCellLeft
            | Command::MoveCellRight
            | Command::MoveToFirstCell
            | Command::MoveToLastCell
            | Command::FilterFor
            | Command::FilterOut
            | Command::CopyValue
            | Command::MoveColumnLeft
            | Command::MoveColumnRight
            | Command::NarrowColumn
            | Command::WidenColumn
            | Command::FitColumn
            | Command::RemoveColumn => return,
        };
        self.act.emit(action);
    }

    /// Closes the innermost thing that is open, where the part that has the focus closes nothing itself.
    fn close(&self, event: &Event) {
        let Some(close) = self.session.close_innermost() else { return };
        event.prevent_default();
        self.act.emit(close);
        if is_nowhere() {
            self.targets.focus(Target::Grid);
        }
    }
}

/// Runs a command, as the session and the page are by then.
#[hook]
pub fn use_run(context: &CommandContext) -> Callback<Command> {
    let latest = use_mut_ref(|| context.clone());
    latest.replace(context.clone());
    use_callback((), move |command, ()| {
        let context = latest.borrow().clone();
        context.run(command);
    })
}

/// Listens to the keys of the page. While a sheet is open the keys are its own. While something is typed, only keys
/// with Control or Command are commands, except undo and redo.
#[hook]
pub fn use_commands(context: &CommandContext) {
    let callback = use_callback(context.clone(), |event: Event, context| {
        let event: KeyboardEvent = event.unchecked_into();
        if event.alt_key() || event.default_prevented() || *context.sheet != Sheet::None {
            return;
        }
        let has_table = !context.session.sources.list.is_empty();
        let Some(command) = page_command_of(&chord(&event)) else {
            match command_of(&chord(&event)).filter(|_| has_table) {
                Some(Command::CloseInnermost) if !is_typing(event.target()) => context.close(&event),
                // With the first key of a table the focus comes to it from nowhere; the next one does something.
                Some(command) if command != Command::CloseInnermost && is_nowhere() => {
                    event.prevent_default();
                    context.targets.focus(Target::Grid);
                }
                _ => {}
            }
            return;
        };
        let is_typed = !event.ctrl_key() && !event.meta_key() || matches!(command, Command::Undo | Command::Redo);
        let is_always_there = command == Command::ShowKeys;
        if is_typed && is_typing(event.target()) || !has_table && !is_always_there {
            return;
        }
        event.prevent_default();
        context.run(command);
    });
    use_window_listener("keydown", callback);
}
