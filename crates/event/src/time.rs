//! Instants and ranges in microseconds since 1970-01-01T00:00:00 UTC.
//!
//! CloudTrail writes RFC 3339 with seconds (`2014-09-29T19:29:02Z`); records passed on by other tools carry fractions
//! and offsets, which are read as well.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Microseconds since 1970-01-01T00:00:00 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Micros(pub i64);

/// How a time stands to what it is the time of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Edge {
    /// It happened then.
    At,
    /// It had happened by then, or happened then.
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
    /// (`20131102T010628Z`), a fraction of any length, `Z`, an offset or nothing (then UTC). [`parse_event_time`] reads
    /// the other forms that logs hold.
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

/// Reads the time of an event in any form that a log, a tool or a table writes, as text or as a number.
///
/// - what [`Micros::parse`] reads: RFC 3339 and basic ISO, with any offset
/// - the same with `UTC`, `GMT` or a space before the offset, and without seconds
/// - seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size: a number below
///   1,000,000,000 is no time, as CloudTrail is younger than that many seconds
/// - `/Date(1709287201000)/`, milliseconds as Windows PowerShell writes them
///
/// ```
/// # use trailglass_event::time::{Micros, parse_event_time};
/// let time = Micros::parse("2024-03-01T10:00:01Z");
/// for text in ["2024-03-01 12:00:01+02:00", "2024-03-01 10:00:01.000 UTC", "1709287201", "/Date(1709287201000)/"] {
///     assert_eq!(parse_event_time(text), time);
/// }
/// assert_eq!(parse_event_time("45352.4"), None);
/// ```
pub fn parse_event_time(text: &str) -> Option<Micros> {
    // Nearly all times are of the first form.
    Micros::parse(text).or_else(|| parse_rare_time(text.trim()))
}

#[cold]
fn parse_rare_time(text: &str) -> Option<Micros> {
    if let Some(millis) = text.strip_prefix("/Date(") {
        // An offset says where the computer stood; the milliseconds are UTC's.
        let millis = millis.strip_suffix(")/")?;
        let end = millis.rfind(['+', '-']).filter(|at| *at > 0).unwrap_or(millis.len());
        // Up to the year 9999, as in the other forms.
        let millis = millis[..end].parse::<i64>().ok().filter(|millis| (0..253_402_300_800_000).contains(millis))?;
        return Some(Micros(millis * 1_000));
    }
    if let Some(time) = parse_epoch(text) {
        return Some(time);
    }
    let zone_at = text.rfind(' ').filter(|at| *at > 10);
    let (clock, zone) = zone_at.map_or((text, ""), |at| (text[..at].trim_end(), text[at + 1..].trim_start()));
    let (clock, zone) = match zone {
        "UTC" | "GMT" | "utc" | "gmt" => (clock, "Z"),
        _ if zone.starts_with(['+', '-', 'Z', 'z']) => (clock, zone),
        _ => (text, ""),
    };
    let seconds = if has_seconds(clock) { "" } else { ":00" };
    let offset_at = clock.rfind(['+', '-', 'Z', 'z']).filter(|at| *at > 10 && zone.is_empty()).unwrap_or(clock.len());
    let (clock, offset) = clock.split_at(offset_at);
    (!seconds.is_empty() || !zone.is_empty()).then(|| Micros::parse(&format!("{clock}{seconds}{offset}{zone}")))?
}

/// Whether a date and time with separators has seconds: two colons stand before the offset.
fn has_seconds(text: &str) -> bool {
    let clock = text.get(11..).unwrap_or_default();
    let clock = &clock[..clock.find(['+', '-']).unwrap_or(clock.len())];
    clock.bytes().filter(|byte| *byte == b':').count() != 1
}

/// A number of seconds since 1970, or of thousandths, millionths or billionths of them; with a fraction or an exponent,
/// as JSON and tables write numbers.
fn parse_epoch(text: &str) -> Option<Micros> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix('+').unwrap_or(exponent).parse::<usize>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len().saturating_add(exponent) > 19 || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    // The digits of the number of microseconds, as if the number were one of seconds.
    let n_digits = whole.len() + exponent + 6;
    let digits = whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat(b'0')).take(n_digits);
    let micros = digits.fold(0i128, |value, digit| value * 10 + i128::from(digit - b'0'));
    let divisor = match micros / i128::from(SECOND) {
        ..1_000_000_000 => return None,
        1_000_000_000..100_000_000_000 => 1,
        100_000_000_000..100_000_000_000_000 => 1_000,
        100_000_000_000_000..100_000_000_000_000_000 => 1_000_000,
        _ => 1_000_000_000,
    };
    i64::try_from(micros / divisor).ok().map(Micros)
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
    // The bounds of RFC 3339, which has no day-long offset.
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
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
    fn the_time_of_an_event_is_read_in_every_form_of_the_field() {
        let expected = Micros::parse("2024-03-01T10:00:01Z");
        for text in [
            "2024-03-01T10:00:01Z",
            "2024-03-01 10:00:01",
            "2024-03-01T10:00:01+0000",
            "2024-03-01 10:00:01.000 UTC",
            "2024-03-01 10:00:01 GMT",
            "2024-03-01 10:00:01+00:00",
            "2024-03-01 05:00:01 -05:00",
            "2024-03-01T15:30:01+05:30",
            "20240301T100001Z",
            "1709287201",
            "1709287201.0",
            "1.709287201E9",
            "1.709287201e+09",
            "1709287201000",
            "1.709287201E12",
            "1709287201000000",
            "1709287201000000000",
            "/Date(1709287201000)/",
            "/Date(1709287201000+0100)/",
            " 1709287201 ",
        ] {
            assert_eq!(parse_event_time(text), expected, "{text}");
        }
        assert_eq!(parse_event_time("1709287201.25"), Some(Micros(1_709_287_201_250_000)));
        for (text, minute) in [
            ("2024-03-01 10:00", "2024-03-01T10:00:00Z"),
            ("2024-03-01T10:00Z", "2024-03-01T10:00:00Z"),
            ("2024-03-01T10:00+02:00", "2024-03-01T08:00:00Z"),
            ("2024-03-01 10:00 UTC", "2024-03-01T10:00:00Z"),
        ] {
            assert_eq!(parse_event_time(text), Micros::parse(minute), "{text}");
        }
        // A spreadsheet's own number of days, small numbers, and what is no number.
        for text in [
            "45352.4167",
            "1",
            "0",
            "-1709287201",
            "1e400",
            "1.7.0",
            "/Date()/",
            "/Date(x)/",
            "/Date(9223372036854775)/",
            "soon",
            "10:00",
            "é",
        ] {
            assert_eq!(parse_event_time(text), None, "{text}");
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
