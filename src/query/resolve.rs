//! Tree + schema → plan: names become fields or paths, values become matchers. A clause with a problem is left out.

use super::ast::{Clause, Expr, Operator, Value, ValueKind};
use super::moment::moment;
use super::pattern::{Case, Glyph, Pattern, Reach};
use super::plan::{Matcher, On, Plan, Test};
use super::problem::{Problem, ProblemKind};
use super::quote::{self, Place};
use super::schema::{Named, Schema};
use crate::event::field::Kind;

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

fn clause_plan(clause: &Clause, schema: &Schema, problems: &mut Vec<Problem>) -> Option<Plan> {
    let (name, named) = match &clause.field {
        None => ("any".to_owned(), Named::Any),
        Some(name) => match schema.named(&name.text) {
            Ok(named) => (schema.canonical(&name.text), named),
            Err(kind) => {
                problems.push(Problem { span: name.span, kind });
                return None;
            }
        },
    };
    // The parser has told about the other operators.
    if !matches!(clause.operator, Operator::Has | Operator::Is) {
        return None;
    }
    let asked = Asked { name, named, operator: clause.operator, schema };
    tree(&clause.values, &mut |value| {
        // The parser has told about regular expressions.
        if value.kind == ValueKind::Regex {
            return None;
        }
        asked.value_plan(value).map_err(|kind| problems.push(Problem { span: value.span, kind })).ok()
    })
}

/// A clause without its values.
struct Asked<'s> {
    /// The canonical name.
    name: String,
    named: Named,
    operator: Operator,
    schema: &'s Schema,
}

impl Asked<'_> {
    fn value_plan(&self, value: &Value) -> Result<Plan, ProblemKind> {
        let glyphs = value.glyphs(self.operator);
        let is_present = !glyphs.is_empty() && glyphs.iter().all(|glyph| *glyph == Glyph::Many);
        match &self.named {
            Named::Any if is_present || glyphs.is_empty() => Ok(Plan::All),
            Named::Any => Ok(self.pattern(On::Any, &self.name, &glyphs, Reach::Contained)),
            Named::Path(path) => Ok(self.pattern(On::Path(path.clone()), &self.name, &glyphs, Reach::Whole)),
            Named::Ok(outcome) => {
                let name = self.schema.fields[*outcome].name;
                let on = On::Field(*outcome);
                if is_present {
                    return Ok(self.pattern(on, name, &[Glyph::Many], Reach::Whole));
                }
                let ok = Plan::Test(Test {
                    on,
                    matcher: Matcher::Pattern(Pattern::whole("ok")),
                    clause: format!("{name}:ok"),
                });
                Ok(if self.flag(value)? { ok } else { ok.negated() })
            }
            Named::Field(index) => self.field_plan(*index, value, glyphs, is_present),
        }
    }

    fn field_plan(
        &self,
        index: usize,
        value: &Value,
        mut glyphs: Vec<Glyph>,
        is_present: bool,
    ) -> Result<Plan, ProblemKind> {
        let on = On::Field(index);
        let kind = self.schema.fields[index].kind;
        let test = |matcher, text: &str| Plan::Test(Test { on: on.clone(), matcher, clause: self.clause(text) });
        match kind {
            Kind::Time if !is_present => {
                let text = value.text();
                let moment = moment(&text).ok_or(ProblemKind::NotATime { text })?;
                let (from_micros, to_micros) = (moment.from_micros, moment.to_micros);
                return Ok(test(Matcher::Time { from_micros, to_micros }, &moment.text));
            }
            Kind::Flag if !is_present => {
                let flag = self.flag(value)?;
                return Ok(test(Matcher::Flag(flag), if flag { "true" } else { "false" }));
            }
            Kind::Time | Kind::Flag | Kind::Text | Kind::Fact | Kind::Source => {}
        }
        if self.name == "service" {
            drop_suffix(&mut glyphs, ".amazonaws.com");
        }
        if self.name == "ip" && is_address_range(&value.text()) {
            return Err(ProblemKind::AddressRangeNotUnderstood);
        }
        Ok(self.pattern(on, &self.name, &glyphs, Reach::Whole))
    }

    fn clause(&self, value: &str) -> String {
        format!("{}{}{value}", self.name, Operator::Has)
    }

    fn pattern(&self, on: On, name: &str, glyphs: &[Glyph], reach: Reach) -> Plan {
        let case = if self.operator == Operator::Is { Case::Regarded } else { Case::Ignored };
        let clause = format!("{name}{}{}", self.operator, quote::written(glyphs, Place::Value));
        Plan::Test(Test { on, matcher: Matcher::Pattern(Pattern::new(glyphs, case, reach)), clause })
    }

    fn flag(&self, value: &Value) -> Result<bool, ProblemKind> {
        let text = value.text();
        let is_one_of = |words: [&str; 2]| words.iter().any(|word| word.eq_ignore_ascii_case(&text));
        if is_one_of(["true", "yes"]) {
            Ok(true)
        } else if is_one_of(["false", "no"]) {
            Ok(false)
        } else {
            Err(ProblemKind::NotAFlag { name: self.name.clone() })
        }
    }
}

/// Drops the end of a value, without regard to case, where something is before it.
fn drop_suffix(glyphs: &mut Vec<Glyph>, suffix: &str) {
    let Some(start) = glyphs.len().checked_sub(suffix.len()).filter(|start| *start > 0) else { return };
    let is_suffix = glyphs[start..]
        .iter()
        .zip(suffix.chars())
        .all(|(glyph, own)| matches!(glyph, Glyph::Char(char) if char.eq_ignore_ascii_case(&own)));
    if is_suffix {
        glyphs.truncate(start);
    }
}

/// Whether a text has the form of an address and a number of bits; `media/8` has not.
fn is_address_range(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let is_bits = (1..=3).contains(&bits.len()) && bits.bytes().all(|byte| byte.is_ascii_digit());
    let is_version_4 = address.split('.').count() == 4 && address.split('.').all(|part| part.parse::<u8>().is_ok());
    let is_version_6 = address.contains(':') && address.bytes().all(|byte| byte == b':' || byte.is_ascii_hexdigit());
    is_bits && (is_version_4 || is_version_6)
}
