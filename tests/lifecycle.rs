//! The lifecycle of a resource from its events: what is proven, what is inferred, and what cannot be known.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use crate::support::Viewer;
use proptest::prelude::*;
use serde_json::{Value, json};
use trailglass_lifecycle::{
    profile::{self, Role},
    registry::Profiles,
    state::{Certainty, Proven, State},
};
use trailglass_protocol::message::{Edge, StoryDetail};

const JOB: &str = "1412018849233-f2czlr";

/// An event of the trail, as the tests write it down: `create(JOB).at("19:29:02")`.
#[derive(Clone, Debug)]
struct Told(Value);

fn told(action: &str, request: Value, response: Value) -> Told {
    Told(json!({
        "eventVersion": "1.08", "eventTime": "2014-09-29T00:00:00Z", "eventSource": "elastictranscoder.amazonaws.com",
        "eventName": action, "awsRegion": "us-east-2", "recipientAccountId": "111122223333",
        "userIdentity": {"type": "IAMUser", "userName": "smithj"},
        "requestParameters": request, "responseElements": response,
    }))
}

fn create(id: &str) -> Told {
    let request = json!({"pipelineId": "1412018848038-nkomx0", "input": {"key": "a.mov"}});
    told("CreateJob", request, json!({"job": {"id": id, "status": "Submitted"}}))
}

fn read(id: &str) -> Told {
    told("ReadJob", json!({ "id": id }), Value::Null)
}

fn cancel(id: &str) -> Told {
    told("CancelJob", json!({ "id": id }), Value::Null)
}

fn refused_create(request: &str) -> Told {
    let told = create(JOB).refused("ValidationException").with("/responseElements", Value::Null);
    told.with("/requestID", json!(request))
}

impl Told {
    fn at(self, clock: &str) -> Told {
        self.with("/eventTime", json!(format!("2014-09-29T{clock}Z")))
    }

    fn refused(self, error: &str) -> Told {
        self.with("/errorCode", json!(error)).with("/errorMessage", json!("because"))
    }

    fn region(self, region: &str) -> Told {
        self.with("/awsRegion", json!(region))
    }

    fn with(mut self, path: &str, value: Value) -> Told {
        let (parent, name) = path.rsplit_once('/').unwrap();
        self.0.pointer_mut(parent).unwrap()[name] = value;
        self
    }
}

/// Gives each event an id, in the order written.
fn trail(events: impl IntoIterator<Item = Told>) -> Vec<Told> {
    events.into_iter().zip(1..).map(|(told, n)| told.with("/eventID", json!(format!("event-{n}")))).collect()
}

fn viewer_of(events: &[Told]) -> Viewer {
    Viewer::of_events(&events.iter().map(|told| told.0.clone()).collect::<Vec<_>>())
}

fn stories_of(events: &[Told], query: &str) -> Vec<StoryDetail> {
    let mut viewer = viewer_of(events);
    let rows = viewer.jobs(query);
    rows.iter().map(|row| viewer.story(&row.key)).collect()
}

/// The one job that these events tell of.
fn story(events: impl IntoIterator<Item = Told>) -> StoryDetail {
    let mut all = stories_of(&trail(events), "");
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn sentences(story: &StoryDetail) -> Vec<&str> {
    story.steps.iter().map(|step| step.shows.as_str()).collect()
}

fn open_questions(story: &StoryDetail) -> Vec<&str> {
    story.not_observable.iter().map(|unknown| unknown.what.as_str()).collect()
}

fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or("-".to_owned(), |value| value.to_string())
}

/// State, certainty, what is proven, and the event that proves it.
fn verdict(story: &StoryDetail) -> (&str, &str, Option<Proven>, Option<&str>) {
    let proof = story.proof.and_then(|row| story.steps.iter().find(|step| step.row == Some(row)));
    let job = &story.job;
    (job.state.as_str(), job.certainty.as_str(), job.proven, proof.map(|step| step.event_id.as_str()))
}

