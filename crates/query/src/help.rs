//! The language in short: one table for the page's help and for `docs/query.md`.

/// What is written, each with commas between examples, and what it finds.
pub const HELP: &[(&[&str], &str)] = &[
    (&["event:CreateJob"], "the field has this value, all of it, in any case"),
    (&["event:Create*", "user:bo?"], "* is any text, also none; ? is any one character"),
    (&["target:\"my file*\""], "in quotes everything is literal, * too"),
    (&["event=CreateJob"], "exactly this: case-sensitive, * and ? literal"),
    (&["event:/^(create|delete)/i"], "a regular expression is found in the value; i ignores case"),
    (&["error:*", "-error:*"], "the field has a value; has none"),
    (&["region:(us-east-1 OR eu-west-1)"], "one of several values"),
    (&["upload", "\"access denied\"", "any:upload"], "the words stand anywhere in the event"),
    (&["a b", "a AND b"], "both"),
    (&["a OR b"], "either"),
    (&["-a", "NOT a", "-(a OR b)"], "not this"),
    (&["time:2014-09", "time:2014-09-29T19"], "the time begins so, in UTC"),
    (&["time:2014-09-29T19+02:00"], "the same by a clock that is two hours ahead of UTC"),
    (&["time:2014-09..2014-10", "time>=2014-09-29"], "from, to, before and after, with all of the times named"),
    (&["time>end-2h", "time:start..start+1d"], "counted from the last or the first event held"),
    (&["write:true", "ok:false"], "true or false"),
    (&["requestParameters.input.key:*.mov"], "a value at a path in the record"),
    (&["requestParameters.maxKeys>=1000"], "numbers and times at a path compare"),
    (&["ip:10.0.0.0/8", "ip:2001:db8::/32"], "addresses that begin so"),
    (&["ip:internal", "ip:service"], "the request came from AWS itself, from a service"),
    (&["is:duplicate", "is:mended"], "delivered more than once; damaged, and repaired on reading"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Schema, problems};

    #[test]
    fn every_example_can_be_asked() {
        for example in HELP.iter().flat_map(|(examples, _)| *examples) {
            assert_eq!(problems(example, &Schema::events()), [], "{example}");
        }
    }
}
