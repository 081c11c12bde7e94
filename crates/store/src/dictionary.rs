//! The distinct terms of a column. Code 0 stands for no term; code `n` for the term at `n - 1`.

use hashbrown::HashTable;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// The code that stands for no term.
pub const ABSENT: u32 = 0;

/// Sorted terms, one behind the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dictionary {
    /// All terms, joined.
    text: String,
    /// Where each term ends.
    ends: Vec<u32>,
}

impl Dictionary {
    /// The dictionary of joined terms and their ends; `None` where the ends do not fit the text.
    pub fn from_parts(text: String, ends: Vec<u32>) -> Option<Dictionary> {
        let fits = ends.is_sorted()
            && ends.last().copied().unwrap_or(0) as usize == text.len()
            && ends.iter().all(|end| text.is_char_boundary(*end as usize));
        fits.then_some(Dictionary { text, ends })
    }

    /// The joined terms and where each ends.
    pub fn parts(&self) -> (&str, &[u32]) {
        (&self.text, &self.ends)
    }

    /// How many terms.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The term of a code; `None` for [`ABSENT`].
    pub fn term(&self, code: u32) -> Option<&str> {
        let at = code.checked_sub(1)? as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start as usize..self.ends[at] as usize])
    }

    /// The terms in order, with their codes.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (1..=self.len() as u32).filter_map(|code| Some((code, self.term(code)?)))
    }
}

/// Terms as they come, each with a draft code in the order of first sight.
#[derive(Default)]
pub struct DictionaryBuilder {
    text: String,
    ends: Vec<u32>,
    by_term: HashTable<u32>,
    /// The seed of a second hash, once the first one has turned out to be of no use for these terms.
    seed: Option<u64>,
    /// The term of the row before: columns repeat themselves, and a comparison is cheaper than a hash.
    last: Option<u32>,
}

impl DictionaryBuilder {
    /// The term of a draft code, which is not [`ABSENT`].
    pub fn term(&self, code: u32) -> &str {
        term_of(&self.text, &self.ends, code)
    }

    /// How many terms.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The draft code of a term; [`ABSENT`] for none.
    pub fn code(&mut self, term: Option<&str>) -> u32 {
        let Some(term) = term else { return ABSENT };
        if let Some(last) = self.last.filter(|last| is_same(self.term(*last), term)) {
            return last;
        }
        let seed = self.seed;
        let (text, ends) = (&mut self.text, &mut self.ends);
        let hash = hash_of(term, seed);
        let mut n_compared = 0;
        let mut is_it = |code: &u32| {
            n_compared += 1;
            is_same(term_of(text, ends, *code), term)
        };
        let found = self.by_term.find(hash, &mut is_it).copied();
        let code = found.unwrap_or_else(|| {
            text.push_str(term);
            ends.push(text.len() as u32);
            let code = ends.len() as u32;
            self.by_term.insert_unique(hash, code, |other| hash_of(term_of(text, ends, *other), seed));
            code
        });
        if n_compared > MOST_COMPARED && seed.is_none() {
            self.spread();
        }
        self.last = Some(code);
        code
    }

    /// Spreads the terms by another hash. Its seed depends on all terms so far, so whoever chooses some of them cannot know
    /// it.
    #[cold]
    fn spread(&mut self) {
        let seed = Some(xxh3_64(self.text.as_bytes()));
        let (text, ends) = (&self.text, &self.ends);
        let hash = |code: &u32| hash_of(term_of(text, ends, *code), seed);
        let mut by_term = HashTable::with_capacity(ends.len());
        for code in 1..=ends.len() as u32 {
            by_term.insert_unique(hash(&code), code, hash);
        }
        (self.by_term, self.seed) = (by_term, seed);
    }

    /// The bytes of all terms so far.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// The sorted dictionary, and for each draft code the code in it.
    pub fn finish(self) -> (Dictionary, Vec<u32>) {
        let mut order: Vec<u32> = (1..=self.ends.len() as u32).collect();
        order.sort_unstable_by(|a, b| self.term(*a).cmp(self.term(*b)));
        let mut sorted =
            Dictionary { text: String::with_capacity(self.text.len()), ends: Vec::with_capacity(order.len()) };
        let mut codes = vec![ABSENT; order.len() + 1];
        for (at, draft) in order.into_iter().enumerate() {
            sorted.text.push_str(self.term(draft));
            sorted.ends.push(sorted.text.len() as u32);
            codes[draft as usize] = at as u32 + 1;
        }
        (sorted, codes)
    }
}

