//! The views as tabs.

use crate::ui::actions::use_act;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::words;
use crate::ui::prelude::*;
use crate::ui::targets::focus_child;
use trailglass_protocol::message::View;
use trailglass_session::command::tab_after;
use trailglass_session::{Action, Totals};

/// What the tabs need.
#[derive(Properties, PartialEq)]
pub struct TabsProps {
    /// The view on screen.
    pub view: View,
    /// What is held.
    pub totals: Totals,
}

/// The tabs; arrows go from one to the other.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let act = use_act();
    let list = use_node_ref();
    let onkeydown = {
        let (act, view, list) = (act.clone(), props.view, list.clone());
        move |event: KeyboardEvent| {
            let at = View::ALL.iter().position(|other| *other == view).unwrap_or_default();
            if let Some(to) = tab_after(&event.key(), at, View::ALL.len()) {
                event.prevent_default();
                act.emit(Action::ChooseView(View::ALL[to]));
                focus_child(&list, to);
            }
        }
    };
    html! {
        <div class="tabs" role="tablist" aria-label="Views" ref={list} {onkeydown}>
            for view in View::ALL {
                { one(props, view, &act) }
            }
        </div>
    }
}

fn one(props: &TabsProps, view: View, act: &Callback<Action>) -> Html {
    let (label, symbol, count) = match view {
        View::Events => ("Events", Icon::Events, props.totals.events),
        View::Jobs => ("Jobs", Icon::Jobs, props.totals.jobs),
    };
    let is_selected = props.view == view;
    let onclick = {
        let act = act.clone();
        move |_| act.emit(Action::ChooseView(view))
    };
    html! {
        <button class="tab" role="tab" id={format!("tab-{}", view.name())} data-testid={format!("view-{}", view.name())}
            aria-selected={is_selected.to_string()} aria-controls={is_selected.then_some("view")}
            tabindex={if is_selected { "0" } else { "-1" }} {onclick}>
            { icon(symbol) }
            <span class="tab-label" data-label={label}>{ label }</span>
            { " " }
            <span class="tab-count">{ words::number(count) }</span>
        </button>
    }
}
