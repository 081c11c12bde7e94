//! The sample trail that ships with the page.

use crate::support::Viewer;
use serde_json::Value;
use std::path::Path;

#[test]
fn the_sample_trail_loads_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/sample");
    let index: Value = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let mut viewer = Viewer::new();
    for file in index["files"].as_array().unwrap() {
        let name = file["name"].as_str().unwrap();
        let bytes = std::fs::read(folder.join(name)).unwrap();
        assert_eq!(bytes.len() as u64, file["size"], "{name}");
        viewer.load(name, &bytes);
    }
    viewer.seal();
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
