//! Which rows of a segment pass a test, by columns alone.

use super::page::Names;
use trailglass_event::field::{FIELDS, Field, Quality};
use trailglass_event::outcome::Outcome;
use trailglass_event::target::SEPARATOR;
use trailglass_lifecycle::profile::Class;
use trailglass_lifecycle::registry::Profiles;
use trailglass_query::{Matcher, On, Plan, Test};
use trailglass_store::Store;
use trailglass_store::StoredSegment;
use trailglass_store::facts::FactTable;
use trailglass_store::rows::RowSet;
use trailglass_store::segment::{Segment, Write};

/// What a test needs besides the segment.
#[derive(Clone, Copy)]
pub struct FilterContext<'a> {
    /// The names of sources and the lifecycle profiles.
    pub names: Names<'a>,
    /// The keys of events of which there is more than one copy, sorted; see [`duplicate_keys`].
    pub duplicate_keys: &'a [u128],
}

/// The rows of a segment that match.
pub struct SegmentMatches<'a> {
    /// The segment.
    pub stored: &'a StoredSegment,
    /// Its matching rows, all of them shown.
    pub rows: RowSet,
}

/// The keys of the events of which a store holds more than one copy, sorted; see [`Segment::copy_key`].
pub fn duplicate_keys(store: &Store) -> Vec<u128> {
    let mut keys: Vec<u128> = Vec::new();
    for stored in store.segments() {
        let hidden = stored.hidden();
        keys.extend(hidden.iter().map(|row| stored.segment.copy_key(row)));
    }
    keys.sort_unstable();
    keys
}

/// Whether a test needs the documents.
pub fn needs_documents(test: &Test) -> bool {
    matches!(test.on, On::Path(_) | On::Any)
}

/// The rows that match a plan, given those that pass each test.
pub fn combined(plan: &Plan, n_rows: u32, passing: &mut dyn FnMut(&Test) -> RowSet) -> RowSet {
    match plan {
        Plan::All => RowSet::full(n_rows),
        Plan::None => RowSet::empty(n_rows),
        Plan::Test(test) => passing(test),
        Plan::Not(plan) => combined(plan, n_rows, passing).complement(),
        Plan::And(plans) => {
            let mut rows = RowSet::full(n_rows);
            for plan in plans {
                rows = rows.and(&combined(plan, n_rows, passing));
            }
            rows
        }
        Plan::Or(plans) => {
            let mut rows = RowSet::empty(n_rows);
            for plan in plans {
                rows = rows.or(&combined(plan, n_rows, passing));
            }
            rows
        }
    }
}

/// The rows that match whatever the documents hold, and those that match depending on them. Where the two sets agree,
/// no document has to be read.
///
/// The plan is evaluated with each test on documents passed by no row, and with it passed by every row; under a negation
/// the two change places.
pub fn bounds(plan: &Plan, n_rows: u32, passing: &mut dyn FnMut(&Test) -> RowSet) -> (RowSet, RowSet) {
    let none = || RowSet::empty(n_rows);
    let all = || RowSet::full(n_rows);
    match plan {
        Plan::All => (all(), all()),
        Plan::None => (none(), none()),
        Plan::Test(test) if needs_documents(test) => (none(), all()),
        Plan::Test(test) => {
            let rows = passing(test);
            (rows.clone(), rows)
        }
        Plan::Not(plan) => {
            let (must, may) = bounds(plan, n_rows, passing);
            (may.complement(), must.complement())
        }
        Plan::And(plans) => plans.iter().fold((all(), all()), |(must, may), plan| {
            let (plan_must, plan_may) = bounds(plan, n_rows, passing);
            (must.and(&plan_must), may.and(&plan_may))
        }),
        Plan::Or(plans) => plans.iter().fold((none(), none()), |(must, may), plan| {
            let (plan_must, plan_may) = bounds(plan, n_rows, passing);
            (must.or(&plan_must), may.or(&plan_may))
        }),
    }
}

