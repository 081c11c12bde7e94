//! TOML → profile. Every key that a table may have is named here once; any other is refused.

use serde::de::IntoDeserializer;
use toml_span::de_helpers::{TableHelper, expected};
use toml_span::value::{Key, Value, ValueInner};
use toml_span::{DeserError, Deserialize, ErrorKind, Span, Spanned};

use super::{
    Action, IdTime, Items, Notification, OpenQuestion, Profile, ProfileFault, ProfileProblem, ResourceKind, Role,
};
use crate::path::ValuePath;
use crate::proof::Proof;

/// The profile that a text is.
pub(super) fn profile(text: &str) -> Result<Profile, ProfileProblem> {
    let mut value = toml_span::parse(text).map_err(|error| ProfileProblem::of_toml(text, &error))?;
    let file = ProfileFile::deserialize(&mut value).map_err(|error| {
        let first = error.errors.iter().min_by_key(|error| error.span.start).expect("a refusal has a reason");
        ProfileProblem::of_toml(text, first)
    })?;
    file.checked().map_err(|(fault, span)| ProfileProblem::at(text, span.start, fault))
}

/// A profile whose parts may contradict each other, with their places.
struct ProfileFile {
    name: String,
    label: String,
    event_sources: Spanned<Vec<String>>,
    kinds: Vec<Spanned<ResourceKind>>,
}

impl ProfileFile {
    /// The profile, where its parts agree.
    fn checked(self) -> Result<Profile, (ProfileFault, Span)> {
        let ProfileFile { name, label, event_sources, kinds } = self;
        if event_sources.value.iter().all(String::is_empty) {
            return Err((ProfileFault::NoEventSource, event_sources.span));
        }
        let is_called = |name: &str, kinds: &[Spanned<ResourceKind>]| kinds.iter().any(|kind| kind.value.name == name);
        for (at, Spanned { value: ResourceKind { name, parent, .. }, span }) in kinds.iter().enumerate() {
            if is_called(name, &kinds[..at]) {
                return Err((ProfileFault::KindTwice { kind: name.clone() }, *span));
            }
            if let Some(parent) = parent.as_ref().filter(|parent| !is_called(parent, &kinds)) {
                return Err((ProfileFault::UnknownParent { kind: name.clone(), parent: parent.clone() }, *span));
            }
        }
        let kinds = kinds.into_iter().map(Spanned::take).collect();
        Ok(Profile { name, label, event_sources: event_sources.value, kinds })
    }
}

impl<'de> Deserialize<'de> for ProfileFile {
    fn deserialize(value: &mut Value<'de>) -> Result<ProfileFile, DeserError> {
        let mut table = TableHelper::new(value)?;
        let file = ProfileFile {
            name: name(&mut table)?,
            label: table.required("label")?,
            event_sources: table.required_s("event_sources")?,
            kinds: table.optional("kind").unwrap_or_default(),
        };
        table.finalize(None).map(|()| file)
    }
}

impl<'de> Deserialize<'de> for ResourceKind {
    fn deserialize(value: &mut Value<'de>) -> Result<ResourceKind, DeserError> {
        let mut table = TableHelper::new(value)?;
        let mut notifications: Vec<Notification> = table.optional("notification").unwrap_or_default();
        notifications.extend(table.optional::<Vec<Notification>>("notice").unwrap_or_default());
        let kind = ResourceKind {
            name: name(&mut table)?,
            class: word(&mut table, "class").unwrap_or_default(),
            parent: table.optional("parent"),
            id_after: table.optional("id_after"),
            id_before: table.optional("id_before"),
            is_reused: table.optional("reused").unwrap_or_default(),
            is_idempotent: table.optional("idempotent").unwrap_or_default(),
            is_global: table.optional("global").unwrap_or_default(),
            is_holding: table.optional("holding").unwrap_or_default(),
            expires: table.optional("expires"),
            warnings: table.optional("warnings").unwrap_or_default(),
            throttles: table.optional("throttles").unwrap_or_default(),
            id_time: table.optional("id_time"),
            states: proofs(&mut table, "states"),
            errors: pairs(&mut table, "errors"),
            stuck_after_hours: table.optional("stuck_after_hours"),
            events_by: table.optional("events_by"),
            actions: table.optional("action").unwrap_or_default(),
            notifications,
            open_questions: table.optional("unknown").unwrap_or_default(),
        };
        table.finalize(None).map(|()| kind)
    }
}

