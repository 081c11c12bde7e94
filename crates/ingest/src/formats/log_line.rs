//! Lines of a log that have a time and the like before their JSON.

use super::shape::{self, Object};

/// JSON is looked for in this many bytes of a line.
const MAX_PREFIX: usize = 160;

/// What stands before JSON in a line.
pub(crate) enum Prefix {
    /// A time and the like: so far behind, an object begins that is worth a look.
    Json(usize),
    /// The text ends before it can be told.
    Cut,
    /// Something else.
    None,
}

/// Looks for an object behind the time that a log line begins with.
pub(crate) fn json_behind_prefix(text: &str) -> Prefix {
    let bytes = text.as_bytes();
    if !bytes[0].is_ascii_digit() {
        return Prefix::None;
    }
    let head = &bytes[..bytes.len().min(MAX_PREFIX)];
    let line = memchr::memchr(b'\n', head).map_or(head, |end| &head[..end]);
    match memchr::memchr(b'{', line) {
        Some(at) if at > 0 && matches!(line[at - 1], b' ' | b'\t') => match shape::of_object(&text[at..]) {
            Object::Record | Object::Wrapper(_) | Object::Entries(..) => Prefix::Json(at),
            Object::Cut => Prefix::Cut,
            Object::Other | Object::Broken => Prefix::None,
        },
        _ => Prefix::None,
    }
}
