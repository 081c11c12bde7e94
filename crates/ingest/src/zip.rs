//! zip → members, from the front, as the bytes come: nothing of the archive is kept. Sizes may be told before a member's
//! data or behind it, in 32 or 64 bits (APPNOTE 4.3-4.5).

use super::archive::{Event, Guard, take_into};
use super::report::ProblemKind;
use flate2::{Crc, Decompress, FlushDecompress, Status};

const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";
const LOCAL_LENGTH: usize = 30;
/// So much is unpacked in one step.
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
    Behind,
    End,
}

/// Reads a zip archive.
pub(super) struct Zip {
    stage: Stage,
    /// A header in the making; or data that may be the beginning of a descriptor.
    pending: Vec<u8>,
    member: Member,
    state: Decompress,
    checksum: Crc,
    guard: Guard,
    /// Bytes of the archive used up.
    position: u64,
}

/// What a member's header says.
#[derive(Default)]
struct Member {
    crc: u32,
    /// Packed bytes that are still to come; none where that is told behind the data.
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
            state: Decompress::new(false),
            checksum: Crc::new(),
            guard: Guard::default(),
            position: 0,
        }
    }
}

impl Zip {
    /// Bytes of the archive used up.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Goes on with `input`, from which it removes what it uses up. Data is appended to `out`.
    pub(super) fn next(&mut self, input: &mut &[u8], is_last: bool, out: &mut Vec<u8>) -> Event {
        let before = input.len();
        let event = match self.stage {
            Stage::Header => self.header(input),
            Stage::Deflated => self.deflated(input, out),
            Stage::Stored => self.stored(input, out),
            Stage::StoredOpen => self.stored_open(input, out),
            Stage::Skipped => self.skipped(input),
            Stage::Descriptor => self.descriptor(input),
            Stage::Behind => {
                *input = &[];
                Event::Hungry
            }
            Stage::End => Event::Done(None),
        };
        self.position += (before - input.len()) as u64;
        match event {
            Event::Hungry if is_last => self.cut(),
            event => event,
        }
    }

    /// The archive has ended where it stands.
    fn cut(&mut self) -> Event {
        match std::mem::replace(&mut self.stage, Stage::End) {
            Stage::Behind | Stage::End => Event::Done(None),
            Stage::Header => Event::Done(Some(ProblemKind::ArchiveTruncated)),
            // The member is told first, the archive when it is asked again.
            _ => {
                self.stage = Stage::Header;
                Event::MemberEnd(Some(ProblemKind::ArchiveTruncated))
            }
        }
    }

    fn header(&mut self, input: &mut &[u8]) -> Event {
        if !take_into(&mut self.pending, input, 4) {
            return Event::Hungry;
        }
        if word(&self.pending, 0) != LOCAL {
            let is_directory = matches!(word(&self.pending, 0), 0x0201_4b50 | 0x0605_4b50 | 0x0606_4b50 | 0x0806_4b50);
            self.stage = if is_directory { Stage::Behind } else { Stage::End };
            let damage = || ProblemKind::ArchiveDamaged("a header is none".to_owned());
            return if is_directory { Event::More } else { Event::Done(Some(damage())) };
        }
        if !take_into(&mut self.pending, input, LOCAL_LENGTH) {
            return Event::Hungry;
        }
        let (n_name, n_extra) = (half(&self.pending, 26), half(&self.pending, 28));
        if !take_into(&mut self.pending, input, LOCAL_LENGTH + n_name + n_extra) {
            return Event::Hungry;
        }
        let header = std::mem::take(&mut self.pending);
        let name = String::from_utf8_lossy(&header[LOCAL_LENGTH..LOCAL_LENGTH + n_name]).into_owned();
        self.begin(&header, &header[LOCAL_LENGTH + n_name..], name)
    }

    fn begin(&mut self, header: &[u8], extra: &[u8], name: String) -> Event {
        let (flags, method) = (half(header, 6), half(header, 8));
        let (mut packed, size) = (u64::from(word(header, 18)), word(header, 22));
        let mut is_zip64 = false;
        let mut rest = extra;
        while let Some((head, behind)) = rest.split_at_checked(4) {
            let Some((field, behind)) = behind.split_at_checked(half(head, 2)) else { break };
            if half(head, 0) == 1 {
                is_zip64 = true;
                // The packed size is the second, where both are there.
                let at = if size == u32::MAX { 8 } else { 0 };
                if packed == u64::from(u32::MAX)
                    && let Some(bytes) = field.get(at..at + 8)
                {
                    packed = u64::from(word(bytes, 0)) | u64::from(word(bytes, 4)) << 32;
                }
            }
            rest = behind;
        }
        let has_descriptor = flags & 8 != 0;
        let problem = match method {
            _ if flags & 1 != 0 => Some(ProblemKind::Encrypted),
            0 | 8 => None,
            method => Some(ProblemKind::PackedOtherwise(method as f64)),
        };
        let is_open = has_descriptor && packed == 0;
        self.stage = match (&problem, method) {
            (Some(_), _) if is_open => {
                self.stage = Stage::End;
                return Event::Done(problem);
            }
            (Some(_), _) => Stage::Skipped,
            (None, 8) => Stage::Deflated,
            (None, _) if is_open => Stage::StoredOpen,
            (None, _) => Stage::Stored,
        };
        self.member = Member {
            crc: word(header, 14),
            left: (!is_open).then_some(packed),
            is_zip64,
            has_descriptor,
            is_folder: name.ends_with(['/', '\\']),
            problem,
        };
        self.state.reset(false);
        self.checksum.reset();
        self.guard = Guard::default();
        if self.member.is_folder { Event::More } else { Event::Member(name) }
    }

