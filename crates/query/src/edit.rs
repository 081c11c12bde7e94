//! A text with one clause added, removed or negated. The rest of the text stays as it was typed.

use super::ast::{Expr, Spanned};
use super::lex::{Token, TokenKind, lex};
use super::parse::parse;
use super::plan::Plan;
use super::print::print;
use super::resolve::resolve;
use super::schema::Schema;
use super::span::Span;

/// The text with a clause added at its end. Where the clause is there already, nothing changes; where its opposite is
/// there, the clause takes that place.
pub fn with_clause(text: &str, clause: &str, schema: &Schema) -> String {
    let clause = clause.trim();
    if clause.is_empty() {
        return text.to_owned();
    }
    let wanted = meaning(&parse(clause).0, schema);
    let (expr, problems) = parse(text);
    if has_term(&expr, &wanted, schema) {
        return text.to_owned();
    }
    for term in expr.terms() {
        if meaning(term, schema).is_opposite(&wanted, schema) {
            return replaced(text, term.span(), clause);
        }
    }
    let Some(last) = solid_tokens(text).pop() else { return clause.to_owned() };
    let solid = with_whole_end(&text[..last.span.end]);
    let mut ways = vec![format!("{solid} {clause}"), format!("{clause} {}", text.trim_start())];
    if matches!(expr, Expr::Or(..)) {
        ways.insert(0, format!("({}) {clause}", solid.trim_start()));
    }
    // A text with a problem, such as an open quote, can swallow what is put after it.
    let is_whole = |way: &&String| {
        let (expr, new_problems) = parse(way);
        new_problems.len() <= problems.len() && has_term(&expr, &wanted, schema)
    };
    let way = ways.iter().find(is_whole).unwrap_or(&ways[0]);
    way.clone()
}

/// The text without the part at this span, and without what would then stand there for nothing: the dash before it,
/// an `AND` or `OR` beside it, parentheses around it, the field in front of those.
pub fn without_span(text: &str, span: Span) -> String {
    let span = span.within(text);
    let tokens = solid_tokens(text);
    let mut first = tokens.partition_point(|token| token.span.end <= span.start);
    let mut end = tokens.partition_point(|token| token.span.start < span.end);
    if first >= end {
        return text.to_owned();
    }
    let kind_at = |at: usize| tokens.get(at).map(|token: &Token| token.kind);
    loop {
        let before = first.checked_sub(1).and_then(kind_at);
        let after = kind_at(end);
        let is_word = |kind| matches!(kind, Some(TokenKind::And | TokenKind::Or));
        let is_last = matches!(after, None | Some(TokenKind::Close | TokenKind::Or));
        match (before, after) {
            (Some(TokenKind::Dash | TokenKind::Not), _) => first -= 1,
            (Some(TokenKind::And), _) => {
                first -= 1;
                break;
            }
            (Some(TokenKind::Or), _) if is_last => {
                first -= 1;
                break;
            }
            (_, Some(TokenKind::And)) => {
                end += 1;
                break;
            }
            (None | Some(TokenKind::Open), _) if is_word(after) => {
                end += 1;
                break;
            }
            (Some(TokenKind::Open), Some(TokenKind::Close)) => {
                first -= 1;
                end += 1;
                while matches!(first.checked_sub(1).and_then(kind_at), Some(TokenKind::Operator(_) | TokenKind::Field))
                    && tokens[first - 1].span.end == tokens[first].span.start
                {
                    first -= 1;
                }
            }
            _ => break,
        }
    }
    // Cut at tokens, not at spaces: a space after a backslash belongs to its word.
    let left = first.checked_sub(1).map_or("", |before| &text[..tokens[before].span.end]);
    let right = tokens.get(end).map_or("", |after| &text[after.span.start..]);
    let is_joined = left.is_empty()
        || right.is_empty()
        || first.checked_sub(1).and_then(kind_at) == Some(TokenKind::Open)
        || kind_at(end) == Some(TokenKind::Close);
    format!("{left}{}{right}", if is_joined { "" } else { " " })
}

/// The text with the part at this span excluded, or included again where it was excluded.
pub fn negate_span(text: &str, span: Span) -> String {
    let span = span.within(text);
    let part = span.of(text);
    let tokens = solid_tokens(text);
    let first = tokens.partition_point(|token| token.span.end <= span.start);
    let before = first.checked_sub(1).and_then(|before| tokens.get(before));
    // A dash right after a word would become part of it.
    let is_in_word = before.is_some_and(|token| {
        token.span.end == span.start && matches!(token.kind, TokenKind::Word | TokenKind::Value | TokenKind::Regex)
    });
    let dash = if is_in_word { " -" } else { "-" };
    let is_not = |token: &&Token| matches!(token.kind, TokenKind::Dash | TokenKind::Not);
    match parse(part).0 {
        Expr::All(_) if part.trim().is_empty() => text.to_owned(),
        Expr::And(..) | Expr::Or(..) => replaced(text, span, &format!("{dash}({})", with_whole_end(part))),
        _ => match tokens.get(first).filter(is_not).or(before.filter(is_not)) {
            Some(not) => {
                let rest = &text[not.span.end..];
                let rest = if not.kind == TokenKind::Not { rest.trim_start() } else { rest };
                format!("{}{rest}", &text[..not.span.start])
            }
            None => replaced(text, span, &format!("{dash}{part}")),
        },
    }
}

/// What a clause asks, to be compared: its plan, or its text where it has a problem.
#[derive(PartialEq)]
enum Meaning {
    Plan(Plan),
    Text(String),
}

impl Meaning {
    fn is_opposite(&self, other: &Meaning, schema: &Schema) -> bool {
        match (self, other) {
            (Meaning::Plan(one), Meaning::Plan(other)) if one.clone().negated() == *other => true,
            // Between these two are the events of which it is not known.
            (Meaning::Plan(_), Meaning::Plan(_)) => {
                let [ok, not_ok] = ["ok:true", "ok:false"].map(|text| meaning(&parse(text).0, schema));
                (*self == ok && *other == not_ok) || (*self == not_ok && *other == ok)
            }
            (Meaning::Text(one), Meaning::Text(other)) => {
                one.strip_prefix('-') == Some(other) || other.strip_prefix('-') == Some(one)
            }
            _ => false,
        }
    }
}

fn meaning(expr: &Expr, schema: &Schema) -> Meaning {
    let (plan, problems) = resolve(expr, schema);
    if problems.is_empty() && plan != Plan::All { Meaning::Plan(plan) } else { Meaning::Text(print(expr, schema)) }
}

fn has_term(expr: &Expr, wanted: &Meaning, schema: &Schema) -> bool {
    meaning(expr, schema) == *wanted || expr.terms().iter().any(|term| meaning(term, schema) == *wanted)
}

/// The text so that something can follow it: a backslash at its end, which is itself there, gets its own backslash.
fn with_whole_end(text: &str) -> String {
    let is_word = matches!(lex(text).last(), Some(Token { kind: TokenKind::Word | TokenKind::Value, .. }));
    let backslashes = text.len() - text.trim_end_matches('\\').len();
    let more = if is_word && backslashes % 2 == 1 { "\\" } else { "" };
    format!("{text}{more}")
}

fn solid_tokens(text: &str) -> Vec<Token> {
    lex(text).into_iter().filter(|token| token.kind != TokenKind::Space).collect()
}

fn replaced(text: &str, span: Span, part: &str) -> String {
    format!("{}{part}{}", &text[..span.start], &text[span.end..])
}
