//! One life as a lane: bars for waiting and running, a cap for the end, ticks for reads and refusals. What nothing shows
//! is drawn hollow, and an end that nothing shows fades out.

use super::columns::Look;
use crate::ui::common::icon::{Icon, icon_of};
use trailglass::engine::message::{JobRow, Lane};
use trailglass::event::time::Micros;
use yew::prelude::*;

/// The lane of a job.
pub fn lane(job: &JobRow, look: &Look) -> Html {
    let Some((from, to)) = look.lanes else { return Html::default() };
    let scale = Scale { from: from.0, length: (to.0 - from.0).max(1) };
    let Lane { from, started, ended, last, ticks } = &job.lane;
    let end = ended.unwrap_or(*last);
    let is_known = started.is_some() || ended.is_some();
    let is_refused = job.state == "not-submitted";
    html! {
        <span class="lane" role="img" aria-label={words(job)}>
            if is_refused {
                { at(&scale, *from, "lane-mark", icon_of(Icon::Failed, "is-failed")) }
            } else {
                if let Some((start, is_exact)) = started {
                    { bar(&scale, *from, *start, if *is_exact { "is-wait" } else { "is-open" }) }
                    { bar(&scale, *start, end, "is-run") }
                } else {
                    { bar(&scale, *from, end, if is_known { "is-wait" } else { "is-open" }) }
                }
                if let Some(end) = ended {
                    { at(&scale, *end, cap(&job.state), Html::default()) }
                } else if !matches!(job.state.as_str(), "active" | "paused" | "stopped" | "deleted") {
                    { at(&scale, *last, "lane-fade", html! { "?" }) }
                }
                for (time, is_refused) in ticks.iter() {
                    { at(&scale, *time, if *is_refused { "lane-tick is-refused" } else { "lane-tick" }, Html::default()) }
                }
            }
        </span>
    }
}

/// From when to when the lanes go.
struct Scale {
    from: i64,
    length: i64,
}

impl Scale {
    /// Where a time is, in hundredths of the lane; far outside is as good as just outside.
    fn place(&self, time: Micros) -> f64 {
        ((time.0 - self.from) as f64 * 100.0 / self.length as f64).clamp(-5.0, 105.0)
    }
}

fn bar(scale: &Scale, from: Micros, to: Micros, class: &'static str) -> Html {
    let (left, right) = (scale.place(from), scale.place(to));
    html! { <span class={classes!("lane-bar", class)} ~style={format!("left: {left:.3}%; width: {:.3}%", right - left)}></span> }
}

fn at(scale: &Scale, time: Micros, class: &'static str, content: Html) -> Html {
    html! { <span {class} ~style={format!("left: {:.3}%", scale.place(time))}>{ content }</span> }
}

fn cap(state: &str) -> &'static str {
    match state {
        "complete" => "lane-cap is-done",
        "error" => "lane-cap is-failed",
        _ => "lane-cap is-cancel",
    }
}

fn words(job: &JobRow) -> String {
    let Lane { from, ended, last, .. } = &job.lane;
    match ended {
        Some(end) => format!("From {from} to {end}, {}", job.state),
        None => format!("From {from}, last seen {last}, {}", job.state),
    }
}
