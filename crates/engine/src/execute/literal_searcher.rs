//! Finds a text in bytes without regard to ASCII case, and without a copy of the bytes in lower case.

use wide::u8x16;

/// A text to find, of two bytes or more.
#[derive(Clone, Debug)]
pub struct Needle {
    folded: Box<[u8]>,
    first: Probe,
    second: Probe,
}

/// A byte of the needle that a place is judged by before the whole is compared, sixteen places at a time.
#[derive(Clone, Copy, Debug)]
struct Probe {
    /// Where it is in the needle.
    offset: usize,
    /// The bit in which the cases of a letter differ, for a letter.
    case: u8x16,
    /// The byte, a letter in lower case.
    byte: u8x16,
}

/// So many places are judged before there is a branch.
const LINE: usize = 64;
/// So many at once.
const LANES: usize = 16;

/// The bytes of CloudTrail records from the most to the least common; what is not listed is rarer than all of these.
const COMMON: &[u8] = b"\"eaitsnorc:-,0mdlup1./254396h87gybvk{}w_fjxzq[]";

impl Needle {
    /// The needle of a text in lower case; `None` where it is too short to be worth a search.
    pub fn new(text: &str) -> Option<Needle> {
        let folded = text.as_bytes();
        let rank = |byte: u8| COMMON.iter().position(|common| *common == byte).unwrap_or(COMMON.len());
        // The two rarest bytes, far enough apart in the text or not: where both stand, the rest mostly does as well.
        let mut rarest: Vec<u32> = (0..folded.len() as u32).collect();
        rarest.sort_by_key(|at| std::cmp::Reverse(rank(folded[*at as usize])));
        let &[first, second, ..] = &rarest[..] else { return None };
        let probe = |at: u32| Probe::new(folded, at as usize);
        Some(Needle { folded: folded.into(), first: probe(first), second: probe(second) })
    }

    /// How many bytes.
    #[allow(clippy::len_without_is_empty)] // it never is
    pub fn len(&self) -> usize {
        self.folded.len()
    }

    /// The needle itself, in lower case.
    pub fn bytes(&self) -> &[u8] {
        &self.folded
    }

    /// The first place at or behind `from` where the text begins.
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
            if pairs().fold(u8x16::splat(0), |any, (one, other)| any | self.judge(one, other)).any() {
                for (part, (one, other)) in pairs().enumerate() {
                    let mut hits = self.judge(one, other).to_bitmask();
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

    /// Marks those of sixteen places at which both bytes may stand.
    #[inline(always)]
    fn judge(&self, one: &[u8; LANES], other: &[u8; LANES]) -> u8x16 {
        self.first.stands_in(one) & self.second.stands_in(other)
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

    /// Marks the bytes that are this one, in either case.
    #[inline(always)]
    fn stands_in(self, bytes: &[u8; LANES]) -> u8x16 {
        (u8x16::from(*bytes) | self.case).simd_eq(self.byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_wherever_it_stands() {
        let needle = Needle::new("access.d").expect("long enough");
        for length in 0..300 {
            let mut haystack = vec![b'a'; length];
            assert_eq!(needle.find(&haystack, 0), None);
            if let Some(at) = length.checked_sub(needle.len()) {
                for at in [0, at / 3, at / 2, at] {
                    haystack[at..at + 8].copy_from_slice(b"AcCess.D");
                    for from in 0..=at {
                        assert_eq!(needle.find(&haystack, from), Some(at), "{length} {at} {from}");
                    }
                    assert_eq!(needle.find(&haystack, at + 1), None);
                    haystack[at..at + 8].fill(b'\xC3');
                }
            }
        }
    }

    #[test]
    fn case_is_that_of_letters_alone() {
        // These differ in the bit of case and are no letters.
        assert_eq!(Needle::new("a[b").expect("long enough").find(b"xa{b", 0), None);
        assert_eq!(Needle::new("a@b").expect("long enough").find(b"xa`b", 0), None);
        assert_eq!(Needle::new("ab").expect("long enough").find(b"A\x02aB", 0), Some(2));
        assert!(Needle::new("a").is_none());
    }
}
