//! The things of every service that comes with a profile, from its events to their rows: `data/services.toml`.

use crate::support::{Viewer, event, log};
use serde::Deserialize;
use serde_json::Value;
use trailglass_protocol::message::JobRow;

#[derive(Deserialize)]
struct Services {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    query: String,
    events: Vec<String>,
    changes: Vec<String>,
    rows: Vec<String>,
    /// Queries of the jobs view, each with how many it finds.
    #[serde(default)]
    asks: Vec<(String, usize)>,
}

fn told(job: &JobRow) -> String {
    let or_dash = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let parent = or_dash(job.parent.as_deref().unwrap_or_default());
    let JobRow { kind, state, certainty, steps, notifications, .. } = job;
    let seconds = |name, length: Option<trailglass_protocol::message::Length>| {
        let exact = length.filter(|length| length.at_most == Some(length.at_least));
        exact.map_or(String::new(), |length| format!(" {name} {}", length.at_least.0 / 1_000_000))
    };
    let times = seconds("waited", job.waited) + &seconds("ran", job.ran);
    let warning = if job.has_warning { " warning" } else { "" };
    format!(
        "{kind} {} {} {certainty} {parent} {steps}+{notifications}{times}{warning}",
        or_dash(&job.id),
        state.as_str()
    )
}

#[test]
fn every_service_with_a_profile_tells_of_its_things() {
    let Services { case } = basic_toml::from_str(include_str!("data/services.toml")).unwrap();
    for Case { name, query, events, changes, rows, asks } in case {
        let numbered = events.iter().zip(1..).map(|(text, n)| {
            let members: Value = serde_json::from_str(text).unwrap();
            event(&format!("{name}-{n}"), members["time"].as_str().unwrap(), members.clone())
        });
        let trail = log(&numbered.collect::<Vec<_>>());
        let mut viewer =
            Viewer::of(&[("log.json", trail.as_bytes()), ("changes.jsonl", changes.join("\n").as_bytes())]);
        let mut found: Vec<String> = viewer.jobs(&query).iter().map(|job| told(job)).collect();
        found.sort();
        assert_eq!(found, rows, "{name}");
        for (query, expected) in asks {
            assert_eq!(viewer.jobs(&query).len(), expected, "{name}: {query}");
        }
    }
}
