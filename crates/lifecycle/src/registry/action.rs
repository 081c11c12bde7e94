//! Actions and notifications, as the registry holds them.

use std::sync::Arc;

use super::kind::KindNo;
use super::value::ValueNo;
use crate::path::ValuePath;
use crate::profile::{Action, Items, Notification, Role};
use crate::proof::Proof;

/// The number of an action in [`Profiles`](super::Profiles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActionNo(pub u16);

/// An action of a kind of resource: of one event, or of one notification.
#[derive(Clone, Debug)]
pub struct ActionEntry {
    /// The kind of resource it names.
    pub kind: KindNo,
    /// `eventName`, or what the step of a notification is called.
    pub event: Arc<str>,
    /// What the profile says of it.
    pub spec: ActionSpec,
    /// The values to keep; of the paths of a number, the first that gives anything is taken.
    pub values: Vec<(ValueNo, Vec<ValuePath>)>,
    /// Whether its profile is not in force: its facts are ignored.
    pub is_silenced: bool,
}

/// What a profile says of an action. Events that share it have one.
#[derive(Clone, Debug)]
pub enum ActionSpec {
    /// Of an event.
    Event(Arc<Action>),
    /// Of a notification.
    Notification(Arc<Notification>),
}

impl ActionEntry {
    /// What it does with the resource.
    pub fn role(&self) -> Role {
        match &self.spec {
            ActionSpec::Event(action) => action.role,
            ActionSpec::Notification(_) => Role::Notification,
        }
    }

    /// The paths to the id; see [`Action::id`].
    pub fn id(&self) -> &[ValuePath] {
        match &self.spec {
            ActionSpec::Event(action) => &action.id,
            ActionSpec::Notification(notification) => &notification.id,
        }
    }

    /// The paths to the id of the parent.
    pub fn parent(&self) -> &[ValuePath] {
        match &self.spec {
            ActionSpec::Event(action) => &action.parent,
            ActionSpec::Notification(notification) => &notification.parent,
        }
    }

    /// What it proves when it is accepted.
    pub fn accepted(&self) -> Proof {
        match &self.spec {
            ActionSpec::Event(action) => action.accepted,
            ActionSpec::Notification(notification) => notification.proves,
        }
    }

    /// Whether what it proves then is inferred.
    pub fn is_inferred(&self) -> bool {
        self.action().is_some_and(|action| action.is_inferred)
    }

    /// Whether its being accepted proves that all that belonged to the resource had ended.
    pub fn is_clearing(&self) -> bool {
        self.action().is_some_and(|action| action.is_clearing)
    }

    /// Which of the resources that it names its answer speaks of.
    pub fn items(&self) -> Option<&Items> {
        self.action()?.items.as_ref()
    }

    /// What it shows when it is accepted, in words.
    pub fn shows(&self) -> Option<&str> {
        self.action()?.shows.as_deref()
    }

    /// What it proves, given the `errorCode` of the event, none where it was accepted.
    pub fn proof(&self, error_code: Option<&str>) -> Proof {
        match error_code {
            None => self.accepted(),
            Some(code) => {
                let refused = self.action().map_or(&[][..], |action| &action.refused);
                refused.iter().find(|(known, _)| known == code).map_or(Proof::Nothing, |(_, proof)| *proof)
            }
        }
    }

    fn action(&self) -> Option<&Action> {
        match &self.spec {
            ActionSpec::Event(action) => Some(action),
            ActionSpec::Notification(_) => None,
        }
    }
}

/// A notification of a kind of resource.
#[derive(Clone, Debug)]
pub struct NotificationEntry {
    /// Its action, of [`Role::Notification`].
    pub action: ActionNo,
    /// What the profile says of it.
    pub spec: Arc<Notification>,
}