/// The rows of a segment that pass a test on a field or a quality. A row without a value never passes.
pub fn matching_rows(test: &Test, segment: &Segment, context: FilterContext<'_>) -> RowSet {
    let n_rows = segment.n_rows();
    let field = match test.on {
        On::Field(index) => FIELDS.get(index).map(|info| info.field),
        On::Quality(Quality::Repaired) => return segment.rows_where(|_, _, is_repaired| is_repaired),
        On::Quality(Quality::Duplicate) => {
            let is_duplicated = |row| context.duplicate_keys.binary_search(&segment.copy_key(row)).is_ok();
            return RowSet::of(n_rows, is_duplicated);
        }
        On::Path(_) | On::Any => None,
    };
    let Some(field) = field else { return RowSet::empty(n_rows) };
    match (field, &test.matcher) {
        (Field::Time, Matcher::Time { from_micros, to_micros }) => {
            let start = segment.times().partition_point(|time| time < from_micros) as u32;
            let end = segment.times().partition_point(|time| time < to_micros) as u32;
            RowSet::range(n_rows, start, end)
        }
        (Field::Write, Matcher::Flag(flag)) => {
            let wanted = if *flag { Write::Yes } else { Write::No };
            segment.rows_where(|_, write, _| write == wanted)
        }
        (field, matcher) => rows_with_text(field, matcher, segment, context),
    }
}

fn rows_with_text(field: Field, matcher: &Matcher, segment: &Segment, context: FilterContext<'_>) -> RowSet {
    let n_rows = segment.n_rows();
    let of_column = |field| {
        segment.column(field).map_or(RowSet::empty(n_rows), |column| column.matching(|term| matcher.passes(term)))
    };
    match field {
        // An actor is also found by the words for its kind.
        Field::Actor if !matcher.is_any() => of_column(Field::Actor).or(&of_column(Field::Identity)),
        Field::Outcome => {
            let wanted = Outcome::ALL.map(|outcome| matcher.passes(outcome.word()));
            segment.rows_where(|outcome, _, _| wanted[outcome as usize])
        }
        Field::Mfa => segment.rows_with_mfa(|mfa| matcher.passes(mfa.word())),
        // The first target has a column of its own.
        Field::Targets => {
            let further = segment.further_targets();
            let is_among = |joined: &str| joined.split(SEPARATOR).any(|target| matcher.passes(target));
            of_column(Field::Target).or(&further.matching(is_among))
        }
        Field::Time => {
            if matcher.is_any() {
                RowSet::full(n_rows)
            } else {
                RowSet::empty(n_rows)
            }
        }
        Field::Write => segment.rows_where(|_, write, _| matcher.is_any() && write != Write::Unknown),
        Field::Job | Field::Pipeline | Field::Preset => {
            rows_with_fact(field.name(), matcher, &segment.facts, n_rows, context.names.profiles)
        }
        Field::Source => {
            let mut last = None;
            RowSet::of(n_rows, |row| {
                let source = segment.source(row);
                let (_, passes) = *last.insert(match last {
                    Some((same, passes)) if same == source => (same, passes),
                    _ => (
                        source,
                        source_matches(matcher, context.names.source_names.get(&source).map_or("", String::as_str)),
                    ),
                });
                passes
            })
        }
        Field::Event
        | Field::Service
        | Field::Actor
        | Field::Identity
        | Field::User
        | Field::Role
        | Field::Key
        | Field::Target
        | Field::Region
        | Field::Account
        | Field::Ip
        | Field::Error => of_column(field),
    }
}

/// Whether a source matches: by its path, or by the file name, which is what people see.
fn source_matches(matcher: &Matcher, name: &str) -> bool {
    matcher.passes(name) || name.rsplit_once('/').is_some_and(|(_, last)| matcher.passes(last))
}

/// The rows that name a resource of a kind, as their subject or as its parent.
fn rows_with_fact(noun: &str, matcher: &Matcher, facts: &FactTable, n_rows: u32, profiles: &Profiles) -> RowSet {
    let matching: Vec<bool> =
        std::iter::once(false).chain(facts.dictionary.iter().map(|(_, id)| matcher.passes(id))).collect();
    let mut rows = RowSet::empty(n_rows);
    for (at, row) in facts.of_events() {
        let Some(kind) = profiles.kind_of(trailglass_lifecycle::registry::ActionNo(facts.actions[at])) else {
            continue;
        };
        let is_noun = &*kind.noun == noun || (noun == "job" && kind.spec.class == Class::Job);
        let is_itself = is_noun && matching[facts.ids[at] as usize];
        let is_parent = kind.spec.parent.as_deref() == Some(noun) && matching[facts.parents[at] as usize];
        if is_itself || is_parent {
            rows.insert(row);
        }
    }
    rows
}
