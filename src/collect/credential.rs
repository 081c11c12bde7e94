//! What is known of one access key: where it comes from, what was made with it, and how it was used.

use super::things::Things;
use super::things::view::ThingView;
use crate::engine::message::{Credential, KeyOrigin, RowKey, Tally};
use crate::event::field::Field;
use crate::event::time::Micros;
use crate::lifecycle::table::Profiles;
use crate::store::Store;
use crate::store::rows::RowSet;
use std::collections::HashMap;

/// Roles are assumed with roles, but not endlessly; a trail that says so is not followed further.
const MOST_STEPS: usize = 8;
/// So many values, and so many keys that it made, are listed.
const MOST: usize = 12;
/// What is counted by columns: heading and field.
const TALLIES: [(&str, Field); 4] =
    [("Addresses", Field::Ip), ("Actions", Field::Event), ("Errors", Field::Error), ("Regions", Field::Region)];

/// The shown rows that were made with a key, by segment.
fn rows_of(store: &Store, key: &str) -> Vec<RowSet> {
    let of_segment = |held: &crate::store::Held| match held.segment.column(Field::Key) {
        Some(column) => column.matching(|term| term == key).and(&held.shown),
        None => RowSet::empty(held.segment.n_rows()),
    };
    store.held().iter().map(of_segment).collect()
}

/// The rows that were made with a key, at most so many.
pub fn rows(store: &Store, key: &str, most: usize) -> Vec<RowKey> {
    let mut found = Vec::new();
    for (segment, rows) in (0..).zip(rows_of(store, key)) {
        found.extend(rows.iter().map(|row| RowKey { segment, row }).take(most - found.len()));
    }
    found
}

/// What columns and stories tell of a key.
pub fn card(store: &Store, things: &Things, profiles: &Profiles, key: &str) -> Credential {
    let keys: Vec<ThingView<'_>> = things
        .numbers()
        .filter_map(|no| things.view(no, store, profiles))
        .filter(|thing| thing.kind.events_by.as_deref() == Some("key"))
        .collect();
    let mut chain: Vec<KeyOrigin> = Vec::new();
    let mut at = key.to_owned();
    while chain.len() < MOST_STEPS
        && let Some((origin, with)) = keys.iter().find(|thing| thing.id() == at).and_then(|thing| origin(thing, store))
    {
        let is_circle = chain.iter().any(|earlier| earlier.key == origin.key);
        chain.push(origin);
        if is_circle || with.is_empty() {
            break;
        }
        at = with;
    }
    let mut made: Vec<KeyOrigin> = Vec::new();
    for thing in &keys {
        made.extend(origin(thing, store).filter(|(_, with)| with == key).map(|(origin, _)| origin));
    }
    made.sort_by_key(|origin| (origin.time, origin.key.clone()));
    let n_made = made.len() as u32;
    made.truncate(MOST);
    let used = rows_of(store, key);
    let of_segment = |(segment, rows): (u32, &RowSet)| {
        let times = store.held()[segment as usize].segment.times();
        let place = move |row: u32| (Micros(times[row as usize]), RowKey { segment, row });
        Some([place(rows.iter().next()?), place(rows.iter().last()?)])
    };
    let ends: Vec<[(Micros, RowKey); 2]> = (0..).zip(&used).filter_map(of_segment).collect();
    let first = ends.iter().map(|[first, _]| *first).min_by_key(|(time, _)| *time);
    let last = ends.iter().map(|[_, last]| *last).max_by_key(|(time, _)| *time);
    let tally = |(label, field): (&str, Field)| {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for (held, rows) in store.held().iter().zip(&used) {
            for term in rows.iter().filter_map(|row| held.segment.term(field, row)) {
                *counts.entry(term).or_default() += 1;
            }
        }
        tally_of(label, field.name(), counts)
    };
    Credential {
        key: key.to_owned(),
        kind: match key.get(..4) {
            Some("ASIA") => "Temporary credentials",
            Some("AKIA") => "Long-term access key",
            _ => "Access key",
        }
        .to_owned(),
        chain,
        made,
        n_made,
        events: used.iter().map(RowSet::count).sum(),
        used: first.zip(last).map(|(first, last)| [first, last]),
        tallies: TALLIES.map(tally).into_iter().filter(|tally| tally.distinct > 0).collect(),
        is_whole: false,
    }
}

/// The most frequent of counted values.
pub fn tally_of<'a>(label: &str, field: &str, counts: impl IntoIterator<Item = (&'a str, u32)>) -> Tally {
    let mut top: Vec<(&str, u32)> = counts.into_iter().collect();
    top.sort_by(|(a, one), (b, other)| other.cmp(one).then_with(|| a.cmp(b)));
    let (distinct, of) = (top.len() as u32, top.iter().map(|(_, count)| count).sum());
    let top = top.into_iter().take(MOST).map(|(value, count)| (value.to_owned(), count)).collect();
    Tally { label: label.to_owned(), field: field.to_owned(), distinct, top, of }
}

/// The event that made a key, and the key that this event was made with.
fn origin(thing: &ThingView<'_>, store: &Store) -> Option<(KeyOrigin, String)> {
    let row = thing.created_by().filter(|_| !thing.id().is_empty())?;
    let segment = &store.held()[row.segment as usize].segment;
    let term = |field| segment.term(field, row.row).unwrap_or_default().to_owned();
    let origin = KeyOrigin {
        key: thing.id().to_owned(),
        action: term(Field::Event),
        actor: term(Field::Actor),
        of: thing.parent().unwrap_or_default().to_owned(),
        time: segment.time(row.row),
        row,
    };
    Some((origin, term(Field::Key)))
}
