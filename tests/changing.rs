//! A store that changes: files come, turn out to be damaged, and go. What is asked then is answered from what is there,
//! and nothing that was found out before is taken for it.

use crate::jobs::create;
use crate::support::{Viewer, damaged_gzip, event, log, notification, pack, rows};
use serde_json::{Value, json};
use std::collections::VecDeque;
use trailglass_engine::Output;
use trailglass_protocol::id::{ReaderId, SourceId};
use trailglass_protocol::message::*;

const OF_JOBS: [&str; 3] = ["job", "pipeline", "preset"];

fn facets(fields: &[&str]) -> Vec<FacetRequest> {
    let ask = |field: &&str| FacetRequest { field: (*field).to_owned(), count: 9, part: String::new() };
    fields.iter().map(ask).collect()
}

/// The values of a facet of the newest answer, with their counts.
fn values(answer: &Answer, at: usize) -> Vec<(String, u32)> {
    answer.facets[at].values.iter().map(|value| (value.value.clone(), value.count)).collect()
}

/// A file of events of jobs, or of others, and so many notifications.
fn mixed(n_events: usize, n_notifications: usize) -> String {
    let time = |n: usize| format!("10:{:02}:{:02}", n / 60, n % 60);
    let events = (0..n_events).map(|n| match n % 2 {
        0 => create(&format!("create-{n:02}"), &time(n), &format!("job-{}", n % 4), "a.mov", json!({})),
        _ => event(&format!("other-{n:02}"), &time(n), json!({})),
    });
    let told = (0..n_notifications).map(|n| notification(&format!("told-{n}"), "COMPLETED"));
    events.chain(told).map(|line| line.to_string() + "\n").collect()
}

#[test]
fn files_of_notifications_go_in_any_order() {
    let trail = mixed(3, 0);
    let notifications = mixed(0, 2);
    for files in [vec![&trail, &notifications], vec![&notifications], vec![&notifications, &trail, &notifications]] {
        for is_reversed in [false, true] {
            let mut viewer = Viewer::new();
            viewer.facets = facets(&["event", "job", "source", "requestParameters.pipelineId"]);
            let mut sources: Vec<SourceId> =
                files.iter().map(|file| viewer.load_frozen("file", file.as_bytes())).collect();
            if is_reversed {
                sources.reverse();
            }
            for source in sources {
                viewer.query("pipe*");
                viewer.jobs("");
                viewer.remove(&[source]);
            }
            assert_eq!((viewer.query("").events, viewer.jobs("").len()), (0, 0));
            viewer.load_frozen("again", trail.as_bytes());
            assert_eq!((viewer.query("").matched, viewer.jobs("").len()), (3, 2));
        }
    }
}

#[test]
fn jobs_are_suggested_of_events_and_notifications_have_none() {
    for (n_events, n_notifications) in [(0, 1), (0, 70), (3, 1), (3, 130), (64, 1)] {
        let mut viewer = Viewer::of(&[("mixed", mixed(n_events, n_notifications).as_bytes())]);
        let counted: u32 = viewer.suggested(View::Events, "", "job").iter().filter_map(|(_, count)| *count).sum();
        assert_eq!(counted as usize, n_events.div_ceil(2), "{n_events} events, {n_notifications} notifications");
        for field in OF_JOBS {
            viewer.suggested(View::Events, "job:job-0", field);
        }
    }
}

#[test]
fn a_facet_of_jobs_counts_events_alone() {
    let mut viewer = Viewer::of(&[("mixed", mixed(10, 60).as_bytes())]);
    viewer.facets = facets(&OF_JOBS);
    let answer = viewer.query("");
    assert_eq!(values(&answer, 0), [("job-0".to_owned(), 3), ("job-2".to_owned(), 2)]);
    assert_eq!(values(&answer, 1), [("pipe-1".to_owned(), 5)]);
    assert_eq!(viewer.query("pipeline:pipe-1").matched, 5);
}

