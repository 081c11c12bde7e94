//! Profiles that were dropped. They tell of the events and notifications that are there and of those to come, whichever
//! comes first, until they are removed.
//!
//! Facts of events are taken by the readers, which learn the profiles and go through their documents once more. Facts of
//! notifications are taken here, where the texts of these are. What a file of EventBridge events comes to depends on the
//! profiles that are there, so its report is told anew when these change.

use super::{Engine, Output};
use std::collections::{BTreeMap, HashMap, HashSet};
use trailglass_ingest::record::notification_facts::{Envelope, each};
use trailglass_lifecycle::profile;
use trailglass_lifecycle::table::{ProfileNo, Profiles};
use trailglass_protocol::id::{ReaderId, RequestId, SourceId};
use trailglass_protocol::message::{Ask, SourceReport};
use trailglass_protocol::notice::{Notice, NoticeKind, Unread};
use trailglass_protocol::report::{ProblemKind, Report};
use trailglass_store::builder::SegmentBuilder;
use trailglass_store::facts::FactTable;
use trailglass_store::layout;

/// Texts of EventBridge events that no profile knows are kept up to this many bytes, for profiles that may come.
const MOST_UNKNOWN_BYTES: usize = 64 * 1024 * 1024;

/// The profiles that were dropped, and what hangs on them.
#[derive(Default)]
pub struct OwnProfiles {
    /// In the order in which they are numbered.
    list: Vec<OwnProfile>,
    /// EventBridge events that no profile of the page knows, by source.
    unknown: BTreeMap<SourceId, Vec<Unknown>>,
    unknown_bytes: usize,
    /// The reports that depend on the profiles there are.
    reports: BTreeMap<SourceId, Reported>,
    /// Whether profiles have come or gone since these were told.
    has_changed: bool,
    /// How many profiles, and how many removals of them, each reader was told of.
    taught: HashMap<ReaderId, (usize, usize)>,
    /// Readers that go through their documents, by the question.
    learning: HashMap<RequestId, Learning>,
}

/// A profile that was dropped.
struct OwnProfile {
    source: SourceId,
    no: ProfileNo,
    /// Kept when it is removed: a reader that is started later numbers it as the others do.
    text: String,
    is_removed: bool,
}

/// A text that no profile of the page knows.
struct Unknown {
    notice: Notice,
    /// The profiles that know it.
    known_to: Vec<ProfileNo>,
}

/// The report of a source.
struct Reported {
    /// As its reader gave it, which knows the profiles of the page alone.
    given: Report,
    /// As the page was told.
    told: Option<Report>,
}

/// A reader that goes through its documents.
struct Learning {
    reader: ReaderId,
    /// What it has found so far, by the store's number of the segment.
    facts: Vec<(u32, FactTable)>,
}

impl OwnProfiles {
    fn is_known(&self, unknown: &Unknown) -> bool {
        self.list.iter().any(|own| !own.is_removed && unknown.known_to.contains(&own.no))
    }

    /// The report of a source as it is with the profiles there are.
    fn report_of(&self, source: SourceId, given: &Report, profiles: &Profiles) -> Report {
        let mut report = given.clone();
        if let Some(own) = self.list.iter().find(|own| own.source == source && !own.is_removed) {
            let (noun, words) = match profiles.is_in_force(own.no) {
                true => ("active profiles", "active"),
                false => ("replaced profiles", "replaced by another of its name"),
            };
            (report.noun, report.kind) = (noun.to_owned(), format!("{}, {words}", given.kind));
        }
        let unknown = self.unknown.get(&source).map_or(&[][..], Vec::as_slice);
        let known: Vec<&Unknown> = unknown.iter().filter(|unknown| self.is_known(unknown)).collect();
        // From the last on, so that the places of the others stay.
        for Unread { problem, is_record } in known.iter().rev().filter_map(|unknown| unknown.notice.unread) {
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
            let noun = NoticeKind::StateChange.noun();
            report.noun = if given.others == 0 || given.noun == noun { noun } else { NoticeKind::MIXED }.to_owned();
            report.others += known.len() as u32;
            if let Some(packing) = given.kind.strip_prefix("not read") {
                report.kind = format!("{}{packing}", NoticeKind::StateChange.words());
            }
        }
        report
    }
}

