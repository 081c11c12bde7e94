//! Instants and ranges in microseconds since 1970-01-01T00:00:00 UTC.
//!
//! CloudTrail writes RFC 3339 with seconds (`2014-09-29T19:29:02Z`); records passed on by other tools carry fractions
//! and offsets, which are read as well.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Microseconds since 1970-01-01T00:00:00 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Micros(pub i64);

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

/// The months by their names.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl TimeRange {
    /// Whether the instant lies in the range.
    pub fn contains(self, time: Micros) -> bool {
        self.from <= time && time < self.to
    }
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level
/// date algorithms").
pub fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date (year, month, day) of a number of days since 1970-01-01: the inverse of [`days_from_civil`].
pub fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days - era * 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

impl Micros {
    /// The instant of a date and a time of day in UTC. The parts are taken as they are: callers check them.
    pub fn from_civil(date: (i64, i64, i64), seconds_of_day: i64) -> Micros {
        let (year, month, day) = date;
        Micros(days_from_civil(year, month, day) * DAY + seconds_of_day * SECOND)
    }

    /// Reads RFC 3339, with the leniency of the field: `T` or a space between date and time, no separators at all
    /// (`20131102T010628Z`), a fraction of any length, `Z`, an offset or nothing (then UTC).
    pub fn parse(text: &str) -> Option<Micros> {
        let bytes = text.trim().as_bytes();
        let has_dashes = bytes.get(4) == Some(&b'-');
        let mut rest = bytes;
        let year = digits(&mut rest, 4)?;
        separator(&mut rest, b"-", has_dashes)?;
        let month = digits(&mut rest, 2)?;
        separator(&mut rest, b"-", has_dashes)?;
        let day = digits(&mut rest, 2)?;
        separator(&mut rest, b"Tt ", true)?;
        let hour = digits(&mut rest, 2)?;
        separator(&mut rest, b":", has_dashes)?;
        let minute = digits(&mut rest, 2)?;
        separator(&mut rest, b":", has_dashes)?;
        let second = digits(&mut rest, 2)?;
        let is_real = (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 61;
        if !is_real {
            return None;
        }
        let fraction = fraction(&mut rest);
        let offset = offset_seconds(rest)?;
        let whole = Micros::from_civil((year, month, day), hour * 3600 + minute * 60 + second - offset);
        Some(Micros(whole.0 + fraction))
    }

    /// The date and the time of day: (year, month, day, hour, minute, second, microsecond).
    pub fn parts(self) -> (i64, i64, i64, i64, i64, i64, i64) {
        let (year, month, day) = civil_from_days(self.0.div_euclid(DAY));
        let of_day = self.0.rem_euclid(DAY);
        let seconds = of_day / SECOND;
        (year, month, day, seconds / 3600, seconds / 60 % 60, seconds % 60, of_day % SECOND)
    }

    /// The date alone, as `2014-09-29`.
    pub fn date(self) -> String {
        let (year, month, day, ..) = self.parts();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// The time of day alone, as `19:29:02`, with a fraction where there is one.
    pub fn time_of_day(self) -> String {
        let (.., hour, minute, second, micros) = self.parts();
        let fraction = match micros {
            0 => String::new(),
            _ if micros % 1000 == 0 => format!(".{:03}", micros / 1000),
            _ => format!(".{micros:06}"),
        };
        format!("{hour:02}:{minute:02}:{second:02}{fraction}")
    }
}

/// `2014-09-29T19:29:02Z`, with a fraction where there is one.
impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}Z", self.date(), self.time_of_day())
    }
}

/// The number of days in a month, leap years counted.
pub fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn digits(rest: &mut &[u8], count: usize) -> Option<i64> {
    let (head, tail) = rest.split_at_checked(count)?;
    *rest = tail;
    head.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0')))
}

fn separator(rest: &mut &[u8], allowed: &[u8], is_needed: bool) -> Option<()> {
    if !is_needed {
        return Some(());
    }
    let (first, tail) = rest.split_first()?;
    *rest = tail;
    allowed.contains(first).then_some(())
}

fn fraction(rest: &mut &[u8]) -> i64 {
    let Some((b'.' | b',', tail)) = rest.split_first() else { return 0 };
    let length = tail.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (head, tail) = tail.split_at(length);
    *rest = tail;
    // Digits beyond the microsecond are cut, not rounded: an event is never moved into the next second.
    (0..6).fold(0, |value, at| value * 10 + head.get(at).map_or(0, |digit| i64::from(digit - b'0')))
}

fn offset_seconds(rest: &[u8]) -> Option<i64> {
    let (sign, mut rest) = match rest {
        [] | [b'Z' | b'z'] => return Some(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let hours = digits(&mut rest, 2)?;
    if let [b':', tail @ ..] = rest {
        rest = tail;
    }
    let minutes = if rest.is_empty() { 0 } else { digits(&mut rest, 2)? };
    rest.is_empty().then_some(sign * (hours * 3600 + minutes * 60))
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
        for text in
            ["", "yesterday", "2023-02-29T00:00:00Z", "2014-13-01T00:00:00Z", "2014-09-29", "2014-09-29T25:00:00Z"]
        {
            assert_eq!(Micros::parse(text), None, "{text}");
        }
    }

    #[test]
    fn dates_and_days_are_inverse() {
        for days in (-800_000..800_000).step_by(97) {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
    }
}
