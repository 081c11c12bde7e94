//! The members of an archive: each is a source of its own, whatever it is packed in.

use super::archive_reader::{ArchiveEvent, ArchiveReader};
use super::tar::{self, Tar};
use super::zip::{self, Zip};
use super::{Container, IngestContext};
use crate::Member;
use crate::report::{Place, Problem, ProblemKind, Report};
use trailglass_protocol::id::SourceId;

/// No more files than these are read of one archive.
const MAX_MEMBERS: u32 = 250_000;

/// Whether the bytes begin an archive; they are at least 512, or all there are.
pub(crate) fn is_archive(head: &[u8]) -> bool {
    zip::is_zip(head) || tar::is_tar(head)
}

/// A reader for the archive that the bytes begin, as [`is_archive`] recognises it.
pub(super) fn recognise(head: &[u8]) -> Option<ArchiveReader> {
    if zip::is_zip(head) {
        Some(ArchiveReader::new(Box::new(Zip::default())))
    } else {
        tar::is_tar(head).then(|| ArchiveReader::new(Box::new(Tar::default())))
    }
}

/// An archive, and the member of it that is being read.
pub(super) struct Archive {
    reader: ArchiveReader,
    member: Option<Box<Container>>,
    n_members: u32,
    is_ended: bool,
    pub(super) report: Report,
}

impl Archive {
    pub(super) fn new(reader: ArchiveReader, report: Report) -> Archive {
        Archive { reader, member: None, n_members: 0, is_ended: false, report }
    }

    /// Takes bytes of the archive, whose name is `name`.
    pub(super) fn push(
        &mut self,
        bytes: &[u8],
        is_last: bool,
        name: &str,
        depth: u32,
        context: &mut IngestContext<'_>,
    ) {
        let mut input = bytes;
        let mut out = Vec::new();
        while !self.is_ended {
            out.clear();
            match self.reader.next(&mut input, is_last, &mut out) {
                ArchiveEvent::Member(member) => self.begin_member(&member, name, depth, context),
                ArchiveEvent::Progress => {
                    if let Some(member) = self.member.as_mut().filter(|_| !out.is_empty()) {
                        member.push(&out, false, context);
                    }
                }
                ArchiveEvent::MemberEnd(problem) => self.end_member(&out, problem, context),
                ArchiveEvent::Damage(kind) => self.report.note(self.problem_here(kind)),
                ArchiveEvent::NeedMoreInput => return,
                ArchiveEvent::Done(problem) => {
                    if let Some(kind) = problem {
                        self.report.note(self.problem_here(kind));
                    }
                    self.is_ended = true;
                }
            }
        }
    }

    fn problem_here(&self, kind: ProblemKind) -> Problem {
        Problem { place: Place::FileByte(self.reader.position() as f64), kind }
    }

    fn begin_member(&mut self, member: &str, name: &str, depth: u32, context: &mut IngestContext<'_>) {
        if self.n_members == MAX_MEMBERS {
            self.report.note(Problem::whole(ProblemKind::TooManyFiles(f64::from(MAX_MEMBERS))));
            self.is_ended = true;
            return;
        }
        self.n_members += 1;
        let path = format!("{name}/{}", member.trim_start_matches(['/', '.']));
        let source = SourceId::Member(context.batch.n_members);
        context.batch.n_members += 1;
        context.batch.begun.push(Member { source, within: context.root, name: path.clone() });
        self.member = Some(Box::new(Container::new(source, path, depth + 1)));
    }

    fn end_member(&mut self, out: &[u8], problem: Option<ProblemKind>, context: &mut IngestContext<'_>) {
        let Some(mut member) = self.member.take() else { return };
        member.push(out, true, context);
        if let Some(kind) = problem {
            member.note(self.problem_here(kind));
        }
        context.batch.ended.push((member.source, member.finish("")));
    }

    /// What became of the archive.
    pub(super) fn finish(mut self, packing: &str) -> Report {
        let files = if self.n_members == 1 { "file" } else { "files" };
        self.report.kind = format!("{}{packing}, {} {files}", self.reader.words(), self.n_members);
        self.report.others = self.n_members;
        self.report.noun = "files".to_owned();
        self.report
    }
}
