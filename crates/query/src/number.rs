//! Numbers as queries and records write them, and their comparison.

use super::ast::Operator;

/// A number to compare with. Equal numbers are equal bit by bit, so that plans can be compared and hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number(u64);

impl Number {
    /// Reads `42`, `-1`, `0.5`, `1e6`.
    pub fn parse(text: &str) -> Option<Number> {
        // Zero has two forms; adding the positive one makes it that.
        number(text).map(|value| Number((value + 0.0).to_bits()))
    }

    /// The number itself.
    pub fn value(self) -> f64 {
        f64::from_bits(self.0)
    }

    /// Reads a duration as seconds: `90`, `90s`, `10m`, `1.5h`, `2d`, `250ms`, `4m34s`, and as the page shows it,
    /// `4:30` and `1:04:30`.
    pub fn seconds(text: &str) -> Option<Number> {
        let seconds = if text.contains(':') { clock(text) } else { units(text) }?;
        Some(Number((seconds + 0.0).to_bits()))
    }

    /// Whether a value, as text, is a number that is at least, above, at most or below this one; after any other
    /// operator, whether it is this number.
    pub fn compares(self, operator: Operator, value: &str) -> bool {
        let Some(value) = number(value) else { return false };
        let own = f64::from_bits(self.0);
        match operator {
            Operator::Has | Operator::Is => value == own,
            Operator::AtLeast => value >= own,
            Operator::Above => value > own,
            Operator::AtMost => value <= own,
            Operator::Below => value < own,
        }
    }
}

/// Hours, minutes and seconds with colons between them; the first of two are minutes.
fn clock(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.split(':').collect();
    let is_whole = |part: &&str| (1..=9).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let (last, others) = parts.split_last()?;
    if parts.len() > 3 || !others.iter().all(is_whole) || last.starts_with('-') {
        return None;
    }
    let others = others.iter().try_fold(0.0, |sum, part| Some(sum * 60.0 + number(part)?))?;
    Some(others * 60.0 + number(last).filter(|seconds| *seconds < 60.0)?)
}

/// Numbers with a unit each, from the largest on; a single number may have none, and is seconds then.
fn units(text: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 5] = [("d", 86_400.0), ("h", 3600.0), ("m", 60.0), ("s", 1.0), ("ms", 0.001)];
    if let Some(seconds) = number(text) {
        return Some(seconds);
    }
    let (mut rest, mut sum, mut from) = (text, None, 0);
    while !rest.is_empty() {
        let end = rest.find(|char: char| char.is_ascii_alphabetic())?;
        let after = &rest[end..];
        let unit = &after[..after.find(|char: char| !char.is_ascii_alphabetic()).unwrap_or(after.len())];
        let unit_at = UNITS.iter().position(|(name, _)| *name == unit).filter(|at| *at >= from)?;
        sum = Some(sum.unwrap_or(0.0) + number(&rest[..end])? * UNITS[unit_at].1);
        (rest, from) = (&after[unit.len()..], unit_at + 1);
    }
    sum
}

/// The value of a decimal number as JSON writes it: no bare point, no infinity, no sign but a minus.
fn number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (digits, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_decimal = is_digits(whole) && is_digits(fraction) && is_digits(exponent.trim_start_matches(['-', '+']));
    text.parse::<f64>().ok().filter(|value| is_decimal && value.is_finite())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_json() {
        for (text, value) in [("0", 0.0), ("42", 42.0), ("-1.50", -1.5), ("1e6", 1e6), ("1E-3", 0.001), ("2e+1", 20.0)]
        {
            assert_eq!(number(text), Some(value), "{text}");
        }
        for text in ["", "-", "+1", ".5", "1.", "1e", "0x10", "inf", "NaN", "1 ", "1,000", "1e99999", "1e400"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn durations_are_seconds() {
        for (text, seconds) in
            [("90", "90"), ("90s", "90"), ("10m", "600"), ("1.5h", "5400"), ("2d", "172800"), ("250ms", "0.25")]
        {
            assert_eq!(Number::seconds(text), Number::parse(seconds), "{text}");
        }
        assert_eq!(Number::seconds("m"), None);
        assert_eq!(Number::seconds("10 min"), None);
    }

    #[test]
    fn numbers_compare() {
        let ten = Number::parse("10.0").expect("a number");
        assert!(ten.compares(Operator::AtLeast, "10") && ten.compares(Operator::AtMost, "1e1"));
        assert!(ten.compares(Operator::Above, "10.5") && !ten.compares(Operator::Above, "9"));
        assert!(ten.compares(Operator::Below, "-3") && !ten.compares(Operator::Below, "nine"));
    }
}
