//! Which rows are drawn while those in view are on their way.

use std::rc::Rc;
use trailglass_protocol::id::QueryId;
use trailglass_session::table::{Table, Window};
use trailglass_session::viewport::Viewport;

/// The last window that covered what was in view. It is drawn until a newer one of the same query does.
#[derive(Default)]
pub struct RowSource {
    last: Option<Covering>,
    stand_in: Option<Viewport>,
}

/// A window that covers a view.
struct Covering {
    no: QueryId,
    window: Rc<Window>,
    view: Viewport,
}

impl RowSource {
    /// Forgets the last window: the answer is another.
    pub fn clear(&mut self) {
        self.last = None;
    }

    /// The view whose rows stand in for those in view, while these are on their way.
    pub fn stand_in(&self) -> Option<Viewport> {
        self.stand_in
    }

    /// The window to draw from: the one at hand if it covers what is in view, else the last one that did, else one that
    /// has some of it. Where none has, the rows of the newest view stand in, so that the table is not blank while the
    /// scrollbar is dragged.
    pub fn window(&mut self, table: &Table, view: &Viewport) -> Rc<Window> {
        let (seen, count) = view.rows_in_view();
        let no = table.answer.as_ref().map_or_else(Default::default, |answer| answer.no);
        let former = self.last.take().filter(|last| last.no == no);
        let windows = [Some(table.window.clone()), former.as_ref().map(|last| last.window.clone())];
        let mut windows = windows.into_iter().flatten();
        self.stand_in = None;
        if let Some(window) = windows.clone().find(|window| window.covers(seen, count, view.rows)) {
            self.last = Some(Covering { no, window: window.clone(), view: *view });
            return window;
        }
        if let Some(window) = windows.find(|window| overlaps(window, seen, count)) {
            self.last = former;
            return window;
        }
        self.last = match former {
            Some(last) if Rc::ptr_eq(&last.window, &table.window) => Some(last),
            former => {
                // They were asked for when the view was elsewhere, with as many before as behind.
                let window = table.window.clone();
                let n_around = (window.rows.len() as u32).saturating_sub(count) / 2;
                let view = view.at(f64::from(window.first + n_around) * view.row_height);
                let (first, count) = view.rows_in_view();
                let is_covered = window.covers(first, count, view.rows);
                Some(Covering { no, window, view }).filter(|_| is_covered).or(former)
            }
        };
        self.stand_in = self.last.as_ref().map(|last| last.view);
        self.last.as_ref().map_or_else(|| table.window.clone(), |last| last.window.clone())
    }
}

fn overlaps(window: &Window, first: u32, count: u32) -> bool {
    window.first < first + count && first < window.first + window.rows.len() as u32
}
