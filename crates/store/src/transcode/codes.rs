//! Huffman codes, as tables of entries (RFC 1951, 3.2).

use super::bits::Bits;
use super::entry::{END, LITERAL, SUB_TABLE, extra_bits, value_of};

/// The index of the first table has so many bits.
const FIRST_BITS: u32 = 10;
const FIRST: usize = 1 << FIRST_BITS;
/// No code is longer.
const MAX_BITS: usize = 15;
/// There are at most so many codes for literals, lengths and the end.
const MAX_LITERALS: usize = 288;
const MAX_DISTANCES: usize = 32;
/// The symbol of the end of a block.
const END_SYMBOL: usize = 256;
/// The symbols of the smallest length and of the greatest, which has no extra bits.
const FIRST_LENGTH: usize = 257;
const LAST_LENGTH: usize = 285;

/// The entry of a symbol among literals, lengths and the end, but for the code's length; none for what must not occur.
fn literal_entry(symbol: usize) -> Option<u32> {
    match symbol {
        0..END_SYMBOL => Some((symbol as u32) << 16 | LITERAL),
        END_SYMBOL => Some(END),
        FIRST_LENGTH..LAST_LENGTH => Some(range_entry(symbol - FIRST_LENGTH, 4, 3)),
        LAST_LENGTH => Some(258 << 16),
        _ => None,
    }
}

fn distance_entry(symbol: usize) -> Option<u32> {
    (symbol < 30).then(|| range_entry(symbol, 2, 1))
}

/// The entry of a length or a distance (the tables in RFC 1951, 3.2.5): each symbol stands for the numbers that follow those of
/// the one before, of which the smallest is `least`. Twice `each` symbols stand for one number, the next `each` for two, the
/// next for four.
fn range_entry(symbol: usize, each: usize, least: usize) -> u32 {
    let extra = (symbol / each).saturating_sub(1);
    let first = if symbol < each { symbol } else { (each + symbol % each) << extra };
    ((first + least) << 16 | extra << 8) as u32
}

fn plain_entry(symbol: usize) -> Option<u32> {
    Some((symbol as u32) << 16)
}

/// A code for each symbol.
pub struct Codes {
    table: Vec<u32>,
    entry: fn(usize) -> Option<u32>,
}

impl Codes {
    /// For literals, lengths and the end.
    pub fn for_literals() -> Codes {
        Codes { table: Vec::new(), entry: literal_entry }
    }

    /// For distances.
    pub fn for_distances() -> Codes {
        Codes { table: Vec::new(), entry: distance_entry }
    }

    /// The entry for the code that these bits begin with.
    #[inline(always)]
    pub fn at(&self, bits: usize) -> u32 {
        let first: &[u32; FIRST] = self.table.first_chunk().expect("a table is built before it is used");
        first[bits % FIRST]
    }

    /// The entry for the code that these bits begin with, where the first table has this one.
    #[inline(always)]
    pub fn in_sub_table(&self, entry: u32, bits: usize) -> Option<u32> {
        let start = value_of(entry);
        let index = (bits >> FIRST_BITS) & ((1 << extra_bits(entry)) - 1);
        (start > 0).then(|| self.table[start + index]).filter(|entry| entry & SUB_TABLE == 0)
    }

    /// Gives each symbol the code that follows from the codes' lengths (RFC 1951, 3.2.2). `None` where lengths are no
    /// code: too many are short, or there are too few, but for one alone or none.
    fn set(&mut self, lengths: &[u8]) -> Option<()> {
        let mut counts = [0_usize; MAX_BITS + 1];
        lengths.iter().for_each(|length| counts[usize::from(*length)] += 1);
        counts[0] = 0;
        let mut room = 1_usize;
        for count in &counts[1..] {
            room = (room * 2).checked_sub(*count)?;
        }
        if room > 0 && counts.iter().sum::<usize>() > 1 {
            return None;
        }
        self.table.clear();
        self.table.resize(FIRST, SUB_TABLE);
        let bits_of = |symbol: u32| lengths[symbol as usize];
        let mut symbols: Vec<u32> = (0..lengths.len() as u32).filter(|symbol| bits_of(*symbol) > 0).collect();
        symbols.sort_unstable_by_key(|symbol| (bits_of(*symbol), *symbol));
        let mut code = 0;
        let mut sub = SubTable::default();
        for symbol in symbols {
            let length = usize::from(bits_of(symbol));
            // Where there is no entry, the place stays one of no code.
            if let Some(entry) = (self.entry)(symbol as usize) {
                if length > FIRST_BITS as usize && sub.prefix != Some(code % FIRST) {
                    sub = self.open(code % FIRST, length, &counts);
                }
                self.put(code, length, entry, &sub);
            }
            counts[length] -= 1;
            code = following(code, length);
        }
        Some(())
    }

