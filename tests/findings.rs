//! What deserves a look among jobs, what notices prove in whatever order they come, and pipelines beside queues.

use crate::jobs::{create, of, refused, step};
use crate::support::{Viewer, event, log};
use serde_json::{Value, json};
use trailglass_protocol::message::*;

fn notice(state: &str, time: &str) -> String {
    let message =
        json!({"state": state, "version": "2012-09-25", "jobId": "job-1", "pipelineId": "pipe-1", "outputs": []});
    json!({"Type": "Notification", "TopicArn": "arn:aws:sns:us-east-1:111122223333:vod",
        "Timestamp": format!("2024-03-01T{time}.000Z"), "Message": message.to_string()})
    .to_string()
}

#[test]
fn notices_prove_the_same_in_whatever_order_they_come_and_however_often() {
    let (progress, warning) = (notice("PROGRESSING", "10:01:00"), notice("WARNING", "10:02:00"));
    let (done, failed) = (notice("COMPLETED", "10:03:00"), notice("ERROR", "10:03:00"));
    let late = notice("PROGRESSING", "10:04:00");
    for (notices, expected) in [
        (vec![&progress], "progressing recorded false"),
        (vec![&warning], "unknown unknown true"),
        (vec![&done], "complete recorded false"),
        (vec![&failed], "error recorded false"),
        (vec![&progress, &warning, &done], "complete recorded true"),
        (vec![&progress, &failed], "error recorded false"),
        // One that came late says nothing against an end.
        (vec![&done, &late], "complete recorded false"),
    ] {
        let mut orders = vec![notices.clone(), notices.iter().rev().copied().collect()];
        orders.push([notices.clone(), notices.clone()].concat());
        for order in orders {
            let lines: Vec<&str> = order.iter().map(|line| line.as_str()).collect();
            let trail = log(&[create("create", "10:00:00", "job-1", "a.mov", json!({}))]);
            let mut viewer =
                Viewer::of(&[("log.json", trail.as_bytes()), ("notices.jsonl", lines.join("\n").as_bytes())]);
            let jobs = viewer.jobs("");
            let JobRow { state, certainty, has_warning, notices: told, .. } = &*jobs[0];
            assert_eq!(format!("{state} {certainty} {has_warning}"), expected, "{lines:?}");
            assert_eq!(*told as usize, notices.len(), "a notice that comes twice counts once: {lines:?}");
        }
    }
}

/// A pipeline that is changed, a job that fails soon after, and one that is polled, throttled and read after its end.
fn troubled() -> Viewer {
    let change = json!({"requestParameters": {"id": "pipe-1", "inputBucket": "elsewhere"}, "readOnly": false});
    let mut events = vec![
        create("create-1", "10:00:00", "job-1", "a.mov", json!({})),
        step("change", "09:50:00", "UpdatePipeline", change),
        create("create-2", "12:00:00", "job-2", "b.mov", json!({})),
        step("throttled", "12:00:01", "ReadJob", refused("job-2", "ThrottlingException")),
        step("cancel", "12:01:00", "CancelJob", of("job-2")),
        step("late", "12:02:00", "ReadJob", of("job-2")),
        create("create-3", "10:00:00", "job-3", "c.mov", json!({"eventTime": "2024-02-01T10:00:00Z"})),
        create(
            "refusal",
            "10:30:00",
            "",
            "a.mov",
            json!({"errorCode": "ValidationException", "responseElements": null}),
        ),
    ];
    events.extend((0..31).map(|n| step(&format!("poll-{n}"), &format!("12:00:{:02}", n + 5), "ReadJob", of("job-2"))));
    Viewer::of(&[("log.json", log(&events).as_bytes()), ("notices.jsonl", notice("ERROR", "10:03:00").as_bytes())])
}

#[test]
fn each_finding_leads_to_its_events() {
    let mut viewer = troubled();
    let mut found = Vec::new();
    for job in viewer.jobs("finding:*") {
        for Line { label, query, .. } in viewer.story(&job.key).findings {
            let mut ids = viewer.ids(&query);
            ids.truncate(2);
            found.push(format!("{} {label}: {query} = {}", job.id, ids.join(" ")));
        }
    }
    found.sort();
    assert_eq!(
        found,
        [
            " after-change: pipeline:pipe-1 time>=2024-03-01T09:50:00Z write:true = create-2 refusal",
            "job-1 after-change: pipeline:pipe-1 time>=2024-03-01T09:50:00Z write:true = create-2 refusal",
            "job-2 polled: job:job-2 write:false = late poll-30",
            "job-2 read-after-end: job:job-2 time>=2024-03-01T12:01:00Z = late cancel",
            "job-2 throttled: job:job-2 ok:false = throttled",
            "job-3 stuck: job:job-3 = create-3",
        ]
    );
}

#[test]
fn a_story_leads_to_what_goes_with_it() {
    let mut viewer = troubled();
    let beside = |viewer: &mut Viewer, query: &str| {
        let key = viewer.jobs(query)[0].key.clone();
        let (text, label) = viewer.story(&key).beside.unwrap();
        (format!("{label}: {text}"), viewer.jobs(&text).len())
    };
    let refusals = "Refusals like this one: state:not-submitted pipeline:pipe-1 input:a.mov".to_owned();
    assert_eq!(beside(&mut viewer, "state:not-submitted"), (refusals, 1));
    assert_eq!(beside(&mut viewer, "kind:pipeline"), ("Show its jobs: pipeline:pipe-1".to_owned(), 4));
    assert_eq!(beside(&mut viewer, "job:preset-720 kind:preset"), ("Show its jobs: any:preset-720".to_owned(), 4));
}

fn converting(id: &str, time: &str, queue: &str) -> Value {
    let queue = format!("arn:aws:mediaconvert:us-east-1:111122223333:queues/{queue}");
    event(
        id,
        time,
        json!({"eventSource": "mediaconvert.amazonaws.com", "eventName": "CreateJob", "readOnly": false,
        "requestParameters": {"queue": queue}, "responseElements": {"job": {"id": id, "queue": queue, "status": "SUBMITTED"}}}),
    )
}

#[test]
fn pipelines_stand_beside_the_queues_that_took_over() {
    let trail = log(&[
        create("create-1", "10:00:00", "job-1", "a.mov", json!({})),
        create("create-2", "10:00:00", "job-2", "b.mov", json!({})),
        converting("convert-1", "11:00:00", "Default"),
    ]);
    let mut viewer = Viewer::of(&[("log.json", trail.as_bytes())]);
    let sort = Sort { field: "submitted".to_owned(), is_descending: true, then: None };
    let answer = viewer.ask(View::Jobs, "kind:(pipeline OR queue)", sort);
    let timeline = answer.timeline.unwrap();
    let strips: Vec<_> =
        timeline.strips.iter().map(|strip| (strip.noun.as_str(), strip.counts.last().unwrap().1)).collect();
    assert_eq!(strips, [("pipeline", 2), ("queue", 1)]);
    assert_eq!(answer.matched, 2, "the strips count jobs, the rows are pipelines and queues");
}
