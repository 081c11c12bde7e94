//! Lines of a log that have a time and the like before their JSON.

use super::shape::{self, ObjectShape};

/// JSON begins within this many bytes of a line.
const MAX_PREFIX: usize = 160;

/// What a line that may be of a log begins with.
pub(crate) enum Prefix {
    /// A time and the like; the object behind it begins at this byte.
    Json(usize),
    /// The text ends too early to be sure.
    Cut,
    /// It is no such line.
    None,
}

/// Finds the object behind the time that a log line begins with.
pub(crate) fn json_behind_prefix(text: &str) -> Prefix {
    let bytes = text.as_bytes();
    if !bytes[0].is_ascii_digit() {
        return Prefix::None;
    }
    let head = &bytes[..bytes.len().min(MAX_PREFIX)];
    let line = memchr::memchr(b'\n', head).map_or(head, |end| &head[..end]);
    match memchr::memchr(b'{', line) {
        Some(at) if at > 0 && matches!(line[at - 1], b' ' | b'\t') => match shape::object_shape(&text[at..]) {
            ObjectShape::Record | ObjectShape::Wrapper(_) | ObjectShape::Entries(..) => Prefix::Json(at),
            ObjectShape::Cut => Prefix::Cut,
            ObjectShape::Other | ObjectShape::Broken => Prefix::None,
        },
        _ => Prefix::None,
    }
}
