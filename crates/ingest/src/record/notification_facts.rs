//! The facts of a document that is no event: a notification, a state change, the answer of a read.
//!
//! The profiles say which documents have which facts; one document may have several, as the answer of a read has the
//! submission, the start and the end of a job. The envelope of a document is the same for all services and is read here: it
//! may give the time, the region and the account.

use super::facts::{self, FactParts};
use std::borrow::Cow;
use trailglass_event::time::{Micros, parse_event_time};
use trailglass_json::structural_index::StructuralIndex;
use trailglass_json::{path, text};
use trailglass_lifecycle::instant;
use trailglass_lifecycle::path::ValuePath;
use trailglass_lifecycle::registry::{NotificationEntry, ProfileNo, Profiles};
use trailglass_protocol::id::SourceId;
use trailglass_store::facts::NotificationDraft;
use trailglass_store::facts::TIMELESS;
use xxhash_rust::xxh3::xxh3_128_with_seed;

/// The envelope of a document: what is known before it is read.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// When it was sent.
    pub time: Option<Micros>,
    /// Who sent it: the ARN of a topic.
    pub sender: Option<&'a str>,
    /// Its source.
    pub source: SourceId,
    /// Its place among the texts that are kept with it.
    pub document: u32,
}

/// Calls `take` for every fact that a document has by the profiles for which `is_asked` holds. Returns how many it has.
pub fn each_fact(
    profiles: &Profiles,
    is_asked: impl Fn(ProfileNo) -> bool,
    document: &str,
    envelope: Envelope<'_>,
    take: &mut dyn FnMut(NotificationDraft<'_>),
) -> u32 {
    let mut entries = profiles.notifications(is_asked).peekable();
    if entries.peek().is_none() {
        return 0;
    }
    let mut index = StructuralIndex::default();
    let Ok(record) = index.value(document, 0) else { return 0 };
    let parts = FactParts { request: None, response: None, identity: None, record };
    let mut count = 0;
    for entry in entries {
        if !is_of_entry(entry, &parts) {
            continue;
        }
        let own_time = first(&parts, &entry.spec.time).and_then(|time| instant::read(&time));
        if entry.spec.needs_time && own_time.is_none() {
            continue;
        }
        let sent = || event_time(document).or(envelope.time);
        let time_micros = own_time.or_else(sent).map_or(TIMELESS, |time| time.0);
        let (account, region) = place(document, entry, &parts, envelope.sender);
        for fact in facts::notification_facts(profiles, entry.action, &parts) {
            take(NotificationDraft {
                time_micros,
                key: xxh3_128_with_seed(document.as_bytes(), 3),
                source: envelope.source,
                document: envelope.document,
                account: account.clone(),
                region: region.clone(),
                sender: envelope.sender.map(|sender| Cow::Borrowed(last_part(sender))),
                fact,
            });
            count += 1;
        }
    }
    count
}

/// Whether a document has the members that an entry requires.
fn is_of_entry(entry: &NotificationEntry, parts: &FactParts<'_>) -> bool {
    let holds = |(path, wanted): &(ValuePath, String)| {
        parts.texts(std::slice::from_ref(path)).iter().any(|text| text == wanted)
    };
    entry.spec.only.iter().all(holds)
        && !entry.spec.unless.iter().any(holds)
        && (entry.spec.has.is_empty() || first(parts, &entry.spec.has).is_some())
}

fn first<'a>(parts: &FactParts<'a>, paths: &[ValuePath]) -> Option<Cow<'a, str>> {
    parts.texts(paths).into_iter().find(|text| !text.is_empty())
}

/// A member of an EventBridge event, such as `time`, `region` or `account`.
fn event_member<'a>(document: &'a str, member: &str) -> Option<Cow<'a, str>> {
    path::first_value(document, &["detail-type"])?;
    path::first_value(document, &[member]).and_then(text::scalar)
}

fn event_time(document: &str) -> Option<Micros> {
    event_member(document, "time").and_then(|time| parse_event_time(&time))
}

/// Account and region of the document, else of the topic that it was sent to.
fn place<'a>(
    document: &'a str,
    entry: &NotificationEntry,
    parts: &FactParts<'a>,
    sender: Option<&'a str>,
) -> (Option<Cow<'a, str>>, Option<Cow<'a, str>>) {
    if let (Some(account), Some(region)) = (event_member(document, "account"), event_member(document, "region")) {
        return (Some(account), Some(region));
    }
    let arn = first(parts, &entry.spec.arn).or(sender.map(Cow::Borrowed));
    let part = |at: usize| {
        let part = arn.as_deref()?.split(':').nth(at)?;
        (!part.is_empty()).then(|| Cow::Owned(part.to_owned()))
    };
    match (part(4), part(3)) {
        (Some(account), Some(region)) => (Some(account), Some(region)),
        // An account without a region, or a region without an account, would be another place.
        _ => (None, None),
    }
}

fn last_part(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or(arn)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An envelope that says nothing.
    const BARE: Envelope<'_> = Envelope { time: None, sender: None, source: SourceId::File(0), document: 0 };

    fn facts_of(document: &str, envelope: Envelope<'_>) -> Vec<String> {
        let profiles = Profiles::built_in();
        let mut facts = Vec::new();
        each_fact(&profiles, |_| true, document, envelope, &mut |draft| {
            let action = profiles.action(draft.fact.action).map(|action| action.event.to_string());
            let time =
                if draft.time_micros == TIMELESS { "-".to_owned() } else { Micros(draft.time_micros).to_string() };
            let place =
                format!("{}/{}", draft.account.as_deref().unwrap_or("-"), draft.region.as_deref().unwrap_or("-"));
            facts.push(format!("{} {} {time} {place}", action.unwrap_or_default(), draft.fact.id.unwrap_or_default()));
        });
        facts
    }

    #[test]
    fn a_notification_is_recognised_by_its_members_and_placed_by_its_topic() {
        let body = r#"{"state":"COMPLETED","version":"2012-09-25","jobId":"1-a","pipelineId":"2-b","outputs":[]}"#;
        assert_eq!(facts_of(body, BARE), ["Notification 1-a - -/-"]);
        let time = Micros::parse("2024-03-01T10:00:00Z");
        let envelope = Envelope { time, sender: Some("arn:aws:sns:us-east-1:111122223333:vod"), ..BARE };
        assert_eq!(facts_of(body, envelope), ["Notification 1-a 2024-03-01T10:00:00Z 111122223333/us-east-1"]);
        assert_eq!(facts_of(r#"{"jobId":"1-a"}"#, envelope), [""; 0]);
    }

    #[test]
    fn the_answer_of_a_read_has_submission_start_and_end() {
        let dump = r#"{"Job":{"Id":"1-a","Arn":"arn:aws:elastictranscoder:us-east-1:111122223333:job/1-a","PipelineId":"2-b",
            "Status":"Complete","Timing":{"SubmitTimeMillis":1412018849000,"StartTimeMillis":1412018859000,"FinishTimeMillis":1412018949000}}}"#;
        assert_eq!(
            facts_of(dump, BARE),
            [
                "Job dump: submitted 1-a 2014-09-29T19:27:29Z 111122223333/us-east-1",
                "Job dump: started 1-a 2014-09-29T19:27:39Z 111122223333/us-east-1",
                "Job dump 1-a 2014-09-29T19:29:09Z 111122223333/us-east-1",
            ]
        );
        assert_eq!(facts_of(&dump[7..dump.len() - 1], BARE).len(), 3, "the job alone has the same");
    }
}
