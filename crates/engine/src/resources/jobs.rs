//! Which resources match, in which order, and their rows.

use super::timeline::lane;
use crate::resources::view::ResourceView;
use crate::resources::{ResourceId, Resources};
use std::borrow::Cow;
use std::cmp::Ordering;
use trailglass_event::time::Micros;
use trailglass_json::text::push_quoted;
use trailglass_lifecycle::field::{JOB_FIELDS, JobField, JobFieldInfo};
use trailglass_lifecycle::profile::{Class, Role};
use trailglass_lifecycle::span::{Bound, Edge, Span};
use trailglass_lifecycle::state::State;
use trailglass_lifecycle::table::{Profiles, ValueName};
use trailglass_protocol::message::{JobRow, Length, Sort, StoryDetail};
use trailglass_query::ast::Operator;
use trailglass_query::{Matcher, On, Plan, Test};
use trailglass_store::Store;
use trailglass_store::facts::{FactOrigin, FactRow};

/// The value of a field of a resource as text; `None` where there is none.
pub fn value<'a>(resource: &ResourceView<'a>, field: JobField) -> Option<Cow<'a, str>> {
    let some = |text: &'a str| (!text.is_empty()).then_some(Cow::Borrowed(text));
    let life = resource.life;
    match field {
        JobField::State => some(life.state.as_str()),
        JobField::Certainty => some(life.certainty.as_str()),
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
            time(resource, field).map(|time| Micros(time).to_string().into())
        }
        JobField::Waited | JobField::Ran => span(resource, field).map(|span| in_seconds(span).into()),
        JobField::Finding => {
            let all: Vec<&str> = findings(resource).collect();
            (!all.is_empty()).then(|| all.join(", ").into())
        }
        JobField::Reads | JobField::Outputs | JobField::Uses => {
            number(resource, field).map(|number| number.to_string().into())
        }
    }
}

/// What it reads; of what lasts, its name.
fn inputs<'a>(resource: &ResourceView<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let name = resource.name().filter(|_| resource.kind.class == Class::Thing);
    name.into_iter().chain(resource.submitted_values(&ValueName::Input))
}

/// The error code of a refused submission, or why it failed.
fn error<'a>(resource: &ResourceView<'a>) -> Option<&'a str> {
    resource.refusal().or_else(|| resource.failure())
}

/// A field that is a number.
fn number(resource: &ResourceView<'_>, field: JobField) -> Option<i64> {
    match field {
        JobField::Reads => Some(i64::from(resource.life.n_reads)),
        JobField::Uses => Some(i64::from(resource.life.n_mentions)),
        JobField::Outputs => outputs(resource).map(i64::from),
        _ => None,
    }
}

fn span(resource: &ResourceView<'_>, field: JobField) -> Option<Span> {
    match field {
        JobField::Waited => resource.life.waited(),
        _ => resource.life.ran(),
    }
}

