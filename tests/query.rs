//! The language of the filter bar. `data/query/*.toml` holds the examples; the properties below hold for every text.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use proptest::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;
use trailglass_event::case::fold_text;
use trailglass_event::field::{Field, Kind};
use trailglass_query::ast::Operator;
use trailglass_query::pattern::{Case, Glyph, Pattern, Reach};
use trailglass_query::problem::caret;
use trailglass_query::schema::SchemaField;
use trailglass_query::{
    Chip, Matcher, On, Plan, Schema, Span, Test, chips, clause_text, lex, negate_span, parse, print, problems, resolve,
    with_clause, without_span,
};

fn plan(text: &str) -> Plan {
    resolve(&parse(text).0, &Schema::events()).0
}

/// The field tests of a plan pass where the map has a value that matches; `any` looks at every value.
fn holds(text: &str, event: &BTreeMap<String, String>) -> bool {
    let schema = Schema::events();
    let passes = |matcher: &Matcher, value: &str| match matcher {
        Matcher::Flag(flag) => value == flag.to_string(),
        matcher => matcher.passes(value),
    };
    // Times are counted from the ends of these events.
    let micros = |time: &str| trailglass_event::time::Micros::parse(time).unwrap().0;
    let span = (micros("2014-09-29T19:29:02Z"), micros("2014-10-01T08:00:00Z"));
    plan(text).anchored(span).holds(&mut |test: &Test| match &test.on {
        On::Field(index) => event.get(schema.fields[*index].name).is_some_and(|value| passes(&test.matcher, value)),
        On::Path(path) => {
            event.iter().any(|(name, value)| fold_text(name) == path.join(".") && passes(&test.matcher, value))
        }
        On::Any => event.values().any(|value| passes(&test.matcher, value)),
        On::Quality(quality) => event.get("is").is_some_and(|is| *is == format!("{quality:?}").to_lowercase()),
    })
}

#[derive(Deserialize)]
struct Reading {
    case: Vec<ReadingCase>,
}

#[derive(Deserialize)]
struct ReadingCase {
    text: String,
    canonical: String,
    #[serde(default)]
    problems: Vec<String>,
    chips: Option<Vec<String>>,
}

#[test]
fn texts_read_as_in_the_examples() {
    let schema = Schema::events();
    let Reading { case } = basic_toml::from_str(include_str!("data/query/reading.toml")).unwrap();
    for ReadingCase { text, canonical, problems: expected, chips: expected_chips } in case {
        assert_eq!(print(&parse(&text).0, &schema), canonical, "canonical text of {text:?}");
        let found: Vec<String> = problems(&text, &schema)
            .iter()
            .map(|problem| caret(&text, problem).split_once('\n').unwrap().1.to_owned())
            .collect();
        assert_eq!(found, expected, "problems of {text:?}");
        if let Some(expected) = expected_chips {
            let shown: Vec<String> = chips(&text, &schema)
                .iter()
                .map(|chip| {
                    let not = if chip.excluded { "not " } else { "" };
                    let field = chip.field.as_ref().map(|field| format!("{field} ")).unwrap_or_default();
                    let problem = if chip.problem { " !" } else { "" };
                    let operator = match chip.operator {
                        Operator::Has => String::new(),
                        operator => format!("{operator} "),
                    };
                    format!("{} → {not}{field}{operator}{}{problem}", chip.span.of(&text), chip.value)
                })
                .collect();
            assert_eq!(shown, expected, "chips of {text:?}");
        }
    }
}

#[derive(Deserialize)]
struct Matching {
    events: BTreeMap<String, BTreeMap<String, String>>,
    queries: BTreeMap<String, Vec<String>>,
    patterns: Vec<PatternCase>,
}

#[derive(Deserialize)]
struct PatternCase {
    clause: String,
    yes: Vec<String>,
    no: Vec<String>,
}

