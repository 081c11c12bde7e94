//! One event in a story, and in words what it shows and what it cannot.

use std::{fmt, sync::Arc};

use trailglass_event::time::Micros;

use crate::fact::EventKey;
use crate::profile::Role;
use crate::proof::Proof;

/// One event in a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The event.
    pub event: EventKey,
    /// The event's id, as in `data-event-id`.
    pub event_id: String,
    /// When it happened; `None` where nothing says.
    pub time: Option<Micros>,
    /// `eventName`, or what the notification is called.
    pub action: Arc<str>,
    /// The readable name of who acted.
    pub actor: String,
    /// What the action does with the resource.
    pub role: Role,
    /// `errorCode`, where it was refused.
    pub error: Option<String>,
    /// `errorMessage`, where there is one.
    pub error_message: Option<String>,
    /// What it changed.
    pub changes: Vec<Change>,
    /// What it shows; its `Display` is the sentence.
    pub shows: Shows,
}

/// A field that an update changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field, by the name that the profile gives it.
    pub name: String,
    /// What it was; none where no earlier event says.
    pub before: Option<String>,
    /// What it became.
    pub after: String,
}

/// What an event shows of its resource. Its `Display` is a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shows {
    /// The submission was accepted.
    Submitted {
        /// The status in the response, as written there.
        status: Option<String>,
        /// How many outputs were asked for.
        n_outputs: usize,
    },
    /// The submission was refused.
    NotSubmitted {
        /// The kind of resource: `job`.
        noun: Arc<str>,
        /// `errorCode`.
        error: String,
    },
    /// It existed.
    Existed {
        /// The kind of resource: `job`.
        noun: Arc<str>,
        /// Whether this is the first such step of the story, which also says what a read cannot show.
        is_first: bool,
    },
    /// Nothing was found under its id.
    NotFound {
        /// The kind of resource: `job`.
        noun: Arc<str>,
        /// `errorCode`, where it was refused.
        error: Option<String>,
    },
    /// What its profile says that it shows.
    Says {
        /// The words.
        text: Arc<str>,
        /// The status that comes with it, as written there.
        status: Option<String>,
    },
    /// What it proves, in the words for that proof.
    Proves {
        /// What is proven.
        proof: Proof,
        /// The status that says so, as written there.
        status: Option<String>,
    },
    /// What a notification tells.
    Notified {
        /// What it proves.
        proof: Proof,
        /// The status that says so, as written there.
        status: Option<String>,
        /// Why, in the words of the notification.
        why: Option<String>,
    },
    /// Nothing of this one: it lists what belongs to it.
    Listed {
        /// The kind of resource: `pipeline`.
        noun: Arc<str>,
    },
    /// It had left the queue.
    LeftQueue {
        /// `errorCode`, where it was refused.
        error: Option<String>,
        /// Whether a cancellation was accepted as well, and when, seen from this step: it explains the refusal.
        canceled: Option<CanceledWhen>,
    },
    /// Nothing, though it was accepted.
    Nothing {
        /// The kind of resource: `job`.
        noun: Arc<str>,
    },
    /// It had ended, for which it was refused.
    Over {
        /// `errorCode`.
        error: String,
    },
    /// It was refused because of the state of the resource, so that existed.
    RefusedByResource {
        /// The kind of resource: `pipeline`.
        noun: Arc<str>,
        /// `errorCode`.
        error: String,
        /// Whether it was a change that was refused.
        is_change: bool,
    },
    /// The service failed, and may have made it or not.
    Faulted {
        /// The kind of resource: `job`.
        noun: Arc<str>,
        /// `errorCode`.
        error: String,
    },
    /// Nothing, for the request was refused for a reason of its own: not allowed, too many requests, a mistake in it.
    RefusedRequest {
        /// The kind of resource: `job`.
        noun: Arc<str>,
        /// `errorCode`.
        error: String,
    },
}

/// When the accepted cancellation of a story was, seen from a step that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CanceledWhen {
    /// Before it, or in the same instant: CloudTrail counts in seconds.
    Before,
    /// After it.
    Later,
}

