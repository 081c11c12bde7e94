//! The tree of a profile file → the profile, or the line that is wrong and why.

use super::path::ValuePath;
use super::profile::{
    Action, Class, IdTime, Items, KindUnknown, Notice, Profile, ProfileProblem, ProfileProblemKind, Role, ThingKind,
};
use super::state::Proof;
use super::toml::{Item, Value};
use super::unknown::Question;

type Read<T> = Result<T, ProfileProblem>;

const ROLES: [(&str, Role); 6] = [
    ("create", Role::Create),
    ("read", Role::Read),
    ("update", Role::Update),
    ("end", Role::End),
    ("sweep", Role::Sweep),
    ("mention", Role::Mention),
];
const CLASSES: [(&str, Class); 2] = [("job", Class::Job), ("thing", Class::Thing)];

/// The profile of a file.
pub fn profile(file: &Item) -> Read<Profile> {
    let table = Table::of(file, "a file", &["name", "label", "event_sources", "kind"])?;
    let event_sources = table.texts("event_sources")?;
    if event_sources.iter().all(String::is_empty) {
        return fail(table.line_of("event_sources"), ProfileProblemKind::NoEventSource);
    }
    let mut kinds: Vec<ThingKind> = Vec::new();
    for item in table.list("kind")? {
        let kind = kind(item)?;
        if kinds.iter().any(|other| other.name == kind.name) {
            return fail(item.line, ProfileProblemKind::KindTwice { kind: kind.name });
        }
        kinds.push(kind);
    }
    for (kind, item) in kinds.iter().zip(table.list("kind")?) {
        if let Some(parent) = &kind.parent
            && !kinds.iter().any(|other| other.name == *parent)
        {
            let (kind, parent) = (kind.name.clone(), parent.clone());
            return fail(item.line, ProfileProblemKind::UnknownParent { kind, parent });
        }
    }
    Ok(Profile { name: table.name("name")?, label: table.need("label")?, event_sources, kinds })
}

fn kind(item: &Item) -> Read<ThingKind> {
    let keys = [
        "name",
        "class",
        "parent",
        "id_after",
        "id_before",
        "id_time",
        "reused",
        "idempotent",
        "global",
        "holding",
        "expires",
        "warnings",
        "throttles",
        "states",
        "errors",
        "stuck_after_hours",
        "events_by",
        "action",
        "notice",
        "unknown",
    ];
    let table = Table::of(item, "a kind", &keys)?;
    let id_time = table.find("id_time").map(id_time).transpose()?;
    Ok(ThingKind {
        name: table.name("name")?,
        class: table.word("class", &CLASSES)?.unwrap_or_default(),
        parent: table.text("parent")?,
        id_after: table.text("id_after")?,
        id_before: table.text("id_before")?,
        id_time,
        is_reused: table.flag("reused")?,
        is_idempotent: table.flag("idempotent")?,
        is_global: table.flag("global")?,
        is_holding: table.flag("holding")?,
        expires: table.text("expires")?,
        warnings: table.texts("warnings")?,
        throttles: table.texts("throttles")?,
        states: table.pairs("states", proof_in)?,
        errors: table.pairs("errors", |code, item| Ok((code.to_owned(), text_of(code, item)?)))?,
        stuck_after_hours: table.whole("stuck_after_hours")?.map(|hours| hours as u32),
        events_by: table.text("events_by")?,
        actions: each(table.list("action")?, action)?,
        notices: each(table.list("notice")?, notice)?,
        unknowns: each(table.list("unknown")?, unknown)?,
    })
}

fn id_time(item: &Item) -> Read<IdTime> {
    let table = Table::of(item, "id_time", &["digits", "suffix", "from_millis", "until_millis"])?;
    let digits = table.need_whole("digits")? as usize;
    if !(1..=18).contains(&digits) {
        return fail(table.line_of("digits"), ProfileProblemKind::IdDigits { digits });
    }
    let (from_millis, until_millis) = (table.need_whole("from_millis")?, table.need_whole("until_millis")?);
    Ok(IdTime { digits, suffix: table.need_whole("suffix")? as usize, from_millis, until_millis })
}

