//! The card of an access key. What columns tell goes out at once, and again with the agents as readers have read them.

use super::lazy_cells::{Share, shares};
use super::{Engine, Output};
use crate::present::credential::{Agents, card, count, rows};
use trailglass_event::time::Micros;
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::{Ask, Extent, Response, RowKey};
use trailglass_store::StoreEpoch;

/// So many events of a key are asked about at once, so that a reader has an ear for others in between.
const ROWS_AT_ONCE: usize = 8_192;
/// When the session of a record began.
const CREATED: &str = "userIdentity.sessionContext.attributes.creationDate";

/// A card that waits for agents.
pub struct Carding {
    key: String,
    /// The version of the store that the rows are of.
    epoch: StoreEpoch,
    /// The events of the key.
    rows: Vec<RowKey>,
    /// How many of them readers were asked about.
    n_asked: usize,
    /// The questions that are open: who was asked, and about how many events.
    asked: Vec<(RequestId, ReaderId, u32)>,
    agents: Agents,
}

impl Engine {
    /// Tells what is known of a key.
    #[inline(never)]
    pub(super) fn show_credential(&mut self, key: &str) {
        for (no, reader, _) in self.carding.take().into_iter().flat_map(|former| former.asked) {
            self.out.push_back(Output::Ask(reader, Ask::Forget { no }));
        }
        self.tell_card(key, None);
        self.carding = Some(Carding {
            key: key.to_owned(),
            epoch: self.store.epoch(),
            rows: rows(&self.store, key),
            n_asked: 0,
            asked: Vec::new(),
            agents: Agents::default(),
        });
        self.go_on_with_card();
    }

    fn tell_card(&mut self, key: &str, agents: Option<(&Agents, bool)>) {
        self.refresh_resources(true);
        let card = card(&self.store, &self.resources, &self.profiles, key, agents);
        self.respond(Response::Credential(Box::new(card)));
    }

    /// Takes agents that a reader read; gives the cells back where they are no agents.
    pub(super) fn take_agents(
        &mut self,
        no: RequestId,
        cells: Vec<Vec<Option<String>>>,
    ) -> Option<Vec<Vec<Option<String>>>> {
        let Some(carding) = &mut self.carding else { return Some(cells) };
        let Some(at) = carding.asked.iter().position(|(open, ..)| *open == no) else { return Some(cells) };
        let (.., n_rows) = carding.asked.swap_remove(at);
        carding.agents.n_read += n_rows;
        for row in cells {
            let [agent, created]: [Option<String>; 2] = row.try_into().unwrap_or_default();
            agent.iter().for_each(|agent| count(&mut carding.agents.counts, agent));
            carding.agents.created = carding.agents.created.or_else(|| Micros::parse(&created?));
        }
        self.go_on_with_card();
        None
    }

    /// A reader died: its agents are not told.
    pub(super) fn lose_card(&mut self, lost: ReaderId) {
        if let Some(carding) = &mut self.carding {
            carding.asked.retain(|(_, reader, _)| *reader != lost);
            self.go_on_with_card();
        }
    }

    /// Asks about the next events, once all that were asked about are read; tells the card where there are none left.
    fn go_on_with_card(&mut self) {
        let Some(mut carding) = self.carding.take_if(|carding| carding.asked.is_empty()) else { return };
        if !self.store.epoch().extends(carding.epoch) {
            // Rows have gone or others are shown.
            return self.show_credential(&carding.key);
        }
        while carding.asked.is_empty() && carding.n_asked < carding.rows.len() {
            let next = carding.rows[carding.n_asked..].iter().copied().take(ROWS_AT_ONCE);
            carding.n_asked += next.len();
            for Share { reader, rows, .. } in shares(next, &self.origins) {
                if !self.lost.contains(&reader) {
                    self.last_ask = self.last_ask.next();
                    carding.asked.push((self.last_ask, reader, rows.len() as u32));
                    let paths = vec!["userAgent".to_owned(), CREATED.to_owned()];
                    let (no, extent) = (self.last_ask, Extent::Shown);
                    self.out.push_back(Output::Ask(reader, Ask::Cells { no, paths, rows, extent }));
                }
            }
        }
        let is_whole = carding.asked.is_empty();
        if is_whole || carding.agents.n_read > 0 {
            self.tell_card(&carding.key, Some((&carding.agents, is_whole)));
        }
        self.carding = (!is_whole).then_some(carding);
    }
}
