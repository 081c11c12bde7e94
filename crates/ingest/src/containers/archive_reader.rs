//! What zip and tar have in common: an archive is read as a sequence of events while its bytes arrive.

use crate::report::ProblemKind;

/// What a step through an archive came to.
#[derive(Debug, PartialEq)]
pub(super) enum ArchiveEvent {
    /// Some input was read, and some of a member's data may have been appended.
    Progress,
    /// A file begins, of this name.
    Member(String),
    /// The file has ended, with the last of its data, well or with this problem.
    MemberEnd(Option<ProblemKind>),
    /// The archive is damaged here; reading continues behind the damage.
    Damage(ProblemKind),
    /// All bytes at hand are used up.
    NeedMoreInput,
    /// The archive has ended, well or with this problem.
    Done(Option<ProblemKind>),
}

/// A format of archives.
pub(super) trait ArchiveFormat {
    /// The format in words, such as `zip archive`.
    fn words(&self) -> &'static str;

    /// Reads from `input` and removes what it used. Data of the member at hand is appended to `out`.
    fn read(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> ArchiveEvent;

    /// What it means that the archive ends here, where [`ArchiveFormat::read`] needs more input.
    fn end_of_input(&mut self) -> ArchiveEvent;
}

/// Reads an archive and counts its bytes.
pub(super) struct ArchiveReader {
    format: Box<dyn ArchiveFormat>,
    position: u64,
}

impl ArchiveReader {
    pub(super) fn new(format: Box<dyn ArchiveFormat>) -> ArchiveReader {
        ArchiveReader { format, position: 0 }
    }

    /// The format in words.
    pub(super) fn words(&self) -> &'static str {
        self.format.words()
    }

    /// Bytes of the archive that were used.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Reads from `input` and removes what it used. Data of the member at hand is appended to `out`. `is_last` says that no
    /// bytes follow `input`.
    pub(super) fn next(&mut self, input: &mut &[u8], is_last: bool, out: &mut Vec<u8>) -> ArchiveEvent {
        let before = input.len();
        let event = self.format.read(input, out);
        self.position += (before - input.len()) as u64;
        match event {
            ArchiveEvent::NeedMoreInput if is_last => self.format.end_of_input(),
            event => event,
        }
    }
}

/// Moves bytes from the input until `pending` has `length` of them; returns whether it has.
pub(super) fn take_into(pending: &mut Vec<u8>, input: &mut &[u8], length: usize) -> bool {
    let missing = length.saturating_sub(pending.len()).min(input.len());
    pending.extend_from_slice(&input[..missing]);
    *input = &input[missing..];
    pending.len() >= length
}

/// Skips up to `left` bytes of the input; returns how many are still to be skipped.
pub(super) fn skip(input: &mut &[u8], left: u64) -> u64 {
    let n_skipped = left.min(input.len() as u64);
    *input = &input[n_skipped as usize..];
    left - n_skipped
}