#[test]
fn each_evidence_gives_its_state_certainty_and_proof() {
    const IN_USE: &str = "ResourceInUseException";
    let made = || create(JOB).at("19:28:00");
    // What happened, the state, its certainty, what is proven all the same, and which of the events proves it.
    let cases = [
        ("a submission alone", vec![made()], "unknown unknown submitted event-1"),
        (
            "a submission, then reads",
            vec![made(), read(JOB).at("19:29:00"), read(JOB).at("19:30:00")],
            "unknown unknown submitted event-1",
        ),
        ("reads alone", vec![read(JOB).at("19:29:00")], "unknown unknown - -"),
        ("a cancellation", vec![made(), cancel(JOB).at("19:29:00")], "canceled recorded - event-2"),
        ("a cancellation alone", vec![cancel(JOB).at("19:29:00")], "canceled recorded - event-1"),
        (
            "a cancellation, then reads",
            vec![made(), cancel(JOB).at("19:29:00"), read(JOB).at("19:30:00")],
            "canceled recorded - event-2",
        ),
        (
            "a cancellation refused because it was in use",
            vec![made(), cancel(JOB).at("19:29:00").refused(IN_USE), cancel(JOB).at("19:30:00").refused(IN_USE)],
            "past-submitted inferred - event-2",
        ),
        (
            "a second cancellation refused after the first was accepted",
            vec![made(), cancel(JOB).at("19:29:00"), cancel(JOB).at("19:30:00").refused(IN_USE)],
            "canceled recorded - event-2",
        ),
        (
            "a cancellation accepted and one refused in the same second",
            vec![made(), cancel(JOB).at("19:29:00").refused(IN_USE), cancel(JOB).at("19:29:00")],
            "canceled recorded - event-3",
        ),
        (
            "a cancellation that was not allowed",
            vec![made(), cancel(JOB).at("19:29:00").refused("AccessDeniedException")],
            "unknown unknown submitted event-1",
        ),
        (
            "a read that found nothing",
            vec![read(JOB).at("19:29:00").refused("ResourceNotFoundException")],
            "unknown unknown - -",
        ),
        ("a refused submission", vec![refused_create("request-1")], "not-submitted recorded - event-1"),
    ];
    for (what, events, expected) in cases {
        let story = story(events);
        let (state, certainty, proven, proof) = verdict(&story);
        let found = format!("{state} {certainty} {} {}", or_dash(proven), or_dash(proof));
        assert_eq!(found, expected, "{what}");
    }
}

#[test]
fn words_are_those_of_the_page() {
    let words: Vec<_> = State::ALL.iter().map(|state| state.as_str()).collect();
    let of_jobs = ["not-submitted", "unknown", "past-submitted", "progressing", "canceled", "complete", "error"];
    let of_things = ["active", "paused", "stopped", "expired", "deleted"];
    assert!(of_jobs.iter().chain(&of_things).all(|word| words.contains(word)) && words.len() == 12);
}

#[test]
fn sentences_say_what_an_event_shows_and_what_it_cannot() {
    let outputs = json!([{"key": "a", "presetId": "p"}, {"key": "b", "presetId": "p"}]);
    let story = story([
        create(JOB).at("19:28:00").with("/responseElements/job/outputs", outputs),
        read(JOB).at("19:28:10"),
        read(JOB).at("19:28:20").refused("ThrottlingException"),
        cancel(JOB).at("19:28:30").refused("AccessDeniedException"),
        cancel(JOB).at("19:28:40").refused("ResourceInUseException"),
        read(JOB).at("19:28:50"),
        read(JOB).at("19:28:55").refused("ResourceNotFoundException"),
    ]);
    assert_eq!(
        sentences(&story),
        [
            "Accepted with status Submitted, 2 outputs",
            "The job existed. A read does not show its status in CloudTrail",
            "Refused, ThrottlingException: shows nothing about the job",
            "Refused, AccessDeniedException: shows nothing about the job",
            "Refused, ResourceInUseException: it was no longer Submitted",
            "The job existed",
            "Refused, ResourceNotFoundException: no job of this id was known in this account and region. \
             It need not ever have existed",
        ]
    );
    assert_eq!((story.job.reads, story.job.steps), (4, 7));
    let stops: Vec<_> = story.stops.iter().map(|stop| (stop.state.as_str(), stop.certainty, stop.edge)).collect();
    assert_eq!(
        stops,
        [("submitted", Certainty::Recorded, Edge::At), ("past-submitted", Certainty::Inferred, Edge::By)]
    );
}

