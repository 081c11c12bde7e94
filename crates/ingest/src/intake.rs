//! One file on its way in. CloudTrail delivers a text in gzip: that, and plain text, goes straight to the scanner.
//! Everything else goes through a [`Container`].

use crate::Batch;
use crate::containers::gzip::{self, GzipReader, Inflated};
use crate::containers::{self, Container, HEAD_BYTES, IngestContext};
use crate::report::{Place, Problem, ProblemKind, Report};
use crate::text_source::TextSource;
use trailglass_lifecycle::registry::Profiles;
use trailglass_protocol::id::SourceId;
use trailglass_store::kept::KeptFile;

/// How much text is scanned in one step, in bytes: a few milliseconds' work.
const STEP_BYTES: usize = 4 * 1024 * 1024;
/// How much of an archive is unpacked in one step: it may grow many times.
const PACKED_STEP_BYTES: usize = 64 * 1024;

/// A gzip file whose text is at most this long is kept as it is, for it is inflated whole to read one record.
const MAX_KEPT_TEXT: usize = 16 * 1024 * 1024;

/// Reads one file. Give it a piece, step until it needs input, give the next.
pub struct Intake {
    source: SourceId,
    name: String,
    stage: Stage,
    input: Input,
    gzip: Option<GzipReader>,
    content: Content,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// There are too few bytes to recognise the file by.
    Unrecognised,
    Reading,
    /// Nothing more is read.
    Ended,
}

/// The pieces of the file that have not been used up.
#[derive(Default)]
struct Input {
    bytes: Vec<u8>,
    used: usize,
    /// Whether no piece follows.
    is_last: bool,
    /// Whether `bytes` is the whole file.
    is_whole_file: bool,
}

impl Input {
    fn add(&mut self, piece: Vec<u8>, is_last: bool) {
        if self.used < self.bytes.len() {
            self.bytes.drain(..self.used);
            self.bytes.extend_from_slice(&piece);
        } else {
            self.bytes = piece;
        }
        (self.used, self.is_last) = (0, is_last);
    }

    fn is_used_up(&self) -> bool {
        self.used == self.bytes.len()
    }
}

/// What is in the file, behind its gzip layer where it has one.
enum Content {
    /// The first inflated bytes, until there are enough to recognise them by.
    Unrecognised(Vec<u8>, Box<TextSource>),
    Text(Box<TextSource>),
    Container(Box<Container>),
}

impl Content {
    fn note(&mut self, problem: Problem) {
        match self {
            Content::Unrecognised(_, text) | Content::Text(text) => text.report.note(problem),
            Content::Container(container) => container.note(problem),
        }
    }

    fn is_ended(&self) -> bool {
        match self {
            Content::Unrecognised(_, text) | Content::Text(text) => text.is_ended(),
            Content::Container(container) => container.is_ended(),
        }
    }
}

/// What a step left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntakeStatus {
    /// There is more to do with the piece at hand.
    Working,
    /// The piece is used up; the next is wanted.
    NeedsInput,
    /// The file has been read to its end.
    Done,
}

impl Intake {
    /// A file, by the number of its source and its name.
    pub fn new(source: SourceId, name: &str) -> Intake {
        Intake {
            source,
            name: name.to_owned(),
            stage: Stage::Unrecognised,
            input: Input::default(),
            gzip: None,
            content: Content::Unrecognised(Vec::new(), Box::new(TextSource::new(source))),
        }
    }

    /// Takes the next piece of the file. `is_last` says that none follows.
    pub fn give(&mut self, piece: Vec<u8>, is_last: bool) {
        let is_first = self.stage == Stage::Unrecognised;
        self.input.add(piece, is_last);
        self.input.is_whole_file = is_last && is_first;
        if is_first && (self.input.bytes.len() >= HEAD_BYTES || is_last) {
            self.recognise_file();
        }
    }

    fn recognise_file(&mut self) {
        self.stage = Stage::Reading;
        let head = &self.input.bytes;
        if gzip::is_gzip(head) {
            self.gzip = Some(GzipReader::default());
        } else if head.is_empty() {
            self.content.note(Problem::whole(ProblemKind::Empty));
            self.stage = Stage::Ended;
        } else if containers::is_archive(head) {
            self.content = Content::Container(Box::new(Container::new(self.source, self.name.clone(), 0)));
        } else {
            let mut text = Box::new(TextSource::new(self.source));
            text.begin(head);
            self.content = Content::Text(text);
        }
    }

    /// Works for a few milliseconds.
    #[inline(never)]
    pub fn step(&mut self, profiles: &Profiles, batch: &mut Batch) -> IntakeStatus {
        match self.stage {
            Stage::Unrecognised => return IntakeStatus::NeedsInput,
            Stage::Ended => return IntakeStatus::Done,
            Stage::Reading => {}
        }
        if self.content.is_ended() {
            self.stage = Stage::Ended;
            return IntakeStatus::Done;
        }
        let mut context = IngestContext { profiles, batch, root: self.source };
        let status = if self.gzip.is_some() { self.inflate(&mut context) } else { self.pass_input(&mut context) };
        let is_last = status == IntakeStatus::Done;
        let file = self.file_to_keep();
        if let Content::Text(text) = &mut self.content {
            text.keep_file(file);
            text.scan(is_last, profiles, batch);
        }
        if is_last || self.content.is_ended() {
            self.stage = Stage::Ended;
            return IntakeStatus::Done;
        }
        status
    }

