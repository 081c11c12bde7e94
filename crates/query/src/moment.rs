//! The beginning of an ISO time → the range of time that begins so: `2014-09` is all of that September. A time is in UTC
//! unless an offset follows it: `2014-09-29T19:29+02:00`.

use trailglass_event::time::{SECOND, TimeRange};

/// A half-open range in microseconds since 1970-01-01T00:00:00 UTC, and the text in its canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The first microsecond.
    pub from_micros: i64,
    /// One past the last microsecond.
    pub to_micros: i64,
    /// The text with `T` between date and time, the offset where one was written, and `Z` only after seconds.
    pub text: String,
}

const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// Reads `2014`, `2014-09`, `2014-09-29`, `2014-09-29T19`, `...T19:29`, `...T19:29:02` and fractions of a second down to
/// the microsecond. A `Z` or an offset such as `+02:00`, `+0200` or `-5` may follow any time of day, and a space or a small
/// `t` may stand for the `T`. A number of ten digits is seconds since 1970, one of thirteen milliseconds.
pub fn moment(text: &str) -> Option<Moment> {
    if let Some((from_micros, width)) = epoch(text) {
        return Some(Moment { from_micros, to_micros: from_micros + width, text: text.to_owned() });
    }
    let (date, clock, offset) = match text.split_once(['T', 't', ' ']) {
        Some((date, clock)) => {
            let (clock, offset) = split_offset(clock)?;
            (date, Some(clock), offset)
        }
        None => (text, None, None),
    };
    let mut dates = date.split('-');
    let year = number(dates.next()?, 4)?;
    let month = dates.next().map(|month| number(month, 2));
    let day = dates.next().map(|day| number(day, 2));
    if dates.next().is_some() {
        return None;
    }
    let range = match (month, day) {
        (None, _) => TimeRange::of_year(year)?,
        (Some(month), None) => TimeRange::of_month(year, month?)?,
        (Some(month), Some(day)) => TimeRange::of_day(year, month?, day?)?,
    };
    let Some(clock) = clock else {
        return Some(Moment { from_micros: range.from.0, to_micros: range.to.0, text: date.to_owned() });
    };
    day?;
    let (since_midnight, width) = clock_range(clock)?;
    let from_micros = range.from.0 + since_midnight - offset.unwrap_or(0) * MINUTE;
    let zone = match offset {
        Some(minutes) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
        None if width <= SECOND => "Z".to_owned(),
        None => String::new(),
    };
    Some(Moment { from_micros, to_micros: from_micros + width, text: format!("{date}T{clock}{zone}") })
}

/// A time of day without what follows it, and the offset from UTC in minutes, if there is one. `None` where what follows is
/// no offset.
fn split_offset(clock: &str) -> Option<(&str, Option<i64>)> {
    if let Some(clock) = clock.strip_suffix(['Z', 'z']) {
        return Some((clock, None));
    }
    let Some(at) = clock.find(['+', '-']) else { return Some((clock, None)) };
    let (clock, offset) = clock.split_at(at);
    let (sign, digits) = offset.split_at(1);
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some(parts), _) => parts,
        (None, 4) if digits.is_ascii() => digits.split_at(2),
        (None, _) => (digits, "00"),
    };
    let hours = number(hours, hours.len().clamp(1, 2)).filter(|hours| *hours <= 14)?;
    let minutes = number(minutes, 2).filter(|minutes| *minutes < 60)?;
    let ahead = hours * 60 + minutes;
    Some((clock, Some(if sign == "-" { -ahead } else { ahead })))
}

/// The start of `19`, `19:29`, `19:29:02` or `19:29:02.123` since midnight, and how long it lasts.
fn clock_range(clock: &str) -> Option<(i64, i64)> {
    let mut parts = clock.splitn(3, ':');
    let hour = number(parts.next()?, 2).filter(|hour| *hour < 24)?;
    let Some(minute) = parts.next() else { return Some((hour * HOUR, HOUR)) };
    let minute = number(minute, 2).filter(|minute| *minute < 60)?;
    let start = hour * HOUR + minute * MINUTE;
    let Some(second) = parts.next() else { return Some((start, MINUTE)) };
    let (second, fraction) = second.split_once('.').map_or((second, None), |(second, part)| (second, Some(part)));
    let start = start + number(second, 2).filter(|second| *second < 60)? * SECOND;
    let Some(fraction) = fraction else { return Some((start, SECOND)) };
    if !(1..=6).contains(&fraction.len()) {
        return None;
    }
    let width = (fraction.len()..6).fold(1, |width, _| width * 10);
    Some((start + number(fraction, fraction.len())? * width, width))
}

