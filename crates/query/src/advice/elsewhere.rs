//! The values that a text asks of fields, as searches of the whole event.

use super::walk::{each_clause, each_value};
use crate::ast::{Operator, ValueKind};
use crate::parse::parse;
use crate::quote::{self, Place};
use crate::schema::{Named, Schema};
use trailglass_event::field::Kind;

/// A value of a text that may stand elsewhere in the events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The value.
    pub value: String,
    /// The text that looks for it anywhere.
    pub text: String,
}

/// The most values that are looked for elsewhere.
const MAX_ELSEWHERE: usize = 3;

/// The values that a text asks of fields and paths, each as a search of the whole event; of a pasted ARN or address the
/// name at its end.
pub fn elsewhere(text: &str, schema: &Schema) -> Vec<Elsewhere> {
    let mut found = Vec::new();
    let mut add = |value: &str| {
        let text = quote::written_literal(value, Place::Bare);
        let is_new = |found: &[Elsewhere]| found.iter().all(|other: &Elsewhere| other.text != text);
        if value.len() > 1 && found.len() < MAX_ELSEWHERE && is_new(&found) {
            found.push(Elsewhere { value: value.to_owned(), text });
        }
    };
    each_clause(&parse(text).0, false, &mut |clause, is_excluded| {
        let is_text = match clause.field.as_ref().map(|name| schema.named(&name.text)) {
            Some(Ok(Named::Field(index))) => {
                let field = &schema.fields[index];
                field.words.is_empty() && !matches!(field.kind, Kind::Time | Kind::Flag | Kind::Number | Kind::Duration)
            }
            Some(Ok(Named::Path(_))) => true,
            None | Some(Ok(Named::Any)) => false,
            _ => return,
        };
        let is_asked = !is_excluded && matches!(clause.operator, Operator::Has | Operator::Is);
        each_value(&clause.values, &mut |value| {
            let plain = value.text();
            let plain = plain.trim_matches(['*', '?']);
            if !is_asked || value.kind == ValueKind::Regex || plain.contains('*') {
                return;
            }
            if is_text {
                add(plain);
            } else if let Some(name) = name_of(plain) {
                add(name);
            }
        });
    });
    found
}

/// The name at the end of a pasted ARN or address.
fn name_of(text: &str) -> Option<&str> {
    let is_pasted = text.starts_with("arn:") || text.contains("://");
    let path = text.split(['?', '#']).next().unwrap_or(text).trim_end_matches('/');
    let name = path.rsplit(['/', ':']).next().filter(|name| !name.is_empty() && *name != text);
    name.filter(|_| is_pasted)
}
