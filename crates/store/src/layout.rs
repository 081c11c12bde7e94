//! Segment ⇄ one flat byte buffer, little-endian, to be transferred between threads of one page.
//!
//! ```text
//! segment    = magic:u32 times:i64s id_keys:u128s id_texts:column column{12} further_targets:column flags:bytes completeness:bytes sources codes facts
//! column     = dictionary codes
//! dictionary = text:bytes ends:u32s
//! codes      = 1:u8 bytes | 2:u8 u16s | 4:u8 u32s
//! facts      = dictionary event_rows:u32s told_by:u32s actions:u16s ids:u32s parents:u32s requests:u32s messages:u32s
//!              value_ends:u32s value_names:u16s values:u32s notifications
//! sources    = kinds:bytes numbers:u32s
//! notifications    = times:i64s keys:u128s sources documents:u32s accounts:u32s regions:u32s senders:u32s
//! i64s, ...  = count:u32 value*
//! ```
//!
//! Both ends are of the same build, so there is no version. The reader checks lengths, because a buffer that was cut
//! must not read as a segment.

use super::column::{Codes, TermColumn};
use super::dictionary::Dictionary;
use super::facts::{FactTable, NotificationTable};
use super::segment::{Segment, TERM_FIELDS};
use super::sources::SourceColumn;
use trailglass_protocol::id::SourceId;

const MAGIC: u32 = u32::from_le_bytes(*b"TGs2");

macro_rules! numbers {
    ($put:ident, $take:ident, $number:ty) => {
        fn $put(out: &mut Vec<u8>, values: &[$number]) {
            out.extend((values.len() as u32).to_le_bytes());
            out.reserve(size_of_val(values));
            for value in values {
                out.extend(value.to_le_bytes());
            }
        }

        fn $take(input: &mut &[u8]) -> Option<Vec<$number>> {
            let bytes = take_sized(input, size_of::<$number>())?;
            let (values, _) = bytes.as_chunks::<{ size_of::<$number>() }>();
            Some(values.iter().map(|value| <$number>::from_le_bytes(*value)).collect())
        }
    };
}

numbers!(put_u8s, take_u8s, u8);
numbers!(put_u16s, take_u16s, u16);
numbers!(put_u32s, take_u32s, u32);
numbers!(put_i64s, take_i64s, i64);
numbers!(put_u128s, take_u128s, u128);

fn take_u32(input: &mut &[u8]) -> Option<u32> {
    let (head, rest) = input.split_first_chunk::<4>()?;
    *input = rest;
    Some(u32::from_le_bytes(*head))
}

/// The bytes of so many values of this width, after their count.
fn take_sized<'a>(input: &mut &'a [u8], width: usize) -> Option<&'a [u8]> {
    let length = (take_u32(input)? as usize).checked_mul(width)?;
    let (head, rest) = input.split_at_checked(length)?;
    *input = rest;
    Some(head)
}

fn put_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) {
    let (text, ends) = dictionary.parts();
    put_u8s(out, text.as_bytes());
    put_u32s(out, ends);
}

fn take_dictionary(input: &mut &[u8]) -> Option<Dictionary> {
    let text = String::from_utf8(take_u8s(input)?).ok()?;
    Dictionary::from_parts(text, take_u32s(input)?)
}

fn put_column(out: &mut Vec<u8>, column: &TermColumn) {
    let TermColumn { dictionary, codes } = column;
    put_dictionary(out, dictionary);
    put_codes(out, codes);
}

fn put_codes(out: &mut Vec<u8>, codes: &Codes) {
    match codes {
        Codes::Narrow(codes) => {
            out.push(1);
            put_u8s(out, codes);
        }
        Codes::Middle(codes) => {
            out.push(2);
            put_u16s(out, codes);
        }
        Codes::Wide(codes) => {
            out.push(4);
            put_u32s(out, codes);
        }
    }
}

fn take_column(input: &mut &[u8]) -> Option<TermColumn> {
    Some(TermColumn { dictionary: take_dictionary(input)?, codes: take_codes(input)? })
}

fn take_codes(input: &mut &[u8]) -> Option<Codes> {
    let (width, rest) = input.split_first()?;
    *input = rest;
    match width {
        1 => take_u8s(input).map(Codes::Narrow),
        2 => take_u16s(input).map(Codes::Middle),
        4 => take_u32s(input).map(Codes::Wide),
        _ => None,
    }
}

fn put_sources(out: &mut Vec<u8>, sources: impl Iterator<Item = Option<SourceId>>) {
    let (kinds, numbers): (Vec<u8>, Vec<u32>) = sources
        .map(|source| match source {
            None => (0, 0),
            Some(SourceId::File(number)) => (1, number),
            Some(SourceId::Member(number)) => (2, number),
        })
        .unzip();
    put_u8s(out, &kinds);
    put_u32s(out, &numbers);
}

