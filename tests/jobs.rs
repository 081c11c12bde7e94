//! Jobs, from log files to their stories.

use crate::support::{Viewer, corpus, event, log, rows};
use serde_json::{Value, json};
use trailglass_lifecycle::profile::Role;
use trailglass_lifecycle::state::{Certainty, Proven};
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::*;

const CANCELED: &str = "1709287200100-cancel";
const PAST: &str = "1709287200200-past01";
const TWICE: &str = "1709287200300-twice1";
/// 2024-03-01T07:30:00.500Z, read only.
const ORPHAN: &str = "1709278200500-orphan";

pub fn step(id: &str, time: &str, name: &str, members: Value) -> Value {
    let mut event = event(
        id,
        time,
        json!({"eventSource": "elastictranscoder.amazonaws.com", "eventName": name,
        "requestID": format!("request-{id}")}),
    );
    event.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    event
}

pub fn create(id: &str, time: &str, job: &str, input: &str, members: Value) -> Value {
    let outputs = json!([{"key": "720.mp4", "presetId": "preset-720"}, {"key": "360.mp4", "presetId": "preset-360"}]);
    let mut event = step(
        id,
        time,
        "CreateJob",
        json!({
            "requestParameters": {"pipelineId": "pipe-1", "input": {"key": input}, "outputs": outputs},
            "responseElements": {"job": {"id": job, "pipelineId": "pipe-1", "status": "Submitted", "outputs": outputs}},
        }),
    );
    event.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    event
}

pub fn of(job: &str) -> Value {
    json!({"requestParameters": {"id": job}})
}

pub fn refused(job: &str, error: &str) -> Value {
    json!({"requestParameters": {"id": job}, "errorCode": error, "errorMessage": "no"})
}

/// A day with every kind of job, in two files, out of order.
fn day() -> Viewer {
    let west = json!({"awsRegion": "us-west-2", "userIdentity": {"type": "IAMUser", "userName": "noor"}});
    let mut first = vec![
        step("cancel", "10:05:00", "CancelJob", of(CANCELED)),
        create("create-1", "10:00:00", CANCELED, "in/a.mov", json!({})),
        create("create-2", "10:01:00", PAST, "in/b.wav", json!({})),
        step("read-2", "10:02:00", "ReadJob", of(PAST)),
        step("late-cancel", "10:03:00", "CancelJob", refused(PAST, "ResourceInUseException")),
        step("orphan-read", "11:00:00", "ReadJob", of(ORPHAN)),
        step("missing-read", "11:30:00", "ReadJob", refused("1709287200900-nobody", "ResourceNotFoundException")),
        step("list", "11:31:00", "ListJobsByPipeline", json!({"requestParameters": {"pipelineId": "pipe-2"}})),
    ];
    let mut refused_create = create("refused", "09:00:00", "", "in/c.mov", json!({"errorCode": "ValidationException"}));
    refused_create["responseElements"] = Value::Null;
    let second = vec![
        refused_create,
        create("east", "12:00:00", TWICE, "in/d.mov", json!({})),
        create("west", "12:00:01", TWICE, "in/e.mov", west),
        first[1].clone(),
    ];
    first.reverse();
    Viewer::of(&[("one.json", log(&first).as_bytes()), ("two.json", log(&second).as_bytes())])
}

fn told(job: &JobRow) -> String {
    let id = job.id.split_once('-').map_or("-", |(_, name)| name);
    let submitted = job.submitted.map_or("?".to_owned(), |time| time.time_of_day());
    let decoded = if job.is_decoded { " decoded" } else { "" };
    format!("{id} {} {} {submitted}{decoded} {}", job.state.as_str(), job.certainty, job.region)
}

