//! Texts that are kept beside the events.

use crate::id::SourceId;
use serde::{Deserialize, Serialize};
use trailglass_event::time::Micros;

/// What a kept text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NotificationKind {
    /// A digest file: lists log files with their hashes.
    Digest,
    /// A list of the public keys that digests are signed with.
    PublicKeys,
    /// The signature file beside saved CloudTrail Lake results.
    LakeSignature,
    /// Tells that CloudTrail delivered log files; names them.
    Delivery,
    /// A health check of CloudWatch Logs.
    Control,
    /// An Elastic Transcoder notification on one job: `state`, `jobId`, `pipelineId`.
    TranscoderNotification,
    /// An EventBridge event on one MediaConvert job.
    MediaConvertEvent,
    /// A lifecycle profile.
    Profile,
    /// An EventBridge event on a state that a profile knows.
    StateChange,
    /// An EventBridge event that no profile of the page knows. One that is dropped may.
    UnknownEvent,
    /// A job as Elastic Transcoder's ReadJob and ListJobs give it.
    TranscoderJob,
    /// A job as MediaConvert's GetJob and ListJobs give it.
    MediaConvertJob,
}

/// A kept text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notification {
    /// The source.
    pub source: SourceId,
    /// What it is.
    pub kind: NotificationKind,
    /// When it was sent, if what it was wrapped in tells: the envelope of SNS, SQS, EventBridge.
    pub time: Option<Micros>,
    /// Who sent it: the topic that it came over.
    pub sender: Option<String>,
    /// The text: one JSON object, as written.
    pub text: String,
    /// What the report says of it, where that is that it cannot be read.
    pub unread: Option<Unread>,
}

/// How the report of a source counts a text that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// The number of its problem among all problems of the source.
    pub problem: u32,
    /// Whether it is counted as a record that was refused.
    pub is_record: bool,
}

impl NotificationKind {
    /// What it is, in words.
    pub fn words(self) -> &'static str {
        match self {
            NotificationKind::Digest => "CloudTrail digest file",
            NotificationKind::PublicKeys => "CloudTrail public keys",
            NotificationKind::LakeSignature => "CloudTrail Lake signature file",
            NotificationKind::Delivery => "notification of delivered log files",
            NotificationKind::Control => "CloudWatch Logs control message",
            NotificationKind::TranscoderNotification => "Elastic Transcoder notification",
            NotificationKind::MediaConvertEvent => "MediaConvert job event",
            NotificationKind::Profile => "lifecycle profile",
            NotificationKind::StateChange => "state changes",
            NotificationKind::UnknownEvent => "events that no profile knows",
            NotificationKind::TranscoderJob => "Elastic Transcoder jobs",
            NotificationKind::MediaConvertJob => "MediaConvert jobs",
        }
    }

    /// What several of them are called.
    pub fn noun(self) -> &'static str {
        match self {
            NotificationKind::Delivery | NotificationKind::TranscoderNotification => "notifications",
            NotificationKind::MediaConvertEvent | NotificationKind::StateChange => "state changes",
            NotificationKind::TranscoderJob | NotificationKind::MediaConvertJob => "job dumps",
            NotificationKind::Digest => "digests",
            NotificationKind::Profile => "profiles",
            _ => NotificationKind::MIXED,
        }
    }

    /// What several of different kinds are called.
    pub const MIXED: &str = "other texts";
}
