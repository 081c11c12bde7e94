//! A source that is text: its encoding, the scanner that reads it, its report.

use crate::Batch;
use crate::formats::shape;
use crate::report::{Problem, ProblemKind, Report};
use crate::scanner::Scanner;
use crate::utf16::Utf16;
use trailglass_lifecycle::registry::Profiles;
use trailglass_protocol::id::SourceId;
use trailglass_store::kept::KeptFile;

/// A text in a container is scanned each time this much more of it has arrived.
const SCANNED_AT_ONCE: usize = 1024 * 1024;

/// A source whose bytes are text.
pub(crate) struct TextSource {
    scanner: Scanner,
    /// The decoder of a text that is not UTF-8.
    encoding: Option<Utf16>,
    /// Bytes that arrived since the text was last scanned.
    unscanned: usize,
    is_ended: bool,
    /// The report so far.
    pub(crate) report: Report,
}

impl TextSource {
    /// A source of this number.
    pub(crate) fn new(source: SourceId) -> TextSource {
        TextSource {
            scanner: Scanner::new(source),
            encoding: None,
            unscanned: 0,
            is_ended: false,
            report: Report::default(),
        }
    }

    /// Recognises the encoding by the first bytes; they are at least 512, or all there are.
    pub(crate) fn begin(&mut self, head: &[u8]) {
        self.encoding = Utf16::of(head);
        if self.encoding.is_none()
            && let Some(what) = shape::binary_format(head)
        {
            self.fail(ProblemKind::NotText(what));
        }
    }

    /// Notes why nothing more is read of the source.
    pub(crate) fn fail(&mut self, kind: ProblemKind) {
        self.report.note(Problem::whole(kind));
        self.is_ended = true;
    }

    /// Whether nothing more is read.
    pub(crate) fn is_ended(&self) -> bool {
        self.is_ended || self.scanner.is_refused()
    }

    /// Whether the bytes are UTF-8, so that they can be appended to the text as they are.
    pub(crate) fn is_utf8(&self) -> bool {
        self.encoding.is_none()
    }

    /// The file that the text stays in.
    pub(crate) fn kept_file(&self) -> Option<KeptFile> {
        self.scanner.kept_file()
    }

    /// Lets records stay in the file that the text comes from, or no longer.
    pub(crate) fn keep_file(&mut self, file: Option<KeptFile>) {
        self.scanner.keep_file(file);
    }

    /// Takes text that `fill` appends.
    pub(crate) fn fill<T>(&mut self, fill: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        self.scanner.fill(&mut self.report, fill)
    }

    /// Takes bytes.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.unscanned += bytes.len();
        let TextSource { scanner, encoding, report, .. } = self;
        scanner.fill(report, |text| match encoding {
            Some(encoding) => encoding.decode(bytes, text),
            None => text.extend_from_slice(bytes),
        });
    }

    /// Scans what has arrived, if it is enough to be worth a scan.
    pub(crate) fn scan_when_due(&mut self, is_last: bool, profiles: &Profiles, batch: &mut Batch) {
        if is_last || self.unscanned >= SCANNED_AT_ONCE {
            self.scan(is_last, profiles, batch);
        }
    }

    /// Scans what has arrived. `is_last` says that nothing follows.
    pub(crate) fn scan(&mut self, is_last: bool, profiles: &Profiles, batch: &mut Batch) {
        if self.is_ended {
            return;
        }
        self.unscanned = 0;
        self.scanner.scan(is_last, profiles, &mut self.report, batch);
    }

    /// What became of the source. `packing` says what it was packed in, such as `, gzip`.
    pub(crate) fn finish(mut self, packing: &str) -> Report {
        self.scanner.settle(&mut self.report);
        if self.is_ended() {
            self.drop_arbitrary_problems();
        }
        let (n_kept, noun) = self.scanner.kept_texts();
        self.report.others = n_kept;
        self.report.noun = noun.to_owned();
        if self.report.records == self.report.refused {
            // Where nothing could be read, values that are not JSON count as problems and not as records.
            let n_broken = self.scanner.n_broken().min(self.report.refused);
            self.report.records -= n_broken;
            self.report.refused -= n_broken;
        }
        self.report.bytes = self.scanner.position() as f64;
        let encoding = if self.is_utf8() { "" } else { ", UTF-16" };
        self.report.kind = match self.scanner.kind() {
            Some(kind) => format!("{kind}{encoding}{packing}"),
            None => format!("not read{encoding}{packing}"),
        };
        if self.scanner.kind().is_none() && self.report.n_problems == 0 {
            self.report.note(Problem::whole(ProblemKind::Empty));
        }
        self.report
    }

    /// Drops other problems of a text whose format was not recognised: how much of it was scanned is arbitrary.
    fn drop_arbitrary_problems(&mut self) {
        let before = self.report.problems.len();
        self.report.problems.retain(|problem| !is_arbitrary(problem));
        self.report.n_problems -= (before - self.report.problems.len()) as u32;
    }
}

/// Whether a problem of a text that is not read to its end is noted or not by chance.
fn is_arbitrary(problem: &Problem) -> bool {
    use ProblemKind::{GzipDamaged, GzipTrailing, GzipTruncated, NotUtf8};
    matches!(problem.kind, NotUtf8 | GzipTruncated | GzipDamaged(_) | GzipTrailing(_))
}
