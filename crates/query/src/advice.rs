//! Why a text finds nothing although nothing is wrong with it, and what was probably meant.
//!
//! A [`Problem`](super::Problem) is a text that means nothing. What stands here means something, but hardly what it was
//! typed for: an address that is none, a list with commas, a star in quotes. Values of records can be anything, so it is
//! told only where nothing was found, or where a clause leaves out what it names.
//!
//! - [`Advice`]: one such part of a text
//! - [`elsewhere`]: the same values, looked for anywhere in the event

use super::ast::{Clause, Expr, Operator, Spanned, Value, ValueKind};
use super::parse::parse;
use super::pattern::Glyph;
use super::quote::{self, Place};
use super::schema::{Named, Schema};
use super::span::Span;
use std::fmt;
use std::net::Ipv4Addr;
use trailglass_event::address::{Network, ORIGIN_WORDS, Origin, networks_between};
use trailglass_event::field::Kind;
use trailglass_event::mfa;

/// A part of a text that hardly asks what it was typed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The part.
    pub span: Span,
    /// What it is.
    pub kind: AdviceKind,
    /// What was probably meant in its place.
    pub meant: Option<String>,
    /// Whether it stands in what the text leaves out.
    pub is_excluded: bool,
}

/// What such a part is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdviceKind {
    /// Two values asked of a field that has one.
    TwoValues {
        /// The field.
        name: String,
    },
    /// Values with commas between them.
    List,
    /// `*` within quotes.
    QuotedWildcard,
    /// Capital letters count between slashes.
    CaseOfExpression,
    /// Capital letters count after `=`.
    CaseOfValue,
    /// The beginning of an address.
    PartOfAddress,
    /// Two addresses with a dash between them.
    AddressRange,
    /// Four numbers that are no address.
    NotAnAddress {
        /// The value.
        text: String,
    },
    /// A member that holds others.
    HoldsOthers {
        /// Its name.
        name: String,
    },
    /// An element of a list, in brackets.
    Brackets,
    /// The name of a field or a path in the place of a value.
    NameAsValue {
        /// The name.
        text: String,
    },
    /// An ARN where a name is expected.
    Arn {
        /// The field.
        name: String,
    },
    /// An account as the console writes it, with dashes.
    DashedAccount,
    /// Other words than those that records hold for yes and no.
    YesOrNo {
        /// The field.
        name: String,
    },
    /// `and`, `or` or `not` in small letters.
    SmallWord,
    /// A part of a value.
    PartOfValue,
}

impl AdviceKind {
    /// Whether what was probably meant is worth no word where it finds nothing either.
    pub fn is_guess(&self) -> bool {
        matches!(self, AdviceKind::PartOfValue | AdviceKind::CaseOfValue | AdviceKind::CaseOfExpression)
    }
}

impl Advice {
    /// The whole text with what was probably meant.
    pub fn text(&self, text: &str) -> Option<String> {
        let span = self.span.within(text);
        let meant = self.meant.as_ref()?;
        Some(format!("{}{meant}{}", &text[..span.start], &text[span.end..]))
    }
}

impl fmt::Display for AdviceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AdviceKind::TwoValues { name } => {
                write!(f, "An event has one {name}, so both values are never found together; OR finds either")
            }
            AdviceKind::List => f.write_str(
                "The comma is a part of the value; several values stand in parentheses with OR between them",
            ),
            AdviceKind::QuotedWildcard => f.write_str("In quotes * and ? stand for themselves"),
            AdviceKind::CaseOfExpression => {
                f.write_str("Between slashes capital letters count; an i behind the second slash ignores them")
            }
            AdviceKind::CaseOfValue => f.write_str("After = capital letters count; after : they do not"),
            AdviceKind::PartOfAddress => {
                f.write_str("This is a part of an address; a range is written with a slash and a number of bits")
            }
            AdviceKind::AddressRange => {
                f.write_str("A range of addresses is written with a slash and a number of bits")
            }
            AdviceKind::NotAnAddress { text } => {
                write!(f, "{text} is not an address: each of its four numbers is 255 at most")
            }
            AdviceKind::HoldsOthers { name } => {
                write!(f, "{name} holds other values and has none itself; a dot leads to one of them")
            }
            AdviceKind::Brackets => f.write_str("An element of a list is named by its number behind a dot"),
            AdviceKind::NameAsValue { text } => {
                write!(f, "{text} is looked for as a text here: two fields cannot be compared with each other")
            }
            AdviceKind::Arn { name } => write!(f, "{name} is a name and no ARN"),
            AdviceKind::DashedAccount => f.write_str("Records write the number of an account without dashes"),
            AdviceKind::YesOrNo { name } => write!(f, "Records write {name} otherwise"),
            AdviceKind::SmallWord => {
                f.write_str("AND, OR and NOT are written in capitals; otherwise they are words to look for")
            }
            AdviceKind::PartOfValue => f.write_str("A colon asks for the whole value; * stands for any text"),
        }
    }
}

