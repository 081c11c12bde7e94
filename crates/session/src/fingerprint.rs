//! The fingerprint of the files behind a link, which says whether those who open it have the same files. It is made of
//! hashes, so a link does not reveal the names of files.

use super::sources::Sources;
use data_encoding::BASE64URL_NOPAD;
use std::fmt;
use xxhash_rust::xxh3::xxh3_64;

/// Files, each as a hash of 24 bits of its name and size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// The number of files.
    n_files: u32,
    /// The hash of all of them together.
    all: u32,
    /// The hash of each, in order; empty where there are more than [`MOST_EACH`].
    each: Vec<u32>,
}

/// Up to this many files a link grows by four letters for each; beyond, it holds the hash of all of them alone.
const MOST_EACH: usize = 100;
const BITS: u32 = 0xFF_FFFF;

impl Fingerprint {
    /// The fingerprint of files, by their names and sizes. Of a path only its last part counts, because the same files
    /// may be dropped as another folder.
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
        let bytes = BASE64URL_NOPAD.decode(rest.as_bytes()).ok()?;
        let (hashes, rest) = bytes.as_chunks::<3>();
        let mut hashes = hashes.iter().map(|[high, middle, low]| u32::from_be_bytes([0, *high, *middle, *low]));
        let all = hashes.next().filter(|_| rest.is_empty())?;
        let each: Vec<u32> = hashes.collect();
        let n_files = n_files.parse().ok()?;
        (each.is_empty() || each.len() == n_files as usize).then_some(Fingerprint { n_files, all, each })
    }

    /// `3 files`.
    pub fn words(&self) -> String {
        if self.n_files == 1 { "1 file".to_owned() } else { format!("{} files", self.n_files) }
    }

    /// How other files differ from these, in words; `None` where they are the same.
    pub fn difference(&self, other: &Fingerprint) -> Option<String> {
        if self.n_files == other.n_files && self.all == other.all {
            return None;
        }
        if self.lists_each() && other.lists_each() {
            let (missing, more) = (n_missing(&self.each, &other.each), n_missing(&other.each, &self.each));
            return Some(match (missing, more) {
                (missing, 0) => format!("{missing} missing"),
                (0, more) => format!("{more} more"),
                (missing, more) => format!("{missing} missing, {more} more"),
            });
        }
        Some(format!("{} were in the link, {} are here", self.words(), other.n_files))
    }

    fn lists_each(&self) -> bool {
        self.each.len() == self.n_files as usize
    }
}

/// How many hashes have no counterpart among the others. Each counterpart counts once, as files may be alike.
fn n_missing(hashes: &[u32], others: &[u32]) -> usize {
    let mut left = others.to_vec();
    let is_missing = |hash: &&u32| match left.binary_search(hash) {
        Ok(at) => {
            left.remove(at);
            false
        }
        Err(_) => true,
    };
    hashes.iter().filter(is_missing).count()
}

/// `3.` and four letters for all files together, then four for each.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.", self.n_files)?;
        for hash in std::iter::once(&self.all).chain(&self.each) {
            let [_, bytes @ ..] = hash.to_be_bytes();
            f.write_str(&BASE64URL_NOPAD.encode(&bytes))?;
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
