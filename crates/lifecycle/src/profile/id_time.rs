//! Ids that tell when the resource was submitted.

use trailglass_event::time::Micros;

/// Ids that begin with the milliseconds of their submission: digits, a hyphen, a suffix of ASCII letters, digits and `_`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdTime {
    /// How many digits of milliseconds since 1970 UTC; 1 to 18, so that they fit into 64 bits.
    pub digits: usize,
    /// How many characters after the hyphen.
    pub suffix: usize,
    /// The earliest plausible time, in milliseconds since 1970 UTC.
    pub from_millis: u64,
    /// The first time that is no longer plausible, in milliseconds since 1970 UTC.
    pub until_millis: u64,
}

impl IdTime {
    /// When a resource of this id was submitted, if the id tells a plausible time.
    pub fn decode(&self, id: &str) -> Option<Micros> {
        let (digits, suffix) = id.split_once('-')?;
        let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if digits.len() != self.digits
            || !digits.bytes().all(|byte| byte.is_ascii_digit())
            || suffix.len() != self.suffix
            || !suffix.bytes().all(is_of_word)
        {
            return None;
        }
        let millis: u64 = digits.parse().ok()?; // no number: no time, which is what None says
        if !(self.from_millis..self.until_millis).contains(&millis) {
            return None;
        }
        i64::try_from(millis).ok()?.checked_mul(1000).map(Micros)
    }
}