#[test]
fn events_match_as_in_the_examples() {
    let Matching { events, queries, patterns } =
        basic_toml::from_str(include_str!("data/query/matching.toml")).unwrap();
    for (text, expected) in queries {
        assert_eq!(problems(&text, &Schema::events()), [], "{text:?} has no problems");
        let found: Vec<&String> =
            events.iter().filter(|(_, event)| holds(&text, event)).map(|(name, _)| name).collect();
        assert_eq!(found, expected.iter().collect::<Vec<_>>(), "{text:?}");
    }
    for PatternCase { clause, yes, no } in patterns {
        let plan = plan(&clause);
        let Plan::Test(Test { matcher: Matcher::Pattern(pattern), .. }) = &plan else { panic!("{clause}: {plan:?}") };
        for value in &yes {
            assert!(pattern.matches(value), "{clause} matches {value:?}");
            assert!(fold_text(value).contains(pattern.longest_literal()), "{clause}: the prefilter keeps {value:?}");
        }
        for value in &no {
            assert!(!pattern.matches(value), "{clause} does not match {value:?}");
        }
    }
}

#[derive(Deserialize)]
struct Edits {
    with: Vec<EditCase>,
    without: Vec<EditCase>,
    negate: Vec<EditCase>,
}

#[derive(Deserialize)]
struct EditCase {
    text: String,
    part: String,
    gives: String,
}

#[test]
fn texts_are_edited_as_in_the_examples() {
    let schema = Schema::events();
    let Edits { with, without, negate } = basic_toml::from_str(include_str!("data/query/edits.toml")).unwrap();
    let span = |case: &EditCase| {
        let start = case.text.find(&case.part).unwrap();
        Span::new(start, start + case.part.len())
    };
    for case in &with {
        assert_eq!(with_clause(&case.text, &case.part, &schema), case.gives, "{:?} with {}", case.text, case.part);
        assert_eq!(with_clause(&case.gives, &case.part, &schema), case.gives, "twice changes nothing");
    }
    for case in &without {
        assert_eq!(without_span(&case.text, span(case)), case.gives, "{:?} without {}", case.text, case.part);
    }
    for case in &negate {
        assert_eq!(negate_span(&case.text, span(case)), case.gives, "{:?} with {} negated", case.text, case.part);
    }
}

#[test]
fn the_document_has_the_table_of_the_help() {
    let cell = |text: &str| text.replace('|', "\\|");
    let rows = trailglass_query::help::HELP.iter().map(|(examples, finds)| {
        let examples: Vec<String> = examples.iter().map(|example| format!("`{}`", cell(example))).collect();
        format!("| {} | {} |\n", examples.join(", "), cell(finds))
    });
    let table = rows.collect::<String>();
    let document = include_str!("../docs/query.md");
    assert!(document.contains(&table), "In short:\n{table}");
}

#[test]
fn the_index_of_a_test_is_that_of_the_field() {
    let Plan::Test(test) = plan("sourceIPAddress:1.2.3.4") else { panic!("one test") };
    assert_eq!(test.on, On::Field(Field::Ip as usize));
    assert_eq!(test.clause, "ip:1.2.3.4");
}

#[test]
fn another_table_has_other_names_and_no_paths() {
    let field = |name, also, kind| SchemaField { name, also, kind, doc: "", words: &[] };
    let jobs = Schema {
        fields: vec![field("state", &[][..], Kind::Text), field("submitted", &["time"][..], Kind::Time)],
        ..Schema::default()
    };
    let (plan, problems) = resolve(&parse("state:complete time:2014 a.b:c ok:true").0, &jobs);
    let clauses: Vec<&str> = plan.tests().iter().map(|test| test.clause.as_str()).collect();
    assert_eq!(clauses, ["state:complete", "submitted:2014"]);
    let messages: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "a.b is not a field; to search for the text, put it in quotes",
            "ok is not a field; to search for the text, put it in quotes"
        ]
    );
}

#[test]
fn a_suggestion_replaces_the_name() {
    let text = "region:us-east-1 evnt:CreateJob";
    let problem = problems(text, &Schema::events()).remove(0);
    let (span, name) = problem.fix().unwrap();
    assert_eq!((span.of(text), name.as_str()), ("evnt", "event"));
}

