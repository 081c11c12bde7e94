//! Sources are taken out: a removed source leaves no row, no document and no notification.

use super::{Change, LoadedData};
use crate::outbox::Outbox;
use crate::store_view::SegmentOrigin;
use std::collections::HashSet;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::{ReaderRequest, Response, RowBytes, SourceReport};
use trailglass_store::Removal;

impl LoadedData {
    /// Removes sources with all that was found within them, for good.
    pub fn remove(&mut self, sources: &[SourceId], outbox: &mut Outbox) -> Change {
        let meant = self.with_members(sources);
        self.removed.extend(&meant);
        self.forget_notifications(&meant, outbox);
        // All that were ever removed: more of them may have arrived since.
        let removed = self.removed.clone();
        let (touched, has_removed_rows) = self.take_out(&removed, outbox);
        self.changed(touched, 1, has_removed_rows)
    }

    /// Takes out what was read of sources that will be read again.
    pub fn reset(&mut self, sources: &[SourceId], outbox: &mut Outbox) -> Change {
        let meant = self.with_members(sources);
        self.forget_notifications(&meant, outbox);
        // What was found within them is found anew, under other numbers.
        self.removed.extend(meant.iter().filter(|source| matches!(source, SourceId::Member(_))));
        let (mut touched, has_removed_rows) = self.take_out(&meant, outbox);
        touched.extend(sources.iter().copied());
        self.changed(touched, 0, has_removed_rows)
    }

    fn with_members(&self, sources: &[SourceId]) -> HashSet<SourceId> {
        let mut meant: HashSet<SourceId> = sources.iter().copied().collect();
        let members = self.store.members().filter(|(_, parent)| meant.contains(parent));
        let members: Vec<SourceId> = members.map(|(member, _)| member).collect();
        meant.extend(members);
        meant
    }

    fn forget_notifications(&mut self, sources: &HashSet<SourceId>, outbox: &mut Outbox) {
        self.notifications.retain(|notification| !sources.contains(&notification.source));
        if self.custom_profiles.remove_of(sources, &mut self.profiles) {
            self.store.note_rewrite();
            self.custom_profiles.teach(outbox);
        }
    }

    /// Takes the rows of sources out, here and in the readers. Returns the other sources whose counts changed, and whether
    /// there were any rows.
    pub(super) fn take_out(&mut self, sources: &HashSet<SourceId>, outbox: &mut Outbox) -> (Vec<SourceId>, bool) {
        let Removal { touched, segments_with_removed_rows } = self.store.remove(sources);
        let has_removed_rows = !segments_with_removed_rows.is_empty();
        for (segment, removed) in segments_with_removed_rows {
            if let Some(SegmentOrigin { reader, segment }) = self.origins.of(segment) {
                outbox.tell(reader, ReaderRequest::DropRows { segment, rows: RowBytes(removed.to_bytes()) });
            }
        }
        (touched, has_removed_rows)
    }

    fn changed(&mut self, sources: Vec<SourceId>, n_removals: u32, has_removed_rows: bool) -> Change {
        self.generation += 1;
        let mut sources: Vec<SourceReport> = sources
            .into_iter()
            .filter(|source| !self.removed.contains(source))
            .map(|source| self.source_report(source, None))
            .collect();
        sources.extend(self.changed_reports());
        let response = Response::Loaded { generation: self.generation, sources, n_removals };
        Change { response, has_removed_rows }
    }
}
