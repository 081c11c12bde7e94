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

    /// Reads a length of time as seconds: `90`, `90s`, `10m`, `1.5h`, `2d`, `250ms`, `4m34s`, and as the page shows it,
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

/// Numbers with a unit each, from the largest on; one number alone may have none, and is of seconds then.
fn units(text: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 5] = [("d", 86_400.0), ("h", 3600.0), ("m", 60.0), ("s", 1.0), ("ms", 0.001)];
    if let Some(seconds) = number(text) {
        return Some(seconds);
    }
    let (mut rest, mut sum, mut from) = (text, None, 0);
    while !rest.is_empty() {
        let end = rest.find(|char: char| char.is_ascii_alphabetic())?;
        let behind = &rest[end..];
        let unit = &behind[..behind.find(|char: char| !char.is_ascii_alphabetic()).unwrap_or(behind.len())];
        let place = UNITS.iter().position(|(name, _)| *name == unit).filter(|place| *place >= from)?;
        sum = Some(sum.unwrap_or(0.0) + number(&rest[..end])? * UNITS[place].1);
        (rest, from) = (&behind[unit.len()..], place + 1);
    }
    sum
}

/// The value of a decimal number. Exact for up to fifteen digits and twenty-two places, which is what JSON holds; beyond
/// that within rounding. The standard parser is exact everywhere, for ten kilobytes of tables.
fn number(text: &str) -> Option<f64> {
    let (is_negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (digits, exponent) = match rest.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, whole(exponent)?),
        None => (rest, 0),
    };
    let (before, behind) = digits.split_once('.').unwrap_or((digits, "0"));
    if before.is_empty() || behind.is_empty() {
        return None;
    }
    let (mut mantissa, mut power) = (0u64, exponent);
    for (is_behind, byte) in before.bytes().map(|byte| (false, byte)).chain(behind.bytes().map(|byte| (true, byte))) {
        let digit = u64::from(byte.checked_sub(b'0').filter(|digit| *digit < 10)?);
        let longer = mantissa.checked_mul(10).and_then(|mantissa| mantissa.checked_add(digit));
        match longer {
            Some(longer) => {
                mantissa = longer;
                power -= i32::from(is_behind);
            }
            None => power += i32::from(!is_behind),
        }
    }
    let mut value = mantissa as f64;
    // Trailing zeros of a fraction would take the division out of where it is exact.
    while power < 0 && mantissa != 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        power += 1;
        value = mantissa as f64;
    }
    while power != 0 && value != 0.0 && value.is_finite() {
        let step = power.unsigned_abs().min(22);
        let factor = (0..step).fold(1.0f64, |factor, _| factor * 10.0);
        value = if power > 0 { value * factor } else { value / factor };
        power -= power.signum() * step as i32;
    }
    value.is_finite().then_some(if is_negative { -value } else { value })
}

/// A whole number with a sign or none, of a few digits.
fn whole(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_short = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_standard_library_reads_them() {
        for text in
            ["0", "-0", "42", "-1.50", "0.1", "1e6", "1E-3", "123456789012345", "9223372036854775807", "0.000001"]
        {
            assert_eq!(number(text), text.parse().ok(), "{text}");
        }
        for text in ["", "-", ".5", "1.", "1e", "0x10", "inf", "NaN", "1 ", "1,000", "1e99999", "1e400"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn lengths_of_time_are_seconds() {
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
