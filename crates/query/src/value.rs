//! One value of a clause → plan: what the value asks, after the kind of the field.

use super::ast::{Operator, Value, ValueKind};
use super::expression::Expression;
use super::number::Number;
use super::pattern::{Case, Glyph, Pattern, Reach};
use super::plan::{Matcher, On, Plan, Test};
use super::problem::ProblemKind;
use super::quote::{self, Place};
use super::schema::{Named, Schema};
use super::when::{Anchor, When, when};
use trailglass_event::address::{Network, ORIGIN_WORDS};
use trailglass_event::case::fold_text;
use trailglass_event::field::Kind;
use trailglass_event::outcome::Outcome;
use trailglass_event::target::canonical_name;
use trailglass_event::word::Word;
use trailglass_lifecycle::state::canonical_word;

/// A clause without its values.
pub(super) struct Asked<'s> {
    /// The canonical name.
    pub name: String,
    pub named: Named,
    pub operator: Operator,
    pub schema: &'s Schema,
    /// Where the value begins that touches the operator, if an operator is typed.
    pub value_start: Option<usize>,
}

type Planned = Result<Plan, ProblemKind>;

impl Asked<'_> {
    /// Checks that the operator can be applied to what is named.
    ///
    /// # Errors
    ///
    /// The operator does not fit the type of the field.
    pub fn operator_fits(&self) -> Result<(), ProblemKind> {
        let is_comparable = match &self.named {
            Named::Field(index) => {
                matches!(self.schema.fields[*index].kind, Kind::Time | Kind::Number | Kind::Duration)
            }
            Named::Path(_) => true,
            Named::Any | Named::Ok(_) | Named::Is => false,
        };
        match self.operator {
            Operator::Has | Operator::Is => Ok(()),
            _ if is_comparable => Ok(()),
            operator => Err(ProblemKind::NotComparable { name: self.name.clone(), operator }),
        }
    }

    fn is_comparison(&self) -> bool {
        !matches!(self.operator, Operator::Has | Operator::Is)
    }

    /// What one value asks.
    pub fn value_plan(&self, value: &Value) -> Planned {
        if value.kind == ValueKind::Regex {
            return self.expression(value);
        }
        // Elsewhere `==` asks for what is equal. A value that begins so is written with a backslash or in quotes.
        if matches!(self.operator, Operator::Has | Operator::Is)
            && self.value_start == Some(value.span.start)
            && value.is_second_half()
        {
            return Err(ProblemKind::ForeignOperator { typed: format!("{}=", self.operator) });
        }
        let glyphs = value.glyphs(self.operator);
        let is_present = !glyphs.is_empty() && glyphs.iter().all(|glyph| *glyph == Glyph::Many);
        match &self.named {
            Named::Any if is_present || glyphs.is_empty() => Ok(Plan::All),
            Named::Any => Ok(self.anywhere(&glyphs, value)),
            Named::Path(path) if self.is_comparison() => self.comparison(On::Path(path.clone()), &value.text()),
            Named::Path(path) => Ok(self.pattern(On::Path(path.clone()), &self.name, &glyphs, Reach::Whole)),
            Named::Is => self.quality(&value.text()),
            Named::Ok(outcome) if is_present => {
                Ok(self.pattern(On::Field(*outcome), self.schema.fields[*outcome].name, &[Glyph::Many], Reach::Whole))
            }
            Named::Ok(outcome) => {
                let is = |wanted: Outcome| {
                    let clause = format!("{}:{}", self.schema.fields[*outcome].name, wanted.word());
                    let matcher = Matcher::Pattern(Pattern::whole(wanted.word()));
                    Plan::Test(Test { on: On::Field(*outcome), matcher, clause })
                };
                // What is not known is neither.
                Ok(if self.flag(value)? { is(Outcome::Ok) } else { Plan::Or(Outcome::NOT_OK.map(is).into()) })
            }
            Named::Field(index) if is_present => {
                Ok(self.pattern(On::Field(*index), &self.name, &[Glyph::Many], Reach::Whole))
            }
            Named::Field(index) => self.field_plan(*index, value, glyphs),
        }
    }

    fn field_plan(&self, index: usize, value: &Value, mut glyphs: Vec<Glyph>) -> Planned {
        let on = On::Field(index);
        let text = value.text();
        match self.schema.fields[index].kind {
            Kind::Time => {
                let when = when(self.operator, &text).ok_or(ProblemKind::NotATime { text })?;
                return Ok(self.time(on, &when));
            }
            Kind::Number if self.is_comparison() => return self.comparison(on, &text),
            Kind::Duration => {
                let seconds = Number::seconds(&text).ok_or(ProblemKind::NotALength { text: text.clone() })?;
                return Ok(self.test(on, Matcher::Number(self.operator, seconds), &text));
            }
            _ if !self.schema.fields[index].words.is_empty() => {
                glyphs = self.word(self.schema.fields[index].words, value, glyphs)?;
            }
            Kind::Flag => {
                let flag = self.flag(value)?;
                return Ok(self.test(on, Matcher::Flag(flag), if flag { "true" } else { "false" }));
            }
            Kind::Address if self.operator == Operator::Has => {
                if let Some(matcher) = address(&text)? {
                    return Ok(self.test(on, matcher, &quote::written_literal(&text, Place::Value)));
                }
            }
            Kind::Number | Kind::Address | Kind::Text | Kind::Fact | Kind::Source => {}
        }
        match self.name.as_str() {
            "service" => drop_suffix(&mut glyphs, ".amazonaws.com"),
            // All spellings of a resource are one name, and so are those that are typed.
            "target" | "targets" => {
                if let Some(name) = canonical_name(&text).filter(|_| is_literal(&glyphs)) {
                    let named: Vec<Glyph> = name.chars().map(Glyph::Char).collect();
                    let spellings =
                        [glyphs, named].map(|spelling| self.pattern(on.clone(), &self.name, &spelling, Reach::Whole));
                    return Ok(Plan::or(spellings));
                }
            }
            _ => {}
        }
        Ok(self.pattern(on, &self.name, &glyphs, Reach::Whole))
    }

    /// A text anywhere in the event. The address of an object in S3 stands in no record: its bucket and key do.
    fn anywhere(&self, glyphs: &[Glyph], value: &Value) -> Plan {
        let plan = self.pattern(On::Any, &self.name, glyphs, Reach::Contained);
        let text = value.text();
        let Some(object) = ["s3://", "s3a://", "s3n://"].iter().find_map(|scheme| text.strip_prefix(scheme)) else {
            return plan;
        };
        // A question mark is part of an address; with other wildcards it is no address.
        let literal = glyphs.iter().map(|glyph| match glyph {
            Glyph::Char(_) => Some(*glyph),
            Glyph::One => Some(Glyph::Char('?')),
            Glyph::Many => None,
        });
        let Some(literal) = literal.collect::<Option<Vec<Glyph>>>() else { return plan };
        let mut plan = self.pattern(On::Any, &self.name, &literal, Reach::Contained);
        // In quotes it is the text alone, also where the clause is read again.
        if let Plan::Test(test) = &mut plan {
            test.clause = format!("{}{}{}", self.name, self.operator, quote::phrase(&text));
        }
        let object = object.strip_suffix('/').unwrap_or(object);
        match self.schema.field_named("target") {
            Some(target) if value.kind == ValueKind::Word && !object.is_empty() => {
                let glyphs: Vec<Glyph> = object.chars().map(Glyph::Char).collect();
                let pattern = Pattern::new(&glyphs, Case::Ignored, Reach::Whole);
                let clause = format!("target:{}", quote::written(&glyphs, Place::Value));
                let object = Test { on: On::Field(target), matcher: Matcher::Pattern(pattern), clause };
                Plan::or([plan, Plan::Test(object)])
            }
            _ => plan,
        }
    }

    /// A value of a field with a list of words, as the list has it.
    fn word(&self, words: &[Word], value: &Value, glyphs: Vec<Glyph>) -> Result<Vec<Glyph>, ProblemKind> {
        let text = value.text();
        let folded = fold_text(&text);
        let glyphs = match self.name.as_str() {
            "state" => Value { raw: canonical_word(&value.raw), ..value.clone() }.glyphs(self.operator),
            // What is true or false is asked for as of any other field.
            "mfa" => match words.iter().find(|word| word.also.contains(&folded.as_str())) {
                Some(word) => word.name.chars().map(Glyph::Char).collect(),
                None => glyphs,
            },
            _ => glyphs,
        };
        let case = if self.operator == Operator::Is { Case::Regarded } else { Case::Ignored };
        let pattern = Pattern::new(&glyphs, case, Reach::Whole);
        if words.iter().any(|word| pattern.matches(word.name)) {
            return Ok(glyphs);
        }
        let is_meant = |word: &&Word| word.name == folded || word.also.contains(&folded.as_str());
        Err(ProblemKind::ForeignValue {
            name: self.name.clone(),
            text,
            meant: words.iter().find(is_meant).map(|word| word.name),
            words: words.iter().map(|word| word.name).collect(),
        })
    }

    /// A number or a time to compare with. A year alone is a number.
    fn comparison(&self, on: On, text: &str) -> Planned {
        if let Some(number) = Number::parse(text) {
            return Ok(self.test(on, Matcher::Number(self.operator, number), text));
        }
        // The edges of the data are known to the engine alone, and readers answer for paths.
        let is_fixed = |when: &When| when.from.anchor == Anchor::Epoch && when.to.anchor == Anchor::Epoch;
        match when(self.operator, text).filter(is_fixed) {
            Some(when) if matches!(on, On::Path(_)) => Ok(self.time(on, &when)),
            _ => Err(ProblemKind::NotANumber { text: text.to_owned() }),
        }
    }

    fn time(&self, on: On, When { from, to, text }: &When) -> Plan {
        let matcher = match (from.anchor, to.anchor) {
            (Anchor::Epoch, Anchor::Epoch) => Matcher::Time { from_micros: from.micros, to_micros: to.micros },
            _ => Matcher::Relative { from: *from, to: *to },
        };
        self.test(on, matcher, text)
    }

    fn expression(&self, value: &Value) -> Planned {
        let text = value.text();
        if self.operator != Operator::Has {
            return Err(ProblemKind::ExpressionNotExpected { operator: self.operator });
        }
        let on = match &self.named {
            Named::Any => On::Any,
            Named::Path(path) => On::Path(path.clone()),
            Named::Field(index) => match self.schema.fields[*index].kind {
                Kind::Time => return Err(ProblemKind::NotATime { text }),
                Kind::Flag => return Err(ProblemKind::NotAFlag { name: self.name.clone() }),
                Kind::Text | Kind::Fact | Kind::Source | Kind::Address | Kind::Number | Kind::Duration => {
                    On::Field(*index)
                }
            },
            Named::Ok(_) => return Err(ProblemKind::NotAFlag { name: self.name.clone() }),
            Named::Is => return self.quality(&text),
        };
        let expression = Expression::new(&text).map_err(|why| ProblemKind::BrokenExpression { why })?;
        Ok(self.test(on, Matcher::Expression(expression), &text))
    }

    fn quality(&self, text: &str) -> Planned {
        let found = self.schema.qualities.iter().find(|info| info.name.eq_ignore_ascii_case(text));
        match found {
            Some(info) => Ok(self.test(On::Quality(info.quality), Matcher::Flag(true), info.name)),
            None => {
                Err(ProblemKind::NotAQuality { words: self.schema.qualities.iter().map(|info| info.name).collect() })
            }
        }
    }

    /// A test whose text is this one's name and operator with a canonical value.
    fn test(&self, on: On, matcher: Matcher, value: &str) -> Plan {
        // What has one meaning after `:` and `=` is written with the first.
        let operator = if self.operator == Operator::Is { Operator::Has } else { self.operator };
        Plan::Test(Test { on, matcher, clause: format!("{}{operator}{value}", self.name) })
    }

    fn pattern(&self, on: On, name: &str, glyphs: &[Glyph], reach: Reach) -> Plan {
        let case = if self.operator == Operator::Is { Case::Regarded } else { Case::Ignored };
        let clause = format!("{name}{}{}", self.operator, quote::written(glyphs, Place::Value));
        Plan::Test(Test { on, matcher: Matcher::Pattern(Pattern::new(glyphs, case, reach)), clause })
    }

    fn flag(&self, value: &Value) -> Result<bool, ProblemKind> {
        let text = value.text();
        let is_one_of = |words: [&str; 2]| words.iter().any(|word| word.eq_ignore_ascii_case(&text));
        if is_one_of(["true", "yes"]) {
            Ok(true)
        } else if is_one_of(["false", "no"]) {
            Ok(false)
        } else {
            Err(ProblemKind::NotAFlag { name: self.name.clone() })
        }
    }
}

