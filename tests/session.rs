//! What the user has in front of them: action, look, action, look.

use std::rc::Rc;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_event::zone::Zone;
use trailglass_protocol::id::{QueryId, SourceId};
use trailglass_protocol::message::*;
use trailglass_protocol::report::{Problem, ProblemKind, Report, Status};
use trailglass_session::columns::Columns;
use trailglass_session::link::Link;
use trailglass_session::overview::FacetChange;
use trailglass_session::sources::{Origin, SourceInfo};
use trailglass_session::{Action, ROWS_WITH_ANSWER, Session, State};

fn added(session: &Session, names: &[&str]) -> Session {
    let info = |name: &&str| SourceInfo { name: (*name).into(), origin: Origin::Given };
    session.apply(Action::AddSources(names.iter().map(info).collect()))
}

/// A source as the engine reports it: number, events, duplicates, and records and refused where it was read to its end.
type Counted = (SourceId, u32, u32, Option<(u32, u32)>);

fn loaded(session: &Session, generation: u32, sources: &[Counted]) -> Session {
    let report = |(source, events, duplicates, ended): &Counted| {
        let report = ended.map(|(records, refused)| {
            let mut report = Report { records, refused, ..Report::default() };
            (0..refused).for_each(|_| report.note(Problem::whole(ProblemKind::Truncated)));
            report
        });
        SourceReport { source: *source, events: *events, duplicates: *duplicates, report, within: None }
    };
    let sources = sources.iter().map(report).collect();
    session.apply(Action::ReceiveResponse(Response::Loaded { generation, sources, n_removals: 0 }))
}

/// The answer to the query that the session wants.
fn answer(session: &Session, generation: u32, matched: u32) -> Answer {
    let Query { no, view, facets, .. } = session.wanted_query();
    let rows = match view {
        View::Events => Rows::Events(Vec::new()),
        View::Jobs => Rows::Jobs(Vec::new()),
    };
    Answer {
        no,
        view,
        generation,
        events: 10,
        jobs: 2,
        matched,
        span: None,
        took_ms: 1.0,
        read_documents: false,
        timeline: None,
        partial: None,
        histogram: None,
        facets: facets
            .into_iter()
            .map(|ask| Rc::new(Facet { ask, distinct: 0, found: 0, values: Vec::new(), is_partial: false }))
            .collect(),
        page: Page { no, view, generation, first: 0, fields: Vec::new(), is_whole: true, rows },
    }
}

fn replied(session: &Session, answer: Answer) -> Session {
    session.apply(Action::ReceiveResponse(Response::Answer(answer)))
}

/// The state, the query that is typed and the one whose answer is on screen.
fn look(session: &Session) -> (&'static str, &str, &str) {
    let table = session.table(session.view);
    (session.state().word(), &table.text, &table.answered)
}

/// A session with two files read and the first query answered.
fn ready() -> Session {
    let session = added(&Session::default(), &["a", "b"]);
    let session =
        loaded(&session, 1, &[(SourceId::File(0), 4, 0, Some((4, 0))), (SourceId::File(1), 6, 1, Some((7, 0)))]);
    replied(&session, answer(&session, 1, 10))
}

#[test]
fn a_load_goes_from_empty_to_ready() {
    let session = Session::default();
    assert_eq!(session.state(), State::Empty);
    let session = session.apply(Action::StartGathering);
    assert_eq!(session.state(), State::Loading, "a folder is being walked");
    let session = added(&session, &["a", "b"]).apply(Action::EndGathering);
    assert_eq!((session.state(), session.sources.n_loading), (State::Loading, 2));
    let step = SourceProgress { source: SourceId::File(0), bytes: 100.0, bytes_done: 50.0, records: 3, is_done: false };
    let session = session.apply(Action::UpdateProgress(Progress { sources: vec![step] }));
    assert_eq!((session.sources.share(), session.sources.list[0].records), (0.25, 3), "half of one file of two");
    let session = loaded(&session, 1, &[(SourceId::File(0), 4, 0, Some((4, 0)))]);
    let session = replied(&session, answer(&session, 1, 4));
    assert_eq!((session.state(), session.events.matched()), (State::Loading, 4), "rows are there before all is read");
    let session = loaded(&session, 2, &[(SourceId::File(0), 3, 1, None), (SourceId::File(1), 6, 0, Some((7, 1)))]);
    assert_eq!(session.state(), State::Querying, "the answer is not yet that of all");
    let session = replied(&session, answer(&session, 2, 9));
    assert_eq!(session.state(), State::Ready);
    assert_eq!(session.totals.events, 10);
}

