//! Tests that need a browser: the hand-shake with workers, and what crosses threads with a message.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass::worker::client::{Client, InputFile, WorkerMessage};
use trailglass::worker::envelope::{DecodeError, Envelope, Port, listen, message_of};
use trailglass_event::time::Micros;
use trailglass_ingest::{Intake, IntakeStatus};
use trailglass_json::repair::Defect;
use trailglass_lifecycle::registry::Profiles;
use trailglass_protocol::id::{QueryId, RequestId, SourceId};
use trailglass_protocol::message::*;
use trailglass_protocol::report::{Place, Problem, ProblemKind, Report};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

/// What a worker of these tests runs: the same as the page's workers.
#[wasm_bindgen]
pub fn serve_in_worker() {
    trailglass::worker::serve();
}

/// The module that starts a worker from the binary of these tests.
fn starter() -> String {
    let origin = web_sys::window().unwrap().location().origin().unwrap();
    format!(
        "onmessage = async ({{ data }}) => {{\n\
         const {{ default: init, serve_in_worker }} = await import('{origin}/wasm-bindgen-test');\n\
         await init({{ module_or_path: data }});\nserve_in_worker();\n}}"
    )
}

/// The messages received so far, and a way to wait for more.
#[derive(Clone, Default)]
struct Inbox(Rc<RefCell<Vec<WorkerMessage>>>);

impl Inbox {
    /// Resolves to what `pick` makes of the first message that it accepts.
    async fn wait_for<T>(&self, pick: impl Fn(&WorkerMessage) -> Option<T>) -> T {
        loop {
            if let Some(found) = self.0.borrow().iter().find_map(&pick) {
                return found;
            }
            // Messages arrive while the event queue has its turn.
            let turn = js_sys::Promise::new(&mut |done, _| {
                web_sys::window().unwrap().set_timeout_with_callback(&done).unwrap();
            });
            JsFuture::from(turn).await.unwrap();
        }
    }
}

fn client(n_readers: u32) -> (Client, Inbox) {
    let inbox = Inbox::default();
    let received = inbox.0.clone();
    (Client::start_with(&starter(), n_readers, move |message| received.borrow_mut().push(message)), inbox)
}

fn file(source: SourceId, text: &str) -> InputFile {
    let blob = web_sys::Blob::new_with_str_sequence(&js_sys::Array::of1(&text.into())).unwrap();
    InputFile { source, name: format!("{source}.json"), blob }
}

fn log(ids: std::ops::Range<u32>) -> String {
    let event = |id| {
        format!(
            r#"{{"eventID":"{id}","eventTime":"2024-03-01T10:{:02}:{:02}Z","eventName":"GetObject","eventSource":"s3.amazonaws.com"}}"#,
            id / 60 % 60,
            id % 60
        )
    };
    format!(r#"{{"Records":[{}]}}"#, ids.map(event).collect::<Vec<_>>().join(","))
}

fn query(no: QueryId, text: &str) -> Request {
    let (text, sort) = (text.to_owned(), Sort::newest_first());
    let (range, preview, facets) = (None, None, Vec::new());
    Request::Query(Query {
        no,
        view: View::Events,
        text,
        range,
        preview,
        facets,
        sort,
        fields: Vec::new(),
        first: 0,
        count: 50,
    })
}

fn answer(message: &WorkerMessage, no: QueryId, events: u32) -> Option<Answer> {
    match message {
        WorkerMessage::Response(Response::Answer(answer)) if answer.no == no && answer.events == events => {
            Some(answer.clone())
        }
        _ => None,
    }
}

#[wasm_bindgen_test]
async fn files_and_a_query_sent_before_the_workers_are_ready_are_answered() {
    let (client, inbox) = client(2);
    client.ingest(vec![file(SourceId::File(0), &log(0..40)), file(SourceId::File(1), &log(30..60))]);
    client.send(&query(QueryId(1), ""));
    let all = inbox.wait_for(|message| answer(message, QueryId(1), 60)).await;
    assert_eq!((all.matched, all.page.rows.len()), (60, 50));
}

#[track_caller]
fn crosses<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T) {
    let init = web_sys::MessageEventInit::new();
    init.set_data(&message_of(&value, &[]));
    let event = web_sys::MessageEvent::new_with_event_init_dict("message", &init).unwrap();
    assert_eq!(Envelope::decode(&event).map(|envelope| envelope.head), Ok(value));
}

