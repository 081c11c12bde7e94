//! The life of a thing from its events: what is proven, what is inferred, and what nobody can know.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use proptest::prelude::*;
use trailglass::lifecycle::{
    fact::{EventKey, Fact, FactEvent, ValueNo},
    profile::{self, ProfileProblem, Role},
    state::{Certainty, Proven, State},
    story::{Output, Story, Submitted, stories},
    table::{Profiles, ValueName},
    unknown::not_observable,
};

const JOB: &str = "1412018849233-f2czlr";
/// What the digits of `JOB` say: 2014-09-29T19:27:29.233Z.
const JOB_SUBMITTED: i64 = 1_412_018_849_233_000;
/// 2014-09-29T00:00:00Z.
const DAY: i64 = 1_411_948_800_000_000;

/// An event of the trail, as the tests write it down: `create(JOB).at("19:29:02")`.
#[derive(Clone, Debug)]
struct Told {
    action: &'static str,
    id: Option<String>,
    time: i64,
    error: Option<&'static str>,
    region: &'static str,
    request: Option<String>,
    event: u64,
    event_id: String,
    parent: Option<String>,
    values: Vec<(&'static str, String)>,
}

fn told(action: &'static str, id: Option<&str>) -> Told {
    let id = id.map(str::to_owned);
    let region = "us-east-2";
    let (request, event_id) = (None, String::new());
    Told { action, id, time: DAY, error: None, region, request, event: 0, event_id, parent: None, values: Vec::new() }
}

fn create(id: &str) -> Told {
    told("CreateJob", Some(id))
}

fn read(id: &str) -> Told {
    told("ReadJob", Some(id))
}

fn cancel(id: &str) -> Told {
    told("CancelJob", Some(id))
}

fn refused_create(request: &str) -> Told {
    Told { request: Some(request.to_owned()), ..told("CreateJob", None).refused("ValidationException") }
}

impl Told {
    fn at(mut self, clock: &str) -> Told {
        let seconds = clock.split(':').fold(0, |sum, part| sum * 60 + part.parse::<i64>().unwrap());
        self.time = DAY + seconds * 1_000_000;
        self
    }

    fn refused(mut self, error: &'static str) -> Told {
        self.error = Some(error);
        self
    }

    fn region(mut self, region: &'static str) -> Told {
        self.region = region;
        self
    }

    fn parent(mut self, parent: &str) -> Told {
        self.parent = Some(parent.to_owned());
        self
    }

