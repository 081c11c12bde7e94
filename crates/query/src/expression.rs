//! Patterns between slashes: `/(create|delete)job/i`.

use regex_lite::{Regex, RegexBuilder};
use std::fmt;
use std::hash::{Hash, Hasher};

/// A compiled expression. It matches where it is found anywhere in a value, unless `^` and `$` say otherwise.
#[derive(Clone, Debug)]
pub struct Expression {
    raw: String,
    regex: Regex,
}

/// The largest compiled program, in bytes. Matching takes time in proportion to it, for every value.
const MAX_BYTES: usize = 64 * 1024;
/// The deepest nesting of groups; a worker's stack is small.
const MAX_NESTING: u32 = 32;

/// Why an expression cannot be compiled, in the words of the compiler, which tells no kinds of errors apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionError {
    message: String,
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for ExpressionError {}

impl Expression {
    /// Compiles an expression as typed, with its slashes and flags.
    ///
    /// # Errors
    ///
    /// Says why it is no expression, or that it is larger or nested more deeply than the limits.
    pub fn new(raw: &str) -> Result<Expression, ExpressionError> {
        let (source, is_case_ignored) = parts(raw);
        let regex = RegexBuilder::new(&source)
            .case_insensitive(is_case_ignored)
            .size_limit(MAX_BYTES)
            .nest_limit(MAX_NESTING)
            .build()
            .map_err(|error| ExpressionError { message: error.to_string() })?;
        Ok(Expression { raw: raw.to_owned(), regex })
    }

    /// Whether it is found in a value.
    pub fn matches(&self, value: &str) -> bool {
        self.regex.is_match(value)
    }

    /// As it was typed, with slashes and flags.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The expression alone, and whether it ignores case.
    pub fn parts(&self) -> (String, bool) {
        parts(&self.raw)
    }

    /// The longest text that stands in every value that matches, in lower case: one that no group, choice or repetition
    /// makes optional. Empty where there is none, and for expressions whose literals are not looked for.
    pub fn longest_literal(&self) -> String {
        let (source, _) = parts(&self.raw);
        if source.contains('|') || source.contains("(?") || source.contains("[:") {
            return String::new();
        }
        let (mut longest, mut run) = (String::new(), String::new());
        let mut depth = 0u32;
        let mut is_in_class = false;
        let mut chars = source.chars().peekable();
        while let Some(char) = chars.next() {
            // What can stand for itself at the top level, and for nothing else.
            let literal = match char {
                '\\' => match chars.next() {
                    Some(next) if next.is_ascii_punctuation() => Some(next),
                    Some('d' | 'D' | 's' | 'S' | 'w' | 'W' | 'b' | 'B' | 'A' | 'z' | 'n' | 't' | 'r') => None,
                    // Others, such as `\x41`, continue after the letter.
                    _ => return String::new(),
                },
                '[' if !is_in_class => {
                    is_in_class = true;
                    // A closing bracket right after the opening one is a member.
                    chars.next_if_eq(&'^');
                    chars.next_if_eq(&']');
                    None
                }
                ']' if is_in_class => {
                    is_in_class = false;
                    None
                }
                '(' if !is_in_class => {
                    depth += 1;
                    None
                }
                ')' if !is_in_class => {
                    depth = depth.saturating_sub(1);
                    None
                }
                '{' if !is_in_class => {
                    let _ = chars.by_ref().find(|next| *next == '}');
                    None
                }
                '.' | '*' | '+' | '?' | '^' | '$' | '}' => None,
                char => Some(char),
            };
            let literal = literal.filter(|_| depth == 0 && !is_in_class);
            let is_optional = matches!(chars.peek(), Some('*' | '?' | '{'));
            match literal.filter(|_| !is_optional) {
                Some(literal) => run.push(trailglass_event::case::fold_char(literal)),
                None => {
                    if run.len() > longest.len() {
                        longest = std::mem::take(&mut run);
                    }
                    run.clear();
                }
            }
        }
        if run.len() > longest.len() { run } else { longest }
    }
}

/// The expression without slashes and flags, and whether case is ignored. A backslash before a slash or a space is the
/// query language's own.
fn parts(raw: &str) -> (String, bool) {
    let (body, is_case_ignored) = match raw.strip_suffix("/i") {
        Some(body) => (body, true),
        None => (raw.strip_suffix('/').unwrap_or(raw), false),
    };
    let mut source = String::with_capacity(body.len());
    let mut chars = body.strip_prefix('/').unwrap_or(body).chars().peekable();
    while let Some(char) = chars.next() {
        match chars.peek() {
            Some(next) if char == '\\' && (*next == '/' || next.is_whitespace()) => source.extend(chars.next()),
            Some(_) if char == '\\' => source.extend([Some(char), chars.next()].into_iter().flatten()),
            _ => source.push(char),
        }
    }
    (source, is_case_ignored)
}

impl PartialEq for Expression {
    fn eq(&self, other: &Expression) -> bool {
        self.raw == other.raw
    }
}

impl Eq for Expression {}

impl Hash for Expression {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.raw.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_found_anywhere_in_a_value() {
        let matches = |raw: &str, value: &str| Expression::new(raw).expect(raw).matches(value);
        assert!(matches("/Job/", "CreateJobs") && !matches("/Job/", "createjob"));
        assert!(matches("/^create.*b$/i", "CreateJob") && !matches("/^create.*b$/i", "ReCreateJob"));
        assert!(matches(r"/a\/b\ c/", "xa/b c"));
        assert!(matches(r"/^\\d$/", r"\d"), "a backslash before a backslash stays");
        assert!(Expression::new("/(a/").is_err() && Expression::new("/(?=a)/").is_err());
        assert!(Expression::new(r"/(\w{100}){100}/").is_err(), "too large");
    }

    #[test]
    fn a_literal_is_in_every_match() {
        for (raw, literal) in [
            ("/CreateJob/i", "createjob"),
            ("/^Create[A-Z]/", "create"),
            ("/Creates?Job/", "create"),
            ("/ab+cd*e/", "ab"),
            (r"/media\.in\d/", "media.in"),
            ("/(abc)?de/", "de"),
            ("/a{0}bcd/", "bcd"),
            ("/[]abc]x/", "x"),
            ("/a|b/", ""),
            (r"/\x41bc/", ""),
            (r"/ab\d\x41bc/", ""),
            ("/[[:alpha:]]bc/", ""),
            ("/.*/", ""),
        ] {
            assert_eq!(Expression::new(raw).expect(raw).longest_literal(), literal, "{raw}");
        }
    }
}
