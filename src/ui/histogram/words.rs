//! Widths and ranges as people read them, as a clock shows them.

use crate::ui::common::words::{count, date};
use trailglass_event::time::{DAY, Micros, SECOND, TimeRange};
use trailglass_event::zone::Clock;

const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// `5 min`, `1 day`: how wide a bucket is.
pub fn width(micros: i64) -> String {
    match micros {
        micros if micros < MINUTE => format!("{} s", micros / SECOND),
        micros if micros < HOUR => format!("{} min", micros / MINUTE),
        micros if micros < DAY => format!("{} h", micros / HOUR),
        micros => count((micros / DAY) as u32, "day", "days"),
    }
}

/// `20 min`, `2 h 30 min`: how long a range is.
pub fn length(range: TimeRange) -> String {
    let all = range.to.0 - range.from.0;
    let unit = [DAY, HOUR, MINUTE].into_iter().find(|unit| all >= *unit).unwrap_or(SECOND);
    let (whole, rest) = (all / unit * unit, all % unit);
    if rest >= SECOND { format!("{} {}", width(whole), width(rest)) } else { width(whole) }
}

/// `10:05–10:25`; with the days where the whole is not of one day, with the years where not of one year, with seconds where they tell anything.
pub fn range(range: TimeRange, whole: TimeRange, clock: &Clock) -> String {
    let shown = |range: TimeRange| TimeRange { from: clock.shown(range.from), to: clock.shown(range.to) };
    let (range, whole) = (shown(range), shown(whole));
    let last = Micros(whole.to.0 - 1);
    let has_days = whole.from.date() != last.date();
    let days = has_days.then_some(has_years(whole.from, last));
    let has_seconds = (range.from.0 % MINUTE, range.to.0 % MINUTE) != (0, 0);
    let from = moment(range.from, days, has_seconds);
    let is_one_day = range.from.date() == Micros(range.to.0 - 1).date();
    // The end of a day is its midnight, not the next day's.
    let to = if range.to.0 % DAY == 0 {
        let day = days.filter(|_| !is_one_day).map(|has_year| day(Micros(range.to.0 - 1), has_year) + " ");
        format!("{}24:00", day.unwrap_or_default())
    } else {
        moment(range.to, days.filter(|_| !is_one_day), has_seconds)
    };
    let dash = if has_days && !is_one_day { " – " } else { "–" };
    format!("{from}{dash}{to}")
}

/// `1 Mar 10:05`, `10:05:30`; `days` is whether a day has its year, if there are days.
pub fn moment(time: Micros, days: Option<bool>, has_seconds: bool) -> String {
    let (hour, minute, second) = time.utc().as_hms();
    let day = days.map(|has_year| day(time, has_year) + " ").unwrap_or_default();
    let seconds = if has_seconds { format!(":{second:02}") } else { String::new() };
    format!("{day}{hour:02}:{minute:02}{seconds}")
}

/// `1 Mar`, `1 Mar 2024`.
pub fn day(time: Micros, has_year: bool) -> String {
    let date = date(time);
    let end = date.find(' ').map_or(date.len(), |space| space + 4);
    let year = date.rfind(' ').filter(|_| has_year).map_or("", |space| &date[space..]);
    format!("{}{year}", &date[..end.min(date.len())])
}

/// Whether two times as they are shown are of different years, so that a day alone would not tell which is meant.
pub fn has_years(first: Micros, last: Micros) -> bool {
    first.utc().year() != last.utc().year()
}
