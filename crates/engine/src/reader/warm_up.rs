//! Reading before there is anything to read.
//!
//! A browser first runs a program as compiled in haste, and compiles its busy functions anew for speed. In the reading of
//! 100,000 events that takes a fifth of the processor time, and everything is slower until it is done. So a reader that waits
//! for its first files reads a few records of the sample trail again and again, and discards them.

use super::Reader;
use trailglass_ingest::{Intake, IntakeStatus};
use trailglass_protocol::id::{ReaderId, SourceId};

/// The records, as gzip.
const RECORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/warm_up.json.gz"));
/// The source that they are from.
const SOURCE: SourceId = SourceId::File(0);
/// A segment is frozen after so many reads of the records.
const READS_A_SEGMENT: u32 = 32;

/// A reader whose rows are discarded.
pub struct WarmUp {
    reader: Reader,
    n_reads: u32,
}

impl Default for WarmUp {
    fn default() -> WarmUp {
        WarmUp { reader: Reader::new(ReaderId(0)), n_reads: 0 }
    }
}

impl WarmUp {
    /// Reads the records once; takes some hundred microseconds.
    pub fn read(&mut self) {
        let mut intake = Intake::new(SOURCE, "");
        intake.give(RECORDS.to_vec(), true);
        while self.reader.step(SOURCE, "", &mut intake) != IntakeStatus::Done {}
        self.reader.end(SOURCE, "", intake.finish());
        self.n_reads += 1;
        if self.n_reads.is_multiple_of(READS_A_SEGMENT) {
            self.reader.freeze();
            *self = WarmUp { n_reads: self.n_reads, ..WarmUp::default() };
        }
    }
}