#[test]
fn a_facet_names_no_value_that_only_a_hidden_copy_has() {
    let poor = create("create", "10:00:00", "job-1", "a.mov", json!({}));
    let rich = create("create", "10:00:00", "job-2", "a.mov", json!({"more": "members"}));
    let mut viewer = Viewer::new();
    viewer.facets = facets(&["job"]);
    viewer.load_frozen("poor.json", log(&[poor]).as_bytes());
    viewer.load_frozen("rich.json", log(&[rich]).as_bytes());
    assert_eq!(values(&viewer.query("job:job-1"), 0), [("job-2".to_owned(), 1)]);
    // One that another clause leaves out is still there to be let go.
    let chosen = viewer.query("job:job-2 event:ReadJob");
    assert_eq!(values(&chosen, 0), [("job-2".to_owned(), 0)]);
}

#[test]
fn events_sort_by_their_jobs_beside_notifications() {
    let files = [mixed(6, 70), mixed(0, 3), mixed(4, 1)];
    // Alone, and with segments before and behind.
    for files in [&files[..1], &files[..], &files[1..], &files[1..2]] {
        let mut viewer = Viewer::new();
        for (at, file) in files.iter().enumerate() {
            let file = file.replace("create-", &format!("{at}-create-")).replace("other-", &format!("{at}-other-"));
            viewer.load_frozen("file", file.as_bytes());
        }
        for field in OF_JOBS {
            for is_descending in [false, true] {
                let answer = viewer.ask(View::Events, "", Sort::by(field, is_descending));
                let cell = |row: &EventRow| {
                    let at = answer.page.fields.iter().position(|name| name == field);
                    at.and_then(|at| row.cells[at].clone())
                };
                let cells: Vec<Option<String>> = rows(&answer).iter().map(|row| cell(row)).collect();
                let mut expected = cells.clone();
                expected.sort_by(|one, other| {
                    let order = if is_descending { other.cmp(one) } else { one.cmp(other) };
                    one.is_none().cmp(&other.is_none()).then(order)
                });
                assert_eq!(cells, expected, "{field}");
            }
        }
    }
}

#[test]
fn files_of_archives_sort_by_their_names() {
    let file = |id: &str| log(&[event(id, "10:00:00", json!({}))]);
    let (a, b, c) = (file("a"), file("b"), file("c"));
    let zip = pack::zip(&[("z.json", a.as_bytes()), ("b.json", b.as_bytes())]);
    let mut viewer = Viewer::of(&[("m.json", c.as_bytes()), ("k.zip", &zip)]);
    let mut ids = |is_descending| -> Vec<String> {
        let answer = viewer.ask(View::Events, "", Sort::by("source", is_descending));
        rows(&answer).iter().map(|row| row.event_id.clone()).collect()
    };
    assert_eq!(ids(false), ["b", "a", "c"]);
    assert_eq!(ids(true), ["c", "a", "b"]);
}

/// A file of gzip is sound until its end has been read. What was hidden behind it until then was not looked at.
#[test]
fn a_copy_that_comes_into_view_again_is_found_by_the_query_in_force() {
    let film = json!({"requestParameters": {"key": "film"}, "userAgent": "one"});
    let events: Vec<Value> =
        (0..40).map(|n| event(&format!("e-{n:02}"), &format!("10:00:{n:02}"), film.clone())).collect();
    let sound = log(&events);
    let damaged = damaged_gzip(sound.as_bytes());
    let mut viewer = Viewer::new();
    viewer.facets = facets(&["event", "source", "requestParameters.key", "userAgent"]);
    let mut opened = viewer.begin("damaged.json.gz");
    let (first, second) = damaged.split_at(damaged.len() * 2 / 3);
    viewer.feed(&mut opened, first, false);
    let n_first = viewer.query("film").matched;
    assert!(n_first > 9 && n_first < 40, "{n_first} events are in the first part");
    viewer.load_frozen("sound.json", sound.as_bytes());
    viewer.jobs("");
    assert_eq!(viewer.query("film").matched, 40);
    viewer.feed(&mut opened, second, true);
    viewer.end(opened);
    let answer = viewer.answers.last().expect("an answer follows on what has changed").clone();
    assert_eq!(answer.matched, 40);
    assert_eq!(values(&answer, 0), [("GetObject".to_owned(), 40)]);
    assert_eq!(values(&answer, 1), [("sound.json".to_owned(), 40)]);
    assert_eq!(values(&answer, 2), [("film".to_owned(), 40)]);
    assert_eq!(values(&answer, 3), [("one".to_owned(), 40)]);
}