#[test]
fn a_size_counts_whether_the_reader_or_the_engine_reports_first() {
    let size = |session: &Session, is_done| {
        let step = SourceProgress { source: SourceId::File(0), bytes: 100.0, bytes_done: 100.0, records: 4, is_done };
        session.apply(Action::UpdateProgress(Progress { sources: vec![step] }))
    };
    let session = added(&Session::default(), &["a"]);
    let reader_first = loaded(&size(&session, true), 1, &[(SourceId::File(0), 4, 0, Some((4, 0)))]);
    let engine_first = size(&loaded(&session, 1, &[(SourceId::File(0), 4, 0, Some((4, 0)))]), true);
    for session in [reader_first, engine_first] {
        let source = &session.sources.list[0];
        assert_eq!((source.bytes, source.bytes_done, session.sources.bytes), (100.0, 100.0, 100.0));
        assert_eq!(source.records, 4);
    }
}

#[test]
fn the_sums_of_the_sources_always_fit() {
    let session = added(&Session::default(), &["a", "b", "c"]);
    let session = loaded(&session, 1, &[(SourceId::File(0), 4, 0, Some((5, 1)))]);
    let session = loaded(
        &session,
        2,
        &[(SourceId::File(0), 2, 2, None), (SourceId::File(1), 0, 0, Some((2, 2))), (SourceId::File(2), 1, 0, None)],
    );
    let sums = |session: &Session| {
        let sources = &session.sources;
        (sources.records, sources.events, sources.duplicates, sources.refused)
    };
    assert_eq!(sums(&session), (7, 2, 2, 3), "a source counts once it has been read to its end");
    let session = loaded(&session, 3, &[(SourceId::File(2), 5, 1, Some((6, 0)))]);
    assert_eq!(sums(&session), (13, 7, 3, 3));
    let status = |source: usize| session.sources.list[source].status;
    assert_eq!([0, 1, 2].map(status), [Status::Warning, Status::Failed, Status::Ok]);
    let sources = &session.sources;
    assert_eq!((sources.n_loading, sources.n_ok, sources.n_warning, sources.n_failed), (0, 1, 1, 1));
    assert_eq!((sources.share(), sources.n_read()), (1.0, 3));
}

#[test]
fn a_source_of_a_crashed_reader_is_lost_unless_the_engine_has_it() {
    let session = added(&Session::default(), &["a", "b"]);
    let session = session.apply(Action::ReportWorkerFailure {
        why: "out of memory".to_owned(),
        sources: vec![SourceId::File(0), SourceId::File(1), SourceId::File(7)],
        again: vec![],
    });
    assert_eq!((session.sources.n_failed, session.sources.n_loading, session.notices.len()), (2, 0, 1));
    let session = loaded(&session, 1, &[(SourceId::File(1), 3, 0, Some((3, 0)))]);
    let sources = &session.sources;
    assert_eq!((sources.n_loading, sources.n_ok, sources.n_failed, sources.records, sources.events), (0, 1, 1, 3, 3));
    assert_eq!(sources.share(), 1.0);
    let again = session.apply(Action::ReportWorkerFailure {
        why: "out of memory".to_owned(),
        sources: vec![SourceId::File(1)],
        again: vec![],
    });
    assert_eq!(again.sources, session.sources, "what has been read is not lost");
}

#[test]
fn a_query_is_on_screen_only_with_its_answer() {
    let session = ready();
    assert_eq!(look(&session), ("ready", "", ""));
    let first = session.apply(Action::CommitQuery("event:A".to_owned()));
    assert_eq!(look(&first), ("querying", "event:A", ""));
    assert!(Rc::ptr_eq(&first.events.window, &session.events.window), "the rows stay");
    let second = first.apply(Action::CommitQuery("event:B".to_owned()));
    let stale = replied(&second, answer(&first, 1, 3));
    assert_eq!(look(&stale), ("querying", "event:B", ""), "the answer to an overtaken query is dropped");
    assert_eq!(stale.events.matched(), 10);
    let session = replied(&stale, answer(&stale, 1, 5));
    assert_eq!(look(&session), ("ready", "event:B", "event:B"));
    let same = session.apply(Action::CommitQuery("event:B".to_owned()));
    assert_eq!(same, session, "the same query asks nothing");
    let wanted = session.wanted_query();
    assert_eq!((wanted.text.as_str(), wanted.first, wanted.count), ("event:B", 0, ROWS_WITH_ANSWER));
}

