//! tar → members, while the bytes arrive. The `tar` crate reads headers and extensions; that of its archives wants to
//! read from a file at its own pace, and ends at the first damaged header.

use super::archive_reader::{ArchiveEvent, ArchiveFormat, skip, take_into};
use crate::report::ProblemKind;
use tar::{EntryType, Header, PaxExtensions};

const BLOCK: usize = 512;
/// Extensions are not read beyond this length: they hold a name and a few numbers.
const MAX_EXTENSION: u64 = 1024 * 1024;
const STEP_BYTES: u64 = 256 * 1024;

/// Whether the bytes begin a tar archive.
pub(super) fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

#[derive(Default)]
enum Stage {
    #[default]
    Header,
    /// Between a damaged header and the next whole one.
    Resync,
    /// In a member's data.
    Data,
    /// In an extension of the next header, of this type.
    Extension(EntryType),
    /// In padding, or in data that is not read.
    Skipped,
    /// Behind the mark of the end.
    Trailing,
    End,
}

/// Reads a tar archive.
#[derive(Default)]
pub(super) struct Tar {
    stage: Stage,
    /// A header or an extension that is not whole yet.
    pending: Vec<u8>,
    /// Bytes of data that are still to come, and of the padding behind.
    left: u64,
    padding: u64,
    /// The name and the size of the next member, where an extension gives them.
    name: Option<String>,
    size: Option<u64>,
}

impl ArchiveFormat for Tar {
    fn words(&self) -> &'static str {
        "tar archive"
    }

    fn read(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> ArchiveEvent {
        match self.stage {
            Stage::Header | Stage::Resync => self.header(input),
            Stage::Data => self.data(input, out),
            Stage::Extension(kind) => self.extension(kind, input),
            Stage::Skipped => self.skipped(input),
            Stage::Trailing => {
                *input = &[];
                ArchiveEvent::NeedMoreInput
            }
            Stage::End => ArchiveEvent::Done(None),
        }
    }

    fn end_of_input(&mut self) -> ArchiveEvent {
        match std::mem::replace(&mut self.stage, Stage::End) {
            Stage::Trailing | Stage::End => ArchiveEvent::Done(None),
            // Some writers leave the end mark out.
            Stage::Header | Stage::Resync if self.pending.is_empty() => ArchiveEvent::Done(None),
            Stage::Data => {
                self.stage = Stage::Skipped;
                self.left = 1;
                ArchiveEvent::MemberEnd(Some(ProblemKind::ArchiveTruncated))
            }
            _ => ArchiveEvent::Done(Some(ProblemKind::ArchiveTruncated)),
        }
    }
}

impl Tar {
    fn header(&mut self, input: &mut &[u8]) -> ArchiveEvent {
        if !take_into(&mut self.pending, input, BLOCK) {
            return ArchiveEvent::NeedMoreInput;
        }
        let block = std::mem::take(&mut self.pending);
        let is_resync = matches!(self.stage, Stage::Resync);
        if block.iter().all(|byte| *byte == 0) {
            // Behind damage, zeros may as well be a member's data.
            if !is_resync {
                self.stage = Stage::Trailing;
            }
            return ArchiveEvent::Progress;
        }
        let header = Header::from_byte_slice(&block);
        if header.cksum().ok() != Some(checksum(&block)) {
            if is_resync {
                return ArchiveEvent::Progress;
            }
            self.stage = Stage::Resync;
            (self.name, self.size) = (None, None);
            return ArchiveEvent::Damage(ProblemKind::ArchiveDamaged("invalid header checksum".to_owned()));
        }
        let kind = header.entry_type();
        let is_extension = kind.is_gnu_longname() || kind.is_pax_local_extensions();
        let size = if is_extension { None } else { self.size.take() };
        self.left = size.or_else(|| header.entry_size().ok()).unwrap_or_default();
        self.padding = self.left.wrapping_neg() % BLOCK as u64;
        if is_extension {
            self.stage = if self.left <= MAX_EXTENSION { Stage::Extension(kind) } else { Stage::Skipped };
            return ArchiveEvent::Progress;
        }
        let name = self.name.take().unwrap_or_else(|| lossy(&header.path_bytes()));
        if (kind.is_file() || kind.is_contiguous()) && !name.ends_with('/') {
            self.stage = Stage::Data;
            return ArchiveEvent::Member(name);
        }
        self.stage = Stage::Skipped;
        ArchiveEvent::Progress
    }

    fn data(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> ArchiveEvent {
        let (data, rest) = input.split_at((input.len() as u64).min(self.left).min(STEP_BYTES) as usize);
        out.extend_from_slice(data);
        *input = rest;
        self.left -= data.len() as u64;
        if self.left == 0 {
            self.stage = Stage::Skipped;
            return ArchiveEvent::MemberEnd(None);
        }
        if data.is_empty() { ArchiveEvent::NeedMoreInput } else { ArchiveEvent::Progress }
    }

    fn extension(&mut self, kind: EntryType, input: &mut &[u8]) -> ArchiveEvent {
        if !take_into(&mut self.pending, input, self.left as usize) {
            return ArchiveEvent::NeedMoreInput;
        }
        self.left = 0;
        self.stage = Stage::Skipped;
        let content = std::mem::take(&mut self.pending);
        if kind.is_gnu_longname() {
            self.name = Some(lossy(content.split(|byte| *byte == 0).next().unwrap_or_default()));
            return ArchiveEvent::Progress;
        }
        for extension in PaxExtensions::new(&content).flatten() {
            match extension.key_bytes() {
                b"path" => self.name = Some(lossy(extension.value_bytes())),
                b"size" => self.size = extension.value().ok().and_then(|size| size.parse().ok()),
                _ => {}
            }
        }
        ArchiveEvent::Progress
    }

    fn skipped(&mut self, input: &mut &[u8]) -> ArchiveEvent {
        self.left = skip(input, self.left.saturating_add(self.padding));
        self.padding = 0;
        if self.left > 0 {
            return ArchiveEvent::NeedMoreInput;
        }
        self.stage = Stage::Header;
        ArchiveEvent::Progress
    }
}

/// The sum of a header's bytes, in which the field for the sum itself counts as spaces.
fn checksum(block: &[u8]) -> u32 {
    const FIELD: std::ops::Range<usize> = 148..156;
    let others = block[..FIELD.start].iter().chain(&block[FIELD.end..]);
    others.map(|byte| u32::from(*byte)).sum::<u32>() + FIELD.len() as u32 * u32::from(b' ')
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
