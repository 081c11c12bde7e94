//! The resources that match a query, in the order of a sort.

use super::job_fields::{number, span, value};
use super::view::ResourceView;
use super::{ResourceId, Resources, job_filter};
use std::cmp::Ordering;
use trailglass_event::case::fold_text;
use trailglass_event::time::Micros;
use trailglass_lifecycle::field::JobField;
use trailglass_lifecycle::registry::Profiles;
use trailglass_lifecycle::span::Span;
use trailglass_protocol::message::Sort;
use trailglass_query::Plan;
use trailglass_store::Store;

/// The resources that match a plan, in the order of a sort. A resource without a value is last in either direction.
pub fn matching_in_order(
    resources: &Resources,
    store: &Store,
    profiles: &Profiles,
    plan: &Plan,
    sort: &Sort,
) -> Vec<ResourceId> {
    let then = sort.then.as_ref().map(|(then, is_descending)| (then.as_str(), *is_descending));
    let keys = [Some((sort.field.as_str(), sort.is_descending)), then];
    let matching = job_filter::matching(resources, store, profiles, plan, false);
    let ranks =
        |resource: &ResourceView<'_>| keys.map(|key| key.map_or(Rank::Missing, |(name, _)| rank(resource, name)));
    let mut ranked: Vec<([Rank; 2], ResourceView<'_>)> =
        matching.into_iter().map(|resource| (ranks(&resource), resource)).collect();
    ranked.sort_by(|(a, one), (b, other)| {
        let compare = |at: usize| a[at].compare(&b[at], keys[at].is_some_and(|(_, is_descending)| is_descending));
        compare(0).then_with(|| compare(1)).then_with(|| newest_first(one, other))
    });
    ranked.into_iter().map(|(_, resource)| resource.resource_id).collect()
}

fn rank(resource: &ResourceView<'_>, name: &str) -> Rank {
    match JobField::named(name).unwrap_or(JobField::Submitted) {
        // A job whose submission is unknown is sorted by its first event.
        JobField::Submitted | JobField::Life => resource.lifecycle.start().map_or(Rank::Missing, Rank::Time),
        JobField::LastSeen => resource.lifecycle.last_seen.map_or(Rank::Missing, Rank::Time),
        field @ (JobField::Reads | JobField::Outputs | JobField::Uses) => {
            number(resource, field).map_or(Rank::Missing, Rank::Number)
        }
        // By the least that is proven, as durations are filtered.
        field @ (JobField::Waited | JobField::Ran) => {
            let most = |span: Span| span.at_most.unwrap_or(i64::MAX);
            span(resource, field).map_or(Rank::Missing, |span| Rank::Span(span.at_least, most(span)))
        }
        field => value(resource, field).map_or(Rank::Missing, |text| Rank::Text(fold_text(&text))),
    }
}

/// What a resource is sorted by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Missing,
    Number(i64),
    Time(Micros),
    /// The least and the most duration in microseconds.
    Span(i64, i64),
    Text(String),
}

impl Rank {
    fn compare(&self, other: &Rank, is_descending: bool) -> Ordering {
        let by_value = if is_descending { other.cmp(self) } else { self.cmp(other) };
        (*self == Rank::Missing).cmp(&(*other == Rank::Missing)).then(by_value)
    }
}

/// The order of resources of one rank, which does not depend on the order of files: the newest first, then by identity.
fn newest_first(one: &ResourceView<'_>, other: &ResourceView<'_>) -> Ordering {
    let starts = other.lifecycle.start().cmp(&one.lifecycle.start());
    starts
        .then_with(|| one.id().cmp(other.id()))
        .then_with(|| one.kind.name.cmp(&other.kind.name))
        .then_with(|| one.account().cmp(other.account()))
        .then_with(|| one.region().cmp(other.region()))
        .then_with(|| one.request_id().cmp(&other.request_id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_comes_last_in_either_direction() {
        for (is_descending, expected) in [(false, [Some(1), Some(2), None]), (true, [Some(2), Some(1), None])] {
            let mut numbers = [None, Some(2), Some(1)];
            let rank = |number: &Option<i64>| number.map_or(Rank::Missing, Rank::Number);
            numbers.sort_by(|one, other| rank(one).compare(&rank(other), is_descending));
            assert_eq!(numbers, expected);
        }
    }
}
