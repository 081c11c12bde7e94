//! Tree + schema → plan: names become fields or paths, values become matchers. A clause with a problem is left out.

use super::ast::{Clause, Expr, Operator, ValueKind};
use super::plan::Plan;
use super::problem::{Problem, ProblemKind};
use super::quote;
use super::schema::{Named, Schema};
use super::span::Span;
use super::value::Asked;

/// What a tree means under a schema, and the problems that only a schema can see.
pub fn resolve(expr: &Expr, schema: &Schema) -> (Plan, Vec<Problem>) {
    let mut problems = Vec::new();
    let plan = tree(expr, &mut |clause| clause_plan(clause, schema, &mut problems));
    (plan.unwrap_or(Plan::All), problems)
}

/// The plan of a tree; `None` where nothing of it could be understood, so that whoever holds it can leave it out.
fn tree<Leaf>(expr: &Expr<Leaf>, leaf: &mut dyn FnMut(&Leaf) -> Option<Plan>) -> Option<Plan> {
    let mut plans = |exprs: &[Expr<Leaf>]| {
        let plans: Vec<Plan> = exprs.iter().filter_map(|expr| tree(expr, leaf)).collect();
        Some(plans).filter(|plans| !plans.is_empty())
    };
    match expr {
        Expr::All(_) => None,
        Expr::And(exprs, _) => plans(exprs).map(Plan::and),
        Expr::Or(exprs, _) => plans(exprs).map(Plan::or),
        Expr::Not(expr, _) => tree(expr, leaf).map(Plan::negated),
        Expr::Group(expr, _) => tree(expr, leaf),
        Expr::Leaf(one) => leaf(one),
    }
}

/// A problem with the name of a clause, which may be no clause but a text that holds a colon.
fn with_clause(kind: ProblemKind, whole: &Clause) -> ProblemKind {
    match (kind, &whole.field, &whole.values) {
        (ProblemKind::UnknownField { name, nearest, .. }, Some(field), Expr::Leaf(value))
            if value.kind == ValueKind::Word =>
        {
            let text = format!("{}{}{}", quote::text_of_word(&field.text), whole.operator, value.text());
            ProblemKind::UnknownField { name, nearest, clause: Some((whole.span, text)) }
        }
        (kind, ..) => kind,
    }
}

fn clause_plan(clause: &Clause, schema: &Schema, problems: &mut Vec<Problem>) -> Option<Plan> {
    let (name, named) = match &clause.field {
        None => ("any".to_owned(), Named::Any),
        Some(name) => match schema.named(&name.text) {
            Ok(named) => (schema.canonical(&name.text), named),
            Err(kind) => {
                problems.push(Problem { span: name.span, kind: with_clause(kind, clause) });
                return None;
            }
        },
    };
    let operator = clause.operator;
    // The operator stands right behind the name.
    let end = clause.field.as_ref().map_or(clause.span.start, |name| name.span.end);
    let operator_span = Span::new(end, end + operator.text().len());
    let asked = Asked { name, named, operator, schema, value_start: clause.field.as_ref().map(|_| operator_span.end) };
    if let Err(kind) = asked.operator_fits() {
        problems.push(Problem { span: operator_span, kind });
        return None;
    }
    tree(&clause.values, &mut |value| {
        asked
            .value_plan(value)
            .map_err(|kind| {
                let span = match kind {
                    ProblemKind::ExpressionNotExpected { .. } => operator_span,
                    // The second half of the operator is read as the first letter of the value.
                    ProblemKind::ForeignOperator { .. } => {
                        Span::new(operator_span.start, value.span.start + Operator::Is.text().len())
                    }
                    _ => value.span,
                };
                problems.push(Problem { span, kind });
            })
            .ok()
    })
}
