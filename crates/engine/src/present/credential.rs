//! The card of one access key: what issued it, which keys were issued with it, and how it was used.
//!
//! *events of the key, by columns → counts and ends; creations of keys → the chain of issuers; user agents, as readers
//! find them.*

use crate::resources::Resources;
use crate::resources::view::ResourceView;
use std::collections::HashMap;
use trailglass_event::counts;
use trailglass_event::field::Field;
use trailglass_event::outcome::Outcome;
use trailglass_event::sign_in::begins_session;
use trailglass_event::time::{Micros, SECOND, TimeRange};
use trailglass_lifecycle::registry::Profiles;
use trailglass_protocol::message::{Credential, Line, RowKey};
use trailglass_query::clause_text;
use trailglass_store::rows::RowSet;
use trailglass_store::{RowRef, Store};

/// The most values of a field, and the most issued keys, that are listed.
const MOST: usize = 12;
/// The fields whose values are counted by columns, with their labels.
const TALLIES: [(&str, Field); 4] =
    [("Addresses", Field::Ip), ("Actions", Field::Event), ("Errors", Field::Error), ("Regions", Field::Region)];

/// The shown rows of a key, by segment.
fn rows_of(store: &Store, key: &str) -> Vec<RowSet> {
    let of_segment = |stored: &trailglass_store::StoredSegment| match stored.segment.column(Field::Key) {
        Some(column) => column.matching(|term| term == key).and(&stored.shown),
        None => RowSet::empty(stored.segment.n_rows()),
    };
    store.segments().iter().map(of_segment).collect()
}

/// The shown rows of a key.
pub fn rows(store: &Store, key: &str) -> Vec<RowKey> {
    let mut found = Vec::new();
    for (segment, rows) in (0..).zip(rows_of(store, key)) {
        found.extend(rows.iter().map(|row| RowKey::from(RowRef { segment, row })));
    }
    found
}

/// What only the records of a key's events hold.
#[derive(Default)]
pub struct Agents {
    /// The number of events that have been read.
    pub n_read: u32,
    /// The beginning of the session of the key.
    pub created: Option<Micros>,
    /// The number of events of each user agent.
    pub counts: Counts,
}

/// An event that issued a key.
struct Origin {
    /// The key.
    key: String,
    /// The key that the call was made with; empty where the record names none.
    with: String,
    time: Micros,
    line: Line,
}

/// The card of a key. `agents` are its user agents as far as they have been read, with whether these are all.
pub fn card(
    store: &Store,
    resources: &Resources,
    profiles: &Profiles,
    key: &str,
    agents: Option<(&Agents, bool)>,
) -> Credential {
    let keys = resources.ids().filter_map(|id| resources.view(id, store, profiles));
    let origins: Vec<Origin> = keys
        .filter(|resource| resource.kind.spec.events_by.as_deref() == Some("key"))
        .filter_map(|resource| origin(&resource, store))
        .collect();
    let used = rows_of(store, key);
    let events = used.iter().map(RowSet::count).sum();
    let own = clause_text("key", key);
    let kind = match key.get(..4) {
        Some("ASIA") => "Temporary credentials",
        Some("AKIA") => "Long-term access key",
        _ => "Access key",
    };
    let mut lines = vec![
        line("Key", key, kind, "", None),
        line("Used by", &counts::count(events, "event", "events"), "", if events > 0 { &own } else { "" }, None),
    ];
    lines.extend(ends(store, &used));
    let sign_in = || agents?.0.created.and_then(|created| sign_in(store, &used, created, &origins));
    lines.extend(chain(&origins, key, &sign_in));
    lines.extend(made(&origins, key));
    for (label, field) in TALLIES {
        let mut counts = Counts::new();
        for (stored, rows) in store.segments().iter().zip(&used) {
            for term in rows.iter().filter_map(|row| stored.segment.term(field, row)) {
                count(&mut counts, term);
            }
        }
        tally(label, field.name(), &counts, &own, &mut lines);
        if let Some((Agents { n_read, counts, .. }, _)) = agents.filter(|_| field == Field::Ip) {
            let label = if *n_read < events {
                format!("Agents of {} of {} events", counts::number(*n_read), counts::number(events))
            } else {
                "Agents".to_owned()
            };
            tally(&label, "userAgent", counts, &own, &mut lines);
        }
    }
    Credential { key: key.to_owned(), events, lines, is_whole: agents.is_some_and(|(_, is_whole)| is_whole) }
}

/// The number of events of each value.
pub type Counts = HashMap<String, u32>;

/// Counts a value.
pub fn count(counts: &mut Counts, value: &str) {
    if let Some(count) = counts.get_mut(value) {
        *count += 1;
    } else {
        counts.insert(value.to_owned(), 1);
    }
}

fn line(label: &str, text: &str, more: &str, query: &str, row: Option<RowKey>) -> Line {
    let [label, text, more, query] = [label, text, more, query].map(str::to_owned);
    Line { label, text, time: None, more, query, row }
}

/// The first and the last event of a key. Events of one time are ordered by their ids.
fn ends(store: &Store, used: &[RowSet]) -> Vec<Line> {
    let mut ends: Vec<RowRef> = Vec::new();
    for (segment, rows) in (0..).zip(used) {
        let both = [rows.iter().next(), rows.iter().last()].into_iter().flatten();
        ends.extend(both.map(|row| RowRef { segment, row }));
    }
    let segment = |at: &RowRef| &store.segments()[at.segment as usize].segment;
    let time = |at: &RowRef| segment(at).time(at.row);
    let order = |one: &&RowRef, other: &&RowRef| {
        let by_id = || segment(one).row_id(one.row).compare(&segment(other).row_id(other.row));
        time(one).cmp(&time(other)).then_with(by_id)
    };
    let ends = [("First", ends.iter().min_by(order)), ("Last", ends.iter().max_by(order))];
    let end_line = |(label, end): (&str, Option<&RowRef>)| {
        end.map(|at| Line { time: Some(time(at)), ..line(label, "", "", "", Some((*at).into())) })
    };
    ends.into_iter().filter_map(end_line).collect()
}

