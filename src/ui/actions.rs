//! What a part of the page may do, whichever it is: change the session, ask the engine, run a command, export, move the
//! focus elsewhere. The app provides it as a context, and it stays the same while the page is open.

use crate::ui::export::running::Exports;
use crate::ui::filter_bar::schemas::with_schema;
use crate::ui::hooks::clipboard::copy;
use crate::ui::prelude::*;
use crate::ui::targets::Targets;
use trailglass_protocol::cell::CellValue;
use trailglass_protocol::message::{Request, RowKey, View};
use trailglass_query::quote::{Place, written_literal};
use trailglass_session::Action;
use trailglass_session::command::Command;
use trailglass_session::notice::Notice;
use trailglass_session::table::Table;

/// What a part of the page may do.
#[derive(Clone, PartialEq)]
pub struct Actions {
    /// Changes the session.
    pub act: Callback<Action>,
    /// Sends the engine a request that is not derived from the session.
    pub ask: Callback<Request>,
    /// Runs a command, as its key does.
    pub run: Callback<Command>,
    /// Writes rows as files and to the clipboard.
    pub exports: Exports,
    /// The elements that the focus goes to from elsewhere.
    pub targets: Targets,
}

/// What a part may do.
///
/// # Panics
///
/// Outside of the app, which provides it.
#[hook]
pub fn use_actions() -> Actions {
    use_context().expect("the app provides the actions to all of its parts")
}

/// Changes the session.
#[hook]
pub fn use_act() -> Callback<Action> {
    use_actions().act
}

impl Actions {
    /// Asks for rows of the answer on screen.
    pub fn need_rows(&self, view: View, table: &Table, first: u32, count: u32) {
        if let Some(answer) = &table.answer {
            let fields = table.columns.names();
            self.ask.emit(Request::Page { view, no: answer.no, first, count, fields });
        }
    }

    /// Filters for a value of a field, or for there being none; or filters that out.
    pub fn filter(&self, view: View, text: &str, field: &str, value: CellValue, is_out: bool) {
        let (clause, is_out) = match value {
            CellValue::Text(value) => (trailglass_query::clause_text(field, &value), is_out),
            CellValue::Object(_) => (format!("{field}:*"), is_out),
            CellValue::Missing => (format!("{field}:*"), !is_out),
        };
        let clause = if is_out { format!("-{clause}") } else { clause };
        let text = with_schema(view, |schema| trailglass_query::with_clause(text, &clause, schema));
        self.act.emit(Action::CommitQuery(text));
    }

    /// Goes to the events that a query finds.
    pub fn follow(&self, query: &str) {
        self.act.emit(Action::FollowQuery(View::Events, query.to_owned()));
    }

    /// Goes to the events that hold a value anywhere.
    pub fn find_anywhere(&self, value: &str) {
        self.follow(&written_literal(value, Place::Bare));
    }

    /// Writes a value to the clipboard and says so.
    pub fn copy(&self, value: String) {
        copy(&self.act, value, Notice::transient("Copied"));
    }

    /// Opens an event in the events view and brings it into view there.
    pub fn show_event(&self, row: RowKey) {
        self.act.emit(Action::RevealEvent(row));
    }

    /// Opens a job in the jobs view.
    pub fn show_job(&self, key: String) {
        self.act.emit(Action::ChooseView(View::Jobs));
        self.act.emit(Action::OpenJob(key));
    }
}
