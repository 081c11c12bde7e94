//! Everything about one event, once a reader has sent its document.

use crate::outbox::Outbox;
use crate::present::{event, story};
use crate::resources::view::ResourceView;
use crate::store_view::{SegmentOrigin, StoreView};
use std::collections::HashMap;
use trailglass_lifecycle::profile::Class;
use trailglass_protocol::id::{ReaderId, RequestId, SourceId};
use trailglass_protocol::message::{ReaderRequest, Response};
use trailglass_store::{RowRef, Store};

/// Events whose documents were asked for.
#[derive(Default)]
pub struct EventDetails {
    questions: HashMap<RequestId, (ReaderId, RowRef)>,
}

impl EventDetails {
    /// Asks for the document of an event. Without one the event is shown as its columns have it.
    pub fn open(&mut self, at: RowRef, view: StoreView<'_>, outbox: &mut Outbox) {
        if !view.store.has(at) {
            return;
        }
        let question = view.origins.of(at.segment).and_then(|SegmentOrigin { reader, segment }| {
            let rows = vec![(segment, at.row)];
            outbox.ask(reader, |no| ReaderRequest::Documents { no, rows }).map(|no| (no, (reader, at)))
        });
        match question {
            Some((no, question)) => drop(self.questions.insert(no, question)),
            None => send(at, String::new(), view, outbox),
        }
    }

    /// Takes the documents that a reader sent.
    pub fn on_documents(&mut self, no: RequestId, mut texts: Vec<String>, view: StoreView<'_>, outbox: &mut Outbox) {
        if let (Some((_, at)), Some(text)) = (self.questions.remove(&no), texts.pop()) {
            send(at, text, view, outbox);
        }
    }

    /// Forgets events that were taken out.
    pub fn on_rows_removed(&mut self, store: &Store) {
        self.questions.retain(|_, (_, at)| store.has(*at));
    }

    /// Handles the crash of a reader: its events are shown without their documents.
    pub fn on_reader_lost(&mut self, lost: ReaderId, view: StoreView<'_>, outbox: &mut Outbox) {
        for (_, (_, at)) in self.questions.extract_if(|_, (reader, _)| *reader == lost) {
            send(at, String::new(), view, outbox);
        }
    }
}

/// Sends an event with its document; the text is empty where it is lost.
fn send(at: RowRef, text: String, view: StoreView<'_>, outbox: &mut Outbox) {
    if !view.store.has(at) {
        return;
    }
    let names = sources_of(at, view.store).into_iter().filter_map(|source| view.source_names.get(&source));
    let names: Vec<&str> = names.map(String::as_str).collect();
    let resources = view.resources.of_event(at.into(), view.store, view.profiles).into_iter();
    let resources: Vec<ResourceView<'_>> = resources.filter_map(|no| view.resource(no)).collect();
    let jobs = resources.iter().map(|resource| (resource.key().0, resource.id().to_owned())).collect();
    let around = resources
        .iter()
        .filter(|resource| resource.kind.spec.class == Class::Job && !resource.id().is_empty())
        .map(story::queries::events)
        .collect();
    let detail = event::detail(view.store, at, text, &names, jobs, around);
    outbox.respond(Response::Event(Box::new(detail)));
}

/// The sources that have a copy of an event: that of this copy first, the others in the order of dropping.
fn sources_of(at: RowRef, store: &Store) -> Vec<SourceId> {
    let mut sources: Vec<SourceId> = Vec::new();
    for copy in copies(store, at) {
        let source = store.segments()[copy.segment as usize].segment.source(copy.row);
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    if let Some((_, others)) = sources.split_first_mut() {
        others.sort_unstable_by_key(|source| store.place_of(*source));
    }
    sources
}

/// All copies of an event, this one first.
fn copies(store: &Store, at: RowRef) -> Vec<RowRef> {
    let segment = &store.segments()[at.segment as usize].segment;
    let (id, key) = (segment.id_key(at.row), segment.copy_key(at.row));
    let mut copies = vec![at];
    for (segment, stored) in (0..).zip(store.segments()) {
        let is_copy = |row: &u32| {
            stored.segment.id_key(*row) == id && stored.segment.copy_key(*row) == key && !stored.removed.contains(*row)
        };
        let rows = (0..stored.segment.n_rows()).filter(is_copy);
        copies.extend(rows.map(|row| RowRef { segment, row }).filter(|copy| *copy != at));
    }
    copies
}
