//! What may be typed next: fields, operators and values at a caret.
//!
//! - [`values`]: what may stand after an operator

mod values;

use super::ast::Operator;
use super::lex::{Token, TokenKind, lex};
use super::quote::text_of_word;
use super::schema::Schema;
use super::span::Span;
use trailglass_event::case::fold_text;
use trailglass_event::field::Kind;
use values::values_of;

/// What may stand at a caret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The part of the text that a suggestion takes the place of.
    pub span: Span,
    /// The suggestions, the likeliest first.
    pub suggestions: Vec<Suggestion>,
    /// The field whose values may stand here.
    pub wanted: Option<Wanted>,
}

/// Values that would help: those of a field that begin so, among the events that the rest of the text finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The canonical name of the field, or the path.
    pub field: String,
    /// What has been typed of the value.
    pub prefix: String,
    /// The text without the clause.
    pub rest: String,
}

/// One suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is put in.
    pub text: String,
    /// What it is, in a few words; empty where the text says it.
    pub doc: String,
    /// How many events have the value, where that is known.
    pub count: Option<u32>,
}

/// So many are offered.
const MOST: usize = 12;

impl Suggestion {
    fn new(text: impl Into<String>, doc: impl Into<String>) -> Suggestion {
        Suggestion { text: text.into(), doc: doc.into(), count: None }
    }
}

/// What may stand at a caret, a byte of the text. `values` are the values of the field that stands there, if they are
/// known, the most frequent first.
#[inline(never)]
pub fn complete(text: &str, caret: usize, schema: &Schema, values: &[(String, Option<u32>)]) -> Completion {
    let caret = Span::new(0, caret).within(text).end;
    let tokens = lex(text);
    let touched = tokens.iter().rposition(|token| token.span.start < caret && caret <= token.span.end);
    let here = Span::new(caret, caret);
    match touched.map(|at| (at, tokens[at])) {
        Some((_, Token { kind: TokenKind::Word, span })) => names(text, span, caret, schema),
        Some((_, Token { kind: TokenKind::Field, span })) => {
            let mut names = names(text, span, caret, schema);
            // The operator is there.
            names.suggestions.retain_mut(|suggestion| {
                let name = suggestion.text.trim_end_matches([':', '=', '<', '>']);
                suggestion.text.truncate(name.len());
                suggestion.text != span.of(text)
            });
            names
        }
        Some((at, token)) => match field_at(&tokens, at, text) {
            Some((field, clause)) => {
                let is_value = matches!(token.kind, TokenKind::Value | TokenKind::Phrase { .. } | TokenKind::Regex);
                let span = if is_value { token.span } else { here };
                values_of(text, &field, clause, Span::new(span.start, caret), span, schema, values)
            }
            None if matches!(
                token.kind,
                TokenKind::Phrase { .. } | TokenKind::Close | TokenKind::And | TokenKind::Or | TokenKind::Not
            ) =>
            {
                Completion { span: here, suggestions: Vec::new(), wanted: None }
            }
            None => names(text, here, caret, schema),
        },
        None => names(text, here, caret, schema),
    }
}

/// The field whose value stands at a token, and where its clause begins and ends.
fn field_at(tokens: &[Token], at: usize, text: &str) -> Option<(String, Span)> {
    // For each open parenthesis the token of the field before it, if one is there.
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut field = None;
    for (number, token) in tokens[..=at].iter().enumerate() {
        match token.kind {
            TokenKind::Field => field = Some(number),
            TokenKind::Operator(_) => continue,
            TokenKind::Open => {
                open.push(field.take().or(open.last().copied().flatten()));
                continue;
            }
            TokenKind::Close => {
                open.pop();
            }
            _ => {}
        }
        let is_last = number == at;
        if !is_last && token.kind != TokenKind::Field {
            field = None;
        }
    }
    let is_space = tokens[at].kind == TokenKind::Space;
    let number = field.filter(|_| !is_space).or(open.last().copied().flatten())?;
    let end = tokens[at..].iter().find(|token| token.kind == TokenKind::Close).filter(|_| !open.is_empty());
    let clause = Span::new(tokens[number].span.start, end.unwrap_or(&tokens[at]).span.end);
    Some((tokens[number].span.of(text).to_owned(), clause))
}

