//! Deflate → text, and on the way the same text in lz4's block format. For files that are kept as they were dropped: lz4 is
//! unpacked four times as fast, and takes a third more memory.
//!
//! Both formats say what was written before in the same way, as a distance and a length, and deflate packs these words a
//! second time, with codes of its own for each block. So lz4 costs no search for what occurred before: each match that is
//! read is written down as it is. That takes a third more time than unpacking alone, where packing the text with lz4 would
//! take as long again and come out twice as large.
//!
//! - `bits`: a stream of bits
//! - `entry`: an entry of a code table
//! - `codes`: Huffman codes, as tables of entries
//! - `sequences`: lz4's sequences
//!
//! Deflate is RFC 1951. What comes here the library has read, if not always to its end; what does not fit comes to nothing, and
//! the library unpacks the file each time.

mod bits;
mod codes;
mod entry;
mod sequences;

use bits::Bits;
use codes::Codes;
use entry::{END, LITERAL, SUB_TABLE};
use sequences::Sequences;

/// The buffer for the text is longer than the text by this: so much may one turn of the loop write, and what is copied is
/// copied in steps of 16 bytes.
const MARGIN: usize = 3 + 258 + STEP;
/// Bytes are copied in steps of so many.
const STEP: usize = 16;

/// Unpacks a deflate stream of a text of this length into `text`, which may hold anything, and returns the text in lz4's
/// format, without a size in front. `None` where the stream is damaged, ends early or holds a text of another length.
#[inline(never)]
pub fn transcode(deflated: &[u8], length: usize, text: &mut Vec<u8>) -> Option<Vec<u8>> {
    text.resize(length + MARGIN, 0);
    let mut work = Work { bits: Bits::new(deflated), text, at: 0, sequences: Sequences::for_packed(deflated.len()) };
    let (mut literals, mut distances) = (Codes::for_literals(), Codes::for_distances());
    loop {
        let is_last = work.bits.take(1) == 1;
        match work.bits.take(2) {
            0 => work.stored()?,
            1 => {
                codes::set_fixed(&mut literals, &mut distances)?;
                work.coded(&literals, &distances)?;
            }
            2 => {
                codes::read(&mut work.bits, &mut literals, &mut distances)?;
                work.coded(&literals, &distances)?;
            }
            _ => return None,
        }
        if is_last {
            break;
        }
        work.bits.refill();
    }
    let Work { bits, at, sequences, .. } = work;
    let is_whole = bits.is_within_input() && at == length;
    text.truncate(length);
    is_whole.then(|| sequences.finish(text))
}

/// A stream on its way.
struct Work<'a> {
    bits: Bits<'a>,
    text: &'a mut [u8],
    /// So much of the text has been written.
    at: usize,
    sequences: Sequences,
}

impl Work<'_> {
    /// A block of bytes as they are (RFC 1951, 3.2.4).
    fn stored(&mut self) -> Option<()> {
        let input = self.bits.rest_of_bytes()?;
        let (length, input) = input.split_first_chunk::<2>()?;
        let (complement, input) = input.split_first_chunk::<2>()?;
        let length = u16::from_le_bytes(*length);
        if length != !u16::from_le_bytes(*complement) {
            return None;
        }
        let (bytes, input) = input.split_at_checked(usize::from(length))?;
        self.text.get_mut(self.at..self.at + bytes.len())?.copy_from_slice(bytes);
        self.at += bytes.len();
        self.bits = Bits::new(input);
        Some(())
    }

    /// A block in codes (RFC 1951, 3.2.3). One turn takes up to two literals and a match, with the 56 bits that there are at
    /// least: 15 for each code of a match, 5 and 13 for what of a length and a distance is in no code.
    #[inline(never)]
    fn coded(&mut self, literals: &Codes, distances: &Codes) -> Option<()> {
        let Work { text, sequences, .. } = self;
        let text = &mut **text;
        // Of its own, so that it stays in registers.
        let (mut bits, mut at) = (self.bits, self.at);
        loop {
            if at + MARGIN > text.len() {
                return None;
            }
            bits.refill();
            let mut code = literals.at(bits.peek());
            if code & LITERAL != 0 {
                for _ in 0..2 {
                    text[at] = bits.drop_code(code) as u8;
                    at += 1;
                    code = literals.at(bits.peek());
                    if code & LITERAL == 0 {
                        break;
                    }
                }
                bits.refill();
            }
            if code & SUB_TABLE != 0 {
                code = literals.in_sub_table(code, bits.peek())?;
            }
            if code & (LITERAL | END) != 0 {
                let value = bits.drop_code(code);
                if code & END != 0 {
                    (self.bits, self.at) = (bits, at);
                    return Some(());
                }
                text[at] = value as u8;
                at += 1;
                continue;
            }
            let length = bits.drop_code(code) + bits.take_extra(code);
            let mut code = distances.at(bits.peek());
            if code & SUB_TABLE != 0 {
                code = distances.in_sub_table(code, bits.peek())?;
            }
            let distance = bits.drop_code(code) + bits.take_extra(code);
            if distance > at {
                return None;
            }
            sequences.add(text, at, distance, length);
            copy(text, at, distance, length);
            at += length;
        }
    }
}

