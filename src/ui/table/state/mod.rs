//! Where a grid is scrolled to, which cell is active, and what is drawn. It outlives the grid while another view is on
//! screen, so that coming back finds the same rows.
//!
//! - [`source`]: which rows are drawn while those in view are on their way
//! - [`elements`]: which row gets which element
//! - [`layout`]: what the grid draws

pub mod elements;
pub mod layout;
pub mod source;

use super::row::GridRow;
use crate::ui::common::shared::Shared;
use crate::ui::prelude::*;
use elements::RowElements;
use gloo::timers::callback::Timeout;
use source::RowSource;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass_protocol::id::QueryId;
use trailglass_session::cells::Cell;
use trailglass_session::columns::Columns;
use trailglass_session::table::{Table, Window};
use trailglass_session::viewport::Viewport;

/// The state of a grid.
pub struct GridState<R: GridRow> {
    /// The part of the table in view.
    view: Viewport,
    /// Whether the window is as narrow as a telephone, where rows show some of the columns.
    is_narrow: bool,
    /// The rows that are drawn: the first, and how many. At first only the rows in view are drawn, so that an answer is on
    /// screen soon; those around them follow when the page has been calm for a moment, or with the first scrolling.
    drawn: (u32, u32),
    /// The answer and its version whose rows those are.
    drawn_for: Option<(QueryId, u32)>,
    /// Waits for a calm moment.
    calm: Option<Timeout>,
    /// The active cell: the row from 0, `None` for the header, and the column from 0.
    cell: Cell,
    /// The last row that was active and at hand, with its place. It stays mounted when it is out of sight, and keeps the
    /// focus while the one that is to have it is on its way.
    active: Option<(u32, Rc<R>)>,
    /// The row that the focus is leaving. It stays mounted until the focus has gone over, so that no key is lost.
    leaving: Option<(u32, Rc<R>)>,
    /// Whether the person has had the focus or the pointer in a row. Until then the first row is the active one.
    is_used: bool,
    /// What is to be done once the rows are drawn.
    due: Due,
    /// Where the browser was last known to be scrolled to.
    scroll_top: i32,
    /// The answer that is drawn.
    no: Option<QueryId>,
    source: RowSource,
    elements: RowElements<R::Name>,
    /// What was last asked for, so that it is asked once.
    asked: Option<(QueryId, u32, u32, u32, Rc<Columns>)>,
}

/// What is to be done once the rows are drawn.
#[derive(Default)]
struct Due {
    /// The browser is to scroll to where the view is: another answer starts at its top.
    scroll: bool,
    /// The focus is to go to the active cell.
    focus: bool,
    /// The focus was in a row of another answer: it comes to the active cell if that row went away with it.
    regain: bool,
    /// The row to open.
    open: Option<u32>,
}

/// The state of a grid, shared between its renderings.
pub type GridStateHandle<R> = Shared<RefCell<GridState<R>>>;

/// The state of a grid, which lives as long as the part that uses this hook.
#[hook]
pub fn use_grid_state<R: GridRow>() -> GridStateHandle<R> {
    Shared(use_memo((), |()| RefCell::new(GridState::default())))
}

impl<R: GridRow> Default for GridState<R> {
    fn default() -> Self {
        GridState {
            // The style sheet's height of a row takes its place when the grid is measured.
            view: Viewport { row_height: 24.0, height: 0.0, rows: 0, top: 0.0 },
            is_narrow: false,
            drawn: (0, 0),
            drawn_for: None,
            calm: None,
            cell: (Some(0), 0),
            active: None,
            leaving: None,
            is_used: false,
            due: Due { scroll: true, ..Due::default() },
            scroll_top: 0,
            no: None,
            source: RowSource::default(),
            elements: RowElements::default(),
            asked: None,
        }
    }
}

impl<R: GridRow> GridState<R> {
    /// The part of the table in view.
    pub fn view(&self) -> Viewport {
        self.view
    }

    /// The active cell.
    pub fn cell(&self) -> Cell {
        self.cell
    }

    /// Whether rows show some of the columns only.
    pub fn is_narrow(&self) -> bool {
        self.is_narrow
    }

    /// The row of the active cell, if it is at hand.
    pub fn active_row(&self) -> Option<Rc<R>> {
        let active = self.active.as_ref().filter(|(at, _)| self.cell.0 == Some(*at));
        active.map(|(_, row)| row.clone())
    }

    /// Whether the active row is at hand; the header always is.
    pub fn has_active(&self) -> bool {
        self.cell.0.is_none() || self.active_row().is_some()
    }

    /// The row that is drawn at a place.
    pub fn mounted_at(&mut self, table: &Table, at: u32) -> Option<Rc<R>> {
        let window = self.source.window(table, &self.view);
        let active = self.active.as_ref().filter(|(held, _)| *held == at).map(|(_, row)| row);
        row_at::<R>(&window, at).or(active).cloned()
    }

    /// Makes a cell the active one, as the person moves there by a key. `has_open` is whether the row is opened with it.
    pub fn go(&mut self, cell: Cell, wants_focus: bool, has_open: bool) {
        if wants_focus && self.leaving.is_none() {
            self.leaving = self.active.clone();
        }
        self.is_used = true;
        self.cell = cell;
        self.due.focus = wants_focus;
        if let Some(at) = cell.0 {
            self.due.open = has_open.then_some(at);
        }
    }