/// The event that issued a key, then the one that issued the key of that call, and so on.
fn chain(origins: &[Origin], key: &str, sign_in: &dyn Fn() -> Option<Line>) -> Vec<Line> {
    let mut chain: Vec<Line> = Vec::new();
    let mut seen = Vec::new();
    let mut at = key;
    while let Some(origin) = origins.iter().find(|origin| origin.key == at)
        && !seen.contains(&at)
    {
        seen.push(at);
        let label = if chain.is_empty() { "Made by" } else { "Before that" };
        chain.push(Line { label: label.to_owned(), ..origin.line.clone() });
        at = &origin.with;
    }
    if chain.is_empty() {
        chain.push(sign_in().unwrap_or_else(|| line("Made by", "Not in these files", "", "", None)));
    }
    chain
}

/// The event that began the session of a key: the sign-in of its actor, or the assumption of its role, in the second in
/// which the session began. The console requests its keys itself, so no response names them.
fn sign_in(store: &Store, used: &[RowSet], created: Micros, origins: &[Origin]) -> Option<Line> {
    let (segment, row) = (0..).zip(used).find_map(|(segment, rows)| Some((segment, rows.iter().next()?)))?;
    let of = |at: RowRef, field| store.segments()[at.segment as usize].segment.term(field, at.row);
    let user = RowRef { segment, row };
    let second = TimeRange { from: created, to: Micros(created.0 + SECOND) };
    let is_it = |at: RowRef| {
        let is_same = |field| of(at, field) == of(user, field);
        let event = of(at, Field::Event).unwrap_or_default();
        let outcome = store.segments()[at.segment as usize].segment.outcome(at.row);
        let is_sign_in = begins_session(event, outcome) && is_same(Field::Actor) && is_same(Field::Account);
        let is_assumption = event.starts_with("AssumeRole")
            // A response that names another key issued that one.
            && origins.iter().all(|origin| origin.line.row != Some(at.into()))
            && of(user, Field::Role).is_some_and(|role| of(at, Field::Target) == Some(role));
        is_sign_in || (is_assumption && outcome == Outcome::Ok)
    };
    let at = (0..).zip(store.segments()).find_map(|(segment, stored)| {
        let (start, end) = stored.rows_in(second);
        (start..end).filter(|row| stored.shown.contains(*row)).map(|row| RowRef { segment, row }).find(|at| is_it(*at))
    })?;
    let term = |field| of(at, field).unwrap_or_default();
    let text = [term(Field::Actor), term(Field::Event)].join(", ");
    Some(Line { time: Some(created), ..line("Made by", &text, "", "", Some(at.into())) })
}

/// The events that issued keys with this key.
fn made(origins: &[Origin], key: &str) -> Vec<Line> {
    let mut made: Vec<&Origin> = origins.iter().filter(|origin| origin.with == key).collect();
    let mut lines: Vec<Line> = Vec::new();
    // The few first ones need no sort.
    while lines.len() < MOST
        && let Some(first) = (0..made.len()).min_by_key(|at| (made[*at].time, &made[*at].key))
    {
        lines.push(made.swap_remove(first).line.clone());
    }
    if !made.is_empty() {
        lines.push(line("", &format!("and {} more", made.len()), "", "", None));
    }
    if let Some(first) = lines.first_mut() {
        first.label = "It made".to_owned();
    }
    lines
}

/// Values with their numbers of events, the most frequent first.
pub fn most_frequent(counts: Counts) -> Vec<(String, u32)> {
    let mut values: Vec<(String, u32)> = counts.into_iter().collect();
    values.sort_unstable_by(|(a, one), (b, other)| other.cmp(one).then_with(|| a.cmp(b)));
    values
}

/// Adds a line for each of the most frequent values, with the query for its events.
fn tally(label: &str, field: &str, counts: &Counts, own: &str, lines: &mut Vec<Line>) {
    let top = most_frequent(counts.clone());
    for (at, (value, count)) in top.iter().take(MOST).enumerate() {
        let query = [own, &clause_text(field, value)].join(" ");
        lines.push(line(if at == 0 { label } else { "" }, value, &count.to_string(), &query, None));
    }
    if top.len() > MOST {
        lines.push(line("", &format!("and {} more", top.len() - MOST), "", "", None));
    }
}

fn origin(resource: &ResourceView<'_>, store: &Store) -> Option<Origin> {
    let row = resource.created_by().filter(|_| !resource.id().is_empty())?;
    let at = RowRef::from(row);
    let segment = &store.segments()[at.segment as usize].segment;
    let term = |field| segment.term(field, at.row).unwrap_or_default();
    let time = segment.time(at.row);
    let text = [term(Field::Actor), term(Field::Event)].join(", ");
    let more = [resource.id(), resource.parent().unwrap_or_default()].join(" ");
    let line = Line { time: Some(time), ..line("", &text, more.trim(), "", Some(row)) };
    Some(Origin { key: resource.id().to_owned(), with: term(Field::Key).to_owned(), time, line })
}
