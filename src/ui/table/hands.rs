//! What a grid does when it is scrolled, clicked, typed into or asked from outside.

use super::columns::{Column, fitted, widths_of};
use super::grid::{Happened, Wanted};
use super::memory::{Held, Memory};
use super::row::{GridRow, Tool, cells_shown, is_shown, place_of};
use crate::ui::common::shared::Shared;
use crate::ui::common::words::decimal;
use crate::ui::hooks::browser::{chord, focus, is_narrow, is_nowhere, set_style};
use crate::ui::prelude::*;
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use trailglass_session::cells::{beside, moved, nearest, row_by};
use trailglass_session::command::{Command, command_of};
use trailglass_session::table::Table;
use trailglass_session::viewport::Viewport;
use web_sys::HtmlElement;

/// What the gestures of a grid take hold of.
pub struct Hands<R: GridRow> {
    /// The element that scrolls.
    pub scroller: NodeRef,
    /// The element that holds the rows.
    pub block: NodeRef,
    /// Where the grid stands.
    pub held: Held<R>,
    /// What happens goes there.
    pub on: Callback<Happened<R>>,
    /// Draws the grid again.
    pub redraw: UseForceUpdateHandle,
    /// The rows at hand.
    pub table: Shared<Table>,
    /// The columns.
    pub columns: Rc<Vec<Column>>,
    /// Whether a row is open, which then follows the focus.
    pub has_open: bool,
}

impl<R: GridRow> Clone for Hands<R> {
    fn clone(&self) -> Self {
        let Hands { scroller, block, held, on, redraw, table, columns, has_open } = self;
        Hands {
            scroller: scroller.clone(),
            block: block.clone(),
            held: held.clone(),
            on: on.clone(),
            redraw: redraw.clone(),
            table: table.clone(),
            columns: columns.clone(),
            has_open: *has_open,
        }
    }
}

impl<R: GridRow> Hands<R> {
    /// Scrolls the browser to a view.
    pub fn scroll_to(&self, memory: &mut Memory<R>, view: &Viewport) {
        if let Some(scroller) = self.scroller.cast::<HtmlElement>() {
            memory.scroll_top = view.scroll_top().round() as i32;
            scroller.set_scroll_top(memory.scroll_top);
        }
    }

    /// The browser scrolled.
    pub fn scrolled(&self) {
        let mut memory = self.held.0.borrow_mut();
        let view = self.look(&mut memory);
        self.turn(&mut memory, view);
    }

    /// Where the view is now; the browser tells of a move only with the next frame.
    fn look(&self, memory: &mut Memory<R>) -> Viewport {
        if let Some(scroller) = self.scroller.cast::<HtmlElement>() {
            memory.scroll_top = scroller.scroll_top();
        }
        memory.view.scrolled_to(f64::from(memory.scroll_top))
    }

    /// Moves the view; draws only where other rows come near.
    pub fn turn(&self, memory: &mut Memory<R>, view: Viewport) {
        if memory.follow(view) {
            self.redraw.force_update();
        } else if view.is_scaled() {
            set_style(&self.block, "transform", &block_transform(memory));
        }
    }

    /// Takes the heights from the page and keeps the first row in view where it is.
    pub fn measure(&self, scroller: &HtmlElement) {
        let pixels = |name: &str| {
            let style = gloo::utils::window().get_computed_style(scroller).ok().flatten()?;
            let pixels = js_sys::parse_float(&style.get_property_value(name).ok()?);
            pixels.is_finite().then_some(pixels)
        };
        let mut memory = self.held.0.borrow_mut();
        let before = memory.view;
        let row_height = pixels("--row-height").filter(|pixels| *pixels >= 1.0);
        memory.view.row_height = row_height.unwrap_or(before.row_height);
        let header = pixels("--header-height").unwrap_or(0.0);
        memory.view.height = (f64::from(scroller.client_height()) - header).max(0.0);
        memory.view = memory.view.at(before.top / before.row_height * memory.view.row_height);
        let view = memory.view;
        self.scroll_to(&mut memory, &view);
        let was_narrow = std::mem::replace(&mut memory.is_narrow, is_narrow());
        if view != before || memory.is_narrow != was_narrow {
            memory.drawn = view.rows_in_view();
            drop(memory);
            self.redraw.force_update();
        }
    }