impl Engine {
    /// Takes texts that are no records: keeps them, uses the profiles among them, and takes what profiles that were
    /// dropped tell of the others.
    pub(super) fn take_notices(&mut self, notices: Vec<Notice>) {
        let n_before = self.notices.len();
        let mut unknown_before: HashMap<SourceId, usize> = HashMap::new();
        let mut profiles: Vec<(SourceId, String)> = Vec::new();
        for notice in notices {
            let source = notice.source;
            match notice.kind {
                NoticeKind::UnknownEvent => {
                    let own = &mut self.own_profiles;
                    own.unknown_bytes += notice.text.len();
                    if own.unknown_bytes > MOST_UNKNOWN_BYTES {
                        own.unknown_bytes -= notice.text.len();
                        continue;
                    }
                    let list = own.unknown.entry(source).or_default();
                    unknown_before.entry(source).or_insert(list.len());
                    list.push(Unknown { notice, known_to: Vec::new() });
                }
                NoticeKind::Profile => {
                    profiles.push((source, notice.text.clone()));
                    self.notices.push(notice);
                }
                _ => self.notices.push(notice),
            }
        }
        let there: Vec<ProfileNo> =
            self.own_profiles.list.iter().filter(|own| !own.is_removed).map(|own| own.no).collect();
        let first_of = |source: &SourceId| unknown_before.get(source).copied().unwrap_or(usize::MAX);
        self.ask_profiles(&there, n_before, &first_of);
        profiles.iter().for_each(|(source, text)| self.adopt_profile(*source, text));
    }

    /// Uses a profile that was dropped from now on. Its text was read once by a reader without a problem.
    fn adopt_profile(&mut self, source: SourceId, text: &str) {
        let Ok(profile) = profile::parse(text) else { return };
        // Of two of one name, that of the later file is in force, whichever was read first.
        let no = self.profiles.add(&profile, self.store.place_of(source).0.saturating_add(1));
        self.own_profiles.list.push(OwnProfile { source, no, text: text.to_owned(), is_removed: false });
        self.ask_profiles(&[no], 0, &|_| 0);
        self.own_profiles.has_changed = true;
        self.store.note_rewrite();
    }

    /// Takes out the profiles of removed sources, and forgets what no profile knows of these.
    pub(super) fn drop_profiles(&mut self, sources: &HashSet<SourceId>) {
        let own = &mut self.own_profiles;
        own.reports.retain(|source, _| !sources.contains(source));
        own.unknown.retain(|source, _| !sources.contains(source));
        own.unknown_bytes = own.unknown.values().flatten().map(|unknown| unknown.notice.text.len()).sum();
        let mut has_removed = false;
        for own in own.list.iter_mut().filter(|own| !own.is_removed && sources.contains(&own.source)) {
            own.is_removed = true;
            self.profiles.remove(own.no);
            has_removed = true;
        }
        if has_removed {
            own.has_changed = true;
            self.store.note_rewrite();
            self.teach();
        }
    }

    /// Takes what profiles tell of notifications into a segment without rows: of those kept from a place on, and of those
    /// that no profile of the page knows from a place on in each source.
    fn ask_profiles(&mut self, asked: &[ProfileNo], first: usize, first_of: &dyn Fn(&SourceId) -> usize) {
        let mut builder = SegmentBuilder::default();
        let Engine { profiles, notices, own_profiles, .. } = self;
        let mut tell = |notice: &Notice, asked: ProfileNo| {
            let Notice { source, time, sender, text, .. } = notice;
            let envelope = Envelope { time: *time, sender: sender.as_deref(), source: *source, document: 0 };
            each(profiles, |profile| profile == asked, text, envelope, &mut |draft| builder.push_notice(draft)) > 0
        };
        for profile in asked {
            for notice in notices.iter().skip(first).filter(|notice| notice.kind != NoticeKind::Profile) {
                tell(notice, *profile);
            }
            for (source, unknown) in &mut own_profiles.unknown {
                for Unknown { notice, known_to } in unknown.iter_mut().skip(first_of(source)) {
                    if tell(notice, *profile) {
                        known_to.push(*profile);
                    }
                }
            }
        }
        if builder.n_notices() > 0 {
            self.store.adopt(builder.seal().0);
            self.origins.push(None);
        }
    }

