//! Sources that are packed, and the sources within them: gzip, zip and tar, in one another.
//!
//! Bytes are pushed in, a piece at a time, and pass through any number of layers down to the texts. A layer keeps only what
//! it needs to continue.
//!
//! - this file: a [`Container`], which recognises what it is by its first bytes
//! - `archive`: the members of an archive, each a source of its own
//! - `archive_reader`: what `tar` and `zip` have in common; with `zip_header`
//! - [`gzip`]: the members of a gzip stream
//! - `bomb_guard`: how much a file may grow

mod archive;
mod archive_reader;
mod bomb_guard;
pub mod gzip;
mod tar;
mod zip;
mod zip_header;

pub(crate) use archive::is_archive;

use crate::Batch;
use crate::report::{Place, Problem, ProblemKind, Report};
use crate::text_source::TextSource;
use archive::Archive;
use gzip::{GzipReader, Inflated};
use trailglass_lifecycle::registry::Profiles;
use trailglass_protocol::id::SourceId;

/// Containers are opened this deep in one another.
const MAX_CONTAINERS: u32 = 5;
/// A source is recognised by this many bytes.
pub(crate) const HEAD_BYTES: usize = 512;
/// How much is inflated in one step.
const STEP_BYTES: usize = 256 * 1024;

/// What every layer needs to read a source.
pub(crate) struct IngestContext<'a> {
    pub(crate) profiles: &'a Profiles,
    pub(crate) batch: &'a mut Batch,
    /// The source that was dropped, within which all others are.
    pub(crate) root: SourceId,
}

/// A source that may be packed.
pub(crate) struct Container {
    source: SourceId,
    /// Its path, which the names of its members begin with.
    name: String,
    depth: u32,
    gzip: Vec<GzipLayer>,
    body: Body,
}

struct GzipLayer {
    /// None where nothing more of the layer is read.
    reader: Option<GzipReader>,
    /// What the reader left of its input, such as the beginning of a trailer.
    unread: Vec<u8>,
}

enum Body {
    /// The first bytes, until there are enough to recognise them by.
    Unrecognised(Vec<u8>, Box<TextSource>),
    Text(Box<TextSource>),
    Archive(Box<Archive>),
}

impl Container {
    /// A source of which nothing is known. `depth` counts the containers that it is in.
    pub(crate) fn new(source: SourceId, name: String, depth: u32) -> Container {
        let body = Body::Unrecognised(Vec::new(), Box::new(TextSource::new(source)));
        Container { source, name, depth, gzip: Vec::new(), body }
    }

    /// Takes bytes. `is_last` says that none follow.
    pub(crate) fn push(&mut self, bytes: &[u8], is_last: bool, context: &mut IngestContext<'_>) {
        self.push_through(0, bytes, is_last, context);
    }

    /// Whether nothing more is read. Behind the end of an archive, what it is packed in may still be damaged.
    pub(crate) fn is_ended(&self) -> bool {
        match &self.body {
            Body::Unrecognised(_, text) | Body::Text(text) => text.is_ended(),
            Body::Archive(_) => false,
        }
    }

    /// Notes a problem of the source.
    pub(crate) fn note(&mut self, problem: Problem) {
        match &mut self.body {
            Body::Unrecognised(_, text) | Body::Text(text) => text.report.note(problem),
            Body::Archive(archive) => archive.report.note(problem),
        }
    }

    /// Inflates bytes through the layers of gzip, from this one on.
    fn push_through(&mut self, layer: usize, bytes: &[u8], is_last: bool, context: &mut IngestContext<'_>) {
        let Some(gzip) = self.gzip.get_mut(layer) else { return self.push_body(bytes, is_last, context) };
        let Some(mut reader) = gzip.reader.take() else { return };
        let mut given = std::mem::take(&mut gzip.unread);
        given.extend_from_slice(bytes);
        let mut input = &given[..];
        let mut out = Vec::new();
        loop {
            out.clear();
            match reader.step(&mut input, is_last, STEP_BYTES, &mut out) {
                Inflated::More if self.is_ended() => return,
                Inflated::More => self.push_through(layer + 1, &out, false, context),
                Inflated::NeedMoreInput => {
                    self.push_through(layer + 1, &out, false, context);
                    break;
                }
                Inflated::Ended(problem) => {
                    self.push_through(layer + 1, &out, true, context);
                    if let Some((byte, kind)) = problem {
                        self.note(Problem { place: Place::FileByte(byte as f64), kind });
                    }
                    return;
                }
            }
        }
        self.gzip[layer] = GzipLayer { reader: Some(reader), unread: input.to_vec() };
    }

    /// Takes bytes that have passed through all layers of gzip.
    fn push_body(&mut self, bytes: &[u8], is_last: bool, context: &mut IngestContext<'_>) {
        match &mut self.body {
            Body::Unrecognised(head, _) => {
                head.extend_from_slice(bytes);
                if head.len() >= HEAD_BYTES || is_last {
                    self.recognise(is_last, context);
                }
            }
            Body::Text(text) if text.is_ended() => {}
            Body::Text(text) => {
                text.push(bytes);
                text.scan_when_due(is_last, context.profiles, context.batch);
            }
            Body::Archive(archive) => archive.push(bytes, is_last, &self.name, self.depth, context),
        }
    }

    fn recognise(&mut self, is_last: bool, context: &mut IngestContext<'_>) {
        let blank = Body::Unrecognised(Vec::new(), Box::new(TextSource::new(self.source)));
        let Body::Unrecognised(head, mut text) = std::mem::replace(&mut self.body, blank) else { return };
        let n_containers = self.depth + self.gzip.len() as u32;
        let archive = archive::recognise(&head);
        let is_container = archive.is_some() || gzip::is_gzip(&head);
        if is_container && n_containers >= MAX_CONTAINERS {
            text.fail(ProblemKind::TooDeep(f64::from(MAX_CONTAINERS)));
            self.body = Body::Text(text);
        } else if let Some(reader) = archive {
            self.body = Body::Archive(Box::new(Archive::new(reader, std::mem::take(&mut text.report))));
            self.push_body(&head, is_last, context);
        } else if is_container {
            self.gzip.push(GzipLayer { reader: Some(GzipReader::default()), unread: Vec::new() });
            self.push_through(self.gzip.len() - 1, &head, is_last, context);
        } else {
            text.begin(&head);
            self.body = Body::Text(text);
            self.push_body(&head, is_last, context);
        }
    }

    /// What became of the source. `packing` says what else it was packed in, such as `, gzip`.
    pub(crate) fn finish(self, packing: &str) -> Report {
        let packing = format!("{}{packing}", ", gzip".repeat(self.gzip.len()));
        match self.body {
            Body::Unrecognised(_, text) | Body::Text(text) => text.finish(&packing),
            Body::Archive(archive) => archive.finish(&packing),
        }
    }
}
