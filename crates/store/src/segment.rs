//! A segment: columns of a few ten thousand events, sorted by time.

use super::column::TermColumn;
use super::facts::FactTable;
use super::rows::RowSet;
use super::sources::SourceColumn;
use std::borrow::Cow;
use std::cmp::Ordering;
use trailglass_event::field::Field;
use trailglass_event::mfa::Mfa;
use trailglass_event::outcome::Outcome;
use trailglass_event::target::SEPARATOR;
use trailglass_event::time::Micros;
use trailglass_protocol::id::SourceId;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128, xxh3_128_with_seed};

/// The fields that are kept as columns of terms, in the order of their columns.
pub const TERM_FIELDS: [Field; 12] = [
    Field::Event,
    Field::Service,
    Field::Actor,
    Field::Identity,
    Field::User,
    Field::Role,
    Field::Key,
    Field::Target,
    Field::Region,
    Field::Account,
    Field::Ip,
    Field::Error,
];

/// The column of a field in [`TERM_FIELDS`], if it has one.
pub fn term_column(field: Field) -> Option<usize> {
    TERM_FIELDS.iter().position(|other| *other == field)
}

/// An event's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventId<'a> {
    /// A UUID in its canonical form.
    Uuid(u128),
    /// Any other text.
    Text(&'a str),
    /// None: a hash of the record's text stands for it.
    Hash(u128),
}

impl<'a> EventId<'a> {
    /// The id of a record with this `eventID`, if it has one, and this text.
    pub fn of(id: Option<&'a str>, record: &str) -> EventId<'a> {
        match id.filter(|id| !id.is_empty()) {
            None => EventId::Hash(xxh3_128_with_seed(record.as_bytes(), 1)),
            Some(id) => parse_uuid(id).map_or(EventId::Text(id), EventId::Uuid),
        }
    }

    /// A number for the id: a UUID itself, whether written in capitals or not; of any other text a hash.
    pub fn key(self) -> u128 {
        match self {
            EventId::Uuid(key) | EventId::Hash(key) => key,
            EventId::Text(text) => {
                let uuid = if text.len() == UUID_BYTES { parse_uuid(&text.to_ascii_lowercase()) } else { None };
                uuid.unwrap_or_else(|| xxh3_128_with_seed(text.as_bytes(), 2))
            }
        }
    }
}

/// What an event and its copies have in common: id, time and name. An id alone does not do: those of published examples
/// (`EXAMPLE`) and of records whose ids were blanked are shared by many events.
pub fn copy_key(id_key: u128, time_micros: i64, name: &str) -> u128 {
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(&id_key.to_le_bytes());
    bytes[16..24].copy_from_slice(&time_micros.to_le_bytes());
    bytes[24..].copy_from_slice(&xxh3_64(name.as_bytes()).to_le_bytes());
    xxh3_128(&bytes)
}

/// The id of a row, to be compared with those of other rows.
#[derive(Clone, Copy, Debug)]
pub struct RowId<'a> {
    /// Its number.
    pub(super) key: u128,
    /// Its text, where it is not that of its number.
    pub(super) text: Option<&'a str>,
}

impl RowId<'_> {
    fn print(&self) -> Cow<'_, str> {
        self.text.map_or_else(|| print_uuid(self.key).into(), Cow::Borrowed)
    }

    /// The order of ids as texts.
    pub fn compare(&self, other: &RowId<'_>) -> Ordering {
        match (self.text, other.text) {
            // UUIDs sort as their numbers do.
            (None, None) => self.key.cmp(&other.key),
            (Some(one), Some(other)) => one.cmp(other),
            _ => self.print().cmp(&other.print()),
        }
    }
}

/// The length of a UUID in its canonical form.
const UUID_BYTES: usize = 36;

