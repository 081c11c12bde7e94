//! Instants and lengths of time as far as they are known.

use std::ops::Add;

use trailglass_event::time::Micros;

pub use trailglass_event::time::Edge;

/// An instant as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// A time.
    pub time: Micros,
    /// How that relates to the instant.
    pub edge: Edge,
}

impl Bound {
    /// How long after another instant, which came before it.
    pub fn after(self, before: Micros) -> Span {
        let length = length_micros(before, self.time);
        match self.edge {
            Edge::At => Span { at_least: length, at_most: Some(length) },
            Edge::By => Span { at_least: 0, at_most: Some(length) },
            Edge::NotBefore => Span { at_least: length, at_most: None },
        }
    }
}

/// A length of time within bounds, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// It was at least this long.
    pub at_least: i64,
    /// It was at most this long, where that is known.
    pub at_most: Option<i64>,
}

impl Span {
    /// No length.
    pub const ZERO: Span = Span { at_least: 0, at_most: Some(0) };
    /// Any length.
    pub const UNBOUND: Span = Span { at_least: 0, at_most: None };

    /// The length, where it is known and not only bounded.
    pub fn exact(self) -> Option<i64> {
        self.at_most.filter(|most| *most == self.at_least)
    }

    /// `None` where nothing is known of it.
    pub fn if_any(self) -> Option<Span> {
        (self != Span::UNBOUND).then_some(self)
    }
}

impl Add for Span {
    type Output = Span;

    fn add(self, other: Span) -> Span {
        Span {
            at_least: self.at_least + other.at_least,
            at_most: self.at_most.zip(other.at_most).map(|(one, other)| one + other),
        }
    }
}

/// One run of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The time before which it did not start: that of its submission.
    pub from: Option<Micros>,
    /// When it started.
    pub started: Option<Bound>,
    /// When it ended.
    pub ended: Option<Bound>,
}

impl Run {
    /// How long it took, as far as the bounds of its start and its end tell; `None` where they tell nothing.
    pub fn length(&self) -> Option<Span> {
        let (start, end) = (self.started?, self.ended?);
        // When it can have started at the earliest; when it had started for certain.
        let earliest = match start.edge {
            Edge::At | Edge::NotBefore => Some(start.time),
            Edge::By => self.from.map(|from| from.min(start.time)),
        };
        let latest = (start.edge != Edge::NotBefore).then_some(start.time);
        let length = |from: Option<Micros>| from.map(|from| length_micros(from, end.time));
        let at_least = if end.edge == Edge::By { None } else { length(latest) };
        let at_most = if end.edge == Edge::NotBefore { None } else { length(earliest) };
        Span { at_least: at_least.unwrap_or(0), at_most }.if_any()
    }
}

/// The microseconds between two instants; none where they are in the other order.
fn length_micros(from: Micros, to: Micros) -> i64 {
    (to.0 - from.0).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_as_long_as_its_bounds_prove() {
        let at = |time| Some(Bound { time: Micros(time), edge: Edge::At });
        let by = |time| Some(Bound { time: Micros(time), edge: Edge::By });
        let not_before = |time| Some(Bound { time: Micros(time), edge: Edge::NotBefore });
        let span = |at_least, at_most| Some(Span { at_least, at_most });
        for (from, started, ended, expected) in [
            (Some(10), at(20), at(50), span(30, Some(30))),
            (Some(10), by(20), at(50), span(30, Some(40))),
            (Some(10), at(20), by(50), span(0, Some(30))),
            (Some(10), by(20), by(50), span(0, Some(40))),
            (Some(10), at(20), not_before(50), span(30, None)),
            // What is known by its end alone has no length.
            (None, by(50), at(50), None),
            (Some(10), by(50), at(50), span(0, Some(40))),
            (Some(10), None, at(50), None),
            (Some(10), at(20), None, None),
        ] {
            let run = Run { from: from.map(Micros), started, ended };
            assert_eq!(run.length(), expected, "{run:?}");
        }
    }

    #[test]
    fn lengths_add_up_within_their_bounds() {
        let [one, other] = [Span { at_least: 1, at_most: Some(3) }, Span { at_least: 2, at_most: None }];
        assert_eq!(one + one, Span { at_least: 2, at_most: Some(6) });
        assert_eq!(one + other, Span { at_least: 3, at_most: None });
        assert_eq!((Span::ZERO.exact(), one.exact()), (Some(0), None));
    }
}