    /// The rows have been drawn.
    pub fn drawn(&self) {
        let mut memory = self.held.0.borrow_mut();
        // Scrolling moves the block without Yew, which then believes it elsewhere.
        set_style(&self.block, "transform", &block_transform(&memory));
        let view = memory.view;
        // Scrolling to where it is already would cost a layout of its own.
        if std::mem::take(&mut memory.wants_top) && f64::from(memory.scroll_top) != view.scroll_top().round() {
            self.scroll_to(&mut memory, &view);
        }
        let has_lost_it = std::mem::take(&mut memory.regains_focus) && is_nowhere();
        let wants_focus =
            memory.has_active() && (std::mem::take(&mut memory.wants_focus) || has_lost_it || self.is_astray(&memory));
        let opened = memory.wants_open.and_then(|at| Memory::row_at(&self.table.window, at).cloned());
        if opened.is_some() {
            memory.wants_open = None;
        }
        let missing = self.missing(&mut memory);
        self.widen_when_calm(&mut memory);
        drop(memory);
        if wants_focus {
            // Only now: the focus is heard at once, and what hears it looks at the memory.
            focus(self.active_cell());
            self.held.0.borrow_mut().left = None;
        }
        if let Some(row) = opened {
            self.on.emit(Happened::Opened(row));
        }
        if let Some((first, count)) = missing {
            self.on.emit(Happened::Needs(first, count));
        }
    }

    /// The cell that Tab leads to.
    fn active_cell(&self) -> Option<web_sys::Element> {
        self.scroller.cast::<web_sys::Element>()?.query_selector("[tabindex='0']").ok().flatten()
    }

    /// The columns that are on screen in a row, or in the header.
    fn shown_in(&self, row: Option<u32>) -> Vec<usize> {
        self.scroller.cast().map_or(Vec::new(), |grid| cells_shown(&grid, row))
    }

    /// Sees to it that the active cell is one that is on screen: beside an open row, and in a narrow window, some columns
    /// are not. Where the focus was in one of those, it goes to the nearest that is.
    pub fn keep_active_on_screen(&self, had_focus: bool) {
        let Some(cell) = self.active_cell().filter(|cell| !is_shown(cell)) else { return };
        let row = place_of(Some(cell.into())).row;
        let shown = self.shown_in(row);
        let mut memory = self.held.0.borrow_mut();
        let column = nearest(&shown, memory.active_column);
        if column != memory.active_column {
            memory.active_column = column;
            memory.wants_focus = had_focus;
            drop(memory);
            self.redraw.force_update();
        }
    }

    /// Whether the focus is in another cell than the active one, which keys are for: its row went elsewhere with another answer.
    fn is_astray(&self, memory: &Memory<R>) -> bool {
        let Some(focused) = gloo::utils::document().active_element() else { return false };
        let place = place_of(Some(focused.into()));
        has_focus(&self.scroller)
            && place.row.is_some()
            && (place.row, place.column) != (memory.active_row, Some(memory.active_column))
    }

    /// Draws the rows around those in view as well, once nothing has been drawn for a moment.
    fn widen_when_calm(&self, memory: &mut Memory<R>) {
        const CALM_MS: u32 = 300;
        let is_narrow = memory.drawn == memory.view.rows_in_view() && memory.drawn != memory.view.rows_to_draw();
        memory.calm = (is_narrow && memory.view.height > 0.0).then(|| {
            let hands = self.clone();
            Timeout::new(CALM_MS, move || {
                {
                    let mut memory = hands.held.0.borrow_mut();
                    memory.drawn = memory.view.rows_to_draw();
                }
                hands.redraw.force_update();
            })
        });
    }

