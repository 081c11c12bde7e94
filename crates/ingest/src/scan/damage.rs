//! What is damaged: repaired or refused alone, and where the next record begins.

use super::{MAX_VALUE_BYTES, Pass, Scanner, Stand};
use crate::record::Origin;
use crate::shape::{self, Object};
use trailglass_json::repair;
use trailglass_json::structural_index::{StructuralIndex, SyntaxError, SyntaxErrorKind};
use trailglass_json::walk;
use trailglass_protocol::report::ProblemKind;

impl Scanner {
    /// Refuses what stands in a list instead of a record: a value alone, or what a broken record left behind.
    pub(crate) fn no_record(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let rest = &pass.text[at..];
        let end = walk::value_end(&rest.as_bytes()[..self.reach(pass, at) - at], 0);
        let behind = end.map(|end| walk::skip_space(rest.as_bytes(), end));
        if behind.is_none_or(|behind| behind == rest.len()) && pass.may_wait(rest) {
            return None;
        }
        let is_value = behind.is_some_and(|behind| matches!(rest.as_bytes().get(behind), None | Some(b',' | b']')));
        let end = match end.filter(|_| is_value) {
            Some(end) => end,
            None => match pass.next_record(at, self.stand) {
                Next::At(next) => {
                    self.n_cut += u32::from(end.is_none());
                    next
                }
                Next::Cut => return None,
                Next::None if pass.may_wait(rest) => return None,
                Next::None => rest.len(),
            },
        };
        self.refuse(pass, at, ProblemKind::NotARecord(excerpt(&rest[..end])));
        Some(at + end.max(1))
    }

    /// Refuses what stands where a record should and is not JSON.
    pub(crate) fn refuse_broken(&mut self, pass: &mut Pass<'_>, at: usize, kind: ProblemKind) {
        self.n_broken += 1;
        self.refuse(pass, at, kind);
    }

    pub(crate) fn refuse(&self, pass: &mut Pass<'_>, at: usize, kind: ProblemKind) {
        pass.report.records += 1;
        pass.report.refused += 1;
        self.note(pass, at, kind);
    }

    /// Mends the record at `at`, or refuses it. Returns where to go on, or `None` to wait for its end.
    #[inline(never)]
    pub(super) fn broken(&mut self, pass: &mut Pass<'_>, at: usize, fault: SyntaxError) -> Option<usize> {
        let rest = &pass.text[at..];
        // An unclosed string swallows what follows, so the end that the brackets give is not believed beyond the
        // beginning of another record.
        let next = match pass.next_record(at, self.stand) {
            Next::At(next) => Some(next),
            Next::Cut => return None,
            Next::None => None,
        };
        self.n_cut += u32::from(fault.kind == SyntaxErrorKind::UnexpectedEnd && next.is_some());
        let end = walk::value_end(&rest.as_bytes()[..next.unwrap_or(rest.len())], 0);
        if end.is_none() && next.is_none() && pass.may_wait(rest) {
            return None;
        }
        if let Some(end) = end
            && let Some((repaired, defects)) = repair::repair(&rest[..end])
            && let Ok(record) = StructuralIndex::default().value(&repaired, 0)
        {
            for (place, defect) in defects {
                self.note(pass, at + place, ProblemKind::Repaired(defect));
            }
            self.keep(pass, at, record, &rest[..end], Origin::Repaired);
            return Some(at + end);
        }
        if fault.kind == SyntaxErrorKind::UnexpectedEnd && end.is_none() && next.is_none() {
            if pass.is_last {
                self.refuse_broken(pass, at + rest.len(), ProblemKind::Truncated);
            } else {
                self.lose(pass, at);
            }
        } else {
            let offset = fault.at - at;
            // Only what surely belongs to the record is quoted.
            let record = &rest[..end.or(next).unwrap_or(rest.len())];
            let words = format!("{}: {}", fault.kind, around(record, offset.min(record.len())));
            self.refuse_broken(pass, at + offset, ProblemKind::BrokenRecord(words));
        }
        Some(at + end.or(next).unwrap_or(rest.len()))
    }

    /// Gives up a value that is too long to be kept.
    pub(crate) fn lose(&mut self, pass: &mut Pass<'_>, at: usize) {
        self.refuse_broken(pass, at, ProblemKind::TooLong(MAX_VALUE_BYTES as f64));
        self.before_loss = self.stand;
        self.stand = Stand::Lost;
    }

