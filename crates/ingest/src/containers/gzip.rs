//! gzip members → bytes, piece by piece. `flate2` reads headers and deflated data. Its decoder of whole members takes padding
//! behind the stream for damage, does not say where a member's data begins, and unpacks all of its input before anybody can
//! notice that it is a bomb.

use super::bomb_guard::BombGuard;
use crate::report::ProblemKind;
use flate2::bufread::GzDecoder;
use flate2::{Crc, Decompress, FlushDecompress, Status};
use std::io::{ErrorKind, Read};

/// No file inflates to more than this many bytes. Real log files are about 50 MB.
pub const MAX_INFLATED: u64 = 64_000_000_000;

/// Deflate makes at most this many bytes of one.
const MAX_DEFLATE_RATIO: usize = 1032;

/// How much is inflated in one step.
const STEP_BYTES: usize = 8 * 1024 * 1024;

/// What of the stream is read next.
enum Stage {
    /// A member's header; or, behind the first member, the end of the file.
    Header,
    /// A member's compressed data.
    Data,
    /// A member's checksum and length.
    Trailer,
    /// Bytes that follow the last member: where they begin, and whether they are more than padding.
    Trailing { from: u64, is_data: bool },
    /// Nothing more is read of the file.
    End,
}

/// What a step came to.
#[derive(Debug, PartialEq)]
pub enum Inflated {
    /// There may be more to inflate from the bytes at hand.
    More,
    /// All bytes at hand are used.
    NeedMoreInput,
    /// The stream has ended, well or with this problem; its byte is counted in the file.
    Ended(Option<(u64, ProblemKind)>),
}

/// Reads a gzip file of one or several members.
pub struct GzipReader {
    stage: Stage,
    state: Decompress,
    checksum: Crc,
    /// Bytes of the file that have been used.
    position: u64,
    inflated: u64,
    /// Members that have begun, and where in the file the data of the last of them begins.
    n_members: u32,
    data_start: u64,
    guard: BombGuard,
}

impl Default for GzipReader {
    fn default() -> Self {
        GzipReader {
            stage: Stage::Header,
            state: Decompress::new(false),
            checksum: Crc::new(),
            position: 0,
            inflated: 0,
            n_members: 0,
            data_start: 0,
            guard: BombGuard::default(),
        }
    }
}

/// Whether the bytes begin a gzip member.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b, 8])
}

/// The size that a file of one member inflates to, as its last four bytes claim; a hint, not a promise. A claim beyond
/// what deflate can limit (1032 : 1) is none.
pub fn claimed_size(file: &[u8]) -> Option<usize> {
    let size = u32::from_le_bytes(*file.last_chunk::<4>()?) as usize;
    (size / MAX_DEFLATE_RATIO <= file.len()).then_some(size)
}

impl GzipReader {
    /// Reads from `input`, removes what it used, and appends to `out`. `is_last` says that no bytes follow `input`. Appends
    /// about `hint` bytes at once, and at most eight megabytes.
    pub fn step(&mut self, input: &mut &[u8], is_last: bool, hint: usize, out: &mut Vec<u8>) -> Inflated {
        match self.stage {
            Stage::Header => self.header(input, is_last),
            Stage::Data => self.data(input, is_last, hint, out),
            Stage::Trailer => self.trailer(input, is_last),
            Stage::Trailing { from, is_data } => self.trailing(input, is_last, from, is_data),
            Stage::End => Inflated::Ended(None),
        }
    }

    /// Where in the file the data of its only member begins; none where it has several, or none so far.
    pub fn only_member(&self) -> Option<usize> {
        (self.n_members == 1).then_some(self.data_start as usize)
    }

    fn end(&mut self, problem: Option<ProblemKind>) -> Inflated {
        self.stage = Stage::End;
        Inflated::Ended(problem.map(|problem| (self.position, problem)))
    }

    fn take(&mut self, input: &mut &[u8], length: usize) {
        self.position += length as u64;
        *input = &input[length..];
    }