#[test]
fn a_story_is_that_of_the_copy_that_is_shown() {
    // The damaged copy is richer, and tells of another job.
    let altered = create("create", "10:00:00", "job-x", "a.mov", json!({"more": "members"}));
    let logged = create("create", "10:00:00", "job-1", "a.mov", json!({}));
    let padding = (0..30).map(|n| event(&format!("e-{n:02}"), &format!("11:00:{n:02}"), json!({})));
    let text = log(&[altered].into_iter().chain(padding).collect::<Vec<_>>());
    let damaged = damaged_gzip(text.as_bytes());
    let mut viewer = Viewer::new();
    let mut opened = viewer.begin("damaged.json.gz");
    let (first, second) = damaged.split_at(damaged.len() / 2);
    viewer.feed(&mut opened, first, false);
    viewer.load_frozen("sound.json", log(&[logged]).as_bytes());
    let jobs = |viewer: &mut Viewer| -> Vec<String> { viewer.jobs("").iter().map(|job| job.id.clone()).collect() };
    viewer.reply(Request::Settle);
    assert_eq!(jobs(&mut viewer), ["job-x"]);
    viewer.feed(&mut opened, second, true);
    viewer.end(opened);
    viewer.reply(Request::Settle);
    assert_eq!(jobs(&mut viewer), ["job-1"]);
}

#[test]
fn an_event_that_is_being_opened_is_opened_though_another_file_goes() {
    let files = ["a", "b"].map(|id| log(&[event(id, "10:00:00", json!({}))]));
    let mut viewer = Viewer::of(&[("a", files[0].as_bytes()), ("b", files[1].as_bytes())]);
    let row = rows(&viewer.query(""))[0].key;
    viewer.engine.request(Request::Event { row });
    viewer.engine.request(Request::Remove { sources: vec![SourceId::File(1)] });
    viewer.run();
    match viewer.last_reply() {
        Some(Response::Event(detail)) => assert_eq!(detail.event_id, "a"),
        other => panic!("the event was asked for, not {other:?}"),
    }
}

#[test]
fn the_row_of_a_file_that_went_is_never_that_of_another() {
    let mut viewer = Viewer::of_events(&[event("a", "10:00:00", json!({}))]);
    let row = rows(&viewer.query(""))[0].key;
    viewer.remove(&[SourceId::File(0)]);
    viewer.load_frozen("other", log(&[event("b", "10:00:00", json!({}))]).as_bytes());
    assert_eq!(viewer.ids(""), ["b"]);
    assert_eq!(viewer.reply(Request::Event { row }), None);
    assert_ne!(rows(&viewer.query(""))[0].key, row);
}

#[test]
fn rows_of_one_second_stand_in_the_order_of_their_ids_whichever_reader_was_faster() {
    let file = |ids: &[&str]| -> String {
        let uuid = |id: &&str| format!("{id}0000000-0000-4000-8000-000000000000");
        log(&ids.iter().map(|id| event(&uuid(id), "10:00:00", json!({}))).collect::<Vec<_>>())
    };
    let files = [file(&["c", "1"]), file(&["b", "d"]), file(&["a", "2"])];
    let early = log(&[event("z", "09:00:00", json!({})), event("late", "11:00:00", json!({}))]);
    let mut orders: Vec<Vec<String>> = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        // In one segment for each reader, and in one for each file.
        for is_frozen in [false, true] {
            let mut viewer = Viewer::new();
            for at in order {
                viewer.load(&at.to_string(), files[at].as_bytes());
                if is_frozen {
                    viewer.freeze();
                }
            }
            viewer.load_frozen("early", early.as_bytes());
            orders.push(viewer.ids(""));
            let oldest = viewer.ask(View::Events, "", Sort::by("time", false));
            let oldest: Vec<String> = rows(&oldest).iter().map(|row| row.event_id.clone()).collect();
            assert_eq!((&*oldest[0], &*oldest[7], &oldest[1..7]), ("z", "late", &orders[0][1..7]));
            viewer.query("");
            let lines = viewer.exported(View::Events, Format::Lines, &[], false);
            let exported: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let exported: Vec<&str> = exported.iter().filter_map(|record| record["eventID"].as_str()).collect();
            assert_eq!(exported, orders[0]);
        }
    }
    let firsts: Vec<&str> = orders[0].iter().map(|id| &id[..1]).collect();
    assert_eq!(firsts, ["l", "1", "2", "a", "b", "c", "d", "z"]);
    assert!(orders.iter().all(|order| order == &orders[0]), "{orders:?}");
}

