//! Whatever comes and goes, in whatever order it is asked about: the engine does not stop, and answers as one that was
//! given what is left and nothing else.

use crate::changing::{OTHER_TRANSCODER, SYNC, start, state_change};
use crate::jobs::{create, of, refused, step};
use crate::support::{Opened, Viewer, damaged_gzip, event, gzip, log, notification, pack, rows};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use std::cell::Cell;
use trailglass_event::field::FIELDS;
use trailglass_lifecycle::field::JOB_FIELDS;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::*;

// --- What is there -----------------------------------------------------------------------------------

/// The events that files are made of. Several fall into one second, and some say what others do, but for a little.
fn catalogue() -> Vec<Value> {
    let by = |key: &str| json!({"type": "IAMUser", "userName": "jane", "accessKeyId": key});
    let assumed = json!({
        "eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "userIdentity": by("AKIA1"),
        "requestParameters": {"roleArn": "arn:aws:iam::111122223333:role/web", "roleSessionName": "s"},
        "responseElements": {"credentials": {"accessKeyId": "ASIA1"}, "assumedRoleUser": {"arn": "arn:aws:sts::111122223333:assumed-role/web/s"}},
    });
    vec![
        create("create-1", "10:00:00", "job-1", "in/a.mov", json!({"userIdentity": by("ASIA1")})),
        create("create-2", "10:00:00", "job-2", "in/b film.mov", json!({"userAgent": "console"})),
        create(
            "refused",
            "10:00:00",
            "",
            "in/c.mov",
            json!({"errorCode": "ValidationException", "errorMessage": "no film"}),
        ),
        step("read-1", "10:00:01", "ReadJob", of("job-1")),
        step("cancel-1", "10:00:01", "CancelJob", of("job-1")),
        step("late", "10:00:02", "CancelJob", refused("job-2", "ResourceInUseException")),
        step("orphan", "10:00:02", "ReadJob", of("1709278200500-orphan")),
        step(
            "pause",
            "10:00:03",
            "UpdatePipelineStatus",
            json!({"requestParameters": {"id": "pipe-1", "status": "Paused"}}),
        ),
        step("sweep", "10:00:04", "ListJobsByPipeline", json!({"requestParameters": {"pipelineId": "pipe-1"}})),
        event("assume", "09:59:00", assumed),
        event(
            "get",
            "10:00:05",
            json!({"userIdentity": by("ASIA1"), "requestParameters": {"bucketName": "b", "key": "film.mov"}}),
        ),
        event("EXAMPLE", "10:00:05", json!({"userIdentity": by("AKIA1"), "errorCode": "AccessDenied"})),
        event("EXAMPLE", "10:00:06", json!({"awsRegion": "eu-west-1"})),
        start("c-1"),
        start("c-2"),
        event("last", "12:00:00", json!({"userAgent": "film"})),
    ]
}

/// How a file is packed.
#[derive(Clone, Copy, Debug)]
enum Packing {
    Plain,
    Gzip,
    Zip,
    Tar,
    /// With a checksum that is wrong, and with other records than were logged.
    Damaged,
}

/// A file that is dropped.
#[derive(Clone, Debug)]
enum File {
    /// Those of the events whose bits are set, some of them with a member more.
    Trail { events: u16, richer: u16, packing: Packing },
    /// Notifications on jobs, a job dump, and events.
    Notifications { jobs: u8, events: u16, packing: Packing },
    /// State changes that a profile of one's own knows, and other objects.
    StateChanges { of: u8 },
    /// Which profile.
    Profile(u8),
    /// What is no trail.
    Other,
}

