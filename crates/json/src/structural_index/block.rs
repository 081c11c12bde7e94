//! The characters of 64 bytes as bit masks: a bit for each byte, the lowest for the first.
//!
//! The method is that of simdjson (Langdale and Lemire, "Parsing Gigabytes of JSON per Second"), on the 128-bit vectors
//! that WebAssembly has.

use wide::u8x16;

/// How many bytes are looked at together.
pub(super) const BLOCK_BYTES: usize = 64;

/// The places of certain characters in a block.
pub(super) struct Masks {
    pub(super) quotes: u64,
    pub(super) brackets: u64,
    /// Whether there is a backslash or a control character, which most blocks do not have.
    pub(super) has_rare: bool,
}

impl Masks {
    #[inline]
    pub(super) fn of(block: &[u8; BLOCK_BYTES]) -> Masks {
        let mut masks = Masks { quotes: 0, brackets: 0, has_rare: false };
        let mut rare = u8x16::splat(0);
        for (part, lane) in block.as_chunks::<16>().0.iter().enumerate() {
            let bytes = u8x16::from(*lane);
            let is = |byte: u8| bytes.simd_eq(u8x16::splat(byte));
            // Square and curly brackets differ only in this bit.
            let folded = bytes | u8x16::splat(0x20);
            let brackets = folded.simd_eq(u8x16::splat(b'{')) | folded.simd_eq(u8x16::splat(b'}'));
            let mask = |lanes: u8x16| u64::from(lanes.to_bitmask()) << (16 * part);
            masks.quotes |= mask(is(b'"'));
            masks.brackets |= mask(brackets);
            rare |= is(b'\\') | is_control(bytes);
        }
        masks.has_rare = rare.any();
        masks
    }
}

/// The places of the backslashes in a block.
pub(super) fn backslashes(block: &[u8; BLOCK_BYTES]) -> u64 {
    mask_of(block, |bytes| bytes.simd_eq(u8x16::splat(b'\\')))
}

/// The places of the control characters in a block; of white space, all but the space is among them.
pub(super) fn controls(block: &[u8; BLOCK_BYTES]) -> u64 {
    mask_of(block, is_control)
}

#[inline]
fn mask_of(block: &[u8; BLOCK_BYTES], passes: impl Fn(u8x16) -> u8x16) -> u64 {
    let lanes = block.as_chunks::<16>().0.iter().enumerate();
    lanes.fold(0, |mask, (part, lane)| mask | u64::from(passes(u8x16::from(*lane)).to_bitmask()) << (16 * part))
}

/// A control character has none of the upper three bits.
#[inline]
fn is_control(bytes: u8x16) -> u8x16 {
    (bytes & u8x16::splat(0xE0)).simd_eq(u8x16::splat(0))
}

/// The characters that a backslash escapes. `is_first_escaped` says whether the first is one of them, and is set for
/// the next block.
#[inline]
pub(super) fn escaped(backslashes: u64, is_first_escaped: &mut bool) -> u64 {
    const EVEN: u64 = 0x5555_5555_5555_5555;
    let first = u64::from(*is_first_escaped);
    if backslashes == 0 {
        *is_first_escaped = false;
        return first;
    }
    // A run of backslashes escapes every second character from its start; the carry of an addition runs along it.
    let backslashes = backslashes & !first;
    let after = backslashes << 1 | first;
    let odd_starts = backslashes & !EVEN & !after;
    let (sum, overflows) = odd_starts.overflowing_add(backslashes);
    *is_first_escaped = overflows;
    (EVEN ^ (sum << 1)) & after
}

/// Each bit becomes the parity of the bits up to it: of quotes, the bytes from an opening quote to before its closing one.
pub(super) fn prefix_xor(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

/// Whether a backslash may stand before this text. An escape that the end of the text cuts may.
pub(super) fn is_escape(after: &[u8]) -> bool {
    match after.first() {
        Some(b'u') => after[1..].iter().take(4).all(u8::is_ascii_hexdigit),
        Some(byte) => b"\"\\/bfnrt".contains(byte),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_second_backslash_of_a_run_escapes_across_blocks() {
        let mut is_first_escaped = false;
        // `\\a`, `\\\b`, and one at the end of the block.
        let backslashes = 0b11 | 0b111 << 4 | 1 << 63;
        assert_eq!(escaped(backslashes, &mut is_first_escaped), 0b10 | 0b1010 << 4);
        assert!(is_first_escaped);
        assert_eq!(escaped(0, &mut is_first_escaped), 1);
        assert!(!is_first_escaped);
    }

    #[test]
    fn strings_are_the_bytes_between_quotes() {
        assert_eq!(prefix_xor(0b1000_1001), !0 << 7 | 0b0000_0111);
    }
}
