//! The most frequent values of a field, to be offered while a clause is being typed.

use super::Engine;
use crate::execute::filter::{Surroundings, bounds, duplicated, matching_rows, needs_documents};
use crate::present::credential::most_frequent;
use crate::resources::findings::findings;
use crate::resources::{job_fields, job_filter};
use std::collections::HashMap;
use trailglass_event::case::fold_text;
use trailglass_event::field::Field;
use trailglass_lifecycle::fact::ActionNo;
use trailglass_lifecycle::field::JobField;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::{Response, Suggest, View};
use trailglass_query::schema::Named;
use trailglass_query::{On, Plan, Schema, understand};
use trailglass_store::Held;
use trailglass_store::rows::RowSet;

/// So many values are offered.
const MOST: usize = 24;

/// Counts of values, of those alone that hold the text typed.
struct Counts {
    typed: String,
    counts: HashMap<String, u32>,
}

impl Counts {
    fn add(&mut self, value: &str, count: u32) {
        if count > 0 && fold_text(value).contains(&self.typed) {
            *self.counts.entry(value.to_owned()).or_default() += count;
        }
    }
}

impl Engine {
    /// Counts the values of a field among what a text finds. Where documents would have to be read for that, the values
    /// are given without their counts.
    pub(super) fn suggest(&mut self, asked: Suggest) {
        let schema = match asked.view {
            View::Events => Schema::events(),
            View::Jobs => Schema::jobs(),
        };
        let span = self.store.span().unwrap_or_default();
        let plan = understand(&asked.rest, &schema).0.anchored(span);
        let is_exact = asked.view == View::Jobs || !plan.tests().iter().any(|test| needs_documents(test));
        let mut counts = Counts { typed: fold_text(&asked.prefix), counts: HashMap::new() };
        match asked.view {
            View::Jobs => {
                self.refresh_resources(true);
                let Some(field) = JobField::named(&asked.field) else { return };
                // Kinds are suggested of all resources, for naming one asks for it.
                let is_of_all = field == JobField::Kind;
                for resource in job_filter::matching(&self.resources, &self.store, &self.profiles, &plan, is_of_all) {
                    // A resource counts once for each of its findings.
                    if field == JobField::Finding {
                        findings(&resource).for_each(|finding| counts.add(finding.word(), 1));
                    } else if let Some(value) = job_fields::value(&resource, field) {
                        counts.add(&value, 1);
                    }
                }
            }
            View::Events if Field::named(&asked.field).is_none() => {
                let Ok(Named::Path(path)) = schema.named(&asked.field) else { return };
                if !self.count_path(&On::Path(path), &plan, &mut counts) {
                    // Readers are asked first; what they find is kept, so the next letter waits for nobody.
                    self.awaiting = Some(asked);
                    return;
                }
            }
            View::Events => {
                let Some(field) = Field::named(&asked.field) else { return };
                let duplicated = duplicated(&self.store);
                let surroundings = Surroundings {
                    source_names: &self.source_names,
                    profiles: &self.profiles,
                    duplicated: &duplicated,
                };
                for held in self.store.held() {
                    let mut by_columns = |test: &_| matching_rows(test, &held.segment, surroundings);
                    let rows = bounds(&plan, held.segment.n_rows(), &mut by_columns).1.and(&held.shown);
                    self.count(field, held, &rows, &mut counts);
                }
            }
        }
        let mut values = most_frequent(counts.counts);
        values.truncate(MOST);
        let values = values.into_iter().map(|(value, count)| (value, is_exact.then_some(count))).collect();
        self.respond(Response::Suggested { asked, values });
    }

    /// Counts the values at a path. Returns whether they have been read.
    fn count_path(&mut self, on: &On, plan: &Plan, counts: &mut Counts) -> bool {
        let duplicated = duplicated(&self.store);
        let surroundings =
            Surroundings { source_names: &self.source_names, profiles: &self.profiles, duplicated: &duplicated };
        let values = self.values.of(on, &self.store, surroundings);
        let missing = values.missing();
        if missing.is_empty() {
            let found = |held: &Held| {
                let mut by_columns = |test: &_| matching_rows(test, &held.segment, surroundings);
                bounds(plan, held.segment.n_rows(), &mut by_columns).1.and(&held.shown)
            };
            let rows: Vec<RowSet> = self.store.held().iter().map(found).collect();
            for (number, count) in (0..).zip(values.counts(&self.store, &rows)).skip(1) {
                counts.add(values.text(number), count);
            }
            return true;
        }
        self.read_values(on, &missing);
        // Those of a reader that died are there at once.
        self.reading.is_empty()
    }

    fn count(&self, field: Field, held: &Held, rows: &RowSet, counts: &mut Counts) {
        let segment = &held.segment;
        let n_rows = segment.n_rows();
        if let Some(column) = segment.column(field) {
            let mut by_code = vec![0u32; column.dictionary.len() + 1];
            rows.iter().for_each(|row| by_code[column.codes.get(row) as usize] += 1);
            for (code, term) in column.dictionary.iter() {
                counts.add(term, by_code[code as usize]);
            }
            return;
        }
        match field {
            Field::Outcome => {
                for outcome in trailglass_event::outcome::Outcome::ALL {
                    let own = segment.rows_where(|other, _, _| other == outcome);
                    counts.add(outcome.word(), own.and(rows).count());
                }
            }
            Field::Mfa => {
                for mfa in trailglass_event::mfa::Mfa::ALL {
                    let own = segment.rows_with_mfa(|other| other == mfa);
                    counts.add(mfa.word(), own.and(rows).count());
                }
            }
            Field::Targets => {
                for row in rows.iter() {
                    segment.targets(row).for_each(|target| counts.add(target, 1));
                }
            }
            Field::Source => {
                let mut by_source: HashMap<SourceId, u32> = HashMap::new();
                rows.iter().for_each(|row| *by_source.entry(segment.source(row)).or_default() += 1);
                for (source, count) in by_source {
                    counts.add(self.source_names.get(&source).map_or("", String::as_str), count);
                }
            }
            Field::Job | Field::Pipeline | Field::Preset => {
                // An event counts once for a resource, however often it names it.
                let mut by_id: HashMap<u32, RowSet> = HashMap::new();
                let facts = &segment.facts;
                for (at, row) in facts.of_events().filter(|(_, row)| rows.contains(*row)) {
                    let Some(kind) = self.profiles.kind_of(ActionNo(facts.actions[at])) else { continue };
                    let is_parent = kind.parent.as_deref() == Some(field.name());
                    let own = (&*kind.noun == field.name()).then_some(facts.ids[at]);
                    for id in own.into_iter().chain(is_parent.then_some(facts.parents[at])) {
                        by_id.entry(id).or_insert_with(|| RowSet::empty(n_rows)).insert(row);
                    }
                }
                for (id, rows) in by_id {
                    counts.add(facts.dictionary.term(id).unwrap_or_default(), rows.count());
                }
            }
            _ => {}
        }
    }
}
