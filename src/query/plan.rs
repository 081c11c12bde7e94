//! What a query means: tests with known names, put together by and, or and not. No spans here.

use super::pattern::Pattern;

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
    /// The field of this index in the schema; for events that of [`Field`](crate::event::field::Field).
    Field(usize),
    /// The values at this JSON path; the names are folded and match without regard to case.
    Path(Vec<String>),
    /// The whole event, keys and values.
    Any,
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
    /// This flag.
    Flag(bool),
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
