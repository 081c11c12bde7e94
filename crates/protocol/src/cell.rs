//! What a cell of a table holds.

/// Stands between the values of a cell that has several. Where the first is empty and another follows, objects or lists
/// are among those that follow: values that no query could ask for.
pub const CELL_SEPARATOR: &str = "\u{1f}";

/// The first value of a cell, as a query asks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CellValue {
    /// None.
    #[default]
    Missing,
    /// A text, a number or a word.
    Text(String),
    /// An object or a list, as JSON. No query asks for one by its text, but that there is one.
    Object(String),
}

impl CellValue {
    /// The value to be copied.
    pub fn into_text(self) -> String {
        match self {
            CellValue::Missing => String::new(),
            CellValue::Text(text) | CellValue::Object(text) => text,
        }
    }
}

impl From<Option<String>> for CellValue {
    fn from(text: Option<String>) -> CellValue {
        text.map_or(CellValue::Missing, CellValue::Text)
    }
}

/// The values of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellValues<'a> {
    /// The first.
    pub first: &'a str,
    /// How many more there are.
    pub n_more: usize,
    /// Whether objects or lists are among them.
    pub has_objects: bool,
}

impl<'a> CellValues<'a> {
    /// Those of a cell as it is sent.
    pub fn of(cell: &'a str) -> CellValues<'a> {
        let marked = cell.strip_prefix(CELL_SEPARATOR);
        let mut values = marked.unwrap_or(cell).split(CELL_SEPARATOR);
        let first = values.next().unwrap_or_default();
        CellValues { first, n_more: values.count(), has_objects: marked.is_some() }
    }

    /// The first value.
    pub fn value(&self) -> CellValue {
        let text = self.first.to_owned();
        match self.has_objects && text.starts_with(['{', '[']) {
            true => CellValue::Object(text),
            false => CellValue::Text(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_its_first_value_and_how_many_more_there_are() {
        let object = |text: &str| CellValue::Object(text.to_owned());
        let text = |text: &str| CellValue::Text(text.to_owned());
        for (cell, value, n_more) in [
            ("x", text("x"), 0),
            ("x\u{1f}y", text("x"), 1),
            ("", text(""), 0),
            ("{\"a\":1}", text("{\"a\":1}"), 0),
            ("\u{1f}{\"a\":1}", object("{\"a\":1}"), 0),
            ("\u{1f}{\"a\":1}\u{1f}{\"a\":2}\u{1f}x", object("{\"a\":1}"), 2),
            ("\u{1f}x\u{1f}{}", text("x"), 1),
        ] {
            let values = CellValues::of(cell);
            assert_eq!((values.value(), values.n_more), (value, n_more), "{cell:?}");
        }
    }
}
