//! A text of the filter bar.

use trailglass_engine::execute::document::DocumentTests;
use trailglass_query::problem::caret;
use trailglass_query::{
    On, Plan, Schema, Span, chips, lex, negate_span, parse, print, problems, resolve, understand, with_clause,
    without_span,
};
use trailglass_store::documents::DocumentsBuilder;
use trailglass_store::kept::Unpacked;
use trailglass_store::rows::RowSet;

/// The first line is a query, the others are values that it is asked of.
pub fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (query, values) = text.split_once('\n').unwrap_or((&text, ""));
    // Jobs have another table of names, and nothing else of their own.
    let schema = if query.len().is_multiple_of(4) { Schema::jobs() } else { Schema::events() };
    reading(query, &schema);
    editing(query, &schema);
    asking(query, values);
}

/// Tokens tile the text, problems stand in it, and printing keeps the meaning.
fn reading(query: &str, schema: &Schema) {
    let mut end = 0;
    for token in lex(query) {
        assert!(token.span.start == end && token.span.end > end, "tokens tile {query:?}");
        end = token.span.end;
    }
    assert_eq!(end, query.len(), "tokens tile {query:?}");
    for problem in problems(query, schema) {
        assert!(query.get(problem.span.start..problem.span.end).is_some(), "{problem} stands in {query:?}");
        assert!(!problem.to_string().is_empty() && !caret(query, &problem).is_empty());
        if let Some((span, _)) = problem.fix() {
            assert!(query.get(span.start..span.end).is_some(), "the fix of {problem} stands in {query:?}");
        }
    }
    let printed = print(&parse(query).0, schema);
    assert_eq!(print(&parse(&printed).0, schema), printed, "printing {query:?} again changes nothing");
    assert_eq!(plan(&printed, schema), plan(query, schema), "{query:?} means the same as {printed:?}");
}

fn plan(query: &str, schema: &Schema) -> Plan {
    resolve(&parse(query).0, schema).0
}

/// Chips stand in the text; it can be edited at each of them, and wherever else.
fn editing(query: &str, schema: &Schema) {
    let middle = query.len() / 2;
    without_span(query, Span::new(middle, query.len()));
    negate_span(query, Span::new(middle, query.len() + 1));
    for chip in chips(query, schema) {
        assert!(query.get(chip.span.start..chip.span.end).is_some(), "chips stand in {query:?}");
        parse(&without_span(query, chip.span));
        parse(&negate_span(query, chip.span));
    }
    let with = with_clause(query, "event:\"An event\"", schema);
    if problems(query, schema).is_empty() {
        assert_eq!(with_clause(&with, "event:\"An event\"", schema), with, "added twice it is there once");
    }
}

/// A test means the same wherever its clause travels; the values of a document are found as they are alone.
fn asking(query: &str, values: &str) {
    let schema = Schema::events();
    let plan = understand(query, &schema).0;
    for test in plan.anchored((0, 1_700_000_000_000_000)).tests() {
        values.lines().for_each(|value| _ = test.matcher.passes(value));
    }
    let mut document = DocumentsBuilder::default();
    let value = serde_json::to_string(values).expect("a text is a text in JSON");
    document.push(&format!("{{\"requestParameters\":{{\"a\":{value}}}}}"));
    let documents = document.freeze(vec![0]);
    for test in plan.tests() {
        let again = resolve(&parse(&test.clause).0, &schema);
        if matches!(&test.on, On::Path(_) | On::Any) {
            assert_eq!(again, (Plan::Test(test.clone()), Vec::new()), "{} travels as text", test.clause);
        } else {
            // A clause on a column may stand for several spellings of its value.
            assert!(again.0.tests().contains(&test) && again.1.is_empty(), "{} asks the same again", test.clause);
        }

        let mut tests = DocumentTests::of_clauses([test.clause.as_str()]);
        let rows = RowSet::full(1);
        let mut found = vec![RowSet::empty(1)];
        documents.each_block(&rows, &mut Unpacked::default(), &mut |block| tests.search(block, &rows, &mut found));
        if matches!(&test.on, On::Path(path) if path.join(".") == "requestparameters.a") {
            assert_eq!(found[0].contains(0), test.matcher.passes(values), "{} of {values:?}", test.clause);
        }
    }
}
