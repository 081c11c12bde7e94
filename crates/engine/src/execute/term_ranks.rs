//! One order for the terms of a field in all segments. It ignores case; the exact text decides between terms that differ
//! in case alone.
//!
//! This is a radix sort on what follows the common prefix of a group: a large group is partitioned by one byte, a smaller
//! one is sorted by eight bytes as a number, and only few terms are compared as texts. It works in steps of a few
//! milliseconds, so that terms can be ranked ahead, and in 16 bytes a term. A sort by stored keys would be shorter, but it
//! keeps every term in lower case meanwhile, and a memory of WebAssembly never shrinks.

use std::cmp::Ordering;
use trailglass_event::case::fold_text;
use trailglass_event::field::Field;
use trailglass_store::Store;

/// The rank of each term of a field, for each segment by the term's code; 0 for no term.
#[derive(Debug, Default)]
pub struct TermRanks {
    pub(super) by_segment: Vec<Vec<u32>>,
    pub(super) n_ranks: u32,
}

impl TermRanks {
    /// The ranks of a field's terms, in one go.
    pub fn of(store: &Store, field: Field) -> TermRanks {
        let mut ranking = Ranking::new(store, field);
        while ranking.step(store) {}
        ranking.finish(store)
    }
}

/// The terms of a field, while they are being sorted.
pub struct Ranking {
    /// The field.
    pub field: Field,
    order: Vec<Entry>,
    open: Vec<Group>,
}

/// The place of a term, and its present key.
#[derive(Clone, Copy)]
struct Entry {
    key: u64,
    segment: u32,
    code: u32,
}

impl Entry {
    fn number(&self) -> u128 {
        u128::from(self.key) << 64 | u128::from(self.segment) << 32 | u128::from(self.code)
    }

    fn of_number(number: u128) -> Entry {
        Entry { key: (number >> 64) as u64, segment: (number >> 32) as u32, code: number as u32 }
    }
}

/// Unsorted terms that agree in their first `depth` bytes, except for case.
struct Group {
    start: usize,
    end: usize,
    depth: usize,
}

/// Groups up to this size are sorted by comparing texts.
const FEW: usize = 12;
/// Groups beyond this size are partitioned by one byte, in one pass.
const MANY: usize = 32_768;

impl Ranking {
    /// The terms of a field, none of them sorted.
    pub fn new(store: &Store, field: Field) -> Ranking {
        let mut order = Vec::new();
        for (stored, segment) in store.segments().iter().zip(0..) {
            let n_terms = stored.segment.column(field).map_or(0, |column| column.dictionary.len() as u32);
            order.extend((1..=n_terms).map(|code| Entry { key: 0, segment, code }));
        }
        let open = vec![Group { start: 0, end: order.len(), depth: 0 }];
        Ranking { field, order, open }
    }

    /// Sorts a group, or several small ones. Returns whether there is more to do.
    pub fn step(&mut self, store: &Store) -> bool {
        let terms = Terms::of(store, self.field);
        let mut n_done = 0;
        while n_done < MANY
            && let Some(group) = self.open.pop()
        {
            n_done += group.end - group.start;
            sort_group(&mut self.order, group, &mut self.open, &terms);
        }
        !self.open.is_empty()
    }

    /// The ranks, once there is nothing more to do.
    pub fn finish(self, store: &Store) -> TermRanks {
        let terms = Terms::of(store, self.field);
        let zeros = |n_terms: usize| vec![0; n_terms + 1];
        let columns = store.segments().iter().map(|stored| stored.segment.column(self.field));
        let mut ranks = TermRanks {
            by_segment: columns.map(|column| zeros(column.map_or(0, |column| column.dictionary.len()))).collect(),
            n_ranks: 0,
        };
        let mut former = None;
        for entry in self.order {
            let term = terms.exact(&entry);
            if former != Some(term) {
                ranks.n_ranks += 1;
                former = Some(term);
            }
            ranks.by_segment[entry.segment as usize][entry.code as usize] = ranks.n_ranks;
        }
        ranks
    }
}

