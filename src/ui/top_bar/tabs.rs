//! The views as tabs.

use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::words;
use crate::ui::hooks::browser::focus_first;
use crate::ui::prelude::*;
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
    /// Where intents go.
    pub act: Callback<Action>,
}

/// The tabs; arrows go from one to the other.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let onkeydown = {
        let (act, view) = (props.act.clone(), props.view);
        move |event: KeyboardEvent| {
            let at = View::ALL.iter().position(|other| *other == view).unwrap_or_default();
            let other = tab_after(&event.key(), at, View::ALL.len()).and_then(|at| View::ALL.get(at)).copied();
            if let Some(other) = other {
                event.prevent_default();
                act.emit(Action::ViewChosen(other));
                focus_first(&format!("[data-testid='view-{}']", other.name()));
            }
        }
    };
    html! {
        <div class="tabs" role="tablist" aria-label="Views" {onkeydown}>
            for view in View::ALL {
                { one(props, view) }
            }
        </div>
    }
}

fn one(props: &TabsProps, view: View) -> Html {
    let (label, symbol, count) = match view {
        View::Events => ("Events", Icon::Events, props.totals.events),
        View::Jobs => ("Jobs", Icon::Jobs, props.totals.jobs),
    };
    let is_selected = props.view == view;
    let onclick = {
        let act = props.act.clone();
        move |_| act.emit(Action::ViewChosen(view))
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
