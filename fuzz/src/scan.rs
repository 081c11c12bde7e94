//! A text.

use crate::pieces::pieces;
use crate::read::{PROFILES, Story, story};
use trailglass_ingest::Batch;
use trailglass_ingest::scanner::Scanner;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::report::Report;

/// Scans the text whole and in pieces: the sums are right, and both come to the same.
pub fn check(bytes: &[u8]) {
    let whole = scan(std::iter::once(bytes));
    let in_pieces = scan(pieces(bytes));
    assert_eq!(in_pieces, whole, "pieces of any size give what the whole gives");
}

fn scan<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Story, Option<&'static str>) {
    let mut batch = Batch::default();
    let mut report = Report::default();
    let mut scanner = Scanner::new(SourceId::File(0));
    for piece in pieces {
        scanner.fill(&mut report, |text| text.extend_from_slice(piece));
        scanner.scan(false, &PROFILES, &mut report, &mut batch);
    }
    scanner.scan(true, &PROFILES, &mut report, &mut batch);
    scanner.settle(&mut report);
    assert!(scanner.n_broken() <= report.refused, "what is broken is refused");
    (story(batch, report), scanner.kind())
}