#[test]
fn a_partial_answer_is_on_screen_and_is_not_the_answer() {
    let session = ready().apply(Action::CommitQuery("word".to_owned()));
    let partial = Answer { partial: Some(0.25), ..answer(&session, 1, 3) };
    let searching = replied(&session, partial);
    assert_eq!(look(&searching), ("querying", "word", ""));
    assert_eq!((searching.events.matched(), searching.events.partial()), (3, Some(0.25)));
    let done = replied(&searching, answer(&session, 1, 5));
    assert_eq!(look(&done), ("ready", "word", "word"));
    assert_eq!((done.events.matched(), done.events.partial()), (5, None));
}

#[test]
fn a_page_is_shown_only_for_its_own_answer() {
    let session = ready();
    let page = |no, generation| {
        let (view, rows) = (View::Events, Rows::Events(Vec::new()));
        Page { no, view, generation, first: 5, fields: Vec::new(), is_whole: true, rows }
    };
    let no = session.wanted_query().no;
    let turned = |page| session.apply(Action::ReceiveResponse(Response::Page(page))).events.window.first;
    assert_eq!((turned(page(no, 1)), turned(page(no, 2)), turned(page(no.next(), 1))), (5, 0, 0));
    let window = &session.events.window;
    assert!(window.covers(0, 0, 10) && !window.covers(0, 1, 10) && window.covers(0, 9, 0));
}

#[test]
fn each_view_keeps_its_own_query() {
    let session = ready().apply(Action::CommitQuery("service:s3".to_owned()));
    let session = replied(&session, answer(&session, 1, 4));
    let jobs = session.apply(Action::ChooseView(View::Jobs));
    assert_eq!(look(&jobs), ("querying", "", ""));
    assert_eq!(jobs.wanted_query().view, View::Jobs);
    let jobs = replied(&jobs, answer(&jobs, 1, 2)).apply(Action::CommitQuery("state:canceled".to_owned()));
    let jobs = replied(&jobs, answer(&jobs, 1, 1));
    assert_eq!(look(&jobs), ("ready", "state:canceled", "state:canceled"));
    let events = jobs.apply(Action::ChooseView(View::Events));
    let (state, text, answered) = look(&events);
    assert_eq!(
        (text, answered, events.events.matched()),
        ("service:s3", "service:s3", 4),
        "its rows are there at once"
    );
    assert_eq!(state, "querying", "and it is asked again, for the engine keeps one query in force");
    let events = replied(&events, answer(&events, 1, 4));
    assert_eq!(events.state(), State::Ready);
    assert_eq!(events.apply(Action::ChooseView(View::Events)), events, "the view on screen stays as it is");
    let followed = events.apply(Action::FollowQuery(View::Jobs, "job:x".to_owned()));
    assert_eq!((followed.view, look(&followed).1), (View::Jobs, "job:x"));
}

#[test]
fn a_header_sorts_and_reverses() {
    let session = ready();
    let sort = |session: &Session| (session.wanted_query().sort.field, session.wanted_query().sort.is_descending);
    assert_eq!(sort(&session), ("time".to_owned(), true));
    let session = session.apply(Action::SortByField("event".to_owned()));
    assert_eq!((sort(&session), session.state()), (("event".to_owned(), false), State::Querying));
    let turned = session.apply(Action::SortByField("event".to_owned()));
    assert_eq!(sort(&turned), ("event".to_owned(), true));
    assert_ne!(turned.wanted_query().no, session.wanted_query().no);
    assert_eq!(sort(&turned.apply(Action::SortByField("time".to_owned()))), ("time".to_owned(), true));
}

fn range(from: i64, to: i64) -> TimeRange {
    TimeRange { from: Micros(from), to: Micros(to) }
}

