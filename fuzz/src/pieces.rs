//! An input in pieces whose sizes follow from the input itself, so that the same input fails in the same way again.

/// The pieces of an input.
pub struct Pieces<'a> {
    rest: &'a [u8],
    state: u64,
    /// Whether all pieces are of a few bytes.
    are_small: bool,
}

/// Cuts an input into pieces.
pub fn pieces(bytes: &[u8]) -> Pieces<'_> {
    let hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    Pieces { rest: bytes, state: hash | 1, are_small: hash >> 60 < 8 }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        let most = if self.are_small { 6 } else { 700 };
        let (piece, rest) = self.rest.split_at(self.rest.len().min(1 + (self.state % most) as usize));
        self.rest = rest;
        Some(piece)
    }
}