#[test]
fn records_of_one_id_that_differ_in_time_or_name_are_events_of_their_own() {
    let id = "EXAMPLE";
    let list = json!({"eventName": "ListBuckets"});
    let uuid = "7EC7F858-0775-423C-8EEB-D866CA706AAA";
    let events = [
        event(id, "10:00:00", json!({})),
        event(id, "10:00:01", json!({})),
        event(id, "10:00:00", list),
        event(id, "10:00:01", json!({})),
        event(uuid, "10:00:02", json!({})),
        event(&uuid.to_lowercase(), "10:00:02", json!({})),
    ];
    let wrapped =
        json!({"Messages": events[..3].iter().map(|event| json!({"Body": event.to_string()})).collect::<Vec<_>>()});
    let mut viewer = Viewer::of_events(&events);
    assert_eq!((viewer.query("").matched, viewer.sums()), (4, (6, 4, 2, 0)));
    assert_eq!(viewer.query("is:duplicate").matched, 2);
    viewer.load_frozen("wrapped.json", wrapped.to_string().as_bytes());
    assert_eq!((viewer.query("").matched, viewer.sums()), (4, (9, 4, 5, 0)));
}

#[test]
fn a_card_of_a_key_reads_all_of_its_events() {
    let of_key = |n: u32, agent: &str| {
        let identity = json!({"type": "IAMUser", "userName": "jane", "accessKeyId": "AKIA1"});
        let time = format!("{:02}:{:02}:{:02}", n / 3600, n / 60 % 60, n % 60);
        event(&format!("e-{n:05}"), &time, json!({"userIdentity": identity, "userAgent": agent}))
    };
    let mut viewer = Viewer::new();
    let mut events: Vec<Value> = (1..9_000).map(|n| of_key(n, "usual")).collect();
    events.push(of_key(0, "once"));
    viewer.load_frozen("a", log(&events[..4_000]).as_bytes());
    viewer.load_frozen("b", log(&events[4_000..]).as_bytes());
    let agents = |card: &Credential| -> Vec<String> {
        let start = card.lines.iter().position(|line| line.label.starts_with("Agents")).expect("agents are told");
        let lines = card.lines[start..].iter().enumerate().take_while(|(at, line)| *at == 0 || line.label.is_empty());
        lines.map(|(_, line)| format!("{}|{}|{}", line.label, line.text, line.more)).collect()
    };
    let card = viewer.credential("AKIA1");
    assert!(card.is_whole);
    assert_eq!(agents(&card), ["Agents|usual|8999", "|once|1"]);
    // A reader that has died cannot be asked, and the card says how many events it is of.
    viewer.reply(Request::Lost { reader: ReaderId(1), sources: vec![] });
    assert_eq!(agents(&viewer.credential("AKIA1")), ["Agents of 4,000 of 9,000 events|usual|4000"]);
}

// --- Profiles of one's own ---------------------------------------------------------------------------

pub const SYNC: &str = r#"
name = "sync"
label = "Sync"
event_sources = ["sync"]
[[kind]]
name = "job"
[kind.states]
SUCCESS = "complete"
ERROR = "error"
[[kind.action]]
event = "StartCopy"
role = "create"
id = ["response.id"]
accepted = "submitted"
[[kind.notice]]
name = "State change"
only = { "record.source" = "aws.sync" }
id = ["record.detail.id"]
[kind.notice.values]
status = ["record.detail.state"]
"#;

pub fn start(id: &str) -> Value {
    let members =
        json!({"eventSource": "sync.amazonaws.com", "eventName": "StartCopy", "responseElements": {"id": id}});
    event(&format!("start-{id}"), "10:00:00", members)
}

pub fn state_change(id: &str, state: &str) -> String {
    json!({"version": "0", "id": "1", "detail-type": "Copy State Change", "source": "aws.sync",
        "account": "111122223333", "time": "2024-03-01T10:05:00Z", "region": "us-east-1", "resources": [],
        "detail": {"id": id, "state": state}})
    .to_string()
}

