//! Texts of CloudTrail and of jobs that are no events, such as digests and job notifications. They are kept as written.
//!
//! A reader sends them to the engine with its batches ([`trailglass_protocol::message::Batch::notifications`]). They do not count as
//! records; a source that holds nothing else has been read well.

use trailglass_json::{path, text, walk};
use trailglass_protocol::notification::NotificationKind;

/// The kind of a notification; `None` where the object is none.
pub fn notification_kind(object: &str) -> Option<NotificationKind> {
    let mut seen = 0u32;
    for (key, value) in walk::members(object) {
        let key = text::decode(key);
        let Some(at) = MEMBERS.iter().position(|name| *name == key) else { continue };
        seen |= 1 << at;
        match MEMBERS[at] {
            "messageType" if value == r#""CONTROL_MESSAGE""# => return Some(NotificationKind::Control),
            "source" if value == r#""aws.mediaconvert""# => seen |= MEDIA_CONVERT,
            "Queue" | "Arn" if value.contains(":mediaconvert:") => seen |= MEDIA_CONVERT,
            _ => {}
        }
    }
    let has = |names: &[&str]| {
        names.iter().all(|name| MEMBERS.iter().position(|other| other == name).is_some_and(|at| seen >> at & 1 == 1))
    };
    let is_media_convert = seen & MEDIA_CONVERT != 0;
    Some(if has(&["digestS3Object"]) {
        NotificationKind::Digest
    } else if has(&["PublicKeyList"]) || has(&["publicKeyList"]) {
        NotificationKind::PublicKeys
    } else if has(&["hashSignature", "files"]) {
        NotificationKind::LakeSignature
    } else if has(&["s3Bucket", "s3ObjectKey"]) {
        NotificationKind::Delivery
    } else if has(&["state", "jobId", "pipelineId"]) {
        NotificationKind::TranscoderNotification
    } else if is_media_convert && has(&["detail-type", "detail"]) && detail_is_of_a_job(object) {
        NotificationKind::MediaConvertEvent
    } else if is_media_convert && has(&["Id", "Settings"]) {
        NotificationKind::MediaConvertJob
    } else if has(&["Id", "PipelineId", "Status"]) {
        NotificationKind::TranscoderJob
    } else {
        return None;
    })
}

/// MediaConvert's own events have a status; what CloudTrail passes on through EventBridge has a record.
fn detail_is_of_a_job(object: &str) -> bool {
    path::first_text(object, &["detail", "jobId"]).is_some()
        && path::first_text(object, &["detail", "status"]).is_some()
}

/// Members that notifications are recognised by.
const MEMBERS: [&str; 20] = [
    "messageType",
    "source",
    "Queue",
    "Arn",
    "digestS3Object",
    "PublicKeyList",
    "publicKeyList",
    "hashSignature",
    "files",
    "s3Bucket",
    "s3ObjectKey",
    "state",
    "jobId",
    "pipelineId",
    "detail-type",
    "detail",
    "Id",
    "Settings",
    "PipelineId",
    "Status",
];
const MEDIA_CONVERT: u32 = 1 << 31;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notifications_are_recognised_by_their_members() {
        for (object, expected) in [
            (r#"{"awsAccountId":"1","digestS3Object":"x","logFiles":[]}"#, Some(NotificationKind::Digest)),
            (r#"{"PublicKeyList":[]}"#, Some(NotificationKind::PublicKeys)),
            (r#"{"s3Bucket":"b","s3ObjectKey":["k"]}"#, Some(NotificationKind::Delivery)),
            (r#"{"state":"COMPLETED","jobId":"1","pipelineId":"2"}"#, Some(NotificationKind::TranscoderNotification)),
            (r#"{"Id":"1","PipelineId":"2","Status":"Complete"}"#, Some(NotificationKind::TranscoderJob)),
            (
                r#"{"source":"aws.mediaconvert","detail-type":"MediaConvert Job State Change","detail":{"jobId":"1","status":"COMPLETE"}}"#,
                Some(NotificationKind::MediaConvertEvent),
            ),
            (
                r#"{"source":"aws.mediaconvert","detail-type":"AWS API Call via CloudTrail","detail":{"eventName":"x"}}"#,
                None,
            ),
            (
                r#"{"Arn":"arn:aws:mediaconvert:us-east-1:1:jobs/1","Id":"1","Settings":{},"Status":"COMPLETE"}"#,
                Some(NotificationKind::MediaConvertJob),
            ),
            (r#"{"messageType":"CONTROL_MESSAGE","logEvents":[]}"#, Some(NotificationKind::Control)),
            ("{}", None),
        ] {
            assert_eq!(notification_kind(object), expected, "{object}");
        }
    }
}
