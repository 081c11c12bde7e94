//! The tree of a query as it was typed. Every node knows where it stands; nothing here knows which fields there are.

use super::pattern::Glyph;
use super::quote;
use super::span::Span;
use std::fmt;

/// A tree of terms; the leaves are clauses, or, in the parentheses after an operator, values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr<Leaf = Clause> {
    /// Asks nothing: an empty text, or a part that could not be read.
    All(Span),
    /// Every one of these.
    And(Vec<Expr<Leaf>>, Span),
    /// At least one of these.
    Or(Vec<Expr<Leaf>>, Span),
    /// Not this; the span includes the dash or `NOT`.
    Not(Box<Expr<Leaf>>, Span),
    /// What parentheses hold; the span includes them.
    Group(Box<Expr<Leaf>>, Span),
    /// One clause or value.
    Leaf(Leaf),
}

/// One question: a field, an operator and a value or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The field; `None` for a bare word or phrase.
    pub field: Option<Name>,
    /// The operator; [`Operator::Has`] for a bare word or phrase.
    pub operator: Operator,
    /// The value or values; [`Expr::All`] where the value is missing.
    pub values: Expr<Value>,
    /// The whole clause.
    pub span: Span,
}

/// A field name as typed, with its backslashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A value as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// How it was written.
    pub kind: ValueKind,
    /// The text with its backslashes, without its quotes or slashes.
    pub raw: String,
    /// Where it stands, with its quotes or slashes.
    pub span: Span,
}

/// How a value was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Plain, with wildcards.
    Word,
    /// In quotes, literal.
    Phrase,
    /// Between slashes; the raw text keeps the slashes and flags.
    Regex,
}

/// What a clause asks of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `:`, the value matches, without regard to case.
    Has,
    /// `=`, the value is exactly this.
    Is,
    /// `>=`
    AtLeast,
    /// `>`
    Above,
    /// `<=`
    AtMost,
    /// `<`
    Below,
}

impl Operator {
    /// Every operator, in the order in which they are offered.
    pub const ALL: [Operator; 6] =
        [Operator::Has, Operator::Is, Operator::AtLeast, Operator::Above, Operator::AtMost, Operator::Below];

    /// How it is written.
    pub fn text(self) -> &'static str {
        match self {
            Operator::Has => ":",
            Operator::Is => "=",
            Operator::AtLeast => ">=",
            Operator::Above => ">",
            Operator::AtMost => "<=",
            Operator::Below => "<",
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// What stands somewhere in the text.
pub trait Spanned {
    /// Where it stands.
    fn span(&self) -> Span;
}

impl Spanned for Clause {
    fn span(&self) -> Span {
        self.span
    }
}

impl Spanned for Value {
    fn span(&self) -> Span {
        self.span
    }
}

impl<Leaf: Spanned> Spanned for Expr<Leaf> {
    fn span(&self) -> Span {
        match self {
            Expr::All(span) | Expr::And(_, span) | Expr::Or(_, span) | Expr::Not(_, span) | Expr::Group(_, span) => {
                *span
            }
            Expr::Leaf(leaf) => leaf.span(),
        }
    }
}

impl<Leaf> Expr<Leaf> {
    /// The terms that must all hold: those of an `And`, none of an empty text, else the one there is.
    pub fn terms(&self) -> &[Expr<Leaf>] {
        match self {
            Expr::And(terms, _) => terms,
            Expr::All(span) if span.is_empty() => &[],
            one => std::slice::from_ref(one),
        }
    }

    /// What is inside the parentheses, if any are around it.
    pub fn ungrouped(&self) -> &Expr<Leaf> {
        let mut expr = self;
        while let Expr::Group(inner, _) = expr {
            expr = inner;
        }
        expr
    }
}

impl Value {
    /// Whether it begins with what is the second half of an operator elsewhere: `==`.
    pub fn is_second_half(&self) -> bool {
        self.kind == ValueKind::Word && self.raw.starts_with('=')
    }

    /// The value as characters and wildcards. Only a plain word after `:` has wildcards.
    pub fn glyphs(&self, operator: Operator) -> Vec<Glyph> {
        match (self.kind, operator) {
            (ValueKind::Word, Operator::Has) => quote::glyphs_of_word(&self.raw),
            _ => self.text().chars().map(Glyph::Char).collect(),
        }
    }

    /// The text without backslashes; wildcards are left as they are.
    pub fn text(&self) -> String {
        match self.kind {
            ValueKind::Word => quote::text_of_word(&self.raw),
            ValueKind::Phrase => quote::text_of_phrase(&self.raw),
            ValueKind::Regex => self.raw.clone(),
        }
    }
}