/// A profile under the name of one that comes with the page, by which every job of Elastic Transcoder is complete.
pub const OTHER_TRANSCODER: &str = r#"
name = "elastic-transcoder"
label = "Elastic Transcoder"
event_sources = ["elastictranscoder"]
[[kind]]
name = "job"
[[kind.action]]
event = "CreateJob"
role = "create"
id = ["response.job.id"]
accepted = "complete"
"#;

/// What the jobs, the files and a facet tell.
fn told(viewer: &mut Viewer) -> Vec<String> {
    let jobs = viewer.jobs("kind:*");
    let mut told: Vec<String> =
        jobs.iter().map(|job| format!("{} {} {}", job.kind, job.id, job.state.as_str())).collect();
    viewer.facets = facets(&["job"]);
    let answer = viewer.query("");
    told.extend(values(&answer, 0).iter().map(|(value, count)| format!("{value}: {count}")));
    told.extend(viewer.suggested(View::Events, "", "job").iter().map(|(value, count)| format!("{value}? {count:?}")));
    for (source, report) in &viewer.reports {
        let (name, counts) =
            (&viewer.names[source], (report.records, report.refused, report.others, report.n_problems));
        told.push(format!("{name}: {}, {} {}, {counts:?}", report.status().word(), report.kind, report.noun));
    }
    told.sort();
    told
}

#[test]
fn it_does_not_matter_whether_profiles_or_files_come_first() {
    let trail = log(&[start("c-1"), start("c-2"), create("create-1", "10:00:00", "job-1", "a.mov", json!({}))]);
    let changes =
        [state_change("c-1", "SUCCESS"), state_change("c-3", "ERROR"), json!({"a": 1}).to_string()].join("\n");
    let files = [
        ("trail.json", trail.as_str()),
        ("changes.jsonl", &changes),
        ("sync.toml", SYNC),
        ("transcoder.toml", OTHER_TRANSCODER),
        ("told.json", &notification("job-1", "ERROR").to_string()),
    ];
    let mut orders: Vec<Vec<String>> = Vec::new();
    for order in [[0, 1, 2, 3, 4], [2, 3, 0, 1, 4], [1, 3, 4, 0, 2], [4, 2, 1, 0, 3]] {
        let mut viewer = Viewer::new();
        for at in order {
            viewer.load_frozen(files[at].0, files[at].1.as_bytes());
        }
        orders.push(told(&mut viewer));
    }
    for order in &orders {
        assert_eq!(order, &orders[0]);
    }
    let has = |line: &str| assert!(orders[0].iter().any(|told| told == line), "{line}: {:#?}", orders[0]);
    has("sync/job c-1 complete");
    has("sync/job c-2 unknown");
    has("sync/job c-3 error");
    has("elastic-transcoder/job job-1 complete");
    has("c-1: 1");
    has("changes.jsonl: warning, state changes state changes, (0, 0, 2, 1)");
    has("sync.toml: ok, lifecycle profile, active active profiles, (0, 0, 1, 0)");
}

#[test]
fn a_profile_that_is_taken_out_is_as_if_it_had_never_been_there() {
    let trail = log(&[start("c-1"), create("create-1", "10:00:00", "job-1", "a.mov", json!({}))]);
    let changes = [state_change("c-1", "SUCCESS"), json!({"a": 1}).to_string()].join("\n");
    for order in [["trail", "changes", "sync", "other", "again"], ["sync", "other", "again", "changes", "trail"]] {
        let mut viewer = Viewer::new();
        let mut sources = std::collections::BTreeMap::new();
        for name in order {
            let text = match name {
                "trail" => trail.as_str(),
                "changes" => &changes,
                "sync" => SYNC,
                "other" => OTHER_TRANSCODER,
                _ => &OTHER_TRANSCODER.replace("\"complete\"", "\"error\""),
            };
            sources.insert(name, viewer.load_frozen(name, text.as_bytes()));
        }
        let states = |viewer: &mut Viewer| -> Vec<String> {
            viewer.jobs("kind:job").iter().map(|job| format!("{} {}", job.id, job.state.as_str())).collect()
        };
        let kind = |viewer: &Viewer, name: &str| viewer.reports[&sources[name]].kind.clone();
        assert_eq!(states(&mut viewer), ["c-1 complete", "job-1 error"], "of two of one name the later one counts");
        assert_eq!(kind(&viewer, "again"), "lifecycle profile, active");
        assert_eq!(kind(&viewer, "other"), "lifecycle profile, replaced by another of its name");
        viewer.remove(&[sources["again"]]);
        assert_eq!(states(&mut viewer), ["c-1 complete", "job-1 complete"]);
        assert_eq!(kind(&viewer, "other"), "lifecycle profile, active");
        viewer.query("job:c-1");
        viewer.remove(&[sources["other"], sources["sync"]]);
        assert_eq!(states(&mut viewer), ["job-1 unknown"]);
        assert_eq!(viewer.query("job:c-1").matched, 0);

        let mut fresh = Viewer::new();
        for (name, text) in [("trail", &trail), ("changes", &changes)] {
            fresh.load_frozen(name, text.as_bytes());
        }
        assert_eq!(told(&mut viewer), told(&mut fresh));
        // And it can come again.
        viewer.load_frozen("sync", SYNC.as_bytes());
        assert_eq!(states(&mut viewer), ["c-1 complete", "job-1 unknown"]);
    }
}

