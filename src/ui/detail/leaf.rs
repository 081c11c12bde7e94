//! One value of the record as a line of the tree.

use super::value_menu::{MENU, first_action};
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::words;
use crate::ui::prelude::*;
use trailglass_json::lines::LineKind;
use trailglass_json::outline::OutlineEntry;
use trailglass_json::tree::{Expansion, Row};

/// Deeper than this the indentation stays the same.
const MAX_INDENT: u32 = 12;
/// A closed branch shows so many of the values in it.
const MAX_SHOWN: usize = 4;

/// The line of a value. The active one is in the Tab order; one under the pointer, or active, has its buttons.
pub fn leaf_row(
    text: &str,
    all: &[OutlineEntry],
    row: Row,
    folds: &Expansion,
    is_active: bool,
    has_tools: bool,
) -> Html {
    let Row { entry: at, position, set_size } = row;
    let leaf = &all[at];
    let is_open = folds.is_open(leaf);
    let shown = match leaf.kind {
        LineKind::String => written(leaf).to_owned(),
        LineKind::Open => branch_summary(text, all, at, is_open),
        _ => text[leaf.token.clone()].to_owned(),
    };
    let class = match leaf.kind {
        LineKind::String => "is-string",
        LineKind::Number | LineKind::Word => "is-number",
        LineKind::Open | LineKind::Close | LineKind::Empty => "is-bracket",
    };
    html! {
        <div class={classes!("leaf", leaf.is_branch().then_some("is-branch"))} role="treeitem" key={at} data-at={at.to_string()}
            data-path={leaf.shown.clone()} aria-label={format!("{} {shown}", leaf.name())} tabindex={if is_active { "0" } else { "-1" }}
            aria-level={(leaf.depth + 1).to_string()} aria-posinset={position.to_string()} aria-setsize={set_size.to_string()}
            aria-expanded={leaf.is_branch().then(|| is_open.to_string())}
            ~style={format!("--depth: {}", leaf.depth.min(MAX_INDENT))}>
            if leaf.is_branch() { { icon(if is_open { Icon::Down } else { Icon::Right }) } }
            <span class="leaf-path log-text">{ leaf.name().to_owned() }</span>
            { " " }
            <span class={classes!("leaf-value", "log-text", class)}>{ shown }</span>
            if has_tools { { tools(leaf) } }
        </div>
    }
}

/// What is shown beside the name of a branch: how many there are in a list, and while it is closed the first values in it.
fn branch_summary(record: &str, all: &[OutlineEntry], at: usize, is_open: bool) -> String {
    let branch = &all[at];
    let is_list = record[branch.token.clone()].starts_with('[');
    let (mut text, mut n) = (String::new(), 0);
    for leaf in &all[at + 1..=at + branch.n_below] {
        if leaf.depth != branch.depth + 1 {
            continue;
        }
        n += 1;
        if is_list || is_open || n > MAX_SHOWN {
            continue;
        }
        if n > 1 {
            text.push_str(", ");
        }
        text.push_str(leaf.name());
        if !leaf.is_branch() {
            text.push(' ');
            text.push_str(written(leaf));
        }
    }
    if is_list { words::count(n as u32, "item", "items") } else { text }
}

/// A value as it is shown: without quotes, unless there would be nothing to see.
fn written(leaf: &OutlineEntry) -> &str {
    if leaf.kind == LineKind::String && leaf.value.is_empty() { "\"\"" } else { &leaf.value }
}

/// The buttons beside a value, for the pointer; the menu has all actions.
fn tools(leaf: &OutlineEntry) -> Html {
    let tool = |at: usize, symbol: Icon, what: &str| {
        html! {
            <button tabindex="-1" data-action-index={at.to_string()} aria-label={format!("{what} {}", leaf.shown)} title={what.to_owned()}>
                { icon(symbol) }
            </button>
        }
    };
    html! {
        <span class="leaf-tools">
            for (at, named) in MENU.iter().enumerate() {
                if let Some(symbol) = named.icon.filter(|_| at >= first_action(leaf)) { { tool(at, symbol, named.title) } }
            }
            { tool(MENU.len(), Icon::More, "More actions for") }
        </span>
    }
}