/// All parts of a sound text that hardly ask what they were typed for, in the order of the text.
pub fn advice(text: &str, schema: &Schema) -> Vec<Advice> {
    let expr = parse(text).0;
    let mut adviser = Adviser { text, schema, found: Vec::new() };
    adviser.expr(&expr, false);
    adviser.two_values(&expr);
    let mut found = adviser.found;
    // What is told for another reason is no part of a value.
    let told: Vec<Span> = found.iter().filter(|other| !other.kind.is_guess()).map(|other| other.span).collect();
    found.retain(|advice| {
        advice.kind != AdviceKind::PartOfValue || !told.iter().any(|other| other.touches(advice.span))
    });
    found.sort_by_key(|advice| (advice.span.start, advice.span.end));
    found
}

/// A value of a text that may stand elsewhere in the events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The value.
    pub value: String,
    /// The text that looks for it anywhere.
    pub text: String,
}

/// So many values are looked for elsewhere.
const MOST_ELSEWHERE: usize = 3;

/// The values that a text asks of fields and paths, each as a search of the whole event; of a pasted ARN or address the
/// name at its end.
pub fn elsewhere(text: &str, schema: &Schema) -> Vec<Elsewhere> {
    let mut found = Vec::new();
    let mut add = |value: &str| {
        let text = quote::written_literal(value, Place::Bare);
        let is_new = |found: &[Elsewhere]| found.iter().all(|other: &Elsewhere| other.text != text);
        if value.len() > 1 && found.len() < MOST_ELSEWHERE && is_new(&found) {
            found.push(Elsewhere { value: value.to_owned(), text });
        }
    };
    each_clause(&parse(text).0, false, &mut |clause, is_excluded| {
        let is_text = match clause.field.as_ref().map(|name| schema.named(&name.text)) {
            Some(Ok(Named::Field(index))) => {
                let field = &schema.fields[index];
                field.words.is_empty() && !matches!(field.kind, Kind::Time | Kind::Flag | Kind::Number | Kind::Duration)
            }
            Some(Ok(Named::Path(_))) => true,
            None | Some(Ok(Named::Any)) => false,
            _ => return,
        };
        let is_asked = !is_excluded && matches!(clause.operator, Operator::Has | Operator::Is);
        each_value(&clause.values, &mut |value| {
            let plain = value.text();
            let plain = plain.trim_matches(['*', '?']);
            if !is_asked || value.kind == ValueKind::Regex || plain.contains('*') {
                return;
            }
            if is_text {
                add(plain);
            } else if let Some(name) = name_of(plain) {
                add(name);
            }
        });
    });
    found
}

/// The name at the end of a pasted ARN or address.
fn name_of(text: &str) -> Option<&str> {
    let is_pasted = text.starts_with("arn:") || text.contains("://");
    let path = text.split(['?', '#']).next().unwrap_or(text).trim_end_matches('/');
    let name = path.rsplit(['/', ':']).next().filter(|name| !name.is_empty() && *name != text);
    name.filter(|_| is_pasted)
}

fn each_clause(expr: &Expr, is_excluded: bool, see: &mut dyn FnMut(&Clause, bool)) {
    match expr {
        Expr::All(_) => {}
        Expr::And(terms, _) | Expr::Or(terms, _) => terms.iter().for_each(|term| each_clause(term, is_excluded, see)),
        Expr::Not(inner, _) => each_clause(inner, !is_excluded, see),
        Expr::Group(inner, _) => each_clause(inner, is_excluded, see),
        Expr::Leaf(clause) => see(clause, is_excluded),
    }
}

fn each_value(values: &Expr<Value>, see: &mut dyn FnMut(&Value)) {
    match values {
        Expr::All(_) => {}
        Expr::And(terms, _) | Expr::Or(terms, _) => terms.iter().for_each(|term| each_value(term, see)),
        // What is left out of the values of one field is not asked for.
        Expr::Not(..) => {}
        Expr::Group(inner, _) => each_value(inner, see),
        Expr::Leaf(value) => see(value),
    }
}

