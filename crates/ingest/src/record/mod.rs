//! The JSON of one event → one row.
//!
//! The record borrows from the text and decodes only what columns need; `requestParameters` and its like stay text. It
//! takes any scalar where a text is expected, the last of members of the same name, and anything in members that it does
//! not know.
//!
//! - this file: the [`Record`] and its [`Origin`]
//! - `target`: what the event acted on
//! - [`facts`]: what it says of jobs and other resources, by the lifecycle profiles
//! - [`notification_facts`]: the same of a document that is no event

pub mod facts;
pub mod notification_facts;
mod target;

use facts::FactParts;
use std::borrow::Cow;
use trailglass_event::READ_VERBS;
use trailglass_event::actor::{Actor, IdentityParts};
use trailglass_event::mfa::Mfa;
use trailglass_event::outcome::Outcome;
use trailglass_event::sign_in::{FAILURE, is_step_of_sign_in};
use trailglass_event::time::{Micros, parse_event_time};
use trailglass_json::structural_index::Value;
use trailglass_lifecycle::registry::Profiles;
use trailglass_protocol::id::SourceId;
use trailglass_store::builder::{RowDraft, SegmentBuilder};
use trailglass_store::facts::FactDraft;
use trailglass_store::segment::{EventId, Write};

/// The members of a record that columns need, as they are written; none for members that are null.
#[derive(Debug, Default)]
pub struct Record<'a> {
    time: Option<Value<'a>>,
    source: Option<Value<'a>>,
    name: Option<Value<'a>>,
    region: Option<Value<'a>>,
    ip: Option<Value<'a>>,
    error: Option<Value<'a>>,
    error_message: Option<Value<'a>>,
    request_id: Option<Value<'a>>,
    event_id: Option<Value<'a>>,
    account: Option<Value<'a>>,
    kind: Option<Value<'a>>,
    read_only: Option<Value<'a>>,
    identity: Option<Value<'a>>,
    request: Option<Value<'a>>,
    response: Option<Value<'a>>,
    details: Option<Value<'a>>,
    additional: Option<Value<'a>>,
    resources: Option<Value<'a>>,
    insight: Option<Value<'a>>,
    window: Option<Value<'a>>,
    /// Top-level members that are not null.
    completeness: u8,
}

/// Why a record does not become a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// It lacks a member without which it cannot be placed.
    Lacks(&'static str),
    /// It is a record of another kind, named here.
    NotCloudTrail(&'static str),
}

/// Where the text of a record comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Origin {
    /// The file.
    Written,
    /// The file, with defects that were repaired for reading.
    Repaired,
    /// The columns of a table, or members in another spelling.
    Rebuilt {
        /// Whether they include the answer of a call.
        has_answers: bool,
    },
}

/// What a row needs besides its record.
pub struct RecordContext<'a> {
    /// The source.
    pub source: SourceId,
    /// Where the record's text comes from.
    pub origin: Origin,
    /// The lifecycle profiles.
    pub profiles: &'a Profiles,
}