#[test]
fn every_kind_of_job_has_its_row() {
    let mut day = day();
    let jobs: Vec<String> = day.jobs("").iter().map(|job| told(job)).collect();
    assert_eq!(
        jobs,
        [
            "orphan unknown unknown 07:30:00.500 decoded us-east-1",
            "- not-submitted recorded ? us-east-1",
            "cancel canceled recorded 10:00:00 us-east-1",
            "past01 past-submitted inferred 10:01:00 us-east-1",
            "nobody unknown unknown ? us-east-1",
            "twice1 unknown unknown 12:00:00 us-east-1",
            "twice1 unknown unknown 12:00:01 us-west-2",
        ]
    );
    let jobs = day.jobs("state:not-submitted");
    assert_eq!((jobs[0].id.as_str(), jobs[0].error.as_deref()), ("", Some("ValidationException")));
    assert_eq!(jobs[0].request_id.as_deref(), Some("request-refused"));
    let jobs = day.jobs("job:*twice1 region:us-east-1");
    assert_eq!(jobs[0].proven, Some(Proven::Submitted));
    assert_eq!((jobs[0].reads, jobs[0].steps, jobs[0].outputs), (0, 1, Some(2)));
    let answer = day.query("");
    assert_eq!((answer.jobs, answer.events), (7, 11));
}

#[test]
fn jobs_are_asked_for_in_their_own_words() {
    let mut day = day();
    for (query, expected) in [
        ("state:canceled", "cancel"),
        ("state:Cancelled", "cancel"),
        ("state:cancell*", "cancel"),
        ("state:\"Past Submitted\"", "past01"),
        ("state:(canceled OR past-submitted)", "cancel past01"),
        ("-state:unknown -state:not-submitted", "cancel past01"),
        ("certainty:inferred", "past01"),
        ("input:*.mov", "- cancel twice1 twice1"),
        ("input:*", "- cancel past01 twice1 twice1"),
        ("-input:*", "orphan nobody"),
        ("pipeline:pipe-1", "- cancel past01 twice1 twice1"),
        ("pipeline:pipe-2", ""),
        ("actor:noor", "twice1"),
        ("submitted-by:smithj", "- cancel past01 twice1"),
        ("canceled-by:smithj", "cancel"),
        ("ended-by:*", "cancel"),
        ("error:Validation*", "-"),
        ("region:us-west-2", "twice1"),
        ("kind:job -region:us-west-2 submitted:2024-03-01T10", "cancel past01"),
        ("last-seen:2024-03-01T10:05", "cancel"),
        ("submitted:2024-03-01T07:30", "orphan"),
        ("reads:1", "orphan past01 nobody"),
        ("id:1709287200100-cancel", "cancel"),
        ("in/e", "twice1"),
        ("preset-720", "- cancel past01 twice1 twice1"),
        ("720.mp4 -noor", "- cancel past01 twice1"),
        ("orphan-read", "orphan"),
        ("nothing-of-this", ""),
    ] {
        let names: Vec<String> =
            day.jobs(query).iter().map(|job| told(job).split(' ').next().unwrap().to_owned()).collect();
        assert_eq!(names.join(" "), expected, "{query}");
    }
}

#[test]
fn jobs_sort_by_each_column() {
    let mut day = day();
    for (field, is_descending, expected) in [
        ("submitted", true, "twice1 twice1 nobody past01 cancel - orphan"),
        ("last-seen", true, "twice1 twice1 nobody orphan cancel past01 -"),
        ("last-seen", false, "- past01 cancel orphan nobody twice1 twice1"),
        ("job", false, "orphan cancel past01 twice1 twice1 nobody -"),
        ("state", false, "cancel - past01 twice1 twice1 nobody orphan"),
        ("input", false, "cancel past01 - twice1 twice1 nobody orphan"),
        ("input", true, "twice1 twice1 - past01 cancel nobody orphan"),
        ("pipeline", false, "twice1 twice1 past01 cancel - nobody orphan"),
        ("actor", false, "twice1 twice1 past01 cancel - nobody orphan"),
        ("reads", true, "nobody past01 orphan twice1 twice1 cancel -"),
        ("outputs", true, "twice1 twice1 past01 cancel - nobody orphan"),
        ("error", false, "- twice1 twice1 nobody past01 cancel orphan"),
        ("region", true, "twice1 twice1 nobody past01 cancel - orphan"),
        ("certainty", false, "past01 cancel - twice1 twice1 nobody orphan"),
    ] {
        let answer = day.ask(View::Jobs, "", Sort::by(field, is_descending));
        let Rows::Jobs(jobs) = &answer.page.rows else { panic!("jobs were asked for") };
        let names: Vec<String> = jobs.iter().map(|job| told(job).split(' ').next().unwrap().to_owned()).collect();
        assert_eq!(names.join(" "), expected, "{field}, {is_descending}");
    }
}

