//! The order of the list of files: first those with problems, then those being read, then the rest.

use trailglass_event::case::fold_text;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::report::Status;
use trailglass_session::sources::{Source, Sources};

/// The ids of the files in the order of the list. Rows of two lines come before rows of one, so that the place of
/// each is known without measuring.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Order {
    /// Files with a second line: a problem.
    pub tall: Vec<SourceId>,
    /// Files with one line.
    pub short: Vec<SourceId>,
}

/// The files whose name holds a text, in the order of the list.
pub fn order(sources: &Sources, search: &str) -> Order {
    let search = fold_text(search.trim());
    let mut order = Order::default();
    let mut by_status: [Vec<SourceId>; 4] = Default::default();
    for source in &sources.list {
        if search.is_empty() || fold_text(&source.info.name).contains(&search) {
            by_status[place(source)].push(source.number);
        }
    }
    let [failed, warning, loading, ok] = by_status;
    order.tall.extend(failed);
    order.tall.extend(warning);
    order.short.extend(loading);
    order.short.extend(ok);
    order
}

fn place(source: &Source) -> usize {
    match source.status {
        Status::Failed => 0,
        Status::Warning => 1,
        Status::Loading => 2,
        Status::Ok => 3,
    }
}

impl Order {
    /// How many files.
    pub fn n_files(&self) -> usize {
        self.tall.len() + self.short.len()
    }

    /// The file at a place.
    pub fn at(&self, at: usize) -> Option<SourceId> {
        self.tall.get(at).or_else(|| self.short.get(at.checked_sub(self.tall.len())?)).copied()
    }

    /// Where a place begins, in pixels, given the heights of the two kinds of row.
    pub fn top(&self, at: usize, tall: f64, short: f64) -> f64 {
        let n_tall = at.min(self.tall.len());
        n_tall as f64 * tall + (at - n_tall) as f64 * short
    }

    /// The place that holds an offset in pixels.
    pub fn place_at(&self, offset: f64, tall: f64, short: f64) -> usize {
        let tall_height = self.tall.len() as f64 * tall;
        let at =
            if offset < tall_height { offset / tall } else { self.tall.len() as f64 + (offset - tall_height) / short };
        (at.max(0.0) as usize).min(self.n_files())
    }
}
