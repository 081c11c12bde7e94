//! A text as the time that it tells, in the forms in which services write times in requests, answers and state changes.

use trailglass_event::time::{Micros, month_named, parse_event_time};

/// Reads what [`parse_event_time`] reads, and the form of older answers, `Mar 1, 2024 11:00:00 AM`, also with a comma behind
/// the year, which is in UTC.
pub fn read(text: &str) -> Option<Micros> {
    parse_event_time(text).or_else(|| in_words(text))
}

fn in_words(text: &str) -> Option<Micros> {
    let mut parts = text.split([' ', ',', '\u{202f}', '\u{a0}']).filter(|part| !part.is_empty());
    let mut next = || parts.next();
    let (month, day, year, clock, half) = (next()?, next()?, next()?, next()?, next());
    if next().is_some() {
        return None;
    }
    let month = month_named(month)?;
    let number = |text: &str| if text.len() <= 4 { text.parse::<i64>().ok() } else { None };
    let (day, year) = (number(day)?, number(year)?);
    let mut of_clock = clock.split(':').map(number);
    let (hour, minute, second) = (of_clock.next()??, of_clock.next()??, of_clock.next()??);
    let hour = match half {
        Some("AM") if (1..=12).contains(&hour) => hour % 12,
        Some("PM") if (1..=12).contains(&hour) => hour % 12 + 12,
        None => hour,
        Some(_) => return None,
    };
    let is_real = year >= 1970
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..60).contains(&second)
        && of_clock.next().is_none();
    Micros::from_civil((year, month, day), hour * 3600 + minute * 60 + second).filter(|_| is_real)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_in_every_form() {
        let expected = Micros::parse("2014-09-29T19:27:29Z");
        for text in [
            "1412018849",
            "1412018849.0",
            "1412018849000",
            "2014-09-29T19:27:29Z",
            "Sep 29, 2014 7:27:29 PM",
            "Sep 29, 2014, 7:27:29 PM",
            "Sep 29, 2014, 7:27:29\u{202f}PM",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(read("1412018849.25"), Some(Micros(1_412_018_849_250_000)));
        assert_eq!(read("Mar 1, 2024 12:00:00 AM"), Micros::parse("2024-03-01T00:00:00Z"));
        for text in
            ["soon", "Feb 30, 2024 1:00:00 AM", "Mar 1, 2024 13:00:00 PM", "Mar 1, 2024", "Mar 1, 2024 1:00:00 AM x"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