impl fmt::Display for Shows {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shows::Submitted { status, n_outputs } => {
                out.write_str("Accepted")?;
                if let Some(status) = status {
                    write!(out, " with status {status}")?;
                }
                match n_outputs {
                    0 => Ok(()),
                    1 => out.write_str(", 1 output"),
                    n => write!(out, ", {n} outputs"),
                }
            }
            Shows::NotSubmitted { noun, error } => write!(out, "Refused, {error}: no {noun} was made"),
            Shows::Existed { noun, is_first: true } => {
                write!(out, "The {noun} existed. A read does not show its status in CloudTrail")
            }
            Shows::Existed { noun, is_first: false } => write!(out, "The {noun} existed"),
            Shows::NotFound { noun, error } => {
                write_refusal(out, error.as_deref())?;
                write!(out, "no {noun} of this id was known in this account and region. It need not ever have existed")
            }
            Shows::Says { text, status } => {
                write!(out, "Accepted: {text}")?;
                write_status(out, status.as_deref())
            }
            Shows::Proves { proof, status } => {
                write!(out, "Accepted: {}", proof_words(*proof))?;
                write_status(out, status.as_deref())
            }
            Shows::Notified { proof, status, why } => {
                match status {
                    Some(status) => write!(out, "Says {status}")?,
                    None => write!(out, "Says that {}", proof_words(*proof))?,
                }
                why.iter().try_for_each(|why| write!(out, ": {why}"))
            }
            Shows::Listed { noun } => write!(out, "Looked over all of the {noun}, names no job"),
            Shows::LeftQueue { error, canceled } => {
                write_refusal(out, error.as_deref())?;
                out.write_str(match canceled {
                    None => "it was no longer Submitted",
                    Some(CanceledWhen::Before) => "it was canceled before, so this shows nothing new",
                    Some(CanceledWhen::Later) => "yet a later cancellation was accepted, so it had not started",
                })
            }
            Shows::Nothing { noun } => write!(out, "Accepted, shows nothing about the state of the {noun}"),
            Shows::RefusedRequest { noun, error } => write!(out, "Refused, {error}: shows nothing about the {noun}"),
            Shows::Over { error } => write!(out, "Refused, {error}: it had ended"),
            Shows::RefusedByResource { noun, error, is_change: true } => {
                write!(out, "Refused, {error}: the {noun} existed and was not changed")
            }
            Shows::RefusedByResource { noun, error, is_change: false } => {
                write!(out, "Refused, {error}: the {noun} existed")
            }
            Shows::Faulted { noun, error } => {
                write!(out, "{error}: the service failed, and whether a {noun} was made all the same is not shown")
            }
        }
    }
}

/// What a proof says of a resource.
fn proof_words(proof: Proof) -> &'static str {
    match proof {
        Proof::Nothing => "nothing about its state",
        Proof::NotFound => "nothing was found",
        Proof::Existed => "it existed",
        Proof::Warning => "something deserves a look",
        Proof::Submitted => "it was submitted",
        Proof::LeftQueue => "it was no longer Submitted",
        Proof::Started => "it started",
        Proof::Progressing => "it had started",
        Proof::Restarted => "it started over",
        Proof::Active => "it is active",
        Proof::Paused => "it is paused",
        Proof::Stopping => "it is being stopped",
        Proof::Stopped => "it is stopped",
        Proof::Deleting => "it is being deleted",
        Proof::Deleted => "it is deleted",
        Proof::StopAsked => "it was asked to end. Whether and when it did, this does not show",
        Proof::Canceling => "it is being canceled",
        Proof::Over => "it had ended",
        Proof::Ended => "it ended",
        Proof::Aborted => "it was stopped for good",
        Proof::Canceled => "it was canceled",
        Proof::Complete => "it ended well",
        Proof::Error => "it failed",
    }
}

fn write_status(out: &mut fmt::Formatter<'_>, status: Option<&str>) -> fmt::Result {
    match status {
        Some(status) => write!(out, ", status {status}"),
        None => Ok(()),
    }
}

fn write_refusal(out: &mut fmt::Formatter<'_>, error: Option<&str>) -> fmt::Result {
    match error {
        Some(error) => write!(out, "Refused, {error}: "),
        None => out.write_str("Accepted: "),
    }
}
