//! The one table of what the jobs table can be asked and sorted by; the counterpart of [`trailglass_event::field`].

use super::state::STATES;
use trailglass_event::field::{FieldInfo, Kind, info, named};
use trailglass_event::word::{Word, word};

/// A field of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobField {
    /// The state at the end of the data.
    State,
    /// `recorded`, `inferred` or `unknown`.
    Certainty,
    /// The id.
    Job,
    /// `elastic-transcoder/job`.
    Kind,
    /// The first input's key.
    Input,
    /// The pipeline.
    Pipeline,
    /// Who submitted it.
    Actor,
    /// Who canceled or deleted it.
    EndedBy,
    /// When it was submitted.
    Submitted,
    /// When the last event named it.
    LastSeen,
    /// How many reads there were.
    Reads,
    /// How many outputs were asked for.
    Outputs,
    /// How long it waited until it started, or was canceled.
    Waited,
    /// How long it ran.
    Ran,
    /// How often it is used.
    Uses,
    /// What deserves a look.
    Finding,
    /// Its life as a lane, by its beginning.
    Life,
    /// The error code of a refused submission, or that it failed with.
    Error,
    /// The region.
    Region,
    /// The account.
    Account,
}

/// What the table knows of a field.
pub type JobFieldInfo = FieldInfo<JobField>;

/// The words of [`Certainty`](super::state::Certainty).
const CERTAINTIES: &[Word] =
    &[word("recorded", &["certain", "known"]), word("inferred", &[]), word("unknown", &["none"])];

/// Every field, in the order of [`JobField`], so that `JOB_FIELDS[field as usize]` is its entry.
pub const JOB_FIELDS: &[JobFieldInfo] = &[
    info(
        JobField::State,
        "state",
        &[],
        "State",
        Kind::Text,
        "unknown, not-submitted, past-submitted, progressing, complete, error, canceled; active, paused, stopped, deleted",
    )
    .of_words(STATES),
    info(JobField::Certainty, "certainty", &[], "Certainty", Kind::Text, "recorded, inferred or unknown")
        .of_words(CERTAINTIES),
    info(JobField::Job, "job", &["id"], "Job", Kind::Text, "the id of the job"),
    info(JobField::Kind, "kind", &[], "Kind", Kind::Text, "elastic-transcoder/job, or job for short"),
    info(JobField::Input, "input", &[], "Input", Kind::Text, "the key of the input"),
    info(JobField::Pipeline, "pipeline", &["parent"], "Pipeline", Kind::Text, "the pipeline it was submitted to"),
    info(JobField::Actor, "actor", &["submitted-by"], "Submitted by", Kind::Text, "who submitted it"),
    info(JobField::EndedBy, "ended-by", &["canceled-by"], "Ended by", Kind::Text, "who canceled or deleted it"),
    info(JobField::Submitted, "submitted", &["time"], "Submitted", Kind::Time, "when it was submitted, in UTC"),
    info(JobField::LastSeen, "last-seen", &[], "Last seen", Kind::Time, "when the last event named it, in UTC"),
    info(JobField::Reads, "reads", &[], "Reads", Kind::Number, "how often it was read"),
    info(JobField::Outputs, "outputs", &[], "Outputs", Kind::Number, "how many outputs were asked for"),
    info(JobField::Waited, "waited", &["wait"], "Wait", Kind::Duration, "how long it waited, as far as that is proven"),
    info(JobField::Ran, "ran", &["run"], "Run", Kind::Duration, "how long it ran, as far as that is proven"),
    info(JobField::Uses, "uses", &[], "Uses", Kind::Number, "how often it is used: a preset by jobs"),
    info(
        JobField::Finding,
        "finding",
        &[],
        "Finding",
        Kind::Text,
        "stuck, contradicted, polled, read-after-end, throttled, after-change",
    ),
    info(JobField::Life, "life", &["timeline"], "Life", Kind::Time, "its life as a lane, by its beginning"),
    info(JobField::Error, "error", &[], "Error", Kind::Text, "the code with which it was refused or failed"),
    info(JobField::Region, "region", &[], "Region", Kind::Text, "the region"),
    info(JobField::Account, "account", &[], "Account", Kind::Text, "the account"),
];

impl JobField {
    /// What the table knows of this field.
    pub fn info(self) -> &'static JobFieldInfo {
        &JOB_FIELDS[self as usize]
    }

    /// The field of this name or other name, without regard to case.
    pub fn named(name: &str) -> Option<JobField> {
        named(JOB_FIELDS, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Certainty, State};

    #[test]
    fn every_state_and_certainty_is_a_word_that_can_be_asked_for() {
        let names = |words: &[Word]| words.iter().map(|word| word.name).collect::<Vec<_>>();
        assert_eq!(names(STATES), State::ALL.map(State::as_str));
        let certainties = [Certainty::Recorded, Certainty::Inferred, Certainty::Unknown];
        assert_eq!(names(CERTAINTIES), certainties.map(Certainty::as_str));
    }

    #[test]
    fn the_table_is_in_the_order_of_the_fields() {
        for (at, info) in JOB_FIELDS.iter().enumerate() {
            assert_eq!(info.field as usize, at, "{}", info.name);
        }
    }
}