    /// Opens a further table for the codes with this prefix, of which the shortest is of this length: as large as they need, of
    /// the codes that are left of each length.
    fn open(&mut self, prefix: usize, length: usize, left: &[usize; MAX_BITS + 1]) -> SubTable {
        let first_bits = FIRST_BITS as usize;
        let mut bits = length - first_bits;
        let mut taken = left[length];
        while taken < 1 << bits && first_bits + bits < MAX_BITS {
            bits += 1;
            taken = taken * 2 + left[first_bits + bits];
        }
        let start = self.table.len();
        self.table.resize(start + (1 << bits), SUB_TABLE);
        self.table[prefix] = (start as u32) << 16 | SUB_TABLE | (bits as u32) << 8;
        SubTable { prefix: Some(prefix), start }
    }

    /// Writes an entry wherever the bits begin with its code.
    fn put(&mut self, code: usize, length: usize, entry: u32, sub: &SubTable) {
        let first_bits = FIRST_BITS as usize;
        let (table, first, step) = if length <= first_bits {
            (&mut self.table[..FIRST], code, 1 << length)
        } else {
            (&mut self.table[sub.start..], code >> first_bits, 1 << (length - first_bits))
        };
        table.iter_mut().skip(first).step_by(step).for_each(|place| *place = entry | length as u32);
    }
}

/// The table that is open for long codes.
#[derive(Default)]
struct SubTable {
    /// The bits that its codes begin with.
    prefix: Option<usize>,
    start: usize,
}

/// The code after this one among those of a length. Codes are kept as the stream has them, the first bit lowest.
fn following(mut code: usize, length: usize) -> usize {
    let mut bit = 1 << (length - 1);
    while code & bit != 0 {
        code ^= bit;
        bit >>= 1;
    }
    code | bit
}

/// The codes of RFC 1951, 3.2.6.
pub fn set_fixed(literals: &mut Codes, distances: &mut Codes) -> Option<()> {
    let mut lengths = [8; MAX_LITERALS];
    lengths[144..256].fill(9);
    lengths[256..280].fill(7);
    literals.set(&lengths)?;
    distances.set(&[5; MAX_DISTANCES])
}

/// Reads the codes of a block (RFC 1951, 3.2.7).
#[inline(never)]
pub fn read(bits: &mut Bits<'_>, literals: &mut Codes, distances: &mut Codes) -> Option<()> {
    /// The order in which the lengths of the codes for lengths come.
    const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let n_literals = bits.take(5) as usize + FIRST_LENGTH;
    let n_distances = bits.take(5) as usize + 1;
    let n_lengths = bits.take(4) as usize + 4;
    let mut lengths = [0; 19];
    for symbol in &ORDER[..n_lengths] {
        bits.refill();
        lengths[*symbol] = bits.take(3) as u8;
    }
    let mut codes = Codes { table: Vec::new(), entry: plain_entry };
    codes.set(&lengths)?;

    let mut lengths = Vec::with_capacity(MAX_LITERALS + MAX_DISTANCES);
    while lengths.len() < n_literals + n_distances {
        bits.refill();
        let code = codes.at(bits.peek());
        if code & SUB_TABLE != 0 {
            return None;
        }
        let (length, times) = match bits.drop_code(code) {
            16 => (*lengths.last()?, 3 + bits.take(2)),
            17 => (0, 3 + bits.take(3)),
            18 => (0, 11 + bits.take(7)),
            length => (length as u8, 1),
        };
        lengths.extend((0..times).map(|_| length));
    }
    let (of_literals, of_distances) = lengths.split_at(n_literals);
    let has_end = of_literals[END_SYMBOL] > 0;
    if !has_end || of_distances.len() > n_distances {
        return None;
    }
    literals.set(of_literals)?;
    distances.set(of_distances)
}
