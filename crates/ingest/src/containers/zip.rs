//! zip → members, from the front, while the bytes arrive: nothing of the archive is kept. The sizes of a member are before its
//! data or behind it, in 32 or 64 bits (APPNOTE 4.3-4.5). The `zip` crate reads the directory at an archive's end, which a cut
//! one does not have, or a stream whose sizes are before the data.

use super::archive_reader::{ArchiveEvent, ArchiveFormat, skip, take_into};
use super::bomb_guard::BombGuard;
use super::zip_header::{LocalHeader, u32_at, zip64_field};
use crate::report::ProblemKind;
use flate2::{Crc, Decompress, FlushDecompress, Status};

const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";
/// How much is unpacked in one step.
const STEP_BYTES: usize = 256 * 1024;

/// Whether the bytes begin a zip archive; an empty one begins with its end.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

enum Stage {
    /// Before a header.
    Header,
    /// In data that is to be inflated.
    Deflated,
    /// In data as it is, of a known length.
    Stored,
    /// In data as it is, up to a descriptor that fits it.
    StoredOpen,
    /// In data that is not read.
    Skipped,
    /// Before the descriptor behind a member.
    Descriptor,
    /// In the directory behind the members.
    Directory,
    End,
}

/// Reads a zip archive.
pub(super) struct Zip {
    stage: Stage,
    /// A header that is not whole yet; or data that may be the beginning of a descriptor.
    pending: Vec<u8>,
    member: Member,
    inflate: Decompress,
    checksum: Crc,
    guard: BombGuard,
}

/// The member at hand, as its header describes it.
#[derive(Default)]
struct Member {
    crc: u32,
    /// Packed bytes that are still to come; none where their number is behind the data.
    left: Option<u64>,
    is_zip64: bool,
    has_descriptor: bool,
    is_folder: bool,
    problem: Option<ProblemKind>,
}

impl Default for Zip {
    fn default() -> Zip {
        Zip {
            stage: Stage::Header,
            pending: Vec::new(),
            member: Member::default(),
            inflate: Decompress::new(false),
            checksum: Crc::new(),
            guard: BombGuard::default(),
        }
    }
}

impl ArchiveFormat for Zip {
    fn words(&self) -> &'static str {
        "zip archive"
    }

    fn read(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> ArchiveEvent {
        match self.stage {
            Stage::Header => self.header(input),
            Stage::Deflated => self.deflated(input, out),
            Stage::Stored => self.stored(input, out),
            Stage::StoredOpen => self.stored_open(input, out),
            Stage::Skipped => self.skipped(input),
            Stage::Descriptor => self.descriptor(input),
            Stage::Directory => {
                *input = &[];
                ArchiveEvent::NeedMoreInput
            }
            Stage::End => ArchiveEvent::Done(None),
        }
    }

    fn end_of_input(&mut self) -> ArchiveEvent {
        match std::mem::replace(&mut self.stage, Stage::End) {
            Stage::Directory | Stage::End => ArchiveEvent::Done(None),
            Stage::Header => ArchiveEvent::Done(Some(ProblemKind::ArchiveTruncated)),
            // The member ends first, the archive in the next step.
            _ => {
                self.stage = Stage::Header;
                ArchiveEvent::MemberEnd(Some(ProblemKind::ArchiveTruncated))
            }
        }
    }
}

