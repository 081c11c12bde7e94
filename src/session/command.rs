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
}

/// Key, whether the command key is held, and what it does while the focus is in a table.
pub const KEYS: &[(&str, bool, Command)] = &[
    ("ArrowUp", false, Command::RowUp),
    ("k", false, Command::RowUp),
    ("ArrowDown", false, Command::RowDown),
    ("j", false, Command::RowDown),
    ("PageUp", false, Command::PageUp),
    ("PageDown", false, Command::PageDown),
    (" ", false, Command::PageDown),
    ("g", false, Command::FirstRow),
    ("Home", true, Command::FirstRow),
    ("G", false, Command::LastRow),
    ("End", true, Command::LastRow),
    ("ArrowLeft", false, Command::CellLeft),
    ("ArrowRight", false, Command::CellRight),
    ("Home", false, Command::FirstCell),
    ("End", false, Command::LastCell),
    ("Enter", false, Command::Open),
    ("Escape", false, Command::Close),
    ("+", false, Command::FilterFor),
    ("-", false, Command::FilterOut),
    ("c", false, Command::Copy),
];

/// What a key does while the focus is in a table. `key` is the browser's name of it; `is_command` whether Control or
/// the Apple command key is held.
pub fn command_of(key: &str, is_command: bool) -> Option<Command> {
    KEYS.iter().find(|(name, with, _)| *name == key && *with == is_command).map(|(.., command)| *command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_does_two_things() {
        for (at, (key, with, _)) in KEYS.iter().enumerate() {
            assert!(!KEYS[..at].iter().any(|(other, other_with, _)| other == key && other_with == with), "{key}");
        }
        assert_eq!(command_of("Home", true), Some(Command::FirstRow));
        assert_eq!(command_of("c", true), None);
    }
}
