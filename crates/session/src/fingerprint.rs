//! What the files of a link were, so that one who opens it knows whether theirs are the same. Names and sizes as
//! numbers only: a link does not tell what files are called.

use super::sources::Sources;
use std::fmt;
use xxhash_rust::xxh3::xxh3_64;

/// Files, each by a number of 24 bits made of its name and size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// How many.
    n_files: u32,
    /// All of them together.
    all: u32,
    /// Each of them, in order; none where there are many.
    each: Vec<u32>,
}

/// A link grows by four letters a file up to so many, and no further.
const MOST_EACH: usize = 100;
const BITS: u32 = 0xFF_FFFF;
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl Fingerprint {
    /// The fingerprint of files, by their names and sizes. Of a path its last part counts, as the folder that is
    /// dropped may lie higher or lower.
    pub fn of<'a>(files: impl Iterator<Item = (&'a str, f64)>) -> Fingerprint {
        let number = |(name, bytes): (&str, f64)| {
            let name = name.rsplit('/').next().unwrap_or(name);
            xxh3_64(format!("{name} {}", bytes as u64).as_bytes()) as u32 & BITS
        };
        let mut each: Vec<u32> = files.map(number).collect();
        each.sort_unstable();
        let n_files = each.len() as u32;
        let bytes: Vec<u8> = each.iter().flat_map(|number| number.to_le_bytes()).collect();
        let all = xxh3_64(&bytes) as u32 & BITS;
        if each.len() > MOST_EACH {
            each.clear();
        }
        Fingerprint { n_files, all, each }
    }

    /// The fingerprint of all that was handed over.
    pub fn of_sources(sources: &Sources) -> Fingerprint {
        let dropped = sources.list.iter().filter(|source| source.within.is_none());
        Fingerprint::of(dropped.map(|source| (&*source.info.name, source.bytes)))
    }

    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Option<Fingerprint> {
        let (n_files, rest) = text.split_once('.')?;
        let mut numbers = rest.as_bytes().chunks(4).map(|letters| {
            (letters.len() == 4).then_some(())?;
            letters.iter().try_fold(0, |number, letter| {
                Some(number << 6 | LETTERS.iter().position(|other| other == letter)? as u32)
            })
        });
        let all = numbers.next()??;
        let each = numbers.collect::<Option<Vec<u32>>>()?;
        let n_files = n_files.parse().ok()?;
        (each.is_empty() || each.len() == n_files as usize).then_some(Fingerprint { n_files, all, each })
    }

    /// `3 files`.
    pub fn words(&self) -> String {
        if self.n_files == 1 { "1 file".to_owned() } else { format!("{} files", self.n_files) }
    }

    /// How other files differ from these, in words; `None` where they do not.
    pub fn difference(&self, other: &Fingerprint) -> Option<String> {
        if self.n_files == other.n_files && self.all == other.all {
            return None;
        }
        // Each file stands in both for itself alone.
        let without = |these: &[u32], those: &[u32]| {
            let mut left = those.to_vec();
            let is_left = |number: &&u32| match left.binary_search(number) {
                Ok(at) => {
                    left.remove(at);
                    false
                }
                Err(_) => true,
            };
            these.iter().filter(is_left).count()
        };
        let is_listed = |files: &Fingerprint| files.each.len() == files.n_files as usize;
        if is_listed(self) && is_listed(other) {
            let (missing, more) = (without(&self.each, &other.each), without(&other.each, &self.each));
            return Some(match (missing, more) {
                (missing, 0) => format!("{missing} missing"),
                (0, more) => format!("{more} more"),
                (missing, more) => format!("{missing} missing, {more} more"),
            });
        }
        Some(format!("{} were in the link, {} are here", self.words(), other.n_files))
    }
}

/// `3.` and four letters for all files together, then four for each.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.", self.n_files)?;
        for number in std::iter::once(&self.all).chain(&self.each) {
            for shift in [18, 12, 6, 0] {
                write!(f, "{}", char::from(LETTERS[(number >> shift & 63) as usize]))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[&str]) -> Fingerprint {
        Fingerprint::of(files.iter().map(|name| (*name, name.len() as f64)))
    }

    #[test]
    fn files_are_compared_in_any_order_and_folder() {
        let many: Vec<String> = (0..500).map(|n| format!("{n}.json.gz")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for (linked, here, expected) in [
            (&["a", "b", "c"][..], &["c", "b", "a"][..], None),
            (&["a", "b", "c"], &["b"], Some("2 missing")),
            (&["b"], &["b", "a"], Some("1 more")),
            (&["a", "a"], &["a"], Some("1 missing")),
            (&["a", "b"], &["b", "c"], Some("1 missing, 1 more")),
            (&many, &many, None),
            (&many, &many[3..], Some("500 files were in the link, 497 are here")),
            (&["a"], &many, Some("1 file were in the link, 500 are here")),
        ] {
            assert_eq!(of(linked).difference(&of(here)).as_deref(), expected, "{}", here.len());
        }
        let deep = Fingerprint::of([("AWSLogs/eu/a", 1.0)].into_iter());
        assert_eq!(deep.difference(&of(&["a"])), None);
        assert!(of(&many).to_string().len() < 12);
    }

    #[test]
    fn a_fingerprint_is_its_text() {
        for files in [of(&[]), of(&["a"]), of(&["a", "b", "c"])] {
            assert_eq!(Fingerprint::parse(&files.to_string()), Some(files));
        }
        for nonsense in ["", "1", "1.", "x.AAAA", "1.AAA", "1.AAA*", "2.AAAABBBB"] {
            assert_eq!(Fingerprint::parse(nonsense), None, "{nonsense}");
        }
    }
}
