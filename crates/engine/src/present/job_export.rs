//! Jobs as rows of an exported file, and as JSON.

use crate::resources::job_fields::{seconds, span, value};
use crate::resources::view::ResourceView;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use trailglass_lifecycle::field::{JOB_FIELDS, JobField};
use trailglass_lifecycle::span::{Bound, Edge};
use trailglass_protocol::message::StoryDetail;

/// The columns of a file for columns of the table: a duration becomes the least and the most that is proven, a lifetime
/// its start and its end.
pub fn columns(fields: &[String]) -> Vec<String> {
    let columns = fields.iter().flat_map(|name| match JobField::named(name) {
        Some(JobField::Waited) => vec!["waited-min".to_owned(), "waited-max".to_owned()],
        Some(JobField::Ran) => vec!["ran-min".to_owned(), "ran-max".to_owned()],
        Some(JobField::Life) => vec!["started".to_owned(), "ended".to_owned()],
        _ => vec![name.clone()],
    });
    columns.collect()
}

/// The cells of a resource in the columns of a file.
pub fn cells(resource: &ResourceView<'_>, columns: &[String]) -> Vec<Option<String>> {
    columns.iter().map(|name| cell(resource, name)).collect()
}

fn cell(resource: &ResourceView<'_>, column: &str) -> Option<String> {
    match column {
        "waited-min" => span(resource, JobField::Waited).map(|span| seconds(span.at_least)),
        "waited-max" => span(resource, JobField::Waited).and_then(|span| span.at_most).map(seconds),
        "ran-min" => span(resource, JobField::Ran).map(|span| seconds(span.at_least)),
        "ran-max" => span(resource, JobField::Ran).and_then(|span| span.at_most).map(seconds),
        "started" => exact_time(resource.lifecycle.started),
        "ended" => exact_time(resource.lifecycle.ended),
        name => value(resource, JobField::named(name)?).map(Cow::into_owned),
    }
}

/// The time of a bound that is exact.
fn exact_time(bound: Option<Bound>) -> Option<String> {
    bound.filter(|bound| bound.edge == Edge::At).map(|bound| bound.time.to_string())
}

/// A resource with its story as a line of JSON: its fields, what was asked for, its events in time order, and what the
/// files cannot show.
///
/// # Panics
///
/// Never: texts and numbers are always JSON.
pub fn json(resource: &ResourceView<'_>, detail: &StoryDetail) -> String {
    let fields: Vec<String> = JOB_FIELDS.iter().map(|info| info.name.to_owned()).collect();
    let fields = columns(&fields).into_iter().filter_map(|name| cell(resource, &name).map(|text| (name, text)));
    let outputs = detail.outputs.iter().map(|output| ExportedOutput {
        key: &output.key,
        preset: Some(&*output.preset).filter(|preset| !preset.is_empty()),
    });
    let steps = detail.steps.iter().map(|step| ExportedStep {
        time: step.time.map(|time| time.to_string()).unwrap_or_default(),
        event: &step.action,
        actor: &step.actor,
        outcome: step.outcome.word(),
        shows: &step.shows,
        event_id: &step.event_id,
    });
    let job = ExportedJob {
        fields: Fields(fields.collect()),
        requested_outputs: outputs.collect(),
        steps: steps.collect(),
        not_observable: detail
            .not_observable
            .iter()
            .map(|open| ExportedQuestion { what: &open.what, why: &open.why })
            .collect(),
    };
    serde_json::to_string(&job).expect("names and values of a job are texts")
}

/// A job as it is exported.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ExportedJob<'a> {
    #[serde(flatten)]
    fields: Fields,
    requested_outputs: Vec<ExportedOutput<'a>>,
    steps: Vec<ExportedStep<'a>>,
    not_observable: Vec<ExportedQuestion<'a>>,
}

/// Names and values of fields, in order.
struct Fields(Vec<(String, String)>);

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, text)| (name, text)))
    }
}

#[derive(Serialize)]
struct ExportedOutput<'a> {
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    preset: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ExportedStep<'a> {
    /// Empty where the time is unknown.
    time: String,
    event: &'a str,
    actor: &'a str,
    outcome: &'a str,
    shows: &'a str,
    event_id: &'a str,
}

#[derive(Serialize)]
struct ExportedQuestion<'a> {
    what: &'a str,
    why: &'a str,
}