#[test]
fn the_steps_of_a_story_lead_to_their_events_and_back() {
    let mut day = day();
    let jobs = day.jobs("state:past-submitted");
    let story = day.story(&jobs[0].key);
    let steps: Vec<String> = story
        .steps
        .iter()
        .map(|step| format!("{} {} {}", step.time.unwrap().time_of_day(), step.action, step.event_id))
        .collect();
    assert_eq!(steps, ["10:01:00 CreateJob create-2", "10:02:00 ReadJob read-2", "10:03:00 CancelJob late-cancel"]);
    assert_eq!(story.proof, story.steps[2].row, "the refused cancel proves that it had left Submitted");
    assert_eq!((&*story.outputs[0].key, &*story.outputs[0].preset), ("720.mp4", "preset-720"));
    assert!(story.facts.iter().any(|fact| fact.text == "in/b.wav"));
    assert!(!story.not_observable.is_empty());
    for step in &story.steps {
        let detail = day.open(step.row.expect("the row of an event"));
        assert_eq!(detail.event_id, step.event_id);
        assert_eq!(detail.jobs, [(jobs[0].key.clone(), PAST.to_owned())]);
    }
    for key in ["nothing", "elastic-transcoder/job|1|eu-west-1|nothing", "a|b", "|||"] {
        let job = key.to_owned();
        assert_eq!(day.reply(Request::Story { job: job.clone() }), Some(Response::NoStory { job }));
    }
}

#[test]
fn events_are_found_by_the_ids_of_jobs_pipelines_and_presets() {
    let mut day = day();
    for (query, expected) in [
        (format!("job:{PAST}"), "create-2 late-cancel read-2"),
        (format!("job:{TWICE} region:us-west-2"), "west"),
        ("job:*nobody".to_owned(), "missing-read"),
        ("pipeline:pipe-2".to_owned(), "list"),
        ("pipeline:*".to_owned(), "create-1 create-2 east list refused west"),
        ("preset:preset-360 -job:*".to_owned(), "refused"),
    ] {
        let mut ids = day.ids(&query);
        ids.sort();
        assert_eq!(ids.join(" "), expected, "{query}");
    }
}

/// The two jobs of a sample: one whose CreateJob is there, one that is read only.
fn sample_jobs(bytes: &[u8]) -> Vec<String> {
    let mut viewer = Viewer::of(&[("sample.json", bytes)]);
    assert_eq!(rows(&viewer.query("")).len(), 5);
    let told = |job: &std::rc::Rc<JobRow>| {
        let submitted = job.submitted.unwrap();
        let decoded = if job.is_decoded { " by its id" } else { "" };
        let proven = job.proven.map_or("nothing".to_owned(), |proven| proven.to_string());
        format!(
            "{}: {}, {proven} proven, submitted {submitted}{decoded}, {} reads",
            job.id,
            job.state.as_str(),
            job.reads
        )
    };
    viewer.jobs("").iter().map(told).collect()
}

#[test]
fn the_sample_of_the_developer_guide_shows_its_two_jobs() {
    let Some(folder) = corpus() else { return };
    let path = "awsdocs__amazon-transcoder-developer-guide/doc_source/logging-using-cloudtrail.md.block1.broken.json";
    assert_eq!(
        sample_jobs(&std::fs::read(folder.join(path)).unwrap()),
        [
            "1412018849233-f2czlr: unknown, nothing proven, submitted 2014-09-29T19:27:29.233Z by its id, 1 reads",
            "1234-job-example: unknown, submitted proven, submitted 2014-09-29T19:29:02Z, 0 reads",
        ]
    );
}

#[test]
fn our_own_sample_shows_its_two_jobs() {
    assert_eq!(
        sample_jobs(include_bytes!("data/logs/transcoder.json")),
        [
            "1415011800250-zt4h8w: unknown, nothing proven, submitted 2014-11-03T10:50:00.250Z by its id, 1 reads",
            "1415012400733-k7m2qp: unknown, submitted proven, submitted 2014-11-03T11:00:01Z, 1 reads",
        ]
    );
}

