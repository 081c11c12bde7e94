//! What keys do in a table. One list: the page and its help are made from it.

/// A move or deed in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// One row up.
    RowUp,
    /// One row down.
    RowDown,
    /// One screen up.
    PageUp,
    /// One screen down.
    PageDown,
    /// To the first row.
    FirstRow,
    /// To the last row.
    LastRow,
    /// One cell to the left.
    CellLeft,
    /// One cell to the right.
    CellRight,
    /// To the first cell of the row.
    FirstCell,
    /// To the last cell of the row.
    LastCell,
    /// Opens the row.
    Open,
    /// Closes the innermost thing.
    Close,
    /// Filters for the value of the cell.
    FilterFor,
    /// Filters the value of the cell out.
    FilterOut,
    /// Copies the value of the cell.
    Copy,
    /// Moves the column to the left.
    ColumnLeft,
    /// Moves the column to the right.
    ColumnRight,
    /// Makes the column narrower.
    ColumnNarrower,
    /// Makes the column wider.
    ColumnWider,
    /// Makes the column as wide as what is in it.
    ColumnFit,
    /// Takes the column away.
    ColumnHide,
}

/// What keys do while the focus is in a table. A key is named as the browser does, behind `Mod+` where Control or the
/// Apple command key is held, and behind `Shift+` for a key that prints no letter.
pub const KEYS: &[(&str, Command)] = &[
    ("ArrowUp", Command::RowUp),
    ("k", Command::RowUp),
    ("ArrowDown", Command::RowDown),
    ("j", Command::RowDown),
    ("PageUp", Command::PageUp),
    ("PageDown", Command::PageDown),
    (" ", Command::PageDown),
    ("g", Command::FirstRow),
    ("Mod+Home", Command::FirstRow),
    ("G", Command::LastRow),
    ("Mod+End", Command::LastRow),
    ("ArrowLeft", Command::CellLeft),
    ("ArrowRight", Command::CellRight),
    ("Home", Command::FirstCell),
    ("End", Command::LastCell),
    ("Enter", Command::Open),
    ("Escape", Command::Close),
    ("+", Command::FilterFor),
    ("-", Command::FilterOut),
    ("c", Command::Copy),
    ("Shift+ArrowLeft", Command::ColumnLeft),
    ("Shift+ArrowRight", Command::ColumnRight),
    ("<", Command::ColumnNarrower),
    (">", Command::ColumnWider),
    ("=", Command::ColumnFit),
    ("Delete", Command::ColumnHide),
];

/// What a key does while the focus is in a table.
pub fn command_of(key: &str) -> Option<Command> {
    KEYS.iter().find(|(name, _)| *name == key).map(|(_, command)| *command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_does_two_things() {
        for (at, (key, _)) in KEYS.iter().enumerate() {
            assert!(!KEYS[..at].iter().any(|(other, _)| other == key), "{key}");
        }
        assert_eq!(command_of("Mod+Home"), Some(Command::FirstRow));
        assert_eq!(command_of("Mod+c"), None);
    }
}
