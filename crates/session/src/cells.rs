//! Where commands move the focus of a grid. In a narrow window, or while a row is open, some columns are not drawn, and
//! the focus skips them.

use super::command::Command;
use super::viewport::Viewport;

/// A cell of a grid: the row, `None` for the header, and the column among all columns.
pub type Cell = (Option<u32>, usize);

/// The column on screen that is nearest to another; of two at the same distance the left one. `shown` are the columns on
/// screen in their order; where there is none, the result is the column itself.
pub fn nearest_column(shown: &[usize], column: usize) -> usize {
    shown.iter().copied().min_by_key(|at| at.abs_diff(column)).unwrap_or(column)
}

/// The next column on screen to the left, if there is one.
pub fn column_left_of(shown: &[usize], column: usize) -> Option<usize> {
    shown.iter().copied().rev().find(|at| *at < column)
}

/// The next column on screen to the right, if there is one.
pub fn column_right_of(shown: &[usize], column: usize) -> Option<usize> {
    shown.iter().copied().find(|at| *at > column)
}

/// The row at a distance from another, clamped to the table; `None` where the table has no rows.
pub fn row_at_distance(row: Option<u32>, by: i64, n_rows: u32) -> Option<u32> {
    let last = n_rows.checked_sub(1)?;
    let to = i64::from(row.unwrap_or(0)).saturating_add(by).clamp(0, i64::from(last));
    u32::try_from(to).ok()
}

/// The cell that a command moves the focus to; `None` for other commands.
pub fn cell_after(command: Command, (row, column): Cell, view: &Viewport, shown: &[usize]) -> Option<Cell> {
    let last = view.rows.checked_sub(1);
    let screen = ((view.height / view.row_height) as u32).saturating_sub(1).max(1);
    let down = |by: u32| Some(row.map_or(0, |row| row.saturating_add(by)).min(last?));
    let up = |by: u32| row.map(|row| row.saturating_sub(by));
    let nearest = || nearest_column(shown, column);
    Some(match command {
        Command::MoveRowUp => (row.and_then(|row| row.checked_sub(1)), column),
        Command::MoveRowDown => (down(1), column),
        Command::MovePageUp => (up(screen), column),
        Command::MovePageDown => (down(screen), column),
        Command::MoveToFirstRow => (last.map(|_| 0), column),
        Command::MoveToLastRow => (last, column),
        Command::MoveCellLeft => (row, column_left_of(shown, column).unwrap_or_else(nearest)),
        Command::MoveCellRight => (row, column_right_of(shown, column).unwrap_or_else(nearest)),
        Command::MoveToFirstCell => (row, nearest_column(shown, 0)),
        Command::MoveToLastCell => (row, nearest_column(shown, usize::MAX)),
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
            (Command::MoveCellRight, 0, 1),
            (Command::MoveCellRight, 1, 8),
            (Command::MoveCellRight, 8, 8),
            (Command::MoveCellRight, 4, 8),
            (Command::MoveCellLeft, 8, 1),
            (Command::MoveCellLeft, 4, 1),
            (Command::MoveCellLeft, 0, 0),
            (Command::MoveToFirstCell, 8, 0),
            (Command::MoveToLastCell, 0, 8),
        ] {
            let to = cell_after(command, (Some(3), column), &view(10), &shown);
            assert_eq!(to, Some((Some(3), expected)), "{command:?} from {column}");
        }
        assert_eq!((nearest_column(&shown, 9), nearest_column(&shown, 4), nearest_column(&[], 4)), (8, 1, 4));
    }

    #[test]
    fn keys_move_over_the_rows_and_into_the_header() {
        for (command, row, n_rows, expected) in [
            (Command::MoveRowDown, None, 10, Some(0)),
            (Command::MoveRowDown, Some(9), 10, Some(9)),
            (Command::MoveRowDown, None, 0, None),
            (Command::MoveRowUp, Some(0), 10, None),
            (Command::MovePageDown, Some(0), 10, Some(3)),
            (Command::MovePageUp, Some(4), 10, Some(1)),
            (Command::MoveToLastRow, None, 10, Some(9)),
            (Command::MoveToLastRow, None, 0, None),
            (Command::MoveToFirstRow, None, 0, None),
        ] {
            assert_eq!(
                cell_after(command, (row, 0), &view(n_rows), &[0]),
                Some((expected, 0)),
                "{command:?} from {row:?}"
            );
        }
        for (row, by, n_rows, expected) in [
            (Some(3), 1, 10, Some(4)),
            (Some(9), 1, 10, Some(9)),
            (None, -1, 10, Some(0)),
            (Some(0), 1, 0, None),
            (Some(5), i64::MIN, 3, Some(0)),
            (Some(u32::MAX), i64::MAX, u32::MAX, Some(u32::MAX - 1)),
        ] {
            assert_eq!(row_at_distance(row, by, n_rows), expected, "{by} from {row:?} of {n_rows}");
        }
    }
}
