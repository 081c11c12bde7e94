//! Which [`Rule`] holds for a value, by the path or the column that it is at.

use super::rule_tables::{
    EVENT_COLUMNS, FREE_TEXT, FREE_TEXT_ENDINGS, JOB_COLUMNS, JOB_FIGURES, KEPT_PATHS, NAMED_MEMBERS, OBJECT_OWNERS,
    Rule, USER_KEYED_MEMBERS,
};
use trailglass_protocol::message::View;

/// The prefix, within a path, of a member that a user named.
pub const USER_NAMED: char = '\u{1}';
/// The step, within a path, from a text into the document that the text holds.
pub const WITHIN_TEXT: &str = "\u{2}";

/// The rule for a value at a path. The names of the path are in lower case, and indices of lists are left out.
pub fn rule_of_path(view: View, path: &[String]) -> Rule {
    match view {
        View::Events => rule_of_record_path(path),
        View::Jobs => rule_of_job_path(path),
    }
}

fn rule_of_job_path(path: &[String]) -> Rule {
    let figure = JOB_FIGURES.iter().find(|(known, _)| is_path(path, known)).map(|(_, shape)| Rule::Keep(*shape));
    let column = || JOB_COLUMNS.iter().find(|(known, _)| is_path(path, known)).map(|(_, rule)| *rule);
    figure.or_else(column).unwrap_or(Rule::Replace)
}

fn rule_of_record_path(path: &[String]) -> Rule {
    if let Some((_, shape)) = KEPT_PATHS.iter().find(|(known, _)| is_path(path, known)) {
        return Rule::Keep(*shape);
    }
    let Some(member) = path.last().map(String::as_str).filter(|member| !member.starts_with(USER_NAMED)) else {
        return Rule::Replace;
    };
    match member {
        "useragent" => return Rule::UserAgent,
        "errormessage" | "message" | "statusmessage" | "statusreason" | "failurereason" => return Rule::Message,
        "action" | "notaction" | "actions" | "operations" => return Rule::Action,
        // The key of an S3 object in calls of S3 and Elastic Transcoder; elsewhere the key of a tag.
        "key" if is_path(path, "requestparameters.key") || is_in_object(path) => return Rule::Named("object"),
        _ => {}
    }
    if let Some(noun) = noun_of_member(member) {
        return Rule::Named(noun);
    }
    let is_free_text = FREE_TEXT.contains(&member) || FREE_TEXT_ENDINGS.iter().any(|end| member.ends_with(end));
    if is_free_text { Rule::Replace } else { Rule::EnumValue }
}

/// Whether a path is this one. Most are not, and differ in their last name.
fn is_path(path: &[String], known: &str) -> bool {
    path.last().is_some_and(|last| known.ends_with(last.as_str()))
        && path.iter().map(String::as_str).eq(known.split('.'))
}

/// Whether the parent of the last member describes an S3 object.
fn is_in_object(path: &[String]) -> bool {
    path.iter().rev().nth(1).is_some_and(|parent| OBJECT_OWNERS.contains(&parent.as_str()))
}

/// The noun of the resource that a member names, or that each element of a list names.
fn noun_of_member(member: &str) -> Option<&'static str> {
    let singular = member.strip_suffix("set").or_else(|| member.strip_suffix('s'));
    let mut spellings = [Some(member), singular].into_iter().flatten();
    spellings.find_map(|name| NAMED_MEMBERS.iter().find(|(known, _)| *known == name).map(|(_, noun)| *noun))
}

/// The rule for the cells of a column that is a field; `None` for a column that is a JSON path.
pub fn rule_of_column(view: View, column: &str) -> Option<Rule> {
    match view {
        View::Events => {
            EVENT_COLUMNS.iter().find(|(known, _)| known.eq_ignore_ascii_case(column)).map(|(_, rule)| *rule)
        }
        View::Jobs => Some(rule_of_job_path(&[column.to_owned()])),
    }
}

/// Whether users name the members of this member, whose name is in lower case.
pub fn is_user_keyed(member: &str) -> bool {
    USER_KEYED_MEMBERS.contains(&member)
}

#[cfg(test)]
mod tests {
    use super::super::shape::Shape;
    use super::*;

    fn rule(path: &str) -> Rule {
        rule_of_path(View::Events, &path.split('.').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_kept_is_kept_where_it_stands_and_nowhere_else() {
        assert_eq!(rule("eventname"), Rule::Keep(Shape::Identifier));
        assert_eq!(rule("useridentity.type"), Rule::Keep(Shape::Identifier));
        for elsewhere in ["requestparameters.eventname", "requestparameters.useridentity.type", "contact.state"] {
            assert!(!matches!(rule(elsewhere), Rule::Keep(_)), "{elsewhere}");
        }
        // A name with a dot in it is no path.
        assert!(!matches!(rule_of_path(View::Events, &["useridentity.type".to_owned()]), Rule::Keep(_)));
    }

    #[test]
    fn every_field_of_events_has_a_rule() {
        for info in trailglass_event::field::FIELDS {
            assert!(rule_of_column(View::Events, info.name).is_some(), "{}", info.name);
        }
    }

    #[test]
    fn a_member_says_what_its_value_names() {
        for (path, expected) in [
            ("requestparameters.bucketname", Rule::Named("bucket")),
            ("requestparameters.rolenames", Rule::Named("role")),
            ("requestparameters.instancesset.items.instanceid", Rule::Named("instance")),
            ("requestparameters.key", Rule::Named("object")),
            ("requestparameters.input.key", Rule::Named("object")),
            ("requestparameters.tags.key", Rule::Replace),
            ("requestparameters.instancetype", Rule::EnumValue),
            ("requestparameters.displaylabelname", Rule::Replace),
            ("responseelements.message", Rule::Message),
        ] {
            assert_eq!(rule(path), expected, "{path}");
        }
        assert_eq!(rule_of_column(View::Events, "actor"), Some(Rule::Actor));
        assert_eq!(rule_of_column(View::Events, "requestParameters.key"), None);
        assert_eq!(rule_of_column(View::Jobs, "ran-max"), Some(Rule::Keep(Shape::Number)));
        assert_eq!(rule_of_column(View::Jobs, "files"), Some(Rule::Replace));
    }
}
