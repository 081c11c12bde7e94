//! Execution of queries: one engine owns the segments and answers; readers keep the text. Pure: messages and a clock go
//! in, messages come out.
//!
//! *batch → store → active query → matching rows → order → answer.*
//!
//! - [`reader`]: what runs in a reader worker; [`scheduler`]: which reader reads which file
//! - [`execute`]: rows to answers: filter, text search, order, counts, pages
//! - [`resources`]: jobs, sessions and the like, folded from the facts of the rows
//! - [`present`]: what a person reads of one event, key or resource, and exports
//! - `active_query`: a query in force, evaluated segment by segment; `answer`: what is cut from its result
//! - `facets`: the values of its facets, those of JSON paths fetched from the readers
//! - `orders`: all rows in the order of a sort, kept for a version of the store
//! - `lazy_cells`: cells of JSON paths, which readers make
//! - `suggest`: values of a field, while a clause is being typed
//! - `count`: how many rows other texts find
//! - `credential`: the card of an access key
//! - `export`: rows as text, piece by piece
//! - `own_profiles`: profiles that were dropped, and what depends on them
//! - `removal`: taking sources out again
//!
//! [`Engine::step`] does a bounded piece of work and returns, so that newer messages are seen in between. Only the
//! newest query is worked on. It stays in force: when segments arrive, it is evaluated on them alone, and a newer
//! answer follows.

mod answer;
pub mod execute;
pub mod present;
pub mod resources;
pub mod scheduler;
mod count;
mod credential;
mod export;
mod facets;
mod lazy_cells;
mod active_query;
mod orders;
mod own_profiles;
pub mod reader;
mod removal;
mod suggest;

use crate::execute::distinct_values::Values;
use crate::execute::filter::Surroundings;
use crate::present::redact::Redactor;
use crate::resources::Resources;
use active_query::{Live, Lives};
use count::Counting;
use credential::Carding;
use export::Exporting;
use lazy_cells::Filling;
use orders::Orders;
use own_profiles::OwnProfiles;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use trailglass_lifecycle::table::Profiles;
use trailglass_protocol::Member;
use trailglass_protocol::id::{ReaderId, RequestId, SourceId};
use trailglass_protocol::message::{Ask, Batch, Query, Request, Response, SourceReport, Suggest, Told, View, Within};
use trailglass_protocol::notice::Notice;
use trailglass_protocol::report::{Problem, ProblemKind, Report};
use trailglass_query::On;
use trailglass_store::{RowRef, Store, layout};

/// Where the documents of a segment are: the reader that keeps them, and its number of the segment.
type Origin = (ReaderId, u32);

/// What a step came to.
#[derive(Debug)]
pub enum Output {
    /// A message for the page.
    Respond(Response),
    /// A question for a reader.
    Ask(ReaderId, Ask),
    /// There is more to do, at once.
    Busy,
    /// There is more to do, but not before this many milliseconds.
    Later(f64),
    /// Nothing to do until the next message.
    Idle,
}

/// While segments arrive, answering again takes at most this share of the engine's time.
const ANSWERING_SHARE: f64 = 0.2;
/// Answers follow each other at least this far apart, in milliseconds, while segments arrive: every one of them is drawn,
/// which takes a core from the readers.
const ANSWER_PAUSE_MS: f64 = 1000.0;

/// A search that takes longer than this gives partial answers.
const FIRST_PARTIAL_MS: f64 = 60.0;
/// ... and these follow each other at least so far apart, in milliseconds.
const PARTIAL_PAUSE_MS: f64 = 250.0;

