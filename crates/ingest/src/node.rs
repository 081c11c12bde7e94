//! A source that is, or may be, packed: what it is shows when its first bytes are there. Archives hold further sources.
//!
//! Bytes are pushed in, some at a time, and go down through any number of layers to the texts; nothing is kept but what
//! a layer needs to go on.

use super::archive::{Event, Unpacker};
use super::inflate::{self, Inflated, Inflater};
use super::leaf::Leaf;
use super::report::{Place, Problem, ProblemKind, Report};
use super::{Batch, Member};
use trailglass_lifecycle::table::Profiles;
use trailglass_protocol::id::SourceId;

/// Containers are opened this deep in one another.
const MAX_CONTAINERS: u32 = 5;
/// No more files than these are read of one archive.
const MAX_MEMBERS: u32 = 250_000;
/// So many bytes tell what a source is.
pub(super) const HEAD_BYTES: usize = 512;
/// So much is inflated in one step.
const STEP_BYTES: usize = 256 * 1024;

/// What is needed on the way.
pub(super) struct Hands<'a> {
    pub(super) profiles: &'a Profiles,
    pub(super) batch: &'a mut Batch,
    /// The source that was dropped, within which all others are.
    pub(super) root: SourceId,
}

/// A source.
pub(super) struct Node {
    source: SourceId,
    /// Its path, to be put before the names of what it holds.
    name: String,
    depth: u32,
    gzip: Vec<Gzip>,
    body: Body,
}

struct Gzip {
    inflater: Inflater,
    /// What the inflater left, such as the beginning of a trailer.
    rest: Vec<u8>,
    is_ended: bool,
}

enum Body {
    /// The first bytes, until there are enough to tell.
    Head(Vec<u8>, Box<Leaf>),
    Text(Box<Leaf>),
    Archive(Box<Archive>),
}

struct Archive {
    unpacker: Unpacker,
    words: &'static str,
    member: Option<Box<Node>>,
    n_members: u32,
    is_ended: bool,
    report: Report,
}

impl Node {
    /// A source of which nothing is known. `depth` counts the containers that it is in.
    pub(super) fn new(source: SourceId, name: String, depth: u32) -> Node {
        Node { source, name, depth, gzip: Vec::new(), body: Body::Head(Vec::new(), Box::new(Leaf::new(source))) }
    }

    /// Takes bytes. `is_last` says that none follow.
    pub(super) fn push(&mut self, bytes: &[u8], is_last: bool, hands: &mut Hands<'_>) {
        self.feed(0, bytes, is_last, hands);
    }

    /// Whether nothing more is read. Behind the end of an archive, what it is packed in may still be damaged.
    pub(super) fn is_ended(&self) -> bool {
        match &self.body {
            Body::Head(_, leaf) | Body::Text(leaf) => leaf.is_ended(),
            Body::Archive(_) => false,
        }
    }

    /// Notes a problem of the source.
    pub(super) fn note(&mut self, problem: Problem) {
        match &mut self.body {
            Body::Head(_, leaf) | Body::Text(leaf) => leaf.report.note(problem),
            Body::Archive(archive) => archive.report.note(problem),
        }
    }

    /// Brings bytes through the layers of gzip, from this one on.
    fn feed(&mut self, layer: usize, bytes: &[u8], is_last: bool, hands: &mut Hands<'_>) {
        let Some(gzip) = self.gzip.get_mut(layer) else { return self.arrive(bytes, is_last, hands) };
        if gzip.is_ended {
            return;
        }
        let mut inflater = std::mem::take(&mut gzip.inflater);
        let mut given = std::mem::take(&mut gzip.rest);
        given.extend_from_slice(bytes);
        let mut input = &given[..];
        let mut out = Vec::new();
        loop {
            out.clear();
            match inflater.step(&mut input, is_last, STEP_BYTES, &mut out) {
                Inflated::More if self.is_ended() => {
                    self.gzip[layer].is_ended = true;
                    return;
                }
                Inflated::More => self.feed(layer + 1, &out, false, hands),
                Inflated::Hungry => {
                    self.feed(layer + 1, &out, false, hands);
                    break;
                }
                Inflated::Ended(problem) => {
                    self.feed(layer + 1, &out, true, hands);
                    if let Some((byte, kind)) = problem {
                        self.note(Problem { place: Place::FileByte(byte as f64), kind });
                    }
                    self.gzip[layer].is_ended = true;
                    break;
                }
            }
        }
        let rest = input.to_vec();
        let gzip = &mut self.gzip[layer];
        (gzip.inflater, gzip.rest) = (inflater, rest);
    }

