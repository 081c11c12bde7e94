//! The table of commands: what keys do, what the palette offers, and what the sheet of keys lists are derived from it.

macro_rules! commands {
    ($($command:ident, $group:ident, $title:literal, $keys:expr;)*) => {
        /// Something that can be done by key or from the palette.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Command {
            $(#[doc = $title] $command,)*
        }

        /// Every command, in the order of the sheet of keys.
        pub const COMMANDS: &[CommandInfo] = &[
            $(CommandInfo { command: Command::$command, group: Group::$group, title: $title, keys: &$keys },)*
        ];
    };
}

commands! {
    MoveRowDown, Rows, "Row down", ["j", "ArrowDown"];
    MoveRowUp, Rows, "Row up", ["k", "ArrowUp"];
    MovePageDown, Rows, "Page down", [" ", "PageDown"];
    MovePageUp, Rows, "Page up", ["PageUp"];
    MoveToFirstRow, Rows, "First row", ["g", "Mod+Home"];
    MoveToLastRow, Rows, "Last row", ["G", "Mod+End"];
    OpenRow, Rows, "Open the row", ["Enter"];
    CloseInnermost, Rows, "Close the innermost thing", ["Escape"];
    MoveCellLeft, Cells, "Cell to the left", ["ArrowLeft"];
    MoveCellRight, Cells, "Cell to the right", ["ArrowRight"];
    MoveToFirstCell, Cells, "First cell", ["Home"];
    MoveToLastCell, Cells, "Last cell", ["End"];
    FilterFor, Cells, "Filter for the value", ["+"];
    FilterOut, Cells, "Filter the value out", ["-"];
    CopyValue, Cells, "Copy the value", ["c"];
    MoveColumnLeft, Columns, "Move to the left", ["Shift+ArrowLeft"];
    MoveColumnRight, Columns, "Move to the right", ["Shift+ArrowRight"];
    NarrowColumn, Columns, "Narrower", ["<"];
    WidenColumn, Columns, "Wider", [">"];
    FitColumn, Columns, "Auto-size", ["="];
    RemoveColumn, Columns, "Remove column, on its heading", ["Delete"];
    FocusFilter, Find, "Go to the filter bar", ["/"];
    ClearFilter, Find, "Clear the filter", [];
    ToggleFacets, Find, "Show or hide the facets", ["f"];
    OpenPalette, Find, "Commands", ["Mod+k"];
    ShowEvents, View, "Show the events", [];
    ShowJobs, View, "Show the jobs", [];
    SortNewestFirst, View, "Sort: Newest first", [];
    SortOldestFirst, View, "Sort: Oldest first", [];
    ResetColumns, View, "Reset columns to defaults", [];
    ShowUtc, View, "Times in UTC", [];
    ShowLocalTime, View, "Times in local time", [];
    SaveView, View, "Save this view…", [];
    Undo, View, "Undo a change of the view", ["Mod+z"];
    Redo, View, "Redo", ["Mod+Z", "Mod+y"];
    ToggleFiles, Page, "Show or hide the files", [];
    OpenExport, Page, "Export", ["Mod+e"];
    CopyLink, Page, "Copy a link to this view", ["Mod+L"];
    ShowKeys, Page, "Keys", ["?"];
}

/// A command's row of the table.
#[derive(Debug)]
pub struct CommandInfo {
    /// The command.
    pub command: Command,
    /// Its group.
    pub group: Group,
    /// What it does, in words.
    pub title: &'static str,
    /// Its keys. A key has the browser's name for it, behind `Mod+` where Control or the Apple command key is held, and
    /// behind `Shift+` for a key that prints no letter.
    pub keys: &'static [&'static str],
}

/// A group of commands in the palette and in the sheet of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Moves in a table.
    Rows,
    /// Acts on a cell.
    Cells,
    /// Acts on a column.
    Columns,
    /// Finding.
    Find,
    /// Changes the view.
    View,
    /// Acts on the page as a whole.
    Page,
}

impl Group {
    /// All of them, in the order of the sheet.
    pub const ALL: [Group; 6] = [Group::Rows, Group::Cells, Group::Columns, Group::Find, Group::View, Group::Page];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Group::Rows => "Rows",
            Group::Cells => "Cells",
            Group::Columns => "Columns",
            Group::Find => "Find",
            Group::View => "View",
            Group::Page => "Page",
        }
    }

    /// Whether its keys act only while the focus is in a table.
    pub fn is_of_table(self) -> bool {
        matches!(self, Group::Rows | Group::Cells | Group::Columns)
    }
}

