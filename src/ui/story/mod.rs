//! The story of one job: what it is, how far it came and how that is known, its events, and what nobody can know.
//!
//! - [`state`]: the states with their evidence and certainty
//! - [`steps`]: its events in time order, each leading to the event

pub mod state;
pub mod steps;

use crate::ui::actions::{Actions, use_actions};
use crate::ui::common::empty_state::EmptyState;
use crate::ui::common::facts::facts;
use crate::ui::common::icon::{Icon, icon_of};
use crate::ui::common::pane::{head, pane_keys, use_cover};
use crate::ui::common::shared::Shared;
use crate::ui::common::splitter::{Panel, Splitter};
use crate::ui::common::words;
use crate::ui::common::words::noun_of;
use crate::ui::common::zone::use_clock;
use crate::ui::prelude::*;
use crate::ui::table::timeline_row::output_timeline;
use state::{mark, rail, word};
use steps::Steps;
use trailglass_lifecycle::state::State;
use trailglass_protocol::message::{FindingDetail, NotObservable, StopState, StoryDetail, StoryOutput, View};
use trailglass_session::Action;
use trailglass_session::Opened;

/// What the story needs.
#[derive(Properties, PartialEq)]
pub struct StoryProps {
    /// The job, or the former one while this one is on its way.
    pub opened: Opened<String, StoryDetail>,
    /// Whether it is in none of the files.
    pub is_missing: bool,
    /// The story is to be closed.
    pub on_close: Callback<()>,
    /// Another job is to be opened, so many rows on.
    pub on_step: Callback<i64>,
}

/// The story.
#[component]
pub fn Story(props: &StoryProps) -> Html {
    let StoryProps { opened, is_missing, on_close, on_step } = props;
    let actions = use_actions();
    let clock = use_clock();
    let onkeydown = pane_keys(on_close, on_step);
    let close_button = use_cover(opened.content.is_some() || *is_missing);
    if *is_missing {
        let noun = noun_of(&opened.key);
        return html! {
            <aside class="detail story" data-testid="story-missing" aria-label="Job" {onkeydown}>
                <Splitter panel={Panel::Story} />
                { head(html! { <h2 class="log-text">{ id_of(&opened.key) }</h2> }, &close_button, on_close, on_step) }
                <EmptyState icon={Icon::Jobs} title={format!("This {noun} is not in these files")}>
                    <p>{ "No event and no notification in them names it. Others may: open more files, and it appears here." }</p>
                </EmptyState>
            </aside>
        };
    }
    let Some(story) = &opened.content else {
        return html! {
            <aside class="detail story" aria-label="Job" aria-busy="true" {onkeydown}>
                <Splitter panel={Panel::Story} />
                { head(html! { <h2 class="is-awaited-text">{ "Job" }</h2> }, &close_button, on_close, on_step) }
            </aside>
        };
    };
    let is_former = story.job.key != opened.key;
    let job = &story.job;
    html! {
        <aside class={classes!("detail", "story", is_former.then_some("is-stale"))} data-testid="job-story" aria-label="Job"
            aria-busy={is_former.to_string()} data-job-id={job.id.clone()} data-state={job.state.as_str()}
            data-certainty={job.certainty.as_str()} data-proven={job.proven.map(|proven| proven.to_string())} {onkeydown}>
            <Splitter panel={Panel::Story} />
            { head(heading(story), &close_button, on_close, on_step) }
            <div class="detail-body" tabindex="0" role="group" aria-label="Story">
                <div class="story-line">
                    <p class="log-text">{ sentence(story) }</p>
                    { related_links(story, &actions) }
                </div>
                { findings(&story.findings, &actions) }
                { rail(story, &clock, &actions) }
                <div class="story-columns">
                    <section>
                        <h3>{ "Details" }</h3>
                        { facts(&story.facts, &clock, &actions) }
                    </section>
                </div>
                { outputs(story) }
                if story.steps.is_empty() {
                    <section class="steps-section" data-testid="no-steps">
                        <h3>{ "Steps" }</h3>
                        <p class="no-steps">{ format!("No event in these files is about this {} itself; other events name it.", noun(story).replace('-', " ")) }</p>
                    </section>
                } else {
                    <Steps story={Shared::of(story)} />
                }
                { not_observable(&story.not_observable) }
                { evidence(&story.files) }
            </div>
        </aside>
    }
}

fn heading(story: &StoryDetail) -> Html {
    let job = &story.job;
    let no_id = if story.is_lasting { "No id" } else { "No job id" };
    let title = if job.id.is_empty() { no_id.to_owned() } else { job.id.clone() };
    html! {
        <>
            <h2 class="log-text">{ title }</h2>
            <span class={classes!("state", (job.state == State::NotSubmitted).then_some("is-failed"))}>
                { mark(StopState::Reached(job.state), job.certainty) }
                { word(job.state) }
            </span>
        </>
    }
}

