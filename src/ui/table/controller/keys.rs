//! What keys do in a grid.

use super::super::dom::{fitted, widths_of};
use super::super::row::GridRow;
use super::GridController;
use crate::ui::hooks::browser::chord;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_session::cells::{Cell, cell_after, column_left_of, column_right_of};
use trailglass_session::columns::Columns;
use trailglass_session::command::{Command, command_of};

/// A column is made wider or narrower by so many pixels at a time.
const RESIZE_STEP: i32 = 16;

impl<R: GridRow> GridController<R> {
    /// Runs the command of a key.
    pub fn on_key(&self, event: &KeyboardEvent) {
        if event.alt_key() {
            return;
        }
        let Some(command) = command_of(&chord(event)) else { return };
        let (row, column) = self.state.borrow().cell();
        // A heading is a button of its own.
        let is_on_button = row.is_none() && matches!(event.key().as_str(), "Enter" | " ");
        if is_on_button || !self.is_meant(command, row) {
            return;
        }
        event.prevent_default();
        if let Some(last) = self.columns.len().checked_sub(1) {
            self.run(command, (row, column.min(last)));
        }
    }

    /// Whether a command is for the grid. A column is removed on its heading alone: in a row, the key would be taken for one
    /// that is about the row. Where no row is open, the page closes what else is.
    fn is_meant(&self, command: Command, row: Option<u32>) -> bool {
        match command {
            Command::RemoveColumn => row.is_none(),
            Command::CloseInnermost => self.has_open,
            _ => true,
        }
    }

    fn run(&self, command: Command, cell: Cell) {
        let (row, column) = cell;
        match command {
            Command::OpenRow => {
                let opened = row.and_then(|at| self.state.borrow_mut().mounted_at(&self.table, at));
                if let Some(row) = opened {
                    self.actions.act.emit(row.open());
                }
            }
            Command::CloseInnermost => self.actions.act.emit(R::close()),
            Command::FilterFor | Command::FilterOut | Command::CopyValue => {
                let active = self.state.borrow().active_row();
                if let Some(row) = active {
                    self.run_on_cell(command, column, &row);
                }
            }
            Command::MoveColumnLeft | Command::MoveColumnRight | Command::RemoveColumn => {
                self.move_column(command, cell)
            }
            Command::NarrowColumn | Command::WidenColumn | Command::FitColumn => {
                if let Some(columns) = self.resized(command, column) {
                    self.change_columns(columns);
                }
            }
            _ => {
                let view = self.state.borrow().view();
                if let Some(cell) = cell_after(command, cell, &view, &self.columns_shown(row)) {
                    self.go(cell, true);
                }
            }
        }
    }

    /// Moves the column of a cell to the next place on screen, or removes it.
    fn move_column(&self, command: Command, (row, column): Cell) {
        let columns = &self.table.columns;
        if command == Command::RemoveColumn {
            let Some(hidden) = self.columns.get(column) else { return };
            let columns = columns.without(&hidden.name);
            self.go((row, column.min(columns.list.len().saturating_sub(1))), true);
            self.change_columns(Rc::new(columns));
            return;
        }
        let next_to = if command == Command::MoveColumnRight { column_right_of } else { column_left_of };
        let to = next_to(&self.columns_shown(row), column);
        if let Some(to) = to.filter(|to| *to < self.columns.len()) {
            self.go((row, to), true);
            self.change_columns(Rc::new(columns.moved(column, to)));
        }
    }

    /// The columns with one of them wider, narrower, or as wide as what is in it.
    fn resized(&self, command: Command, column: usize) -> Option<Rc<Columns>> {
        let grid = self.scroller.cast()?;
        let by = match command {
            Command::FitColumn => return fitted(&grid, &self.table.columns, column),
            Command::NarrowColumn => -RESIZE_STEP,
            _ => RESIZE_STEP,
        };
        let mut widths = widths_of(&grid);
        let width = widths.get_mut(column)?.as_mut()?;
        *width = (i32::from(*width) + by).clamp(0, i32::from(u16::MAX)) as u16;
        Some(Rc::new(self.table.columns.resized(&widths)))
    }
}
