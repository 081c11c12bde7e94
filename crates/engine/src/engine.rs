//! The message loop: requests and replies go to the owners of what they are about, and [`Engine::step`] decides which of
//! them works next.

use crate::credential_cards::CredentialCards;
use crate::event_details::EventDetails;
use crate::exports::Exports;
use crate::loaded::{Change, LoadedData};
use crate::outbox::{Outbox, Output};
use crate::present::story;
use crate::queries::{ActiveQueries, QueryStep, Window};
use crate::row_counts::RowCounts;
use crate::suggestions::Suggestions;
use crate::value_index::ValueIndex;
use trailglass_protocol::id::{ReaderId, SourceId};
use trailglass_protocol::message::{Batch, ReaderReply, Request, Response, RowKey};
use trailglass_protocol::notification::Notification;
use trailglass_store::Store;

/// Owns the columns and answers requests.
///
/// It is given messages and a clock, and gives messages back:
///
/// ```
/// use trailglass_engine::{Engine, Output};
/// use trailglass_protocol::message::{Request, Response};
///
/// let mut engine = Engine::new(|| 0.0);
/// engine.request(Request::Find { event_id: "none".to_owned() });
/// assert!(matches!(engine.step(), Output::Respond(Response::Found { row: None, .. })));
/// assert!(matches!(engine.step(), Output::Idle));
/// ```
pub struct Engine {
    /// A clock in milliseconds.
    clock: Box<dyn Fn() -> f64>,
    outbox: Outbox,
    data: LoadedData,
    queries: ActiveQueries,
    values: ValueIndex,
    suggestions: Suggestions,
    counts: RowCounts,
    event_details: EventDetails,
    credential_cards: CredentialCards,
    exports: Exports,
}

impl Engine {
    /// An engine without segments. `clock` gives milliseconds since any fixed instant.
    pub fn new(clock: impl Fn() -> f64 + 'static) -> Engine {
        Engine {
            clock: Box::new(clock),
            outbox: Outbox::default(),
            data: LoadedData::default(),
            queries: ActiveQueries::default(),
            values: ValueIndex::default(),
            suggestions: Suggestions::default(),
            counts: RowCounts::default(),
            event_details: EventDetails::default(),
            credential_cards: CredentialCards::default(),
            exports: Exports::default(),
        }
    }

    /// Kept texts that are no records: notifications on jobs, job dumps, digests.
    pub fn notifications(&self) -> &[Notification] {
        self.data.notifications()
    }

    /// The segments, for tests and benchmarks.
    pub fn store(&self) -> &Store {
        self.data.store()
    }

    /// Takes what a reader flushed: the segment's bytes, if it has rows, and the reports of the sources that end with it.
    pub fn add(&mut self, batch: Batch, bytes: Option<&[u8]>) {
        // What a crashed reader was reading is read again by others.
        if !self.outbox.is_lost(batch.reader) {
            let change = self.data.add(batch, bytes, &mut self.outbox);
            if change.has_removed_rows {
                self.queries.answer_soon();
            }
            self.announce(change);
        }
    }

    /// Takes a request of the page.
    #[inline(never)]
    pub fn request(&mut self, request: Request) {
        let outbox = &mut self.outbox;
        match request {
            Request::Query(query) => {
                if self.queries.start(query, (self.clock)(), self.data.view(), outbox) {
                    self.counts.cancel(outbox);
                }
            }
            Request::Page { view, no, first, count, fields } => {
                let window = Window { first, count, fields };
                self.queries.show_page(no, view, window, self.data.view(), outbox);
            }
            Request::Locate { no, row } => self.queries.locate(no, row, self.data.view(), outbox),
            Request::Event { row } => self.event_details.open(row.into(), self.data.view_with_resources(), outbox),
            Request::Story { job } => {
                let view = self.data.view_with_resources();
                let resource = view.resources.find(&job, view.profiles).and_then(|no| view.resource(no));
                let detail = resource.map(|resource| story::detail(&resource, view.profiles, view.source_names));
                outbox.respond(match detail {
                    Some(detail) => Response::Story(Box::new(detail)),
                    None => Response::NoStory { job },
                });
            }
            Request::Credential { key } => {
                self.credential_cards.show(&key, self.data.view_with_resources(), outbox);
            }
            Request::Export(export) => {
                let view = self.data.view();
                let rows = self.queries.listed_rows(export.view, view, outbox);
                self.exports.start(export, rows, view, outbox);
            }
            Request::ExportOn { no } => self.exports.next_piece(no, self.data.view(), outbox),
            Request::ExportEnd { no } => self.exports.end(no, outbox),
            Request::Suggest(asked) => self.suggestions.ask(asked),
            Request::Count(asked) => self.counts.start(asked, outbox),
            Request::Settle => {
                self.data.settle();
                self.queries.answer_soon();
            }
            Request::Lost { reader, sources } => self.on_reader_lost(reader, &sources),
            Request::Remove { sources } => {
                let change = self.data.remove(&sources, outbox);
                self.queries.answer_soon();
                self.announce(change);
            }
            Request::Find { event_id } => {
                let row = self.data.store().find(&event_id).map(RowKey::from);
                outbox.respond(Response::Found { event_id, row });
            }
            // Only the port that comes with it matters.
            Request::Joined => {}
        }
    }