impl<'de> Deserialize<'de> for IdTime {
    fn deserialize(value: &mut Value<'de>) -> Result<IdTime, DeserError> {
        let mut table = TableHelper::new(value)?;
        let digits: Spanned<usize> = table.required_s("digits")?;
        if !(1..=18).contains(&digits.value) {
            let message = format!("ids have {} digits; 1 to 18 can be read as a time", digits.value);
            return Err(custom(message, digits.span));
        }
        let id_time = IdTime {
            digits: digits.value,
            suffix: table.required("suffix")?,
            from_millis: table.required("from_millis")?,
            until_millis: table.required("until_millis")?,
        };
        table.finalize(None).map(|()| id_time)
    }
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize(value: &mut Value<'de>) -> Result<Action, DeserError> {
        let span = value.span;
        let mut table = TableHelper::new(value)?;
        let action = Action {
            event: table.required("event")?,
            also: table.optional("also").unwrap_or_default(),
            role: table.required::<Word<Role>>("role")?.0,
            id: paths_of_id(&mut table)?,
            parent: table.optional("parent").unwrap_or_default(),
            accepted: word(&mut table, "accepted").unwrap_or_default(),
            is_inferred: table.optional("inferred").unwrap_or_default(),
            is_clearing: table.optional("clearing").unwrap_or_default(),
            items: table.optional("items"),
            shows: table.optional("shows"),
            refused: proofs(&mut table, "refused"),
            values: pairs(&mut table, "values"),
        };
        if action.role == Role::Notification {
            return Err(custom("an event is no notification: those are in [[kind.notification]]".to_owned(), span));
        }
        table.finalize(None).map(|()| action)
    }
}

impl<'de> Deserialize<'de> for Items {
    fn deserialize(value: &mut Value<'de>) -> Result<Items, DeserError> {
        let mut table = TableHelper::new(value)?;
        let items = Items {
            accepted: table.optional("accepted").unwrap_or_default(),
            needs_list: table.optional("needs_list").unwrap_or_default(),
            refused: table.optional("refused").unwrap_or_default(),
            only: texts_by_path(&mut table, "only"),
            code: table.optional("code").unwrap_or_default(),
            default_code: table.optional("default_code"),
            message: table.optional("message").unwrap_or_default(),
        };
        table.finalize(None).map(|()| items)
    }
}

impl<'de> Deserialize<'de> for Notification {
    fn deserialize(value: &mut Value<'de>) -> Result<Notification, DeserError> {
        let mut table = TableHelper::new(value)?;
        let notification = Notification {
            name: table.required("name")?,
            only: texts_by_path(&mut table, "only"),
            unless: texts_by_path(&mut table, "unless"),
            has: table.optional("has").unwrap_or_default(),
            id: paths_of_id(&mut table)?,
            parent: table.optional("parent").unwrap_or_default(),
            time: table.optional("time").unwrap_or_default(),
            needs_time: table.optional("needs_time").unwrap_or_default(),
            arn: table.optional("arn").unwrap_or_default(),
            proves: word(&mut table, "proves").unwrap_or_default(),
            values: pairs(&mut table, "values"),
        };
        table.finalize(None).map(|()| notification)
    }
}

impl<'de> Deserialize<'de> for OpenQuestion {
    fn deserialize(value: &mut Value<'de>) -> Result<OpenQuestion, DeserError> {
        let mut table = TableHelper::new(value)?;
        let open = OpenQuestion {
            question: table.required::<Word<super::Question>>("question")?.0,
            what: table.required("what")?,
            why: table.required("why")?,
            would_tell: table.required("would_tell")?,
        };
        table.finalize(None).map(|()| open)
    }
}

