//! Records in the wrappers of services and tools.

use super::{Attempt, Scanner, State, Step};
use crate::formats::envelopes::{self, Found};
use crate::formats::shape::{self, ObjectShape};
use crate::quote::excerpt;
use crate::record::notification_facts::{self, Envelope};
use crate::record::{Origin, Refusal};
use crate::report::ProblemKind;
use trailglass_event::time::Micros;
use trailglass_json::structural_index::StructuralIndex;
use trailglass_json::{path, repair, text, walk};
use trailglass_protocol::notification::{Notification, NotificationKind, Unread};

/// What the caller does with a value that turns out to hold nothing.
#[derive(Clone, Copy)]
pub(super) enum WhenEmpty {
    /// It reads the value in another way, or passes over it.
    PassesOver,
    /// It notes a problem.
    Notes,
    /// It refuses a record, with a problem.
    Refuses,
}

impl Scanner {
    /// Unwraps a value that is no record: reads the records in it, and keeps its notifications. Returns whether there were
    /// any.
    pub(super) fn unwrap_value(
        &mut self,
        attempt: &mut Attempt<'_>,
        at: usize,
        value: &str,
        when_empty: WhenEmpty,
    ) -> bool {
        let was_unwrapping = std::mem::replace(&mut self.is_unwrapping, true);
        let mut holds_records = false;
        let mut is_any = envelopes::search(value, &mut |found, text, topic| match found {
            Found::Notification(kind, time) => self.keep_text(attempt, kind, time, topic, text),
            Found::Record => {
                holds_records |= text != value;
                self.push_inner_record(attempt, at, text, Origin::Written);
            }
            Found::Rebuilt { has_answers } => {
                holds_records = true;
                self.push_inner_record(attempt, at, text, Origin::Rebuilt { has_answers });
            }
        });
        self.is_unwrapping = was_unwrapping;
        if !is_any && shape::has_member(value, "detail-type") {
            is_any = self.keep_event_bridge(attempt, value, when_empty);
        }
        if holds_records {
            self.contents.wrapping.get_or_insert_with(|| envelopes::envelope_kind(value));
        }
        is_any
    }

    /// Keeps an EventBridge event that holds no record: a state change that a profile knows, or one that a profile may know
    /// which is dropped later. Returns whether a profile knows it.
    fn keep_event_bridge(&mut self, attempt: &mut Attempt<'_>, value: &str, when_empty: WhenEmpty) -> bool {
        let before = attempt.batch.rows.n_notifications();
        self.push_facts(attempt, None, None, value);
        let is_known = attempt.batch.rows.n_notifications() > before;
        if is_known {
            self.contents.kept.add(NotificationKind::StateChange);
        }
        let kind = if is_known { NotificationKind::StateChange } else { NotificationKind::UnknownEvent };
        let problem = attempt.report.n_problems;
        let unread = match when_empty {
            _ if is_known => None,
            WhenEmpty::PassesOver => None,
            WhenEmpty::Notes => Some(Unread { problem, is_record: false }),
            WhenEmpty::Refuses => Some(Unread { problem, is_record: true }),
        };
        let (source, text) = (self.source, value.to_owned());
        attempt.batch.notifications.push(Notification { source, kind, time: None, sender: None, text, unread });
        is_known
    }

    /// Keeps a text that is no record, and its facts.
    pub(super) fn keep_text(
        &mut self,
        attempt: &mut Attempt<'_>,
        kind: NotificationKind,
        time: Option<Micros>,
        topic: Option<&str>,
        text: &str,
    ) {
        self.contents.kept.add(kind);
        self.push_facts(attempt, time, topic, text);
        let (source, sender, text) = (self.source, topic.map(str::to_owned), text.to_owned());
        attempt.batch.notifications.push(Notification { source, kind, time, sender, text, unread: None });
    }

    /// Adds the facts of a text that is kept next, by the profiles that come with the page. The engine, where the text goes,
    /// adds those of dropped profiles, whichever arrives first.
    fn push_facts(&self, attempt: &mut Attempt<'_>, time: Option<Micros>, sender: Option<&str>, text: &str) {
        let document = attempt.batch.notifications.len() as u32;
        let envelope = Envelope { time, sender, source: self.source, document };
        let Attempt { profiles, batch, .. } = attempt;
        let is_built_in = |profile| profiles.is_built_in(profile);
        notification_facts::each_fact(profiles, is_built_in, text, envelope, &mut |draft| {
            batch.rows.push_notification(draft)
        });
    }

