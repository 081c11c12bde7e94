//! What tells one resource from every other.

use crate::execute::interner::TextId;
use trailglass_lifecycle::registry::KindNo;

/// The id of a resource among [`super::Resources`], valid until the store is rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub u32);

impl ResourceId {
    /// The resource's index in a list of all.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What names a resource within its kind and place; see [`trailglass_lifecycle::story::ResourceName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum KeyName {
    /// Its id.
    Id(TextId),
    /// The `requestID` of the call that would have created it, where that was refused.
    Request(TextId),
    /// The id of that call's event, where the record has no `requestID`.
    Event(TextId),
}

/// The identity of a resource. Account and region are those of the empty text where ids of the kind are of one resource
/// everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ResourceKey {
    pub kind: KindNo,
    pub account: TextId,
    pub region: TextId,
    pub name: KeyName,
}

impl ResourceKey {
    /// The kind and the id, of a resource that has an id.
    pub fn kind_and_id(&self) -> Option<(KindNo, TextId)> {
        match self.name {
            KeyName::Id(id) => Some((self.kind, id)),
            KeyName::Request(_) | KeyName::Event(_) => None,
        }
    }
}
