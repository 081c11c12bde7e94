//! Tokens → tree. Never fails: what cannot be read becomes a [`Problem`] and the rest is kept.

use super::ast::{Clause, Expr, Name, Operator, Spanned, Value, ValueKind};
use super::lex::{Token, TokenKind, lex};
use super::problem::{Problem, ProblemKind, Side};
use super::span::Span;

/// Parentheses within parentheses that are read. The parser calls itself for each, and a worker's stack is small.
const MOST_DEPTH: usize = 64;

/// Reads a text. The problems are in the order in which they were met.
pub fn parse(text: &str) -> (Expr, Vec<Problem>) {
    let tokens = lex(text).into_iter().filter(|token| token.kind != TokenKind::Space).collect();
    let mut parser = Parser { text, tokens, at: 0, depth: 0, problems: Vec::new() };
    let mut parts = Vec::new();
    loop {
        parts.extend(parser.parse_or(Parser::parse_term));
        // Only a parenthesis that closes nothing stops the reading before the end.
        let Some(token) = parser.next() else { break };
        parser.problem(token.span, ProblemKind::UnopenedParenthesis);
    }
    (joined(parts, Expr::And).unwrap_or(Expr::All(Span::default())), parser.problems)
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    problems: Vec<Problem>,
}

/// Reads one leaf; only called where a token other than `AND`, `OR`, `)`, a dash, `NOT` or `(` is next.
type Leaf<'t, L> = fn(&mut Parser<'t>, Token) -> Expr<L>;

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<TokenKind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).copied();
        self.at += usize::from(token.is_some());
        token
    }

    fn problem(&mut self, span: Span, kind: ProblemKind) {
        self.problems.push(Problem { span, kind });
    }

    /// `or = and ("OR" and)*`, up to `)` or the end.
    fn parse_or<L: Spanned>(&mut self, leaf: Leaf<'t, L>) -> Option<Expr<L>> {
        let mut sides: Vec<Expr<L>> = self.parse_and(leaf).into_iter().collect();
        let mut is_left_empty = sides.is_empty();
        while self.peek() == Some(TokenKind::Or) {
            let word = self.next().map(|token| token.span).unwrap_or_default();
            let right = self.parse_and(leaf);
            let side = match (is_left_empty, right.is_none()) {
                (true, true) => Some(Side::Both),
                (true, false) => Some(Side::Left),
                (false, true) => Some(Side::Right),
                (false, false) => None,
            };
            if let Some(side) = side {
                self.problem(word, ProblemKind::MissingSide { word: "OR", side });
            }
            // The gap between two ORs is reported once, at the first of them.
            is_left_empty = false;
            sides.extend(right);
        }
        joined(sides, Expr::Or)
    }

    /// `and = not ("AND"? not)*`, up to `OR`, `)` or the end.
    fn parse_and<L: Spanned>(&mut self, leaf: Leaf<'t, L>) -> Option<Expr<L>> {
        let mut terms = Vec::new();
        let mut waiting: Option<Span> = None;
        loop {
            match self.peek() {
                None | Some(TokenKind::Or | TokenKind::Close) => break,
                Some(TokenKind::And) => {
                    let word = self.next().map(|token| token.span).unwrap_or_default();
                    if terms.is_empty() || waiting.is_some() {
                        self.problem(word, ProblemKind::MissingSide { word: "AND", side: Side::Left });
                    } else {
                        waiting = Some(word);
                    }
                }
                Some(_) => {
                    terms.extend(self.parse_not(leaf));
                    waiting = None;
                }
            }
        }
        if let Some(word) = waiting {
            self.problem(word, ProblemKind::MissingSide { word: "AND", side: Side::Right });
        }
        joined(terms, Expr::And)
    }

    /// `not = ("-" | "NOT")* operand`. However many negations there are, the tree gets two at most.
    fn parse_not<L: Spanned>(&mut self, leaf: Leaf<'t, L>) -> Option<Expr<L>> {
        let mut nots: Vec<Span> = Vec::new();
        while let Some(kind @ (TokenKind::Dash | TokenKind::Not)) = self.peek() {
            let span = self.next().map(|token| token.span).unwrap_or_default();
            let is_dash = kind == TokenKind::Dash;
            let has_operand = match self.tokens.get(self.at) {
                None => false,
                Some(next) if is_dash && next.span.start != span.end => false,
                Some(next) => !matches!(next.kind, TokenKind::And | TokenKind::Or | TokenKind::Close),
            };
            if has_operand {
                nots.push(span);
            } else {
                let word = if is_dash { "-" } else { "NOT" };
                self.problem(span, ProblemKind::NothingToExclude { word });
                let whole = nots.first().copied().unwrap_or(span).join(span);
                return Some(Expr::All(whole));
            }
        }
        let inner = self.parse_operand(leaf)?;
        let Some(first) = nots.first() else { return Some(inner) };
        let whole = first.join(inner.span());
        if nots.len() % 2 == 1 {
            return Some(Expr::Not(Box::new(inner), whole));
        }
        let within = nots[nots.len() - 1].join(inner.span());
        Some(Expr::Not(Box::new(Expr::Not(Box::new(inner), within)), whole))
    }

    /// A leaf, or a group in parentheses.
    fn parse_operand<L: Spanned>(&mut self, leaf: Leaf<'t, L>) -> Option<Expr<L>> {
        let token = self.next()?;
        Some(match token.kind {
            TokenKind::Open => self.parse_group(token.span, leaf),
            _ => leaf(self, token),
        })
    }

    fn parse_group<L: Spanned>(&mut self, open: Span, leaf: Leaf<'t, L>) -> Expr<L> {
        if self.depth == MOST_DEPTH {
            self.problem(open, ProblemKind::TooDeep);
            return Expr::All(open.join(self.skip_group()));
        }
        self.depth += 1;
        let is_empty = self.peek() == Some(TokenKind::Close);
        let inner = self.parse_or(leaf);
        self.depth -= 1;
        let last = inner.as_ref().map_or(open, Spanned::span);
        let close = match self.next() {
            Some(close) => close.span,
            None => {
                self.problem(open, ProblemKind::UnclosedParenthesis);
                last
            }
        };
        let whole = open.join(close);
        if is_empty {
            self.problem(whole, ProblemKind::EmptyParentheses);
        }
        match inner {
            Some(inner) => Expr::Group(Box::new(inner), whole),
            None => Expr::All(whole),
        }
    }

    fn skip_group(&mut self) -> Span {
        let mut open = 1;
        let mut last = Span::default();
        while open > 0 {
            let Some(token) = self.next() else { break };
            last = token.span;
            match token.kind {
                TokenKind::Open => open += 1,
                TokenKind::Close => open -= 1,
                _ => {}
            }
        }
        last
    }

    fn parse_term(&mut self, token: Token) -> Expr {
        match token.kind {
            TokenKind::Field => self.parse_clause(token),
            TokenKind::Operator(operator) => {
                self.problem(token.span, ProblemKind::MissingField { operator });
                let values = self.parse_values(token.span);
                Expr::All(token.span.join(values.map_or(token.span, |values| values.span())))
            }
            _ => Expr::Leaf(Clause {
                field: None,
                operator: Operator::Has,
                values: self.parse_value(token),
                span: token.span,
            }),
        }
    }

    fn parse_clause(&mut self, name: Token) -> Expr {
        let field = Name { text: name.span.of(self.text).to_owned(), span: name.span };
        // The lexer names a token a field only where an operator follows.
        let (operator, operator_span) = match self.next() {
            Some(Token { kind: TokenKind::Operator(operator), span }) => (operator, span),
            _ => (Operator::Has, name.span),
        };
        let head = name.span.join(operator_span);
        let values = self.parse_values(operator_span).unwrap_or_else(|| {
            self.problem(head, ProblemKind::MissingValue { name: field.text.clone(), operator });
            Expr::All(Span::new(head.end, head.end))
        });
        let span = head.join(values.span());
        Expr::Leaf(Clause { field: Some(field), operator, values, span })
    }

    /// The value or values that touch the operator.
    fn parse_values(&mut self, operator: Span) -> Option<Expr<Value>> {
        let next = *self.tokens.get(self.at).filter(|next| next.span.start == operator.end)?;
        match next.kind {
            TokenKind::Open | TokenKind::Value | TokenKind::Regex | TokenKind::Phrase { .. } => {
                self.parse_operand(Parser::parse_value)
            }
            _ => None,
        }
    }

    /// Reports `&&` and `||`, alone or within a word. A backslash escapes them, and an address may contain them.
    fn report_foreign_operators(&mut self, span: Span) {
        let text = span.of(self.text);
        if text.contains("://") {
            return;
        }
        let found = |typed: &str| {
            text.match_indices(typed).find(|(at, _)| !text[..*at].ends_with('\\')).map(|(at, _)| span.start + at)
        };
        for (typed, word) in [("&&", "AND"), ("||", "OR")] {
            if let Some(start) = found(typed) {
                let place = Span::new(start, start + typed.len());
                self.problem(place, ProblemKind::ForeignWord { word, is_joined: place != span });
            }
        }
    }

    fn parse_value(&mut self, token: Token) -> Expr<Value> {
        let text = token.span.of(self.text);
        if matches!(token.kind, TokenKind::Word | TokenKind::Value) {
            self.report_foreign_operators(token.span);
        }
        let (kind, raw) = match token.kind {
            TokenKind::Phrase { closed } => {
                if !closed {
                    self.problem(token.span, ProblemKind::UnclosedQuote);
                }
                (ValueKind::Phrase, &text[1..text.len() - usize::from(closed)])
            }
            TokenKind::Regex => (ValueKind::Regex, text),
            _ => (ValueKind::Word, text),
        };
        Expr::Leaf(Value { kind, raw: raw.to_owned(), span: token.span })
    }
}

fn joined<L: Spanned>(mut parts: Vec<Expr<L>>, join: fn(Vec<Expr<L>>, Span) -> Expr<L>) -> Option<Expr<L>> {
    let last = parts.pop()?;
    let Some(first) = parts.first() else { return Some(last) };
    let span = first.span().join(last.span());
    parts.push(last);
    Some(join(parts, span))
}
