//! Substring search that ignores ASCII case, without a copy of the haystack in lower case.

use wide::u8x16;

/// A searcher for one literal of two bytes or more.
#[derive(Clone, Debug)]
pub struct LiteralSearcher {
    folded: Box<[u8]>,
    first: Probe,
    second: Probe,
}

/// A byte of the literal. Sixteen places are checked for it at once before the whole literal is compared.
#[derive(Clone, Copy, Debug)]
struct Probe {
    /// Its place in the literal.
    offset: usize,
    /// The bit in which the cases of a letter differ; 0 for other bytes.
    case: u8x16,
    /// The byte, in lower case.
    byte: u8x16,
}

/// So many places are checked between two branches.
const LINE: usize = 64;
/// So many places are checked at once.
const LANES: usize = 16;

/// The bytes of CloudTrail records from the most to the least common; all others are rarer.
const COMMON: &[u8] = b"\"eaitsnorc:-,0mdlup1./254396h87gybvk{}w_fjxzq[]";

impl LiteralSearcher {
    /// A searcher for a literal in lower case; `None` where it is too short to be worth a search.
    pub fn new(text: &str) -> Option<LiteralSearcher> {
        let folded = text.as_bytes();
        let rank = |byte: u8| COMMON.iter().position(|common| *common == byte).unwrap_or(COMMON.len());
        // The two rarest bytes: where both are found, the rest mostly is as well.
        let mut rarest: Vec<u32> = (0..folded.len() as u32).collect();
        rarest.sort_unstable_by_key(|at| std::cmp::Reverse(rank(folded[*at as usize])));
        let &[first, second, ..] = &rarest[..] else { return None };
        let probe = |at: u32| Probe::new(folded, at as usize);
        Some(LiteralSearcher { folded: folded.into(), first: probe(first), second: probe(second) })
    }

    /// The length of the literal in bytes.
    #[allow(clippy::len_without_is_empty)] // it never is
    pub fn len(&self) -> usize {
        self.folded.len()
    }

    /// The literal, in lower case.
    pub fn bytes(&self) -> &[u8] {
        &self.folded
    }

    /// The first place from `from` on where the literal begins.
    pub fn find(&self, haystack: &[u8], from: usize) -> Option<usize> {
        let n_places = haystack.len().checked_sub(self.folded.len() - 1)?;
        let places = |probe: Probe| haystack.get(from + probe.offset..n_places + probe.offset);
        let (firsts, seconds) = (places(self.first)?, places(self.second)?);
        let (first_lines, first_rest) = firsts.as_chunks::<LINE>();
        let (second_lines, second_rest) = seconds.as_chunks::<LINE>();
        let mut at = from;
        for (one, other) in first_lines.iter().zip(second_lines) {
            let (ones, others) = (one.as_chunks::<LANES>().0, other.as_chunks::<LANES>().0);
            let pairs = || ones.iter().zip(others);
            if pairs().fold(u8x16::splat(0), |any, (one, other)| any | self.check(one, other)).any() {
                for (part, (one, other)) in pairs().enumerate() {
                    let mut hits = self.check(one, other).to_bitmask();
                    while hits != 0 {
                        let place = at + part * LANES + hits.trailing_zeros() as usize;
                        if self.is_at(haystack, place) {
                            return Some(place);
                        }
                        hits &= hits - 1;
                    }
                }
            }
            at += LINE;
        }
        let n_rest = first_rest.len().min(second_rest.len());
        (at..at + n_rest).find(|place| self.is_at(haystack, *place))
    }

    /// Marks those of sixteen places where both bytes match.
    #[inline(always)]
    fn check(&self, one: &[u8; LANES], other: &[u8; LANES]) -> u8x16 {
        self.first.matches(one) & self.second.matches(other)
    }

    fn is_at(&self, haystack: &[u8], at: usize) -> bool {
        haystack[at..].iter().zip(&*self.folded).all(|(byte, own)| byte.to_ascii_lowercase() == *own)
    }
}

impl Probe {
    fn new(folded: &[u8], offset: usize) -> Probe {
        let byte = folded[offset];
        let case = if byte.is_ascii_lowercase() { 0x20 } else { 0 };
        Probe { offset, case: u8x16::splat(case), byte: u8x16::splat(byte) }
    }

    /// Marks the bytes that equal this one, in either case.
    #[inline(always)]
    fn matches(self, bytes: &[u8; LANES]) -> u8x16 {
        (u8x16::from(*bytes) | self.case).simd_eq(self.byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_found_at_every_place() {
        let searcher = LiteralSearcher::new("access.d").expect("long enough");
        for length in 0..300 {
            let mut haystack = vec![b'a'; length];
            assert_eq!(searcher.find(&haystack, 0), None);
            if let Some(at) = length.checked_sub(searcher.len()) {
                for at in [0, at / 3, at / 2, at] {
                    haystack[at..at + 8].copy_from_slice(b"AcCess.D");
                    for from in 0..=at {
                        assert_eq!(searcher.find(&haystack, from), Some(at), "{length} {at} {from}");
                    }
                    assert_eq!(searcher.find(&haystack, at + 1), None);
                    haystack[at..at + 8].fill(b'\xC3');
                }
            }
        }
    }

    #[test]
    fn only_letters_have_a_case() {
        // These differ in the bit of case and are no letters.
        assert_eq!(LiteralSearcher::new("a[b").expect("long enough").find(b"xa{b", 0), None);
        assert_eq!(LiteralSearcher::new("a@b").expect("long enough").find(b"xa`b", 0), None);
        assert_eq!(LiteralSearcher::new("ab").expect("long enough").find(b"A\x02aB", 0), Some(2));
        assert!(LiteralSearcher::new("a").is_none());
    }
}
