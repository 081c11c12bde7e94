//! What can be done with a value of the record, and the menu that offers it.

use crate::ui::actions::Actions;
use crate::ui::common::icon::Icon;
use crate::ui::common::shared::Shared;
use crate::ui::hooks::browser::focus;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_json::lines::LineKind;
use trailglass_json::outline::OutlineEntry;
use trailglass_protocol::message::{EventDetail, View};
use trailglass_session::Action;
use trailglass_session::columns::Columns;
use web_sys::Element;

/// What is done with a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MenuAction {
    /// Filters for it.
    FilterFor,
    /// Filters it out.
    FilterOut,
    /// Goes to the events that hold it anywhere.
    FindAnywhere,
    /// Makes its path a column.
    AddColumn,
    /// Copies it as text.
    Copy,
    /// Copies its path, as a query writes it.
    CopyPath,
    /// Copies it as it is written.
    CopyJson,
    /// Copies the filter of `jq` that finds it.
    CopyJq,
}

/// An item of the menu.
pub struct MenuItem {
    /// What it does.
    pub action: MenuAction,
    /// What it does, in words.
    pub title: &'static str,
    /// Its key in the tree.
    key: &'static str,
    /// Its symbol, of those that the pointer finds beside the value.
    pub icon: Option<Icon>,
}

const fn item(action: MenuAction, title: &'static str, key: &'static str, icon: Option<Icon>) -> MenuItem {
    MenuItem { action, title, key, icon }
}

/// All items.
pub const MENU: [MenuItem; 8] = [
    item(MenuAction::FilterFor, "Filter for", "+", Some(Icon::Plus)),
    item(MenuAction::FilterOut, "Filter out", "-", Some(Icon::Minus)),
    item(MenuAction::FindAnywhere, "Find it anywhere", "", None),
    item(MenuAction::AddColumn, "Show as a column", "", Some(Icon::Columns)),
    item(MenuAction::Copy, "Copy the value", "c", Some(Icon::Copy)),
    item(MenuAction::CopyPath, "Copy the path", "", None),
    item(MenuAction::CopyJson, "Copy as JSON", "", None),
    item(MenuAction::CopyJq, "Copy as a jq filter", "", None),
];

/// The index of the first item that a value has: one that holds others is neither filtered for nor shown in a cell, and
/// one that is empty is not filtered for.
pub fn first_action(leaf: &OutlineEntry) -> usize {
    match leaf.kind {
        LineKind::Open => MenuAction::CopyPath as usize,
        LineKind::Empty => MenuAction::AddColumn as usize,
        _ => 0,
    }
}

/// What the actions of the menu need besides the value.
#[derive(Clone)]
pub struct MenuContext {
    /// The event.
    pub detail: Shared<EventDetail>,
    /// The committed query, to which values are added.
    pub query: AttrValue,
    /// The columns of the table, to which paths are added.
    pub columns: Shared<Columns>,
    /// What the menu may do.
    pub actions: Actions,
}

impl MenuContext {
    /// Does something with a value, if the value has it in its menu.
    pub fn run(&self, leaf: &OutlineEntry, action: MenuAction) {
        let MenuContext { detail, query, columns, actions } = self;
        if (action as usize) < first_action(leaf) {
            return;
        }
        let token = &detail.text[leaf.token.clone()];
        let copied = match action {
            MenuAction::FilterFor | MenuAction::FilterOut => {
                let value = Some(leaf.value.clone()).filter(|_| leaf.value != "null" || leaf.kind == LineKind::String);
                return actions.filter(View::Events, query, &leaf.path, value.into(), action == MenuAction::FilterOut);
            }
            MenuAction::FindAnywhere => return actions.find_anywhere(&leaf.value),
            MenuAction::AddColumn => {
                let columns = Rc::new(columns.with(View::Events, &leaf.path));
                return actions.act.emit(Action::ChangeColumns(View::Events, columns));
            }
            MenuAction::Copy => leaf.value.clone(),
            MenuAction::CopyPath => leaf.path.clone(),
            MenuAction::CopyJson => token.to_owned(),
            MenuAction::CopyJq if leaf.is_branch() => format!(".Records[] | {}", leaf.jq),
            MenuAction::CopyJq => format!(".Records[] | select({} == {token})", leaf.jq),
        };
        actions.copy(copied);
    }
}

/// The menu of a value. The tree handles its clicks.
pub fn menu(leaf: &OutlineEntry, root: &NodeRef) -> Html {
    html! {
        <div class="popover leaf-menu" role="menu" data-testid="leaf-menu" aria-label={leaf.shown.clone()} ref={root}>
            for (at, item) in MENU.iter().enumerate().skip(first_action(leaf)) {
                <button class="choice" role="menuitem" tabindex="-1" data-action-index={at.to_string()}>
                    <span>{ item.title }</span>
                    if !item.key.is_empty() { <kbd>{ item.key }</kbd> }
                </button>
            }
        </div>
    }
}

/// Moves the focus in the menu as a key says.
pub fn focus_item(root: &NodeRef, key: &str) {
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
