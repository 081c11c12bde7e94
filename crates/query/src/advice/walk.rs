//! The clauses and the values of a text, one by one.

use crate::ast::{Clause, Expr, Value};

/// Visits each clause, with whether the text excludes what it finds.
pub(super) fn each_clause(expr: &Expr, is_excluded: bool, visit: &mut dyn FnMut(&Clause, bool)) {
    match expr {
        Expr::All(_) => {}
        Expr::And(terms, _) | Expr::Or(terms, _) => terms.iter().for_each(|term| each_clause(term, is_excluded, visit)),
        Expr::Not(inner, _) => each_clause(inner, !is_excluded, visit),
        Expr::Group(inner, _) => each_clause(inner, is_excluded, visit),
        Expr::Leaf(clause) => visit(clause, is_excluded),
    }
}

/// Visits each value that a clause asks for. Excluded values are not asked for.
pub(super) fn each_value(values: &Expr<Value>, visit: &mut dyn FnMut(&Value)) {
    match values {
        Expr::All(_) => {}
        Expr::And(terms, _) | Expr::Or(terms, _) => terms.iter().for_each(|term| each_value(term, visit)),
        Expr::Not(..) => {}
        Expr::Group(inner, _) => each_value(inner, visit),
        Expr::Leaf(value) => visit(value),
    }
}
