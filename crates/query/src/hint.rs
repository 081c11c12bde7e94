//! What people may mean otherwise, where a text finds nothing.

use crate::schema::Schema;
use crate::{Chip, chips};

/// A path whose last name has a colon in it, written without the backslash that it takes: the path as it is to be written.
/// `eventContext.requestContext.aws:SourceVpc:vpc-1` asks for a value at `...aws`.
pub fn colon_in_name(text: &str, schema: &Schema) -> Option<String> {
    chips(text, schema).iter().find_map(|chip| with_backslash(chip, chip.span.of(text)))
}

fn with_backslash(chip: &Chip, clause: &str) -> Option<String> {
    let path = chip.field.as_deref().filter(|path| path.contains('.'))?;
    let written = clause.trim_start_matches('-');
    let value = written.get(path.len()..)?.strip_prefix(':')?;
    let (name, behind) = value.split_once(':')?;
    // The name of a condition key, such as `aws:SourceVpc`; an ARN begins in small letters.
    let is_name = name.starts_with(|char: char| char.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'/');
    let is_prefix = path.rsplit('.').next().is_some_and(|last| {
        !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    });
    (is_name && is_prefix && !behind.is_empty()).then(|| format!("{path}\\:{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colon_that_belongs_to_a_name_is_to_have_a_backslash() {
        let schema = Schema::events();
        for (text, expected) in [
            ("eventContext.requestContext.aws:SourceVpc:vpc-0aaa", Some(r"eventContext.requestContext.aws\:SourceVpc")),
            ("event:A -requestParameters.cond.kms:ViaService:x", Some(r"requestParameters.cond.kms\:ViaService")),
            (r"eventContext.requestContext.aws\:SourceVpc:vpc-0aaa", None),
            ("userIdentity.arn:arn:aws:iam::1:user/x", None),
            ("requestParameters.time:10:30", None),
            ("event:A:b", None),
        ] {
            assert_eq!(colon_in_name(text, &schema).as_deref(), expected, "{text}");
        }
    }
}
