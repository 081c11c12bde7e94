//! Rows → cells ready to show.
//!
//! A field's cells come from columns. Those of a JSON path come from the documents, so the reader that keeps them makes
//! them ([`path_cell`]), for the rows of a page only.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use trailglass_event::field::Field;
use trailglass_json::{path, text};
use trailglass_lifecycle::registry::ActionNo;
use trailglass_lifecycle::registry::Profiles;
use trailglass_protocol::cell::CELL_SEPARATOR;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::{EventRow, Extent, RowKey};
use trailglass_query::Schema;
use trailglass_query::schema::Named;
use trailglass_store::facts::FactTable;
use trailglass_store::segment::{Segment, Write};
use trailglass_store::{RowRef, Store};

/// The tables that give cells the texts that are not in a segment.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The names of the sources.
    pub source_names: &'a HashMap<SourceId, String>,
    /// The lifecycle profiles.
    pub profiles: &'a Profiles,
}

/// What a column shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnContent {
    /// A field, from the columns of the store.
    Field(Field),
    /// The values at a JSON path, from the documents; the names are folded.
    Path(Vec<String>),
    /// Nothing: there is no such name.
    Nothing,
}

impl ColumnContent {
    /// What the column of this name shows.
    pub fn named(name: &str) -> ColumnContent {
        match Schema::events().named(name) {
            Ok(Named::Field(index)) => trailglass_event::field::FIELDS
                .get(index)
                .map_or(ColumnContent::Nothing, |info| ColumnContent::Field(info.field)),
            Ok(Named::Path(path)) => ColumnContent::Path(path),
            Ok(Named::Any | Named::Ok(_) | Named::Is) | Err(_) => ColumnContent::Nothing,
        }
    }

    /// Whether it comes from the documents.
    pub fn is_path(&self) -> bool {
        matches!(self, ColumnContent::Path(_))
    }

    /// Whether it is the id of the event.
    pub fn is_event_id(&self) -> bool {
        matches!(self, ColumnContent::Path(path) if path.iter().map(String::as_str).eq(["eventid"]))
    }
}

/// The row of the events table for a row of the store. Cells of paths are left empty.
pub fn event_row(store: &Store, at: RowRef, shown: &[ColumnContent], names: Names<'_>) -> EventRow {
    let segment = &store.segments()[at.segment as usize].segment;
    let cell = |shown: &ColumnContent| match shown {
        ColumnContent::Field(field) => field_cell(segment, at.row, *field, names).map(Cow::into_owned),
        ColumnContent::Path(_) | ColumnContent::Nothing => None,
    };
    EventRow {
        key: RowKey { segment: at.segment, row: at.row },
        event_id: segment.event_id(at.row),
        outcome: segment.outcome(at.row),
        time: segment.time(at.row),
        cells: shown.iter().map(cell).collect(),
        fields: Rc::default(),
    }
}

/// The cell of a field in a row.
pub fn field_cell<'a>(segment: &'a Segment, row: u32, field: Field, names: Names<'a>) -> Option<Cow<'a, str>> {
    match field {
        Field::Time => Some(segment.time(row).to_string().into()),
        Field::Outcome => Some(segment.outcome(row).word().into()),
        Field::Write => match segment.write(row) {
            Write::Unknown => None,
            Write::No => Some("false".into()),
            Write::Yes => Some("true".into()),
        },
        Field::Mfa => Some(segment.mfa(row).word().into()),
        Field::Targets => {
            let targets: Vec<&str> = segment.targets(row).collect();
            (!targets.is_empty()).then(|| targets.join(CELL_SEPARATOR).into())
        }
        Field::Source => names.source_names.get(&segment.source(row)).map(|name| name.as_str().into()),
        Field::Job | Field::Pipeline | Field::Preset => {
            let mut ids: Vec<&str> = facts_of(field, &segment.facts, row, names.profiles).collect();
            let mut seen = 0;
            while seen < ids.len() {
                let known = ids[..seen].contains(&ids[seen]);
                if known {
                    ids.remove(seen);
                } else {
                    seen += 1;
                }
            }
            (!ids.is_empty()).then(|| ids.join(CELL_SEPARATOR).into())
        }
        _ => segment.term(field, row).map(Cow::Borrowed),
    }
}