/// A job with a start and an end that notifications tell, one that waits, and a pipeline that was paused in between.
fn told_day() -> Viewer {
    let said = |job: &str, state: &str, time: &str| {
        let message = json!({"state": state, "version": "2012-09-25", "jobId": job, "pipelineId": "pipe-1",
            "outputs": [{"key": "720.mp4", "presetId": "preset-720", "status": "Complete", "duration": 61}]});
        json!({"Type": "Notification", "TopicArn": "arn:aws:sns:us-east-1:111122223333:vod",
            "Timestamp": format!("2024-03-01T{time}.000Z"), "Message": message.to_string()})
        .to_string()
    };
    let pause = |id: &str, time: &str, status: &str| {
        step(id, time, "UpdatePipelineStatus", json!({"requestParameters": {"id": "pipe-1", "status": status}}))
    };
    let trail = log(&[
        create("create-1", "10:00:00", "job-done", "in/a.mov", json!({})),
        create("create-2", "10:05:00", "job-open", "in/b.mov", json!({})),
        step("cancel-2", "10:06:00", "CancelJob", refused("job-open", "ResourceInUseException")),
        step("read-1", "10:20:30", "ReadJob", of("job-done")),
        pause("pause", "10:02:00", "Paused"),
        pause("go", "10:11:00", "Active"),
    ]);
    // Out of order, and one of them twice.
    let notices = [
        said("job-done", "COMPLETED", "10:20:00"),
        said("job-done", "PROGRESSING", "10:12:00"),
        said("job-done", "WARNING", "10:13:00"),
        said("job-done", "COMPLETED", "10:20:00"),
    ];
    Viewer::of(&[("log.json", trail.as_bytes()), ("notifications.jsonl", notices.join("\n").as_bytes())])
}

#[test]
fn notifications_tell_the_missing_half() {
    let mut day = told_day();
    assert_eq!(day.sums().1, 6, "a notification is no event");
    let job = &day.jobs("state:complete")[0];
    let exact = |minutes: i64| {
        let micros = trailglass_event::time::Micros(minutes * 60_000_000);
        Some(Length { at_least: micros, at_most: Some(micros) })
    };
    assert_eq!((job.waited, job.ran), (exact(12), exact(8)));
    assert_eq!((job.certainty, job.has_warning, job.notifications, job.steps), (Certainty::Recorded, true, 3, 2));
    assert_eq!(job.findings, [], "one read after the end is how it is learnt");
    let story = day.story(&job.key.clone());
    let stops: Vec<_> = story.stops.iter().map(|stop| stop.state.as_str()).collect();
    assert_eq!(stops, ["submitted", "progressing", "complete"]);
    assert_eq!((story.outputs[0].status.as_str(), story.outputs[0].seconds.as_str()), ("Complete", "61"));
    let roles: Vec<_> = story.steps.iter().map(|step| step.role).collect();
    assert_eq!(roles, [Role::Create, Role::Notification, Role::Notification, Role::Notification, Role::Read]);
    assert_eq!(story.files, [("notifications.jsonl".to_owned(), 3), ("log.json".to_owned(), 2)]);
}

#[test]
fn a_failure_is_told_in_the_words_of_its_notification_beside_what_its_code_means() {
    let words = "3002 1f: an object by that name already exists: bucket=out, key=<b>720.mp4</b>";
    let said = json!({"state": "ERROR", "version": "2012-09-25", "jobId": "job-1", "pipelineId": "pipe-1",
        "errorCode": 3002, "messageDetails": words});
    let trail = log(&[create("create-1", "10:00:00", "job-1", "in/a.mov", json!({}))]);
    let mut day = Viewer::of(&[("log.json", trail.as_bytes()), ("said.json", said.to_string().as_bytes())]);
    let job = day.jobs("state:error")[0].clone();
    assert_eq!(job.error.as_deref(), Some("3002"));
    let story = day.story(&job.key);
    let fact = |label: &str| story.facts.iter().find(|fact| fact.label == label).expect("it is told").clone();
    let meaning = Some("An object of this key is in the output bucket already".to_owned());
    assert_eq!((fact("Error").text, fact("Error").more), ("3002".to_owned(), meaning));
    assert_eq!(fact("Message").text, words);
    assert_eq!(story.steps[1].shows, format!("Says ERROR: {words}"));
}

