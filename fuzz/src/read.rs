//! What is known when something has been read, in a form that can be compared.

use std::sync::LazyLock;
use trailglass_ingest::Batch;
use trailglass_lifecycle::registry::Profiles;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::notification::Notification;
use trailglass_protocol::report::{Problem, Report};
use trailglass_store::kept::Unpacked;
use trailglass_store::{Store, layout};

/// The profiles that the page has.
pub static PROFILES: LazyLock<Profiles> = LazyLock::new(Profiles::built_in);

/// What was read: all that must not depend on the sizes of the pieces.
#[derive(Debug, PartialEq)]
pub struct Story {
    /// The sources by id, with their names, counts and kinds.
    sources: Vec<(SourceId, String, [u32; 4], String, u64)>,
    /// All problems in words. Where there are more than are listed, which ones are depends on their order, and a problem
    /// of the container may come sooner or later than one of the text.
    problems: Vec<Vec<String>>,
    /// The rows in order: the source, the time, the id, and whether the record was repaired.
    rows: Vec<(SourceId, i64, String, bool)>,
    /// The records as written, in the same order.
    documents: Vec<String>,
    /// What was kept besides.
    notifications: Vec<String>,
}

/// Puts a batch into a store, as the engine does, and checks what must hold of it.
pub fn story(mut batch: Batch, dropped: Report) -> Story {
    let mut reports = vec![(SourceId::File(0), dropped)];
    reports.append(&mut batch.ended);
    reports.sort_by_key(|(source, _)| *source);
    let n_rows = batch.rows.n_rows();
    let (segment, order) = batch.rows.freeze();
    let documents = batch.documents.freeze(order);
    assert_eq!(segment.n_rows(), n_rows, "every row is in the segment");
    assert_eq!(documents.n_rows(), n_rows, "every row has its document");
    assert!(segment.times().is_sorted(), "rows are in the order of time");
    let segment = layout::from_bytes(&layout::to_bytes(&segment)).expect("a segment's bytes are a segment's");

    let rows: Vec<_> = (0..n_rows)
        .map(|row| (segment.source(row), segment.time(row).0, segment.event_id(row), segment.is_repaired(row)))
        .collect();
    let mut unpacked = Unpacked::default();
    let documents: Vec<String> =
        (0..n_rows).map(|row| documents.get(row, &mut unpacked).expect("every row has a document")).collect();
    for (document, (_, _, _, is_repaired)) in documents.iter().zip(&rows) {
        let is_json = serde_json::from_str::<&serde_json::value::RawValue>(document).is_ok();
        assert!(is_json || *is_repaired, "a record that was not repaired is JSON: {document}");
    }

    let mut store = Store::default();
    store.adopt(segment);
    let mut n_events = 0;
    for (source, report) in &reports {
        let count = store.count(*source);
        n_events += count.events;
        let sum = count.events + count.duplicates + report.refused;
        assert_eq!(report.records, sum, "records = events + duplicates + refused, of source {source}: {report:?}");
        assert!(report.n_problems as usize >= report.problems.len());
        assert!(report.n_problems >= u32::from(report.refused > 0), "what is refused is told: {report:?}");
        report.problems.iter().for_each(|problem| drop(problem.to_string()));
    }
    assert_eq!(store.n_shown(), n_events, "every event is of a source");

    let names: Vec<String> =
        std::iter::once(String::new()).chain(batch.begun.into_iter().map(|member| member.name)).collect();
    assert_eq!(names.len(), reports.len(), "every source that begins ends");
    let words = |problems: &[Problem]| {
        let mut words: Vec<String> = problems.iter().map(ToString::to_string).collect();
        words.sort();
        words
    };
    Story {
        problems: reports
            .iter()
            .map(
                |(_, report)| {
                    if report.n_problems as usize > Report::MAX_PROBLEMS { Vec::new() } else { words(&report.problems) }
                },
            )
            .collect(),
        sources: reports
            .into_iter()
            .zip(names)
            .map(|((source, report), name)| {
                let counts = [report.records, report.refused, report.others, report.n_problems];
                // How much of a text is scanned whose format is not recognised is arbitrary.
                let n_bytes = if report.kind.starts_with("not read") { 0 } else { report.bytes as u64 };
                (source, name, counts, report.kind, n_bytes)
            })
            .collect(),
        rows,
        documents,
        // Which of the problems is that of a text depends on when bytes that are no characters were told.
        notifications: batch
            .notifications
            .into_iter()
            .map(|notification| format!("{:?}", Notification { unread: None, ..notification }))
            .collect(),
    }
}
