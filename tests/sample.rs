//! The sample trail that ships with the page.

use crate::jobs::create;
use crate::support::{Viewer, log};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use trailglass_event::time::Micros;
use trailglass_lifecycle::state::State;
use trailglass_protocol::message::{Format, JobRow, Lane, Sort, Strip, View};

/// A viewer of the sample, and its index.
fn sample() -> (Viewer, Value) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/sample");
    let index: Value = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let mut viewer = Viewer::new();
    for file in index["files"].as_array().unwrap() {
        let name = file["name"].as_str().unwrap();
        let bytes = std::fs::read(folder.join(name)).unwrap();
        assert_eq!(bytes.len() as u64, file["size"], "{name}");
        viewer.load(name, &bytes);
    }
    viewer.freeze();
    (viewer, index)
}

fn lane(job: &JobRow) -> &Lane {
    job.lane.as_ref().expect("every job of the sample has a time")
}

#[test]
fn the_sample_trail_loads_whole() {
    let (mut viewer, index) = sample();
    for (source, name) in &viewer.names {
        assert_eq!(viewer.problems(*source), [""; 0], "{name}");
    }
    let answer = viewer.query("");
    assert_eq!(u64::from(answer.events), index["events"].as_u64().unwrap());
    // The index counts the jobs that the day submitted; refused ones and those of the day before are rows as well.
    let jobs = viewer.jobs("");
    assert_eq!(jobs.len(), answer.jobs as usize);
    let n_submitted = jobs.iter().filter(|job| job.submitted.is_some() && !job.is_decoded).count();
    assert_eq!(n_submitted as u64, index["jobs"].as_u64().unwrap());
    let (records, events, duplicates, refused) = viewer.sums();
    assert_eq!((records, refused), (events + duplicates, 0));
    for query in [
        "outcome:denied",
        "outcome:failed",
        "identity:role",
        "identity:identity-center",
        "-service:elastictranscoder",
        "job:*",
    ] {
        assert!(viewer.query(query).matched > 0, "{query}");
    }
    for query in ["state:canceled", "state:past-submitted", "state:not-submitted", "state:unknown"] {
        assert!(!viewer.jobs(query).is_empty(), "{query}");
    }
}

/// The peak of each strip: at least, and at most.
fn peaks(viewer: &mut Viewer, text: &str) -> BTreeMap<String, (u32, u32)> {
    let timeline = viewer.ask(View::Jobs, text, Sort::newest_first()).timeline.expect("there are jobs");
    let peak = |strip: &Strip| {
        let (least, most) = (strip.counts.iter().map(|count| count.0), strip.counts.iter().map(|count| count.1));
        (least.max().unwrap(), most.max().unwrap())
    };
    timeline.strips.iter().map(|strip| (strip.parent.clone(), peak(strip))).collect()
}

/// The same by asking at the beginning of each job which others there were.
fn expected_peak(jobs: &[Rc<JobRow>], parent: &str) -> (u32, u32) {
    let is_of = |job: &&Rc<JobRow>| job.parent.as_deref() == Some(parent) && job.state != State::NotSubmitted;
    let jobs: Vec<&Rc<JobRow>> = jobs.iter().filter(is_of).collect();
    let at_once = |time: Micros, is_most: bool| {
        let lives = |job: &&&Rc<JobRow>| {
            let open = if is_most { Micros(i64::MAX) } else { lane(job).last };
            lane(job).from <= time && (time < lane(job).ended.unwrap_or(open) || time == lane(job).from)
        };
        jobs.iter().filter(lives).count() as u32
    };
    let peak = |is_most| jobs.iter().map(|job| at_once(lane(job).from, is_most)).max().unwrap_or(0);
    (peak(false), peak(true))
}

#[test]
fn a_peak_is_of_jobs_at_once_however_long_the_time_is() {
    let (mut viewer, _) = sample();
    for text in ["", "state:canceled", "state:not-submitted", "state:unknown"] {
        let jobs = viewer.jobs(text);
        for (parent, peak) in peaks(&mut viewer, text) {
            assert_eq!(peak, expected_peak(&jobs, &parent), "{parent} of {text}");
        }
    }
    let busiest = "1648946631961-vz9ugq";
    assert_eq!(peaks(&mut viewer, "state:canceled")[busiest], (3, 3));
    assert_eq!(peaks(&mut viewer, "state:not-submitted")[busiest], (0, 0));
    let before = peaks(&mut viewer, "");
    assert_eq!(before[busiest], (6, 60));
    let far = create("far-1", "10:00:00", "job-far", "a.mov", json!({"eventTime": "2014-02-01T10:00:00Z"}));
    viewer.load_frozen("far.json", log(&[far]).as_bytes());
    let after = peaks(&mut viewer, "");
    assert_eq!(after[busiest], before[busiest], "an unrelated job years before changes nothing");
}

#[test]
fn the_sample_trail_without_its_names_is_still_a_trail_that_answers() {
    let (mut viewer, _) = sample();
    let queries = [
        "",
        "outcome:denied",
        "outcome:failed",
        "identity:role",
        "identity:identity-center",
        "service:elastictranscoder event:CreateJob",
        "error:AccessDenied",
        "region:us-east-1 write:true",
        "event:ConsoleLogin",
        "userAgent:*aws-cli*",
        "\"is not authorized to perform\"",
        "\"Rate exceeded\"",
    ];
    let before: Vec<u32> = queries.iter().map(|query| viewer.query(query).matched).collect();
    viewer.query("");
    let (text, _) = crate::export::export(&mut viewer, View::Events, Format::Lines, &[], true);
    assert!(!text.contains("left out"), "every sentence of it is known");
    let mut without = Viewer::of(&[("redacted.ndjson", text.as_bytes())]);
    let after: Vec<u32> = queries.iter().map(|query| without.query(query).matched).collect();
    assert_eq!(before, after);
    assert_eq!(viewer.jobs("").len(), without.jobs("").len(), "as many jobs");
}

#[test]
fn a_job_of_the_sample_trail_without_its_names_is_told_in_the_same_words() {
    let (mut viewer, _) = sample();
    viewer.jobs("");
    let mut told = |is_redacted: bool| -> Vec<Value> {
        let (text, _) = crate::export::export(&mut viewer, View::Jobs, Format::Lines, &[], is_redacted);
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let (whole, redacted) = (told(false), told(true));
    assert_eq!(whole.len(), redacted.len());
    for (whole, redacted) in whole.iter().zip(&redacted) {
        for same in
            ["state", "certainty", "kind", "submitted", "reads", "waited-min", "waited-max", "error", "not-observable"]
        {
            assert_eq!(whole.get(same), redacted.get(same));
        }
        let steps = |job: &Value, member: &str| -> Vec<Value> {
            job["steps"].as_array().unwrap().iter().map(|step| step[member].clone()).collect()
        };
        for same in ["time", "event", "outcome", "shows", "event-id"] {
            assert_eq!(steps(whole, same), steps(redacted, same));
        }
        assert!(whole["job"].is_null() || whole["job"] != redacted["job"]);
    }
}
