//! The most frequent values of a field, and what the query says of each.

use super::distinct_values::FieldValues;
use super::filter::SegmentMatches;
use super::interner::ValueId;
use trailglass_protocol::message::{Choice, Facet, FacetRequest, FacetValue};
use trailglass_query::pattern::{Case, Glyph, Pattern, Reach};
use trailglass_query::{Matcher, Plan, Test};
use trailglass_store::Store;

/// At most so many values that the query names are shown besides the most frequent ones.
const MOST_NAMED: usize = 10;

/// The facet of a field. `own` are the query's clauses that are about this field alone; `matches` are the rows that pass
/// all others.
pub fn facet(
    ask: &FacetRequest,
    values: &mut FieldValues,
    store: &Store,
    matches: &[SegmentMatches<'_>],
    own: &[Plan],
) -> Facet {
    let counts = values.counts(matches);
    let part = Pattern::new(&ask.part.chars().map(Glyph::Char).collect::<Vec<_>>(), Case::Ignored, Reach::Contained);
    let is_wanted = |value: &str| ask.part.is_empty() || part.matches(value);
    let Top { best, found } = top(&counts, values, ask.count as usize, &is_wanted);
    let mut shown = best.clone();
    // What all events have, whatever the query says; counted where that is asked.
    let mut of_all: Option<Vec<u32>> = None;
    for value in values.ids() {
        let is_open = ask.count > 0 && shown.len() < best.len() + MOST_NAMED && !own.is_empty();
        if !is_open || best.contains(&value) || !is_named(values.text(value), own) {
            continue;
        }
        // A value that only hidden copies or removed files have is none.
        let is_there = counts[value.index()] > 0
            || of_all.get_or_insert_with(|| values.counts(&all_shown(store)))[value.index()] > 0;
        if is_there {
            rank(&mut shown, value, &counts, values);
        }
    }
    let value = |value: &ValueId| {
        let text = values.text(*value);
        FacetValue { value: text.to_owned(), count: counts[value.index()], choice: choice(text, own) }
    };
    let shown = shown.iter().map(value).collect();
    let distinct = counts.iter().filter(|count| **count > 0).count() as u32;
    Facet { ask: ask.clone(), distinct, found, values: shown, is_partial: !values.missing().is_empty() }
}

/// Every shown row.
fn all_shown(store: &Store) -> Vec<SegmentMatches<'_>> {
    store.segments().iter().map(|stored| SegmentMatches { stored, rows: stored.shown.clone() }).collect()
}

/// The values that were found most often.
pub struct Top {
    /// The most frequent first; of equally frequent ones the first in the alphabet.
    pub best: Vec<ValueId>,
    /// How many values there are that are wanted and counted at all.
    pub found: u32,
}

/// The most frequent values among those that are wanted, by [`FieldValues::counts`].
pub fn top(counts: &[u32], values: &FieldValues, most: usize, is_wanted: &dyn Fn(&str) -> bool) -> Top {
    let mut best: Vec<ValueId> = Vec::with_capacity(most + 1);
    let mut found = 0;
    for value in values.ids() {
        let count = counts[value.index()];
        if count == 0 || !is_wanted(values.text(value)) {
            continue;
        }
        found += 1;
        let is_behind = best.len() == most && best.last().is_none_or(|last| counts[last.index()] > count);
        if !is_behind {
            rank(&mut best, value, counts, values);
            best.truncate(most);
        }
    }
    Top { best, found }
}

/// Puts a value where it belongs among others.
fn rank(ranked: &mut Vec<ValueId>, value: ValueId, counts: &[u32], values: &FieldValues) {
    let count = counts[value.index()];
    let at = ranked.partition_point(|other| {
        let other_count = counts[other.index()];
        other_count > count || (other_count == count && values.text(*other) < values.text(value))
    });
    ranked.insert(at, value);
}

/// Whether clauses ask for a value, or leave out this very one.
fn is_named(value: &str, own: &[Plan]) -> bool {
    let is_literal = |test: &&Test| matches!(&test.matcher, Matcher::Pattern(pattern) if pattern.literal().is_some());
    match choice(value, own) {
        Choice::Free => false,
        Choice::Chosen => true,
        Choice::Excluded => own.iter().flat_map(Plan::tests).filter(is_literal).any(|test| test.matcher.passes(value)),
    }
}

/// What clauses on a field say of one of its values.
fn choice(value: &str, own: &[Plan]) -> Choice {
    let mut choice = Choice::Free;
    for plan in own {
        // A test that asks only that there is a value chooses none.
        if plan.tests().iter().any(|test| test.matcher.is_any()) {
            continue;
        }
        let holds = plan.holds(&mut |test| passes(test, value));
        match plan {
            Plan::Not(_) if !holds => return Choice::Excluded,
            Plan::Not(_) => {}
            _ if holds => choice = Choice::Chosen,
            _ => {}
        }
    }
    choice
}

fn passes(test: &Test, value: &str) -> bool {
    match &test.matcher {
        Matcher::Flag(flag) => value == if *flag { "true" } else { "false" },
        matcher => matcher.passes(value),
    }
}
