//! Where commands move the focus of a grid. Not every cell is on screen: beside an open row, or in a narrow window, some
//! columns are not drawn.

use super::command::Command;
use super::viewport::Viewport;

/// A cell of a grid: the row, `None` for the header, and the column among all columns.
pub type Cell = (Option<u32>, usize);

/// The column on screen that is nearest to another, of equally near ones the one before it. `shown` are the columns on
/// screen in their order; where there is none, the column stays.
pub fn nearest(shown: &[usize], column: usize) -> usize {
    shown.iter().copied().min_by_key(|at| at.abs_diff(column)).unwrap_or(column)
}

/// The next column on screen to either side, if there is one.
pub fn beside(shown: &[usize], column: usize, is_right: bool) -> Option<usize> {
    match is_right {
        true => shown.iter().copied().find(|at| *at > column),
        false => shown.iter().copied().rev().find(|at| *at < column),
    }
}

/// The row so many rows on, within the table; `None` where it has no rows.
pub fn row_by(row: Option<u32>, by: i64, n_rows: u32) -> Option<u32> {
    let last = n_rows.checked_sub(1)?;
    let to = i64::from(row.unwrap_or(0)).saturating_add(by).clamp(0, i64::from(last));
    u32::try_from(to).ok()
}

/// Where a command moves the focus; `None` where it is no move.
pub fn moved(command: Command, (row, column): Cell, view: &Viewport, shown: &[usize]) -> Option<Cell> {
    let last = view.rows.checked_sub(1);
    let screen = ((view.height / view.row_height) as u32).saturating_sub(1).max(1);
    let down = |by: u32| Some(row.map_or(0, |row| row.saturating_add(by)).min(last?));
    let up = |by: u32| row.map(|row| row.saturating_sub(by));
    let sideways = |is_right| beside(shown, column, is_right).unwrap_or_else(|| nearest(shown, column));
    Some(match command {
        Command::RowUp => (row.and_then(|row| row.checked_sub(1)), column),
        Command::RowDown => (down(1), column),
        Command::PageUp => (up(screen), column),
        Command::PageDown => (down(screen), column),
        Command::FirstRow => (last.map(|_| 0), column),
        Command::LastRow => (last, column),
        Command::CellLeft => (row, sideways(false)),
        Command::CellRight => (row, sideways(true)),
        Command::FirstCell => (row, nearest(shown, 0)),
        Command::LastCell => (row, nearest(shown, usize::MAX)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(rows: u32) -> Viewport {
        Viewport { row_height: 24.0, height: 100.0, rows, top: 0.0 }
    }

    #[test]
    fn keys_move_over_the_columns_on_screen_alone() {
        let shown = [0, 1, 8];
        for (command, column, expected) in [
            (Command::CellRight, 0, 1),
            (Command::CellRight, 1, 8),
            (Command::CellRight, 8, 8),
            (Command::CellRight, 4, 8),
            (Command::CellLeft, 8, 1),
            (Command::CellLeft, 4, 1),
            (Command::CellLeft, 0, 0),
            (Command::FirstCell, 8, 0),
            (Command::LastCell, 0, 8),
        ] {
            let to = moved(command, (Some(3), column), &view(10), &shown);
            assert_eq!(to, Some((Some(3), expected)), "{command:?} from {column}");
        }
        assert_eq!((nearest(&shown, 9), nearest(&shown, 4), nearest(&[], 4)), (8, 1, 4));
    }

    #[test]
    fn keys_move_over_the_rows_and_into_the_header() {
        for (command, row, n_rows, expected) in [
            (Command::RowDown, None, 10, Some(0)),
            (Command::RowDown, Some(9), 10, Some(9)),
            (Command::RowDown, None, 0, None),
            (Command::RowUp, Some(0), 10, None),
            (Command::PageDown, Some(0), 10, Some(3)),
            (Command::PageUp, Some(4), 10, Some(1)),
            (Command::LastRow, None, 10, Some(9)),
            (Command::LastRow, None, 0, None),
            (Command::FirstRow, None, 0, None),
        ] {
            assert_eq!(moved(command, (row, 0), &view(n_rows), &[0]), Some((expected, 0)), "{command:?} from {row:?}");
        }
        for (row, by, n_rows, expected) in [
            (Some(3), 1, 10, Some(4)),
            (Some(9), 1, 10, Some(9)),
            (None, -1, 10, Some(0)),
            (Some(0), 1, 0, None),
            (Some(5), i64::MIN, 3, Some(0)),
            (Some(u32::MAX), i64::MAX, u32::MAX, Some(u32::MAX - 1)),
        ] {
            assert_eq!(row_by(row, by, n_rows), expected, "{by} from {row:?} of {n_rows}");
        }
    }
}