#[test]
fn lengths_of_time_are_asked_for_as_far_as_they_are_proven() {
    let mut day = told_day();
    for (query, expected) in [
        ("waited>10m", "job-done"),
        ("waited>=12m waited<=720", "job-done"),
        ("waited<2m", "job-open"),
        ("waited>10s", "job-done"),
        ("ran:8m", "job-done"),
        ("ran>1h", ""),
        ("-ran:*", "job-open"),
    ] {
        let ids: Vec<String> = day.jobs(query).iter().map(|job| job.id.clone()).collect();
        assert_eq!(ids.join(" "), expected, "{query}");
    }
}

#[test]
fn a_strip_counts_the_jobs_of_a_pipeline_at_a_time() {
    let mut day = told_day();
    let answer = day.ask(View::Jobs, "", Sort::newest_first());
    let timeline = answer.timeline.expect("there are jobs");
    let strip = &timeline.strips[0];
    assert_eq!((strip.parent.as_str(), timeline.strips.len()), ("pipe-1", 1));
    assert_eq!(strip.counts.iter().max(), Some(&(2, 2)));
    assert_eq!(strip.counts.last(), Some(&(0, 1)), "the end of one of them is not known");
    let paused: Vec<_> =
        strip.paused.iter().map(|(from, to)| (from.time_of_day(), to.unwrap().time_of_day())).collect();
    assert_eq!(paused, [("10:02:00".to_owned(), "10:11:00".to_owned())]);
    assert_eq!(day.query("").timeline, None);
}

const ROBOTS: &str = r#"
name = "robots"
label = "Robots"
event_sources = ["robots"]
[[kind]]
name = "run"
[[kind.action]]
event = "StartRun"
role = "create"
id = ["response.run.id"]
accepted = "submitted"
[[kind.action]]
event = "StopRun"
role = "end"
id = ["request.id"]
accepted = "canceled"
"#;

fn run(id: &str, name: &str, members: Value) -> Value {
    let mut event = event(id, "10:00:00", json!({"eventSource": "robots.amazonaws.com", "eventName": name}));
    event.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    event
}

#[test]
fn a_dropped_profile_is_used_at_once_for_what_is_there_and_what_comes() {
    let before = [
        run("start", "StartRun", json!({"responseElements": {"run": {"id": "run-1"}}})),
        create("create-1", "10:00:00", "job-1", "in/a.mov", json!({})),
    ];
    let after = [run("stop", "StopRun", json!({"requestParameters": {"id": "run-1"}}))];
    let mut viewer = Viewer::of(&[("before.json", log(&before).as_bytes())]);
    assert_eq!(viewer.jobs("").len(), 1);
    let source = viewer.load_frozen("robots.toml", ROBOTS.as_bytes());
    assert_eq!((viewer.status(source), viewer.problems(source)), (trailglass_protocol::report::Status::Ok, vec![]));
    let told = |viewer: &mut Viewer| -> Vec<String> {
        viewer.jobs("kind:run").iter().map(|job| format!("{} {} {}", job.id, job.state.as_str(), job.steps)).collect()
    };
    assert_eq!(told(&mut viewer), ["run-1 unknown 1"]);
    viewer.load_frozen("after.json", log(&after).as_bytes());
    assert_eq!(told(&mut viewer), ["run-1 canceled 2"]);
    assert_eq!((viewer.jobs("").len(), viewer.query("").events), (2, 3));
    assert_eq!(viewer.ids("job:run-1").len(), 2);
    // A better one of the same name takes its place.
    let other = ROBOTS.replace("\"canceled\"", "\"complete\"");
    viewer.load_frozen("robots.toml", other.as_bytes());
    assert_eq!(told(&mut viewer), ["run-1 complete 2"]);
}

#[test]
fn a_broken_profile_is_refused_with_its_line_and_the_reason() {
    let mut viewer = Viewer::new();
    let source = viewer.load_frozen("robots.toml", ROBOTS.replace("\"end\"", "\"finish\"").as_bytes());
    let expected = "Not a lifecycle profile: line 14: unknown variant `finish`, expected one of `create`, `read`, `list`, `sweep`, `update`, `end`, `notification`, `mention`, in `role = \"finish\"`";
    assert_eq!(viewer.problems(source), [expected]);
    assert_eq!(viewer.status(source), trailglass_protocol::report::Status::Failed);
}