/// As the query language writes lengths of time: in seconds.
fn seconds(micros: i64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

/// A length as far as it is known: `208.000000`, `0..208.000000` for at most that, `390.000000..` for at least.
fn in_seconds(span: Span) -> String {
    let least = || if span.at_least == 0 { "0".to_owned() } else { seconds(span.at_least) };
    match (span.exact(), span.at_most) {
        (Some(exact), _) => seconds(exact),
        (None, Some(most)) => format!("{}..{}", least(), seconds(most)),
        (None, None) => format!("{}..", least()),
    }
}

/// How many outputs were asked for, where the submission is in the files.
fn outputs(resource: &ResourceView<'_>) -> Option<u32> {
    if !resource.is_described() {
        return None;
    }
    let count = |name| resource.submitted_values(&name).count() as u32;
    Some(count(ValueName::Output).max(count(ValueName::OutputPreset)))
}

fn time(resource: &ResourceView<'_>, field: JobField) -> Option<i64> {
    match field {
        JobField::Submitted => resource.life.submitted.map(|submitted| submitted.time_micros),
        JobField::Life => resource.life.start_micros(),
        JobField::LastSeen => resource.life.last_seen,
        _ => None,
    }
}

/// A job that is read more often than this is polled.
const MANY_READS: u32 = 30;

/// Who waits for an end reads it once, and perhaps once more. So many reads after it are more than that.
const MANY_LATE_READS: u32 = 3;

/// A job that fails so soon after a change of what it belongs to may fail because of it, in microseconds.
const SOON: i64 = 3_600_000_000;

/// When what it belongs to was changed shortly before it failed, or was refused.
pub fn change_before_failure(resource: &ResourceView<'_>) -> Option<i64> {
    let life = resource.life;
    let has_failed = life.state == State::Error || life.state == State::NotSubmitted && life.n_throttled == 0;
    let parent = has_failed.then(|| resource.parent_resource())??;
    parent.last_change(life.start_micros()? - SOON, life.last_known()?)
}

/// The time in microseconds that a job has been open although its end would have been logged: up to the end of the data
/// where the job has notifications, else up to the last end that was notified for its group. `None` where no ends are
/// logged, because a missing end then proves nothing.
pub fn open_for(resource: &ResourceView<'_>) -> Option<i64> {
    let life = resource.life;
    if !life.exists || life.has_ended || resource.kind.class != Class::Job {
        return None;
    }
    let own = (life.n_notices > 0).then(|| resource.end_of_data());
    let told = own.max(resource.last_told_end())?;
    Some(told.saturating_sub(life.start_micros()?))
}

/// What deserves a look, each as a word.
pub fn findings(resource: &ResourceView<'_>) -> impl Iterator<Item = &'static str> {
    let life = resource.life;
    let limit = resource.kind.stuck_after_micros;
    let is_stuck = limit.zip(open_for(resource)).is_some_and(|(limit, open)| open > limit);
    let found = [
        (is_stuck, "stuck"),
        (life.is_contradicted && resource.kind.class == Class::Job, "contradicted"),
        (life.n_reads > MANY_READS, "polled"),
        (life.n_late_reads >= MANY_LATE_READS, "read-after-end"),
        (life.n_throttled > 0, "throttled"),
        (change_before_failure(resource).is_some(), "after-change"),
    ];
    found.into_iter().filter(|(is_found, _)| *is_found).map(|(_, word)| word)
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
            time(resource, field).is_some_and(|time| (*from_micros..*to_micros).contains(&time))
        }
        (Some(JobField::Input), _) => inputs(resource).any(passes),
        (Some(JobField::Finding), _) => findings(resource).any(passes),
        (Some(JobField::Kind), _) => passes(&resource.kind.name) || passes(&resource.kind.noun),
        // People know a pipeline by its name as well.
        (Some(JobField::Pipeline), _) if !matcher.is_any() => {
            resource.parent().is_some_and(passes)
                || resource.parent_resource().and_then(|parent| parent.name()).is_some_and(passes)
        }
        (Some(field @ (JobField::Waited | JobField::Ran)), Matcher::Number(operator, _)) => {
            // Only what is proven passes: more than so long where the least is more, less where the most is less.
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

/// Whether any text of its facts passes: keys, presets, metadata, who acted, the ids of its events.
fn in_facts(resource: &ResourceView<'_>, is_it: &dyn Fn(&str) -> bool) -> bool {
    resource.signs().iter().any(|sign| {
        let (segment, at) = resource.fact_of(sign);
        let FactRow { origin, fact, .. } = segment.facts.get(at);
        let is_in_event = || match origin {
            FactOrigin::Event(row) => {
                segment.term(trailglass_event::field::Field::Actor, row).is_some_and(is_it)
                    || is_it(&segment.event_id(row))
            }
            FactOrigin::Notification(_) => false,
        };
        fact.values.iter().any(|(_, text)| is_it(text)) || fact.parent.as_deref().is_some_and(is_it) || is_in_event()
    })
}

/// Whether a query says which kinds it is about. Where it does not, it is about jobs: what runs and ends.
fn names_kinds(plan: &Plan) -> bool {
    plan.tests().iter().any(|test| test.on == On::Field(JobField::Kind as usize))
}

/// The resources that match: of all kinds where `is_of_all` says so or the query names kinds, else jobs alone.
pub fn found<'a>(
    resources: &'a Resources,
    store: &'a Store,
    profiles: &'a Profiles,
    plan: &Plan,
    is_of_all: bool,
) -> Vec<ResourceView<'a>> {
    let is_of_all = is_of_all || names_kinds(plan);
    let mut found = Vec::new();
    for no in resources.numbers() {
        let Some(resource) = resources.view(no, store, profiles) else { continue };
        let is_asked = (is_of_all || resource.kind.class == Class::Job) && resource.life.is_of_something();
        if is_asked && plan.holds(&mut |test| passes(&resource, test)) {
            found.push(resource);
        }
    }
    found
}

/// The resources that match, in the order of the sort.
pub fn matching(
    resources: &Resources,
    store: &Store,
    profiles: &Profiles,
    plan: &Plan,
    sort: &Sort,
) -> Vec<ResourceId> {
    let found = found(resources, store, profiles, plan, false);
    let then = sort.then.as_ref().map(|(then, is_descending)| (then.as_str(), *is_descending));
    let keys = [Some((sort.field.as_str(), sort.is_descending)), then];
    let mut ranked: Vec<([Rank; 2], ResourceView<'_>)> = Vec::new();
    for resource in found {
        ranked.push((keys.map(|key| key.map_or(Rank::Missing, |(name, _)| rank(&resource, name))), resource));
    }
    // What has no value comes last in either direction, and what is equal stands newest first.
    ranked.sort_by(|(a, one), (b, other)| {
        let by = |at: usize| {
            let order = if keys[at].is_some_and(|(_, is_descending)| is_descending) {
                b[at].cmp(&a[at])
            } else {
                a[at].cmp(&b[at])
            };
            let is_missing = |rank: &Rank| *rank == Rank::Missing;
            is_missing(&a[at]).cmp(&is_missing(&b[at])).then(order)
        };
        by(0).then_with(|| by(1)).then_with(|| by_place(one, other))
    });
    ranked.into_iter().map(|(_, resource)| resource.no).collect()
}

fn rank(resource: &ResourceView<'_>, name: &str) -> Rank {
    match JobField::named(name).unwrap_or(JobField::Submitted) {
        // A job whose submission is not known stands where it was first seen.
        JobField::Submitted | JobField::Life => resource.life.start_micros().map_or(Rank::Missing, Rank::Number),
        JobField::LastSeen => resource.life.last_seen.map_or(Rank::Missing, Rank::Number),
        field @ (JobField::Reads | JobField::Outputs | JobField::Uses) => {
            number(resource, field).map_or(Rank::Missing, Rank::Number)
        }
        // By what is proven at least, as it is filtered.
        field @ (JobField::Waited | JobField::Ran) => {
            let most = |span: Span| span.at_most.unwrap_or(i64::MAX);
            span(resource, field).map_or(Rank::Missing, |span| Rank::Span(span.at_least, most(span)))
        }
        field => {
            value(resource, field).map_or(Rank::Missing, |text| Rank::Text(trailglass_event::case::fold_text(&text)))
        }
    }
}

/// What a resource is sorted by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Missing,
    Number(i64),
    Span(i64, i64),
    Text(String),
}

/// An order that does not depend on the order of files: the newest first, then by what makes resources different.
fn by_place(one: &ResourceView<'_>, other: &ResourceView<'_>) -> Ordering {
    let starts = other.life.start_micros().cmp(&one.life.start_micros());
    starts
        .then_with(|| one.id().cmp(other.id()))
        .then_with(|| one.kind.name.cmp(&other.kind.name))
        .then_with(|| one.account().cmp(other.account()))
        .then_with(|| one.region().cmp(other.region()))
        .then_with(|| one.request_id().cmp(&other.request_id()))
}

/// The row of the jobs table for a resource.
pub fn job_row(resource: &ResourceView<'_>) -> JobRow {
    let life = resource.life;
    JobRow {
        key: resource.key().0,
        kind: resource.kind.name.to_string(),
        id: resource.id().to_owned(),
        request_id: resource.request_id().map(str::to_owned),
        parent: resource.parent().map(str::to_owned),
        parent_name: resource.parent_resource().and_then(|parent| parent.name()).map(str::to_owned),
        input: inputs(resource).next().map(str::to_owned),
        outputs: outputs(resource),
        submitted_by: resource.submitted_by().map(str::to_owned),
        ended_by: resource.ended_by().map(str::to_owned),
        submitted: life.submitted.map(|submitted| Micros(submitted.time_micros)),
        is_decoded: life.submitted.is_some_and(|submitted| submitted.decoded),
        last_seen: life.last_seen.map(Micros),
        state: life.state.as_str().to_owned(),
        certainty: life.certainty.as_str().to_owned(),
        proven: life.proven.map(|proven| proven.to_string()),
        has_warning: life.has_warning,
        error: error(resource).map(str::to_owned),
        region: resource.region().to_owned(),
        account: resource.account().to_owned(),
        reads: life.n_reads,
        steps: life.n_steps,
        sweeps: resource.n_sweeps(),
        notices: life.n_notices,
        uses: life.n_mentions,
        waited: life.waited().map(length),
        ran: life.ran().map(length),
        lane: lane(resource),
        findings: findings(resource).map(str::to_owned).collect(),
    }
}

fn length(span: Span) -> Length {
    Length { at_least: Micros(span.at_least), at_most: span.at_most.map(Micros) }
}

/// The sweeps over what a job belongs to while it lived: from its submission to its end or the last that is known of it.
pub fn sweeps_over(resource: &ResourceView<'_>) -> Vec<trailglass_lifecycle::life::Sign> {
    let Some(parent) = resource.parent_resource().filter(|parent| parent.life.n_sweeps > 0) else { return Vec::new() };
    let Some((from, to)) = resource.life.start_micros().zip(resource.life.last_known()) else { return Vec::new() };
    let mut sweeps = parent.signs();
    sweeps.retain(|sign| sign.role == Role::Sweep && (from..=to).contains(&sign.time_micros));
    sweeps
}

/// The columns of a file for these columns of the table. What is proven of a length is two numbers, the least and the
/// most, and a lane the two times it lies between.
pub fn columns(fields: &[String]) -> Vec<String> {
    let columns = fields.iter().flat_map(|name| match JobField::named(name) {
        Some(JobField::Waited) => vec!["waited-min".to_owned(), "waited-max".to_owned()],
        Some(JobField::Ran) => vec!["ran-min".to_owned(), "ran-max".to_owned()],
        Some(JobField::Life) => vec!["started".to_owned(), "ended".to_owned()],
        _ => vec![name.clone()],
    });
    columns.collect()
}

/// The cells of a resource for the columns of an exported file.
pub fn cells(resource: &ResourceView<'_>, columns: &[String]) -> Vec<Option<String>> {
    columns.iter().map(|name| cell(resource, name)).collect()
}

fn cell(resource: &ResourceView<'_>, column: &str) -> Option<String> {
    let exact = |bound: Option<Bound>| {
        bound.filter(|bound| bound.edge == Edge::At).map(|bound| Micros(bound.time_micros).to_string())
    };
    match column {
        "waited-min" => span(resource, JobField::Waited).map(|span| seconds(span.at_least)),
        "waited-max" => span(resource, JobField::Waited).and_then(|span| span.at_most).map(seconds),
        "ran-min" => span(resource, JobField::Ran).map(|span| seconds(span.at_least)),
        "ran-max" => span(resource, JobField::Ran).and_then(|span| span.at_most).map(seconds),
        "started" => exact(resource.life.started),
        "ended" => exact(resource.life.ended),
        name => value(resource, JobField::named(name)?).map(Cow::into_owned),
    }
}

/// A story as JSON: its fields, what was asked for, its events in time order, and what cannot be known.
pub fn json(resource: &ResourceView<'_>, detail: &StoryDetail) -> String {
    let mut out = String::from("{");
    let member = |name: &str, text: &str, out: &mut String| {
        if !out.ends_with(['{', '[']) {
            out.push(',');
        }
        push_quoted(name, out);
        out.push(':');
        push_quoted(text, out);
    };
    let fields: Vec<String> = JOB_FIELDS.iter().map(|info| info.name.to_owned()).collect();
    for name in columns(&fields) {
        if let Some(text) = cell(resource, &name) {
            member(&name, &text, &mut out);
        }
    }
    let list = |name: &str, objects: Vec<Vec<(&str, String)>>, out: &mut String| {
        out.push(',');
        push_quoted(name, out);
        out.push_str(":[");
        for (at, object) in objects.iter().enumerate() {
            out.push_str(if at == 0 { "{" } else { ",{" });
            object.iter().for_each(|(name, text)| member(name, text, out));
            out.push('}');
        }
        out.push(']');
    };
    let outputs = detail.outputs.iter().map(|output| {
        let preset = Some(&output.preset).filter(|preset| !preset.is_empty()).map(|preset| ("preset", preset.clone()));
        std::iter::once(("key", output.key.clone())).chain(preset).collect()
    });
    list("requested-outputs", outputs.collect(), &mut out);
    let steps = detail.steps.iter().map(|step| {
        vec![
            ("time", step.time.map(|time| time.to_string()).unwrap_or_default()),
            ("event", step.action.clone()),
            ("actor", step.actor.clone()),
            ("outcome", step.outcome.word().to_owned()),
            ("shows", step.shows.clone()),
            ("event-id", step.event_id.clone()),
        ]
    });
    list("steps", steps.collect(), &mut out);
    let open = detail.not_observable.iter().map(|open| vec![("what", open.what.clone()), ("why", open.why.clone())]);
    list("not-observable", open.collect(), &mut out);
    out.push('}');
    out
}