    /// Takes note that there is a reader.
    pub(super) fn meet(&mut self, reader: ReaderId) {
        self.own_profiles.taught.entry(reader).or_default();
    }

    /// Tells readers of the profiles, and of their removal, as far as they do not know.
    pub(super) fn teach(&mut self) {
        let list = &self.own_profiles.list;
        let removed: Vec<u32> = list.iter().zip(0..).filter(|(own, _)| own.is_removed).map(|(_, at)| at).collect();
        let state = (list.len(), removed.len());
        if self.own_profiles.taught.values().all(|taught| *taught == state) {
            return;
        }
        let profiles: Vec<String> = list.iter().map(|own| own.text.clone()).collect();
        for (reader, taught) in self.own_profiles.taught.iter_mut().filter(|(_, taught)| **taught != state) {
            if self.lost.contains(reader) {
                continue;
            }
            self.last_ask = self.last_ask.next();
            let no = self.last_ask;
            if taught.0 < state.0 {
                self.own_profiles.learning.insert(no, Learning { reader: *reader, facts: Vec::new() });
            }
            *taught = state;
            let ask = Ask::Learn { no, profiles: profiles.clone(), removed: removed.clone() };
            self.out.push_back(Output::Ask(*reader, ask));
        }
    }

    /// Takes the facts that a reader took from a segment anew. They are put into the store together, for that makes all
    /// that was found so far invalid.
    pub(super) fn take_facts(&mut self, no: RequestId, segment: u32, bytes: &[u8], is_last: bool) {
        let Some(learning) = self.own_profiles.learning.get_mut(&no) else { return };
        let place = self.origins.iter().position(|origin| *origin == Some((learning.reader, segment)));
        let n_rows = |place: usize| self.store.held().get(place).map_or(0, |held| held.segment.n_rows());
        // A segment of which nothing is left has no rows for them.
        if let Some(place) = place
            && let Some(facts) = layout::facts_from_bytes(bytes, n_rows(place))
            && !facts.is_empty()
        {
            learning.facts.push((place as u32, facts));
        }
        if is_last {
            self.finish_learning(no);
        }
    }

    fn finish_learning(&mut self, no: RequestId) {
        let Some(Learning { mut facts, .. }) = self.own_profiles.learning.remove(&no) else { return };
        facts.retain(|(segment, _)| {
            self.store.held().get(*segment as usize).is_some_and(|held| held.segment.n_rows() > 0)
        });
        if !facts.is_empty() {
            self.store.add_facts(&facts);
            self.generation += 1;
            self.next_answer = 0.0;
        }
    }

    /// A reader died: what it has found until then is all.
    pub(super) fn lose_learning(&mut self, lost: ReaderId) {
        self.own_profiles.taught.remove(&lost);
        let learning = self.own_profiles.learning.iter().filter(|(_, learning)| learning.reader == lost);
        let asked: Vec<RequestId> = learning.map(|(no, _)| *no).collect();
        asked.into_iter().for_each(|no| self.finish_learning(no));
    }

    /// The report of a source that has ended, as it is with the profiles there are.
    pub(super) fn report_with_profiles(&mut self, source: SourceId, given: Report) -> Report {
        let own = &mut self.own_profiles;
        let depends = own.unknown.contains_key(&source) || own.list.iter().any(|own| own.source == source);
        if !depends {
            return given;
        }
        let report = own.report_of(source, &given, &self.profiles);
        own.reports.insert(source, Reported { given, told: Some(report.clone()) });
        report
    }

    /// The sources whose reports have changed with the profiles since the page was told.
    pub(super) fn changed_reports(&mut self) -> Vec<SourceReport> {
        if !std::mem::take(&mut self.own_profiles.has_changed) {
            return Vec::new();
        }
        let own = &self.own_profiles;
        let new = own.reports.iter().map(|(source, Reported { given, told })| {
            let report = own.report_of(*source, given, &self.profiles);
            (told.as_ref() != Some(&report)).then_some((*source, report))
        });
        let new: Vec<(SourceId, Report)> = new.flatten().collect();
        for (source, report) in &new {
            if let Some(reported) = self.own_profiles.reports.get_mut(source) {
                reported.told = Some(report.clone());
            }
        }
        new.into_iter().map(|(source, report)| self.source_report(source, Some(report))).collect()
    }
}
