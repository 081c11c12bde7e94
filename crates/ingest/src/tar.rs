//! tar → members, as the bytes come. Long names are read in the ways of GNU and POSIX.

use super::archive::{Event, take_into};
use super::report::ProblemKind;

const BLOCK: usize = 512;
/// Names and what else is told before a member are no longer than this.
const MAX_EXTENSION: u64 = 1024 * 1024;
const STEP_BYTES: u64 = 256 * 1024;

/// Whether the bytes begin a tar archive.
pub(super) fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

enum Stage {
    Header,
    /// In a member's data.
    Data,
    /// In a text about the next member, of this type.
    Extension(u8),
    /// In what is not read.
    Skipped,
    Behind,
    End,
}

/// Reads a tar archive.
pub(super) struct Tar {
    stage: Stage,
    pending: Vec<u8>,
    /// Bytes of data that are still to come, and the padding behind.
    left: u64,
    padding: u64,
    /// The name and the size that an extension told.
    name: Option<String>,
    size: Option<u64>,
    position: u64,
    /// Whether the next header is being looked for, behind one that is none.
    is_lost: bool,
}

impl Default for Tar {
    fn default() -> Tar {
        Tar {
            stage: Stage::Header,
            pending: Vec::new(),
            left: 0,
            padding: 0,
            name: None,
            size: None,
            position: 0,
            is_lost: false,
        }
    }
}

impl Tar {
    /// Bytes of the archive used up.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Goes on with `input`, from which it removes what it uses up. Data is appended to `out`.
    pub(super) fn next(&mut self, input: &mut &[u8], is_last: bool, out: &mut Vec<u8>) -> Event {
        let before = input.len();
        let event = match self.stage {
            Stage::Header => self.header(input),
            Stage::Data => self.data(input, out),
            Stage::Extension(kind) => self.extension(kind, input),
            Stage::Skipped => self.skipped(input),
            Stage::Behind => {
                *input = &[];
                Event::Hungry
            }
            Stage::End => Event::Done(None),
        };
        self.position += (before - input.len()) as u64;
        match event {
            Event::Hungry if is_last => match std::mem::replace(&mut self.stage, Stage::End) {
                Stage::Behind | Stage::End => Event::Done(None),
                // Some writers leave the end mark out.
                Stage::Header if self.pending.is_empty() => Event::Done(None),
                Stage::Data => {
                    self.stage = Stage::Skipped;
                    self.left = 1;
                    Event::MemberEnd(Some(ProblemKind::ArchiveTruncated))
                }
                _ => Event::Done(Some(ProblemKind::ArchiveTruncated)),
            },
            event => event,
        }
    }

    fn header(&mut self, input: &mut &[u8]) -> Event {
        if !take_into(&mut self.pending, input, BLOCK) {
            return Event::Hungry;
        }
        let block = std::mem::take(&mut self.pending);
        if block.iter().all(|byte| *byte == 0) {
            // Behind damage it may as well be in a member's data.
            if !self.is_lost {
                self.stage = Stage::Behind;
            }
            return Event::More;
        }
        let sum: u64 = block
            .iter()
            .enumerate()
            .map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u64::from(*byte) })
            .sum();
        if number(&block[148..156]) != Some(sum) {
            if std::mem::replace(&mut self.is_lost, true) {
                return Event::More;
            }
            (self.name, self.size) = (None, None);
            return Event::Damage(ProblemKind::ArchiveDamaged("a header is none".to_owned()));
        }
        self.is_lost = false;
        let kind = block[156];
        let is_extension = matches!(kind, b'L' | b'x');
        let told = if is_extension { None } else { self.size.take() };
        self.left = told.or_else(|| number(&block[124..136])).unwrap_or_default();
        self.padding = self.left.wrapping_neg() % BLOCK as u64;
        if is_extension {
            self.stage = if self.left <= MAX_EXTENSION { Stage::Extension(kind) } else { Stage::Skipped };
            return Event::More;
        }
        let name = self.name.take().unwrap_or_else(|| {
            let (name, prefix) = (text(&block[..100]), text(&block[345..500]));
            if prefix.is_empty() || &block[257..263] != b"ustar\0" { name } else { format!("{prefix}/{name}") }
        });
        if matches!(kind, b'0' | 0 | b'7') && !name.ends_with('/') {
            self.stage = Stage::Data;
            return Event::Member(name);
        }
        self.stage = Stage::Skipped;
        Event::More
    }

    fn data(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> Event {
        let (data, rest) = input.split_at((input.len() as u64).min(self.left).min(STEP_BYTES) as usize);
        out.extend_from_slice(data);
        *input = rest;
        self.left -= data.len() as u64;
        if self.left == 0 {
            self.stage = Stage::Skipped;
            return Event::MemberEnd(None);
        }
        if data.is_empty() { Event::Hungry } else { Event::Data }
    }

    fn extension(&mut self, kind: u8, input: &mut &[u8]) -> Event {
        if !take_into(&mut self.pending, input, self.left as usize) {
            return Event::Hungry;
        }
        self.left = 0;
        self.stage = Stage::Skipped;
        let content = std::mem::take(&mut self.pending);
        if kind == b'L' {
            self.name = Some(text(&content));
            return Event::More;
        }
        // Each line: its length, a name, `=`, a value.
        let mut rest = &content[..];
        while let Some(space) = memchr::memchr(b' ', rest) {
            let length = std::str::from_utf8(&rest[..space]).ok().and_then(|digits| digits.parse::<usize>().ok());
            let Some(line) = length.and_then(|length| rest.get(space + 1..length)) else { break };
            let line = String::from_utf8_lossy(line);
            match line.trim_end_matches('\n').split_once('=') {
                Some(("path", path)) => self.name = Some(path.to_owned()),
                Some(("size", size)) => self.size = size.parse().ok(),
                _ => {}
            }
            rest = &rest[length.unwrap_or(rest.len())..];
        }
        Event::More
    }

    fn skipped(&mut self, input: &mut &[u8]) -> Event {
        let left = self.left.saturating_add(self.padding);
        let n_skipped = left.min(input.len() as u64);
        *input = &input[n_skipped as usize..];
        (self.left, self.padding) = (left - n_skipped, 0);
        if self.left > 0 {
            return Event::Hungry;
        }
        self.stage = Stage::Header;
        Event::More
    }
}

/// A number in octal digits, or in binary where the first bit is set.
fn number(field: &[u8]) -> Option<u64> {
    if field[0] & 0x80 != 0 {
        return Some(field[field.len() - 8..].iter().fold(0, |number, byte| number << 8 | u64::from(*byte)));
    }
    let digits = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

/// A text that ends at the first zero.
fn text(field: &[u8]) -> String {
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}