#[test]
fn a_refusal_beside_an_accepted_cancellation_is_explained_by_it() {
    let refusal = || cancel(JOB).refused("ResourceInUseException");
    let story = story([refusal().at("19:28:00"), cancel(JOB).at("19:29:00"), refusal().at("19:30:00")]);
    assert_eq!(
        sentences(&story),
        [
            "Refused, ResourceInUseException: yet a later cancellation was accepted, so it had not started",
            "Accepted: canceled, so it had not started",
            "Refused, ResourceInUseException: it was canceled before, so this shows nothing new",
        ]
    );
}

#[test]
fn questions_stay_open_as_far_as_the_events_leave_them() {
    let made = || create(JOB).at("19:28:00");
    let unread =
        ["When it started", "Whether and how it ended", "When each output finished", "Whether the outputs still exist"];
    assert_eq!(open_questions(&story([made()])), unread);
    assert_eq!(open_questions(&story([made(), cancel(JOB).at("19:29:00")])), [""; 0]);
    assert_eq!(open_questions(&story([refused_create("request-1")])), [""; 0]);
    let orphan = story([read(JOB)]);
    assert_eq!(open_questions(&orphan)[0], "Who submitted it, and what");
    assert!(open_questions(&orphan).contains(&"What the reads returned"));
    assert_eq!(open_questions(&story([read(JOB).refused("ResourceNotFoundException")])), [""; 0]);
}

#[test]
fn each_refused_submission_is_its_own_story() {
    let nameless = || create(JOB).refused("AccessDenied").with("/responseElements", Value::Null);
    let events = trail([refused_create("request-1"), refused_create("request-2"), nameless(), nameless()]);
    let all = stories_of(&events, "");
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|story| story.job.id.is_empty() && story.job.submitted.is_none()));
    let of_request = all.iter().find(|story| story.job.request_id.as_deref() == Some("request-1")).unwrap();
    assert_eq!(of_request.job.parent.as_deref(), Some("1412018848038-nkomx0"));
    assert_eq!(of_request.job.input.as_deref(), Some("a.mov"));
    assert_eq!(sentences(of_request), ["Refused, ValidationException: no job was made"]);
}

#[test]
fn an_accepted_submission_without_its_answer_is_a_story_without_an_id() {
    let story = story([create(JOB).with("/responseElements", Value::Null).with("/requestID", json!("request-1"))]);
    assert_eq!(story.job.id, "");
    assert_eq!(verdict(&story), ("unknown", "unknown", Some(Proven::Submitted), Some("event-1")));
}

#[test]
fn one_id_in_two_regions_is_two_jobs() {
    let all = stories_of(&trail([create(JOB), cancel(JOB).region("eu-west-1")]), "");
    assert_eq!(all.len(), 2);
    assert_ne!(all[0].job.key, all[1].job.key);
    let canceled: Vec<_> = all.iter().filter(|story| story.job.state == State::Canceled).collect();
    assert!(canceled.len() == 1 && canceled[0].job.region == "eu-west-1");
}

#[test]
fn in_the_same_second_creation_comes_first_and_the_end_last() {
    let clock = "19:29:00";
    let story = story([cancel(JOB).at(clock), read(JOB).at(clock), create(JOB).at(clock), read(JOB).at(clock)]);
    let order: Vec<_> = story.steps.iter().map(|step| step.role).collect();
    assert_eq!(order, [Role::Create, Role::Read, Role::Read, Role::End]);
}

#[test]
fn ids_tell_times_only_where_they_have_the_form_and_are_plausible() {
    let submitted = |id: &str| story([read(id)]).job.submitted.map(|time| time.to_string());
    assert_eq!(submitted(JOB).as_deref(), Some("2014-09-29T19:27:29.233Z"));
    let others = [
        "1234-job-example",
        "1351620000001-000010",
        "1767225600000-f2czlr",
        "1412018849233-f2czl",
        "1412018849233-f2czlr7",
        "1412018849233-f2c-lr",
        "141201884923x-f2czlr",
        "1412018849233f2czlr",
        "１４１２-f2czlr",
        "-",
        " ",
    ];
    for id in others {
        assert_eq!(submitted(id), None, "{id}");
    }
    assert_eq!(story([read(JOB).refused("ResourceNotFoundException")]).job.submitted, None, "it need not exist");
}