    /// The rows to ask for, once for each answer and place.
    fn missing(&self, memory: &mut Memory<R>) -> Option<(u32, u32)> {
        let answer = self.table.answer.as_ref()?;
        let (first, count) = memory.drawn;
        let columns = &self.table.columns;
        if self.table.window.covers(first, count, memory.view.rows) && self.table.window.has(columns) {
            return None;
        }
        let asked = Some((answer.no, answer.generation, first, count, columns.clone()));
        if memory.asked == asked {
            return None;
        }
        memory.asked = asked;
        Some((first, count))
    }

    /// Moves the focus to a cell and brings it into view.
    fn go(&self, row: Option<u32>, column: usize, wants_focus: bool) {
        let mut memory = self.held.0.borrow_mut();
        if wants_focus && memory.left.is_none() {
            memory.left = memory.active.clone();
        }
        memory.is_used = true;
        memory.active_row = row;
        memory.active_column = column;
        memory.wants_focus = wants_focus;
        if let Some(at) = row {
            let view = self.look(&mut memory).showing(at);
            memory.follow(view);
            self.scroll_to(&mut memory, &view);
            memory.wants_open = self.has_open.then_some(at);
        }
        drop(memory);
        self.redraw.force_update();
    }

    /// Grants a wish.
    pub fn grant(&self, wanted: Wanted) {
        let (row, column, rows) = {
            let memory = self.held.0.borrow();
            (memory.active_row, memory.active_column, memory.view.rows)
        };
        match wanted {
            Wanted::Nothing => {}
            Wanted::Step(by) => {
                if let Some(to) = row_by(row, by, rows) {
                    self.go(Some(to), column, false);
                }
            }
            Wanted::Show(at) => self.go(Some(at), column, false),
            Wanted::Focus => self.go(row, column, true),
        }
    }

    /// The row that is drawn at a place.
    fn mounted(&self, at: u32) -> Option<Rc<R>> {
        let mut memory = self.held.0.borrow_mut();
        let window = memory.window(&self.table);
        let held = memory.active.as_ref().filter(|(held, _)| *held == at).map(|(_, row)| row);
        Memory::row_at(&window, at).or(held).cloned()
    }

    /// The pointer opens a row, or uses a tool of a cell.
    pub fn clicked(&self, event: &MouseEvent) {
        let place = place_of(event.target());
        let Some(at) = place.row else { return };
        // Beside the cells the row is meant, and the column stays.
        let column = place.column.unwrap_or(self.held.0.borrow().active_column);
        let Some(row) = self.mounted(at) else { return };
        if let Some(tool) = place.tool {
            self.columns.get(column).into_iter().for_each(|column| self.on.emit(used(tool, column, &row)));
            return;
        }
        {
            let mut memory = self.held.0.borrow_mut();
            memory.is_used = true;
            (memory.active_row, memory.active_column) = (Some(at), column);
            memory.active = Some((at, row.clone()));
        }
        self.redraw.force_update();
        self.on.emit(Happened::Opened(row));
    }

