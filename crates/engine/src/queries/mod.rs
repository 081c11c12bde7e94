//! The active queries: one for each view, answered again whenever the data changes, until the next one of its view.
//!
//! *query → [`evaluation`] → matching rows → [`orders`] → `answer` with a page → [`lazy_cells`].*
//!
//! - [`evaluation`]: which rows match, segment by segment
//! - `answer`: counts, facets, histogram and the page that goes with them
//! - [`orders`]: all rows in the order of a sort, kept for a version of the store
//! - `lazy_cells`: cells of JSON paths, which readers make
//!
//! Only the query of the view on screen is worked on.

mod answer;
pub mod evaluation;
mod lazy_cells;
mod orders;

use crate::execute::order::Listing;
use crate::outbox::Outbox;
use crate::resources::ResourceId;
use crate::store_view::StoreView;
use answer::{AnswerSchedule, cut_page};
use evaluation::{Evaluation, Filter, Progress};
use lazy_cells::LazyCells;
use orders::Orders;
use trailglass_event::field::Field;
use trailglass_protocol::id::{QueryId, ReaderId, RequestId};
use trailglass_protocol::message::{Query, Response, RowBytes, RowKey, View};
use trailglass_store::{RowRef, StoreEpoch};

/// The active query of each view, and what is kept to answer them.
#[derive(Default)]
pub struct ActiveQueries {
    of_view: [Option<ActiveQuery>; View::ALL.len()],
    /// The view on screen.
    front: View,
    schedule: AnswerSchedule,
    orders: Orders,
    lazy_cells: LazyCells,
}

/// A query and its last answer.
struct ActiveQuery {
    query: Query,
    evaluation: Evaluation,
    /// When the query came, in milliseconds.
    started: f64,
    /// The version of the data that the last complete answer was for.
    answered: Option<u32>,
    /// The version of the data that `list` is for, be it complete or not.
    listed: Option<u32>,
    /// Whether values for a facet have arrived since.
    has_new_values: bool,
    /// The matching rows of the last answer, in order.
    list: ListedRows,
    window: Window,
}

/// Matching rows in order.
pub enum ListedRows {
    /// Events, as row numbers of the store.
    Events(Listing),
    /// Jobs and other resources.
    Jobs(Vec<ResourceId>),
}

impl Default for ListedRows {
    fn default() -> ListedRows {
        ListedRows::Jobs(Vec::new())
    }
}

impl ListedRows {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            ListedRows::Events(list) => list.len(),
            ListedRows::Jobs(list) => list.len(),
        }
    }

    /// Looks for more of them for a while. Returns whether there were any to be found.
    fn step(&mut self) -> bool {
        match self {
            ListedRows::Events(list) => list.step(),
            ListedRows::Jobs(_) => false,
        }
    }
}

/// The rows and columns that the page looks at.
pub struct Window {
    /// The first row, from 0.
    pub first: u32,
    /// How many rows.
    pub count: u32,
    /// The names of the columns.
    pub fields: Vec<String>,
}

/// What to do for the query on screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum QueryStep {
    /// Advance again at once.
    Busy,
    /// Advance again, but not before this many milliseconds.
    Later(f64),
    /// Nothing, until something changes.
    Idle,
    /// Send the answer: complete, or partial with the share of the rows that has been searched.
    Answer(Option<f32>),
}

impl ActiveQuery {
    fn new(query: Query, now: f64) -> ActiveQuery {
        let is_oldest_first = query.sort.field == Field::Time.name() && !query.sort.is_descending;
        let filter =
            Filter { view: query.view, text: &query.text, range: query.range, facets: &query.facets, is_oldest_first };
        ActiveQuery {
            evaluation: Evaluation::new(filter),
            window: Window { first: query.first, count: query.count, fields: query.fields.clone() },
            query,
            started: now,
            answered: None,
            listed: None,
            has_new_values: false,
            list: ListedRows::default(),
        }
    }

    fn is_answered(&self, generation: u32) -> bool {
        self.answered == Some(generation) && !self.has_new_values
    }
}

impl ActiveQueries {
    /// Activates a query in the place of the former one of its view. Returns whether that had to be abandoned; else its
    /// evaluation goes on.
    pub fn start(&mut self, query: Query, now: f64, view: StoreView<'_>, outbox: &mut Outbox) -> bool {
        let mut new = ActiveQuery::new(query, now);
        self.front = new.query.view;
        self.schedule = AnswerSchedule::default();
        let mut has_abandoned = false;
        self.of(self.front, view.epoch(), outbox);
        if let Some(former) = self.of_view[self.front as usize].take() {
            outbox.drop_answers();
            if former.query.no == new.query.no {
                // Only its facets changed: the window stays.
                (new.window.first, new.window.count) = (former.window.first, former.window.count);
            }
            (new.evaluation, has_abandoned) = reuse_or_cancel(new.evaluation, former.evaluation, outbox);
        }
        self.of_view[self.front as usize] = Some(new);
        has_abandoned
    }

    /// The active query of a view. What it found is forgotten if the store was rewritten since.
    fn of(&mut self, view: View, epoch: StoreEpoch, outbox: &mut Outbox) -> Option<&mut ActiveQuery> {
        let active = self.of_view[view as usize].as_mut()?;
        if !active.evaluation.follow(epoch, outbox) {
            (active.answered, active.listed, active.list) = (None, None, ListedRows::default());
            active.has_new_values = false;
        }
        Some(active)
    }

