//! The life of a job as a timeline in its row: bars for waiting and running, a cap for the end, ticks for reads and
//! refusals. What no event proves is drawn hollow, and an end that no event proves fades out.

use super::render_options::RenderOptions;
use crate::ui::common::icon::{Icon, icon_of};
use crate::ui::common::words::{decimal, extent};
use crate::ui::histogram::axis::STEPS;
use crate::ui::histogram::words::{day, has_years, moment};
use crate::ui::prelude::*;
use trailglass_event::time::{DAY, Micros, SECOND};
use trailglass_event::zone::Clock;
use trailglass_lifecycle::state::State;
use trailglass_protocol::message::{JobRow, Lane};

/// The class by which scripts find a timeline, as docs/automation.md promises.
const LANE: &str = "lane";

/// The timeline of a job.
pub fn timeline_row(job: &JobRow, options: &RenderOptions) -> Html {
    let Some((from, to)) = options.timeline else { return Html::default() };
    let scale = Scale { from: from.0, length: (to.0 - from.0).max(1) };
    let Some(Lane { from, started, ended, last, ticks }) = &job.lane else { return Html::default() };
    let end = ended.unwrap_or(*last);
    if let Some((class, place, arrow)) = outside(*from, end, options.timeline) {
        return html! {
            <span class={classes!("timeline", LANE, "is-outside", class)} role="img" data-outside="true" aria-label={format!("{}, {place}", words(job))}>
                { arrow }
            </span>
        };
    }
    let is_lasting =
        matches!(job.state, State::Active | State::Paused | State::Stopped | State::Expired | State::Deleted);
    let is_known = started.is_some() || ended.is_some() || is_lasting;
    let is_refused = job.state == State::NotSubmitted;
    html! {
        <span class={classes!("timeline", LANE)} role="img" aria-label={words(job)}>
            if is_refused {
                { at(&scale, *from, "timeline-mark", icon_of(Icon::Failed, "is-failed")) }
            } else {
                if let Some((start, is_exact)) = started {
                    { bar(&scale, *from, *start, if *is_exact { "is-wait" } else { "is-open" }) }
                    { bar(&scale, *start, end, "is-run") }
                } else {
                    { bar(&scale, *from, end, if is_known { "is-wait" } else { "is-open" }) }
                }
                if let Some(end) = ended {
                    { at(&scale, *end, cap(job.state), Html::default()) }
                } else if !is_lasting {
                    { at(&scale, *last, "timeline-fade", html! { "?" }) }
                }
                for (time, is_refused) in ticks.iter() {
                    { at(&scale, *time, if *is_refused { "timeline-tick is-refused" } else { "timeline-tick" }, Html::default()) }
                }
            }
        </span>
    }
}

/// What is drawn for a job wholly before or after the time of the timelines: a class, words, and an arrow.
fn outside(
    from: Micros,
    end: Micros,
    shown: Option<(Micros, Micros)>,
) -> Option<(&'static str, &'static str, &'static str)> {
    let (first, last) = shown?;
    match () {
        () if end < first => Some(("is-before", "before the time range of the timelines", "◂")),
        () if from > last => Some(("is-after", "after the time range of the timelines", "▸")),
        () => None,
    }
}

/// The timeline of one output: only its end can be known, and only from a notification.
pub fn output_timeline(job: &JobRow, status: &str) -> Html {
    let Some(Lane { from, ended, last, .. }) = &job.lane else { return Html::default() };
    let to = ended.unwrap_or(*last);
    let scale = Scale { from: from.0, length: ((to.0 - from.0) as f64 * 1.02) as i64 + 1 };
    html! {
        <span class="timeline" aria-hidden="true">
            { bar(&scale, *from, to, "is-open") }
            if ended.is_some() && !status.is_empty() {
                { at(&scale, to, cap(state_of_output(status)), Html::default()) }
            }
        </span>
    }
}

