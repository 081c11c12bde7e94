//! The top-level clauses of a text, for display; each can be removed or negated by its span.

use super::ast::{Clause, Expr, Operator, Spanned, Value};
use super::parse::parse;
use super::problem::Problem;
use super::schema::Schema;
use super::span::Span;

/// One top-level clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// Where it stands, with its dash or `NOT`.
    pub span: Span,
    /// The canonical name of the field; `None` for bare words and for groups of several fields.
    pub field: Option<String>,
    /// The operator; [`Operator::Has`] where there is no field.
    pub operator: Operator,
    /// The value without quotes and backslashes, several with "or" between them; of a group, the text as typed.
    pub value: String,
    /// Whether what matches is left out.
    pub excluded: bool,
    /// Whether something is wrong with it.
    pub problem: bool,
}

/// The clauses that must all hold, in the order of the text. A text with `OR` outside parentheses is one chip.
pub fn chips(text: &str, schema: &Schema) -> Vec<Chip> {
    let problems = super::problems(text, schema);
    parse(text).0.terms().iter().map(|term| chip(text, term, schema, &problems)).collect()
}

fn chip(text: &str, term: &Expr, schema: &Schema, problems: &[Problem]) -> Chip {
    let span = term.span();
    let mut excluded = false;
    let mut inner = term.ungrouped();
    while let Expr::Not(negated, _) = inner {
        excluded = !excluded;
        inner = negated.ungrouped();
    }
    let problem = problems.iter().any(|problem| problem.span.touches(span));
    let (field, operator, value) = match inner {
        Expr::Leaf(Clause { field, operator, values, .. }) => {
            let name = field.as_ref().map(|name| schema.canonical(&name.text));
            (name, *operator, shown(values.ungrouped()))
        }
        other => (None, Operator::Has, other.span().of(text).to_owned()),
    };
    Chip { span, field, operator, value, excluded, problem }
}

fn shown(values: &Expr<Value>) -> String {
    let all = |values: &[Expr<Value>], between: &str| values.iter().map(shown).collect::<Vec<_>>().join(between);
    match values {
        Expr::All(_) => String::new(),
        Expr::And(values, _) => all(values, " and "),
        Expr::Or(values, _) => all(values, " or "),
        Expr::Not(value, _) => format!("not {}", shown(value)),
        Expr::Group(value, _) => format!("({})", shown(value)),
        Expr::Leaf(value) => value.text(),
    }
}
