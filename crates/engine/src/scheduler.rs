//! Which reader reads which file, and what happens to its files when a reader crashes. It runs on the page's side.
//!
//! A crashed reader cannot say which file it crashed on, whether the files before had filled its memory, or which of its
//! last messages arrived. So all its unread files become suspects: each is read again, by a reader that has no other file.
//! A suspect that crashes a reader which has read nothing else has failed.

use std::collections::{HashSet, VecDeque};
use trailglass_protocol::id::SourceId;

/// The files that are to be read, and the queue of each reader.
#[derive(Clone, Debug)]
pub struct Scheduler<File> {
    queues: Vec<WorkerQueue<File>>,
    /// Files that are assigned to no reader.
    waiting: VecDeque<QueuedFile<File>>,
}

#[derive(Clone, Debug)]
struct QueuedFile<File> {
    source: SourceId,
    file: File,
    is_suspect: bool,
}

/// The files that are assigned to one reader.
#[derive(Clone, Debug)]
struct WorkerQueue<File> {
    /// Those that it has not read, in order.
    unread: Vec<QueuedFile<File>>,
    /// Those whose end the engine has not reported; the unread ones are among them.
    unreported: Vec<QueuedFile<File>>,
    /// How many the reader was assigned since it started.
    n_assigned: u32,
}

/// What the crash of a reader means for its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CrashOutcome {
    /// Files that the engine may have in part, and has to forget.
    pub to_forget: Vec<SourceId>,
    /// Files that are not read again.
    pub failed: Vec<SourceId>,
    /// Files that are read again.
    pub retried: Vec<SourceId>,
}

impl<File: Clone> Scheduler<File> {
    /// A scheduler for so many readers, without files.
    pub fn new(n_readers: u32) -> Scheduler<File> {
        let queues =
            (0..n_readers).map(|_| WorkerQueue { unread: Vec::new(), unreported: Vec::new(), n_assigned: 0 }).collect();
        Scheduler { queues, waiting: VecDeque::new() }
    }

    /// Adds files to be read.
    pub fn add(&mut self, files: impl IntoIterator<Item = (SourceId, File)>) {
        self.waiting.extend(files.into_iter().map(|(source, file)| QueuedFile { source, file, is_suspect: false }));
    }

    /// Assigns waiting files to these readers, one in turn, so that all have work early, until each has so many. Returns the
    /// new files of each reader.
    pub fn assign(&mut self, readers: &[usize], at_once: usize) -> Vec<(usize, Vec<(SourceId, File)>)> {
        let mut assigned: Vec<(usize, Vec<(SourceId, File)>)> = readers.iter().map(|no| (*no, Vec::new())).collect();
        while let Some(next) = self.waiting.front() {
            let room = if next.is_suspect { 1 } else { at_once };
            let has_room = |queue: &WorkerQueue<File>| {
                queue.unread.len() < room && !queue.unread.iter().any(|file| file.is_suspect)
            };
            let burden = |queue: &WorkerQueue<File>| (next.is_suspect && queue.n_assigned > 0, queue.unread.len());
            let with_room = assigned.iter_mut().filter(|(no, _)| has_room(&self.queues[*no]));
            let Some((no, files)) = with_room.min_by_key(|(no, _)| burden(&self.queues[*no])) else { break };
            let Some(file) = self.waiting.pop_front() else { break };
            files.push((file.source, file.file.clone()));
            let queue = &mut self.queues[*no];
            queue.n_assigned += 1;
            queue.unread.push(file.clone());
            queue.unreported.push(file);
        }
        assigned.retain(|(_, files)| !files.is_empty());
        assigned
    }

    /// Records that a reader has read these files to their end.
    pub fn note_read(&mut self, reader: usize, sources: &[SourceId]) {
        self.queues[reader].unread.retain(|file| !sources.contains(&file.source));
    }

    /// Records that the engine has reported the end of these files.
    pub fn note_reported(&mut self, sources: &[SourceId]) {
        self.queues.iter_mut().for_each(|queue| queue.unreported.retain(|file| !sources.contains(&file.source)));
    }

