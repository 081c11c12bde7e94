//! What tells one resource from every other.

use crate::execute::interner::TextNo;
use trailglass_lifecycle::table::KindNo;

/// The id of a resource among [`super::Resources`], valid until the store is rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub u32);

impl ResourceId {
    /// The resource's index in a list of all.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What names a resource within its kind and place; see [`trailglass_lifecycle::story::ThingName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum KeyName {
    /// Its id.
    Id(TextNo),
    /// The `requestID` of the call that would have created it, where that was refused.
    Request(TextNo),
    /// The id of that call's event, where the record has no `requestID`.
    Event(TextNo),
}

/// The identity of a resource. Account and region are those of the empty text where ids of the kind are of one resource
/// everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ResourceKey {
    pub kind: KindNo,
    pub account: TextNo,
    pub region: TextNo,
    pub name: KeyName,
}

impl ResourceKey {
    /// The kind and the id, of a resource that has an id.
    pub fn kind_and_id(&self) -> Option<(KindNo, TextNo)> {
        match self.name {
            KeyName::Id(id) => Some((self.kind, id)),
            KeyName::Request(_) | KeyName::Event(_) => None,
        }
    }
}
