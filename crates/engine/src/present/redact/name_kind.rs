//! What a name names.

/// What a name names. Its pseudonym begins with it: `user-3`, `bucket-7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// An account, mostly by its number.
    Account,
    /// An IP address.
    Address,
    /// The id of an access key.
    AccessKey,
    /// The unique id of a user, role or group.
    PrincipalId,
    /// A resource of this noun.
    Noun(&'static str),
    /// An actor of a kind that the column does not tell.
    Actor,
    /// Something of a kind that neither the path nor the column tells.
    Other,
}

impl NameKind {
    /// The kind of the resources of a noun.
    pub fn of_noun(noun: &'static str) -> NameKind {
        match noun {
            "address" => NameKind::Address,
            "account" => NameKind::Account,
            "key" => NameKind::AccessKey,
            noun => NameKind::Noun(noun),
        }
    }

    /// Whether another occurrence of the name may tell more of what it names.
    pub fn is_unspecific(self) -> bool {
        matches!(self, NameKind::Actor | NameKind::Other)
    }
}