fn packed(texts: &[String], packing: Packing) -> Vec<u8> {
    let whole = texts.concat();
    let names: Vec<String> = (0..texts.len()).map(|at| format!("part-{at}.json")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().zip(texts).map(|(name, text)| (&**name, text.as_bytes())).collect();
    match packing {
        Packing::Plain => whole.into_bytes(),
        Packing::Gzip => gzip(whole.as_bytes()),
        Packing::Zip => pack::zip(&members),
        Packing::Tar => pack::tar(&members),
        Packing::Damaged => damaged_gzip(whole.as_bytes()),
    }
}

impl File {
    fn bytes(&self) -> Vec<u8> {
        match self {
            File::Trail { events, richer, packing } => {
                let chosen = catalogue().into_iter().zip(0..).filter(|(_, at)| events >> at & 1 == 1);
                let events: Vec<Value> = chosen
                    .map(|(mut event, at)| {
                        let members = event.as_object_mut().expect("an event is an object");
                        if richer >> at & 1 == 1 {
                            members.insert("additionalEventData".to_owned(), json!({"richer": "film"}));
                        }
                        if matches!(packing, Packing::Damaged) {
                            members.insert("userAgent".to_owned(), json!("altered"));
                            members.insert("vpcEndpointId".to_owned(), json!("altered"));
                        }
                        event
                    })
                    .collect();
                let parts: Vec<String> = events.chunks(3).map(log).collect();
                packed(&parts, *packing)
            }
            File::Notifications { jobs, events, packing } => {
                let states = ["PROGRESSING", "COMPLETED", "WARNING", "ERROR"];
                let told = (0..6).filter(|at| jobs >> at & 1 == 1);
                let told = told.map(|at| notification(&format!("job-{}", at % 3), states[at % 4]).to_string());
                let dump = json!({"Job": {"Id": "job-2", "PipelineId": "pipe-1", "Status": "Complete"}}).to_string();
                let dump = (jobs >> 6 & 1 == 1).then_some(dump);
                let events = catalogue().into_iter().zip(0..).filter(|(_, at)| events >> at & 1 == 1);
                let lines = told.chain(dump).chain(events.map(|(event, _)| event.to_string()));
                packed(&lines.map(|line| line + "\n").collect::<Vec<_>>(), *packing)
            }
            File::StateChanges { of } => {
                let states = ["SUCCESS", "ERROR", "RUNNING"];
                let changes = (0..6).filter(|at| of >> at & 1 == 1);
                let mut lines: Vec<String> =
                    changes.map(|at| state_change(&format!("c-{}", at % 3), states[at % 3])).collect();
                lines.extend(
                    (of >> 6 & 1 == 1).then(|| state_change("c-1", "SUCCESS").replace("aws.sync", "aws.other")),
                );
                lines.extend((of >> 7 & 1 == 1).then(|| json!({"a": 1}).to_string()));
                lines.join("\n").into_bytes()
            }
            File::Profile(0) => SYNC.into(),
            File::Profile(1) => OTHER_TRANSCODER.into(),
            File::Profile(2) => OTHER_TRANSCODER.replace("\"complete\"", "\"error\"").into(),
            File::Profile(_) => OTHER_TRANSCODER.replace("role = \"create\"", "role = \"end\"").into(),
            File::Other => b"not a trail".into(),
        }
    }
}

// --- What happens ------------------------------------------------------------------------------------

/// What is asked in between: it leaves behind what an engine remembers.
#[derive(Clone, Debug)]
enum Question {
    Events { text: &'static str, sort: Index, is_descending: bool, facets: bool },
    Jobs { text: &'static str, sort: Index },
    Suggest(Index),
    Open(Index),
    Story(Index),
    Key,
    Export,
    Settle,
    Everything,
}

#[derive(Clone, Debug)]
enum Happening {
    Drop {
        file: File,
        is_frozen: bool,
    },
    /// A file comes whose end is read later.
    Begin(File),
    /// The files that have been begun come to their ends.
    Finish,
    Remove(Index),
    ReaderRequest(Question),
    /// The answers are those of a fresh engine.
    Compare,
}

fn packing() -> impl Strategy<Value = Packing> {
    let others = select(vec![Packing::Gzip, Packing::Zip, Packing::Tar, Packing::Damaged]);
    prop_oneof![2 => Just(Packing::Plain), 3 => others]
}

fn file() -> impl Strategy<Value = File> {
    let soundly_packed = select(vec![Packing::Plain, Packing::Plain, Packing::Gzip, Packing::Zip, Packing::Tar]);
    prop_oneof![
        6 => (any::<u16>(), any::<u16>(), packing())
            .prop_map(|(events, richer, packing)| File::Trail { events, richer, packing }),
        4 => (any::<u8>(), prop_oneof![1 => Just(0), 1 => any::<u16>()], soundly_packed)
            .prop_map(|(jobs, events, packing)| File::Notifications { jobs, events, packing }),
        2 => any::<u8>().prop_map(|of| File::StateChanges { of }),
        3 => (0u8..4).prop_map(File::Profile),
        1 => Just(File::Other),
    ]
}

const QUERIES: [&str; 12] = [
    "",
    "film",
    "-film",
    "job:job-1",
    "pipeline:* event:CreateJob",
    "job:c-*",
    "userAgent:altered",
    "is:duplicate",
    "time>=end-1h",
    "source:*part-0* OR key:AKIA1",
    "requestParameters.pipelineId:pipe-1",
    "error:* (film OR any:no)",
];
const JOB_QUERIES: [&str; 5] = ["", "kind:*", "state:complete", "film", "pipeline:pipe-1"];

fn happening() -> impl Strategy<Value = Happening> {
    let index = any::<Index>;
    let question = prop_oneof![
        4 => (select(&QUERIES[..]), index(), any::<bool>(), any::<bool>()).prop_map(
            |(text, sort, is_descending, facets)| Question::Events { text, sort, is_descending, facets }),
        2 => (select(&JOB_QUERIES[..]), index()).prop_map(|(text, sort)| Question::Jobs { text, sort }),
        1 => index().prop_map(Question::Suggest),
        1 => index().prop_map(Question::Open),
        1 => index().prop_map(Question::Story),
        1 => Just(Question::Key),
        1 => Just(Question::Export),
        1 => Just(Question::Settle),
        1 => Just(Question::Everything),
    ];
    let begun = (any::<u16>(), any::<u16>(), select(vec![Packing::Plain, Packing::Damaged]))
        .prop_map(|(events, richer, packing)| File::Trail { events, richer, packing });
    prop_oneof![
        6 => (file(), any::<bool>()).prop_map(|(file, is_frozen)| Happening::Drop { file, is_frozen }),
        2 => begun.prop_map(Happening::Begin),
        2 => Just(Happening::Finish),
        4 => index().prop_map(Happening::Remove),
        6 => question.prop_map(Happening::ReaderRequest),
        1 => Just(Happening::Compare),
    ]
}

// --- An engine that all of it happens to ----------------------------------------------------------------

struct Loaded {
    source: SourceId,
    name: String,
    bytes: Vec<u8>,
    /// What is still to come of it.
    rest: Option<(Opened, Vec<u8>)>,
}

struct World {
    viewer: Viewer,
    files: Vec<Loaded>,
    n_files: usize,
}

impl World {
    fn new() -> World {
        World { viewer: Viewer::new(), files: Vec::new(), n_files: 0 }
    }

    fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::Drop { file, is_frozen } => {
                let (name, bytes) = (self.next_name(), file.bytes());
                let source = self.viewer.load(&name, &bytes);
                if *is_frozen {
                    self.viewer.freeze();
                }
                self.files.push(Loaded { source, name, bytes, rest: None });
            }
            Happening::Begin(file) => {
                let (name, bytes) = (self.next_name(), file.bytes());
                let mut opened = self.viewer.begin(&name);
                let source = opened.source();
                let (first, rest) = bytes.split_at(bytes.len() * 2 / 3);
                self.viewer.feed(&mut opened, first, false);
                let rest = Some((opened, rest.to_vec()));
                self.files.push(Loaded { source, name, bytes, rest });
            }
            Happening::Finish => {
                for file in &mut self.files {
                    if let Some((mut opened, rest)) = file.rest.take() {
                        self.viewer.feed(&mut opened, &rest, true);
                        self.viewer.end(opened);
                    }
                }
                self.viewer.freeze();
            }
            Happening::Remove(_) if self.files.is_empty() => {}
            Happening::Remove(index) => {
                // Nothing more is read of a file that was begun.
                let file = self.files.remove(index.index(self.files.len()));
                self.viewer.remove(&[file.source]);
            }
            Happening::ReaderRequest(question) => self.ask(question),
            Happening::Compare => self.compare(),
        }
    }

    fn next_name(&mut self) -> String {
        self.n_files += 1;
        format!("file-{:02}", self.n_files)
    }

    fn ask(&mut self, question: &Question) {
        let viewer = &mut self.viewer;
        let name = |index: &Index| FIELDS[index.index(FIELDS.len())].name;
        match question {
            Question::Events { text, sort, is_descending, facets } => {
                viewer.facets = if *facets { every_facet() } else { Vec::new() };
                viewer.ask(View::Events, text, Sort::by(name(sort), *is_descending));
            }
            Question::Jobs { text, sort } => {
                let sort = JOB_FIELDS[sort.index(JOB_FIELDS.len())].name;
                viewer.ask(View::Jobs, text, Sort::by(sort, false));
            }
            Question::Suggest(index) => drop(viewer.suggested(View::Events, "film", name(index))),
            Question::Open(index) => {
                let answer = viewer.query("");
                if let Some(row) = rows(&answer).get(index.index(rows(&answer).len().max(1))) {
                    viewer.open(row.key);
                }
            }
            Question::Story(index) => {
                let jobs = viewer.jobs("kind:*");
                if let Some(job) = jobs.get(index.index(jobs.len().max(1))) {
                    viewer.story(&job.key);
                }
            }
            Question::Key => drop(viewer.credential("ASIA1")),
            Question::Export => {
                viewer.query("");
                viewer.exported(View::Events, Format::Json, &[], true);
            }
            Question::Settle => viewer.settle(),
            Question::Everything => drop(everything(viewer)),
        }
    }

    /// Compares all answers with those of an engine that is given the files that are there.
    fn compare(&mut self) {
        self.happen(&Happening::Finish);
        let mut fresh = Viewer::new();
        for file in &self.files {
            fresh.load(&file.name, &file.bytes);
        }
        fresh.freeze();
        for viewer in [&mut self.viewer, &mut fresh] {
            viewer.settle();
        }
        let names: Vec<&str> = self.files.iter().map(|file| &*file.name).collect();
        assert_eq!(reports(&self.viewer, &names), reports(&fresh, &names), "what became of the files");
        for (ours, expected) in everything(&mut self.viewer).into_iter().zip(everything(&mut fresh)) {
            let common = ours.chars().zip(expected.chars()).take_while(|(one, other)| one == other).count();
            let around = |text: &str| -> String { text.chars().skip(common.saturating_sub(300)).take(400).collect() };
            assert!(ours == expected, "not as a fresh engine says:\n{}\n{}", around(&ours), around(&expected));
        }
    }
}

// --- All that can be asked ------------------------------------------------------------------------------

fn every_facet() -> Vec<FacetRequest> {
    let paths = ["requestParameters.pipelineId", "userAgent", "additionalEventData.richer"];
    let names = FIELDS.iter().map(|info| info.name).chain(paths);
    names.map(|field| FacetRequest { field: field.to_owned(), count: 30, part: String::new() }).collect()
}

/// What became of the files of these names, and of those within them.
fn reports(viewer: &Viewer, names: &[&str]) -> Vec<String> {
    let is_there = |name: &str| names.contains(&name.split('/').next().unwrap_or_default());
    let there = viewer.sources.iter().filter(|(source, _)| is_there(&viewer.names[source]));
    let mut reports: Vec<String> = there
        .map(|(source, told)| {
            format!("{}: {} {}, {:?}", viewer.names[source], told.events, told.duplicates, viewer.reports.get(source))
        })
        .collect();
    reports.sort();
    reports
}

/// Every answer, as text, without what names rows.
fn everything(viewer: &mut Viewer) -> Vec<String> {
    let mut told = Vec::new();
    viewer.facets = every_facet();
    for query in QUERIES {
        let answer = viewer.query(query);
        let Answer { events, jobs, matched, span, histogram, facets, .. } = &answer;
        told.push(format!("{query}: {events} {jobs} {matched} {span:?} {histogram:?}"));
        told.extend(facets.iter().map(|facet| format!("{query}: {facet:?}")));
        told.push(format!("{query}: {:?}", cells(&answer)));
    }
    viewer.facets.clear();
    for info in FIELDS {
        for is_descending in [false, true] {
            let answer = viewer.ask(View::Events, "", Sort::by(info.name, is_descending));
            told.push(format!("by {} {is_descending}: {:?}", info.name, cells(&answer)));
        }
        let values = viewer.suggested(View::Events, "", info.name);
        told.push(format!("{}? {values:?}", info.name));
    }
    for info in JOB_FIELDS {
        let answer = viewer.ask(View::Jobs, "kind:*", Sort::by(info.name, true));
        told.push(format!("jobs by {}: {:?}", info.name, answer.page.rows));
        told.push(format!("{}? {:?}", info.name, viewer.suggested(View::Jobs, "", info.name)));
    }
    for query in JOB_QUERIES {
        let answer = viewer.ask(View::Jobs, query, Sort::newest_first());
        told.push(format!("jobs {query}: {:?} {:?}", answer.timeline, answer.page.rows));
    }
    for job in viewer.jobs("kind:*") {
        let mut story = viewer.story(&job.key);
        story.steps.iter_mut().for_each(|step| step.row = None);
        story.proof = None;
        told.push(format!("{story:?}"));
    }
    let answer = viewer.query("");
    for row in rows(&answer) {
        let EventDetail { event_id, summary, facts, jobs, denial, mut around, credential, text, .. } =
            viewer.open(row.key);
        around.iter_mut().for_each(|line| line.row = None);
        told.push(format!("{event_id} {summary} {facts:?} {jobs:?} {denial:?} {around:?} {credential:?} {text}"));
    }
    for key in ["AKIA1", "ASIA1", "none"] {
        let mut card = viewer.credential(key);
        card.lines.iter_mut().for_each(|line| line.row = None);
        told.push(format!("{card:?}"));
    }
    let fields: Vec<String> = FIELDS.iter().map(|info| info.name.to_owned()).chain(["userAgent".to_owned()]).collect();
    let job_fields: Vec<String> = JOB_FIELDS.iter().map(|info| info.name.to_owned()).collect();
    for format in [Format::Csv, Format::Json, Format::Lines, Format::Text, Format::Markdown] {
        // A name that was replaced is replaced by the same word for as long as the engine is there, so redacted files
        // depend on those that were written before.
        for is_redacted in [true, false] {
            viewer.query("");
            let events = viewer.exported(View::Events, format, &fields, is_redacted);
            viewer.jobs("kind:*");
            let jobs = viewer.exported(View::Jobs, format, &job_fields, is_redacted);
            told.extend([events, jobs].into_iter().filter(|_| !is_redacted));
        }
    }
    told
}

fn cells(answer: &Answer) -> Vec<String> {
    rows(answer).iter().map(|row| format!("{} {:?} {:?}", row.event_id, row.outcome, row.cells)).collect()
}

/// So many sequences are tried, unless TRAIL_SEQUENCES names another number.
const SEQUENCES: u32 = 40;

#[test]
fn answers_are_those_of_an_engine_that_was_given_what_is_left() {
    let n_sequences = std::env::var("TRAIL_SEQUENCES").ok().and_then(|number| number.parse().ok()).unwrap_or(SEQUENCES);
    let config =
        ProptestConfig { max_shrink_iters: 600, failure_persistence: None, ..ProptestConfig::with_cases(n_sequences) };
    let (n_tried, n_happenings) = (Cell::new(0u32), Cell::new(0usize));
    let outcome = TestRunner::new(config).run(&prop::collection::vec(happening(), 1..16), |happenings| {
        let mut world = World::new();
        happenings.iter().for_each(|happening| world.happen(happening));
        world.compare();
        n_tried.set(n_tried.get() + 1);
        n_happenings.set(n_happenings.get() + happenings.len());
        Ok(())
    });
    println!("{} sequences of {} happenings", n_tried.get(), n_happenings.get());
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