/// Owns the columns and answers requests.
pub struct Engine {
    /// A clock in milliseconds.
    clock: Box<dyn Fn() -> f64>,
    store: Store,
    profiles: Profiles,
    /// For each segment of the store where its documents are; one of notifications alone may have none.
    origins: Vec<Option<Origin>>,
    source_names: HashMap<SourceId, String>,
    /// The numbers of sources that were found within others, by the reader and its number of them.
    members: HashMap<(ReaderId, SourceId), SourceId>,
    /// Sources that were removed: what still comes of them is thrown away.
    removed: HashSet<SourceId>,
    /// Counts up with every change that answers depend on.
    generation: u32,
    out: VecDeque<Output>,
    /// The query in force of each view.
    lives: Lives,
    /// The view on screen: its query is the one that is worked on.
    front: View,
    /// Not before this time is the query in force answered anew because of new segments; in milliseconds.
    next_answer: f64,
    /// When a partial answer may follow the last one.
    next_partial: f64,
    /// Whether the query in force has not been answered yet.
    is_first_answer: bool,
    /// Whether all that was handed over has been read.
    is_settled: bool,
    orders: Orders,
    resources: Resources,
    /// The distinct values of the fields that facets are about.
    values: Values,
    /// Questions for the values at a path that have not been answered in full.
    reading: HashMap<RequestId, Reading>,
    last_ask: RequestId,
    /// Events whose documents are on their way.
    opening: HashMap<RequestId, RowRef>,
    /// Kept texts that are no records, in the order of arrival.
    notices: Vec<Notice>,
    /// The page that waits for cells of JSON paths.
    filling: Option<Filling>,
    /// The card of an access key that waits for agents.
    carding: Option<Carding>,
    /// The profiles that were dropped.
    own_profiles: OwnProfiles,
    /// The values that were asked for last, for a clause that is being typed. A query goes before them.
    suggesting: Option<Suggest>,
    /// Values at a path that were asked for, and that readers have been asked for in turn.
    awaiting: Option<Suggest>,
    /// Texts whose rows are being counted. A query and suggestions go before them.
    counting: Option<Counting>,
    /// The export that is being written.
    export: Option<Exporting>,
    /// The pseudonyms of redacted exports: they last as long as the page is open, so that exports can be joined.
    redactor: Option<Redactor>,
    /// Readers that died. What their documents would say is taken as no.
    lost: Vec<ReaderId>,
}

/// A question for the values at a path.
struct Reading {
    on: On,
    reader: ReaderId,
    /// The segments whose values have not come: the reader's number and the store's.
    segments: Vec<(u32, u32)>,
}

impl Engine {
    /// An engine without segments. `clock` gives milliseconds since any fixed instant.
    pub fn new(clock: impl Fn() -> f64 + 'static) -> Engine {
        Engine {
            clock: Box::new(clock),
            store: Store::default(),
            profiles: Profiles::built_in(),
            origins: Vec::new(),
            source_names: HashMap::new(),
            members: HashMap::new(),
            removed: HashSet::new(),
            generation: 0,
            out: VecDeque::new(),
            lives: Lives::default(),
            front: View::Events,
            next_answer: 0.0,
            next_partial: 0.0,
            is_first_answer: true,
            is_settled: false,
            orders: Orders::default(),
            resources: Resources::default(),
            values: Values::default(),
            reading: HashMap::new(),
            last_ask: RequestId::default(),
            opening: HashMap::new(),
            notices: Vec::new(),
            filling: None,
            carding: None,
            own_profiles: OwnProfiles::default(),
            suggesting: None,
            awaiting: None,
            counting: None,
            export: None,
            redactor: None,
            lost: Vec::new(),
        }
    }

