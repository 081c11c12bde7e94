//! What the engine's owners may look at: the loaded data, borrowed for the length of one call.

use crate::execute::page::Names;
use crate::resources::view::ResourceView;
use crate::resources::{ResourceId, Resources};
use std::collections::HashMap;
use trailglass_lifecycle::registry::Profiles;
use trailglass_protocol::id::{ReaderId, SourceId};
use trailglass_protocol::message::RowKey;
use trailglass_store::{RowRef, Store, StoreEpoch};

/// The store and what gives its numbers their names.
#[derive(Clone, Copy)]
pub struct StoreView<'a> {
    /// The segments.
    pub store: &'a Store,
    /// The lifecycle profiles.
    pub profiles: &'a Profiles,
    /// The names of the sources.
    pub source_names: &'a HashMap<SourceId, String>,
    /// The resources, as of their last refresh.
    pub resources: &'a Resources,
    /// Which reader keeps the documents of each segment.
    pub origins: &'a SegmentOrigins,
    /// The version of the data, as the page knows it. It counts up with every change that answers depend on.
    pub generation: u32,
    /// Whether all files that were handed over have been read.
    pub is_settled: bool,
}

impl<'a> StoreView<'a> {
    /// The version of the store.
    pub fn epoch(self) -> StoreEpoch {
        self.store.epoch()
    }

    /// The tables that give cells their texts.
    pub fn names(self) -> Names<'a> {
        Names { source_names: self.source_names, profiles: self.profiles }
    }

    /// A resource by its number.
    pub fn resource(self, no: ResourceId) -> Option<ResourceView<'a>> {
        self.resources.view(no, self.store, self.profiles)
    }
}

/// Where the documents of a segment are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SegmentOrigin {
    /// The reader that keeps them.
    pub reader: ReaderId,
    /// The reader's own number of the segment.
    pub segment: u32,
}

/// The origin of each segment of the store, in the order of the segments.
#[derive(Default)]
pub struct SegmentOrigins(Vec<Option<SegmentOrigin>>);

/// The rows of a list whose documents one reader keeps.
pub struct ReaderRows {
    /// The reader.
    pub reader: ReaderId,
    /// The places of its rows in the list.
    pub places: Vec<usize>,
    /// The reader's own segment and row of each.
    pub rows: Vec<(u32, u32)>,
}

impl SegmentOrigins {
    /// Adds the origin of the store's next segment; `None` for one of notifications alone, which has no documents.
    pub fn push(&mut self, origin: Option<SegmentOrigin>) {
        self.0.push(origin);
    }

    /// The origin of a segment of the store; `None` where it has no documents.
    pub fn of(&self, segment: u32) -> Option<SegmentOrigin> {
        self.0.get(segment as usize).copied().flatten()
    }

    /// The store's number of a reader's segment.
    pub fn segment_of(&self, origin: SegmentOrigin) -> Option<u32> {
        self.0.iter().position(|other| *other == Some(origin)).map(|segment| segment as u32)
    }

    /// Groups rows by the readers that keep their documents. Rows without documents are left out.
    pub fn by_reader(&self, rows: impl IntoIterator<Item = RowKey>) -> Vec<ReaderRows> {
        let mut groups: Vec<ReaderRows> = Vec::new();
        for (place, key) in rows.into_iter().enumerate() {
            let RowRef { segment, row } = key.into();
            let Some(SegmentOrigin { reader, segment }) = self.of(segment) else { continue };
            let at = groups.iter().position(|group| group.reader == reader).unwrap_or_else(|| {
                groups.push(ReaderRows { reader, places: Vec::new(), rows: Vec::new() });
                groups.len() - 1
            });
            groups[at].places.push(place);
            groups[at].rows.push((segment, row));
        }
        groups
    }
}