    /// Looks for the next record behind a value that was given up.
    pub(crate) fn lost(&mut self, pass: &Pass<'_>, at: usize) -> Option<usize> {
        let rest = &pass.text[at..];
        if let Next::At(next) = next_record(rest, self.before_loss, false) {
            self.stand = self.before_loss;
            return Some(at + next);
        }
        let mut skipped = rest.len().saturating_sub(if pass.is_last { 0 } else { BEGINNING });
        while !rest.is_char_boundary(skipped) {
            skipped -= 1;
        }
        (skipped > 0).then_some(at + skipped)
    }
}

/// Where the next line begins with a value.
pub(super) fn next_line_with_value(text: &str) -> Option<usize> {
    let lines = memchr::memchr_iter(b'\n', text.as_bytes());
    lines.map(|end| end + 1).find(|start| matches!(text.as_bytes().get(*start), Some(b'{' | b'[')))
}

/// Where the next record seems to begin.
enum Next {
    /// So far behind.
    At(usize),
    /// The text ends before it can be told.
    Cut,
    /// Nowhere in the text at hand.
    None,
}

/// A record is recognised within so many bytes. They are few, for in lists within lists a value is in the beginning of each
/// list around it.
const BEGINNING: usize = 1024;
/// A value that the text ends within is walked through to that end. Of so many values it is believed that they may go so far.
const MANY_CUT: u32 = 64;

/// As much of the text as a record is recognised by.
fn beginning(text: &str) -> &str {
    let end = (0..=text.len().min(BEGINNING)).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

impl Scanner {
    /// What the object at the top is that the text begins with.
    pub(super) fn object(&self, text: &str) -> Object {
        shape::of_object(if self.n_cut < MANY_CUT { text } else { beginning(text) })
    }

    /// How far the value at `at` may go.
    pub(super) fn reach(&self, pass: &mut Pass<'_>, at: usize) -> usize {
        match self.n_cut {
            ..MANY_CUT => pass.text.len(),
            _ => match pass.next_record(at, self.stand) {
                Next::At(next) => at + next,
                Next::Cut | Next::None => pass.text.len(),
            },
        }
    }
}

impl Pass<'_> {
    /// Where behind the first character at `at` the next record seems to begin. What was found behind one place is the same
    /// for those that follow, so text full of damage is searched once.
    fn next_record(&mut self, at: usize, stand: Stand) -> Next {
        let known = self.next_record.filter(|(other, next)| *other == stand && next.is_none_or(|next| next > at));
        let next = match known {
            Some((_, next)) => next,
            None => {
                let rest = &self.text[at..];
                match next_record(rest, stand, self.may_wait(rest)) {
                    Next::At(next) => Some(at + next),
                    Next::Cut => return Next::Cut,
                    Next::None => None,
                }
            }
        };
        self.next_record = Some((stand, next));
        next.map_or(Next::None, |next| Next::At(next - at))
    }
}

/// Where, behind the first character, the next record seems to begin: with a line at the top; in a list behind a comma.
/// What begins there must look like a record, for objects stand in lists within records as well.
fn next_record(text: &str, stand: Stand, may_wait: bool) -> Next {
    let is_top = stand == Stand::Top;
    for at in memchr::memchr2_iter(b'{', b'[', text.as_bytes()).filter(|at| *at > 0) {
        let is_start = match is_top {
            true => text[..at].ends_with('\n'),
            false => text[..at].trim_ascii_end().ends_with(','),
        };
        let object = match &text[at..] {
            list if list.starts_with('[') => list[1..].trim_ascii_start(),
            object => object,
        };
        if !is_start || (!is_top && text.as_bytes()[at] == b'[') || !object.starts_with('{') {
            continue;
        }
        match shape::of_object(beginning(object)) {
            Object::Record => return Next::At(at),
            Object::Wrapper(_) if is_top => return Next::At(at),
            Object::Cut if may_wait && object.len() < BEGINNING => return Next::Cut,
            Object::Cut | Object::Wrapper(_) | Object::Entries(..) | Object::Other | Object::Broken => {}
        }
    }
    Next::None
}

/// The first characters of a text, to be recognised by.
pub(crate) fn excerpt(text: &str) -> String {
    const SHOWN: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(SHOWN).collect();
    if shown.len() < line.len() { format!("{shown}…") } else { shown }
}

/// What stands on both sides of a place, in its line.
fn around(text: &str, at: usize) -> &str {
    const SHOWN: usize = 24;
    let boundary = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (start, at, end) = (boundary(at - at.min(SHOWN)), boundary(at), boundary(text.len().min(at + SHOWN)));
    let before = text[start..at].rfind('\n').map_or(start, |line_end| start + line_end + 1);
    let behind = text[at..end].find('\n').map_or(end, |line_end| at + line_end);
    text[before..behind].trim()
}
