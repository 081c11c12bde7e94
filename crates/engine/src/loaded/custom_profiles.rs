//! Lifecycle profiles among the dropped files. They apply to all events and notifications, whichever comes first, until
//! they are removed.
//!
//! Readers take the facts of events: they are sent the profiles and go through their documents once more. The facts of
//! notifications are taken here, where their texts are. The report of a file of EventBridge events depends on the
//! profiles: after a change of the profiles, a new report is sent.

use crate::outbox::Outbox;
use std::collections::{BTreeMap, HashMap, HashSet};
use trailglass_ingest::record::notification_facts::{Envelope, each_fact};
use trailglass_lifecycle::registry::{ProfileNo, Profiles};
use trailglass_protocol::id::{ReaderId, RequestId, SourceId};
use trailglass_protocol::message::ReaderRequest;
use trailglass_protocol::notification::{Notification, NotificationKind, Unread};
use trailglass_protocol::report::{ProblemKind, Report};
use trailglass_store::builder::SegmentBuilder;
use trailglass_store::facts::FactTable;
use trailglass_store::layout;
use trailglass_store::segment::Segment;

/// EventBridge events that no profile knows are kept up to this many bytes, for profiles that may come.
const MOST_UNKNOWN_BYTES: usize = 64 * 1024 * 1024;

/// The dropped profiles, and what depends on them.
#[derive(Default)]
pub struct CustomProfiles {
    /// In the order in which they are numbered.
    list: Vec<CustomProfile>,
    /// EventBridge events that no built-in profile knows, by source.
    unknown: BTreeMap<SourceId, Vec<UnknownEvent>>,
    unknown_bytes: usize,
    /// The reports that depend on the profiles.
    reports: BTreeMap<SourceId, SentReport>,
    /// Whether profiles were added or removed since the reports were sent.
    has_changed: bool,
    /// What each reader was sent.
    taught: HashMap<ReaderId, Taught>,
    /// Readers that go through their documents, by the number of the question.
    learning: HashMap<RequestId, Learning>,
}

/// A dropped profile.
struct CustomProfile {
    source: SourceId,
    no: ProfileNo,
    /// Kept after its removal: a reader that starts later has to number it as the others do.
    text: String,
    is_removed: bool,
}

/// An EventBridge event that no built-in profile knows.
struct UnknownEvent {
    notification: Notification,
    /// The custom profiles that know it.
    known_to: Vec<ProfileNo>,
}

/// A report, and what the page was sent in its place.
struct SentReport {
    /// As its reader gave it, which knows the built-in profiles alone.
    given: Report,
    /// As the page has it.
    sent: Option<Report>,
}

/// How many profiles, and how many removals of them, a reader was sent.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Taught {
    n_profiles: usize,
    n_removed: usize,
}

/// The facts of a reader that goes through its documents.
struct Learning {
    reader: ReaderId,
    /// By the store's number of the segment.
    facts: Vec<(u32, FactTable)>,
}

impl CustomProfiles {
    fn is_known(&self, unknown: &UnknownEvent) -> bool {
        self.list.iter().any(|own| !own.is_removed && unknown.known_to.contains(&own.no))
    }

    /// The report of a source as it is with the profiles there are.
    fn report_of(&self, source: SourceId, given: &Report, profiles: &Profiles) -> Report {
        let mut report = given.clone();
        if let Some(own) = self.list.iter().find(|own| own.source == source && !own.is_removed) {
            let (noun, words) = if profiles.is_in_force(own.no) {
                ("active profiles", "active")
            } else {
                ("replaced profiles", "replaced by another of its name")
            };
            (report.noun, report.kind) = (noun.to_owned(), format!("{}, {words}", given.kind));
        }
        let unknown = self.unknown.get(&source).map_or(&[][..], Vec::as_slice);
        let known: Vec<&UnknownEvent> = unknown.iter().filter(|unknown| self.is_known(unknown)).collect();
        // From the last on, so that the places of the others stay.
        for Unread { problem, is_record } in known.iter().rev().filter_map(|unknown| unknown.notification.unread) {
            let at = problem as usize;
            let is_it = |kind: &ProblemKind| matches!(kind, ProblemKind::NotCloudTrail(_) | ProblemKind::NotARecord(_));
            if report.problems.get(at).is_some_and(|problem| is_it(&problem.kind)) {
                report.problems.remove(at);
            }
            report.n_problems = report.n_problems.saturating_sub(1);
            report.records = report.records.saturating_sub(u32::from(is_record));
            report.refused = report.refused.saturating_sub(u32::from(is_record));
        }
        if !known.is_empty() {
            let noun = NotificationKind::StateChange.noun();
            report.noun =
                if given.others == 0 || given.noun == noun { noun } else { NotificationKind::MIXED }.to_owned();
            report.others += known.len() as u32;
            if let Some(packing) = given.kind.strip_prefix("not read") {
                report.kind = format!("{}{packing}", NotificationKind::StateChange.words());
            }
        }
        report
    }

    /// Keeps an EventBridge event that no built-in profile knows. Returns its place among those of its source; `None` where
    /// their texts would exceed [`MOST_UNKNOWN_BYTES`].
    pub fn keep_unknown(&mut self, source: SourceId, notification: Notification) -> Option<usize> {
        if self.unknown_bytes + notification.text.len() > MOST_UNKNOWN_BYTES {
            return None;
        }
        self.unknown_bytes += notification.text.len();
        let list = self.unknown.entry(source).or_default();
        list.push(UnknownEvent { notification, known_to: Vec::new() });
        Some(list.len() - 1)
    }

    /// The profiles that have not been removed.
    pub fn in_use(&self) -> Vec<ProfileNo> {
        self.list.iter().filter(|own| !own.is_removed).map(|own| own.no).collect()
    }

