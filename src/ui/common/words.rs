//! Numbers, sizes and times as people read them.

pub use trailglass_event::counts::{count, number};
use trailglass_event::outcome::Outcome;
use trailglass_event::time::{Micros, SECOND};
use trailglass_event::zone::Clock;
use trailglass_protocol::message::Length;

/// A noun of several, or the same of one.
pub fn noun(value: u32, many: &str) -> String {
    match (value, many.strip_suffix("ies"), many.strip_suffix('s')) {
        (1, Some(stem), _) => format!("{stem}y"),
        (1, None, Some(one)) => one.to_owned(),
        _ => many.to_owned(),
    }
}

/// `812 bytes`, `40 KB`, `3.4 MB`.
pub fn size(bytes: f64) -> String {
    let bytes = bytes as u64;
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", (bytes + 500) / 1_000),
        1_000_000..10_000_000 => format!("{} MB", tenths(bytes, 1_000_000)),
        10_000_000..1_000_000_000 => format!("{} MB", (bytes + 500_000) / 1_000_000),
        _ => format!("{} GB", tenths(bytes, 1_000_000_000)),
    }
}

/// A number as a style writes it, for the same reason as below.
pub fn decimal(value: f64) -> String {
    let parts = (value * 10_000.0).round() as i64;
    let (whole, part) = (parts.abs() / 10_000, parts.abs() % 10_000);
    format!("{}{whole}.{part:04}", if parts < 0 { "-" } else { "" })
}

/// From where to where something goes across, in hundredths, as a style writes it.
pub fn extent(from: f64, to: f64) -> String {
    format!("left: {}%; width: {}%", decimal(from), decimal(to - from))
}

/// A number of units with one digit behind the point. Whole numbers do it: printing floats is code that the page
/// would carry for this alone.
fn tenths(value: u64, unit: u64) -> String {
    let tenths = (value + unit / 20) / (unit / 10);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// `9 ms`, `1.2 s`.
pub fn duration(ms: f64) -> String {
    match ms {
        ms if ms < 1.0 => "under 1 ms".to_owned(),
        ms if ms < 1000.0 => format!("{} ms", ms.round() as u64),
        ms => format!("{} s", tenths(ms as u64, 1000)),
    }
}

/// `+0:24`, `+1:13:05`: how much later one instant is than another.
pub fn after(from: Micros, to: Micros) -> String {
    let length = clock_length((to.0 - from.0).abs());
    match length.as_str() {
        "0:00" => length,
        _ => format!("{}{length}", if to.0 < from.0 { "-" } else { "+" }),
    }
}

/// `0:24`, `1:13:05`: a length of time in microseconds.
fn clock_length(micros: i64) -> String {
    let seconds = micros / SECOND;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, minutes, seconds) => format!("{minutes}:{seconds:02}"),
        (hours, minutes, seconds) => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// `0:28`, at most `<1:13`, at least `>4:38`: a length of time as far as it is proven.
pub fn bounded(length: &Length) -> String {
    match length.at_most {
        Some(most) if most == length.at_least => clock_length(most.0),
        Some(most) if length.at_least.0 == 0 => format!("<{}", clock_length(most.0)),
        _ => format!(">{}", clock_length(length.at_least.0)),
    }
}

/// `1 March 2024, 00:00–23:59 UTC`, or from date to date, as a clock shows it.
pub fn span(first: Micros, last: Micros, clock: &Clock) -> String {
    let zone = clock.label();
    let (first, last) = (clock.shown(first), clock.shown(last));
    let clock = |time: Micros| {
        let time = time.utc();
        format!("{:02}:{:02}", time.hour(), time.minute())
    };
    if first.date() == last.date() && clock(first) == clock(last) {
        format!("{}, {} {zone}", date(first), clock(first))
    } else if first.date() == last.date() {
        format!("{}, {}–{} {zone}", date(first), clock(first), clock(last))
    } else {
        format!("{} {} to {} {} {zone}", date(first), clock(first), date(last), clock(last))
    }
}

/// `1 March 2024`.
pub fn date(time: Micros) -> String {
    let date = time.utc().date();
    format!("{} {} {}", date.day(), date.month(), date.year())
}

/// `succeeded`, `denied`, `failed`, `outcome unknown`.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "succeeded",
        Outcome::Denied => "denied",
        Outcome::Failed => "failed",
        Outcome::Unknown => "outcome unknown",
    }
}

/// What a kind of job or resource is called: `elastic-transcoder/job` is a job, `iam/access-key` an access key.
pub fn kind_name(kind: &str) -> String {
    kind.rsplit('/').next().unwrap_or(kind).replace('-', " ")
}

/// The kind of resource that a key names: the noun of `service/noun|account|region|id`.
pub fn noun_of(key: &str) -> &str {
    let kind = key.split('|').next().unwrap_or_default();
    kind.rsplit('/').next().unwrap_or_default()
}

/// The class that colours a word by the outcome.
pub fn outcome_class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "is-ok",
        Outcome::Denied => "is-denied",
        Outcome::Failed => "is-failed",
        Outcome::Unknown => "is-unknown",
    }
}
