//! No state, time, length or finding of a job that its events do not prove.

use crate::jobs::{create, of, refused, step};
use crate::support::{Viewer, event, log};
use serde_json::{Value, json};
use trailglass_event::time::Micros;
use trailglass_lifecycle::finding::Finding;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::*;

/// An event of a service.
fn call(service: &str, name: &str, time: &str, members: Value) -> Value {
    let id = format!("{name}-{time}-{}", members["id"].as_str().unwrap_or_default());
    let source = format!("{service}.amazonaws.com");
    let mut event =
        event(&id, time, json!({"eventSource": source, "eventName": name, "requestID": format!("request-{id}")}));
    event.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    event
}

/// A state change as EventBridge delivers it.
fn change(kind: &str, source: &str, time: &str, detail: Value) -> String {
    json!({"version": "0", "id": "x", "detail-type": kind, "source": source, "account": "111122223333",
        "time": format!("2024-03-01T{time}Z"), "region": "us-east-1", "resources": [], "detail": detail})
    .to_string()
}

/// What a notification of a job of the pipeline says, as it stands in its message.
fn body(job: &str, state: &str, members: Value) -> Value {
    let mut body = json!({"state": state, "version": "2012-09-25", "jobId": job, "pipelineId": "pipe-1"});
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    body
}

/// The same as SNS delivers it.
fn sent(time: &str, body: &Value) -> String {
    json!({"Type": "Notification", "TopicArn": "arn:aws:sns:us-east-1:111122223333:vod",
        "Timestamp": format!("2024-03-01T{time}Z"), "Message": body.to_string()})
    .to_string()
}

fn viewer_of(events: &[Value], notices: &[String]) -> Viewer {
    Viewer::of(&[("log.json", log(events).as_bytes()), ("notices.jsonl", notices.join("\n").as_bytes())])
}

/// The one story that a query finds.
#[track_caller]
fn story(viewer: &mut Viewer, query: &str) -> StoryDetail {
    let jobs = viewer.jobs(query);
    assert_eq!(jobs.len(), 1, "{query}: {jobs:?}");
    viewer.story(&jobs[0].key.clone())
}

/// `12:00` exactly, `..12:00` at most, `12:00..` at least, `10:00..12:00`, in minutes and seconds.
fn length(length: Option<Length>) -> String {
    let words = |Micros(micros): Micros| format!("{}:{:02}", micros / 60_000_000, micros / 1_000_000 % 60);
    match length {
        None => "-".to_owned(),
        Some(Length { at_least, at_most: Some(most) }) if most == at_least => words(most),
        Some(Length { at_least, at_most }) => {
            let least = if at_least.0 == 0 { String::new() } else { words(at_least) };
            format!("{least}..{}", at_most.map(words).unwrap_or_default())
        }
    }
}

fn lengths(job: &JobRow) -> String {
    format!("waited {}, ran {}", length(job.waited), length(job.ran))
}

fn verdict(job: &JobRow) -> String {
    format!("{} {}", job.state.as_str(), job.certainty)
}

/// Each state with its certainty and when.
fn stops(story: &StoryDetail) -> Vec<String> {
    let words = |stop: &StoryStop| {
        let edge = match stop.edge {
            Edge::At => "",
            Edge::By => "by ",
            Edge::NotBefore => "not before ",
        };
        let time = stop.time.map_or("-".to_owned(), Micros::time_of_day);
        format!("{} {} {edge}{time}", stop.state.as_str(), stop.certainty)
    };
    story.stops.iter().map(words).collect()
}

fn sentences(story: &StoryDetail) -> Vec<&str> {
    story.steps.iter().map(|step| step.shows.as_str()).collect()
}

fn fact<'s>(story: &'s StoryDetail, label: &str) -> Option<&'s str> {
    story.facts.iter().find(|fact| fact.label == label).map(|fact| fact.text.as_str())
}

fn open_questions(story: &StoryDetail) -> Vec<&str> {
    story.not_observable.iter().map(|unknown| unknown.what.as_str()).collect()
}

fn paused(time: &str, status: &str) -> Value {
    let request = json!({"requestParameters": {"id": "pipe-1", "status": status}});
    step(&format!("{status}-{time}"), time, "UpdatePipelineStatus", request)
}