    fn with(mut self, name: &'static str, value: &str) -> Told {
        self.values.push((name, value.to_owned()));
        self
    }
}

/// Gives each event a key and an id, in the order written.
fn trail(events: impl IntoIterator<Item = Told>) -> Vec<Told> {
    let numbered = events.into_iter().zip(1..);
    numbered.map(|(told, event)| Told { event, event_id: format!("event-{event:06}"), ..told }).collect()
}

fn value_no(profiles: &Profiles, wanted: &str) -> ValueNo {
    let is_wanted = |name: &ValueName| match name {
        ValueName::Status => wanted == "status",
        ValueName::Input => wanted == "input",
        ValueName::Output => wanted == "output",
        ValueName::OutputPreset => wanted == "output-preset",
        ValueName::Other(name) => wanted == &**name,
    };
    (0..).map(ValueNo).find(|no| is_wanted(profiles.value(*no).expect("the profile has this value"))).unwrap()
}

fn stories_of(events: &[Told]) -> Vec<Story> {
    let profiles = Profiles::built_in();
    let facts = events.iter().map(|told| FactEvent {
        fact: Fact {
            action: profiles.actions("elastictranscoder.amazonaws.com", told.action)[0],
            id: told.id.as_deref().map(Into::into),
            parent: told.parent.as_deref().map(Into::into),
            values: told.values.iter().map(|(name, text)| (value_no(&profiles, name), text.into())).collect(),
        },
        event: EventKey(told.event),
        event_id: &told.event_id,
        time_micros: told.time,
        actor: "smithj",
        region: told.region,
        account: "111122223333",
        request_id: told.request.as_deref(),
        error_code: told.error,
        error_message: None,
    });
    stories(&profiles, facts)
}

/// The one story that these events tell.
fn story(events: impl IntoIterator<Item = Told>) -> Story {
    let mut all = stories_of(&trail(events));
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn sentences(story: &Story) -> Vec<String> {
    story.steps.iter().map(|step| step.shows.to_string()).collect()
}

fn open_questions(story: &Story) -> Vec<String> {
    not_observable(&Profiles::built_in(), story).into_iter().map(|unknown| unknown.what).collect()
}

#[test]
fn each_evidence_gives_its_state_certainty_and_proof() {
    use Certainty::{Inferred, Recorded};
    const IN_USE: &str = "ResourceInUseException";
    let submitted = Some(Proven::Submitted);
    let made = || create(JOB).at("19:28:00");
    // What happened, the state, its certainty, what is proven all the same, and which of the events proves it.
    let cases = [
        ("a submission alone", vec![made()], State::Unknown, Certainty::Unknown, submitted, Some(1)),
        (
            "a submission, then reads",
            vec![made(), read(JOB).at("19:29:00"), read(JOB).at("19:30:00")],
            State::Unknown,
            Certainty::Unknown,
            submitted,
            Some(1),
        ),
        ("reads alone", vec![read(JOB).at("19:29:00")], State::Unknown, Certainty::Unknown, None, None),
        ("a cancellation", vec![made(), cancel(JOB).at("19:29:00")], State::Canceled, Recorded, None, Some(2)),
        ("a cancellation alone", vec![cancel(JOB).at("19:29:00")], State::Canceled, Recorded, None, Some(1)),
        (
            "a cancellation, then reads",
            vec![made(), cancel(JOB).at("19:29:00"), read(JOB).at("19:30:00")],
            State::Canceled,
            Recorded,
            None,
            Some(2),
        ),
        (
            "a cancellation refused because it was in use",
            vec![made(), cancel(JOB).at("19:29:00").refused(IN_USE), cancel(JOB).at("19:30:00").refused(IN_USE)],
            State::PastSubmitted,
            Inferred,
            None,
            Some(2),
        ),
        (
            "a second cancellation refused after the first was accepted",
            vec![made(), cancel(JOB).at("19:29:00"), cancel(JOB).at("19:30:00").refused(IN_USE)],
            State::Canceled,
            Recorded,
            None,
            Some(2),
        ),
        (
            "a cancellation accepted and one refused in the same second",
            vec![made(), cancel(JOB).at("19:29:00").refused(IN_USE), cancel(JOB).at("19:29:00")],
            State::Canceled,
            Recorded,
            None,
            Some(3),
        ),
        (
            "a cancellation that was not allowed",
            vec![made(), cancel(JOB).at("19:29:00").refused("AccessDeniedException")],
            State::Unknown,
            Certainty::Unknown,
            submitted,
            Some(1),
        ),
        (
            "a read that was throttled",
            vec![read(JOB).at("19:29:00").refused("ThrottlingException")],
            State::Unknown,
            Certainty::Unknown,
            None,
            None,
        ),
        (
            "a read that found nothing",
            vec![read(JOB).at("19:29:00").refused("ResourceNotFoundException")],
            State::Unknown,
            Certainty::Unknown,
            None,
            None,
        ),
        (
            "a refused submission",
            vec![refused_create("request-1").at("19:29:00")],
            State::NotSubmitted,
            Recorded,
            None,
            Some(1),
        ),
    ];
    for (what, events, state, certainty, proven, proof) in cases {
        let story = story(events);
        let found = (story.state, story.certainty, story.proven, story.proof);
        assert_eq!(found, (state, certainty, proven, proof.map(EventKey)), "{what}");
    }
}

#[test]
fn words_are_those_of_the_page() {
    let words: Vec<_> = State::ALL.iter().map(|state| state.word()).collect();
    assert_eq!(words, ["not-submitted", "unknown", "past-submitted", "progressing", "canceled", "complete", "error"]);
    assert_eq!(Certainty::Recorded.to_string(), "recorded");
    assert_eq!(Certainty::Inferred.to_string(), "inferred");
    assert_eq!(Certainty::Unknown.to_string(), "unknown");
    assert_eq!(Proven::Submitted.to_string(), "submitted");
}

#[test]
fn the_sample_of_the_developer_guide_has_two_jobs() {
    let events = trail([
        create("1234-job-example")
            .at("19:29:02")
            .parent("1234-pipeline-example")
            .with("status", "Submitted")
            .with("input", "source/audio/cheesytoast.wav")
            .with("output", "output/testing-toast.mp4")
            .with("output-preset", "1234-preset-example"),
        read(JOB).at("19:28:50"),
    ]);
    let all = stories_of(&events);
    let [orphan, made] = all.as_slice() else { panic!("{all:?}") };

    assert_eq!((&*made.kind, &*made.id), ("elastic-transcoder/job", "1234-job-example"));
    assert_eq!(made.submitted, Some(Submitted { time_micros: events[0].time, decoded: false }));
    assert_eq!((made.state, made.proven), (State::Unknown, Some(Proven::Submitted)));
    assert_eq!(made.parent.as_deref(), Some("1234-pipeline-example"));
    assert_eq!(made.inputs, ["source/audio/cheesytoast.wav"]);
    let output = Output { key: "output/testing-toast.mp4".into(), preset: "1234-preset-example".into() };
    assert_eq!(made.outputs, [output]);
    assert_eq!(made.submitted_by.as_deref(), Some("smithj"));
    assert_eq!(sentences(made), ["Accepted with status Submitted, 1 output"]);

    assert_eq!(orphan.submitted, Some(Submitted { time_micros: JOB_SUBMITTED, decoded: true }));
    assert_eq!((orphan.state, orphan.proven, orphan.submitted_by.as_deref()), (State::Unknown, None, None));
    assert_eq!((orphan.reads, orphan.last_seen_micros), (1, events[1].time));
}

#[test]
fn sentences_say_what_an_event_shows_and_what_it_cannot() {
    let story = story([
        create(JOB).at("19:28:00").with("status", "Submitted").with("output", "a").with("output", "b"),
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
            "ThrottlingException, shows nothing about the job",
            "AccessDeniedException, shows nothing about the job",
            "Refused, ResourceInUseException: it was no longer Submitted",
            "The job existed",
            "Refused, ResourceNotFoundException: no job of this id was known in this account and region. \
             It need not ever have existed",
        ]
    );
    assert_eq!((story.reads, story.refusals, story.steps.len()), (4, 4, 7));
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
    let orphan = open_questions(&story([read(JOB)]));
    assert_eq!(orphan[0], "Who submitted it, and what");
    assert!(orphan.contains(&"What the reads returned".to_owned()));
    assert_eq!(open_questions(&story([read(JOB).refused("ResourceNotFoundException")])), [""; 0]);
}

#[test]
fn each_refused_submission_is_its_own_story() {
    let all = stories_of(&trail([
        refused_create("request-1").parent("pipeline").with("input", "a.mov"),
        refused_create("request-2"),
        told("CreateJob", None).refused("AccessDenied"),
        told("CreateJob", None).refused("AccessDenied"),
    ]));
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|story| story.id.is_empty() && story.submitted.is_none() && !story.exists));
    let of_request = all.iter().find(|story| story.request_id.as_deref() == Some("request-1")).unwrap();
    assert_eq!((of_request.parent.as_deref(), of_request.inputs.len()), (Some("pipeline"), 1));
    assert_eq!(sentences(of_request), ["Refused, ValidationException: no job was made"]);
}

