//! Where a grid stands. It is kept while another view is on screen, so that coming back finds the same rows.

use super::row::GridRow;
use crate::ui::hooks::browser::OncePerFrame;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass::engine::message::QueryNo;
use trailglass::session::table::{Table, Window};
use trailglass::session::viewport::Viewport;

/// Where a grid stands; shared between its renderings.
pub struct Memory<R: GridRow> {
    /// The part of the table in view.
    pub view: Viewport,
    /// The rows that are drawn: the first, and how many.
    pub drawn: (u32, u32),
    /// The focused row, from 0; `None` for the header.
    pub active_row: Option<u32>,
    /// The focused column, from 0.
    pub active_column: usize,
    /// The last row that was active and at hand, with its place. It stays mounted when it is out of sight, and keeps
    /// the focus while the one that is to have it is on its way.
    pub active: Option<(u32, Rc<R>)>,
    /// Whether the browser is to scroll to where the view is: another answer starts at its top.
    pub wants_top: bool,
    /// Whether the focus is to go to the active cell once that is drawn.
    pub wants_focus: bool,
    /// The row to open once it is at hand.
    pub wants_open: Option<u32>,
    /// The answer that is drawn.
    pub no: Option<QueryNo>,
    /// The last window that covered what is in view; drawn until a newer one of the same query does.
    pub kept: Option<(QueryNo, Rc<Window>)>,
    /// What was last asked for, so that it is asked once.
    pub asked: Option<(QueryNo, u32, u32, u32)>,
    /// At most one look at the scroll position a frame.
    pub frame: OncePerFrame,
}

/// A grid's memory, equal to itself only.
pub struct Held<R: GridRow>(pub Rc<RefCell<Memory<R>>>);

impl<R: GridRow> Default for Held<R> {
    fn default() -> Self {
        Held(Rc::new(RefCell::new(Memory {
            view: Viewport { row_height: 24.0, height: 0.0, rows: 0, top: 0.0 },
            drawn: (0, 0),
            active_row: Some(0),
            active_column: 0,
            active: None,
            wants_top: true,
            wants_focus: false,
            wants_open: None,
            no: None,
            kept: None,
            asked: None,
            frame: OncePerFrame::default(),
        })))
    }
}

impl<R: GridRow> Clone for Held<R> {
    fn clone(&self) -> Self {
        Held(self.0.clone())
    }
}

impl<R: GridRow> PartialEq for Held<R> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<R: GridRow> Memory<R> {
    /// Takes note of the table that is about to be drawn. The answer to another query starts at its top.
    pub fn look_at(&mut self, table: &Table) {
        let no = table.answer.as_ref().map(|answer| answer.no);
        let is_other = no != self.no;
        self.view.rows = table.matched();
        if is_other {
            self.no = no;
            self.view.top = 0.0;
            self.wants_top = true;
            self.kept = None;
            self.wants_open = None;
            self.active_row = self.active_row.map(|_| 0);
            self.active = None;
        }
        self.view = self.view.at(self.view.top);
        if let (Some(row), true) = (self.active_row, self.view.rows > 0) {
            self.active_row = Some(row.min(self.view.rows - 1));
        }
        let (first, count) = self.drawn;
        let (seen, seen_count) = self.view.rows_in_view();
        if is_other || seen < first || seen + seen_count > first + count || first + count > self.view.rows {
            self.drawn = self.view.rows_to_draw();
        }
    }

    /// Keeps the focused row itself. Where rows came in before it, the focus follows it to its new place.
    pub fn hold_on_to_active(&mut self, window: &Window) {
        let Some(at) = self.active_row else { return };
        let here = Memory::<R>::row_at(window, at);
        if let (Some((place, active)), Some(here)) = (&mut self.active, here)
            && *place == at
            && active.name() != here.name()
            && let Some(moved) = R::of(&window.rows).iter().position(|row| row.name() == active.name())
        {
            *place = window.first + moved as u32;
            self.active_row = Some(*place);
            return;
        }
        if let Some(here) = here {
            self.active = Some((at, here.clone()));
        }
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
            self.drawn = view.rows_to_draw();
        }
        is_near_start || is_near_end
    }

    /// The window to draw from: the one at hand if it covers what is in view, else the last one that did.
    pub fn window(&mut self, table: &Table) -> Rc<Window> {
        let (seen, count) = self.view.rows_in_view();
        let no = table.answer.as_ref().map_or(0, |answer| answer.no);
        if table.window.covers(seen, count, self.view.rows) {
            self.kept = Some((no, table.window.clone()));
            return table.window.clone();
        }
        let kept =
            self.kept.as_ref().filter(|(kept, window)| *kept == no && window.covers(seen, count, self.view.rows));
        kept.map_or_else(|| table.window.clone(), |(_, window)| window.clone())
    }

    /// Whether the active row is at hand; the header always is.
    pub fn has_active(&self) -> bool {
        self.active_row.is_none_or(|at| self.active.as_ref().is_some_and(|(place, _)| *place == at))
    }

    /// The row at a place, if it is at hand.
    pub fn row_at(window: &Window, at: u32) -> Option<&Rc<R>> {
        R::of(&window.rows).get(at.checked_sub(window.first)? as usize)
    }
}
