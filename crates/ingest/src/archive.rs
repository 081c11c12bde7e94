//! What zip and tar have in common, and the guard against bombs.

use super::report::ProblemKind;
use super::tar::{self, Tar};
use super::zip::{self, Zip};

/// What a step through an archive came to.
#[derive(Debug, PartialEq)]
pub(super) enum Event {
    /// Nothing to tell yet; some data may have been appended.
    More,
    /// A file begins, of this name.
    Member(String),
    /// Some of its data was appended.
    Data,
    /// It has ended, with the last of its data, well or with this problem.
    MemberEnd(Option<ProblemKind>),
    /// The archive is damaged here, and is read on behind the damage.
    Damage(ProblemKind),
    /// All bytes at hand are used up.
    Hungry,
    /// The archive has ended, well or with this problem.
    Done(Option<ProblemKind>),
}

/// An archive being read.
pub(super) enum Unpacker {
    /// zip.
    Zip(Box<Zip>),
    /// tar.
    Tar(Tar),
}

impl Unpacker {
    /// A reader for the archive that the bytes begin; they are at least 512, or all there are.
    pub(super) fn of(head: &[u8]) -> Option<Unpacker> {
        if zip::is_zip(head) {
            Some(Unpacker::Zip(Box::default()))
        } else {
            tar::is_tar(head).then(|| Unpacker::Tar(Tar::default()))
        }
    }

    /// Goes on with `input`, from which it removes what it uses up. Data is appended to `out`.
    pub(super) fn next(&mut self, input: &mut &[u8], is_last: bool, out: &mut Vec<u8>) -> Event {
        match self {
            Unpacker::Zip(zip) => zip.next(input, is_last, out),
            Unpacker::Tar(tar) => tar.next(input, is_last, out),
        }
    }

    /// Bytes of the archive used up.
    pub(super) fn position(&self) -> u64 {
        match self {
            Unpacker::Zip(zip) => zip.position(),
            Unpacker::Tar(tar) => tar.position(),
        }
    }

    /// What it is, in words.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Unpacker::Zip(_) => "zip archive",
            Unpacker::Tar(_) => "tar archive",
        }
    }
}

/// Watches how much more comes out than goes in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Guard {
    n_in: u64,
    n_out: u64,
}

impl Guard {
    /// Log files grow ten to thirty times, very monotonous ones a hundred; what grows more, and is large, is a bomb.
    const MAX_RATIO: u64 = 250;
    /// Below this size nothing is one.
    const MIN_BYTES: u64 = 256 * 1024 * 1024;

    /// Counts bytes; gives the problem where they are those of a bomb.
    pub(super) fn check(&mut self, n_in: u64, n_out: u64) -> Option<ProblemKind> {
        self.n_in += n_in;
        self.n_out += n_out;
        let is_bomb = self.n_out > Guard::MIN_BYTES && self.n_out / Guard::MAX_RATIO > self.n_in;
        is_bomb.then_some(ProblemKind::Bomb(Guard::MAX_RATIO as f64))
    }
}

/// Moves bytes from the input until `pending` has `length` of them; returns whether it has.
pub(super) fn take_into(pending: &mut Vec<u8>, input: &mut &[u8], length: usize) -> bool {
    let missing = length.saturating_sub(pending.len()).min(input.len());
    pending.extend_from_slice(&input[..missing]);
    *input = &input[missing..];
    pending.len() >= length
}
