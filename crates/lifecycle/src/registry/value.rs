//! The names of the values that facts carry.

use std::sync::Arc;

/// The number of a value's name in [`Profiles`](super::Profiles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueNo(pub u16);

/// What a value says of a resource. Profiles choose the names; stories know some of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueName {
    /// `status`: the state as a response says it.
    Status,
    /// `input`: what the resource reads.
    Input,
    /// `output`: what it writes.
    Output,
    /// `output-id`: what that is called; parallel to `output`.
    OutputId,
    /// `output-preset`: how it writes it; parallel to `output`, one for each.
    OutputPreset,
    /// `output-status`: how far that is; parallel to `output`.
    OutputStatus,
    /// `output-detail`: what became of it, in words; parallel to `output`.
    OutputDetail,
    /// `output-seconds`: its duration, in seconds; parallel to `output`.
    OutputSeconds,
    /// `name`: what people call it.
    Name,
    /// `error-code`: why it failed, as a code.
    ErrorCode,
    /// `error-message`: why it failed, in words.
    ErrorMessage,
    /// `warning`: something that deserves a look.
    Warning,
    /// The code with which an accepted request was refused for this one of its resources; empty where the answer does not
    /// mention it. No profile can use the name.
    ItemCode,
    /// The same in words.
    ItemMessage,
    /// Any other, shown under its own name.
    Other(Arc<str>),
}

impl ValueName {
    pub(super) fn of(name: &str) -> ValueName {
        match name {
            "status" => ValueName::Status,
            "input" => ValueName::Input,
            "output" => ValueName::Output,
            "output-id" => ValueName::OutputId,
            "output-preset" => ValueName::OutputPreset,
            "output-status" => ValueName::OutputStatus,
            "output-detail" => ValueName::OutputDetail,
            "output-seconds" => ValueName::OutputSeconds,
            "name" => ValueName::Name,
            "error-code" => ValueName::ErrorCode,
            "error-message" => ValueName::ErrorMessage,
            "warning" => ValueName::Warning,
            other => ValueName::Other(other.into()),
        }
    }

    /// The name under which stories show the value, where it has no part of its own.
    pub fn own(&self) -> Option<Arc<str>> {
        match self {
            ValueName::Other(name) => Some(name.clone()),
            ValueName::Warning => Some("warning".into()),
            _ => None,
        }
    }
}

/// The number of [`ValueName::ItemCode`].
pub const ITEM_CODE: ValueNo = ValueNo(0);
/// The number of [`ValueName::ItemMessage`].
pub const ITEM_MESSAGE: ValueNo = ValueNo(1);
