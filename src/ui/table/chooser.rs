//! Which columns there are: all fields to choose from, and a place to name a JSON path.

use crate::ui::actions::use_act;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::popover::{Popover, input_of};
use crate::ui::common::shared::Shared;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_event::case::fold_text;
use trailglass_event::field::FIELDS;
use trailglass_lifecycle::field::JOB_FIELDS;
use trailglass_protocol::message::View;
use trailglass_session::Action;
use trailglass_session::columns::{Columns, known_name};

/// What the chooser needs.
#[derive(Clone, Properties, PartialEq)]
pub struct ChooserProps {
    /// The view.
    pub view: View,
    /// Its columns.
    pub columns: Shared<Columns>,
}

/// The button at the end of the headings, and what it opens.
#[component]
pub fn Chooser(props: &ChooserProps) -> Html {
    let content = {
        let props = props.clone();
        Callback::from(move |_close| html! { <Panel ..props.clone() /> })
    };
    html! {
        <div class="chooser">
            <Popover test_id="columns-button" label="Columns" trigger={icon(Icon::Columns)} {content} />
        </div>
    }
}

/// The fields and paths.
#[component]
fn Panel(props: &ChooserProps) -> Html {
    let ChooserProps { view, columns } = props;
    let act = use_act();
    let search = use_state_eq(String::new);
    let wanted = fold_text(search.trim());
    let oninput = {
        let search = search.clone();
        move |event: InputEvent| {
            if let Some(input) = input_of(&event) {
                search.set(input.value());
            }
        }
    };
    let add = {
        let (act, view, columns, search) = (act.clone(), *view, columns.clone(), search.clone());
        move |name: &str| {
            search.set(String::new());
            act.emit(Action::ChangeColumns(view, Rc::new(columns.with(view, name))));
        }
    };
    // A name that is typed out: of a field by any of its names, or of a path.
    let named = known_name(*view, &search).filter(|name| !columns.has(name));
    let onkeydown = {
        let (add, named) = (add.clone(), named.clone());
        move |event: KeyboardEvent| {
            if let ("Enter", Some(name)) = (event.key().as_str(), &named) {
                event.prevent_default();
                add(name);
            }
        }
    };
    let fields: Vec<(&str, &str, &str)> = match view {
        View::Events => FIELDS.iter().map(|info| (info.name, info.label, info.doc)).collect(),
        View::Jobs => JOB_FIELDS.iter().map(|info| (info.name, info.label, info.doc)).collect(),
    };
    let is_path = |name: &str| !fields.iter().any(|(field, ..)| *field == name);
    let paths: Vec<Rc<str>> =
        columns.list.iter().map(|column| column.name.clone()).filter(|name| is_path(name)).collect();
    let matches = |text: &str| fold_text(text).contains(&wanted);
    let toggle = |name: &str, label: &str, doc: &str| {
        let is_there = columns.has(name);
        let onchange = {
            let (act, view, columns, name) = (act.clone(), *view, columns.clone(), name.to_owned());
            move |_: Event| {
                let columns = if is_there { columns.without(&name) } else { columns.with(view, &name) };
                act.emit(Action::ChangeColumns(view, Rc::new(columns)));
            }
        };
        html! {
            <label class="choice" key={name} title={doc.to_owned()}>
                <input type="checkbox" data-testid="column-choice" data-field={name.to_owned()} checked={is_there} {onchange} />
                <span>{ label.to_owned() }</span>
                if label != name { <span class="muted">{ name.to_owned() }</span> }
            </label>
        }
    };
    let reset = {
        let (act, view) = (act.clone(), *view);
        move |_| act.emit(Action::ChangeColumns(view, Rc::new(Columns::default_of(view))))
    };
    html! {
        <div class="chooser-panel">
            <input class="text-input" data-testid="column-search" aria-label="Find a field, or name a path" value={(*search).clone()}
                placeholder={if *view == View::Events { "Field, or path such as requestParameters.key" } else { "Field" }}
                spellcheck="false" autocomplete="off" {oninput} {onkeydown} />
            if let Some(name) = named.filter(|name| is_path(name)) {
                <button class="choice" data-testid="column-add" onclick={ let name = name.clone(); move |_: MouseEvent| add(&name) }>
                    { icon(Icon::Plus) }{ "Add " }<code>{ name }</code>
                </button>
            }
            <div class="choices" role="group" aria-label="Columns">
                for name in paths.iter().filter(|name| matches(name)) { { toggle(name, name, "A path in the record") } }
                for (name, label, doc) in fields.iter().filter(|(name, label, _)| matches(name) || matches(label)) {
                    { toggle(name, label, doc) }
                }
            </div>
            <div class="popover-foot">
                <button class="button is-small" data-testid="columns-reset" onclick={reset}>{ "Reset to defaults" }</button>
                <span class="muted">{ "Drag a heading to move it, its edge to resize it" }</span>
            </div>
        </div>
    }
}
