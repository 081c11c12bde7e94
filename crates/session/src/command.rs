//! The one table of commands: what keys do, what the palette offers, what the sheet of keys shows.

use Command::*;
use Group::*;

/// Something that can be done by key or from the palette.
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
    /// Removes the column, on its heading.
    ColumnHide,
    /// Goes to the filter bar.
    Filter,
    /// Empties the filter.
    ClearFilter,
    /// Opens the palette.
    Palette,
    /// Opens the sheet of keys.
    Keys,
    /// Takes the last change of the view back.
    Undo,
    /// Makes it again.
    Redo,
    /// Shows the events.
    Events,
    /// Shows the jobs.
    Jobs,
    /// Shows or hides the facets.
    Facets,
    /// Opens or closes the list of files.
    Files,
    /// Shows times in UTC.
    ZoneUtc,
    /// Shows times in local time.
    ZoneLocal,
    /// Sorts newest first.
    NewestFirst,
    /// Sorts oldest first.
    OldestFirst,
    /// Gives the table its first columns back.
    FirstColumns,
    /// Opens the export.
    Export,
    /// Copies a link to the view.
    Share,
    /// Asks for a name and saves the view under it.
    SaveView,
}

/// Where a command stands in the palette and in the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Moves in a table.
    Rows,
    /// What is done with a cell.
    Cells,
    /// What is done with a column.
    Columns,
    /// Finding.
    Find,
    /// What is looked at, and how.
    View,
    /// The page as a whole.
    Page,
}

impl Group {
    /// All of them, in the order of the sheet.
    pub const ALL: [Group; 6] = [Rows, Cells, Columns, Find, View, Page];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Rows => "Rows",
            Cells => "Cells",
            Columns => "Columns",
            Find => "Find",
            View => "View",
            Page => "Page",
        }
    }

    /// Whether its keys act only while the focus is in a table.
    pub fn is_of_table(self) -> bool {
        matches!(self, Rows | Cells | Columns)
    }
}

/// What the table knows of a command.
#[derive(Debug)]
pub struct CommandInfo {
    /// The command.
    pub command: Command,
    /// Where it stands.
    pub group: Group,
    /// What it does, in words.
    pub title: &'static str,
    /// Its keys. A key is named as the browser does, behind `Mod+` where Control or the Apple command key is held, and
    /// behind `Shift+` for a key that prints no letter.
    pub keys: &'static [&'static str],
}

const fn info(command: Command, group: Group, title: &'static str, keys: &'static [&'static str]) -> CommandInfo {
    CommandInfo { command, group, title, keys }
}

/// Every command.
pub const COMMANDS: &[CommandInfo] = &[
    info(RowDown, Rows, "Row down", &["j", "ArrowDown"]),
    info(RowUp, Rows, "Row up", &["k", "ArrowUp"]),
    info(PageDown, Rows, "Page down", &[" ", "PageDown"]),
    info(PageUp, Rows, "Page up", &["PageUp"]),
    info(FirstRow, Rows, "First row", &["g", "Mod+Home"]),
    info(LastRow, Rows, "Last row", &["G", "Mod+End"]),
    info(Open, Rows, "Open the row", &["Enter"]),
    info(Close, Rows, "Close the innermost thing", &["Escape"]),
    info(CellLeft, Cells, "Cell to the left", &["ArrowLeft"]),
    info(CellRight, Cells, "Cell to the right", &["ArrowRight"]),
    info(FirstCell, Cells, "First cell", &["Home"]),
    info(LastCell, Cells, "Last cell", &["End"]),
    info(FilterFor, Cells, "Filter for the value", &["+"]),
    info(FilterOut, Cells, "Filter the value out", &["-"]),
    info(Copy, Cells, "Copy the value", &["c"]),
    info(ColumnLeft, Columns, "Move to the left", &["Shift+ArrowLeft"]),
    info(ColumnRight, Columns, "Move to the right", &["Shift+ArrowRight"]),
    info(ColumnNarrower, Columns, "Narrower", &["<"]),
    info(ColumnWider, Columns, "Wider", &[">"]),
    info(ColumnFit, Columns, "Auto-size", &["="]),
    info(ColumnHide, Columns, "Remove column, on its heading", &["Delete"]),
    info(Filter, Find, "Go to the filter bar", &["/"]),
    info(ClearFilter, Find, "Clear the filter", &[]),
    info(Facets, Find, "Show or hide the facets", &["f"]),
    info(Palette, Find, "Commands", &["Mod+k"]),
    info(Events, View, "Show the events", &[]),
    info(Jobs, View, "Show the jobs", &[]),
    info(NewestFirst, View, "Sort: Newest first", &[]),
    info(OldestFirst, View, "Sort: Oldest first", &[]),
    info(FirstColumns, View, "Reset columns to defaults", &[]),
    info(ZoneUtc, View, "Times in UTC", &[]),
    info(ZoneLocal, View, "Times in local time", &[]),
    info(SaveView, View, "Save this view…", &[]),
    info(Undo, View, "Undo a change of the view", &["Mod+z"]),
    info(Redo, View, "Redo", &["Mod+Z", "Mod+y"]),
    info(Files, Page, "Show or hide the files", &[]),
    info(Export, Page, "Export", &["Mod+e"]),
    info(Share, Page, "Copy a link to this view", &["Mod+L"]),
    info(Keys, Page, "Keys", &["?"]),
];

/// What is held, or locked, beside a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Control, or the Apple command key.
    pub is_mod: bool,
    /// Shift.
    pub is_shift: bool,
    /// Caps Lock.
    pub is_caps: bool,
}