/// Names that begin like the typed one or hold it; after a whole name its operators.
#[inline(never)]
fn names(text: &str, span: Span, caret: usize, schema: &Schema) -> Completion {
    let typed = fold_text(&text_of_word(Span::new(span.start, caret).of(text)));
    let mut ranked: Vec<(u8, Suggestion)> = Vec::new();
    let mut offer = |name: &str, also: &[&str], doc: &str, operators: &[Operator]| {
        let rank = |name: &str| match fold_text(name).find(&typed) {
            Some(0) if name.len() == typed.len() => Some(0),
            Some(0) => Some(1),
            Some(_) => Some(3),
            None => None,
        };
        let by_other = || also.iter().filter_map(|other| rank(other)).min().map(|rank| rank + 1);
        let Some(rank) = rank(name).or_else(by_other) else { return };
        if rank == 0 {
            ranked.extend(
                operators.iter().map(|operator| (0, Suggestion::new(format!("{name}{operator}"), meaning(*operator)))),
            );
        } else {
            let operator = if operators.len() > 2 { "" } else { Operator::Has.text() };
            ranked.push((rank, Suggestion::new(format!("{name}{operator}"), doc)));
        }
    };
    for field in &schema.fields {
        let is_compared = matches!(field.kind, Kind::Time | Kind::Number);
        offer(field.name, field.also, field.doc, if is_compared { &Operator::ALL } else { &Operator::ALL[..2] });
    }
    if !schema.qualities.is_empty() {
        offer("is", &[], "duplicate or mended", &Operator::ALL[..1]);
        offer("ok", &[], "true or false: whether it succeeded", &Operator::ALL[..1]);
    }
    offer("any", &[], "anywhere in the record", &Operator::ALL[..2]);
    // Members are many, and offered to who has begun to type one.
    if !typed.is_empty() && schema.paths {
        for member in &schema.members {
            offer(member, &[], "a member of the record; a dot leads into it", &Operator::ALL[..2]);
        }
    }
    // Paths are more still: one is offered by its names, and by its beginning once a dot says that a path is meant.
    if typed.len() > 2 {
        let is_begun = |name: &str| fold_text(name).starts_with(&typed);
        for (path, called) in schema.known_paths() {
            if typed.contains('.') && is_begun(&path) || called.iter().any(|name| is_begun(name)) {
                offer(&path, &called, "a path in the record", &Operator::ALL[..2]);
            }
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    let suggestions = ranked.into_iter().map(|(_, suggestion)| suggestion).take(MOST).collect();
    Completion { span, suggestions, wanted: None }
}

/// What an operator asks, in a few words.
fn meaning(operator: Operator) -> &'static str {
    match operator {
        Operator::Has => "is, in any case; * and ? stand for any text",
        Operator::Is => "is exactly",
        Operator::AtLeast => "is at least",
        Operator::Above => "is more or later than",
        Operator::AtMost => "is at most",
        Operator::Below => "is less or earlier than",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The suggestions at the caret, which is written as `|`.
    fn offered(text: &str) -> (Vec<String>, Completion) {
        let caret = text.find('|').expect("a caret");
        let values = [("us-east-1".to_owned(), Some(9)), ("eu west".to_owned(), Some(2))];
        let completion = complete(&text.replace('|', ""), caret, &Schema::events(), &values);
        (completion.suggestions.iter().map(|one| one.text.clone()).collect(), completion)
    }

    #[test]
    fn fields_then_operators_then_values() {
        for (text, expected) in [
            ("ev|", &["event:", "eventVersion:"][..]),
            ("awsR|", &["region:"]),
            ("x -reg|", &["region:"]),
            ("(reg|", &["region:"]),
            ("region|", &["region:", "region="]),
            ("tim|", &["time", "timeWindow:"]),
            ("time|", &["time:", "time=", "time>=", "time>", "time<=", "time<"]),
            ("reg|:x", &["region"]),
            ("region:|", &["us-east-1", "\"eu west\""]),
            ("region:us|", &["us-east-1"]),
            ("region:*east|", &["us-east-1"]),
            ("region:us-east-1|", &[]),
            ("region:\"eu w|", &["\"eu west\""]),
            ("region:(us-east-1 OR eu|)", &["\"eu west\""]),
            ("region:(|", &["us-east-1", "\"eu west\""]),
            ("is:|", &["duplicate", "mended"]),
            ("is:(duplicate OR m|", &["mended"]),
            ("time>end-1|", &["end-1h", "end-1d"]),
            ("\"region|", &[]),
        ] {
            let found = offered(text).0;
            let found: Vec<&str> =
                found.iter().map(String::as_str).filter(|one| !one.contains("ersion") || text == "ev|").collect();
            assert!(
                found.starts_with(expected) && (found.len() == expected.len() || text.len() < 6),
                "{text}: {found:?}"
            );
        }
        assert!(offered("|").0.starts_with(&["time".to_owned(), "event:".to_owned()]));
        assert!(offered("event:x |").0.contains(&"region:".to_owned()));
    }

    #[test]
    fn values_are_wanted_of_what_the_rest_finds() {
        let wanted = |text: &str| offered(text).1.wanted.map(|wanted| (wanted.field, wanted.prefix, wanted.rest));
        let some = |field: &str, prefix: &str, rest: &str| Some((field.to_owned(), prefix.to_owned(), rest.to_owned()));
        assert_eq!(wanted("user:bob awsRegion:us*| ok:true"), some("region", "us", "user:bob ok:true"));
        assert_eq!(wanted("region:(a OR b|) x"), some("region", "b", "x"));
        assert_eq!(wanted("-event:|"), some("event", "", ""));
        assert_eq!(wanted("time:2|"), None);
        assert_eq!(wanted("requestparameters.key:a| x"), some("requestParameters.key", "a", "x"));
    }

    #[test]
    fn known_paths_are_offered_by_their_names_and_their_values() {
        let mfa = "userIdentity.sessionContext.attributes.mfaAuthenticated";
        let with = |end: &str| format!("{mfa}{end}");
        for (text, expected) in [
            ("mfa|", vec!["mfa:".to_owned(), "mfa=".to_owned(), with(":"), "additionalEventData.MFAUsed:".to_owned()]),
            ("-mfaA|", vec![with(":")]),
            (
                "userIdentity.sessionContext.a|",
                vec![with(":"), "userIdentity.sessionContext.attributes.creationDate:".to_owned()],
            ),
            (&with("|"), vec![with(":"), with("=")]),
            ("requestparameters.bucket|", vec!["requestParameters.bucketName:".to_owned()]),
            (
                "eventContext.r|",
                ["SourceIp", "SourceVpc", "SourceVpce", "PrincipalOrgID", "ViaAWSService"]
                    .map(|key| format!("eventContext.requestContext.aws\\:{key}:"))
                    .to_vec(),
            ),
            (
                "SourceVpc|",
                ["SourceVpc", "SourceVpce"].map(|key| format!("eventContext.requestContext.aws\\:{key}:")).to_vec(),
            ),
            ("mfa|:false", vec![mfa.to_owned(), "additionalEventData.MFAUsed".to_owned()]),
        ] {
            assert_eq!(offered(text).0, expected, "{text}");
        }
        assert!(offered(&with(":|")).0.starts_with(&["false".to_owned(), "true".to_owned()]));
        assert!(offered("additionalEventData.mfaused:y|").0.starts_with(&["Yes".to_owned()]));
    }

    #[test]
    fn a_state_is_offered_in_any_spelling() {
        let values = ["canceled", "complete", "past-submitted"].map(|word| (word.to_owned(), Some(1)));
        for (text, expected) in [("state:Cancelle", "canceled"), ("state:\"past s", "past-submitted")] {
            let completion = complete(text, text.len(), &Schema::jobs(), &values);
            let found: Vec<&str> = completion.suggestions.iter().map(|one| one.text.as_str()).collect();
            assert_eq!(found, [expected], "{text}");
        }
        let wanted = complete("state:cancelled", 15, &Schema::jobs(), &values).wanted.expect("a field");
        assert_eq!(wanted.prefix, "canceled");
    }

    #[test]
    fn any_place_of_any_text_is_read() {
        for text in ["a:(b OR \"c", "é😀:x (-", ":::", "a:(b:(c))) d", "-(NOT x:\"", ")))", "x:/a b/"] {
            for caret in 0..=text.len() + 1 {
                complete(text, caret, &Schema::events(), &[]);
            }
        }
    }
}
