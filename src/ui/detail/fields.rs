//! Every value of the record as a foldable tree, the request and the response first, each with the path that a query
//! reaches it by.

use super::deeds::{self, DEEDS, Deed, first_deed};
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::popover::input_of;
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::hooks::browser::{chord, focus, is_typing, set_style};
use crate::ui::intents::Intents;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_json::lines::LineKind;
use trailglass_json::outline::{OutlineEntry, outline};
use trailglass_json::tree::{Expansion, Move, Row, moved, request_first, rows};
use trailglass_protocol::message::{EventDetail, View};
use trailglass_session::Action;
use trailglass_session::columns::Columns;
use trailglass_session::command::{Command, command_of};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};

/// More values than this are drawn only on request.
const MAX_ROWS: usize = 1000;
/// Deeper than this the indentation stays the same.
const MAX_INDENT: u32 = 12;
/// No place in the outline.
const NOWHERE: usize = usize::MAX;
/// A closed branch tells so many of the values in it.
const MAX_TOLD: usize = 4;

/// What the tree needs.
#[derive(Properties, PartialEq)]
pub struct FieldsProps {
    /// The event.
    pub detail: Shared<EventDetail>,
    /// The committed query, to which values are added.
    pub query: AttrValue,
    /// The columns of the table, to which paths are added.
    pub columns: Shared<Columns>,
    /// Where intents go.
    pub intents: Intents,
}