    /// Takes a reply of a reader.
    pub fn tell(&mut self, told: ReaderReply) {
        let outbox = &mut self.outbox;
        match told {
            ReaderReply::Matching { no, segment, found } => {
                self.queries.on_reply(no, segment, &found);
                self.counts.on_reply(no, segment, &found);
            }
            ReaderReply::Values { no, segment, values } => {
                if self.values.on_reply(no, segment, values, self.data.view()) {
                    self.on_new_values();
                }
            }
            ReaderReply::Documents { no, texts } if self.exports.has_asked(no) => {
                self.exports.on_documents(no, texts, outbox)
            }
            ReaderReply::Documents { no, texts } => {
                self.event_details.on_documents(no, texts, self.data.view_with_resources(), outbox);
            }
            ReaderReply::Cells { no, rows } if self.exports.has_asked(no) => self.exports.on_cells(no, rows, outbox),
            ReaderReply::Cells { no, rows } if self.credential_cards.has_asked(no) => {
                self.credential_cards.on_cells(no, rows, self.data.view_with_resources(), outbox);
            }
            ReaderReply::Cells { no, rows } => self.queries.on_cells(no, rows, outbox),
            ReaderReply::Facts { no, segment, facts, is_last } => {
                if self.data.add_facts(no, segment, &facts, is_last) {
                    self.queries.answer_soon();
                }
            }
        }
    }

    /// Does a bounded piece of work and returns, so that newer messages are seen in between. The query on screen goes
    /// before suggestions, and these go before counts.
    pub fn step(&mut self) -> Output {
        let output = self.advance_query();
        if !matches!(output, Output::Idle | Output::Later(_)) {
            return output;
        }
        if self.suggestions.is_pending() {
            self.suggestions.answer(self.data.view_with_resources(), &mut self.values, &mut self.outbox);
            return Output::Busy;
        }
        if self.counts.needs_resources() {
            self.data.refresh_resources(true);
        }
        if self.counts.advance(self.data.view(), &mut self.outbox) { Output::Busy } else { output }
    }

    #[inline(never)]
    fn advance_query(&mut self) -> Output {
        if let Some(output) = self.outbox.pop() {
            return output;
        }
        let (now, must_yield) = ((self.clock)(), self.suggestions.is_pending());
        let step = self.queries.advance(self.data.view(), now, must_yield, &mut self.outbox);
        if let QueryStep::Answer(partial) = step {
            let view = self.data.view();
            self.data.refresh_resources(view.is_settled || self.queries.shows_resources());
            let view = self.data.view();
            let answer = self.queries.answer(partial, view, &mut self.values, &mut self.outbox, &self.clock);
            return answer.map_or(Output::Idle, |answer| Output::Respond(Response::Answer(answer)));
        }
        if let Some(output) = self.outbox.pop() {
            return output;
        }
        match step {
            QueryStep::Busy => Output::Busy,
            QueryStep::Later(pause_ms) => Output::Later(pause_ms),
            QueryStep::Idle | QueryStep::Answer(_) => Output::Idle,
        }
    }

    /// Sends the message on a change of the data, and ends what depends on removed rows.
    fn announce(&mut self, Change { response, has_removed_rows }: Change) {
        if has_removed_rows {
            self.exports.on_rows_removed(&mut self.outbox);
            self.event_details.on_rows_removed(self.data.store());
            self.queries.on_rows_removed();
        }
        self.outbox.respond(response);
    }

    fn on_new_values(&mut self) {
        self.queries.note_new_values(self.data.view(), &mut self.outbox);
        if !self.values.is_waiting() {
            self.queries.answer_soon();
            self.suggestions.on_values_found();
        }
    }

    /// Handles the crash of a reader: nobody waits for its replies, and what it had read of these sources is forgotten.
    fn on_reader_lost(&mut self, reader: ReaderId, sources: &[SourceId]) {
        let outbox = &mut self.outbox;
        outbox.note_lost(reader);
        self.queries.on_reader_lost(reader, outbox);
        self.counts.on_reader_lost(reader);
        if self.data.on_reader_lost(reader) {
            self.queries.answer_soon();
        }
        if self.values.on_reader_lost(reader, self.data.view()) {
            self.on_new_values();
        }
        let (view, outbox) = (self.data.view_with_resources(), &mut self.outbox);
        self.credential_cards.on_reader_lost(reader, view, outbox);
        self.event_details.on_reader_lost(reader, view, outbox);
        let change = self.data.reset(sources, outbox);
        self.queries.answer_soon();
        self.announce(change);
        self.exports.on_reader_lost(reader, &mut self.outbox);
    }
}
