//! The way back: all of the time, each range that was committed, and the one that is tried out.

use super::words;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::words::span;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_event::zone::Clock;
use trailglass_session::Action;
use trailglass_session::overview::Overview;

/// The breadcrumbs; without ranges, the time that the files span.
pub fn breadcrumbs(
    whole: Option<(Micros, Micros)>,
    overview: &Overview,
    clock: &Clock,
    act: &Callback<Action>,
) -> Html {
    let Some((first, last)) = whole else { return Html::default() };
    if overview.ranges.is_empty() && overview.preview.is_none() {
        return html! { <span class="time-span">{ icon(Icon::Clock) }{ span(first, last, clock) }</span> };
    }
    let all = TimeRange { from: first, to: Micros(last.0 + 1) };
    let back = |depth: usize, words: String| {
        let act = act.clone();
        html! { <button class="link" data-testid="range-crumb" onclick={move |_| act.emit(Action::ReturnToRange(depth))}>{ words }</button> }
    };
    let here = |range: &TimeRange| html! { <strong>{ words::range(*range, all, clock) }</strong> };
    let n = overview.ranges.len();
    html! {
        <nav class={classes!("time-span", "breadcrumbs", (n == 0).then_some("is-preview"))} aria-label="Time ranges" data-keeps-focus={Target::TimeRange.name()} title={span(first, last, clock)}>
            { icon(Icon::Clock) }
            { back(0, "All".to_owned()) }
            for (at, range) in overview.ranges.iter().enumerate() {
                <span class="muted" aria-hidden="true">{ "›" }</span>
                if at + 1 == n && overview.preview.is_none() { { here(range) } } else { { back(at + 1, words::range(*range, all, clock)) } }
            }
            if let Some(range) = &overview.preview {
                <span class="muted" aria-hidden="true">{ "›" }</span>
                { here(range) }
                <span>{ " preview" }</span>
                <kbd aria-hidden="true">{ "↵" }</kbd>
            }
        </nav>
    }
}