impl<'a> Record<'a> {
    /// The members of a record that columns need.
    #[inline(never)]
    pub fn of(record: Value<'a>) -> Record<'a> {
        let mut found = Record::default();
        for (key, value) in record.members() {
            if !value.is_null() {
                found.completeness = found.completeness.saturating_add(1);
                found.take(key, value);
            }
        }
        found
    }

    fn take(&mut self, key: &str, value: Value<'a>) {
        let member = match key {
            "eventTime" => &mut self.time,
            "eventSource" => &mut self.source,
            "eventName" => &mut self.name,
            "awsRegion" => &mut self.region,
            "sourceIPAddress" => &mut self.ip,
            "errorCode" => &mut self.error,
            "errorMessage" => &mut self.error_message,
            "requestID" => &mut self.request_id,
            // Aggregated events write the second form.
            "eventID" | "eventId" => &mut self.event_id,
            "recipientAccountId" | "accountId" => &mut self.account,
            "eventType" => &mut self.kind,
            "readOnly" => &mut self.read_only,
            "userIdentity" => &mut self.identity,
            "requestParameters" => &mut self.request,
            "responseElements" => &mut self.response,
            "serviceEventDetails" => &mut self.details,
            "additionalEventData" => &mut self.additional,
            "resources" => &mut self.resources,
            "insightDetails" => &mut self.insight,
            "timeWindow" => &mut self.window,
            _ => return,
        };
        *member = Some(value);
    }

    /// Adds the record as a row. `record` is the whole value.
    ///
    /// # Errors
    ///
    /// A record without a time or a name, and one that is not CloudTrail's, is refused.
    #[inline(never)]
    pub fn push(
        &self,
        record: Value<'a>,
        context: &RecordContext<'_>,
        rows: &mut SegmentBuilder,
    ) -> Result<(), Refusal> {
        let time = self.instant()?;
        let within = |part: Option<Value<'a>>, name: &str| part?.member(name)?.non_empty_scalar();
        let source = non_empty_text(self.source).or_else(|| within(self.insight, "eventSource")).unwrap_or_default();
        let name = non_empty_text(self.name)
            .or_else(|| within(self.insight, "eventName"))
            .or_else(|| non_empty_text(self.kind));
        let Some(name) = name else { return Err(Refusal::Lacks("eventName")) };
        if self.region.is_none() && record.member("acsRegion").is_some() {
            return Err(Refusal::NotCloudTrail("an ActionTrail event of Alibaba Cloud"));
        }
        if let Some(kind) = other_notification(&source) {
            return Err(Refusal::NotCloudTrail(kind));
        }
        let service = source.strip_suffix(".amazonaws.com").unwrap_or(&source);
        let identity = self.identity.map(identity_of).unwrap_or_default();
        let mut actor = Actor::of(&identity);
        // Tables have only the name, and `root` is that of the root user. To take an IAM user of that name for the root user
        // is the smaller mistake.
        let is_made = matches!(context.origin, Origin::Rebuilt { .. });
        if is_made && identity.kind.is_none() && identity.user_name.as_deref() == Some("root") {
            actor.identity = "root";
        }
        let (request, response) = (self.request, self.response);
        let (request_id, error_message) = (non_empty_text(self.request_id), non_empty_text(self.error_message));
        let targets = target::targets(&target::TargetParts {
            service,
            event: &name,
            request,
            response,
            resources: self.resources,
            details: [self.details, self.additional],
            error_message: error_message.as_deref(),
        });
        let is_failure = |part| within(part, &name).as_deref() == Some(FAILURE);
        let has_failed = is_failure(response) || is_failure(self.details);
        // A failed sign-in has no code; its reason is in the message, if anywhere.
        let error = non_empty_text(self.error)
            .or_else(|| has_failed.then(|| error_message.clone().unwrap_or(Cow::Borrowed(FAILURE))));
        let outcome = match Outcome::of(non_empty_text(self.error).as_deref()) {
            Outcome::Ok if has_failed => Outcome::Failed,
            Outcome::Ok
                if is_step_of_sign_in(service, non_empty_text(self.kind).as_deref())
                    && context.origin == (Origin::Rebuilt { has_answers: false }) =>
            {
                Outcome::Unknown
            }
            outcome => outcome,
        };
        let parts = FactParts { request, response, identity: self.identity, record };
        let facts = facts::event_facts(context.profiles, service, &name, &parts).into_iter();
        let facts: Vec<_> = facts
            .map(|fact| FactDraft { fact, request_id: request_id.as_deref(), error_message: error_message.as_deref() })
            .collect();
        let account = non_empty_text(self.account);
        rows.push(&RowDraft {
            time,
            id: EventId::of(non_empty_text(self.event_id).as_deref(), record.text()),
            terms: [
                Some(&name),
                Some(service).filter(|service| !service.is_empty()),
                Some(actor.name.as_ref()).filter(|name| !name.is_empty()),
                Some(actor.identity),
                actor.user.as_deref(),
                actor.role.as_deref(),
                identity.access_key_id.as_deref(),
                targets.first().map(|target| target.as_ref()),
                non_empty_text(self.region).as_deref(),
                account.as_deref().or(identity.account_id.as_deref()),
                non_empty_text(self.ip).as_deref(),
                error.as_deref(),
            ],
            outcome,
            write: self.write(&name),
            mfa: self.mfa(),
            further_targets: target::further_targets(&targets).as_deref(),
            is_repaired: context.origin == Origin::Repaired,
            is_made,
            completeness: self.completeness,
            source: context.source,
            facts: &facts,
        });
        Ok(())
    }

    /// Whether the session or the sign-in used a second factor.
    fn mfa(&self) -> Mfa {
        let session = self.identity.and_then(|identity| identity.member("sessionContext")?.member("attributes"));
        let session = non_empty_text(session.and_then(|attributes| attributes.member("mfaAuthenticated")));
        let sign_in = non_empty_text(self.additional.and_then(|additional| additional.member("MFAUsed")));
        Mfa::of(session.as_deref(), sign_in.as_deref())
    }

    /// `eventTime`; of an aggregated event the start of its window.
    fn instant(&self) -> Result<Micros, Refusal> {
        match non_empty_text(self.time).or_else(|| self.window?.member("windowStart")?.non_empty_scalar()) {
            Some(text) => parse_event_time(&text).ok_or(Refusal::Lacks("a readable eventTime")),
            None => Err(Refusal::Lacks("eventTime")),
        }
    }

    /// `readOnly` reversed. Records before version 1.05 often lack it; then the verb decides.
    fn write(&self, name: &str) -> Write {
        match non_empty_text(self.read_only).as_deref() {
            Some("true") => Write::No,
            Some("false") => Write::Yes,
            _ if READ_VERBS.iter().any(|verb| name.starts_with(verb)) => Write::No,
            _ => Write::Yes,
        }
    }
}

/// The text of a member; none where it is empty or no scalar.
fn non_empty_text(member: Option<Value<'_>>) -> Option<Cow<'_, str>> {
    member?.non_empty_scalar()
}

/// The name of a notification that has `eventSource`, `eventTime` and `eventName` in a `Records` list as records do. Its
/// source is `aws:s3` and the like.
fn other_notification(source: &str) -> Option<&'static str> {
    Some(match source.strip_prefix("aws:")? {
        "s3" => "an S3 event notification",
        "sqs" => "an SQS message as Lambda gets it",
        "dynamodb" => "a DynamoDB stream record",
        "kinesis" => "a Kinesis stream record",
        _ => "a notification of another service",
    })
}

/// Reads `userIdentity`. A text there is no identity, but the rest of the record is still worth a row.
#[inline(never)]
fn identity_of(identity: Value<'_>) -> IdentityParts<'_> {
    let mut parts = IdentityParts { user_name: identity.scalar(), ..IdentityParts::default() };
    for (key, value) in identity.members() {
        let part = match key {
            "type" => &mut parts.kind,
            "userName" => &mut parts.user_name,
            "principalId" => &mut parts.principal_id,
            "arn" => &mut parts.arn,
            "accountId" => &mut parts.account_id,
            "accessKeyId" => &mut parts.access_key_id,
            "invokedBy" => &mut parts.invoked_by,
            "sessionContext" => {
                if let Some(issuer) = value.member("sessionIssuer") {
                    parts.issuer_name = non_empty_text(issuer.member("userName"));
                    parts.issuer_arn = non_empty_text(issuer.member("arn"));
                }
                continue;
            }
            "onBehalfOf" => {
                parts.on_behalf_of = non_empty_text(value.member("userId"));
                continue;
            }
            _ => continue,
        };
        *part = value.non_empty_scalar();
    }
    parts
}
