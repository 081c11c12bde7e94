//! The most frequent values of a field, and what the query says of each.

use super::values::FieldValues;
use crate::engine::message::{Choice, Facet, FacetAsk, FacetValue};
use crate::query::pattern::{Case, Glyph, Pattern, Reach};
use crate::query::{Matcher, Plan, Test};
use crate::store::Store;
use crate::store::rows::RowSet;

/// So many values that the query names are shown besides the most frequent ones.
const MOST_NAMED: usize = 20;

/// The facet of a field. `rows` holds a set of shown rows for each segment, `own` the query's clauses that are about this
/// field alone: the rows have passed all others.
pub fn facet(ask: &FacetAsk, values: &mut FieldValues, store: &Store, rows: &[RowSet], own: &[Plan]) -> Facet {
    let counts = values.counts(store, rows);
    let part = Pattern::new(&ask.part.chars().map(Glyph::Char).collect::<Vec<_>>(), Case::Ignored, Reach::Contained);
    let is_wanted = |value: &str| ask.part.is_empty() || part.matches(value);
    let top = top(&counts, values, ask.count as usize, &is_wanted);
    let mut shown: Vec<FacetValue> = Vec::with_capacity(top.best.len());
    let mut add = |number: u32, choice: Choice| {
        let value = values.text(number).to_owned();
        shown.push(FacetValue { value, count: counts[number as usize], choice });
    };
    for number in &top.best {
        add(*number, choice(values.text(*number), own));
    }
    let mut n_named = 0;
    if ask.count > 0 && own.iter().any(|plan| !plan.tests().iter().any(|test| is_presence(test))) {
        for number in 1..counts.len() as u32 {
            let choice = if top.best.contains(&number) { Choice::Free } else { choice(values.text(number), own) };
            if choice != Choice::Free && n_named < MOST_NAMED {
                n_named += 1;
                add(number, choice);
            }
        }
    }
    if n_named > 0 {
        shown.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    }
    let distinct = counts.iter().filter(|count| **count > 0).count() as u32;
    Facet { ask: ask.clone(), distinct, found: top.found, values: shown, is_partial: !values.missing().is_empty() }
}

/// The values that were found most often.
pub struct Top {
    /// Their numbers, the most frequent first; of equally frequent ones the first in the alphabet.
    pub best: Vec<u32>,
    /// How many values there are that are wanted and counted at all.
    pub found: u32,
}

/// The most frequent values among those that are wanted, by [`FieldValues::counts`].
pub fn top(counts: &[u32], values: &FieldValues, most: usize, is_wanted: &dyn Fn(&str) -> bool) -> Top {
    let mut best: Vec<u32> = Vec::with_capacity(most + 1);
    let mut found = 0;
    let is_before = |one: u32, other: u32| {
        let (one_count, other_count) = (counts[one as usize], counts[other as usize]);
        one_count > other_count || (one_count == other_count && values.text(one) < values.text(other))
    };
    for number in 1..counts.len() as u32 {
        if counts[number as usize] == 0 || !is_wanted(values.text(number)) {
            continue;
        }
        found += 1;
        let is_full = best.len() == most;
        if is_full && best.last().is_none_or(|last| !is_before(number, *last)) {
            continue;
        }
        let at = best.partition_point(|other| is_before(*other, number));
        best.insert(at, number);
        best.truncate(most);
    }
    Top { best, found }
}

/// What clauses on a field say of one of its values.
fn choice(value: &str, own: &[Plan]) -> Choice {
    let mut choice = Choice::Free;
    for plan in own {
        if plan.tests().into_iter().any(is_presence) {
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

/// Whether a test asks only that there is a value: that chooses none.
fn is_presence(test: &Test) -> bool {
    test.matcher.is_any()
}