#[test]
fn any_text_may_stand_anywhere() {
    let long = "x|%\u{202e}\0\"".repeat(15_000);
    let made = create(&long).with("/requestParameters/input/key", json!(long));
    let story = story([made.with("/requestParameters/userMetadata", json!({ "title": long })), read(&long)]);
    assert_eq!((&story.job.id, story.job.input.as_ref()), (&long, Some(&long)));
    let events = trail([
        create("").with("/requestID", json!("r")),
        read(""),
        create("a|b").region("c"),
        create("b").region("c|a"),
    ]);
    assert_eq!(
        stories_of(&events, "").len(),
        3,
        "the keys do not run into each other, and a read of nothing is no story"
    );
}

/// Events of few ids, regions and instants, so that they meet.
fn any_told() -> impl Strategy<Value = Told> {
    let action = prop::sample::select(vec!["CreateJob", "ReadJob", "CancelJob"]);
    let id = prop::sample::select(vec![JOB, "1234-job-example", ""]);
    let errors = vec!["ResourceInUseException", "ResourceNotFoundException", "Throttling", ""];
    let error = prop::option::of(prop::sample::select(errors));
    let region = prop::sample::select(vec!["us-east-2", "eu-west-1"]);
    let request = prop::option::of("[ab]");
    (action, id, error, region, request, 0..4).prop_map(|(action, id, error, region, request, second)| {
        let told = match action {
            "CreateJob" => create(id),
            "ReadJob" => read(id),
            _ => cancel(id),
        };
        let told = told.region(region).at(&format!("00:00:0{second}")).with("/requestID", json!(request));
        told.with("/errorCode", json!(error))
    })
}

/// All that a viewer tells of all things, as text, without what depends on the order of files: rows and names of files.
fn all_told(mut viewer: Viewer) -> String {
    let rows = viewer.jobs("kind:*");
    let mut all: Vec<String> = rows
        .iter()
        .map(|row| {
            let story = viewer.story(&row.key);
            let steps = story.steps.iter().map(|step| {
                format!("{} {:?} {:?} {} {:?}", step.event_id, step.time, step.role, step.shows, step.changes)
            });
            let steps = steps.collect::<Vec<_>>();
            let StoryDetail { job, facts, outputs, stops, not_observable, .. } = &story;
            let proof = verdict(&story).3;
            format!("{job:?} {facts:?} {outputs:?} {stops:?} {not_observable:?} {steps:#?} {proof:?}")
        })
        .collect();
    all.sort();
    all.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn neither_the_order_of_events_nor_of_files_matters(
        (events, shuffled, cut) in prop::collection::vec(any_told(), 1..24)
            .prop_map(trail)
            .prop_flat_map(|events| (Just(events.clone()), Just(events.clone()).prop_shuffle(), 0..events.len()))
    ) {
        let mut parts = Viewer::new();
        // A piece comes twice, and what came before is weighed again with what comes.
        for part in [&shuffled[cut..], &shuffled[..cut], &shuffled[cut..]] {
            let part: Vec<Value> = part.iter().map(|told| told.0.clone()).collect();
            parts.load_frozen("part.json", crate::support::log(&part).as_bytes());
            parts.jobs("");
        }
        prop_assert_eq!(all_told(viewer_of(&events)), all_told(parts));
    }

    #[test]
    fn any_text_parses_or_is_refused_in_words(text in ".{0,200}") {
        if let Err(problem) = profile::parse(&text) {
            prop_assert!(!problem.to_string().is_empty());
        }
    }
}

#[test]
fn an_event_stands_for_every_kind_it_names() {
    let profiles = Profiles::built_in();
    let kinds = |source: &str, event: &str| -> Vec<(String, Role)> {
        let named = profiles.actions(source, event).iter();
        named
            .map(|no| (profiles.kind_of(*no).unwrap().noun.to_string(), profiles.action(*no).unwrap().role()))
            .collect()
    };
    let of = |noun: &str, role| (noun.to_owned(), role);
    let of_create = [of("job", Role::Create), of("preset", Role::Mention)];
    assert_eq!(kinds("elastictranscoder.amazonaws.com", "CreateJob"), of_create);
    assert_eq!(kinds("elastictranscoder", "UpdatePipelineStatus"), [of("pipeline", Role::Update)]);
    assert_eq!(kinds("elastictranscoder", "DeletePreset"), [of("preset", Role::End)]);
    assert_eq!(kinds("elastictranscoder", "ListPipelines"), [of("list", Role::List)]);
    assert_eq!(kinds("s3", "CreateJob"), []);
}

