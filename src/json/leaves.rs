//! The values of a JSON text that hold no others, each with the path that leads to it.

use super::lines::{Kind, lines};
use super::text;
use std::ops::Range;

/// A value with no values inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The keys that lead to it, with dots between them; a key that would not read as one step has backslashes.
    /// Elements of an array are passed through: the query language goes into arrays by itself.
    pub path: String,
    /// The same for the eye: elements of an array have their number.
    pub shown: String,
    /// The same as `jq` writes it: `.a["b c"][0]`.
    pub jq: String,
    /// The value as written.
    pub token: Range<usize>,
    /// The value as text: a string without its quotes and escapes, anything else as written.
    pub value: String,
    /// What it is.
    pub kind: Kind,
}

/// A bracket that is open.
struct Level {
    path: usize,
    shown: usize,
    jq: usize,
    /// The number of the next element, in an array.
    element: Option<u32>,
}

/// The leaves of a text, in its order. Deeper than [`MAX_DEPTH`] nothing is listed: no reader could follow such a path.
pub fn leaves(json: &str) -> Vec<Leaf> {
    let mut found = Vec::new();
    let mut levels: Vec<Level> = Vec::new();
    let (mut path, mut shown, mut jq) = (String::new(), String::new(), String::new());
    for line in lines(json) {
        if line.kind == Kind::Close {
            if line.depth < MAX_DEPTH {
                levels.truncate(line.depth as usize);
            }
            continue;
        }
        if line.depth > MAX_DEPTH || line.depth as usize != levels.len() {
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
        if line.kind == Kind::Open {
            let element = json[token].starts_with('[').then_some(0);
            levels.push(Level { path: path.len(), shown: shown.len(), jq: jq.len(), element });
        } else {
            let value = decoded(&json[token.clone()]);
            let (path, shown, jq) = (path.clone(), shown.clone(), jq.clone());
            found.push(Leaf { path, shown, jq, token, value, kind: line.kind });
        }
    }
    found
}

/// How deep leaves are looked for.
pub const MAX_DEPTH: u32 = 64;

fn step(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// A key as `jq` writes it; one that is no plain name stands in brackets, as it is written.
fn jq_step(jq: &mut String, key: &str) {
    let name = key.trim_matches('"');
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_name = is_plain && !name.starts_with(|first: char| first.is_ascii_digit()) && !name.is_empty();
    if is_name || jq.is_empty() {
        jq.push('.');
    }
    if is_name { jq.push_str(name) } else { jq.push_str(&format!("[{key}]")) }
}

/// A key as one step of a path: the dot and what has a meaning in a query are taken their meaning from.
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

/// A string's text; anything else as written.
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
        for text in ["", "}}]]", r#"{"a":"never closed"#, r#"{"a"::1,,}"#, &"[".repeat(200_000), &"]{".repeat(9_999)] {
            leaves(text);
        }
    }
}
