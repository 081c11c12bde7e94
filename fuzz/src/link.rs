//! What stands behind the `#` of an address.

use trailglass_session::link::Link;

/// Whatever a link says, what was understood of it is written and read again without a word of trouble.
pub fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (link, _) = Link::from_fragment(&text);
    // A link of an older form may hold both views; what is written is the one on screen.
    let link = link.of_shown_view();
    link.summary();
    let fragment = link.to_fragment();
    assert!(fragment.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"'".contains(&byte)), "{fragment}");
    let (again, problems) = Link::from_fragment(&fragment);
    assert_eq!((&again, problems), (&link, Vec::new()), "{fragment:?} says what {text:?} says");
    assert_eq!(again.to_fragment(), fragment);
}