#[wasm_bindgen_test]
fn messages_arrive_as_they_were_sent() {
    for number in [0, 1, -1, (1 << 53) + 1, i64::MAX, i64::MIN] {
        crosses(Micros(number));
    }
    crosses((u32::MAX, 0.1f64, -1.5f32));
    crosses(vec![Some("\u{e9}".to_owned()), None, Some(String::new())]);
    crosses(ReaderRequest::Matching {
        no: RequestId(300),
        clauses: vec!["any:x".to_owned()],
        candidates: vec![SegmentRows { segment: 1, rows: vec![0, 255, 128] }],
    });
    crosses(PathValues { text: "ab".to_owned(), ends: vec![1, u32::MAX], rows: vec![1, 2, 3, 4], codes: vec![] });
    let problem = Problem { place: Place::FileByte(1e12), kind: ProblemKind::Repaired(Defect::OtherQuotes) };
    crosses(FromReader::Batch(Batch {
        ended: vec![(
            SourceId::File(7),
            Report { kind: "S3 log file".to_owned(), problems: vec![problem], ..Report::default() },
        )],
        ..Batch::default()
    }));
    crosses(Response::Located { no: QueryId(1), row: RowKey { segment: 2, row: 3 }, at: None });
}

#[wasm_bindgen_test]
fn values_that_are_not_messages_are_not_decoded() {
    for (data, why) in [
        (JsValue::NULL, DecodeError::Foreign),
        ("text".into(), DecodeError::Foreign),
        (message_of(&"no request", &[]), DecodeError::Malformed),
        (message_of(&12, &[]), DecodeError::Malformed),
    ] {
        let init = web_sys::MessageEventInit::new();
        init.set_data(&data);
        let event = web_sys::MessageEvent::new_with_event_init_dict("message", &init).unwrap();
        assert_eq!(Envelope::<Request>::decode(&event).err(), Some(why), "{data:?}");
    }
}

/// Sizes of 64 bits are more than an address has here.
#[wasm_bindgen_test]
fn a_member_that_claims_four_gigabytes_ends_where_the_archive_ends() {
    let log = log(0..1);
    let length = (log.len() as u16).to_le_bytes();
    let head = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\0\x14\0a\x01\0\x10\0";
    let sizes = [log.len() as u64, 1 << 32].map(u64::to_le_bytes).concat();
    let block = [1, length[0], length[1], !length[0], !length[1]];
    let mut intake = Intake::new(SourceId::File(0), "a.zip");
    intake.give([head, &sizes[..], &block, log.as_bytes()].concat(), true);
    let (profiles, mut batch) = (Profiles::default(), trailglass_ingest::Batch::default());
    while intake.step(&profiles, &mut batch) != IntakeStatus::Done {}
    assert_eq!((batch.begun.len(), batch.ended.len(), batch.rows.n_rows()), (1, 1, 1));
}

#[wasm_bindgen_test]
async fn documents_stay_in_the_reader_and_come_on_request() {
    let (client, inbox) = client(2);
    let text = r#"{"eventID":"x","eventTime":"2024-03-01T10:00:00Z","eventName":"PutObject","n":0.0,"far":"needle"}"#;
    client.ingest(vec![file(SourceId::File(0), text)]);
    client.send(&query(QueryId(1), "needle"));
    let found = inbox.wait_for(|message| answer(message, QueryId(1), 1)).await;
    assert!(found.read_documents);
    let Rows::Events(rows) = &found.page.rows else { panic!("events were asked for") };
    client.send(&Request::Event { row: rows[0].key });
    let detail = inbox.wait_for(|message| match message {
        WorkerMessage::Response(Response::Event(detail)) => Some(detail.clone()),
        _ => None,
    });
    assert_eq!(detail.await.text, text);
}

