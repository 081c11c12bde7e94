//! Text that is neither JSON nor a line of a log: a table, a lifecycle profile, or a format that is not recognised.

use super::table::Table;
use super::{Attempt, Scanner, State, Step};
use crate::formats::csv_cells::{self, RowReader};
use crate::formats::shape;
use crate::quote::excerpt;
use crate::report::{Problem, ProblemKind};
use trailglass_lifecycle::profile;
use trailglass_protocol::notice::NoticeKind;

/// A first row longer than this is no header.
const MAX_HEADER: usize = 64 * 1024;

impl Scanner {
    /// Reads the beginning of a text that begins neither as JSON nor as a line of a log.
    pub(super) fn read_other_text(&mut self, attempt: &mut Attempt<'_>, at: usize) -> Step {
        let mut at = at;
        if attempt.text[at..].starts_with("sep=") || attempt.text[at..].starts_with("#TYPE ") {
            // The first line that a spreadsheet or Windows PowerShell puts before the headings.
            match memchr::memchr(b'\n', &attempt.text.as_bytes()[at..]) {
                None if !attempt.is_last => return Step::NeedMoreInput,
                end => at = end.map_or(attempt.text.len(), |end| at + end + 1),
            }
        }
        let rest = &attempt.text[at..];
        if !attempt.has_excerpt(rest) {
            return Step::NeedMoreInput;
        }
        let head = &rest[..rest.floor_char_boundary(MAX_HEADER)];
        let binary = shape::binary_format(rest.as_bytes());
        let first_line = &head[..memchr::memchr(b'\n', head.as_bytes()).unwrap_or(head.len())];
        let first_row = RowReader::new(csv_cells::delimiter(first_line)).read(head, false);
        let end = match first_row.map(|row| row.length) {
            _ if binary.is_some() => 0,
            Some(end) => end,
            None if rest.len() < MAX_HEADER && !attempt.is_last => return Step::NeedMoreInput,
            None if rest.len() < MAX_HEADER => rest.len(),
            None => 0,
        };
        let row = &rest[..end];
        if let Some(table) = Table::of(row) {
            self.table = Some(table);
            self.state = State::Table;
            return Step::Advance(at + end);
        }
        // What tells a profile may stand behind a long comment.
        if binary.is_none() && rest.len() < MAX_HEADER && !attempt.is_last {
            return Step::NeedMoreInput;
        }
        if binary.is_none() && profile::is_meant(head) {
            if attempt.may_wait(rest) {
                return Step::NeedMoreInput;
            }
            self.state = State::Refused;
            match profile::parse(rest) {
                Ok(_) => self.keep_text(attempt, NoticeKind::Profile, None, None, rest),
                Err(mut problem) => {
                    // White space before it has lines as well.
                    problem.line += self.input.lines + attempt.text[..at].matches('\n').count() as u32;
                    attempt.report.note(Problem::whole(ProblemKind::NotAProfile(problem.to_string())));
                }
            }
            return Step::Advance(attempt.text.len());
        }
        self.state = State::Refused;
        let line = rest.lines().next().unwrap_or_default();
        let is_table = line.matches([',', ';', '\t']).count() >= 2 && end < rest.len();
        let kind = match binary {
            Some(what) => ProblemKind::NotText(what),
            None if is_table && end > 0 => {
                ProblemKind::NotCloudTrail(format!("a table with the columns {}", excerpt(line)))
            }
            None => ProblemKind::NotJson(excerpt(rest)),
        };
        attempt.report.note(Problem::whole(kind));
        Step::Advance(attempt.text.len())
    }
}