/// The tree. It stays as it is folded, and where it is, from one event to the next.
#[component]
pub fn Fields(props: &FieldsProps) -> Html {
    let is_whole = use_state_eq(|| false);
    let folds = use_state_eq(Expansion::default);
    let search = use_state_eq(String::new);
    // The path of the value that Tab leads to, and the place of the one under the pointer.
    let active = use_state_eq(String::new);
    let hovered = use_state_eq(|| NOWHERE);
    // The value whose menu is open.
    let menu = use_state_eq(|| NOWHERE);
    let (tree, menu_root) = (use_node_ref(), use_node_ref());
    let all = use_memo(props.detail.clone(), |detail| request_first(outline(&detail.text)));
    let seen = Rc::new(rows(&all, &folds, &search));
    let n_shown = if *is_whole { seen.len() } else { seen.len().min(MAX_ROWS) };
    let shown = &seen[..n_shown];
    // What the value is in that cannot be seen, stands for it.
    let active_row = {
        let place = all.iter().position(|leaf| leaf.shown == *active).unwrap_or_default();
        shown.partition_point(|row| row.at <= place).saturating_sub(1)
    };
    let active_at = shown.get(active_row).map(|row| row.at);

    let oninput = {
        let (search, folds) = (search.clone(), folds.clone());
        move |event: InputEvent| {
            if let Some(input) = input_of(&event) {
                // What is found is to be seen.
                folds.set(if input.value().trim().is_empty() { Expansion::default() } else { Expansion::all(true) });
                search.set(input.value());
            }
        }
    };
    // Escape empties the search first; then it closes the pane.
    let on_search_key = {
        let (search, folds) = (search.clone(), folds.clone());
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && !search.is_empty() {
                event.prevent_default();
                folds.set(Expansion::default());
                search.set(String::new());
            }
        }
    };
    let has_closed = shown.iter().any(|row| all[row.at].is_branch() && !folds.is_open(&all[row.at]));
    let fold_all = {
        let folds = folds.clone();
        move |_: MouseEvent| folds.set(Expansion::all(has_closed))
    };
    {
        let (tree, root) = (tree.clone(), menu_root.clone());
        use_effect_with(*menu, move |at| {
            if let Some(row) = row_of(&tree, *at).and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
                set_style(&root, "top", &format!("{}px", row.offset_top() + row.offset_height()));
                // The last before the first, so that all of it comes into view.
                deeds::go(&root, "End");
                deeds::go(&root, "Home");
            }
        });
    }
    let run = {
        let (all, query, intents) = (all.clone(), props.query.clone(), props.intents.clone());
        let (detail, columns) = (props.detail.clone(), props.columns.clone());
        Rc::new(move |at: usize, deed: Deed| {
            let Some(leaf) = all.get(at).filter(|leaf| deed as usize >= first_deed(leaf)) else { return };
            let token = &detail.text[leaf.token.clone()];
            intents.copy(match deed {
                Deed::For | Deed::Out => {
                    let value =
                        Some(leaf.value.clone()).filter(|_| leaf.value != "null" || leaf.kind == LineKind::String);
                    return intents.filter(View::Events, &query, &leaf.path, value.into(), deed == Deed::Out);
                }
                Deed::Anywhere => return intents.find_anywhere(&leaf.value),
                Deed::Column => {
                    let columns = Rc::new(columns.with(View::Events, &leaf.path));
                    return intents.act.emit(Action::ColumnsChanged(View::Events, columns));
                }
                Deed::Copy => leaf.value.clone(),
                Deed::CopyPath => leaf.path.clone(),
                Deed::CopyJson => token.to_owned(),
                Deed::CopyJq if leaf.is_branch() => format!(".Records[] | {}", leaf.jq),
                Deed::CopyJq => format!(".Records[] | select({} == {token})", leaf.jq),
            });
        })
    };
    let turn = {
        let (all, folds) = (all.clone(), folds.clone());
        move |at: usize| {
            if all.get(at).is_some_and(OutlineEntry::is_branch) {
                folds.set(folds.turned(&all[at]));
            }
        }
    };
    let onkeydown = {
        let (all, seen, folds, run, turn) = (all.clone(), seen.clone(), folds.clone(), run.clone(), turn.clone());
        let (menu, tree, root) = (menu.clone(), tree.clone(), menu_root.clone());
        move |event: KeyboardEvent| {
            let chord = chord(&event);
            let Some(at) = active_at.filter(|_| !event.alt_key() && !is_typing(event.target())) else { return };
            if *menu != NOWHERE {
                match chord.as_str() {
                    "Escape" | "Tab" => {
                        focus(row_of(&tree, *menu));
                        menu.set(NOWHERE);
                    }
                    "ArrowDown" | "ArrowUp" | "Home" | "End" => deeds::go(&root, &chord),
                    // Enter and the space press what has the focus, and no other key is for the pane.
                    _ => return event.stop_propagation(),
                }
            } else if number(event.target(), "data-at").is_none() {
                return;
            } else if let Some(step) = moved(&all, &seen[..n_shown], &folds, active_row, &chord) {
                match step {
                    Move::To(row) => focus(row_of(&tree, seen[row].at)),
                    Move::Turn => turn(at),
                }
            } else {
                match (chord.as_str(), command_of(&chord)) {
                    (" ", _) if all[at].is_branch() => turn(at),
                    ("Enter" | " " | "ContextMenu" | "Shift+F10", _) => menu.set(at),
                    ("ArrowRight" | "ArrowLeft", _) => {}
                    (_, Some(Command::FilterFor)) => run(at, Deed::For),
                    (_, Some(Command::FilterOut)) => run(at, Deed::Out),
                    (_, Some(Command::Copy)) => run(at, Deed::Copy),
                    _ => return,
                }
            }
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let onclick = {
        let (menu, tree) = (menu.clone(), tree.clone());
        move |event: MouseEvent| {
            let at = number(event.target(), "data-at").unwrap_or(*menu);
            let deed = number(event.target(), "data-deed");
            if *menu != NOWHERE {
                focus(row_of(&tree, *menu));
                menu.set(NOWHERE);
            }
            match deed {
                Some(deed) if deed < DEEDS.len() => run(at, DEEDS[deed].deed),
                Some(_) => menu.set(at),
                None if at < NOWHERE => turn(at),
                None => {}
            }
        }
    };
    let onfocusout = {
        let (menu, root) = (menu.clone(), menu_root.clone());
        move |event: FocusEvent| {
            let to = event.related_target().and_then(|to| to.dyn_into::<Element>().ok());
            if to.is_some() && !root.cast::<Element>().is_some_and(|root| root.contains(to.as_deref())) {
                menu.set(NOWHERE);
            }
        }
    };
    let onfocusin = {
        let (active, all) = (active.clone(), all.clone());
        move |event: FocusEvent| {
            if let Some(leaf) = number(event.target(), "data-at").and_then(|at| all.get(at)) {
                active.set(leaf.shown.clone());
            }
        }
    };
    let onmouseover = {
        let hovered = hovered.clone();
        move |event: MouseEvent| hovered.set(number(event.target(), "data-at").unwrap_or(NOWHERE))
    };
    let show_all = {
        let is_whole = is_whole.setter();
        move |_| is_whole.set(true)
    };
    let n_found = seen.iter().filter(|row| !all[row.at].is_branch()).count();
    html! {
        <div class="part" role="tabpanel" id="detail-part" aria-label="Fields" {onkeydown} {onclick} {onfocusout}>
            <div class="leaf-search">
                <input class="text-input" data-testid="leaf-search" aria-label="Find a path or value" value={(*search).clone()}
                    placeholder="Find a path or value" spellcheck="false" autocomplete="off" {oninput} onkeydown={on_search_key} />
                <button class="button is-small" data-testid="fold-all" onclick={fold_all}>{ if has_closed { "Unfold all" } else { "Fold all" } }</button>
            </div>
            <p class="leaf-count" role="status">
                if !search.trim().is_empty() { { words::count(n_found as u32, "value found", "values found") } }
            </p>
            <div class="leaves" role="tree" aria-label="Values of the record" ref={tree} {onfocusin} {onmouseover}>
                for (place, row) in shown.iter().enumerate() {
                    { one(&props.detail.text, &all, *row, &folds, place == active_row, place == active_row || *hovered == row.at) }
                }
            </div>
            if seen.len() > n_shown {
                <p class="more-lines">
                    { format!("{} more. ", words::count((seen.len() - n_shown) as u32, "value", "values")) }
                    <button class="button is-small" onclick={show_all}>{ "Show all" }</button>
                </p>
            }
            if let Some(leaf) = all.get(*menu) { { deeds::menu(leaf, &menu_root) } }
        </div>
    }
}

fn row_of(tree: &NodeRef, at: usize) -> Option<Element> {
    tree.cast::<Element>()?.query_selector(&format!("[data-at='{at}']")).ok().flatten()
}

/// Where in the tree something happened.
fn number(target: Option<EventTarget>, attribute: &str) -> Option<usize> {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok())?;
    let holder = element.closest(&format!("[{attribute}]")).ok().flatten()?;
    holder.get_attribute(attribute)?.parse().ok()
}

