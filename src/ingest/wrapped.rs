//! Records that do not stand in the text as such: in the wrappers of services and tools, in tables, behind a time in a
//! line of a log.

use super::cells;
use super::columns::{Damage, Header};
use super::envelope::{self, Found};
use super::notice::{Notice, NoticeKind};
use super::notice_facts::{self, Envelope};
use super::record::Refusal;
use super::report::{Problem, ProblemKind};
use super::scan::{MAX_VALUE_BYTES, Next, Pass, Scanner, Stand, excerpt, next_record};
use super::shape::{self, Object};
use crate::event::time::Micros;
use crate::json::tape::Tape;
use crate::json::{mend, path, text, walk};
use crate::lifecycle::profile;
use std::borrow::Cow;

/// A table, and how its rows are read.
#[derive(Clone, Debug)]
pub(super) struct Table {
    delimiter: u8,
    /// The columns; none where a cell of each row holds a record as JSON.
    header: Option<Header>,
    /// Damage is told once for each kind.
    has_rounded: bool,
    has_rewritten: bool,
}

/// A first row longer than this is none.
const MAX_HEADER: usize = 64 * 1024;
/// So far into a line JSON is looked for.
const MAX_PREFIX: usize = 160;

impl Table {
    /// What it is, in words.
    pub(super) fn kind(&self) -> &'static str {
        self.header.as_ref().map_or("log events, CSV", |header| header.kind)
    }

    /// The table whose first row this is; `None` where it is not one of events.
    fn of(row: &str) -> Option<Table> {
        const OF_JSON: [&str; 9] =
            ["@message", "message", "_raw", "cloudtrailevent", "event", "record", "body", "raw", "detail"];
        let delimiter = cells::delimiter(row);
        let names = cells::split(row, delimiter);
        let header = Header::of(&names);
        let holds_json = || names.iter().any(|name| OF_JSON.contains(&name.trim().to_ascii_lowercase().as_str()));
        (header.is_some() || holds_json()).then_some(Table {
            delimiter,
            header,
            has_rounded: false,
            has_rewritten: false,
        })
    }
}

/// What stands before JSON in a line.
pub(super) enum Prefix {
    /// A time and the like: so far behind, an object begins that is worth a look.
    Json(usize),
    /// The text ends before it can be told.
    Cut,
    /// Something else.
    None,
}

/// Looks for an object behind the time that a log line begins with.
pub(super) fn json_behind_prefix(text: &str) -> Prefix {
    let bytes = text.as_bytes();
    if !bytes[0].is_ascii_digit() {
        return Prefix::None;
    }
    let head = &bytes[..bytes.len().min(MAX_PREFIX)];
    let line = memchr::memchr(b'\n', head).map_or(head, |end| &head[..end]);
    match memchr::memchr(b'{', line) {
        Some(at) if at > 0 && matches!(line[at - 1], b' ' | b'\t') => match shape::of_object(&text[at..]) {
            Object::Record | Object::Wrapper(_) | Object::Entries(..) => Prefix::Json(at),
            Object::Cut => Prefix::Cut,
            Object::Other | Object::Broken => Prefix::None,
        },
        _ => Prefix::None,
    }
}

impl Scanner {
    /// Opens a value that is no record: reads the records in it, keeps what is to be kept. Returns whether there was any.
    pub(super) fn open(&mut self, pass: &mut Pass<'_>, at: usize, value: &str) -> bool {
        let was_opening = std::mem::replace(&mut self.is_opening, true);
        let mut is_record = false;
        let mut is_any = envelope::search(value, &mut |found, text, topic| match found {
            Found::Notice(kind, time) => self.keep_notice(pass, kind, time, topic, text),
            Found::Record | Found::Columns => {
                is_record |= text != value;
                self.inner_record(pass, at, text);
            }
        });
        self.is_opening = was_opening;
        if !is_any && shape::has_member(value, "detail-type") {
            // A state change that a profile knows.
            let before = pass.batch.rows.n_notices();
            self.tell_of(pass, None, None, value);
            is_any = pass.batch.rows.n_notices() > before;
            if is_any {
                self.count_kept(NoticeKind::StateChange);
                pass.batch.notices.push(Notice {
                    source: self.source,
                    kind: NoticeKind::StateChange,
                    time: None,
                    text: value.to_owned(),
                });
            }
        }
        if is_record {
            self.wrapping.get_or_insert_with(|| envelope::kind(value));
        }
        is_any
    }

    fn count_kept(&mut self, kind: NoticeKind) {
        self.n_kept += u32::from(kind != NoticeKind::Control || self.n_kept == 0);
        self.kept.get_or_insert(kind);
    }

    /// Keeps a text that is no record, and what it tells of things.
    fn keep_notice(
        &mut self,
        pass: &mut Pass<'_>,
        kind: NoticeKind,
        time: Option<Micros>,
        topic: Option<&str>,
        text: &str,
    ) {
        self.count_kept(kind);
        self.tell_of(pass, time, topic, text);
        pass.batch.notices.push(Notice { source: self.source, kind, time, text: text.to_owned() });
    }

