//! One event, as its panel shows it: who called what on which target, where, when, and the outcome.
//!
//! *columns and record text → facts, a sentence, queries for related events.*
//!
//! - [`identity`]: who acted, and with which credentials
//! - [`related`]: why it was denied, and the queries for related events

mod identity;
mod related;

use std::borrow::Cow;
use trailglass_event::field::Field;
use trailglass_event::outcome::{Outcome, is_dry_run, is_throttle};
use trailglass_json::path;
use trailglass_protocol::message::{EventDetail, Fact};
use trailglass_query::clause_text;
use trailglass_store::segment::{Segment, Write};
use trailglass_store::{RowRef, Store};

/// The detail of an event, from its columns and its text. `sources` are the names of the files that hold it, that of the
/// shown copy first; `jobs` are the keys and ids of the jobs of which it is a step, `job_queries` the queries for their
/// events.
pub fn detail(
    store: &Store,
    at: RowRef,
    text: String,
    sources: &[&str],
    jobs: Vec<(String, String)>,
    job_queries: Vec<String>,
) -> EventDetail {
    let segment = &store.segments()[at.segment as usize].segment;
    let view = EventView { segment, row: at.row, text: &text };
    let name = view.term(Field::Event).to_owned();
    let outcome = segment.outcome(at.row);
    let error = segment.term(Field::Error, at.row).map(str::to_owned);
    let mut facts = view.identity_facts();
    facts.extend([view.call(), view.targets(), view.place(), view.time(), view.outcome(), view.ids()]);
    facts.push(source_fact(sources, store.is_damaged(segment.source(at.row))));
    EventDetail {
        key: at.into(),
        event_id: segment.event_id(at.row),
        summary: view.summary(outcome),
        jobs,
        name,
        outcome,
        error,
        facts: facts.into_iter().filter(|fact| !fact.text.is_empty() || fact.time.is_some()).collect(),
        denial: view.denial(),
        around: view.related(job_queries),
        credential: segment.term(Field::Key, at.row).map(str::to_owned),
        is_repaired: segment.is_repaired(at.row),
        is_made: segment.is_made(at.row),
        text,
    }
}

/// An event with its columns and its text.
struct EventView<'a> {
    segment: &'a Segment,
    row: u32,
    text: &'a str,
}

fn fact(label: &str, text: impl Into<String>, more: impl Into<Option<String>>) -> Fact {
    let more = more.into().filter(|more| !more.is_empty());
    Fact { label: label.to_owned(), text: text.into(), more, ..Fact::default() }
}

