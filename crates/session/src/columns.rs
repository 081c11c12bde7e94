//! The columns of a table: which, in what order, how wide. As text they are in the link and in the browser's storage:
//! `time,event*180,requestParameters.input.key`.

use percent_encoding::{AsciiSet, percent_decode_str, utf8_percent_encode};
use std::rc::Rc;
use trailglass_event::field::{AUDITED, COLUMNS, FIELDS, Field};
use trailglass_event::member;
use trailglass_lifecycle::field::{JOB_FIELDS, JobField};
use trailglass_protocol::message::View;

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The canonical name of a field, or a JSON path.
    pub name: Rc<str>,
    /// Its width in pixels; `None` for a share of the free space.
    pub width: Option<u16>,
}

/// The columns of a table in their order; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The columns.
    pub list: Vec<Column>,
}

/// The narrowest and the widest that a column is made.
pub const WIDTHS: std::ops::RangeInclusive<u16> = 40..=1_200;
/// No screen shows more, and each costs in every row.
const MOST_COLUMNS: usize = 40;

/// The default columns of the jobs table, in order.
const JOB_COLUMNS: [JobField; 11] = [
    JobField::State,
    JobField::Kind,
    JobField::Job,
    JobField::Input,
    JobField::Pipeline,
    JobField::Error,
    JobField::Waited,
    JobField::Ran,
    JobField::Reads,
    JobField::Submitted,
    JobField::Life,
];

impl Columns {
    /// The default columns of a view.
    pub fn default_of(view: View) -> Columns {
        let column = |name: &'static str| Column { name: name.into(), width: None };
        Columns {
            list: match view {
                View::Events => COLUMNS.iter().map(|field| column(field.name())).collect(),
                View::Jobs => JOB_COLUMNS.iter().map(|field| column(field.info().name)).collect(),
            },
        }
    }

    /// Reads the text of columns. Unknown names are skipped; where nothing is left, the result is the default columns.
    pub fn parse(view: View, text: &str) -> Columns {
        let mut columns = Columns { list: Vec::new() };
        for part in text.split(',') {
            let (name, width) = part.split_once('*').map_or((part, None), |(name, width)| (name, width.parse().ok()));
            columns.insert(view, &percent_decode_str(name).decode_utf8_lossy(), width);
        }
        if columns.list.is_empty() { Columns::default_of(view) } else { columns }
    }

    fn insert(&mut self, view: View, name: &str, width: Option<u16>) {
        let Some(name) = known_name(view, name) else { return };
        if !self.has(&name) && self.list.len() < MOST_COLUMNS {
            self.list.push(Column {
                name: name.into(),
                width: width.map(|width| width.clamp(*WIDTHS.start(), *WIDTHS.end())),
            });
        }
    }

    /// The place of the column of this name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.list.iter().position(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// Whether there is a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// The names, in order.
    pub fn names(&self) -> Vec<String> {
        self.list.iter().map(|column| column.name.to_string()).collect()
    }

    /// The names of all columns that a table can have: every field in the order of its table; for events also the JSON
    /// paths that auditors need, and those that are shown.
    pub fn all_names(&self, view: View) -> Vec<String> {
        let mut names: Vec<&str> = match view {
            View::Events => FIELDS.iter().map(|info| info.name).chain(AUDITED.iter().copied()).collect(),
            View::Jobs => JOB_FIELDS.iter().map(|info| info.name).collect(),
        };
        for column in &self.list {
            if !names.iter().any(|name| name.eq_ignore_ascii_case(&column.name)) {
                names.push(&column.name);
            }
        }
        names.into_iter().map(str::to_owned).collect()
    }

    /// The columns with another one at the end.
    pub fn with(&self, view: View, name: &str) -> Columns {
        let mut columns = self.clone();
        columns.insert(view, name, None);
        columns
    }

    /// The columns without one of them. The last one stays.
    pub fn without(&self, name: &str) -> Columns {
        let mut columns = self.clone();
        if columns.list.len() > 1 {
            columns.list.retain(|column| !column.name.eq_ignore_ascii_case(name));
        }
        columns
    }

    /// The columns with one of them moved to another place.
    pub fn moved(&self, from: usize, to: usize) -> Columns {
        let mut columns = self.clone();
        if from < columns.list.len() {
            let column = columns.list.remove(from);
            columns.list.insert(to.min(columns.list.len()), column);
        }
        columns
    }