#[test]
fn a_request_to_stop_proves_no_end() {
    let stop = |service: &str, name: &str, request: Value| {
        call(service, name, "10:05:00", json!({"requestParameters": request, "responseElements": null}))
    };
    for (event, kind) in [
        (stop("batch", "TerminateJob", json!({"jobId": "x"})), "batch/job"),
        (stop("glue", "StopWorkflowRun", json!({"name": "w", "runId": "x"})), "glue/workflow-run"),
        (stop("elasticmapreduce", "CancelSteps", json!({"clusterId": "c", "stepIds": ["x"]})), "emr/step"),
        (stop("elasticmapreduce", "TerminateJobFlows", json!({"jobFlowIds": ["x"]})), "emr/cluster"),
        (stop("codebuild", "StopBuild", json!({"id": "x"})), "codebuild/build"),
        (stop("ecs", "StopTask", json!({"task": "x"})), "ecs/task"),
        (stop("athena", "StopQueryExecution", json!({"queryExecutionId": "x"})), "athena/query"),
        (stop("sagemaker", "StopTrainingJob", json!({"trainingJobName": "x"})), "sagemaker/training-job"),
        (stop("ssm", "StopAutomationExecution", json!({"automationExecutionId": "x"})), "ssm/automation"),
    ] {
        let mut viewer = viewer_of(&[event], &[]);
        let told = story(&mut viewer, &format!("kind:{kind}"));
        assert_eq!((verdict(&told.job).as_str(), told.job.ended_by.as_ref()), ("unknown unknown", None), "{kind}");
        assert!(sentences(&told)[0].contains("asked to end"), "{kind}: {:?}", sentences(&told));
    }
    // A second SageMaker job is told how it ended.
    let asked = json!({"requestParameters": {"trainingJobName": "x"}, "responseElements": null});
    let trail = [call("sagemaker", "StopTrainingJob", "10:05:00", asked)];
    let ended = change(
        "SageMaker Training Job State Change",
        "aws.sagemaker",
        "10:07:00",
        json!({"TrainingJobName": "x", "TrainingJobStatus": "Stopped"}),
    );
    let told = story(&mut viewer_of(&trail, &[ended]), "");
    assert_eq!(stops(&told), ["canceled recorded 10:07:00"]);
    assert_eq!(told.job.ended_by.as_deref(), Some("smithj"));
}

#[test]
fn a_recorded_end_takes_the_place_of_the_inferred_one_in_the_states() {
    let queue = "arn:aws:mediaconvert:us-east-1:111122223333:queues/Default";
    let job = |letter: &str| format!("170928360000{letter}-conver");
    let made = |letter: &str, time: &str| {
        let (request, response) = (json!({"queue": queue}), json!({"job": {"id": job(letter), "queue": queue}}));
        call("mediaconvert", "CreateJob", time, json!({"requestParameters": request, "responseElements": response}))
    };
    let canceled = |letter: &str, time: &str, members: Value| {
        let mut event = call("mediaconvert", "CancelJob", time, json!({"requestParameters": {"id": job(letter)}}));
        event["userIdentity"]["userName"] = json!("dana");
        event.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        event
    };
    let conflict = json!({"errorCode": "ConflictException", "errorMessage": "it has ended"});
    let trail = [
        made("1", "09:00:00"),
        made("2", "09:01:00"),
        made("3", "09:02:00"),
        canceled("2", "09:01:10", json!({"responseElements": {}})),
        canceled("1", "09:06:00", json!({"responseElements": {}})),
        canceled("3", "09:30:00", conflict),
    ];
    let told = |letter: &str, status: &str, time: &str| {
        let detail = json!({"queue": queue, "jobId": job(letter), "status": status});
        change("MediaConvert Job State Change", "aws.mediaconvert", time, detail)
    };
    let mut alone = viewer_of(&trail, &[]);
    for (letter, expected) in [("1", "canceled inferred"), ("2", "canceled inferred"), ("3", "past-submitted inferred")]
    {
        assert_eq!(verdict(&story(&mut alone, &format!("job:{}", job(letter))).job), expected, "{letter}");
    }
    let asked = story(&mut alone, &format!("job:{}", job("2")));
    assert_eq!(stops(&asked)[1], "canceled inferred not before 09:01:10");
    assert!(sentences(&asked)[1].contains("none of one that had not"), "it says why no state change follows");
    let over = story(&mut alone, &format!("job:{}", job("3")));
    assert_eq!(stops(&over)[1], "past-submitted inferred by 09:30:00");
    assert!(open_questions(&over).contains(&"Whether and how it ended"));

    let notices = [
        told("1", "PROGRESSING", "09:00:40"),
        told("1", "CANCELED", "09:06:03"),
        told("3", "PROGRESSING", "09:02:30"),
        told("3", "COMPLETE", "09:12:30"),
    ];
    for notices in [notices.to_vec(), notices.iter().rev().cloned().collect()] {
        let mut viewer = viewer_of(&trail, &notices);
        let first = story(&mut viewer, &format!("job:{}", job("1")));
        assert_eq!(stops(&first)[1..], ["progressing recorded 09:00:40", "canceled recorded 09:06:03"]);
        assert_eq!(lengths(&first.job), "waited 0:40, ran 5:23");
        for (query, expected) in [
            ("state:canceled", 2),
            ("state:canceled certainty:recorded", 1),
            ("state:canceled certainty:inferred", 1),
            ("state:complete", 1),
            ("canceled-by:dana", 2),
            ("ran:*", 2),
            ("ran>4m", 2),
            ("finding:stuck", 0),
            ("", 3),
        ] {
            assert_eq!(viewer.jobs(query).len(), expected, "{query}");
        }
    }
}

