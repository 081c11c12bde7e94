//! The store: of the copies of an event one is shown; a segment crosses threads as bytes.

use crate::support::{Viewer, event, log, rows};
use proptest::prelude::*;
use serde_json::json;
use std::collections::HashMap;
use trailglass_event::mfa::Mfa;
use trailglass_event::outcome::Outcome;
use trailglass_event::time::Micros;
use trailglass_lifecycle::fact::Fact;
use trailglass_lifecycle::registry::{ActionNo, ValueNo};
use trailglass_protocol::id::SourceId;
use trailglass_store::builder::{RowDraft, SegmentBuilder};
use trailglass_store::facts::FactDraft;
use trailglass_store::segment::{EventId, Segment, TERM_FIELDS, Write};
use trailglass_store::{Store, layout};

/// A row by its id, completeness, source and time; the third term is unlike that of any other row.
#[derive(Clone, Debug)]
struct EventCopy {
    id: u8,
    completeness: u8,
    source: u32,
    time: i64,
}

fn segment(copies: &[EventCopy]) -> Segment {
    let mut builder = SegmentBuilder::default();
    for EventCopy { id, completeness, source, time } in copies {
        let id = format!("event-{id}");
        let term = format!("{id}/{completeness}/{source}/{time}");
        let mut terms = [None; TERM_FIELDS.len()];
        terms[0] = Some("GetObject");
        terms[2] = Some(term.as_str());
        terms[5] = (*completeness > 2).then_some("rich");
        let fact = Fact {
            action: ActionNo(u16::from(*completeness)),
            id: Some(term.as_str().into()),
            parent: (*completeness == 1).then_some("parent".into()),
            values: vec![(ValueNo(1), "é".into()), (ValueNo(2), "".into())],
        };
        builder.push(&RowDraft {
            time: Micros(*time),
            id: EventId::of(Some(&id), ""),
            terms,
            outcome: Outcome::ALL[usize::from(*completeness) % 3],
            write: [Write::Unknown, Write::No, Write::Yes][usize::from(*completeness) % 3],
            mfa: Mfa::ALL[usize::from(*completeness) % 3],
            further_targets: (*completeness == 2).then_some("a\u{1f}b"),
            is_repaired: *completeness == 3,
            is_made: false,
            completeness: *completeness,
            source: SourceId::File(*source),
            facts: &[FactDraft { fact, request_id: None, error_message: Some("why") }]
                [..usize::from(*completeness % 2)],
        });
    }
    builder.freeze().0
}

/// The terms of the rows that are shown, and events and duplicates by source.
fn shown(store: &Store, n_sources: u32) -> (Vec<String>, Vec<(u32, u32)>) {
    let terms = store
        .segments()
        .iter()
        .flat_map(|stored| stored.shown.iter().map(|row| stored.segment.term(TERM_FIELDS[2], row).unwrap().to_owned()));
    let mut terms: Vec<String> = terms.collect();
    terms.sort();
    let counts =
        (0..n_sources).map(|source| store.count(SourceId::File(source))).map(|count| (count.events, count.duplicates));
    (terms, counts.collect())
}

#[test]
fn the_most_complete_copy_is_shown_and_of_equals_that_of_the_earlier_source() {
    let copy = |completeness, source| EventCopy { id: 1, completeness, source, time: 0 };
    for (copies, expected) in [
        (vec![copy(3, 1), copy(3, 0)], "event-1/3/0/0"),
        (vec![copy(2, 0), copy(3, 5)], "event-1/3/5/0"),
        (vec![copy(3, 5), copy(2, 0), copy(3, 4)], "event-1/3/4/0"),
        (vec![copy(0, 0)], "event-1/0/0/0"),
    ] {
        let mut store = Store::default();
        for copy in &copies {
            store.adopt(segment(std::slice::from_ref(copy)));
        }
        assert_eq!(shown(&store, 0).0, [expected], "{copies:?}");
        assert_eq!(store.n_shown(), 1);
    }
}

#[test]
fn copies_in_files_are_counted_and_the_richer_one_is_opened() {
    let plain = event("a", "10:00:00", json!({}));
    let rich = event("a", "10:00:00", json!({"requestParameters": {"key": "x"}, "readOnly": null}));
    let (first, second) = (log(&[plain.clone(), event("b", "10:00:01", json!({}))]), log(&[rich.clone(), plain]));
    let mut viewer = Viewer::of(&[("first.json", first.as_bytes()), ("second.json", second.as_bytes())]);
    let counts: Vec<_> = viewer.sources.values().map(|source| (source.events, source.duplicates)).collect();
    assert_eq!(counts, [(1, 1), (1, 1)]);
    assert_eq!(viewer.sums(), (4, 2, 2, 0));
    let row = rows(&viewer.query("event:* requestParameters.key:x"))[0].key;
    let detail = viewer.open(row);
    assert_eq!(detail.text, rich.to_string());
    let file = detail.facts.iter().find(|fact| fact.label == "File").unwrap();
    assert_eq!((file.text.as_str(), file.more.as_deref()), ("second.json", Some("Also in first.json")));
}