/// The modifier keys that are held, and Caps Lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modifiers {
    /// Control, or the Apple command key.
    pub is_mod: bool,
    /// Shift.
    pub is_shift: bool,
    /// Caps Lock.
    pub is_caps: bool,
}

/// A key with its modifiers, as [`CommandInfo::keys`] names them. Caps Lock inverts the case of letters, and macOS reports
/// lower case while the command key is held; in both cases Shift alone decides the case.
pub fn chord(key: &str, modifiers: Modifiers) -> String {
    let mut chars = key.chars();
    let letter = chars.next().filter(|char| chars.next().is_none() && char.is_alphabetic());
    let is_named = key.chars().count() > 1;
    let key = match letter.filter(|_| modifiers.is_mod || modifiers.is_caps) {
        Some(letter) if modifiers.is_shift => letter.to_uppercase().to_string(),
        Some(letter) => letter.to_lowercase().to_string(),
        None => key.to_owned(),
    };
    let prefix = match (modifiers.is_mod, modifiers.is_shift && is_named) {
        (false, false) => return key,
        (true, false) => "Mod+",
        (false, true) => "Shift+",
        (true, true) => "Mod+Shift+",
    };
    prefix.to_owned() + &key
}

/// The command of a key while the focus is in a table.
pub fn command_of(key: &str) -> Option<Command> {
    find_command(key, |group| group.is_of_table())
}

/// The command of a key anywhere in the page.
pub fn page_command_of(key: &str) -> Option<Command> {
    find_command(key, |group| !group.is_of_table())
}

fn find_command(key: &str, is_wanted: fn(Group) -> bool) -> Option<Command> {
    COMMANDS.iter().find(|info| is_wanted(info.group) && info.keys.contains(&key)).map(|info| info.command)
}

/// The index of the tab that a key moves the focus to. The arrows wrap around.
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

/// A key as it is printed on a keyboard.
pub fn cap(key: &str) -> String {
    let (prefix, name) = match key.strip_prefix("Mod+") {
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
    let is_letter = name.len() == 1 && prefix.starts_with("Ctrl");
    if is_letter { format!("{prefix}{}", name.to_ascii_uppercase()) } else { format!("{prefix}{name}") }
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
        assert_eq!(command_of("Mod+Home"), Some(Command::MoveToFirstRow));
        assert_eq!(
            (command_of("Mod+c"), command_of("/"), page_command_of("/")),
            (None, None, Some(Command::FocusFilter))
        );
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
        const NONE: Modifiers = Modifiers { is_mod: false, is_shift: false, is_caps: false };
        const MOD: Modifiers = Modifiers { is_mod: true, ..NONE };
        const SHIFT: Modifiers = Modifiers { is_shift: true, ..NONE };
        const CAPS: Modifiers = Modifiers { is_caps: true, ..NONE };
        const MOD_SHIFT: Modifiers = Modifiers { is_shift: true, ..MOD };
        for (key, modifiers, expected) in [
            ("z", MOD, "Mod+z"),
            ("Z", Modifiers { is_caps: true, ..MOD }, "Mod+z"),
            ("Z", MOD_SHIFT, "Mod+Z"),
            ("z", MOD_SHIFT, "Mod+Z"),
            ("z", Modifiers { is_caps: true, ..MOD_SHIFT }, "Mod+Z"),
            ("J", CAPS, "j"),
            ("g", Modifiers { is_caps: true, ..SHIFT }, "G"),
            ("G", SHIFT, "G"),
            ("G", NONE, "G"),
            ("?", SHIFT, "?"),
            ("?", Modifiers { is_caps: true, ..SHIFT }, "?"),
            ("+", SHIFT, "+"),
            ("Home", MOD, "Mod+Home"),
            ("ArrowLeft", SHIFT, "Shift+ArrowLeft"),
            ("ArrowLeft", MOD_SHIFT, "Mod+Shift+ArrowLeft"),
            ("", NONE, ""),
        ] {
            assert_eq!(chord(key, modifiers), expected, "{key} with {modifiers:?}");
        }
        assert_eq!(page_command_of(&chord("Z", Modifiers { is_caps: true, ..MOD })), Some(Command::Undo));
        assert_eq!(page_command_of(&chord("z", MOD_SHIFT)), Some(Command::Redo));
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