    /// Adds a profile.
    pub fn add(&mut self, source: SourceId, no: ProfileNo, text: &str) {
        self.list.push(CustomProfile { source, no, text: text.to_owned(), is_removed: false });
        self.has_changed = true;
    }

    /// Removes the profiles of sources, and the unknown events of these. Returns whether there were profiles among them.
    pub fn remove_of(&mut self, sources: &HashSet<SourceId>, profiles: &mut Profiles) -> bool {
        self.reports.retain(|source, _| !sources.contains(source));
        self.unknown.retain(|source, _| !sources.contains(source));
        self.unknown_bytes = self.unknown.values().flatten().map(|unknown| unknown.notification.text.len()).sum();
        let mut has_removed = false;
        for own in self.list.iter_mut().filter(|own| !own.is_removed && sources.contains(&own.source)) {
            own.is_removed = true;
            profiles.remove(own.no);
            has_removed = true;
        }
        self.has_changed |= has_removed;
        has_removed
    }

    /// The facts that profiles find in notifications and in the unknown events, those of each source from a place on: a
    /// segment without rows, or `None` where they find none.
    pub fn facts_of(
        &mut self,
        asked: &[ProfileNo],
        profiles: &Profiles,
        notifications: &[Notification],
        first_unknown: &dyn Fn(&SourceId) -> usize,
    ) -> Option<Segment> {
        let mut builder = SegmentBuilder::default();
        let mut finds_facts = |notification: &Notification, asked: ProfileNo| {
            let Notification { source, time, sender, text, .. } = notification;
            let envelope = Envelope { time: *time, sender: sender.as_deref(), source: *source, document: 0 };
            each_fact(profiles, |profile| profile == asked, text, envelope, &mut |draft| {
                builder.push_notification(draft)
            }) > 0
        };
        for profile in asked {
            for notification in
                notifications.iter().filter(|notification| notification.kind != NotificationKind::Profile)
            {
                finds_facts(notification, *profile);
            }
            for (source, unknown) in &mut self.unknown {
                for UnknownEvent { notification, known_to } in unknown.iter_mut().skip(first_unknown(source)) {
                    if finds_facts(notification, *profile) {
                        known_to.push(*profile);
                    }
                }
            }
        }
        (builder.n_notifications() > 0).then(|| builder.freeze().0)
    }

    /// Records that a reader exists.
    pub fn add_reader(&mut self, reader: ReaderId) {
        self.taught.entry(reader).or_default();
    }

    /// Sends the profiles, and their removal, to the readers that do not know them.
    pub fn teach(&mut self, outbox: &mut Outbox) {
        let removed: Vec<u32> = (0..).zip(&self.list).filter(|(_, own)| own.is_removed).map(|(at, _)| at).collect();
        let current = Taught { n_profiles: self.list.len(), n_removed: removed.len() };
        for (reader, taught) in self.taught.iter_mut().filter(|(_, taught)| **taught != current) {
            let profiles = self.list.iter().map(|own| own.text.clone()).collect();
            let removed = removed.clone();
            let Some(no) = outbox.ask(*reader, |no| ReaderRequest::LearnProfiles { no, profiles, removed }) else {
                continue;
            };
            if taught.n_profiles < current.n_profiles {
                self.learning.insert(no, Learning { reader: *reader, facts: Vec::new() });
            }
            *taught = current;
        }
    }

    /// The reader that was asked for facts under a number.
    pub fn reader_of(&self, no: RequestId) -> Option<ReaderId> {
        self.learning.get(&no).map(|learning| learning.reader)
    }

    /// Keeps the facts that a reader took from a segment of so many rows, until its last have come.
    pub fn keep_facts(&mut self, no: RequestId, segment: u32, bytes: &[u8], n_rows: u32) {
        if let Some(learning) = self.learning.get_mut(&no)
            && let Some(facts) = layout::facts_from_bytes(bytes, n_rows)
            && !facts.is_empty()
        {
            learning.facts.push((segment, facts));
        }
    }

    /// All facts that a reader took, by the store's number of the segment.
    pub fn finish_learning(&mut self, no: RequestId) -> Vec<(u32, FactTable)> {
        self.learning.remove(&no).map(|learning| learning.facts).unwrap_or_default()
    }

    /// Handles the crash of a reader. Returns the questions that it has not answered in full.
    pub fn on_reader_lost(&mut self, lost: ReaderId) -> Vec<RequestId> {
        self.taught.remove(&lost);
        self.learning.iter().filter(|(_, learning)| learning.reader == lost).map(|(no, _)| *no).collect()
    }

    /// The report of a source that has ended, as it is with the profiles there are.
    pub fn adjust_report(&mut self, source: SourceId, given: Report, profiles: &Profiles) -> Report {
        let is_affected = self.unknown.contains_key(&source) || self.list.iter().any(|own| own.source == source);
        if !is_affected {
            return given;
        }
        let report = self.report_of(source, &given, profiles);
        self.reports.insert(source, SentReport { given, sent: Some(report.clone()) });
        report
    }

    /// The reports that have changed with the profiles since they were sent to the page.
    pub fn changed_reports(&mut self, profiles: &Profiles) -> Vec<(SourceId, Report)> {
        if !std::mem::take(&mut self.has_changed) {
            return Vec::new();
        }
        let changed = self.reports.iter().filter_map(|(source, SentReport { given, sent })| {
            let report = self.report_of(*source, given, profiles);
            (sent.as_ref() != Some(&report)).then_some((*source, report))
        });
        let changed: Vec<(SourceId, Report)> = changed.collect();
        for (source, report) in &changed {
            if let Some(former) = self.reports.get_mut(source) {
                former.sent = Some(report.clone());
            }
        }
        changed
    }
}