const PIPELINE: &str = "1412018848038-nkomx0";

fn pipeline(action: &str, members: Value) -> Told {
    let mut request = json!({ "id": PIPELINE });
    request.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    told(action, request, Value::Null)
}

fn create_pipeline() -> Told {
    let request =
        json!({"name": "vod", "inputBucket": "in", "role": "r1", "notifications": {"completed": "", "error": "t1"}});
    told("CreatePipeline", request, json!({"pipeline": {"id": PIPELINE, "status": "Active"}}))
}

#[test]
fn what_lasts_is_shown_where_it_is_asked_for() {
    let events = trail([create_pipeline(), create(JOB).at("01:00:00")]);
    let kinds = |query: &str| -> Vec<String> {
        stories_of(&events, query).iter().map(|story| story.job.kind.clone()).collect()
    };
    assert_eq!(kinds(""), ["elastic-transcoder/job"]);
    assert_eq!(kinds("kind:pipeline"), ["elastic-transcoder/pipeline"]);
    assert_eq!(kinds("kind:elastic-transcoder/*").len(), 3, "the role is named by the pipeline");
    let job = &stories_of(&events, "pipeline:vod")[0].job;
    assert_eq!((job.parent.as_deref(), job.parent_name.as_deref()), (Some(PIPELINE), Some("vod")));
}

#[test]
fn a_pipeline_is_active_paused_or_deleted_and_each_change_is_told_field_by_field() {
    let pause = |status: &str| pipeline("UpdatePipelineStatus", json!({ "status": status }));
    let events = trail([
        create_pipeline().at("01:00:00"),
        pipeline("UpdatePipeline", json!({"inputBucket": "in-2", "role": "r1"})).at("02:00:00"),
        pipeline("UpdatePipelineNotifications", json!({"notifications": {"completed": "t2", "error": "t1"}}))
            .at("03:00:00"),
        pause("Paused").at("04:00:00"),
        pause("Active").at("04:13:00"),
        pipeline("DeletePipeline", json!({})).at("05:00:00").refused("ResourceInUseException"),
        told("ListJobsByPipeline", json!({ "pipelineId": PIPELINE }), Value::Null).at("06:00:00"),
        create(JOB).at("05:30:00"),
        pipeline("DeletePipeline", json!({})).at("07:00:00"),
    ]);
    let of = |n: usize| stories_of(&events[..n], "kind:pipeline").remove(0);
    let states = [
        (1, State::Active),
        (3, State::Active),
        (4, State::Paused),
        (5, State::Active),
        (8, State::Active),
        (9, State::Deleted),
    ];
    for (n, state) in states {
        assert_eq!((of(n).job.state, of(n).job.certainty), (state, Certainty::Recorded), "after {n} events");
    }
    let story = of(9);
    let stops: Vec<_> = story
        .stops
        .iter()
        .map(|stop| format!("{} {}", stop.state.as_str(), stop.time.unwrap().time_of_day()))
        .collect();
    assert_eq!(stops, ["active 01:00:00", "paused 04:00:00", "active 04:13:00", "deleted 07:00:00"]);
    let changes: Vec<_> = story.steps.iter().flat_map(|step| step.changes.clone()).collect();
    let change = |name: &str, before: &str, after: &str| (name.to_owned(), Some(before.to_owned()), after.to_owned());
    assert_eq!(changes, [change("Input bucket", "in", "in-2"), change("Notifications.completed", "", "t2")]);
    assert_eq!((story.job.sweeps, story.job.uses, story.job.steps), (1, 1, 7));
    assert_eq!(story.job.input.as_deref(), Some("vod"));
}

