//! Why an event was denied, and what stands around it: the queries that find its neighbours.

use super::{Reading, fact};
use trailglass_event::denial::Denial;
use trailglass_event::field::Field;
use trailglass_event::outcome::Outcome;
use trailglass_event::time::{Micros, SECOND};
use trailglass_protocol::message::{Fact, Line};
use trailglass_query::clause_text;

/// How far before and after an event its actor, and all others, are looked at.
const NEAR: i64 = 5 * 60 * SECOND;

impl Reading<'_> {
    /// What the error message says of why it was denied; nothing of what was not.
    pub(super) fn denial(&self) -> Vec<Fact> {
        if self.segment.outcome(self.row) != Outcome::Denied {
            return Vec::new();
        }
        let message = self.at("errorMessage").unwrap_or_default();
        let Some(denial) = Denial::of(&message) else { return Vec::new() };
        let facts = [
            fact("Decided by", denial.reason(), denial.hint()),
            fact("Policy", denial.policy_arn, None),
            fact("Principal", denial.principal, None),
            fact("Action", denial.action, None),
            fact("Resource", denial.resource, None),
        ];
        facts.into_iter().filter(|fact| !fact.text.is_empty()).collect()
    }

    /// What stands around it. `jobs` are the queries for the jobs that it is a step of.
    pub(super) fn around(&self, jobs: Vec<String>) -> Vec<Line> {
        let term = |field: Field| Some(self.term(field)).filter(|text| !text.is_empty());
        let clause = |field: &str, value: &str| Some(clause_text(field, value));
        let time = self.segment.time(self.row).0;
        let near = format!("time>={} time<={}", Micros(time - NEAR), Micros(time + NEAR));
        let key = term(Field::Key);
        let is_session = key.is_some_and(|key| key.starts_with("ASIA"));
        let mut around = Vec::new();
        let mut add = |label: &str, query: Option<String>| {
            if let Some(query) = query {
                around.push(Line { text: label.to_owned(), query, ..Line::default() });
            }
        };
        add("Same request", self.at("requestID").and_then(|id| clause("requestID", &id)));
        add("Same call, other accounts", self.at("sharedEventID").and_then(|id| clause("sharedEventID", &id)));
        add(if is_session { "Same session" } else { "Same access key" }, key.and_then(|key| clause("key", key)));
        let actor = term(Field::Actor).and_then(|actor| clause("actor", actor));
        add("Same actor within 5 minutes", actor.map(|clause| format!("{clause} {near}")));
        add("All within 5 minutes", Some(near));
        add("Same target", term(Field::Target).and_then(|target| clause("target", target)));
        add("Same address", term(Field::Ip).and_then(|ip| clause("ip", ip)));
        jobs.into_iter().for_each(|job| add("Same job", Some(job)));
        around
    }
}
