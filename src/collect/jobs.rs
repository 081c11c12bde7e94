//! Stories: built from the facts of the shown rows; which match, in which order, and their rows.

use super::export::json_string;
use crate::engine::message::{self, JobRow, NotObservable, RowKey, Sort, StoryDetail, StoryStep};
use crate::event::field::Field;
use crate::event::outcome::Outcome;
use crate::event::time::Micros;
use crate::lifecycle::fact::{EventKey, FactEvent};
use crate::lifecycle::field::{JOB_FIELDS, JobField};
use crate::lifecycle::story::{self, Story};
use crate::lifecycle::table::Profiles;
use crate::lifecycle::unknown;
use crate::query::{Matcher, On, Plan, Test};
use crate::store::Store;
use std::borrow::Cow;

fn key_of(row: RowKey) -> EventKey {
    EventKey(u64::from(row.segment) << 32 | u64::from(row.row))
}

fn row_of(EventKey(key): EventKey) -> RowKey {
    RowKey { segment: (key >> 32) as u32, row: key as u32 }
}

/// The stories that the shown events tell.
pub fn stories(store: &Store, profiles: &Profiles) -> Vec<Story> {
    // Ids are made here once, so that the facts can borrow them.
    let mut facts = Vec::new();
    for (number, held) in store.held().iter().enumerate() {
        let table = &held.segment.facts;
        for at in (0..table.len()).filter(|at| held.shown.contains(table.rows[*at])) {
            let row = RowKey { segment: number as u32, row: table.rows[at] };
            facts.push((row, held.segment.event_id(row.row), at));
        }
    }
    let events = facts.iter().map(|(row, event_id, at)| {
        let segment = &store.held()[row.segment as usize].segment;
        let term = |field| segment.term(field, row.row);
        let fact = segment.facts.get(*at);
        FactEvent {
            fact: fact.fact,
            event: key_of(*row),
            event_id,
            time_micros: segment.time(row.row).0,
            actor: term(Field::Actor).unwrap_or_default(),
            region: term(Field::Region).unwrap_or_default(),
            account: term(Field::Account).unwrap_or_default(),
            request_id: fact.request_id,
            error_code: term(Field::Error),
            error_message: fact.error_message,
        }
    });
    story::stories(profiles, events)
}

/// The keys of the stories in which an event is a step, each with the id of its thing.
pub fn of_event(stories: &[Story], row: RowKey) -> Vec<(String, String)> {
    let key = key_of(row);
    let has_step = |story: &&Story| story.steps.iter().any(|step| step.event == key);
    stories.iter().filter(has_step).map(|story| (story.key.0.clone(), story.id.clone())).collect()
}

/// The value of a field of a story as text; `None` where there is none.
pub fn value(story: &Story, field: JobField) -> Option<Cow<'_, str>> {
    let some = |text: &'_ str| (!text.is_empty()).then(|| Cow::Owned(text.to_owned()));
    match field {
        JobField::State => Some(story.state.word().into()),
        JobField::Certainty => Some(story.certainty.to_string().into()),
        JobField::Job => some(&story.id),
        JobField::Kind => some(&story.kind),
        JobField::Input => story.inputs.first().map(|input| Cow::Borrowed(input.as_str())),
        JobField::Pipeline => story.parent.as_deref().map(Cow::Borrowed),
        JobField::Actor => story.submitted_by.as_deref().map(Cow::Borrowed),
        JobField::Submitted => {
            story.submitted.as_ref().map(|submitted| Micros(submitted.time_micros).to_string().into())
        }
        JobField::LastSeen => Some(Micros(story.last_seen_micros).to_string().into()),
        JobField::Reads => Some(story.reads.to_string().into()),
        JobField::Outputs => outputs(story).map(|count| count.to_string().into()),
        JobField::Error => refusal(story).map(Cow::Borrowed),
        JobField::Region => some(&story.region),
        JobField::Account => some(&story.account),
    }
}

/// How many outputs were asked for, where the submission is in the files.
fn outputs(story: &Story) -> Option<u32> {
    let is_submission_known =
        story.submitted.as_ref().is_some_and(|submitted| !submitted.decoded) || story.id.is_empty();
    is_submission_known.then_some(story.outputs.len() as u32)
}

