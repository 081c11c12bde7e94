//! What is wrong with a query, where, and in words for the person who typed it.

use super::ast::Operator;
use super::expression::ExpressionError;
use super::quote::{self, Place};
use super::span::Span;
use std::fmt;

/// Something in the text that cannot be understood; the rest of the text still means what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The part of the text to underline.
    pub span: Span,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// No field has this name.
    UnknownField {
        /// The name as typed.
        name: String,
        /// The name that looks most like it, if one does.
        nearest: Option<String>,
        /// The clause as it is typed and where it stands, where it has one plain value: it may be a text that holds a
        /// colon.
        clause: Option<(Span, String)>,
    },
    /// A dotted name with nothing between two dots, or with a wildcard.
    BrokenPath {
        /// The name as typed.
        name: String,
    },
    /// An operator with no field name before it.
    MissingField {
        /// The operator.
        operator: Operator,
    },
    /// A field with no value after the operator.
    MissingValue {
        /// The field name as typed.
        name: String,
        /// The operator.
        operator: Operator,
    },
    /// A quote without its second one.
    UnclosedQuote,
    /// `(` without `)`.
    UnclosedParenthesis,
    /// `)` without `(`.
    UnopenedParenthesis,
    /// `()`.
    EmptyParentheses,
    /// Parentheses within parentheses, more than anyone types.
    TooDeep,
    /// `AND` or `OR` with a side that is empty.
    MissingSide {
        /// The word.
        word: &'static str,
        /// Which side is empty.
        side: Side,
    },
    /// `&&` or `||`, which other languages have.
    ForeignWord {
        /// What is written here for it.
        word: &'static str,
        /// Whether it stands within a word.
        is_joined: bool,
    },
    /// `==` or `:=`, which other languages have.
    ForeignOperator {
        /// What is typed.
        typed: String,
    },
    /// A value that a field with a list of words does not have.
    ForeignValue {
        /// The field.
        name: String,
        /// The value.
        text: String,
        /// The word that says the same.
        meant: Option<&'static str>,
        /// All words.
        words: Vec<&'static str>,
    },
    /// A dash or `NOT` with nothing to exclude.
    NothingToExclude {
        /// The dash or the word.
        word: &'static str,
    },
    /// `>`, `>=`, `<` or `<=` after a field that is neither a time nor a number.
    NotComparable {
        /// The field.
        name: String,
        /// The operator.
        operator: Operator,
    },
    /// `/x/` after an operator other than `:`.
    ExpressionNotExpected {
        /// The operator.
        operator: Operator,
    },
    /// `/x/` that cannot be compiled.
    BrokenExpression {
        /// Why.
        why: ExpressionError,
    },
    /// An address with a number of bits that it does not have.
    NotANetwork {
        /// The value.
        text: String,
    },
    /// A value to compare with that is no number.
    NotANumber {
        /// The value.
        text: String,
    },
    /// The value is no length of time.
    NotALength {
        /// The value.
        text: String,
    },
    /// A word after `is:` that means nothing.
    NotAQuality {
        /// The words that mean something.
        words: Vec<&'static str>,
    },
    /// A value of a time field that is no time.
    NotATime {
        /// The value.
        text: String,
    },
    /// A value of a true-or-false field that is neither.
    NotAFlag {
        /// The field.
        name: String,
    },
}

/// A side of `AND` or `OR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before the word.
    Left,
    /// After the word.
    Right,
    /// Neither side has anything.
    Both,
}