    /// The columns with these widths, in order. `None`, for a column that is not on screen, keeps its width.
    pub fn resized(&self, widths: &[Option<u16>]) -> Columns {
        let mut columns = self.clone();
        for (column, width) in columns.list.iter_mut().zip(widths) {
            column.width = width.map(|width| width.clamp(*WIDTHS.start(), *WIDTHS.end())).or(column.width);
        }
        columns
    }
}

/// As [`Columns::parse`] reads it.
impl std::fmt::Display for Columns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, column) in self.list.iter().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            write!(f, "{}", utf8_percent_encode(&column.name, ESCAPED))?;
            if let Some(width) = column.width {
                write!(f, "*{width}")?;
            }
        }
        Ok(())
    }
}

/// The canonical name of a column: of a field by any of its names, or a JSON path.
pub fn known_name(view: View, name: &str) -> Option<String> {
    let name = name.trim();
    match view {
        View::Jobs => JobField::named(name).map(|field| field.info().name.to_owned()),
        View::Events => {
            if let Some(field) = Field::named(name) {
                return Some(field.name().to_owned());
            }
            let (first, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
            let member = member::without_field().find(|member| member.eq_ignore_ascii_case(first));
            let is_path = (member.is_some() || !rest.is_empty()) && name.split('.').all(|step| !step.is_empty());
            is_path.then(|| format!("{}{rest}", member.unwrap_or(first)))
        }
    }
}

/// The characters of a JSON path that are separators in the text of the columns.
const ESCAPED: &AsciiSet = &AsciiSet::EMPTY.add(b'%').add(b',').add(b'*');

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        Columns::parse(View::Events, text).to_string()
    }

    #[test]
    fn columns_are_text_and_nonsense_means_the_default_ones() {
        let first = Columns::default_of(View::Events).to_string();
        for (text, expected) in [
            ("time,event*180,requestParameters.input.key", "time,event*180,requestParameters.input.key"),
            ("eventName,AWSREGION", "event,region"),
            ("requestparameters.n,event*wide,event*7,event", "requestParameters.n,event"),
            ("time*7,ip*9999", "time*40,ip*1200"),
            ("requestParameters.a%2Cb,userAgent", "requestParameters.a%2Cb,userAgent"),
            ("time,nonsense,,a..b", "time"),
            ("", first.as_str()),
            ("nonsense", first.as_str()),
            ("\u{0},;{}", first.as_str()),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
            assert_eq!(parsed(&parsed(text)), expected, "{text} again");
        }
        assert_eq!(Columns::parse(View::Jobs, "id,reads,requestParameters.n").to_string(), "job,reads");
    }

    #[test]
    fn all_names_are_the_fields_what_is_audited_and_the_paths_shown() {
        let columns = Columns::parse(View::Events, "event,requestParameters.n,userAgent,eventid");
        let names = columns.all_names(View::Events);
        assert_eq!((&*names[0], &*names[FIELDS.len()]), ("time", "eventID"));
        assert_eq!(names.last().map(String::as_str), Some("requestParameters.n"));
        assert_eq!(names.len(), FIELDS.len() + AUDITED.len() + 1);
        assert!(AUDITED.iter().all(|path| known_name(View::Events, path).as_deref() == Some(path)));
        assert_eq!(Columns::default_of(View::Jobs).all_names(View::Jobs).len(), JOB_FIELDS.len());
    }

    #[test]
    fn columns_come_go_move_and_grow() {
        let columns = Columns::parse(View::Events, "time,event,region");
        assert_eq!(columns.with(View::Events, "sourceIPAddress").to_string(), "time,event,region,ip");
        assert_eq!(columns.with(View::Events, "event"), columns);
        assert_eq!(columns.without("event").to_string(), "time,region");
        assert_eq!(columns.without("event").without("time").without("region").to_string(), "region");
        assert_eq!(columns.moved(0, 2).to_string(), "event,region,time");
        assert_eq!(columns.moved(2, 0).to_string(), "region,time,event");
        assert_eq!(columns.moved(1, 9).to_string(), "time,region,event");
        let resized = columns.resized(&[Some(100), Some(5)]);
        assert_eq!(resized.to_string(), "time*100,event*40,region");
        assert_eq!(resized.resized(&[None, Some(200), None]).to_string(), "time*100,event*200,region");
    }
}
