//! Packs text in lz4's block format, tightly: each place is compared with several earlier ones, at some 110 MB a second
//! natively. For what is unpacked often and has time to be packed.
//!
//! The format is that of <https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md>: sequences of a token (4 bits for
//! the number of literals, 4 for the length of the match), literals, and a distance of 16 bits. The last five bytes are
//! literals, and no match begins within the last twelve.

/// A match is at least so long.
const MIN_MATCH: usize = 4;
/// The last so many bytes are literals.
const LITERALS_AT_END: usize = 5;
/// No match begins within so many bytes of the end.
const MARGIN: usize = 12;
/// How far back a match may lie.
const WINDOW: usize = 65_535;
/// So many earlier places are compared at most.
const DEPTH: usize = 12;
/// A match of this length is taken without looking for a longer one.
const LONG: usize = 96;
const HASH_BITS: u32 = 15;

/// The earlier places with the same four bytes, the latest first.
struct Chains {
    /// The last place of each hash, plus one; 0 for none.
    heads: Vec<u32>,
    /// From each place in the window to the one before with its hash; 0 for none.
    steps: Vec<u16>,
    /// Places before this one are in the chains.
    next: usize,
}

/// A text that occurred before.
#[derive(Clone, Copy, Default)]
struct Match {
    distance: usize,
    length: usize,
}

/// Packs a text; lz4 unpacks it.
#[inline(never)]
pub fn pack(text: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(text.len() / 5);
    let mut chains = Chains { heads: vec![0; 1 << HASH_BITS], steps: vec![0; WINDOW + 1], next: 0 };
    let last = text.len().saturating_sub(MARGIN);
    let mut literals = 0;
    let mut at = 0;
    let mut found = Match::default();
    while at < last {
        if found.length == 0 {
            found = chains.longest(text, at);
        }
        if found.length < MIN_MATCH {
            found = Match::default();
            at += 1;
            continue;
        }
        // A longer match at the next place is worth a literal.
        let next = if found.length < LONG && at + 1 < last { chains.longest(text, at + 1) } else { Match::default() };
        if next.length > found.length + 1 {
            found = next;
            at += 1;
            continue;
        }
        put(&mut packed, &text[literals..at], Some(found));
        at += found.length;
        literals = at;
        found = Match::default();
    }
    put(&mut packed, &text[literals..], None);
    packed
}

impl Chains {
    /// The longest match for a place before which all places are known.
    fn longest(&mut self, text: &[u8], at: usize) -> Match {
        self.learn(text, at);
        let limit = &text[at..text.len() - LITERALS_AT_END];
        let mut best = Match::default();
        let mut place = self.heads[hash(text, at)] as usize;
        for _ in 0..DEPTH {
            let Some(candidate) = place.checked_sub(1).filter(|candidate| at - candidate <= WINDOW) else { break };
            // One that differs where the best ends is not longer.
            if best.length == 0 || text[candidate + best.length] == text[at + best.length] {
                let length = common(&text[candidate..], limit);
                if length > best.length {
                    best = Match { distance: at - candidate, length };
                    if length >= LONG || length == limit.len() {
                        break;
                    }
                }
            }
            let step = usize::from(self.steps[candidate & WINDOW]);
            if step == 0 {
                break;
            }
            place = place.saturating_sub(step);
        }
        best
    }

    /// Takes in all places before `at`.
    fn learn(&mut self, text: &[u8], at: usize) {
        for place in self.next..at {
            let head = &mut self.heads[hash(text, place)];
            let step = if *head == 0 { 0 } else { place + 1 - *head as usize };
            self.steps[place & WINDOW] = u16::try_from(step).unwrap_or(0);
            *head = place as u32 + 1;
        }
        self.next = self.next.max(at);
    }
}

/// A number for the four bytes at a place.
#[inline]
fn hash(text: &[u8], at: usize) -> usize {
    let four = u32::from_le_bytes(*text[at..].first_chunk().expect("no place is looked at near the end"));
    (four.wrapping_mul(2_654_435_761) >> (32 - HASH_BITS)) as usize
}

/// How many bytes both begin with.
#[inline]
fn common(one: &[u8], other: &[u8]) -> usize {
    let (ones, others) = (one.as_chunks::<8>().0, other.as_chunks::<8>().0);
    for (word, (one, other)) in ones.iter().zip(others).enumerate() {
        let difference = u64::from_le_bytes(*one) ^ u64::from_le_bytes(*other);
        if difference != 0 {
            return word * 8 + difference.trailing_zeros() as usize / 8;
        }
    }
    let begun = ones.len().min(others.len()) * 8;
    begun + one[begun..].iter().zip(&other[begun..]).take_while(|(one, other)| one == other).count()
}

/// Writes literals and the match behind them.
fn put(packed: &mut Vec<u8>, literals: &[u8], found: Option<Match>) {
    let n_more = found.map_or(0, |found| found.length - MIN_MATCH);
    packed.push((literals.len().min(15) << 4 | n_more.min(15)) as u8);
    put_rest(packed, literals.len());
    packed.extend_from_slice(literals);
    if let Some(found) = found {
        packed.extend((found.distance as u16).to_le_bytes());
        put_rest(packed, n_more);
    }
}

/// Writes what of a length does not fit into its four bits.
fn put_rest(packed: &mut Vec<u8>, length: usize) {
    if let Some(mut rest) = length.checked_sub(15) {
        while rest >= 255 {
            packed.push(255);
            rest -= 255;
        }
        packed.push(rest as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpack(packed: &[u8], length: usize) -> Vec<u8> {
        lz4_flex::block::decompress(packed, length).expect("what was packed can be unpacked")
    }

    #[test]
    fn every_text_comes_back() {
        let mut state = 7_u32;
        let mut chance = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        for letters in [1, 2, 3, 40, 256] {
            for length in (0..40).chain([250, 270, 300, 5000, 70_000, 200_000]) {
                let text: Vec<u8> = (0..length).map(|_| chance(letters) as u8).collect();
                assert_eq!(unpack(&pack(&text), text.len()), text, "{letters} letters, {length} bytes");
            }
        }
    }

    #[test]
    fn what_lies_further_back_than_the_window_is_not_referred_to() {
        for gap in [65_500, 65_531, 65_532, 65_535, 65_536, 131_072] {
            let mut text = b"a word that comes twice".to_vec();
            text.extend((0..gap).map(|at| (at as u32).wrapping_mul(2_654_435_761).to_be_bytes()[0]));
            text.extend_from_slice(b"a word that comes twice, and an end");
            assert_eq!(unpack(&pack(&text), text.len()), text);
        }
    }

    #[test]
    fn records_become_smaller_than_in_passing() {
        let record = |number: u32| {
            format!(
                r#"{{"eventVersion":"1.08","eventID":"{:032x}","eventName":"GetObject","requestID":"{:016X}"}},"#,
                u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835),
                u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            )
        };
        let text: String = (0..4000).map(record).collect();
        let (tight, passing) = (pack(text.as_bytes()), lz4_flex::block::compress(text.as_bytes()));
        assert!(tight.len() < passing.len(), "{} and {}", tight.len(), passing.len());
    }
}