/// The instant of a number of seconds since 1970 with ten digits, or of milliseconds with thirteen, and how long it lasts.
/// All times from 2001 to 2286 have as many, and no year has.
fn epoch(text: &str) -> Option<(i64, i64)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    match (whole.len(), fraction.len()) {
        (13, 0) if whole.len() == text.len() => Some((number(whole, 13)? * 1_000, 1_000)),
        (10, 0) if whole.len() == text.len() => Some((number(whole, 10)? * SECOND, SECOND)),
        (10, 1..=6) => {
            let width = (fraction.len()..6).fold(1, |width, _| width * 10);
            Some((number(whole, 10)? * SECOND + number(fraction, fraction.len())? * width, width))
        }
        _ => None,
    }
}

fn number(text: &str, digits: usize) -> Option<i64> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_the_range_that_begins_so() {
        let range = |text: &str| moment(text).map(|moment| (moment.from_micros / SECOND, moment.to_micros / SECOND));
        assert_eq!(range("1970"), Some((0, 365 * 86_400)));
        assert_eq!(range("2014-09"), Some((1_409_529_600, 1_412_121_600)));
        assert_eq!(range("2014-12"), Some((1_417_392_000, 1_420_070_400)));
        assert_eq!(range("2014-09-29"), Some((1_411_948_800, 1_412_035_200)));
        assert_eq!(range("2014-09-29T19"), Some((1_412_017_200, 1_412_020_800)));
        let micros = |text: &str| moment(text).map(|moment| (moment.from_micros, moment.to_micros));
        assert_eq!(micros("1412018942"), Some((1_412_018_942_000_000, 1_412_018_943_000_000)));
        assert_eq!(micros("1412018942.25"), Some((1_412_018_942_250_000, 1_412_018_942_260_000)));
        assert_eq!(micros("1412018942123"), Some((1_412_018_942_123_000, 1_412_018_942_124_000)));
        for text in ["141201894", "14120189421", "1412018942.", "1412018942.1234567", "-412018942", "141201894x"] {
            assert_eq!(micros(text), None, "{text}");
        }
        assert_eq!(range("2014-09-29T19:29"), Some((1_412_018_940, 1_412_019_000)));
        assert_eq!(range("2014-09-29 19:29:02z"), Some((1_412_018_942, 1_412_018_943)));
        assert_eq!(moment("1970-01-01T00:00:00.25").map(|it| (it.from_micros, it.to_micros)), Some((250_000, 260_000)));
    }

    #[test]
    fn an_offset_moves_the_range_and_stays_in_the_text() {
        let range = |text: &str| moment(text).map(|moment| (moment.from_micros / SECOND, moment.to_micros / SECOND));
        for (text, utc, canonical) in [
            ("2014-09-29T19:29+02:00", "2014-09-29T17:29", "2014-09-29T19:29+02:00"),
            ("2014-09-29T19:29+0200", "2014-09-29T17:29", "2014-09-29T19:29+02:00"),
            ("2014-09-29T19+2", "2014-09-29T17", "2014-09-29T19+02:00"),
            ("2014-09-29 22:00:01-03:30", "2014-09-30T01:30:01", "2014-09-29T22:00:01-03:30"),
            ("2014-09-29T19:29:02.5+00:00", "2014-09-29T19:29:02.5", "2014-09-29T19:29:02.5+00:00"),
        ] {
            assert_eq!(range(text), range(utc), "{text}");
            assert_eq!(moment(text).map(|moment| moment.text).as_deref(), Some(canonical), "{text}");
            assert_eq!(moment(canonical), moment(text), "{text}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "",
            "14",
            "2014-",
            "2014-13",
            "2014-02-30",
            "2014-9-1",
            "2014T10",
            "2014-09-29T24",
            "2014-09-29T",
            "2014-09-29T19+",
            "2014-09-29T19+99",
            "2014-09-29T19+02:60",
            "2014-09-29+02:00",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
        assert!(moment("2016-02-29").is_some());
    }
}
