//! Text that is neither JSON nor a line of a log: a table, a lifecycle profile, or a format that is not recognised.

use super::table::Table;
use super::{Attempt, Scanner, State, Step};
use crate::formats::csv_cells::{self, RowReader};
use crate::formats::shape;
use crate::quote::excerpt;
use crate::report::{Problem, ProblemKind};
use trailglass_lifecycle::profile;
use trailglass_protocol::notification::NotificationKind;

/// A first row longer than this is no header.
const MAX_HEADER: usize = 64 * 1024;

impl Scanner {
    /// Reads the beginning of a text that begins neither as JSON nor as a line of a log.
    pub(super) fn read_other_text(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        let Some(at) = behind_preamble(attempt, at) else { return Step::NeedMoreInput };
        let rest = &attempt.text[at..];
        if !attempt.has_excerpt(rest) {
            return Step::NeedMoreInput;
        }
        if let Some(what) = shape::binary_format(rest.as_bytes()) {
            return self.refuse_text(attempt, ProblemKind::NotText(what));
        }
        let head = &rest[..rest.floor_char_boundary(MAX_HEADER)];
        let is_whole = attempt.is_last || rest.len() >= MAX_HEADER;
        let first_line = &head[..memchr::memchr(b'\n', head.as_bytes()).unwrap_or(head.len())];
        let first_row =
            RowReader::new(csv_cells::delimiter(first_line)).read(head, rest.len() < MAX_HEADER && is_whole);
        let row = match &first_row {
            Some(row) => &head[..row.length],
            None if !is_whole => return Step::NeedMoreInput,
            None => "",
        };
        if let Some(table) = Table::of(row) {
            self.table = Some(table);
            self.state = State::Table;
            return Step::Advance(at + row.len());
        }
        // A profile may begin with a long comment.
        if !is_whole {
            return Step::NeedMoreInput;
        }
        if profile::is_profile_text(head) {
            return self.read_profile(attempt, at);
        }
        let line = rest.lines().next().unwrap_or_default();
        let is_table = !row.is_empty() && row.len() < rest.len() && line.matches([',', ';', '\t']).count() >= 2;
        let kind = if is_table {
            ProblemKind::NotCloudTrail(format!("a table with the columns {}", excerpt(line)))
        } else {
            ProblemKind::NotJson(excerpt(rest))
        };
        self.refuse_text(attempt, kind)
    }

    /// Keeps the lifecycle profile that the text from `at` on is.
    fn read_profile(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        let rest = &attempt.text[at..];
        if attempt.may_wait(rest) {
            return Step::NeedMoreInput;
        }
        if let Err(mut problem) = profile::parse(rest) {
            // Lines before the profile count as well.
            problem.line += self.input.lines + attempt.text[..at].matches('\n').count() as u32;
            return self.refuse_text(attempt, ProblemKind::NotAProfile(problem.to_string()));
        }
        self.state = State::Refused;
        self.keep_text(attempt, NotificationKind::Profile, None, None, rest);
        Step::Advance(attempt.text.len())
    }

    fn refuse_text(&mut self, attempt: &mut Attempt<'_>, kind: ProblemKind) -> Step {
        self.state = State::Refused;
        attempt.report.note(Problem::whole(kind));
        Step::Advance(attempt.text.len())
    }
}

/// The place behind the line that a spreadsheet or Windows PowerShell puts before the headings; `None` where that line is
/// not whole.
fn behind_preamble(attempt: &Attempt<'_>, at: usize) -> Option<usize> {
    let rest = &attempt.text[at..];
    if !rest.starts_with("sep=") && !rest.starts_with("#TYPE ") {
        return Some(at);
    }
    match memchr::memchr(b'\n', rest.as_bytes()) {
        Some(end) => Some(at + end + 1),
        None => attempt.is_last.then_some(attempt.text.len()),
    }
}