fn action(item: &Item) -> Read<Action> {
    let keys = [
        "event", "also", "role", "id", "parent", "accepted", "inferred", "clearing", "items", "shows", "refused",
        "values",
    ];
    let table = Table::of(item, "an action", &keys)?;
    let Some(role) = table.word("role", &ROLES)? else { return table.missing("role") };
    let event = table.need("event")?;
    Ok(Action {
        also: table.texts("also")?,
        role,
        id: table.id(&event)?,
        parent: table.paths("parent")?,
        accepted: table.word("accepted", &Proof::WORDS)?.unwrap_or_default(),
        is_inferred: table.flag("inferred")?,
        is_clearing: table.flag("clearing")?,
        items: table.find("items").map(items).transpose()?,
        shows: table.text("shows")?,
        refused: table.pairs("refused", proof_in)?,
        values: table.values()?,
        event,
    })
}

fn items(item: &Item) -> Read<Items> {
    let table =
        Table::of(item, "items", &["accepted", "needs_list", "refused", "only", "code", "default_code", "message"])?;
    Ok(Items {
        accepted: table.paths("accepted")?,
        needs_list: table.flag("needs_list")?,
        refused: table.paths("refused")?,
        only: table.pairs("only", text_at)?,
        code: table.paths("code")?,
        default_code: table.text("default_code")?,
        message: table.paths("message")?,
    })
}

fn notice(item: &Item) -> Read<Notice> {
    let keys = ["name", "only", "unless", "has", "id", "parent", "time", "needs_time", "arn", "proves", "values"];
    let table = Table::of(item, "a notice", &keys)?;
    let name = table.need("name")?;
    Ok(Notice {
        only: table.pairs("only", text_at)?,
        unless: table.pairs("unless", text_at)?,
        has: table.paths("has")?,
        id: table.id(&name)?,
        parent: table.paths("parent")?,
        time: table.paths("time")?,
        needs_time: table.flag("needs_time")?,
        arn: table.paths("arn")?,
        proves: table.word("proves", &Proof::WORDS)?.unwrap_or_default(),
        values: table.values()?,
        name,
    })
}

fn unknown(item: &Item) -> Read<KindUnknown> {
    let table = Table::of(item, "an unknown", &["question", "what", "why", "would_tell"])?;
    let Some(question) = table.word("question", &Question::WORDS)? else { return table.missing("question") };
    let (what, why, would_tell) = (table.need("what")?, table.need("why")?, table.need("would_tell")?);
    Ok(KindUnknown { question, what, why, would_tell })
}

/// What each of some items is read as.
fn each<T>(items: &[Item], read: fn(&Item) -> Read<T>) -> Read<Vec<T>> {
    let mut all = Vec::with_capacity(items.len());
    for item in items {
        all.push(read(item)?);
    }
    Ok(all)
}

fn fail<T>(line: u32, kind: ProfileProblemKind) -> Read<T> {
    Err(ProfileProblem { line, kind })
}

fn wrong<T>(key: &str, item: &Item, expected: &'static str) -> Read<T> {
    fail(item.line, ProfileProblemKind::WrongValue { key: key.to_owned(), expected })
}

fn text_of(key: &str, item: &Item) -> Read<String> {
    match &item.value {
        Value::Text(text) => Ok(text.clone()),
        _ => wrong(key, item, "a text in quotes"),
    }
}

fn word_of<T: Copy>(item: &Item, words: &[(&'static str, T)]) -> Read<T> {
    let word = text_of("this", item)?;
    match words.iter().find(|(known, _)| *known == word) {
        Some((_, meant)) => Ok(*meant),
        None => {
            let words = words.iter().map(|(word, _)| *word).collect();
            fail(item.line, ProfileProblemKind::UnknownWord { word, words })
        }
    }
}

fn proof_in(word: &str, item: &Item) -> Read<(String, Proof)> {
    Ok((word.to_owned(), word_of(item, &Proof::WORDS)?))
}

/// A path, and the text that stands there.
fn text_at(path: &str, item: &Item) -> Read<(ValuePath, String)> {
    Ok((path_of(path, item.line)?, text_of(path, item)?))
}

fn path_of(text: &str, line: u32) -> Read<ValuePath> {
    ValuePath::parse(text).map_err(|problem| ProfileProblem { line, kind: ProfileProblemKind::Path(problem) })
}

fn path_in(item: &Item) -> Read<ValuePath> {
    path_of(&text_of("this", item)?, item.line)
}

fn list_of<'i>(key: &str, item: &'i Item) -> Read<&'i [Item]> {
    match &item.value {
        Value::List(list) => Ok(list),
        _ => wrong(key, item, "a list in brackets"),
    }
}

