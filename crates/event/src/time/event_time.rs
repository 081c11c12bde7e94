//! The time of an event in any form that a log, a tool or a table writes.

use super::{Micros, SECOND};

/// Reads the time of an event in any form that a log, a tool or a table writes, as text or as a number.
///
/// - what [`Micros::parse`] reads: RFC 3339 and ISO 8601, with any offset
/// - the same with `UTC`, `GMT` or a space before the offset
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
        return parse_powershell(millis.strip_suffix(")/")?);
    }
    parse_epoch(text).or_else(|| parse_spaced_zone(text))
}

/// `1709287201000` or `1709287201000+0100`: the offset is that of the computer, the milliseconds are in UTC.
fn parse_powershell(millis: &str) -> Option<Micros> {
    /// The first millisecond of the year 10000.
    const END: i64 = 253_402_300_800_000;
    let end = millis.rfind(['+', '-']).filter(|at| *at > 0).unwrap_or(millis.len());
    let millis = millis[..end].parse::<i64>().ok().filter(|millis| (0..END).contains(millis))?;
    Some(Micros(millis * 1_000))
}

/// A date and time with its zone after a space: `2024-03-01 10:00:01 UTC`, `2024-03-01 05:00:01 -05:00`.
fn parse_spaced_zone(text: &str) -> Option<Micros> {
    let (clock, zone) = text.rsplit_once(' ')?;
    let zone = match zone {
        "UTC" | "GMT" | "utc" | "gmt" => "Z",
        _ if zone.starts_with(['+', '-', 'Z', 'z']) => zone,
        _ => return None,
    };
    Micros::parse(&format!("{}{zone}", clock.trim_end()))
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
