//! One view: its query, the newest answer, and the window of rows that has been loaded.

use super::columns::Columns;
use std::rc::Rc;
use trailglass_protocol::id::QueryId;
use trailglass_protocol::message::{Answer, Page, Rows, Sort, View};

/// One view's query, answer and rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The committed query.
    pub text: Rc<str>,
    /// The order.
    pub sort: Sort,
    /// The columns.
    pub columns: Rc<Columns>,
    /// The number of the newest query.
    pub wanted: QueryId,
    /// The answer on screen; its page is in `window`.
    pub answer: Option<Rc<Answer>>,
    /// The text of the query that the answer on screen belongs to.
    pub answered: Rc<str>,
    /// The rows that have been loaded.
    pub window: Rc<Window>,
}

/// Consecutive rows of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The index of the first, from 0.
    pub first: u32,
    /// The rows.
    pub rows: Rows,
    /// The columns that the rows were requested with.
    pub fields: Vec<String>,
    /// Whether all cells have been loaded.
    pub is_whole: bool,
}

impl Window {
    fn of(page: Page) -> Window {
        let Page { first, fields, is_whole, mut rows, .. } = page;
        if let Rows::Events(rows) = &mut rows {
            // A path whose cells have not arrived gets no name yet, so that they are not shown as empty.
            let name = |name: &String| if is_whole || is_field(name) { name.clone() } else { String::new() };
            let names: Rc<[String]> = fields.iter().map(name).collect();
            rows.iter_mut().for_each(|row| Rc::make_mut(row).fields = names.clone());
        }
        Window { first, rows, fields, is_whole }
    }

    /// Whether the rows were requested with all of these columns.
    pub fn has(&self, columns: &Columns) -> bool {
        matches!(self.rows, Rows::Jobs(_))
            || columns.list.iter().all(|column| self.fields.iter().any(|field| **field == *column.name))
    }

    /// Whether all rows of a range have been loaded, of an answer of `total` rows.
    pub fn covers(&self, first: u32, count: u32, total: u32) -> bool {
        let end = first.saturating_add(count).min(total);
        self.first <= first && end <= self.first + self.rows.len() as u32
    }
}

impl Table {
    /// An empty table whose first query has this number.
    pub fn new(view: View, first_query: QueryId) -> Table {
        let rows = Rows::Events(Vec::new());
        Table {
            text: "".into(),
            sort: Sort::newest_first(),
            columns: Rc::new(Columns::default_of(view)),
            wanted: first_query,
            answer: None,
            answered: "".into(),
            window: Rc::new(Window { first: 0, rows, fields: Vec::new(), is_whole: true }),
        }
    }

    /// Matching rows of the answer on screen.
    pub fn matched(&self) -> u32 {
        self.answer.as_ref().map_or(0, |answer| answer.matched)
    }

    /// The fraction of the rows that a partial answer covers, while documents are being searched.
    pub fn partial(&self) -> Option<f32> {
        self.answer.as_ref().and_then(|answer| answer.partial)
    }

    /// Whether the answer on screen is that of the newest query for this generation of the store.
    pub fn is_current(&self, generation: u32) -> bool {
        let is_current = |answer: &Rc<Answer>| answer.no == self.wanted && answer.generation >= generation;
        self.answer.as_ref().is_some_and(|answer| is_current(answer) && answer.partial.is_none())
    }

    /// Shows an answer and its rows.
    pub fn accept(&mut self, mut answer: Answer) {
        let empty = match answer.page.rows {
            Rows::Events(_) => Rows::Events(Vec::new()),
            Rows::Jobs(_) => Rows::Jobs(Vec::new()),
        };
        let page = Page { rows: empty, fields: Vec::new(), ..answer.page };
        self.window = Rc::new(Window::of(std::mem::replace(&mut answer.page, page)));
        if answer.partial.is_none() {
            self.answered = self.text.clone();
        }
        self.answer = Some(Rc::new(answer));
    }

    /// Shows a window of rows, if it belongs to the answer on screen.
    pub fn show_page(&mut self, page: Page) {
        let is_of_answer =
            self.answer.as_ref().is_some_and(|answer| answer.no == page.no && answer.generation == page.generation);
        if is_of_answer {
            self.window = Rc::new(Window::of(page));
        }
    }

    /// Sorts by a field: descending for times and numbers, ascending for texts; the same field again reverses the order. The
    /// order before decides between equals.
    pub fn sort_by(&mut self, field: String) {
        if self.sort.field == field {
            self.sort.is_descending = !self.sort.is_descending;
            return;
        }
        // Newest first is the order of equals in any case.
        let former = (self.sort.field != "time" || !self.sort.is_descending)
            .then(|| (self.sort.field.clone(), self.sort.is_descending));
        let is_descending = ["time", "submitted", "last-seen", "reads", "outputs"].contains(&field.as_str());
        self.sort = Sort { then: former, ..Sort::by(&field, is_descending) };
    }
}

fn is_field(name: &str) -> bool {
    trailglass_event::field::Field::named(name).is_some()
}
