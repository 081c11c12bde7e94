//! What can be done without a mouse: the palette of commands and the sheet of keys, both from the one table.
//!
//! - [`keys`]: the sheet
//! - [`palette`], [`entries`]: the palette, and what it offers: saved views and fields besides the commands
//! - [`use_commands`]: what keys do anywhere in the page

pub mod entries;
pub mod keys;
pub mod palette;
pub mod use_commands;

use crate::ui::hooks::browser::{focus, is_nowhere};
use crate::ui::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

/// Which of them is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sheet {
    /// Neither.
    #[default]
    None,
    /// The palette.
    Palette,
    /// The palette, which asks for the name of a view that is to be saved.
    Naming,
    /// The keys.
    Keys,
}

/// Shows a dialog that holds the focus, and gives it back when it goes.
#[hook]
pub fn use_modal() -> NodeRef {
    let dialog = use_node_ref();
    use_effect_with(dialog.clone(), |dialog| {
        let before = gloo::utils::document().active_element();
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            // It fails only where it is open already.
            dialog.show_modal().ok();
        }
        let dialog = dialog.clone();
        move || {
            if close_modal(&dialog) && is_nowhere() {
                focus(before.filter(|element| element.is_connected()));
            }
        }
    });
    dialog
}

/// Closes a dialog, which gives the focus back to what had it before. While it is open, nothing beside it can have the
/// focus, so it closes before anything is done that moves the focus. Returns whether it was open.
pub fn close_modal(dialog: &NodeRef) -> bool {
    let dialog = dialog.cast::<HtmlDialogElement>().filter(HtmlDialogElement::open);
    dialog.inspect(HtmlDialogElement::close).is_some()
}

/// Closes a dialog by a click on its backdrop: one on the dialog itself, not on what it holds.
pub fn closes_on_backdrop(close: &Callback<()>) -> Callback<MouseEvent> {
    let close = close.clone();
    Callback::from(move |event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<HtmlDialogElement>().ok());
        if target.is_some() {
            close.emit(());
        }
    })
}
