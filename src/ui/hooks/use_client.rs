//! Keeps the workers busy with what the session wants, and passes on what they say.

use crate::ui::export::running::Exports;
use crate::ui::intake::FileHandle;
use crate::ui::prelude::*;
use crate::worker::client::{Client, InputFile, WorkerMessage};
use std::cell::Cell;
use std::rc::Rc;
use trailglass_protocol::id::{QueryId, SourceId};
use trailglass_protocol::message::{Request, Response, View};
use trailglass_session::sources::SourceInfo;
use trailglass_session::{Action, Session};

/// The workers, as the page uses them.
#[derive(Clone)]
pub struct Workers {
    client: Rc<Client>,
    /// The number that the next source gets.
    next_source: Rc<Cell<u32>>,
    /// The export that is being written.
    pub exports: Exports,
    /// Reads files no further and forgets what was read of them.
    pub remove: Callback<Vec<SourceId>>,
}

impl Workers {
    /// Gives files to the readers. Returns the action that tells the session of them.
    pub fn ingest(&self, files: Vec<FileHandle>) -> Action {
        let first = self.next_source.get();
        self.next_source.set(first + files.len() as u32);
        let infos = files.iter().map(|file| SourceInfo { name: file.name.as_str().into(), origin: file.origin });
        let action = Action::AddSources(infos.collect());
        let files = files
            .into_iter()
            .zip((first..).map(SourceId::File))
            .map(|(FileHandle { name, blob, .. }, source)| InputFile { source, name, blob });
        self.client.ingest(files.collect());
        action
    }

    /// Sends the engine a request that is not derived from the session.
    pub fn ask(&self, request: &Request) {
        self.client.send(request);
    }
}

/// Starts the workers once and sends what the session wants whenever that changes.
#[hook]
pub fn use_client(session: &Session, act: Callback<Action>) -> Workers {
    let workers = use_memo((), move |()| {
        let exports = Exports::new(act.clone());
        let writing = exports.clone();
        let dispatch = act.clone();
        let client = Client::start(move |message| {
            if let WorkerMessage::Response(Response::Exported(piece)) = message {
                return writing.take(piece);
            }
            act.emit(action_of(message));
        });
        let client = Rc::new(client);
        exports.connect(client.clone());
        let remove = {
            let client = client.clone();
            Callback::from(move |sources: Vec<SourceId>| {
                client.remove(sources.clone());
                dispatch.emit(Action::RemoveSources(sources));
            })
        };
        Workers { client, next_source: Rc::default(), exports, remove }
    });
    let sent = use_mut_ref(|| [(QueryId::default(), 0); View::ALL.len()]);

    let wanted = session.wanted_query();
    {
        let workers = workers.clone();
        use_effect_with((wanted.view, wanted.no, session.overview.facet_revision), move |(.., asked)| {
            // What a view was sent last is not sent again.
            let mut sent = sent.borrow_mut();
            let query = (wanted.no, if wanted.view == View::Events { *asked } else { 0 });
            if sent[wanted.view as usize] != query {
                sent[wanted.view as usize] = query;
                workers.client.send(&Request::Query(wanted));
            }
        });
    }

    let missing_event = session.event_request();
    {
        let workers = workers.clone();
        use_effect_with(missing_event, move |request| {
            if let Some(request) = request {
                workers.client.send(request);
            }
        });
    }

    let is_settled = !session.sources.list.is_empty() && session.sources.n_loading == 0;
    {
        let workers = workers.clone();
        use_effect_with((is_settled, session.generation), move |(is_settled, _)| {
            if *is_settled {
                workers.client.send(&Request::Settle);
            }
        });
    }

    {
        let (workers, sought) = (workers.clone(), session.linked_event.clone());
        use_effect_with((is_settled, sought), move |(is_settled, sought)| {
            if let (true, Some(event_id)) = (*is_settled, sought) {
                workers.client.send(&Request::Find { event_id: event_id.clone() });
            }
        });
    }

    let story = session.story.as_ref().map(|opened| (opened.key.clone(), session.generation));
    {
        let workers = workers.clone();
        use_effect_with(story, move |story| {
            if let Some((job, _)) = story {
                workers.client.send(&Request::Story { job: job.clone() });
            }
        });
    }

    let place = (session.locate_request(), session.generation, session.events.is_current(session.generation));
    {
        let workers = workers.clone();
        use_effect_with(place, move |(request, ..)| {
            if let Some(request) = request {
                workers.client.send(request);
            }
        });
    }
    (*workers).clone()
}

fn action_of(message: WorkerMessage) -> Action {
    match message {
        WorkerMessage::Response(response) => Action::ReceiveResponse(response),
        WorkerMessage::Progress(progress) => Action::UpdateProgress(progress),
        WorkerMessage::Crashed { why, sources, again } => Action::ReportWorkerFailure { why, sources, again },
    }
}
