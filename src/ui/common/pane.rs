//! What the panes beside a table have in common: the line at their top, their keys, and the focus where they cover the table.

use super::icon::{Icon, icon};
use crate::ui::hooks::breakpoints::is_covered;
use crate::ui::hooks::browser::{chord, focus, is_typing};
use crate::ui::prelude::*;
use trailglass_session::command::{Command, command_of};

/// The line at the top of a pane: what it shows, and the buttons for the rows around it. `close_button`
/// is the node of the one that closes it, of [`use_cover`].
pub fn head(title: Html, close_button: &NodeRef, on_close: &Callback<()>, on_step: &Callback<i64>) -> Html {
    let step = |by: i64| {
        let on_step = on_step.clone();
        move |_| on_step.emit(by)
    };
    let close = {
        let on_close = on_close.clone();
        move |_| on_close.emit(())
    };
    html! {
        <div class="pane-head">
            <div class="pane-title">{ title }</div>
            <button class="icon-button" aria-label="Previous row" title="Previous, k" onclick={step(-1)}>{ icon(Icon::Up) }</button>
            <button class="icon-button" aria-label="Next row" title="Next, j" onclick={step(1)}>{ icon(Icon::Down) }</button>
            <button class="icon-button" ref={close_button} aria-label="Close" title="Close, Esc" onclick={close}>{ icon(Icon::Close) }</button>
        </div>
    }
}

/// The node of the button that closes a pane. A pane that covers its table takes the focus, which would be out of sight
/// otherwise, or lost: when the pane opens, and when its content takes the place of what stood for it.
#[hook]
pub fn use_cover(has_content: bool) -> NodeRef {
    let close_button = use_node_ref();
    {
        let close_button = close_button.clone();
        use_effect_with(has_content, move |_| {
            if is_covered() {
                focus(close_button.cast());
            }
        });
    }
    close_button
}

/// What keys do in a pane beside a table.
pub fn pane_keys(on_close: &Callback<()>, on_step: &Callback<i64>) -> Callback<KeyboardEvent> {
    let (on_close, on_step) = (on_close.clone(), on_step.clone());
    Callback::from(move |event: KeyboardEvent| {
        let chord = chord(&event);
        let command = command_of(&chord);
        let is_typed = is_typing(event.target()) && command != Some(Command::CloseInnermost);
        if is_typed || event.alt_key() || event.default_prevented() {
            return;
        }
        let is_letter = matches!(chord.as_str(), "j" | "k");
        match command {
            Some(Command::CloseInnermost) => on_close.emit(()),
            Some(Command::MoveRowDown) if is_letter => on_step.emit(1),
            Some(Command::MoveRowUp) if is_letter => on_step.emit(-1),
            _ => return,
        }
        event.prevent_default();
    })
}