#[test]
fn a_range_is_previewed_committed_and_left() {
    let asked = |session: &Session| (session.wanted_query().range, session.wanted_query().preview);
    let session = ready();
    let tried = session.apply(Action::PreviewRange(Some(range(10, 20))));
    assert_eq!((asked(&tried), tried.state()), ((None, Some(range(10, 20))), State::Querying));
    assert_eq!(tried.apply(Action::PreviewRange(Some(range(10, 20)))), tried, "the same again asks nothing");
    let narrowed = tried.apply(Action::CommitRange);
    assert_eq!(asked(&narrowed), (Some(range(10, 20)), None));
    assert_eq!(narrowed.apply(Action::CommitRange), narrowed, "there is nothing to commit");
    let twice = narrowed.apply(Action::PreviewRange(Some(range(12, 14)))).apply(Action::CommitRange);
    assert_eq!(*twice.overview.ranges, [range(10, 20), range(12, 14)]);
    assert_eq!(asked(&twice.apply(Action::ReturnToRange(1))), (Some(range(10, 20)), None));
    let all = twice.apply(Action::PreviewRange(Some(range(13, 14)))).apply(Action::ReturnToRange(0));
    assert_eq!(asked(&all), (None, None));
    let jobs = twice.apply(Action::ChooseView(View::Jobs));
    assert_eq!(asked(&jobs), (None, None), "jobs are not narrowed");
    let followed = jobs.apply(Action::FollowQuery(View::Events, "job:x".to_owned()));
    assert_eq!(asked(&followed), (None, None), "what is followed is seen whole");
}

#[test]
fn a_preview_is_of_whole_buckets_also_when_they_become_wider() {
    let session = ready().apply(Action::PreviewRange(Some(range(30, 50))));
    let histogram = |width: i64, n: usize| Histogram {
        extent: range(0, width * n as i64),
        width,
        ok: vec![0; n],
        denied: vec![0; n],
        failed: vec![0; n],
        unknown: vec![0; n],
        all: vec![0; n],
    };
    let mut fitting = answer(&session, 1, 3);
    fitting.histogram = Some(Rc::new(histogram(10, 10)));
    assert_eq!(replied(&session, fitting).state(), State::Ready);
    let mut wider = answer(&session, 1, 3);
    wider.histogram = Some(Rc::new(histogram(40, 4)));
    let widened = replied(&session, wider);
    assert_eq!((widened.state(), widened.overview.preview), (State::Querying, Some(range(0, 80))));
}

#[test]
fn facets_request_only_what_is_missing() {
    let wished = |session: &Session, field: &str, wish| session.apply(Action::ChangeFacet(field.to_owned(), wish));
    let session = ready();
    let kept = |before: &Session, after: &Session| {
        before.overview.facets.iter().zip(&after.overview.facets).filter(|(one, other)| Rc::ptr_eq(one, other)).count()
    };
    let n = session.overview.facets.len();
    let again = replied(&session, answer(&session, 1, 10));
    assert_eq!(kept(&session, &again), n, "what did not change is the same by pointer");
    let closed = wished(&session, "actor", FacetChange::Toggle);
    assert_eq!((kept(&session, &closed), closed.overview.facet_revision), (n - 1, session.overview.facet_revision));
    assert_eq!(closed.state(), State::Ready, "values that are there are shown at once");
    let more = wished(&session, "actor", FacetChange::More);
    assert_eq!(
        (more.state(), more.wanted_query().no),
        (State::Querying, session.wanted_query().no),
        "the rows stay as they are"
    );
    assert_eq!(replied(&more, answer(&more, 1, 10)).state(), State::Ready);
    let added = wished(&session, "userAgent", FacetChange::Add);
    assert_eq!((added.state(), added.wanted_query().facets.len()), (State::Querying, n + 1));
    let mut partial = answer(&added, 1, 10);
    Rc::make_mut(partial.facets.last_mut().unwrap()).is_partial = true;
    assert_eq!(replied(&added, partial).state(), State::Querying, "readers are still at it");
    let removed = wished(&added, "userAgent", FacetChange::Remove);
    assert_eq!((removed.state(), removed.wanted_query().facets.len()), (State::Ready, n));
}

