//! An entry of a code table: one number, so that a table fits the processor's cache.
//!
//! ```text
//! bits 16-31  the value: a byte, or the least length or distance
//! bits 13-15  what the code stands for: [`LITERAL`], [`END`], [`SUB_TABLE`], or none of these for a length or a distance
//! bits 8-11   the number of extra bits after the code
//! bits 0-3    the code's length in bits
//! ```

/// The code stands for a byte.
pub const LITERAL: u32 = 1 << 15;
/// The code ends the block.
pub const END: u32 = 1 << 14;
/// The code is longer than the first table's index: the value is the start of a further table, and the extra bits are the
/// bits of its index. A start of 0 means that there is no such code.
pub const SUB_TABLE: u32 = 1 << 13;

/// The value of an entry.
#[inline(always)]
pub fn value_of(entry: u32) -> usize {
    (entry >> 16) as usize
}

/// The number of extra bits after the code.
#[inline(always)]
pub fn extra_bits(entry: u32) -> u32 {
    entry >> 8 & 15
}

/// The code's length in bits.
#[inline(always)]
pub fn length_of(entry: u32) -> u32 {
    entry & 15
}