/// A key with what is held beside it, as [`CommandInfo::keys`] names them. Caps Lock turns letters round, and macOS tells of
/// small ones beside the command key: there a letter is a capital one where Shift is held, whatever the browser says.
pub fn chord(key: &str, held: Held) -> String {
    let mut chars = key.chars();
    let letter = chars.next().filter(|char| chars.next().is_none() && char.is_alphabetic());
    let is_named = key.chars().count() > 1;
    let key = match letter.filter(|_| held.is_mod || held.is_caps) {
        Some(letter) if held.is_shift => letter.to_uppercase().to_string(),
        Some(letter) => letter.to_lowercase().to_string(),
        None => key.to_owned(),
    };
    let held = match (held.is_mod, held.is_shift && is_named) {
        (false, false) => return key,
        (true, false) => "Mod+",
        (false, true) => "Shift+",
        (true, true) => "Mod+Shift+",
    };
    held.to_owned() + &key
}

/// What a key does while the focus is in a table.
pub fn command_of(key: &str) -> Option<Command> {
    of(key, true)
}

/// What a key does anywhere in the page.
pub fn page_command_of(key: &str) -> Option<Command> {
    of(key, false)
}

fn of(key: &str, is_of_table: bool) -> Option<Command> {
    let is_it = |info: &&CommandInfo| info.group.is_of_table() == is_of_table && info.keys.contains(&key);
    COMMANDS.iter().find(is_it).map(|info| info.command)
}

