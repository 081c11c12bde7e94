//! The dropped files and what became of them.

use std::collections::HashSet;
use std::rc::Rc;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::{Progress, SourceReport, Within};
use trailglass_protocol::report::{Problem, ProblemKind, Report, Status};

/// A file as it was handed over.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceInfo {
    /// Its path below the dropped folder, or its name.
    pub name: Rc<str>,
    /// Its origin.
    pub origin: Origin,
}

/// The origin of a file, which decides whether a reload would lose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The user or another page handed it over: it is lost with the page.
    Given,
    /// The site of the page serves it, such as the sample or a file that a link names: it can be read again at any time.
    Site,
}

/// A file and the progress of reading it.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its number.
    pub number: SourceId,
    /// The dropped file that this one was found in, for a member of an archive.
    pub within: Option<SourceId>,
    /// The file.
    pub info: SourceInfo,
    /// Its status.
    pub status: Status,
    /// Its size in bytes; 0 until its reader has reported it. The browser takes most of a millisecond to look up the size of
    /// a file on the disk, too long for the page to do it for each of many files.
    pub bytes: f64,
    /// Bytes read so far.
    pub bytes_done: f64,
    /// Records found, so far or in all.
    pub records: u32,
    /// Events whose shown copy is in this file.
    pub events: u32,
    /// Copies of events whose shown copy is another record.
    pub duplicates: u32,
    /// The report of the reader, once the file has been read to its end.
    pub report: Option<Rc<Report>>,
}

/// All files, and their sums.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sources {
    /// The files in the order in which they were added. A source is behind its own `Rc`, so that one that did not change is
    /// equal by pointer.
    pub list: Vec<Rc<Source>>,
    /// The index of each file in the list.
    indices: Indices,
    /// Files that would be lost with the page.
    pub n_given: u32,
    /// Sources still to be read to their end.
    pub n_loading: u32,
    /// Sources read without a problem.
    pub n_ok: u32,
    /// Sources read with a problem.
    pub n_warning: u32,
    /// Sources of which nothing could be read.
    pub n_failed: u32,
    /// Records found in sources that have been read.
    pub records: u32,
    /// Events of them.
    pub events: u32,
    /// Duplicates of them.
    pub duplicates: u32,
    /// Refused records of them.
    pub refused: u32,
    /// Bytes of the files whose size is known.
    pub bytes: f64,
}

/// The index of each file in the list, by its id: of dropped files, and of members of archives. A removed file has none.
#[derive(Clone, Debug, Default, PartialEq)]
struct Indices {
    dropped: Vec<Option<u32>>,
    members: Vec<Option<u32>>,
}

impl Indices {
    fn of(&mut self, source: SourceId) -> &mut Option<u32> {
        let (list, at) = match source {
            SourceId::File(number) => (&mut self.dropped, number as usize),
            SourceId::Member(number) => (&mut self.members, number as usize),
        };
        if list.len() <= at {
            list.resize(at + 1, None);
        }
        &mut list[at]
    }

    fn get(&self, source: SourceId) -> Option<usize> {
        let index = match source {
            SourceId::File(number) => self.dropped.get(number as usize),
            SourceId::Member(number) => self.members.get(number as usize),
        };
        index.copied().flatten().map(|index| index as usize)
    }
}

impl Sources {
    /// The file of a number, unless it was removed.
    pub fn get(&self, number: SourceId) -> Option<&Rc<Source>> {
        self.list.get(self.indices.get(number)?)
    }

    /// Adds files, all waiting to be read. They are numbered in the order of dropping.
    pub fn add(&mut self, infos: Vec<SourceInfo>) {
        for info in infos {
            let number = SourceId::File(self.indices.dropped.len() as u32);
            self.push(number, None, info);
        }
    }

    fn push(&mut self, number: SourceId, within: Option<SourceId>, info: SourceInfo) {
        self.n_loading += 1;
        self.n_given += u32::from(is_given(within, &info));
        *self.indices.of(number) = Some(self.list.len() as u32);
        self.list.push(Rc::new(Source {
            number,
            within,
            info,
            status: Status::Loading,
            bytes: 0.0,
            bytes_done: 0.0,
            records: 0,
            events: 0,
            duplicates: 0,
            report: None,
        }));
    }

    /// Takes the progress of a reader over.
    pub fn progress(&mut self, progress: &Progress) {
        for step in &progress.sources {
            let Some(place) = self.indices.get(step.source) else { continue };
            let source = Rc::make_mut(&mut self.list[place]);
            // The engine may have reported the end of a source before; only the reader reports the size.
            self.bytes += step.bytes - source.bytes;
            source.bytes = step.bytes;
            if source.status == Status::Loading {
                source.bytes_done = step.bytes_done;
                source.records = step.records;
            } else {
                source.bytes_done = step.bytes;
            }
        }
    }

