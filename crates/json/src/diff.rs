//! What is different between several JSON texts, value by value.

use super::leaves::leaves;
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
    let mut all: Vec<Difference> = Vec::new();
    let mut places: HashMap<String, u32> = HashMap::new();
    for (at, text) in texts.iter().enumerate() {
        // Where the values of a text stand that the earlier ones have, its new ones belong behind them.
        let mut behind = 0;
        for leaf in leaves(text) {
            let place = match places.get(&leaf.shown) {
                Some(place) => *place as usize,
                None => {
                    if behind < all.len() {
                        places.values_mut().filter(|place| **place >= behind as u32).for_each(|place| *place += 1);
                    }
                    places.insert(leaf.shown.clone(), behind as u32);
                    all.insert(behind, Difference { path: leaf.shown, values: vec![None; texts.len()] });
                    behind
                }
            };
            all[place].values[at] = Some(text[leaf.token].to_owned());
            behind = place + 1;
        }
    }
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
    fn one_text_and_none_differ_in_nothing() {
        assert_eq!(differences(&[]), (Vec::new(), 0));
        assert_eq!(differences(&[r#"{"a":1,"a":2}"#]), (Vec::new(), 1));
    }
}