    /// Removes files. Returns for each reader those that it has to stop reading.
    pub fn remove(&mut self, sources: &[SourceId]) -> Vec<Vec<SourceId>> {
        let meant: HashSet<SourceId> = sources.iter().copied().collect();
        let is_other = |file: &QueuedFile<File>| !meant.contains(&file.source);
        self.waiting.retain(is_other);
        let stop = |queue: &mut WorkerQueue<File>| {
            let stopped = queue.unread.iter().map(|file| file.source).filter(|source| meant.contains(source)).collect();
            queue.unread.retain(is_other);
            queue.unreported.retain(is_other);
            stopped
        };
        self.queues.iter_mut().map(stop).collect()
    }

    /// Handles the crash of a reader that is replaced. Its files are read again, except a suspect that was the only file the
    /// reader ever had.
    pub fn on_worker_crash(&mut self, reader: usize) -> CrashOutcome {
        let queue = &mut self.queues[reader];
        let was_new = std::mem::take(&mut queue.n_assigned) == 1;
        let unread_sources: Vec<SourceId> = queue.unread.drain(..).map(|file| file.source).collect();
        let unreported = std::mem::take(&mut queue.unreported);
        let mut outcome =
            CrashOutcome { to_forget: unreported.iter().map(|file| file.source).collect(), ..CrashOutcome::default() };
        let (suspects, others): (Vec<_>, Vec<_>) =
            unreported.into_iter().partition(|file| unread_sources.contains(&file.source));
        // Suspects go first, so that the replacement gets one before any other file.
        for file in others {
            outcome.retried.push(file.source);
            self.waiting.push_front(QueuedFile { is_suspect: false, ..file });
        }
        for file in suspects {
            if file.is_suspect && was_new {
                outcome.failed.push(file.source);
            } else {
                outcome.retried.push(file.source);
                self.waiting.push_front(QueuedFile { is_suspect: true, ..file });
            }
        }
        outcome
    }

    /// Handles the crash of a reader that is not replaced.
    pub fn on_worker_lost(&mut self, reader: usize) -> CrashOutcome {
        let queue = &mut self.queues[reader];
        queue.unread.clear();
        let unread: Vec<SourceId> = queue.unreported.drain(..).map(|file| file.source).collect();
        CrashOutcome { failed: unread.clone(), to_forget: unread, retried: Vec::new() }
    }

    /// Handles the crash of the last reader. Returns the files that will not be read.
    pub fn on_last_worker_crash(&mut self) -> Vec<SourceId> {
        let waiting: Vec<SourceId> = self.waiting.drain(..).map(|file| file.source).collect();
        let given = (0..self.queues.len()).flat_map(|reader| self.on_worker_lost(reader).failed);
        given.chain(waiting).collect()
    }

    /// Whether files have yet to be read, or their end to be reported.
    pub fn has_unfinished(&self) -> bool {
        !self.waiting.is_empty() || self.queues.iter().any(|queue| !queue.unreported.is_empty())
    }

    /// Whether a reader has yet to read a file to its end.
    pub fn is_unread(&self, source: SourceId) -> bool {
        self.queues.iter().any(|queue| queue.unread.iter().any(|file| file.source == source))
    }
}