#[test]
fn nesting_and_length_break_nothing() {
    let many = 100_000;
    let texts = ["(", ")", "-", "NOT ", "a OR ", "a:(", "-(", "\"", "\\", "x:/", "a.", "*", "a AND "];
    for text in texts.map(|part| part.repeat(many)) {
        let (expr, _) = parse(&text);
        let printed = print(&expr, &Schema::events());
        parse(&printed);
    }
    let stars = Pattern::new(&[Glyph::Many, Glyph::Char('a')].repeat(200), Case::Ignored, Reach::Whole);
    assert!(!stars.matches(&format!("{}b", "a".repeat(100_000))), "in linear time");
}

/// Texts made of what the language is made of, so that most of them mean something.
fn query_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => prop::sample::select(vec![
            "event", "eventName", "time", "ok", "write", "service", "any", "ip", "requestParameters.a\\.b", "readOnly", "evnt", "is",
        ]).prop_map(|name| format!("{name}:")),
        1 => Just("actor=".to_owned()),
        2 => (prop::sample::select(vec!["time", "eventTime", "requestParameters.n", "readOnly", "event"]),
              prop::sample::select(vec![">=", ">", "<=", "<"])).prop_map(|(name, operator)| format!("{name}{operator}")),
        3 => prop::sample::select(vec![
            "Create*", "2014-09-29T19:29:02Z", "true", "s3.amazonaws.com", "10.0.0.0/8", "arn:aws:iam::1:user/x", "a\\*b", "*", "/x/i", "/x", "y/",
            "2014-09..2014-10", "end-2h", "START+1d..", "42", "-0.50", "/^a|b\\/c\\ d$/", "/(/", "10.0.0.0/33", "2001:DB8::/32", "2001:db8::1", "internal",
            "Service", "duplicate", "\"a \\\"b*\"", "\"", "é?", "-x", "\\-x", "\\", "\"OR\"", "\"\"",
        ]).prop_map(str::to_owned),
        4 => prop::sample::select(vec![" ", " ", " OR ", " AND ", " NOT ", "-", "(", ")", ":", ">=", "("]).prop_map(str::to_owned),
        1 => "\\PC{0,3}",
    ];
    prop::collection::vec(part, 0..14).prop_map(|parts| parts.concat())
}

/// `*` and `?` as their definition says, in exponential time.
fn naive(glyphs: &[Glyph], value: &[char]) -> bool {
    match (glyphs.first(), value.first()) {
        (None, first) => first.is_none(),
        (Some(Glyph::Many), first) => naive(&glyphs[1..], value) || (first.is_some() && naive(glyphs, &value[1..])),
        (Some(Glyph::One), Some(_)) => naive(&glyphs[1..], &value[1..]),
        (Some(Glyph::Char(char)), Some(first)) => char == first && naive(&glyphs[1..], &value[1..]),
        (Some(_), None) => false,
    }
}

