//! What is cut from the result of the query in force: the answer, windows of rows, one event, one job.

use super::{ANSWER_PAUSE_MS, ANSWERING_SHARE, Engine, Output, PARTIAL_PAUSE_MS};
use crate::execute::order::Listing;
use crate::execute::page::{Names, Shown};
use crate::execute::{histogram, page};
use crate::present::{event, story};
use crate::resources::ResourceId;
use crate::resources::job_order::matching_in_order;
use crate::resources::job_row::job_row;
use crate::resources::timeline::timeline;
use crate::resources::view::ResourceView;
use std::rc::Rc;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_lifecycle::profile::Class;
use trailglass_protocol::id::{QueryId, ReaderId, SourceId};
use trailglass_protocol::message::{Answer, Ask, Page, Request, Response, RowKey, Rows, View};
use trailglass_store::{RowRef, Store};

/// A window of more rows than this is not asked for by a screen.
const MAX_PAGE: u32 = 2_000;

impl Engine {
    /// Answers the query in force for the store as it is. While documents are being searched, `partial` is the share of
    /// the rows that has been looked at.
    #[inline(never)]
    pub(super) fn answer(&mut self, partial: Option<f32>) -> Output {
        let began = (self.clock)();
        self.refresh_resources(self.is_settled || self.front == View::Jobs);
        let Some(live) = self.lives.of(self.front, self.store.epoch(), &mut self.out) else { return Output::Idle };
        let (range, preview) = (live.query.range, live.query.preview);
        let mut matching = Vec::new();
        let mut histogram = None;
        live.list = match live.query.view {
            View::Jobs => {
                let plan = &live.plan;
                {
                    let sort = &live.query.sort;
                    let found = matching_in_order(&self.resources, &self.store, &self.profiles, plan, sort);
                    Listing::whole(found.into_iter().map(|id| id.0).collect())
                }
            }
            View::Events => {
                matching = live.matching(&self.store, range);
                histogram = histogram::histogram(&self.store, &matching, range);
                if preview.is_some() {
                    matching = live.matching(&self.store, both(range, preview));
                }
                let names = Names { source_names: &self.source_names, profiles: &self.profiles };
                let order = self.orders.of(&self.store, &live.query.sort, names);
                order.matching(&self.store, &matching)
            }
        };
        live.has_new_values = false;
        live.listed = Some(self.generation);
        if partial.is_none() {
            live.answered = live.listed;
        }
        let timeline = match live.query.view {
            View::Jobs => {
                let list: Vec<ResourceId> = live.list.found().iter().copied().map(ResourceId).collect();
                timeline(&self.resources, &self.store, &self.profiles, &list)
            }
            View::Events => None,
        };
        let (matched, count) = (live.list.len() as u32, live.count);
        // A window that lay further down than the new answer reaches becomes its last screen.
        let first = live.first.min(matched.saturating_sub(count));
        let (no, view, started) = (live.query.no, live.query.view, live.started);
        let has_read_documents = live.has_read_documents;
        let facets = match view {
            View::Jobs => Vec::new(),
            View::Events => self.facets(both(range, preview), &matching),
        };
        let answer = Answer {
            no,
            view,
            generation: self.generation,
            events: self.store.n_shown(),
            jobs: self.resources.n_jobs(),
            matched,
            span: self.store.span().map(|(first, last)| (Micros(first), Micros(last))),
            took_ms: 0.0,
            read_documents: has_read_documents,
            histogram: histogram.map(Rc::new),
            facets,
            partial,
            timeline: timeline.map(Rc::new),
            page: self.page(no, view, first, count),
        };
        let now = (self.clock)();
        if partial.is_some() {
            // Partial answers take a share of the time as well, and come no oftener than they can be read.
            self.next_partial = now + ((now - began) / ANSWERING_SHARE).max(PARTIAL_PAUSE_MS);
            return Output::Respond(Response::Answer(Answer { took_ms: now - started, ..answer }));
        }
        // The first rows are waited for.
        let pause = if self.store.n_shown() == 0 { 0.0 } else { ANSWER_PAUSE_MS };
        self.next_answer = now + ((now - began) / ANSWERING_SHARE).max(pause);
        let is_first = std::mem::take(&mut self.is_first_answer);
        let took_ms = now - if is_first { started } else { began };
        Output::Respond(Response::Answer(Answer { took_ms, ..answer }))
    }

