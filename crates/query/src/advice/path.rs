//! Values asked of paths in the record: elements in brackets, members that hold others, words for yes and no.

use super::{AdviceKind, AskedValue, Oddity};
use crate::ast::{Value, ValueKind};
use crate::quote::{self, Place};
use trailglass_event::mfa;

/// An element of a list in brackets: `items[0].name`.
pub(super) fn brackets(asked: &AskedValue<'_>) -> Option<Oddity> {
    let path = dotted(&asked.typed_name).filter(|_| asked.is_path && asked.is_alone)?;
    let meant = format!("{path}{}{}", asked.clause.operator, asked.typed_value());
    Some(asked.oddity(AdviceKind::Brackets, Some(meant)))
}

/// A member that is an object or a list in every record.
pub(super) fn holds_others(asked: &AskedValue<'_>) -> Option<Oddity> {
    let is_holder = HOLDERS.iter().any(|holder| holder.eq_ignore_ascii_case(&asked.name));
    if !asked.is_path || !is_holder || is_all(asked.value) {
        return None;
    }
    let plain = asked.text.trim_matches('*');
    let meant = (!plain.is_empty() && asked.is_alone).then(|| quote::written_literal(plain, Place::Bare));
    Some(asked.oddity(AdviceKind::HoldsOthers { name: asked.name.clone() }, meant))
}

/// Another word for yes or no than the one that records hold there.
pub(super) fn yes_or_no(asked: &AskedValue<'_>) -> Option<Oddity> {
    let meant = recorded_word(&asked.name, &asked.text).filter(|_| asked.is_path)?;
    Some(asked.oddity(AdviceKind::YesOrNo { name: asked.name.clone() }, Some(asked.clause_with(meant))))
}

/// Whether records hold one of two words at a path.
pub(super) fn has_two_words(path: &str) -> bool {
    TWO_WORDS.iter().any(|(known, _)| *known == path)
}

fn is_all(value: &Value) -> bool {
    value.kind == ValueKind::Word && value.raw.bytes().all(|byte| byte == b'*')
}

/// Members that are objects or lists of them in every record.
const HOLDERS: &[&str] = &[
    "userIdentity",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "serviceEventDetails",
    "resources",
    "tlsDetails",
    "insightDetails",
    "eventContext",
    "userIdentity.sessionContext",
    "userIdentity.sessionContext.sessionIssuer",
    "userIdentity.sessionContext.attributes",
];

/// Paths with two values in every record, and what people write for them.
const TWO_WORDS: &[(&str, [&str; 2])] = &[
    ("readOnly", ["true", "false"]),
    ("managementEvent", ["true", "false"]),
    ("sessionCredentialFromConsole", ["true", "false"]),
    (mfa::SESSION_PATH, ["true", "false"]),
    (mfa::SIGN_IN_PATH, ["Yes", "No"]),
    ("responseElements.ConsoleLogin", ["Success", "Failure"]),
];

/// What records hold at a path with two values, for what people write.
fn recorded_word(path: &str, text: &str) -> Option<&'static str> {
    const TYPED: [&[&str]; 2] =
        [&["yes", "true", "1", "success", "succeeded", "ok"], &["no", "false", "0", "failure", "failed", "error"]];
    let (_, words) = TWO_WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(path))?;
    let at = TYPED.iter().position(|typed| typed.iter().any(|word| word.eq_ignore_ascii_case(text)))?;
    (!words[at].eq_ignore_ascii_case(text)).then_some(words[at])
}

/// A path whose elements of lists stand in brackets, with dots: `items[0].name` is `items.0.name`.
fn dotted(path: &str) -> Option<String> {
    let (mut dotted, mut rest) = (String::new(), path);
    while let Some((start, number, behind)) = bracket(rest) {
        dotted.push_str(start);
        if !matches!(number, "" | "*") {
            dotted.push('.');
            dotted.push_str(number);
        }
        rest = behind;
    }
    (rest.len() < path.len()).then(|| dotted + rest)
}

/// What stands before the first brackets of an element, in them and behind them.
fn bracket(path: &str) -> Option<(&str, &str, &str)> {
    let (start, rest) = path.split_once('[')?;
    let (number, behind) = rest.split_once(']')?;
    let is_element = number == "*" || number.bytes().all(|byte| byte.is_ascii_digit());
    is_element.then_some((start, number, behind))
}
