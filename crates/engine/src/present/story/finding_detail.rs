//! Findings as sentences, each with the query for its events.

use super::queries::{events, place};
use crate::resources::findings::{change_before_failure, open_for};
use crate::resources::view::ResourceView;
use trailglass_lifecycle::finding::Finding;
use trailglass_protocol::message::FindingDetail;
use trailglass_query::clause_text;

/// Microseconds in an hour.
const HOUR: i64 = 3_600_000_000;

/// A finding in words.
pub fn finding_detail(resource: &ResourceView<'_>, finding: Finding) -> FindingDetail {
    let own_events = |clause: &str| format!("{} {clause}", events(resource)).trim().to_owned();
    let (text, query) = match finding {
        Finding::Stuck => {
            let hours = open_for(resource).unwrap_or_default() / HOUR;
            (format!("No end in {hours} h, although ends are logged"), own_events(""))
        }
        Finding::Contradicted => ("Its events contradict each other".to_owned(), own_events("")),
        Finding::Polled => {
            ("Read very often: a notification would report its end".to_owned(), own_events("write:false"))
        }
        Finding::ReadAfterEnd => {
            let after = resource.lifecycle.ended.map(|end| format!("time>={}", end.time));
            ("Read repeatedly after its end".to_owned(), own_events(&after.unwrap_or_default()))
        }
        Finding::Throttled => ("Refused because there were too many requests".to_owned(), own_events("ok:false")),
        Finding::AfterChange => {
            let change = change_of_parent(resource).unwrap_or_else(|| own_events(""));
            ("It failed soon after its parent was changed".to_owned(), change)
        }
    };
    FindingDetail { finding, text, query }
}

/// The query for the change of its parent before it failed.
fn change_of_parent(resource: &ResourceView<'_>) -> Option<String> {
    let (time, parent) = change_before_failure(resource).zip(resource.parent())?;
    let parent = clause_text("pipeline", parent);
    Some(format!("{parent} {} time>={} write:true", place(resource), time))
}
