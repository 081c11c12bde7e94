//! What an object is.

use crate::pieces::pieces;
use trailglass_ingest::formats::shape::{Object, binary, described, look_alike, of_object};

/// An object is told by its beginning: once it is told, no more text changes that. Where its list begins, one does.
pub fn check(bytes: &[u8]) {
    binary(bytes);
    let text = format!("{{{}", String::from_utf8_lossy(bytes));
    let whole = of_object(&text);
    if let Object::Wrapper(first) | Object::Entries(first, _) = whole {
        assert!(text[..first].ends_with('['), "a list begins with a bracket: {text}");
    }
    look_alike(&text);
    assert!(!described(&text).is_empty());

    let mut end = 0;
    for piece in pieces(text.as_bytes()) {
        end += piece.len();
        if text.is_char_boundary(end) {
            let so_far = of_object(&text[..end]);
            assert!(
                so_far == Object::Cut || so_far == whole,
                "{so_far:?} became {whole:?} after {end} bytes of {text}"
            );
        }
    }
}