    /// Takes bytes that have come through all layers.
    fn arrive(&mut self, bytes: &[u8], is_last: bool, hands: &mut Hands<'_>) {
        match &mut self.body {
            Body::Head(head, _) => {
                head.extend_from_slice(bytes);
                if head.len() >= HEAD_BYTES || is_last {
                    self.decide(is_last, hands);
                }
            }
            Body::Text(leaf) if leaf.is_ended() => {}
            Body::Text(leaf) => {
                leaf.take(bytes);
                leaf.scan_some(is_last, hands.profiles, hands.batch);
            }
            Body::Archive(archive) => archive.push(bytes, is_last, &self.name, self.depth, hands),
        }
    }

    fn decide(&mut self, is_last: bool, hands: &mut Hands<'_>) {
        let blank = Body::Head(Vec::new(), Box::new(Leaf::new(self.source)));
        let Body::Head(head, mut leaf) = std::mem::replace(&mut self.body, blank) else {
            return;
        };
        let n_containers = self.depth + self.gzip.len() as u32;
        let unpacker = Unpacker::of(&head);
        let is_container = unpacker.is_some() || inflate::is_gzip(&head);
        if is_container && n_containers >= MAX_CONTAINERS {
            leaf.fail(ProblemKind::TooDeep(f64::from(MAX_CONTAINERS)));
            self.body = Body::Text(leaf);
        } else if let Some(unpacker) = unpacker {
            self.body = Body::Archive(Box::new(Archive::new(unpacker, std::mem::take(&mut leaf.report))));
            self.arrive(&head, is_last, hands);
        } else if is_container {
            self.gzip.push(Gzip { inflater: Inflater::default(), rest: Vec::new(), is_ended: false });
            self.feed(self.gzip.len() - 1, &head, is_last, hands);
        } else {
            leaf.begin(&head);
            self.body = Body::Text(leaf);
            self.arrive(&head, is_last, hands);
        }
    }

    /// What became of the source.
    pub(super) fn finish(self, packing: &str) -> Report {
        let packing = format!("{}{packing}", ", gzip".repeat(self.gzip.len()));
        match self.body {
            Body::Head(_, leaf) | Body::Text(leaf) => leaf.finish(&packing),
            Body::Archive(archive) => archive.finish(&packing),
        }
    }
}

impl Archive {
    fn new(unpacker: Unpacker, report: Report) -> Archive {
        let words = unpacker.words();
        Archive { unpacker, words, member: None, n_members: 0, is_ended: false, report }
    }

    fn push(&mut self, bytes: &[u8], is_last: bool, name: &str, depth: u32, hands: &mut Hands<'_>) {
        let mut input = bytes;
        let mut out = Vec::new();
        while !self.is_ended {
            out.clear();
            match self.unpacker.next(&mut input, is_last, &mut out) {
                Event::Member(member) => self.begin(&member, name, depth, hands),
                Event::More | Event::Data => {
                    if let Some(member) = self.member.as_mut().filter(|_| !out.is_empty()) {
                        member.push(&out, false, hands);
                    }
                }
                Event::MemberEnd(problem) => self.end(&out, problem, hands),
                Event::Damage(kind) => {
                    let place = Place::FileByte(self.unpacker.position() as f64);
                    self.report.note(Problem { place, kind });
                }
                Event::Hungry => return,
                Event::Done(problem) => {
                    if let Some(kind) = problem {
                        let place = Place::FileByte(self.unpacker.position() as f64);
                        self.report.note(Problem { place, kind });
                    }
                    self.is_ended = true;
                }
            }
        }
    }

    fn begin(&mut self, member: &str, name: &str, depth: u32, hands: &mut Hands<'_>) {
        if self.n_members == MAX_MEMBERS {
            self.report.note(Problem::whole(ProblemKind::TooManyFiles(f64::from(MAX_MEMBERS))));
            self.is_ended = true;
            return;
        }
        self.n_members += 1;
        let path = format!("{name}/{}", member.trim_start_matches(['/', '.']));
        let source = SourceId::Member(hands.batch.n_members);
        hands.batch.n_members += 1;
        hands.batch.begun.push(Member { source, within: hands.root, name: path.clone() });
        self.member = Some(Box::new(Node::new(source, path, depth + 1)));
    }

    fn end(&mut self, out: &[u8], problem: Option<ProblemKind>, hands: &mut Hands<'_>) {
        let Some(mut member) = self.member.take() else { return };
        member.push(out, true, hands);
        if let Some(kind) = problem {
            member.note(Problem { place: Place::FileByte(self.unpacker.position() as f64), kind });
        }
        hands.batch.ended.push((member.source, member.finish("")));
    }

    fn finish(mut self, packing: &str) -> Report {
        let files = if self.n_members == 1 { "file" } else { "files" };
        self.report.kind = format!("{}{packing}, {} {files}", self.words, self.n_members);
        self.report.others = self.n_members;
        self.report.noun = "files".to_owned();
        self.report
    }
}