#[test]
fn a_query_in_force_asks_the_facts_that_come_later() {
    let mut viewer = Viewer::of_events(&[start("c-1"), start("c-2")]);
    viewer.facets = facets(&["job", "pipeline"]);
    for query in ["job:c-1", "job:c-*", "", "c-*"] {
        viewer.query(query);
    }
    assert_eq!(viewer.query("job:c-1").matched, 0);
    viewer.answers.clear();
    viewer.load_frozen("sync.toml", SYNC.as_bytes());
    let answer = viewer.answers.last().expect("an answer follows").clone();
    assert_eq!(answer.matched, 1);
    assert_eq!(values(&answer, 0).len(), 2);
}

#[test]
fn notifications_of_a_removed_file_that_still_arrive_are_thrown_away() {
    let mut viewer = Viewer::new();
    viewer.load("told.json", notification("job-1", "COMPLETED").to_string().as_bytes());
    viewer.engine.request(Request::Remove { sources: vec![SourceId::File(0)] });
    viewer.run();
    viewer.freeze();
    assert_eq!(viewer.jobs("").len(), 0);
}

/// Works until a question for a reader comes, as it does where documents have to be read.
fn until_a_reader_is_asked(viewer: &mut Viewer) {
    loop {
        match viewer.engine.step() {
            Output::Request(reader, ask) => return viewer.readers[reader.0 as usize].ask(ask),
            Output::Idle => panic!("no reader is asked"),
            _ => {}
        }
    }
}

#[test]
fn a_count_is_of_the_version_of_the_data_that_it_was_asked_for() {
    let files = ["a", "b"].map(|id| log(&[event(id, "10:00:00", json!({"requestParameters": {"key": "clip.mov"}}))]));
    for other in ["a file comes", "a file goes", "nothing"] {
        let mut viewer = Viewer::of(&[("a", files[0].as_bytes()), ("b", files[1].as_bytes())]);
        let generation = viewer.query("").generation;
        let asked = |generation| {
            let texts = ["clip.mov", "", "requestParameters.key:clip"].map(str::to_owned).into();
            Count { view: View::Events, texts, range: None, generation }
        };
        viewer.engine.request(Request::Count(asked(generation)));
        until_a_reader_is_asked(&mut viewer);
        let expected = match other {
            "a file comes" => {
                viewer.load_frozen("c", log(&[event("c", "10:00:00", json!({}))]).as_bytes());
                [2, 3, 0]
            }
            "a file goes" => {
                viewer.remove(&[SourceId::File(0)]);
                [1, 1, 0]
            }
            _ => [2, 2, 0],
        };
        viewer.run();
        let counted = |replies: &mut VecDeque<Response>| {
            let counted = |reply: Response| match reply {
                Response::Counted { asked, counts } => Some((asked.generation, counts)),
                _ => None,
            };
            replies.drain(..).filter_map(counted).collect::<Vec<_>>()
        };
        if other == "nothing" {
            assert_eq!(counted(&mut viewer.others), [(generation, expected.to_vec())]);
            continue;
        }
        assert_eq!(counted(&mut viewer.others), [], "{other}: nothing is counted of a mix of versions");
        let newer = viewer.query("").generation;
        assert!(newer > generation);
        viewer.engine.request(Request::Count(asked(newer)));
        viewer.run();
        assert_eq!(counted(&mut viewer.others), [(newer, expected.to_vec())], "{other}");
    }
}
