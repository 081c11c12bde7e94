//! Why a text is not a JSON value.

use std::fmt;

/// The first syntax error of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The offset in the text, in bytes.
    pub at: usize,
    /// What is wrong there.
    pub kind: SyntaxErrorKind,
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// The text ends before the value does.
    UnexpectedEnd,
    /// A control character in a string; a string whose closing quote is missing runs into the next line break.
    ControlCharacter,
    /// A backslash before a character that it cannot escape.
    InvalidEscape,
    /// No value where one is expected.
    ExpectedValue,
    /// No key in quotes where one is expected.
    ExpectedKey,
    /// No colon after a key.
    ExpectedColon,
    /// Neither a comma nor a closing bracket after a value.
    ExpectedComma,
    /// A bracket is closed by one of the other kind.
    MismatchedBracket,
    /// The text is longer than [`MAX_TEXT_BYTES`](super::MAX_TEXT_BYTES).
    TooLong,
}

impl fmt::Display for SyntaxErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SyntaxErrorKind::UnexpectedEnd => "the text ends before its closing bracket",
            SyntaxErrorKind::ControlCharacter => "a control character in a string, which may lack its closing quote",
            SyntaxErrorKind::InvalidEscape => "a backslash before a character that it cannot escape",
            SyntaxErrorKind::ExpectedValue => "a value is missing or misspelled",
            SyntaxErrorKind::ExpectedKey => "a name in quotes is missing",
            SyntaxErrorKind::ExpectedColon => "a colon is missing after a name",
            SyntaxErrorKind::ExpectedComma => "a comma or a closing bracket is missing",
            SyntaxErrorKind::MismatchedBracket => "a bracket is closed by one of the other kind",
            SyntaxErrorKind::TooLong => "the text is longer than 4 GiB",
        })
    }
}
