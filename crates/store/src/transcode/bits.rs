//! A stream of bits, the lowest of a byte first (RFC 1951, 3.1.1).

use super::entry::{extra_bits, length_of, value_of};

/// Bits from bytes. Behind the last byte there are zeros for ever; [`Bits::is_within_input`] tells whether one was used.
#[derive(Clone, Copy)]
pub struct Bits<'a> {
    input: &'a [u8],
    /// Bytes that were taken into `held`; beyond the input's length where zeros were.
    at: usize,
    /// The next bits. Above the first `n_held` there may be more of the stream.
    held: u64,
    n_held: u32,
}

impl<'a> Bits<'a> {
    /// The bits of these bytes; at least 56 are held.
    pub fn new(input: &'a [u8]) -> Bits<'a> {
        let mut bits = Bits { input, at: 0, held: 0, n_held: 0 };
        bits.refill();
        bits
    }

    /// Holds at least 56 bits.
    #[inline(always)]
    pub fn refill(&mut self) {
        match self.input.get(self.at..).and_then(|rest| rest.first_chunk()) {
            Some(word) => {
                self.held |= u64::from_le_bytes(*word) << self.n_held;
                // As many bytes as go in whole. Of the one behind them some bits are above the others already, and are the
                // same when they come again.
                self.at += ((63 - self.n_held) >> 3) as usize;
                self.n_held |= 56;
            }
            // By value, so that the bits may stay in registers.
            None => *self = self.refilled_at_end(),
        }
    }

    #[inline(never)]
    fn refilled_at_end(mut self) -> Bits<'a> {
        while self.n_held < 56 {
            let byte = self.input.get(self.at).copied().unwrap_or(0);
            self.held |= u64::from(byte) << self.n_held;
            self.at += 1;
            self.n_held += 8;
        }
        self
    }

    /// The bits that are held, of which only the first are looked at.
    #[inline(always)]
    pub fn peek(&self) -> usize {
        self.held as usize
    }

    #[inline(always)]
    fn drop(&mut self, n: u32) {
        self.held >>= n;
        self.n_held -= n;
    }

    /// The next bits, at most 32, as a number.
    #[inline(always)]
    pub fn take(&mut self, n: u32) -> u32 {
        let bits = self.held & ((1 << n) - 1);
        self.drop(n);
        bits as u32
    }

    /// Drops a code that was found in a table. Returns what it stands for.
    #[inline(always)]
    pub fn drop_code(&mut self, code: u32) -> usize {
        self.drop(length_of(code));
        value_of(code)
    }

    /// The bits that follow a code of a length or a distance, as a number.
    #[inline(always)]
    pub fn take_extra(&mut self, code: u32) -> usize {
        self.take(extra_bits(code)) as usize
    }

    /// The bytes behind the one that the next bit is in; behind the next bit, where it is the first of a byte.
    pub fn rest_of_bytes(&self) -> Option<&'a [u8]> {
        self.input.get(self.at - (self.n_held / 8) as usize..)
    }

    /// Whether all bits that were used are of the input.
    pub fn is_within_input(&self) -> bool {
        self.rest_of_bytes().is_some()
    }
}
