//! Queries that lead from a resource to its events and to related jobs.

use crate::resources::view::ResourceView;
use trailglass_lifecycle::profile::Class;
use trailglass_lifecycle::registry::ValueName;
use trailglass_lifecycle::state::State;
use trailglass_query::clause_text;

/// The query for the events of a resource or, where its creation was refused, for that request; empty where it has
/// neither id nor request. An id is one resource's only within its account and region, unless its kind is global.
pub fn events(resource: &ResourceView<'_>) -> String {
    let field = match (&*resource.kind.noun, resource.kind.spec.class) {
        ("pipeline", _) => "pipeline",
        ("preset", _) => "preset",
        (_, Class::Job) => "job",
        // Other kinds have no field of their own; records hold their ids anywhere.
        (_, Class::Lasting) => resource.kind.spec.events_by.as_deref().unwrap_or("any"),
    };
    match (resource.id(), resource.request_id()) {
        ("", None) => String::new(),
        ("", Some(request)) => clause_text("requestID", request),
        (id, _) if resource.kind.spec.events_by.is_some() => clause_text(field, id),
        (id, _) => [clause_text(field, id), place(resource)].join(" ").trim_end().to_owned(),
    }
}

/// The clauses for the account and the region of a resource.
pub fn place(resource: &ResourceView<'_>) -> String {
    let clauses = [("account", resource.account()), ("region", resource.region())].into_iter();
    let clauses = clauses.filter(|(_, text)| !text.is_empty()).map(|(field, text)| clause_text(field, text));
    clauses.collect::<Vec<_>>().join(" ")
}

/// The clauses for resources of these kinds in the account and the region of this one.
fn near(kinds: &[&str], resource: &ResourceView<'_>) -> String {
    let kind = match kinds {
        [] => String::new(),
        [kind] => clause_text("kind", kind),
        kinds => format!("kind:({})", kinds.join(" OR ")),
    };
    [kind, place(resource)].join(" ").trim().to_owned()
}

/// A query for related jobs, with its label: of a refused creation, the refusals like it; of a resource that jobs use,
/// these jobs.
pub fn related_jobs(resource: &ResourceView<'_>) -> Option<(String, String)> {
    if resource.lifecycle.state == State::NotSubmitted {
        let parent = resource.parent().map(|parent| clause_text("pipeline", parent));
        let input = resource.submitted_values(&ValueName::Input).next().map(|input| clause_text("input", input));
        let clauses: Vec<String> = parent.into_iter().chain(input).collect();
        let near = near(&[&resource.kind.name], resource);
        let query = format!("state:not-submitted {} {near}", clauses.join(" "));
        return (!clauses.is_empty()).then(|| (query, "Refusals like this one".to_owned()));
    }
    let is_used = resource.kind.spec.class == Class::Lasting && resource.lifecycle.n_references > 0;
    let field = if &*resource.kind.noun == "preset" { "any" } else { "pipeline" };
    let query = format!("{} {}", clause_text(field, resource.id()), near(&resource.job_kinds(), resource));
    is_used.then(|| (query, "Show its jobs".to_owned()))
}