impl EventView<'_> {
    /// The term of a column; empty where the event has none.
    fn term(&self, field: Field) -> &str {
        self.segment.term(field, self.row).unwrap_or_default()
    }

    /// The first text at a path of the record.
    fn at(&self, path: &str) -> Option<Cow<'_, str>> {
        let steps: Vec<&str> = path.split('.').collect();
        path::first_text(self.text, &steps)
    }

    /// A sentence that says who called what on which target, and the outcome.
    fn summary(&self, outcome: Outcome) -> String {
        let actor = match self.term(Field::Actor) {
            "" => "Someone that the record does not name",
            "root" if self.term(Field::Identity) == "root" => "The root user",
            actor => actor,
        };
        let name = self.term(Field::Event);
        let targets: Vec<&str> = self.segment.targets(self.row).collect();
        let on = match targets[..] {
            [] => String::new(),
            [one] => format!(" on {one}"),
            [one, other] => format!(" on {one} and {other}"),
            [one, other, third] => format!(" on {one}, {other} and {third}"),
            [one, other, ..] => format!(" on {one}, {other} and {} more", targets.len() - 2),
        };
        match outcome {
            Outcome::Ok => format!("{actor} called {name}{on}."),
            Outcome::Denied => format!("{actor} was not allowed to call {name}{on}."),
            Outcome::Failed if is_throttle(self.term(Field::Error)) => {
                format!("{actor} called {name}{on} too often and was throttled.")
            }
            Outcome::Failed if is_dry_run(self.term(Field::Error)) => {
                format!("{actor} tested whether {name}{on} would be allowed, and it would have been.")
            }
            Outcome::Failed => format!("{actor} called {name}{on}, and it failed."),
            Outcome::Unknown => format!("{actor} called {name}{on}; whether it succeeded is not in the file."),
        }
    }

    fn call(&self) -> Fact {
        let service = self.term(Field::Service);
        let text = if service.is_empty() {
            self.term(Field::Event).to_owned()
        } else {
            format!("{} of {service}", self.term(Field::Event))
        };
        let mut words = vec![match self.segment.write(self.row) {
            Write::Yes => "Write".to_owned(),
            Write::No => "Read".to_owned(),
            Write::Unknown => String::new(),
        }];
        if let Some(category) = self.at("eventCategory") {
            words.push(format!("{} event", category.to_ascii_lowercase()));
        }
        if let Some(kind) = self.at("eventType") {
            words.push(kind.into_owned());
        }
        words.retain(|word| !word.is_empty());
        fact("What", text, words.join(", "))
    }

    fn targets(&self) -> Fact {
        const MOST: usize = 8;
        let targets: Vec<&str> = self.segment.targets(self.row).collect();
        let mut text = targets[..targets.len().min(MOST)].join(", ");
        if targets.len() > MOST {
            text.push_str(&format!(" and {} more", targets.len() - MOST));
        }
        fact("Target", text, path::first_text(self.text, &["resources", "ARN"]).map(Cow::into_owned))
    }

    fn place(&self) -> Fact {
        let text = match (self.term(Field::Region), self.term(Field::Account)) {
            ("", account) => format!("account {account}"),
            (region, "") => region.to_owned(),
            (region, account) => format!("{region}, account {account}"),
        };
        let agent = self.at("userAgent");
        let more = match (self.term(Field::Ip), agent) {
            ("", None) => String::new(),
            ("", Some(agent)) => format!("With {agent}"),
            (ip, None) => format!("From {ip}"),
            (ip, Some(agent)) if agent == ip => format!("From {ip}"),
            (ip, Some(agent)) => format!("From {ip} with {agent}"),
        };
        fact("Where", text, more)
    }

    fn time(&self) -> Fact {
        Fact { time: Some(self.segment.time(self.row)), ..fact("When", "", None) }
    }

    fn outcome(&self) -> Fact {
        let error = self.term(Field::Error);
        let text = match self.segment.outcome(self.row) {
            Outcome::Ok => "Succeeded".to_owned(),
            Outcome::Unknown => "Unknown: a sign-in tells it in its answer, which this table does not have".to_owned(),
            Outcome::Denied => format!("Denied, {error}"),
            // A failed sign-in has its message as its error, and the message is shown next to it already.
            Outcome::Failed if self.at("errorCode").is_none() => "Failed".to_owned(),
            Outcome::Failed if is_throttle(error) => format!("Failed, {error}: throttled"),
            Outcome::Failed if is_dry_run(error) => {
                format!("Failed, {error}: a test that was allowed and changed nothing")
            }
            Outcome::Failed => format!("Failed, {error}"),
        };
        fact("Outcome", text, self.at("errorMessage").map(Cow::into_owned))
    }

    fn ids(&self) -> Fact {
        let more = self.at("requestID").map(|id| format!("Request {id}"));
        fact("Event id", self.segment.event_id(self.row), more)
    }
}

fn source_fact(sources: &[&str], is_damaged: bool) -> Fact {
    let mut more = Vec::new();
    if is_damaged {
        more.push("Damaged: this may differ from what was logged".to_owned());
    }
    if sources.len() > 1 {
        more.push(format!("Also in {}", sources[1..].join(", ")));
    }
    let more = more.join(". ");
    let name = sources.first().copied().unwrap_or_default();
    let query = if name.is_empty() { String::new() } else { clause_text(Field::Source.name(), name) };
    Fact { query, ..fact("File", name, more) }
}
