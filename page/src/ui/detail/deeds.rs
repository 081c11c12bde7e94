//! What can be done with a value of the record, and the menu that offers it.

use crate::ui::common::icon::Icon;
use crate::ui::hooks::browser::focus;
use crate::ui::hooks::use_listener::use_window_listener;
use trailglass::json::leaves::Leaf;
use trailglass::json::lines::Kind;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};
use yew::prelude::*;

/// What is done with a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Deed {
    /// Filters for it.
    For,
    /// Filters it out.
    Out,
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
pub const DEEDS: [Named; 7] = [
    named(Deed::For, "Filter for", "+", Some(Icon::Plus)),
    named(Deed::Out, "Filter out", "-", Some(Icon::Minus)),
    named(Deed::Column, "Show as a column", "", Some(Icon::Columns)),
    named(Deed::Copy, "Copy the value", "c", Some(Icon::Copy)),
    named(Deed::CopyPath, "Copy the path", "", None),
    named(Deed::CopyJson, "Copy as JSON", "", None),
    named(Deed::CopyJq, "Copy as a jq filter", "", None),
];

/// The first of the deeds that can be done with a value: one that holds others is neither asked for nor shown in a cell,
/// and nothing is asked of one that is empty.
pub fn first_deed(leaf: &Leaf) -> usize {
    match leaf.kind {
        Kind::Open => 4,
        Kind::Empty => 2,
        _ => 0,
    }
}

/// What the menu needs.
#[derive(Properties, PartialEq)]
pub struct MenuProps {
    /// The path of the value.
    pub label: AttrValue,
    /// The first of the deeds that it offers.
    pub first: usize,
    /// Where it opens, in pixels below the top of the part.
    pub top: i32,
    /// What was chosen.
    pub on_deed: Callback<Deed>,
    /// It is to be closed; whether the focus was in it and goes back.
    pub on_close: Callback<bool>,
}

/// The menu of a value.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let MenuProps { label, first, top, on_deed, on_close } = props;
    let root = use_node_ref();
    {
        let root = root.clone();
        use_effect_with(label.clone(), move |_| {
            // The last before the first, so that all of it comes into view.
            go(&root, usize::MAX);
            go(&root, 0);
        });
    }
    let on_outside = {
        let (root, on_close) = (root.clone(), on_close.clone());
        Callback::from(move |event: Event| {
            let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
            if root.cast::<Node>().is_some_and(|root| !root.contains(target.as_ref())) {
                on_close.emit(false);
            }
        })
    };
    use_window_listener("pointerdown", on_outside);
    let onkeydown = {
        let (root, on_close) = (root.clone(), on_close.clone());
        let n = DEEDS.len() - first;
        move |event: KeyboardEvent| {
            event.stop_propagation();
            let at = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let at = at.and_then(|item| item.get_attribute("data-item")?.parse::<usize>().ok()).unwrap_or_default();
            match event.key().as_str() {
                "ArrowDown" => go(&root, (at + 1) % n),
                "ArrowUp" => go(&root, (at + n - 1) % n),
                "Home" => go(&root, 0),
                "End" => go(&root, n - 1),
                "Escape" | "Tab" => on_close.emit(true),
                _ => return,
            }
            event.prevent_default();
        }
    };
    html! {
        <div class="popover leaf-menu" role="menu" data-testid="leaf-menu" aria-label={label} ref={root} {onkeydown} ~style={format!("top: {top}px")}>
            for (at, named) in DEEDS[*first..].iter().enumerate() {
                <button class="choice" role="menuitem" tabindex="-1" data-item={at.to_string()} onclick={
                    let (on_deed, on_close, deed) = (on_deed.clone(), on_close.clone(), named.deed);
                    move |_: MouseEvent| {
                        on_close.emit(true);
                        on_deed.emit(deed);
                    }
                }>
                    <span>{ named.title }</span>
                    if !named.key.is_empty() { <kbd>{ named.key }</kbd> }
                </button>
            }
        </div>
    }
}

/// Moves the focus to an item, or to the last.
fn go(root: &NodeRef, at: usize) {
    let items = root.cast::<Element>().map(|root| root.children());
    focus(items.and_then(|items| items.item((at as u32).min(items.length().saturating_sub(1)))));
}
