//! The differences between several JSON texts, value by value.

use super::outline::leaves;
use std::collections::HashMap;

/// A path at which texts have different values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The path, with the numbers of elements.
    pub path: String,
    /// The value of each text, as written; `None` where it has none there.
    pub values: Vec<Option<String>>,
}

/// The paths at which texts differ, in the order in which the texts have them; and at how many they agree. Numbers are
/// compared as they are written.
pub fn differences(texts: &[&str]) -> (Vec<Difference>, usize) {
    let mut found: Vec<Difference> = Vec::new();
    // The order of the paths, as a list: the first, and which follows on each. So one that is put in between moves no other.
    let mut first: Option<usize> = None;
    let mut next: Vec<Option<usize>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (at, text) in texts.iter().enumerate() {
        // A value that the earlier texts do not have comes after the value before it in its own text.
        let mut before: Option<usize> = None;
        for leaf in leaves(text) {
            let place = places.get(&leaf.shown).copied().unwrap_or_else(|| {
                let new = found.len();
                let link = before.map_or(&mut first, |before| &mut next[before]);
                let behind = link.replace(new);
                next.push(behind);
                places.insert(leaf.shown.clone(), new);
                found.push(Difference { path: leaf.shown, values: vec![None; texts.len()] });
                new
            });
            found[place].values[at] = Some(text[leaf.token].to_owned());
            before = Some(place);
        }
    }
    let mut found: Vec<Option<Difference>> = found.into_iter().map(Some).collect();
    let order = std::iter::successors(first, |at| next[*at]);
    let mut all: Vec<Difference> = order.filter_map(|at| found[at].take()).collect();
    let n_all = all.len();
    all.retain(|difference| difference.values.iter().any(|value| *value != difference.values[0]));
    let n_equal = n_all - all.len();
    (all, n_equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_listed_and_stands_where_it_belongs() {
        let texts = [
            r#"{"a":1,"b":{"x":[1,2],"y":"s"},"z":0}"#,
            r#"{"a":1.0,"b":{"x":[1],"new":{"k":true},"y":"s"},"z":0}"#,
            r#"{"z":0,"a":1}"#,
        ];
        let (differences, n_equal) = differences(&texts);
        let lines: Vec<String> = differences
            .iter()
            .map(|Difference { path, values }| {
                let values: Vec<&str> = values.iter().map(|value| value.as_deref().unwrap_or("-")).collect();
                format!("{path}: {}", values.join(" "))
            })
            .collect();
        assert_eq!(lines, ["a: 1 1.0 1", "b.x.0: 1 1 -", "b.new.k: - true -", "b.x.1: 2 - -", "b.y: \"s\" \"s\" -"]);
        assert_eq!(n_equal, 1);
    }

    #[test]
    fn texts_of_many_values_that_have_few_in_common_are_laid_beside_each_other() {
        let text = |start: usize, step: usize| -> String {
            let members = (0..30_000).map(|n| format!("\"k{:06}\":{n}", start + n * step));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        };
        let (differences, n_equal) = differences(&[&text(0, 2), &text(1, 2), &text(0, 1)]);
        assert_eq!((differences.len(), n_equal), (60_000, 0));
        assert_eq!(differences[0].path, "k000001", "what the first text does not have stands before it");
    }

    #[test]
    fn one_text_and_none_differ_in_nothing() {
        assert_eq!(differences(&[]), (Vec::new(), 0));
        assert_eq!(differences(&[r#"{"a":1,"a":2}"#]), (Vec::new(), 1));
    }
}
