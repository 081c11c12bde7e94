//! Sequences of lz4's block format: literals, and a match behind them.
//! <https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md>: a token (4 bits for the number of literals, 4 for the
//! length of the match), literals, and a distance of 16 bits. No match begins within the last twelve bytes.

use super::STEP;

/// A match is at least so long.
const MIN_MATCH: usize = 4;
/// The last so many bytes are literals. With the shortest match before them they are a step, so that a step of text is behind
/// every literal of a sequence.
const LITERALS_AT_END: usize = 12;
/// What does not fit into the four bits of a token follows in bytes.
const IN_TOKEN: usize = 15;
/// More than a sequence takes beside its literals and what of its lengths follows in bytes, and what a step may write more.
const MARGIN: usize = 2 * STEP;

/// Sequences being written. The last is held back: the next match may go on with its own.
pub struct Sequences {
    packed: Vec<u8>,
    /// So much of `packed` has been written.
    at: usize,
    /// Where in the text the literals of the last sequence begin and end.
    start: usize,
    end: usize,
    /// The match behind them; none where its length is 0.
    distance: usize,
    length: usize,
}

impl Sequences {
    /// For a text that takes so many bytes in deflate.
    pub fn for_packed(n_bytes: usize) -> Sequences {
        let packed = vec![0; n_bytes + n_bytes / 2 + MARGIN];
        Sequences { packed, at: 0, start: 0, end: 0, distance: 0, length: 0 }
    }

    /// Adds a match at a place of the text, of which nothing from that place on is looked at. What is between it and the one
    /// before are literals.
    #[inline(always)]
    pub fn add(&mut self, text: &[u8], at: usize, distance: usize, length: usize) {
        let behind = self.end + self.length;
        if at == behind && distance == self.distance {
            self.length += length;
        } else if length >= MIN_MATCH {
            if self.length > 0 {
                self.write(text);
            }
            (self.start, self.end) = (behind, at);
            (self.distance, self.length) = (distance, length);
        }
    }

    /// Writes the last sequence.
    #[inline(always)]
    fn write(&mut self, text: &[u8]) {
        let (n_literals, n_more) = (self.end - self.start, self.length - MIN_MATCH);
        self.make_room(n_literals + n_more / 255);
        let (packed, mut at) = (&mut self.packed[..], self.at);
        packed[at] = (n_literals.min(IN_TOKEN) << 4 | n_more.min(IN_TOKEN)) as u8;
        at = write_rest(packed, at + 1, n_literals);
        let mut done = 0;
        while done < n_literals {
            let step: [u8; STEP] =
                *text[self.start + done..].first_chunk().expect("a step of text is behind every literal");
            *packed[at + done..].first_chunk_mut().expect("there is room") = step;
            done += STEP;
        }
        at += n_literals;
        *packed[at..].first_chunk_mut().expect("there is room") = (self.distance as u16).to_le_bytes();
        self.at = write_rest(packed, at + 2, n_more);
    }

    /// Makes room for a sequence with so many bytes of literals and of lengths.
    #[inline(always)]
    fn make_room(&mut self, n_bytes: usize) {
        let wanted = self.at + n_bytes + n_bytes / 255 + MARGIN;
        if wanted > self.packed.len() {
            self.packed.resize(wanted + wanted / 4, 0);
        }
    }

    /// All sequences of a text, of which matches have been added.
    pub fn finish(mut self, text: &[u8]) -> Vec<u8> {
        let mut start = self.end + self.length;
        if self.length > 0 {
            let n_missing = LITERALS_AT_END.saturating_sub(text.len() - start);
            if self.length >= n_missing + MIN_MATCH {
                self.length -= n_missing;
                start -= n_missing;
                self.write(text);
            } else {
                start = self.start;
            }
        }
        let literals = &text[start..];
        self.make_room(literals.len());
        self.packed[self.at] = (literals.len().min(IN_TOKEN) << 4) as u8;
        let at = write_rest(&mut self.packed, self.at + 1, literals.len());
        self.packed.truncate(at);
        self.packed.extend_from_slice(literals);
        self.packed
    }
}

/// Writes what of a length does not fit into a token. Returns where that ends.
#[inline(always)]
fn write_rest(packed: &mut [u8], mut at: usize, length: usize) -> usize {
    if let Some(mut rest) = length.checked_sub(IN_TOKEN) {
        while rest >= 255 {
            packed[at] = 255;
            at += 1;
            rest -= 255;
        }
        packed[at] = rest as u8;
        at += 1;
    }
    at
}