#[wasm_bindgen_test]
async fn a_file_larger_than_a_slice_is_read_whole() {
    let (client, inbox) = client(1);
    // Lines of a megabyte, so that 40 of them cross the border of a slice in the middle of a record.
    let filler = "x".repeat(1 << 20);
    let line = |id: u32| {
        format!("{{\"eventID\":\"{id}\",\"eventTime\":\"2024-03-01T10:00:00Z\",\"eventName\":\"{filler}\"}}\n")
    };
    let lines: String = (0..40).map(line).collect();
    client.ingest(vec![file(SourceId::File(0), &lines)]);
    client.send(&query(QueryId(1), ""));
    assert_eq!(inbox.wait_for(|message| answer(message, QueryId(1), 40)).await.matched, 40);
    let report = inbox.wait_for(|message| match message {
        WorkerMessage::Response(Response::Loaded { sources, .. }) => {
            sources.iter().find_map(|source| source.report.clone())
        }
        _ => None,
    });
    assert_eq!(report.await.n_problems, 0);
}

#[wasm_bindgen_test]
async fn a_buffer_is_transferred_with_its_head() {
    let channel = web_sys::MessageChannel::new().unwrap();
    let buffer = js_sys::ArrayBuffer::new(1000);
    let arrived = Rc::new(RefCell::new(None));
    let slot = arrived.clone();
    let on_message = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        *slot.borrow_mut() = Envelope::<ReaderRequest>::decode(&event).ok();
    });
    channel.port2().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    let ask = ReaderRequest::Matching {
        no: RequestId(7),
        clauses: vec!["any:x".to_owned()],
        candidates: vec![SegmentRows { segment: 1, rows: vec![1, 2, 255] }],
    };
    let attachment: JsValue = buffer.clone().into();
    channel.port1().send_with(&ask, std::slice::from_ref(&attachment), std::slice::from_ref(&attachment));
    assert_eq!(buffer.byte_length(), 0, "what was transferred is gone here");
    while arrived.borrow().is_none() {
        let turn = js_sys::Promise::new(&mut |done, _| {
            web_sys::window().unwrap().set_timeout_with_callback(&done).unwrap();
        });
        JsFuture::from(turn).await.unwrap();
    }
    let envelope = arrived.borrow_mut().take().unwrap();
    assert_eq!(envelope.head, ask);
    assert_eq!(envelope.attachments[0].unchecked_ref::<js_sys::ArrayBuffer>().byte_length(), 1000);
}

#[wasm_bindgen_test]
async fn a_message_that_cannot_be_read_is_reported_and_a_foreign_one_is_ignored() {
    let channel = web_sys::MessageChannel::new().unwrap();
    let (received, lost) = (Rc::new(RefCell::new(Vec::new())), Rc::new(RefCell::new(Vec::new())));
    let (receive, lose) = (received.clone(), lost.clone());
    listen(
        &channel.port2(),
        move |envelope: Envelope<ReaderRequest>| receive.borrow_mut().push(envelope.head),
        move |why: &str| lose.borrow_mut().push(why.to_owned()),
    );
    channel.port1().post_message(&"words of an extension".into()).unwrap();
    channel.port1().post_message(&message_of(&"not a request", &[])).unwrap();
    channel.port1().send(&ReaderRequest::Cancel { no: RequestId(7) });
    while received.borrow().is_empty() {
        let turn = js_sys::Promise::new(&mut |done, _| {
            web_sys::window().unwrap().set_timeout_with_callback(&done).unwrap();
        });
        JsFuture::from(turn).await.unwrap();
    }
    assert_eq!(*received.borrow(), [ReaderRequest::Cancel { no: RequestId(7) }]);
    assert_eq!(lost.borrow().len(), 1, "{:?}", lost.borrow());
}