/// The tab that a key leads to from one of several, by their places; the arrows go round.
pub fn tab_after(key: &str, at: usize, n_tabs: usize) -> Option<usize> {
    let last = n_tabs.checked_sub(1)?;
    match key {
        "ArrowLeft" => Some(at.checked_sub(1).unwrap_or(last)),
        "ArrowRight" => Some(if at < last { at + 1 } else { 0 }),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

/// A key as it is printed on its cap.
pub fn cap(key: &str) -> String {
    let (held, name) = match key.strip_prefix("Mod+") {
        // A capital letter is typed with Shift.
        Some(name) if matches!(name.as_bytes(), [b'A'..=b'Z']) => ("Ctrl+Shift+", name),
        Some(name) => ("Ctrl+", name),
        None => key.strip_prefix("Shift+").map_or(("", key), |name| ("Shift+", name)),
    };
    let name = match name {
        " " => "Space",
        "ArrowUp" => "↑",
        "ArrowDown" => "↓",
        "ArrowLeft" => "←",
        "ArrowRight" => "→",
        "Enter" => "↵",
        "Escape" => "Esc",
        "PageUp" => "PgUp",
        "PageDown" => "PgDn",
        "Delete" => "Del",
        name => name,
    };
    let is_letter = name.len() == 1 && held.starts_with("Ctrl");
    if is_letter { format!("{held}{}", name.to_ascii_uppercase()) } else { format!("{held}{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_does_two_things_and_no_command_is_there_twice() {
        let keys: Vec<&str> = COMMANDS.iter().flat_map(|info| info.keys).copied().collect();
        for (at, key) in keys.iter().enumerate() {
            assert!(!keys[..at].contains(key), "{key}");
        }
        for (at, info) in COMMANDS.iter().enumerate() {
            assert!(COMMANDS[..at].iter().all(|other| other.command != info.command && other.title != info.title));
        }
        assert_eq!(command_of("Mod+Home"), Some(FirstRow));
        assert_eq!((command_of("Mod+c"), command_of("/"), page_command_of("/")), (None, None, Some(Filter)));
    }

    #[test]
    fn arrows_go_round_the_tabs_and_home_and_end_to_the_outermost() {
        for (key, at, n_tabs, expected) in [
            ("ArrowRight", 0, 3, Some(1)),
            ("ArrowRight", 2, 3, Some(0)),
            ("ArrowLeft", 0, 3, Some(2)),
            ("ArrowLeft", 2, 3, Some(1)),
            ("Home", 2, 3, Some(0)),
            ("End", 0, 3, Some(2)),
            ("Enter", 0, 3, None),
            ("End", 0, 0, None),
        ] {
            assert_eq!(tab_after(key, at, n_tabs), expected, "{key} from {at}");
        }
    }

    #[test]
    fn shift_makes_a_capital_letter_and_caps_lock_does_not() {
        const NONE: Held = Held { is_mod: false, is_shift: false, is_caps: false };
        const MOD: Held = Held { is_mod: true, ..NONE };
        const SHIFT: Held = Held { is_shift: true, ..NONE };
        const CAPS: Held = Held { is_caps: true, ..NONE };
        const MOD_SHIFT: Held = Held { is_shift: true, ..MOD };
        for (key, held, expected) in [
            ("z", MOD, "Mod+z"),
            ("Z", Held { is_caps: true, ..MOD }, "Mod+z"),
            ("Z", MOD_SHIFT, "Mod+Z"),
            ("z", MOD_SHIFT, "Mod+Z"),
            ("z", Held { is_caps: true, ..MOD_SHIFT }, "Mod+Z"),
            ("J", CAPS, "j"),
            ("g", Held { is_caps: true, ..SHIFT }, "G"),
            ("G", SHIFT, "G"),
            ("G", NONE, "G"),
            ("?", SHIFT, "?"),
            ("?", Held { is_caps: true, ..SHIFT }, "?"),
            ("+", SHIFT, "+"),
            ("Home", MOD, "Mod+Home"),
            ("ArrowLeft", SHIFT, "Shift+ArrowLeft"),
            ("ArrowLeft", MOD_SHIFT, "Mod+Shift+ArrowLeft"),
            ("", NONE, ""),
        ] {
            assert_eq!(chord(key, held), expected, "{key} with {held:?}");
        }
        assert_eq!(page_command_of(&chord("Z", Held { is_caps: true, ..MOD })), Some(Undo));
        assert_eq!(page_command_of(&chord("z", MOD_SHIFT)), Some(Redo));
    }

    #[test]
    fn keys_are_shown_as_they_are_printed() {
        for (key, shown) in [
            (" ", "Space"),
            ("Mod+k", "Ctrl+K"),
            ("Mod+L", "Ctrl+Shift+L"),
            ("Mod+Home", "Ctrl+Home"),
            ("Shift+ArrowLeft", "Shift+←"),
            ("j", "j"),
        ] {
            assert_eq!(cap(key), shown);
        }
    }
}