/// So many times fit beside each other in the heading of the timelines.
const MOST_TIMES: i64 = 6;
/// The same of times with a year.
const MOST_YEARS: i64 = 3;

/// The times in the heading of the timelines.
pub fn times(options: &RenderOptions) -> Html {
    let Some((from, to)) = options.timeline else { return Html::default() };
    let clock: &Clock = &options.clock;
    let scale = Scale { from: from.0, length: (to.0 - from.0).max(1) };
    let has_years = has_years(clock.shown(from), clock.shown(to));
    let most = if has_years { MOST_YEARS } else { MOST_TIMES };
    let longest = STEPS[STEPS.len() - 1];
    let fitting = STEPS.into_iter().find(|step| scale.length / (step * SECOND) < most);
    let step = fitting.unwrap_or_else(|| longest * (scale.length / (longest * SECOND * most) + 1)) * SECOND;
    // Round times of the clock that is shown; its offset is taken as that of the beginning.
    let ahead = clock.shown(from).0 - from.0;
    let first = (from.0 + ahead).div_euclid(step) + 1;
    let shown = (first..).map(|at| Micros(at * step)).take_while(|shown| shown.0 - ahead < to.0);
    // The heading stands where the first would be.
    let shown = shown.filter(|shown| scale.place(Micros(shown.0 - ahead)) > 15.0);
    let label = |shown: Micros| match shown.0 % DAY {
        0 => day(shown, has_years),
        _ => moment(shown, None, step < 60 * SECOND),
    };
    html! {
        <span class="timeline-times" aria-hidden="true">
            <span>
                for shown in shown {
                    { at(&scale, Micros(shown.0 - ahead), "timeline-time", html! { { label(shown) } }) }
                }
            </span>
        </span>
    }
}

/// What the marks in the timelines mean.
pub fn legend() -> Html {
    let one =
        |class: &'static str, word: &'static str| html! { <span class="legend"><span {class}></span>{ word }</span> };
    html! {
        <>
            { one("timeline-bar is-wait", "submitted") }
            { one("timeline-bar is-run", "progressing") }
            { one("timeline-bar is-open", "state not recorded") }
            { one("timeline-cap is-done", "complete") }
            { one("timeline-cap is-failed", "error") }
            { one("timeline-cap", "canceled") }
            { one("timeline-tick", "read") }
            { one("timeline-tick is-refused", "refused") }
        </>
    }
}

/// The time that the timelines show.
struct Scale {
    from: i64,
    length: i64,
}

impl Scale {
    /// Where a time is, in hundredths of the timeline; places far outside are clamped to just outside.
    fn place(&self, time: Micros) -> f64 {
        ((time.0 - self.from) as f64 * 100.0 / self.length as f64).clamp(-5.0, 105.0)
    }
}

fn bar(scale: &Scale, from: Micros, to: Micros, class: &'static str) -> Html {
    html! { <span class={classes!("timeline-bar", class)} ~style={extent(scale.place(from), scale.place(to))}></span> }
}

fn at(scale: &Scale, time: Micros, class: &'static str, content: Html) -> Html {
    html! { <span {class} ~style={format!("left: {}%", decimal(scale.place(time)))}>{ content }</span> }
}

/// The end that the service's word for the status of an output means.
fn state_of_output(status: &str) -> State {
    State::ALL.into_iter().find(|state| status.eq_ignore_ascii_case(state.as_str())).unwrap_or_default()
}

fn cap(state: State) -> &'static str {
    match state {
        State::Complete => "timeline-cap is-done",
        State::Error => "timeline-cap is-failed",
        _ => "timeline-cap is-cancel",
    }
}

fn words(job: &JobRow) -> String {
    let Some(Lane { from, ended, last, .. }) = &job.lane else {
        return format!("Without a time, {}", job.state.as_str());
    };
    match ended {
        Some(end) => format!("From {from} to {end}, {}", job.state.as_str()),
        None => format!("From {from}, last seen {last}, {}", job.state.as_str()),
    }
}
