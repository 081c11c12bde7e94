//! What a query means: tests with known names, put together by and, or and not. No spans here.

use super::ast::Operator;
use super::expression::Expression;
use super::number::Number;
use super::pattern::Pattern;
use super::when::Edge;
use trailglass_event::address::{Network, Origin};
use trailglass_event::field::Quality;
use trailglass_event::time::Micros;

/// The meaning of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Every row.
    All,
    /// No row.
    None,
    /// The rows that pass a test.
    Test(Test),
    /// The rows that the plan leaves out.
    Not(Box<Plan>),
    /// The rows of all of these; two at least, none of them `And`, `All` or `None`.
    And(Vec<Plan>),
    /// The rows of any of these; two at least, none of them `Or`, `All` or `None`.
    Or(Vec<Plan>),
}

/// One question to a row. A row without the value never passes.
#[derive(Clone, Debug)]
pub struct Test {
    /// What is looked at.
    pub on: On,
    /// What it must be.
    pub matcher: Matcher,
    /// This test as text: parsed and resolved with the same schema it gives this test back.
    pub clause: String,
}

/// What a test looks at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum On {
    /// The field of this index in the schema; for events that of [`Field`](trailglass_event::field::Field).
    Field(usize),
    /// The values at this JSON path; the names are folded and match without regard to case.
    Path(Vec<String>),
    /// The whole event, keys and values.
    Any,
    /// What the record is besides what it says; the matcher is a flag that is set.
    Quality(Quality),
}

/// What a value must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Matcher {
    /// A text that matches; [`Pattern::is_any`] asks only that there is a value, of whatever kind.
    Pattern(Pattern),
    /// An instant in this half-open range of microseconds since 1970 UTC.
    Time {
        /// The first microsecond.
        from_micros: i64,
        /// One past the last microsecond.
        to_micros: i64,
    },
    /// An instant in a range that is counted from an edge of the data; [`Plan::anchored`] makes a fixed one of it, and
    /// until then nothing passes.
    Relative {
        /// The first microsecond.
        from: Edge,
        /// One past the last microsecond.
        to: Edge,
    },
    /// This flag.
    Flag(bool),
    /// A text in which the expression is found.
    Expression(Expression),
    /// A number that compares so with this one.
    Number(Operator, Number),
    /// An address in this range.
    Network(Network),
    /// `AWS Internal`, or the name of a service.
    Origin(Origin),
}

impl Matcher {
    /// Whether a value passes, as text. A flag is for the flag's owner to compare.
    pub fn passes(&self, value: &str) -> bool {
        match self {
            Matcher::Pattern(pattern) => pattern.is_any() || pattern.matches(value),
            // Of a member anywhere in a record, a number may be anything: an account's is no time.
            Matcher::Time { from_micros, to_micros } => {
                Micros::parse(value).is_some_and(|time| (*from_micros..*to_micros).contains(&time.0))
            }
            Matcher::Relative { .. } | Matcher::Flag(_) => false,
            Matcher::Expression(expression) => expression.matches(value),
            Matcher::Number(operator, number) => number.compares(*operator, value),
            Matcher::Network(network) => network.contains(value),
            Matcher::Origin(origin) => Origin::of(value) == *origin,
        }
    }

    /// Whether only a value is asked for, of whatever kind.
    pub fn is_any(&self) -> bool {
        matches!(self, Matcher::Pattern(pattern) if pattern.is_any())
    }
}

/// Tests are the same when they ask the same, however they were written.
impl PartialEq for Test {
    fn eq(&self, other: &Test) -> bool {
        self.on == other.on && self.matcher == other.matcher
    }
}

impl Eq for Test {}

impl Plan {
    /// The rows of all of these.
    pub fn and(plans: impl IntoIterator<Item = Plan>) -> Plan {
        let mut kept = Vec::new();
        for plan in plans {
            match plan {
                Plan::All => {}
                Plan::None => return Plan::None,
                Plan::And(plans) => kept.extend(plans),
                plan => kept.push(plan),
            }
        }
        if kept.len() > 1 { Plan::And(kept) } else { kept.pop().unwrap_or(Plan::All) }
    }

    /// The rows of any of these.
    pub fn or(plans: impl IntoIterator<Item = Plan>) -> Plan {
        let mut kept = Vec::new();
        for plan in plans {
            match plan {
                Plan::None => {}
                Plan::All => return Plan::All,
                Plan::Or(plans) => kept.extend(plans),
                plan => kept.push(plan),
            }
        }
        if kept.len() > 1 { Plan::Or(kept) } else { kept.pop().unwrap_or(Plan::None) }
    }

    /// The rows that this plan leaves out.
    pub fn negated(self) -> Plan {
        match self {
            Plan::All => Plan::None,
            Plan::None => Plan::All,
            Plan::Not(plan) => *plan,
            plan => Plan::Not(Box::new(plan)),
        }
    }

    /// The plans that must all hold; none for [`Plan::All`].
    pub fn terms(&self) -> &[Plan] {
        match self {
            Plan::All => &[],
            Plan::And(plans) => plans,
            one => std::slice::from_ref(one),
        }
    }

    /// Whether the plan holds for a row, given which tests the row passes.
    pub fn holds(&self, passes: &mut impl FnMut(&Test) -> bool) -> bool {
        match self {
            Plan::All => true,
            Plan::None => false,
            Plan::Test(test) => passes(test),
            Plan::Not(plan) => !plan.holds(passes),
            Plan::And(plans) => plans.iter().all(|plan| plan.holds(passes)),
            Plan::Or(plans) => plans.iter().any(|plan| plan.holds(passes)),
        }
    }

    /// The plan for data whose first and last event are at these instants, in microseconds since 1970 UTC.
    pub fn anchored(&self, span: (i64, i64)) -> Plan {
        let all = |plans: &[Plan]| plans.iter().map(|plan| plan.anchored(span)).collect();
        match self {
            Plan::Test(Test { on, matcher: Matcher::Relative { from, to }, clause }) => {
                let matcher = Matcher::Time { from_micros: from.at(span), to_micros: to.at(span) };
                Plan::Test(Test { on: on.clone(), matcher, clause: clause.clone() })
            }
            Plan::All | Plan::None | Plan::Test(_) => self.clone(),
            Plan::Not(plan) => Plan::Not(Box::new(plan.anchored(span))),
            Plan::And(plans) => Plan::And(all(plans)),
            Plan::Or(plans) => Plan::Or(all(plans)),
        }
    }

    /// Every test of the plan, in the order of the text.
    pub fn tests(&self) -> Vec<&Test> {
        match self {
            Plan::All | Plan::None => Vec::new(),
            Plan::Test(test) => vec![test],
            Plan::Not(plan) => plan.tests(),
            Plan::And(plans) | Plan::Or(plans) => plans.iter().flat_map(Plan::tests).collect(),
        }
    }
}