impl Problem {
    /// A change that probably says what was meant: the part to replace, and its new text.
    pub fn fix(&self) -> Option<(Span, String)> {
        match &self.kind {
            ProblemKind::UnknownField { nearest: Some(nearest), .. } => Some((self.span, nearest.clone())),
            ProblemKind::UnknownField { nearest: None, clause: Some((span, text)), .. } => {
                Some((*span, quote::written_literal(text, Place::Bare)))
            }
            ProblemKind::ForeignWord { word, is_joined: false } => Some((self.span, (*word).to_owned())),
            ProblemKind::ForeignWord { word, is_joined: true } => Some((self.span, format!(" {word} "))),
            ProblemKind::ForeignOperator { .. } => Some((self.span, Operator::Is.text().to_owned())),
            ProblemKind::ForeignValue { meant: Some(meant), .. } => Some((self.span, (*meant).to_owned())),
            ProblemKind::ExpressionNotExpected { .. } => Some((self.span, Operator::Has.text().to_owned())),
            _ => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProblemKind::UnknownField { name, nearest: Some(nearest), .. } => {
                write!(f, "{name} is not a field, did you mean {nearest}?")
            }
            ProblemKind::UnknownField { name, nearest: None, .. } => {
                write!(f, "{name} is not a field; to search for the text, put it in quotes")
            }
            ProblemKind::BrokenPath { name } => {
                write!(f, "{name} is not a path; write the names with a dot between them, without * and ?")
            }
            ProblemKind::MissingField { operator } => write!(f, "A field name is missing before {operator}"),
            ProblemKind::MissingValue { name, operator } => {
                write!(f, "{name} needs a value right after {operator}")
            }
            ProblemKind::UnclosedQuote => f.write_str("This quote is not closed"),
            ProblemKind::UnclosedParenthesis => f.write_str("This parenthesis is not closed"),
            ProblemKind::UnopenedParenthesis => f.write_str("This parenthesis closes nothing"),
            ProblemKind::EmptyParentheses => f.write_str("There is nothing in these parentheses"),
            ProblemKind::TooDeep => f.write_str("There are too many parentheses within parentheses"),
            ProblemKind::MissingSide { word, side: Side::Left } => write!(f, "{word} needs something before it"),
            ProblemKind::MissingSide { word, side: Side::Right } => write!(f, "{word} needs something after it"),
            ProblemKind::MissingSide { word, side: Side::Both } => write!(f, "{word} needs something on both sides"),
            ProblemKind::ForeignWord { word, .. } => {
                write!(f, "This is written {word} here; to search for the text, put it in quotes")
            }
            ProblemKind::ForeignOperator { typed } => {
                write!(
                    f,
                    "{typed} is written = here, or : for any case and *; to search for the text, put it in quotes"
                )
            }
            ProblemKind::ForeignValue { name, text, meant: Some(meant), .. } => {
                write!(f, "{text} is {meant} in {name}")
            }
            ProblemKind::ForeignValue { name, text, meant: None, words } => {
                write!(f, "{text} is no value of {name}, whose values are {}", words.join(", "))
            }
            ProblemKind::NothingToExclude { word } => write!(f, "{word} needs something right after it to exclude"),
            ProblemKind::NotComparable { name, operator } => {
                write!(f, "{operator} compares times and numbers, and {name} is neither")
            }
            ProblemKind::ExpressionNotExpected { operator } => {
                write!(
                    f,
                    "A pattern between slashes goes after :, not after {operator}; to find the slashes, use quotes"
                )
            }
            ProblemKind::BrokenExpression { why } => write!(f, "This pattern cannot be read: {why}"),
            ProblemKind::NotANetwork { text } => {
                write!(f, "{text} is not a range of addresses; write it like 10.0.0.0/8 or 2001:db8::/32")
            }
            ProblemKind::NotANumber { text } => write!(f, "{text} is not a number"),
            ProblemKind::NotALength { text } => write!(f, "{text} is no length of time, such as 90s, 10m or 2h"),
            ProblemKind::NotAQuality { words } => write!(f, "is: goes with {}", words.join(" or ")),
            ProblemKind::NotATime { text } => {
                write!(
                    f,
                    "{text} is not a time; write it like 2014-09-29, 2014-09-29T19:29 or end-2h; it is in UTC unless an offset such as +02:00 follows"
                )
            }
            ProblemKind::NotAFlag { name } => write!(f, "{name} is true or false"),
        }
    }
}

/// The text with a line of carets under the problem and the message after them, as tests and a console show it.
pub fn caret(text: &str, problem: &Problem) -> String {
    let span = problem.span.within(text);
    let before = text[..span.start].chars().count();
    let under = span.of(text).chars().count().max(1);
    format!("{text}\n{}{} {problem}", " ".repeat(before), "^".repeat(under))
}
