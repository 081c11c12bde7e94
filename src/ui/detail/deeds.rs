//! What can be done with a value of the record, and the menu that offers it.

use crate::ui::common::icon::Icon;
use crate::ui::hooks::browser::focus;
use crate::ui::prelude::*;
use trailglass_json::lines::LineKind;
use trailglass_json::outline::OutlineEntry;
use web_sys::Element;

/// What is done with a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Deed {
    /// Filters for it.
    For,
    /// Filters it out.
    Out,
    /// Goes to the events that hold it anywhere.
    Anywhere,
    /// Makes its path a column.
    Column,
    /// Copies it as text.
    Copy,
    /// Copies its path, as a query writes it.
    CopyPath,
    /// Copies it as it is written.
    CopyJson,
    /// Copies the filter of `jq` that finds it.
    CopyJq,
}

/// A deed, as it is offered.
pub struct Named {
    /// The deed.
    pub deed: Deed,
    /// What it does.
    pub title: &'static str,
    /// Its key in the tree.
    key: &'static str,
    /// Its symbol, of those that the pointer finds beside the value.
    pub icon: Option<Icon>,
}

const fn named(deed: Deed, title: &'static str, key: &'static str, icon: Option<Icon>) -> Named {
    Named { deed, title, key, icon }
}

/// All of them.
pub const DEEDS: [Named; 8] = [
    named(Deed::For, "Filter for", "+", Some(Icon::Plus)),
    named(Deed::Out, "Filter out", "-", Some(Icon::Minus)),
    named(Deed::Anywhere, "Find it anywhere", "", None),
    named(Deed::Column, "Show as a column", "", Some(Icon::Columns)),
    named(Deed::Copy, "Copy the value", "c", Some(Icon::Copy)),
    named(Deed::CopyPath, "Copy the path", "", None),
    named(Deed::CopyJson, "Copy as JSON", "", None),
    named(Deed::CopyJq, "Copy as a jq filter", "", None),
];

/// The first of the deeds that can be done with a value: one that holds others is neither asked for nor shown in a cell,
/// and nothing is asked of one that is empty.
pub fn first_deed(leaf: &OutlineEntry) -> usize {
    match leaf.kind {
        LineKind::Open => Deed::CopyPath as usize,
        LineKind::Empty => Deed::Column as usize,
        _ => 0,
    }
}

/// The menu of a value; what it is pressed for, its part hears.
pub fn menu(leaf: &OutlineEntry, root: &NodeRef) -> Html {
    html! {
        <div class="popover leaf-menu" role="menu" data-testid="leaf-menu" aria-label={leaf.shown.clone()} ref={root}>
            for (at, named) in DEEDS.iter().enumerate().skip(first_deed(leaf)) {
                <button class="choice" role="menuitem" tabindex="-1" data-deed={at.to_string()}>
                    <span>{ named.title }</span>
                    if !named.key.is_empty() { <kbd>{ named.key }</kbd> }
                </button>
            }
        </div>
    }
}

/// Moves the focus in the menu as a key says.
pub fn go(root: &NodeRef, key: &str) {
    let Some(root) = root.cast::<Element>() else { return };
    let focused = gloo::utils::document().active_element();
    let next = match (key, focused) {
        ("ArrowDown", Some(item)) => item.next_element_sibling().or_else(|| root.first_element_child()),
        ("ArrowUp", Some(item)) => item.previous_element_sibling().or_else(|| root.last_element_child()),
        ("End", _) => root.last_element_child(),
        _ => root.first_element_child(),
    };
    focus(next);
}