    /// Reads a record that is somewhere in the value at `at`.
    pub(super) fn push_inner_record(&mut self, attempt: &mut Attempt<'_>, at: usize, text: &str, origin: Origin) {
        match StructuralIndex::default().value(text, 0) {
            Ok(record) => {
                let behind = text[record.text().len()..].trim();
                if !behind.is_empty() {
                    self.note(attempt, at, ProblemKind::Stray(excerpt(behind)));
                }
                self.push_record(attempt, at, record, record.text(), origin);
            }
            Err(error) => {
                if let Some((repaired, defects)) = repair::repair(text)
                    && let Ok(record) = StructuralIndex::default().value(&repaired, 0)
                {
                    for (_, defect) in defects {
                        self.note(attempt, at, ProblemKind::Repaired(defect));
                    }
                    return self.push_record(attempt, at, record, text, Origin::Repaired);
                }
                self.refuse_broken(attempt, at, ProblemKind::BrokenRecord(error.kind.to_string()));
            }
        }
    }

    /// Reconsiders an object that was refused as a record: another tool may have given it a time, and it may hold a record.
    pub(super) fn reconsider(&mut self, attempt: &mut Attempt<'_>, at: usize, text: &str, refusal: Refusal) {
        if refusal == Refusal::Lacks("eventTime")
            && let Some(dated) = dated(text)
            && let Ok(record) = StructuralIndex::default().value(&dated, 0)
        {
            return self.push_record(attempt, at, record, text, Origin::Written);
        }
        let is_incomplete = matches!(refusal, Refusal::Lacks(_))
            && shape::object_shape(text) == ObjectShape::Record
            && shape::known_format(text).is_none();
        if !is_incomplete && !self.is_unwrapping && self.unwrap_value(attempt, at, text, WhenEmpty::Refuses) {
            return;
        }
        let kind = match refusal {
            Refusal::NotCloudTrail(what) => ProblemKind::NotCloudTrail(what.to_owned()),
            Refusal::Lacks(what) if is_incomplete => match path::first_text(text, &["eventTime"]) {
                Some(time) if what != "eventName" => ProblemKind::NoTime(excerpt(&time)),
                _ => ProblemKind::Lacks(what.to_owned()),
            },
            Refusal::Lacks(_) => without_record(text),
        };
        self.refuse(attempt, at, kind);
    }

    /// Reads in a list of values that hold records.
    pub(super) fn read_entry(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        let rest = &attempt.text[at..];
        match rest.as_bytes()[0] {
            b']' => {
                self.state = State::Wrapper;
                Step::Advance(at + 1)
            }
            b',' => Step::Advance(at + 1),
            b'{' | b'[' => match walk::value_end(rest.as_bytes(), 0) {
                Some(end) => {
                    let entry = &rest[..end];
                    if !self.unwrap_value(attempt, at, entry, WhenEmpty::Refuses) {
                        self.refuse(attempt, at, without_record(entry));
                    }
                    Step::Advance(at + end)
                }
                None if attempt.may_wait(rest) => Step::NeedMoreInput,
                None if attempt.is_last => {
                    self.refuse_broken(attempt, at + rest.len(), ProblemKind::Truncated);
                    Step::Advance(attempt.text.len())
                }
                None => {
                    self.begin_resync(attempt, at);
                    Step::Advance(attempt.text.len())
                }
            },
            _ => self.refuse_value(attempt, at),
        }
    }
}

/// The problem of an object that should hold a record and holds none.
fn without_record(object: &str) -> ProblemKind {
    match shape::known_format(object) {
        Some(what) => ProblemKind::NotCloudTrail(what),
        None => ProblemKind::NotARecord(shape::description(object)),
    }
}

/// The record with the time that another tool gave it, as its first member.
fn dated(text: &str) -> Option<String> {
    let time = ["p_event_time", "@timestamp", "timestamp"].iter().find_map(|name| path::first_text(text, &[*name]))?;
    // Of members of the same name the last counts.
    let members = text.trim_end().strip_suffix('}')?;
    Some(format!("{members},\"eventTime\":{}}}", text::quoted(&time)))
}
