//! Damage: what is repaired or refused alone, and where the next record begins.

use super::{Attempt, MAX_VALUE_BYTES, Scanner, State, Step};
use crate::formats::shape::{self, ObjectShape};
use crate::quote::{around, excerpt};
use crate::record::Origin;
use trailglass_json::repair;
use trailglass_json::structural_index::{StructuralIndex, SyntaxError, SyntaxErrorKind};
use trailglass_json::walk;
use trailglass_protocol::report::ProblemKind;

/// Damage that was found so far.
#[derive(Default)]
pub(super) struct DamageCounts {
    /// Values in the place of records that are not JSON.
    pub(super) n_broken: u32,
    /// Values that the text ends within, though another follows.
    pub(super) n_cut: u32,
}

impl Scanner {
    /// Refuses what is in a list instead of a record: another value, or the rest of a broken record.
    pub(super) fn refuse_value(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        let rest = &attempt.text[at..];
        let end = walk::value_end(&rest.as_bytes()[..self.limit(attempt, at) - at], 0);
        let behind = end.map(|end| walk::skip_space(rest.as_bytes(), end));
        if behind.is_none_or(|behind| behind == rest.len()) && attempt.may_wait(rest) {
            return Step::NeedMoreInput;
        }
        let is_value = behind.is_some_and(|behind| matches!(rest.as_bytes().get(behind), None | Some(b',' | b']')));
        let end = match end.filter(|_| is_value) {
            Some(end) => end,
            None => match attempt.next_record(at, self.state) {
                NextRecord::At(next) => {
                    self.damage.n_cut += u32::from(end.is_none());
                    next
                }
                NextRecord::Cut => return Step::NeedMoreInput,
                NextRecord::None if attempt.may_wait(rest) => return Step::NeedMoreInput,
                NextRecord::None => rest.len(),
            },
        };
        self.refuse(attempt, at, ProblemKind::NotARecord(excerpt(&rest[..end])));
        Step::Advance(at + end.max(1))
    }

    /// Refuses text in the place of a record that is not JSON.
    pub(super) fn refuse_broken(&mut self, attempt: &mut Attempt<'_>, at: usize, kind: ProblemKind) {
        self.damage.n_broken += 1;
        self.refuse(attempt, at, kind);
    }

    pub(super) fn refuse(&self, attempt: &mut Attempt<'_>, at: usize, kind: ProblemKind) {
        attempt.report.records += 1;
        attempt.report.refused += 1;
        self.note(attempt, at, kind);
    }

    /// Repairs the record at `at`, or refuses it.
    #[inline(never)]
    pub(super) fn repair_or_refuse(&mut self, attempt: &mut Attempt<'_>, at: usize, error: SyntaxError) -> Step {
        let rest = &attempt.text[at..];
        // An unclosed string swallows the text behind it, so a record does not end behind the beginning of another one,
        // whatever its brackets say.
        let next = match attempt.next_record(at, self.state) {
            NextRecord::At(next) => Some(next),
            NextRecord::Cut => return Step::NeedMoreInput,
            NextRecord::None => None,
        };
        self.damage.n_cut += u32::from(error.kind == SyntaxErrorKind::UnexpectedEnd && next.is_some());
        let end = walk::value_end(&rest.as_bytes()[..next.unwrap_or(rest.len())], 0);
        if end.is_none() && next.is_none() && attempt.may_wait(rest) {
            return Step::NeedMoreInput;
        }
        if let Some(end) = end
            && let Some((repaired, defects)) = repair::repair(&rest[..end])
            && let Ok(record) = StructuralIndex::default().value(&repaired, 0)
        {
            for (place, defect) in defects {
                self.note(attempt, at + place, ProblemKind::Repaired(defect));
            }
            self.push_record(attempt, at, record, &rest[..end], Origin::Repaired);
            return Step::Advance(at + end);
        }
        if error.kind == SyntaxErrorKind::UnexpectedEnd && end.is_none() && next.is_none() {
            if attempt.is_last {
                self.refuse_broken(attempt, at + rest.len(), ProblemKind::Truncated);
            } else {
                self.begin_resync(attempt, at);
            }
        } else {
            let offset = error.at - at;
            // Only text that certainly belongs to the record is quoted.
            let record = &rest[..end.or(next).unwrap_or(rest.len())];
            let words = format!("{}: {}", error.kind, around(record, offset.min(record.len())));
            self.refuse_broken(attempt, at + offset, ProblemKind::BrokenRecord(words));
        }
        Step::Advance(at + end.or(next).unwrap_or(rest.len()))
    }

