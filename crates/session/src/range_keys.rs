//! A range of time, moved by keys: shared by the histogram and the concurrency chart. The time is divided into parts of
//! equal length, and keys move the range by whole parts.

/// The keys of a range and what they do, for the sheet of keys.
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

/// The slider that a key is pressed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeHandle {
    /// It moves the range as a whole.
    Whole,
    /// It moves the end of the range.
    End,
}

/// The first and the last part of a range that is given as fractions of the time; `None` where there are no parts. A range
/// outside of the time becomes the nearest part.
pub fn parts_of((from, to): (f64, f64), n_parts: usize) -> Option<Ends> {
    let last = n_parts.checked_sub(1)?;
    // The conversion saturates, and turns NaN into 0.
    let part = |share: f64| (share * n_parts as f64).round() as usize;
    let first = part(from).min(last);
    Some((first, part(to).saturating_sub(1).max(first).min(last)))
}

/// A range of parts as fractions of the time.
pub fn shares_of((first, end): Ends, n_parts: usize) -> (f64, f64) {
    let share = |part: usize| part as f64 / n_parts.max(1) as f64;
    (share(first), share(end.saturating_add(1)))
}

/// The range after a key; `None` for keys that do not move it. `ends` is the range before, if there is one; `last` is the
/// last part of the time.
pub fn range_after(
    handle: RangeHandle,
    key: &str,
    is_extending: bool,
    ends: Option<Ends>,
    last: usize,
) -> Option<Ends> {
    let key = match (handle, key) {
        (RangeHandle::End, "ArrowUp") => "ArrowRight",
        (RangeHandle::End, "ArrowDown") => "ArrowLeft",
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
    Some(match (key, is_extending || handle == RangeHandle::End) {
        ("ArrowRight", true) => (first, (end + 1).min(last)),
        ("ArrowLeft", true) => (first, end.saturating_sub(1).max(first)),
        ("End", true) => (first, last),
        ("Home", true) if handle == RangeHandle::End => (first, first),
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
        use RangeHandle::{End, Whole};
        for (handle, key, is_extending, ends, expected) in [
            (Whole, "ArrowRight", false, None, Some((0, 0))),
            (Whole, "End", true, None, Some((9, 9))),
            (Whole, "ArrowRight", false, Some((2, 4)), Some((3, 5))),
            (Whole, "ArrowRight", false, Some((7, 9)), Some((7, 9))),
            (Whole, "ArrowRight", true, Some((7, 9)), Some((7, 9))),
            (Whole, "ArrowRight", true, Some((2, 4)), Some((2, 5))),
            (Whole, "ArrowLeft", true, Some((2, 2)), Some((2, 2))),
            (Whole, "ArrowLeft", false, Some((0, 2)), Some((0, 2))),
            (Whole, "Home", false, Some((3, 5)), Some((0, 2))),
            (Whole, "Home", true, Some((3, 5)), Some((0, 5))),
            (Whole, "End", false, Some((3, 5)), Some((7, 9))),
            (Whole, "End", true, Some((3, 5)), Some((3, 9))),
            (Whole, "Enter", false, Some((3, 5)), None),
            (Whole, "Enter", false, None, None),
            (End, "ArrowRight", false, Some((2, 4)), Some((2, 5))),
            (End, "ArrowLeft", false, Some((2, 4)), Some((2, 3))),
            (End, "Home", false, Some((2, 4)), Some((2, 2))),
            (End, "End", false, Some((2, 4)), Some((2, 9))),
            (End, "ArrowUp", false, Some((2, 4)), Some((2, 5))),
            (End, "ArrowDown", false, Some((2, 2)), Some((2, 2))),
            (Whole, "ArrowUp", false, Some((2, 4)), None),
        ] {
            assert_eq!(range_after(handle, key, is_extending, ends, 9), expected, "{key} on {handle:?} from {ends:?}");
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
            stale in proptest::option::of((0usize..400, 0usize..400)), is_end: bool, is_extending: bool,
            key in prop::sample::select(&["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Enter", "Tab"][..]),
        ) {
            let handle = if is_end { RangeHandle::End } else { RangeHandle::Whole };
            let ends = stale.or_else(|| parts_of((from, to), n_parts));
            let Some(last) = n_parts.checked_sub(1) else { return Ok(()) };
            if let Some((first, end)) = range_after(handle, key, is_extending, ends, last) {
                prop_assert!(first <= end && end <= last);
                let (start, stop) = shares_of((first, end), n_parts);
                prop_assert!(0.0 <= start && start < stop && stop <= 1.0);
            }
        }
    }
}
