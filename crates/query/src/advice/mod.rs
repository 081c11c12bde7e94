//! Why a text finds nothing although nothing is wrong with it, and what was probably meant.
//!
//! A [`Problem`](super::Problem) is a text that means nothing. An [`Advice`] is about a part that means something, but hardly
//! what it was typed for: an address that is none, a list with commas, a star in quotes. Values of records can be anything,
//! so advice is given only where nothing was found, or where a clause excludes what it names.
//!
//! - `kind`: the kinds of advice, in words
//! - `address`, `path`, `name`, `text`: what is odd about one value; [`CHECKS`] is the list of them
//! - `two_values`: what is odd about two clauses
//! - [`elsewhere`]: the same values, looked for anywhere in the event
//! - `walk`: the clauses and the values of a text

mod address;
mod elsewhere;
mod kind;
mod name;
mod path;
mod text;
mod two_values;
mod walk;

pub use elsewhere::{Elsewhere, elsewhere};
pub use kind::AdviceKind;

use super::ast::{Clause, Operator, Value, ValueKind};
use super::parse::parse;
use super::quote::Place;
use super::schema::{Named, Schema};
use super::span::Span;
use trailglass_event::field::Kind;
use walk::{each_clause, each_value};

/// A part of a text that hardly asks what it was typed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The part.
    pub span: Span,
    /// What is odd about it.
    pub kind: AdviceKind,
    /// What was probably meant in its place.
    pub meant: Option<String>,
    /// Whether the text excludes what the part finds.
    pub is_excluded: bool,
}

impl Advice {
    /// The whole text with what was probably meant.
    pub fn text(&self, text: &str) -> Option<String> {
        let span = self.span.within(text);
        let meant = self.meant.as_ref()?;
        Some(format!("{}{meant}{}", &text[..span.start], &text[span.end..]))
    }
}

/// All parts of a sound text that hardly ask what they were typed for, in the order of the text.
pub fn advice(text: &str, schema: &Schema) -> Vec<Advice> {
    let expr = parse(text).0;
    let mut found = Vec::new();
    each_clause(&expr, false, &mut |clause, is_excluded| {
        for Oddity { span, kind, meant } in oddities(text, clause, schema) {
            // Whether something that is excluded is in the events at all is not asked.
            if !is_excluded || !kind.is_guess() && kind != AdviceKind::SmallWord {
                found.push(Advice { span, kind, meant, is_excluded });
            }
        }
    });
    found.extend(two_values::two_values(text, &expr, schema));
    // A part that is odd for another reason is no part of a value.
    let certain: Vec<Span> = found.iter().filter(|other| !other.kind.is_guess()).map(|other| other.span).collect();
    found.retain(|advice| {
        advice.kind != AdviceKind::PartOfValue || !certain.iter().any(|other| other.touches(advice.span))
    });
    found.sort_by_key(|advice| (advice.span.start, advice.span.end));
    found
}

/// Something odd about a value, and what was probably meant.
struct Oddity {
    span: Span,
    kind: AdviceKind,
    meant: Option<String>,
}

/// What may be odd about a text that is asked of a field or a path. The first check that finds something decides.
const CHECKS: &[fn(&AskedValue<'_>) -> Option<Oddity>] = &[
    address::not_an_address,
    path::brackets,
    path::holds_others,
    path::yes_or_no,
    name::arn,
    name::dashed_account,
    text::list,
    text::quoted_wildcard,
    name::name_as_value,
    text::case_of_value,
    text::part_of_value,
];

/// What is odd about the values of a clause.
fn oddities(text: &str, clause: &Clause, schema: &Schema) -> Vec<Oddity> {
    if !matches!(clause.operator, Operator::Has | Operator::Is) {
        return Vec::new();
    }
    let mut values: Vec<Value> = Vec::new();
    each_value(&clause.values, &mut |value| values.push(value.clone()));
    let is_alone = values.len() == 1;
    values.iter().filter_map(|value| oddity(text, clause, value, is_alone, schema)).collect()
}

fn oddity(query: &str, clause: &Clause, value: &Value, is_alone: bool, schema: &Schema) -> Option<Oddity> {
    let text = value.text();
    let Some(typed) = &clause.field else { return oddity_of_word(clause, value, &text) };
    let named = schema.named(&typed.text).ok()?;
    let (kind, is_path) = match named {
        Named::Field(index) => (schema.fields[index].kind, false),
        Named::Path(_) => (Kind::Text, true),
        Named::Any => return quoted_search(value, &text),
        Named::Ok(_) | Named::Is => return None,
    };
    let has_words = matches!(named, Named::Field(index) if !schema.fields[index].words.is_empty());
    if matches!(kind, Kind::Time | Kind::Flag | Kind::Number | Kind::Duration) || has_words {
        return None;
    }
    let (typed_name, name) = (typed.text.clone(), schema.canonical(&typed.text));
    let asked = AskedValue { query, schema, clause, value, text, typed_name, name, kind, is_path, is_alone };
    if value.kind == ValueKind::Regex {
        return text::case_of_expression(&asked);
    }
    CHECKS.iter().find_map(|check| check(&asked))
}

/// What is odd about a word or phrase that stands alone.
fn oddity_of_word(clause: &Clause, value: &Value, text: &str) -> Option<Oddity> {
    if value.kind == ValueKind::Word && matches!(text, "and" | "or" | "not") {
        let meant = Some(text.to_ascii_uppercase());
        return Some(Oddity { span: clause.span, kind: AdviceKind::SmallWord, meant });
    }
    if let Some(digits) = name::undashed(text) {
        return Some(Oddity { span: clause.span, kind: AdviceKind::DashedAccount, meant: Some(digits) });
    }
    quoted_search(value, text)
}

/// `*` within a phrase that is looked for anywhere in the event.
fn quoted_search(value: &Value, text: &str) -> Option<Oddity> {
    let is_quoted = value.kind == ValueKind::Phrase && text.contains('*');
    let meant = Some(text::with_wildcards(text, Place::Bare));
    is_quoted.then_some(Oddity { span: value.span, kind: AdviceKind::QuotedWildcard, meant })
}

/// A value that is asked of a field or a path.
struct AskedValue<'q> {
    /// The whole text.
    query: &'q str,
    schema: &'q Schema,
    clause: &'q Clause,
    value: &'q Value,
    /// The value without quotes and backslashes.
    text: String,
    /// The name of the field or the path, as typed.
    typed_name: String,
    /// Its canonical name.
    name: String,
    kind: Kind,
    is_path: bool,
    /// Whether it is the only value of its clause: then the whole clause can be written anew, else only the value.
    is_alone: bool,
}

impl AskedValue<'_> {
    /// The value as typed.
    fn typed_value(&self) -> &str {
        self.value.span.of(self.query)
    }

    /// The clause with another value or, of several values, that value alone.
    fn clause_with(&self, value: &str) -> String {
        if self.is_alone { format!("{}{}{value}", self.name, Operator::Has) } else { value.to_owned() }
    }

    fn oddity(&self, kind: AdviceKind, meant: Option<String>) -> Oddity {
        let span = if self.is_alone { self.clause.span } else { self.value.span };
        Oddity { span, kind, meant }
    }
}
