//! The dialog with a text that the browser did not write to the clipboard, selected so that the browser's own copying
//! takes it.

use crate::ui::commands::{closes_on_backdrop, use_modal};
use crate::ui::prelude::*;
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;

/// What the dialog needs.
#[derive(Properties, PartialEq)]
pub struct CopyDialogProps {
    /// The text.
    pub text: Rc<str>,
    /// Closes it.
    pub close: Callback<()>,
}

/// The dialog.
#[component]
pub fn CopyDialog(props: &CopyDialogProps) -> Html {
    let dialog = use_modal();
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with(props.text.clone(), move |_| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                // An element that cannot be focused leaves the focus in the dialog.
                field.focus().ok();
                field.select();
            }
        });
    }
    // The keys of the page are for what is behind the dialog.
    let onkeydown = |event: KeyboardEvent| event.stop_propagation();
    html! {
        <dialog class="sheet copy-sheet" ref={dialog} data-testid="copy-dialog" aria-labelledby="copy-title"
            onclose={props.close.reform(|_: Event| ())} onclick={closes_on_backdrop(&props.close)} {onkeydown}>
            <div class="sheet-body">
                <h2 id="copy-title">{ "The browser did not copy this" }</h2>
                <p>
                    { "It lets a page write to the clipboard only over https, and only if you allow it. The text is selected: \
                       copy it with Ctrl C, or with Command C on a Mac." }
                </p>
                <textarea class="text-input log-text" data-testid="copy-text" aria-label="Text to copy" readonly=true
                    spellcheck="false" ref={field} value={props.text.to_string()} />
                <p class="sheet-buttons"><button class="button" onclick={props.close.reform(|_| ())}>{ "Close" }</button></p>
            </div>
        </dialog>
    }
}