#[test]
fn an_open_event_waits_for_its_own_content() {
    let mut viewer = crate::support::Viewer::of_events(&[
        crate::support::event("a", "10:00:00", serde_json::json!({})),
        crate::support::event("b", "10:00:01", serde_json::json!({})),
    ]);
    let page = viewer.query("");
    let keys: Vec<RowKey> = crate::support::rows(&page).iter().map(|row| row.key).collect();
    let session = ready().apply(Action::OpenEvent(keys[0]));
    assert_eq!(session.event_request(), Some(Request::Event { row: keys[0] }));
    let reply = |row| Action::ReceiveResponse(viewer.reply(Request::Event { row }).unwrap());
    let mut reply = reply;
    let (first, second) = (reply(keys[0]), reply(keys[1]));
    let other = session.apply(second.clone());
    assert!(other.event.as_ref().unwrap().content.is_none(), "not what was asked for");
    let session = session.apply(first.clone());
    assert_eq!(session.event_request(), None);
    let next = session.apply(Action::OpenEvent(keys[1]));
    assert!(next.event.as_ref().unwrap().content.is_some(), "the former stays until the next is there");
    assert_eq!(next.event_request(), Some(Request::Event { row: keys[1] }));
    let next = next.apply(first).apply(second);
    assert_eq!(next.event.as_ref().unwrap().content.as_ref().unwrap().event_id, "a");
    assert_eq!(next.apply(Action::CloseEvent).event, None);
}

#[test]
fn events_are_compared_five_at_most_and_leave_when_named_again() {
    let events: Vec<_> =
        (0..6).map(|n| crate::support::event(&n.to_string(), &format!("10:00:0{n}"), serde_json::json!({}))).collect();
    let mut viewer = crate::support::Viewer::of_events(&events);
    let page = viewer.query("");
    let details: Vec<Rc<EventDetail>> =
        crate::support::rows(&page).iter().map(|row| Rc::new(viewer.open(row.key))).collect();
    let pin = |session: Session, detail: &Rc<EventDetail>| session.apply(Action::TogglePin(detail.clone()));
    let session = details.iter().fold(ready(), pin);
    let ids = |session: &Session| session.pinned.iter().map(|detail| detail.event_id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&session), ["4", "3", "2", "1", "0"], "the first made room");
    assert_eq!(ids(&pin(session, &details[2])), ["4", "2", "1", "0"]);
}

/// The view of the session as a link, without the files.
fn asked(session: &Session) -> String {
    Link { files: None, ..session.link() }.to_fragment()
}

#[test]
fn every_change_of_the_view_is_undone_and_typing_is_one_change() {
    let columns = Rc::new(Columns::parse(View::Events, "time,event"));
    let changes = [
        Action::CommitQuery("a".to_owned()),
        Action::SortByField("event".to_owned()),
        Action::ChangeColumns(View::Events, columns),
        Action::ChooseZone(Zone::Local),
        Action::ChooseView(View::Jobs),
        Action::FollowQuery(View::Events, "b".to_owned()),
    ];
    let mut session = ready();
    let mut seen = vec![asked(&session)];
    for change in changes {
        session = session.apply(change);
        seen.push(asked(&session));
    }
    for text in ["b c", "b cd", "b cde"] {
        session = session.apply(Action::TypeQuery(View::Events, text.to_owned()));
    }
    seen.push(asked(&session));
    assert_eq!(session.history.step, 6, "typing is no step of its own until it is meant");
    session = session.apply(Action::EndTyping);
    assert_eq!(session.history.step, 7);
    session = session.apply(Action::TypeQuery(View::Events, "other".to_owned()));
    seen.push(asked(&session));

    for expected in seen.iter().rev().skip(1) {
        session = session.apply(Action::Undo);
        assert_eq!(asked(&session), *expected);
    }
    assert!(!session.history.can_undo());
    assert_eq!(asked(&session.apply(Action::Undo)), seen[0], "there is nothing more to undo");
    for expected in &seen[1..] {
        session = session.apply(Action::Redo);
        assert_eq!(asked(&session), *expected);
    }
    // A change after an undo leaves nothing to redo.
    let session = session.apply(Action::Undo).apply(Action::CommitQuery("new".to_owned()));
    assert!(!session.history.can_redo());
}

