//! What deserves a look among jobs, what notices prove in whatever order they come, and pipelines beside queues.

use crate::jobs::{create, of, refused, step};
use crate::support::{Viewer, event, log};
use serde_json::{Value, json};
use trailglass_lifecycle::finding::Finding;
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
        // A warning is given while a job is worked on.
        (vec![&warning], "progressing recorded true"),
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
            let JobRow { state, certainty, has_warning, notifications: told, .. } = &*jobs[0];
            assert_eq!(format!("{} {certainty} {has_warning}", state.as_str()), expected, "{lines:?}");
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
        step("later", "12:03:00", "ReadJob", of("job-2")),
        step("latest", "12:04:00", "ReadJob", of("job-2")),
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
        for FindingDetail { finding, query, .. } in viewer.story(&job.key).findings {
            let mut ids = viewer.ids(&query);
            ids.truncate(2);
            found.push(format!("{} {finding}: {query} = {}", job.id, ids.join(" ")));
        }
    }
    found.sort();
    assert_eq!(
        found,
        [
            " after-change: pipeline:pipe-1 account:111122223333 region:us-east-1 time>=2024-03-01T09:50:00Z write:true = create-2 refusal",
            "job-1 after-change: pipeline:pipe-1 account:111122223333 region:us-east-1 time>=2024-03-01T09:50:00Z write:true = create-2 refusal",
            "job-2 polled: job:job-2 account:111122223333 region:us-east-1 write:false = latest later",
            "job-2 read-after-end: job:job-2 account:111122223333 region:us-east-1 time>=2024-03-01T12:01:00Z = latest later",
            "job-2 throttled: job:job-2 account:111122223333 region:us-east-1 ok:false = throttled",
            "job-3 stuck: job:job-3 account:111122223333 region:us-east-1 = create-3",
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
    let near = "kind:elastic-transcoder/job account:111122223333 region:us-east-1";
    let refusals = format!("Refusals like this one: state:not-submitted pipeline:pipe-1 input:a.mov {near}");
    assert_eq!(beside(&mut viewer, "state:not-submitted"), (refusals, 1));
    assert_eq!(beside(&mut viewer, "kind:pipeline"), (format!("Show its jobs: pipeline:pipe-1 {near}"), 4));
    assert_eq!(beside(&mut viewer, "job:preset-720 kind:preset"), (format!("Show its jobs: any:preset-720 {near}"), 4));
}

#[test]
fn a_button_of_a_thing_leads_to_no_other_of_the_same_id() {
    let elsewhere = |id: &str, account: &str, region: &str| {
        let mut event = create(id, "10:00:00", "job-1", "a.mov", json!({}));
        event["recipientAccountId"] = account.into();
        event["awsRegion"] = region.into();
        event
    };
    let mut refused = create("refused", "10:01:00", "", "b.mov", json!({"errorCode": "ThrottlingException"}));
    refused["responseElements"] = Value::Null;
    refused["requestID"] = "request-1".into();
    let trail = log(&[
        elsewhere("one", "111122223333", "us-east-1"),
        elsewhere("other-account", "444455556666", "us-east-1"),
        elsewhere("other-region", "111122223333", "eu-west-1"),
        refused,
        event("denied", "10:02:00", json!({"errorCode": "AccessDenied"})),
    ]);
    let mut viewer = Viewer::of(&[("log.json", trail.as_bytes())]);
    let key = |viewer: &mut Viewer, text: &str| viewer.jobs(text)[0].key.clone();
    let own = key(&mut viewer, "job:job-1 account:111122223333 region:us-east-1");
    let story = viewer.story(&own);
    assert_eq!(viewer.ids(&story.events), ["one"], "{}", story.events);
    let pipeline = key(&mut viewer, "kind:pipeline account:444455556666");
    let (text, _) = viewer.story(&pipeline).beside.unwrap();
    assert_eq!(viewer.jobs(&text).len(), 1, "{text}");
    let refused = key(&mut viewer, "finding:throttled");
    let story = viewer.story(&refused);
    assert_eq!(viewer.ids(&story.events), ["refused"], "{}", story.events);
    assert_eq!(viewer.ids(&story.findings[0].query), ["refused"]);
}

#[test]
fn every_finding_of_a_job_is_counted_and_written() {
    let mut viewer = troubled();
    let asked = Suggest { view: View::Jobs, rest: String::new(), field: "finding".to_owned(), prefix: String::new() };
    let Some(Response::Suggested { values, .. }) = viewer.reply(Request::Suggest(asked)) else { panic!("values") };
    for (word, count) in &values {
        assert_eq!(Some(viewer.jobs(&format!("finding:{word}")).len() as u32), *count, "{word}");
    }
    let all = viewer.jobs("finding:polled")[0].findings.clone();
    assert_eq!(all, [Finding::Polled, Finding::ReadAfterEnd, Finding::Throttled]);
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
