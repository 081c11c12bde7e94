//! The data that was loaded: segments, sources, notifications, profiles, and the resources that these tell of.
//!
//! *batch of a reader → segment in the store, reports for the page; sources to remove → rows taken out.*
//!
//! - `batch`: what a reader sends is added
//! - `removal`: sources are taken out again
//! - `custom_profiles`: profiles among the dropped files, and what depends on them
//!
//! Everything else of the engine sees the data as a [`StoreView`].

mod batch;
mod custom_profiles;
mod removal;

use crate::resources::Resources;
use crate::store_view::{SegmentOrigin, SegmentOrigins, StoreView};
use custom_profiles::CustomProfiles;
use std::collections::{HashMap, HashSet};
use trailglass_lifecycle::registry::Profiles;
use trailglass_protocol::id::{ReaderId, RequestId, SourceId};
use trailglass_protocol::message::{Response, SourceReport};
use trailglass_protocol::notification::Notification;
use trailglass_protocol::report::Report;
use trailglass_store::Store;

/// Owns all that was loaded.
pub struct LoadedData {
    store: Store,
    profiles: Profiles,
    custom_profiles: CustomProfiles,
    resources: Resources,
    origins: SegmentOrigins,
    source_names: HashMap<SourceId, String>,
    /// The numbers of sources that were found within others, by the reader and its number of them.
    members: HashMap<(ReaderId, SourceId), SourceId>,
    /// Sources that were removed: what still arrives of them is discarded.
    removed: HashSet<SourceId>,
    /// Kept texts that are no records, in the order of arrival.
    notifications: Vec<Notification>,
    generation: u32,
    is_settled: bool,
}

/// A change of the data.
pub struct Change {
    /// The message for the page.
    pub response: Response,
    /// Whether rows were taken out.
    pub has_removed_rows: bool,
}

impl Default for LoadedData {
    fn default() -> LoadedData {
        LoadedData {
            store: Store::default(),
            profiles: Profiles::built_in(),
            custom_profiles: CustomProfiles::default(),
            resources: Resources::default(),
            origins: SegmentOrigins::default(),
            source_names: HashMap::new(),
            members: HashMap::new(),
            removed: HashSet::new(),
            notifications: Vec::new(),
            generation: 0,
            is_settled: false,
        }
    }
}

impl LoadedData {
    /// The data as they are.
    pub fn view(&self) -> StoreView<'_> {
        StoreView {
            store: &self.store,
            profiles: &self.profiles,
            source_names: &self.source_names,
            resources: &self.resources,
            origins: &self.origins,
            generation: self.generation,
            is_settled: self.is_settled,
        }
    }

    /// The data, with the resources of all segments folded in.
    pub fn view_with_resources(&mut self) -> StoreView<'_> {
        self.refresh_resources(true);
        self.view()
    }

    /// Folds the facts of new segments into the resources. `is_complete` is whether the result has to hold everything;
    /// while files arrive, some of it may wait.
    #[inline(never)]
    pub fn refresh_resources(&mut self, is_complete: bool) {
        self.resources.refresh(&self.store, &self.profiles, is_complete);
    }

    /// Marks the load as complete: every file that was added has been read.
    pub fn settle(&mut self) {
        self.is_settled = true;
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Kept texts that are no records: notifications on jobs, job dumps, digests.
    pub fn notifications(&self) -> &[Notification] {
        &self.notifications
    }

    /// Adds the facts that a reader took from one of its segments for profiles that came later. Returns whether the data
    /// changed.
    pub fn add_facts(&mut self, no: RequestId, segment: u32, bytes: &[u8], is_last: bool) -> bool {
        let Some(reader) = self.custom_profiles.reader_of(no) else { return false };
        if let Some(segment) = self.origins.segment_of(SegmentOrigin { reader, segment }) {
            let n_rows = self.store.segments().get(segment as usize).map_or(0, |stored| stored.segment.n_rows());
            self.custom_profiles.keep_facts(no, segment, bytes, n_rows);
        }
        is_last && self.finish_learning(no)
    }

    /// Handles the crash of a reader: the facts that it took until then are all there will be. Returns whether the data
    /// changed.
    pub fn on_reader_lost(&mut self, reader: ReaderId) -> bool {
        let mut has_changed = false;
        for no in self.custom_profiles.on_reader_lost(reader) {
            has_changed |= self.finish_learning(no);
        }
        has_changed
    }

    /// Puts the facts that a reader took into the store, all at once, because every such change invalidates what was found
    /// before.
    fn finish_learning(&mut self, no: RequestId) -> bool {
        let mut facts = self.custom_profiles.finish_learning(no);
        // A segment of which nothing is left has no rows for them.
        facts.retain(|(segment, _)| {
            self.store.segments().get(*segment as usize).is_some_and(|stored| stored.segment.n_rows() > 0)
        });
        if facts.is_empty() {
            return false;
        }
        self.store.add_facts(&facts);
        self.generation += 1;
        true
    }

    /// The reports that have changed with the profiles since they were sent to the page.
    fn changed_reports(&mut self) -> Vec<SourceReport> {
        let changed = self.custom_profiles.changed_reports(&self.profiles);
        changed.into_iter().map(|(source, report)| self.source_report(source, Some(report))).collect()
    }

    /// The message for the page on a source.
    fn source_report(&self, source: SourceId, report: Option<Report>) -> SourceReport {
        let count = self.store.count(source);
        let (events, duplicates) = (count.events, count.duplicates);
        SourceReport { source, events, duplicates, report, within: None }
    }
}