/// Reads a UUID in lower case with hyphens; any other form would not be printed as it was written.
fn parse_uuid(text: &str) -> Option<u128> {
    let bytes = text.as_bytes();
    let hyphens = [8, 13, 18, 23];
    if bytes.len() != UUID_BYTES || hyphens.iter().any(|at| bytes[*at] != b'-') {
        return None;
    }
    // Digits of 64 bits at once, and one look at the end whether one of them was none.
    let mut bad = 0;
    let mut half = |parts: [&[u8]; 3]| {
        parts.into_iter().flatten().fold(0u64, |value, byte| {
            let digit = HEX_DIGITS[usize::from(*byte)];
            bad |= digit;
            value << 4 | u64::from(digit)
        })
    };
    let high = half([&bytes[..8], &bytes[9..13], &bytes[14..18]]);
    let low = half([&bytes[19..23], &bytes[24..], &[]]);
    (bad < NO_DIGIT).then_some(u128::from(high) << 64 | u128::from(low))
}

/// More than any digit, in a bit of its own.
const NO_DIGIT: u8 = 16;

/// The value of each byte that is a hexadecimal digit in lower case.
const HEX_DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut digit = 0;
    while digit < 16 {
        digits[b"0123456789abcdef"[digit] as usize] = digit as u8;
        digit += 1;
    }
    digits
};

/// The canonical form of a UUID.
fn print_uuid(value: u128) -> String {
    let hex = format!("{value:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// Whether an event changes something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Write {
    /// The record does not tell.
    #[default]
    Unknown,
    /// It reads.
    No,
    /// It changes something.
    Yes,
}

/// Columns of events, sorted by time. Immutable.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Microseconds since 1970 of each row, ascending.
    pub(super) times: Vec<i64>,
    /// The number of each row's id: see [`EventId::key`].
    pub(super) id_keys: Vec<u128>,
    /// The id of each row, where it is no UUID.
    pub(super) id_texts: TermColumn,
    /// The columns of [`TERM_FIELDS`].
    pub(super) terms: Vec<TermColumn>,
    /// What each row acted on besides its target, joined.
    pub(super) further_targets: TermColumn,
    /// Outcome in bits 0-1, write in bits 2-3, repaired in bit 4, made of columns in bit 5, a second factor in bits 6-7.
    pub(super) flags: Vec<u8>,
    /// Top-level members that are not null.
    pub(super) completeness: Vec<u8>,
    /// The source of each row.
    pub(super) sources: SourceColumn,
    /// What lifecycle profiles took.
    pub facts: FactTable,
}

impl Segment {
    /// How many rows.
    pub fn n_rows(&self) -> u32 {
        self.times.len() as u32
    }

    /// The times of the rows, ascending, in microseconds since 1970.
    pub fn times(&self) -> &[i64] {
        &self.times
    }

    /// When a row's event happened.
    pub fn time(&self, row: u32) -> Micros {
        Micros(self.times[row as usize])
    }

    /// The column of a field, if it is kept as terms.
    pub fn column(&self, field: Field) -> Option<&TermColumn> {
        term_column(field).map(|column| &self.terms[column])
    }

    /// The term of a field in a row.
    pub fn term(&self, field: Field, row: u32) -> Option<&str> {
        self.column(field)?.term(row)
    }

    /// The id of a row's event as text; `hash:...` where the record has none.
    pub fn event_id(&self, row: u32) -> String {
        self.id_texts.term(row).map_or_else(|| print_uuid(self.id_keys[row as usize]), str::to_owned)
    }

    /// The number of a row's id: see [`EventId::key`].
    pub fn id_key(&self, row: u32) -> u128 {
        self.id_keys[row as usize]
    }

