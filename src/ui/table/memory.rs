//! Where a grid stands. It is kept while another view is on screen, so that coming back finds the same rows.

use super::row::GridRow;
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass_protocol::id::QueryId;
use trailglass_session::columns::Columns;
use trailglass_session::table::{Table, Window};
use trailglass_session::viewport::Viewport;

/// Where a grid stands; shared between its renderings.
pub struct Memory<R: GridRow> {
    /// The part of the table in view.
    pub view: Viewport,
    /// Whether the window is as narrow as a telephone, where rows show some of the columns.
    pub is_narrow: bool,
    /// The rows that are drawn: the first, and how many.
    pub drawn: (u32, u32),
    /// The answer and its version whose rows those are. At first only the rows in view are drawn, so that an answer is
    /// on screen soon; those around them follow when the page has been calm for a moment, or with the first scrolling.
    pub drawn_for: Option<(QueryId, u32)>,
    /// Waits for a calm moment.
    pub calm: Option<Timeout>,
    /// The focused row, from 0; `None` for the header.
    pub active_row: Option<u32>,
    /// The focused column, from 0.
    pub active_column: usize,
    /// The last row that was active and at hand, with its place. It stays mounted when it is out of sight, and keeps
    /// the focus while the one that is to have it is on its way.
    pub active: Option<(u32, Rc<R>)>,
    /// The row that the focus is leaving. It stays mounted until the focus has gone over, so that no key is lost.
    pub left: Option<(u32, Rc<R>)>,
    /// Whether the browser is to scroll to where the view is: another answer starts at its top.
    pub wants_top: bool,
    /// Where the browser was last known to be scrolled to.
    pub scroll_top: i32,
    /// Whether the focus is to go to the active cell once that is drawn.
    pub wants_focus: bool,
    /// Whether the focus was in a row of another answer: it comes to the active cell if that row went away with it.
    pub regains_focus: bool,
    /// Whether the person has had the focus or the pointer in a row. Until then the first row is the active one.
    pub is_used: bool,
    /// The row to open once it is at hand.
    pub wants_open: Option<u32>,
    /// The answer that is drawn.
    pub no: Option<QueryId>,
    /// The last window that covered what was in view, and that view; drawn until a newer one of the same query does.
    pub kept: Option<Kept>,
    /// The view whose rows stand in for those in view, while these are on their way.
    pub stand_in: Option<Viewport>,
    /// The rows that are on screen, in their order, with the numbers of their elements.
    pub elements: Vec<(R::Name, u32)>,
    /// Elements numbered so far.
    pub n_elements: u32,
    /// What was last asked for, so that it is asked once.
    pub asked: Option<(QueryId, u32, u32, u32, Rc<Columns>)>,
}

/// Rows that can be drawn.
#[derive(Clone)]
pub struct Kept {
    /// The answer that they are of.
    pub no: QueryId,
    /// The rows.
    pub window: Rc<Window>,
    /// The view that they are for.
    pub view: Viewport,
}

/// A grid's memory, equal to itself only.
pub struct Held<R: GridRow>(pub Rc<RefCell<Memory<R>>>);

