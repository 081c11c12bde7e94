//! An outline as a tree view (WAI-ARIA "Tree View Pattern"): which of its values are visible, and what a key does.

use super::outline::OutlineEntry;
use trailglass_event::case::fold_text;

/// Which branches are expanded: all, none or the small ones, except those that a person has toggled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expansion {
    /// Whether all are expanded or all collapsed; by default the large ones are collapsed.
    all: Option<bool>,
    /// The paths of those that were toggled.
    toggled: Vec<String>,
}

/// A branch with more values in it than this is collapsed by default.
const MANY: usize = 40;
/// The branches that come first, and are expanded by default: what an event is opened for.
const FIRST: [&str; 2] = ["requestParameters", "responseElements"];

impl Expansion {
    /// All branches expanded, or all collapsed.
    pub fn all(is_open: bool) -> Expansion {
        Expansion { all: Some(is_open), toggled: Vec::new() }
    }

    /// Whether a value is a branch that is expanded.
    pub fn is_open(&self, leaf: &OutlineEntry) -> bool {
        let by_default = self.all.unwrap_or(leaf.n_below <= MANY || FIRST.contains(&leaf.shown.as_str()));
        leaf.is_branch() && by_default != self.toggled.contains(&leaf.shown)
    }

    /// The same with a branch toggled.
    pub fn toggled(&self, leaf: &OutlineEntry) -> Expansion {
        let mut expansion = self.clone();
        match expansion.toggled.iter().position(|path| *path == leaf.shown) {
            Some(at) => drop(expansion.toggled.swap_remove(at)),
            None => expansion.toggled.push(leaf.shown.clone()),
        }
        expansion
    }
}

/// An outline with the request and the response before the other members.
pub fn request_first(outline: Vec<OutlineEntry>) -> Vec<OutlineEntry> {
    let mut parts: [Vec<OutlineEntry>; 3] = Default::default();
    let mut part = 2;
    for leaf in outline {
        if leaf.depth == 0 {
            part = FIRST.iter().position(|first| leaf.shown == *first).unwrap_or(2);
        }
        parts[part].push(leaf);
    }
    let [mut all, response, others] = parts;
    all.extend(response);
    all.extend(others);
    all
}

/// A visible value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its index in the outline.
    pub entry: usize,
    /// Its position among its visible siblings, from 1 (`aria-posinset`).
    pub position: u32,
    /// The number of its visible siblings and itself (`aria-setsize`).
    pub set_size: u32,
}

/// The visible values: those whose path or value contains a text, and their ancestors; none in a collapsed branch.
pub fn rows(outline: &[OutlineEntry], expansion: &Expansion, search: &str) -> Vec<Row> {
    let wanted = fold_text(search.trim());
    let has = |text: &str| fold_text(text).contains(&wanted);
    let mut is_kept = vec![true; outline.len()];
    if !wanted.is_empty() {
        // From the last to the first: a bit for each depth at which a value is kept after the branch above it began.
        let mut kept: u128 = 0;
        for (at, leaf) in outline.iter().enumerate().rev() {
            let own = 1 << leaf.depth;
            is_kept[at] = has(&leaf.shown) || has(&leaf.value) || kept & (own << 1) != 0;
            kept = kept & ((own - 1) | own) | if is_kept[at] { own } else { 0 };
        }
    }
    let mut rows = Vec::new();
    let mut at = 0;
    let mut positions = [0; 128];
    while let Some(leaf) = outline.get(at) {
        let depth = leaf.depth as usize;
        if is_kept[at] {
            positions[depth] += 1;
            positions[depth + 1] = 0;
            rows.push(Row { entry: at, position: positions[depth], set_size: 0 });
        }
        at += if is_kept[at] && leaf.is_branch() && !expansion.is_open(leaf) { 1 + leaf.n_below } else { 1 };
    }
    let mut last = [0; 128];
    for row in rows.iter_mut().rev() {
        let depth = outline[row.entry].depth as usize;
        last[depth] = last[depth].max(row.position);
        row.set_size = last[depth];
        if row.position == 1 {
            last[depth] = 0;
        }
    }
    rows
}

/// What a key does in a tree view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAction {
    /// It moves the focus to a row.
    Focus(usize),
    /// It expands or collapses the branch.
    Toggle,
}