#[test]
fn an_accepted_submission_without_its_answer_is_a_story_without_an_id() {
    let story = story([Told { request: Some("request-1".into()), ..told("CreateJob", None) }]);
    assert_eq!((&*story.id, story.state, story.proven), ("", State::Unknown, Some(Proven::Submitted)));
}

#[test]
fn one_id_in_two_regions_is_two_jobs() {
    let all = stories_of(&trail([create(JOB), cancel(JOB).region("eu-west-1")]));
    assert_eq!(all.len(), 2);
    assert_ne!(all[0].key, all[1].key);
    let canceled: Vec<_> = all.iter().filter(|story| story.state == State::Canceled).collect();
    assert!(canceled.len() == 1 && canceled[0].region == "eu-west-1");
}

#[test]
fn in_the_same_second_creation_comes_first_and_the_end_last() {
    let clock = "19:29:00";
    let story = story([cancel(JOB).at(clock), read(JOB).at(clock), create(JOB).at(clock), read(JOB).at(clock)]);
    let order: Vec<_> = story.steps.iter().map(|step| (step.role, step.event.0)).collect();
    assert_eq!(order, [(Role::Create, 3), (Role::Read, 2), (Role::Read, 4), (Role::End, 1)]);
}

#[test]
fn ids_tell_times_only_where_they_have_the_form_and_are_plausible() {
    let submitted = |id: &str| story([read(id)]).submitted.map(|submitted| submitted.time_micros);
    assert_eq!(submitted(JOB), Some(JOB_SUBMITTED));
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
    assert_eq!(story([read(JOB).refused("AccessDeniedException")]).submitted, None, "it need not exist");
}