/// Writes again what stands `distance` before `at`. Writes up to 15 bytes more, which are written over later.
#[inline(always)]
fn copy(text: &mut [u8], at: usize, distance: usize, length: usize) {
    let from = at - distance;
    if distance >= STEP {
        copy_in_steps(text, from, at, length);
    } else if distance == 1 {
        let byte = text[from];
        text[at..at + length].fill(byte);
    } else {
        for step in 0..length {
            text[at + step] = text[from + step];
        }
    }
}

/// Copies bytes within a text, in steps. Reads nothing that it has not written before when both are a step apart.
#[inline(always)]
fn copy_in_steps(text: &mut [u8], from: usize, at: usize, length: usize) {
    let mut done = 0;
    loop {
        let step: [u8; STEP] = *text[from + done..].first_chunk().expect("the margin is behind the text");
        *text[at + done..].first_chunk_mut().expect("the margin is behind the text") = step;
        done += STEP;
        if done >= length {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use std::io::Write as _;

    fn deflated(text: &[u8], level: u32) -> Vec<u8> {
        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), Compression::new(level));
        packer.write_all(text).unwrap();
        packer.finish().unwrap()
    }

    fn comes_back(text: &[u8], what: &str) {
        let mut unpacked = b"something of before".to_vec();
        for level in [0, 1, 6, 9] {
            let packed = transcode(&deflated(text, level), text.len(), &mut unpacked).expect(what);
            assert!(unpacked == text, "{what}, level {level}: the text");
            let again = lz4_flex::block::decompress(&packed, text.len()).expect(what);
            assert!(again == text, "{what}, level {level}: in lz4");
        }
    }

    /// Numbers by chance, always the same ones.
    fn chances() -> impl FnMut(u32) -> u32 {
        let mut state = 7_u32;
        move |below| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        }
    }

    #[test]
    fn every_text_comes_back() {
        let mut chance = chances();
        for letters in [1, 2, 3, 40, 256] {
            for length in (0..40).chain([250, 270, 300, 5000, 70_000, 200_000]) {
                let text: Vec<u8> = (0..length).map(|_| chance(letters) as u8).collect();
                comes_back(&text, &format!("{letters} letters, {length} bytes"));
            }
        }
    }

    #[test]
    fn texts_that_repeat_at_every_distance_come_back() {
        let mut chance = chances();
        for distance in (1..40).chain([255, 256, 257, 4095, 32_767, 32_768, 32_769]) {
            let one: Vec<u8> = (0..distance).map(|_| chance(256) as u8).collect();
            for more in [0, 1, 4, 11, 12, 13, 300] {
                let text: Vec<u8> = one.iter().copied().cycle().take(distance * 3 + more).collect();
                comes_back(&text, &format!("every {distance}, {more} more"));
            }
        }
    }

    #[test]
    fn records_take_less_than_twice_what_they_take_in_deflate() {
        let record = |number: u32| {
            let words = ["GetObject", "ListBuckets", "DescribeInstances", "AssumeRole"];
            let hash = u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
            let name = words[(hash >> 100) as usize % words.len()];
            format!(r#"{{"eventVersion":"1.08","eventID":"{hash:032x}","eventName":"{name}","readOnly":true}},"#)
        };
        let text: String = (0..4000).map(record).collect();
        let deflated = deflated(text.as_bytes(), 6);
        let packed = transcode(&deflated, text.len(), &mut Vec::new()).unwrap();
        assert!(packed.len() < deflated.len() * 2, "{} and {}", packed.len(), deflated.len());
        assert!(packed.len() < lz4_flex::block::compress(text.as_bytes()).len());
    }

    #[test]
    fn what_is_damaged_or_of_another_length_comes_to_nothing() {
        let text = "a text that says the same, and says the same, and says it again".repeat(50);
        let whole = deflated(text.as_bytes(), 6);
        let mut unpacked = Vec::new();
        assert!(transcode(&whole, text.len(), &mut unpacked).is_some());
        assert_eq!(transcode(&whole, text.len() - 1, &mut unpacked), None);
        assert_eq!(transcode(&whole, text.len() + 1, &mut unpacked), None);
        assert_eq!(transcode(&whole[..whole.len() - 1], text.len(), &mut unpacked), None);
        assert_eq!(transcode(&[], 0, &mut unpacked), None);
        // The third kind of block is not known.
        assert_eq!(transcode(&[7, 0, 0], 0, &mut unpacked), None);
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut damaged = whole.clone();
                damaged[at] ^= 1 << bit;
                if let Some(packed) = transcode(&damaged, text.len(), &mut unpacked) {
                    let again =
                        lz4_flex::block::decompress(&packed, text.len()).expect("what was packed can be unpacked");
                    assert!(again == unpacked);
                }
            }
        }
    }
}
