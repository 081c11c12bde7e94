//! Tree → canonical text. Read again, the text means the same; parts that ask nothing are not written.

use super::ast::{Clause, Expr, Operator, Value, ValueKind};
use super::quote::{self, Place};
use super::schema::Schema;

/// The canonical text of a tree: canonical names, one space between terms, quotes and parentheses where needed.
pub fn print(expr: &Expr, schema: &Schema) -> String {
    tree(expr, &|clause| clause_text_of(clause, schema)).map(|printed| printed.text).unwrap_or_default()
}

/// The text of a clause that asks for exactly this value of a field, whatever characters are in it.
pub fn clause_text(field_name: &str, value: &str) -> String {
    format!("{field_name}{}{}", Operator::Has, quote::written_literal(value, Place::Value))
}

struct Printed {
    text: String,
    shape: Shape,
}

enum Shape {
    One,
    Not(Box<Printed>),
    And,
    Or,
}

impl Printed {
    fn one(text: String) -> Printed {
        Printed { text, shape: Shape::One }
    }

    fn in_parentheses(&self) -> String {
        format!("({})", self.text)
    }
}

fn tree<Leaf>(expr: &Expr<Leaf>, leaf: &dyn Fn(&Leaf) -> Option<String>) -> Option<Printed> {
    match expr {
        Expr::All(_) => None,
        Expr::Leaf(one) => leaf(one).map(Printed::one),
        Expr::Group(inner, _) => tree(inner, leaf),
        Expr::Not(inner, _) => {
            let inner = tree(inner, leaf)?;
            let text = match inner.shape {
                Shape::Not(twice) => return Some(*twice),
                Shape::One => format!("-{}", inner.text),
                Shape::And | Shape::Or => format!("-{}", inner.in_parentheses()),
            };
            Some(Printed { text, shape: Shape::Not(Box::new(inner)) })
        }
        Expr::And(terms, _) => joined(terms, leaf, " ", Shape::And, |term| matches!(term.shape, Shape::Or)),
        // AND binds closer than OR, which few people know by heart, so the parentheses are written.
        Expr::Or(terms, _) => joined(terms, leaf, " OR ", Shape::Or, |term| matches!(term.shape, Shape::And)),
    }
}

fn joined<Leaf>(
    terms: &[Expr<Leaf>],
    leaf: &dyn Fn(&Leaf) -> Option<String>,
    between: &str,
    shape: Shape,
    needs_parentheses: fn(&Printed) -> bool,
) -> Option<Printed> {
    let mut printed: Vec<Printed> = terms.iter().filter_map(|term| tree(term, leaf)).collect();
    if printed.len() < 2 {
        return printed.pop();
    }
    let texts: Vec<String> = printed
        .into_iter()
        .map(|term| if needs_parentheses(&term) { term.in_parentheses() } else { term.text })
        .collect();
    Some(Printed { text: texts.join(between), shape })
}

fn clause_text_of(clause: &Clause, schema: &Schema) -> Option<String> {
    let Clause { field, operator, values, span: _ } = clause;
    let place = if field.is_some() { Place::Value } else { Place::Bare };
    let values = match values {
        // In quotes it would ask for what it says, and it is a problem.
        Expr::Leaf(value) if value.is_second_half() && field.is_some() => Printed::one(value.raw.clone()),
        values => tree(values, &|value| Some(value_text(value, *operator, place)))?,
    };
    let values = match values.shape {
        Shape::One => values.text,
        Shape::Not(_) | Shape::And | Shape::Or => values.in_parentheses(),
    };
    Some(match field {
        None => values,
        Some(name) => format!("{}{operator}{values}", schema.canonical(&name.text)),
    })
}

fn value_text(value: &Value, operator: Operator, place: Place) -> String {
    match value.kind {
        ValueKind::Regex => value.raw.clone(),
        ValueKind::Word | ValueKind::Phrase => quote::written(&value.glyphs(operator), place),
    }
}
