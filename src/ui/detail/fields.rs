//! Every value of the record as a foldable tree, the request and the response first, each with the path that a query
//! reaches it by.

use super::leaf::leaf_row;
use super::tree::Tree;
use super::value_menu::{MenuContext, focus_item, menu};
use crate::ui::actions::use_actions;
use crate::ui::common::popover::input_of;
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::hooks::browser::set_style;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_json::outline::{OutlineEntry, outline};
use trailglass_json::tree::{Expansion, Row, request_first, rows};
use trailglass_protocol::message::EventDetail;
use trailglass_session::columns::Columns;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// More values than this are drawn only on request.
const MAX_ROWS: usize = 1000;

/// What the tree needs.
#[derive(Properties, PartialEq)]
pub struct FieldsProps {
    /// The event.
    pub detail: Shared<EventDetail>,
    /// The committed query, to which values are added.
    pub query: AttrValue,
    /// The columns of the table, to which paths are added.
    pub columns: Shared<Columns>,
}

/// The tree. It stays as it is folded, and where it is, from one event to the next.
#[component]
pub fn Fields(props: &FieldsProps) -> Html {
    let is_whole = use_state_eq(|| false);
    let search = use_state_eq(String::new);
    let folds = use_state_eq(Expansion::default);
    let leaves = use_memo(props.detail.clone(), |detail| request_first(outline(&detail.text)));
    let mut seen = rows(&leaves, &folds, &search);
    let n_found = seen.iter().filter(|row| !leaves[row.entry].is_branch()).count();
    let n_hidden = if *is_whole { 0 } else { seen.len().saturating_sub(MAX_ROWS) };
    seen.truncate(seen.len() - n_hidden);
    let tree = use_tree(props, &leaves, &folds, seen);
    let has_closed = tree.rows.iter().any(|row| leaves[row.entry].is_branch() && !folds.is_open(&leaves[row.entry]));
    let fold_all = {
        let folds = folds.clone();
        move |_: MouseEvent| folds.set(Expansion::all(has_closed))
    };
    let show_all = {
        let is_whole = is_whole.setter();
        move |_| is_whole.set(true)
    };
    html! {
        <div class="part" role="tabpanel" id="detail-part" aria-label="Fields" onkeydown={tree.handler(Tree::on_key)}
            onclick={tree.handler(Tree::on_click)} onfocusout={tree.handler(Tree::on_focus_out)}>
            <div class="leaf-search">
                { search_input(&search, &folds) }
                <button class="button is-small" data-testid="fold-all" onclick={fold_all}>{ if has_closed { "Unfold all" } else { "Fold all" } }</button>
            </div>
            <p class="leaf-count" role="status">
                if !search.trim().is_empty() { { words::count(n_found as u32, "value found", "values found") } }
            </p>
            <div class="leaves" role="tree" aria-label="Values of the record" ref={tree.root.clone()}
                onfocusin={tree.handler(Tree::on_focus_in)} onmouseover={tree.handler(Tree::on_mouse_over)}>
                for (place, row) in tree.rows.iter().enumerate() {
                    { line(&tree, place, *row) }
                }
            </div>
            if n_hidden > 0 {
                <p class="more-lines">
                    { format!("{} more. ", words::count(n_hidden as u32, "value", "values")) }
                    <button class="button is-small" onclick={show_all}>{ "Show all" }</button>
                </p>
            }
            if let Some(leaf) = tree.menu.and_then(|at| leaves.get(at)) { { menu(leaf, &tree.menu_root) } }
        </div>
    }
}

/// The tree of these values, with these lines on screen.
#[hook]
fn use_tree(
    props: &FieldsProps,
    leaves: &Rc<Vec<OutlineEntry>>,
    folds: &UseStateHandle<Expansion>,
    rows: Vec<Row>,
) -> Tree {
    let active = use_state_eq(String::new);
    // Of a value that is folded away, the branch that it is in is the active line.
    let place = leaves.iter().position(|leaf| leaf.shown == *active).unwrap_or_default();
    let active_row = rows.partition_point(|row| row.entry <= place).saturating_sub(1);
    let FieldsProps { detail, query, columns } = props;
    let actions = use_actions();
    let tree = Tree {
        leaves: leaves.clone(),
        rows: Rc::new(rows),
        active_row,
        folds: folds.clone(),
        active,
        hovered: use_state_eq(|| None),
        menu: use_state_eq(|| None),
        root: use_node_ref(),
        menu_root: use_node_ref(),
        context: MenuContext { detail: detail.clone(), query: query.clone(), columns: columns.clone(), actions },
    };
    {
        let tree = tree.clone();
        use_effect_with(*tree.menu, move |at| place_menu(&tree, *at));
    }
    tree
}

/// Puts the menu that was opened under the line of its value, and the focus into it.
fn place_menu(tree: &Tree, at: Option<usize>) {
    let line = at.and_then(|at| tree.line(at)).and_then(|line| line.dyn_into::<HtmlElement>().ok());
    if let Some(line) = line {
        set_style(&tree.menu_root, "top", &format!("{}px", line.offset_top() + line.offset_height()));
        // The last before the first, so that all of it comes into view.
        focus_item(&tree.menu_root, "End");
        focus_item(&tree.menu_root, "Home");
    }
}

/// The search for a path or a value. Escape empties it first; then it closes the pane.
fn search_input(search: &UseStateHandle<String>, folds: &UseStateHandle<Expansion>) -> Html {
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
    let onkeydown = {
        let (search, folds) = (search.clone(), folds.clone());
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && !search.is_empty() {
                event.prevent_default();
                folds.set(Expansion::default());
                search.set(String::new());
            }
        }
    };
    html! {
        <input class="text-input" data-testid="leaf-search" aria-label="Find a path or value" value={(**search).clone()}
            placeholder="Find a path or value" spellcheck="false" autocomplete="off" {oninput} {onkeydown} />
    }
}

fn line(tree: &Tree, place: usize, row: Row) -> Html {
    let is_active = place == tree.active_row;
    let has_buttons = is_active || *tree.hovered == Some(row.entry);
    leaf_row(&tree.context.detail.text, &tree.leaves, row, &tree.folds, is_active, has_buttons)
}
