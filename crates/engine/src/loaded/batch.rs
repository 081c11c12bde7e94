//! A batch of a reader is added: a segment, notifications, and the reports of sources that ended.

use super::{Change, LoadedData};
use crate::outbox::Outbox;
use crate::store_view::SegmentOrigin;
use std::collections::{BTreeSet, HashMap};
use trailglass_lifecycle::profile;
use trailglass_protocol::Member;
use trailglass_protocol::id::{ReaderId, SourceId};
use trailglass_protocol::message::{Batch, Response, SourceReport, Within};
use trailglass_protocol::notification::Notification;
use trailglass_protocol::notification::NotificationKind;
use trailglass_protocol::report::{Problem, ProblemKind, Report};
use trailglass_store::layout;
use trailglass_store::segment::Segment;

impl LoadedData {
    /// Adds what a reader flushed: the bytes of the segment, if it has rows, and the reports of the sources that end with
    /// it.
    #[inline(never)]
    pub fn add(&mut self, batch: Batch, bytes: Option<&[u8]>, outbox: &mut Outbox) -> Change {
        let Batch { reader, segment: segment_no, mut ended, names, members, mut notifications } = batch;
        self.source_names.extend(names);
        let mut found = self.number_members(reader, members);
        ended.iter_mut().for_each(|(source, _)| self.renumber(reader, source));
        notifications.iter_mut().for_each(|notification| self.renumber(reader, &mut notification.source));
        notifications.retain(|notification| !self.removed.contains(&notification.source));
        let mut touched: BTreeSet<SourceId> = BTreeSet::new();
        let mut problem = None;
        let mut has_removed_rows = false;
        match bytes.map(layout::from_bytes) {
            Some(Some(segment)) => {
                let origin = SegmentOrigin { reader, segment: segment_no };
                has_removed_rows = self.add_segment(segment, origin, &mut touched, outbox);
            }
            Some(None) => problem = Some("A segment did not arrive whole. Reload the page and try again"),
            None => {}
        }
        self.custom_profiles.add_reader(reader);
        self.add_notifications(notifications);
        self.custom_profiles.teach(outbox);
        self.generation += 1;
        self.is_settled = false;
        let mut reports: HashMap<SourceId, Report> = ended.into_iter().collect();
        for (source, _) in reports.iter().filter(|(_, report)| report.is_damaged) {
            touched.extend(self.store.mark_damaged(*source));
        }
        touched.extend(reports.keys());
        touched.extend(found.keys());
        let mut sources = Vec::new();
        for source in touched {
            let report = reports.remove(&source);
            let mut report = report.map(|report| self.custom_profiles.adjust_report(source, report, &self.profiles));
            if let (Some(report), Some(problem)) = (&mut report, problem) {
                mark_rows_lost(report, problem);
            }
            let within = found.remove(&source);
            sources.push(SourceReport { within, ..self.source_report(source, report) });
        }
        sources.extend(self.changed_reports());
        let response = Response::Loaded { generation: self.generation, sources, n_removals: 0 };
        Change { response, has_removed_rows }
    }

    /// Puts a segment into the store; rows of sources that were removed meanwhile are taken out at once. Returns whether
    /// there were any.
    fn add_segment(
        &mut self,
        mut segment: Segment,
        origin: SegmentOrigin,
        touched: &mut BTreeSet<SourceId>,
        outbox: &mut Outbox,
    ) -> bool {
        if !self.members.is_empty() {
            segment.renumber_sources(|source| self.renumber(origin.reader, source));
        }
        let notifications = &segment.facts.notifications;
        let senders: BTreeSet<SourceId> =
            (0..notifications.len() as u32).filter_map(|number| notifications.source(number)).collect();
        touched.extend(self.store.adopt(segment));
        self.origins.push(Some(origin));
        if !touched.iter().chain(&senders).any(|source| self.removed.contains(source)) {
            return false;
        }
        let removed = std::mem::take(&mut self.removed);
        let (others, has_removed_rows) = self.take_out(&removed, outbox);
        self.removed = removed;
        touched.extend(others);
        has_removed_rows
    }

    /// Numbers the sources that a reader found within others, in the order of their arrival.
    fn number_members(&mut self, reader: ReaderId, members: Vec<Member>) -> HashMap<SourceId, Within> {
        let numbered = members.into_iter().map(|Member { source, within, name }| {
            let no = self.store.add_member(within);
            self.members.insert((reader, source), no);
            self.source_names.insert(no, name.clone());
            if self.removed.contains(&within) {
                self.removed.insert(no);
            }
            (no, Within { source: within, name })
        });
        numbered.collect()
    }

    /// Replaces a reader's number of a member by the store's.
    fn renumber(&self, reader: ReaderId, source: &mut SourceId) {
        if let Some(no) = self.members.get(&(reader, *source)) {
            *source = *no;
        }
    }

    /// Keeps notifications, uses the profiles among them, and takes from the others the facts that custom profiles find.
    fn add_notifications(&mut self, notifications: Vec<Notification>) {
        let n_before = self.notifications.len();
        let mut unknown_before: HashMap<SourceId, usize> = HashMap::new();
        let mut profiles: Vec<(SourceId, String)> = Vec::new();
        for notification in notifications {
            let source = notification.source;
            match notification.kind {
                NotificationKind::UnknownEvent => {
                    if let Some(place) = self.custom_profiles.keep_unknown(source, notification) {
                        unknown_before.entry(source).or_insert(place);
                    }
                }
                NotificationKind::Profile => {
                    profiles.push((source, notification.text.clone()));
                    self.notifications.push(notification);
                }
                _ => self.notifications.push(notification),
            }
        }
        let first_unknown = |source: &SourceId| unknown_before.get(source).copied().unwrap_or(usize::MAX);
        let in_use = self.custom_profiles.in_use();
        let new = &self.notifications[n_before..];
        let facts = self.custom_profiles.facts_of(&in_use, &self.profiles, new, &first_unknown);
        self.add_facts_segment(facts);
        profiles.iter().for_each(|(source, text)| self.add_profile(*source, text));
    }

    /// Uses a profile from now on. A reader has parsed its text without a problem.
    fn add_profile(&mut self, source: SourceId, text: &str) {
        let Ok(profile) = profile::parse(text) else { return };
        // Of two of one name, that of the later file is in force, whichever was read first.
        let no = self.profiles.add(&profile, self.store.place_of(source).0.saturating_add(1));
        self.custom_profiles.add(source, no, text);
        let facts = self.custom_profiles.facts_of(&[no], &self.profiles, &self.notifications, &|_| 0);
        self.add_facts_segment(facts);
        self.store.note_rewrite();
    }

    /// Adds a segment that holds facts alone.
    fn add_facts_segment(&mut self, segment: Option<Segment>) {
        if let Some(segment) = segment {
            self.store.adopt(segment);
            self.origins.push(None);
        }
    }
}

/// Corrects the report of a source whose rows did not arrive.
fn mark_rows_lost(report: &mut Report, why: &str) {
    report.note(Problem::whole(ProblemKind::Unreadable(why.to_owned())));
    report.records = report.refused;
}