struct Adviser<'t> {
    text: &'t str,
    schema: &'t Schema,
    found: Vec<Advice>,
}

impl Adviser<'_> {
    fn add(&mut self, span: Span, kind: AdviceKind, meant: Option<String>, is_excluded: bool) {
        // Whether something that is left out is in the events at all, nobody asked.
        if !is_excluded || !kind.is_guess() && kind != AdviceKind::SmallWord {
            self.found.push(Advice { span, kind, meant, is_excluded });
        }
    }

    fn expr(&mut self, expr: &Expr, is_excluded: bool) {
        let mut clauses: Vec<(Clause, bool)> = Vec::new();
        each_clause(expr, is_excluded, &mut |clause, is_excluded| clauses.push((clause.clone(), is_excluded)));
        for (clause, is_excluded) in clauses {
            let mut values: Vec<Value> = Vec::new();
            each_value(&clause.values, &mut |value| values.push(value.clone()));
            if !matches!(clause.operator, Operator::Has | Operator::Is) {
                continue;
            }
            let is_alone = values.len() == 1;
            for value in values {
                self.value(&clause, &value, is_alone, is_excluded);
            }
        }
    }

    /// The first thing that is odd about a value.
    fn value(&mut self, clause: &Clause, value: &Value, is_alone: bool, is_excluded: bool) {
        let text = value.text();
        let Some(name) = &clause.field else { return self.bare(clause, value, &text, is_excluded) };
        let Ok(named) = self.schema.named(&name.text) else { return };
        let canonical = self.schema.canonical(&name.text);
        let kind = match &named {
            Named::Field(index) => self.schema.fields[*index].kind,
            Named::Path(_) => Kind::Text,
            Named::Any => return self.quoted(value, &text, is_excluded),
            Named::Ok(_) | Named::Is => return,
        };
        let is_path = matches!(named, Named::Path(_));
        let has_words = matches!(&named, Named::Field(index) if !self.schema.fields[*index].words.is_empty());
        if matches!(kind, Kind::Time | Kind::Flag | Kind::Number | Kind::Duration) || has_words {
            return;
        }
        // With one value the whole clause can be written anew; of several only the value.
        let whole = if is_alone { clause.span } else { value.span };
        let clause_of = |name: &str, value: &str| {
            if is_alone { format!("{name}{}{value}", Operator::Has) } else { value.to_owned() }
        };
        if value.kind == ValueKind::Regex {
            let is_case_regarded = !text.ends_with("/i") && text.chars().any(char::is_alphabetic);
            if is_case_regarded {
                self.add(
                    whole,
                    AdviceKind::CaseOfExpression,
                    Some(clause_of(&canonical, &format!("{text}i"))),
                    is_excluded,
                );
            }
            return;
        }
        if kind == Kind::Address
            && let Some((kind, meant)) = of_address(&text)
        {
            let meant = meant.map(|meant| clause_of(&canonical, &meant));
            return self.add(whole, kind, meant, is_excluded);
        }
        if let Some(meant) = dotted(&name.text).filter(|_| is_path && is_alone) {
            let meant = format!("{meant}{}{}", clause.operator, value.span.of(self.text));
            return self.add(whole, AdviceKind::Brackets, Some(meant), is_excluded);
        }
        if is_path && HOLDERS.iter().any(|holder| holder.eq_ignore_ascii_case(&canonical)) && !is_all(value) {
            let plain = text.trim_matches('*');
            let meant = (!plain.is_empty() && is_alone).then(|| quote::written_literal(plain, Place::Bare));
            return self.add(whole, AdviceKind::HoldsOthers { name: canonical }, meant, is_excluded);
        }
        if let Some(meant) = yes_or_no(&canonical, &text).filter(|_| is_path) {
            return self.add(
                whole,
                AdviceKind::YesOrNo { name: canonical.clone() },
                Some(clause_of(&canonical, meant)),
                is_excluded,
            );
        }
        if text.starts_with("arn:")
            && let Some(path) = ARN_PATHS.iter().find(|(field, _)| *field == canonical).map(|(_, path)| *path)
        {
            let path = if canonical == "role" && !text.contains(":role/") { ARN_PATHS[0].1 } else { path };
            let meant = is_alone.then(|| format!("{path}:{}", value.span.of(self.text)));
            return self.add(whole, AdviceKind::Arn { name: canonical }, meant, is_excluded);
        }
        if canonical == "account"
            && let Some(digits) = undashed(&text)
        {
            return self.add(whole, AdviceKind::DashedAccount, Some(clause_of(&canonical, &digits)), is_excluded);
        }
        if value.kind == ValueKind::Word
            && let Some(list) = listed(&text)
        {
            let meant = if is_alone { format!("{canonical}:({list})") } else { list };
            return self.add(whole, AdviceKind::List, Some(meant), is_excluded);
        }
        if value.kind == ValueKind::Phrase && text.contains('*') {
            return self.quoted_of(whole, &text, is_alone.then_some(canonical.as_str()), is_excluded);
        }
        if value.kind == ValueKind::Word && self.is_name(&text) {
            return self.add(whole, AdviceKind::NameAsValue { text }, None, is_excluded);
        }
        let has_wildcard = value.glyphs(clause.operator).iter().any(|glyph| matches!(glyph, Glyph::Many | Glyph::One));
        if clause.operator == Operator::Is {
            let meant = clause_of(&canonical, &quote::written_literal(&text, Place::Value));
            return self.add(whole, AdviceKind::CaseOfValue, is_alone.then_some(meant), is_excluded);
        }
        let has_two = TWO_WORDS.iter().any(|(path, _)| *path == canonical);
        if !has_wildcard && !has_two && kind != Kind::Address && !text.is_empty() {
            let mut glyphs: Vec<Glyph> = vec![Glyph::Many];
            glyphs.extend(text.chars().map(Glyph::Char));
            glyphs.push(Glyph::Many);
            let meant = clause_of(&canonical, &quote::written(&glyphs, Place::Value));
            self.add(whole, AdviceKind::PartOfValue, Some(meant), is_excluded);
        }
    }

    /// A word or phrase that stands alone.
    fn bare(&mut self, clause: &Clause, value: &Value, text: &str, is_excluded: bool) {
        if value.kind == ValueKind::Word && matches!(text, "and" | "or" | "not") {
            let meant = text.to_ascii_uppercase();
            return self.add(clause.span, AdviceKind::SmallWord, Some(meant), is_excluded);
        }
        if let Some(digits) = undashed(text) {
            return self.add(clause.span, AdviceKind::DashedAccount, Some(digits), is_excluded);
        }
        self.quoted(value, text, is_excluded);
    }

    /// A phrase of the whole event: its stars say nothing, for it stands anywhere as it is.
    fn quoted(&mut self, value: &Value, text: &str, is_excluded: bool) {
        if value.kind == ValueKind::Phrase && text.contains('*') {
            self.quoted_of(value.span, text, None, is_excluded);
        }
    }

    fn quoted_of(&mut self, span: Span, text: &str, name: Option<&str>, is_excluded: bool) {
        let glyphs: Vec<Glyph> =
            text.chars().map(|char| if char == '*' { Glyph::Many } else { Glyph::Char(char) }).collect();
        let place = if name.is_some() { Place::Value } else { Place::Bare };
        let value = quote::written(&glyphs, place);
        let meant = name.map_or(value.clone(), |name| format!("{name}:{value}"));
        self.add(span, AdviceKind::QuotedWildcard, Some(meant), is_excluded);
    }

    /// Whether a value is the name of a field or a path that people compare with another: one with a dot, or a member.
    fn is_name(&self, text: &str) -> bool {
        let first = text.split('.').next().unwrap_or_default();
        let is_member = self.schema.members.iter().any(|member| member.eq_ignore_ascii_case(first));
        is_member && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
    }

    /// Clauses that must all hold and ask different values of one field.
    fn two_values(&mut self, expr: &Expr) {
        let mut seen: Vec<(String, &Clause)> = Vec::new();
        for term in expr.terms() {
            let Expr::Leaf(clause) = term.ungrouped() else { continue };
            let (Some(name), Operator::Has) = (&clause.field, clause.operator) else { continue };
            let canonical = self.schema.canonical(&name.text);
            let Ok(Named::Field(index)) = self.schema.named(&name.text) else { continue };
            let is_single =
                matches!(self.schema.fields[index].kind, Kind::Text | Kind::Address) && canonical != "targets";
            let Expr::Leaf(value) = clause.values.ungrouped() else { continue };
            let is_literal = value.kind != ValueKind::Regex
                && value.glyphs(Operator::Has).iter().all(|glyph| matches!(glyph, Glyph::Char(_)));
            // The words for the kind of actor match beside its name.
            if !is_single || !is_literal || canonical == "actor" {
                continue;
            }
            match seen.iter().find(|(other, _)| *other == canonical).map(|(_, clause)| *clause) {
                Some(first) if !is_same(first, value) => {
                    let span = first.span.join(clause.span);
                    let between = self.text[first.span.end..clause.span.start].trim();
                    // A parenthesis that opens between them closes behind the second.
                    if between.contains(['(', ')']) {
                        continue;
                    }
                    let between = between.strip_suffix("AND").unwrap_or(between).trim();
                    let between = between.strip_prefix("AND").unwrap_or(between).trim();
                    let rest = if between.is_empty() { String::new() } else { format!(" {between}") };
                    let values = [first, clause].map(|clause| clause.values.span().of(self.text).to_owned());
                    let meant = format!("{canonical}:({}){rest}", values.join(" OR "));
                    self.add(span, AdviceKind::TwoValues { name: canonical.clone() }, Some(meant), false);
                }
                Some(_) => {}
                None => seen.push((canonical, clause)),
            }
        }
    }
}