/// The error code of a refused submission.
fn refusal(story: &Story) -> Option<&str> {
    story.id.is_empty().then(|| story.steps.first()?.error.as_deref()).flatten()
}

/// Whether a story passes a test.
fn passes(story: &Story, test: &Test) -> bool {
    let fields = JOB_FIELDS.iter().map(|info| info.field);
    match (&test.on, &test.matcher) {
        (On::Any, matcher) => {
            let in_fields = |field| value(story, field).is_some_and(|text| matcher.passes(&text));
            fields.clone().any(in_fields)
                || story.inputs.iter().any(|input| matcher.passes(input))
                || story.outputs.iter().any(|output| matcher.passes(&output.key) || matcher.passes(&output.preset))
                || story.details.iter().any(|(_, detail)| matcher.passes(detail))
                || story.steps.iter().any(|step| matcher.passes(&step.actor) || matcher.passes(&step.event_id))
        }
        (On::Field(index), matcher) => {
            let Some(field) = JOB_FIELDS.get(*index).map(|info| info.field) else { return false };
            match matcher {
                Matcher::Time { from_micros, to_micros } => {
                    time(story, field).is_some_and(|time| (*from_micros..*to_micros).contains(&time))
                }
                matcher if field == JobField::Input && !matcher.is_any() => {
                    story.inputs.iter().any(|input| matcher.passes(input))
                }
                matcher => value(story, field).is_some_and(|text| {
                    let short = text.rsplit_once('/').filter(|_| field == JobField::Kind).map(|(_, noun)| noun);
                    matcher.passes(&text) || short.is_some_and(|noun| matcher.passes(noun))
                }),
            }
        }
        (On::Path(_) | On::Quality(_), _) => false,
    }
}

fn time(story: &Story, field: JobField) -> Option<i64> {
    match field {
        JobField::Submitted => story.submitted.as_ref().map(|submitted| submitted.time_micros),
        JobField::LastSeen => Some(story.last_seen_micros),
        _ => None,
    }
}

/// Whether a plan holds for a story.
pub fn holds(story: &Story, plan: &Plan) -> bool {
    plan.holds(&mut |test| passes(story, test))
}

/// The places of the stories that match, in the order of the sort.
pub fn matching(stories: &[Story], plan: &Plan, sort: &Sort) -> Vec<u32> {
    let is_found = |at: &u32| holds(&stories[*at as usize], plan);
    let mut found: Vec<u32> = (0..stories.len() as u32).filter(is_found).collect();
    // What is equal stands newest first.
    found.sort_by_key(|at| std::cmp::Reverse(stories[*at as usize].start_micros()));
    if let Some((then, is_descending)) = &sort.then {
        sort_by(&mut found, stories, then, *is_descending);
    }
    sort_by(&mut found, stories, &sort.field, sort.is_descending);
    found
}

/// Sorts by a field; equals stay as they are, and what has no value comes last in either direction.
fn sort_by(found: &mut [u32], stories: &[Story], name: &str, is_descending: bool) {
    let field = JobField::named(name).unwrap_or(JobField::Submitted);
    let key = |at: &u32| {
        let story = &stories[*at as usize];
        match field {
            // A job whose submission is not known stands where it was first seen.
            JobField::Submitted => (Some(story.start_micros()), None),
            JobField::LastSeen => (Some(story.last_seen_micros), None),
            JobField::Reads => (Some(story.reads as i64), None),
            JobField::Outputs => (outputs(story).map(i64::from), None),
            field => (None, value(story, field).map(|text| text.to_lowercase())),
        }
    };
    let mut keyed: Vec<_> = found.iter().map(|at| (key(at), *at)).collect();
    keyed.sort_by(|(a, _), (b, _)| {
        let is_missing = |key: &(Option<i64>, Option<String>)| key.0.is_none() && key.1.is_none();
        is_missing(a).cmp(&is_missing(b)).then(if is_descending { b.cmp(a) } else { a.cmp(b) })
    });
    found.iter_mut().zip(keyed).for_each(|(place, (_, at))| *place = at);
}