fn take_sources(input: &mut &[u8]) -> Option<Vec<Option<SourceId>>> {
    let (kinds, numbers) = (take_u8s(input)?, take_u32s(input)?);
    let source = |(kind, number): (u8, u32)| match kind {
        0 => Some(None),
        1 => Some(Some(SourceId::File(number))),
        2 => Some(Some(SourceId::Member(number))),
        _ => None,
    };
    if kinds.len() == numbers.len() { kinds.into_iter().zip(numbers).map(source).collect() } else { None }
}

fn put_facts(out: &mut Vec<u8>, facts: &FactTable) {
    let FactTable { event_rows, told_by, actions, ids, parents, requests, messages, value_ends, .. } = facts;
    let FactTable { value_names, values, notifications, dictionary, .. } = facts;
    put_dictionary(out, dictionary);
    put_u32s(out, event_rows);
    put_u32s(out, told_by);
    put_u16s(out, actions);
    for codes in [ids, parents, requests, messages, value_ends] {
        put_u32s(out, codes);
    }
    put_u16s(out, value_names);
    put_u32s(out, values);
    let NotificationTable { times, keys, sources, documents, accounts, regions, senders } = notifications;
    put_i64s(out, times);
    put_u128s(out, keys);
    put_sources(out, sources.iter().copied());
    for numbers in [documents, accounts, regions, senders] {
        put_u32s(out, numbers);
    }
}

fn take_facts(input: &mut &[u8]) -> Option<FactTable> {
    Some(FactTable {
        dictionary: take_dictionary(input)?,
        event_rows: take_u32s(input)?,
        told_by: take_u32s(input)?,
        actions: take_u16s(input)?,
        ids: take_u32s(input)?,
        parents: take_u32s(input)?,
        requests: take_u32s(input)?,
        messages: take_u32s(input)?,
        value_ends: take_u32s(input)?,
        value_names: take_u16s(input)?,
        values: take_u32s(input)?,
        notifications: NotificationTable {
            times: take_i64s(input)?,
            keys: take_u128s(input)?,
            sources: take_sources(input)?,
            documents: take_u32s(input)?,
            accounts: take_u32s(input)?,
            regions: take_u32s(input)?,
            senders: take_u32s(input)?,
        },
    })
}

/// Facts as bytes.
pub fn facts_to_bytes(facts: &FactTable) -> Vec<u8> {
    let mut out = Vec::new();
    put_facts(&mut out, facts);
    out
}

/// The facts of these bytes; `None` where they are not the bytes of facts of a segment with so many rows.
pub fn facts_from_bytes(bytes: &[u8], n_rows: u32) -> Option<FactTable> {
    let mut input = bytes;
    take_facts(&mut input).filter(|facts| input.is_empty() && facts.is_consistent(n_rows))
}

/// The segment as bytes.
#[inline(never)]
pub fn to_bytes(segment: &Segment) -> Vec<u8> {
    let Segment { times, id_keys, id_texts, terms, further_targets, flags, completeness, sources, facts } = segment;
    let mut out = MAGIC.to_le_bytes().to_vec();
    put_i64s(&mut out, times);
    put_u128s(&mut out, id_keys);
    put_column(&mut out, id_texts);
    for column in terms {
        put_column(&mut out, column);
    }
    put_column(&mut out, further_targets);
    put_u8s(&mut out, flags);
    put_u8s(&mut out, completeness);
    put_sources(&mut out, sources.distinct.iter().copied().map(Some));
    put_codes(&mut out, &sources.codes);
    put_facts(&mut out, facts);
    out
}

/// The segment of these bytes; `None` where they are not the bytes of a segment.
#[inline(never)]
pub fn from_bytes(bytes: &[u8]) -> Option<Segment> {
    let mut input = bytes;
    if take_u32(&mut input)? != MAGIC {
        return None;
    }
    let segment = Segment {
        times: take_i64s(&mut input)?,
        id_keys: take_u128s(&mut input)?,
        id_texts: take_column(&mut input)?,
        terms: (0..TERM_FIELDS.len()).map(|_| take_column(&mut input)).collect::<Option<_>>()?,
        further_targets: take_column(&mut input)?,
        flags: take_u8s(&mut input)?,
        completeness: take_u8s(&mut input)?,
        sources: SourceColumn {
            distinct: take_sources(&mut input)?.into_iter().collect::<Option<_>>()?,
            codes: take_codes(&mut input)?,
        },
        facts: take_facts(&mut input)?,
    };
    let n_rows = segment.times.len();
    let mut lengths =
        vec![segment.id_keys.len(), segment.flags.len(), segment.completeness.len(), segment.sources.codes.len()];
    let columns = || segment.terms.iter().chain([&segment.id_texts, &segment.further_targets]);
    lengths.extend(columns().map(|column| column.codes.len()));
    let is_whole = input.is_empty()
        && lengths.iter().all(|length| *length == n_rows)
        && columns().all(TermColumn::is_consistent)
        && segment.sources.is_consistent()
        && segment.facts.is_consistent(n_rows as u32);
    is_whole.then_some(segment)
}
