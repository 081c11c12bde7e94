//! One view: its query, the answer in force and the window of rows that is at hand.

use crate::engine::message::{Answer, Page, QueryNo, Rows, Sort};
use std::rc::Rc;

/// One view's query, answer and rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The committed query.
    pub text: Rc<str>,
    /// The order.
    pub sort: Sort,
    /// The number of the query that is wanted.
    pub wanted: QueryNo,
    /// The answer on screen; its page is moved to `window`.
    pub answer: Option<Rc<Answer>>,
    /// The text that the answer on screen is for.
    pub answered: Rc<str>,
    /// The rows at hand.
    pub window: Rc<Window>,
}

/// Consecutive rows of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The place of the first, from 0.
    pub first: u32,
    /// The rows.
    pub rows: Rows,
}

impl Window {
    /// Whether all rows of a range are at hand, of an answer of `total` rows.
    pub fn covers(&self, first: u32, count: u32, total: u32) -> bool {
        let end = first.saturating_add(count).min(total);
        self.first <= first && end <= self.first + self.rows.len() as u32
    }
}

impl Table {
    /// An empty table whose first query has this number.
    pub fn new(first_query: QueryNo) -> Table {
        Table {
            text: "".into(),
            sort: Sort::newest_first(),
            wanted: first_query,
            answer: None,
            answered: "".into(),
            window: Rc::new(Window { first: 0, rows: Rows::Events(Vec::new()) }),
        }
    }

    /// Matching rows of the answer on screen.
    pub fn matched(&self) -> u32 {
        self.answer.as_ref().map_or(0, |answer| answer.matched)
    }

    /// The share of the rows that the answer on screen is for, while documents are being searched.
    pub fn partial(&self) -> Option<f32> {
        self.answer.as_ref().and_then(|answer| answer.partial)
    }

    /// Whether the answer on screen is that of the wanted query for this version of the store.
    pub fn is_current(&self, generation: u32) -> bool {
        let is_current = |answer: &Rc<Answer>| answer.no == self.wanted && answer.generation >= generation;
        self.answer.as_ref().is_some_and(|answer| is_current(answer) && answer.partial.is_none())
    }

    /// Takes an answer over, with its rows.
    pub fn accept(&mut self, mut answer: Answer) {
        let empty = match answer.page.rows {
            Rows::Events(_) => Rows::Events(Vec::new()),
            Rows::Jobs(_) => Rows::Jobs(Vec::new()),
        };
        let rows = std::mem::replace(&mut answer.page.rows, empty);
        self.window = Rc::new(Window { first: answer.page.first, rows });
        if answer.partial.is_none() {
            self.answered = self.text.clone();
        }
        self.answer = Some(Rc::new(answer));
    }

    /// Takes a window of rows over, if it is of the answer on screen.
    pub fn turn(&mut self, page: Page) {
        let is_of_answer =
            self.answer.as_ref().is_some_and(|answer| answer.no == page.no && answer.generation == page.generation);
        if is_of_answer {
            self.window = Rc::new(Window { first: page.first, rows: page.rows });
        }
    }

    /// Sorts by a field: newest or highest first for times, the other way for texts; the same field again turns it.
    pub fn sort_by(&mut self, field: String) {
        self.sort = if self.sort.field == field {
            Sort { is_descending: !self.sort.is_descending, field }
        } else {
            let is_descending = ["time", "submitted", "last-seen", "reads", "outputs"].contains(&field.as_str());
            Sort { field, is_descending }
        };
    }
}