    /// The id of a row, to be compared.
    pub fn row_id(&self, row: u32) -> RowId<'_> {
        RowId { key: self.id_keys[row as usize], text: self.id_texts.term(row) }
    }

    /// The key under which copies of a row's event are found: see [`copy_key`].
    pub fn copy_key(&self, row: u32) -> u128 {
        let name = self.term(Field::Event, row).unwrap_or_default();
        copy_key(self.id_keys[row as usize], self.times[row as usize], name)
    }

    /// How a row's event ended.
    pub fn outcome(&self, row: u32) -> Outcome {
        outcome_of(self.flags[row as usize])
    }

    /// Whether a row's event changes something.
    pub fn write(&self, row: u32) -> Write {
        write_of(self.flags[row as usize])
    }

    /// Whether a row's record was repaired on reading.
    pub fn is_repaired(&self, row: u32) -> bool {
        self.flags[row as usize] >> 4 & 1 == 1
    }

    /// Whether a row's record was made of the columns of a table.
    pub fn is_made(&self, row: u32) -> bool {
        self.flags[row as usize] >> 5 & 1 == 1
    }

    /// Whether a row's event used a second factor.
    pub fn mfa(&self, row: u32) -> Mfa {
        mfa_of(self.flags[row as usize])
    }

    /// The rows whose second factor passes.
    pub fn rows_with_mfa(&self, passes: impl Fn(Mfa) -> bool) -> RowSet {
        let wanted = Mfa::ALL.map(|mfa| u8::from(passes(mfa)));
        RowSet::of_codes(&self.flags, |flags| wanted[mfa_of(flags) as usize])
    }

    /// All that a row's event acted on, each once.
    pub fn targets(&self, row: u32) -> impl Iterator<Item = &str> {
        let further = self.further_targets.term(row).into_iter().flat_map(|joined| joined.split(SEPARATOR));
        self.term(Field::Target, row).into_iter().chain(further)
    }

    /// What the rows acted on besides their targets: texts that [`SEPARATOR`] parts.
    pub fn further_targets(&self) -> &TermColumn {
        &self.further_targets
    }

    /// The rows whose outcome, write and repaired pass.
    pub fn rows_where(&self, passes: impl Fn(Outcome, Write, bool) -> bool) -> RowSet {
        let wanted: [u8; 32] = std::array::from_fn(|flags| {
            let (outcome, write, is_repaired) = (outcome_of(flags as u8), write_of(flags as u8), flags >> 4 & 1 == 1);
            u8::from(passes(outcome, write, is_repaired))
        });
        RowSet::of_codes(&self.flags, |flags| wanted[usize::from(flags & 31)])
    }

    /// How many top-level members of a row's record are not null.
    pub fn completeness(&self, row: u32) -> u8 {
        self.completeness[row as usize]
    }

    /// Puts other ids in the place of those of the sources.
    pub fn renumber_sources(&mut self, renumber: impl Fn(&mut SourceId)) {
        self.sources
            .distinct
            .iter_mut()
            .chain(self.facts.notifications.sources.iter_mut().flatten())
            .for_each(renumber);
    }

    /// The source of a row.
    pub fn source(&self, row: u32) -> SourceId {
        self.sources.get(row)
    }
}

fn outcome_of(flags: u8) -> Outcome {
    Outcome::ALL[usize::from(flags & 3)]
}

fn mfa_of(flags: u8) -> Mfa {
    Mfa::ALL[usize::from(flags >> 6).min(2)]
}

fn write_of(flags: u8) -> Write {
    [Write::Unknown, Write::No, Write::Yes, Write::Yes][usize::from(flags >> 2 & 3)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_as_their_texts_do() {
        let texts = [
            "a",
            "0a",
            "7ec7f858-0775-423c-8eeb-d866ca706aaa",
            "7ec7f858",
            "ffc7f858-0775-423c-8eeb-d866ca706aaa",
            "z",
        ];
        for one in texts {
            for other in texts {
                let id = |text| match EventId::of(Some(text), "") {
                    EventId::Uuid(key) => RowId { key, text: None },
                    id => RowId { key: id.key(), text: Some(text) },
                };
                assert_eq!(id(one).compare(&id(other)), one.cmp(other), "{one} and {other}");
            }
        }
    }

    #[test]
    fn an_id_is_printed_as_it_was_written() {
        let id = "7ec7f858-0775-423c-8eeb-d866ca706aaa";
        assert_eq!(EventId::of(Some(id), ""), EventId::Uuid(0x7ec7f858_0775_423c_8eeb_d866ca706aaa));
        assert_eq!(print_uuid(0x7ec7f858_0775_423c_8eeb_d866ca706aaa), id);
        for odd in ["7EC7F858-0775-423c-8eeb-d866ca706aaa", "5ab02562-0fc5-43d0-b7b6-90293example"] {
            assert_eq!(EventId::of(Some(odd), ""), EventId::Text(odd));
        }
        assert_ne!(EventId::of(None, "{}").key(), EventId::of(None, "{ }").key());
        assert_eq!(EventId::of(Some(&id.to_uppercase()), "").key(), EventId::of(Some(id), "").key());
    }
}
