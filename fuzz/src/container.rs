//! A file of any kind.

use crate::pieces::pieces;
use crate::read::{PROFILES, Story, story};
use trailglass_ingest::{Batch, Intake, IntakeStatus};
use trailglass_protocol::id::SourceId;

/// Reads the file whole and in pieces: the sums are right, and both come to the same.
pub fn check(bytes: &[u8]) {
    let bytes = with_tar_sums(bytes.to_vec());
    let whole = read(std::iter::once(&bytes[..]));
    let in_pieces = read(pieces(&bytes));
    assert_eq!(in_pieces, whole, "pieces of any size give what the whole gives");
}

fn read<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Story {
    let mut batch = Batch::default();
    let mut intake = Intake::new(SourceId::File(0), "file");
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        intake.give(Vec::new(), true);
    }
    loop {
        match intake.step(&PROFILES, &mut batch) {
            IntakeStatus::Done => break,
            IntakeStatus::Working => {}
            IntakeStatus::NeedsInput => {
                let piece = pieces.next().expect("a source that had all its pieces is not hungry");
                intake.give(piece.to_vec(), pieces.peek().is_none());
            }
        }
    }
    story(batch, intake.finish())
}

/// Puts the right sums into the headers of a tar archive. Made at random they never fit, and nothing behind them is read.
fn with_tar_sums(mut bytes: Vec<u8>) -> Vec<u8> {
    for header in bytes.chunks_exact_mut(512).filter(|header| header[257..262] == *b"ustar") {
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
    bytes
}