#[test]
fn a_name_that_is_used_again_begins_anew() {
    let run = |event: &str, clock: &str, members: Value, status: &str| {
        let mut request = json!({ "transcriptionJobName": "daily" });
        request.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        let response = json!({"transcriptionJob": {"transcriptionJobStatus": status}});
        told(event, request, response).with("/eventSource", json!("transcribe.amazonaws.com")).at(clock)
    };
    let media = |uri: &str| json!({"media": {"mediaFileUri": uri}});
    let events = [
        run("StartTranscriptionJob", "01:00:00", media("monday"), "IN_PROGRESS"),
        run("GetTranscriptionJob", "01:05:00", json!({}), "COMPLETED"),
        run("GetTranscriptionJob", "01:06:00", json!({}), "COMPLETED"),
        run("StartTranscriptionJob", "02:00:00", media("tuesday"), "QUEUED"),
    ];
    let first = story(events[..3].to_vec());
    assert_eq!((verdict(&first).0, first.job.input.as_deref()), ("complete", Some("monday")));
    let second = story(events.clone());
    assert_eq!(verdict(&second), ("unknown", "unknown", Some(Proven::Submitted), Some("event-4")));
    assert_eq!((second.job.input.as_deref(), second.job.ran, second.steps.len()), (Some("tuesday"), None, 4));
    let stops: Vec<_> = second
        .stops
        .iter()
        .map(|stop| format!("{} {}", stop.state.as_str(), stop.time.unwrap().time_of_day()))
        .collect();
    assert_eq!(stops, ["submitted 02:00:00", "unknown 02:00:00"]);
    let done = run("GetTranscriptionJob", "02:05:00", json!({}), "COMPLETED");
    assert_eq!(verdict(&story(events.into_iter().chain([done]))).0, "complete");

    // Ids of Elastic Transcoder are given once.
    let events = [
        create_pipeline().at("01:00:00"),
        pipeline("DeletePipeline", json!({})).at("02:00:00"),
        create_pipeline().at("03:00:00"),
    ];
    assert_eq!(stories_of(&trail(events), "kind:pipeline")[0].job.state, State::Deleted);
}

#[test]
fn a_sweep_counts_with_the_jobs_that_it_looked_over() {
    let sweep = |clock: &str| told("ListJobsByPipeline", json!({ "pipelineId": PIPELINE }), Value::Null).at(clock);
    let by_status = told("ListJobsByStatus", json!({"status": "Progressing"}), Value::Null);
    let events =
        [sweep("00:59:00"), create(JOB).at("01:00:00"), sweep("01:00:30"), read(JOB).at("01:01:00"), sweep("02:00:00")];
    let story = story(events.clone());
    assert_eq!((story.job.steps, story.job.sweeps), (2, 1), "one of the sweeps falls into its life");
    assert_eq!(sentences(&story)[1], "Looked over all of the pipeline, names no job");
    let statuses = stories_of(&trail(events.into_iter().chain([by_status])), "kind:status");
    assert_eq!((&*statuses[0].job.id, statuses[0].job.sweeps), ("Progressing", 1));
}

#[test]
fn a_preset_knows_how_often_it_is_used() {
    let outputs = json!([{"key": "a", "presetId": "p1"}, {"key": "b", "presetId": "p2"}]);
    let use_it = create(JOB).with("/responseElements/job/outputs", outputs);
    let make = told("CreatePreset", json!({"name": "web"}), json!({"preset": {"id": "p2"}}));
    let events = trail([use_it, make, told("DeletePreset", json!({"id": "p2"}), Value::Null).at("02:00:00")]);
    let mut presets = stories_of(&events, "kind:preset");
    presets.sort_by_key(|story| story.job.id.clone());
    let rows: Vec<_> = presets.iter().map(|story| (&*story.job.id, story.job.state.as_str(), story.job.uses)).collect();
    assert_eq!(rows, [("p1", "unknown", 1), ("p2", "deleted", 1)]);
}

#[test]
fn a_role_is_tested_before_a_pipeline_is_made() {
    let test =
        told("TestRole", json!({"role": "r1", "inputBucket": "in", "topics": ["t"]}), json!({"success": "true"}));
    let story = stories_of(&trail([test, create_pipeline().at("01:00:00")]), "kind:role").remove(0);
    assert_eq!((story.job.id.as_str(), story.job.uses, story.job.steps), ("r1", 1, 1));
    assert_eq!(sentences(&story), ["Accepted: the role was tested against its buckets and topics, status true"]);
}

