//! Reading before there is anything to read.
//!
//! A browser runs a program as it came, and compiles anew, for speed, what has been busy for a while. In the reading of 100,000
//! events that is a fifth of the processor time, and until it is done all is slower. So a reader that
//! waits for its first files reads a few records of the sample trail again and again, and throws them away.

use super::Reader;
use trailglass_ingest::{Intake, IntakeStatus};
use trailglass_protocol::id::{ReaderId, SourceId};

/// The records, as gzip.
const RECORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/warm_up.json.gz"));
/// The source that they are from.
const SOURCE: SourceId = SourceId::File(0);
/// Rows are sealed once they have been read so often.
const READS_A_SEGMENT: u32 = 32;

/// A reader whose rows nobody wants.
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
            self.reader.seal();
            *self = WarmUp { n_reads: self.n_reads, ..WarmUp::default() };
        }
    }
}
