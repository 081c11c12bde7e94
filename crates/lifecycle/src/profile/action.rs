//! The events and the notifications that name a resource, and what they prove of it.

use serde::{Deserialize, Serialize};

use crate::path::ValuePath;
use crate::proof::Proof;

/// An action of the service that names a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// `eventName`.
    pub event: String,
    /// Other events that are the same in everything.
    pub also: Vec<String>,
    /// What it does with the resource.
    pub role: Role,
    /// Where the id stands. The first path that gives a text is taken; if it gives several, each different one that is
    /// not empty is a fact. Without an id, a [`Role::Create`] still is a fact (a refused one); any other is none.
    pub id: Vec<ValuePath>,
    /// Where the id of the parent stands; the first path that gives a text is taken.
    pub parent: Vec<ValuePath>,
    /// What it proves when it is accepted.
    pub accepted: Proof,
    /// Whether what it proves then follows from its being accepted, and is not said by the event.
    pub is_inferred: bool,
    /// Whether its being accepted proves that all that belonged to the resource had ended.
    pub is_clearing: bool,
    /// Which of the resources that it names its answer speaks of, for it may be accepted as a whole and not for each.
    pub items: Option<Items>,
    /// What it shows when it is accepted, where the words for what it proves do not say it all.
    pub shows: Option<String>,
    /// What it proves when it is refused with this `errorCode`; nothing with any other.
    pub refused: Vec<(String, Proof)>,
    /// The names of the values that are kept, each with its paths; of a name, the first path that gives anything is taken. Stories show
    /// them in this order.
    pub values: Vec<(String, Vec<ValuePath>)>,
}

/// The items of an answer that was accepted as a whole. Paths into one list of the answer stay side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Items {
    /// Where the ids stand of what it was accepted for.
    pub accepted: Vec<ValuePath>,
    /// Whether it proves nothing of what its answer does not list there; without this, that is so only of answers that list
    /// anything.
    pub needs_list: bool,
    /// Where the ids stand of what it was refused for. Of a creation, no path: what was not made has no id.
    pub refused: Vec<ValuePath>,
    /// What an element must have to count as refused, where the same list tells of both.
    pub only: Vec<(ValuePath, String)>,
    /// Where the codes of refusals stand.
    pub code: Vec<ValuePath>,
    /// The code where the answer has none.
    pub default_code: Option<String>,
    /// Where the messages of refusals stand.
    pub message: Vec<ValuePath>,
}

/// A document that is no event and tells of a resource: a notification, a state change, the saved answer of a read.
#[derive(Clone, Debug, PartialEq)]
pub struct Notification {
    /// What its step is called.
    pub name: String,
    /// Texts that it must have, by which it is recognised. Its id it must have in any case.
    pub only: Vec<(ValuePath, String)>,
    /// Texts that it must not have.
    pub unless: Vec<(ValuePath, String)>,
    /// Where it must have a text; one of them will do.
    pub has: Vec<ValuePath>,
    /// Where the id stands.
    pub id: Vec<ValuePath>,
    /// Where the id of the parent stands; the first path that gives a text is taken.
    pub parent: Vec<ValuePath>,
    /// Where its time stands, in a form that [`instant`](crate::instant) reads. Without any of them, its envelope tells the
    /// time, or it has none.
    pub time: Vec<ValuePath>,
    /// Whether only its own time will do.
    pub needs_time: bool,
    /// Where an ARN stands that tells region and account.
    pub arn: Vec<ValuePath>,
    /// What it proves, besides what its status does.
    pub proves: Proof,
    /// The names of the values that are kept, each with its paths, as those of [`Action::values`].
    pub values: Vec<(String, Vec<ValuePath>)>,
}

/// What an action does with the resource it names. The order is that of steps in the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Makes it. Refused, it makes nothing.
    Create,
    /// Looks at it.
    Read,
    /// Lists what belongs to it, without naming any of that.
    #[serde(alias = "sweep")]
    List,
    /// Changes it.
    Update,
    /// Ends it.
    End,
    /// Tells of it and is no event. A profile cannot give an event this role.
    Notification,
    /// Only names it: the event is found by the id, and is no step of a story.
    Mention,
}

impl Role {
    /// The word of `data-role`.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Create => "create",
            Role::Read => "read",
            Role::List => "sweep",
            Role::Update => "update",
            Role::End => "end",
            Role::Notification => "notice",
            Role::Mention => "mention",
        }
    }
}