/// The ranks of texts, from 1, equal texts having the same; and how many ranks there are.
pub fn ranked(texts: &[&str]) -> (Vec<u32>, u32) {
    let mut order: Vec<u32> = (0..texts.len() as u32).collect();
    order.sort_unstable_by(|a, b| compared(texts[*a as usize], texts[*b as usize], 0));
    let mut ranks = vec![0; texts.len()];
    let mut rank = 0;
    let mut former = None;
    for at in order {
        let at = at as usize;
        if former != Some(texts[at]) {
            rank += 1;
            former = Some(texts[at]);
        }
        ranks[at] = rank;
    }
    (ranks, rank)
}

/// How two texts sort whose first `depth` bytes agree, except for case; one of them may be shorter.
fn compared(a: &str, b: &str, depth: usize) -> Ordering {
    let letters = if a.is_ascii() && b.is_ascii() {
        let depth = depth.min(a.len()).min(b.len());
        let (a, b) = (&a.as_bytes()[depth..], &b.as_bytes()[depth..]);
        a.iter().map(u8::to_ascii_lowercase).cmp(b.iter().map(u8::to_ascii_lowercase))
    } else {
        fold_text(a).cmp(&fold_text(b))
    };
    letters.then_with(|| a.cmp(b))
}

/// The terms of a field in all segments.
struct Terms<'a> {
    dictionaries: Vec<Option<&'a trailglass_store::dictionary::Dictionary>>,
}

impl<'a> Terms<'a> {
    fn of(store: &'a Store, field: Field) -> Terms<'a> {
        let dictionary =
            |stored: &'a trailglass_store::StoredSegment| stored.segment.column(field).map(|column| &column.dictionary);
        Terms { dictionaries: store.segments().iter().map(dictionary).collect() }
    }

    fn exact(&self, entry: &Entry) -> &'a str {
        self.dictionaries[entry.segment as usize].and_then(|terms| terms.term(entry.code)).unwrap_or_default()
    }

    /// The bytes of a term from `depth` on.
    fn rest(&self, entry: &Entry, depth: usize) -> &'a [u8] {
        self.exact(entry).as_bytes().get(depth..).unwrap_or_default()
    }
}

/// Sorts terms whose first `depth` bytes agree, except for case, by comparing them.
fn sort_by_text(entries: &mut [Entry], depth: usize, terms: &Terms<'_>) {
    entries.sort_unstable_by(|a, b| compared(terms.exact(a), terms.exact(b), depth));
}

fn sort_group(order: &mut [Entry], Group { start, end, depth }: Group, open: &mut Vec<Group>, terms: &Terms<'_>) {
    let group = &mut order[start..end];
    if group.len() <= FEW {
        sort_by_text(group, depth, terms);
        return;
    }
    let (common, is_foreign) = in_common(group, depth, terms);
    if is_foreign && group.len() <= MANY {
        // Small letters of other alphabets may be of other length; such terms are few.
        group.sort_by_cached_key(|entry| (fold_text(terms.exact(entry)), terms.exact(entry)));
        return;
    }
    let depth = depth + common;
    let width = if is_foreign || group.len() <= MANY { 8 } else { 1 };
    for entry in group.iter_mut() {
        entry.key = if is_foreign {
            chunk(fold_text(terms.exact(entry)).as_bytes().get(depth..).unwrap_or_default(), width)
        } else {
            chunk(terms.rest(entry, depth), width)
        };
    }
    if width == 1 {
        part(group)
    } else {
        let mut numbers: Vec<u128> = group.iter().map(Entry::number).collect();
        numbers.sort_unstable();
        group.iter_mut().zip(numbers).for_each(|(entry, number)| *entry = Entry::of_number(number));
    }
    let mut at = 0;
    while at < group.len() {
        let key = group[at].key;
        let length = group[at..].iter().take_while(|other| other.key == key).count();
        let same = &mut group[at..at + length];
        let first = terms.exact(&same[0]);
        // Segments share most of their terms, and then there is nothing left to sort.
        if same.iter().any(|entry| terms.exact(entry) != first) {
            if same.iter().any(|entry| terms.exact(entry).len() > depth + width) {
                open.push(Group { start: start + at, end: start + at + length, depth: depth + width });
            } else {
                sort_by_text(same, depth, terms);
            }
        }
        at += length;
    }
}

