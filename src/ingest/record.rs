//! One event's JSON → one row.
//!
//! The parser borrows from the text and decodes only what columns need; `requestParameters` and its like stay text.
//! It takes any scalar where a text is expected, the last of double keys, and anything in members it does not know:
//! what can be read is read.

use super::facts::{self, Parts};
use super::target;
use crate::event::actor::{Actor, IdentityParts};
use crate::event::outcome::Outcome;
use crate::event::time::Micros;
use crate::json::{path, text, walk};
use crate::lifecycle::table::Profiles;
use crate::store::builder::{RowDraft, SegmentBuilder};
use crate::store::facts::FactDraft;
use crate::store::segment::{EventId, Write};
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A record as far as columns need it.
#[derive(Debug, Default)]
pub struct Record<'a> {
    time: Text<'a>,
    source: Text<'a>,
    name: Text<'a>,
    region: Text<'a>,
    ip: Text<'a>,
    error: Text<'a>,
    error_message: Text<'a>,
    request_id: Text<'a>,
    event_id: Text<'a>,
    account: Text<'a>,
    kind: Text<'a>,
    read_only: Text<'a>,
    identity: Identity<'a>,
    request: Option<&'a RawValue>,
    response: Option<&'a RawValue>,
    resources: Option<&'a RawValue>,
    insight: Option<&'a RawValue>,
    window: Option<&'a RawValue>,
    /// Top-level members that are not null.
    richness: u8,
}

/// Why a record is no row.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// Something is missing without which it cannot be placed.
    Lacks(&'static str),
    /// It is of another kind; what.
    NotCloudTrail(&'static str),
}

/// What goes with a record besides its text.
pub struct Context<'a> {
    /// The source.
    pub source: u32,
    /// Whether the record was mended on reading.
    pub is_mended: bool,
    /// The lifecycle profiles.
    pub profiles: &'a Profiles,
}

impl<'a> Record<'a> {
    /// Adds the record as a row. `text` is the record as written.
    pub fn push(&self, text: &str, context: &Context<'_>, rows: &mut SegmentBuilder) -> Result<(), Refusal> {
        let time = self.instant()?;
        let within = |part: Option<&'a RawValue>, name: &str| path::first_text(part?.get(), &[name]);
        let source = self.source.0.clone().or_else(|| within(self.insight, "eventSource"));
        let name = self.name.0.clone().or_else(|| within(self.insight, "eventName")).or_else(|| self.kind.0.clone());
        let (Some(name), source) = (name, source.unwrap_or_default()) else { return Err(Refusal::Lacks("eventName")) };
        if self.region.some().is_none() && text.contains("\"acsRegion\"") {
            return Err(Refusal::NotCloudTrail("an ActionTrail event of Alibaba Cloud"));
        }
        if let Some(kind) = look_alike(&source) {
            return Err(Refusal::NotCloudTrail(kind));
        }
        let service = source.strip_suffix(".amazonaws.com").unwrap_or(&source);
        let actor = Actor::of(&self.identity.0);
        let raw = |part: Option<&'a RawValue>| part.map(RawValue::get);
        let (request, response) = (raw(self.request), raw(self.response));
        let target = target::of(service, request, response, raw(self.resources));
        let error = self.error.some();
        let parts = Parts { request, response, record: text };
        let facts = facts::of(context.profiles, service, &name, &parts).into_iter();
        let (request_id, error_message) = (self.request_id.some(), self.error_message.some());
        let facts: Vec<_> = facts.map(|fact| FactDraft { fact, request_id, error_message }).collect();
        let account =
            self.account.some().or(self.identity.0.account_id.as_deref().filter(|account| !account.is_empty()));
        let some = |text: &'_ Option<Cow<'a, str>>| text.as_ref().map(|text| text.to_string());
        let (user, role) = (some(&actor.user), some(&actor.role));
        rows.push(&RowDraft {
            time,
            id: EventId::of(self.event_id.some(), text),
            terms: [
                Some(&name),
                Some(service).filter(|service| !service.is_empty()),
                Some(actor.name.as_ref()).filter(|name| !name.is_empty()),
                Some(actor.identity),
                user.as_deref(),
                role.as_deref(),
                self.identity.0.access_key_id.as_deref().filter(|key| !key.is_empty()),
                target.as_deref(),
                self.region.some(),
                account,
                self.ip.some(),
                error,
            ],
            outcome: Outcome::of(error),
            write: self.write(&name),
            is_mended: context.is_mended,
            richness: self.richness,
            source: context.source,
            facts: &facts,
        });
        Ok(())
    }

