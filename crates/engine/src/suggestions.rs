//! The most frequent values of a field, to be offered while a clause is being typed.

use crate::execute::facets::top;
use crate::execute::filter::{FilterContext, SegmentMatches, bounds, duplicate_keys, matching_rows, needs_documents};
use crate::execute::interner::ValueId;
use crate::outbox::Outbox;
use crate::present::credential::most_frequent;
use crate::resources::findings::findings;
use crate::resources::{job_fields, job_filter};
use crate::store_view::StoreView;
use crate::value_index::ValueIndex;
use std::collections::HashMap;
use trailglass_event::case::fold_text;
use trailglass_lifecycle::field::JobField;
use trailglass_protocol::message::{Response, Suggest, View};
use trailglass_query::schema::Named;
use trailglass_query::{On, Plan, Schema, Test, understand};
use trailglass_store::StoredSegment;

/// So many values are offered.
const MOST: usize = 24;

/// The values that were asked for last. They are counted when the query on screen has been answered.
#[derive(Default)]
pub struct Suggestions {
    pending: Option<Suggest>,
    /// Readers have to find these first.
    waiting_for_values: Option<Suggest>,
}

impl Suggestions {
    /// Asks for values in the place of those that were asked for before.
    pub fn ask(&mut self, asked: Suggest) {
        self.pending = Some(asked);
    }

    /// Whether values are to be counted.
    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Records that readers have found all values: a question that waited for them is asked again, unless there is a newer
    /// one.
    pub fn on_values_found(&mut self) {
        let waiting = self.waiting_for_values.take();
        self.pending = self.pending.take().or(waiting);
    }

    /// Answers the pending question, or asks the readers for the values first. Where documents would have to be read to
    /// count them, the values are given without their counts.
    pub fn answer(&mut self, view: StoreView<'_>, values: &mut ValueIndex, outbox: &mut Outbox) {
        let Some(asked) = self.pending.take() else { return };
        let schema = match asked.view {
            View::Events => Schema::events(),
            View::Jobs => Schema::jobs(),
        };
        let plan = understand(&asked.rest, &schema).0.anchored(view.store.span().unwrap_or_default());
        let is_exact = asked.view == View::Jobs || !plan.tests().into_iter().any(needs_documents);
        let counted = match asked.view {
            View::Jobs => JobField::named(&asked.field).map(|field| of_resources(field, &plan, &asked.prefix, view)),
            View::Events => {
                let on = match schema.named(&asked.field) {
                    Ok(Named::Field(index)) => On::Field(index),
                    Ok(Named::Path(path)) => On::Path(path),
                    _ => return,
                };
                let values = values.of(&on, view, outbox);
                if !values.missing().is_empty() {
                    // What readers find is kept, so the next letter waits for nobody.
                    self.waiting_for_values = Some(asked);
                    return;
                }
                let matches = possible_matches(&plan, view);
                let (counts, typed) = (values.counts(&matches), fold_text(&asked.prefix));
                let best = top(&counts, values, MOST, &|value| fold_text(value).contains(&typed)).best;
                let value = |value: &ValueId| (values.text(*value).to_owned(), counts[value.index()]);
                Some(best.iter().map(value).collect())
            }
        };
        let Some(counted) = counted else { return };
        let values = counted.into_iter().map(|(value, count)| (value, is_exact.then_some(count))).collect();
        outbox.respond(Response::Suggested { asked, values });
    }
}

/// The most frequent values of resources that match, of those that contain a text.
fn of_resources(field: JobField, plan: &Plan, part: &str, view: StoreView<'_>) -> Vec<(String, u32)> {
    let part = fold_text(part);
    let mut counts: HashMap<String, u32> = HashMap::new();
    let mut add = |value: &str| {
        if fold_text(value).contains(&part) {
            *counts.entry(value.to_owned()).or_default() += 1;
        }
    };
    // Kinds are suggested of all resources, for naming one asks for it.
    let is_of_all = field == JobField::Kind;
    for resource in job_filter::matching(view.resources, view.store, view.profiles, plan, is_of_all) {
        // A resource counts once for each of its findings.
        if field == JobField::Finding {
            findings(&resource).for_each(|finding| add(finding.as_str()));
        } else if let Some(value) = job_fields::value(&resource, field) {
            add(&value);
        }
    }
    let mut values = most_frequent(counts);
    values.truncate(MOST);
    values
}

/// The shown rows that match as far as columns tell.
fn possible_matches<'a>(plan: &Plan, view: StoreView<'a>) -> Vec<SegmentMatches<'a>> {
    let duplicate_keys = duplicate_keys(view.store);
    let context = FilterContext { names: view.names(), duplicate_keys: &duplicate_keys };
    let of_segment = |stored: &'a StoredSegment| {
        let mut by_columns = |test: &Test| matching_rows(test, &stored.segment, context);
        let (_, may) = bounds(plan, stored.segment.n_rows(), &mut by_columns);
        SegmentMatches { stored, rows: may.and(&stored.shown) }
    };
    view.store.segments().iter().map(of_segment).collect()
}
