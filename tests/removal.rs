//! A source that is taken out leaves no trace: no row, no count, no copy that hides another, no document.

use crate::support::{Viewer, event, log, pack};
use serde_json::json;
use trailglass_protocol::id::{ReaderId, SourceId};
use trailglass_protocol::message::Request;

/// What the counts and the table say.
fn told(viewer: &mut Viewer) -> (u32, Vec<String>, (u32, u32)) {
    let answer = viewer.query("");
    let (_, events, duplicates, _) = viewer.sums();
    assert_eq!(answer.matched, answer.events);
    (answer.events, viewer.ids(""), (events, duplicates))
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn the_copies_of_other_files_are_shown_again() {
    let rich = event("a", "10:00:01", json!({"requestParameters": {"key": "rich"}, "errorCode": "AccessDenied"}));
    let poor = event("a", "10:00:01", json!({}));
    let (b, c) = (event("b", "10:00:02", json!({})), event("c", "10:00:03", json!({"awsRegion": "eu-west-1"})));
    // In one segment, and in one for each file.
    for is_frozen in [false, true] {
        let mut viewer = Viewer::new();
        for (name, events) in [
            ("poor", vec![poor.clone(), b.clone()]),
            ("rich", vec![rich.clone(), c.clone()]),
            ("poor too", vec![poor.clone()]),
        ] {
            viewer.load(name, log(&events).as_bytes());
            if is_frozen {
                viewer.freeze();
            }
        }
        viewer.freeze();
        assert_eq!(told(&mut viewer), (3, ids(&["c", "b", "a"]), (3, 2)));
        assert_eq!(viewer.ids("rich"), ["a"]);

        viewer.remove(&[SourceId::File(1)]);
        assert_eq!(told(&mut viewer), (2, ids(&["b", "a"]), (2, 1)));
        assert_eq!(
            (viewer.ids("rich"), viewer.ids("error:*"), viewer.ids("region:eu-west-1")),
            (vec![], vec![], vec![])
        );
        let answer = viewer.query("");
        let span = answer.span.expect("there are events");
        assert_eq!(span.1.0 - span.0.0, 1_000_000, "the span is that of what is left");
        let histogram = answer.histogram.expect("there are events");
        assert_eq!((histogram.extent.to.0 - histogram.extent.from.0, histogram.all.len()), (2_000_000, 2));

        viewer.remove(&[SourceId::File(0)]);
        assert_eq!(told(&mut viewer), (1, ids(&["a"]), (1, 0)));
        viewer.remove(&[SourceId::File(2)]);
        assert_eq!(told(&mut viewer), (0, vec![], (0, 0)));
        assert!(viewer.query("").histogram.is_none());

        viewer.load_frozen("again", log(std::slice::from_ref(&b)).as_bytes());
        assert_eq!(told(&mut viewer), (1, ids(&["b"]), (1, 0)));
    }
}

#[test]
fn a_query_in_force_is_answered_anew() {
    let mut viewer = Viewer::new();
    for at in 0..3 {
        let key = json!({"requestParameters": {"key": format!("file-{at}")}});
        viewer.load_frozen("log", log(&[event(&at.to_string(), "10:00:00", key)]).as_bytes());
    }
    assert_eq!(viewer.query("file").matched, 3);
    let before = viewer.answers.len();
    viewer.remove(&[SourceId::File(1)]);
    let answer = viewer.answers.pop().expect("an answer follows");
    assert_eq!((viewer.answers.len(), answer.matched), (before, 2));
}

#[test]
fn what_still_comes_of_a_removed_source_is_thrown_away() {
    let mut viewer = Viewer::new();
    let zip = pack::zip(&[
        ("a.json", log(&[event("a", "10:00:00", json!({}))]).as_bytes()),
        ("b.json", log(&[event("b", "10:00:00", json!({}))]).as_bytes()),
    ]);
    viewer.load("archive.zip", &zip);
    viewer.engine.request(Request::Remove { sources: vec![SourceId::File(0)] });
    viewer.run();
    viewer.freeze();
    assert_eq!(viewer.query("").events, 0);

    // An archive takes what it holds along, and one file of it can go alone.
    viewer.load_frozen("again.zip", &zip);
    assert_eq!(viewer.query("").events, 2);
    let member = *viewer.names.iter().find(|(_, name)| *name == "again.zip/b.json").expect("a member is named").0;
    viewer.remove(&[member]);
    assert_eq!(viewer.ids(""), ["a"]);
    viewer.remove(&[SourceId::File(1)]);
    assert_eq!(viewer.query("").events, 0);
}

#[test]
fn what_a_dead_reader_had_not_finished_is_read_again() {
    let mut viewer = Viewer::new();
    viewer.load_frozen("whole", log(&[event("a", "10:00:00", json!({}))]).as_bytes());
    viewer.load_frozen("half", log(&[event("b", "10:00:00", json!({}))]).as_bytes());
    viewer.engine.request(Request::Lost { reader: ReaderId(1), sources: vec![SourceId::File(1)] });
    viewer.run();
    assert_eq!(viewer.ids(""), ["a"]);
    // The other reader reads it.
    viewer.load_frozen("half", log(&[event("b", "10:00:00", json!({}))]).as_bytes());
    assert_eq!(viewer.ids("").len(), 2);
}