    /// Takes the facts of a text that is kept next.
    fn tell_of(&self, pass: &mut Pass<'_>, time: Option<Micros>, sender: Option<&str>, text: &str) {
        let document = pass.batch.notices.len() as u32;
        let envelope = Envelope { time, sender, source: self.source, document };
        let Pass { profiles, batch, .. } = pass;
        notice_facts::each(profiles, text, envelope, &mut |draft| batch.rows.push_notice(draft));
    }

    /// Reads a record that stands somewhere in the value at `at`.
    fn inner_record(&mut self, pass: &mut Pass<'_>, at: usize, text: &str) {
        match Tape::default().value(text, 0) {
            Ok(record) => {
                let behind = text[record.text().len()..].trim();
                if !behind.is_empty() {
                    self.note(pass, at, ProblemKind::Stray(excerpt(behind)));
                }
                self.keep(pass, at, record, record.text(), false);
            }
            Err(fault) => {
                if let Some((mended, flaws)) = mend::mended(text)
                    && let Ok(record) = Tape::default().value(&mended, 0)
                {
                    for (_, flaw) in flaws {
                        self.note(pass, at, ProblemKind::Mended(flaw));
                    }
                    return self.keep(pass, at, record, text, true);
                }
                self.refuse_broken(pass, at, ProblemKind::BrokenRecord(fault.kind.to_string()));
            }
        }
    }

    /// Looks once more at an object that is no record by its own members: at the time that another tool gave it, and at
    /// what it holds.
    pub(super) fn reconsider(&mut self, pass: &mut Pass<'_>, at: usize, text: &str, refusal: Refusal) {
        if refusal == Refusal::Lacks("eventTime")
            && let Some(dated) = dated(text)
            && let Ok(record) = Tape::default().value(&dated, 0)
        {
            return self.keep(pass, at, record, text, false);
        }
        let is_stump = matches!(refusal, Refusal::Lacks(_))
            && shape::of_object(text) == Object::Record
            && shape::look_alike(text).is_none();
        if !is_stump && !self.is_opening && self.open(pass, at, text) {
            return;
        }
        let kind = match refusal {
            Refusal::NotCloudTrail(what) => ProblemKind::NotCloudTrail(what.to_owned()),
            Refusal::Lacks(what) if is_stump => match path::first_text(text, &["eventTime"]) {
                Some(time) if what != "eventName" => ProblemKind::NoTime(excerpt(&time)),
                _ => ProblemKind::Lacks(what.to_owned()),
            },
            Refusal::Lacks(_) => no_record(text),
        };
        self.refuse(pass, at, kind);
    }

    /// In a list of things that hold records.
    pub(super) fn entries(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let rest = &pass.text[at..];
        match rest.as_bytes()[0] {
            b']' => {
                self.stand = Stand::Wrapper;
                Some(at + 1)
            }
            b',' => Some(at + 1),
            b'{' | b'[' => match walk::value_end(rest.as_bytes(), 0) {
                Some(end) => {
                    let entry = &rest[..end];
                    if !self.open(pass, at, entry) {
                        self.refuse(pass, at, no_record(entry));
                    }
                    Some(at + end)
                }
                None if pass.may_wait(rest) => None,
                None if pass.is_last => {
                    self.refuse_broken(pass, at + rest.len(), ProblemKind::Truncated);
                    Some(pass.text.len())
                }
                None => {
                    self.lose(pass, at);
                    Some(pass.text.len())
                }
            },
            _ => self.no_record(pass, at),
        }
    }

    /// Gives up a value that is too long to be kept.
    pub(super) fn lose(&mut self, pass: &mut Pass<'_>, at: usize) {
        self.refuse_broken(pass, at, ProblemKind::TooLong(MAX_VALUE_BYTES as f64));
        self.before_loss = self.stand;
        self.stand = Stand::Lost;
    }

    /// Looks for the next record behind a value that was given up.
    pub(super) fn lost(&mut self, pass: &Pass<'_>, at: usize) -> Option<usize> {
        /// A record is recognised within so many bytes.
        const BEGINNING: usize = 64 * 1024;
        let rest = &pass.text[at..];
        if let Next::At(next) = next_record(rest, self.before_loss, false) {
            self.stand = self.before_loss;
            return Some(at + next);
        }
        let mut skipped = rest.len().saturating_sub(if pass.is_last { 0 } else { BEGINNING });
        while !rest.is_char_boundary(skipped) {
            skipped -= 1;
        }
        (skipped > 0).then_some(at + skipped)
    }