    /// Takes the counts of the engine over. An entry with a report marks its source as read to its end.
    pub fn report(&mut self, reports: Vec<SourceReport>) {
        for SourceReport { source, events, duplicates, report, within } in reports {
            if let Some(Within { source: dropped, name }) = within
                && self.get(dropped).is_some()
            {
                let origin = self.get(dropped).map_or(Origin::Given, |dropped| dropped.info.origin);
                self.push(source, Some(dropped), SourceInfo { name: name.into(), origin });
            }
            let Some(place) = self.indices.get(source) else { continue };
            let mut entry = Source::clone(&self.list[place]);
            if let Some(former) = entry.report.clone() {
                self.events -= entry.events;
                self.duplicates -= entry.duplicates;
                // A source that was given up with its reader may have been read to its end before; the engine's report wins.
                if report.is_some() {
                    self.records -= former.records;
                    self.refused -= former.refused;
                    *self.n_of(entry.status) -= 1;
                    self.n_loading += 1;
                }
            }
            (entry.events, entry.duplicates) = (events, duplicates);
            if let Some(report) = report {
                if entry.within.is_some() {
                    entry.bytes = report.bytes;
                }
                entry.bytes_done = entry.bytes;
                entry.records = report.records;
                entry.status = report.status();
                self.n_loading -= 1;
                self.records += report.records;
                self.refused += report.refused;
                *self.n_of(entry.status) += 1;
                entry.report = Some(Rc::new(report));
            }
            if entry.report.is_some() {
                self.events += events;
                self.duplicates += duplicates;
            }
            self.list[place] = Rc::new(entry);
        }
    }

    /// Takes files out of the list, and those found within them.
    pub fn remove(&mut self, numbers: &[SourceId]) {
        let meant = numbers.iter().copied().collect::<HashSet<SourceId>>();
        for source in std::mem::take(&mut self.list) {
            if !is_meant(&source, &meant) {
                *self.indices.of(source.number) = Some(self.list.len() as u32);
                self.list.push(source);
                continue;
            }
            *self.indices.of(source.number) = None;
            *self.n_of(source.status) -= 1;
            self.n_given -= u32::from(is_given(source.within, &source.info));
            if source.within.is_none() {
                self.bytes -= source.bytes;
            }
            if let Some(report) = &source.report {
                self.records -= report.records;
                self.refused -= report.refused;
                self.events -= source.events;
                self.duplicates -= source.duplicates;
            }
        }
    }

    /// Removes the members of archives that will be read again, which adds them again.
    pub fn forget_members(&mut self, dropped: &[SourceId]) {
        let meant = dropped.iter().copied().collect::<HashSet<SourceId>>();
        let is_member = |source: &&Rc<Source>| source.within.is_some_and(|within| meant.contains(&within));
        let members: Vec<SourceId> = self.list.iter().filter(is_member).map(|source| source.number).collect();
        if !members.is_empty() {
            self.remove(&members);
        }
    }

    /// Files that were dropped and are not read to their end.
    pub fn loading(&self) -> Vec<SourceId> {
        let loading = self.list.iter().filter(|source| source.status == Status::Loading && source.within.is_none());
        loading.map(|source| source.number).collect()
    }

    fn n_of(&mut self, status: Status) -> &mut u32 {
        match status {
            Status::Loading => &mut self.n_loading,
            Status::Ok => &mut self.n_ok,
            Status::Warning => &mut self.n_warning,
            Status::Failed => &mut self.n_failed,
        }
    }

    /// Marks sources as failed that crashed their reader.
    pub fn fail(&mut self, sources: &[SourceId], why: &str) {
        let meant = sources.iter().copied().collect::<HashSet<SourceId>>();
        let is_lost = |source: &Rc<Source>| source.status == Status::Loading && is_meant(source, &meant);
        let report = |source: &Rc<Source>| SourceReport {
            source: source.number,
            events: source.events,
            duplicates: source.duplicates,
            report: Some(Report {
                problems: vec![Problem::whole(ProblemKind::Unreadable(why.to_owned()))],
                n_problems: 1,
                ..Report::default()
            }),
            within: None,
        };
        let reports = self.list.iter().filter(|source| is_lost(source)).map(report).collect();
        self.report(reports);
    }

    /// The progress of reading all files, from 0 to 1. Each file has the same weight, as the sizes of waiting files are unknown.
    pub fn share(&self) -> f64 {
        let share = |source: &Rc<Source>| if source.bytes > 0.0 { source.bytes_done / source.bytes } else { 0.0 };
        // Among many files the few that are being read make no visible difference, and finding them would take long.
        let begun = if self.list.len() < 100 {
            self.list.iter().filter(|source| source.status == Status::Loading).map(share).sum()
        } else {
            0.0
        };
        (f64::from(self.n_read()) + begun) / (self.list.len() as f64).max(1.0)
    }

    /// Files read to their end.
    pub fn n_read(&self) -> u32 {
        self.list.len() as u32 - self.n_loading
    }
}

/// Whether a file was handed over itself, and is not a member of another.
fn is_given(within: Option<SourceId>, info: &SourceInfo) -> bool {
    within.is_none() && info.origin == Origin::Given
}

/// Whether the source is one of these, or a member of one.
fn is_meant(source: &Source, numbers: &HashSet<SourceId>) -> bool {
    numbers.contains(&source.number) || source.within.is_some_and(|within| numbers.contains(&within))
}