#[test]
fn a_name_that_is_given_again_is_that_of_its_last_creation_in_row_and_story() {
    let named = |name: &str, time: &str, who: &str, file: &str| {
        let request = json!({"transcriptionJobName": "weekly", "media": {"mediaFileUri": file}});
        let mut event = call("transcribe", name, time, json!({"requestParameters": request, "responseElements": null}));
        event["userIdentity"]["userName"] = json!(who);
        event
    };
    // The deletion proves no end, and the second creation that the name was free.
    let trail = [
        named("StartTranscriptionJob", "10:00:00", "ana", "first"),
        named("DeleteTranscriptionJob", "10:30:00", "ana", ""),
        named("StartTranscriptionJob", "11:00:00", "ben", "second"),
    ];
    let told = story(&mut viewer_of(&trail, &[]), "");
    let JobRow { submitted, submitted_by, input, .. } = &told.job;
    assert_eq!(submitted.unwrap().time_of_day(), "11:00:00");
    assert_eq!((submitted_by.as_deref(), input.as_deref()), (Some("ben"), Some("second")));
    assert_eq!((fact(&told, "Submitted by"), fact(&told, "Input")), (Some("ben"), Some("second")));
    // An execution that runs is the answer to a second request for it.
    let machine = "arn:aws:states:us-east-1:111122223333:stateMachine:m";
    let started = |time: &str| {
        let response = json!({"executionArn": "arn:aws:states:us-east-1:111122223333:execution:m:e"});
        let request = json!({"stateMachineArn": machine, "name": "e"});
        call("states", "StartExecution", time, json!({"requestParameters": request, "responseElements": response}))
    };
    let told = story(&mut viewer_of(&[started("10:00:00"), started("10:01:00")], &[]), "");
    assert_eq!(told.job.submitted.unwrap().time_of_day(), "10:00:00");
}

#[test]
fn what_nobody_dates_has_no_time() {
    let trail = [create("create", "10:00:00", "job-1", "a.mov", json!({}))];
    let mut viewer = viewer_of(&trail, &[body("job-2", "PROGRESSING", json!({})).to_string()]);
    let answer = viewer.ask(View::Jobs, "", Sort::newest_first());
    let (first, last) = answer.timeline.unwrap().span;
    assert_eq!(
        (first.to_string(), last.to_string()),
        ("2024-03-01T10:00:00Z".to_owned(), "2024-03-01T10:00:00Z".to_owned())
    );
    let undated = story(&mut viewer, "job:job-2").job;
    assert_eq!((undated.submitted, undated.last_seen, undated.lane, undated.findings), (None, None, None, vec![]));
    let order: Vec<String> = viewer.jobs("").iter().map(|job| job.id.clone()).collect();
    assert_eq!(order, ["job-1", "job-2"], "what has no time stands last");
}

#[test]
fn a_creation_in_which_the_service_failed_is_no_refusal() {
    let fails = |id: &str, error: &str| {
        create(id, "10:00:00", "", "a.mov", json!({"errorCode": error, "responseElements": null}))
    };
    let mut viewer =
        viewer_of(&[fails("fault", "InternalServiceException"), fails("refusal", "ValidationException")], &[]);
    let told = story(&mut viewer, "error:Internal*");
    assert_eq!(verdict(&told.job), "unknown unknown");
    assert_eq!((told.job.id.as_str(), told.job.proven), ("", None));
    assert_eq!(
        sentences(&told),
        ["InternalServiceException: the service failed, and whether a job was made all the same is not shown"]
    );
    assert_eq!(viewer.jobs("state:not-submitted").len(), 1);
}

#[test]
fn a_job_is_stuck_only_where_its_end_would_have_been_told() {
    let old = |id: &str, job: &str, pipeline: &str| {
        let mut event = create(id, "10:00:00", job, "a.mov", json!({"eventTime": "2024-02-01T10:00:00Z"}));
        event["requestParameters"]["pipelineId"] = json!(pipeline);
        event["responseElements"]["job"]["pipelineId"] = json!(pipeline);
        event
    };
    let trail = [
        old("create-1", "job-1", "pipe-1"),
        old("create-2", "job-2", "pipe-2"),
        create("create-3", "10:00:00", "job-3", "b.mov", json!({})),
    ];
    let stuck = |notices: &[String]| -> Vec<String> {
        viewer_of(&trail, notices).jobs("finding:stuck").iter().map(|job| job.id.clone()).collect()
    };
    assert_eq!(stuck(&[]), [""; 0], "a trail shows no end of any job");
    // Of pipe-1 ends are told, a month after job-1 was submitted.
    assert_eq!(stuck(&[sent("10:10:00", &body("job-3", "COMPLETED", json!({})))]), ["job-1"]);
    // The last that is told of job-2 is that it had started.
    let mut progress = body("job-2", "PROGRESSING", json!({}));
    progress["pipelineId"] = json!("pipe-2");
    let told = sent("10:00:00", &progress).replace("2024-03-01", "2024-02-01");
    assert_eq!(stuck(&[told]), ["job-2"]);
}

#[test]
fn what_is_known_by_its_end_alone_has_no_length() {
    let detail = json!({"jobName": "etl", "jobRunId": "jr_1", "state": "FAILED", "message": "boom"});
    let mut viewer = viewer_of(&[], &[change("Glue Job State Change", "aws.glue", "13:00:00", detail)]);
    let job = viewer.jobs("")[0].clone();
    assert_eq!((verdict(&job).as_str(), lengths(&job).as_str()), ("error recorded", "waited -, ran -"));
    assert_eq!(viewer.jobs("ran:*").len(), 0);
}