impl<'de> Deserialize<'de> for ValuePath {
    fn deserialize(value: &mut Value<'de>) -> Result<ValuePath, DeserError> {
        let text = value.take_string(Some("a path, such as \"request.id\""))?;
        ValuePath::parse(&text).map_err(|problem| custom(problem.to_string(), value.span))
    }
}

/// A word of a vocabulary: a variant of an enum, as serde names it.
struct Word<T>(T);

impl<'de, T: for<'text> serde::Deserialize<'text>> Deserialize<'de> for Word<T> {
    fn deserialize(value: &mut Value<'de>) -> Result<Word<T>, DeserError> {
        let text = value.take_string(None)?;
        let word = T::deserialize((&*text).into_deserializer());
        word.map(Word).map_err(|error: serde::de::value::Error| custom(error.to_string(), value.span))
    }
}

/// A table as pairs, in the order in which they are written.
struct Pairs<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize(value: &mut Value<'de>) -> Result<Pairs<T>, DeserError> {
        let mut pairs = Vec::new();
        for (key, mut value) in entries(value)? {
            pairs.push((key.name.into_owned(), T::deserialize(&mut value)?));
        }
        Ok(Pairs(pairs))
    }
}

/// Texts by the paths at which they stand.
struct TextsByPath(Vec<(ValuePath, String)>);

impl<'de> Deserialize<'de> for TextsByPath {
    fn deserialize(value: &mut Value<'de>) -> Result<TextsByPath, DeserError> {
        let mut texts = Vec::new();
        for (path, mut text) in entries(value)? {
            let path = ValuePath::parse(&path.name).map_err(|problem| custom(problem.to_string(), path.span))?;
            texts.push((path, String::deserialize(&mut text)?));
        }
        Ok(TextsByPath(texts))
    }
}

/// The keys and the values of a table, in the order in which they are written.
fn entries<'de>(value: &mut Value<'de>) -> Result<Vec<(Key<'de>, Value<'de>)>, DeserError> {
    match value.take() {
        ValueInner::Table(table) => {
            let mut entries: Vec<_> = table.into_iter().collect();
            entries.sort_unstable_by_key(|(key, _)| key.span.start);
            Ok(entries)
        }
        other => Err(expected("a table", other, value.span).into()),
    }
}

fn word<T: for<'text> serde::Deserialize<'text>>(table: &mut TableHelper<'_>, key: &'static str) -> Option<T> {
    table.optional::<Word<T>>(key).map(|word| word.0)
}

fn pairs<'de, T: Deserialize<'de>>(table: &mut TableHelper<'de>, key: &'static str) -> Vec<(String, T)> {
    table.optional::<Pairs<T>>(key).map(|pairs| pairs.0).unwrap_or_default()
}

fn proofs(table: &mut TableHelper<'_>, key: &'static str) -> Vec<(String, Proof)> {
    pairs::<Word<Proof>>(table, key).into_iter().map(|(name, proof)| (name, proof.0)).collect()
}

fn texts_by_path(table: &mut TableHelper<'_>, key: &'static str) -> Vec<(ValuePath, String)> {
    table.optional::<TextsByPath>(key).map(|texts| texts.0).unwrap_or_default()
}

/// A name that can be part of `profile/kind`.
fn name(table: &mut TableHelper<'_>) -> Result<String, DeserError> {
    let name: Spanned<String> = table.required_s("name")?;
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.value.is_empty() || !name.value.bytes().all(is_plain) {
        let message = format!("the name \"{}\" is not made of small letters, digits and hyphens", name.value);
        return Err(custom(message, name.span));
    }
    Ok(name.value)
}

fn paths_of_id(table: &mut TableHelper<'_>) -> Result<Vec<ValuePath>, DeserError> {
    let paths: Spanned<Vec<ValuePath>> = table.required_s("id")?;
    if paths.value.is_empty() {
        return Err(custom("it does not say where the id stands: its id has no path".to_owned(), paths.span));
    }
    Ok(paths.value)
}

fn custom(message: String, span: Span) -> DeserError {
    toml_span::Error::from((ErrorKind::Custom(message.into()), span)).into()
}
