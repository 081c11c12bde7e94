//! Which reader gets which file, and what becomes of its files when a reader dies.
//!
//! Nobody can ask a dead reader which file it died of, or whether what it read before had filled its memory; and what it told
//! last may not have arrived. So all that it held are suspects and are read again, each by a reader that holds nothing else.
//! One that ends a new reader, which has read nothing else either, has failed.

use std::collections::{HashSet, VecDeque};
use trailglass_protocol::id::SourceId;

/// The files that are to be read, and who reads them.
#[derive(Clone, Debug)]
pub struct Dealing<File> {
    hands: Vec<Hand<File>>,
    /// Files that no reader has been given.
    waiting: VecDeque<Dealt<File>>,
}

#[derive(Clone, Debug)]
struct Dealt<File> {
    source: SourceId,
    file: File,
    is_suspect: bool,
}

/// What one reader was given.
#[derive(Clone, Debug)]
struct Hand<File> {
    /// What it has not read, in the order in which it was given.
    holds: Vec<Dealt<File>>,
    /// That of which the engine has not told the end, the former among it.
    unreported: Vec<Dealt<File>>,
    /// How many the reader was given since it was new.
    n_given: u32,
}

/// What comes of a reader's death.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// What the engine may have in part, and is to forget.
    pub unread: Vec<SourceId>,
    /// What is not read again.
    pub failed: Vec<SourceId>,
    /// What is.
    pub again: Vec<SourceId>,
}

impl<File: Clone> Dealing<File> {
    /// No files, for so many readers.
    pub fn among(n_readers: u32) -> Dealing<File> {
        let hands = (0..n_readers).map(|_| Hand { holds: Vec::new(), unreported: Vec::new(), n_given: 0 }).collect();
        Dealing { hands, waiting: VecDeque::new() }
    }

    /// Takes files to be read.
    pub fn add(&mut self, files: impl IntoIterator<Item = (SourceId, File)>) {
        self.waiting.extend(files.into_iter().map(|(source, file)| Dealt { source, file, is_suspect: false }));
    }

    /// Gives waiting files to these readers, at most so many at once to each, one in turn, so that all have work early. Returns
    /// what each reader gets.
    pub fn deal(&mut self, readers: &[usize], at_once: usize) -> Vec<(usize, Vec<(SourceId, File)>)> {
        let mut dealt: Vec<(usize, Vec<(SourceId, File)>)> = readers.iter().map(|no| (*no, Vec::new())).collect();
        while let Some(next) = self.waiting.front() {
            let room = if next.is_suspect { 1 } else { at_once };
            let has_room =
                |hand: &Hand<File>| hand.holds.len() < room && !hand.holds.iter().any(|file| file.is_suspect);
            let burden = |hand: &Hand<File>| (next.is_suspect && hand.n_given > 0, hand.holds.len());
            let with_room = dealt.iter_mut().filter(|(no, _)| has_room(&self.hands[*no]));
            let Some((no, files)) = with_room.min_by_key(|(no, _)| burden(&self.hands[*no])) else { break };
            let Some(file) = self.waiting.pop_front() else { break };
            files.push((file.source, file.file.clone()));
            let hand = &mut self.hands[*no];
            hand.n_given += 1;
            hand.holds.push(file.clone());
            hand.unreported.push(file);
        }
        dealt.retain(|(_, files)| !files.is_empty());
        dealt
    }

    /// A reader has read these to their end.
    pub fn note_read(&mut self, reader: usize, sources: &[SourceId]) {
        self.hands[reader].holds.retain(|file| !sources.contains(&file.source));
    }

    /// The engine has told the end of these.
    pub fn note_told(&mut self, sources: &[SourceId]) {
        self.hands.iter_mut().for_each(|hand| hand.unreported.retain(|file| !sources.contains(&file.source)));
    }

    /// These are not wanted any more. Returns for each reader those that it has to stop.
    pub fn remove(&mut self, sources: &[SourceId]) -> Vec<Vec<SourceId>> {
        let meant: HashSet<SourceId> = sources.iter().copied().collect();
        let is_other = |file: &Dealt<File>| !meant.contains(&file.source);
        self.waiting.retain(is_other);
        let stop = |hand: &mut Hand<File>| {
            let stopped = hand.holds.iter().map(|file| file.source).filter(|source| meant.contains(source)).collect();
            hand.holds.retain(is_other);
            hand.unreported.retain(is_other);
            stopped
        };
        self.hands.iter_mut().map(stop).collect()
    }

    /// A reader has died, and a new one takes its place. What it was given is read again, but for a suspect that was all it was
    /// ever given.
    pub fn lose(&mut self, reader: usize) -> Loss {
        let hand = &mut self.hands[reader];
        let was_new = std::mem::take(&mut hand.n_given) == 1;
        let held: Vec<SourceId> = hand.holds.drain(..).map(|file| file.source).collect();
        let unreported = std::mem::take(&mut hand.unreported);
        let mut loss = Loss { unread: unreported.iter().map(|file| file.source).collect(), ..Loss::default() };
        let (suspects, others): (Vec<_>, Vec<_>) = unreported.into_iter().partition(|file| held.contains(&file.source));
        // Suspects come to stand in front, so that a new reader gets one before all else.
        for file in others {
            loss.again.push(file.source);
            self.waiting.push_front(Dealt { is_suspect: false, ..file });
        }
        for file in suspects {
            if file.is_suspect && was_new {
                loss.failed.push(file.source);
            } else {
                loss.again.push(file.source);
                self.waiting.push_front(Dealt { is_suspect: true, ..file });
            }
        }
        loss
    }

