//! The text that a scanner has at hand, and its place in the source.

use crate::report::{Place, Problem, ProblemKind, Report};

/// Bytes as they arrive → text. Counts what was used, in bytes and in lines.
#[derive(Default)]
pub(super) struct Input {
    /// Text that is not used up.
    text: String,
    /// Bytes behind the text that are not yet a whole character.
    incomplete_character: Vec<u8>,
    /// Whether characters were replaced, so that text has other places than in the source.
    pub(super) has_replacements: bool,
    /// Bytes of text that were used.
    pub(super) position: u64,
    /// Lines of text that were used.
    pub(super) lines: u32,
    /// Where the first line ends, once that is known.
    first_line_end: Option<u64>,
}

impl Input {
    /// Takes bytes that `fill` appends.
    pub(super) fn fill<T>(&mut self, report: &mut Report, fill: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        bytes.append(&mut self.incomplete_character);
        let filled = fill(&mut bytes);
        if self.position == 0 && bytes.starts_with(b"\xEF\xBB\xBF") {
            // A byte-order mark is white space to whoever wrote it.
            bytes[..3].fill(b' ');
        }
        match String::from_utf8(bytes) {
            Ok(text) => self.text = text,
            Err(error) => self.replace_invalid(&error.into_bytes(), report),
        }
        filled
    }

    /// Makes text of bytes that are not UTF-8 throughout. A character that is cut at their end waits for the next piece.
    fn replace_invalid(&mut self, bytes: &[u8], report: &mut Report) {
        let mut rest = bytes.len();
        for chunk in bytes.utf8_chunks() {
            let (valid, invalid) = (chunk.valid(), chunk.invalid());
            rest -= valid.len() + invalid.len();
            self.text.push_str(valid);
            if invalid.is_empty() {
                continue;
            }
            if rest == 0 && is_incomplete(invalid) {
                self.incomplete_character = invalid.to_vec();
                continue;
            }
            if !self.has_replacements {
                self.has_replacements = true;
                let place = self.place_of(self.text.as_bytes(), self.text.len());
                report.note(Problem { place, kind: ProblemKind::NotUtf8 });
            }
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
    }

    /// The text at hand. `is_last` says that nothing follows, so that a character which is cut stays so.
    pub(super) fn take(&mut self, is_last: bool) -> String {
        let mut text = std::mem::take(&mut self.text);
        if is_last && !self.incomplete_character.is_empty() {
            self.incomplete_character.clear();
            text.push(char::REPLACEMENT_CHARACTER);
        }
        text
    }

    /// Puts back the text that was taken, of which so many bytes were used.
    pub(super) fn put_back(&mut self, mut text: String, used: usize) {
        let mut line_ends = memchr::memchr_iter(b'\n', &text.as_bytes()[..used]).peekable();
        if let (None, Some(end)) = (self.first_line_end, line_ends.peek()) {
            self.first_line_end = Some(self.position + *end as u64);
        }
        self.lines += line_ends.count() as u32;
        self.position += used as u64;
        text.drain(..used);
        self.text = text;
    }

    /// The place of byte `at` of the text at hand. In the first line it is the byte, until it is known whether there are
    /// other lines.
    pub(super) fn place_of(&self, text: &[u8], at: usize) -> Place {
        match self.lines + memchr::memchr_iter(b'\n', &text[..at]).count() as u32 {
            0 => Place::Byte((self.position + at as u64) as f64),
            lines => Place::Line(lines + 1),
        }
    }

    /// Names places by lines throughout where the text, read to its end, has several: people count those.
    pub(super) fn settle_places(&self, report: &mut Report) {
        if self.first_line_end.is_some_and(|end| end + 1 < self.position) {
            for problem in &mut report.problems {
                if let Place::Byte(_) = problem.place {
                    problem.place = Place::Line(1);
                }
            }
        }
    }
}

/// Whether the bytes are the beginning of a character.
fn is_incomplete(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}
