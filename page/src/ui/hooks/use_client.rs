//! Keeps the workers busy with what the session wants, and passes on what they say.

use crate::ui::intake::Given;
use crate::worker::client::{Client, Handed, Heard};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use trailglass::engine::message::{QueryNo, Request, RowKey, Suggest, View};
use trailglass::session::sources::SourceInfo;
use trailglass::session::{Action, Session};
use yew::prelude::*;

/// The workers, as the page uses them.
#[derive(Clone)]
pub struct Workers {
    client: Rc<Client>,
    /// The number that the next source gets.
    next_source: Rc<Cell<u32>>,
    /// The event whose place in the table is to be found, once the answer is there.
    to_locate: Rc<RefCell<Option<RowKey>>>,
}

impl Workers {
    /// Hands files to the readers. Returns what the session has to know of them.
    pub fn ingest(&self, files: Vec<Given>) -> Action {
        let first = self.next_source.get();
        self.next_source.set(first + files.len() as u32);
        let infos = files.iter().map(|file| SourceInfo { name: file.name.as_str().into() });
        let action = Action::SourcesAdded(infos.collect());
        let handed = files.into_iter().zip(first..).map(|(Given { name, blob }, source)| Handed { source, name, blob });
        self.client.ingest(handed.collect());
        action
    }

    /// Asks the engine for something that no part of the session stands for.
    pub fn ask(&self, request: &Request) {
        self.client.send(request);
    }

    /// Asks for values for a clause that is being typed.
    pub fn suggest(&self, asked: Suggest) {
        self.client.send(&Request::Suggest(asked));
    }

    /// Finds an event's place in the events table as soon as its answer is on screen.
    pub fn locate(&self, row: RowKey) {
        *self.to_locate.borrow_mut() = Some(row);
    }
}

/// Starts the workers once and sends what the session wants whenever that changes.
#[hook]
pub fn use_client(session: &Session, act: Callback<Action>) -> Workers {
    let workers = use_memo((), move |()| Workers {
        client: Rc::new(Client::start(move |heard| act.emit(action_of(heard)))),
        next_source: Rc::default(),
        to_locate: Rc::default(),
    });
    let sent = use_mut_ref(|| [(0 as QueryNo, 0); View::ALL.len()]);

    let wanted = session.wanted();
    {
        let workers = workers.clone();
        use_effect_with((wanted.view, wanted.no, session.explore.asked), move |(.., asked)| {
            // A view that is shown again and is still answered asks nothing.
            let mut sent = sent.borrow_mut();
            let wish = (wanted.no, if wanted.view == View::Events { *asked } else { 0 });
            if sent[wanted.view as usize] != wish {
                sent[wanted.view as usize] = wish;
                workers.client.send(&Request::Query(wanted));
            }
        });
    }

    let missing_event = session.missing_event();
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

    let story = session.story.as_ref().map(|opened| (opened.key.clone(), session.generation));
    {
        let workers = workers.clone();
        use_effect_with(story, move |story| {
            if let Some((job, _)) = story {
                workers.client.send(&Request::Story { job: job.clone() });
            }
        });
    }

    let current = session.events.answer.as_ref().map(|answer| answer.no).filter(|no| *no == session.events.wanted);
    {
        let workers = workers.clone();
        use_effect(move || {
            let Some(no) = current else { return };
            if let Some(row) = workers.to_locate.borrow_mut().take() {
                workers.client.send(&Request::Locate { no, row });
            }
        });
    }
    (*workers).clone()
}

fn action_of(heard: Heard) -> Action {
    match heard {
        Heard::Response(response) => Action::Replied(response),
        Heard::Progress(progress) => Action::Progressed(progress),
        Heard::Failed { why, sources } => Action::Failed { why, sources },
    }
}
