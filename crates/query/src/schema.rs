//! Which names a query may use. The events have one schema, built from the table of fields; other tables give theirs.

use super::problem::ProblemKind;
use super::quote;
use trailglass_event::case::fold_text;
use trailglass_event::field::{FIELDS, FieldInfo, Kind, QUALITIES, QualityInfo};
use trailglass_event::member;
use trailglass_event::paths::known_paths;
use trailglass_event::word::Word;
use trailglass_lifecycle::field::JOB_FIELDS;

/// The names of a table and how their values behave.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The fields; [`On::Field`](super::plan::On::Field) is an index into them.
    pub fields: Vec<SchemaField>,
    /// Names that are JSON paths without a dot, if [`Schema::paths`] is set.
    pub members: Vec<&'static str>,
    /// Whether a dotted name, or one of the members, is a JSON path.
    pub paths: bool,
    /// What may stand after `is:`; where there is nothing, `is` is no name.
    pub qualities: &'static [QualityInfo],
}

/// A field that a query may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaField {
    /// The canonical name.
    pub name: &'static str,
    /// Other names; matched without regard to case, as is the canonical one.
    pub also: &'static [&'static str],
    /// How its values are read.
    pub kind: Kind,
    /// Where it comes from, in one line of help.
    pub doc: &'static str,
    /// The words that its values are taken from; empty where the values are those of the records.
    pub words: &'static [Word],
}

impl SchemaField {
    fn of<F>(info: &FieldInfo<F>) -> SchemaField {
        SchemaField { name: info.name, also: info.also, kind: info.kind, doc: info.doc, words: info.words }
    }
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// `any`, the whole event.
    Any,
    /// `ok`, a short form of the outcome; the index is that of `outcome`.
    Ok(usize),
    /// `is`, what a record is besides what it says.
    Is,
    /// A field, by its index.
    Field(usize),
    /// A JSON path; its names are folded.
    Path(Vec<String>),
}

const ANY: &str = "any";
const OK: &str = "ok";
const IS: &str = "is";

impl Schema {
    /// The names of the events table. The indices are those of [`Field`](trailglass_event::field::Field).
    pub fn events() -> Schema {
        let fields = FIELDS.iter().map(SchemaField::of).collect();
        Schema { fields, members: member::without_field().collect(), paths: true, qualities: QUALITIES }
    }

    /// The names of the jobs table. The indices are those of [`JobField`](trailglass_lifecycle::field::JobField).
    pub fn jobs() -> Schema {
        let fields = JOB_FIELDS.iter().map(SchemaField::of).collect();
        Schema { fields, ..Schema::default() }
    }

    /// The index of the field of this canonical name or other name, without regard to case.
    pub fn field_named(&self, name: &str) -> Option<usize> {
        self.fields
            .iter()
            .position(|field| std::iter::once(&field.name).chain(field.also).any(|own| own.eq_ignore_ascii_case(name)))
    }

    /// What a name, as typed with its backslashes, stands for.
    ///
    /// # Errors
    ///
    /// The name is neither a field nor a path into the record; see [`ProblemKind`].
    pub fn named(&self, raw: &str) -> Result<Named, ProblemKind> {
        let name = quote::text_of_word(raw);
        if let Some(index) = self.field_named(&name) {
            return Ok(Named::Field(index));
        }
        if name.eq_ignore_ascii_case(ANY) {
            return Ok(Named::Any);
        }
        if name.eq_ignore_ascii_case(IS) && !self.qualities.is_empty() {
            return Ok(Named::Is);
        }
        if let Some(outcome) = self.field_named("outcome").filter(|_| name.eq_ignore_ascii_case(OK)) {
            return Ok(Named::Ok(outcome));
        }
        let path = path_of(raw);
        if self.paths && (path.len() > 1 || self.member(&name).is_some()) {
            let is_broken = path.iter().any(String::is_empty)
                || quote::unescaped(raw).any(|(char, is_escaped)| !is_escaped && matches!(char, '*' | '?'));
            return if is_broken { Err(ProblemKind::BrokenPath { name }) } else { Ok(Named::Path(path)) };
        }
        // Elsewhere `field!=value` or `!field:value` leaves a value out, and here a dash does: the name alone would ask for the
        // opposite.
        let plain = Some(name.trim_matches('!')).filter(|plain| plain.len() < name.len());
        let negated = plain.filter(|field| self.named(field).is_ok()).map(|field| format!("-{field}"));
        Err(ProblemKind::UnknownField { nearest: negated.or_else(|| self.nearest(&name)), name, clause: None })
    }

