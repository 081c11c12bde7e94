//! The tabs of an event's pane: the parts of the record, of which it shows one at a time.

use crate::ui::actions::Actions;
use crate::ui::prelude::*;
use crate::ui::targets::{Target, focus_child};
use trailglass_session::command::tab_after;

/// A part of the record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    /// Its values, as a tree.
    Fields,
    /// Its text.
    Raw,
    /// The access key that the call was made with.
    Credential,
    /// The event beside others.
    Compare,
}

/// The name of a part for scripts, and its label.
fn named(part: Part) -> (&'static str, &'static str) {
    match part {
        Part::Fields => ("detail-fields", "Fields"),
        Part::Raw => ("detail-raw", "Raw JSON"),
        Part::Credential => ("detail-credential", "Credential"),
        Part::Compare => ("detail-compare", "Comparison"),
    }
}

/// The tabs of the parts that an event has. `tab_list` is the node of their list.
pub fn tabs(part: &UseStateHandle<Part>, shown: &[Part], tab_list: &NodeRef, actions: &Actions) -> Html {
    // Where the event does not have the chosen part, the first is shown.
    let selected = if shown.contains(part) { **part } else { Part::Fields };
    let onkeydown = {
        let (part, shown, tab_list) = (part.clone(), shown.to_vec(), tab_list.clone());
        move |event: KeyboardEvent| {
            let at = shown.iter().position(|one| *one == selected).unwrap_or_default();
            let Some(to) = tab_after(&event.key(), at, shown.len()) else { return };
            event.prevent_default();
            event.stop_propagation();
            part.set(shown[to]);
            focus_child(&tab_list, to);
        }
    };
    html! {
        <div class="parts" role="tablist" aria-label="Parts of the record" ref={tab_list} {onkeydown}>
            for this in shown.iter().copied() {
                { tab(this, selected == this, part, actions) }
            }
        </div>
    }
}

fn tab(this: Part, is_selected: bool, part: &UseStateHandle<Part>, actions: &Actions) -> Html {
    let (id, label) = named(this);
    let onclick = {
        let part = part.clone();
        move |_| part.set(this)
    };
    let node = if this == Part::Fields { actions.targets.node(Target::FieldsTab) } else { NodeRef::default() };
    html! {
        <button class="tab" role="tab" data-testid={id} aria-selected={is_selected.to_string()} ref={node}
            aria-controls={is_selected.then_some("detail-part")} tabindex={if is_selected { "0" } else { "-1" }} {onclick}>
            <span class="tab-label" data-label={label}>{ label }</span>
        </button>
    }
}
