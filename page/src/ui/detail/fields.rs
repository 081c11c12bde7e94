//! Every value of the record, with the path that a query reaches it by.

use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::popover::input_of;
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::hooks::browser::{chord, focus};
use crate::ui::intents::Intents;
use std::rc::Rc;
use trailglass::engine::message::{EventDetail, View};
use trailglass::json::leaves::{Leaf, leaves};
use trailglass::json::lines::Kind;
use trailglass::session::Action;
use trailglass::session::columns::Columns;
use trailglass::session::command::{Command, command_of};
use yew::prelude::*;

/// More values than this are drawn only on request.
const MAX_LEAVES: usize = 1000;

/// What the list needs.
#[derive(Properties, PartialEq)]
pub struct FieldsProps {
    /// The event.
    pub detail: Shared<EventDetail>,
    /// The committed query, to which values are added.
    pub query: AttrValue,
    /// The columns of the table, to which paths are added.
    pub columns: Shared<Columns>,
    /// Where intents go.
    pub intents: Intents,
}

/// What is done with a value.
#[derive(Clone, Copy)]
enum Deed {
    For,
    Out,
    Column,
    Copy,
    CopyPath,
    CopyJson,
    CopyJq,
}

/// The list. One value at a time is reached by Tab, arrows go to the others.
#[component]
pub fn Fields(props: &FieldsProps) -> Html {
    let is_whole = use_state_eq(|| false);
    let active = use_state_eq(|| 0_usize);
    let list = use_node_ref();
    let all: Rc<Vec<Leaf>> = use_memo(props.detail.clone(), |detail| leaves(&detail.text));
    let search = use_state_eq(String::new);
    let wanted = search.trim().to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&wanted);
    // The places of the leaves that are looked for.
    let found: Vec<usize> = (0..all.len()).filter(|at| has(&all[*at].shown) || has(&all[*at].value)).collect();
    let shown = if *is_whole { found.len() } else { found.len().min(MAX_LEAVES) };
    let hidden = found.len() - shown;
    let active_leaf = found.get(*active).copied().unwrap_or_default();
    let oninput = {
        let (search, active) = (search.clone(), active.clone());
        move |event: InputEvent| {
            if let Some(input) = input_of(&event) {
                active.set(0);
                search.set(input.value());
            }
        }
    };

    let go = {
        let (active, list) = (active.clone(), list.clone());
        move |at: usize| {
            active.set(at);
            let row = list.cast::<web_sys::Element>().and_then(|list| list.children().item(at as u32));
            focus(row);
        }
    };
    let deed = {
        let (all, query, intents) = (all.clone(), props.query.clone(), props.intents.clone());
        let (detail, columns) = (props.detail.clone(), props.columns.clone());
        Callback::from(move |(at, deed): (usize, Deed)| {
            let Some(leaf) = all.get(at) else { return };
            let value = Some(leaf.value.clone()).filter(|_| leaf.value != "null" || leaf.kind == Kind::String);
            match deed {
                Deed::Copy => intents.copy(leaf.value.clone()),
                Deed::CopyPath => intents.copy(leaf.path.clone()),
                Deed::CopyJson => intents.copy(detail.text[leaf.token.clone()].to_owned()),
                Deed::CopyJq => {
                    let token = &detail.text[leaf.token.clone()];
                    intents.copy(format!(".Records[] | select({} == {token})", leaf.jq));
                }
                Deed::Column => {
                    let columns = Rc::new(columns.with(View::Events, &leaf.path));
                    intents.act.emit(Action::ColumnsChanged(View::Events, columns));
                }
                Deed::For => intents.filter(View::Events, &query, &leaf.path, value, false),
                Deed::Out => intents.filter(View::Events, &query, &leaf.path, value, true),
            }
        })
    };
    let onkeydown = {
        let (active, deed) = (*active, deed.clone());
        move |event: KeyboardEvent| {
            match command_of(&chord(&event)) {
                Some(Command::RowDown) if event.key() == "ArrowDown" => go((active + 1).min(shown.saturating_sub(1))),
                Some(Command::RowUp) if event.key() == "ArrowUp" => go(active.saturating_sub(1)),
                Some(Command::FilterFor) => deed.emit((active_leaf, Deed::For)),
                Some(Command::FilterOut) => deed.emit((active_leaf, Deed::Out)),
                Some(Command::Copy) => deed.emit((active_leaf, Deed::Copy)),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let show_all = {
        let is_whole = is_whole.setter();
        move |_| is_whole.set(true)
    };
    html! {
        <div class="part" role="tabpanel" id="detail-part" aria-label="Fields">
            <input class="text-input leaf-search" data-testid="leaf-search" aria-label="Find a path or value" value={(*search).clone()}
                placeholder="Find a path or value" spellcheck="false" autocomplete="off" {oninput} />
            <ul class="leaves" ref={list} {onkeydown}>
                for (place, at) in found[..shown].iter().enumerate() {
                    { one(&props.detail.text, &all[*at], *at, *active == place, &deed) }
                }
            </ul>
            if found.is_empty() && !all.is_empty() { <p class="more-lines">{ "Nothing in this event has that text" }</p> }
            if hidden > 0 {
                <p class="more-lines">
                    { format!("{} more. ", words::count(hidden as u32, "value", "values")) }
                    <button class="button is-small" onclick={show_all}>{ "Show all" }</button>
                </p>
            }
        </div>
    }
}

fn one(text: &str, leaf: &Leaf, at: usize, is_active: bool, deed: &Callback<(usize, Deed)>) -> Html {
    let class = match leaf.kind {
        Kind::String => "is-string",
        Kind::Number | Kind::Word => "is-number",
        Kind::Open | Kind::Close | Kind::Empty => "is-bracket",
    };
    // An empty object or array has nothing that a query could ask for.
    let has_value = leaf.kind != Kind::Empty;
    let tool = |this: Deed, label: String, symbol: Icon| {
        let deed = deed.clone();
        html! {
            <button tabindex={if is_active { "0" } else { "-1" }} aria-label={label} onclick={move |_| deed.emit((at, this))}>
                { icon(symbol) }
            </button>
        }
    };
    let copy = |this: Deed, what: &'static str| {
        let deed = deed.clone();
        html! {
            <button class="is-word" tabindex={if is_active { "0" } else { "-1" }} aria-label={format!("Copy the {what} of {}", leaf.shown)}
                title={format!("Copy the {what}")} onclick={move |_| deed.emit((at, this))}>{ what }</button>
        }
    };
    let shown = if leaf.kind == Kind::String { leaf.value.clone() } else { text[leaf.token.clone()].to_owned() };
    html! {
        <li class="leaf" tabindex={if is_active { "0" } else { "-1" }}>
            <span class="leaf-path log-text">{ leaf.shown.clone() }</span>
            <span class={classes!("leaf-value", "log-text", class)}>{ shown }</span>
            <span class="leaf-tools">
                if has_value {
                    { tool(Deed::For, format!("Filter for this {}", leaf.shown), Icon::Plus) }
                    { tool(Deed::Out, format!("Filter out this {}", leaf.shown), Icon::Minus) }
                }
                { tool(Deed::Column, format!("Show {} as a column", leaf.shown), Icon::Columns) }
                { tool(Deed::Copy, format!("Copy {}", leaf.shown), Icon::Copy) }
                { copy(Deed::CopyPath, "path") }
                { copy(Deed::CopyJson, "JSON") }
                { copy(Deed::CopyJq, "jq") }
            </span>
        </li>
    }
}
