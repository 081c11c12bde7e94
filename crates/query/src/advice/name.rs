//! Values that name something in another form than the field does: ARNs, account numbers with dashes, names of fields.

use super::{AdviceKind, AskedValue, Oddity};
use crate::ast::ValueKind;
use crate::schema::Schema;

/// An ARN where the field holds a name.
pub(super) fn arn(asked: &AskedValue<'_>) -> Option<Oddity> {
    let (_, path) = ARN_PATHS.iter().find(|(field, _)| *field == asked.name && asked.text.starts_with("arn:"))?;
    let path = if asked.name == "role" && !asked.text.contains(":role/") { USER_ARN } else { path };
    let meant = asked.is_alone.then(|| format!("{path}:{}", asked.typed_value()));
    Some(asked.oddity(AdviceKind::Arn { name: asked.name.clone() }, meant))
}

/// An account number with dashes.
pub(super) fn dashed_account(asked: &AskedValue<'_>) -> Option<Oddity> {
    let digits = undashed(&asked.text).filter(|_| asked.name == "account")?;
    Some(asked.oddity(AdviceKind::DashedAccount, Some(asked.clause_with(&digits))))
}

/// The name of a field or a path, as if two fields could be compared.
pub(super) fn name_as_value(asked: &AskedValue<'_>) -> Option<Oddity> {
    let is_name = asked.value.kind == ValueKind::Word && is_name(&asked.text, asked.schema);
    is_name.then(|| asked.oddity(AdviceKind::NameAsValue { text: asked.text.clone() }, None))
}

/// Whether a text is a member of records, or a path that begins with one.
fn is_name(text: &str, schema: &Schema) -> bool {
    let first = text.split('.').next().unwrap_or_default();
    let is_member = schema.members.iter().any(|member| member.eq_ignore_ascii_case(first));
    is_member && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
}

/// Where the ARN of a user stands.
const USER_ARN: &str = "userIdentity.arn";

/// Where the ARN stands of what a field names.
const ARN_PATHS: &[(&str, &str)] =
    &[("actor", USER_ARN), ("user", USER_ARN), ("role", "userIdentity.sessionContext.sessionIssuer.arn")];

/// An account's number as the console shows it, `1111-2222-3333`, without its dashes.
pub(super) fn undashed(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let is_number = |part: &&str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    (parts.len() == 3 && parts.iter().all(is_number)).then(|| parts.concat())
}
