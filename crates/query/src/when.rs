//! Times as a query asks for them: `2014-09`, `2014-09..2014-10`, `end-2h`.
//!
//! Every time is a half-open range: `2014-09` is all of that September. So `>` means after all of it and `<=` up to the
//! end of it. `start` and `end` are the first and the last event held, however old those are: who reads last year's log
//! asks for its last two hours.

use super::ast::Operator;
use super::moment::moment;

/// A fixed instant, or one counted from an edge of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Edge {
    /// What it is counted from.
    pub anchor: Anchor,
    /// How far from there, in microseconds.
    pub micros: i64,
}

/// What an instant is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// 1970-01-01T00:00:00 UTC.
    Epoch,
    /// The first event held.
    Start,
    /// The last event held.
    End,
}

/// A half-open range of time, and its text in the canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// The first microsecond.
    pub from: Edge,
    /// One past the last microsecond.
    pub to: Edge,
    /// The text.
    pub text: String,
}

/// Before and after all time.
const NEVER: (Edge, Edge) =
    (Edge { anchor: Anchor::Epoch, micros: i64::MIN }, Edge { anchor: Anchor::Epoch, micros: i64::MAX });

impl Edge {
    /// The instant in microseconds since 1970 UTC, for data whose first and last event are at these instants.
    pub fn at(self, (first, last): (i64, i64)) -> i64 {
        match self.anchor {
            Anchor::Epoch => self.micros,
            Anchor::Start => first.saturating_add(self.micros),
            Anchor::End => last.saturating_add(self.micros),
        }
    }
}

/// The range of a text after an operator.
pub fn when(operator: Operator, text: &str) -> Option<When> {
    let (from, to) = match operator {
        Operator::Has | Operator::Is => match text.split_once("..") {
            Some((from, to)) => return range(from, to),
            None => return point(text),
        },
        Operator::AtLeast => (point(text)?.from, NEVER.1),
        Operator::Above => (point(text)?.to, NEVER.1),
        Operator::AtMost => (NEVER.0, point(text)?.to),
        Operator::Below => (NEVER.0, point(text)?.from),
    };
    Some(When { from, to, text: point(text)?.text })
}

/// `a..b`, from the first of `a` to the last of `b`; either may be left out, but not both.
fn range(from: &str, to: &str) -> Option<When> {
    let side = |text: &str| if text.is_empty() { Some(None) } else { point(text).map(Some) };
    let (from, to) = (side(from)?, side(to)?);
    let text = |side: &Option<When>| side.as_ref().map(|side| side.text.clone()).unwrap_or_default();
    let whole = format!("{}..{}", text(&from), text(&to));
    (from.is_some() || to.is_some()).then_some(When {
        from: from.map_or(NEVER.0, |from| from.from),
        to: to.map_or(NEVER.1, |to| to.to),
        text: whole,
    })
}

/// The beginning of an ISO time, or a distance from an edge of the data.
fn point(text: &str) -> Option<When> {
    if let Some(moment) = moment(text) {
        let fixed = |micros| Edge { anchor: Anchor::Epoch, micros };
        return Some(When { from: fixed(moment.from_micros), to: fixed(moment.to_micros), text: moment.text });
    }
    let text = text.to_ascii_lowercase();
    let (anchor, distance) = match (text.strip_prefix("end"), text.strip_prefix("start")) {
        (Some(distance), _) => (Anchor::End, distance),
        (_, Some(distance)) => (Anchor::Start, distance),
        _ => return None,
    };
    let micros = match distance.as_bytes().first() {
        None => 0,
        Some(b'-') => -duration(&distance[1..])?,
        Some(b'+') => duration(&distance[1..])?,
        Some(_) => return None,
    };
    Some(When { from: Edge { anchor, micros }, to: Edge { anchor, micros: micros + 1 }, text })
}

/// `2h`, `1d12h`, `30m`: weeks, days, hours, minutes and seconds.
fn duration(text: &str) -> Option<i64> {
    // Longer than any log, and far from where sums overflow.
    const LONGEST_SECONDS: i64 = 1_000 * 366 * 86_400;
    let (mut total, mut number) = (0i64, None);
    for byte in text.bytes() {
        let unit = match byte {
            b'0'..=b'9' => {
                number = Some(number.unwrap_or(0i64).saturating_mul(10).saturating_add(i64::from(byte - b'0')));
                continue;
            }
            b's' => 1,
            b'm' => 60,
            b'h' => 3_600,
            b'd' => 86_400,
            b'w' => 7 * 86_400,
            _ => return None,
        };
        total = total.saturating_add(number.take()?.saturating_mul(unit));
    }
    (number.is_none() && !text.is_empty() && total <= LONGEST_SECONDS).then(|| total * 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000_000;

    fn hours(operator: Operator, text: &str) -> Option<(i64, i64)> {
        let when = when(operator, text)?;
        let hour = |edge: Edge| edge.at((0, 100 * HOUR)).div_euclid(HOUR);
        Some((hour(when.from), hour(when.to)))
    }

    #[test]
    fn ranges_and_distances() {
        let (first, last) = (i64::MIN.div_euclid(HOUR), i64::MAX.div_euclid(HOUR));
        for (operator, text, expected) in [
            (Operator::Has, "1970-01-02", (24, 48)),
            (Operator::Has, "1970-01-02..1970-01-03", (24, 72)),
            (Operator::Has, "1970-01-02T01..1970-01-02T02", (25, 27)),
            (Operator::Has, "..1970-01-02", (first, 48)),
            (Operator::Has, "1970-01-02..", (24, last)),
            (Operator::Has, "end-1d12h..end-2h", (64, 98)),
            (Operator::Has, "start+90m..END", (1, 100)),
            (Operator::AtLeast, "1970-01-02", (24, last)),
            (Operator::Above, "1970-01-02", (48, last)),
            (Operator::AtMost, "1970-01-02", (first, 48)),
            (Operator::Below, "1970-01-02", (first, 24)),
            (Operator::Above, "end-2h", (98, last)),
        ] {
            assert_eq!(hours(operator, text), Some(expected), "{operator}{text}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "..",
            "end-",
            "end2h",
            "end-2",
            "end-h",
            "end-2x",
            "now-2h",
            "2014-09..2014-13",
            "end-9999999w",
            "end-99999999999999999999h",
            "a..b",
        ] {
            assert_eq!(when(Operator::Has, text), None, "{text}");
        }
        assert_eq!(when(Operator::Above, "2014..2015"), None);
    }
}
