//! The states that a job is known to have been in, each with its evidence and how certain it is.

use crate::ui::actions::Actions;
use crate::ui::common::icon::{Icon, icon, icon_of};
use crate::ui::prelude::*;
use trailglass_event::zone::Clock;
use trailglass_lifecycle::state::{Certainty, State};
use trailglass_protocol::message::{Edge, StopState, StoryDetail, StoryStop};

/// The word for a state, as people read it.
pub fn word(state: State) -> String {
    match state {
        State::LeftQueue => "Left the queue".to_owned(),
        State::NotSubmitted => "Refused".to_owned(),
        other => other.to_string(),
    }
}

/// The mark before the word: its shape says how certain the state is, its colour which state it is.
pub fn mark(state: StopState, certainty: Certainty) -> Html {
    let shape = match certainty {
        Certainty::Recorded => Icon::Recorded,
        Certainty::Inferred => Icon::Inferred,
        Certainty::Unknown => Icon::Unknown,
    };
    let class = match state {
        StopState::Submitted | StopState::Reached(State::Paused | State::Stopped) => "state-mark is-wait",
        StopState::Reached(State::Canceled | State::Deleted | State::Expired) => "state-mark is-cancel",
        StopState::Reached(State::NotSubmitted | State::Error) => "state-mark is-failed",
        StopState::Reached(State::LeftQueue | State::Progressing | State::Active) => "state-mark is-run",
        StopState::Reached(State::Complete) => "state-mark is-done",
        StopState::Reached(State::Unknown) => "state-mark is-quiet",
    };
    icon_of(shape, class)
}

fn stop_word(state: StopState) -> String {
    match state {
        StopState::Submitted => "Submitted".to_owned(),
        StopState::Reached(state) => word(state),
    }
}

/// The states from left to right.
pub fn rail(story: &StoryDetail, clock: &Clock, actions: &Actions) -> Html {
    html! {
        <section class="states">
            <h3>{ "State" }<span class="aside-note">{ format!("times in {}", clock.label()) }</span></h3>
            <ol role="list" class="rail">
                for stop in story.stops.iter() {
                    <li class={classes!("stop", format!("is-{}", stop.certainty))}>
                        <div class="stop-mark">{ mark(stop.state, stop.certainty) }<span class="stop-line"></span></div>
                        <p class="stop-head">
                            <strong>{ stop_word(stop.state) }</strong>
                            <span class="stop-when">{ when(stop, clock) }</span>
                            <span class="tag">{ if stop.is_decoded { "decoded" } else { stop.certainty.as_str() } }</span>
                        </p>
                        <p class="stop-why log-text">
                            if stop.is_decoded { { icon(Icon::Clock) } }
                            { stop.why.clone() }
                            { event_link(stop, story, actions) }
                        </p>
                    </li>
                }
            </ol>
        </section>
    }
}

fn when(stop: &StoryStop, clock: &Clock) -> Html {
    let Some(time) = stop.time else { return html! { "time unknown" } };
    let bound = match (stop.edge, stop.certainty) {
        (Edge::At, _) => "",
        (Edge::NotBefore, Certainty::Unknown) => "after ",
        (Edge::NotBefore, _) => "not before ",
        (Edge::By, _) => "by ",
    };
    let shown = clock.shown(time);
    let offset = if clock.changes() { format!(" {}", clock.label_at(time)) } else { String::new() };
    html! {
        <>
            { bound }
            <time datetime={time.to_string()} title={time.to_string()}>{ format!("{} {}{offset}", shown.date(), shown.time_of_day()) }</time>
        </>
    }
}

fn event_link(stop: &StoryStop, story: &StoryDetail, actions: &Actions) -> Html {
    let step = stop.step.and_then(|step| story.steps.get(step as usize));
    let Some((step, row)) = step.and_then(|step| Some((step, step.row?))) else { return Html::default() };
    let onclick = {
        let actions = actions.clone();
        move |_| actions.show_event(row)
    };
    html! { <>{ " " }<button class="link" {onclick}>{ step.action.clone() }</button></> }
}
