//! What a part outside of a grid asks of it.

use crate::ui::prelude::*;

/// What a part outside of a grid asks of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GridCommand {
    /// Opens the row so many rows on.
    Step(i64),
    /// Brings a row into view.
    Show(u32),
    /// Takes the focus back.
    Focus,
}

/// The last command, with its number, so that the same command can be given twice.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LastCommand {
    no: u32,
    /// The command; `None` before the first.
    pub command: Option<GridCommand>,
}

/// The last command for a grid, and what gives it the next.
#[hook]
pub fn use_grid_command() -> (LastCommand, Callback<GridCommand>) {
    let last = use_state_eq(LastCommand::default);
    let now = *last;
    let give = Callback::from(move |command| last.set(LastCommand { no: last.no + 1, command: Some(command) }));
    (now, give)
}
