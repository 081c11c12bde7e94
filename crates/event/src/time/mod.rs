//! Instants and ranges in microseconds since 1970-01-01T00:00:00 UTC.
//!
//! CloudTrail writes RFC 3339 with seconds (`2014-09-29T19:29:02Z`). Records that other tools pass on carry fractions,
//! offsets and other forms, which [`parse_event_time`] reads as well.

mod event_time;

pub use event_time::parse_event_time;

use ::time::format_description::well_known::{Iso8601, Rfc3339};
use ::time::{Date, Month, OffsetDateTime, PrimitiveDateTime};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Microseconds since 1970-01-01T00:00:00 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Micros(pub i64);

/// The relation of a known time to when something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Edge {
    /// It happened then.
    At,
    /// It happened then or earlier.
    By,
    /// It happened then or later.
    NotBefore,
}

/// A half-open range of time: `from` is in it, `to` is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeRange {
    /// The first instant in the range.
    pub from: Micros,
    /// The first instant after the range.
    pub to: Micros,
}

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in a day.
pub const DAY: i64 = 86_400 * SECOND;

impl TimeRange {
    /// The range of a year in UTC; `None` beyond the year 9999.
    pub fn of_year(year: i64) -> Option<TimeRange> {
        Some(TimeRange { from: TimeRange::of_day(year, 1, 1)?.from, to: TimeRange::of_day(year, 12, 31)?.to })
    }

    /// The range of a month in UTC; `None` where there is no such month.
    pub fn of_month(year: i64, month: i64) -> Option<TimeRange> {
        let last = month_of_number(month)?.length(i32::try_from(year).ok()?);
        let first = TimeRange::of_day(year, month, 1)?;
        Some(TimeRange { from: first.from, to: TimeRange::of_day(year, month, i64::from(last))?.to })
    }

    /// The range of a day in UTC; `None` where there is no such day.
    pub fn of_day(year: i64, month: i64, day: i64) -> Option<TimeRange> {
        let from = Micros::from_civil((year, month, day), 0)?;
        Some(TimeRange { from, to: Micros(from.0 + DAY) })
    }

    /// Whether the instant lies in the range.
    pub fn contains(self, time: Micros) -> bool {
        self.from <= time && time < self.to
    }
}

impl Micros {
    /// The instant of a date (year, month, day) and a time of day in UTC; `None` where there is no such day.
    pub fn from_civil((year, month, day): (i64, i64, i64), seconds_of_day: i64) -> Option<Micros> {
        let date =
            Date::from_calendar_date(year.try_into().ok()?, month_of_number(month)?, day.try_into().ok()?).ok()?;
        let midnight = date.midnight().assume_utc().unix_timestamp();
        Some(Micros((midnight + seconds_of_day) * SECOND))
    }

    /// Reads RFC 3339 and ISO 8601: `T` or a space between date and time, no separators at all (`20131102T010628Z`), no
    /// seconds, a fraction of any length, `Z`, an offset or none (then UTC). [`parse_event_time`] reads the other forms that
    /// logs hold.
    pub fn parse(text: &str) -> Option<Micros> {
        // Nearly all times are of RFC 3339, which takes less than half as long to read as ISO 8601.
        match OffsetDateTime::parse(text, &Rfc3339) {
            Ok(time) => Some(Micros::from(time)),
            Err(_) => parse_iso8601(text.trim()),
        }
    }

    /// The date and time of day in UTC. An instant beyond the years -9999 to 9999 becomes the nearest one that is not.
    pub fn utc(self) -> PrimitiveDateTime {
        let nanos = i128::from(self.0) * 1_000;
        let nearest = if self.0 < 0 { PrimitiveDateTime::MIN } else { PrimitiveDateTime::MAX };
        OffsetDateTime::from_unix_timestamp_nanos(nanos)
            .map_or(nearest, |time| PrimitiveDateTime::new(time.date(), time.time()))
    }

    /// The date alone, as `2014-09-29`.
    pub fn date(self) -> String {
        self.utc().date().to_string()
    }

    /// The time of day alone, as `19:29:02`, with a fraction of three or six digits where there is one.
    pub fn time_of_day(self) -> String {
        let (hour, minute, second, micros) = self.utc().as_hms_micro();
        let fraction = match micros {
            0 => String::new(),
            _ if micros % 1000 == 0 => format!(".{:03}", micros / 1000),
            _ => format!(".{micros:06}"),
        };
        format!("{hour:02}:{minute:02}:{second:02}{fraction}")
    }
}

