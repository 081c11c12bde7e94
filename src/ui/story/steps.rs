//! A job's events in time order, each of which leads to the event itself, and between them what notifications say.

use crate::ui::actions::{Actions, use_actions};
use crate::ui::common::icon::{Icon, icon, icon_of};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::common::zone::use_clock;
use crate::ui::prelude::*;
use trailglass_event::outcome::Outcome;
use trailglass_event::time::Micros;
use trailglass_event::zone::Clock;
use trailglass_lifecycle::profile::Role;
use trailglass_protocol::message::{StoryDetail, StoryStep};

/// More steps than this are drawn only on request: a job that is polled for hours has thousands of reads.
const MAX_STEPS: usize = 500;

/// What the list needs.
#[derive(Properties, PartialEq)]
pub struct StepsProps {
    /// The story.
    pub story: Shared<StoryDetail>,
}

/// The list.
#[component]
pub fn Steps(props: &StepsProps) -> Html {
    let is_whole = use_state_eq(|| false);
    let actions = use_actions();
    let clock = use_clock();
    let steps = &props.story.steps;
    let shown = if *is_whole { steps.len() } else { steps.len().min(MAX_STEPS) };
    let hidden = steps.len() - shown;
    let start = steps.first().and_then(|step| step.time);
    // A date stands where the steps are not all of one day.
    let dates = || steps.iter().filter_map(|step| step.time).map(|time| clock.shown(time).date());
    let days = if dates().min() == dates().max() { Days::One } else { Days::Several };
    let show_all = {
        let is_whole = is_whole.setter();
        move |_| is_whole.set(true)
    };
    html! {
        <section class={classes!("steps-section", (days == Days::Several).then_some("has-dates"), clock.changes().then_some("has-offsets"))}>
            <h3>
                { "Steps" }
                <span class="aside-note">{ words::number(steps.len() as u32) }{ ", in time order" }</span>
            </h3>
            <div class="steps-head" aria-hidden="true">
                <span>{ format!("Time {}", clock.label()) }</span><span class="is-number">{ "After" }</span><span>{ "Step" }</span><span>{ "By" }</span>
                <span>{ "What it shows" }</span>
            </div>
            <ol role="list" class="steps">
                for step in steps[..shown].iter() {
                    <li>{ one(step, (start, days), &clock, &actions) }</li>
                }
            </ol>
            if hidden > 0 {
                <p class="more-lines">
                    { format!("{} more. ", words::count(hidden as u32, "step", "steps")) }
                    <button class="button is-small" onclick={show_all}>{ "Show all" }</button>
                </p>
            }
        </section>
    }
}

/// Whether all steps are of the same day.
#[derive(Clone, Copy, PartialEq)]
enum Days {
    One,
    Several,
}

/// The time of a step as the clock shows it.
fn time_words(time: Micros, days: Days, clock: &Clock) -> String {
    let shown = clock.shown(time);
    let date = if days == Days::Several { format!("{} ", shown.date()) } else { String::new() };
    let offset = if clock.changes() { format!(" {}", clock.label_at(time)) } else { String::new() };
    format!("{date}{}{offset}", shown.time_of_day())
}

fn one(step: &StoryStep, (start, days): (Option<Micros>, Days), clock: &Clock, actions: &Actions) -> Html {
    let after = start.zip(step.time).map(|(start, time)| words::after(start, time)).unwrap_or_default();
    let time = step.time.map(|time| time.to_string());
    let content = html! {
        <>
            <span class="step-mark">{ mark(step) }</span>
            <span class="step-time" title={time.clone()}>{ step.time.map(|time| time_words(time, days, clock)) }</span>
            <span class="step-after">{ after }</span>
            <span class="step-action log-text">{ step.action.clone() }</span>
            <span class="step-actor log-text" title={step.actor.clone()}>{ step.actor.clone() }</span>
            <span class="step-shows log-text">
                { step.shows.clone() }
                for (name, before, after) in step.changes.iter() {
                    <span class="change">
                        { name.clone() }{ " " }
                        if let Some(before) = before { <del>{ before.clone() }</del>{ " " } }
                        <ins>{ after.clone() }</ins>
                    </span>
                }
            </span>
        </>
    };
    let (id, action, role) = (step.event_id.clone(), step.action.clone(), step.role.as_str());
    // A notification is no event that a link could go to.
    let Some(row) = step.row else {
        return html! {
            <div class="step" data-testid="job-step" data-event-id={id} data-action={action} data-time={time} data-role={role}>
                { content }
            </div>
        };
    };
    let onclick = {
        let actions = actions.clone();
        move |_| actions.show_event(row)
    };
    html! {
        <button class="step" data-testid="job-step" data-event-id={id} data-action={action} data-time={time} data-role={role}
            {onclick}>
            { content }
            { icon(Icon::Right) }
        </button>
    }
}

fn mark(step: &StoryStep) -> Html {
    match step.outcome {
        Outcome::Denied => icon_of(Icon::Denied, "is-denied"),
        Outcome::Failed => icon_of(Icon::Failed, "is-failed"),
        Outcome::Unknown => icon_of(Icon::Unknown, "is-wait"),
        Outcome::Ok if matches!(step.role, Role::Read | Role::List) => icon_of(Icon::Read, "is-quiet"),
        Outcome::Ok => icon_of(Icon::Recorded, "is-wait"),
    }
}