/// Why a worker crashed, from what the browser says. A panic is reported in its own words before it ends in a trap; a failed
/// allocation is a trap alone, which each browser names in its own way.
pub fn crash_cause(said: &str) -> &str {
    if said.to_ascii_lowercase().contains("unreachable") { "probably its memory is full" } else { said }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trap_is_named_by_its_probable_cause_in_every_browser() {
        for trap in [
            "Uncaught RuntimeError: unreachable",
            "RuntimeError: unreachable executed",
            "RuntimeError: Unreachable code should not be executed (evaluating 'wasm.serve()')",
        ] {
            assert_eq!(crash_cause(trap), "probably its memory is full");
        }
        assert_eq!(crash_cause("panicked at: no such row"), "panicked at: no such row");
    }

    fn files<const N: usize>(numbers: [u32; N]) -> Vec<SourceId> {
        numbers.map(SourceId::File).into()
    }

    /// Files 0 to 9 for two readers with four at most.
    fn begun() -> Scheduler<char> {
        let mut scheduler = Scheduler::new(2);
        scheduler.add((0..10).map(SourceId::File).zip('a'..));
        assert_eq!(assigned_to_both(&mut scheduler), [(0, files([0, 2, 4, 6])), (1, files([1, 3, 5, 7]))]);
        scheduler
    }

    fn assigned_to_both(scheduler: &mut Scheduler<char>) -> Vec<(usize, Vec<SourceId>)> {
        let sources = |files: Vec<(SourceId, char)>| files.into_iter().map(|(source, _)| source).collect();
        scheduler.assign(&[0, 1], 4).into_iter().map(|(reader, files)| (reader, sources(files))).collect()
    }

    #[test]
    fn a_reader_that_has_read_a_file_gets_another() {
        let mut scheduler = begun();
        assert_eq!(assigned_to_both(&mut scheduler), []);
        scheduler.note_read(1, &files([1, 3, 5]));
        assert_eq!(assigned_to_both(&mut scheduler), [(1, files([8, 9]))]);
        scheduler.note_read(0, &files([0, 2, 4, 6]));
        scheduler.note_read(1, &files([7, 8, 9]));
        assert!(
            scheduler.has_unfinished() && !scheduler.is_unread(SourceId::File(9)),
            "the engine has not reported them"
        );
        scheduler.note_reported(&files(std::array::from_fn::<_, 10, _>(|number| number as u32)));
        assert!(!scheduler.has_unfinished());
    }

    #[test]
    fn readers_stop_reading_removed_files() {
        let mut scheduler = begun();
        assert_eq!(scheduler.remove(&files([2, 3, 8])), [files([2]), files([3])]);
        assert_eq!(assigned_to_both(&mut scheduler), [(0, files([9]))]);
    }

    #[test]
    fn the_file_that_crashes_readers_is_found_and_no_other_fails() {
        let mut scheduler = begun();
        scheduler.note_read(0, &files([0]));
        scheduler.note_reported(&files([1]));
        // The reader of 0, 2, 4 and 6 crashes on 4. 0, which it had read, is no suspect.
        assert_eq!(
            scheduler.on_worker_crash(0),
            CrashOutcome { to_forget: files([0, 2, 4, 6]), failed: vec![], retried: files([0, 2, 4, 6]) }
        );
        assert_eq!(assigned_to_both(&mut scheduler), [(0, files([6]))]);
        scheduler.note_read(0, &files([6]));
        scheduler.note_reported(&files([6]));
        scheduler.note_read(1, &files([1, 3, 5, 7]));
        assert_eq!(assigned_to_both(&mut scheduler), [(0, files([4])), (1, files([2]))]);
        // It has read 6 before, which may have filled its memory. The next one tries 4 alone.
        assert_eq!(scheduler.on_worker_crash(0).retried, files([4]));
        assert_eq!(assigned_to_both(&mut scheduler), [(0, files([4]))]);
        assert_eq!(
            scheduler.on_worker_crash(0),
            CrashOutcome { to_forget: files([4]), failed: files([4]), retried: vec![] }
        );
        scheduler.note_read(1, &files([2]));
        assert_eq!(assigned_to_both(&mut scheduler), [(0, files([0, 9])), (1, files([8]))]);
    }

    #[test]
    fn without_readers_all_files_fail() {
        let mut scheduler = begun();
        scheduler.note_reported(&files([0]));
        assert_eq!(scheduler.on_worker_lost(0).failed, files([2, 4, 6]));
        assert_eq!(scheduler.on_last_worker_crash(), files([1, 3, 5, 7, 8, 9]));
        assert!(!scheduler.has_unfinished());
    }
}
