//! What a grid draws: its rows with their places and elements.

use super::super::row::GridRow;
use super::{Due, GridState, row_at};
use std::ops::Range;
use std::rc::Rc;
use trailglass_session::table::{Table, Window};

/// What a grid draws.
pub struct Layout<R: GridRow> {
    /// The rows, in the order of the table: those in view and around it, and those that are kept for the focus.
    pub rows: Vec<LaidOutRow<R>>,
    /// How many rows the table has.
    pub n_rows: u32,
    /// The height of the scroll space, in pixels.
    pub scroll_height: f64,
    /// Where the block of rows lies in the scroll space, in pixels.
    pub offset: f64,
    /// The column of the active heading, if the header has the active cell.
    pub active_heading: Option<usize>,
    /// Whether rows of another view stand in for those in view.
    pub has_stand_in: bool,
    /// Whether all rows that are to be drawn are at hand, with all cells.
    pub is_whole: bool,
}

/// A row that is drawn.
pub struct LaidOutRow<R: GridRow> {
    /// Its place, from 0.
    pub at: u32,
    /// The row and the number of its element; `None` while it is on its way.
    pub content: Option<(Rc<R>, u32)>,
    /// Whether it is out of sight and only kept for the focus.
    pub is_away: bool,
    /// The active column, if the active cell is in this row.
    pub active_column: Option<usize>,
}

impl<R: GridRow> GridState<R> {
    /// Lays out a table with so many columns. `has_focus` is whether the focus is in the grid. This changes the state while
    /// the grid is rendered: what is drawn and what is remembered of it must be of the same table.
    pub fn lay_out(&mut self, table: &Table, n_columns: usize, has_focus: bool) -> Layout<R> {
        self.look_at(table, has_focus);
        let window = self.source.window(table, &self.view);
        self.follow_active(&window);
        self.cell.1 = self.cell.1.min(n_columns.saturating_sub(1));
        let (first, count) = self.rows_drawn();
        let range = first.min(self.view.rows)..(first + count).min(self.view.rows);
        let is_header_active = self.cell.0.is_none() || self.view.rows == 0;
        let active_at = self.active.as_ref().map(|(at, _)| *at).filter(|_| !is_header_active);
        let seats = self.seats(&window, &range);
        let names = seats.iter().filter_map(|(_, row)| Some(row.as_ref()?.name())).collect();
        let mut elements = self.elements.assign(names).into_iter();
        let column = self.cell.1;
        let rows = seats.into_iter().map(|(at, row)| LaidOutRow {
            at,
            content: row.and_then(|row| Some((row, elements.next()?))),
            is_away: !range.contains(&at),
            active_column: (active_at == Some(at)).then_some(column),
        });
        Layout {
            rows: rows.collect(),
            n_rows: self.view.rows,
            scroll_height: self.view.scroll_height(),
            offset: self.offset(),
            active_heading: is_header_active.then_some(column),
            has_stand_in: self.source.stand_in().is_some(),
            is_whole: self.is_whole(table),
        }
    }

    /// Where the block of rows lies in the scroll space, in pixels.
    pub fn offset(&self) -> f64 {
        let view = self.source.stand_in().unwrap_or(self.view);
        view.offset_of(self.rows_drawn().0) - view.scroll_top() + self.view.scroll_top()
    }

    /// Takes note of the table that is about to be drawn. The answer to another query starts at its top.
    fn look_at(&mut self, table: &Table, has_focus: bool) {
        let no = table.answer.as_ref().map(|answer| answer.no);
        self.view.rows = table.matched();
        if no != self.no {
            self.no = no;
            self.view.top = 0.0;
            self.due = Due { scroll: true, regain: has_focus, open: None, ..std::mem::take(&mut self.due) };
            self.source.clear();
            self.cell.0 = self.cell.0.map(|_| 0);
            self.active = None;
            self.leaving = None;
        }
        self.view = self.view.at(self.view.top);
        if let (Some(row), true) = (self.cell.0, self.view.rows > 0) {
            self.cell.0 = Some(row.min(self.view.rows - 1));
        }
        let (first, count) = self.drawn;
        let (seen, seen_count) = self.view.rows_in_view();
        let version = table.answer.as_ref().map(|answer| (answer.no, answer.generation));
        let is_new = self.drawn_for != version;
        if is_new || seen < first || seen + seen_count > first + count || first + count > self.view.rows {
            self.drawn_for = version;
            self.drawn = (seen, seen_count);
        }
    }

