//! What a grid does when it is scrolled, clicked, typed into or commanded from outside.
//!
//! - [`keys`]: what its keys do

pub mod keys;

use super::columns::Column;
use super::command::GridCommand;
use super::dom::{columns_shown, is_shown, place_of};
use super::row::GridRow;
use super::state::{GridState, GridStateHandle};
use crate::ui::actions::Actions;
use crate::ui::common::shared::Shared;
use crate::ui::common::words::decimal;
use crate::ui::hooks::browser::{focus, is_nowhere, set_style};
use crate::ui::prelude::*;
use crate::ui::targets::active_cell;
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use trailglass_protocol::cell::CellValue;
use trailglass_session::Action;
use trailglass_session::cells::{Cell, nearest_column, row_at_distance};
use trailglass_session::columns::Columns;
use trailglass_session::command::Command;
use trailglass_session::table::Table;
use trailglass_session::viewport::Viewport;
use web_sys::{Element, HtmlElement};

/// Handles the events of a grid, as it is rendered once.
pub struct GridController<R: GridRow> {
    /// The element that scrolls.
    pub scroller: NodeRef,
    /// The element that holds the rows.
    pub block: NodeRef,
    /// The state of the grid.
    pub state: GridStateHandle<R>,
    /// What the grid may do.
    pub actions: Actions,
    /// Draws the grid again.
    pub redraw: UseForceUpdateHandle,
    /// The rows at hand.
    pub table: Shared<Table>,
    /// The columns.
    pub columns: Rc<Vec<Column>>,
    /// Whether a row is open, which then follows the focus.
    pub has_open: bool,
}

impl<R: GridRow> GridController<R> {
    /// Scrolls the browser to a view.
    pub fn scroll_to(&self, state: &mut GridState<R>, view: &Viewport) {
        if let Some(scroller) = self.scroller.cast::<HtmlElement>() {
            scroller.set_scroll_top(state.scroll_for(view));
        }
    }

    /// Follows the scrolling of the browser.
    pub fn on_scroll(&self) {
        let mut state = self.state.borrow_mut();
        let view = self.view_now(&mut state);
        self.turn(&mut state, view);
    }

    /// The view that the browser is scrolled to; it fires its event only with the next frame.
    fn view_now(&self, state: &mut GridState<R>) -> Viewport {
        match self.scroller.cast::<HtmlElement>() {
            Some(scroller) => state.scrolled_to(scroller.scroll_top()),
            None => state.view(),
        }
    }

    /// Moves the view; draws only where other rows come near.
    pub fn turn(&self, state: &mut GridState<R>, view: Viewport) {
        if state.follow(view) {
            self.redraw.force_update();
        } else if view.is_scaled() {
            set_style(&self.block, "transform", &block_transform(state.offset()));
        }
    }

    /// Does what is due once the rows have been drawn.
    pub fn on_drawn(self: &Rc<Self>) {
        let mut state = self.state.borrow_mut();
        // Scrolling moves the block without Yew, which then believes it elsewhere.
        set_style(&self.block, "transform", &block_transform(state.offset()));
        if state.take_scroll() {
            let view = state.view();
            self.scroll_to(&mut state, &view);
        }
        let is_astray = self.is_astray(state.cell());
        let wants_focus = state.take_focus(is_nowhere(), is_astray);
        let opened = state.take_open(&self.table);
        let missing = state.take_missing(&self.table);
        self.widen_when_calm(&mut state);
        drop(state);
        if wants_focus {
            // Only now: the browser calls the handler of the focus at once, and that borrows the state.
            focus(self.active_cell());
            self.state.borrow_mut().focus_arrived();
        }
        if let Some(row) = opened {
            self.actions.act.emit(row.open());
        }
        if let Some((first, count)) = missing {
            self.actions.need_rows(R::VIEW, &self.table, first, count);
        }
    }

    fn active_cell(&self) -> Option<Element> {
        active_cell(&self.scroller.cast()?)
    }

    /// The columns that are on screen in a row, or in the header.
    fn columns_shown(&self, row: Option<u32>) -> Vec<usize> {
        self.scroller.cast().map_or(Vec::new(), |grid| columns_shown(&grid, row))
    }

    /// Sees to it that the active cell is one that is on screen: beside an open row, and in a narrow window, some columns
    /// are not. Where the focus was in one of those, it goes to the nearest that is.
    pub fn keep_active_on_screen(&self, had_focus: bool) {
        let Some(cell) = self.active_cell().filter(|cell| !is_shown(cell)) else { return };
        let shown = self.columns_shown(place_of(Some(cell.into())).row);
        let mut state = self.state.borrow_mut();
        let column = nearest_column(&shown, state.cell().1);
        if column != state.cell().1 {
            state.go_to_column(column, had_focus);
            drop(state);
            self.redraw.force_update();
        }
    }

