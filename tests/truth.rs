//! Every story of a generated trail against what its generator knows to have happened.

use crate::support::Viewer;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use trailglass_protocol::message::*;

/// The generator, where it is there; says so if not.
fn generator() -> Option<PathBuf> {
    let folder = std::env::var_os("TRAIL_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    if folder.join("bench/trailgen.py").is_file() {
        return Some(folder);
    }
    println!("No generator: set TRAIL_SHARED to a folder with bench/trailgen.py to compare stories with the truth");
    None
}

/// What the generator says of a job, and what the page is to say.
fn expected(truth: &Value) -> String {
    let is = |name: &str| truth[name].as_bool().unwrap_or_default();
    let text = |name: &str| truth[name].as_str().unwrap_or_default();
    let (state, certainty, proven) = match text("notified") {
        _ if truth["id"].is_null() => ("not-submitted", "recorded", "-"),
        _ if is("canceled") => ("canceled", "recorded", "-"),
        "COMPLETED" => ("complete", "recorded", "-"),
        "ERROR" => ("error", "recorded", "-"),
        _ if is("refused_cancel") => ("past-submitted", "inferred", "-"),
        _ if is("created") => ("unknown", "unknown", "submitted"),
        _ => ("unknown", "unknown", "-"),
    };
    let submitted = match text("id").split_once('-') {
        None => "-".to_owned(),
        Some(_) if is("created") => text("submitted").to_owned(),
        // The id has the milliseconds, which the time of the event has not.
        Some((millis, _)) => format!("decoded {}", millis.parse::<i64>().expect("ids begin with milliseconds") / 1000),
    };
    let is_known = is("created") || truth["id"].is_null() || !text("notified").is_empty();
    let (pipeline, key) = if is_known { (text("pipeline"), text("key")) } else { ("-", "-") };
    let reads = &truth["reads"];
    let place = format!("{} {}", text("region"), text("account"));
    format!("{} {state} {certainty} {proven} {submitted} {reads} reads {pipeline} {key} {place}", text("id"))
}

/// What the page says of it.
fn told(job: &JobRow) -> String {
    let JobRow { id, state, certainty, reads, region, account, .. } = job;
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let submitted = match job.submitted {
        Some(time) if job.is_decoded => format!("decoded {}", time.0.div_euclid(1_000_000)),
        Some(time) => time.to_string(),
        None => "-".to_owned(),
    };
    let (proven, pipeline, key) =
        (or_dash(&job.proven.map(|proven| proven.to_string())), or_dash(&job.parent), or_dash(&job.input));
    let state = state.as_str();
    format!("{id} {state} {certainty} {proven} {submitted} {reads} reads {pipeline} {key} {region} {account}")
}

/// All rows of the jobs table, a window at a time.
fn all_jobs(viewer: &mut Viewer) -> Vec<std::rc::Rc<JobRow>> {
    let sort = Sort { field: "submitted".to_owned(), is_descending: false, then: None };
    let answer = viewer.ask(View::Jobs, "", sort);
    let Rows::Jobs(mut rows) = answer.page.rows else { panic!("jobs were asked for") };
    while (rows.len() as u32) < answer.matched {
        let first = rows.len() as u32;
        match viewer.reply(Request::Page { view: View::Jobs, no: answer.no, first, count: 2000, fields: Vec::new() }) {
            Some(Response::Page(Page { rows: Rows::Jobs(more), .. })) => rows.extend(more),
            other => panic!("a window of jobs was asked for, not {other:?}"),
        }
    }
    rows
}

fn load_folder(viewer: &mut Viewer, folder: &Path) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            load_folder(viewer, &path);
        } else {
            viewer.load(&path.to_string_lossy(), &std::fs::read(&path).unwrap());
        }
    }
}

/// Another trail of the generator, of any size, is compared instead where it is named:
/// `TRAIL_BENCH=folder TRAIL_TRUTH=file cargo test --release --test integration generated_trail`
#[test]
fn every_story_of_a_generated_trail_is_true() {
    if let (Some(trail), Some(truth)) = (std::env::var_os("TRAIL_BENCH"), std::env::var_os("TRAIL_TRUTH")) {
        compared(Path::new(&trail), Path::new(&truth));
        return;
    }
    let Some(shared) = generator() else { return };
    let folder = std::env::temp_dir().join(format!("trailglass-truth-{}", std::process::id()));
    let (trail, truth) = (folder.join("trail"), folder.join("truth.jsonl"));
    let options = "--events 20000 --seed 7 --orphans 0.2 --refused-cancels 0.2 --notifications 0.3 --duplicates 0.1";
    std::fs::create_dir_all(&folder).unwrap();
    let done = Command::new("python3")
        .arg(shared.join("bench/trailgen.py"))
        .arg(&trail)
        .arg("--templates")
        .arg(shared.join("corpus/invictus-ir__aws_dataset"))
        .args(options.split(' '))
        .arg("--truth")
        .arg(&truth)
        .output();
    let done = match done {
        Ok(done) => done,
        Err(problem) => {
            println!("No python3 to run the generator with: {problem}");
            return;
        }
    };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let counts = compared(&trail, &truth);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(counts.len() >= 6, "the trail has every kind of job: {counts:?}");
}

/// Reads a trail and holds every story against the truth; gives how many stories have each state.
fn compared(trail: &Path, truth: &Path) -> BTreeMap<String, usize> {
    let mut viewer = Viewer::new();
    load_folder(&mut viewer, trail);
    viewer.freeze();
    let truth = std::fs::read_to_string(truth).unwrap();
    let mut expected: Vec<String> = truth.lines().map(|line| expected(&serde_json::from_str(line).unwrap())).collect();
    let mut told: Vec<String> = all_jobs(&mut viewer).iter().map(|job| told(job)).collect();
    expected.sort();
    told.sort();
    let differing: Vec<_> = expected.iter().zip(&told).filter(|(one, other)| one != other).take(5).collect();
    assert_eq!((expected.len(), differing), (told.len(), Vec::new()));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for story in &told {
        *counts.entry(story.split(' ').nth(1).unwrap().to_owned()).or_default() += 1;
    }
    println!("{} stories are true: {counts:?}", told.len());
    counts
}
