//! The palette: type a few letters, press Enter. Besides the commands it holds saved views and a column for each field.

use super::entries::{Entry, PaletteAction, SAVE, VIEWS, entries};
use super::{close_modal, closes_on_backdrop, use_modal};
use crate::ui::actions::{Actions, use_actions};
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::popover::input_of;
use crate::ui::common::shared::Shared;
use crate::ui::hooks::storage::keep;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_event::case::fold_text;
use trailglass_session::notice::Notice;
use trailglass_session::{Action, Session};
use web_sys::Element;

/// What the palette needs.
#[derive(Properties, PartialEq)]
pub struct PaletteProps {
    /// What the user has in front of them.
    pub session: Shared<Session>,
    /// Whether it asks for nothing but the name of a view that is to be saved.
    pub is_naming: bool,
    /// Closes it.
    pub close: Callback<()>,
}

/// The palette.
#[component]
pub fn Palette(props: &PaletteProps) -> Html {
    let PaletteProps { session, is_naming, close } = props;
    let actions = use_actions();
    let dialog = use_modal();
    let search = use_state_eq(String::new);
    let at = use_state_eq(|| None::<usize>);
    let chosen_row = use_node_ref();
    let mut all = entries(session, &search);
    all.retain(|entry| !is_naming || entry.group == SAVE);
    let total = all.len();
    let found: Rc<Vec<Entry>> = Rc::new(all.into_iter().filter(|entry| is_found(entry, &search)).collect());
    let has_commands = found.iter().any(|entry| entry.group != SAVE);
    let first = found.first().map(|_| 0);
    let chosen = at.map(|at| at.min(found.len().saturating_sub(1))).or(first);
    let run = {
        let (close, found, dialog) = (close.clone(), found.clone(), dialog.clone());
        Callback::from(move |at: usize| {
            if let Some(entry) = found.get(at) {
                close_modal(&dialog);
                close.emit(());
                run_entry(entry, &actions);
            }
        })
    };
    let oninput = {
        let (search, at) = (search.clone(), at.clone());
        move |event: InputEvent| {
            search.set(input_of(&event).map_or(String::new(), |input| input.value()));
            at.set(None);
        }
    };
    let onkeydown = {
        let (run, at, count) = (run.clone(), at.clone(), found.len());
        move |event: KeyboardEvent| {
            event.stop_propagation();
            match event.key().as_str() {
                "ArrowDown" => at.set(chosen.map(|at| at + 1).filter(|at| *at < count).or(Some(0))),
                "ArrowUp" => at.set(chosen.and_then(|at| at.checked_sub(1)).or(count.checked_sub(1))),
                "Enter" => chosen.into_iter().for_each(|at| run.emit(at)),
                _ => return,
            }
            event.prevent_default();
        }
    };
    {
        let row = chosen_row.clone();
        use_effect_with(chosen, move |_| scroll_into_view(&row));
    }
    let (title, label) =
        if *is_naming { ("Save this view", "Name of the view") } else { ("Commands", "Find a command") };
    html! {
        <dialog class="sheet palette" ref={dialog} data-testid="palette" aria-label={title}
            onclose={close.reform(|_: Event| ())} onclick={closes_on_backdrop(close)}>
            <div class="sheet-body">
                <div class="palette-head">
                    { icon(Icon::Search) }
                    <input data-testid="palette-input" role="combobox" aria-expanded="true" aria-controls="palette-list"
                        aria-activedescendant={chosen.map(row_id)} aria-label={label} placeholder={label}
                        value={(*search).clone()} spellcheck="false" autocomplete="off" {oninput} {onkeydown} />
                    <span class="muted" role="status">{ format!("{} of {total}", found.len()) }</span>
                </div>
                <div class="palette-list" id="palette-list" role="listbox" aria-label="Commands">
                    if !has_commands && !is_naming { <div class="palette-group" role="presentation">{ "No command matches" }</div> }
                    { rows(&found, chosen, &chosen_row, &run) }
                </div>
                <footer class="palette-foot">
                    <span><kbd>{ "↑" }</kbd><kbd>{ "↓" }</kbd>{ " choose" }</span>
                    <span><kbd>{ "↵" }</kbd>{ " run" }</span>
                    <span><kbd>{ "Esc" }</kbd>{ " close" }</span>
                </footer>
            </div>
        </dialog>
    }
}

/// Whether an entry is found: every word is somewhere in its title.
fn is_found(entry: &Entry, search: &str) -> bool {
    let title = fold_text(&entry.title);
    entry.group == SAVE || fold_text(search.trim()).split_whitespace().all(|word| title.contains(word))
}

fn run_entry(entry: &Entry, actions: &Actions) {
    match &entry.action {
        PaletteAction::Run(command) => actions.run.emit(*command),
        PaletteAction::Act(action) => actions.act.emit(action.clone()),
        PaletteAction::Keep(views, kept) => {
            let notice = match keep(VIEWS, &views.to_string()) {
                Ok(()) => Notice::transient(kept.clone()),
                Err(not_kept) => not_kept.notice("The change to your saved views"),
            };
            actions.act.emit(Action::AddNotice(notice));
        }
    }
}

fn scroll_into_view(row: &NodeRef) {
    if let Some(row) = row.cast::<Element>() {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        row.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The entries under the headings of their groups. `chosen_row` becomes the node of the chosen one.
fn rows(found: &[Entry], chosen: Option<usize>, chosen_row: &NodeRef, run: &Callback<usize>) -> Html {
    let row = |(place, entry): (usize, &Entry)| {
        let is_first = place == 0 || found[place - 1].group != entry.group;
        let is_chosen = Some(place) == chosen;
        let node = if is_chosen { chosen_row.clone() } else { NodeRef::default() };
        html! {
            <>
                if is_first { <div class="palette-group" role="presentation">{ entry.group }</div> }
                <div class="palette-row" role="option" id={row_id(place)} data-testid="palette-row" ref={node}
                    aria-selected={is_chosen.to_string()} onclick={run.reform(move |_| place)}>
                    <span>{ entry.title.clone() }</span>
                    <span class="muted log-text">{ entry.hint.clone() }</span>
                    if !entry.key.is_empty() { <kbd>{ entry.key.clone() }</kbd> }
                </div>
            </>
        }
    };
    found.iter().enumerate().map(row).collect()
}

fn row_id(place: usize) -> String {
    format!("command-{place}")
}