    /// Gives up a value that is too long to be kept.
    pub(super) fn begin_resync(&mut self, attempt: &mut Attempt<'_>, at: usize) {
        self.refuse_broken(attempt, at, ProblemKind::TooLong(MAX_VALUE_BYTES as f64));
        self.state_before_resync = self.state;
        self.state = State::Resync;
    }

    /// Looks for the next record behind a value that was given up.
    pub(super) fn find_next_record(&mut self, attempt: &Attempt<'_>, at: usize) -> Step {
        let rest = &attempt.text[at..];
        if let NextRecord::At(next) = next_record(rest, self.state_before_resync, false) {
            self.state = self.state_before_resync;
            return Step::Advance(at + next);
        }
        let n_kept = if attempt.is_last { 0 } else { BEGINNING };
        match rest.floor_char_boundary(rest.len().saturating_sub(n_kept)) {
            0 => Step::NeedMoreInput,
            n_skipped => Step::Advance(at + n_skipped),
        }
    }
}

/// Where the next line begins with a value.
pub(super) fn next_line_with_value(text: &str) -> Option<usize> {
    let lines = memchr::memchr_iter(b'\n', text.as_bytes());
    lines.map(|end| end + 1).find(|start| matches!(text.as_bytes().get(*start), Some(b'{' | b'[')))
}

/// Where the next record seems to begin.
enum NextRecord {
    /// This many bytes behind.
    At(usize),
    /// The text ends too early to be sure.
    Cut,
    /// Nowhere in the text at hand.
    None,
}

/// A record is recognised by at most this many bytes. They are few, because in lists within lists the beginnings overlap.
const BEGINNING: usize = 1024;
/// A value that the text ends within is read to the end of the text. After this many, each value is read at most to the
/// beginning of the next record.
const MANY_CUT: u32 = 64;

/// The part of a text that a record at its beginning is recognised by.
fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(BEGINNING)]
}

impl Scanner {
    /// Recognises the object that the text begins with, between values.
    pub(super) fn recognise_object(&self, text: &str) -> ObjectShape {
        shape::object_shape(if self.damage.n_cut < MANY_CUT { text } else { beginning(text) })
    }

    /// The byte up to which the value at `at` is read.
    pub(super) fn limit(&self, attempt: &mut Attempt<'_>, at: usize) -> usize {
        if self.damage.n_cut < MANY_CUT {
            return attempt.text.len();
        }
        match attempt.next_record(at, self.state) {
            NextRecord::At(next) => at + next,
            NextRecord::Cut | NextRecord::None => attempt.text.len(),
        }
    }
}

impl Attempt<'_> {
    /// Where behind the first character at `at` the next record seems to begin. The result for one place holds for those
    /// behind it, so text full of damage is searched once.
    fn next_record(&mut self, at: usize, state: State) -> NextRecord {
        let known = self.next_record.filter(|(other, next)| *other == state && next.is_none_or(|next| next > at));
        let next = match known {
            Some((_, next)) => next,
            None => {
                let rest = &self.text[at..];
                match next_record(rest, state, self.may_wait(rest)) {
                    NextRecord::At(next) => Some(at + next),
                    NextRecord::Cut => return NextRecord::Cut,
                    NextRecord::None => None,
                }
            }
        };
        self.next_record = Some((state, next));
        next.map_or(NextRecord::None, |next| NextRecord::At(next - at))
    }
}

/// Where, behind the first character, the next record seems to begin: with a line at the top; in a list behind a comma.
/// What begins there must look like a record, because records hold lists of objects as well.
fn next_record(text: &str, state: State, may_wait: bool) -> NextRecord {
    let is_top = state == State::Top;
    for at in memchr::memchr2_iter(b'{', b'[', text.as_bytes()).filter(|at| *at > 0) {
        let before = &text[..at];
        let is_start = if is_top { before.ends_with('\n') } else { before.trim_ascii_end().ends_with(',') };
        let object = match &text[at..] {
            list if list.starts_with('[') => list[1..].trim_ascii_start(),
            object => object,
        };
        if !is_start || (!is_top && text.as_bytes()[at] == b'[') || !object.starts_with('{') {
            continue;
        }
        match shape::object_shape(beginning(object)) {
            ObjectShape::Record => return NextRecord::At(at),
            ObjectShape::Wrapper(_) if is_top => return NextRecord::At(at),
            ObjectShape::Cut if may_wait && object.len() < BEGINNING => return NextRecord::Cut,
            ObjectShape::Cut
            | ObjectShape::Wrapper(_)
            | ObjectShape::Entries(..)
            | ObjectShape::Other
            | ObjectShape::Broken => {}
        }
    }
    NextRecord::None
}
