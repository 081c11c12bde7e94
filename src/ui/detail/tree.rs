//! What keys and the pointer do in the tree of a record's values. Its lines are found by the attribute `data-at`, the place of
//! a value in the record: there may be a thousand of them, with one handler for all.

use super::value_menu::{MENU, MenuAction, MenuContext, focus_item};
use crate::ui::hooks::browser::{chord, focus, is_typing};
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_json::outline::OutlineEntry;
use trailglass_json::tree::{Expansion, KeyAction, Row, key_action};
use trailglass_session::command::{Command, command_of};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};

/// The tree, and what changes of it.
#[derive(Clone)]
pub struct Tree {
    /// All values.
    pub leaves: Rc<Vec<OutlineEntry>>,
    /// The lines on screen.
    pub rows: Rc<Vec<Row>>,
    /// The line that Tab leads to.
    pub active_row: usize,
    /// What is open.
    pub folds: UseStateHandle<Expansion>,
    /// The path of the value that Tab leads to.
    pub active: UseStateHandle<String>,
    /// The value under the pointer.
    pub hovered: UseStateHandle<Option<usize>>,
    /// The value whose menu is open.
    pub menu: UseStateHandle<Option<usize>>,
    /// The element of the tree.
    pub root: NodeRef,
    /// The element of the menu.
    pub menu_root: NodeRef,
    /// What the menu needs.
    pub context: MenuContext,
}

impl Tree {
    /// A callback to one of the methods below.
    pub fn handler<E: 'static>(&self, handle: fn(&Tree, E)) -> Callback<E> {
        let tree = self.clone();
        Callback::from(move |event| handle(&tree, event))
    }

    /// The element of the line of a value.
    pub fn line(&self, at: usize) -> Option<Element> {
        self.root.cast::<Element>()?.query_selector(&format!("[data-at='{at}']")).ok().flatten()
    }

    fn run(&self, at: usize, action: MenuAction) {
        if let Some(leaf) = self.leaves.get(at) {
            self.context.run(leaf, action);
        }
    }

    /// Collapses a branch, or expands it.
    fn turn(&self, at: usize) {
        if let Some(leaf) = self.leaves.get(at).filter(|leaf| leaf.is_branch()) {
            self.folds.set(self.folds.toggled(leaf));
        }
    }

    /// Closes the menu; the focus goes to the line of its value.
    fn close_menu(&self) {
        if let Some(at) = *self.menu {
            focus(self.line(at));
            self.menu.set(None);
        }
    }

    /// A key was pressed.
    pub fn on_key(&self, event: KeyboardEvent) {
        if event.alt_key() || is_typing(event.target()) {
            return;
        }
        let chord = chord(&event);
        let is_done = if self.menu.is_some() {
            // Enter and the space press what has the focus, and no other key is for the pane.
            event.stop_propagation();
            self.menu_key(&chord)
        } else {
            number(event.target(), "data-at").is_some() && self.tree_key(&chord)
        };
        if is_done {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    fn menu_key(&self, chord: &str) -> bool {
        match chord {
            "Escape" | "Tab" => self.close_menu(),
            "ArrowDown" | "ArrowUp" | "Home" | "End" => focus_item(&self.menu_root, chord),
            _ => return false,
        }
        true
    }

    fn tree_key(&self, chord: &str) -> bool {
        let Some(at) = self.rows.get(self.active_row).map(|row| row.entry) else { return false };
        match key_action(&self.leaves, &self.rows, &self.folds, self.active_row, chord) {
            Some(KeyAction::Focus(row)) => focus(self.line(self.rows[row].entry)),
            Some(KeyAction::Toggle) => self.turn(at),
            None => match (chord, command_of(chord)) {
                (" ", _) if self.leaves[at].is_branch() => self.turn(at),
                ("Enter" | " " | "ContextMenu" | "Shift+F10", _) => self.menu.set(Some(at)),
                ("ArrowRight" | "ArrowLeft", _) => {}
                (_, Some(Command::FilterFor)) => self.run(at, MenuAction::FilterFor),
                (_, Some(Command::FilterOut)) => self.run(at, MenuAction::FilterOut),
                (_, Some(Command::CopyValue)) => self.run(at, MenuAction::Copy),
                _ => return false,
            },
        }
        true
    }

    /// The pointer presses a line, a button beside a value, or an item of the menu.
    pub fn on_click(&self, event: MouseEvent) {
        let at = number(event.target(), "data-at").or(*self.menu);
        let index = number(event.target(), "data-action-index");
        self.close_menu();
        let Some(at) = at else { return };
        match index.map(|index| MENU.get(index)) {
            Some(Some(item)) => self.run(at, item.action),
            // The button behind the last action opens the menu.
            Some(None) => self.menu.set(Some(at)),
            None => self.turn(at),
        }
    }

    /// The focus leaves the menu for another part of the page, and the menu closes.
    pub fn on_focus_out(&self, event: FocusEvent) {
        let to = event.related_target().and_then(|to| to.dyn_into::<Element>().ok());
        if to.is_some() && !self.menu_root.cast::<Element>().is_some_and(|root| root.contains(to.as_deref())) {
            self.menu.set(None);
        }
    }

    /// The focus comes to a line.
    pub fn on_focus_in(&self, event: FocusEvent) {
        if let Some(leaf) = number(event.target(), "data-at").and_then(|at| self.leaves.get(at)) {
            self.active.set(leaf.shown.clone());
        }
    }

    /// The pointer comes to a line.
    pub fn on_mouse_over(&self, event: MouseEvent) {
        self.hovered.set(number(event.target(), "data-at"));
    }
}

/// The number in an attribute of an element, or of the nearest around it that has one.
fn number(target: Option<EventTarget>, attribute: &str) -> Option<usize> {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok())?;
    let holder = element.closest(&format!("[{attribute}]")).ok().flatten()?;
    holder.get_attribute(attribute)?.parse().ok()
}