impl Zip {
    fn header(&mut self, input: &mut &[u8]) -> ArchiveEvent {
        const LOCAL_HEADER: u32 = 0x0403_4b50;
        /// A header of the directory, its end in 32 and in 64 bits, extra data before it.
        const DIRECTORY: [u32; 4] = [0x0201_4b50, 0x0605_4b50, 0x0606_4b50, 0x0806_4b50];
        if !take_into(&mut self.pending, input, 4) {
            return ArchiveEvent::NeedMoreInput;
        }
        match u32_at(&self.pending, 0) {
            LOCAL_HEADER => {}
            signature if DIRECTORY.contains(&signature) => {
                self.stage = Stage::Directory;
                return ArchiveEvent::Progress;
            }
            _ => {
                self.stage = Stage::End;
                let damage = ProblemKind::ArchiveDamaged("invalid header signature".to_owned());
                return ArchiveEvent::Done(Some(damage));
            }
        }
        if !take_into(&mut self.pending, input, LocalHeader::LENGTH) {
            return ArchiveEvent::NeedMoreInput;
        }
        let header = LocalHeader::of(&self.pending);
        let extra_start = LocalHeader::LENGTH + header.name_length;
        if !take_into(&mut self.pending, input, extra_start + header.extra_length) {
            return ArchiveEvent::NeedMoreInput;
        }
        let bytes = std::mem::take(&mut self.pending);
        let name = String::from_utf8_lossy(&bytes[LocalHeader::LENGTH..extra_start]).into_owned();
        self.begin_member(&header, &bytes[extra_start..], name)
    }

    fn begin_member(&mut self, header: &LocalHeader, extra: &[u8], name: String) -> ArchiveEvent {
        let problem = match header.method {
            _ if header.is_encrypted => Some(ProblemKind::Encrypted),
            LocalHeader::STORED | LocalHeader::DEFLATED => None,
            method => Some(ProblemKind::PackedOtherwise(f64::from(method))),
        };
        let zip64 = zip64_field(extra);
        let packed = header.packed_size(zip64);
        let is_open = header.has_descriptor && packed == 0;
        self.stage = match (&problem, header.method) {
            (Some(_), _) if is_open => {
                self.stage = Stage::End;
                return ArchiveEvent::Done(problem);
            }
            (Some(_), _) => Stage::Skipped,
            (None, LocalHeader::DEFLATED) => Stage::Deflated,
            (None, _) if is_open => Stage::StoredOpen,
            (None, _) => Stage::Stored,
        };
        self.member = Member {
            crc: header.crc,
            left: (!is_open).then_some(packed),
            is_zip64: zip64.is_some(),
            has_descriptor: header.has_descriptor,
            is_folder: name.ends_with(['/', '\\']),
            problem,
        };
        self.inflate.reset(false);
        self.checksum.reset();
        self.guard = BombGuard::default();
        if self.member.is_folder { ArchiveEvent::Progress } else { ArchiveEvent::Member(name) }
    }

