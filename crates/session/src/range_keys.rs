//! A range of parts of the time, moved by keys: what the histogram and the strips above the lanes have in common.

/// What the keys of a range do, for the sheet of keys.
pub const RANGE_KEYS: [(&str, &[&str]); 6] = [
    ("Try a range out, and move it", &["ArrowLeft", "ArrowRight"]),
    ("Extend or shrink the selection", &["Shift+ArrowLeft", "Shift+ArrowRight"]),
    ("To the start, to the end", &["Home", "End"]),
    ("Zoom to it", &["Enter"]),
    ("Clear selection", &["Escape"]),
    ("Zoom out", &["Backspace"]),
];

/// The first and the last part of a range.
pub type Ends = (usize, usize);

/// What of a range a key is pressed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    /// Its place: it is moved as a whole.
    Place,
    /// Its length: its end is moved.
    Length,
}

/// The parts of a range that is given as shares of the time, of `n_parts` in all; `None` where there is no part. A range
/// that lies outside of the time is that of the nearest part.
pub fn parts_of((from, to): (f64, f64), n_parts: usize) -> Option<Ends> {
    let last = n_parts.checked_sub(1)?;
    // A conversion to a whole number saturates, also of what is no number.
    let part = |share: f64| (share * n_parts as f64).round() as usize;
    let first = part(from).min(last);
    Some((first, part(to).saturating_sub(1).max(first).min(last)))
}

/// The shares of the time that a range of parts is.
pub fn shares_of((first, end): Ends, n_parts: usize) -> (f64, f64) {
    let share = |part: usize| part as f64 / n_parts.max(1) as f64;
    (share(first), share(end.saturating_add(1)))
}

/// The first and the last part of the range after a key; `None` where the key says nothing of it. `ends` are those before,
/// if there is a range; `last` is the last part that there is.
pub fn moved(grip: Grip, key: &str, is_extending: bool, ends: Option<Ends>, last: usize) -> Option<Ends> {
    let key = match (grip, key) {
        (Grip::Length, "ArrowUp") => "ArrowRight",
        (Grip::Length, "ArrowDown") => "ArrowLeft",
        (_, key) => key,
    };
    let Some((first, end)) = ends else {
        return match key {
            "ArrowRight" | "Home" => Some((0, 0)),
            "ArrowLeft" | "End" => Some((last, last)),
            _ => None,
        };
    };
    let end = end.min(last);
    let first = first.min(end);
    let length = end - first;
    Some(match (key, is_extending || grip == Grip::Length) {
        ("ArrowRight", true) => (first, (end + 1).min(last)),
        ("ArrowLeft", true) => (first, end.saturating_sub(1).max(first)),
        ("End", true) => (first, last),
        ("Home", true) if grip == Grip::Length => (first, first),
        ("Home", true) => (0, end),
        ("ArrowRight", false) => {
            let by = (last - end).min(1);
            (first + by, end + by)
        }
        ("ArrowLeft", false) => {
            let by = first.min(1);
            (first - by, end - by)
        }
        ("Home", false) => (0, length),
        ("End", false) => (last - length, last),
        _ => return None,
    })
}

// proptest is for this machine only.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_begin_a_range_and_move_and_extend_it() {
        use Grip::{Length, Place};
        for (grip, key, is_extending, ends, expected) in [
            (Place, "ArrowRight", false, None, Some((0, 0))),
            (Place, "End", true, None, Some((9, 9))),
            (Place, "ArrowRight", false, Some((2, 4)), Some((3, 5))),
            (Place, "ArrowRight", false, Some((7, 9)), Some((7, 9))),
            (Place, "ArrowRight", true, Some((7, 9)), Some((7, 9))),
            (Place, "ArrowRight", true, Some((2, 4)), Some((2, 5))),
            (Place, "ArrowLeft", true, Some((2, 2)), Some((2, 2))),
            (Place, "ArrowLeft", false, Some((0, 2)), Some((0, 2))),
            (Place, "Home", false, Some((3, 5)), Some((0, 2))),
            (Place, "Home", true, Some((3, 5)), Some((0, 5))),
            (Place, "End", false, Some((3, 5)), Some((7, 9))),
            (Place, "End", true, Some((3, 5)), Some((3, 9))),
            (Place, "Enter", false, Some((3, 5)), None),
            (Place, "Enter", false, None, None),
            (Length, "ArrowRight", false, Some((2, 4)), Some((2, 5))),
            (Length, "ArrowLeft", false, Some((2, 4)), Some((2, 3))),
            (Length, "Home", false, Some((2, 4)), Some((2, 2))),
            (Length, "End", false, Some((2, 4)), Some((2, 9))),
            (Length, "ArrowUp", false, Some((2, 4)), Some((2, 5))),
            (Length, "ArrowDown", false, Some((2, 2)), Some((2, 2))),
            (Place, "ArrowUp", false, Some((2, 4)), None),
        ] {
            assert_eq!(moved(grip, key, is_extending, ends, 9), expected, "{key} on {grip:?} from {ends:?}");
        }
    }

    #[test]
    fn a_range_outside_of_the_time_is_that_of_the_nearest_part() {
        for (range, expected) in [
            ((0.0, 1.0), (0, 9)),
            ((0.2, 0.5), (2, 4)),
            ((0.98, 1.0), (9, 9)),
            ((1.0, 1.0), (9, 9)),
            ((3.0, 57.0), (9, 9)),
            ((-8.0, -2.0), (0, 0)),
            ((-8.0, 57.0), (0, 9)),
            ((f64::NAN, f64::INFINITY), (0, 9)),
        ] {
            assert_eq!(parts_of(range, 10), Some(expected), "{range:?}");
        }
        assert_eq!(parts_of((0.0, 1.0), 0), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]
        #[test]
        fn no_range_and_no_key_leave_the_parts(
            from in proptest::num::f64::ANY, to in proptest::num::f64::ANY, n_parts in 0usize..200,
            stale in proptest::option::of((0usize..400, 0usize..400)), is_length: bool, is_extending: bool,
            key in prop::sample::select(&["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Enter", "Tab"][..]),
        ) {
            let grip = if is_length { Grip::Length } else { Grip::Place };
            let ends = stale.or_else(|| parts_of((from, to), n_parts));
            let Some(last) = n_parts.checked_sub(1) else { return Ok(()) };
            if let Some((first, end)) = moved(grip, key, is_extending, ends, last) {
                prop_assert!(first <= end && end <= last);
                let (start, stop) = shares_of((first, end), n_parts);
                prop_assert!(0.0 <= start && start < stop && stop <= 1.0);
            }
        }
    }
}