/// What a value of an address field asks beyond its text: a range, a word for an origin, or an address of version 6, of
/// which there are several spellings.
fn address(text: &str) -> Result<Option<Matcher>, ProblemKind> {
    if let Some((_, origin)) = ORIGIN_WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)) {
        return Ok(Some(Matcher::Origin(*origin)));
    }
    if let Some(network) = Network::parse(text).or_else(|| Network::of_one(text)) {
        return Ok(Some(Matcher::Network(network)));
    }
    // No value of the field has a slash, so whoever writes one means a range.
    if text.contains('/') { Err(ProblemKind::NotANetwork { text: text.to_owned() }) } else { Ok(None) }
}

fn is_literal(glyphs: &[Glyph]) -> bool {
    glyphs.iter().all(|glyph| matches!(glyph, Glyph::Char(_)))
}

/// Drops the end of a value, without regard to case, where something is before it.
fn drop_suffix(glyphs: &mut Vec<Glyph>, suffix: &str) {
    let Some(start) = glyphs.len().checked_sub(suffix.len()).filter(|start| *start > 0) else { return };
    let is_suffix = glyphs[start..]
        .iter()
        .zip(suffix.chars())
        .all(|(glyph, own)| matches!(glyph, Glyph::Char(char) if char.eq_ignore_ascii_case(&own)));
    if is_suffix {
        glyphs.truncate(start);
    }
}