#[test]
fn a_segment_arrives_as_it_was_sent_or_not_at_all() {
    let copies: Vec<EventCopy> = (0..70u8)
        .map(|n| EventCopy {
            id: n % 40,
            completeness: n % 5,
            source: u32::from(n % 3),
            time: i64::from(n) * 7919 % 100,
        })
        .collect();
    let segment = segment(&copies);
    let bytes = layout::to_bytes(&segment);
    assert_eq!(layout::from_bytes(&bytes).as_ref(), Some(&segment));
    assert!(segment.times().is_sorted());
    for length in 0..bytes.len() {
        assert_eq!(layout::from_bytes(&bytes[..length]), None, "cut at {length}");
    }
    assert_eq!(layout::from_bytes(&[&bytes[..], b"\0"].concat()), None);
    assert_eq!(layout::from_bytes(&layout::to_bytes(&self::segment(&[]))).map(|none| none.n_rows()), Some(0));
}

fn copies() -> impl Strategy<Value = Vec<Vec<EventCopy>>> {
    let copy =
        (0u8..6, 0u8..4, 0i64..3).prop_map(|(id, completeness, time)| EventCopy { id, completeness, source: 0, time });
    prop::collection::vec(prop::collection::vec(copy, 0..6), 1..6)
}

proptest! {
    /// Each file is a segment, and files arrive in any order.
    #[test]
    fn the_order_of_loading_does_not_matter(files in copies(), order in any::<prop::sample::Index>()) {
        let files: Vec<Vec<EventCopy>> = files.into_iter().zip(0..).map(|(copies, source)| {
            copies.into_iter().map(|copy| EventCopy { source, ..copy }).collect()
        }).collect();
        let n_sources = files.len() as u32;
        let load = |files: &[&Vec<EventCopy>]| {
            let mut store = Store::default();
            for file in files {
                store.adopt(segment(file));
                let counts = (0..n_sources).map(|source| store.count(SourceId::File(source)));
                let (events, duplicates) =
                    counts.fold((0, 0), |sum, count| (sum.0 + count.events, sum.1 + count.duplicates));
                assert_eq!((events, events + duplicates), (store.n_shown(), store.n_rows()));
            }
            shown(&store, n_sources)
        };
        let mut files: Vec<&Vec<EventCopy>> = files.iter().collect();
        let given = load(&files);
        let at = order.index(files.len());
        files.rotate_left(at);
        prop_assert_eq!(&load(&files), &given);
        files.reverse();
        prop_assert_eq!(&load(&files), &given);

        // The naive choice: for each event, which is an id and a time, the most complete copy of the earliest source.
        let mut best: HashMap<(u8, i64), (u8, u32)> = HashMap::new();
        for EventCopy { id, completeness, source, time } in files.iter().copied().flatten() {
            let key = |(completeness, source): (u8, u32)| (completeness, -i64::from(source));
            let rival = (*completeness, *source);
            let entry = best.entry((*id, *time)).or_insert(rival);
            if key(rival) > key(*entry) {
                *entry = rival;
            }
        }
        let mut expected: Vec<String> =
            best.iter().map(|((id, time), (completeness, source))| format!("event-{id}/{completeness}/{source}/{time}")).collect();
        expected.sort();
        prop_assert_eq!(given.0, expected);
    }
}

#[test]
fn records_of_other_accounts_on_the_same_call_stay_apart_and_are_found() {
    let other = |id, account| event(id, "10:00:00", json!({"recipientAccountId": account, "sharedEventID": "s-1"}));
    let mut viewer = Viewer::of_events(&[
        other("a", "111122223333"),
        other("b", "444455556666"),
        event("c", "10:00:00", json!({"sharedEventID": "s-2"})),
    ]);
    let answer = viewer.query("");
    assert_eq!(answer.matched, 3);
    let row = rows(&viewer.query("account:444455556666"))[0].key;
    let detail = viewer.open(row);
    let way = detail.around.iter().find(|line| line.text == "Same call, other accounts").expect("the way is shown");
    let mut ids = viewer.ids(&way.query);
    ids.sort();
    assert_eq!(ids, ["a", "b"]);
}
