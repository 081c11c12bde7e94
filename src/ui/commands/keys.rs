//! The sheet of keys.

use super::{closes_on_backdrop, use_modal};
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::popover::input_of;
use crate::ui::hooks::browser::LETTERS;
use crate::ui::hooks::storage::{keep, kept};
use crate::ui::prelude::*;
use trailglass_event::case::fold_text;
use trailglass_session::command::{COMMANDS, Group, cap};
use trailglass_session::range_keys::RANGE_KEYS;

/// What the sheet needs.
#[derive(Properties, PartialEq)]
pub struct KeysProps {
    /// Closes it.
    pub close: Callback<()>,
}

/// The sheet.
#[component]
pub fn Keys(props: &KeysProps) -> Html {
    let dialog = use_modal();
    let search = use_state_eq(String::new);
    let wanted = fold_text(search.trim());
    let oninput = {
        let search = search.clone();
        move |event: InputEvent| search.set(input_of(&event).map_or(String::new(), |input| input.value()))
    };
    let has_letters = use_state_eq(|| kept(LETTERS).is_none());
    let on_letters = {
        let has_letters = has_letters.clone();
        move |event: Event| {
            let is_on = input_of(&event).is_some_and(|input| input.checked());
            // What the browser does not keep holds for this tab.
            keep(LETTERS, if is_on { "" } else { "off" }).ok();
            has_letters.set(is_on);
        }
    };
    let section = |heading: &'static str, all: &[(&'static str, &'static [&'static str])]| {
        let is_wanted = |(title, keys): &&(&'static str, &'static [&'static str])| {
            fold_text(title).contains(&wanted) || keys.iter().any(|key| fold_text(&cap(key)) == wanted)
        };
        let row = |(title, keys): &(&'static str, &'static [&'static str])| {
            html! {
                <div class="key-row" data-testid="key-row">
                    <dt>{ *title }</dt>
                    <dd>for key in keys.iter() { <kbd>{ cap(key) }</kbd> }</dd>
                </div>
            }
        };
        let rows: Vec<Html> = all.iter().filter(is_wanted).map(row).collect();
        if rows.is_empty() {
            return Html::default();
        }
        html! { <section><h3>{ heading }</h3><dl>{ rows }</dl></section> }
    };
    let group = |group: Group| {
        let infos = COMMANDS.iter().filter(|info| info.group == group && !info.keys.is_empty());
        section(group.title(), &infos.map(|info| (info.title, info.keys)).collect::<Vec<_>>())
    };
    html! {
        <dialog class="sheet keys-sheet" ref={dialog} data-testid="keys-sheet" aria-labelledby="keys-title"
            onclose={props.close.reform(|_: Event| ())} onclick={closes_on_backdrop(&props.close)}>
            <div class="sheet-body">
                <header>
                    <h2 id="keys-title">{ "Keys" }</h2>
                    <span class="muted">{ "Single-letter keys are off while you type; keys act where the focus is" }</span>
                    <input class="text-input" type="search" aria-label="Find a key or command" placeholder="Find a key or command" {oninput} />
                    <button class="icon-button" aria-label="Close" onclick={props.close.reform(|_| ())}>{ icon(Icon::Close) }</button>
                </header>
                <div class="key-groups">{ for Group::ALL.into_iter().map(group) }{ section("Histogram, concurrency chart", &RANGE_KEYS) }</div>
                <label class="choice keys-foot">
                    <input type="checkbox" data-testid="letters-off" checked={*has_letters} onchange={on_letters} />
                    <span>{ "Use single-letter keys" }</span>
                </label>
            </div>
        </dialog>
    }
}