#[test]
fn a_link_shows_the_same_view_and_opens_its_event_once_that_is_found() {
    let fragment = "v=1&q=error:*&sort=-event,region&cols=time,event*90&jq=state:canceled&zone=Asia/Tokyo&event=e-7";
    let (link, problems) = Link::from_fragment(fragment);
    let session = Session::default().opened_with(link, &problems);
    assert_eq!((&*session.events.text, session.state()), ("error:*", State::Empty));
    let session = added(&session, &["a"]);
    let Query { text, sort, fields, .. } = session.wanted_query();
    assert_eq!(
        (text.as_str(), sort.field.as_str(), sort.then),
        ("error:*", "event", Some(("region".to_owned(), false)))
    );
    assert_eq!(fields, ["time", "event"]);
    assert_eq!(&*session.jobs.text, "state:canceled", "a link that holds both views is read with both");
    let expected = fragment.replace("&jq=state:canceled", "").replace('*', "%2A");
    assert_eq!(asked(&session), expected, "until the event is found, the link still holds it");

    let row = rows_key(3);
    let found = |row| Action::ReceiveResponse(Response::Found { event_id: "e-7".to_owned(), row });
    let opened = session.apply(found(Some(row)));
    assert_eq!(opened.event.as_ref().map(|opened| opened.key), Some(row));
    let missing = session.apply(found(None));
    assert_eq!((missing.event.is_none(), missing.notices.len()), (true, 1));
    assert_eq!(asked(&missing), expected);
    // More files may hold it; who has opened another event looks for it no more.
    let later = missing.apply(found(Some(row)));
    assert_eq!((later.event.as_ref().map(|opened| opened.key), later.notices.len()), (Some(row), 0));
    let other = missing.apply(Action::OpenEvent(rows_key(1))).apply(found(Some(row)));
    assert_eq!(other.event.as_ref().map(|opened| opened.key), Some(rows_key(1)));

    let back = opened.apply(Action::FollowLink(Box::default(), Vec::new()));
    assert_eq!((asked(&back).as_str(), back.event.is_none()), ("", true));
    assert_eq!(*back.events.columns, Columns::default_of(View::Events));
    let odd = back.apply(Action::FollowLink(Box::default(), vec!["x=y is not understood".to_owned()]));
    assert_eq!(odd.notices.len(), 1);
}

#[test]
fn a_link_of_one_view_leaves_the_other_alone() {
    let session = ready().apply(Action::ChooseView(View::Jobs)).apply(Action::CommitQuery("state:canceled".to_owned()));
    let session = session.apply(Action::OpenJob("iam/access-key|1|r|AKIA".to_owned()));
    let jobs = asked(&session);
    let events = session.apply(Action::ChooseView(View::Events)).apply(Action::CommitQuery("service:s3".to_owned()));
    assert_eq!(asked(&events), "v=1&q=service:s3", "what is open in the jobs view is not in the link of the events");
    let (link, problems) = Link::from_fragment(&jobs);
    let back = events.apply(Action::FollowLink(Box::new(link), problems));
    assert_eq!((back.view, &*back.jobs.text, &*back.events.text), (View::Jobs, "state:canceled", "service:s3"));
    assert_eq!(back.story.as_ref().map(|opened| opened.key.as_str()), Some("iam/access-key|1|r|AKIA"));
}

#[test]
fn files_are_compared_with_those_of_the_link_once_all_are_read() {
    let shared = ready();
    let fragment = shared.link().to_fragment();
    let open = |names: &[&str]| {
        let (link, problems) = Link::from_fragment(&fragment);
        let mut session = added(&Session::default().opened_with(link, &problems), names);
        for at in 0..names.len() as u32 {
            assert!(session.notices.is_empty());
            session = loaded(&session, at + 1, &[(SourceId::File(at), 1, 0, Some((1, 0)))]);
        }
        session.notices.first().map(|notice| notice.text.clone())
    };
    assert_eq!(open(&["b", "a"]), None);
    for (names, expected) in
        [(&["a"][..], "1 missing"), (&["a", "b", "c"], "1 more"), (&["a", "c"], "1 missing, 1 more")]
    {
        let notice = open(names).unwrap();
        assert!(notice.ends_with(&format!("differ from those of the link: {expected}")), "{notice}");
    }
}

/// The key of a row, as a reply of the engine brings it.
fn rows_key(row: u32) -> RowKey {
    RowKey { segment: 0, row }
}

