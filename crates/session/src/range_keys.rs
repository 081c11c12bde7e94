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

/// The first and the last part of the range after a key; `None` where the key says nothing of it. `ends` are those before,
/// if there is a range; `last` is the last part that there is.
pub fn moved(key: &str, is_extending: bool, ends: Option<(usize, usize)>, last: usize) -> Option<(usize, usize)> {
    let Some((first, end)) = ends else {
        return match key {
            "ArrowRight" | "Home" => Some((0, 0)),
            "ArrowLeft" | "End" => Some((last, last)),
            _ => None,
        };
    };
    Some(match (key, is_extending) {
        ("ArrowRight", true) => (first, (end + 1).min(last)),
        ("ArrowLeft", true) => (first, end.saturating_sub(1).max(first)),
        ("End", true) => (first, last),
        ("Home", true) => (0, end),
        ("ArrowRight", false) => {
            let by = (last - end).min(1);
            (first + by, end + by)
        }
        ("ArrowLeft", false) => {
            let by = first.min(1);
            (first - by, end - by)
        }
        ("Home", false) => (0, end - first),
        ("End", false) => (last - (end - first), last),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_begin_a_range_and_move_and_extend_it() {
        for (key, is_extending, ends, expected) in [
            ("ArrowRight", false, None, Some((0, 0))),
            ("End", true, None, Some((9, 9))),
            ("ArrowRight", false, Some((2, 4)), Some((3, 5))),
            ("ArrowRight", false, Some((7, 9)), Some((7, 9))),
            ("ArrowRight", true, Some((7, 9)), Some((7, 9))),
            ("ArrowRight", true, Some((2, 4)), Some((2, 5))),
            ("ArrowLeft", true, Some((2, 2)), Some((2, 2))),
            ("ArrowLeft", false, Some((0, 2)), Some((0, 2))),
            ("Home", false, Some((3, 5)), Some((0, 2))),
            ("Home", true, Some((3, 5)), Some((0, 5))),
            ("End", false, Some((3, 5)), Some((7, 9))),
            ("End", true, Some((3, 5)), Some((3, 9))),
            ("Enter", false, Some((3, 5)), None),
            ("Enter", false, None, None),
        ] {
            assert_eq!(moved(key, is_extending, ends, 9), expected, "{key} from {ends:?}");
        }
    }
}
