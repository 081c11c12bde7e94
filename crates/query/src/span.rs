//! Where something stands in a text.

/// A range of bytes of a text; it begins and ends between characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The smallest span that covers both.
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether nothing is between start and end.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether the two share a byte, or one is an empty span inside or at the edge of the other.
    pub fn touches(self, other: Span) -> bool {
        if self.is_empty() || other.is_empty() {
            self.start <= other.end && other.start <= self.end
        } else {
            self.start < other.end && other.start < self.end
        }
    }

    /// The part of the text. A span of another text gives what there is of it, so that no caller can panic.
    pub fn of(self, text: &str) -> &str {
        let span = self.within(text);
        &text[span.start..span.end]
    }

    /// The span cut to the text and moved back to the starts of characters.
    pub fn within(self, text: &str) -> Span {
        let start = text.floor_char_boundary(self.start);
        Span { start, end: text.floor_char_boundary(self.end).max(start) }
    }

    /// Start and end in UTF-16 units, which is how the page counts.
    pub fn to_utf16(self, text: &str) -> (usize, usize) {
        let units = |end: usize| text[..text.floor_char_boundary(end)].encode_utf16().count();
        (units(self.start), units(self.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_counts_in_utf16_units() {
        let text = "é😀 x";
        let x = Span::new(text.len() - 1, text.len());
        assert_eq!(x.to_utf16(text), (4, 5));
        assert_eq!(Span::new(3, 400).to_utf16(text), (1, 5), "a span of another text is cut");
    }
}
