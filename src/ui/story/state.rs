//! The states that a job is known to have been in, each with its evidence and how certain it is.

use crate::ui::actions::Actions;
use crate::ui::common::icon::{Icon, icon, icon_of};
use crate::ui::prelude::*;
use trailglass_event::zone::Clock;
use trailglass_protocol::message::{Edge, StoryDetail, StoryStop};

/// The word for a state, as people read it.
pub fn word(state: &str) -> String {
    match state {
        "past-submitted" => "Left the queue".to_owned(),
        "not-submitted" => "Refused".to_owned(),
        other => {
            let mut chars = other.chars();
            chars
                .next()
                .map_or_else(String::new, |first| std::iter::once(first.to_ascii_uppercase()).chain(chars).collect())
        }
    }
}

/// The mark before the word: its shape says how certain the state is, its colour which state it is.
pub fn mark(state: &str, certainty: &str) -> Html {
    let shape = match certainty {
        "recorded" => Icon::Recorded,
        "inferred" => Icon::Inferred,
        _ => Icon::Unknown,
    };
    let class = match state {
        "submitted" | "paused" | "stopped" => "state-mark is-wait",
        "canceled" | "deleted" | "expired" => "state-mark is-cancel",
        "not-submitted" | "error" => "state-mark is-failed",
        "past-submitted" | "progressing" | "active" => "state-mark is-run",
        "complete" => "state-mark is-done",
        _ => "state-mark is-quiet",
    };
    icon_of(shape, class)
}

/// The states from left to right.
pub fn rail(story: &StoryDetail, clock: &Clock, actions: &Actions) -> Html {
    html! {
        <section class="states">
            <h3>{ "State" }<span class="aside-note">{ format!("times in {}", clock.label()) }</span></h3>
            <ol role="list" class="rail">
                for stop in story.stops.iter() {
                    <li class={classes!("stop", format!("is-{}", stop.certainty))}>
                        <div class="stop-mark">{ mark(&stop.state, &stop.certainty) }<span class="stop-line"></span></div>
                        <p class="stop-head">
                            <strong>{ word(&stop.state) }</strong>
                            <span class="stop-when">{ when(stop, clock) }</span>
                            <span class="tag">{ if stop.is_decoded { "decoded" } else { &*stop.certainty } }</span>
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
    let bound = match (stop.edge, stop.certainty.as_str()) {
        (Edge::At, _) => "",
        (Edge::NotBefore, "unknown") => "after ",
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