    /// `eventTime`; of an aggregated event the start of its window.
    fn instant(&self) -> Result<Micros, Refusal> {
        let text = match self.time.some() {
            Some(time) => Some(Cow::Borrowed(time)),
            None => self.window.and_then(|window| path::first_text(window.get(), &["windowStart"])),
        };
        match text {
            Some(text) => Micros::parse(&text).ok_or(Refusal::Lacks("a readable eventTime")),
            None => Err(Refusal::Lacks("eventTime")),
        }
    }

    /// `readOnly` reversed. Records before version 1.05 often lack it; then the verb tells.
    fn write(&self, name: &str) -> Write {
        const READS: [&str; 14] = [
            "Get", "List", "Describe", "Read", "Head", "Lookup", "Search", "Query", "Scan", "BatchGet", "Check",
            "Test", "Validate", "View",
        ];
        match self.read_only.some() {
            Some("true") => Write::No,
            Some("false") => Write::Yes,
            _ if READS.iter().any(|verb| name.starts_with(verb)) => Write::No,
            _ => Write::Yes,
        }
    }
}

/// Other things that carry `eventSource`, `eventTime` and `eventName` in a `Records` list: notifications name their
/// source `aws:s3` and the like.
fn look_alike(source: &str) -> Option<&'static str> {
    Some(match source.strip_prefix("aws:")? {
        "s3" => "an S3 event notification",
        "sqs" => "an SQS message as Lambda gets it",
        "dynamodb" => "a DynamoDB stream record",
        "kinesis" => "a Kinesis stream record",
        _ => "a notification of another service",
    })
}

/// A scalar as text. Objects and arrays count as none.
#[derive(Debug, Default)]
struct Text<'a>(Option<Cow<'a, str>>);

impl Text<'_> {
    /// The text, unless it is empty.
    fn some(&self) -> Option<&str> {
        self.0.as_deref().filter(|text| !text.is_empty())
    }
}

/// `userIdentity`; anything but an object counts as an empty one.
#[derive(Debug, Default)]
struct Identity<'a>(IdentityParts<'a>);

/// The number of members that are not null, for those that are not read.
struct Presence(bool);

/// A member's name, told apart without a copy.
struct Name<T>(T);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for TextVisitor<'a> {
            type Value = Text<'a>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Borrowed(text))))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Owned(text.to_owned()))))
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Borrowed(if value { "true" } else { "false" }))))
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Owned(value.to_string()))))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Owned(value.to_string()))))
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Owned(value.to_string()))))
            }
            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(Text(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Self::Value, A::Error> {
                IgnoredAny.visit_seq(sequence).map(|_| Text(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                IgnoredAny.visit_map(map).map(|_| Text(None))
            }
        }
        deserializer.deserialize_any(TextVisitor(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Presence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<IgnoredAny>::deserialize(deserializer).map(|value| Presence(value.is_some()))
    }
}

/// Makes an enum of member names with a deserializer that reads them without a copy.
macro_rules! names {
    ($name:ident { $($variant:ident = $($text:literal)|+),* $(,)? }) => {
        #[derive(Clone, Copy)]
        enum $name { $($variant,)* Other }
        impl<'de> Deserialize<'de> for Name<$name> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct NameVisitor;
                impl Visitor<'_> for NameVisitor {
                    type Value = Name<$name>;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a member's name")
                    }
                    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                        Ok(Name(match text {
                            $($($text)|+ => $name::$variant,)*
                            _ => $name::Other,
                        }))
                    }
                }
                deserializer.deserialize_identifier(NameVisitor)
            }
        }
    };
}

