//! What a story cannot tell, why, and what would. The texts are the profile's, for they name the means of the service.

use super::{
    life::Submitted,
    profile::{KindUnknown, Role},
    span::Edge,
    state::State,
    step::Shows,
    story::Story,
    table::KindEntry,
};

/// Something that cannot be known from the events of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Which question it is.
    pub question: Question,
    /// What is not known, as a heading: "When it started".
    pub what: String,
    /// Why not.
    pub why: String,
    /// What would tell.
    pub would_tell: String,
}

/// A question that people ask of a story. Each decides for which stories it stands open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// Who submitted it, when and what: open where the submission is not in the files.
    Submission,
    /// When it started: open unless it never did.
    Start,
    /// Whether and how it ended: open unless an end is recorded.
    End,
    /// When each output finished: open unless there is none.
    OutputsEnd,
    /// What the reads returned: open where a read was accepted.
    Answers,
    /// Whether the outputs still exist: open unless there is none.
    OutputsNow,
}

impl Question {
    /// Every question with its word in profiles.
    pub const WORDS: [(&str, Question); 6] = [
        ("submission", Question::Submission),
        ("start", Question::Start),
        ("end", Question::End),
        ("outputs-end", Question::OutputsEnd),
        ("answers", Question::Answers),
        ("outputs-now", Question::OutputsNow),
    ];

    fn is_open(self, story: &Story) -> bool {
        let life = &story.life;
        let never_ran = life.never_started || life.state == State::NotSubmitted;
        // Of an id under which nothing was ever seen, there is no life to ask about.
        match self {
            _ if !life.exists => false,
            Question::Submission => {
                !matches!(life.submitted, Some(Submitted { decoded: false, .. })) || life.creation.is_none()
            }
            Question::Start => !never_ran && life.started.is_none_or(|start| start.edge != Edge::At),
            Question::OutputsEnd => {
                let is_told = life.has_ended && story.outputs.iter().all(|output| !output.status.is_empty());
                !never_ran && !is_told
            }
            Question::OutputsNow => !never_ran && life.state != State::Expired,
            // That it had ended is not how.
            Question::End => !never_ran && (!life.has_ended || life.state == State::PastSubmitted),
            Question::Answers => story.steps.iter().any(|step| {
                step.role == Role::Read && matches!(step.shows, Shows::Existed { .. } | Shows::Nothing { .. })
            }),
        }
    }
}

/// What the events of a story leave open, in the order of its profile.
pub fn not_observable(kind: &KindEntry, story: &Story) -> Vec<Unknown> {
    let open = kind.unknowns.iter().filter(|unknown| unknown.question.is_open(story));
    open.map(|unknown| {
        let KindUnknown { question, what, why, would_tell } = unknown.clone();
        match question {
            // What would tell is there, but for its time.
            Question::Start if story.life.is_start_undated => Unknown {
                question,
                what,
                why: "It is told that it started, without a time".to_owned(),
                would_tell: "The envelope in which that was sent would tell, such as the SNS message".to_owned(),
            },
            _ => Unknown { question, what, why, would_tell },
        }
    })
    .collect()
}
