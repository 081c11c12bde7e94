//! The zone in which times are shown. The page asks the browser for its offsets from UTC; a [`Clock`] keeps them.

use super::time::{DAY, Micros, SECOND};
use std::fmt;
use std::ops::Range;

/// The zone that was chosen. Links and the browser's storage keep it as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// UTC, as CloudTrail writes its times.
    #[default]
    Utc,
    /// The zone of the browser.
    Local,
    /// One by its name, such as `Europe/Berlin`.
    Named(String),
}

impl Zone {
    /// Reads a zone. A text that cannot be the name of a zone is UTC.
    pub fn parse(text: &str) -> Zone {
        match text {
            "local" => Zone::Local,
            "" | "utc" | "UTC" => Zone::Utc,
            name if is_zone_name(name) => Zone::Named(name.to_owned()),
            _ => Zone::Utc,
        }
    }
}

/// Whether a text may be the name of a zone in the time zone database.
fn is_zone_name(text: &str) -> bool {
    text.len() < 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte))
}

/// As [`Zone::parse`] reads it.
impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Zone::Utc => "utc",
            Zone::Local => "local",
            Zone::Named(name) => name,
        })
    }
}

/// The offsets of a zone over a span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The instants from which an offset holds, with the minutes ahead of UTC; ascending, the first from the beginning of time.
    offsets: Vec<(Micros, i32)>,
}

impl Default for Clock {
    fn default() -> Clock {
        Clock { offsets: vec![(Micros(i64::MIN), 0)] }
    }
}

/// Zones change their offset twice a year at most, but for rare weeks; a change is looked for this often.
const STEP: i64 = 7 * DAY;
/// When trails are from: CloudTrail began in 2013. An earlier or later time is a mistake, such as the year 1; between such a
/// time and these years one change is found, if there is any.
const TRAILS: Range<i64> = 14_610 * DAY..36_525 * DAY;

impl Clock {
    /// The offsets between two instants, from a function that knows the offset of each.
    pub fn between(first: Micros, last: Micros, offset: &mut dyn FnMut(Micros) -> i32) -> Clock {
        let mut clock = Clock { offsets: vec![(Micros(i64::MIN), offset(first))] };
        let (mut at, mut before) = (first.0, clock.offsets[0].1);
        while at < last.0 {
            let next = match at {
                _ if at < TRAILS.start => TRAILS.start,
                _ if at < TRAILS.end => at + STEP,
                _ => last.0,
            };
            let next = next.min(last.0);
            let then = offset(Micros(next));
            if then != before {
                let (mut from, mut to) = (at, next);
                while to - from > SECOND {
                    let middle = from + (to - from) / 2;
                    if offset(Micros(middle)) == before { from = middle } else { to = middle }
                }
                clock.offsets.push((Micros(to - to.rem_euclid(SECOND)), then));
            }
            (at, before) = (next, then);
        }
        clock
    }

    /// The minutes ahead of UTC at an instant.
    pub fn offset(&self, at: Micros) -> i32 {
        let next = self.offsets.partition_point(|(from, _)| *from <= at);
        self.offsets[next.saturating_sub(1)].1
    }

    /// The instant whose date and time in UTC are those that the clock shows.
    pub fn shown(&self, at: Micros) -> Micros {
        Micros(at.0 + i64::from(self.offset(at)) * 60 * SECOND)
    }

    /// Whether it shows UTC throughout.
    pub fn is_utc(&self) -> bool {
        self.offsets.iter().all(|(_, minutes)| *minutes == 0)
    }

    /// Whether the offset changes in the span.
    pub fn changes(&self) -> bool {
        self.offsets.len() > 1
    }

    /// What it is ahead of UTC at an instant: `+2`.
    pub fn label_at(&self, at: Micros) -> String {
        signed(self.offset(at))
    }

    /// The zone at an instant: `UTC`, `UTC+2`.
    fn zone_at(&self, at: Micros) -> String {
        if self.is_utc() { "UTC".to_owned() } else { format!("UTC{}", self.label_at(at)) }
    }

    /// An instant: `2024-03-01 10:05:00 UTC+2`.
    pub fn instant(&self, at: Micros) -> String {
        let shown = self.shown(at);
        format!("{} {} {}", shown.date(), shown.time_of_day(), self.zone_at(at))
    }

    /// An instant in full: `Friday 1 March 2024, 10:05:07 UTC+2`.
    pub fn long_instant(&self, at: Micros) -> String {
        let shown = self.shown(at);
        let date = shown.utc().date();
        let (weekday, day, month, year) = (date.weekday(), date.day(), date.month(), date.year());
        format!("{weekday} {day} {month} {year}, {} {}", shown.time_of_day(), self.zone_at(at))
    }

