//! What the rows of the jobs view are, by the query: jobs, resources of one kind, or a mixture.

use crate::ast::Operator;
use crate::chips;
use crate::schema::Schema;

/// What the rows are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// Jobs, which is what a query without a kind asks for.
    #[default]
    Jobs,
    /// One kind, by its plural: `access keys`.
    One(String),
    /// Several kinds.
    Mixed,
}

impl Subject {
    /// What a query in the jobs view asks for.
    pub fn of(text: &str, schema: &Schema) -> Subject {
        if !text.contains("kind") {
            return Subject::Jobs;
        }
        let chips = chips(text, schema);
        let mut of_kind = chips.iter().filter(|chip| chip.field.as_deref() == Some("kind"));
        let is_plain = |value: &str| !value.contains(['*', '?', ' ']) && !value.is_empty();
        match (of_kind.next(), of_kind.next()) {
            (Some(chip), None)
                if !chip.excluded && matches!(chip.operator, Operator::Has | Operator::Is) && is_plain(&chip.value) =>
            {
                match chip.value.rsplit('/').next().unwrap_or(&chip.value) {
                    "job" => Subject::Jobs,
                    noun => Subject::One(plural(&noun.replace('-', " "))),
                }
            }
            (Some(_), _) => Subject::Mixed,
            // A word that only looks like the name of the field.
            (None, _) if !chips.iter().any(|chip| chip.field.is_none() && chip.value.contains("kind:")) => {
                Subject::Jobs
            }
            (None, _) => Subject::Mixed,
        }
    }

    /// The noun of several rows: `jobs`, `access keys`, `rows`.
    pub fn nouns(&self) -> &str {
        match self {
            Subject::Jobs => "jobs",
            Subject::One(nouns) => nouns,
            Subject::Mixed => "rows",
        }
    }
}

fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_called_by_the_kind_that_is_asked_for() {
        let schema = Schema::jobs();
        for (text, nouns) in [
            ("", "jobs"),
            ("state:unknown", "jobs"),
            ("kind:job", "jobs"),
            ("kind:mediaconvert/job state:complete", "jobs"),
            ("kind:preset", "presets"),
            ("state:active kind:iam/access-key", "access keys"),
            ("kind:query", "queries"),
            ("kind:(pipeline OR queue OR template)", "rows"),
            ("kind:*", "rows"),
            ("kind:iam/*", "rows"),
            ("-kind:job", "rows"),
            ("kind:preset OR kind:queue", "rows"),
            ("mankind", "jobs"),
        ] {
            assert_eq!(Subject::of(text, &schema).nouns(), nouns, "{text}");
        }
    }
}