#[test]
fn what_was_removed_tells_of_no_job_any_more() {
    let trail = log(&[create("create-1", "10:00:00", "job-1", "in/a.mov", json!({}))]);
    let notice = json!({"Type": "Notification", "TopicArn": "arn:aws:sns:us-east-1:111122223333:vod",
        "Timestamp": "2024-03-01T10:20:00Z",
        "Message": json!({"state": "COMPLETED", "version": "2012-09-25", "jobId": "job-1", "pipelineId": "pipe-1"}).to_string()});
    let mut viewer = Viewer::new();
    let files = ["log.json", "notice.json", "other.json"];
    let other = log(&[create("create-2", "11:00:00", "job-2", "in/b.mov", json!({}))]);
    let texts = [trail, notice.to_string(), other];
    let sources: Vec<SourceId> =
        files.iter().zip(&texts).map(|(name, text)| viewer.load_frozen(name, text.as_bytes())).collect();
    let told = |viewer: &mut Viewer| -> Vec<String> {
        viewer.jobs("").iter().map(|job| format!("{} {} {}", job.id, job.state.as_str(), job.steps)).collect()
    };
    assert_eq!(told(&mut viewer), ["job-1 complete 1", "job-2 unknown 1"]);
    viewer.reply(Request::Remove { sources: vec![sources[1]] });
    assert_eq!(told(&mut viewer), ["job-1 unknown 1", "job-2 unknown 1"]);
    viewer.reply(Request::Remove { sources: vec![sources[0]] });
    assert_eq!(told(&mut viewer), ["job-2 unknown 1"]);
    viewer.reply(Request::Remove { sources: vec![sources[2]] });
    assert_eq!(told(&mut viewer), [""; 0]);
}

#[test]
fn a_story_says_who_asked_for_the_end() {
    let noor = json!({"userIdentity": {"type": "IAMUser", "userName": "noor"}, "requestParameters": {"id": "job-1"}});
    let mut day = Viewer::of_events(&[
        create("create-1", "10:00:00", "job-1", "a.mov", json!({})),
        step("denied", "10:01:00", "CancelJob", refused("job-1", "AccessDenied")),
        step("cancel", "10:02:00", "CancelJob", noor),
        create("create-2", "10:00:00", "job-2", "b.mov", json!({})),
    ]);
    let told: Vec<_> = day.jobs("").iter().map(|job| job.ended_by.clone()).collect();
    assert_eq!(told, [Some("noor".to_owned()), None]);
    let key = day.jobs("state:canceled")[0].key.clone();
    let facts = day.story(&key).facts;
    let told = facts.iter().find(|fact| fact.label == "Canceled by").map(|fact| fact.text.as_str());
    assert_eq!(told, Some("noor"));
}

#[test]
fn a_file_of_notices_says_what_it_holds() {
    let said = |state: &str| json!({"state": state, "jobId": "job-1", "pipelineId": "pipe-1"}).to_string();
    let dump = json!({"Job": {"Id": "job-1", "PipelineId": "pipe-1", "Status": "Complete"}}).to_string();
    let list = json!({"Jobs": [{"Id": "1", "PipelineId": "p", "Status": "Complete"}, {"Id": "2", "PipelineId": "p", "Status": "Error"}]});
    let said = [said("PROGRESSING"), said("COMPLETED")].join("\n");
    for (text, expected) in [
        (said.clone(), (2, "notifications")),
        (dump.clone(), (1, "job dumps")),
        (list.to_string(), (2, "job dumps")),
        (format!("{said}\n{dump}"), (3, "other texts")),
        (json!({"awsAccountId": "1", "digestS3Object": "x", "logFiles": []}).to_string(), (1, "digests")),
    ] {
        let day = Viewer::of(&[("file.json", text.as_bytes())]);
        assert_eq!(
            (day.reports[&SourceId::File(0)].others, day.reports[&SourceId::File(0)].noun.as_str()),
            expected,
            "{text}"
        );
    }
}
