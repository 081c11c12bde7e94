//! Values of texts: lists with commas, wildcards in quotes, parts of values, and capital letters that count.

use super::path::has_two_words;
use super::{AdviceKind, AskedValue, Oddity};
use crate::ast::{Operator, ValueKind};
use crate::pattern::Glyph;
use crate::quote::{self, Place};
use trailglass_event::field::Kind;

/// Values with commas or bars between them.
pub(super) fn list(asked: &AskedValue<'_>) -> Option<Oddity> {
    let list = listed(&asked.text).filter(|_| asked.value.kind == ValueKind::Word)?;
    let meant = if asked.is_alone { format!("{}:({list})", asked.name) } else { list };
    Some(asked.oddity(AdviceKind::List, Some(meant)))
}

/// `*` within quotes.
pub(super) fn quoted_wildcard(asked: &AskedValue<'_>) -> Option<Oddity> {
    let is_quoted = asked.value.kind == ValueKind::Phrase && asked.text.contains('*');
    let meant = if asked.is_alone {
        asked.clause_with(&with_wildcards(&asked.text, Place::Value))
    } else {
        with_wildcards(&asked.text, Place::Bare)
    };
    is_quoted.then(|| asked.oddity(AdviceKind::QuotedWildcard, Some(meant)))
}

/// A text in which each `*` is a wildcard.
pub(super) fn with_wildcards(text: &str, place: Place) -> String {
    let glyph = |char| if char == '*' { Glyph::Many } else { Glyph::Char(char) };
    quote::written(&text.chars().map(glyph).collect::<Vec<Glyph>>(), place)
}

/// Capital letters count between slashes.
pub(super) fn case_of_expression(asked: &AskedValue<'_>) -> Option<Oddity> {
    let is_case_sensitive = !asked.text.ends_with("/i") && asked.text.chars().any(char::is_alphabetic);
    let meant = asked.clause_with(&format!("{}i", asked.text));
    is_case_sensitive.then(|| asked.oddity(AdviceKind::CaseOfExpression, Some(meant)))
}

/// Capital letters count after `=`.
pub(super) fn case_of_value(asked: &AskedValue<'_>) -> Option<Oddity> {
    let meant = asked.clause_with(&quote::written_literal(&asked.text, Place::Value));
    let meant = asked.is_alone.then_some(meant);
    (asked.clause.operator == Operator::Is).then(|| asked.oddity(AdviceKind::CaseOfValue, meant))
}

/// A value that may be a part of the one that was meant.
pub(super) fn part_of_value(asked: &AskedValue<'_>) -> Option<Oddity> {
    let glyphs = asked.value.glyphs(asked.clause.operator);
    let has_wildcard = glyphs.iter().any(|glyph| matches!(glyph, Glyph::Many | Glyph::One));
    if has_wildcard || has_two_words(&asked.name) || asked.kind == Kind::Address || asked.text.is_empty() {
        return None;
    }
    let chars = asked.text.chars().map(Glyph::Char);
    let within: Vec<Glyph> = [Glyph::Many].into_iter().chain(chars).chain([Glyph::Many]).collect();
    let meant = asked.clause_with(&quote::written(&within, Place::Value));
    Some(asked.oddity(AdviceKind::PartOfValue, Some(meant)))
}

/// A list with commas or bars as values with `OR` between them.
fn listed(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split([',', ';', '|']).collect();
    let is_name = |part: &&str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.*:/@".contains(&byte))
    };
    let is_list = parts.len() > 1 && parts.iter().all(is_name);
    is_list.then(|| parts.join(" OR "))
}