    /// Text that begins neither as JSON nor as a line of a log: a table, or none of ours.
    pub(super) fn no_json(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let mut at = at;
        if pass.text[at..].starts_with("sep=") {
            // A spreadsheet's own first line.
            match memchr::memchr(b'\n', &pass.text.as_bytes()[at..]) {
                None if !pass.is_last => return None,
                end => at = end.map_or(pass.text.len(), |end| at + end + 1),
            }
        }
        let rest = &pass.text[at..];
        if !pass.has_excerpt(rest) {
            return None;
        }
        let head = &rest[..floor(rest, MAX_HEADER)];
        let binary = shape::binary(rest.as_bytes());
        let end = match cells::row_end(head) {
            _ if binary.is_some() => 0,
            Some(end) => end,
            None if rest.len() < MAX_HEADER && !pass.is_last => return None,
            None if rest.len() < MAX_HEADER => rest.len(),
            None => 0,
        };
        let row = &rest[..end];
        if let Some(table) = Table::of(row) {
            self.table = Some(table);
            self.stand = Stand::Table;
            return Some(at + end);
        }
        // What tells a profile may stand behind a long comment.
        if binary.is_none() && rest.len() < MAX_HEADER && !pass.is_last {
            return None;
        }
        if binary.is_none() && profile::is_meant(head) {
            if pass.may_wait(rest) {
                return None;
            }
            self.stand = Stand::Refused;
            match profile::parse(rest) {
                Ok(_) => self.keep_notice(pass, NoticeKind::Profile, None, None, rest),
                Err(mut problem) => {
                    // White space before it has lines as well.
                    problem.line += self.lines + pass.text[..at].matches('\n').count() as u32;
                    pass.report.note(Problem::whole(ProblemKind::NotAProfile(problem.to_string())));
                }
            }
            return Some(pass.text.len());
        }
        self.stand = Stand::Refused;
        let line = rest.lines().next().unwrap_or_default();
        let is_table = line.matches([',', ';', '\t']).count() >= 2 && end < rest.len();
        let kind = match binary {
            Some(what) => ProblemKind::NotText(what),
            None if is_table && end > 0 => {
                ProblemKind::NotCloudTrail(format!("a table with the columns {}", excerpt(line)))
            }
            None => ProblemKind::NotJson(excerpt(rest)),
        };
        pass.report.note(Problem::whole(kind));
        Some(pass.text.len())
    }

    /// In the rows of a table.
    pub(super) fn row(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let rest = &pass.text[at..];
        let end = match cells::row_end(rest) {
            Some(end) => end,
            None if pass.may_wait(rest) => return None,
            None if pass.is_last && rest.len() < MAX_VALUE_BYTES => rest.len(),
            None => {
                // A quote that is never closed: the line alone is given up.
                self.refuse_broken(pass, at, ProblemKind::TooLong(MAX_VALUE_BYTES as f64));
                return Some(at + memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len()));
            }
        };
        let Some(mut table) = self.table.take() else { return Some(at + end) };
        let cells = cells::split(&rest[..end], table.delimiter);
        match &table.header {
            Some(header) if cells.iter().skip(header.n_columns()).all(|cell| cell.trim().is_empty()) => {
                let mut damage = Vec::new();
                let record = header.record(&cells, &mut damage);
                for damage in damage {
                    self.tell(pass, at, damage, &mut table);
                }
                self.is_opening = true;
                self.inner_record(pass, at, &record);
                self.is_opening = false;
            }
            Some(header) => {
                let what = format!("a row of {} cells under {} headings", cells.len(), header.n_columns());
                self.refuse(pass, at, ProblemKind::NotARecord(what));
            }
            None => {
                let is_record = |cell: &&Cow<'_, str>| cell.trim_start().starts_with(['{', '[']);
                let is_any = cells.iter().find(is_record).is_some_and(|cell| self.open(pass, at, cell.trim()));
                if !is_any {
                    self.refuse(pass, at, ProblemKind::NotARecord(excerpt(&rest[..end])));
                }
                self.wrapping = None;
            }
        }
        self.table = Some(table);
        Some(at + end)
    }

    fn tell(&self, pass: &mut Pass<'_>, at: usize, damage: Damage, table: &mut Table) {
        let (has_told, kind) = match damage {
            Damage::Account(what) => (&mut table.has_rounded, ProblemKind::RoundedAccount(what)),
            Damage::Time(what) => (&mut table.has_rewritten, ProblemKind::RewrittenTime(what)),
        };
        if !std::mem::replace(has_told, true) {
            self.note(pass, at, kind);
        }
    }
}

/// What an object is that should hold a record and holds none.
fn no_record(object: &str) -> ProblemKind {
    match shape::look_alike(object) {
        Some(what) => ProblemKind::NotCloudTrail(what),
        None => ProblemKind::NotARecord(shape::described(object)),
    }
}

/// The record with the time that another tool gave it, as its first member.
fn dated(text: &str) -> Option<String> {
    let time = ["p_event_time", "@timestamp", "timestamp"].iter().find_map(|name| path::first_text(text, &[*name]))?;
    // The last of double members counts.
    let members = text.trim_end().strip_suffix('}')?;
    Some(format!("{members},\"eventTime\":{}}}", text::quoted(&time)))
}

fn floor(text: &str, most: usize) -> usize {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}