    /// A key was pressed in the grid.
    pub fn pressed(&self, event: &KeyboardEvent) {
        if event.alt_key() {
            return;
        }
        let Some(command) = command_of(&chord(event)) else { return };
        let (cell, view, active) = {
            let memory = self.held.0.borrow();
            let active = memory.active.as_ref().filter(|(at, _)| memory.active_row == Some(*at));
            ((memory.active_row, memory.active_column), memory.view, active.map(|(_, row)| row.clone()))
        };
        let is_on_button = cell.0.is_none() && matches!(event.key().as_str(), "Enter" | " ");
        if is_on_button {
            return; // the heading is a button of its own
        }
        // A column is removed on its heading alone: in a row, the key would be taken for one that is about the row.
        // Where no row is open, the page closes what else is.
        let is_meant = match command {
            Command::ColumnHide => cell.0.is_none(),
            Command::Close => self.has_open,
            _ => true,
        };
        if !is_meant {
            return;
        }
        event.prevent_default();
        let Some(last) = self.columns.len().checked_sub(1) else { return };
        let column = cell.1.min(last);
        let using = |tool| Some(used(tool, self.columns.get(column)?, active.as_ref()?));
        let happened = match command {
            Command::Open => cell.0.and_then(|at| self.mounted(at)).map(Happened::Opened),
            Command::Close => Some(Happened::Closed),
            Command::FilterFor => using(Tool::For),
            Command::FilterOut => using(Tool::Out),
            Command::Copy => using(Tool::Copy),
            Command::ColumnLeft | Command::ColumnRight => {
                let to = beside(&self.shown_in(cell.0), column, command == Command::ColumnRight);
                let Some(to) = to.filter(|to| *to <= last) else { return };
                self.go(cell.0, to, true);
                Some(Happened::Changed(Rc::new(self.table.columns.moved(column, to))))
            }
            Command::ColumnNarrower => self.resized(column, -RESIZE_STEP),
            Command::ColumnWider => self.resized(column, RESIZE_STEP),
            Command::ColumnFit => {
                let grid = self.scroller.cast::<web_sys::Element>();
                grid.and_then(|grid| fitted(&grid, &self.table.columns, column)).map(Happened::Changed)
            }
            Command::ColumnHide => {
                let Some(hidden) = self.columns.get(column) else { return };
                let columns = self.table.columns.without(&hidden.name);
                self.go(cell.0, column.min(columns.list.len().saturating_sub(1)), true);
                Some(Happened::Changed(Rc::new(columns)))
            }
            _ => {
                if let Some((row, column)) = moved(command, cell, &view, &self.shown_in(cell.0)) {
                    self.go(row, column, true);
                }
                None
            }
        };
        if let Some(happened) = happened {
            self.on.emit(happened);
        }
    }

    /// The columns with one of them wider by some pixels.
    fn resized(&self, column: usize, by: i32) -> Option<Happened<R>> {
        let mut widths = widths_of(&self.scroller.cast()?);
        let width = widths.get_mut(column)?.as_mut()?;
        *width = (i32::from(*width) + by).clamp(0, i32::from(u16::MAX)) as u16;
        Some(Happened::Changed(Rc::new(self.table.columns.resized(&widths))))
    }

    /// The focus came to a cell, by Tab or the pointer. A row that is out of sight comes into view with it.
    pub fn focused(&self, event: &FocusEvent) {
        let place = place_of(event.target());
        let Some(column) = place.column else { return };
        let Some(at) = place.row else {
            // A heading.
            let mut memory = self.held.0.borrow_mut();
            if (memory.active_row, memory.active_column) != (None, column) {
                (memory.active_row, memory.active_column) = (None, column);
                drop(memory);
                self.redraw.force_update();
            }
            return;
        };
        let Some(row) = self.mounted(at) else { return };
        let mut memory = self.held.0.borrow_mut();
        memory.is_used = true;
        if (memory.active_row, memory.active_column) != (Some(at), column) {
            (memory.active_row, memory.active_column) = (Some(at), column);
            memory.active = Some((at, row));
            self.redraw.force_update();
        }
        // A row that is cut stays where it is: a pointer that went down on it is to come up on it.
        let view = self.look(&mut memory);
        let (first, count) = view.rows_in_view();
        if !(first..first + count).contains(&at) {
            let shown = view.showing(at);
            self.scroll_to(&mut memory, &shown);
            self.turn(&mut memory, shown);
        }
    }
}

/// Whether the focus is in an element.
pub fn has_focus(element: &NodeRef) -> bool {
    let focused = gloo::utils::document().active_element();
    element.get().is_some_and(|element| focused.is_some_and(|focused| element.contains(Some(&focused))))
}

/// A column is made wider or narrower by so many pixels at a time.
const RESIZE_STEP: i32 = 16;

/// Something is done with the first value of a cell.
fn used<R: GridRow>(tool: Tool, column: &Column, row: &Rc<R>) -> Happened<R> {
    Happened::Used(tool, column.name.clone().into(), row.cell_value(column))
}

/// Where the block of rows lies. It is set together with the rows, so that no row is ever seen in another's place.
pub fn block_transform<R: GridRow>(memory: &Memory<R>) -> String {
    format!("translateY({}px)", decimal(memory.offset()))
}