    fn deflated(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> ArchiveEvent {
        let available = self.member.left.map_or(input.len(), |left| left.min(input.len() as u64) as usize);
        let start = out.len();
        out.reserve(STEP_BYTES);
        let (total_in, total_out) = (self.inflate.total_in(), self.inflate.total_out());
        let outcome = self.inflate.decompress_vec(&input[..available], out, FlushDecompress::None);
        let (n_in, n_out) = (self.inflate.total_in() - total_in, self.inflate.total_out() - total_out);
        *input = &input[n_in as usize..];
        if let Some(left) = &mut self.member.left {
            *left -= n_in;
        }
        self.checksum.update(&out[start..]);
        if let Some(problem) = self.guard.check(n_in, n_out) {
            return self.give_up(problem);
        }
        match outcome {
            Ok(Status::StreamEnd) => self.end_data(self.checksum.sum()),
            Ok(_) if n_in > 0 || n_out > 0 => ArchiveEvent::Progress,
            Ok(_) if self.member.left != Some(0) => ArchiveEvent::NeedMoreInput,
            _ => self.give_up(ProblemKind::MemberDamaged("its data cannot be inflated".to_owned())),
        }
    }

    /// Stops reading a member; continues behind it where its end is known.
    fn give_up(&mut self, problem: ProblemKind) -> ArchiveEvent {
        if self.member.left.is_none() {
            self.stage = Stage::End;
            return ArchiveEvent::MemberEnd(Some(problem));
        }
        self.member.problem = Some(problem);
        self.stage = Stage::Skipped;
        ArchiveEvent::Progress
    }

    fn stored(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> ArchiveEvent {
        let left = self.member.left.unwrap_or_default();
        let (data, rest) = input.split_at(input.len().min(left.min(STEP_BYTES as u64) as usize));
        self.checksum.update(data);
        out.extend_from_slice(data);
        *input = rest;
        self.member.left = Some(left - data.len() as u64);
        match left - data.len() as u64 {
            0 => self.end_data(self.checksum.sum()),
            _ if data.is_empty() => ArchiveEvent::NeedMoreInput,
            _ => ArchiveEvent::Progress,
        }
    }

    /// Reads data whose length is behind it: it ends where a descriptor fits what was read.
    fn stored_open(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> ArchiveEvent {
        let given = *input;
        self.pending.extend_from_slice(given);
        *input = &[];
        // Everything before this is data. It is taken out of what is pending once, however much of it looks like
        // descriptors.
        let mut end = 0;
        let found = loop {
            let rest = &self.pending[end..];
            let found = memchr::memmem::find(rest, &DESCRIPTOR);
            let n_data = found.unwrap_or(rest.len() - rest.len().min(3));
            self.checksum.update(&rest[..n_data]);
            end += n_data;
            let Some(descriptor) = self.pending[end..].first_chunk::<16>().filter(|_| found.is_some()) else {
                break None;
            };
            let n_read = self.checksum.amount();
            if u32_at(descriptor, 4) == self.checksum.sum() && u32_at(descriptor, 8) == n_read {
                break Some((*descriptor, n_read));
            }
            // Four bytes of the data look like a descriptor.
            self.checksum.update(&descriptor[..1]);
            end += 1;
        };
        out.extend(self.pending.drain(..end));
        let Some((descriptor, n_read)) = found else {
            return if end > 0 { ArchiveEvent::Progress } else { ArchiveEvent::NeedMoreInput };
        };
        // Of no bytes at all, both sizes look alike.
        let is_short = u32_at(&descriptor, 12) == n_read && (n_read > 0 || !self.member.is_zip64);
        // Fewer than 16 bytes were kept before, so what is behind the descriptor was given just now.
        *input = &given[given.len() - (self.pending.len() - 16)..];
        self.pending.clear();
        self.member.left = Some(if is_short { 0 } else { 8 });
        self.member.has_descriptor = false;
        self.member.crc = self.checksum.sum();
        self.end_data(self.member.crc)
    }

    fn skipped(&mut self, input: &mut &[u8]) -> ArchiveEvent {
        let left = skip(input, self.member.left.unwrap_or_default());
        self.member.left = Some(left);
        if left > 0 { ArchiveEvent::NeedMoreInput } else { self.end_data(self.member.crc) }
    }

    /// Behind a member's data, whose checksum is this.
    fn end_data(&mut self, checksum: u32) -> ArchiveEvent {
        if self.member.left.is_some_and(|left| left > 0) {
            self.stage = Stage::Skipped;
            return ArchiveEvent::Progress;
        }
        if self.member.has_descriptor {
            self.stage = Stage::Descriptor;
            return ArchiveEvent::Progress;
        }
        self.end_member(checksum == self.member.crc)
    }

    fn descriptor(&mut self, input: &mut &[u8]) -> ArchiveEvent {
        // The signature is optional; the sizes have 64 bits where the header has the field for them.
        if !take_into(&mut self.pending, input, 4) {
            return ArchiveEvent::NeedMoreInput;
        }
        let signature = if self.pending[..4] == DESCRIPTOR { 4 } else { 0 };
        let length = signature + if self.member.is_zip64 { 20 } else { 12 };
        if !take_into(&mut self.pending, input, length) {
            return ArchiveEvent::NeedMoreInput;
        }
        let crc = u32_at(&self.pending, signature);
        self.pending.clear();
        self.end_member(crc == self.checksum.sum())
    }

    fn end_member(&mut self, is_sound: bool) -> ArchiveEvent {
        self.stage = Stage::Header;
        let problem = self.member.problem.take();
        if self.member.is_folder {
            return ArchiveEvent::Progress;
        }
        let damage = || ProblemKind::MemberDamaged("its checksum does not fit".to_owned());
        ArchiveEvent::MemberEnd(problem.or_else(|| (!is_sound).then(damage)))
    }
}
