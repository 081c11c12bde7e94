//! The values of a JSON text, each with its path: all of them as an outline, or the leaves alone.

use super::lines::{LineKind, lines};
use super::text;
use std::ops::Range;

/// A value of a text, in the outline of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineEntry {
    /// The keys that lead to it, separated by dots; in a key, what has a meaning in a query is escaped by backslashes.
    /// The numbers of array elements are left out: the query language looks into arrays by itself.
    pub path: String,
    /// The path as it is displayed: with the numbers of array elements, and nothing escaped.
    pub shown: String,
    /// The offset of the last step in `shown`.
    pub name: usize,
    /// The path in the syntax of jq: `.a["b c"][0]`.
    pub jq: String,
    /// The range of the value in the text.
    pub token: Range<usize>,
    /// The value as text: a string without its quotes and escapes, anything else as written. Empty for an object or an
    /// array that holds something.
    pub value: String,
    /// What it is; [`LineKind::Open`] for an object or an array that holds something.
    pub kind: LineKind,
    /// The number of objects and arrays that it is in, not counting the record.
    pub depth: u32,
    /// The number of entries after it that are in it, at any depth.
    pub n_below: usize,
}

impl OutlineEntry {
    /// Whether it is an object or an array that holds other values.
    pub fn is_branch(&self) -> bool {
        self.kind == LineKind::Open
    }

    /// Its key, or its number.
    pub fn name(&self) -> &str {
        &self.shown[self.name..]
    }
}

/// An open bracket.
struct Level {
    path: usize,
    shown: usize,
    jq: usize,
    /// The number of the next element, in an array.
    element: Option<u32>,
    /// Its index in the outline; `None` for the record itself.
    at: Option<usize>,
}

/// The values that hold no others, in text order.
pub fn leaves(json: &str) -> Vec<OutlineEntry> {
    let mut all = outline(json);
    all.retain(|leaf| !leaf.is_branch());
    all
}

/// All values in a text except the outermost, in text order, each before the values in it. Values deeper than
/// [`MAX_LISTED_DEPTH`] are left out: nobody could follow such a path.
pub fn outline(json: &str) -> Vec<OutlineEntry> {
    let mut found: Vec<OutlineEntry> = Vec::new();
    let mut levels: Vec<Level> = Vec::new();
    let (mut path, mut shown, mut jq) = (String::new(), String::new(), String::new());
    for line in lines(json) {
        if line.kind == LineKind::Close {
            if line.depth < MAX_LISTED_DEPTH {
                let end = line.value.map_or(json.len(), |token| token.end);
                close(&mut levels, line.depth as usize, &mut found, end);
            }
            continue;
        }
        if line.depth > MAX_LISTED_DEPTH || line.depth as usize != levels.len() {
            continue;
        }
        let starts = levels.last().map_or((0, 0, 0), |level| (level.path, level.shown, level.jq));
        path.truncate(starts.0);
        shown.truncate(starts.1);
        jq.truncate(starts.2);
        if let Some(key) = &line.key {
            step(&mut path, &written(&decoded(&json[key.clone()])));
            step(&mut shown, &decoded(&json[key.clone()]));
            jq_step(&mut jq, &json[key.clone()]);
        } else if let Some(number) = levels.last_mut().and_then(|level| level.element.as_mut()) {
            step(&mut shown, &number.to_string());
            jq.push_str(&format!("[{number}]"));
            *number += 1;
        }
        let Some(token) = line.value else { continue };
        let is_open = line.kind == LineKind::Open;
        let is_listed = !(is_open && levels.is_empty());
        if is_open {
            let element = json[token.clone()].starts_with('[').then_some(0);
            let at = is_listed.then_some(found.len());
            levels.push(Level { path: path.len(), shown: shown.len(), jq: jq.len(), element, at });
        }
        if is_listed {
            // A dot stands before every step but the first.
            let name = if starts.1 == 0 { 0 } else { (starts.1 + 1).min(shown.len()) };
            found.push(OutlineEntry {
                path: path.clone(),
                shown: shown.clone(),
                name,
                jq: jq.clone(),
                value: if is_open { String::new() } else { decoded(&json[token.clone()]) },
                token,
                kind: line.kind,
                depth: line.depth.saturating_sub(1),
                n_below: 0,
            });
        }
    }
    close(&mut levels, 0, &mut found, json.len());
    found
}

