//! What the commands of `session::command` do with the focus of a grid.

use trailglass_session::command::Command;
use trailglass_session::viewport::Viewport;

/// A cell of a grid; the row is `None` for the header.
pub type Cell = (Option<u32>, usize);

/// Where a command moves the focus; `None` where it is no move.
pub fn moved(command: Command, (row, column): Cell, view: &Viewport, n_columns: usize) -> Option<Cell> {
    let last = view.rows.saturating_sub(1);
    let screen = ((view.height / view.row_height) as u32).saturating_sub(1).max(1);
    let down = |by: u32| row.map_or(Some(0), |row| Some(row.saturating_add(by).min(last)));
    let up = |by: u32| row.map(|row| row.saturating_sub(by));
    Some(match command {
        Command::RowUp => (row.and_then(|row| row.checked_sub(1)), column),
        Command::RowDown => (down(1), column),
        Command::PageUp => (up(screen), column),
        Command::PageDown => (down(screen), column),
        Command::FirstRow => (Some(0), column),
        Command::LastRow => (Some(last), column),
        Command::CellLeft => (row, column.saturating_sub(1)),
        Command::CellRight => (row, (column + 1).min(n_columns - 1)),
        Command::FirstCell => (row, 0),
        Command::LastCell => (row, n_columns - 1),
        _ => return None,
    })
}