/// The kind of resource that it is, in one word.
fn noun(story: &StoryDetail) -> &str {
    story.job.kind.rsplit('/').next().unwrap_or_default()
}

/// The id in a key, which is its last part.
fn id_of(key: &str) -> String {
    key.rsplit('|').next().unwrap_or_default().replace("%7C", "|").replace("%25", "%")
}

fn sentence(story: &StoryDetail) -> String {
    let job = &story.job;
    // What has no name, and what has no input, is called by its kind.
    let what = job.input.clone().unwrap_or_else(|| words::kind_name(&job.kind));
    let parent = job.parent_name.as_ref().or(job.parent.as_ref());
    let on = parent.map(|parent| format!(" on {parent}")).unwrap_or_default();
    let made = if story.is_lasting { "created" } else { "submitted" };
    let by = job.submitted_by.as_ref().map(|actor| format!(", {made} by {actor}")).unwrap_or_default();
    let ended = job.ended_by.as_ref().map(|actor| format!(", {} by {actor}", job.state.as_str())).unwrap_or_default();
    format!("{what}{on}{by}{ended}")
}

/// A button that goes to another view.
fn link_to(class: &'static str, label: String, view: View, text: &str, actions: &Actions) -> Html {
    let onclick = {
        let (act, text) = (actions.act.clone(), text.to_owned());
        move |_| act.emit(Action::FollowQuery(view, text.clone()))
    };
    html! { <button {class} {onclick}>{ label }</button> }
}

fn findings(findings: &[FindingDetail], actions: &Actions) -> Html {
    if findings.is_empty() {
        return Html::default();
    }
    html! {
        <ul role="list" class="findings" data-testid="findings">
            for finding in findings.iter() {
                <li data-finding={finding.finding.as_str()}>
                    { icon_of(Icon::Warning, "is-denied") }
                    { finding.text.clone() }
                    if !finding.query.is_empty() {
                        { link_to("link", "Show the events".to_owned(), View::Events, &finding.query, actions) }
                    }
                </li>
            }
        </ul>
    }
}

fn evidence(files: &[(String, u32)]) -> Html {
    if files.is_empty() {
        return Html::default();
    }
    html! {
        <section class="unknowns" data-testid="evidence">
            <h3>{ "Evidence from" }</h3>
            <ul role="list">
                for (name, count) in files.iter() {
                    <li>
                        { icon_of(Icon::File, "is-quiet") }
                        <div><span class="log-text">{ name.clone() }</span>{ " " }<span class="muted">{ words::count(*count, "step", "steps") }</span></div>
                    </li>
                }
            </ul>
        </section>
    }
}

/// The links to the events of a job and to related resources. A refused submission has no id to filter for.
fn related_links(story: &StoryDetail, actions: &Actions) -> Html {
    html! {
        <>
            if let Some((text, label)) = &story.beside {
                { link_to("button", label.clone(), View::Jobs, text, actions) }
            }
            if !story.events.is_empty() {
                { link_to("button", format!("Filter events to this {}", noun(story).replace('-', " ")), View::Events, &story.events, actions) }
            }
        </>
    }
}

/// The outputs that were asked for, each with a timeline of its own: what is known of it, and until when.
fn outputs(story: &StoryDetail) -> Html {
    let outputs = &story.outputs;
    if outputs.is_empty() {
        return Html::default();
    }
    let one = |output: &StoryOutput| {
        html! {
            <li>
                <span class="log-text">{ output.key.clone() }</span>
                <span class="muted log-text">{ output.preset.clone() }</span>
                { output_timeline(&story.job, &output.status) }
                <span class="muted log-text">
                    { [&*output.status, &*output.detail].join(" ") }
                    if !output.seconds.is_empty() { { format!(" {} s", output.seconds) } }
                </span>
            </li>
        }
    };
    html! {
        <section class="outputs-section">
            <h3>{ "Outputs" }<span class="aside-note">{ words::count(outputs.len() as u32, "output", "outputs") }</span></h3>
            <ol role="list" class="outputs">{ for outputs.iter().map(one) }</ol>
        </section>
    }
}

fn not_observable(unknowns: &[NotObservable]) -> Html {
    if unknowns.is_empty() {
        return Html::default();
    }
    html! {
        <section class="unknowns">
            <h3>{ "What cannot be known, and why" }</h3>
            <ul role="list">
                for unknown in unknowns.iter() {
                    <li>
                        { icon_of(Icon::Unknown, "is-quiet") }
                        <div>
                            <strong>{ unknown.what.clone() }</strong>
                            <p>{ unknown.why.clone() }</p>
                            <p class="muted">{ unknown.would_tell.clone() }</p>
                        </div>
                    </li>
                }
            </ul>
        </section>
    }
}
