//! The symbols of `static/icons.svg`, which is part of the page, so that drawing one asks for nothing.

use crate::ui::prelude::*;

/// A symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// The page's own mark.
    Brand,
    /// A magnifying glass.
    Search,
    /// A sheet of paper.
    File,
    /// A folder.
    Folder,
    /// A clipboard.
    Clipboard,
    /// Something to start.
    Play,
    /// A closed lock.
    Lock,
    /// An open lock.
    Unlock,
    /// A thin cross: closes something.
    Close,
    /// A thick cross: something failed.
    Failed,
    /// A circle with a bar: somebody was not allowed to.
    Denied,
    /// A tick.
    Ok,
    /// A triangle.
    Warning,
    /// An arrow into a tray: being read.
    Reading,
    /// Filter for.
    Plus,
    /// Filter out.
    Minus,
    /// Two sheets.
    Copy,
    /// An angle upwards.
    Up,
    /// An angle downwards.
    Down,
    /// An angle to the right.
    Right,
    /// A clock: a time that is decoded from an id.
    Clock,
    /// Lines of a table.
    Events,
    /// Bars of different length.
    Jobs,
    /// A funnel.
    Facets,
    /// A disc: recorded.
    Recorded,
    /// A dashed ring: inferred.
    Inferred,
    /// A dotted ring with a question mark: unknown.
    Unknown,
    /// A tick on a time line: a read.
    Read,
    /// Columns of a table.
    Columns,
    /// Two links of a chain.
    Link,
    /// An arrow out of a tray.
    Export,
    /// Three dots.
    More,
}

impl Icon {
    fn reference(self) -> &'static str {
        match self {
            Icon::Brand => "#icon-brand",
            Icon::Search => "#icon-search",
            Icon::File => "#icon-file",
            Icon::Folder => "#icon-folder",
            Icon::Clipboard => "#icon-clipboard",
            Icon::Play => "#icon-play",
            Icon::Lock => "#icon-lock",
            Icon::Unlock => "#icon-unlock",
            Icon::Close => "#icon-close",
            Icon::Failed => "#icon-failed",
            Icon::Denied => "#icon-denied",
            Icon::Ok => "#icon-ok",
            Icon::Warning => "#icon-warning",
            Icon::Reading => "#icon-reading",
            Icon::Plus => "#icon-plus",
            Icon::Minus => "#icon-minus",
            Icon::Copy => "#icon-copy",
            Icon::Up => "#icon-up",
            Icon::Down => "#icon-down",
            Icon::Right => "#icon-right",
            Icon::Clock => "#icon-clock",
            Icon::Events => "#icon-events",
            Icon::Jobs => "#icon-jobs",
            Icon::Facets => "#icon-facets",
            Icon::Recorded => "#icon-recorded",
            Icon::Inferred => "#icon-inferred",
            Icon::Unknown => "#icon-unknown",
            Icon::Read => "#icon-read",
            Icon::Columns => "#icon-columns",
            Icon::Link => "#icon-link",
            Icon::Export => "#icon-export",
            Icon::More => "#icon-more",
        }
    }
}

/// Draws a symbol. It says nothing to assistive technology: there is always a word or a label beside it.
pub fn icon(icon: Icon) -> Html {
    icon_of(icon, "")
}

/// Draws a symbol with a class of its own, for its colour.
pub fn icon_of(icon: Icon, class: &'static str) -> Html {
    html! {
        <svg class={classes!("icon", class)} aria-hidden="true"><use href={icon.reference()} /></svg>
    }
}