    /// Makes another column the active one, in the same row.
    pub fn go_to_column(&mut self, column: usize, wants_focus: bool) {
        self.cell.1 = column;
        self.due.focus = wants_focus;
    }

    /// Makes the cell of a row the active one, which the pointer or the focus is in. Returns whether it was another.
    pub fn enter(&mut self, (at, row): (u32, Rc<R>), column: usize) -> bool {
        self.is_used = true;
        let is_other = self.cell != (Some(at), column);
        self.cell = (Some(at), column);
        self.active = Some((at, row));
        is_other
    }

    /// Makes a heading the active cell. Returns whether it was another.
    pub fn enter_heading(&mut self, column: usize) -> bool {
        let is_other = self.cell != (None, column);
        self.cell = (None, column);
        is_other
    }

    /// The browser is scrolled to here. Returns the view that it now has.
    pub fn scrolled_to(&mut self, scroll_top: i32) -> Viewport {
        self.scroll_top = scroll_top;
        self.view.scrolled_to(f64::from(scroll_top))
    }

    /// Where the browser has to be scrolled to for a view; it counts as being there.
    pub fn scroll_for(&mut self, view: &Viewport) -> i32 {
        self.scroll_top = view.scroll_top().round() as i32;
        self.scroll_top
    }

    /// Follows the view. Returns whether other rows have to be drawn: not before half of those ahead are in sight, so
    /// that most moves of the wheel draw nothing.
    pub fn follow(&mut self, view: Viewport) -> bool {
        self.view = view;
        let (first, count) = self.drawn;
        let (seen, seen_count) = view.rows_in_view();
        let margin = seen_count / 2;
        let is_near_start = first > 0 && seen < first + margin.min(seen);
        let is_near_end = first + count < view.rows && seen + seen_count + margin > first + count;
        if is_near_start || is_near_end {
            // After a leap those in view come first.
            let is_leap = seen + seen_count <= first || first + count <= seen;
            self.drawn = if is_leap { (seen, seen_count) } else { view.rows_to_draw() };
        }
        is_near_start || is_near_end
    }

    /// Takes the heights of a row and of the view, in pixels, and keeps the first row in view where it is. Returns whether
    /// anything is other than before.
    pub fn measured(&mut self, row_height: Option<f64>, height: f64, is_narrow: bool) -> bool {
        let before = (self.view, self.is_narrow);
        let first = self.view.top / self.view.row_height;
        self.view.row_height = row_height.unwrap_or(self.view.row_height);
        self.view.height = height;
        self.view = self.view.at(first * self.view.row_height);
        self.is_narrow = is_narrow;
        let is_other = before != (self.view, is_narrow);
        if is_other {
            self.drawn = self.view.rows_in_view();
        }
        is_other
    }

    /// Whether the browser has to scroll now that the rows are drawn. Scrolling to where it is already would cost a layout
    /// of its own.
    pub fn take_scroll(&mut self) -> bool {
        std::mem::take(&mut self.due.scroll) && f64::from(self.scroll_top) != self.view.scroll_top().round()
    }

    /// Whether the focus has to go to the active cell now that the rows are drawn. `is_nowhere` is whether nothing has the
    /// focus, `is_astray` whether it is in another cell than the active one.
    pub fn take_focus(&mut self, is_nowhere: bool, is_astray: bool) -> bool {
        let has_lost_it = std::mem::take(&mut self.due.regain) && is_nowhere;
        self.has_active() && (std::mem::take(&mut self.due.focus) || has_lost_it || is_astray)
    }

    /// The focus has gone over to the active cell.
    pub fn focus_arrived(&mut self) {
        self.leaving = None;
    }

    /// The row that is to be opened, once it is at hand.
    pub fn take_open(&mut self, table: &Table) -> Option<Rc<R>> {
        let row = row_at::<R>(&table.window, self.due.open?).cloned();
        if row.is_some() {
            self.due.open = None;
        }
        row
    }

    /// The rows to ask for: the first, and how many; once for each answer and place.
    pub fn take_missing(&mut self, table: &Table) -> Option<(u32, u32)> {
        let answer = table.answer.as_ref()?;
        let (first, count) = self.drawn;
        let columns = &table.columns;
        if table.window.covers(first, count, self.view.rows) && table.window.has(columns) {
            return None;
        }
        let asked = Some((answer.no, answer.generation, first, count, columns.clone()));
        if self.asked == asked {
            return None;
        }
        self.asked = asked;
        Some((first, count))
    }

    /// Whether only the rows in view are drawn, and those around them are to follow.
    pub fn is_drawn_narrowly(&self) -> bool {
        self.view.height > 0.0 && self.drawn == self.view.rows_in_view() && self.drawn != self.view.rows_to_draw()
    }

    /// Waits for a calm moment, or no longer.
    pub fn set_calm(&mut self, calm: Option<Timeout>) {
        self.calm = calm;
    }

    /// Draws the rows around those in view as well.
    pub fn widen(&mut self) {
        self.drawn = self.view.rows_to_draw();
    }
}

/// The row of a window at a place, if it is at hand.
fn row_at<R: GridRow>(window: &Window, at: u32) -> Option<&Rc<R>> {
    R::of(&window.rows).get(at.checked_sub(window.first)? as usize)
}
