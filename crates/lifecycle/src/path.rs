//! Where a value stands in a record: a part of the record, then steps. `request.inputs[].key`, `response.job.id`.
//!
//! Paths are only described here. Ingest evaluates them on the text of the record.

use std::fmt;

/// A part of a CloudTrail record in which a path can begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// `requestParameters`, written `request`.
    Request,
    /// `responseElements`, written `response`.
    Response,
    /// `userIdentity`, written `identity`.
    Identity,
    /// `serviceEventDetails`, written `service`.
    Service,
    /// The record itself, written `record`.
    Record,
}

impl Part {
    const ALL: [Part; 5] = [Part::Request, Part::Response, Part::Identity, Part::Service, Part::Record];

    /// The word for it in a profile file.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Request => "request",
            Part::Response => "response",
            Part::Identity => "identity",
            Part::Service => "service",
            Part::Record => "record",
        }
    }

    /// The top-level member of the record in which it stands; none for the record itself.
    pub fn member(self) -> Option<&'static str> {
        match self {
            Part::Request => Some("requestParameters"),
            Part::Response => Some("responseElements"),
            Part::Identity => Some("userIdentity"),
            Part::Service => Some("serviceEventDetails"),
            Part::Record => None,
        }
    }
}

/// One step from a JSON value to the values below it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PathStep {
    /// The member of this name, case and all.
    Member(String),
    /// Every element of an array, written `[]`. An element without the rest of the path gives an empty text,
    /// so that two lists taken from one array stay side by side.
    Elements,
    /// Every member of an object, written `.*`. Each text below it is given as `member=text`.
    Members,
}

/// Where a value stands. What is not a text there is taken as it is written: `42`, `true`; null is no value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValuePath {
    /// The part of the record it begins in.
    pub part: Part,
    /// The steps from there; at least one.
    pub steps: Vec<PathStep>,
}

/// Why a text is not a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathProblem {
    /// It does not begin with a part of the record.
    UnknownPart {
        /// What it begins with.
        word: String,
    },
    /// It names a part and nothing in it.
    NoSteps,
    /// Two dots in a row, or one at the end.
    EmptyStep,
    /// A bracket that is not `[]` at the end of a step.
    StrayBracket {
        /// The step it stands in.
        step: String,
    },
}

impl fmt::Display for PathProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PathProblem::UnknownPart { word } => {
                let parts = Part::ALL.map(Part::as_str).join(", ");
                write!(out, "a path begins with one of {parts}, not with \"{word}\"")
            }
            PathProblem::NoSteps => write!(out, "the path names no member, such as request.id"),
            PathProblem::EmptyStep => write!(out, "a name is missing between two dots or at the end of the path"),
            PathProblem::StrayBracket { step } => {
                write!(out, "brackets are written [] after a name, which \"{step}\" does not")
            }
        }
    }
}

impl std::error::Error for PathProblem {}

impl ValuePath {
    /// Reads a path as it is written in a profile file.
    ///
    /// # Errors
    ///
    /// Says why the text is not a path.
    pub fn parse(text: &str) -> Result<ValuePath, PathProblem> {
        let (word, rest) = text.split_once('.').unwrap_or((text, ""));
        let part = Part::ALL.into_iter().find(|part| part.as_str() == word);
        let part = part.ok_or_else(|| PathProblem::UnknownPart { word: word.to_owned() })?;
        if rest.is_empty() {
            return Err(PathProblem::NoSteps);
        }
        let mut steps = Vec::new();
        for step in rest.split('.') {
            push_steps(step, &mut steps)?;
        }
        Ok(ValuePath { part, steps })
    }
}

fn push_steps(step: &str, steps: &mut Vec<PathStep>) -> Result<(), PathProblem> {
    let name = step.trim_end_matches("[]");
    match name {
        "" => return Err(PathProblem::EmptyStep),
        "*" => steps.push(PathStep::Members),
        _ if name.contains(['[', ']']) => return Err(PathProblem::StrayBracket { step: step.to_owned() }),
        _ => steps.push(PathStep::Member(name.to_owned())),
    }
    let n_brackets = (step.len() - name.len()) / "[]".len();
    steps.extend(std::iter::repeat_n(PathStep::Elements, n_brackets));
    Ok(())
}

/// As it is written in a profile file.
impl fmt::Display for ValuePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.part.as_str())?;
        self.steps.iter().try_for_each(|step| match step {
            PathStep::Member(name) => write!(out, ".{name}"),
            PathStep::Elements => write!(out, "[]"),
            PathStep::Members => write!(out, ".*"),
        })
    }
}
