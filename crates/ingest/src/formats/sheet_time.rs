//! Times as spreadsheets write them, and the order of day and month in a column of them.
//!
//! A spreadsheet that saves a table writes times in the format of its country: `3/18/2024 1:05:07 PM`,
//! `18.3.2024 13:05`, `2024/3/18 13:05`. No single cell proves whether `5/3/2024` is in March or in May,
//! but the column does as soon as one of its cells can be read in one order only.

use trailglass_event::time::{Micros, month_named};
use trailglass_protocol::report::DateOrder;

/// What a cell proves of the order of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// It can be read in this order only.
    Proves(DateOrder),
    /// Day and month may change places, and it would be another day.
    Ambiguous,
    /// Day and month are the same number.
    Same,
}

/// The time in a cell, its date not yet ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetTime {
    parts: [i64; 3],
    /// The order that its form proves: the year is first, dots are between day and month, the month is a name.
    proven_by_form: Option<DateOrder>,
    seconds_of_day: i64,
}

impl SheetTime {
    /// Reads a cell. `None` where it holds no such time, or one that no order makes a day of.
    pub fn read(cell: &str) -> Option<SheetTime> {
        // Before AM and PM newer spreadsheets write a narrow space, U+202F.
        let text: String = cell.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect();
        let (date, clock) = text.trim().split_once(' ')?;
        let (parts, proven_by_form) = date_parts(date.trim_end_matches(','))?;
        let time = SheetTime { parts, proven_by_form, seconds_of_day: seconds_of_day(clock.trim())? };
        time.evidence().map(|_| time)
    }

    /// What it proves of the order of its column; `None` where no order makes a day of it.
    pub fn evidence(&self) -> Option<Evidence> {
        if let Some(order) = self.proven_by_form {
            return self.at(order).map(|_| Evidence::Proves(order));
        }
        match (self.at(DateOrder::MonthFirst), self.at(DateOrder::DayFirst)) {
            (Some(one), Some(other)) if one == other => Some(Evidence::Same),
            (Some(_), Some(_)) => Some(Evidence::Ambiguous),
            (Some(_), None) => Some(Evidence::Proves(DateOrder::MonthFirst)),
            (None, Some(_)) => Some(Evidence::Proves(DateOrder::DayFirst)),
            (None, None) => None,
        }
    }

    /// The time in UTC, its date read in this order; `None` where that is no day.
    pub fn at(&self, order: DateOrder) -> Option<Micros> {
        let [first, second, third] = self.parts;
        let (year, month, day) = match order {
            DateOrder::MonthFirst => (third, first, second),
            DateOrder::DayFirst => (third, second, first),
            DateOrder::YearFirst => (first, second, third),
        };
        Micros::from_civil((year, month, day), self.seconds_of_day)
    }
}

/// The three numbers of a date, the year with its century, and the order that its form proves.
fn date_parts(date: &str) -> Option<([i64; 3], Option<DateOrder>)> {
    let separator = date.chars().find(|letter| matches!(letter, '/' | '.' | '-'))?;
    let mut texts = date.split(separator);
    let (first, second, third) = (texts.next()?, texts.next()?, texts.next()?);
    if texts.next().is_some_and(|rest| !rest.is_empty()) {
        return None;
    }
    if let Some(month) = month_named(second) {
        return Some(([number(first)?, month, year(third)?], Some(DateOrder::DayFirst)));
    }
    if first.len() == 4 {
        return Some(([number(first)?, number(second)?, number(third)?], Some(DateOrder::YearFirst)));
    }
    // Where dots separate the parts of a date, the day is first.
    let written = (separator == '.').then_some(DateOrder::DayFirst);
    Some(([number(first)?, number(second)?, year(third)?], written))
}

fn number(text: &str) -> Option<i64> {
    (1..=4).contains(&text.len()).then(|| text.parse::<u16>().ok().map(i64::from))?
}