impl From<OffsetDateTime> for Micros {
    /// Cuts what is finer than a microsecond: an event is never moved into the next second.
    fn from(time: OffsetDateTime) -> Micros {
        Micros(time.unix_timestamp() * SECOND + i64::from(time.microsecond()))
    }
}

/// `2014-09-29T19:29:02Z`, with a fraction where there is one.
impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}Z", self.date(), self.time_of_day())
    }
}

/// The number of a month (1 to 12) by its English name, or by three or more of its first letters, in any case.
pub fn month_named(text: &str) -> Option<i64> {
    let starts_so = |name: &str| name.get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text));
    (1..=12)
        .find(|number| text.len() >= 3 && month_of_number(*number).is_some_and(|month| starts_so(&month.to_string())))
}

fn month_of_number(number: i64) -> Option<Month> {
    u8::try_from(number).ok()?.try_into().ok()
}

#[cold]
fn parse_iso8601(text: &str) -> Option<Micros> {
    // Date and time are 8 or 10 characters apart.
    let separator = text.find(['T', 't', ' ']).filter(|at| matches!(at, 8 | 10))?;
    let text = format!("{}T{}", &text[..separator], text[separator + 1..].replace('z', "Z"));
    let time = OffsetDateTime::parse(&text, &Iso8601::PARSING).or_else(|_| {
        // Without an offset it is UTC.
        PrimitiveDateTime::parse(&text, &Iso8601::PARSING).map(PrimitiveDateTime::assume_utc)
    });
    // RFC 3339 has no day-long offset.
    time.ok().filter(|time| time.offset().whole_hours().abs() < 24).map(Micros::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_forms_that_occur_and_prints_one() {
        for (text, expected) in [
            ("2014-09-29T19:29:02Z", "2014-09-29T19:29:02Z"),
            ("20131102T010628Z", "2013-11-02T01:06:28Z"),
            ("2026-08-27T11:58:03-07:00", "2026-08-27T18:58:03Z"),
            ("2023-01-22 00:00:00.000", "2023-01-22T00:00:00Z"),
            ("2024-02-29T23:59:59.1234567Z", "2024-02-29T23:59:59.123456Z"),
            ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(Micros::parse(text).map(|time| time.to_string()).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_instant() {
        for text in [
            "",
            "yesterday",
            "2023-02-29T00:00:00Z",
            "2014-13-01T00:00:00Z",
            "2014-09-29",
            "2014-09-29T25:00:00Z",
            "2014-09-29T10:00:00+24:00",
            "2014-09-29T10:00:00-99:99",
            "2014-09-29T10:00:00+01:60",
            "2014-09-29T10:00:00ZZ",
            "2014-09-29T10:00:00+00:00Z",
        ] {
            assert_eq!((Micros::parse(text), parse_event_time(text)), (None, None), "{text}");
        }
        assert!(Micros::parse("2014-09-29T10:00:00+23:59").is_some());
    }

    #[test]
    fn a_time_beyond_the_calendar_is_the_nearest_in_it() {
        assert_eq!(Micros(i64::MAX).to_string(), "9999-12-31T23:59:59.999999Z");
        assert_eq!(Micros(i64::MIN).date(), "-9999-01-01");
        assert_eq!(Micros::parse("9999-12-31T23:59:59.999999Z").map(Micros::date), Some("9999-12-31".to_owned()));
    }

    #[test]
    fn ranges_of_the_calendar_end_where_the_next_begins() {
        let shown = |range: Option<TimeRange>| range.map(|range| (range.from.date(), range.to.date()));
        let expected = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        assert_eq!(shown(TimeRange::of_year(2024)), expected("2024-01-01", "2025-01-01"));
        assert_eq!(shown(TimeRange::of_month(2024, 2)), expected("2024-02-01", "2024-03-01"));
        assert_eq!(shown(TimeRange::of_day(2024, 2, 29)), expected("2024-02-29", "2024-03-01"));
        for none in [TimeRange::of_year(10_000), TimeRange::of_month(2024, 13), TimeRange::of_day(2023, 2, 29)] {
            assert_eq!(none, None);
        }
    }

    #[test]
    fn months_are_known_by_three_letters() {
        for (text, number) in
            [("Jan", Some(1)), ("sept", Some(9)), ("DECEMBER", Some(12)), ("Ma", None), ("Junk", None)]
        {
            assert_eq!(month_named(text), number, "{text}");
        }
    }
}