#[test]
fn notices_out_of_order_give_no_impossible_times() {
    let output = |status: &str| json!({"outputs": [{"id": "1", "key": "720.mp4", "status": status}]});
    let trail = [create("create", "08:12:00", "job-1", "a.mov", json!({}))];
    let done = sent("08:13:00", &body("job-1", "COMPLETED", output("Complete")));
    let late = sent("08:13:02", &body("job-1", "PROGRESSING", output("Progressing")));
    let bare = body("job-1", "PROGRESSING", output("Progressing")).to_string();
    for (notices, expected) in
        [(vec![done.clone(), late], "waited ..1:00, ran ..1:00"), (vec![bare, done], "waited ..1:00, ran ..1:00")]
    {
        let told = story(&mut viewer_of(&trail, &notices), "");
        assert_eq!((verdict(&told.job).as_str(), lengths(&told.job).as_str()), ("complete recorded", expected));
        assert_eq!(told.outputs[0].status, "Complete", "the furthest status of an output holds");
        assert_eq!(told.job.findings, []);
    }
}

#[test]
fn two_ends_of_one_job_are_said_to_contradict_each_other() {
    let trail = [
        create("create", "08:14:00", "job-1", "a.mov", json!({})),
        step("cancel", "08:14:55", "CancelJob", of("job-1")),
        create("create-2", "08:14:00", "job-2", "b.mov", json!({})),
    ];
    let notices = ["job-1", "job-2"].map(|job| sent("08:15:00", &body(job, "COMPLETED", json!({}))));
    let mut viewer = viewer_of(&trail, &notices);
    let told = story(&mut viewer, "finding:contradicted");
    assert_eq!((told.job.id.as_str(), verdict(&told.job).as_str()), ("job-1", "complete recorded"));
    assert_eq!(told.findings[0].text, "Its events contradict each other");
}

#[test]
fn an_execution_that_is_started_over_did_not_run_while_it_lay_failed() {
    let arn = "arn:aws:states:us-east-1:111122223333:execution:m:e";
    let machine = "arn:aws:states:us-east-1:111122223333:stateMachine:m";
    let request = json!({"stateMachineArn": machine, "name": "e"});
    let trail = [
        call(
            "states",
            "StartExecution",
            "04:10:00",
            json!({"requestParameters": request, "responseElements": {"executionArn": arn}}),
        ),
        call("states", "RedriveExecution", "04:15:00", json!({"requestParameters": {"executionArn": arn}})),
    ];
    let told = |status: &str, time: &str| {
        let detail = json!({"executionArn": arn, "stateMachineArn": machine, "status": status});
        change("Step Functions Execution Status Change", "aws.states", time, detail)
    };
    let mut viewer = viewer_of(&trail, &[told("FAILED", "04:12:00"), told("SUCCEEDED", "04:18:00")]);
    let job = viewer.jobs("")[0].clone();
    assert_eq!((verdict(&job).as_str(), length(job.ran).as_str()), ("complete recorded", "..5:00"));
    assert_eq!(job.findings, [], "the failure before is of a run of its own");
    // Between the runs it was not there.
    let strip = &viewer.ask(View::Jobs, "", Sort::newest_first()).timeline.unwrap().strips[0];
    let counts: Vec<u32> = strip.counts.iter().map(|(least, _)| *least).collect();
    let part = |minute: usize| counts[minute * counts.len() / 8 + 1];
    assert_eq!([1, 3, 6].map(part), [1, 0, 1], "{counts:?}");
}

#[test]
fn a_told_end_of_a_task_closes_the_question_and_the_run() {
    let tasks = json!([{"taskArn": "arn:aws:ecs:us-east-1:111122223333:task/c/t1"}, {"taskArn": "arn:aws:ecs:us-east-1:111122223333:task/c/t2"}]);
    let trail = [call(
        "ecs",
        "RunTask",
        "03:00:00",
        json!({"requestParameters": {"taskDefinition": "d"}, "responseElements": {"tasks": tasks}}),
    )];
    let told = |task: &str, status: &str, time: &str, members: Value| {
        let mut detail =
            json!({"taskArn": format!("arn:aws:ecs:us-east-1:111122223333:task/c/{task}"), "lastStatus": status});
        detail.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        change("ECS Task State Change", "aws.ecs", time, detail)
    };
    let exited = json!({"stopCode": "EssentialContainerExited", "containers": [{"exitCode": 0}]});
    let failed = json!({"stopCode": "TaskFailedToStart", "stoppedReason": "CannotPullContainerError"});
    let mut viewer = viewer_of(
        &trail,
        &[
            told("t1", "RUNNING", "03:00:20", json!({})),
            told("t1", "STOPPED", "03:10:00", exited),
            told("t2", "STOPPED", "03:00:30", failed),
            // It comes late, and the run does not go on.
            told("t1", "RUNNING", "03:10:01", json!({"desiredStatus": "STOPPED"})),
        ],
    );
    let ended = story(&mut viewer, "job:t1");
    assert_eq!(
        (verdict(&ended.job).as_str(), lengths(&ended.job).as_str()),
        ("stopped recorded", "waited 0:20, ran 9:40")
    );
    assert!(!open_questions(&ended).contains(&"Whether and how it ended"));
    assert_eq!(fact(&ended, "Exit code"), Some("0"));
    let failed = story(&mut viewer, "job:t2");
    assert_eq!(
        (verdict(&failed.job).as_str(), failed.job.error.as_deref()),
        ("error recorded", Some("TaskFailedToStart"))
    );
}