    /// A reader has died, and nobody takes its place.
    pub fn give_up(&mut self, reader: usize) -> Loss {
        let hand = &mut self.hands[reader];
        hand.holds.clear();
        let unread: Vec<SourceId> = hand.unreported.drain(..).map(|file| file.source).collect();
        Loss { failed: unread.clone(), unread, again: Vec::new() }
    }

    /// Nobody is left to read. Returns what was to be read.
    pub fn give_up_all(&mut self) -> Vec<SourceId> {
        let waiting: Vec<SourceId> = self.waiting.drain(..).map(|file| file.source).collect();
        let given = (0..self.hands.len()).flat_map(|reader| self.give_up(reader).failed);
        given.chain(waiting).collect()
    }

    /// Whether files are still to be read, or their end to be told.
    pub fn is_going_on(&self) -> bool {
        !self.waiting.is_empty() || self.hands.iter().any(|hand| !hand.unreported.is_empty())
    }

    /// Whether a reader is still at it.
    pub fn is_held(&self, source: SourceId) -> bool {
        self.hands.iter().any(|hand| hand.holds.iter().any(|file| file.source == source))
    }
}

/// Why a worker died, from what the browser says. A panic is told in its own words before it ends in a trap; an allocation
/// that fails is not, and the browsers call that trap by names of their own.
pub fn cause_of_death(said: &str) -> &str {
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
            assert_eq!(cause_of_death(trap), "probably its memory is full");
        }
        assert_eq!(cause_of_death("panicked at: no such row"), "panicked at: no such row");
    }

    fn files<const N: usize>(numbers: [u32; N]) -> Vec<SourceId> {
        numbers.map(SourceId::File).into()
    }

    /// Files 0 to 9 among two readers, who hold four at most.
    fn begun() -> Dealing<char> {
        let mut dealing = Dealing::among(2);
        dealing.add((0..10).map(SourceId::File).zip('a'..));
        assert_eq!(deal(&mut dealing), [(0, files([0, 2, 4, 6])), (1, files([1, 3, 5, 7]))]);
        dealing
    }

    fn deal(dealing: &mut Dealing<char>) -> Vec<(usize, Vec<SourceId>)> {
        let sources = |files: Vec<(SourceId, char)>| files.into_iter().map(|(source, _)| source).collect();
        dealing.deal(&[0, 1], 4).into_iter().map(|(reader, files)| (reader, sources(files))).collect()
    }

    #[test]
    fn who_has_read_a_file_gets_another() {
        let mut dealing = begun();
        assert_eq!(deal(&mut dealing), []);
        dealing.note_read(1, &files([1, 3, 5]));
        assert_eq!(deal(&mut dealing), [(1, files([8, 9]))]);
        dealing.note_read(0, &files([0, 2, 4, 6]));
        dealing.note_read(1, &files([7, 8, 9]));
        assert!(dealing.is_going_on() && !dealing.is_held(SourceId::File(9)), "the engine has not told of them");
        dealing.note_told(&files(std::array::from_fn::<_, 10, _>(|number| number as u32)));
        assert!(!dealing.is_going_on());
    }

    #[test]
    fn of_files_that_are_removed_the_begun_are_stopped() {
        let mut dealing = begun();
        assert_eq!(dealing.remove(&files([2, 3, 8])), [files([2]), files([3])]);
        assert_eq!(deal(&mut dealing), [(0, files([9]))]);
    }

    #[test]
    fn the_file_that_ends_readers_is_found_and_no_other_fails() {
        let mut dealing = begun();
        dealing.note_read(0, &files([0]));
        dealing.note_told(&files([1]));
        // The reader of 0, 2, 4 and 6 dies of 4. 0, which it had read, is no suspect.
        assert_eq!(dealing.lose(0), Loss { unread: files([0, 2, 4, 6]), failed: vec![], again: files([0, 2, 4, 6]) });
        assert_eq!(deal(&mut dealing), [(0, files([6]))]);
        dealing.note_read(0, &files([6]));
        dealing.note_told(&files([6]));
        dealing.note_read(1, &files([1, 3, 5, 7]));
        assert_eq!(deal(&mut dealing), [(0, files([4])), (1, files([2]))]);
        // It has read 6 before, which may have filled its memory. The next one tries 4 alone.
        assert_eq!(dealing.lose(0).again, files([4]));
        assert_eq!(deal(&mut dealing), [(0, files([4]))]);
        assert_eq!(dealing.lose(0), Loss { unread: files([4]), failed: files([4]), again: vec![] });
        dealing.note_read(1, &files([2]));
        assert_eq!(deal(&mut dealing), [(0, files([0, 9])), (1, files([8]))]);
    }

    #[test]
    fn where_nobody_is_left_all_has_failed() {
        let mut dealing = begun();
        dealing.note_told(&files([0]));
        assert_eq!(dealing.give_up(0).failed, files([2, 4, 6]));
        assert_eq!(dealing.give_up_all(), files([1, 3, 5, 7, 8, 9]));
        assert!(!dealing.is_going_on());
    }
}
