//! The states that a resource is known to have been in, from its submission to the end of the data.

use super::facts::open_pause;
use crate::resources::view::ResourceView;
use trailglass_lifecycle::span::Edge;
use trailglass_lifecycle::state::{Certainty, State};
use trailglass_lifecycle::story::{Milestone, Story};
use trailglass_protocol::message::{StopState, StoryStop};

/// The states from the submission to the end of the data. The last one may be that the state is unknown.
pub fn stops(resource: &ResourceView<'_>, story: &Story) -> Vec<StoryStop> {
    let shown = story.milestones.iter().map(|stop| shown_stop(stop, story));
    decoded_submission(resource, story).into_iter().chain(shown).chain(concluded_stop(resource, story)).collect()
}

/// The submission that the id of a resource tells, where no event shows it.
fn decoded_submission(resource: &ResourceView<'_>, story: &Story) -> Option<StoryStop> {
    let is_shown = story.milestones.first().is_some_and(|stop| stop.state.is_none());
    let submitted = resource.lifecycle.submitted.filter(|submitted| submitted.is_decoded && !is_shown)?;
    Some(StoryStop {
        state: StopState::Submitted,
        certainty: Certainty::Inferred,
        time: Some(submitted.time),
        edge: Edge::At,
        is_decoded: true,
        why: "The id begins with the time of submission, and no submission is in these files".to_owned(),
        step: None,
    })
}

/// The last state where no step shows it: it follows from other resources, or from its expiry, or is unknown.
fn concluded_stop(resource: &ResourceView<'_>, story: &Story) -> Option<StoryStop> {
    let lifecycle = resource.lifecycle;
    let parent = resource.kind.spec.parent.as_deref().unwrap_or("parent");
    let (time, edge, why) = if let Some(deleted) = lifecycle.parent_deleted {
        let why = format!("Its {parent} was deleted, which is refused while anything that belongs to it is unfinished");
        (Some(deleted), Edge::By, why)
    } else if lifecycle.state == State::Expired {
        (lifecycle.ended.map(|end| end.time), Edge::At, "Its response says when it expires".to_owned())
    } else if lifecycle.state != State::Unknown {
        return None;
    } else {
        let why = match (lifecycle.exists, story.steps.is_empty()) {
            (_, true) => {
                format!("Only events of other resources name the {}; these files have none of its own", story.noun)
            }
            (false, _) => format!("No event in these files shows that the {} existed", story.noun),
            (true, false) if open_pause(resource).is_some() => format!("Its {parent} is paused"),
            (true, false) => "No event in these files shows its state after that".to_owned(),
        };
        (lifecycle.last_known(), Edge::NotBefore, why)
    };
    Some(StoryStop {
        state: StopState::Reached(lifecycle.state),
        certainty: lifecycle.certainty,
        time,
        edge,
        is_decoded: false,
        why,
        step: None,
    })
}

/// A state that a step shows.
fn shown_stop(stop: &Milestone, story: &Story) -> StoryStop {
    StoryStop {
        state: stop.state.into(),
        certainty: stop.certainty,
        time: stop.time,
        edge: stop.edge,
        is_decoded: false,
        why: story.steps[stop.step].shows.to_string(),
        step: Some(stop.step as u32),
    }
}
