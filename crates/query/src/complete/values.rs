//! The values that may stand after an operator: those that a field has in any data, and those that are in this.

use super::{Completion, MOST, Suggestion, Wanted};
use crate::edit::without_span;
use crate::quote::{Place, text_of_phrase, text_of_word, written_literal};
use crate::schema::{Named, Schema};
use crate::span::Span;
use trailglass_event::address::ORIGIN_WORDS;
use trailglass_event::case::fold_text;
use trailglass_event::field::Kind;
use trailglass_event::paths::PATHS;
use trailglass_lifecycle::state::canonical_word;

/// What may stand in the place of a value of which a part is typed.
#[inline(never)]
pub(super) fn values_of(
    text: &str,
    raw_field: &str,
    clause: Span,
    typed: Span,
    span: Span,
    schema: &Schema,
    values: &[(String, Option<u32>)],
) -> Completion {
    let raw = typed.of(text);
    let mut prefix = match raw.strip_prefix('"') {
        Some(phrase) => text_of_phrase(phrase.strip_suffix('"').unwrap_or(phrase)),
        None => text_of_word(raw),
    };
    if schema.canonical(raw_field) == "state" {
        prefix = canonical_word(&prefix);
    }
    let is_fit = |value: &str| fold_text(value).contains(&fold_text(prefix.trim_matches('*')));
    let mut suggestions: Vec<Suggestion> =
        fixed_values(raw_field, schema).into_iter().filter(|fixed| is_fit(&fixed.text)).collect();
    for (value, count) in values.iter().filter(|(value, _)| is_fit(value)) {
        let text = written_literal(value, Place::Value);
        // A value that the field has in any data gets the count that it has in this.
        match suggestions.iter_mut().find(|fixed| fixed.text == text) {
            Some(fixed) => fixed.count = *count,
            None => suggestions.push(Suggestion { count: *count, ..Suggestion::new(text, "") }),
        }
    }
    suggestions.truncate(MOST);
    // A value that stands there already need not be offered alone.
    if matches!(&suggestions[..], [only] if only.text == span.of(text)) {
        suggestions.clear();
    }
    let wanted = match schema.named(raw_field) {
        Ok(Named::Field(index)) if schema.fields[index].kind != Kind::Time => Some(Wanted {
            field: schema.fields[index].name.to_owned(),
            prefix: prefix.trim_matches('*').to_owned(),
            rest: without_span(text, clause),
        }),
        Ok(Named::Path(_)) => Some(Wanted {
            field: schema.canonical(raw_field),
            prefix: prefix.trim_matches('*').to_owned(),
            rest: without_span(text, clause),
        }),
        _ => None,
    };
    Completion { span, suggestions, wanted }
}

/// Values that a field has in any data.
fn fixed_values(raw_field: &str, schema: &Schema) -> Vec<Suggestion> {
    let all = |list: &[(&str, &str)]| list.iter().map(|(value, doc)| Suggestion::new(*value, *doc)).collect();
    match schema.named(raw_field) {
        Ok(Named::Is) => schema.qualities.iter().map(|info| Suggestion::new(info.name, info.doc)).collect(),
        Ok(Named::Ok(_)) => all(&[("true", ""), ("false", "")]),
        Ok(Named::Field(index)) => match schema.fields[index].kind {
            Kind::Time => all(&[
                ("end-1h", "an hour before the last event"),
                ("end-1d", "a day before the last event"),
                ("end-7d", "a week before the last event"),
                ("start", "the first event"),
            ]),
            Kind::Address => {
                ORIGIN_WORDS.iter().map(|(word, _)| Suggestion::new(*word, "no address is told")).collect()
            }
            Kind::Flag => all(&[("true", ""), ("false", "")]),
            Kind::Text | Kind::Fact | Kind::Source | Kind::Number | Kind::Duration => Vec::new(),
        },
        Ok(Named::Path(path)) => {
            let known = PATHS.iter().find(|known| fold_text(known.path) == path.join("."));
            known.map_or(&[][..], |known| known.values).iter().map(|value| Suggestion::new(*value, "")).collect()
        }
        _ => Vec::new(),
    }
}
