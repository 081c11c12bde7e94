//! Why an event was denied, and the queries for related events.

use super::{EventView, fact};
use trailglass_event::denial::Denial;
use trailglass_event::field::Field;
use trailglass_event::outcome::Outcome;
use trailglass_event::sign_in::{CONSOLE_LOGIN, begins_session};
use trailglass_event::time::{Micros, SECOND};
use trailglass_protocol::message::{Fact, Line};
use trailglass_query::clause_text;

/// Events this much before or after an event are near it; in microseconds.
const NEAR: i64 = 5 * 60 * SECOND;
/// The most targets whose events are offered.
const MOST_TARGETS: usize = 4;
/// The path of the time at which the session began.
const CREATED: &str = "userIdentity.sessionContext.attributes.creationDate";
/// The path of the principal of the session.
const PRINCIPAL: &str = "userIdentity.principalId";

/// A time without its fraction of a second, as CloudTrail writes it.
fn second(time: Micros) -> String {
    Micros(time.0 - time.0.rem_euclid(SECOND)).to_string()
}

impl EventView<'_> {
    /// Why the call was denied, as far as the error message tells; empty for a call that was not.
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

    /// The query for the events of the session, by its principal and its beginning. In one session the console uses several
    /// access keys.
    fn session_query(&self) -> Option<String> {
        let (created, principal) = (self.at(CREATED)?, self.at(PRINCIPAL)?);
        Some(format!("{} {}", clause_text(CREATED, &created), clause_text(PRINCIPAL, &principal)))
    }

    /// The query for the sign-in to the console that began the session, in the same second.
    fn sign_in(&self) -> Option<String> {
        let created = Micros::parse(&self.at(CREATED)?)?;
        let is_of_console = self.term(Field::Role).is_empty() && self.term(Field::Event) != CONSOLE_LOGIN;
        let actor = self.actor_query().filter(|_| is_of_console)?;
        Some(format!("event:{CONSOLE_LOGIN} {actor} time:{}", second(created)))
    }

    /// The query for the session that a sign-in to the console began.
    fn session_begun(&self) -> Option<String> {
        let is_it = begins_session(self.term(Field::Event), self.segment.outcome(self.row));
        let has_own = self.at(CREATED).is_some();
        let principal = self.at(PRINCIPAL).filter(|_| is_it && !has_own)?;
        let began = second(self.segment.time(self.row));
        Some(format!("{} {}", clause_text(CREATED, &began), clause_text(PRINCIPAL, &principal)))
    }

    /// The query for the events of the actor. A name is one person's only within an account.
    fn actor_query(&self) -> Option<String> {
        let actor = Some(self.term(Field::Actor)).filter(|actor| !actor.is_empty())?;
        let actor = clause_text("actor", actor);
        let own = self.at("userIdentity.accountId");
        Some(match (own, self.term(Field::Account)) {
            (Some(own), account) if *own != *account => {
                format!("{actor} {}", clause_text("userIdentity.accountId", &own))
            }
            (_, "") => actor,
            (_, account) => format!("{actor} {}", clause_text("account", account)),
        })
    }

    /// The queries for related events, with their labels. `jobs` are those for the jobs of which it is a step.
    pub(super) fn related(&self, jobs: Vec<String>) -> Vec<Line> {
        let term = |field: Field| Some(self.term(field)).filter(|text| !text.is_empty());
        let clause = |field: &str, value: &str| Some(clause_text(field, value));
        let time = self.segment.time(self.row).0;
        let near = format!("time>={} time<={}", Micros(time - NEAR), Micros(time + NEAR));
        let mut lines = Vec::new();
        let mut add = |label: &str, query: Option<String>| {
            if let Some(query) = query {
                lines.push(Line { text: label.to_owned(), query, ..Line::default() });
            }
        };
        add("Same request", self.at("requestID").and_then(|id| clause("requestID", &id)));
        add("Same call, other accounts", self.at("sharedEventID").and_then(|id| clause("sharedEventID", &id)));
        add("Same session", self.session_query());
        add("Sign-in of the session", self.sign_in());
        add("Session that it began", self.session_begun());
        add("Same access key", term(Field::Key).and_then(|key| clause("key", key)));
        add("Same actor within 5 minutes", self.actor_query().map(|actor| format!("{actor} {near}")));
        add("All within 5 minutes", Some(near));
        let targets: Vec<&str> = self.segment.targets(self.row).collect();
        for (at, target) in targets.iter().take(MOST_TARGETS).enumerate() {
            let label = if at == 0 { "Same target".to_owned() } else { format!("Same target, {target}") };
            add(&label, clause("targets", target));
        }
        add("Same address", term(Field::Ip).and_then(|ip| clause("ip", ip)));
        jobs.into_iter().for_each(|job| add("Same job", Some(job)));
        lines
    }
}