    /// Takes in what is new of resources.
    #[inline(never)]
    pub(super) fn refresh_resources(&mut self, is_last: bool) {
        self.resources.refresh(&self.store, &self.profiles, is_last);
    }

    pub(super) fn resource(&self, no: ResourceId) -> Option<ResourceView<'_>> {
        self.resources.view(no, &self.store, &self.profiles)
    }

    fn page(&mut self, no: QueryId, view: View, first: u32, count: u32) -> Page {
        if let Some(live) = self.lives.of(view, self.store.epoch(), &mut self.out) {
            live.list.reach(first.saturating_add(count.min(MAX_PAGE)) as usize);
        }
        let page = self.cut(no, view, first, count);
        self.start_filling(&page);
        page
    }

    /// Cuts a page from the columns, or from the stories.
    fn cut(&self, no: QueryId, view: View, first: u32, count: u32) -> Page {
        let live = self.lives.peek(view, self.store.epoch());
        let list = live.map_or(&[][..], |live| live.list.found());
        let start = (first as usize).min(list.len());
        let end = start.saturating_add(count.min(MAX_PAGE) as usize).min(list.len());
        let window = &list[start..end];
        let fields = live.map_or(Vec::new(), |live| live.fields.clone());
        let shown: Vec<Shown> = fields.iter().map(|name| Shown::named(name)).collect();
        let rows = match view {
            View::Events => {
                let names = Names { source_names: &self.source_names, profiles: &self.profiles };
                let row = |number: &u32| {
                    Some(Rc::new(page::event_row(&self.store, self.store.row_ref(*number)?, &shown, names)))
                };
                Rows::Events(window.iter().filter_map(row).collect())
            }
            View::Jobs => {
                let row = |no: &u32| Some(Rc::new(job_row(&self.resource(ResourceId(*no))?)));
                Rows::Jobs(window.iter().filter_map(row).collect())
            }
        };
        let generation = live.and_then(|live| live.listed).unwrap_or(0);
        let is_whole = view == View::Jobs || window.is_empty() || !shown.iter().any(Shown::is_path);
        Page { no, view, generation, first: start as u32, fields, is_whole, rows }
    }

    /// Takes a request: notes a query, answers all others.
    #[inline(never)]
    pub(super) fn look(&mut self, request: Request) {
        match request {
            Request::Query(query) => self.query(query),
            Request::Page { view, no, first, count, fields } => {
                let live = self.lives.of(view, self.store.epoch(), &mut self.out);
                let Some(live) = live.filter(|live| live.query.no == no) else { return };
                // The next answer to the same query brings the rows that the page looks at.
                (live.first, live.count, live.fields) = (first, count, fields);
                if live.listed.is_some() {
                    let page = self.page(no, view, first, count);
                    self.respond(Response::Page(page));
                }
            }
            Request::Event { row } => self.open(row.into()),
            Request::Story { job } => {
                self.refresh_resources(true);
                let resource = self.resources.find(&job, &self.profiles).and_then(|no| self.resource(no));
                let detail =
                    resource.map(|resource| Box::new(story::detail(&resource, &self.profiles, &self.source_names)));
                self.respond(detail.map_or(Response::NoStory { job }, Response::Story));
            }
            Request::Credential { key } => self.show_credential(&key),
            Request::Export(export) => self.start_export(export),
            Request::ExportOn { no } => self.export_on(no),
            Request::ExportEnd { no } => self.end_export(no),
            Request::Suggest(asked) => self.suggesting = Some(asked),
            Request::Count(asked) => self.start_counting(asked),
            Request::Settle => (self.next_answer, self.is_settled) = (0.0, true),
            Request::Lost { reader, sources } => {
                self.lost.push(reader);
                self.lives.lose(reader);
                self.lose_learning(reader);
                self.lose_values(reader);
                self.lose_filling(reader);
                self.lose_card(reader);
                self.counting.iter_mut().for_each(|counting| counting.lose(reader));
                self.lose_opening(reader);
                self.clear(&sources);
                self.lose_export(reader);
            }
            Request::Find { event_id } => {
                let row = self.store.find(&event_id).map(RowKey::from);
                self.respond(Response::Found { event_id, row });
            }
            Request::Remove { sources } => self.remove(sources),
            // Its port is all that it takes.
            Request::Joined => {}
            Request::Locate { no, row } => {
                let live = self.lives.of(View::Events, self.store.epoch(), &mut self.out);
                let Some(live) = live.filter(|live| live.query.no == no) else { return };
                let RowRef { segment, row: at } = row.into();
                let held = self.store.held().get(segment as usize).filter(|held| at < held.segment.n_rows());
                let number = held.map(|held| held.first_row + at);
                let at = live.list.all().iter().position(|other| Some(*other) == number).map(|at| at as u32);
                self.respond(Response::Located { no, row, at });
            }
        }
    }

    /// Asks for the document of an event.
    fn open(&mut self, at: RowRef) {
        if !self.store.has(at) {
            return;
        }
        let origin = self.origins.get(at.segment as usize).copied().flatten();
        let Some((reader, segment)) = origin.filter(|(reader, _)| !self.lost.contains(reader)) else {
            return self.show(at, String::new());
        };
        self.last_ask = self.last_ask.next();
        self.opening.insert(self.last_ask, at);
        self.out.push_back(Output::Ask(reader, Ask::Documents { no: self.last_ask, rows: vec![(segment, at.row)] }));
    }

    /// Shows without their documents the events whose documents were awaited of a reader that died.
    fn lose_opening(&mut self, lost: ReaderId) {
        let origins = &self.origins;
        let is_lost =
            |at: &RowRef| matches!(origins.get(at.segment as usize), Some(Some((reader, _))) if *reader == lost);
        let of_lost = self.opening.extract_if(|_, at| is_lost(at));
        let rows: Vec<RowRef> = of_lost.map(|(_, at)| at).collect();
        rows.into_iter().for_each(|at| self.show(at, String::new()));
    }

    /// Shows an event whose document has come; the text is empty where it is lost.
    pub(super) fn show(&mut self, at: RowRef, text: String) {
        if !self.store.has(at) {
            return;
        }
        self.refresh_resources(true);
        let mut numbers: Vec<SourceId> = Vec::new();
        for copy in copies(&self.store, at) {
            let source = self.store.held()[copy.segment as usize].segment.source(copy.row);
            if !numbers.contains(&source) {
                numbers.push(source);
            }
        }
        // The one that is shown comes first, the others in the order of dropping.
        if let Some((_, others)) = numbers.split_first_mut() {
            others.sort_by_key(|source| self.store.place_of(*source));
        }
        let sources: Vec<&str> =
            numbers.iter().filter_map(|source| self.source_names.get(source).map(String::as_str)).collect();
        let resources = self.resources.of_event(at.into(), &self.store, &self.profiles).into_iter();
        let resources: Vec<ResourceView<'_>> = resources.filter_map(|no| self.resource(no)).collect();
        let jobs = resources.iter().map(|resource| (resource.key().0, resource.id().to_owned())).collect();
        let around = resources
            .iter()
            .filter(|resource| resource.kind.class == Class::Job && !resource.id().is_empty())
            .map(story::queries::events)
            .collect();
        let detail = event::detail(&self.store, at, text, &sources, jobs, around);
        self.respond(Response::Event(Box::new(detail)));
    }
}

/// The time that lies in both ranges; `None` is all of it.
fn both(one: Option<TimeRange>, other: Option<TimeRange>) -> Option<TimeRange> {
    match (one, other) {
        (Some(one), Some(other)) => Some(TimeRange { from: one.from.max(other.from), to: one.to.min(other.to) }),
        (one, other) => one.or(other),
    }
}

/// All copies of an event, this one first.
fn copies(store: &Store, at: RowRef) -> Vec<RowRef> {
    let segment = &store.held()[at.segment as usize].segment;
    let (id, key) = (segment.id_key(at.row), segment.copy_key(at.row));
    let mut copies = vec![at];
    for (segment, held) in store.held().iter().enumerate() {
        let is_copy = |row: &u32| {
            held.segment.id_key(*row) == id && held.segment.copy_key(*row) == key && !held.gone.contains(*row)
        };
        let rows = (0..held.segment.n_rows()).filter(is_copy);
        copies.extend(rows.map(|row| RowRef { segment: segment as u32, row }).filter(|copy| *copy != at));
    }
    copies
}
