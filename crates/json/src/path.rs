//! The values that a path leads to.

use super::{text, walk};

/// Calls `found` with the text of every value that the path leads to from the value `json`, until it returns true;
/// returns whether it did. Names are compared without regard to ASCII case. Every step looks into arrays, so
/// `resources.ARN` finds the ARN of every resource; a step that is a number picks that element. A path that ends at an
/// array finds its elements.
pub fn any_value<'a>(json: &'a str, path: &[impl AsRef<str>], found: &mut dyn FnMut(&'a str) -> bool) -> bool {
    // The length of the path limits the depth of objects; arrays directly inside arrays are followed to this depth.
    const NESTED_ARRAYS: usize = 8;
    follow(json, path, NESTED_ARRAYS, found)
}

/// The text of the first value that the path leads to.
pub fn first_value<'a>(json: &'a str, path: &[impl AsRef<str>]) -> Option<&'a str> {
    let mut first = None;
    any_value(json, path, &mut |value| {
        first = Some(value);
        true
    });
    first
}

/// The decoded text of the first scalar that the path leads to.
pub fn first_text<'a>(json: &'a str, path: &[impl AsRef<str>]) -> Option<std::borrow::Cow<'a, str>> {
    let mut first = None;
    any_value(json, path, &mut |value| {
        first = text::scalar(value).filter(|text| !text.is_empty());
        first.is_some()
    });
    first
}

fn follow<'a>(json: &'a str, path: &[impl AsRef<str>], arrays: usize, found: &mut dyn FnMut(&'a str) -> bool) -> bool {
    if json.starts_with('[') && arrays > 0 {
        if let Some((index, rest)) =
            path.split_first().and_then(|(step, rest)| Some((step.as_ref().parse().ok()?, rest)))
        {
            return walk::elements(json).nth(index).is_some_and(|element| follow(element, rest, arrays - 1, found));
        }
        let mut elements = walk::elements(json).peekable();
        // An empty array is a value as well, if no scalar.
        if path.is_empty() && elements.peek().is_none() {
            return found(json);
        }
        return elements.any(|element| follow(element, path, arrays - 1, found));
    }
    let Some((step, rest)) = path.split_first() else { return found(json) };
    walk::members(json)
        .filter(|(key, _)| is_key(key, step.as_ref()))
        .any(|(_, value)| follow(value, rest, arrays, found))
}

/// Whether a key's literal is this name.
fn is_key(literal: &str, name: &str) -> bool {
    if literal.len() == name.len() + 2 {
        return literal[1..literal.len() - 1].eq_ignore_ascii_case(name);
    }
    literal.contains('\\') && text::decode(literal).eq_ignore_ascii_case(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"requestParameters":{"input":{"key":"a.wav"},"outputs":[{"key":"x"},{"key":"y"}],"n":5,"watermarks":[]},
        "resources":[{"ARN":"arn:1"},{"ARN":"arn:2"}],"a/b":{"c":null}}"#;

    fn all(path: &str) -> Vec<&str> {
        let steps: Vec<&str> = path.split('.').collect();
        let mut values = Vec::new();
        any_value(RECORD, &steps, &mut |value| {
            values.push(value);
            false
        });
        values
    }

    #[test]
    fn paths_go_into_arrays_and_ignore_case() {
        for (path, expected) in [
            ("requestParameters.input.key", vec![r#""a.wav""#]),
            ("requestparameters.OUTPUTS.key", vec![r#""x""#, r#""y""#]),
            ("requestParameters.outputs.1.key", vec![r#""y""#]),
            ("resources.arn", vec![r#""arn:1""#, r#""arn:2""#]),
            ("requestParameters.n", vec!["5"]),
            ("a/b.c", vec!["null"]),
            ("requestParameters.watermarks", vec!["[]"]),
            ("requestParameters.missing", vec![]),
        ] {
            assert_eq!(all(path), expected, "{path}");
        }
    }
}
