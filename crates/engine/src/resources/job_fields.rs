//! The fields of the jobs table: the values that a resource has in them.

use super::findings::findings;
use super::view::ResourceView;
use std::borrow::Cow;
use trailglass_event::time::Micros;
use trailglass_lifecycle::field::JobField;
use trailglass_lifecycle::finding::Finding;
use trailglass_lifecycle::profile::Class;
use trailglass_lifecycle::registry::ValueName;
use trailglass_lifecycle::span::Span;

/// The value of a field of a resource as text; `None` where there is none.
pub fn value<'a>(resource: &ResourceView<'a>, field: JobField) -> Option<Cow<'a, str>> {
    let some = |text: &'a str| (!text.is_empty()).then_some(Cow::Borrowed(text));
    let lifecycle = resource.lifecycle;
    match field {
        JobField::State => some(lifecycle.state.as_str()),
        JobField::Certainty => some(lifecycle.certainty.as_str()),
        JobField::Job => some(resource.id()),
        JobField::Kind => some(&resource.kind.name),
        JobField::Input => inputs(resource).next().and_then(some),
        JobField::Pipeline => resource.parent().map(Cow::Borrowed),
        JobField::Actor => resource.submitted_by().map(Cow::Borrowed),
        JobField::EndedBy => resource.ended_by().map(Cow::Borrowed),
        JobField::Error => error(resource).map(Cow::Borrowed),
        JobField::Region => some(resource.region()),
        JobField::Account => some(resource.account()),
        JobField::Submitted | JobField::LastSeen | JobField::Life => {
            time(resource, field).map(|time| time.to_string().into())
        }
        JobField::Waited | JobField::Ran => span(resource, field).map(|span| span_in_seconds(span).into()),
        JobField::Finding => {
            let words: Vec<&str> = findings(resource).map(Finding::as_str).collect();
            (!words.is_empty()).then(|| words.join(", ").into())
        }
        JobField::Reads | JobField::Outputs | JobField::Uses => {
            number(resource, field).map(|number| number.to_string().into())
        }
    }
}

/// The keys of its inputs; of a resource that is no job, its name.
pub fn inputs<'a>(resource: &ResourceView<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let name = resource.name().filter(|_| resource.kind.spec.class == Class::Lasting);
    name.into_iter().chain(resource.submitted_values(&ValueName::Input))
}

/// The error code of its refused submission, or of its failure.
pub fn error<'a>(resource: &ResourceView<'a>) -> Option<&'a str> {
    resource.refusal().or_else(|| resource.failure())
}

/// The value of a field that is a count.
pub fn number(resource: &ResourceView<'_>, field: JobField) -> Option<i64> {
    match field {
        JobField::Reads => Some(i64::from(resource.lifecycle.n_reads)),
        JobField::Uses => Some(i64::from(resource.lifecycle.n_references)),
        JobField::Outputs => outputs(resource).map(i64::from),
        _ => None,
    }
}

/// The value of a field that is a duration.
pub fn span(resource: &ResourceView<'_>, field: JobField) -> Option<Span> {
    match field {
        JobField::Waited => resource.lifecycle.waited(),
        _ => resource.lifecycle.ran(),
    }
}

/// A duration in seconds, as the query language writes it.
pub fn seconds(micros: i64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

/// A duration as far as it is known, in seconds: `208.000000`, `0..208.000000` for at most that, `390.000000..` for at least.
fn span_in_seconds(span: Span) -> String {
    let least = || if span.at_least == 0 { "0".to_owned() } else { seconds(span.at_least) };
    match (span.exact(), span.at_most) {
        (Some(exact), _) => seconds(exact),
        (None, Some(most)) => format!("{}..{}", least(), seconds(most)),
        (None, None) => format!("{}..", least()),
    }
}

/// The number of outputs that were asked for, where a fact tells that.
pub fn outputs(resource: &ResourceView<'_>) -> Option<u32> {
    if !resource.is_described() {
        return None;
    }
    let count = |name| resource.submitted_values(&name).count() as u32;
    Some(count(ValueName::Output).max(count(ValueName::OutputPreset)))
}

/// The value of a field that is an instant.
pub fn time(resource: &ResourceView<'_>, field: JobField) -> Option<Micros> {
    match field {
        JobField::Submitted => resource.lifecycle.submitted.map(|submitted| submitted.time),
        JobField::Life => resource.lifecycle.start(),
        JobField::LastSeen => resource.lifecycle.last_seen,
        _ => None,
    }
}