/// The row of the jobs table for a story.
pub fn job_row(story: &Story) -> JobRow {
    JobRow {
        key: story.key.0.clone(),
        kind: story.kind.to_string(),
        id: story.id.clone(),
        request_id: story.request_id.clone(),
        parent: story.parent.clone(),
        input: story.inputs.first().cloned(),
        outputs: outputs(story),
        submitted_by: story.submitted_by.clone(),
        submitted: story.submitted.as_ref().map(|submitted| Micros(submitted.time_micros)),
        is_decoded: story.submitted.as_ref().is_some_and(|submitted| submitted.decoded),
        last_seen: Micros(story.last_seen_micros),
        state: story.state.word().to_owned(),
        certainty: story.certainty.to_string(),
        proven: story.proven.map(|proven| proven.to_string()),
        has_warning: story.warning,
        error: refusal(story).map(str::to_owned),
        region: story.region.clone(),
        account: story.account.clone(),
        reads: story.reads as u32,
        steps: story.steps.len() as u32,
    }
}

/// Everything about a story.
pub fn detail(story: &Story, profiles: &Profiles) -> StoryDetail {
    let fact = |label: &str, text: String| message::Fact { label: label.to_owned(), text, more: None };
    let mut facts = Vec::new();
    for input in &story.inputs {
        facts.push(fact("Input", input.clone()));
    }
    for (name, text) in &story.details {
        facts.push(fact(&title(name), text.clone()));
    }
    let step = |step: &crate::lifecycle::step::Step| StoryStep {
        row: row_of(step.event),
        event_id: step.event_id.clone(),
        time: Micros(step.time_micros),
        action: step.action.to_string(),
        actor: step.actor.clone(),
        outcome: Outcome::of(step.error.as_deref()),
        shows: step.shows.to_string(),
    };
    let open = unknown::not_observable(profiles, story).into_iter();
    StoryDetail {
        job: job_row(story),
        facts,
        outputs: story
            .outputs
            .iter()
            .map(|output| (output.key.clone(), Some(output.preset.clone()).filter(|preset| !preset.is_empty())))
            .collect(),
        steps: story.steps.iter().map(step).collect(),
        not_observable: open
            .map(|open| NotObservable { what: open.what, why: open.why, would_tell: open.would_tell })
            .collect(),
        proof: story.proof.map(row_of),
    }
}

/// The name of a value as a label: `output-prefix` → `Output prefix`.
fn title(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| std::iter::once(first.to_ascii_uppercase()).chain(letters).collect())
}

/// The cells of a story in these columns.
pub fn cells(story: &Story, fields: &[String]) -> Vec<Option<String>> {
    let cell = |name: &String| value(story, JobField::named(name)?).map(Cow::into_owned);
    fields.iter().map(cell).collect()
}

/// A story as JSON: its fields, what was asked for, its events in time order, and what cannot be known.
pub fn json(story: &Story, profiles: &Profiles) -> String {
    let detail = detail(story, profiles);
    let mut out = String::from("{");
    let member = |name: &str, text: &str, out: &mut String| {
        if !out.ends_with(['{', '[']) {
            out.push(',');
        }
        json_string(name, out);
        out.push(':');
        json_string(text, out);
    };
    for info in JOB_FIELDS {
        if let Some(text) = value(story, info.field) {
            member(info.name, &text, &mut out);
        }
    }
    let list = |name: &str, objects: Vec<Vec<(&str, String)>>, out: &mut String| {
        out.push(',');
        json_string(name, out);
        out.push_str(":[");
        for (at, object) in objects.iter().enumerate() {
            out.push_str(if at == 0 { "{" } else { ",{" });
            object.iter().for_each(|(name, text)| member(name, text, out));
            out.push('}');
        }
        out.push(']');
    };
    let outputs = detail.outputs.iter().map(|(key, preset)| {
        let preset = preset.iter().map(|preset| ("preset", preset.clone()));
        std::iter::once(("key", key.clone())).chain(preset).collect()
    });
    list("requested-outputs", outputs.collect(), &mut out);
    let steps = detail.steps.iter().map(|step| {
        vec![
            ("time", step.time.to_string()),
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