#[test]
fn a_job_submitted_into_a_pause_waits_at_least_until_that_ends() {
    let cancel = step("cancel", "12:20:00", "CancelJob", of("job-3"));
    let trail = [
        create("create-0", "11:50:00", "job-0", "a.mov", json!({})),
        paused("12:00:00", "Paused"),
        create("create-1", "12:05:00", "job-1", "b.mov", json!({})),
        create("create-3", "12:15:00", "job-3", "c.mov", json!({})),
        cancel,
        paused("12:30:00", "Active"),
        create("create-2", "12:40:00", "job-2", "d.mov", json!({})),
        paused("13:00:00", "Paused"),
        create("create-4", "13:05:00", "job-4", "e.mov", json!({})),
    ];
    let done = sent("12:50:00", &body("job-1", "COMPLETED", json!({})));
    for (notices, expected) in [(vec![], "waited 25:00.., ran -"), (vec![done], "waited 25:00..45:00, ran ..45:00")] {
        let mut viewer = viewer_of(&trail, &notices);
        let told = story(&mut viewer, "job:job-1");
        assert_eq!(lengths(&told.job), expected);
        assert_eq!(fact(&told, "Held"), Some("by its pipeline, which was paused until 2024-03-01 12:30:00 UTC"));
        assert_eq!(viewer.jobs("waited>20m").len(), 1);
        // One was there before the pause, one came after it, one was canceled in it.
        for (job, expected) in
            [("job-0", "waited -, ran -"), ("job-2", "waited -, ran -"), ("job-3", "waited 5:00, ran -")]
        {
            assert_eq!(lengths(&story(&mut viewer, &format!("job:{job}")).job), expected, "{job}");
        }
        let held = story(&mut viewer, "job:job-4");
        assert_eq!(fact(&held, "Held"), Some("by its pipeline, which is paused since 2024-03-01 13:00:00 UTC"));
        assert_eq!(held.stops.last().unwrap().why, "Its pipeline is paused");
    }
}

#[test]
fn a_pipeline_that_could_be_deleted_had_no_job_that_was_not_done() {
    let delete = |time: &str, members: Value| {
        let mut event = step(&format!("delete-{time}"), time, "DeletePipeline", of("pipe-1"));
        event.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        event
    };
    let trail = [
        create("create-1", "10:00:00", "job-1", "a.mov", json!({})),
        delete("10:30:00", json!({"errorCode": "ResourceInUseException"})),
        delete("11:00:00", json!({})),
    ];
    let mut early = viewer_of(&trail[..2], &[]);
    assert_eq!(verdict(&story(&mut early, "").job), "unknown unknown");
    assert_eq!(
        sentences(&story(&mut early, "kind:pipeline")),
        ["Refused, ResourceInUseException: the pipeline existed and was not changed"]
    );
    // In whatever order the files come.
    for order in [[0, 1, 2], [2, 1, 0]] {
        let mut viewer = Viewer::new();
        for at in order {
            viewer.load_frozen("part.json", log(&trail[at..=at]).as_bytes());
            viewer.jobs("");
        }
        let told = story(&mut viewer, "");
        assert_eq!(verdict(&told.job), "past-submitted inferred");
        assert_eq!(stops(&told), ["submitted recorded 10:00:00", "past-submitted inferred by 11:00:00"]);
        assert!(open_questions(&told).contains(&"Whether and how it ended"));
    }
}

#[test]
fn what_is_refused_to_all_but_some_proves_that_it_is_one_of_them() {
    let query = |name: &str, time: &str| {
        let ids = json!({"queryExecutionId": "q-1", "workGroup": "primary"});
        call("athena", name, time, json!({"requestParameters": ids, "responseElements": {"queryExecutionId": "q-1"}}))
    };
    let trail = [query("StartQueryExecution", "10:00:00"), query("GetQueryResults", "12:00:00")];
    let told = story(&mut viewer_of(&trail, &[]), "");
    assert_eq!((verdict(&told.job).as_str(), told.job.findings.len()), ("complete inferred", 0));
    assert_eq!(stops(&told)[1], "complete inferred by 12:00:00");
    assert_eq!(lengths(&told.job), "waited ..120:00, ran ..120:00");
    // A warning, and an output that is worked on, show that work had begun.
    let trail = [create("create", "10:00:00", "job-1", "a.mov", json!({}))];
    for (state, outputs) in [("WARNING", json!([])), ("WARNING", json!([{"id": "1", "status": "Progressing"}]))] {
        let notice = sent("10:05:00", &body("job-1", state, json!({"outputs": outputs})));
        let job = story(&mut viewer_of(&trail, &[notice]), "").job;
        assert_eq!((verdict(&job).as_str(), job.has_warning), ("progressing recorded", true));
        assert_eq!(length(job.waited), "..5:00");
    }
}