    /// The file, where the records at hand may stay in it as it was packed: it is at hand as a whole and sound so far.
    fn file_to_keep(&self) -> Option<KeptFile> {
        let Content::Text(text) = &self.content else { return None };
        let start = self.gzip.as_ref().and_then(GzipReader::only_member)?;
        let length = gzip::claimed_size(&self.input.bytes).filter(|length| *length <= MAX_KEPT_TEXT)?;
        let is_sound = self.input.is_whole_file && text.is_utf8() && text.report.n_problems == 0;
        is_sound.then(|| text.kept_file().unwrap_or_else(|| KeptFile::new(&self.input.bytes, start, length)))
    }

    /// Passes some of the piece on as it is.
    fn pass_input(&mut self, context: &mut IngestContext<'_>) -> IntakeStatus {
        let step_bytes = match &self.content {
            Content::Container(_) => PACKED_STEP_BYTES,
            Content::Unrecognised(..) | Content::Text(_) => STEP_BYTES,
        };
        let Input { bytes, used, is_last, .. } = &mut self.input;
        let start = std::mem::replace(used, bytes.len().min(*used + step_bytes));
        let is_last = *is_last && *used == bytes.len();
        match &mut self.content {
            Content::Container(container) => container.push(&bytes[start..*used], is_last, context),
            Content::Unrecognised(_, text) | Content::Text(text) => text.push(&bytes[start..*used]),
        }
        if !self.input.is_used_up() {
            IntakeStatus::Working
        } else if is_last {
            IntakeStatus::Done
        } else {
            IntakeStatus::NeedsInput
        }
    }

    /// Inflates some of the piece into the scanner. What the inflater leaves of it when it needs input, such as the first
    /// bytes of a trailer, goes before the next piece.
    fn inflate(&mut self, context: &mut IngestContext<'_>) -> IntakeStatus {
        let Some(reader) = &mut self.gzip else { return IntakeStatus::Done };
        let Input { bytes, used, is_last, .. } = &self.input;
        let hint = match is_last.then(|| gzip::claimed_size(bytes)).flatten() {
            // A little more than claimed, so that the stream's end is seen in the same step.
            Some(size) => size + 64,
            None => STEP_BYTES,
        };
        let mut input = &bytes[*used..];
        let mut inflate_into = |text: &mut Vec<u8>| {
            let goal = text.len() + STEP_BYTES;
            loop {
                match reader.step(&mut input, *is_last, hint, text) {
                    Inflated::More if text.len() < goal => {}
                    outcome => return outcome,
                }
            }
        };
        let outcome = match &mut self.content {
            Content::Text(text) if text.is_utf8() => text.fill(inflate_into),
            Content::Text(text) => {
                let mut inflated = Vec::new();
                let outcome = inflate_into(&mut inflated);
                text.push(&inflated);
                outcome
            }
            Content::Container(container) => {
                let mut inflated = Vec::new();
                let outcome = inflate_into(&mut inflated);
                container.push(&inflated, matches!(outcome, Inflated::Ended(_)), context);
                outcome
            }
            Content::Unrecognised(head, _) => inflate_into(head),
        };
        self.input.used = self.input.bytes.len() - input.len();
        self.recognise_content(matches!(outcome, Inflated::Ended(_)), context);
        match outcome {
            Inflated::More => IntakeStatus::Working,
            Inflated::NeedMoreInput => IntakeStatus::NeedsInput,
            Inflated::Ended(problem) => {
                if let Some((byte, kind)) = problem {
                    self.content.note(Problem { place: Place::FileByte(byte as f64), kind });
                }
                IntakeStatus::Done
            }
        }
    }

    /// Recognises what the inflated bytes are, once there are enough of them.
    fn recognise_content(&mut self, is_last: bool, context: &mut IngestContext<'_>) {
        let Content::Unrecognised(head, _) = &mut self.content else { return };
        if head.len() < HEAD_BYTES && !is_last {
            return;
        }
        let head = std::mem::take(head);
        if containers::is_archive(&head) || gzip::is_gzip(&head) {
            let mut container = Box::new(Container::new(self.source, self.name.clone(), 1));
            container.push(&head, is_last, context);
            self.content = Content::Container(container);
            return;
        }
        let mut text = Box::new(TextSource::new(self.source));
        text.begin(&head);
        if text.is_utf8() {
            text.fill(|bytes| *bytes = head);
        } else {
            text.push(&head);
        }
        self.content = Content::Text(text);
    }

    /// Gives the file up: the browser cannot read more of it. What was read so far is kept.
    pub fn abandon(&mut self, why: String) {
        self.content.note(Problem::whole(ProblemKind::Unreadable(why)));
        self.input = Input { is_last: true, ..Input::default() };
        // The sources in a container end in the next step.
        if !matches!(self.content, Content::Container(_)) {
            self.stage = Stage::Ended;
        } else if self.stage == Stage::Unrecognised {
            self.stage = Stage::Reading;
        }
    }

    /// Records found so far, but for those in archives.
    pub fn records(&self) -> u32 {
        match &self.content {
            Content::Unrecognised(_, text) | Content::Text(text) => text.report.records,
            Content::Container(_) => 0,
        }
    }

    /// What became of the file.
    pub fn finish(self) -> Report {
        let packing = if self.gzip.is_some() { ", gzip" } else { "" };
        match self.content {
            Content::Unrecognised(_, text) | Content::Text(text) => text.finish(packing),
            Content::Container(container) => container.finish(packing),
        }
    }
}
