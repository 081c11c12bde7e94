//! A button and what it opens. Escape closes it, and the focus goes back to the button; a press beside it closes it, and so
//! does the focus when it goes elsewhere.

use crate::ui::hooks::browser::focus;
use crate::ui::hooks::use_listener::use_window_listener;
use crate::ui::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// What a popover needs.
#[derive(Properties, PartialEq)]
pub struct PopoverProps {
    /// The name of the button for scripts.
    pub test_id: AttrValue,
    /// What the button is called.
    pub label: AttrValue,
    /// The classes of the button.
    #[prop_or("icon-button".into())]
    pub class: Classes,
    /// The node of the button, where others press it.
    #[prop_or_default]
    pub button: Option<NodeRef>,
    /// What the button shows.
    pub trigger: Html,
    /// What is opened, given what closes it.
    pub content: Callback<Callback<()>, Html>,
}

/// A button and what it opens.
#[component]
pub fn Popover(props: &PopoverProps) -> Html {
    let PopoverProps { test_id, label, class, trigger, button, content } = props;
    let root = use_node_ref();
    let panel = use_node_ref();
    let own_button = use_node_ref();
    let button = button.clone().unwrap_or(own_button);
    let is_open = use_state_eq(|| false);
    let close = {
        let (is_open, button) = (is_open.clone(), button.clone());
        Callback::from(move |()| {
            is_open.set(false);
            focus(button.cast());
        })
    };
    let on_outside = {
        let root = root.clone();
        use_callback(is_open.clone(), move |event: Event, is_open| {
            let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
            let is_inside = root.cast::<Node>().is_some_and(|root| root.contains(target.as_ref()));
            if **is_open && !is_inside {
                is_open.set(false);
            }
        })
    };
    use_window_listener("pointerdown", on_outside);
    {
        // What is opened has the focus, so that keys work in it at once.
        let panel = panel.clone();
        use_effect_with(*is_open, move |is_open| {
            if let Some(panel) = panel.cast::<Element>().filter(|_| *is_open) {
                focus(first_control(&panel));
            }
        });
    }
    let onclick = {
        let is_open = is_open.clone();
        move |_: MouseEvent| is_open.set(!*is_open)
    };
    let onkeydown = {
        let (is_open, close) = (is_open.clone(), close.clone());
        move |event: KeyboardEvent| {
            // Only what is open keeps the keys of the page to itself.
            if !*is_open {
                return;
            }
            event.stop_propagation();
            if event.key() == "Escape" {
                event.prevent_default();
                close.emit(());
            }
        }
    };
    let onfocusout = {
        let (is_open, root) = (is_open.clone(), root.clone());
        move |event: FocusEvent| {
            // `to` is empty after a press on what takes no focus, which has its own handler, and in another window.
            let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
            let is_inside = root.cast::<Node>().is_some_and(|root| root.contains(to.as_ref()));
            if to.is_some() && !is_inside {
                is_open.set(false);
            }
        }
    };
    html! {
        <div class="popover-root" ref={root} {onkeydown} {onfocusout}>
            <button class={class.clone()} ref={button} data-testid={test_id} aria-label={label} title={label}
                aria-haspopup="dialog" aria-expanded={is_open.to_string()} {onclick}>{ trigger.clone() }</button>
            if *is_open {
                <div class="popover" role="dialog" aria-label={label} data-popover={test_id} ref={panel}>{ content.emit(close) }</div>
            }
        </div>
    }
}

/// The first control of a panel, whatever it holds; of radio buttons the chosen one.
fn first_control(panel: &Element) -> Option<Element> {
    panel.query_selector(":is(input:not([type='radio']), [type='radio']:checked, button, select)").ok().flatten()
}

/// The element in which something happened, by its tag.
pub fn input_of(event: &Event) -> Option<web_sys::HtmlInputElement> {
    event.target().and_then(|target| target.dyn_into::<Element>().ok()).and_then(|element| element.dyn_into().ok())
}