fn one(text: &str, all: &[OutlineEntry], row: Row, folds: &Expansion, is_active: bool, has_tools: bool) -> Html {
    let Row { at, place, n_beside } = row;
    let leaf = &all[at];
    let is_open = folds.is_open(leaf);
    let told = match leaf.kind {
        LineKind::String => written(leaf).to_owned(),
        LineKind::Open => held(text, all, at, is_open),
        _ => text[leaf.token.clone()].to_owned(),
    };
    let class = match leaf.kind {
        LineKind::String => "is-string",
        LineKind::Number | LineKind::Word => "is-number",
        LineKind::Open | LineKind::Close | LineKind::Empty => "is-bracket",
    };
    html! {
        <div class={classes!("leaf", leaf.is_branch().then_some("is-branch"))} role="treeitem" key={at} data-at={at.to_string()}
            data-path={leaf.shown.clone()} aria-label={format!("{} {told}", leaf.name())} tabindex={if is_active { "0" } else { "-1" }}
            aria-level={(leaf.depth + 1).to_string()} aria-posinset={place.to_string()} aria-setsize={n_beside.to_string()}
            aria-expanded={leaf.is_branch().then(|| is_open.to_string())}
            ~style={format!("--depth: {}", leaf.depth.min(MAX_INDENT))}>
            if leaf.is_branch() { { icon(if is_open { Icon::Down } else { Icon::Right }) } }
            <span class="leaf-path log-text">{ leaf.name().to_owned() }</span>
            { " " }
            <span class={classes!("leaf-value", "log-text", class)}>{ told }</span>
            if has_tools { { tools(leaf) } }
        </div>
    }
}

/// What a branch says beside its name: how many there are in a list, and while it is closed the first values in it.
fn held(text: &str, all: &[OutlineEntry], at: usize, is_open: bool) -> String {
    let branch = &all[at];
    let is_list = text[branch.token.clone()].starts_with('[');
    let (mut told, mut n) = (String::new(), 0);
    for leaf in &all[at + 1..=at + branch.n_below] {
        if leaf.depth != branch.depth + 1 {
            continue;
        }
        n += 1;
        if is_list || is_open || n > MAX_TOLD {
            continue;
        }
        if n > 1 {
            told.push_str(", ");
        }
        told.push_str(leaf.name());
        if !leaf.is_branch() {
            told.push(' ');
            told.push_str(written(leaf));
        }
    }
    if is_list { words::count(n as u32, "item", "items") } else { told }
}

/// A value as it is shown: without quotes, unless there would be nothing to see.
fn written(leaf: &OutlineEntry) -> &str {
    if leaf.kind == LineKind::String && leaf.value.is_empty() { "\"\"" } else { &leaf.value }
}

/// The nearest tools, for the pointer; the menu has all of them.
fn tools(leaf: &OutlineEntry) -> Html {
    let tool = |at: usize, symbol: Icon, what: &str| {
        html! {
            <button tabindex="-1" data-deed={at.to_string()} aria-label={format!("{what} {}", leaf.shown)} title={what.to_owned()}>
                { icon(symbol) }
            </button>
        }
    };
    html! {
        <span class="leaf-tools">
            for (at, named) in DEEDS.iter().enumerate() {
                if let Some(symbol) = named.icon.filter(|_| at >= first_deed(leaf)) { { tool(at, symbol, named.title) } }
            }
            { tool(DEEDS.len(), Icon::More, "More to do with") }
        </span>
    }
}
