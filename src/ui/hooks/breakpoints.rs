//! The widths of the window at which the page is laid out otherwise. The style sheets turn at the same ones, as a test of
//! both says: a media query cannot read a custom property.

/// A width of the window, in pixels, up to which the page is laid out otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakpoint {
    /// As narrow as a telephone: one column, rows of two lines.
    Narrow = 640,
    /// Panes cover the table for want of room beside it.
    Covering = 900,
}

/// Whether the page is as narrow as a telephone.
pub fn is_narrow() -> bool {
    is_within(Breakpoint::Narrow)
}

/// Whether panes cover the table.
pub fn is_covered() -> bool {
    is_within(Breakpoint::Covering)
}

fn is_within(breakpoint: Breakpoint) -> bool {
    let query = format!("(max-width: {}px)", breakpoint as u32);
    let query = gloo::utils::window().match_media(&query).ok().flatten();
    query.is_some_and(|query| query.matches())
}
