//! The card of an access key. What columns tell goes out at once, and again with the agents when readers have read them.

use super::filling::{Share, shares};
use super::{Engine, Output};
use crate::collect::credential::{Counts, card, count, rows};
use trailglass_protocol::message::{Ask, AskNo, Extent, ReaderNo, Response};

/// Of so many events of a key the agents are read.
const MOST_READ: usize = 2_000;

/// A card that waits for agents.
pub struct Carding {
    key: String,
    /// The questions that are open, and who was asked.
    asked: Vec<(AskNo, ReaderNo)>,
    agents: Counts,
}

impl Engine {
    /// Tells what is known of a key.
    #[inline(never)]
    pub(super) fn show_credential(&mut self, key: &str) {
        self.refresh_things(true);
        for (no, reader) in self.carding.take().into_iter().flat_map(|former| former.asked) {
            self.out.push_back(Output::Ask(reader, Ask::Forget { no }));
        }
        let card = card(&self.store, &self.things, &self.profiles, key, None);
        self.respond(Response::Credential(Box::new(card)));
        let mut carding = Carding { key: key.to_owned(), asked: Vec::new(), agents: Counts::new() };
        for Share { reader, rows, .. } in shares(rows(&self.store, key, MOST_READ).into_iter(), &self.origins) {
            if !self.lost.contains(&reader) {
                self.last_ask += 1;
                carding.asked.push((self.last_ask, reader));
                let paths = vec!["userAgent".to_owned()];
                self.out.push_back(Output::Ask(
                    reader,
                    Ask::Cells { no: self.last_ask, paths, rows, extent: Extent::Shown },
                ));
            }
        }
        self.carding = Some(carding);
        self.finish_card();
    }

    /// Takes agents that a reader read; gives the cells back where they are no agents.
    pub(super) fn take_agents(
        &mut self,
        no: AskNo,
        cells: Vec<Vec<Option<String>>>,
    ) -> Option<Vec<Vec<Option<String>>>> {
        let Some(carding) = &mut self.carding else { return Some(cells) };
        let n_open = carding.asked.len();
        carding.asked.retain(|(open, _)| *open != no);
        if carding.asked.len() == n_open {
            return Some(cells);
        }
        for agent in cells.into_iter().flatten().flatten() {
            count(&mut carding.agents, &agent);
        }
        self.finish_card();
        None
    }

    /// A reader died: its agents are not told.
    pub(super) fn lose_card(&mut self, lost: ReaderNo) {
        if let Some(carding) = &mut self.carding {
            carding.asked.retain(|(_, reader)| *reader != lost);
            self.finish_card();
        }
    }

    fn finish_card(&mut self) {
        if let Some(Carding { key, agents, .. }) = self.carding.take_if(|carding| carding.asked.is_empty()) {
            let card = card(&self.store, &self.things, &self.profiles, &key, Some(&agents));
            self.respond(Response::Credential(Box::new(card)));
        }
    }
}
