//! Taking sources out again: a removed source leaves no row, no document and no word.

use super::live::Live;
use super::{Engine, MEMBERS, Output};
use crate::collect::things::Things;
use crate::collect::values::Values;
use std::collections::HashSet;
use trailglass_protocol::message::{Ask, Response, RowBytes, SourceNo, SourceReport};
use trailglass_store::Store;

impl Engine {
    /// Removes sources that were dropped, with all that was found within them, and for good.
    pub(super) fn remove(&mut self, sources: Vec<SourceNo>) {
        let meant = self.with_members(&sources);
        self.removed.extend(&meant);
        self.notices.retain(|notice| !meant.contains(&notice.source));
        let touched = self.drop_removed();
        self.tell_of(touched, 1);
    }

    /// Takes out what was read of sources that will be read again.
    pub(super) fn clear(&mut self, sources: &[SourceNo]) {
        let meant = self.with_members(sources);
        self.notices.retain(|notice| !meant.contains(&notice.source));
        // What was found within them is found anew, under other numbers.
        self.removed.extend(meant.iter().filter(|source| **source >= MEMBERS));
        let mut touched = self.take_out(&meant);
        touched.extend(sources);
        self.tell_of(touched, 0);
    }

    fn with_members(&self, sources: &[SourceNo]) -> HashSet<SourceNo> {
        let mut meant: HashSet<SourceNo> = sources.iter().copied().collect();
        for (parent, member) in self.parents.iter().zip(MEMBERS..) {
            if meant.contains(parent) {
                meant.insert(member);
            }
        }
        meant
    }

    /// Takes out whatever rows removed sources have. Returns the other sources whose counts changed.
    pub(super) fn drop_removed(&mut self) -> Vec<SourceNo> {
        let removed = std::mem::take(&mut self.removed);
        let touched = self.take_out(&removed);
        self.removed = removed;
        touched
    }

    fn take_out(&mut self, sources: &HashSet<SourceNo>) -> Vec<SourceNo> {
        let (touched, thinned) = self.store.remove(sources);
        for segment in &thinned {
            let (reader, number) = self.origins[*segment as usize];
            let gone = RowBytes(self.store.held()[*segment as usize].gone.to_bytes());
            if !self.lost.contains(&reader) {
                self.out.push_back(Output::Ask(reader, Ask::Drop { segment: number, gone }));
            }
        }
        // Lives are gathered anew: what they were made of may be gone.
        self.things = Things::default();
        if self.store.n_shown() == 0 && !self.store.has_notices() {
            self.store = Store::default();
            self.origins.clear();
        }
        if !thinned.is_empty() {
            self.look_again();
        }
        touched
    }

    /// Begins to answer the queries in force from the start, and ends the export: other rows are shown than before.
    fn look_again(&mut self) {
        let now = (self.clock)();
        for live in self.lives.iter_mut().flatten() {
            for (no, reader) in live.outstanding() {
                self.out.push_back(Output::Ask(reader, Ask::Forget { no }));
            }
            let (first, count) = (live.first, live.count);
            *live = Live::new(live.query.clone(), now);
            (live.first, live.count) = (first, count);
        }
        for (no, reading) in self.reading.drain() {
            self.out.push_back(Output::Ask(reading.reader, Ask::Forget { no }));
        }
        self.cut_export();
        self.values = Values::default();
        self.opening.clear();
        self.filling = None;
        self.next_answer = 0.0;
    }

    fn tell_of(&mut self, sources: Vec<SourceNo>, n_removals: u32) {
        self.generation += 1;
        let report = |source| {
            let count = self.store.count(source);
            SourceReport { source, events: count.events, duplicates: count.duplicates, report: None, within: None }
        };
        let sources = sources.into_iter().filter(|source| !self.removed.contains(source)).map(report).collect();
        self.respond(Response::Loaded { generation: self.generation, sources, n_removals });
    }
}
