//! What a story cannot tell, why, and what would. The texts are the profile's, for they name the means of the service.

use super::Story;
use super::step::Shows;
use crate::lifecycle_state::Submitted;
use crate::profile::{OpenQuestion, Question, Role};
use crate::registry::KindEntry;
use crate::span::Edge;
use crate::state::State;

/// What the events of a story leave open, in the order of its profile.
pub fn open_questions(kind: &KindEntry, story: &Story) -> Vec<OpenQuestion> {
    let open = kind.spec.open_questions.iter().filter(|open| is_open(open.question, story)).cloned();
    open.map(|open| match open.question {
        // What would tell is there, but for its time.
        Question::Start if story.lifecycle.is_start_undated => OpenQuestion {
            why: "It is known that it started, without a time".to_owned(),
            would_tell: "The envelope in which that was sent would tell, such as the SNS message".to_owned(),
            ..open
        },
        _ => open,
    })
    .collect()
}

/// Whether a story leaves a question open. None is asked of an id under which nothing was ever seen.
fn is_open(question: Question, story: &Story) -> bool {
    let lifecycle = &story.lifecycle;
    let never_ran = lifecycle.never_started || lifecycle.state == State::NotSubmitted;
    if !lifecycle.exists {
        return false;
    }
    match question {
        Question::Submission => {
            let is_recorded = matches!(lifecycle.submitted, Some(Submitted { is_decoded: false, .. }));
            !is_recorded || lifecycle.creation.is_none()
        }
        Question::Start => !never_ran && lifecycle.started.is_none_or(|start| start.edge != Edge::At),
        Question::OutputsEnd => {
            let is_told = lifecycle.has_ended && story.outputs.iter().all(|output| !output.status.is_empty());
            !never_ran && !is_told
        }
        Question::OutputsNow => !never_ran && lifecycle.state != State::Expired,
        // That it had ended does not tell how.
        Question::End => !never_ran && (!lifecycle.has_ended || lifecycle.state == State::LeftQueue),
        Question::Answers => story
            .steps
            .iter()
            .any(|step| step.role == Role::Read && matches!(step.shows, Shows::Existed { .. } | Shows::Nothing { .. })),
    }
}