    /// Kept texts that are no records: notifications on jobs, job dumps, digests.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The segments, for tests and benchmarks.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Takes what a reader sealed: the segment's bytes, if it has rows, and the reports of the sources that end with it.
    #[inline(never)]
    pub fn add(&mut self, batch: Batch, bytes: Option<&[u8]>) {
        let Batch { reader, segment: segment_no, mut ended, names, members, mut notices } = batch;
        if self.lost.contains(&reader) {
            // What it was reading is read again by others.
            return;
        }
        self.source_names.extend(names.into_iter().map(|(source, name)| (source, name)));
        let mut found = self.number(reader, members);
        let global = |source: &mut SourceId| {
            if let Some(no) = self.members.get(&(reader, *source)) {
                *source = *no;
            }
        };
        ended.iter_mut().for_each(|(source, _)| global(source));
        notices.iter_mut().for_each(|notice| global(&mut notice.source));
        notices.retain(|notice| !self.removed.contains(&notice.source));
        let mut touched: BTreeSet<SourceId> = BTreeSet::new();
        let mut problem = None;
        match bytes.map(layout::from_bytes) {
            Some(Some(mut segment)) => {
                if !self.members.is_empty() {
                    segment.renumber_sources(global);
                }
                let told_by = &segment.facts.notices;
                let told_by: BTreeSet<SourceId> =
                    (0..told_by.len() as u32).filter_map(|number| told_by.source(number)).collect();
                touched.extend(self.store.adopt(segment));
                self.origins.push(Some((reader, segment_no)));
                if touched.iter().chain(&told_by).any(|source| self.removed.contains(source)) {
                    touched.extend(self.drop_removed());
                }
            }
            Some(None) => problem = Some("A segment did not arrive whole. Reload the page and try again".to_owned()),
            None => {}
        }
        self.meet(reader);
        self.take_notices(notices);
        self.teach();
        self.generation += 1;
        self.is_settled = false;
        let mut reports: HashMap<SourceId, Report> =
            ended.into_iter().map(|(source, report)| (source, report)).collect();
        for (source, _) in reports.iter().filter(|(_, report)| report.is_damaged) {
            touched.extend(self.store.mark_damaged(*source));
        }
        touched.extend(reports.keys());
        touched.extend(found.keys());
        let mut sources = Vec::new();
        for source in touched {
            let mut report = reports.remove(&source).map(|report| self.report_with_profiles(source, report));
            if let (Some(report), Some(why)) = (&mut report, &problem) {
                lose(report, why);
            }
            let within = found.remove(&source);
            sources.push(SourceReport { within, ..self.source_report(source, report) });
        }
        sources.extend(self.changed_reports());
        self.respond(Response::Loaded { generation: self.generation, sources, n_removals: 0 });
    }

    /// Gives the sources that a reader found within others their numbers, in the order in which they are heard of.
    fn number(&mut self, reader: ReaderId, members: Vec<Member>) -> HashMap<SourceId, Within> {
        let numbered = members.into_iter().map(|Member { source, within, name }| {
            let no = self.store.add_member(within);
            self.members.insert((reader, source), no);
            self.source_names.insert(no, name.clone());
            if self.removed.contains(&within) {
                self.removed.insert(no);
            }
            (no, Within { source: within, name })
        });
        numbered.collect()
    }

    /// Takes a request of the page.
    pub fn request(&mut self, request: Request) {
        self.look(request);
    }

    /// Takes what a reader found out.
    pub fn tell(&mut self, told: Told) {
        if let Some(counting) = &mut self.counting {
            counting.tell(&told);
        }
        match told {
            Told::Documents { no, texts } if self.is_exporting(no) => self.export_records(no, texts),
            Told::Cells { no, rows } if self.is_exporting(no) => self.export_cells(no, rows),
            Told::Documents { no, mut texts } => {
                if let (Some(at), Some(text)) = (self.opening.remove(&no), texts.pop()) {
                    self.show(at, text);
                }
            }
            Told::Facts { no, segment, facts, is_last } => self.take_facts(no, segment, &facts, is_last),
            Told::Values { no, segment, values } => self.take_values(no, segment, values),
            Told::Cells { no, rows } => {
                if let Some(rows) = self.take_agents(no, rows) {
                    self.fill(no, rows);
                }
            }
            Told::Matching { no, segment, found } => self.lives.tell(no, segment, &found),
        }
    }