#[test]
fn a_zoom_of_the_timeline_narrows_the_events_too() {
    let range = |from, to| TimeRange { from: Micros(from), to: Micros(to) };
    let session = ready().apply(Action::ChooseView(View::Jobs));
    let jobs = session.wanted_query();
    let zoomed =
        session.apply(Action::ZoomTimeline(Some(range(10, 20)))).apply(Action::ZoomTimeline(Some(range(30, 40))));
    assert_eq!(zoomed.wanted_query(), jobs, "the jobs are the same");
    let events = zoomed.apply(Action::ChooseView(View::Events));
    assert_eq!((events.wanted_query().range, events.overview.ranges.len()), (Some(range(30, 40)), 1));
    assert_eq!(events.apply(Action::ZoomTimeline(None)).wanted_query().range, None);
}

#[test]
fn a_text_typed_in_one_view_does_not_reach_another() {
    let typed = |session: &Session, view, text: &str| session.apply(Action::TypeQuery(view, text.to_owned()));
    let session = typed(&ready(), View::Events, "error:*").apply(Action::ChooseView(View::Jobs));
    let late = typed(&session, View::Events, "error:* -region:x");
    assert_eq!((&*late.jobs.text, &*late.events.text), ("", "error:*"), "its view has been left");
    assert_eq!(&*typed(&session, View::Jobs, "state:unknown").jobs.text, "state:unknown");
}

/// The row whose place the session requests, if it does.
fn row_to_locate(session: &Session) -> Option<RowKey> {
    session.locate_request().map(|request| match request {
        Request::Locate { row, .. } => row,
        other => panic!("{other:?}"),
    })
}

fn located(session: &Session, row: RowKey, at: Option<u32>) -> Session {
    session.apply(Action::ReceiveResponse(Response::Located { no: session.events.wanted, row, at }))
}

#[test]
fn an_open_event_is_marked_when_another_filter_hides_it() {
    let row = rows_key(3);
    let session = ready().apply(Action::OpenEvent(row));
    assert_eq!((row_to_locate(&session), session.hides_event()), (None, false), "a row of the table is in the answer");
    let session = session.apply(Action::CommitQuery("event:DeleteTrail".to_owned()));
    assert_eq!(row_to_locate(&session), None, "not before the answer is there");
    let session = replied(&session, answer(&session, 1, 2));
    assert_eq!(row_to_locate(&session), Some(row));
    let hidden = located(&session, row, None);
    assert_eq!((row_to_locate(&hidden), hidden.hides_event()), (None, true));
    let listed = located(&session, row, Some(1));
    assert_eq!((row_to_locate(&listed), listed.hides_event()), (None, false));
    assert_eq!((hidden.revealed, listed.revealed), (None, None), "the table stays where it is");
    let stale = session.apply(Action::ReceiveResponse(Response::Located { no: QueryId(1), row, at: None }));
    assert_eq!(row_to_locate(&stale), Some(row), "that was another answer");
    let cleared = hidden.apply(Action::CommitQuery(String::new()));
    assert!(!cleared.hides_event(), "of the next answer nothing is known yet");
}

#[test]
fn an_event_is_revealed_each_time() {
    let row = rows_key(3);
    let session = ready().apply(Action::ChooseView(View::Jobs)).apply(Action::RevealEvent(row));
    assert_eq!(session.view, View::Events);
    let session = replied(&session, answer(&session, 1, 10));
    assert_eq!(row_to_locate(&session), Some(row));
    let session = located(&session, row, Some(7));
    assert_eq!(
        (session.revealed.map(|revealed| (revealed.no, revealed.at)), row_to_locate(&session)),
        (Some((1, 7)), None)
    );
    let again = session.apply(Action::RevealEvent(row));
    assert_eq!(row_to_locate(&again), Some(row));
    assert_eq!(located(&again, row, Some(7)).revealed.map(|revealed| (revealed.no, revealed.at)), Some((2, 7)));

    // What leads on from an open event keeps that in view.
    let session = session.apply(Action::FollowQuery(View::Events, "time:2024".to_owned()));
    let session = replied(&session, answer(&session, 1, 5));
    assert_eq!(row_to_locate(&session), Some(row));
    assert_eq!(located(&session, row, Some(2)).revealed.map(|revealed| (revealed.no, revealed.at)), Some((2, 2)));
}

