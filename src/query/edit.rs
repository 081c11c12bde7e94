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
        if meaning(term, schema).is_opposite(&wanted) {
            return replaced(text, term.span(), clause);
        }
    }
    if text.trim().is_empty() {
        return clause.to_owned();
    }
    let mut ways = vec![format!("{} {clause}", text.trim_end()), format!("{clause} {}", text.trim_start())];
    if matches!(expr, Expr::Or(..)) {
        ways.insert(0, format!("({}) {clause}", text.trim()));
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
    let left = text[..tokens[first].span.start.min(span.start)].trim_end();
    let right = text[tokens[end - 1].span.end.max(span.end)..].trim_start();
    let is_joined = left.is_empty() || right.is_empty() || left.ends_with('(') || right.starts_with(')');
    format!("{left}{}{right}", if is_joined { "" } else { " " })
}

/// The text with the part at this span excluded, or included again where it was excluded.
pub fn negate_span(text: &str, span: Span) -> String {
    let span = span.within(text);
    let part = span.of(text);
    let tokens = solid_tokens(text);
    let first = tokens.partition_point(|token| token.span.end <= span.start);
    let is_not = |token: &&Token| matches!(token.kind, TokenKind::Dash | TokenKind::Not);
    let inside = tokens.get(first).filter(is_not);
    let not = inside.or_else(|| first.checked_sub(1).and_then(|before| tokens.get(before)).filter(is_not));
    if let Some(not) = not {
        let rest = &text[not.span.end..];
        let rest = if not.kind == TokenKind::Not { rest.trim_start() } else { rest };
        return format!("{}{rest}", &text[..not.span.start]);
    }
    match parse(part).0 {
        Expr::All(_) if part.trim().is_empty() => text.to_owned(),
        Expr::And(..) | Expr::Or(..) => replaced(text, span, &format!("-({part})")),
        _ => replaced(text, span, &format!("-{part}")),
    }
}

/// What a clause asks, to be compared: its plan, or its text where it has a problem.
#[derive(PartialEq)]
enum Meaning {
    Plan(Plan),
    Text(String),
}

impl Meaning {
    fn is_opposite(&self, other: &Meaning) -> bool {
        match (self, other) {
            (Meaning::Plan(one), Meaning::Plan(other)) => one.clone().negated() == *other,
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

fn solid_tokens(text: &str) -> Vec<Token> {
    lex(text).into_iter().filter(|token| token.kind != TokenKind::Space).collect()
}

fn replaced(text: &str, span: Span, part: &str) -> String {
    format!("{}{part}{}", &text[..span.start], &text[span.end..])
}