    /// Keeps the focused row itself. Where rows came in before it, the focus follows it to its new place.
    fn follow_active(&mut self, window: &Window) {
        if !self.is_used {
            self.active = None;
        }
        let before = self.active.as_ref().map(|(at, _)| *at);
        self.active = self.active.take().and_then(|held| found_again(held, window));
        self.leaving = self.leaving.take().and_then(|held| found_again(held, window));
        if let Some((at, _)) = self.active
            && self.cell.0 == before
        {
            self.cell.0 = Some(at);
        }
        if let Some(at) = self.cell.0
            && let Some(here) = row_at::<R>(window, at)
        {
            self.active = Some((at, here.clone()));
        }
    }

    /// The rows that are drawn: the first, and how many.
    fn rows_drawn(&self) -> (u32, u32) {
        self.source.stand_in().map_or(self.drawn, |view| view.rows_in_view())
    }

    /// The rows of a range and those that are mounted wherever the view is, in the order of the table, so that no element
    /// is moved and none loses the focus.
    fn seats(&self, window: &Window, range: &Range<u32>) -> Vec<(u32, Option<Rc<R>>)> {
        let mounted = self.mounted();
        let held = |at: u32| mounted.iter().find(|(held, _)| *held == at).map(|(_, row)| row);
        let before = mounted.iter().filter(|(at, _)| *at < range.start);
        let behind = mounted.iter().filter(|(at, _)| *at >= range.end);
        let kept = |(at, row): &(u32, Rc<R>)| (*at, Some(row.clone()));
        let drawn = range.clone().map(|at| (at, row_at::<R>(window, at).or_else(|| held(at)).cloned()));
        before.map(kept).chain(drawn).chain(behind.map(kept)).collect()
    }

    /// The rows that are mounted wherever the view is, in the order of the table.
    fn mounted(&self) -> Vec<(u32, Rc<R>)> {
        let mut rows: Vec<(u32, Rc<R>)> = self.leaving.iter().chain(&self.active).cloned().collect();
        rows.retain(|(at, _)| *at < self.view.rows);
        // There are two at most.
        if !rows.is_sorted_by_key(|(at, _)| *at) {
            rows.reverse();
        }
        rows.dedup_by(|(at, row), (other_at, other)| at == other_at || row.name() == other.name());
        rows
    }

    fn is_whole(&self, table: &Table) -> bool {
        let (first, count) = self.drawn;
        let has_rows = table.window.covers(first, count, self.view.rows);
        let has_cells = self.view.rows == 0 || table.window.is_whole && table.window.has(&table.columns);
        self.view.height > 0.0 && table.answer.is_some() && has_rows && has_cells
    }
}

/// A row that is kept, with its place in a newer window. `None` where another row has its place and it is not near:
/// then nobody knows where it is, and it must not be drawn twice.
fn found_again<R: GridRow>((at, row): (u32, Rc<R>), window: &Window) -> Option<(u32, Rc<R>)> {
    let is_it = |other: &&Rc<R>| other.name() == row.name();
    match row_at::<R>(window, at) {
        Some(here) if is_it(&here) => Some((at, here.clone())),
        here => {
            let place = R::of(&window.rows).iter().position(|other| is_it(&other));
            match place {
                Some(place) => Some((window.first + place as u32, row)),
                None if here.is_some() => None,
                None => Some((at, row)),
            }
        }
    }
}
