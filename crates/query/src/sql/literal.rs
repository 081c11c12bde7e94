//! Texts, numbers and instants as SQL writes them.

use trailglass_event::time::Micros;

/// A text.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A number, exactly: the shortest digits that mean it, with an exponent where it has many places.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-9..1e18).contains(&size) { format!("{value:e}") } else { value.to_string() }
}

/// An instant, in microseconds since 1970 UTC.
pub(super) fn timestamp(micros: i64) -> String {
    let text = writable(micros).to_string();
    format!("TIMESTAMP '{}'", text.trim_end_matches('Z').replace('T', " "))
}

/// The instant, limited to the years 1900 to 9999: others are beyond every trail, and beyond what SQL can write.
pub(super) fn writable(micros: i64) -> Micros {
    Micros(micros.clamp(-2_208_988_800_000_000, 253_402_300_799_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_exactly() {
        for (value, text) in [
            (0.0, "0"),
            (-5400.0, "-5400"),
            (0.25, "0.25"),
            (-1.05, "-1.05"),
            (1e15, "1000000000000000"),
            (1e-9, "0.000000001"),
            (1e30, "1e30"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn a_quote_within_a_text_is_doubled() {
        assert_eq!(quoted("o'neil"), "'o''neil'");
    }
}
