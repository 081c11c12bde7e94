//! The card of an access key. What columns tell is sent at once, and again with the user agents as readers find them.

use crate::outbox::Outbox;
use crate::present::credential::{Agents, card, count, rows};
use crate::store_view::{ReaderRows, StoreView};
use std::collections::HashMap;
use trailglass_event::time::Micros;
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::{Extent, ReaderRequest, Response, RowKey};
use trailglass_store::StoreEpoch;

/// So many events of a key are asked about at once, so that a reader looks at other messages in between.
const ROWS_AT_ONCE: usize = 8_192;
/// When the session of a record began.
const CREATED: &str = "userIdentity.sessionContext.attributes.creationDate";

/// The card that was asked for last, while it waits for user agents.
#[derive(Default)]
pub struct CredentialCards {
    open: Option<OpenCard>,
}

struct OpenCard {
    key: String,
    /// The version of the store that the rows are of.
    epoch: StoreEpoch,
    /// The events of the key.
    rows: Vec<RowKey>,
    /// How many of them readers were asked about.
    n_asked: usize,
    /// The open questions: who was asked, and about how many events.
    questions: HashMap<RequestId, (ReaderId, u32)>,
    agents: Agents,
}

impl CredentialCards {
    /// Sends what is known of a key.
    #[inline(never)]
    pub fn show(&mut self, key: &str, view: StoreView<'_>, outbox: &mut Outbox) {
        for (no, (reader, _)) in self.open.take().into_iter().flat_map(|former| former.questions) {
            outbox.cancel(reader, no);
        }
        send(key, None, view, outbox);
        self.open = Some(OpenCard {
            key: key.to_owned(),
            epoch: view.epoch(),
            rows: rows(view.store, key),
            n_asked: 0,
            questions: HashMap::new(),
            agents: Agents::default(),
        });
        self.ask_on(view, outbox);
    }

    /// Whether a reply of a reader is for the card.
    pub fn has_asked(&self, no: RequestId) -> bool {
        self.open.as_ref().is_some_and(|card| card.questions.contains_key(&no))
    }

    /// Takes the user agents that a reader found.
    pub fn on_cells(
        &mut self,
        no: RequestId,
        cells: Vec<Vec<Option<String>>>,
        view: StoreView<'_>,
        outbox: &mut Outbox,
    ) {
        let Some(card) = &mut self.open else { return };
        let Some((_, n_rows)) = card.questions.remove(&no) else { return };
        card.agents.n_read += n_rows;
        for row in cells {
            let [agent, created]: [Option<String>; 2] = row.try_into().unwrap_or_default();
            agent.iter().for_each(|agent| count(&mut card.agents.counts, agent));
            card.agents.created = card.agents.created.or_else(|| Micros::parse(&created?));
        }
        self.ask_on(view, outbox);
    }

    /// Handles the crash of a reader: its user agents stay unknown.
    pub fn on_reader_lost(&mut self, lost: ReaderId, view: StoreView<'_>, outbox: &mut Outbox) {
        if let Some(card) = &mut self.open {
            card.questions.retain(|_, (reader, _)| *reader != lost);
            self.ask_on(view, outbox);
        }
    }

    /// Asks about the next events, once all that were asked about have been read; sends the card with what is known by then.
    fn ask_on(&mut self, view: StoreView<'_>, outbox: &mut Outbox) {
        let Some(mut card) = self.open.take_if(|card| card.questions.is_empty()) else { return };
        if !view.epoch().extends(card.epoch) {
            // Rows were removed, or others are shown.
            return self.show(&card.key, view, outbox);
        }
        while card.questions.is_empty() && card.n_asked < card.rows.len() {
            let next = &card.rows[card.n_asked..];
            let next = &next[..next.len().min(ROWS_AT_ONCE)];
            card.n_asked += next.len();
            for ReaderRows { reader, rows, .. } in view.origins.by_reader(next.iter().copied()) {
                let n_rows = rows.len() as u32;
                let (paths, extent) = (vec!["userAgent".to_owned(), CREATED.to_owned()], Extent::Shown);
                let no = outbox.ask(reader, |no| ReaderRequest::Cells { no, paths, rows, extent });
                card.questions.extend(no.map(|no| (no, (reader, n_rows))));
            }
        }
        let is_whole = card.questions.is_empty();
        if is_whole || card.agents.n_read > 0 {
            send(&card.key, Some((&card.agents, is_whole)), view, outbox);
        }
        self.open = (!is_whole).then_some(card);
    }
}

fn send(key: &str, agents: Option<(&Agents, bool)>, view: StoreView<'_>, outbox: &mut Outbox) {
    let card = card(view.store, view.resources, view.profiles, key, agents);
    outbox.respond(Response::Credential(Box::new(card)));
}