    /// Whether the focus is in another cell than the active one, which keys are for: its row is elsewhere in another answer.
    fn is_astray(&self, cell: Cell) -> bool {
        let Some(focused) = gloo::utils::document().active_element() else { return false };
        let place = place_of(Some(focused.into()));
        has_focus(&self.scroller) && place.row.is_some() && (place.row, place.column) != (cell.0, Some(cell.1))
    }

    /// Draws the rows around those in view as well, once nothing has been drawn for a moment.
    fn widen_when_calm(self: &Rc<Self>, state: &mut GridState<R>) {
        const CALM_MS: u32 = 300;
        state.set_calm(state.is_drawn_narrowly().then(|| {
            let controller = self.clone();
            Timeout::new(CALM_MS, move || {
                controller.state.borrow_mut().widen();
                controller.redraw.force_update();
            })
        }));
    }

    /// Makes a cell the active one and brings it into view.
    fn go(&self, cell: Cell, wants_focus: bool) {
        let mut state = self.state.borrow_mut();
        state.go(cell, wants_focus, self.has_open);
        if let Some(at) = cell.0 {
            let view = self.view_now(&mut state).showing(at);
            state.follow(view);
            self.scroll_to(&mut state, &view);
        }
        drop(state);
        self.redraw.force_update();
    }

    /// Executes a command from outside of the grid.
    pub fn execute(&self, command: GridCommand) {
        let ((row, column), n_rows) = {
            let state = self.state.borrow();
            (state.cell(), state.view().rows)
        };
        match command {
            GridCommand::Step(by) => {
                if let Some(to) = row_at_distance(row, by, n_rows) {
                    self.go((Some(to), column), false);
                }
            }
            GridCommand::Show(at) => self.go((Some(at), column), false),
            GridCommand::Focus => self.go((row, column), true),
        }
    }

    /// The pointer opens a row, or presses a button in a cell.
    pub fn on_click(&self, event: &MouseEvent) {
        let place = place_of(event.target());
        let Some(at) = place.row else { return };
        let mut state = self.state.borrow_mut();
        // Beside the cells the row is meant, and the column stays.
        let column = place.column.unwrap_or(state.cell().1);
        let Some(row) = state.mounted_at(&self.table, at) else { return };
        if let Some(command) = place.command {
            drop(state);
            self.run_on_cell(command, column, &row);
            return;
        }
        state.enter((at, row.clone()), column);
        drop(state);
        self.redraw.force_update();
        self.actions.act.emit(row.open());
    }

    /// Filters for the first value of a cell, filters it out, or copies it.
    fn run_on_cell(&self, command: Command, column: usize, row: &R) {
        let Some(column) = self.columns.get(column) else { return };
        let value: CellValue = row.cell_value(column);
        if command == Command::CopyValue {
            self.actions.copy(value.into_text());
        } else {
            let is_out = command == Command::FilterOut;
            self.actions.filter(R::VIEW, &self.table.text, &column.name, value, is_out);
        }
    }

    /// The columns were moved, resized or removed.
    pub fn change_columns(&self, columns: Rc<Columns>) {
        self.actions.act.emit(Action::ChangeColumns(R::VIEW, columns));
    }

    /// The focus came to a cell, by Tab or the pointer. A row that is out of sight comes into view with it.
    pub fn on_focus(&self, event: &FocusEvent) {
        let place = place_of(event.target());
        let Some(column) = place.column else { return };
        let mut state = self.state.borrow_mut();
        let Some(at) = place.row else {
            if state.enter_heading(column) {
                drop(state);
                self.redraw.force_update();
            }
            return;
        };
        let Some(row) = state.mounted_at(&self.table, at) else { return };
        if state.enter((at, row), column) {
            self.redraw.force_update();
        }
        // A row that is cut stays where it is: a pointer that went down on it is to come up on it.
        let view = self.view_now(&mut state);
        let (first, count) = view.rows_in_view();
        if !(first..first + count).contains(&at) {
            let shown = view.showing(at);
            self.scroll_to(&mut state, &shown);
            self.turn(&mut state, shown);
        }
    }
}

/// Whether the focus is in an element.
pub fn has_focus(element: &NodeRef) -> bool {
    let focused = gloo::utils::document().active_element();
    element.get().is_some_and(|element| focused.is_some_and(|focused| element.contains(Some(&focused))))
}

/// Where the block of rows lies, as a style. It is set together with the rows, so that no row is ever seen in another's
/// place.
pub fn block_transform(offset: f64) -> String {
    format!("translateY({}px)", decimal(offset))
}
