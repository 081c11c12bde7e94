//! Text ⇄ meaning: what the filter bar understands. No values of events and no rows here.
//!
//! `lex → parse → resolve`: tokens that tile the text, an [`Expr`](ast::Expr) whose nodes know where they stand in it,
//! a [`Plan`] whose names are known. Whatever is wrong is a [`Problem`] with a span; nothing fails.
//! The same text is in the bar, in the link and between threads, so it is the only form of a query that travels.
//!
//! # The language
//!
//! | written | means |
//! |---|---|
//! | `event:CreateJob` | the whole value of the field, without regard to case |
//! | `event:Create*`, `user:bo?` | `*` is any text, `?` any one character |
//! | `target:"my file*"` | in quotes everything is literal, `*` too; `\"` and `\\` are a quote and a backslash |
//! | `event:\*` | a backslash takes the meaning from a special character; before any other it is itself |
//! | `event=CreateJob` | exactly this text: with regard to case, `*` and `?` literal |
//! | `userIdentity.arn:arn:aws:iam::1:user/x` | after the first `:` or `=`, a value may hold `:`, `=`, `/`, `@` and `-` |
//! | `error:*`, `-error:*` | the field is present, is absent |
//! | `region:(us-east-1 OR eu-west-1)` | one field, several values |
//! | `upload`, `"access denied"`, `any:upload` | the words stand anywhere in the event |
//! | `a b`, `a AND b` | both; `AND` binds closer than `OR` |
//! | `a OR b` | either; the words `AND`, `OR` and `NOT` are written in capitals |
//! | `-a`, `NOT a`, `-(a OR b)` | not this; the dash touches what it excludes, a dash inside a word is part of it |
//! | `time:2014-09`, `time:2014-09-29T19` | the time begins so, in UTC |
//! | `time:2014-09-29T19+02:00` | the same by a clock that is two hours ahead of UTC |
//! | `time:2014-09..2014-10`, `time>=2014-09-29` | a stretch of time; `>` means after all of the time named |
//! | `time>end-2h`, `time:start+1d..` | counted from the last or the first event held |
//! | `requestParameters.n>=10` | numbers and times at a path compare |
//! | `identity:iam-user`, `mfa:false` | a field with a list of words takes these alone |
//! | `arn:aws:iam::1:user/x`, `s3://b/k` | what is pasted whole is a text that stands anywhere |
//! | `event:/^(create\|delete)/i` | the expression is found in the value |
//! | `ip:10.0.0.0/8`, `ip:internal`, `ip:service` | ranges of addresses; `AWS Internal`; the name of a host |
//! | `is:duplicate`, `is:mended` | what the record is besides what it says |
//! | `write:true`, `ok:false` | true, false, yes or no; `ok:true` is `outcome:ok`, `ok:false` is `outcome:(denied OR failed)` |
//! | `service:s3.amazonaws.com` | the same as `service:s3` |
//! | `requestParameters.input.key:*.mov` | a dotted name or a member of the record is a JSON path, in any case |
//!
//! A colon outside quotes ends a field name, but for what is pasted whole; another text that holds one is searched for in
//! quotes.

pub mod advice; // why a text finds nothing, and what was probably meant
pub mod ast; // the tree, as typed
pub mod chips; // the top-level clauses, for display
pub mod choose; // a text with one value of a field chosen or left out
pub mod complete; // what may be typed next
pub mod edit; // a text with one clause added, removed or negated
pub mod expression; // `/x/i`
pub mod help; // the language in short
pub mod hint; // what may be meant otherwise
pub mod lex; // text → tokens
pub mod moment; // `2014-09` → the range of time that begins so
pub mod number; // `42` → a number to compare with
pub mod parse; // tokens → tree; never fails
pub mod pattern; // does this value match
pub mod plan; // the tree, as meant
pub mod print; // tree → canonical text
pub mod problem; // what is wrong, where, in words
pub mod quote; // escapes and quotes, both ways
pub mod resolve; // tree + schema → plan
pub mod schema; // which names there are
pub mod span; // where something stands in the text
pub mod sql; // the plan as SQL, for what is too much for a tab
pub mod subject; // what the rows of the jobs view are called
pub mod value; // one value of a clause → plan
pub mod when; // `2014-09..2014-10`, `end-2h` → a range of time

pub use chips::{Chip, chips};
pub use choose::{Choose, with_value};
pub use complete::{Completion, Suggestion, complete};
pub use edit::{negate_span, with_clause, without_span};
pub use lex::lex;
pub use parse::parse;
pub use plan::{Matcher, On, Plan, Test};
pub use print::{clause_text, print};
pub use problem::{Problem, ProblemKind};
pub use resolve::resolve;
pub use schema::Schema;
pub use span::Span;

/// All that is wrong with a text, in the order of the text.
pub fn problems(text: &str, schema: &Schema) -> Vec<Problem> {
    understand(text, schema).1
}

/// What a text means, and all that is wrong with it, in the order of the text.
pub fn understand(text: &str, schema: &Schema) -> (Plan, Vec<Problem>) {
    let (expr, mut problems) = parse(text);
    let (plan, more) = resolve(&expr, schema);
    problems.extend(more);
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    (plan, problems)
}
