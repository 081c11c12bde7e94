//! The answer to the query on screen: counts, histogram, facets, and a page of rows.

use super::{ActiveQueries, ActiveQuery, ListedRows};
use crate::execute::facets::facet;
use crate::execute::filter::SegmentMatches;
use crate::execute::page::ColumnContent;
use crate::execute::{histogram, page};
use crate::outbox::Outbox;
use crate::resources::ResourceId;
use crate::resources::job_order::matching_in_order;
use crate::resources::job_row::job_row;
use crate::resources::timeline::timeline;
use crate::store_view::StoreView;
use crate::value_index::ValueIndex;
use std::rc::Rc;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_protocol::message::{Answer, Facet, Page, Rows, View};

/// A window of more rows than this is not asked for by a screen.
const MAX_PAGE: u32 = 2_000;
/// While segments arrive, answering again takes at most this share of the engine's time.
const ANSWERING_SHARE: f64 = 0.2;
/// Answers follow each other at least this far apart, in milliseconds, while segments arrive: every one of them is drawn,
/// which takes a core from the readers.
const ANSWER_PAUSE_MS: f64 = 1000.0;
/// A search that takes longer than this gives partial answers.
const FIRST_PARTIAL_MS: f64 = 60.0;
/// ... and these follow each other at least so far apart, in milliseconds.
const PARTIAL_PAUSE_MS: f64 = 250.0;

/// When answers to the query on screen may be sent, in milliseconds of the engine's clock.
#[derive(Clone, Copy, Default)]
pub(super) struct AnswerSchedule {
    /// The earliest time of an answer that new segments cause.
    pub next_answer: f64,
    /// The earliest time of the next partial answer.
    next_partial: f64,
    /// Whether the query has been answered.
    has_answered: bool,
}

impl AnswerSchedule {
    /// Whether a partial answer may be sent for a query that came at `started`.
    pub fn is_partial_due(self, now: f64, started: f64) -> bool {
        now >= self.next_partial.max(started + FIRST_PARTIAL_MS)
    }
}

impl ActiveQueries {
    /// The answer to the query on screen for the data as they are. While documents are being searched, `partial` is the
    /// share of the rows that has been searched.
    #[inline(never)]
    pub fn answer(
        &mut self,
        partial: Option<f32>,
        view: StoreView<'_>,
        values: &mut ValueIndex,
        outbox: &mut Outbox,
        clock: &dyn Fn() -> f64,
    ) -> Option<Answer> {
        let began = clock();
        self.of(self.front, view.epoch(), outbox)?;
        let active = self.of_view[self.front as usize].as_mut()?;
        let of_view = active.query.view;
        let mut histogram = None;
        let mut facets = Vec::new();
        let mut timeline_of_jobs = None;
        active.list = match of_view {
            View::Jobs => {
                let (plan, sort) = (active.evaluation.plan(), &active.query.sort);
                let found = matching_in_order(view.resources, view.store, view.profiles, plan, sort);
                timeline_of_jobs = timeline(view.resources, view.store, view.profiles, &found);
                ListedRows::Jobs(found)
            }
            View::Events => {
                let (range, preview) = (active.query.range, active.query.preview);
                let mut matches = active.evaluation.matches(view.store, range);
                histogram = histogram::histogram(view.store, &matches, range);
                let time = intersection(range, preview);
                if preview.is_some() {
                    matches = active.evaluation.matches(view.store, time);
                }
                facets = facets_of(active, time, &matches, view, values, outbox);
                let order = self.orders.of(view.store, &active.query.sort, view.names());
                ListedRows::Events(order.matching(view.store, &matches))
            }
        };
        active.has_new_values = false;
        active.listed = Some(view.generation);
        if partial.is_none() {
            active.answered = active.listed;
        }
        let matched = active.list.len() as u32;
        // A window that lay further down than the new answer reaches becomes its last screen.
        let first = active.window.first.min(matched.saturating_sub(active.window.count));
        let (no, started) = (active.query.no, active.started);
        let read_documents = active.evaluation.has_read_documents();
        let mut page = cut_page(active, first, view);
        self.lazy_cells.start(&mut page, view, outbox);
        let now = clock();
        let is_first = partial.is_none() && !self.schedule.has_answered;
        self.schedule.note_answer(partial.is_some(), began, now, view.store.n_shown() == 0);
        Some(Answer {
            no,
            view: of_view,
            generation: view.generation,
            events: view.store.n_shown(),
            jobs: view.resources.n_jobs(),
            matched,
            span: view.store.span().map(|(first, last)| (Micros(first), Micros(last))),
            took_ms: now - if is_first || partial.is_some() { started } else { began },
            read_documents,
            histogram: histogram.map(Rc::new),
            facets,
            partial,
            timeline: timeline_of_jobs.map(Rc::new),
            page,
        })
    }
}