/// What a key does at a row, as the pattern has it; `None` for a key without effect.
pub fn key_action(
    outline: &[OutlineEntry],
    rows: &[Row],
    expansion: &Expansion,
    row: usize,
    key: &str,
) -> Option<KeyAction> {
    let leaf = outline.get(rows.get(row)?.entry)?;
    let depth_of = |row: usize| outline[rows[row].entry].depth;
    let last = rows.len() - 1;
    match key {
        "ArrowDown" => Some(KeyAction::Focus((row + 1).min(last))),
        "ArrowUp" => Some(KeyAction::Focus(row.saturating_sub(1))),
        "Home" => Some(KeyAction::Focus(0)),
        "End" => Some(KeyAction::Focus(last)),
        "ArrowRight" if leaf.is_branch() && !expansion.is_open(leaf) => Some(KeyAction::Toggle),
        "ArrowRight" => (row < last && depth_of(row + 1) > leaf.depth).then_some(KeyAction::Focus(row + 1)),
        "ArrowLeft" if expansion.is_open(leaf) => Some(KeyAction::Toggle),
        "ArrowLeft" => (0..row).rev().find(|above| depth_of(*above) < leaf.depth).map(KeyAction::Focus),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::outline::outline;
    use super::*;

    const TEXT: &str = r#"{"who":{"name":"noor"},"requestParameters":{"tags":[{"k":"a"},{"k":"b"}],"key":"x"},"responseElements":null}"#;

    fn record() -> Vec<OutlineEntry> {
        request_first(outline(TEXT))
    }

    fn seen(expansion: &Expansion, search: &str) -> Vec<String> {
        let record = record();
        let line = |row: Row| format!("{} {}/{}", record[row.entry].shown, row.position, row.set_size);
        rows(&record, expansion, search).into_iter().map(line).collect()
    }

    #[test]
    fn the_request_is_first_and_what_is_closed_hides_what_is_in_it() {
        let expansion = Expansion::all(false);
        assert_eq!(seen(&expansion, ""), ["requestParameters 1/3", "responseElements 2/3", "who 3/3"]);
        let expansion = expansion.toggled(&record()[0]);
        let expected = [
            "requestParameters 1/3",
            "requestParameters.tags 1/2",
            "requestParameters.key 2/2",
            "responseElements 2/3",
            "who 3/3",
        ];
        assert_eq!(seen(&expansion, ""), expected);
        assert_eq!(seen(&expansion.toggled(&record()[0]), "").len(), 3, "a second toggle undoes the first");
    }

    #[test]
    fn a_search_shows_what_is_found_and_the_way_to_it() {
        let all = Expansion::all(true);
        let way = [
            "requestParameters 1/1",
            "requestParameters.tags 1/1",
            "requestParameters.tags.1 1/1",
            "requestParameters.tags.1.k 1/1",
        ];
        assert_eq!(seen(&all, " TAGS.1.k "), way);
        assert_eq!(seen(&all, "noor"), ["who 1/1", "who.name 1/1"]);
        assert_eq!(seen(&all, "tags").len(), 6, "what is in it is found by its path");
        assert!(seen(&all, "nowhere").is_empty());
    }

    #[test]
    fn large_branches_are_closed_at_first_and_the_request_is_not() {
        let many = vec!["0"; MANY + 1].join(",");
        let outline = outline(&format!(r#"{{"requestParameters":{{"a":[{many}]}},"b":[1,2]}}"#));
        assert_eq!(rows(&outline, &Expansion::default(), "").len(), 5);
    }

    #[test]
    fn keys_move_and_toggle_as_in_any_tree() {
        let record = record();
        let expansion = Expansion::default();
        let rows = rows(&record, &expansion, "");
        let go = |row, key| key_action(&record, &rows, &expansion, row, key);
        assert_eq!(
            (go(0, "ArrowUp"), go(0, "ArrowRight"), go(0, "ArrowLeft")),
            (Some(KeyAction::Focus(0)), Some(KeyAction::Focus(1)), Some(KeyAction::Toggle))
        );
        assert_eq!(
            (go(3, "ArrowRight"), go(3, "ArrowLeft"), go(6, "ArrowLeft")),
            (None, Some(KeyAction::Focus(2)), Some(KeyAction::Focus(0)))
        );
        assert_eq!(
            (go(3, "Home"), go(3, "End"), go(9, "ArrowDown"), go(3, "x")),
            (Some(KeyAction::Focus(0)), Some(KeyAction::Focus(9)), Some(KeyAction::Focus(9)), None)
        );
        let closed = Expansion::all(false);
        let rows = super::rows(&record, &closed, "");
        assert_eq!(key_action(&record, &rows, &closed, 0, "ArrowRight"), Some(KeyAction::Toggle));
        assert_eq!(key_action(&[], &[], &closed, 0, "ArrowDown"), None);
    }
}