fn glyphs() -> impl Strategy<Value = Vec<Glyph>> {
    let glyph = prop_oneof![
        3 => prop::sample::select(vec!['a', 'b', 'é']).prop_map(Glyph::Char),
        1 => Just(Glyph::One),
        2 => Just(Glyph::Many),
    ];
    prop::collection::vec(glyph, 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn tokens_tile_the_text(text in prop_oneof![query_text(), ".*"]) {
        let mut end = 0;
        for token in lex(&text) {
            prop_assert_eq!(token.span.start, end);
            prop_assert!(token.span.end > end);
            end = token.span.end;
        }
        prop_assert_eq!(end, text.len());
    }

    #[test]
    fn every_text_is_read(text in prop_oneof![query_text(), ".*"], start in 0usize..40, len in 0usize..40) {
        let schema = Schema::events();
        let span = Span::new(start, start + len);
        for problem in problems(&text, &schema) {
            prop_assert!(text.get(problem.span.start..problem.span.end).is_some());
            caret(&text, &problem);
        }
        chips(&text, &schema);
        without_span(&text, span);
        negate_span(&text, span);
        with_clause(&text, "event:x", &schema);
    }

    #[test]
    fn printing_keeps_the_meaning(text in prop_oneof![query_text(), ".*"]) {
        let schema = Schema::events();
        let printed = print(&parse(&text).0, &schema);
        prop_assert_eq!(plan(&printed), plan(&text), "{}", printed);
        prop_assert_eq!(print(&parse(&printed).0, &schema), printed.clone(), "printing again changes nothing");
    }

    #[test]
    fn a_test_travels_as_text(text in query_text()) {
        for test in plan(&text).tests() {
            let (again, problems) = resolve(&parse(&test.clause).0, &Schema::events());
            prop_assert_eq!(problems, []);
            let Plan::Test(again) = again else { panic!("{} is {again:?}", test.clause) };
            prop_assert_eq!(&again, test);
            prop_assert_eq!(&again.clause, &test.clause);
        }
    }

    #[test]
    fn any_value_can_be_asked_for(value in ".*") {
        let Plan::Test(test) = plan(&clause_text("user", &value)) else { panic!("one test") };
        let Matcher::Pattern(pattern) = &test.matcher else { panic!("a pattern") };
        prop_assert!(pattern.matches(&value));
        let folded = fold_text(&value);
        prop_assert_eq!(pattern.literal(), Some(folded.as_str()));
    }

    #[test]
    fn removing_a_chip_keeps_the_others(text in query_text()) {
        let schema = Schema::events();
        let all = chips(&text, &schema);
        if problems(&text, &schema).is_empty() {
            for (at, chip) in all.iter().enumerate() {
                let values = |chips: &[Chip]| -> Vec<_> {
                    chips.iter().map(|chip| (chip.field.clone(), chip.value.clone(), chip.excluded)).collect()
                };
                let mut expected = values(&all);
                expected.remove(at);
                let rest = without_span(&text, chip.span);
                prop_assert_eq!(values(&chips(&rest, &schema)), expected, "{}", rest);
            }
        }
    }

    #[test]
    fn negating_a_chip_turns_it_alone(text in query_text()) {
        let schema = Schema::events();
        if problems(&text, &schema).is_empty() {
            let terms = |text: &str| -> Vec<Plan> {
                parse(text).0.terms().iter().map(|term| resolve(term, &schema).0).collect()
            };
            for (at, chip) in chips(&text, &schema).iter().enumerate() {
                let mut expected = terms(&text);
                expected[at] = expected[at].clone().negated();
                let negated = negate_span(&text, chip.span);
                prop_assert_eq!(terms(&negated), expected, "{}", negated);
            }
        }
    }

    #[test]
    fn an_added_clause_is_asked(text in query_text()) {
        let schema = Schema::events();
        if problems(&text, &schema).is_empty() {
            let with = with_clause(&text, "event:\"An event\"", &schema);
            let Plan::Test(wanted) = plan("event:\"An event\"") else { panic!("one test") };
            prop_assert!(plan(&with) == Plan::None || plan(&with).terms().contains(&Plan::Test(wanted)), "{}", with);
            prop_assert_eq!(with_clause(&with, "event:\"An event\"", &schema), with);
        }
    }

    #[test]
    fn wildcards_agree_with_the_naive_matcher(glyphs in glyphs(), value in "[abé]{0,8}") {
        let chars: Vec<char> = value.chars().collect();
        let pattern = Pattern::new(&glyphs, Case::Regarded, Reach::Whole);
        prop_assert_eq!(pattern.matches(&value), naive(&glyphs, &chars));
        let contained = [&[Glyph::Many], &glyphs[..], &[Glyph::Many]].concat();
        let pattern = Pattern::new(&glyphs, Case::Ignored, Reach::Contained);
        prop_assert_eq!(pattern.matches(&value.to_uppercase()), naive(&contained, &chars));
        if pattern.is_any() {
            prop_assert!(pattern.matches(&value));
        }
    }
}
