//! Counts as people read them.

/// A number with its thousands set apart: `148,206`.
pub fn number(value: u32) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun: `1 file`, `2,104 files`.
pub fn count(value: u32, one: &str, many: &str) -> String {
    format!("{} {}", number(value), if value == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (value, expected) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (148_206, "148,206"), (u32::MAX, "4,294,967,295")]
        {
            assert_eq!(number(value), expected);
        }
        assert_eq!(
            (count(1, "event", "events"), count(2104, "event", "events")),
            ("1 event".to_owned(), "2,104 events".to_owned())
        );
    }
}