    /// Does a bounded piece of work.
    pub fn step(&mut self) -> Output {
        let output = self.advance();
        let is_at_leisure = matches!(output, Output::Idle | Output::Later(_));
        match self.suggesting.take_if(|_| is_at_leisure) {
            Some(asked) => {
                self.suggest(asked);
                Output::Busy
            }
            None if is_at_leisure && self.count_on() => Output::Busy,
            None => output,
        }
    }

    /// Goes on with the query in force.
    #[inline(never)]
    fn advance(&mut self) -> Output {
        if let Some(output) = self.out.pop_front() {
            return output;
        }
        let Some(live) = self.lives.of(self.front, self.store.epoch(), &mut self.out) else { return Output::Idle };
        if live.answered == Some(self.generation) && !live.has_new_values {
            // Values that are asked for go before what nobody has asked for yet.
            return if self.suggesting.is_some() {
                Output::Idle
            } else if live.list.step() {
                Output::Busy
            } else {
                self.prepare()
            };
        }
        let now = (self.clock)();
        if live.answered.is_some() && now < self.next_answer {
            return Output::Later(self.next_answer - now);
        }
        for (no, reader) in live.rebase(&self.store, self.store.span()) {
            self.out.push_back(Output::Ask(reader, Ask::Forget { no }));
        }
        if live.query.view == View::Events {
            let surroundings =
                Surroundings { source_names: &self.source_names, profiles: &self.profiles, duplicated: &[] };
            if live.evaluate(&self.store, surroundings) {
                return Output::Busy;
            }
            for (reader, candidates) in live.take_questions(&self.store, &self.origins) {
                self.last_ask = self.last_ask.next();
                live.asked(self.last_ask, reader, &candidates, &self.origins);
                if !self.lost.contains(&reader) {
                    let clauses = live.clauses();
                    self.out.push_back(Output::Ask(reader, Ask::Matching { no: self.last_ask, clauses, candidates }));
                }
            }
            self.lost.iter().for_each(|reader| live.lose(*reader));
            // What was lost just now is combined before the answer.
            live.evaluate(&self.store, surroundings);
            if live.is_waiting() {
                // While files arrive, the answers to what was there before serve as partial ones.
                let is_due = live.answered.is_none() && now >= self.next_partial.max(live.started + FIRST_PARTIAL_MS);
                let share = live.share_done(&self.store);
                return match self.out.pop_front() {
                    Some(output) => output,
                    None if is_due && share > 0.0 => self.answer(Some(share)),
                    None => Output::Idle,
                };
            }
        }
        self.answer(None)
    }

    /// Puts the terms of the columns on screen in order ahead, once all has been read: then a sort has only numbers to
    /// move.
    fn prepare(&mut self) -> Output {
        let live = self.lives.peek(View::Events, self.store.epoch());
        let fields = live.map_or(&[][..], |live| &live.fields);
        match self.is_settled && self.orders.prepare(&self.store, fields) {
            true => Output::Busy,
            false => Output::Idle,
        }
    }

    fn respond(&mut self, response: Response) {
        self.out.push_back(Output::Respond(response));
    }

    fn query(&mut self, query: Query) {
        let mut live = Live::new(query, (self.clock)());
        self.front = live.query.view;
        if let Some(earlier) = self.lives.take(self.front, self.store.epoch(), &mut self.out) {
            // Pages and answers of the overtaken query that nobody took yet are not wanted any more.
            self.out.retain(|output| !matches!(output, Output::Respond(Response::Answer(_) | Response::Page(_))));
            if live.can_take(&earlier) {
                live = live.taking(earlier);
            } else {
                for (no, reader) in earlier.outstanding() {
                    self.out.push_back(Output::Ask(reader, Ask::Forget { no }));
                }
                self.stop_counting();
            }
        }
        self.next_answer = 0.0;
        self.next_partial = 0.0;
        self.is_first_answer = true;
        self.lives.put(self.front, live);
    }
}

/// The report of a source whose rows were lost on the way.
fn lose(report: &mut Report, why: &str) {
    report.note(Problem::whole(ProblemKind::Unreadable(why.to_owned())));
    report.records = report.refused;
}