    fn header(&mut self, input: &mut &[u8], is_last: bool) -> Inflated {
        let is_first = self.position == 0;
        if input.is_empty() && is_last && !is_first {
            return self.end(None);
        }
        match member_header(input) {
            MemberHeader::Whole(length) => {
                self.take(input, length);
                self.state.reset(false);
                self.checksum.reset();
                self.n_members += 1;
                self.data_start = self.position;
                self.stage = Stage::Data;
                Inflated::More
            }
            MemberHeader::Cut if !is_last => Inflated::NeedMoreInput,
            MemberHeader::Cut | MemberHeader::Invalid if !is_first => {
                self.stage = Stage::Trailing { from: self.position, is_data: false };
                Inflated::More
            }
            MemberHeader::Cut => self.end(Some(ProblemKind::GzipTruncated)),
            MemberHeader::Invalid => self.end(Some(ProblemKind::GzipDamaged("invalid header".to_owned()))),
        }
    }

    fn data(&mut self, input: &mut &[u8], is_last: bool, hint: usize, out: &mut Vec<u8>) -> Inflated {
        let before = out.len();
        let most = input.len().saturating_mul(MAX_DEFLATE_RATIO);
        out.reserve_exact(hint.min(most).clamp(32 * 1024, STEP_BYTES));
        let (total_in, former_out) = (self.state.total_in(), self.state.total_out());
        let outcome = self.state.decompress_vec(input, out, FlushDecompress::None);
        self.take(input, (self.state.total_in() - total_in) as usize);
        let written = self.state.total_out() - former_out;
        self.inflated += written;
        if let Some(problem) = self.guard.check(self.state.total_in() - total_in, written) {
            return self.end(Some(problem));
        }
        self.checksum.update(&out[before..]);
        if self.inflated > MAX_INFLATED {
            return self.end(Some(ProblemKind::TooLarge(MAX_INFLATED as f64)));
        }
        match outcome {
            Ok(Status::StreamEnd) => {
                self.stage = Stage::Trailer;
                Inflated::More
            }
            Ok(Status::Ok) if !input.is_empty() || written > 0 => Inflated::More,
            Ok(Status::Ok | Status::BufError) if is_last => self.end(Some(ProblemKind::GzipTruncated)),
            Ok(Status::Ok | Status::BufError) => Inflated::NeedMoreInput,
            Err(_) => self.end(Some(ProblemKind::GzipDamaged("its data cannot be inflated".to_owned()))),
        }
    }

    /// Some tools leave padding with zeros behind a stream, which RFC 1952 allows. Other bytes are a problem.
    fn trailing(&mut self, input: &mut &[u8], is_last: bool, from: u64, is_data: bool) -> Inflated {
        let is_data = is_data || input.iter().any(|byte| *byte != 0);
        self.stage = Stage::Trailing { from, is_data };
        self.take(input, input.len());
        if !is_last {
            return Inflated::NeedMoreInput;
        }
        let n_bytes = self.position - from;
        self.stage = Stage::End;
        Inflated::Ended(is_data.then_some((from, ProblemKind::GzipTrailing(n_bytes as f64))))
    }

    fn trailer(&mut self, input: &mut &[u8], is_last: bool) -> Inflated {
        let Some((trailer, _)) = input.split_first_chunk::<8>() else {
            return if is_last { self.end(Some(ProblemKind::GzipTruncated)) } else { Inflated::NeedMoreInput };
        };
        let word = |at: usize| u32::from_le_bytes([trailer[at], trailer[at + 1], trailer[at + 2], trailer[at + 3]]);
        let is_right = word(0) == self.checksum.sum() && word(4) == self.checksum.amount();
        if !is_right {
            return self.end(Some(ProblemKind::GzipDamaged("its checksum does not fit".to_owned())));
        }
        self.take(input, 8);
        self.stage = Stage::Header;
        if input.is_empty() && !is_last { Inflated::NeedMoreInput } else { Inflated::More }
    }
}

enum MemberHeader {
    /// A header of this many bytes.
    Whole(usize),
    /// The bytes end within what may be a header.
    Cut,
    /// The bytes are no header.
    Invalid,
}

/// Reads the member header that the bytes begin with (RFC 1952, 2.3).
fn member_header(bytes: &[u8]) -> MemberHeader {
    let mut reader = GzDecoder::new(bytes);
    if reader.header().is_some() {
        return MemberHeader::Whole(bytes.len() - reader.into_inner().len());
    }
    match reader.read(&mut [0]) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => MemberHeader::Cut,
        _ => MemberHeader::Invalid,
    }
}