    /// The canonical form of a name as typed: the name of a field, or a path whose member is spelled as in the record.
    pub fn canonical(&self, raw: &str) -> String {
        match self.named(raw) {
            Ok(Named::Field(index)) => self.fields[index].name.to_owned(),
            Ok(Named::Any) => ANY.to_owned(),
            Ok(Named::Ok(_)) => OK.to_owned(),
            Ok(Named::Is) => IS.to_owned(),
            Ok(Named::Path(_)) => {
                let (first, rest) = raw.split_at(raw.find('.').unwrap_or(raw.len()));
                format!("{}{rest}", self.member(first).unwrap_or(first))
            }
            Err(_) => raw.to_owned(),
        }
    }

    fn member(&self, name: &str) -> Option<&'static str> {
        self.members.iter().copied().find(|member| member.eq_ignore_ascii_case(name))
    }

    /// The paths that are known, each with what it is called; none where there are no paths.
    pub fn known_paths(&self) -> Vec<(String, Vec<&'static str>)> {
        if self.paths { known_paths() } else { Vec::new() }
    }

    /// The name that looks most like this one: at most a third of it typed wrong, or the beginning of a name. A known
    /// path is named by its last name.
    fn nearest(&self, name: &str) -> Option<String> {
        // Whoever pastes an ARN does not ask for a member of this name.
        if name == "arn" {
            return None;
        }
        let typed = fold_text(name);
        let n_typed = typed.chars().count();
        let most = (n_typed / 3).max(1);
        // The distance is at least the difference in length, so very different lengths need no comparison.
        let is_comparable = |own: &str| own.len().abs_diff(n_typed) <= most;
        let members: &[&str] = if self.paths { &self.members } else { &[] };
        let paths = self.known_paths();
        // Each name, and what it leads to.
        let mut names: Vec<(&str, &str)> = Vec::new();
        for field in &self.fields {
            names.push((field.name, field.name));
            names.extend(field.also.iter().map(|own| (*own, *own)));
        }
        names.extend(members.iter().map(|own| (*own, *own)));
        for (path, called) in &paths {
            names.extend(called.iter().map(|own| (*own, path.as_str())));
        }
        let mut near: Option<(usize, &str)> = None;
        for (own, goal) in names.iter().filter(|(own, _)| is_comparable(own)) {
            let distance = strsim::osa_distance(&typed, &fold_text(own));
            if distance <= most && distance < own.len() && near.is_none_or(|(least, _)| distance < least) {
                near = Some((distance, goal));
            }
        }
        let is_begun = |own: &str| n_typed > 2 && fold_text(own).starts_with(&typed);
        let begun = || names.iter().find(|(own, _)| is_begun(own)).map(|(_, goal)| *goal);
        near.map(|(_, goal)| goal).or_else(begun).map(str::to_owned)
    }
}

/// The names between the dots, without backslashes, folded.
fn path_of(raw: &str) -> Vec<String> {
    let mut path = vec![String::new()];
    for (char, is_escaped) in quote::unescaped(raw) {
        match path.last_mut() {
            Some(last) if char != '.' || is_escaped => last.push(trailglass_event::case::fold_char(char)),
            _ => path.push(String::new()),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested() {
        let schema = Schema::events();
        let nearest = |name: &str| schema.nearest(name);
        assert_eq!(nearest("evnt").as_deref(), Some("event"));
        assert_eq!(nearest("EventNmae").as_deref(), Some("eventName"));
        assert_eq!(nearest("reg").as_deref(), Some("region"));
        assert_eq!(nearest("requestParameter").as_deref(), Some("requestParameters"));
        assert_eq!(nearest("arn"), None);
        assert_eq!(nearest(""), None);
    }

    #[test]
    fn the_last_name_of_a_known_path_leads_to_it() {
        let schema = Schema::events();
        let mfa = "userIdentity.sessionContext.attributes.mfaAuthenticated";
        for (name, path) in [
            ("mfa", "mfa"),
            ("MFAauthenticated", mfa),
            ("mfaAuthentcated", mfa),
            ("mfaUsed", "additionalEventData.MFAUsed"),
            ("userArn", "userIdentity.arn"),
            ("bucket", "requestParameters.bucketName"),
            ("bucketname", "requestParameters.bucketName"),
            ("rolearn", "requestParameters.roleArn"),
            ("id", "requestParameters.id"),
            ("tlsVersion", "tlsDetails.tlsVersion"),
        ] {
            assert_eq!(schema.nearest(name).as_deref(), Some(path), "{name}");
        }
        for (path, _) in schema.known_paths() {
            assert!(matches!(schema.named(&path), Ok(Named::Path(_))), "{path}");
        }
        assert_eq!(Schema::jobs().nearest("mfa"), None);
    }
}
