//! Why a text is not a profile, and in which line.

use std::fmt;

use toml_span::ErrorKind;

/// How much of a line a problem quotes, in characters.
const MAX_QUOTED: usize = 60;

/// Why a text is not a profile, and in which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileProblem {
    /// The line, from 1.
    pub line: u32,
    /// The beginning of that line.
    pub quoted: String,
    /// What is wrong in it.
    pub fault: ProfileFault,
}

/// What is wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileFault {
    /// It is not TOML, or not of the form of a profile: an unknown or a missing key, a value of the wrong type, a word that
    /// means nothing there, a text that is no path.
    Form {
        /// The parser's words for it.
        message: String,
    },
    /// It names no event source, so it would never be looked at.
    NoEventSource,
    /// Two kinds have one name.
    KindTwice {
        /// The name.
        kind: String,
    },
    /// A kind belongs to a kind that is not there.
    UnknownParent {
        /// The kind of resource.
        kind: String,
        /// What it names as its parent.
        parent: String,
    },
}

impl ProfileProblem {
    /// A fault at a byte offset of the text.
    pub(super) fn at(text: &str, start: usize, fault: ProfileFault) -> ProfileProblem {
        let before = text.get(..start).unwrap_or(text);
        let line = before.matches('\n').count();
        let quoted = text.lines().nth(line).unwrap_or_default().trim().chars().take(MAX_QUOTED).collect();
        ProfileProblem { line: u32::try_from(line + 1).unwrap_or(u32::MAX), quoted, fault }
    }

    /// What the parser found wrong.
    pub(super) fn of_toml(text: &str, error: &toml_span::Error) -> ProfileProblem {
        let fault = |message: String| ProfileFault::Form { message };
        match &error.kind {
            ErrorKind::UnexpectedKeys { keys, expected } if !keys.is_empty() => {
                let (key, span) = &keys[0];
                let message = format!("\"{key}\" is no key here, expected one of {}", expected.join(", "));
                ProfileProblem::at(text, span.start, fault(message))
            }
            _ => ProfileProblem::at(text, error.span.start, fault(error.to_string())),
        }
    }
}

impl fmt::Display for ProfileProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.fault)?;
        if !self.quoted.is_empty() {
            write!(out, ", in `{}`", self.quoted)?;
        }
        Ok(())
    }
}

impl fmt::Display for ProfileFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProfileFault::Form { message } => out.write_str(message),
            ProfileFault::NoEventSource => out.write_str("event_sources is empty, so no event would be read"),
            ProfileFault::KindTwice { kind } => write!(out, "two kinds are called \"{kind}\""),
            ProfileFault::UnknownParent { kind, parent } => {
                write!(out, "kind \"{kind}\" belongs to \"{parent}\", and no kind here is called so")
            }
        }
    }
}

impl std::error::Error for ProfileProblem {}