fn year(text: &str) -> Option<i64> {
    match text.len() {
        2 => number(text).map(|year| year + 2000),
        4 => number(text),
        _ => None,
    }
}

/// `13:05`, `1:05:07 PM`, `1:05:07.123 p.m. UTC` as seconds since midnight.
fn seconds_of_day(clock: &str) -> Option<i64> {
    let clock = clock.to_ascii_lowercase().replace(' ', "");
    let clock = clock.strip_suffix("utc").or(clock.strip_suffix("gmt")).unwrap_or(&clock);
    let end = clock.find(|letter: char| !letter.is_ascii_digit() && letter != ':' && letter != '.');
    let (digits, half) = clock.split_at(end.unwrap_or(clock.len()));
    let mut parts = digits.split(':').map(|part| part.split('.').next().and_then(number));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let is_noon_to_midnight = match half.replace('.', "").as_str() {
        "" => None,
        "am" => Some(false),
        "pm" => Some(true),
        _ => return None,
    };
    let hour = match is_noon_to_midnight {
        None if hour < 24 => hour,
        Some(is_late) if (1..=12).contains(&hour) => hour % 12 + if is_late { 12 } else { 0 },
        _ => return None,
    };
    (parts.next().is_none() && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_as_its_country_writes_it() {
        use DateOrder::{DayFirst, MonthFirst, YearFirst};
        use Evidence::{Ambiguous, Proves, Same};
        for (cell, order, evidence, expected) in [
            ("3/18/2024 1:05:07 PM", MonthFirst, Proves(MonthFirst), "2024-03-18T13:05:07Z"),
            ("3/18/2024 1:05:07\u{202F}PM", MonthFirst, Proves(MonthFirst), "2024-03-18T13:05:07Z"),
            ("3/18/2024, 12:05:07 AM", MonthFirst, Proves(MonthFirst), "2024-03-18T00:05:07Z"),
            ("18/03/2024 12:05 p.m.", DayFirst, Proves(DayFirst), "2024-03-18T12:05:00Z"),
            ("18/03/24 13:05", DayFirst, Proves(DayFirst), "2024-03-18T13:05:00Z"),
            ("05/03/2024 13:05", DayFirst, Ambiguous, "2024-03-05T13:05:00Z"),
            ("05/03/2024 13:05", MonthFirst, Ambiguous, "2024-05-03T13:05:00Z"),
            ("05-03-2024 13:05", DayFirst, Ambiguous, "2024-03-05T13:05:00Z"),
            ("05/05/2024 13:05 UTC", MonthFirst, Same, "2024-05-05T13:05:00Z"),
            ("1.3.2024 10:00", DayFirst, Proves(DayFirst), "2024-03-01T10:00:00Z"),
            ("1-Mar-24 10:00", DayFirst, Proves(DayFirst), "2024-03-01T10:00:00Z"),
            ("2024/3/1 10:00:01", YearFirst, Proves(YearFirst), "2024-03-01T10:00:01Z"),
            ("2024-3-1 10:00", YearFirst, Proves(YearFirst), "2024-03-01T10:00:00Z"),
            ("2/29/2024 10:00", MonthFirst, Proves(MonthFirst), "2024-02-29T10:00:00Z"),
        ] {
            let time = SheetTime::read(cell).expect(cell);
            assert_eq!(time.evidence(), Some(evidence), "{cell}");
            assert_eq!(time.at(order).expect(cell).to_string(), expected, "{cell}");
        }
    }

    #[test]
    fn other_cells_hold_no_time() {
        for cell in [
            "",
            "3/1/2024",
            "10:00",
            "13/13/2024 10:00",
            "2/30/2024 10:00",
            "3/1/2024 24:00",
            "3/1/2024 13:00 PM",
            "3/1/2024 10",
            "3/1/2024 10:00 o'clock",
            "3/1/202 10:00",
            "a/b/c 10:00",
            "2024/13/1 10:00",
        ] {
            assert_eq!(SheetTime::read(cell), None, "{cell}");
        }
    }
}
