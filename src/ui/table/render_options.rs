//! What all rows of a table share in how they are drawn.

use crate::ui::common::shared::Shared;
use crate::ui::prelude::*;
use trailglass_event::time::Micros;
use trailglass_event::zone::Clock;
use trailglass_query::subject::Subject;

/// What all rows of a table share in how they are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct RenderOptions {
    /// Whether the column of times has room for dates.
    pub has_dates: bool,
    /// The day that all of the table lies in, if it is one. A time of another day has its date with it.
    pub day: Option<String>,
    /// Whether a row is open in the pane beside the table.
    pub has_detail: bool,
    /// How times are shown.
    pub clock: Shared<Clock>,
    /// What the rows of the jobs table are.
    pub subject: Subject,
    /// From when to when timelines are drawn.
    pub timeline: Option<(Micros, Micros)>,
}

impl RenderOptions {
    /// The options of a table over what is held. `span` is from the first to the last time in its rows.
    pub fn of(span: Option<(Micros, Micros)>, clock: &Shared<Clock>, has_detail: bool) -> RenderOptions {
        let days = span.map(|(first, last)| (clock.shown(first).date(), clock.shown(last).date()));
        let day = days.and_then(|(first, last)| (first == last).then_some(first));
        RenderOptions {
            has_dates: span.is_some() && day.is_none(),
            day,
            has_detail,
            clock: clock.clone(),
            subject: Subject::Jobs,
            timeline: None,
        }
    }

    /// A time as the clock shows it; as it is in UTC under the pointer.
    pub fn time(&self, time: Micros) -> Html {
        let clock = &self.clock;
        let shown = clock.shown(time);
        let title = if clock.is_utc() { time.to_string() } else { format!("{time}, shown {}", clock.label_at(time)) };
        html! {
            <time datetime={time.to_string()} {title}>
                if self.day.as_ref() != Some(&shown.date()) { <span class="date">{ shown.date() }{ " " }</span> }
                { shown.time_of_day() }
                if clock.changes() { <span class="date">{ " " }{ clock.label_at(time) }</span> }
            </time>
        }
    }
}