/// The answer of read-job.
fn dump(job: &str, members: Value) -> String {
    let mut dump = json!({"Id": job, "Arn": format!("arn:aws:elastictranscoder:us-east-1:111122223333:job/{job}"),
        "PipelineId": "pipe-1", "Input": {"Key": "a.mov"}, "Outputs": []});
    dump.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    json!({"Job": dump}).to_string()
}

#[test]
fn a_dump_without_the_time_of_its_end_ends_at_no_time() {
    let submitted = json!({"SubmitTimeMillis": 1_709_280_000_123_i64});
    for (members, expected, times) in [
        (
            json!({"Status": "Canceled", "Timing": submitted}),
            "canceled recorded",
            vec!["submitted recorded 08:00:00.123", "canceled recorded -"],
        ),
        (json!({"Status": "Complete"}), "complete recorded", vec!["complete recorded -"]),
    ] {
        let mut viewer = viewer_of(&[], &[dump("job-1", members)]);
        assert_eq!(viewer.problems(SourceId::File(1)), [""; 0]);
        let told = story(&mut viewer, "");
        assert_eq!((verdict(&told.job).as_str(), lengths(&told.job).as_str()), (expected, "waited -, ran -"));
        assert_eq!(stops(&told), times);
    }
}

#[test]
fn a_notification_is_known_by_its_members_alone() {
    let mut told = body("job-1", "COMPLETED", json!({}));
    told.as_object_mut().unwrap().remove("version");
    let mut viewer = viewer_of(&[], &[told.to_string()]);
    assert_eq!(verdict(&viewer.jobs("")[0]), "complete recorded");
}

#[test]
fn outputs_are_known_by_their_ids_or_keys_and_not_by_their_place() {
    let asked =
        json!([{"id": "1", "key": "1080.mp4", "presetId": "p1"}, {"id": "2", "key": "720.mp4", "presetId": "p2"}]);
    let response = json!({"job": {"id": "job-1", "pipelineId": "pipe-1", "outputs": asked}});
    let trail = [create("create", "10:00:00", "job-1", "a.mov", json!({"responseElements": response}))];
    let told = |outputs: Value| -> Vec<String> {
        let notice = sent("10:05:00", &body("job-1", "WARNING", json!({ "outputs": outputs })));
        let told = story(&mut viewer_of(&trail, &[notice]), "");
        told.outputs.iter().map(|output| format!("{} {} {}", output.key, output.preset, output.status)).collect()
    };
    let second = json!([{"id": "2", "key": "720.mp4", "status": "Warning"}]);
    assert_eq!(told(second), ["1080.mp4 p1 ", "720.mp4 p2 Warning"]);
    let by_key = json!([{"key": "720.mp4", "status": "Progressing"}]);
    assert_eq!(told(by_key), ["1080.mp4 p1 ", "720.mp4 p2 Progressing"]);
    let more = json!([{"id": "3", "key": "360.mp4", "status": "Progressing"}]);
    assert_eq!(told(more), ["1080.mp4 p1 ", "720.mp4 p2 ", "360.mp4  Progressing"]);
    let by_place = json!([{"status": "Complete"}, {"status": "Progressing"}]);
    assert_eq!(told(by_place), ["1080.mp4 p1 Complete", "720.mp4 p2 Progressing"]);
}

#[test]
fn a_refused_change_is_a_refusal_with_its_code() {
    let change = |name: &str, error: &str| {
        step(
            &format!("{name}-{error}"),
            "10:00:00",
            name,
            json!({"requestParameters": {"id": "pipe-1"}, "errorCode": error}),
        )
    };
    let trail = [
        change("UpdatePipeline", "ResourceInUseException"),
        change("DeletePipeline", "ResourceInUseException"),
        change("UpdatePipelineStatus", "AccessDeniedException"),
    ];
    let told = story(&mut viewer_of(&trail, &[]), "kind:pipeline");
    let expected = [
        "Refused, ResourceInUseException: the pipeline existed and was not changed",
        "Refused, AccessDeniedException: shows nothing about the pipeline",
        "Refused, ResourceInUseException: the pipeline existed and was not changed",
    ];
    let mut found = sentences(&told);
    found.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert!(told.steps.iter().all(|step| step.outcome != trailglass_event::outcome::Outcome::Ok));
}

