//! Clauses that ask two values of a field that has one.

use super::{Advice, AdviceKind};
use crate::ast::{Clause, Expr, Operator, Spanned, Value, ValueKind};
use crate::pattern::Glyph;
use crate::schema::{Named, Schema};
use trailglass_event::field::Kind;

/// Clauses that must all hold and ask different values of one field.
pub(super) fn two_values(text: &str, expr: &Expr, schema: &Schema) -> Vec<Advice> {
    let mut found = Vec::new();
    let mut seen: Vec<(String, &Clause)> = Vec::new();
    for term in expr.terms() {
        let Expr::Leaf(clause) = term.ungrouped() else { continue };
        let (Some(name), Operator::Has) = (&clause.field, clause.operator) else { continue };
        let canonical = schema.canonical(&name.text);
        let Ok(Named::Field(index)) = schema.named(&name.text) else { continue };
        let is_single = matches!(schema.fields[index].kind, Kind::Text | Kind::Address) && canonical != "targets";
        let Expr::Leaf(value) = clause.values.ungrouped() else { continue };
        let is_literal = value.kind != ValueKind::Regex
            && value.glyphs(Operator::Has).iter().all(|glyph| matches!(glyph, Glyph::Char(_)));
        // The words for the kind of actor match beside its name.
        if !is_single || !is_literal || canonical == "actor" {
            continue;
        }
        match seen.iter().find(|(other, _)| *other == canonical).map(|(_, clause)| *clause) {
            Some(first) if !is_same(first, value) => {
                let span = first.span.join(clause.span);
                let between = text[first.span.end..clause.span.start].trim();
                // A parenthesis that opens between them closes behind the second.
                if between.contains(['(', ')']) {
                    continue;
                }
                let between = between.strip_suffix("AND").unwrap_or(between).trim();
                let between = between.strip_prefix("AND").unwrap_or(between).trim();
                let rest = if between.is_empty() { String::new() } else { format!(" {between}") };
                let values = [first, clause].map(|clause| clause.values.span().of(text).to_owned());
                let meant = format!("{canonical}:({}){rest}", values.join(" OR "));
                let kind = AdviceKind::TwoValues { name: canonical };
                found.push(Advice { span, kind, meant: Some(meant), is_excluded: false });
            }
            Some(_) => {}
            None => seen.push((canonical, clause)),
        }
    }
    found
}

fn is_same(clause: &Clause, value: &Value) -> bool {
    let Expr::Leaf(other) = clause.values.ungrouped() else { return false };
    other.text().eq_ignore_ascii_case(&value.text())
}