    /// What it is ahead of UTC in the span, all offsets that occur: `UTC`, `UTC+2`, `UTC+1/+2`.
    pub fn label(&self) -> String {
        let mut seen: Vec<i32> = Vec::new();
        for (_, minutes) in &self.offsets {
            if !seen.contains(minutes) {
                seen.push(*minutes);
            }
        }
        match &seen[..] {
            [0] => "UTC".to_owned(),
            seen => format!("UTC{}", seen.iter().map(|minutes| signed(*minutes)).collect::<Vec<_>>().join("/")),
        }
    }
}

/// `+2`, `-3:30`, `+0`.
fn signed(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    match minutes.abs() % 60 {
        0 => format!("{sign}{}", minutes.abs() / 60),
        rest => format!("{sign}{}:{rest:02}", minutes.abs() / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Micros {
        Micros::parse(text).expect(text)
    }

    /// Berlin in 2024, as far as it matters.
    fn berlin(time: Micros) -> i32 {
        let summer = at("2024-03-31T01:00:00Z")..at("2024-10-27T01:00:00Z");
        if summer.contains(&time) { 120 } else { 60 }
    }

    #[test]
    fn changes_of_the_offset_are_found_to_the_second() {
        let clock = Clock::between(at("2024-01-01T00:00:00Z"), at("2024-12-31T00:00:00Z"), &mut berlin);
        for (time, shown) in [
            ("2023-01-01T00:00:00Z", "2023-01-01T01:00:00Z"),
            ("2024-03-31T00:59:59Z", "2024-03-31T01:59:59Z"),
            ("2024-03-31T01:00:00Z", "2024-03-31T03:00:00Z"),
            ("2024-10-27T00:59:59Z", "2024-10-27T02:59:59Z"),
            ("2024-10-27T01:00:00Z", "2024-10-27T02:00:00Z"),
        ] {
            assert_eq!(clock.shown(at(time)), at(shown), "{time}");
        }
        assert_eq!(clock.label(), "UTC+1/+2");
        for (time, instant, long) in [
            ("2024-02-29T23:30:00Z", "2024-03-01 00:30:00 UTC+1", "Friday 1 March 2024, 00:30:00 UTC+1"),
            ("2024-07-01T10:14:07Z", "2024-07-01 12:14:07 UTC+2", "Monday 1 July 2024, 12:14:07 UTC+2"),
        ] {
            assert_eq!((clock.instant(at(time)), clock.long_instant(at(time))), (instant.to_owned(), long.to_owned()));
        }
        assert_eq!(Clock::default().long_instant(at("2024-03-01T10:14:07Z")), "Friday 1 March 2024, 10:14:07 UTC");
        let march = Clock::between(at("2024-03-01T00:00:00Z"), at("2024-03-01T23:00:00Z"), &mut berlin);
        assert_eq!(march.label(), "UTC+1");
        assert_eq!(
            Clock::between(at("2024-03-01T00:00:00Z"), at("2024-03-01T00:00:00Z"), &mut |_| -210).label(),
            "UTC-3:30"
        );
        // One date that is far off changes nothing about the others.
        for (first, last) in [
            ("0001-01-01T00:00:00Z", "2024-12-31T00:00:00Z"),
            ("1970-01-01T00:00:00Z", "2024-12-31T00:00:00Z"),
            ("2024-01-01T00:00:00Z", "9999-12-31T00:00:00Z"),
            ("0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"),
        ] {
            let mut n_asked = 0;
            let mut offset = |time: Micros| {
                n_asked += 1;
                if time < at("1893-03-31T23:06:32Z") { 53 } else { berlin(time) }
            };
            let clock = Clock::between(at(first), at(last), &mut offset);
            assert_eq!(clock.offset(at(first)), offset(at(first)), "{first}");
            for time in ["2024-03-31T00:59:59Z", "2024-03-31T01:00:00Z", "2024-10-27T00:59:59Z", "2024-10-27T01:00:00Z"]
            {
                assert_eq!(clock.offset(at(time)), berlin(at(time)), "{first} to {last}: {time}");
            }
            assert!(n_asked < 4_000, "{n_asked}");
        }
        assert!(Clock::default().is_utc() && Clock::default().label() == "UTC");
    }

    #[test]
    fn a_zone_is_its_text() {
        for zone in [Zone::Utc, Zone::Local, Zone::Named("America/Argentina/Buenos_Aires".to_owned())] {
            assert_eq!(Zone::parse(&zone.to_string()), zone);
        }
        assert_eq!(Zone::parse("<script>"), Zone::Utc);
    }
}