names!(Member {
    Time = "eventTime",
    Source = "eventSource",
    Event = "eventName",
    Region = "awsRegion",
    Ip = "sourceIPAddress",
    Error = "errorCode",
    ErrorMessage = "errorMessage",
    RequestId = "requestID",
    // Aggregated events write the second form.
    EventId = "eventID" | "eventId",
    Account = "recipientAccountId" | "accountId",
    Kind = "eventType",
    ReadOnly = "readOnly",
    Identity = "userIdentity",
    Request = "requestParameters",
    Response = "responseElements",
    Resources = "resources",
    Insight = "insightDetails",
    Window = "timeWindow",
});

impl<'de: 'a, 'a> Deserialize<'de> for Record<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RecordVisitor<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for RecordVisitor<'a> {
            type Value = Record<'a>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an event")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut record = Record::default();
                while let Some(Name(member)) = map.next_key::<Name<Member>>()? {
                    let is_present = record.read(member, &mut map)?;
                    record.richness = record.richness.saturating_add(u8::from(is_present));
                }
                Ok(record)
            }
        }
        deserializer.deserialize_map(RecordVisitor(PhantomData))
    }
}

impl<'a> Record<'a> {
    /// Reads a member's value. Returns whether it is not null.
    fn read<'de: 'a, A: MapAccess<'de>>(&mut self, member: Member, map: &mut A) -> Result<bool, A::Error> {
        let (text, raw) = match member {
            Member::Time => (Some(&mut self.time), None),
            Member::Source => (Some(&mut self.source), None),
            Member::Event => (Some(&mut self.name), None),
            Member::Region => (Some(&mut self.region), None),
            Member::Ip => (Some(&mut self.ip), None),
            Member::Error => (Some(&mut self.error), None),
            Member::ErrorMessage => (Some(&mut self.error_message), None),
            Member::RequestId => (Some(&mut self.request_id), None),
            Member::EventId => (Some(&mut self.event_id), None),
            Member::Account => (Some(&mut self.account), None),
            Member::Kind => (Some(&mut self.kind), None),
            Member::ReadOnly => (Some(&mut self.read_only), None),
            Member::Request => (None, Some(&mut self.request)),
            Member::Response => (None, Some(&mut self.response)),
            Member::Resources => (None, Some(&mut self.resources)),
            Member::Insight => (None, Some(&mut self.insight)),
            Member::Window => (None, Some(&mut self.window)),
            Member::Identity => {
                let identity: Option<&'a RawValue> = map.next_value()?;
                self.identity = identity.map_or(Identity::default(), |json| Identity::of(json.get()));
                return Ok(identity.is_some());
            }
            Member::Other => return Ok(map.next_value::<Presence>()?.0),
        };
        if let Some(raw) = raw {
            *raw = map.next_value()?;
            return Ok(raw.is_some());
        }
        let value: Text = map.next_value()?;
        let is_present = value.0.is_some();
        if let Some(text) = text {
            *text = value;
        }
        Ok(is_present)
    }
}

impl<'a> Identity<'a> {
    /// Reads `userIdentity`. A text there is no identity, but the rest of the record is still worth a row.
    fn of(json: &'a str) -> Identity<'a> {
        let mut parts = IdentityParts { user_name: text::scalar(json), ..IdentityParts::default() };
        for (key, value) in walk::members(json) {
            let part = match key {
                r#""type""# => &mut parts.kind,
                r#""userName""# => &mut parts.user_name,
                r#""principalId""# => &mut parts.principal_id,
                r#""arn""# => &mut parts.arn,
                r#""accountId""# => &mut parts.account_id,
                r#""accessKeyId""# => &mut parts.access_key_id,
                r#""invokedBy""# => &mut parts.invoked_by,
                r#""sessionContext""# => {
                    let issuer = path::first_value(value, &["sessionIssuer"]).unwrap_or_default();
                    parts.issuer_name = path::first_text(issuer, &["userName"]);
                    parts.issuer_arn = path::first_text(issuer, &["arn"]);
                    continue;
                }
                r#""onBehalfOf""# => {
                    parts.on_behalf_of = path::first_text(value, &["userId"]);
                    continue;
                }
                _ => continue,
            };
            *part = text::scalar(value).filter(|text| !text.is_empty());
        }
        Identity(parts)
    }
}