#[test]
fn an_event_is_not_said_to_be_hidden_before_the_answer_is_whole() {
    let row = rows_key(3);
    let session = ready().apply(Action::OpenEvent(row)).apply(Action::CommitQuery("clip".to_owned()));
    let partial = Answer { partial: Some(0.5), ..answer(&session, 1, 2) };
    let session = replied(&session, partial);
    assert_eq!(row_to_locate(&session), None);
    let shown = session.apply(Action::RevealEvent(row));
    assert_eq!(row_to_locate(&shown), Some(row), "it may be there already");
    let shown = located(&shown, row, None);
    assert_eq!((shown.hides_event(), row_to_locate(&shown)), (false, Some(row)));
}

#[test]
fn a_story_closes_when_another_kind_is_listed() {
    let jobs = ready().apply(Action::ChooseView(View::Jobs));
    let story = |query: &str| {
        let session = jobs.apply(Action::CommitQuery(query.to_owned()));
        session.apply(Action::OpenJob("elastic-transcoder/job|1|eu|a".to_owned()))
    };
    for (before, after, is_open) in [
        ("", "state:canceled", true),
        ("", "kind:preset", false),
        ("kind:job", "kind:job state:canceled", true),
        ("kind:job", "", false),
        ("kind:job", "-kind:job", false),
        ("kind:job", "kind:pipeline", false),
        ("rushes", "", true),
    ] {
        let session = story(before).apply(Action::CommitQuery(after.to_owned()));
        assert_eq!(session.story.is_some(), is_open, "from {before:?} to {after:?}");
    }
}

#[test]
fn a_job_that_the_files_lack_is_said_to_be_missing_until_it_is_there() {
    let key = "elastic-transcoder/job|1|eu|a".to_owned();
    let session = ready().apply(Action::OpenJob(key.clone()));
    let missing = |job: &str| Action::ReceiveResponse(Response::NoStory { job: job.to_owned() });
    let opened = |session: &Session| session.story.clone().map(|opened| (opened.content.is_some(), opened.is_missing));
    assert_eq!(opened(&session.apply(missing("another"))), Some((false, false)));
    let session = session.apply(missing(&key));
    assert_eq!(opened(&session), Some((false, true)));
    assert_eq!(opened(&session.apply(Action::OpenJob("another".to_owned()))), Some((false, false)));
}

#[test]
fn the_innermost_panel_is_closed_first() {
    let session = ready().apply(Action::OpenEvent(rows_key(3)));
    let session = session.apply(Action::PreviewRange(Some(range(10, 20)))).apply(Action::ToggleFiles);
    let mut session = session;
    for what in ["files", "preview", "event"] {
        let open = [session.is_files_open, session.overview.preview.is_some(), session.event.is_some()];
        session = session.apply(session.close_innermost().expect(what));
        let left = [session.is_files_open, session.overview.preview.is_some(), session.event.is_some()];
        assert_eq!(
            left.iter().filter(|is_open| **is_open).count() + 1,
            open.iter().filter(|is| **is).count(),
            "{what}"
        );
    }
    assert!(session.close_innermost().is_none());
    let jobs = session.apply(Action::ChooseView(View::Jobs)).apply(Action::OpenJob("a".to_owned()));
    assert!(jobs.apply(jobs.close_innermost().expect("a story")).story.is_none());
}

#[test]
fn only_files_from_the_user_would_be_lost_with_the_page() {
    let info = |name: &str, origin| SourceInfo { name: name.into(), origin };
    let session = Session::default().apply(Action::AddSources(vec![info("sample", Origin::Site)]));
    assert_eq!(session.sources.n_given, 0);
    let session = session.apply(Action::AddSources(vec![info("a", Origin::Given), info("b", Origin::Given)]));
    assert_eq!(session.sources.n_given, 2);
    let within = |source| Some(Within { source, name: "member".to_owned() });
    let report =
        |source, dropped| SourceReport { source, events: 1, duplicates: 0, report: None, within: within(dropped) };
    let reports = vec![report(SourceId::Member(0), SourceId::File(1)), report(SourceId::Member(1), SourceId::File(0))];
    let loaded = Response::Loaded { generation: 1, sources: reports, n_removals: 0 };
    let session = session.apply(Action::ReceiveResponse(loaded));
    assert_eq!((session.sources.list.len(), session.sources.n_given), (5, 2), "what is in a file goes with it");
    let session = session.apply(Action::RemoveSources(vec![SourceId::File(1)]));
    assert_eq!(session.sources.n_given, 1);
    assert_eq!(session.apply(Action::RemoveSources(vec![SourceId::File(2)])).sources.n_given, 0);
}