/// The ids of resources of a kind that a row names: as themselves, or as the parent of another.
pub fn facts_of<'a>(
    field: Field,
    facts: &'a FactTable,
    row: u32,
    profiles: &'a Profiles,
) -> impl Iterator<Item = &'a str> {
    let noun = field.name();
    facts.of_row(row).filter_map(move |at| {
        let kind = profiles.kind_of(ActionNo(facts.actions[at]))?;
        let id = if &*kind.noun == noun {
            facts.ids[at]
        } else if kind.spec.parent.as_deref() == Some(noun) {
            facts.parents[at]
        } else {
            return None;
        };
        facts.dictionary.term(id)
    })
}

/// A cell holds at most so many bytes of a value, and so many values.
const CELL_BYTES: usize = 2_048;
const CELL_VALUES: usize = 64;

/// The cell of a path in a record's text: its values, each once. Objects and arrays are values without white space
/// between their parts; where there are any, an empty first value says so.
pub fn path_cell(document: &str, path: &[String], extent: Extent) -> Option<String> {
    let is_cut = extent == Extent::Shown;
    let mut values: Vec<Cow<'_, str>> = Vec::new();
    let mut known: HashSet<Cow<'_, str>> = HashSet::new();
    let mut has_objects = false;
    path::any_value(document, path, &mut |value| {
        let (text, is_object) = match text::scalar(value) {
            Some(scalar) => (scalar, false),
            None if value == "null" => return false,
            None => (Cow::Owned(text::compact(value)), true),
        };
        if known.insert(text.clone()) {
            values.push(text);
            has_objects |= is_object;
        }
        is_cut && values.len() > CELL_VALUES
    });
    if values.is_empty() {
        return None;
    }
    let values = values.iter().map(|value| if is_cut { cut(value) } else { Cow::Borrowed(&**value) });
    let cell = values.collect::<Vec<_>>().join(CELL_SEPARATOR);
    Some(if has_objects { format!("{CELL_SEPARATOR}{cell}") } else { cell })
}

fn cut(value: &str) -> Cow<'_, str> {
    if value.len() <= CELL_BYTES {
        return value.into();
    }
    let end = (0..=CELL_BYTES).rev().find(|end| value.is_char_boundary(*end)).unwrap_or(0);
    format!("{}…", &value[..end]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cell_of_a_path_holds_its_values_once_each() {
        let document = r#"{"requestParameters":{"n":5,"name":"a\"b","none":null,"o":{"x":1},
            "outputs":[{"key":"x"},{"key":"y"},{"key":"x"}],
            "tags":[{"k": "Env",
              "v" : "a b"}, {"k":"Team"}, "plain"], "empty": [ ]}}"#;
        for (path, expected) in [
            ("requestParameters.n", Some("5")),
            ("requestParameters.NAME", Some("a\"b")),
            ("requestParameters.none", None),
            ("requestParameters.missing", None),
            ("requestParameters.outputs.key", Some("x\u{1f}y")),
            ("requestParameters.o", Some("\u{1f}{\"x\":1}")),
            ("requestParameters.tags", Some("\u{1f}{\"k\":\"Env\",\"v\":\"a b\"}\u{1f}{\"k\":\"Team\"}\u{1f}plain")),
            ("requestParameters.empty", Some("\u{1f}[]")),
        ] {
            let ColumnContent::Path(path) = ColumnContent::named(path) else { panic!("{path} is a path") };
            assert_eq!(path_cell(document, &path, Extent::Shown).as_deref(), expected, "{path:?}");
        }
        let long = format!(
            r#"{{"requestParameters":{{"n":[{}]}}}}"#,
            (0..100).map(|n| n.to_string()).collect::<Vec<_>>().join(",")
        );
        let path = ["requestparameters".to_owned(), "n".to_owned()];
        let count = |extent| path_cell(&long, &path, extent).map(|cell| cell.split(CELL_SEPARATOR).count());
        assert_eq!((count(Extent::Shown), count(Extent::Whole)), (Some(CELL_VALUES + 1), Some(100)));
        assert_eq!(ColumnContent::named("eventName"), ColumnContent::Field(Field::Event));
        assert_eq!(ColumnContent::named("nonsense"), ColumnContent::Nothing);
    }
}
