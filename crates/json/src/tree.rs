//! An outline as a tree to walk in: which of its values are in sight, and where a key leads.

use super::outline::OutlineEntry;
use trailglass_event::case::fold_text;

/// The branches that stand open: all of one size, but for those that a person has turned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expansion {
    /// All open, or all closed; the large ones closed where nobody has said.
    all: Option<bool>,
    /// Those that stand otherwise, by path.
    turned: Vec<String>,
}

/// A branch with more in it than this is closed at first.
const MANY: usize = 40;
/// What an event is opened for, which is first and open.
const FIRST: [&str; 2] = ["requestParameters", "responseElements"];

impl Expansion {
    /// All open, or all closed.
    pub fn all(is_open: bool) -> Expansion {
        Expansion { all: Some(is_open), turned: Vec::new() }
    }

    /// Whether a value is a branch that stands open.
    pub fn is_open(&self, leaf: &OutlineEntry) -> bool {
        let at_first = self.all.unwrap_or(leaf.n_below <= MANY || FIRST.contains(&leaf.shown.as_str()));
        leaf.is_branch() && at_first != self.turned.contains(&leaf.shown)
    }

    /// With a branch the other way.
    pub fn turned(&self, leaf: &OutlineEntry) -> Expansion {
        let mut folds = self.clone();
        match folds.turned.iter().position(|path| *path == leaf.shown) {
            Some(at) => drop(folds.turned.swap_remove(at)),
            None => folds.turned.push(leaf.shown.clone()),
        }
        folds
    }
}

/// An outline with the request and the response before all else.
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

/// A value in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its place in the outline.
    pub at: usize,
    /// Its place among those that are in sight beside it, from 1.
    pub place: u32,
    /// How many those are.
    pub n_beside: u32,
}

/// The values in sight: those whose path or value holds a text, and what holds them; of these, none in a closed branch.
pub fn rows(outline: &[OutlineEntry], folds: &Expansion, search: &str) -> Vec<Row> {
    let wanted = fold_text(search.trim());
    let has = |text: &str| fold_text(text).contains(&wanted);
    let mut is_kept = vec![true; outline.len()];
    if !wanted.is_empty() {
        // From the last to the first, a bit for each depth at which something is kept since the branch above began.
        let mut kept: u128 = 0;
        for (at, leaf) in outline.iter().enumerate().rev() {
            let own = 1 << leaf.depth;
            is_kept[at] = has(&leaf.shown) || has(&leaf.value) || kept & (own << 1) != 0;
            kept = kept & ((own - 1) | own) | if is_kept[at] { own } else { 0 };
        }
    }
    let mut rows = Vec::new();
    let mut at = 0;
    let mut places = [0; 128];
    while let Some(leaf) = outline.get(at) {
        let depth = leaf.depth as usize;
        if is_kept[at] {
            places[depth] += 1;
            places[depth + 1] = 0;
            rows.push(Row { at, place: places[depth], n_beside: 0 });
        }
        at += if is_kept[at] && leaf.is_branch() && !folds.is_open(leaf) { 1 + leaf.n_below } else { 1 };
    }
    let mut last = [0; 128];
    for row in rows.iter_mut().rev() {
        let depth = outline[row.at].depth as usize;
        last[depth] = last[depth].max(row.place);
        row.n_beside = last[depth];
        if row.place == 1 {
            last[depth] = 0;
        }
    }
    rows
}

/// What a key does in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// It leads to a row.
    To(usize),
    /// It opens or closes the branch.
    Turn,
}

/// What a key does at a row, as trees do it everywhere.
pub fn moved(outline: &[OutlineEntry], rows: &[Row], folds: &Expansion, row: usize, key: &str) -> Option<Move> {
    let leaf = outline.get(rows.get(row)?.at)?;
    let depth_of = |row: usize| outline[rows[row].at].depth;
    let last = rows.len() - 1;
    match key {
        "ArrowDown" => Some(Move::To((row + 1).min(last))),
        "ArrowUp" => Some(Move::To(row.saturating_sub(1))),
        "Home" => Some(Move::To(0)),
        "End" => Some(Move::To(last)),
        "ArrowRight" if leaf.is_branch() && !folds.is_open(leaf) => Some(Move::Turn),
        "ArrowRight" => (row < last && depth_of(row + 1) > leaf.depth).then_some(Move::To(row + 1)),
        "ArrowLeft" if folds.is_open(leaf) => Some(Move::Turn),
        "ArrowLeft" => (0..row).rev().find(|above| depth_of(*above) < leaf.depth).map(Move::To),
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

    fn seen(folds: &Expansion, search: &str) -> Vec<String> {
        let record = record();
        let line = |row: Row| format!("{} {}/{}", record[row.at].shown, row.place, row.n_beside);
        rows(&record, folds, search).into_iter().map(line).collect()
    }

    #[test]
    fn the_request_is_first_and_what_is_closed_hides_what_is_in_it() {
        let folds = Expansion::all(false);
        assert_eq!(seen(&folds, ""), ["requestParameters 1/3", "responseElements 2/3", "who 3/3"]);
        let folds = folds.turned(&record()[0]);
        let expected = [
            "requestParameters 1/3",
            "requestParameters.tags 1/2",
            "requestParameters.key 2/2",
            "responseElements 2/3",
            "who 3/3",
        ];
        assert_eq!(seen(&folds, ""), expected);
        assert_eq!(seen(&folds.turned(&record()[0]), "").len(), 3, "a second turn is back");
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
    fn keys_walk_as_in_any_tree() {
        let record = record();
        let folds = Expansion::default();
        let rows = rows(&record, &folds, "");
        let go = |row, key| moved(&record, &rows, &folds, row, key);
        assert_eq!(
            (go(0, "ArrowUp"), go(0, "ArrowRight"), go(0, "ArrowLeft")),
            (Some(Move::To(0)), Some(Move::To(1)), Some(Move::Turn))
        );
        assert_eq!(
            (go(3, "ArrowRight"), go(3, "ArrowLeft"), go(6, "ArrowLeft")),
            (None, Some(Move::To(2)), Some(Move::To(0)))
        );
        assert_eq!(
            (go(3, "Home"), go(3, "End"), go(9, "ArrowDown"), go(3, "x")),
            (Some(Move::To(0)), Some(Move::To(9)), Some(Move::To(9)), None)
        );
        let closed = Expansion::all(false);
        let rows = super::rows(&record, &closed, "");
        assert_eq!(moved(&record, &rows, &closed, 0, "ArrowRight"), Some(Move::Turn));
        assert_eq!(moved(&[], &[], &closed, 0, "ArrowDown"), None);
    }
}
