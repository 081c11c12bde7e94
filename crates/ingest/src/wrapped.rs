//! Records that do not stand in the text as such: in the wrappers of services and tools, behind a time in a line of
//! a log.

use super::envelope::{self, Found};
use super::notice::{Notice, NoticeKind, Unread};
use super::notice_facts::{self, Envelope};
use super::record::{Origin, Refusal};
use super::report::ProblemKind;
use super::scan::{Pass, Scanner, Stand, excerpt};
use super::shape::{self, Object};
use trailglass_event::time::Micros;
use trailglass_json::structural_index::StructuralIndex;
use trailglass_json::{path, repair, text, walk};

/// So far into a line JSON is looked for.
const MAX_PREFIX: usize = 160;

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

/// What the caller does next where a value holds nothing.
#[derive(Clone, Copy)]
pub(super) enum IfNone {
    /// It looks at the value in another way, or passes it over.
    GoesOn,
    /// It notes a problem.
    Notes,
    /// It refuses a record, with a problem.
    Refuses,
}

impl Scanner {
    /// Opens a value that is no record: reads the records in it, keeps what is to be kept. Returns whether there was any.
    pub(super) fn open(&mut self, pass: &mut Pass<'_>, at: usize, value: &str, if_none: IfNone) -> bool {
        let was_opening = std::mem::replace(&mut self.is_opening, true);
        let mut holds_records = false;
        let mut is_any = envelope::search(value, &mut |found, text, topic| match found {
            Found::Notice(kind, time) => self.keep_notice(pass, kind, time, topic, text),
            Found::Record => {
                holds_records |= text != value;
                self.inner_record(pass, at, text, Origin::Written);
            }
            Found::Made { tells_answers } => {
                holds_records = true;
                self.inner_record(pass, at, text, Origin::Made { tells_answers });
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
            }
            let problem = pass.report.n_problems;
            let (kind, unread) = match if_none {
                _ if is_any => (NoticeKind::StateChange, None),
                IfNone::GoesOn => (NoticeKind::UnknownEvent, None),
                IfNone::Notes => (NoticeKind::UnknownEvent, Some(Unread { problem, is_record: false })),
                IfNone::Refuses => (NoticeKind::UnknownEvent, Some(Unread { problem, is_record: true })),
            };
            let (source, text) = (self.source, value.to_owned());
            pass.batch.notices.push(Notice { source, kind, time: None, sender: None, text, unread });
        }
        if holds_records {
            self.wrapping.get_or_insert_with(|| envelope::kind(value));
        }
        is_any
    }

    fn count_kept(&mut self, kind: NoticeKind) {
        self.n_kept += u32::from(kind != NoticeKind::Control || self.n_kept == 0);
        self.kept.get_or_insert(kind);
        self.kept_noun = match self.kept_noun {
            "" => kind.noun(),
            known if known == kind.noun() => known,
            _ => NoticeKind::MIXED,
        };
    }

    /// Keeps a text that is no record, and what it tells of things.
    pub(super) fn keep_notice(
        &mut self,
        pass: &mut Pass<'_>,
        kind: NoticeKind,
        time: Option<Micros>,
        topic: Option<&str>,
        text: &str,
    ) {
        self.count_kept(kind);
        self.tell_of(pass, time, topic, text);
        let (source, sender, text) = (self.source, topic.map(str::to_owned), text.to_owned());
        pass.batch.notices.push(Notice { source, kind, time, sender, text, unread: None });
    }

    /// Takes the facts of a text that is kept next, by the profiles that come with the page. Those of profiles that were
    /// dropped are taken where the text goes, whichever comes first.
    fn tell_of(&self, pass: &mut Pass<'_>, time: Option<Micros>, sender: Option<&str>, text: &str) {
        let document = pass.batch.notices.len() as u32;
        let envelope = Envelope { time, sender, source: self.source, document };
        let Pass { profiles, batch, .. } = pass;
        let is_built_in = |profile| profiles.is_built_in(profile);
        notice_facts::each(profiles, is_built_in, text, envelope, &mut |draft| batch.rows.push_notice(draft));
    }

    /// Reads a record that stands somewhere in the value at `at`.
    pub(super) fn inner_record(&mut self, pass: &mut Pass<'_>, at: usize, text: &str, origin: Origin) {
        match StructuralIndex::default().value(text, 0) {
            Ok(record) => {
                let behind = text[record.text().len()..].trim();
                if !behind.is_empty() {
                    self.note(pass, at, ProblemKind::Stray(excerpt(behind)));
                }
                self.keep(pass, at, record, record.text(), origin);
            }
            Err(fault) => {
                if let Some((repaired, defects)) = repair::repair(text)
                    && let Ok(record) = StructuralIndex::default().value(&repaired, 0)
                {
                    for (_, defect) in defects {
                        self.note(pass, at, ProblemKind::Repaired(defect));
                    }
                    return self.keep(pass, at, record, text, Origin::Repaired);
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
            && let Ok(record) = StructuralIndex::default().value(&dated, 0)
        {
            return self.keep(pass, at, record, text, Origin::Written);
        }
        let is_stump = matches!(refusal, Refusal::Lacks(_))
            && shape::of_object(text) == Object::Record
            && shape::look_alike(text).is_none();
        if !is_stump && !self.is_opening && self.open(pass, at, text, IfNone::Refuses) {
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
                    if !self.open(pass, at, entry, IfNone::Refuses) {
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