fn members_of<'i>(key: &str, item: &'i Item) -> Read<&'i [(String, Item)]> {
    match &item.value {
        Value::Table(members) => Ok(members),
        _ => wrong(key, item, "a table"),
    }
}

/// A table of the file.
struct Table<'i> {
    line: u32,
    members: &'i [(String, Item)],
}

impl<'i> Table<'i> {
    /// The table of an item, all of whose names are among those that are known.
    fn of(item: &'i Item, what: &'static str, known: &[&str]) -> Read<Table<'i>> {
        let members = members_of(what, item)?;
        if let Some((key, item)) = members.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            return fail(item.line, ProfileProblemKind::UnknownKey { key: key.clone() });
        }
        Ok(Table { line: item.line, members })
    }

    fn find(&self, key: &str) -> Option<&'i Item> {
        self.members.iter().find(|(known, _)| known == key).map(|(_, item)| item)
    }

    fn line_of(&self, key: &str) -> u32 {
        self.find(key).map_or(self.line, |item| item.line)
    }

    fn missing<T>(&self, key: &'static str) -> Read<T> {
        fail(self.line, ProfileProblemKind::MissingKey { key })
    }

    fn text(&self, key: &str) -> Read<Option<String>> {
        self.find(key).map(|item| text_of(key, item)).transpose()
    }

    fn need(&self, key: &'static str) -> Read<String> {
        match self.text(key)? {
            Some(text) => Ok(text),
            None => self.missing(key),
        }
    }

    fn name(&self, key: &'static str) -> Read<String> {
        let name = self.need(key)?;
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if name.is_empty() || !name.bytes().all(is_plain) {
            return fail(self.line_of(key), ProfileProblemKind::Name { name });
        }
        Ok(name)
    }

    fn whole(&self, key: &str) -> Read<Option<i64>> {
        match self.find(key) {
            None => Ok(None),
            Some(Item { value: Value::Whole(number @ 0..), .. }) => Ok(Some(*number)),
            Some(item) => wrong(key, item, "a whole number"),
        }
    }

    fn need_whole(&self, key: &'static str) -> Read<i64> {
        match self.whole(key)? {
            Some(number) => Ok(number),
            None => self.missing(key),
        }
    }

    fn flag(&self, key: &str) -> Read<bool> {
        match self.find(key) {
            None => Ok(false),
            Some(Item { value: Value::Flag(flag), .. }) => Ok(*flag),
            Some(item) => wrong(key, item, "true or false"),
        }
    }

    fn word<T: Copy>(&self, key: &str, words: &[(&'static str, T)]) -> Read<Option<T>> {
        self.find(key).map(|item| word_of(item, words)).transpose()
    }

    fn list(&self, key: &str) -> Read<&'i [Item]> {
        self.find(key).map_or(Ok(&[]), |item| list_of(key, item))
    }

    fn texts(&self, key: &str) -> Read<Vec<String>> {
        each(self.list(key)?, |item| text_of("this", item))
    }

    fn paths(&self, key: &str) -> Read<Vec<ValuePath>> {
        each(self.list(key)?, path_in)
    }

    fn id(&self, event: &str) -> Read<Vec<ValuePath>> {
        let paths = self.paths("id")?;
        if paths.is_empty() {
            return fail(self.line_of("id"), ProfileProblemKind::NoId { event: event.to_owned() });
        }
        Ok(paths)
    }

    fn pairs<K, V>(&self, key: &str, read: fn(&str, &Item) -> Read<(K, V)>) -> Read<Vec<(K, V)>> {
        let members = self.find(key).map_or(Ok(&[][..]), |item| members_of(key, item))?;
        let mut pairs = Vec::with_capacity(members.len());
        for (name, item) in members {
            pairs.push(read(name, item)?);
        }
        Ok(pairs)
    }

    fn values(&self) -> Read<Vec<(String, Vec<ValuePath>)>> {
        self.pairs("values", |name, item| Ok((name.to_owned(), each(list_of(name, item)?, path_in)?)))
    }
}
