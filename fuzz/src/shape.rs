//! What an object is.

use crate::pieces::pieces;
use trailglass_ingest::formats::shape::{ObjectShape, binary_format, description, known_format, object_shape};

/// An object is told by its beginning: once it is told, no more text changes that. Where its list begins, one does.
pub fn check(bytes: &[u8]) {
    binary_format(bytes);
    let text = format!("{{{}", String::from_utf8_lossy(bytes));
    let whole = object_shape(&text);
    if let ObjectShape::Wrapper(first) | ObjectShape::Entries(first, _) = whole {
        assert!(text[..first].ends_with('['), "a list begins with a bracket: {text}");
    }
    known_format(&text);
    assert!(!description(&text).is_empty());

    let mut end = 0;
    for piece in pieces(text.as_bytes()) {
        end += piece.len();
        if text.is_char_boundary(end) {
            let so_far = object_shape(&text[..end]);
            assert!(
                so_far == ObjectShape::Cut || so_far == whole,
                "{so_far:?} became {whole:?} after {end} bytes of {text}"
            );
        }
    }
}
