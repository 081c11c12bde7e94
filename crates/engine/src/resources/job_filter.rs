//! The resources that match a query.

use super::Resources;
use super::findings::findings;
use super::job_fields::{inputs, seconds, span, time, value};
use super::view::ResourceView;
use trailglass_event::field::Field;
use trailglass_lifecycle::field::{JOB_FIELDS, JobField, JobFieldInfo};
use trailglass_lifecycle::finding::Finding;
use trailglass_lifecycle::profile::Class;
use trailglass_lifecycle::registry::Profiles;
use trailglass_lifecycle::span::Span;
use trailglass_query::ast::Operator;
use trailglass_query::{Matcher, On, Plan, Test};
use trailglass_store::Store;
use trailglass_store::facts::{FactOrigin, FactRow};

/// The resources that match a plan: of all kinds if `has_all_kinds` or if the query names kinds, else jobs alone.
pub fn matching<'a>(
    resources: &'a Resources,
    store: &'a Store,
    profiles: &'a Profiles,
    plan: &Plan,
    has_all_kinds: bool,
) -> Vec<ResourceView<'a>> {
    let has_all_kinds = has_all_kinds || names_kinds(plan);
    let views = resources.ids().filter_map(|id| resources.view(id, store, profiles));
    let candidates = views
        .filter(|resource| (has_all_kinds || resource.kind.spec.class == Class::Job) && resource.lifecycle.is_shown());
    candidates.filter(|resource| plan.holds(&mut |test| passes(resource, test))).collect()
}

/// Whether a query names the kinds that it is about.
fn names_kinds(plan: &Plan) -> bool {
    plan.tests().iter().any(|test| test.on == On::Field(JobField::Kind as usize))
}

/// Whether a resource passes a test.
fn passes(resource: &ResourceView<'_>, test: &Test) -> bool {
    let matcher = &test.matcher;
    let field = match test.on {
        On::Any => {
            let in_fields = |info: &JobFieldInfo| value(resource, info.field).is_some_and(|text| matcher.passes(&text));
            return JOB_FIELDS.iter().any(in_fields) || in_facts(resource, &|text| matcher.passes(text));
        }
        On::Field(index) => JOB_FIELDS.get(index).map(|info| info.field),
        On::Path(_) | On::Quality(_) => None,
    };
    let passes = |text: &str| matcher.passes(text);
    match (field, matcher) {
        (None, _) => false,
        (Some(field), Matcher::Time { from_micros, to_micros }) => {
            time(resource, field).is_some_and(|time| (*from_micros..*to_micros).contains(&time.0))
        }
        (Some(JobField::Input), _) => inputs(resource).any(passes),
        (Some(JobField::Finding), _) => findings(resource).map(Finding::as_str).any(passes),
        (Some(JobField::Kind), _) => passes(&resource.kind.name) || passes(&resource.kind.noun),
        // The name of a pipeline passes as well as its id.
        (Some(JobField::Pipeline), _) if !matcher.is_any() => {
            resource.parent().is_some_and(passes)
                || resource.parent_resource().and_then(|parent| parent.name()).is_some_and(passes)
        }
        (Some(field @ (JobField::Waited | JobField::Ran)), Matcher::Number(operator, _)) => {
            // Only what is proven passes: a lower bound where the least duration is above it, an upper one where the most is
            // below it.
            let Some(Span { at_least, at_most }) = span(resource, field) else { return false };
            let proven = match operator {
                Operator::AtLeast | Operator::Above => Some(at_least),
                Operator::AtMost | Operator::Below => at_most,
                Operator::Has | Operator::Is => at_most.filter(|most| *most == at_least),
            };
            proven.is_some_and(|micros| passes(&seconds(micros)))
        }
        (Some(field), _) => value(resource, field).is_some_and(|text| passes(&text)),
    }
}

/// Whether a text of the facts of a resource passes: a key, a preset, metadata, an actor, the id of an event.
fn in_facts(resource: &ResourceView<'_>, passes: &dyn Fn(&str) -> bool) -> bool {
    resource.observations().iter().any(|observation| {
        let (segment, at) = resource.fact_of(observation);
        let FactRow { origin, fact, .. } = segment.facts.get(at);
        let mut texts = fact.values.iter().map(|(_, text)| &**text).chain(fact.parent.as_deref());
        texts.any(passes)
            || match origin {
                FactOrigin::Event(row) => {
                    segment.term(Field::Actor, row).is_some_and(passes) || passes(&segment.event_id(row))
                }
                FactOrigin::Notification(_) => false,
            }
    })
}