#[test]
fn a_profile_added_later_leaves_the_numbers_as_they_were() {
    let mut profiles = Profiles::built_in();
    let before = profiles.actions("elastictranscoder", "CreateJob").to_vec();
    let text = r#"
        name = "batch"
        label = "Batch"
        event_sources = ["batch.amazonaws.com"]
        [[kind]]
        name = "job"
        [[kind.action]]
        event = "SubmitJob"
        role = "create"
        id = ["response.jobId"]
        accepted = "submitted"
        [[kind.action]]
        event = "DescribeJobs"
        role = "read"
        id = ["request.jobs[]"]
        accepted = "existed"
    "#;
    profiles.add(&profile::parse(text).unwrap(), 1);
    assert_eq!(profiles.actions("elastictranscoder", "CreateJob"), before);
    let submit = *profiles.actions("batch", "SubmitJob").last().unwrap();
    assert_eq!(&*profiles.kind_of(submit).unwrap().name, "batch/job");
    let describe = *profiles.actions("batch.amazonaws.com", "DescribeJobs").last().unwrap();
    assert_eq!(profiles.action(describe).unwrap().id()[0].to_string(), "request.jobs[]");
}

#[test]
fn a_broken_profile_is_refused_with_its_reason() {
    let head = "name = \"x\"\nlabel = \"X\"\nevent_sources = [\"x\"]\n";
    let kind = "[[kind]]\nname = \"job\"\n";
    let action = "[[kind.action]]\nevent = \"Make\"\nrole = \"create\"\n";
    let id = "id = [\"request.id\"]\n";
    let cases = [
        ("name = ".to_owned(), "line 1"),
        (format!("{head}colour = \"red\"\n"), "line 4: \"colour\" is no key here"),
        (format!("{head}{kind}{action}id = [\"answer.id\"]\n"), "a path begins with one of request, response"),
        (format!("{head}{kind}{action}id = [\"request\"]\n"), "names no member"),
        (format!("{head}{kind}{action}id = [\"request.a..b\"]\n"), "a name is missing"),
        (format!("{head}{kind}{action}id = [\n\"request.b\",\n\"request.a[0]\"]\n"), "line 11: brackets"),
        (format!("{head}{kind}{action}{id}values = {{ x = [\"y\"] }}\n"), "line 10: a path begins with"),
        (format!("{head}{kind}{action}{id}items = {{ only = {{ x = \"y\" }} }}\n"), "line 10: a path begins with"),
        (format!("{head}{kind}{action}id = []\n"), "line 9: it does not say where the id stands"),
        (format!("{head}{kind}{action}"), "line 6: missing field 'id'"),
        (format!("{head}{kind}[[kind.action]]\nevent = \"Make\"\n{id}"), "line 6: missing field 'role'"),
        (
            format!("{head}{kind}{action}{id}accepted = \"done\"\n"),
            "line 10: unknown variant `done`, expected one of `nothing`",
        ),
        (format!("{head}{kind}class = 3\n"), "line 6: expected a string, found integer, in `class = 3`"),
        (format!("{head}{kind}reused = \"yes\"\n"), "line 6: expected a bool, found string, in `reused"),
        (format!("{head}{kind}stuck_after_hours = -1\n"), "line 6: out of range of 'u32', in `stuck_after_hours"),
        (format!("{head}{kind}class = \"job\"\nclass = \"job\"\n"), "line 7: duplicate key: `class`"),
        (format!("{head}{kind}[[kind.action]]\nevent = \"Make\"\nrole = \"notification\"\n{id}"), "no notification"),
        (format!("{head}{kind}{kind}"), "line 6: two kinds"),
        (format!("{head}{kind}parent = \"queue\"\n"), "line 4: kind \"job\" belongs to \"queue\""),
        (head.replace("[\"x\"]", "[]"), "line 3: event_sources is empty"),
        (head.replace("\"x\"\nlabel", "\"X Y\"\nlabel"), "line 1: the name \"X Y\" is not made of small letters"),
        (
            format!("{head}{kind}[kind.id_time]\ndigits = 19\nsuffix = 1\nfrom_millis = 0\nuntil_millis = 1"),
            "line 7: ids have 19 digits; 1 to 18",
        ),
    ];
    for (text, reason) in cases {
        let problem = profile::parse(&text).unwrap_err().to_string();
        assert!(problem.contains(reason), "{text}\n{problem}");
    }
}