impl AnswerSchedule {
    /// Records that an answer took from `began` to `now`. `is_empty` is whether there are no rows yet: the first rows are
    /// waited for.
    fn note_answer(&mut self, is_partial: bool, began: f64, now: f64, is_empty: bool) {
        let share_pause = (now - began) / ANSWERING_SHARE;
        if is_partial {
            // Partial answers take a share of the time as well, and come no oftener than they can be read.
            self.next_partial = now + share_pause.max(PARTIAL_PAUSE_MS);
        } else {
            self.next_answer = now + share_pause.max(if is_empty { 0.0 } else { ANSWER_PAUSE_MS });
            self.has_answered = true;
        }
    }
}

/// Cuts a page from the columns, or from the resources. Cells of JSON paths are left empty.
pub(super) fn cut_page(active: &mut ActiveQuery, first: u32, view: StoreView<'_>) -> Page {
    let count = active.window.count.min(MAX_PAGE);
    let start = first.min(active.list.len() as u32);
    let (from, to) = (start as usize, first.saturating_add(count) as usize);
    let fields = active.window.fields.clone();
    let shown: Vec<ColumnContent> = fields.iter().map(|name| ColumnContent::named(name)).collect();
    let rows = match &mut active.list {
        ListedRows::Events(list) => {
            let row = |number: &u32| {
                let at = view.store.row_ref(*number)?;
                Some(Rc::new(page::event_row(view.store, at, &shown, view.names())))
            };
            let found = list.reach(to);
            Rows::Events(found[from..to.clamp(from, found.len())].iter().filter_map(row).collect())
        }
        ListedRows::Jobs(list) => {
            let row = |id: &ResourceId| Some(Rc::new(job_row(&view.resource(*id)?)));
            Rows::Jobs(list[from..to.clamp(from, list.len())].iter().filter_map(row).collect())
        }
    };
    let is_whole = active.query.view == View::Jobs || rows.is_empty() || !shown.iter().any(ColumnContent::is_path);
    Page {
        no: active.query.no,
        view: active.query.view,
        generation: active.listed.unwrap_or(0),
        first: start,
        fields,
        is_whole,
        rows,
    }
}

/// The facets of a query. `matches` are its rows, in the time given.
fn facets_of(
    active: &ActiveQuery,
    time: Option<TimeRange>,
    matches: &[SegmentMatches<'_>],
    view: StoreView<'_>,
    values: &mut ValueIndex,
    outbox: &mut Outbox,
) -> Vec<Rc<Facet>> {
    let mut facets = Vec::new();
    for (ask, on) in active.query.facets.iter().zip(active.evaluation.facets()) {
        facets.push(Rc::new(match on {
            None => Facet { ask: ask.clone(), distinct: 0, found: 0, values: Vec::new(), is_partial: false },
            Some(on) => {
                let without_own = active.evaluation.matches_without(view.store, time, on);
                let own = active.evaluation.clauses_on(on);
                let values = values.of(on, view, outbox);
                facet(ask, values, view.store, without_own.as_deref().unwrap_or(matches), own)
            }
        }));
    }
    facets
}

/// The time that lies in both ranges; `None` is all of it.
fn intersection(one: Option<TimeRange>, other: Option<TimeRange>) -> Option<TimeRange> {
    match (one, other) {
        (Some(one), Some(other)) => Some(TimeRange { from: one.from.max(other.from), to: one.to.min(other.to) }),
        (one, other) => one.or(other),
    }
}