#[test]
fn an_id_that_only_a_refusal_of_its_own_names_is_no_job() {
    let read = |job: &str, members: Value| step(&format!("read-{job}"), "10:00:00", "ReadJob", members);
    let trail = [
        create("create", "10:00:00", "job-1", "a.mov", json!({})),
        read("denied", refused("denied", "AccessDeniedException")),
        read("throttled", refused("throttled", "ThrottlingException")),
        read("missing", refused("missing", "ResourceNotFoundException")),
        // Answered for ids that there are not as well.
        call(
            "batch",
            "DescribeJobs",
            "10:00:00",
            json!({"requestParameters": {"jobs": ["ghost"]}, "responseElements": null}),
        ),
        call(
            "codebuild",
            "BatchGetBuilds",
            "10:00:00",
            json!({"requestParameters": {"ids": ["p:ghost"]}, "responseElements": null}),
        ),
        call(
            "ecs",
            "DescribeTasks",
            "10:00:00",
            json!({"requestParameters": {"tasks": ["ghost"]}, "responseElements": null}),
        ),
        call(
            "cloudformation",
            "DeleteStack",
            "10:00:00",
            json!({"requestParameters": {"stackName": "ghost"}, "responseElements": null}),
        ),
    ];
    let mut viewer = viewer_of(&trail, &[]);
    let ids: Vec<String> =
        viewer.jobs("kind:(job OR build OR task OR stack)").iter().map(|job| job.id.clone()).collect();
    assert_eq!(ids, ["job-1", "missing"]);
    assert_eq!(viewer.query("").jobs, 2, "the count is that of the rows");
    let missing = story(&mut viewer, "job:missing");
    assert_eq!(missing.stops[0].why, "No event in these files shows that the job existed");
}

#[test]
fn lists_of_an_answer_that_is_in_the_trail_prove_what_they_name() {
    let read = |service: &str, name: &str, request: Value, response: Value| {
        call(service, name, "10:00:00", json!({"requestParameters": request, "responseElements": response}))
    };
    let trail = [
        read(
            "codebuild",
            "BatchGetBuilds",
            json!({"ids": ["p:a", "p:b"]}),
            json!({"builds": [{"id": "p:a"}], "buildsNotFound": ["p:b"]}),
        ),
        read(
            "ecs",
            "DescribeTasks",
            json!({"tasks": ["a", "b"]}),
            json!({"tasks": [{"taskArn": "arn:aws:ecs:us-east-1:1:task/c/a"}], "failures": [{"arn": "arn:aws:ecs:us-east-1:1:task/c/b", "reason": "MISSING"}]}),
        ),
        read("batch", "DescribeJobs", json!({"jobs": ["a", "b"]}), json!({"jobs": [{"jobId": "a"}]})),
    ];
    let mut viewer = viewer_of(&trail, &[]);
    let mut said: Vec<String> = Vec::new();
    for job in viewer.jobs("kind:(build OR task OR job)") {
        said.push(format!("{} {}: {}", job.kind, job.id, sentences(&viewer.story(&job.key))[0]));
    }
    said.sort();
    let unknown = "no ID of this id was known in this account and region. It need not ever have existed";
    let expected = [
        "batch/job a: The job existed. A read does not show its status in CloudTrail".to_owned(),
        "codebuild/build p:a: The build existed. A read does not show its status in CloudTrail".to_owned(),
        format!("codebuild/build p:b: Refused, not found: {}", unknown.replace("ID", "build")),
        "ecs/task a: The task existed. A read does not show its status in CloudTrail".to_owned(),
        format!("ecs/task b: Refused, MISSING: {}", unknown.replace("ID", "task")),
    ];
    assert_eq!(said, expected);
}

#[test]
fn too_many_requests_are_known_by_the_code_of_the_service() {
    let limit = json!({"errorCode": "LimitExceededException", "responseElements": null});
    let trail = [
        step(
            "change",
            "09:50:00",
            "UpdatePipeline",
            json!({"requestParameters": {"id": "pipe-1", "inputBucket": "b"}}),
        ),
        create("create", "10:00:00", "", "a.mov", limit),
    ];
    let mut viewer = viewer_of(&trail, &[]);
    let job = viewer.jobs("state:not-submitted")[0].clone();
    assert_eq!(job.findings, [Finding::Throttled], "the change is not to blame");
}

#[test]
fn a_start_that_is_told_without_a_time_is_not_asked_for_again() {
    let trail = [create("create", "10:00:00", "job-1", "a.mov", json!({}))];
    let bare = body("job-1", "PROGRESSING", json!({})).to_string();
    let told = story(&mut viewer_of(&trail, &[bare]), "");
    let start = told.not_observable.iter().find(|open| open.what == "When it started").unwrap();
    assert_eq!(start.why, "It is known that it started, without a time");
}

#[test]
fn lengths_that_are_only_bounded_are_never_given_as_exact() {
    let trail = [
        create("create-1", "10:00:00", "job-1", "a.mov", json!({})),
        create("create-2", "10:00:00", "job-2", "b.mov", json!({})),
        step("cancel", "10:05:00", "CancelJob", refused("job-2", "ResourceInUseException")),
    ];
    let notices = [
        sent("10:03:00", &body("job-1", "PROGRESSING", json!({}))),
        sent("10:10:00", &body("job-1", "COMPLETED", json!({}))),
        sent("10:12:00", &body("job-2", "COMPLETED", json!({}))),
    ];
    let mut viewer = viewer_of(&trail, &notices);
    for (query, expected) in [
        ("waited:180", "job-1"),
        ("waited:300", ""),
        ("waited<=300", "job-1 job-2"),
        ("waited>=60", "job-1"),
        ("ran:420", "job-1 job-2"),
        ("ran>=420", "job-1 job-2"),
        ("ran<=420", "job-1"),
    ] {
        let ids: Vec<String> = viewer.jobs(query).iter().map(|job| job.id.clone()).collect();
        let expected = if query == "ran:420" { "job-1" } else { expected };
        assert_eq!(ids.join(" "), expected, "{query}");
    }
}

