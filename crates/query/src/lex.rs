//! Text → tokens. The tokens tile the text: put together they give it back, so the bar can colour each.
//!
//! No text is refused. What is not syntax is a word, and the parser says what is wrong.

use super::ast::Operator;
use super::quote::{self, is_special};
use super::span::Span;

/// A piece of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// White space.
    Space,
    /// A word that stands alone.
    Word,
    /// A field name; an operator follows.
    Field,
    /// The operator after a field name, or where a term would begin.
    Operator(Operator),
    /// A value after an operator, or in the parentheses after one.
    Value,
    /// A text in quotes, with the quotes.
    Phrase {
        /// Whether the second quote is there; without it the phrase goes on to the end of the text.
        closed: bool,
    },
    /// A value between slashes, `/x/` or `/x/i`.
    Regex,
    /// The dash before a term.
    Dash,
    /// `AND`.
    And,
    /// `OR`.
    Or,
    /// `NOT`.
    Not,
    /// `(`.
    Open,
    /// `)`.
    Close,
}

/// Splits a text into tokens that tile it.
pub fn lex(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), values: Vec::new() };
    while let Some(first) = lexer.rest().chars().next() {
        lexer.step(first);
    }
    lexer.tokens
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
    /// For each open parenthesis, whether it holds values of a field rather than terms.
    values: Vec<bool>,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: TokenKind, len: usize) {
        let span = Span::new(self.at, self.at + len);
        self.at = span.end;
        self.tokens.push(Token { span, kind });
    }

    fn step(&mut self, first: char) {
        let rest = self.rest();
        let is_after_operator = matches!(self.tokens.last(), Some(Token { kind: TokenKind::Operator(_), .. }));
        let is_in_values = self.values.last() == Some(&true);
        match first {
            _ if first.is_whitespace() => {
                self.push(TokenKind::Space, rest.len() - rest.trim_start().len());
            }
            '(' => {
                self.values.push(is_after_operator || is_in_values);
                self.push(TokenKind::Open, 1);
            }
            ')' => {
                self.values.pop();
                self.push(TokenKind::Close, 1);
            }
            '"' => {
                let (len, closed) = phrase_len(rest);
                self.push(TokenKind::Phrase { closed }, len);
            }
            '/' if (is_after_operator || is_in_values) && quote::regex_len(rest).is_some() => {
                self.push(TokenKind::Regex, quote::regex_len(rest).unwrap_or(1));
            }
            _ if is_after_operator => self.push(TokenKind::Value, value_len(rest)),
            '-' => self.push(TokenKind::Dash, 1),
            _ if is_in_values => {
                let len = run_len(rest, false);
                self.push(keyword(&rest[..len]).unwrap_or(TokenKind::Value), len);
            }
            _ => match operator(rest) {
                Some((operator, len)) => self.push(TokenKind::Operator(operator), len),
                None => self.word_or_field(),
            },
        }
    }

    fn word_or_field(&mut self) {
        let rest = self.rest();
        let run = run_len(rest, false);
        if is_pasted(&rest[..run]) {
            return self.push(TokenKind::Word, run);
        }
        let len = run_len(rest, true);
        match operator(&rest[len..]) {
            Some((operator, operator_len)) => {
                self.push(TokenKind::Field, len);
                self.push(TokenKind::Operator(operator), operator_len);
            }
            None => self.push(keyword(&rest[..len]).unwrap_or(TokenKind::Word), len),
        }
    }
}

/// Whether a word is pasted whole although it holds colons: an ARN, the address of a page or an object,
/// an address of version 6.
fn is_pasted(word: &str) -> bool {
    const SCHEMES: [&str; 6] = ["http", "https", "s3", "s3a", "s3n", "ftp"];
    let Some((first, behind)) = word.split_once(':') else { return false };
    if behind.starts_with("//") {
        return SCHEMES.contains(&first);
    }
    if first == "arn" {
        return behind.split(':').next().is_some_and(|partition| partition.starts_with("aws")) && behind.contains(':');
    }
    let is_hexadecimal = first.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hexadecimal && word.split('/').next().is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok())
}

/// The length of a plain value. A date and a time of day with a space between them are one.
fn value_len(rest: &str) -> usize {
    let mut len = run_len(rest, false);
    while ends_with_date(&rest[..len]) && is_clock(&rest[len..]) {
        len += 1 + run_len(&rest[len + 1..], false);
    }
    len
}

/// Whether a text ends with a date: `2024-03-01`.
fn ends_with_date(text: &str) -> bool {
    let Some(date) = text.len().checked_sub(10).and_then(|start| text.get(start..)) else { return false };
    date.bytes().enumerate().all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
}

/// Whether a text begins with a space and a time of day: ` 10:00`.
fn is_clock(rest: &str) -> bool {
    let is_it = |(at, byte): (usize, u8)| match at {
        0 => byte == b' ',
        3 => byte == b':',
        _ => byte.is_ascii_digit(),
    };
    rest.len() >= 6 && rest.bytes().take(6).enumerate().all(is_it)
}

fn keyword(word: &str) -> Option<TokenKind> {
    match word {
        "AND" => Some(TokenKind::And),
        "OR" => Some(TokenKind::Or),
        "NOT" => Some(TokenKind::Not),
        _ => None,
    }
}

fn operator(rest: &str) -> Option<(Operator, usize)> {
    Operator::ALL
        .iter()
        .filter(|operator| rest.starts_with(operator.text()))
        .map(|operator| (*operator, operator.text().len()))
        .max_by_key(|(_, len)| *len)
}

/// Bytes up to a space, parenthesis or quote (and, in a bare word, an operator) that no backslash precedes.
fn run_len(rest: &str, ends_at_operator: bool) -> usize {
    let mut chars = rest.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' => {
                chars.next_if(|(_, next)| is_special(*next));
            }
            '(' | ')' | '"' => return at,
            ':' | '=' | '<' | '>' if ends_at_operator => return at,
            _ if char.is_whitespace() => return at,
            _ => {}
        }
    }
    rest.len()
}

fn phrase_len(rest: &str) -> (usize, bool) {
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return (at + 1, true),
            '\\' if rest[at + 1..].starts_with(['"', '\\']) => {
                chars.next();
            }
            _ => {}
        }
    }
    (rest.len(), false)
}