/// The greatest depth of a value in an outline.
pub const MAX_LISTED_DEPTH: u32 = 64;

/// Closes the brackets beyond the first `n`: their values end here.
fn close(levels: &mut Vec<Level>, n: usize, found: &mut [OutlineEntry], end: usize) {
    let n_found = found.len();
    while levels.len() > n {
        if let Some(at) = levels.pop().and_then(|level| level.at) {
            found[at].token.end = end;
            found[at].n_below = n_found - at - 1;
        }
    }
}

fn step(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// Appends a key in the syntax of jq; one that is not a plain name stands in brackets, as it is written.
fn jq_step(jq: &mut String, key: &str) {
    let name = key.trim_matches('"');
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_name = is_plain && !name.starts_with(|first: char| first.is_ascii_digit()) && !name.is_empty();
    if is_name || jq.is_empty() {
        jq.push('.');
    }
    if is_name { jq.push_str(name) } else { jq.push_str(&format!("[{key}]")) }
}

/// A key as one step of a path: the dot, and what else has a meaning in a query, is escaped.
fn written(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for char in key.chars() {
        let is_plain = char.is_alphanumeric() || matches!(char, '_' | '-' | '$' | '@' | '/');
        if !is_plain {
            out.push('\\');
        }
        out.push(char);
    }
    out
}

/// The text of a string, or another value as written.
fn decoded(token: &str) -> String {
    if token.starts_with('"') { text::decode(token).into_owned() } else { token.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(text: &str) -> Vec<(String, String)> {
        leaves(text).into_iter().map(|leaf| (leaf.shown, leaf.value)).collect()
    }

    #[test]
    fn every_value_has_its_path() {
        let text = r#"{"a":{"b":[{"k":1.0},"two"],"e":{}},"n":null,"s":"\u00e9"}"#;
        let expected = [("a.b.0.k", "1.0"), ("a.b.1", "two"), ("a.e", "{}"), ("n", "null"), ("s", "é")];
        assert_eq!(listed(text), expected.map(|(path, value)| (path.to_owned(), value.to_owned())));
        assert_eq!(leaves(text)[0].path, "a.b.k", "queries go into arrays by themselves");
    }

    #[test]
    fn an_outline_has_what_holds_others_before_them() {
        let text = r#"{"a":{"b":[{"k":1.0},"two"],"e":{}},"n.m":[[0]]}"#;
        let all = outline(text);
        let told: Vec<_> =
            all.iter().map(|leaf| (leaf.depth, leaf.name(), leaf.n_below, &text[leaf.token.clone()])).collect();
        let expected = [
            (0, "a", 5, r#"{"b":[{"k":1.0},"two"],"e":{}}"#),
            (1, "b", 3, r#"[{"k":1.0},"two"]"#),
            (2, "0", 1, r#"{"k":1.0}"#),
            (3, "k", 0, "1.0"),
            (2, "1", 0, r#""two""#),
            (1, "e", 0, "{}"),
            (0, "n.m", 2, "[[0]]"),
            (1, "0", 1, "[0]"),
            (2, "0", 0, "0"),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn jq_finds_a_value_by_its_own_path() {
        let jq = |text: &str| leaves(text).into_iter().map(|leaf| leaf.jq).collect::<Vec<_>>();
        assert_eq!(jq(r#"{"a":{"b":[{"k-1":1},2]},"1x":{"y":0}}"#), [r#".a.b[0]["k-1"]"#, ".a.b[1]", r#".["1x"].y"#]);
    }

    #[test]
    fn a_key_with_a_dot_is_one_step() {
        assert_eq!(leaves(r#"{"aws:x.y":1}"#)[0].path, r"aws\:x\.y");
    }

    #[test]
    fn hostile_text_is_survived() {
        for text in [
            "",
            "}}]]",
            r#"{"a":"never closed"#,
            r#"{"a"::1,,}"#,
            r#"{"":{"":1}}"#,
            &"[".repeat(200_000),
            &"]{".repeat(9_999),
        ] {
            for leaf in outline(text) {
                assert!(text.get(leaf.token.clone()).is_some() && leaf.shown.is_char_boundary(leaf.name), "{text}");
            }
        }
    }
}