/// Terms of one hash are compared one by one. More than so many are no chance: somebody has chosen them, as callers choose
/// the keys of objects.
const MOST_COMPARED: u32 = 32;

/// A hash for a table of terms: eight bytes at once, rotated and multiplied, which is quick and can be worked out
/// backwards; with a seed one that cannot.
fn hash_of(term: &str, seed: Option<u64>) -> u64 {
    if let Some(seed) = seed {
        return xxh3_64_with_seed(term.as_bytes(), seed);
    }
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(SPREAD);
    let (words, last) = words_of(term);
    let hash = words.iter().fold(term.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let hash = mix(hash, last);
    hash ^ hash >> 32
}

/// Whether two terms are equal. Terms are short, and a few words are compared sooner than a function is called.
fn is_same(one: &str, other: &str) -> bool {
    let ((one_words, one_last), (other_words, other_last)) = (words_of(one), words_of(other));
    let mut pairs = one_words.iter().zip(other_words);
    one.len() == other.len()
        && one_last == other_last
        && pairs.all(|(one, other)| u64::from_le_bytes(*one) == u64::from_le_bytes(*other))
}

/// A text in words of eight bytes, and a last word of what is left, which may repeat some bytes. To be compared only
/// with those of a text of the same length.
fn words_of(text: &str) -> (&[[u8; 8]], u64) {
    let bytes = text.as_bytes();
    let (words, rest) = bytes.as_chunks::<8>();
    let last = match bytes.last_chunk::<8>() {
        Some(last) => u64::from_le_bytes(*last),
        None => rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    (words, last)
}

fn term_of<'a>(text: &'a str, ends: &[u32], code: u32) -> &'a str {
    let at = code as usize - 1;
    let start = if at == 0 { 0 } else { ends[at - 1] };
    &text[start as usize..ends[at] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of three words of eight bytes with one hash: the second word takes back what the first one did.
    fn of_one_hash(n: u64) -> String {
        const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
        let same = *b"aaaaaaaa";
        let after_first = |word: u64| (24u64.rotate_left(5) ^ word).wrapping_mul(SPREAD).rotate_left(5);
        let wanted = after_first(u64::from_le_bytes(same)) ^ u64::from_le_bytes(same);
        let mut seed = n.wrapping_mul(SPREAD) | 1;
        loop {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let first = seed.to_le_bytes().map(|byte| byte & 0x5f | 0x20);
            let second = (after_first(u64::from_le_bytes(first)) ^ wanted).to_le_bytes();
            // Most are no text.
            if let Ok(text) = String::from_utf8([first, second, same].concat()) {
                return text;
            }
        }
    }

    #[test]
    fn terms_that_were_chosen_to_have_one_hash_are_spread_by_another() {
        let terms: Vec<String> = (0..60).map(of_one_hash).collect();
        let hashes: std::collections::HashSet<u64> = terms.iter().map(|term| hash_of(term, None)).collect();
        assert_eq!(hashes.len(), 1, "they have one hash");
        let mut draft = DictionaryBuilder::default();
        let codes: Vec<u32> = terms.iter().map(|term| draft.code(Some(term))).collect();
        assert!(draft.seed.is_some());
        let again: Vec<u32> = terms.iter().map(|term| draft.code(Some(term))).collect();
        assert_eq!(codes, again);
        let distinct: std::collections::HashSet<&String> = terms.iter().collect();
        assert_eq!(draft.len(), distinct.len());
    }

    #[test]
    fn draft_codes_become_codes_of_sorted_terms() {
        let mut draft = DictionaryBuilder::default();
        let codes: Vec<u32> = ["s3", "ec2", "s3", "", "kms"].map(|term| draft.code(Some(term))).into();
        assert_eq!(draft.code(None), ABSENT);
        let (dictionary, sorted) = draft.finish();
        assert_eq!(dictionary.iter().map(|(_, term)| term).collect::<Vec<_>>(), ["", "ec2", "kms", "s3"]);
        let terms: Vec<_> = codes.iter().map(|code| dictionary.term(sorted[*code as usize])).collect();
        assert_eq!(terms, [Some("s3"), Some("ec2"), Some("s3"), Some(""), Some("kms")]);
    }
}