/// Sorts by a key of one byte.
fn part(group: &mut [Entry]) {
    let mut starts = [0usize; 257];
    group.iter().for_each(|entry| starts[entry.key as usize + 1] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let before = group.to_vec();
    for entry in before {
        let start = &mut starts[entry.key as usize];
        group[*start] = entry;
        *start += 1;
    }
}

/// The length of the common prefix of a group from `depth` on, and whether one of its terms is not ASCII.
fn in_common(group: &[Entry], depth: usize, terms: &Terms<'_>) -> (usize, bool) {
    let first = terms.rest(&group[0], depth);
    let mut length = first.len();
    let mut is_foreign = false;
    for entry in group {
        let is_same = |(a, b): &(&u8, &u8)| a.eq_ignore_ascii_case(b);
        length = first[..length].iter().zip(terms.rest(entry, depth)).take_while(is_same).count();
        is_foreign |= !terms.exact(entry).is_ascii();
    }
    (if is_foreign { 0 } else { length }, is_foreign)
}

/// The first bytes in lower case, as a number that sorts as they do.
fn chunk(rest: &[u8], width: usize) -> u64 {
    let mut eight = [0; 8];
    let length = rest.len().min(width);
    eight[..length].copy_from_slice(&rest[..length]);
    eight.make_ascii_lowercase();
    u64::from_be_bytes(eight) >> (64 - 8 * width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use trailglass_event::mfa::Mfa;
    use trailglass_event::outcome::Outcome;
    use trailglass_event::time::Micros;
    use trailglass_protocol::id::SourceId;
    use trailglass_store::builder::{RowDraft, SegmentBuilder};
    use trailglass_store::segment::{EventId, TERM_FIELDS, Write};

    fn store_of(segments: &[Vec<String>]) -> Store {
        let mut store = Store::default();
        for (source, segment) in segments.iter().enumerate() {
            let mut builder = SegmentBuilder::default();
            for (row, term) in segment.iter().enumerate() {
                let mut terms = [None; TERM_FIELDS.len()];
                terms[0] = Some(term.as_str());
                builder.push(&RowDraft {
                    time: Micros(0),
                    id: EventId::Uuid((source << 32 | row) as u128),
                    terms,
                    outcome: Outcome::Ok,
                    write: Write::Unknown,
                    mfa: Mfa::Unknown,
                    further_targets: None,
                    is_repaired: false,
                    is_made: false,
                    completeness: 0,
                    source: SourceId::File(source as u32),
                    facts: &[],
                });
            }
            store.adopt(builder.freeze().0);
        }
        store
    }

    #[test]
    fn terms_of_all_segments_are_ranked_as_people_sort() {
        let long = |n: usize| {
            let n = n * 7919 % 30_000;
            match n % 3 {
                0 => format!("arn:aws:s3:::Bucket-{}/Key {n}", n % 50),
                1 => format!("arn:aws:s3:::bucket-{}/key", n % 4_000),
                _ => n.to_string(),
            }
        };
        let odd = ["", "a", "A", "a\0", "A\0", "\u{c9}", "\u{e9}", "z", "Zulu", "\0", "\u{130}x", "i\u{307}x"];
        let many: Vec<String> = (0..25_000).map(long).collect();
        let with_odd = (0..3_000).map(long).chain(odd.map(str::to_owned)).collect();
        let foreign = (0..90).map(|n| format!("{}{}", ["\u{e9}", "\u{c9}", "e"][n % 3], n / 7)).collect();
        let segments = [many.clone(), many.iter().map(|term| term.to_uppercase()).collect(), with_odd, foreign];
        for part in [&segments[..2], &segments[2..3], &segments[3..], &segments[..]] {
            let store = store_of(part);
            let mut expected: Vec<&str> = part.iter().flatten().map(String::as_str).collect();
            expected.sort_by_cached_key(|term| (fold_text(term), *term));
            expected.dedup();
            let ranks = TermRanks::of(&store, Field::Event);
            assert_eq!(ranks.n_ranks as usize, expected.len());
            for (stored, ranks) in store.segments().iter().zip(&ranks.by_segment) {
                for (code, term) in stored.segment.column(Field::Event).expect("a column").dictionary.iter() {
                    assert_eq!(expected[ranks[code as usize] as usize - 1], term);
                }
            }
        }
    }
}