fn is_same(clause: &Clause, value: &Value) -> bool {
    let Expr::Leaf(other) = clause.values.ungrouped() else { return false };
    other.text().eq_ignore_ascii_case(&value.text())
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

/// Where the ARN stands of what a field names.
const ARN_PATHS: &[(&str, &str)] = &[
    ("actor", "userIdentity.arn"),
    ("user", "userIdentity.arn"),
    ("role", "userIdentity.sessionContext.sessionIssuer.arn"),
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
fn yes_or_no(path: &str, text: &str) -> Option<&'static str> {
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

/// A list with commas or bars as values with `OR` between them.
fn listed(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split([',', ';', '|']).collect();
    let is_name = |part: &&str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.*:/@".contains(&byte))
    };
    let is_list = parts.len() > 1 && parts.iter().all(is_name);
    is_list.then(|| parts.join(" OR "))
}

/// An account's number as the console shows it, `1111-2222-3333`, without its dashes.
fn undashed(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let is_number = |part: &&str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    (parts.len() == 3 && parts.iter().all(is_number)).then(|| parts.concat())
}

/// What is odd about a value of an address field, and what was probably meant.
fn of_address(text: &str) -> Option<(AdviceKind, Option<String>)> {
    let is_of_name = |part: &str| part.len() > 1 && part.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_understood = ORIGIN_WORDS.iter().any(|(word, _)| word.eq_ignore_ascii_case(text))
        || Network::parse(text).is_some()
        || matches!(Origin::of(text), Origin::Address(_) | Origin::Internal)
        || text.rsplit('.').next().is_some_and(is_of_name);
    if is_understood || text.contains(['*', '?']) {
        return None;
    }
    if let Some((from, to)) = text.split_once('-') {
        let (from, to): (Ipv4Addr, Ipv4Addr) = (from.parse().ok()?, to_of_range(from, to)?);
        let networks = networks_between(from, to);
        let meant = if networks.len() > 1 { format!("({})", networks.join(" OR ")) } else { networks.concat() };
        return Some((AdviceKind::AddressRange, (!networks.is_empty()).then_some(meant)));
    }
    let parts: Vec<&str> = text.trim_end_matches('.').split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let n_numbers = parts.iter().take_while(|part| is_number(part)).count();
    let are_rest_open = parts[n_numbers..].iter().all(|part| matches!(*part, "x" | "X" | "0/24"));
    if n_numbers == 0 || parts.len() > 4 || !are_rest_open {
        return None;
    }
    let numbers: Option<Vec<u8>> = parts[..n_numbers].iter().map(|part| part.parse().ok()).collect();
    match numbers {
        None if n_numbers < 2 => None,
        None => Some((AdviceKind::NotAnAddress { text: text.to_owned() }, None)),
        Some(numbers) if n_numbers < 4 => {
            let zeros = numbers.iter().map(u8::to_string).chain(std::iter::repeat("0".to_owned()));
            let address: Vec<String> = zeros.take(4).collect();
            Some((AdviceKind::PartOfAddress, Some(format!("{}/{}", address.join("."), 8 * n_numbers))))
        }
        Some(_) => None,
    }
}

/// The end of a range: an address, or the last number of one that begins like the first.
fn to_of_range(from: &str, to: &str) -> Option<Ipv4Addr> {
    let beginning = from.rsplit_once('.')?.0;
    to.parse().ok().or_else(|| format!("{beginning}.{to}").parse().ok())
}
