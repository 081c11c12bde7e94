//! The text of the bar in colour. It lies under the input, whose own text is transparent.

use crate::ui::prelude::*;
use trailglass_query::lex::TokenKind;
use trailglass_query::{Problem, lex};

/// The text in coloured pieces; what a problem points at is underlined.
pub fn highlight(text: &str, problems: &[Problem]) -> Html {
    let mut cuts: Vec<usize> = vec![0, text.len()];
    let tokens = lex(text);
    cuts.extend(tokens.iter().map(|token| token.span.start));
    for problem in problems {
        let span = problem.span.within(text);
        cuts.extend([span.start, span.end]);
    }
    cuts.sort_unstable();
    cuts.dedup();
    let class_at = |at: usize| {
        let kind = tokens.iter().find(|token| token.span.start <= at && at < token.span.end).map(|token| token.kind);
        let is_wrong = problems.iter().any(|problem| problem.span.start <= at && at < problem.span.end);
        classes!(kind.map(class_of), is_wrong.then_some("is-wrong"))
    };
    let has_wrong_end = problems.iter().any(|problem| problem.span.start >= text.len());
    html! {
        <>
            for piece in cuts.windows(2) {
                <span class={class_at(piece[0])}>{ text[piece[0]..piece[1]].to_owned() }</span>
            }
            // Something is missing behind the last character.
            if has_wrong_end { <span class="is-wrong">{ "\u{a0}" }</span> }
        </>
    }
}

fn class_of(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Space => "space",
        TokenKind::Word | TokenKind::Value => "value",
        TokenKind::Phrase { .. } | TokenKind::Regex => "phrase",
        TokenKind::Field => "field",
        TokenKind::Operator(_) | TokenKind::Open | TokenKind::Close => "sign",
        TokenKind::Dash | TokenKind::Not => "dash",
        TokenKind::And | TokenKind::Or => "joint",
    }
}
