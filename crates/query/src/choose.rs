//! A text in which one value of a field is chosen, chosen besides others, left out or let go. The rest of the text stays
//! as it was typed.

use super::ast::{Clause, Expr, Operator, Spanned, Value};
use super::edit::{with_clause, without_span};
use super::parse::parse;
use super::plan::{Matcher, Plan, Test};
use super::print::clause_text;
use super::quote::{self, Place};
use super::resolve::resolve;
use super::schema::Schema;
use super::span::Span;

/// What is wanted of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choose {
    /// This value and no other; where it is the only one already, it is let go.
    Only,
    /// This value besides those that are chosen; where it is chosen already, it is let go.
    Also,
    /// Not this value; where it is left out already, it is let in again.
    Not,
}

/// The text with a value of a field chosen or left out.
pub fn with_value(text: &str, field: &str, value: &str, choose: Choose, schema: &Schema) -> String {
    let clause = clause_text(field, value);
    let clauses = clauses_on(text, &clause, schema);
    let named = || clauses.iter().flat_map(|clause| clause.values.iter().map(move |value| (clause.is_excluded, value)));
    let is_named = |is_excluded: bool| named().any(|(excluded, value)| excluded == is_excluded && value.is_wanted);
    let n_chosen = named().filter(|(is_excluded, _)| !is_excluded).count();
    let drop = |is_dropped: &dyn Fn(bool, &Named) -> bool| {
        // From behind, so that the clauses before keep their places.
        clauses.iter().rev().fold(text.to_owned(), |text, clause| {
            let kept: Vec<&Named> =
                clause.values.iter().filter(|value| !is_dropped(clause.is_excluded, value)).collect();
            match kept.len() {
                n if n == clause.values.len() => text,
                0 => without_span(&text, clause.span),
                _ => clause.with_list(&text, &kept.iter().map(|value| value.span.of(&text)).collect::<Vec<_>>()),
            }
        })
    };
    match choose {
        // What is chosen already is let go; chosen among others, it stays alone.
        Choose::Only if is_named(false) && n_chosen == 1 => drop(&|is_excluded, value| !is_excluded && value.is_wanted),
        Choose::Also if is_named(false) => drop(&|is_excluded, value| !is_excluded && value.is_wanted),
        Choose::Not if is_named(true) => drop(&|is_excluded, value| is_excluded && value.is_wanted),
        Choose::Only => {
            let rest = drop(&|is_excluded, value| !is_excluded && !value.is_wanted || is_excluded && value.is_wanted);
            with_clause(&rest, &clause, schema)
        }
        Choose::Also => {
            let rest = drop(&|is_excluded, value| is_excluded && value.is_wanted);
            let clauses = clauses_on(&rest, &clause, schema);
            match clauses.iter().find(|clause| !clause.is_excluded) {
                Some(chosen) => {
                    let value = quote::written_literal(value, Place::Value);
                    let mut values: Vec<&str> = chosen.values.iter().map(|value| value.span.of(&rest)).collect();
                    values.push(&value);
                    chosen.with_list(&rest, &values)
                }
                None => with_clause(&rest, &clause, schema),
            }
        }
        Choose::Not => {
            let rest = drop(&|is_excluded, value| !is_excluded && value.is_wanted);
            with_clause(&rest, &format!("-{clause}"), schema)
        }
    }
}

/// A top-level clause on the field that names values, one or several with `OR` between them.
struct OnField {
    is_excluded: bool,
    /// The clause without its dash.
    span: Span,
    /// All its values, with the parentheses around them.
    list: Span,
    values: Vec<Named>,
}

impl OnField {
    /// The text with these values in place of the clause's own.
    fn with_list(&self, text: &str, values: &[&str]) -> String {
        let list = values.join(" OR ");
        let list = if values.len() > 1 { format!("({list})") } else { list };
        format!("{}{list}{}", &text[..self.list.start], &text[self.list.end..])
    }
}

/// A value that a clause names.
struct Named {
    span: Span,
    /// Whether it is the value in question.
    is_wanted: bool,
}

fn clauses_on(text: &str, clause: &str, schema: &Schema) -> Vec<OnField> {
    let Plan::Test(wanted) = resolve(&parse(clause).0, schema).0 else { return Vec::new() };
    parse(text).0.terms().iter().filter_map(|term| on_field(term, &wanted, schema)).collect()
}

fn on_field(term: &Expr, wanted: &Test, schema: &Schema) -> Option<OnField> {
    let mut is_excluded = false;
    let mut inner = term.ungrouped();
    while let Expr::Not(negated, _) = inner {
        is_excluded = !is_excluded;
        inner = negated.ungrouped();
    }
    let Expr::Leaf(clause @ Clause { operator: Operator::Has | Operator::Is, .. }) = inner else { return None };
    let listed: &[Expr<Value>] = match clause.values.ungrouped() {
        Expr::Or(values, _) => values,
        Expr::Leaf(_) => std::slice::from_ref(clause.values.ungrouped()),
        _ => return None,
    };
    let named = |value: &Expr<Value>| {
        let Expr::Leaf(_) = value.ungrouped() else { return None };
        let alone = Expr::Leaf(Clause { values: value.clone(), ..clause.clone() });
        let Plan::Test(test) = resolve(&alone, schema).0 else { return None };
        (test.on == wanted.on && !test.matcher.is_any())
            .then(|| Named { span: value.span(), is_wanted: is_value(&test, wanted) })
    };
    let values = listed.iter().map(named).collect::<Option<Vec<Named>>>()?;
    Some(OnField { is_excluded, span: clause.span, list: clause.values.span(), values })
}

/// Whether a test asks for the value that the other asks for, with regard to case or without.
fn is_value(test: &Test, wanted: &Test) -> bool {
    match (&test.matcher, &wanted.matcher) {
        (Matcher::Pattern(one), Matcher::Pattern(other)) => {
            one.literal().is_some_and(|text| one.reach() == other.reach() && other.matches(text))
        }
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_chosen_left_out_and_let_go() {
        use Choose::{Also, Not, Only};
        for (text, value, choose, expected) in [
            ("", "a", Only, "region:a"),
            ("x", "a", Only, "x region:a"),
            ("region:a x", "a", Only, "x"),
            ("region:a x", "b", Only, "x region:b"),
            ("region:(a OR b) x", "b", Only, "region:b x"),
            ("awsRegion=a x", "A", Only, "x"),
            ("-region:a x", "a", Only, "x region:a"),
            ("-region:c x", "a", Only, "-region:c x region:a"),
            ("region:a x", "b", Also, "region:(a OR b) x"),
            ("region:(a OR b) x", "c", Also, "region:(a OR b OR c) x"),
            ("region:(a OR b) x", "a", Also, "region:b x"),
            ("x", "b c", Also, "x region:\"b c\""),
            ("region:a -region:b", "b", Also, "region:(a OR b)"),
            ("x", "a", Not, "x -region:a"),
            ("x -region:a", "a", Not, "x"),
            ("-region:(a OR b)", "a", Not, "-region:b"),
            ("region:(a OR b)", "a", Not, "region:b -region:a"),
            ("region:a", "b", Not, "region:a -region:b"),
            ("region:* x", "a", Only, "region:* x region:a"),
            ("region:eu-*", "eu-1", Only, "region:eu-1"),
            ("a OR b", "x", Only, "(a OR b) region:x"),
            ("region:a OR b", "a", Only, "(region:a OR b) region:a"),
            ("NOT region:a", "a", Not, ""),
        ] {
            let found = with_value(text, "region", value, choose, &Schema::events());
            assert_eq!(found, expected, "{choose:?} {value} in {text}");
        }
    }
}
