//! The states that a job is known to have been in, each with its evidence and how certain it is.

use crate::ui::common::icon::{Icon, icon, icon_of};
use crate::ui::intents::Intents;
use trailglass::engine::message::{StoryDetail, StoryStep};
use trailglass::event::time::Micros;
use yew::prelude::*;

/// The word for a state, as people read it.
pub fn word(state: &str) -> String {
    match state {
        "past-submitted" => "Past Submitted".to_owned(),
        "not-submitted" => "Not submitted".to_owned(),
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
        "submitted" => "state-mark is-wait",
        "canceled" => "state-mark is-cancel",
        "not-submitted" | "error" => "state-mark is-failed",
        "past-submitted" | "progressing" => "state-mark is-run",
        "complete" => "state-mark is-done",
        _ => "state-mark is-quiet",
    };
    icon_of(shape, class)
}

/// One stop on the rail.
struct Stop {
    state: String,
    certainty: &'static str,
    tag: &'static str,
    when: String,
    why: String,
    event: Option<(String, trailglass::engine::message::RowKey)>,
}

/// The states from left to right.
pub fn rail(story: &StoryDetail, intents: &Intents) -> Html {
    let stops = stops(story);
    html! {
        <section class="states">
            <h3>{ "State" }<span class="beside">{ "times in UTC" }</span></h3>
            <ol class="rail">
                for stop in stops.iter() {
                    <li class={classes!("stop", format!("is-{}", stop.certainty))}>
                        <div class="stop-mark">{ mark(&stop.state, stop.certainty) }<span class="stop-line"></span></div>
                        <p class="stop-head">
                            <strong>{ word(&stop.state) }</strong>
                            <span class="stop-when">{ stop.when.clone() }</span>
                            <span class="tag">{ stop.tag }</span>
                        </p>
                        <p class="stop-why">
                            if stop.tag == "decoded" { { icon(Icon::Clock) } }
                            { stop.why.clone() }
                            { event_link(stop, intents) }
                        </p>
                    </li>
                }
            </ol>
        </section>
    }
}

fn event_link(stop: &Stop, intents: &Intents) -> Html {
    let Some((name, row)) = &stop.event else { return Html::default() };
    let onclick = {
        let (intents, row) = (intents.clone(), *row);
        move |_| intents.show_event(row)
    };
    html! { <>{ " " }<button class="link" {onclick}>{ name.clone() }</button></> }
}

fn stops(story: &StoryDetail) -> Vec<Stop> {
    let job = &story.job;
    let step_of = |step: &StoryStep| (step.action.clone(), step.row);
    // Of an unknown state the proof is that of the state before, which has a stop of its own.
    let proof = story.proof.filter(|_| job.certainty != "unknown");
    let proof = proof.and_then(|row| story.steps.iter().find(|step| step.row == row));
    let clock = |time: Micros| format!("{} {}", time.date(), time.time_of_day());
    let mut stops = Vec::new();
    let is_refused = job.state == "not-submitted";
    if let Some(submitted) = job.submitted.filter(|_| !is_refused) {
        let create = story.steps.iter().find(|step| step.time == submitted && !job.is_decoded);
        stops.push(Stop {
            state: "submitted".to_owned(),
            certainty: if job.is_decoded { "inferred" } else { "recorded" },
            tag: if job.is_decoded { "decoded" } else { "recorded" },
            when: clock(submitted),
            why: match create {
                Some(step) => step.shows.clone(),
                None if job.is_decoded => {
                    "The id begins with the time of submission. No CreateJob is in these files".to_owned()
                }
                None => String::new(),
            },
            event: create.map(step_of),
        });
    }
    if job.state == "submitted" {
        return stops;
    }
    let (certainty, when) = match job.certainty.as_str() {
        "recorded" => ("recorded", proof.map_or_else(String::new, |step| clock(step.time))),
        "inferred" => ("inferred", proof.map_or_else(String::new, |step| format!("by {}", clock(step.time)))),
        _ => ("unknown", format!("after {}", clock(job.last_seen))),
    };
    stops.push(Stop {
        state: job.state.clone(),
        certainty,
        tag: certainty,
        when,
        why: match (proof, &job.error) {
            (Some(step), _) => step.shows.clone(),
            (None, Some(error)) => format!("Refused, {error}"),
            (None, None) => "No event in these files shows its state after that".to_owned(),
        },
        event: proof.map(step_of),
    });
    stops
}
