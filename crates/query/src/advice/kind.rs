//! What hardly asks what it was typed for, in words.

use std::fmt;

/// What is odd about a part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdviceKind {
    /// Two values are asked of a field that has one.
    TwoValues {
        /// The field.
        name: String,
    },
    /// Values with commas between them.
    List,
    /// `*` within quotes.
    QuotedWildcard,
    /// Capital letters count between slashes.
    CaseOfExpression,
    /// Capital letters count after `=`.
    CaseOfValue,
    /// The beginning of an address.
    PartOfAddress,
    /// Two addresses with a dash between them.
    AddressRange,
    /// Four numbers that are no address.
    NotAnAddress {
        /// The value.
        text: String,
    },
    /// A member that holds others.
    HoldsOthers {
        /// Its name.
        name: String,
    },
    /// An element of a list, in brackets.
    Brackets,
    /// The name of a field or a path in the place of a value.
    NameAsValue {
        /// The name.
        text: String,
    },
    /// An ARN where a name is expected.
    Arn {
        /// The field.
        name: String,
    },
    /// An account as the console writes it, with dashes.
    DashedAccount,
    /// Other words than those that records hold for yes and no.
    YesOrNo {
        /// The field.
        name: String,
    },
    /// `and`, `or` or `not` in small letters.
    SmallWord,
    /// A part of a value.
    PartOfValue,
}

impl AdviceKind {
    /// Whether it is offered only where what was probably meant finds something.
    pub fn is_guess(&self) -> bool {
        matches!(self, AdviceKind::PartOfValue | AdviceKind::CaseOfValue | AdviceKind::CaseOfExpression)
    }
}

impl fmt::Display for AdviceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AdviceKind::TwoValues { name } => {
                write!(f, "An event has one {name}, so both values are never found together; OR finds either")
            }
            AdviceKind::List => f.write_str(
                "The comma is a part of the value; several values stand in parentheses with OR between them",
            ),
            AdviceKind::QuotedWildcard => f.write_str("In quotes * and ? stand for themselves"),
            AdviceKind::CaseOfExpression => {
                f.write_str("Between slashes capital letters count; an i behind the second slash ignores them")
            }
            AdviceKind::CaseOfValue => f.write_str("After = capital letters count; after : they do not"),
            AdviceKind::PartOfAddress => {
                f.write_str("This is a part of an address; a range is written with a slash and a number of bits")
            }
            AdviceKind::AddressRange => {
                f.write_str("A range of addresses is written with a slash and a number of bits")
            }
            AdviceKind::NotAnAddress { text } => {
                write!(f, "{text} is not an address: each of its four numbers is 255 at most")
            }
            AdviceKind::HoldsOthers { name } => {
                write!(f, "{name} holds other values and has none itself; a dot leads to one of them")
            }
            AdviceKind::Brackets => f.write_str("An element of a list is named by its number behind a dot"),
            AdviceKind::NameAsValue { text } => {
                write!(f, "{text} is looked for as a text here: two fields cannot be compared with each other")
            }
            AdviceKind::Arn { name } => write!(f, "{name} is a name and no ARN"),
            AdviceKind::DashedAccount => f.write_str("Records write the number of an account without dashes"),
            AdviceKind::YesOrNo { name } => write!(f, "Records write {name} otherwise"),
            AdviceKind::SmallWord => {
                f.write_str("AND, OR and NOT are written in capitals; otherwise they are words to look for")
            }
            AdviceKind::PartOfValue => f.write_str("A colon asks for the whole value; * stands for any text"),
        }
    }
}
