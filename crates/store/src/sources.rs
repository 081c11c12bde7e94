//! The source of each row, as a code: the rows of a segment are from few sources.

use super::column::Codes;
use std::collections::HashMap;
use trailglass_protocol::id::SourceId;

/// A source for each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceColumn {
    /// The distinct sources, in the order of first sight.
    pub(super) distinct: Vec<SourceId>,
    /// The place of each row's source among these.
    pub(super) codes: Codes,
}

impl SourceColumn {
    /// The source of a row.
    pub fn get(&self, row: u32) -> SourceId {
        self.distinct[self.codes.get(row) as usize]
    }

    /// Whether every row's code leads to a source.
    pub(super) fn is_consistent(&self) -> bool {
        let mut end = 0;
        self.codes.each(|code| end = end.max(code as usize + 1));
        end <= self.distinct.len()
    }
}

/// A column being filled.
#[derive(Default)]
pub struct SourceColumnBuilder {
    distinct: Vec<SourceId>,
    places: HashMap<SourceId, u32>,
    codes: Vec<u32>,
}

impl SourceColumnBuilder {
    /// Adds a row.
    pub fn push(&mut self, source: SourceId) {
        // Most rows are from the source of the row before.
        let last = self.codes.last().filter(|last| self.distinct[**last as usize] == source).copied();
        let code = last.unwrap_or_else(|| {
            *self.places.entry(source).or_insert_with(|| {
                self.distinct.push(source);
                self.distinct.len() as u32 - 1
            })
        });
        self.codes.push(code);
    }

    /// The source of a row.
    pub fn get(&self, row: u32) -> SourceId {
        self.distinct[self.codes[row as usize] as usize]
    }

    /// The column with its rows in this order.
    pub fn freeze(self, order: &[u32]) -> SourceColumn {
        let codes = order.iter().map(|row| self.codes[*row as usize]).collect();
        SourceColumn { codes: Codes::new(codes, self.distinct.len()), distinct: self.distinct }
    }
}
