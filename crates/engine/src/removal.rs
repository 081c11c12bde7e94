//! Taking sources out again: a removed source leaves no row, no document and no word.

use super::{Engine, Output};
use std::collections::HashSet;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::{Ask, Response, RowBytes, SourceReport};
use trailglass_protocol::report::Report;
use trailglass_store::Removal;

impl Engine {
    /// Removes sources that were dropped, with all that was found within them, and for good.
    pub(super) fn remove(&mut self, sources: Vec<SourceId>) {
        let meant = self.with_members(&sources);
        self.removed.extend(&meant);
        self.forget_notices(&meant);
        let touched = self.drop_removed();
        self.tell_of(touched, 1);
    }

    /// Takes out what was read of sources that will be read again.
    pub(super) fn clear(&mut self, sources: &[SourceId]) {
        let meant = self.with_members(sources);
        self.forget_notices(&meant);
        // What was found within them is found anew, under other numbers.
        self.removed.extend(meant.iter().filter(|source| matches!(source, SourceId::Member(_))));
        let mut touched = self.take_out(&meant);
        touched.extend(sources.iter().map(|source| *source));
        self.tell_of(touched, 0);
    }

    fn with_members(&self, sources: &[SourceId]) -> HashSet<SourceId> {
        let mut meant: HashSet<SourceId> = sources.iter().map(|source| *source).collect();
        let members = self.store.members().filter(|(_, parent)| meant.contains(parent));
        let members: Vec<SourceId> = members.map(|(member, _)| member).collect();
        meant.extend(members);
        meant
    }

    fn forget_notices(&mut self, sources: &HashSet<SourceId>) {
        self.notices.retain(|notice| !sources.contains(&notice.source));
        self.drop_profiles(sources);
    }

    /// Takes out whatever rows removed sources have. Returns the other sources whose counts changed.
    pub(super) fn drop_removed(&mut self) -> Vec<SourceId> {
        let removed = std::mem::take(&mut self.removed);
        let touched = self.take_out(&removed);
        self.removed = removed;
        touched
    }

    fn take_out(&mut self, sources: &HashSet<SourceId>) -> Vec<SourceId> {
        let Removal { touched, gone } = self.store.remove(sources);
        let has_lost_rows = !gone.is_empty();
        for (segment, gone) in gone {
            let Some((reader, number)) = self.origins[segment as usize] else { continue };
            if !self.lost.contains(&reader) {
                let gone = RowBytes(gone.to_bytes());
                self.out.push_back(Output::Ask(reader, Ask::Drop { segment: number, gone }));
            }
        }
        if has_lost_rows {
            self.cut_export();
            let store = &self.store;
            self.opening.retain(|_, at| store.has(*at));
            self.filling = None;
        }
        self.next_answer = 0.0;
        touched
    }

    fn tell_of(&mut self, sources: Vec<SourceId>, n_removals: u32) {
        self.generation += 1;
        let mut sources: Vec<SourceReport> = sources
            .into_iter()
            .filter(|source| !self.removed.contains(source))
            .map(|source| self.source_report(source, None))
            .collect();
        sources.extend(self.changed_reports());
        self.respond(Response::Loaded { generation: self.generation, sources, n_removals });
    }

    /// What the page is told of a source.
    pub(super) fn source_report(&self, source: SourceId, report: Option<Report>) -> SourceReport {
        let count = self.store.count(source);
        let (events, duplicates) = (count.events, count.duplicates);
        SourceReport { source, events, duplicates, report, within: None }
    }
}