impl<R: GridRow> Default for Held<R> {
    fn default() -> Self {
        Held(Rc::new(RefCell::new(Memory {
            view: Viewport { row_height: 24.0, height: 0.0, rows: 0, top: 0.0 },
            is_narrow: false,
            drawn: (0, 0),
            drawn_for: None,
            calm: None,
            active_row: Some(0),
            active_column: 0,
            active: None,
            left: None,
            wants_top: true,
            scroll_top: 0,
            wants_focus: false,
            regains_focus: false,
            is_used: false,
            wants_open: None,
            no: None,
            kept: None,
            stand_in: None,
            elements: Vec::new(),
            n_elements: 0,
            asked: None,
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
    /// Takes note of the table that is about to be drawn. The answer to another query starts at its top. `has_focus` is whether
    /// the focus is in the grid.
    pub fn look_at(&mut self, table: &Table, has_focus: bool) {
        let no = table.answer.as_ref().map(|answer| answer.no);
        let is_other = no != self.no;
        self.view.rows = table.matched();
        if is_other {
            self.no = no;
            self.view.top = 0.0;
            self.wants_top = true;
            self.regains_focus = has_focus;
            self.kept = None;
            self.wants_open = None;
            self.active_row = self.active_row.map(|_| 0);
            self.active = None;
            self.left = None;
        }
        self.view = self.view.at(self.view.top);
        if let (Some(row), true) = (self.active_row, self.view.rows > 0) {
            self.active_row = Some(row.min(self.view.rows - 1));
        }
        let (first, count) = self.drawn;
        let (seen, seen_count) = self.view.rows_in_view();
        let is_new = self.drawn_for != table.answer.as_ref().map(|answer| (answer.no, answer.generation));
        if is_new || seen < first || seen + seen_count > first + count || first + count > self.view.rows {
            self.drawn_for = table.answer.as_ref().map(|answer| (answer.no, answer.generation));
            self.drawn = (seen, seen_count);
        }
    }

    /// Keeps the focused row itself. Where rows came in before it, the focus follows it to its new place.
    pub fn hold_on_to_active(&mut self, window: &Window) {
        if !self.is_used {
            self.active = None;
        }
        let before = self.active.as_ref().map(|(at, _)| *at);
        self.active = self.active.take().and_then(|held| found_again(held, window));
        self.left = self.left.take().and_then(|held| found_again(held, window));
        if let Some((at, _)) = self.active
            && self.active_row == before
        {
            self.active_row = Some(at);
        }
        if let Some(at) = self.active_row
            && let Some(here) = Memory::<R>::row_at(window, at)
        {
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
            // After a leap those in view come first.
            let is_leap = seen + seen_count <= first || first + count <= seen;
            self.drawn = if is_leap { (seen, seen_count) } else { view.rows_to_draw() };
        }
        is_near_start || is_near_end
    }

    /// The window to draw from: the one at hand if it covers what is in view, else the last one that did, else one that
    /// has some of it. Where none has, the rows of the newest view stand in, so that the table is not blank while the bar is
    /// dragged.
    pub fn window(&mut self, table: &Table) -> Rc<Window> {
        let (seen, count) = self.view.rows_in_view();
        let no = table.answer.as_ref().map_or(QueryId::default(), |answer| answer.no);
        let former = self.kept.take().filter(|kept| kept.no == no);
        let windows = [Some(table.window.clone()), former.as_ref().map(|kept| kept.window.clone())];
        let mut windows = windows.into_iter().flatten();
        self.stand_in = None;
        if let Some(window) = windows.clone().find(|window| window.covers(seen, count, self.view.rows)) {
            self.kept = Some(Kept { no, window: window.clone(), view: self.view });
            return window;
        }
        let has_some =
            |window: &Rc<Window>| window.first < seen + count && seen < window.first + window.rows.len() as u32;
        if let Some(window) = windows.find(has_some) {
            self.kept = former;
            return window;
        }
        self.kept = match former {
            Some(kept) if Rc::ptr_eq(&kept.window, &table.window) => Some(kept),
            former => {
                // They were asked for when the view was elsewhere, with as many before as behind.
                let window = table.window.clone();
                let n_around = (window.rows.len() as u32).saturating_sub(count) / 2;
                let view = self.view.at(f64::from(window.first + n_around) * self.view.row_height);
                let (first, count) = view.rows_in_view();
                let is_covered = window.covers(first, count, self.view.rows);
                Some(Kept { no, window, view }).filter(|_| is_covered).or(former)
            }
        };
        self.stand_in = self.kept.as_ref().map(|kept| kept.view);
        self.kept.as_ref().map_or_else(|| table.window.clone(), |kept| kept.window.clone())
    }

    /// The rows that are drawn now: the first, and how many.
    pub fn rows(&self) -> (u32, u32) {
        self.stand_in.map_or(self.drawn, |view| view.rows_in_view())
    }

    /// Where the block of rows lies in the scroll space.
    pub fn offset(&self) -> f64 {
        let view = self.stand_in.unwrap_or(self.view);
        view.offset_of(self.rows().0) - view.scroll_top() + self.view.scroll_top()
    }

    /// The rows that are mounted wherever the view is, in the order of the table.
    pub fn mounted(&self) -> Vec<(u32, Rc<R>)> {
        let mut rows: Vec<(u32, Rc<R>)> = self.left.iter().chain(&self.active).cloned().collect();
        rows.retain(|(at, _)| *at < self.view.rows);
        rows.sort_by_key(|(at, _)| *at);
        rows.dedup_by(|(at, row), (other_at, other)| at == other_at || row.name() == other.name());
        rows
    }

    /// The numbers of the elements of rows that are about to be drawn. A row that is on screen keeps its element, and with
    /// it the focus. A row that comes in takes over the element of one that goes, where that stands in its place already:
    /// writing other words into an element takes a third of the time that a new one does.
    pub fn take_elements(&mut self, names: Vec<R::Name>) -> Vec<u32> {
        let former = std::mem::take(&mut self.elements);
        let mut passed = 0;
        for (at, name) in names.iter().enumerate() {
            let place = former[passed..].iter().position(|(other, _)| other == name);
            let is_free = |(other, _): &&(R::Name, u32)| !names[at + 1..].contains(other);
            let number = match (place, former.get(passed).filter(is_free)) {
                (Some(place), _) => {
                    passed += place;
                    former[passed].1
                }
                (None, Some((_, number))) => *number,
                (None, None) => {
                    self.n_elements += 1;
                    self.elements.push((name.clone(), self.n_elements));
                    continue;
                }
            };
            passed += 1;
            self.elements.push((name.clone(), number));
        }
        self.elements.iter().map(|(_, number)| *number).collect()
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

/// A row that is kept, with its place in a newer window. `None` where another row has its place and it is not near:
/// then nobody knows where it is, and it must not be drawn twice.
fn found_again<R: GridRow>((at, row): (u32, Rc<R>), window: &Window) -> Option<(u32, Rc<R>)> {
    let is_it = |other: &&Rc<R>| other.name() == row.name();
    match Memory::row_at(window, at) {
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
