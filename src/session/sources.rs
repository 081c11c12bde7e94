//! The dropped files and what became of them.

use crate::engine::message::{Progress, SourceNo, SourceReport};
use crate::ingest::report::{Problem, ProblemKind, Report, Status};
use std::rc::Rc;

/// A file as it was handed over.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceInfo {
    /// Its path below the dropped folder, or its name.
    pub name: Rc<str>,
}

/// A file, and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The file.
    pub info: SourceInfo,
    /// How it stands.
    pub status: Status,
    /// Its size in bytes; 0 until its reader has looked. To ask for the size of a file on the disk takes the browser most
    /// of a millisecond, which the page does not have for each of many files.
    pub bytes: f64,
    /// Bytes read so far.
    pub bytes_done: f64,
    /// Records found, so far or in all.
    pub records: u32,
    /// Events of which its copy is the one shown.
    pub events: u32,
    /// Copies of events that another record gives as well.
    pub duplicates: u32,
    /// What the reader found, once it was read whole.
    pub report: Option<Rc<Report>>,
}

/// All files, and their sums.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sources {
    /// The files in the order of their numbers. A source is behind its own `Rc`, so that one that did not change is
    /// equal by pointer.
    pub list: Vec<Rc<Source>>,
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

impl Sources {
    /// Adds files, all waiting to be read.
    pub fn add(&mut self, infos: Vec<SourceInfo>) {
        for info in infos {
            self.n_loading += 1;
            self.list.push(Rc::new(Source {
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
    }

    /// Takes note of how far a reader is.
    pub fn progress(&mut self, progress: &Progress) {
        for step in &progress.sources {
            let Some(source) = self.list.get_mut(step.source as usize) else { continue };
            if source.status == Status::Loading {
                let source = Rc::make_mut(source);
                self.bytes += step.bytes - source.bytes;
                (source.bytes, source.bytes_done) = (step.bytes, step.bytes_done);
                source.records = step.records;
            }
        }
    }

    /// Takes note of what the engine counted; a report with it ends the reading of its source.
    pub fn report(&mut self, reports: Vec<SourceReport>) {
        for SourceReport { source, events, duplicates, report } in reports {
            let Some(mut entry) = self.list.get(source as usize).map(|entry| Source::clone(entry)) else { continue };
            if let Some(former) = entry.report.clone() {
                self.events -= entry.events;
                self.duplicates -= entry.duplicates;
                // A source that was given up with its reader may have been read whole before: the engine knows better.
                if report.is_some() {
                    self.records -= former.records;
                    self.refused -= former.refused;
                    *self.n_of(entry.status) -= 1;
                    self.n_loading += 1;
                }
            }
            (entry.events, entry.duplicates) = (events, duplicates);
            if let Some(report) = report {
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
            self.list[source as usize] = Rc::new(entry);
        }
    }

    fn n_of(&mut self, status: Status) -> &mut u32 {
        match status {
            Status::Loading => &mut self.n_loading,
            Status::Ok => &mut self.n_ok,
            Status::Warning => &mut self.n_warning,
            Status::Failed => &mut self.n_failed,
        }
    }

    /// Gives up sources whose reader died.
    pub fn fail(&mut self, sources: &[SourceNo], why: &str) {
        let lost = |source: &SourceNo| SourceReport {
            source: *source,
            events: self.list.get(*source as usize).map_or(0, |source| source.events),
            duplicates: self.list.get(*source as usize).map_or(0, |source| source.duplicates),
            report: Some(Report {
                problems: vec![Problem::whole(ProblemKind::Unreadable(why.to_owned()))],
                n_problems: 1,
                ..Report::default()
            }),
        };
        let is_loading = |source: &&SourceNo| {
            self.list.get(**source as usize).is_some_and(|source| source.status == Status::Loading)
        };
        let reports = sources.iter().filter(is_loading).map(lost).collect();
        self.report(reports);
    }

    /// How much of all has been read, from 0 to 1: each file counts as one, for the sizes of those that wait are not known.
    pub fn share(&self) -> f64 {
        let share = |source: &Rc<Source>| if source.bytes > 0.0 { source.bytes_done / source.bytes } else { 0.0 };
        // Readers hold few files at once, and these stand near each other, but looking for them costs more than it tells.
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