fn session(account: &str, id: &str) -> Value {
    let request = json!({"roleArn": "arn:aws:iam::444455556666:role/deploy", "roleSessionName": "ci"});
    let response = json!({"credentials": {"accessKeyId": "ASIA1", "expiration": "Mar 1, 2024 11:00:00 AM"}});
    event(
        id,
        "10:00:00",
        json!({"eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "recipientAccountId": account,
            "requestParameters": request, "responseElements": response}),
    )
}

#[test]
fn a_session_of_two_accounts_is_one_and_ends_when_it_expires() {
    let used = |id: &str, time: &str| {
        event(id, time, json!({"userIdentity": {"type": "AssumedRole", "accessKeyId": "ASIA1"}}))
    };
    let both = [
        session("111122223333", "a"),
        session("444455556666", "b"),
        used("use-1", "10:10:00"),
        used("use-2", "10:20:00"),
    ];
    let mut viewer = viewer_of(&both, &[]);
    let told = story(&mut viewer, "kind:session");
    assert_eq!((verdict(&told.job).as_str(), told.job.steps), ("active recorded", 2));
    assert_eq!(
        (fact(&told, "Calls with it"), fact(&told, "Valid until")),
        (Some("2 in these files"), Some("2024-03-01 11:00:00 UTC"))
    );
    assert_eq!(viewer.ids(&told.events).len(), 2);
    assert_eq!(viewer.jobs("kind:sts/role").len(), 1);
    // The data go on beyond its end.
    viewer.load_frozen("later.json", log(&[event("later", "12:00:00", json!({}))]).as_bytes());
    let told = story(&mut viewer, "kind:session");
    assert_eq!(verdict(&told.job), "expired recorded");
    assert_eq!(stops(&told), ["active recorded 10:00:00", "expired recorded 11:00:00"]);
    assert_eq!(open_questions(&told), [""; 0], "it cannot be in use any more");
    // A link of either account, as of none, leads to it.
    for account in ["111122223333", "444455556666", ""] {
        let key = format!("sts/session|{account}|us-east-1|ASIA1");
        assert_eq!(viewer.story(&key).job.id, "ASIA1");
    }
}

#[test]
fn a_key_of_a_root_session_is_known_by_its_making() {
    let response = json!({"credentials": {"accessKeyId": "ASIA2", "expiration": "Mar 1, 2024 10:15:00 AM"}});
    let request = json!({"targetPrincipal": "444455556666", "taskPolicyArn": {"arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"}});
    let made =
        call("sts", "AssumeRoot", "10:00:00", json!({"requestParameters": request, "responseElements": response}));
    let mut viewer = viewer_of(&[made], &[]);
    let Some(Response::Credential(card)) = viewer.reply(Request::Credential { key: "ASIA2".to_owned() }) else {
        panic!("a card was asked for")
    };
    let origin = card.lines.iter().find(|line| line.label == "Made by").unwrap();
    assert!(origin.text.contains("AssumeRoot"), "{origin:?}");
}

#[test]
fn the_story_of_a_user_has_its_creation() {
    let user = |name: &str, time: &str, response: Value| {
        call(
            "iam",
            name,
            time,
            json!({"requestParameters": {"userName": "jo", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}, "responseElements": response}),
        )
    };
    let trail = [
        user("CreateUser", "10:00:00", json!({"user": {"userName": "jo"}})),
        user("AttachUserPolicy", "10:01:00", Value::Null),
        user(
            "CreateAccessKey",
            "10:02:00",
            json!({"accessKey": {"accessKeyId": "AKIA1", "userName": "jo", "status": "Active"}}),
        ),
    ];
    let mut viewer = viewer_of(&trail, &[]);
    let told = story(&mut viewer, "kind:user");
    assert_eq!(
        (verdict(&told.job).as_str(), told.job.steps, fact(&told, "Used")),
        ("active recorded", 2, Some("once"))
    );
    assert_eq!(told.steps[0].action, "CreateUser");
    // Without it, the key alone shows that there was a user.
    let told = story(&mut viewer_of(&trail[2..], &[]), "kind:user");
    assert_eq!(told.stops[0].why, "Only events of other resources name the user; these files have none of its own");
}

#[test]
fn a_deleted_stack_is_deleted_though_it_had_failed() {
    let made = json!({"requestParameters": {"stackName": "web"}, "responseElements": {"stackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/web/1"}});
    let trail = [call("cloudformation", "CreateStack", "12:00:00", made)];
    let told = |status: &str, time: &str| {
        let detail = json!({"stack-id": "arn:aws:cloudformation:us-east-1:111122223333:stack/web/1", "status-details": {"status": status}});
        change("CloudFormation Stack Status Change", "aws.cloudformation", time, detail)
    };
    let notices = [told("ROLLBACK_COMPLETE", "12:02:00"), told("DELETE_COMPLETE", "12:12:00")];
    let job = viewer_of(&trail, &notices).jobs("kind:stack")[0].clone();
    assert_eq!((verdict(&job).as_str(), job.findings.len()), ("deleted recorded", 0));
}