#[test]
fn a_hundred_thousand_jobs_each_have_their_story() {
    let ids: Vec<String> = (0..100_000).map(|n| format!("{}-abcdef", 1_412_018_849_233_i64 + n)).collect();
    let events = trail(ids.iter().flat_map(|id| [create(id), read(id).at("01:00:00")]));
    let all = stories_of(&events);
    assert_eq!(all.len(), ids.len());
    assert!(all.iter().all(|story| story.steps.len() == 2));
}

#[test]
fn any_text_may_stand_anywhere() {
    let long = "x|%\u{202e}\0\"".repeat(15_000);
    let story = story([create(&long).parent(&long).with("input", &long).with("metadata", &long), read(&long)]);
    assert_eq!((&story.id, &story.inputs[0]), (&long, &long));
    assert_eq!(story.details.len(), 1);
    let all = stories_of(&trail([create(""), read(""), create("a|b").region("c"), create("b").region("c|a")]));
    assert_eq!(all.len(), 3, "the keys do not run into each other, and a read of nothing is no story");
}

/// Events of few ids, regions and instants, so that they meet.
fn any_told() -> impl Strategy<Value = Told> {
    let action = prop::sample::select(vec!["CreateJob", "ReadJob", "CancelJob"]);
    let id = prop::option::of(prop::sample::select(vec![JOB, "1234-job-example", ""]));
    let errors = vec!["ResourceInUseException", "ResourceNotFoundException", "Throttling", ""];
    let error = prop::option::of(prop::sample::select(errors));
    let region = prop::sample::select(vec!["us-east-2", "eu-west-1"]);
    let request = prop::option::of("[ab]");
    (action, id, error, region, request, 0..4_i64).prop_map(|(action, id, error, region, request, second)| Told {
        error,
        region,
        request,
        time: DAY + second * 1_000_000,
        ..told(action, id)
    })
}