    /// The active query of a view with this number.
    fn numbered(
        &mut self,
        no: QueryId,
        view: View,
        epoch: StoreEpoch,
        outbox: &mut Outbox,
    ) -> Option<&mut ActiveQuery> {
        self.of(view, epoch, outbox).filter(|active| active.query.no == no)
    }

    /// Does a bounded piece for the query on screen. `must_yield` is whether something waits that goes before work ahead.
    pub fn advance(&mut self, view: StoreView<'_>, now: f64, must_yield: bool, outbox: &mut Outbox) -> QueryStep {
        let schedule = self.schedule;
        let Some(active) = self.of(self.front, view.epoch(), outbox) else { return QueryStep::Idle };
        if active.is_answered(view.generation) {
            return if must_yield {
                QueryStep::Idle
            } else if active.list.step() || self.rank_terms_ahead(view) {
                QueryStep::Busy
            } else {
                QueryStep::Idle
            };
        }
        if active.answered.is_some() && now < schedule.next_answer {
            return QueryStep::Later(schedule.next_answer - now);
        }
        match active.evaluation.advance(view, outbox) {
            Progress::Busy => QueryStep::Busy,
            Progress::Done => QueryStep::Answer(None),
            Progress::Waiting => {
                let share = active.evaluation.share_done(view.store);
                // While files arrive, the complete answer to what was there before serves as a partial one.
                let is_due = active.answered.is_none() && schedule.is_partial_due(now, active.started) && share > 0.0;
                if is_due && outbox.is_empty() { QueryStep::Answer(Some(share)) } else { QueryStep::Idle }
            }
        }
    }

    /// Ranks the terms of the columns on screen once all files have been read: then a sort only moves numbers. Returns
    /// whether there was something to do.
    fn rank_terms_ahead(&mut self, view: StoreView<'_>) -> bool {
        let active =
            self.of_view[View::Events as usize].as_ref().filter(|active| active.evaluation.is_of(view.epoch()));
        let fields = active.map_or(&[][..], |active| &active.window.fields);
        view.is_settled && self.orders.prepare(view.store, fields)
    }

    /// Whether the view on screen shows resources.
    pub fn shows_resources(&self) -> bool {
        self.front == View::Jobs
    }

    /// Answers as soon as possible, without the pause between answers while files arrive.
    pub fn answer_soon(&mut self) {
        self.schedule.next_answer = 0.0;
    }

    /// Records that values for a facet have arrived.
    pub fn note_new_values(&mut self, view: StoreView<'_>, outbox: &mut Outbox) {
        if let Some(active) = self.of(View::Events, view.epoch(), outbox) {
            active.has_new_values = true;
        }
    }

    /// Sends another window of rows; the next answers to the same query come with that window.
    pub fn show_page(&mut self, no: QueryId, of: View, window: Window, view: StoreView<'_>, outbox: &mut Outbox) {
        let Some(active) = self.numbered(no, of, view.epoch(), outbox) else { return };
        active.window = window;
        if active.listed.is_some() {
            let mut page = cut_page(active, active.window.first, view);
            self.lazy_cells.start(&mut page, view, outbox);
            outbox.respond(Response::Page(page));
        }
    }

    /// Sends the place of a row in the answer.
    pub fn locate(&mut self, no: QueryId, row: RowKey, view: StoreView<'_>, outbox: &mut Outbox) {
        let Some(active) = self.numbered(no, View::Events, view.epoch(), outbox) else { return };
        let RowRef { segment, row: at } = row.into();
        let stored = view.store.segments().get(segment as usize).filter(|stored| at < stored.segment.n_rows());
        let number = stored.map(|stored| stored.first_row + at);
        let place = match &mut active.list {
            ListedRows::Events(list) => list.all().iter().position(|other| Some(*other) == number),
            ListedRows::Jobs(_) => None,
        };
        outbox.respond(Response::Located { no, row, at: place.map(|place| place as u32) });
    }

    /// The rows of the last answer.
    pub fn listed_rows(&mut self, of: View, view: StoreView<'_>, outbox: &mut Outbox) -> Option<&mut ListedRows> {
        self.of(of, view.epoch(), outbox).map(|active| &mut active.list)
    }

    /// Takes a reader's reply on which rows match.
    pub fn on_reply(&mut self, no: RequestId, segment: u32, found: &[RowBytes]) {
        for active in self.of_view.iter_mut().flatten() {
            active.evaluation.on_reply(no, segment, found);
        }
    }

    /// Takes cells of a page.
    pub fn on_cells(&mut self, no: RequestId, cells: Vec<Vec<Option<String>>>, outbox: &mut Outbox) {
        self.lazy_cells.on_reply(no, cells, outbox);
    }

    /// Rows were taken out: the page that waits for cells is not sent again.
    pub fn on_rows_removed(&mut self) {
        self.lazy_cells = LazyCells::default();
    }

    /// Handles the crash of a reader.
    pub fn on_reader_lost(&mut self, reader: ReaderId, outbox: &mut Outbox) {
        for active in self.of_view.iter_mut().flatten() {
            active.evaluation.on_reader_lost(reader);
        }
        self.lazy_cells.on_reader_lost(reader, outbox);
    }
}

/// The evaluation of a new query, with what a former one has found where that is of use. Returns whether the former one
/// was of none.
fn reuse_or_cancel(new: Evaluation, mut former: Evaluation, outbox: &mut Outbox) -> (Evaluation, bool) {
    if new.can_reuse(&former) {
        (new.reusing(former), false)
    } else {
        former.cancel(outbox);
        (new, true)
    }
}
