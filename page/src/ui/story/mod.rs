//! The story of one job: what it is, how far it came and how that is known, its events, and what nobody can know.
//!
//! - [`state`]: the states with their evidence and certainty
//! - [`steps`]: its events in time order, each leading to the event

pub mod state;
pub mod steps;

use crate::ui::common::icon::{Icon, icon_of};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::detail::{facts, head};
use crate::ui::hooks::browser::{chord, is_typing};
use crate::ui::intents::Intents;
use state::{mark, rail, word};
use steps::Steps;
use trailglass::engine::message::{NotObservable, StoryDetail, StoryOutput};
use trailglass::session::Opened;
use trailglass::session::command::{Command, command_of};
use yew::prelude::*;

/// What the story needs.
#[derive(Properties, PartialEq)]
pub struct StoryProps {
    /// The job, or the former one while this one is on its way.
    pub opened: Opened<String, StoryDetail>,
    /// Where intents go.
    pub intents: Intents,
    /// The story is to be closed.
    pub on_close: Callback<()>,
    /// Another job is to be opened, so many rows on.
    pub on_step: Callback<i64>,
}

/// The story.
#[component]
pub fn Story(props: &StoryProps) -> Html {
    let StoryProps { opened, intents, on_close, on_step } = props;
    let onkeydown = {
        let (on_close, on_step) = (on_close.clone(), on_step.clone());
        move |event: KeyboardEvent| {
            if is_typing(event.target()) || event.alt_key() {
                return;
            }
            let is_letter = matches!(event.key().as_str(), "j" | "k");
            match command_of(&chord(&event)) {
                Some(Command::Close) => on_close.emit(()),
                Some(Command::RowDown) if is_letter => on_step.emit(1),
                Some(Command::RowUp) if is_letter => on_step.emit(-1),
                _ => return,
            }
            event.prevent_default();
        }
    };
    let Some(story) = &opened.content else {
        return html! {
            <aside class="detail story" aria-label="Job" aria-busy="true" {onkeydown}>
                { head(html! { <h2 class="is-awaited-text">{ "Job" }</h2> }, on_close, on_step) }
            </aside>
        };
    };
    let is_former = story.job.key != opened.key;
    let job = &story.job;
    html! {
        <aside class={classes!("detail", "story", is_former.then_some("is-stale"))} data-testid="job-story" aria-label="Job"
            aria-busy={is_former.to_string()} data-job-id={job.id.clone()} data-state={job.state.clone()}
            data-certainty={job.certainty.clone()} data-proven={job.proven.clone()} {onkeydown}>
            { head(heading(story), on_close, on_step) }
            <div class="detail-body" tabindex="0" role="group" aria-label="Story">
                <div class="story-line">
                    <p class="log-text">{ sentence(story) }</p>
                    { filter_button(story, intents) }
                </div>
                { findings(&story.job.findings) }
                { rail(story, intents) }
                <div class="story-columns">
                    <section>
                        <h3>{ "About it" }</h3>
                        { facts(&story.facts, intents) }
                    </section>
                    { outputs(&story.outputs) }
                </div>
                <Steps story={Shared::of(story)} intents={intents.clone()} />
                { not_observable(&story.not_observable) }
                { evidence(&story.files) }
            </div>
        </aside>
    }
}

fn heading(story: &StoryDetail) -> Html {
    let job = &story.job;
    let title = if job.id.is_empty() { "No job id".to_owned() } else { job.id.clone() };
    html! {
        <>
            <h2 class="log-text">{ title }</h2>
            <span class={classes!("state", (job.state == "not-submitted").then_some("is-failed"))}>
                { mark(&job.state, &job.certainty) }
                { word(&job.state) }
            </span>
        </>
    }
}

fn sentence(story: &StoryDetail) -> String {
    let job = &story.job;
    let kind = job.kind.rsplit('/').next().unwrap_or_default();
    let input = job.input.clone().unwrap_or_else(|| match kind {
        "job" => "The input is not in these files".to_owned(),
        _ => job.kind.clone(),
    });
    let parent = job.parent_name.as_ref().or(job.parent.as_ref());
    let through = parent.map(|pipeline| format!(" through {pipeline}")).unwrap_or_default();
    let by = job.submitted_by.as_ref().map(|actor| format!(", submitted by {actor}")).unwrap_or_default();
    format!("{input}{through}{by}")
}

fn findings(findings: &[String]) -> Html {
    if findings.is_empty() {
        return Html::default();
    }
    let words = |finding: &String| match finding.as_str() {
        "stuck" => "Without an end for longer than is usual",
        "polled" => "Read very often: a notification would tell without being asked",
        "read-after-end" => "Read after its end",
        "throttled" => "Refused for too many requests",
        _ => "",
    };
    html! {
        <ul class="findings" data-testid="findings">
            for finding in findings.iter() {
                <li data-finding={finding.clone()}>{ icon_of(Icon::Warning, "is-denied") }{ words(finding) }</li>
            }
        </ul>
    }
}

fn evidence(files: &[(String, u32)]) -> Html {
    html! {
        <section class="unknowns" data-testid="evidence">
            <h3>{ "Evidence from" }</h3>
            <ul>
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

fn filter_button(story: &StoryDetail, intents: &Intents) -> Html {
    if story.job.id.is_empty() {
        return Html::default(); // a refused submission has no id to filter for
    }
    let onclick = {
        let (intents, id) = (intents.clone(), story.job.id.clone());
        let field = match story.job.kind.rsplit('/').next() {
            Some("pipeline") => "pipeline",
            Some("preset") => "preset",
            Some("session") => "key",
            _ => "job",
        };
        move |_| intents.show_events_of(field, &id)
    };
    html! { <button class="button" {onclick}>{ "Filter events to this job" }</button> }
}

fn outputs(outputs: &[StoryOutput]) -> Html {
    if outputs.is_empty() {
        return Html::default();
    }
    html! {
        <section>
            <h3>{ "Outputs" }<span class="beside">{ words::count(outputs.len() as u32, "output", "outputs") }</span></h3>
            <ol class="outputs">
                for output in outputs.iter() {
                    <li>
                        <span class="log-text">{ output.key.clone() }</span>
                        for text in [&output.preset, &output.status, &output.detail] {
                            if !text.is_empty() { <span class="muted log-text">{ text.clone() }</span> }
                        }
                    </li>
                }
            </ol>
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
            <ul>
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