proptest! {
    #[test]
    fn the_order_of_the_facts_does_not_matter(
        (events, shuffled) in prop::collection::vec(any_told(), 0..40)
            .prop_map(trail)
            .prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle()))
    ) {
        prop_assert_eq!(stories_of(&events), stories_of(&shuffled));
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
        named.map(|no| (profiles.kind_of(*no).unwrap().noun.to_string(), profiles.action(*no).unwrap().role)).collect()
    };
    let mention = |noun: &str| (noun.to_owned(), Role::Mention);
    let of_create = [("job".to_owned(), Role::Create), mention("pipeline"), mention("preset")];
    assert_eq!(kinds("elastictranscoder.amazonaws.com", "CreateJob"), of_create);
    assert_eq!(kinds("elastictranscoder", "UpdatePipelineStatus"), [mention("pipeline")]);
    assert_eq!(kinds("elastictranscoder", "DeletePreset"), [mention("preset")]);
    assert_eq!(kinds("elastictranscoder", "ListPipelines"), []);
    assert_eq!(kinds("mediaconvert.amazonaws.com", "CreateJob"), []);
}

#[test]
fn a_mention_is_no_step() {
    let profiles = Profiles::built_in();
    let action = profiles.actions("elastictranscoder", "ReadPipeline")[0];
    let fact = Fact { action, id: Some("1412018848038-nkomx0".into()), parent: None, values: Vec::new() };
    let (event_id, actor, region, account) = ("e", "a", "r", "1");
    let event = FactEvent {
        fact,
        event: EventKey(1),
        event_id,
        time_micros: DAY,
        actor,
        region,
        account,
        request_id: None,
        error_code: None,
        error_message: None,
    };
    assert_eq!(stories(&profiles, [event]), []);
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
    profiles.add(&profile::parse(text).unwrap());
    assert_eq!(profiles.actions("elastictranscoder", "CreateJob"), before);
    let submit = profiles.actions("batch", "SubmitJob")[0];
    assert_eq!(&*profiles.kind_of(submit).unwrap().name, "batch/job");
    let describe = profiles.actions("batch.amazonaws.com", "DescribeJobs")[0];
    assert_eq!(profiles.action(describe).unwrap().id[0].to_string(), "request.jobs[]");
}

#[test]
fn a_broken_profile_is_refused_with_its_reason() {
    let head = "name = \"x\"\nlabel = \"X\"\nevent_sources = [\"x\"]\n";
    let kind = "[[kind]]\nname = \"job\"\n";
    let action = "[[kind.action]]\nevent = \"Make\"\nrole = \"create\"\n";
    let cases = [
        ("name = ".to_owned(), "line 1"),
        (format!("{head}colour = \"red\"\n"), "colour"),
        (format!("{head}{kind}{action}id = [\"answer.id\"]\n"), "a path begins with one of request, response"),
        (format!("{head}{kind}{action}id = [\"request\"]\n"), "names no member"),
        (format!("{head}{kind}{action}id = [\"request.a..b\"]\n"), "a name is missing"),
        (format!("{head}{kind}{action}id = [\"request.a[0]\"]\n"), "brackets"),
        (format!("{head}{kind}{action}id = []\n"), "where the id stands"),
        (format!("{head}{kind}{action}"), "`id`"),
        (format!("{head}{kind}{kind}"), "two kinds"),
        (format!("{head}{kind}parent = \"queue\"\n"), "\"queue\""),
        (head.replace("[\"x\"]", "[]"), "event_sources is empty"),
        (head.replace("\"x\"\nlabel", "\"X Y\"\nlabel"), "small letters"),
    ];
    for (text, reason) in cases {
        let problem = profile::parse(&text).unwrap_err().to_string();
        assert!(problem.contains(reason), "{text}\n{problem}");
    }
    let broken = profile::parse(&format!(
        "{head}{kind}[kind.id_time]\ndigits = 19\nsuffix = 1\nfrom_millis = 0\nuntil_millis = 1"
    ));
    assert_eq!(broken, Err(ProfileProblem::IdDigits { kind: "job".into(), digits: 19 }));
}