    fn deflated(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> Event {
        let available = self.member.left.map_or(input.len(), |left| left.min(input.len() as u64) as usize);
        let start = out.len();
        out.reserve(STEP_BYTES);
        let (total_in, total_out) = (self.state.total_in(), self.state.total_out());
        let outcome = self.state.decompress_vec(&input[..available], out, FlushDecompress::None);
        let (n_in, n_out) = (self.state.total_in() - total_in, self.state.total_out() - total_out);
        *input = &input[n_in as usize..];
        if let Some(left) = &mut self.member.left {
            *left -= n_in;
        }
        self.checksum.update(&out[start..]);
        if let Some(problem) = self.guard.check(n_in, n_out) {
            return self.give_up(problem);
        }
        match outcome {
            Ok(Status::StreamEnd) => self.close(self.checksum.sum()),
            Ok(_) if n_in > 0 || n_out > 0 => Event::Data,
            Ok(_) if self.member.left != Some(0) => Event::Hungry,
            _ => self.give_up(ProblemKind::MemberDamaged("its data cannot be inflated".to_owned())),
        }
    }

    /// Stops reading a member; goes on behind it where its end is known.
    fn give_up(&mut self, problem: ProblemKind) -> Event {
        if self.member.left.is_none() {
            self.stage = Stage::End;
            return Event::MemberEnd(Some(problem));
        }
        self.member.problem = Some(problem);
        self.stage = Stage::Skipped;
        Event::More
    }

    fn stored(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> Event {
        let left = self.member.left.unwrap_or_default();
        let (data, rest) = input.split_at(input.len().min(left.min(STEP_BYTES as u64) as usize));
        self.checksum.update(data);
        out.extend_from_slice(data);
        *input = rest;
        self.member.left = Some(left - data.len() as u64);
        match left - data.len() as u64 {
            0 => self.close(self.checksum.sum()),
            _ if data.is_empty() => Event::Hungry,
            _ => Event::Data,
        }
    }

    /// Data whose length is told behind it: it ends where a descriptor names what was read.
    fn stored_open(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> Event {
        let given = *input;
        self.pending.extend_from_slice(given);
        *input = &[];
        // What is before this is data. It is taken out of what is pending once, however many parts of it look like descriptors.
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
            if word(descriptor, 4) == self.checksum.sum() && word(descriptor, 8) == n_read {
                break Some((*descriptor, n_read));
            }
            // Four bytes of the data look like a descriptor.
            self.checksum.update(&descriptor[..1]);
            end += 1;
        };
        out.extend(self.pending.drain(..end));
        let Some((descriptor, n_read)) = found else {
            return if end > 0 { Event::Data } else { Event::Hungry };
        };
        // Of no bytes at all, both sizes look alike.
        let is_short = word(&descriptor, 12) == n_read && (n_read > 0 || !self.member.is_zip64);
        // Fewer than 16 bytes were kept before, so what is behind the descriptor was given just now.
        *input = &given[given.len() - (self.pending.len() - 16)..];
        self.pending.clear();
        self.member.left = Some(if is_short { 0 } else { 8 });
        self.member.has_descriptor = false;
        self.member.crc = self.checksum.sum();
        self.close(self.member.crc)
    }

    fn skipped(&mut self, input: &mut &[u8]) -> Event {
        let left = self.member.left.unwrap_or_default();
        let n_skipped = left.min(input.len() as u64);
        *input = &input[n_skipped as usize..];
        self.member.left = Some(left - n_skipped);
        if left > n_skipped { Event::Hungry } else { self.close(self.member.crc) }
    }

    /// Behind a member's data, whose checksum is this.
    fn close(&mut self, checksum: u32) -> Event {
        if self.member.left.is_some_and(|left| left > 0) {
            self.stage = Stage::Skipped;
            return Event::More;
        }
        self.stage = if self.member.has_descriptor { Stage::Descriptor } else { Stage::Header };
        if !self.member.has_descriptor && checksum != self.member.crc && self.member.problem.is_none() {
            self.member.problem = Some(ProblemKind::MemberDamaged("its checksum does not fit".to_owned()));
        }
        match self.member.has_descriptor {
            true => Event::More,
            false => self.ended(),
        }
    }

    fn ended(&mut self) -> Event {
        let problem = self.member.problem.take();
        if self.member.is_folder { Event::More } else { Event::MemberEnd(problem) }
    }

    fn descriptor(&mut self, input: &mut &[u8]) -> Event {
        // The signature is optional; the sizes have 64 bits where the header has the field for them.
        if !take_into(&mut self.pending, input, 4) {
            return Event::Hungry;
        }
        let signature = if self.pending[..4] == DESCRIPTOR { 4 } else { 0 };
        let length = signature + if self.member.is_zip64 { 20 } else { 12 };
        if !take_into(&mut self.pending, input, length) {
            return Event::Hungry;
        }
        let crc = word(&self.pending, signature);
        self.pending.clear();
        self.stage = Stage::Header;
        if crc != self.checksum.sum() && self.member.problem.is_none() {
            self.member.problem = Some(ProblemKind::MemberDamaged("its checksum does not fit".to_owned()));
        }
        self.ended()
    }
}

fn half(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
